"""What a certificate states, as an Open Badges 3.0 credential. Source: 1EdTech Open Badges 3.0."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import base58

from progress.credentials.keys import Issuer
from progress.credentials.proof import stamp
from progress.credentials.status import status_entry
from progress.credentials.strict import CREDENTIALS_V2, OPEN_BADGES, Json

CONTEXT = [CREDENTIALS_V2, OPEN_BADGES]
SHA2_256 = b"\x12\x20"
"""Multihash prefix: algorithm and length."""


@dataclass(frozen=True)
class Evidence:
    """One graded notebook behind the certificate. Digests are SHA-256, hexadecimal."""

    title: str
    score: float
    max_score: float
    notebook_digest: str
    release_digest: str
    grader: str
    """The grader's name and version."""


@dataclass(frozen=True)
class Facts:
    """Everything a certificate states."""

    credential_id: str
    """Public address of the JSON."""
    subject_id: str
    learner: str
    display_name: str
    achievement_id: str
    achievement_type: str
    """Of Open Badges' list: `Course`, or `Badge` for a track."""
    course_title: str
    certificate_name: str
    summary: str
    criteria: str
    minimum_percent: str
    percent: int
    evidence: list[Evidence]
    issued_at: datetime
    valid_until: datetime | None
    status_list: str
    status_index: int


def credential(facts: Facts, issuer: Issuer) -> Json:
    """The unsigned credential."""
    document: Json = {
        "@context": CONTEXT,
        "id": facts.credential_id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.url},
        "validFrom": stamp(facts.issued_at),
        "name": facts.certificate_name,
        "credentialSubject": _subject(facts),
        "credentialStatus": status_entry(facts.status_list, facts.status_index),
    }
    if facts.evidence:
        document["evidence"] = [_evidence(item) for item in facts.evidence]
    if facts.valid_until is not None:
        document["validUntil"] = stamp(facts.valid_until)
    return document


def text(document: Json) -> bytes:
    """The file that learners keep: one line without optional spaces: no byte in it is without meaning."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _subject(facts: Facts) -> Json:
    result_description = f"{facts.achievement_id}#percent"
    return {
        "id": facts.subject_id,
        "type": ["AchievementSubject"],
        "identifier": [
            _identifier("name", facts.display_name),
            _identifier("userName", facts.learner),
        ],
        "achievement": {
            "id": facts.achievement_id,
            "type": ["Achievement"],
            "achievementType": facts.achievement_type,
            "name": facts.course_title,
            "description": facts.summary or facts.course_title,
            "criteria": {"narrative": facts.criteria},
            "resultDescription": [
                {
                    "id": result_description,
                    "type": ["ResultDescription"],
                    "name": "Score in percent",
                    "resultType": "Percent",
                    "requiredValue": facts.minimum_percent,
                    "valueMin": "0",
                    "valueMax": "100",
                }
            ],
        },
        "result": [
            {
                "type": ["Result"],
                "resultDescription": result_description,
                "status": "Completed",
                "value": str(facts.percent),
            }
        ],
    }


def _identifier(kind: str, value: str) -> Json:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}


def _evidence(item: Evidence) -> Json:
    return {
        "type": ["Evidence"],
        "name": item.title,
        "narrative": (
            f"Score {item.score:g} of {item.max_score:g}. "
            f"Notebook handed in: SHA-256 {item.notebook_digest}. "
            f"Assignment release: SHA-256 {item.release_digest}. Graded by {item.grader}."
        ),
        "digestMultibase": "z" + base58.b58encode(SHA2_256 + bytes.fromhex(item.notebook_digest)).decode(),
    }
