"""What a learner sees: the home page, a course, a hand-in with its verdict."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from progress import accounts, handins, releases
from progress.hubauth import Admitted, CurrentUser, EngineDep, SettingsDep
from progress.pages import standing
from progress.pages.render import page
from progress.pages.result import result
from progress.pages.ways import ways
from progress.problem import Problem

router = APIRouter()


@router.get("/")
def home(request: Request, user: CurrentUser, engine: EngineDep, settings: SettingsDep) -> Response:
    """Where to go on, every track and every course; for somebody not admitted yet, an explanation."""
    shown = standing.cards(engine, settings, user) if user.admitted else []
    tracks = ways(engine, settings, user, shown)
    return page(
        request,
        "home.html",
        user=user,
        here="home",
        name=accounts.display_name(engine, user.name),
        courses=shown,
        tracks=tracks,
        next=standing.following(shown, [track.assignments for track in tracks]),
    )


@router.get("/courses/{course}")
def course_page(
    request: Request, course: str, user: Admitted, engine: EngineDep, settings: SettingsDep
) -> Response:
    """One course: its assignments, what it teaches, how it is graded."""
    card = standing.card(engine, settings, user, course)
    if card is None:
        raise Problem(404, f"There is no course {course}.")
    return page(request, "course.html", user=user, course=card)


@router.get("/submissions/{submission_id}")
def submission(
    request: Request, submission_id: int, user: CurrentUser, engine: EngineDep, settings: SettingsDep
) -> Response:
    """A hand-in: its receipt at once, its verdict as soon as it is there. Another learner's is not found."""
    receipt = handins.receipt(engine, submission_id)
    if receipt is None or not (receipt.learner == user.name or user.teaches(receipt.course)):
        raise Problem(404, "You have no submission with this number.")
    facts = releases.facts(engine, receipt.course)
    if facts is None:
        raise Problem(404, f"There is no course {receipt.course}.")
    return page(
        request,
        "submission.html",
        user=user,
        **result(engine, settings, user, receipt, facts, datetime.now(UTC)),
    )
