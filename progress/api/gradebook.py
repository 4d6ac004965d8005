"""For nbgrader's gradebook beside an instructor: verdicts go there, a person's marks come back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Query, Request

from progress import feed, marks
from progress.api.shapes import (
    GradebookOut,
    GradebookRow,
    ManualGradeIn,
    ManualGradesOut,
    StandingRow,
    StandingsOut,
)
from progress.attempts import ManualScore
from progress.certify import certify
from progress.hubauth import EngineDep, Instructor, SettingsDep
from progress.store import Store

router = APIRouter(tags=["gradebook"])


@router.get("/courses/{course}/gradebook")
def gradebook(
    course: str,
    user: Instructor,
    engine: EngineDep,
    request: Request,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=feed.PAGE)] = feed.PAGE,
) -> GradebookOut:
    """What changed after sequence number `after`: of each learner and assignment, the best attempt now."""
    store: Store = request.app.state.store
    times = feed.times_mark(engine, course)
    seq, entries = feed.changes(engine, course, after, limit)
    rows = [
        GradebookRow.model_validate(
            asdict(entry) | {"verdict": entry.verdict, "notebook": store.get(entry.digest).decode()}
        )
        for entry in entries
    ]
    return GradebookOut(seq=seq, times=times, rows=rows)


@router.get("/courses/{course}/gradebook/standings")
def standings(course: str, user: Instructor, engine: EngineDep) -> StandingsOut:
    """Of each learner and assignment, which attempt counts and in what proportion, as the times now are."""
    times, found = feed.standings(engine, course)
    return StandingsOut(times=times, rows=[StandingRow.model_validate(asdict(row)) for row in found])


@router.post("/courses/{course}/manual-grades")
def manual_grades(
    course: str,
    grades: Annotated[list[ManualGradeIn], Body(max_length=5000)],
    user: Instructor,
    engine: EngineDep,
    settings: SettingsDep,
) -> ManualGradesOut:
    """Record a person's marks. Nothing is overwritten: the newest mark of a cell counts."""
    given = [ManualScore(**grade.model_dump()) for grade in grades]
    touched, refused = marks.add(engine, course, given, user.name, datetime.now(UTC))
    for learner in sorted(touched):
        certify(engine, settings, learner, course)
    told = [
        {"learner": mark.learner, "assignment": mark.assignment, "grade_id": mark.grade_id, "why": why}
        for mark, why in refused
    ]
    return ManualGradesOut(accepted=len(given) - len(refused), refused=told)
