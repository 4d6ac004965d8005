"""Releases: what learners are offered, immutable and named by digest; and the checks that lead to one.

A release never changes. An assignment points to the release that is offered now, with its opening and
due time; a hand-in is graded against the release that was offered when it arrived.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection, Engine, Row, insert, select, update

from grader.bundle import Bundle
from grader.course import Assignment, Attempts, CertificateRule, Course, Late
from progress import tables
from progress.database import reading, writing


class CourseFacts(BaseModel):
    """What the platform remembers of `course.toml`."""

    course: str
    place: int = 100
    title: str
    title_ur: str = ""
    summary: str = ""
    outcomes: list[str] = []
    order: list[str] = []
    """Every assignment of the course, released or not, in teaching order."""
    attempts: Attempts = Attempts()
    late: Late = Late()
    certificate: CertificateRule | None = None


@dataclass(frozen=True)
class Release:
    """The release that is offered now, with its times."""

    id: int
    course: str
    assignment: str
    digest: str
    max_score: float
    released_by: str
    released_at: datetime
    opens: datetime | None
    due: datetime | None
    bundle: Bundle


@dataclass(frozen=True)
class Check:
    """One run of the authoring gate before a release."""

    id: int
    course: str
    assignment: str
    state: str
    """`checking`, `released` or `refused`."""
    faults: list[dict[str, str]]
    digest: str | None
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None


def publish_course(engine: Engine, course: Course, now: datetime | None = None) -> CourseFacts:
    """Remember a course's facts, replacing the earlier ones."""
    data = course.model_dump(include=set(CourseFacts.model_fields) - {"course"})
    facts = CourseFacts.model_validate(data | {"course": course.name})
    if not facts.order:
        facts.order = [assignment.name for assignment in course.assignments]
    values = {"facts": facts.model_dump_json(), "changed_at": now or datetime.now(UTC)}
    with writing(engine) as connection:
        change = update(tables.courses).where(tables.courses.c.course == course.name)
        if connection.execute(change.values(values)).rowcount == 0:
            connection.execute(insert(tables.courses).values(values | {"course": course.name}))
    return facts


def publish(
    engine: Engine,
    bundle: Bundle,
    by: str,
    *,
    opens: datetime | None = None,
    due: datetime | None = None,
    now: datetime | None = None,
) -> str:
    """Offer `bundle` from now on; returns its digest. The same digest again makes no new release."""
    moment, digest = now or datetime.now(UTC), bundle.digest()
    with writing(engine) as connection:
        release_id = _release_id(connection, bundle, digest, by, moment)
        _offer(connection, bundle.course, bundle.assignment, release_id, opens, due, by, moment)
    return digest


def facts(engine: Engine, course: str) -> CourseFacts | None:
    """What is remembered of a course."""
    with reading(engine) as connection:
        return facts_in(connection, course)


def facts_in(connection: Connection, course: str) -> CourseFacts | None:
    """As `facts`, inside a transaction."""
    query = select(tables.courses.c.facts).where(tables.courses.c.course == course)
    text = connection.execute(query).scalar_one_or_none()
    return None if text is None else CourseFacts.model_validate_json(text)


def all_facts(engine: Engine) -> list[CourseFacts]:
    """Every course, by its place, then by name."""
    with reading(engine) as connection:
        texts = connection.execute(select(tables.courses.c.facts)).scalars()
        found = [CourseFacts.model_validate_json(text) for text in texts]
    return sorted(found, key=lambda course: (course.place, course.course))


def current(engine: Engine, course: str, assignment: str) -> Release | None:
    """The release of an assignment that is offered now."""
    with reading(engine) as connection:
        row = connection.execute(
            _offered(course).where(tables.assignments.c.assignment == assignment)
        ).one_or_none()
    return None if row is None else _release(row)


def offered(engine: Engine, course: str) -> list[Release]:
    """The releases that a course offers now, in the course's order; those it does not list come last."""
    with reading(engine) as connection:
        known = facts_in(connection, course)
        rows = connection.execute(_offered(course)).all()
    order = known.order if known else []
    found = [_release(row) for row in rows]
    return sorted(found, key=lambda r: (_position(order, r.assignment), r.assignment))


def bundle_of(engine: Engine, release_id: int) -> Bundle:
    """What was released under this number. Raises LookupError."""
    query = select(tables.releases.c.bundle).where(tables.releases.c.id == release_id)
    with reading(engine) as connection:
        text = connection.execute(query).scalar_one_or_none()
    if text is None:
        raise LookupError(f"there is no release {release_id}")
    return Bundle.model_validate_json(text)


def history(engine: Engine, course: str) -> list[Row[Any]]:
    """All releases of a course, newest first, without their content."""
    columns = tables.releases.c
    query = select(
        columns.id,
        columns.assignment,
        columns.digest,
        columns.max_score,
        columns.released_by,
        columns.released_at,
    ).where(columns.course == course)
    with reading(engine) as connection:
        return list(connection.execute(query.order_by(columns.id.desc())))


