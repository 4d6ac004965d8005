"""Verification for everybody: no account, nothing stored."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from progress.credentials import register
from progress.credentials.keys import trusted_keys
from progress.credentials.verify import MAX_BYTES, Verification, verify
from progress.hubauth import EngineDep, MaybeUser, SettingsDep
from progress.pages.render import page
from progress.problem import Problem

MAX_REQUEST_BYTES = 2 * MAX_BYTES
TOO_LARGE = f"A certificate file is never larger than {MAX_BYTES // 1000} kB; this is something else."

router = APIRouter()


@router.get("/verify")
def empty_form(request: Request, user: MaybeUser) -> Response:
    """The form."""
    return page(request, "verify.html", user=user, public=True, verification=None)


@router.post("/verify")
async def verify_upload(request: Request, engine: EngineDep, settings: SettingsDep) -> Response:
    """The verdict on an uploaded file or a pasted text."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise Problem(411, "Send the file with its length.")
    if int(length) > MAX_REQUEST_BYTES:
        raise Problem(413, TOO_LARGE)
    async with request.form(max_files=1, max_fields=4, max_part_size=MAX_BYTES) as form:
        upload, text = form.get("file"), form.get("text")
        content = await upload.read(MAX_BYTES + 1) if isinstance(upload, UploadFile) else b""
    if not content and isinstance(text, str):
        content = text.strip().encode()
    if not content:
        raise Problem(422, "Choose a certificate file, or paste its text.")

    def judge() -> Verification:
        now = datetime.now(UTC)
        return verify(
            content, trusted_keys(settings), now, lambda address: register.revocation(engine, address)
        )

    verification = await run_in_threadpool(judge)
    return page(request, "verify.html", public=True, verification=verification)


@router.get("/verify/{credential_id}")
def certificate(
    request: Request, credential_id: UUID, user: MaybeUser, engine: EngineDep, settings: SettingsDep
) -> Response:
    """One certificate of this platform: its verdict in words, who, what, when."""
    credential = register.find(engine, str(credential_id))
    if credential is None:
        raise Problem(404, "This platform has issued no certificate with this number. Check the address.")
    verification = verify(
        credential.document,
        trusted_keys(settings),
        datetime.now(UTC),
        lambda address: register.revocation(engine, address),
    )
    return page(
        request, "certificate.html", user=user, public=True, verification=verification, id=credential.id
    )
