"""Handing in: from bytes at the door to a receipt, with nothing lost in between.

Order: the content is synced to the store, then the submission's row and its grading job are committed
together, then the receipt is given. A crash before the commit leaves at most an unreferenced file; after
it, the job is there.

Every hand-in is kept and becomes the next attempt. What exceeds the day's gradings (`progress.allowance`)
waits, in order, for the next day that has room, and is graded then.
"""

from __future__ import annotations

import errno
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, func, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from grader import mainnet_keys
from progress import allowance, releases, tables
from progress.database import reading, writing
from progress.deadlines import Calendar
from progress.releases import Release
from progress.store import Store

MAX_BYTES = 5 * 1024 * 1024
RACES = 20
"""How often a hand-in tries again when the same learner handed in at the same instant."""
HAND_INS_PER_HOUR = 60
"""Of one learner, in all courses together: nobody works that fast, and nobody can fill the disk for all."""

Reason = Literal[
    "unknown", "closed", "too_large", "not_a_notebook", "mainnet_key", "other_body", "too_often", "no_room"
]


class Refused(Exception):
    """A hand-in that was not taken; nothing was kept. `reason` is a closed set, the text is for the
    learner.
    """

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(frozen=True)
class Receipt:
    """What a learner gets once their work is safe."""

    id: int
    learner: str
    course: str
    assignment: str
    attempt: int
    release_id: int
    received_at: datetime
    digest: str
    """SHA-256 (hex) of the bytes handed in."""
    size_bytes: int
    state: str
    not_before: datetime | None
    """A waiting hand-in is graded from then on."""
    late: bool
    """By the due time as it is now."""


def hand_in(
    engine: Engine,
    store: Store,
    learner: str,
    course: str,
    assignment: str,
    content: bytes,
    idempotency_key: str | None,
    now: datetime,
) -> Receipt:
    """Keep `content` as the learner's next attempt. Raises Refused.

    The same key with the same content gives the first receipt again, in its present state, and makes no
    new row.
    """
    release = releases.current(engine, course, assignment)
    if release is None:
        raise Refused("unknown", f"There is no assignment {course}/{assignment}.")
    if not release.is_open(now):
        raise Refused("closed", opening_words(release))
    _check_content(content)
    digest = hashlib.sha256(content).hexdigest()
    try:
        known = _replayed(engine, learner, course, assignment, digest, idempotency_key)
        if known is not None:
            return known
        with reading(engine) as connection:
            if _lately(connection, learner, now) >= HAND_INS_PER_HOUR:
                raise Refused("too_often", TOO_OFTEN)
        store.put(content)
        return _record(engine, learner, release, digest, len(content), idempotency_key, now)
    except (OSError, OperationalError) as error:
        if _is_full(error):
            raise Refused("no_room", FULL) from error
        raise


FULL = (
    "The platform's disk is full, so your work could not be taken. It is still in your notebook. "
    "Please tell your instructor, and hand in again later."
)


TOO_OFTEN = (
    f"You handed in {HAND_INS_PER_HOUR} times within an hour, and no more are taken for a while. Your work "
    "is still in your notebook. Run the checks there as often as you like, and hand in again later."
)


def receipt(engine: Engine, submission_id: int) -> Receipt | None:
    """The receipt of one submission, in its present state."""
    query = select(tables.submissions).where(tables.submissions.c.id == submission_id)
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return _receipt(row, releases.calendar_in(connection, row.course, row.learner))


def receipts(
    engine: Engine, course: str, assignment: str | None = None, learner: str | None = None
) -> list[Receipt]:
    """Receipts of a course, newest first; of one assignment or one learner if given."""
    kept = tables.submissions
    query = select(kept).where(kept.c.course == course)
    if assignment is not None:
        query = query.where(kept.c.assignment == assignment)
    if learner is not None:
        query = query.where(kept.c.learner == learner)
    with reading(engine) as connection:
        calendar = releases.calendar_in(connection, course, learner)
        return [_receipt(row, calendar) for row in connection.execute(query.order_by(kept.c.id.desc()))]


def opening_words(release: Release) -> str:
    """When an assignment opens, for a person."""
    return f"{release.course}/{release.assignment} opens on {release.opens:%d %B %Y at %H:%M} UTC."


