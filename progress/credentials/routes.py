"""What anybody may fetch without signing in: certificate files, the revocation list, the issuer's keys."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from fastapi.responses import JSONResponse, Response

from progress import tracks
from progress.credentials import register
from progress.credentials.issue import STATUS_LIST, achievement_id, base_address, find
from progress.credentials.keys import did_document, issuer
from progress.credentials.status import status_list
from progress.hubauth import EngineDep, SettingsDep
from progress.problem import Problem

MEDIA_TYPE = "application/vc+ld+json"
OPEN = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
"""Other sites' verifiers may read these from a browser: they are public and carry no session."""
STATUS_MAX_AGE_S = 30

router = APIRouter()


@router.get("/credentials/{credential_id}.json")
def certificate_file(credential_id: UUID, engine: EngineDep) -> Response:
    """A certificate as it was signed, to the byte; also after revocation, which the status list tells."""
    credential = register.find(engine, str(credential_id))
    if credential is None:
        raise Problem(404, "There is no certificate at this address.")
    return Response(credential.document, media_type=MEDIA_TYPE, headers=OPEN)


@router.get(f"/{STATUS_LIST}")
def revocation_list(
    engine: EngineDep, settings: SettingsDep, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """The signed Bitstring Status List."""
    revoked = register.revoked_indices(engine)
    tag = f'"{hashlib.sha256(json.dumps(revoked).encode()).hexdigest()[:32]}"'
    headers = OPEN | {"ETag": tag, "Cache-Control": f"public, max-age={STATUS_MAX_AGE_S}"}
    if tag in if_none_match:
        return Response(status_code=304, headers=headers)
    document = status_list(issuer(settings), base_address(settings) + STATUS_LIST, revoked, datetime.now(UTC))
    return JSONResponse(document, headers=headers, media_type=MEDIA_TYPE)


@router.get("/did.json")
def issuer_keys(settings: SettingsDep) -> Response:
    """The issuer's did:web document."""
    try:
        return JSONResponse(did_document(settings), headers=OPEN, media_type="application/did+json")
    except LookupError as error:
        raise Problem(404, f"There is no such document: {error}.") from None


@router.get("/achievements/{course}")
@router.get("/achievements/tracks/{track}")
def achievement(engine: EngineDep, settings: SettingsDep, course: str = "", track: str = "") -> Response:
    """What a certificate's achievement means, for whoever follows its id."""
    found = find(engine, tracks.key(track) if track else course)
    if found is None:
        raise Problem(404, "There is no achievement at this address.")
    return JSONResponse(
        {
            "id": achievement_id(settings, found.name),
            "type": ["Achievement"],
            "name": found.title,
            "description": found.summary or found.title,
            "criteria": {"narrative": found.rule.criteria},
        },
        headers=OPEN,
    )
