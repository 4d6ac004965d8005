"""Courses: what is offered, and how a class stands."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import Response

from progress import releases, scores
from progress.api.shapes import AssignmentOut, CourseOut, CourseStanding, DueOut, Mine, ReleaseOut
from progress.handins import opening_words
from progress.hubauth import Admitted, EngineDep, Instructor
from progress.problem import Problem
from progress.releases import CourseFacts, Release
from progress.scores import CourseProgress

router = APIRouter(tags=["courses"])
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins like this for a formula."""


@router.get("/courses")
def courses(user: Admitted, engine: EngineDep) -> list[CourseOut]:
    """Every course with its released assignments, in teaching order, and where I stand.

    An assignment that opens later is not among them, except for who teaches the course.
    """
    return [
        _course(
            facts,
            releases.offered(engine, facts.course),
            scores.progress(engine, user.name, facts.course, unopened=user.teaches(facts.course)),
        )
        for facts in releases.all_facts(engine)
    ]


@router.get("/courses/{course}/assignments/{assignment}/release")
def release(course: str, assignment: str, user: Admitted, engine: EngineDep) -> ReleaseOut:
    """The notebook that learners get, and the data files that lie beside it."""
    found = releases.current(engine, course, assignment)
    if found is None:
        raise Problem(404, f"There is no assignment {course}/{assignment}.")
    if not found.is_open(datetime.now(UTC)) and not user.teaches(course):
        raise Problem(403, opening_words(found))
    return ReleaseOut(
        course=course,
        assignment=assignment,
        title=found.bundle.title,
        release_digest=found.digest,
        released_at=found.released_at,
        due=releases.calendar(engine, course, user.name).due(assignment, user.name).at,
        notebook=found.bundle.release_ipynb,
        files=found.bundle.files,
    )


@router.get("/courses/{course}/progress")
def class_progress(course: str, user: Instructor, engine: EngineDep) -> list[CourseStanding]:
    """How everybody stands who handed anything in."""
    return [CourseStanding.of(standing) for standing in scores.class_progress(engine, course)]


@router.get(
    "/courses/{course}/progress.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def class_progress_csv(course: str, user: Instructor, engine: EngineDep) -> Response:
    """The same as a spreadsheet: one row per learner, best scores."""
    text = as_csv(
        scores.class_progress(engine, course), [r.assignment for r in releases.offered(engine, course)]
    )
    headers = {"Content-Disposition": f'attachment; filename="{course}-progress.csv"'}
    return Response(text, media_type="text/csv", headers=headers)


def as_csv(standings: list[CourseProgress], assignments: list[str]) -> str:
    """One row per learner. Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(_plain, ["learner", *assignments, "score", "max_score", "percent", "completed"]))
    for standing in standings:
        best = {a.assignment: a.best_score for a in standing.assignments}
        cells = ["" if best.get(name) is None else f"{best[name]:g}" for name in assignments]
        total = [f"{standing.score:g}", f"{standing.max_score:g}", f"{standing.percent:.1f}"]
        writer.writerow(
            map(_plain, [standing.learner, *cells, *total, "yes" if standing.completed else "no"])
        )
    return out.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _course(facts: CourseFacts, offered: list[Release], standing: CourseProgress | None) -> CourseOut:
    mine = {a.assignment: a for a in standing.assignments} if standing else {}
    return CourseOut(
        course=facts.course,
        title=facts.title,
        title_ur=facts.title_ur,
        summary=facts.summary,
        assignments=[
            AssignmentOut(
                assignment=release.assignment,
                title=release.bundle.title,
                title_ur=release.bundle.title_ur,
                minutes=release.bundle.minutes,
                max_score=release.max_score,
                released_at=release.released_at,
                release_digest=release.digest,
                opens=release.opens,
                due=mine[release.assignment].due.at,
                due_moves=DueOut.of(mine[release.assignment].due).moves,
                my=Mine.model_validate(mine[release.assignment], from_attributes=True),
            )
            for release in offered
            if release.assignment in mine
        ],
    )
