"""Opening and due times, extensions and outages as rows: who set them, when and why. Rows are only added;
the newest counts. `progress.deadlines` says what they come to.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, or_, select, update

from grader.course import Late
from progress import tables
from progress.database import reading, writing
from progress.deadlines import Calendar, Extension, Outage, Setting

LONGEST_OUTAGE = timedelta(days=31)


class TimesError(Exception):
    """A time that cannot be set. The text is for the person who set it."""


def calendar_in(connection: Connection, course: str, late: Late, learner: str | None = None) -> Calendar:
    """The times of a course, inside a transaction; with one learner's extensions, or everybody's.

    late: the course's own policy.
    """
    offer, kept, given = tables.assignments.c, tables.schedules, tables.extensions
    policies = select(offer.assignment, offer.late).where(offer.course == course, offer.late.is_not(None))
    own_late = {row.assignment: Late.model_validate_json(row.late) for row in connection.execute(policies)}
    settings: dict[str, list[Setting]] = {}
    for row in connection.execute(select(kept).where(kept.c.course == course).order_by(kept.c.id)):
        settings.setdefault(row.assignment, []).append(_setting(row))
    query = select(given).where(given.c.course == course).order_by(given.c.id)
    if learner is not None:
        query = query.where(given.c.learner == learner)
    extensions = {(row.assignment, row.learner): _extension(row) for row in connection.execute(query)}
    return Calendar(late, own_late, settings, extensions, _outages(connection, course))


def outages(engine: Engine, course: str) -> list[Outage]:
    """The outages that hold for a course, oldest first; those withdrawn are left out."""
    with reading(engine) as connection:
        return _outages(connection, course)


def is_everywhere(engine: Engine, outage_id: int) -> bool:
    """True for an outage that was declared for every course."""
    kept = tables.outages.c
    with reading(engine) as connection:
        return connection.execute(select(kept.course).where(kept.id == outage_id)).scalar_one_or_none() == ""


def extensions(engine: Engine, course: str) -> list[Extension]:
    """Every extension that holds now, by assignment and learner."""
    given = tables.extensions
    query = select(given).where(given.c.course == course).order_by(given.c.id)
    with reading(engine) as connection:
        newest = {(row.assignment, row.learner): _extension(row) for row in connection.execute(query)}
    return [newest[key] for key in sorted(newest) if newest[key].due is not None]


def record_release(
    connection: Connection,
    course: str,
    assignment: str,
    opens: datetime | None,
    due: datetime | None,
    by: str,
    now: datetime,
) -> None:
    """Take the times that a release came with, unless it came with the same ones before.

    So a release does not undo what a person set, and a time changed in the text counts.
    """
    kept = tables.schedules
    last = (
        select(kept.c.opens, kept.c.due)
        .where(kept.c.course == course, kept.c.assignment == assignment, kept.c.source == "release")
        .order_by(kept.c.id.desc())
        .limit(1)
    )
    known = connection.execute(last).one_or_none()
    if known is None or (known.opens, known.due) != (opens, due):
        _set(connection, course, assignment, Setting(opens, due, "release", "", by, now))


def set_times(
    engine: Engine,
    course: str,
    assignment: str,
    *,
    opens: datetime | None,
    due: datetime | None,
    reason: str,
    by: str,
    now: datetime,
) -> None:
    """Set when an assignment opens and is due, for everybody. Raises TimesError."""
    if opens is not None and due is not None and due <= opens:
        raise TimesError("The due time must come after the opening time.")
    setting = Setting(opens, due, "person", _said(reason), by, now)
    with writing(engine) as connection:
        _require_offered(connection, course, assignment)
        _set(connection, course, assignment, setting)


def extend(
    engine: Engine,
    course: str,
    assignment: str,
    learner: str,
    due: datetime | None,
    *,
    reason: str,
    by: str,
    now: datetime,
) -> None:
    """Give one learner an own due time, or with None take it back. Raises TimesError, also for a name that
    nobody here has: a slip of the keyboard would leave the learner without more time, and tell nobody.
    """
    learner = learner.strip()
    row = {"course": course, "assignment": assignment, "learner": learner, "due": due}
    if not learner:
        raise TimesError("Say whose due time it is: the learner's account name.")
    with writing(engine) as connection:
        offer = _require_offered(connection, course, assignment)
        if due is not None and offer.due is None:
            raise TimesError(f"{assignment} has no due time, so there is nothing to extend.")
        who = {"reason": _said(reason), "given_by": by, "given_at": now}
        if due is not None:
            _require_known(connection, course, learner)
        connection.execute(insert(tables.extensions).values(row | who))


def declare(
    engine: Engine, course: str, began: datetime, ended: datetime, *, reason: str, by: str, now: datetime
) -> int:
    """Declare an outage for a course, or with an empty name for all; returns its id. Raises TimesError."""
    if ended <= began:
        raise TimesError("An outage must end after it began.")
    if ended - began > LONGEST_OUTAGE:
        raise TimesError(
            f"An outage may last {LONGEST_OUTAGE.days} days at most. Move the due times instead."
        )
    return _add_outage(engine, course, began, ended, None, _said(reason), by, now)


def withdraw(engine: Engine, course: str, outage_id: int, *, reason: str, by: str, now: datetime) -> None:
    """Take an outage back that was declared for exactly this course. Raises TimesError."""
    with reading(engine) as connection:
        found = [o for o in _outages(connection, course) if o.id == outage_id and o.course == course]
    if not found:
        raise TimesError("There is no such outage that you could take back; it may have been taken back.")
    _add_outage(engine, course, found[0].began, found[0].ended, outage_id, _said(reason), by, now)


def _add_outage(
    engine: Engine,
    course: str,
    began: datetime,
    ended: datetime,
    withdraws: int | None,
    reason: str,
    by: str,
    now: datetime,
) -> int:
    times = {"course": course, "began": began, "ended": ended, "withdraws": withdraws}
    row = times | {"reason": reason, "given_by": by, "given_at": now}
    with writing(engine) as connection:
        insertion = insert(tables.outages).values(row).returning(tables.outages.c.id)
        return int(connection.execute(insertion).scalar_one())


def _set(connection: Connection, course: str, assignment: str, setting: Setting) -> None:
    """Add the row, and keep the newest one's times beside the offer."""
    key = {"course": course, "assignment": assignment}
    connection.execute(insert(tables.schedules).values(key | vars(setting)))
    offer = tables.assignments
    mine = (offer.c.course == course) & (offer.c.assignment == assignment)
    connection.execute(update(offer).where(mine).values(opens=setting.opens, due=setting.due))


