"""How far the grading of an assignment has come while jobs of it wait: "12 of 40".

The count of hand-ins starts when the oldest one came that still waits: what was graded since then, and what
is left. Hand-ins kept for a later day are not counted. A regrade is counted from its start.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from progress import tables
from progress.database import reading

OPEN = ("queued", "running")


@dataclass(frozen=True)
class Backlog:
    """Work on one assignment that is not finished."""

    assignment: str
    done: int
    total: int
    since: datetime
    failed: int = 0
    """Of a regrade: attempts that could not be graded again."""

    def left_s(self, now: datetime) -> float | None:
        """Seconds that are left at the pace so far; None while nothing is done."""
        passed_s = (now - self.since).total_seconds()
        return passed_s / self.done * (self.total - self.done) if self.done and passed_s > 0 else None


def hand_ins(engine: Engine, course: str) -> list[Backlog]:
    """Assignments of a course with hand-ins that wait or are being graded."""
    kept, jobs = tables.submissions.c, tables.jobs.c
    waiting = (
        select(kept.assignment, func.count().label("left"), func.min(kept.received_at).label("since"))
        .where(kept.course == course, kept.state.in_(OPEN))
        .group_by(kept.assignment)
    )
    found = []
    with reading(engine) as connection:
        for row in connection.execute(waiting).all():
            graded = (
                select(func.count())
                .join(tables.submissions, kept.id == jobs.submission_id)
                .where(kept.course == course, kept.assignment == row.assignment)
                .where(jobs.regrade_id.is_(None), jobs.finished_at >= row.since)
            )
            done = connection.execute(graded).scalar_one()
            found.append(Backlog(row.assignment, done, done + row.left, row.since))
    return found


def of_regrade(engine: Engine, regrade_id: int, assignment: str, since: datetime) -> Backlog:
    """How many attempts of a regrade are graded again."""
    jobs, found = tables.jobs.c, tables.proposals.c
    query = select(func.count(jobs.finished_at), func.count()).where(jobs.regrade_id == regrade_id)
    broken = select(func.count()).where(found.regrade_id == regrade_id, found.status == "internal_error")
    with reading(engine) as connection:
        done, total = connection.execute(query).one()
        failed = connection.execute(broken).scalar_one()
    return Backlog(assignment, done, total, since, failed)
