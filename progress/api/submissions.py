"""Handing in, and what came of it. Somebody else's submission is not found."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, status
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Engine

from grader.feedback import feedback_html, feedback_page
from progress import attempts, handins, releases, verdicts
from progress.api.shapes import DueOut, MarkOut, ReceiptOut, RevisionOut, SubmissionOut
from progress.handins import Receipt, Refused
from progress.hubauth import Admitted, EngineDep, SettingsDep, User
from progress.problem import Problem
from progress.store import Store

router = APIRouter(tags=["submissions"])
NOTEBOOK = "application/x-ipynb+json"
STATUS = {
    "unknown": 404,
    "closed": 403,
    "too_large": 413,
    "not_a_notebook": 422,
    "mainnet_key": 422,
    "other_body": 409,
    "too_often": 429,
    "no_room": 507,
}
SubmissionId = Annotated[int, Path(ge=1, le=2**31 - 1)]


async def notebook_body(request: Request) -> bytes:
    """The request's body, read no further than the limit. Raises Problem 413."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > handins.MAX_BYTES:
            raise Problem(413, handins.TOO_LARGE)
    return bytes(content)


@router.post(
    "/courses/{course}/assignments/{assignment}/submissions",
    status_code=status.HTTP_201_CREATED,
    openapi_extra={
        "requestBody": {"required": True, "content": {NOTEBOOK: {"schema": {"type": "object"}}}},
    },
)
def hand_in(
    course: str,
    assignment: str,
    user: Admitted,
    engine: EngineDep,
    settings: SettingsDep,
    request: Request,
    content: Annotated[bytes, Depends(notebook_body)],
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> ReceiptOut:
    """Hand in a notebook. Once the receipt is here, the work is on the disk, power cut or not."""
    try:
        receipt = handins.hand_in(
            engine,
            request.app.state.store,
            user.name,
            course,
            assignment,
            content,
            idempotency_key,
            datetime.now(UTC),
        )
    except Refused as refused:
        headers = {"Retry-After": "600"} if refused.reason == "too_often" else None
        raise Problem(STATUS[refused.reason], str(refused), headers=headers) from None
    return ReceiptOut.of(receipt, settings.service_prefix)


@router.get("/courses/{course}/assignments/{assignment}/submissions")
def submissions(
    course: str,
    assignment: str,
    user: Admitted,
    engine: EngineDep,
    settings: SettingsDep,
    learner: str | None = None,
    everyone: Annotated[bool, Query(alias="all")] = False,
) -> list[ReceiptOut]:
    """My hand-ins, newest first; an instructor may ask for one learner's or for everybody's."""
    if releases.current(engine, course, assignment) is None:
        raise Problem(404, f"There is no assignment {course}/{assignment}.")
    if (everyone or learner not in (None, user.name)) and not user.teaches(course):
        raise Problem(404, "There is no such learner among those whose work you may see.")
    whose = None if everyone else learner or user.name
    found = handins.receipts(engine, course, assignment, whose)
    return [ReceiptOut.of(receipt, settings.service_prefix) for receipt in found]


@router.get("/submissions/{submission_id}")
def submission(
    submission_id: SubmissionId, user: Admitted, engine: EngineDep, settings: SettingsDep
) -> SubmissionOut:
    """One hand-in with its verdict and scores."""
    receipt = visible(engine, user, submission_id)
    out = SubmissionOut.model_validate(ReceiptOut.of(receipt, settings.service_prefix).model_dump())
    out.due = DueOut.of(releases.calendar(engine, receipt.course).due(receipt.assignment, receipt.learner))
    graded = attempts.graded(engine, submission_id)
    if graded is not None:
        out.verdict = graded.verdict
        out.score, out.max_score = graded.verdict.score, graded.verdict.max_score
        out.manual = [MarkOut.of(mark) for mark in graded.manual]
        out.raw_total, out.total = graded.raw, graded.score
        out.late_s, out.scale = int(graded.lateness.by.total_seconds()), graded.lateness.scale
        out.revisions = [RevisionOut.of(revision) for revision in verdicts.history(engine, submission_id)]
        out.feedback_outdated = releases.is_outdated(
            engine, receipt.course, receipt.assignment, graded.release_id
        )
        bundle = releases.bundle_of(engine, graded.release_id)
        out.feedback_html = feedback_html(graded.verdict, bundle)
        out.titles = {cell.grade_id: cell.title for cell in bundle.cells}
        out.exercises = {cell.grade_id: cell.exercise for cell in bundle.cells}
    return out


@router.get(
    "/submissions/{submission_id}/notebook",
    response_class=Response,
    responses={200: {"content": {NOTEBOOK: {"schema": {"type": "object"}}}}},
)
def notebook(submission_id: SubmissionId, user: Admitted, engine: EngineDep, request: Request) -> Response:
    """The bytes that were handed in."""
    receipt = visible(engine, user, submission_id)
    store: Store = request.app.state.store
    name = f"{receipt.assignment}-{receipt.attempt}.ipynb"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(store.get(receipt.digest), media_type=NOTEBOOK, headers=headers)


@router.get("/submissions/{submission_id}/feedback", response_class=HTMLResponse)
def feedback(submission_id: SubmissionId, user: Admitted, engine: EngineDep) -> HTMLResponse:
    """The verdict as a page that needs nothing else."""
    visible(engine, user, submission_id)
    found = attempts.graded(engine, submission_id)
    if found is None:
        raise Problem(404, "This hand-in is not graded yet. Please try again in a few seconds.")
    page = feedback_page(found.verdict, releases.bundle_of(engine, found.release_id))
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})


def visible(engine: Engine, user: User, submission_id: int) -> Receipt:
    """A submission of the person's own, or of a course that they teach. Raises Problem 404 for any other."""
    receipt = handins.receipt(engine, submission_id)
    if receipt is None or (receipt.learner != user.name and not user.teaches(receipt.course)):
        raise Problem(404, "There is no such hand-in among those that you may see.")
    return receipt
