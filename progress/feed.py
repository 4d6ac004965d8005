"""The stream of verdicts for nbgrader's gradebook: numbered in the order of commits, so nothing is
skipped.

Moving a due time writes no verdict, and can still change what work counts and which attempt is the best. So
each answer bears a mark of the course's times, and whoever sees it change compares everybody's standing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from grader.verdict import Verdict
from progress import attempts, releases, tables
from progress.attempts import Graded
from progress.database import last_number, reading
from progress.deadlines import Calendar

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
    """What the late policy multiplies the points by now; the verdict has them in full. 0 where no attempt
    counts: the entry is then the newest one.
    """
    digest: str


@dataclass(frozen=True)
class Standing:
    """Which attempt the gradebook should show for one learner's assignment, and what it counts."""

    seq: int
    """Of the learner's newest verdict there: `changes` after the number before it has the whole entry."""
    learner: str
    assignment: str
    submission_id: int
    scale: float


def changes(engine: Engine, course: str, after: int, limit: int | None = None) -> tuple[int, list[Entry]]:
    """(number to ask after next time, entries in order). Rejected attempts are no entries.

    An entry carries the number of the verdict that changed it, and the attempt that is best now.
    limit: of verdicts, PAGE unless given.
    """
    most = PAGE if limit is None else min(limit, PAGE)
    judged, kept = tables.verdicts.c, tables.submissions.c
    news = (
        select(judged.seq, kept.learner, kept.assignment)
        .join(tables.submissions, kept.id == judged.submission_id)
        .where(kept.course == course, judged.seq > after)
        .order_by(judged.seq)
        .limit(most)
    )
    with reading(engine) as connection:
        rows = connection.execute(news).all()
        seq = rows[-1].seq if len(rows) == most else last_number(connection, "verdicts")
    newest = {(row.learner, row.assignment): row.seq for row in rows}
    entries = []
    for (learner, assignment), number in sorted(newest.items(), key=lambda item: item[1]):
        entry = _entry(engine, course, learner, assignment, number)
        if entry is not None:
            entries.append(entry)
    return max(seq, after), entries


def times_mark(engine: Engine, course: str) -> str:
    """Changes whenever a due time, an extension, an outage or a late policy of the course does."""
    with reading(engine) as connection:
        return _mark(releases.calendar_in(connection, course))


def standings(engine: Engine, course: str) -> tuple[str, list[Standing]]:
    """(the mark of the times by which they were computed, everybody's standings, by verdict)."""
    judged, kept = tables.verdicts.c, tables.submissions.c
    newest = (
        select(kept.learner, kept.assignment, func.max(judged.seq).label("seq"))
        .join(tables.verdicts, kept.id == judged.submission_id)
        .where(kept.course == course)
        .group_by(kept.learner, kept.assignment)
        .order_by("seq")
    )
    with reading(engine) as connection:
        calendar = releases.calendar_in(connection, course)
        marks = attempts.changes_in(connection, course, None)
        graded = attempts.in_course(connection, course, None, marks, calendar)
        rows = connection.execute(newest).all()
    found = []
    for row in rows:
        best = _best(graded.get((row.learner, row.assignment), []))
        if best is not None:
            scale = best.lateness.scale
            found.append(Standing(row.seq, row.learner, row.assignment, best.submission_id, scale))
    return _mark(calendar), found


def _mark(calendar: Calendar) -> str:
    """Of the same times the same: whatever order the rows came in."""
    by_key = (calendar.own_late.items(), calendar.settings.items(), calendar.extensions.items())
    told = [sorted(map(repr, items)) for items in by_key]
    return hashlib.sha256(repr([calendar.late, *told, calendar.outages]).encode()).hexdigest()


def _best(graded: list[Graded]) -> Graded | None:
    """The best attempt, or the newest where none counts: work that came too late is still read."""
    judged = [attempt for attempt in graded if attempt.verdict.status == "graded"]
    return next(iter(attempts.best_first(judged) or judged[-1:]), None)


def _entry(engine: Engine, course: str, learner: str, assignment: str, seq: int) -> Entry | None:
    best = _best(attempts.of_assignment(engine, course, learner, assignment))
    if best is None:
        return None
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
