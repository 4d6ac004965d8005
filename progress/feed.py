"""The stream of verdicts for nbgrader's gradebook: numbered in the order of commits, so nothing is
skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from grader.verdict import Verdict
from progress import attempts, tables
from progress.database import last_number, reading

PAGE = 200
"""Learners' assignments per answer: notebooks travel with it."""


@dataclass(frozen=True)
class Entry:
    """What the gradebook should show for one learner's assignment."""

    seq: int
    learner: str
    assignment: str
    submission_id: int
    attempt: int
    received_at: datetime
    verdict: Verdict
    scale: float
    """What the late policy multiplies the points by now; the verdict has them in full."""
    digest: str


def changes(engine: Engine, course: str, after: int) -> tuple[int, list[Entry]]:
    """(number to ask after next time, entries in order). Rejected attempts are no entries.

    An entry carries the number of the verdict that changed it, and the attempt that is best now.
    """
    judged, kept = tables.verdicts.c, tables.submissions.c
    news = (
        select(judged.seq, kept.learner, kept.assignment)
        .join(tables.submissions, kept.id == judged.submission_id)
        .where(kept.course == course, judged.seq > after)
        .order_by(judged.seq)
        .limit(PAGE)
    )
    with reading(engine) as connection:
        rows = connection.execute(news).all()
        seq = rows[-1].seq if len(rows) == PAGE else last_number(connection, "verdicts")
    newest = {(row.learner, row.assignment): row.seq for row in rows}
    entries = []
    for (learner, assignment), number in sorted(newest.items(), key=lambda item: item[1]):
        entry = _entry(engine, course, learner, assignment, number)
        if entry is not None:
            entries.append(entry)
    return max(seq, after), entries


def _entry(engine: Engine, course: str, learner: str, assignment: str, seq: int) -> Entry | None:
    ranked = attempts.best_first(attempts.of_assignment(engine, course, learner, assignment))
    if not ranked:
        return None
    best = ranked[0]
    query = select(tables.submissions.c.digest).where(tables.submissions.c.id == best.submission_id)
    with reading(engine) as connection:
        digest = connection.execute(query).scalar_one()
    return Entry(
        seq=seq,
        learner=learner,
        assignment=assignment,
        submission_id=best.submission_id,
        attempt=best.attempt,
        received_at=best.received_at,
        verdict=best.verdict,
        scale=best.lateness.scale,
        digest=digest,
    )
