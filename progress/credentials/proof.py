"""Data Integrity proofs with the cryptosuite eddsa-rdfc-2022. Source: W3C vc-di-eddsa, section 3.2."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from progress.credentials.strict import Contexts, Json, NotSigned, bundled_contexts, canonical

CRYPTOSUITE = "eddsa-rdfc-2022"
MULTICODEC_ED25519 = b"\xed\x01"
OPTIONS = {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"}


class BadProof(ValueError):
    """The proof does not hold. The text says why."""


def sign(
    document: Json,
    key: Ed25519PrivateKey,
    verification_method: str,
    created: datetime,
    contexts: Contexts | None = None,
) -> Json:
    """A copy of `document` with its proof. Raises NotSigned when something in it would go unsigned."""
    options: Json = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": stamp(created),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    signature = key.sign(hash_data(unsigned, options, contexts))
    value = "z" + base58.b58encode(signature).decode()
    return unsigned | {"proof": options | {"proofValue": value}}


def verify_proof(document: Json, public_key: Ed25519PublicKey, contexts: Contexts | None = None) -> None:
    """Return when the document's one proof is by `public_key` over exactly this content.

    Whether the key belongs to the issuer is the caller's question. Raises BadProof or NotSigned.
    """
    proof = document.get("proof")
    if not isinstance(proof, dict) or set(proof) != OPTIONS:
        raise BadProof("it carries no proof of the kind this platform writes (one eddsa-rdfc-2022 proof)")
    if proof["type"] != "DataIntegrityProof" or proof["cryptosuite"] != CRYPTOSUITE:
        raise BadProof(f"its proof is not of the suite {CRYPTOSUITE}")
    if proof["proofPurpose"] != "assertionMethod":
        raise BadProof("its proof was made for another purpose than to state a fact")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    data = hash_data(unsigned, options, contexts)
    try:
        public_key.verify(_multibase(proof["proofValue"]), data)
    except InvalidSignature:
        raise BadProof("its content is not what was signed, or another key signed it") from None


def hash_data(document: Json, options: Json, contexts: Contexts | None = None) -> bytes:
    """What is signed, 64 bytes: SHA-256 of the canonical proof options, then of the canonical document."""
    known = bundled_contexts() if contexts is None else contexts
    if "@context" not in document:
        raise NotSigned("@context is missing")
    config = {"@context": document["@context"]} | options
    return b"".join(hashlib.sha256(canonical(part, known)).digest() for part in (config, document))


def multikey(public_key: Ed25519PublicKey) -> str:
    """The key as Multikey text, `z6Mk...`."""
    raw = public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"z{base58.b58encode(MULTICODEC_ED25519 + raw).decode()}"


def public_key_from(text: str) -> Ed25519PublicKey:
    """The key that a Multikey text names. Raises BadProof when it is no Ed25519 key."""
    raw = _multibase(text)
    if not raw.startswith(MULTICODEC_ED25519) or len(raw) != 34:
        raise BadProof("the signer's key is not an Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def stamp(time: datetime) -> str:
    """RFC 3339 in UTC, whole seconds, with `Z`."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _multibase(text: object) -> bytes:
    if not isinstance(text, str) or not text.startswith("z") or len(text) > 200:
        raise BadProof("a key or signature in it is not base58")
    try:
        return bytes(base58.b58decode(text[1:]))
    except ValueError:
        raise BadProof("a key or signature in it is not base58") from None
