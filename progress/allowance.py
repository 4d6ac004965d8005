"""How many hand-ins of one learner and assignment are graded a day, and on which day the next one is.

A day is one of the course's time zone. What was rejected, or failed by our own mistake, uses nothing up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from grader.course import Attempts
from progress import releases, tables
from progress.database import reading

NO_COST = ("rejected", "internal_error")


def left_today(engine: Engine, learner: str, course: str, assignment: str, now: datetime) -> int:
    """How many more hand-ins of an assignment would be graded today."""
    with reading(engine) as connection:
        rule = _rule(connection, course)
        used = _used(connection, learner, course, assignment, _day(rule, now))
    return max(0, rule.gradings_per_day - used)


@dataclass(frozen=True)
class Place:
    """The day that a new hand-in is graded on; not before that moment, if it is not today."""

    day: date
    not_before: datetime | None


def next_place(connection: Connection, learner: str, course: str, assignment: str, now: datetime) -> Place:
    """The first day that has room for one more hand-in, today or later."""
    rule = _rule(connection, course)
    today = day = _day(rule, now)
    kept = tables.submissions.c
    query = (
        select(kept.grading_day, func.count())
        .where(_mine(learner, course, assignment), kept.state.not_in(NO_COST))
        .where(kept.grading_day >= today.isoformat())
        .group_by(kept.grading_day)
    )
    used = {day: count for day, count in connection.execute(query)}
    while used.get(day.isoformat(), 0) >= rule.gradings_per_day:
        day += timedelta(days=1)
    return Place(day, None if day == today else _midnight(rule, day))


def _used(connection: Connection, learner: str, course: str, assignment: str, day: date) -> int:
    kept = tables.submissions.c
    query = select(func.count()).where(
        _mine(learner, course, assignment), kept.state.not_in(NO_COST), kept.grading_day == day.isoformat()
    )
    return int(connection.execute(query).scalar_one())


def _mine(learner: str, course: str, assignment: str) -> ColumnElement[bool]:
    kept = tables.submissions.c
    return (kept.learner == learner) & (kept.course == course) & (kept.assignment == assignment)


def _rule(connection: Connection, course: str) -> Attempts:
    facts = releases.facts_in(connection, course)
    return Attempts() if facts is None else facts.attempts


def _day(rule: Attempts, now: datetime) -> date:
    return now.astimezone(ZoneInfo(rule.time_zone)).date()


def _midnight(rule: Attempts, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(rule.time_zone)).astimezone(UTC)
