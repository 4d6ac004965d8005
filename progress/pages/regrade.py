"""For instructors: how far the grading of an assignment is, and grading it again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine

from progress import accounts, backlog, differences, regrades, releases
from progress.api.regrades import apply_and_certify
from progress.api.similar import Taught
from progress.backlog import Backlog
from progress.credentials import register
from progress.differences import Difference, Findings
from progress.hubauth import CurrentUser, EngineDep, FormUser, SettingsDep
from progress.pages import words
from progress.pages.render import page
from progress.pages.words import State
from progress.problem import Problem
from progress.regrades import Regrade, RegradeError
from progress.releases import Release

router = APIRouter()
STATE = {
    "proposed": State("Waits for your decision", "wait"),
    "applied": State("Applied", "good"),
    "dropped": State("Dropped"),
}
CHECK = words.EXERCISE | {"absent": ("Not there", "")}


@router.get("/teach/{course}/{assignment}/grading")
def grading(
    request: Request, user: CurrentUser, release: Taught, engine: EngineDep, ask: bool = False
) -> Response:
    """Hand-ins that wait, and the latest regrade with its differences.

    Reloads by itself while work waits, unless it shows the form: `ask`, or when there is nothing to watch.
    """
    now = datetime.now(UTC)
    facts = releases.facts(engine, release.course)
    zone = facts.attempts.time_zone if facts else "UTC"
    waiting = [b for b in backlog.hand_ins(engine, release.course) if b.assignment == release.assignment]
    latest = regrades.of_assignment(engine, release.course, release.assignment, limit=5)
    shown = _regrade(engine, latest[0], zone, now) if latest else None
    return page(
        request,
        "grading.html",
        user=user,
        here=f"teach/{release.course}",
        course=release.course,
        assignment=release.assignment,
        title=release.bundle.title,
        waiting=work(waiting[0], now) if waiting else None,
        regrade=shown,
        earlier=[_line(one, zone) for one in latest[1:]],
        form=(ask or not waiting) and not (shown and shown["open"]),
        reload=(bool(waiting) and not ask) or bool(shown and shown["work"]),
    )


@router.post("/teach/{course}/{assignment}/regrade")
def begin(
    request: Request,
    user: FormUser,
    release: Taught,
    engine: EngineDep,
    reason: Annotated[str, Form(max_length=2000)] = "",
    which: Annotated[Literal["best", "all"], Form()] = "best",
) -> Response:
    """Begin a regrade."""
    now, every = datetime.now(UTC), which == "all"
    try:
        regrades.start(engine, release.course, release.assignment, user.name, now, reason=reason, every=every)
    except RegradeError as error:
        raise Problem(409, str(error)) from None
    return _back(request, release)


@router.post("/teach/{course}/{assignment}/decide")
def decide(
    request: Request,
    user: FormUser,
    release: Taught,
    engine: EngineDep,
    settings: SettingsDep,
    regrade_id: Annotated[int, Form(ge=1, le=2**31 - 1)],
    decision: Annotated[Literal["apply", "drop"], Form()],
) -> Response:
    """Apply or drop the regrade that the page showed."""
    regrade = regrades.find(engine, regrade_id)
    if regrade is None or (regrade.course, regrade.assignment) != (release.course, release.assignment):
        raise Problem(404, f"There is no such regrade of {release.bundle.title}.")
    try:
        if decision == "apply":
            apply_and_certify(engine, settings, regrade, user.name)
        else:
            regrades.drop(engine, regrade.id, user.name, datetime.now(UTC))
    except RegradeError as error:
        raise Problem(409, str(error)) from None
    return _back(request, release)


def work(item: Backlog, now: datetime) -> dict[str, Any]:
    """`graded 12 of 40`, with what a person may expect."""
    left_s = item.left_s(now)
    minutes = (
        "" if left_s is None else "less than a minute" if left_s < 60 else f"about {left_s / 60:.0f} min"
    )
    return {"done": item.done, "total": item.total, "left": minutes}


def _regrade(engine: Engine, regrade: Regrade, zone: str, now: datetime) -> dict[str, Any]:
    count = backlog.of_regrade(engine, regrade.id, regrade.assignment, regrade.asked_at)
    running = regrade.state == "proposed" and count.done < count.total
    found = differences.of_regrade(engine, regrade) if not running else Findings([], 0, [])
    everybody = [*(item.learner for item in found.differences), *found.failed]
    names = {learner: accounts.display_name(engine, learner) for learner in everybody}
    holders = {c.learner for c in register.of_course(engine, regrade.course) if c.revoked_at is None}
    rows = [_row(item, names, item.learner in holders) for item in found.differences]
    return _line(regrade, zone) | {
        "id": regrade.id,
        "state": State("Being graded again", "wait") if running else STATE[regrade.state],
        "open": regrade.state == "proposed",
        "work": work(count, now) if running else None,
        "lower": [row for row in rows if row["lower"]],
        "others": [row for row in rows if not row["lower"]],
        "same": found.same,
        "failed": [names[learner] for learner in found.failed],
    }


def _line(regrade: Regrade, zone: str) -> dict[str, Any]:
    decided = regrade.decided_at
    return {
        "state": STATE[regrade.state],
        "reason": regrade.reason,
        "by": regrade.asked_by,
        "asked": words.moment(regrade.asked_at, zone),
        "decided_by": regrade.decided_by,
        "decided": words.moment(decided, zone) if decided else None,
    }


def _row(item: Difference, names: dict[str, str], certified: bool) -> dict[str, Any]:
    return {
        "learner": names[item.learner],
        "submission_id": item.submission_id,
        "attempt": item.attempt,
        "old": _outcome(item.old_status, item.old_score, item.old_max_score),
        "new": _outcome(item.new_status, item.new_score, item.max_score),
        "lower": item.lower,
        "certified": certified and item.lower,
        "checks": [
            f"{check.title}: {CHECK[check.old_status][0]}, {words.points(check.old_score)} → "
            f"{CHECK[check.new_status][0]}, {words.points(check.new_score)}"
            for check in item.checks
        ],
    }


def _outcome(status: str, score: float, max_score: float) -> str:
    points = f"{words.points(score)} of {words.points(max_score)}"
    return points if status == "graded" else f"{words.SUBMISSION[status][0]}, {points}"


def _back(request: Request, release: Release) -> Response:
    prefix = request.app.state.settings.service_prefix
    return RedirectResponse(f"{prefix}teach/{release.course}/{release.assignment}/grading", 303)
