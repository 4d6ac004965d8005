"""Graded attempts: what a verdict, people's marks and the clock come to.

The automatic points are the counting verdict's. On top of them come a person's marks, which belong to the
learner's answer, not to one attempt: the newest mark of a cell counts on every attempt in which that cell was
answered. Work that came late counts in the proportion that the course says. None of this is stored as a
sum: each part is a row of its own, and is put together when somebody reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from grader.verdict import Verdict
from progress import releases, tables, verdicts
from progress.database import reading
from progress.deadlines import Calendar, Due, Lateness


@dataclass(frozen=True)
class ManualScore:
    """A person's mark for one manually graded cell."""

    learner: str
    assignment: str
    grade_id: str
    score: float
    max_score: float
    comment: str = ""
    submission_id: int | None = None


@dataclass(frozen=True)
class Graded:
    """A submission's verdict with what people and the clock added."""

    submission_id: int
    attempt: int
    received_at: datetime
    verdict: Verdict
    revision: int
    """1 for the first grading; each regrade that was applied adds one."""
    release_id: int
    """Whose checks were run: at first those of the hand-in's time, after a regrade those offered then."""
    manual: list[ManualScore]
    due: Due
    lateness: Lateness

    @property
    def raw(self) -> float:
        """Automatic and manual points together, as if it had come in time."""
        return self.verdict.score + sum(mark.score for mark in self.manual)

    @property
    def score(self) -> float:
        """What the attempt counts: the raw points, less what the late policy takes."""
        return self.raw if self.lateness.scale == 1 else round(self.raw * self.lateness.scale, 4)

    @property
    def counts(self) -> bool:
        return self.lateness.scale > 0

    @property
    def needs_manual(self) -> list[str]:
        """Answered cells that nobody has marked."""
        marked = {mark.grade_id for mark in self.manual}
        return [cell for cell in self.verdict.needs_manual if cell not in marked]


def graded(engine: Engine, submission_id: int) -> Graded | None:
    """One submission's verdict with what was added; None while it is not graded."""
    with reading(engine) as connection:
        row = connection.execute(_rows().where(tables.submissions.c.id == submission_id)).one_or_none()
        if row is None:
            return None
        marks = changes_in(connection, row.course, row.learner)
        return _graded(row, marks, releases.calendar_in(connection, row.course, row.learner))


def of_assignment(engine: Engine, course: str, learner: str, assignment: str) -> list[Graded]:
    """All graded attempts of one learner at one assignment, oldest first."""
    with reading(engine) as connection:
        changes = changes_in(connection, course, learner)
        calendar = releases.calendar_in(connection, course, learner)
        found = in_course(connection, course, learner, changes, calendar)
    return found.get((learner, assignment), [])


def best_first(attempts: list[Graded]) -> list[Graded]:
    """Attempts that count, best score first; of equals, the newer one."""
    counted = [a for a in attempts if a.counts and a.verdict.status == "graded"]
    return sorted(counted, key=lambda a: (a.score, a.attempt), reverse=True)


def in_course(
    connection: Connection, course: str, learner: str | None, changes: list[Row[Any]], calendar: Calendar
) -> dict[tuple[str, str], list[Graded]]:
    """Graded attempts by learner and assignment, oldest first; of one learner if given."""
    kept = tables.submissions.c
    query = _rows().where(kept.course == course).order_by(kept.id)
    if learner is not None:
        query = query.where(kept.learner == learner)
    found: dict[tuple[str, str], list[Graded]] = {}
    for row in connection.execute(query):
        found.setdefault((row.learner, row.assignment), []).append(_graded(row, changes, calendar))
    return found


def changes_in(connection: Connection, course: str, learner: str | None) -> list[Row[Any]]:
    """Marks and scores set by hand, oldest first; of one learner if given."""
    changed = tables.score_changes
    query = select(changed).where(changed.c.course == course).order_by(changed.c.id)
    if learner is not None:
        query = query.where(changed.c.learner == learner)
    return list(connection.execute(query))


def _rows() -> Any:
    kept, given = tables.submissions, tables.verdicts
    columns = (kept, given.c.verdict, given.c.revision, given.c.release_id.label("graded_with"))
    return select(*columns).join(given, given.c.submission_id == kept.c.id).where(verdicts.counting())


def _graded(row: Row[Any], changes: list[Row[Any]], calendar: Calendar) -> Graded:
    found = Verdict.model_validate_json(row.verdict)
    mine = [c for c in changes if (c.learner, c.assignment) == (row.learner, row.assignment)]
    newest = {c.grade_id: c for c in mine if c.kind == "manual" and c.grade_id in found.needs_manual}
    return Graded(
        submission_id=row.id,
        attempt=row.attempt,
        received_at=row.received_at,
        verdict=found,
        revision=row.revision,
        release_id=row.graded_with,
        manual=[_mark(newest[cell]) for cell in found.needs_manual if cell in newest],
        due=calendar.due(row.assignment, row.learner),
        lateness=calendar.lateness(row.assignment, row.learner, row.received_at),
    )


def _mark(row: Row[Any]) -> ManualScore:
    return ManualScore(
        row.learner, row.assignment, row.grade_id, row.score, row.max_score, row.reason, row.submission_id
    )