def ask(engine: Engine, course: str, assignment: str, files: dict[str, str], by: str, now: datetime) -> int:
    """Keep an instructor's files and queue the gate for them; returns the check's id."""
    row = {
        "course": course,
        "assignment": assignment,
        "files": json.dumps(files, ensure_ascii=False),
        "state": "checking",
        "faults": "[]",
        "asked_by": by,
        "asked_at": now,
    }
    with writing(engine) as connection:
        insertion = insert(tables.release_checks).values(row).returning(tables.release_checks.c.id)
        check_id = int(connection.execute(insertion).scalar_one())
        job = {"kind": "release", "check_id": check_id, "rank": 0, "created_at": now, "tries": 0}
        connection.execute(insert(tables.jobs).values(job))
    return check_id


def check(engine: Engine, check_id: int) -> Check | None:
    """How a check went."""
    query = select(tables.release_checks).where(tables.release_checks.c.id == check_id)
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _check(row)


def checks(engine: Engine, course: str, limit: int = 20) -> list[Check]:
    """The latest checks of a course, newest first."""
    asked = tables.release_checks
    query = select(asked).where(asked.c.course == course).order_by(asked.c.id.desc()).limit(limit)
    with reading(engine) as connection:
        return [_check(row) for row in connection.execute(query)]


def files_of(engine: Engine, check_id: int) -> dict[str, str]:
    """The texts that an instructor sent, by file name."""
    query = select(tables.release_checks.c.files).where(tables.release_checks.c.id == check_id)
    with reading(engine) as connection:
        files: dict[str, str] = json.loads(connection.execute(query).scalar_one())
    return files


def conclude(
    engine: Engine, check_id: int, now: datetime, *, digest: str | None = None, faults: list[dict[str, str]]
) -> None:
    """Write down how a check ended: released under `digest`, or refused for its faults. The first word
    stands.
    """
    asked = tables.release_checks
    values = {
        "state": "refused" if digest is None else "released",
        "digest": digest,
        "faults": json.dumps(faults, ensure_ascii=False),
        "finished_at": now,
    }
    with writing(engine) as connection:
        connection.execute(
            update(asked).where(asked.c.id == check_id, asked.c.state == "checking").values(values)
        )


def times(assignment: Assignment) -> dict[str, datetime | None]:
    """`opens` and `due` of an assignment, as `publish` wants them."""
    return {"opens": assignment.opens, "due": assignment.due}


def _release_id(connection: Connection, bundle: Bundle, digest: str, by: str, now: datetime) -> int:
    kept = tables.releases
    same = select(kept.c.id).where(
        kept.c.course == bundle.course, kept.c.assignment == bundle.assignment, kept.c.digest == digest
    )
    known = connection.execute(same).scalar_one_or_none()
    if known is not None:
        return int(known)
    row = {
        "course": bundle.course,
        "assignment": bundle.assignment,
        "digest": digest,
        "bundle": bundle.model_dump_json(),
        "max_score": bundle.max_score,
        "released_by": by,
        "released_at": now,
    }
    return int(connection.execute(insert(kept).values(row).returning(kept.c.id)).scalar_one())


def _offer(
    connection: Connection,
    course: str,
    assignment: str,
    release_id: int,
    opens: datetime | None,
    due: datetime | None,
    by: str,
    now: datetime,
) -> None:
    offer = tables.assignments
    facts = {"release_id": release_id, "opens": opens, "due": due}
    mine = (offer.c.course == course) & (offer.c.assignment == assignment)
    row = connection.execute(select(offer).where(mine)).one_or_none()
    if row is None:
        key = {"course": course, "assignment": assignment}
        connection.execute(insert(offer).values(key | facts | {"changed_by": by, "changed_at": now}))
    elif any(getattr(row, field) != value for field, value in facts.items()):
        connection.execute(update(offer).where(mine).values(facts | {"changed_by": by, "changed_at": now}))


def _offered(course: str) -> Any:
    offer, kept = tables.assignments, tables.releases
    return (
        select(kept, offer.c.opens, offer.c.due)
        .join(offer, offer.c.release_id == kept.c.id)
        .where(offer.c.course == course)
    )


def _position(order: list[str], assignment: str) -> int:
    return order.index(assignment) if assignment in order else len(order)


def _release(row: Row[Any]) -> Release:
    data = row._asdict() | {"bundle": Bundle.model_validate_json(row.bundle)}
    return Release(**data)


def _check(row: Row[Any]) -> Check:
    data = row._asdict() | {"faults": json.loads(row.faults)}
    return Check(**{field: data[field] for field in Check.__dataclass_fields__})