def _check_content(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise Refused("too_large", TOO_LARGE)
    try:
        document = json.loads(content)
    except RecursionError:
        return  # deep, but JSON: the grader's intake says so in the verdict
    except ValueError:
        document = None
    if not isinstance(document, dict) or "cells" not in document:
        raise Refused(
            "not_a_notebook", "This is not a notebook: an .ipynb file is JSON with a list of cells."
        )
    if mainnet_keys.holds_mainnet_key(document):
        raise Refused("mainnet_key", mainnet_keys.WARNING)


TOO_LARGE = (
    "The notebook is larger than 5 MB. Clear its outputs (Edit, Clear Outputs of All Cells), save it, "
    "and hand in again."
)


def _replayed(
    engine: Engine, learner: str, course: str, assignment: str, digest: str, key: str | None
) -> Receipt | None:
    if key is None:
        return None
    kept = tables.submissions
    query = select(kept).where(kept.c.learner == learner, kept.c.idempotency_key == key)
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if (row.course, row.assignment, row.digest) != (course, assignment, digest):
            raise Refused(
                "other_body", "This Idempotency-Key was already used for another hand-in. Use a new key."
            )
        return _receipt(row, releases.calendar_in(connection, course, learner))


def _record(
    engine: Engine, learner: str, release: Release, digest: str, size: int, key: str | None, now: datetime
) -> Receipt:
    for _ in range(RACES):
        try:
            with writing(engine) as connection:
                return _insert(connection, learner, release, digest, size, key, now)
        except IntegrityError:  # somebody took this attempt's number, or used this key, at the same instant
            known = _replayed(engine, learner, release.course, release.assignment, digest, key)
            if known is not None:
                return known
    raise RuntimeError(f"{learner} hands in {release.assignment} too fast: {RACES} attempts collided")


def _insert(
    connection: Connection,
    learner: str,
    release: Release,
    digest: str,
    size: int,
    key: str | None,
    now: datetime,
) -> Receipt:
    kept = tables.submissions
    mine = (
        (kept.c.learner == learner)
        & (kept.c.course == release.course)
        & (kept.c.assignment == release.assignment)
    )
    # First the number, then the day's count: who commits in between takes this number, and we start again.
    last = connection.execute(select(func.max(kept.c.attempt)).where(mine)).scalar_one_or_none() or 0
    place = allowance.next_place(connection, learner, release.course, release.assignment, now)
    calendar = releases.calendar_in(connection, release.course, learner)
    row = {
        "learner": learner,
        "course": release.course,
        "assignment": release.assignment,
        "attempt": last + 1,
        "release_id": release.id,
        "digest": digest,
        "size_bytes": size,
        "received_at": now,
        "late": calendar.lateness(release.assignment, learner, now).late,
        "state": "queued" if place.not_before is None else "waiting",
        "grading_day": place.day.isoformat(),
        "not_before": place.not_before,
        "idempotency_key": key,
    }
    submission_id = int(connection.execute(insert(kept).values(row).returning(kept.c.id)).scalar_one())
    job = {"kind": "grade", "submission_id": submission_id, "not_before": place.not_before, "created_at": now}
    rank = _lately(connection, learner, now)  # who asks a lot goes later
    connection.execute(insert(tables.jobs).values(job | {"rank": rank, "tries": 0}))
    return _receipt(connection.execute(select(kept).where(kept.c.id == submission_id)).one(), calendar)


def _lately(connection: Connection, learner: str, now: datetime) -> int:
    """How many hand-ins this learner made in the last hour."""
    kept = tables.submissions.c
    lately = select(func.count()).where(kept.learner == learner, kept.received_at > now - timedelta(hours=1))
    return int(connection.execute(lately).scalar_one())


def _receipt(row: Row[Any], calendar: Calendar) -> Receipt:
    """late: as it is now, not as it was when the work arrived: the due time may have moved since."""
    late = calendar.lateness(row.assignment, row.learner, row.received_at).late
    data = row._asdict() | {"late": late}
    return Receipt(**{field: data[field] for field in Receipt.__dataclass_fields__})


def _is_full(error: OSError | OperationalError) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return "disk is full" in str(error) or "No space left" in str(error)
