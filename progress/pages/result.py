"""One hand-in in words: receipt, verdict on each check, what to do next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from grader.bundle import Bundle, GradedCell
from grader.verdict import ExerciseResult, NamedCheck
from progress import accounts, allowance, attempts, handins, releases, verdicts
from progress.attempts import Graded
from progress.handins import Receipt
from progress.hubauth import User
from progress.pages import lateness, words
from progress.pages.standing import WORKING, notebook_url
from progress.pages.words import State
from progress.releases import CourseFacts
from progress.settings import Settings

SENTENCES = {
    "queued": "Your notebook is safe and waits for its turn. This page shows the result when it is there.",
    "running": "Your notebook is being graded now. It usually takes a few seconds.",
}


def result(
    engine: Engine, settings: Settings, user: User, receipt: Receipt, facts: CourseFacts, now: datetime
) -> dict[str, Any]:
    """Everything that the submission page shows."""
    zone = facts.attempts.time_zone
    graded = attempts.graded(engine, receipt.id)
    bundle = releases.bundle_of(engine, graded.release_id if graded else receipt.release_id)
    due = releases.calendar(engine, receipt.course, receipt.learner).due(receipt.assignment, receipt.learner)
    offered = releases.current(engine, receipt.course, receipt.assignment)
    mine = receipt.learner == user.name
    return {
        "id": receipt.id,
        "course": receipt.course,
        "course_title": facts.title,
        "title": bundle.title,
        "attempt": receipt.attempt,
        "of_learner": "" if mine else accounts.display_name(engine, receipt.learner),
        "state": _state(receipt.state, graded),
        "working": receipt.state in WORKING,
        "score": words.points(graded.score) if graded and receipt.state == "graded" else None,
        "max_score": words.points(bundle.max_score),
        "sentence": sentence(receipt, graded, bundle, zone),
        "remark": graded.verdict.message if graded and graded.verdict.status == "graded" else "",
        "open_url": notebook_url(settings, receipt.course, receipt.assignment),
        "exercises": exercises(bundle, graded) if graded else [],
        "left_today": allowance.left_today(engine, receipt.learner, receipt.course, receipt.assignment, now),
        "received": words.moment(receipt.received_at, zone),
        "late": lateness.lateness_tag(graded.lateness) if graded else "late" if receipt.late else "",
        "scaling": lateness.scaling(graded, bundle.max_score) if graded else "",
        "due": words.moment(due.at, zone) if due.at else None,
        "moved": lateness.moves(due, zone),
        "changes": lateness.changes(verdicts.history(engine, receipt.id), zone),
        "outdated": lateness.outdated(offered.offered_at, zone)
        if graded and offered and offered.id != graded.release_id
        else "",
        "size": words.size(receipt.size_bytes),
        "digest": receipt.digest,
        "history": _history(engine, receipt, bundle, zone),
    }


def sentence(receipt: Receipt, graded: Graded | None, bundle: Bundle, zone: str) -> str:
    """What happened and what to do next, in one or two sentences."""
    if receipt.state == "waiting" and receipt.not_before is not None:
        when = words.moment(receipt.not_before, zone).words
        return (
            "Your notebook is safe. Today's gradings of this assignment are used up, so it is graded "
            f"after {when}. You can go on working and checking in the notebook."
        )
    if graded is None:
        return SENTENCES.get(receipt.state, SENTENCES["queued"])
    if graded.verdict.status != "graded":
        return graded.verdict.message or "Something went wrong on our side. This costs you no attempt."
    if not graded.counts:
        by = lateness.duration(graded.lateness.by)
        return (
            f"This came {by} after the due time. It is kept and graded, but this course counts no late work."
        )
    if graded.needs_manual:
        return "Your instructor still has to read what you wrote; those points come on top."
    if graded.raw >= bundle.max_score:
        return "Everything is right. Well done."
    return "Read what the checks below say, mend the notebook and hand in again: your best result counts."


def exercises(bundle: Bundle, graded: Graded) -> list[dict[str, Any]]:
    """Each exercise in notebook order, with its checks' verdicts and the author's words."""
    results = {item.grade_id: item for item in graded.verdict.exercises}
    marks = {mark.grade_id: mark for mark in graded.manual}
    shown: dict[str, dict[str, Any]] = {}
    for cell in bundle.cells:
        item = results.get(cell.grade_id)
        mark = marks.get(cell.grade_id)
        if item is None and mark is None:
            continue
        exercise = shown.setdefault(cell.exercise, {"title": cell.heading, "checks": []})
        exercise["checks"].append(
            {
                "kind": words.KIND[cell.kind],
                "state": State("Read by your instructor", "good") if mark else _exercise_state(item),
                "score": words.points(mark.score if mark else item.score if item else 0.0),
                "max_score": words.points(cell.points),
                "message": _message(cell, item),
                "misconception": item.misconception if item else "",
                "parts": [_part(check) for check in item.checks] if item else [],
                "comment": mark.comment if mark else "",
            }
        )
    return list(shown.values())


def _message(cell: GradedCell, item: ExerciseResult | None) -> str:
    """The author's words without the code in brackets, which is shown beside them; none where the named
    checks say it, each for itself.
    """
    if item is None or cell.kind == "manual":
        return ""
    if item.status == "failed" and any(not check.passed for check in item.checks):
        return ""
    return item.message.removeprefix(f"[{item.misconception}]").strip()


def _part(check: NamedCheck) -> dict[str, Any]:
    state = State(*words.EXERCISE["passed"]) if check.passed else State(*words.PART_FAILED)
    return check.model_dump(exclude={"passed"}) | {"state": state}


def _exercise_state(item: ExerciseResult | None) -> State:
    return State(*words.EXERCISE[item.status if item else "needs_manual"])


def _state(state: str, graded: Graded | None) -> State:
    if graded is not None and state == "graded" and graded.needs_manual:
        return State("Graded, reflection not read yet", "wait")
    return State(*words.SUBMISSION[state])


def _history(engine: Engine, receipt: Receipt, bundle: Bundle, zone: str) -> list[dict[str, Any]]:
    known = {
        item.submission_id: item
        for item in attempts.of_assignment(engine, receipt.course, receipt.learner, receipt.assignment)
    }
    rows = []
    for item in handins.receipts(engine, receipt.course, receipt.assignment, receipt.learner):
        graded = known.get(item.id)
        has_points = graded is not None and item.state == "graded"
        rows.append(
            {
                "id": item.id,
                "attempt": item.attempt,
                "received": words.moment(item.received_at, zone),
                "state": State(*words.SUBMISSION[item.state]),
                "points": words.points(graded.score) if graded and has_points else "–",
            }
        )
    return rows
