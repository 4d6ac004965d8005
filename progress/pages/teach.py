"""What an instructor sees: the class, and the releases of the course."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from progress import accounts, backlog, checks, releases, scores
from progress.checks import Check
from progress.hubauth import EngineDep, Instructor
from progress.pages import words
from progress.pages.render import page
from progress.pages.words import State
from progress.problem import Problem
from progress.releases import CourseFacts, Release
from progress.scores import AssignmentProgress, CourseProgress

router = APIRouter()


@router.get("/teach/{course}")
def teach(request: Request, course: str, user: Instructor, engine: EngineDep) -> Response:
    """The class table and the releases."""
    facts = releases.facts(engine, course)
    if facts is None:
        raise Problem(404, f"There is no course {course} yet. Release its first assignment.")
    zone, now = facts.attempts.time_zone, datetime.now(UTC)
    offered = releases.offered(engine, course)
    titles = {release.assignment: release.bundle.title for release in offered}
    classes = scores.class_progress(engine, course)
    names = {item.learner: accounts.display_name(engine, item.learner) for item in classes}
    return page(
        request,
        "teach.html",
        user=user,
        here=f"teach/{course}",
        course=_course(facts),
        columns=[{"title": r.bundle.title, "max_score": words.points(r.bundle.max_score)} for r in offered],
        learners=[_learner(item, names[item.learner], list(titles), zone) for item in classes],
        current=[_current(release, zone, now) for release in offered],
        waiting={item.assignment: item for item in backlog.hand_ins(engine, course)},
        checks=[_check(check, titles, zone) for check in checks.latest(engine, course, limit=10)],
    )


def _course(facts: CourseFacts) -> dict[str, str]:
    return {
        "course": facts.course,
        "title": facts.title,
        "place": words.place(facts.attempts.time_zone),
    }


def _learner(standing: CourseProgress, display_name: str, columns: list[str], zone: str) -> dict[str, Any]:
    items = {item.assignment: item for item in standing.assignments}
    times = [item.latest_at for item in standing.assignments if item.latest_at is not None]
    last: datetime | None = max(times, default=None)
    return {
        "learner": standing.learner,
        "display_name": display_name,
        "cells": [_cell(items.get(name)) for name in columns],
        "percent": int(standing.percent),
        "last": words.moment(last, zone) if last else None,
    }


def _cell(item: AssignmentProgress | None) -> dict[str, Any]:
    if item is None:  # not open yet
        return {"submission_id": None, "words": "", "note": ""}
    note = "; ".join(_notes(item))
    if item.best_score is None:
        return {
            "submission_id": item.latest_submission,
            "words": words.SUBMISSION[item.state][0] if item.latest_submission else "",
            "note": note,
        }
    return {
        "submission_id": item.best_submission or item.latest_submission,
        "words": words.points(item.best_score),
        "note": note,
    }


def _notes(item: AssignmentProgress) -> list[str]:
    found = ["set by hand" if item.override else "to be read" if item.needs_manual else ""]
    found.append(f"late, × {item.scale:g}" if item.scale != 1 else "")
    found.append("older checks" if item.feedback_outdated else "")
    return [note for note in found if note]


def _current(release: Release, zone: str, now: datetime) -> dict[str, Any]:
    return {
        "assignment": release.assignment,
        "title": release.bundle.title,
        "state": _offered(release, zone, now),
        "released": words.moment(release.released_at, zone),
        "by": release.released_by,
        "digest": release.digest,
    }


def _offered(release: Release, zone: str, now: datetime) -> State:
    if release.opens is None or release.is_open(now):
        return State("Offered to learners", "good")
    return State(f"Opens {words.moment(release.opens, zone).words}", "wait")


def _check(check: Check, titles: dict[str, str], zone: str) -> dict[str, Any]:
    return {
        "assignment": titles.get(check.assignment, check.assignment),
        "state": State(*words.RELEASE[check.state]),
        "asked": words.moment(check.asked_at, zone),
        "by": check.asked_by,
        "faults": [fault_words(fault) for fault in check.faults],
    }


def fault_words(fault: dict[str, str]) -> str:
    """One fault of the authoring gate as a line: where, what, how to mend it."""
    where, what, mend = (fault.get(part, "").strip() for part in ("where", "what", "mend"))
    line = f"{where}: {what}" if where else what
    return f"{line.rstrip('.')}. {mend}" if mend else line
