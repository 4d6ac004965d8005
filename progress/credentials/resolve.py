"""From a DID to its keys: `did:key` is its own key, `did:web` is a document on the issuer's web server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from progress.credentials.proof import BadProof, public_key_from

TIMEOUT_S = 10


class ResolveError(Exception):
    """An issuer whose keys could not be found. The text says why."""


def resolve(did: str) -> Mapping[str, Ed25519PublicKey]:
    """Verification method -> key. Raises ResolveError, or BadProof for a did:key that is no Ed25519 key."""
    if did.startswith("did:key:"):
        text = did.removeprefix("did:key:")
        return {f"{did}#{text}": public_key_from(text)}
    if not did.startswith("did:web:"):
        raise ResolveError("only did:key and did:web issuers are known here")
    return keys_in(_fetch(web_address(did)), did)


def web_address(did: str) -> str:
    """Where its document lies: `did:web:host:a:b` -> `https://host/a/b/did.json`."""
    host, *path = (unquote(part) for part in did.removeprefix("did:web:").split(":"))
    return f"https://{host}/{'/'.join(path or ['.well-known'])}/did.json"


def keys_in(document: Any, did: str) -> Mapping[str, Ed25519PublicKey]:
    """The Ed25519 keys of a DID document that may state facts. Raises ResolveError when it is not `did`'s."""
    if not isinstance(document, dict) or document.get("id") != did:
        raise ResolveError("the document at its address belongs to another name")
    allowed = document.get("assertionMethod") or []
    keys: dict[str, Ed25519PublicKey] = {}
    for method in document.get("verificationMethod") or []:
        try:
            if method["id"] in allowed and method["controller"] == did:
                keys[method["id"]] = public_key_from(method["publicKeyMultibase"])
        except (KeyError, TypeError, BadProof):
            continue
    if not keys:
        raise ResolveError("its document lists no Ed25519 key that may sign certificates")
    return keys


def _fetch(address: str) -> Any:
    try:
        answer = httpx.get(address, timeout=TIMEOUT_S, follow_redirects=False)
        answer.raise_for_status()
        return answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise ResolveError(f"{address} could not be read ({error})") from error
