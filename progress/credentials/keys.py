"""The issuer: its Ed25519 key, its name in the world (a DID) and whom this platform trusts as itself.

On an https address the issuer is a `did:web`, whose document lists the keys. Elsewhere it is the key
itself, `did:key`. Further keys put beside the first as `issuer-<anything>.pem` stay trusted for
verification and sign nothing.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from progress.credentials.proof import multikey
from progress.credentials.strict import Json
from progress.settings import Settings

KEY_FILE = "issuer.pem"
NAME = "Hunar"
RESTORE = "Restore it from a backup: hunar restore FILE"


class BadKey(Exception):
    """A key file that cannot be used. The text says which and what to do."""


@dataclass(frozen=True)
class Issuer:
    """Who signs: `did` is the issuer's id, `method` names the key within it."""

    did: str
    method: str
    name: str
    url: str
    key: Ed25519PrivateKey


def issuer(settings: Settings) -> Issuer:
    """This platform as an issuer. Its key is made at the first call. Raises BadKey for a broken key file."""
    key = _read_or_create(settings.keys / KEY_FILE)
    did = did_web(settings) or did_key(key.public_key())
    return Issuer(did, f"{did}#{multikey(key.public_key())}", NAME, settings.public_url, key)


def trusted_keys(settings: Settings) -> Mapping[str, Ed25519PublicKey]:
    """Verification method -> key, of everything this platform signs or ever signed with the keys it holds."""
    trusted: dict[str, Ed25519PublicKey] = {}
    web = did_web(settings)
    for path in sorted(settings.keys.glob("issuer*.pem")):
        public = _read(path).public_key()
        for did in {did_key(public), web or did_key(public)}:
            trusted[f"{did}#{multikey(public)}"] = public
    return trusted


def did_document(settings: Settings) -> Json:
    """The did:web document that other verifiers fetch. Raises LookupError without an https address."""
    did = did_web(settings)
    if did is None:
        raise LookupError("this platform has no https address, so its issuer is a did:key")
    issuer(settings)
    methods = sorted(method for method in trusted_keys(settings) if method.startswith(f"{did}#"))
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [
            {
                "id": method,
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": method.partition("#")[2],
            }
            for method in methods
        ],
        "assertionMethod": methods,
    }


def did_key(public_key: Ed25519PublicKey) -> str:
    return f"did:key:{multikey(public_key)}"


def did_web(settings: Settings) -> str | None:
    """`did:web:host:services:progress`, whose document is `<service>/did.json`; None without https."""
    address = urlsplit(settings.public_url)
    if address.scheme != "https" or not address.netloc:
        return None
    path = [part for part in f"{address.path}{settings.service_prefix}".split("/") if part]
    return ":".join(["did:web", quote(address.netloc, safe=""), *(quote(part, safe="") for part in path)])


def _read_or_create(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        _create(path)
    return _read(path)


def _create(path: Path) -> None:
    """Write a new key whole or not at all; of several processes at once, the first one's key stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            return
    finally:
        os.unlink(name)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise BadKey(f"{path} is not a readable key ({error}). {RESTORE}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(f"{path} is not an Ed25519 key. {RESTORE}")
    return key
