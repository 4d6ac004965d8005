"""Judging a certificate file: who signed what about whom, and whether it still holds. Needs no network."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from progress.credentials.document import CONTEXT
from progress.credentials.proof import BadProof, multikey, public_key_from, verify_proof
from progress.credentials.strict import Json, NotSigned

MAX_BYTES = 200_000
TYPES = ["VerifiableCredential", "OpenBadgeCredential"]

Outcome = Literal["valid", "revoked", "expired", "not_yet_valid", "unknown_issuer", "changed", "unreadable"]
Revocation = Callable[[str], str | None]
"""Credential id -> why it was revoked, or None."""


@dataclass(frozen=True)
class Verification:
    """The verdict in words. `stated` is what the document says, filled only when its signature holds."""

    outcome: Outcome
    sentence: str
    stated: Stated | None = None

    @property
    def valid(self) -> bool:
        return self.outcome == "valid"


@dataclass(frozen=True)
class Stated:
    """What a certificate whose signature holds says."""

    credential_id: str
    name: str
    learner: str
    course: str
    criteria: str
    percent: str
    required_percent: str
    issuer: str
    issuer_name: str
    valid_from: datetime
    valid_until: datetime | None
    evidence: list[tuple[str, str]] = field(default_factory=list)
    """(title, narrative)"""


class Unreadable(ValueError):
    """Not a certificate of the kind this platform writes."""


def verify(
    content: bytes,
    trusted: Mapping[str, Ed25519PublicKey],
    now: datetime,
    revoked: Revocation = lambda _id: None,
) -> Verification:
    """The verdict on a certificate file. `trusted` are the believed issuers' keys, by their full name.

    Never raises on what the file holds.
    """
    try:
        document = read(content)
        key, known = _signer(document, trusted)
        verify_proof(document, key)
        stated = _stated(document)
    except Unreadable as error:
        return Verification("unreadable", f"This is not a certificate that can be checked: {error}.")
    except (BadProof, NotSigned) as error:
        return Verification("changed", f"This certificate is not genuine: {error}.")
    if not known:
        return Verification(
            "unknown_issuer",
            f"The content is whole, but it was signed by {stated.issuer}, whom this platform does not know. "
            f"Anybody can make such a signature: it proves nothing until you know whose it is.",
            stated,
        )
    return _in_force(stated, now, revoked(stated.credential_id))


def read(content: bytes) -> Json:
    """The JSON object in a certificate file. Raises Unreadable; a key that comes twice is refused."""
    if len(content) > MAX_BYTES:
        raise Unreadable(f"the file is larger than {MAX_BYTES // 1000} kB")
    try:
        document = json.loads(
            content.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_no_constant
        )
    except UnicodeDecodeError:
        raise Unreadable("it is not text in UTF-8") from None
    except (json.JSONDecodeError, RecursionError):
        raise Unreadable("it is not JSON; was it cut short or edited?") from None
    if not isinstance(document, dict):
        raise Unreadable("it is not a JSON object")
    if document.get("@context") != CONTEXT or document.get("type") != TYPES:
        raise Unreadable("it is not an Open Badges 3.0 credential")
    return document


def _in_force(stated: Stated, now: datetime, reason: str | None) -> Verification:
    if reason is not None:
        sentence = f"This certificate was issued here, and has been revoked: {reason.rstrip('.')}."
        return Verification("revoked", sentence, stated)
    if stated.valid_until is not None and now > stated.valid_until:
        sentence = f"This certificate was genuine and ended on {stated.valid_until:%-d %B %Y}."
        return Verification("expired", sentence, stated)
    if now < stated.valid_from:
        sentence = f"This certificate is genuine, but it starts only on {stated.valid_from:%-d %B %Y}."
        return Verification("not_yet_valid", sentence, stated)
    return Verification("valid", "This certificate is genuine, unchanged and in force.", stated)


def _signer(document: Json, trusted: Mapping[str, Ed25519PublicKey]) -> tuple[Ed25519PublicKey, bool]:
    """The key that should have signed, and whether we believe it. The key must be the issuer's own."""
    issuer, proof = document.get("issuer"), document.get("proof")
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    if not isinstance(issuer, dict) or not isinstance(issuer.get("id"), str) or not isinstance(method, str):
        raise Unreadable("it does not say who issued or who signed it")
    did, _, fragment = method.partition("#")
    if did != issuer["id"]:
        raise BadProof("the one who signed it is not the one it names as issuer")
    if method in trusted:
        return trusted[method], True
    key = public_key_from(fragment)
    if did.startswith("did:key:") and did != f"did:key:{multikey(key)}":
        raise BadProof("its issuer's name and key differ")
    return key, False


def _stated(document: Json) -> Stated:
    try:
        subject = document["credentialSubject"]
        achievement, (result,) = subject["achievement"], subject["result"]
        names = {item["identityType"]: item["identityHash"] for item in subject["identifier"]}
        until = document.get("validUntil")
        return Stated(
            credential_id=_text(document["id"]),
            name=_text(document["name"]),
            learner=_text(names["name"]),
            course=_text(achievement["name"]),
            criteria=_text(achievement["criteria"]["narrative"]),
            percent=_text(result["value"]),
            required_percent=_text(achievement["resultDescription"][0]["requiredValue"]),
            issuer=_text(document["issuer"]["id"]),
            issuer_name=_text(document["issuer"]["name"]),
            valid_from=_time(document["validFrom"]),
            valid_until=None if until is None else _time(until),
            evidence=[
                (_text(item["name"]), _text(item["narrative"])) for item in document.get("evidence", [])
            ],
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise Unreadable(
            "a part that every certificate of this platform has is missing or malformed"
        ) from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _time(value: object) -> datetime:
    return datetime.strptime(_text(value), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _without_repeats(pairs: list[tuple[str, Any]]) -> Json:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise Unreadable("a name in it comes twice")
    return document


def _no_constant(name: str) -> object:
    raise Unreadable(f"{name} is not a number")
