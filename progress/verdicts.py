"""Verdicts as rows: the first grading's, and one more for each regrade that was applied.

Rows are only ever added. Of a submission, the highest revision counts; the earlier ones say what counted
before, and each says who brought the change, when and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, func, insert, select, update

from grader.verdict import Verdict
from progress import tables
from progress.database import next_number, reading

HUNAR = "hunar"
"""Who gives a first verdict: no person decides about it."""


@dataclass(frozen=True)
class Revision:
    """One verdict of a submission, without its checks."""

    revision: int
    status: str
    score: float
    max_score: float
    release_id: int
    """Whose checks were run."""
    given_by: str
    given_at: datetime
    """Since when it counts."""
    reason: str
    """For the learner; empty at the first grading."""


def counting() -> ColumnElement[bool]:
    """The condition on `verdicts` that a row is its submission's highest revision."""
    other = tables.verdicts.alias()
    highest = (
        select(func.max(other.c.revision))
        .where(other.c.submission_id == tables.verdicts.c.submission_id)
        .correlate(tables.verdicts)
        .scalar_subquery()
    )
    return tables.verdicts.c.revision == highest


def add(
    connection: Connection,
    submission_id: int,
    verdict: Verdict,
    *,
    release_id: int,
    worker: str,
    graded_at: datetime,
    given_at: datetime,
    given_by: str = HUNAR,
    reason: str = "",
    regrade_id: int | None = None,
) -> int:
    """Add the verdict that counts from now on, and set the submission's state; returns the revision.

    Without a `regrade_id` it is the first grading. Raises IntegrityError when there was one already.
    """
    row: dict[str, Any] = {
        "submission_id": submission_id,
        "revision": 1 if regrade_id is None else _highest(connection, submission_id) + 1,
        "seq": next_number(connection, "verdicts"),
        "release_id": release_id,
        "regrade_id": regrade_id,
        "status": verdict.status,
        "score": verdict.score,
        "max_score": verdict.max_score,
        "verdict": verdict.model_dump_json(),
        "worker": worker,
        "graded_at": graded_at,
        "given_by": given_by,
        "given_at": given_at,
        "reason": reason,
    }
    connection.execute(insert(tables.verdicts).values(row))
    kept = tables.submissions
    connection.execute(update(kept).where(kept.c.id == submission_id).values(state=verdict.status))
    return int(row["revision"])


def current(engine: Engine, submission_id: int) -> Verdict | None:
    """The verdict that counts now; None while the submission is not graded."""
    given = tables.verdicts.c
    query = select(given.verdict).where(given.submission_id == submission_id)
    with reading(engine) as connection:
        text = connection.execute(query.order_by(given.revision.desc()).limit(1)).scalar_one_or_none()
    return None if text is None else Verdict.model_validate_json(text)


def history(engine: Engine, submission_id: int) -> list[Revision]:
    """Every verdict that counted, oldest first."""
    given = tables.verdicts.c
    query = select(tables.verdicts).where(given.submission_id == submission_id).order_by(given.revision)
    with reading(engine) as connection:
        rows = [row._asdict() for row in connection.execute(query)]
    return [Revision(**{name: row[name] for name in Revision.__dataclass_fields__}) for row in rows]


def _highest(connection: Connection, submission_id: int) -> int:
    given = tables.verdicts.c
    query = select(func.max(given.revision)).where(given.submission_id == submission_id)
    return connection.execute(query).scalar_one() or 0