def _require_offered(connection: Connection, course: str, assignment: str) -> Row[Any]:
    offer = tables.assignments
    query = select(offer).where(offer.c.course == course, offer.c.assignment == assignment)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise TimesError(f"There is no assignment {course}/{assignment}.")
    return row


def _require_known(connection: Connection, course: str, learner: str) -> None:
    """People who sign in through a university have a role but no account here."""
    work = tables.submissions.c
    known = (
        select(tables.accounts.c.name).where(tables.accounts.c.name == learner),
        select(tables.memberships.c.name).where(tables.memberships.c.name == learner),
        select(work.learner).where(work.course == course, work.learner == learner),
    )
    if not any(connection.execute(query.limit(1)).first() for query in known):
        raise TimesError(
            f"Nobody here has the account name {learner}, and nothing was handed in under it. "
            "Write the name as the learner signs in with it."
        )


def _said(reason: str) -> str:
    if not reason.strip():
        raise TimesError("Say why: learners see the reason beside the new time.")
    return reason.strip()


def _outages(connection: Connection, course: str) -> list[Outage]:
    kept = tables.outages
    query = select(kept).where(or_(kept.c.course == course, kept.c.course == "")).order_by(kept.c.id)
    rows = connection.execute(query).all()
    withdrawn = {row.withdraws for row in rows}
    return [_outage(row) for row in rows if row.withdraws is None and row.id not in withdrawn]


def _setting(row: Row[Any]) -> Setting:
    return Setting(row.opens, row.due, row.source, row.reason, row.given_by, row.given_at)


def _extension(row: Row[Any]) -> Extension:
    return Extension(row.assignment, row.learner, row.due, row.reason, row.given_by, row.given_at)


def _outage(row: Row[Any]) -> Outage:
    return Outage(row.id, row.course, row.began, row.ended, row.reason, row.given_by, row.given_at)
