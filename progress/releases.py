"""Releases: what learners are offered, immutable and named by digest.

A release never changes. An assignment points to the release that is offered now, with its opening and
due time; a hand-in is graded against the release that was offered when it arrived, and a regrade against
the one that is offered when somebody asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypedDict

from pydantic import BaseModel
from sqlalchemy import Connection, Engine, Row, insert, select, update

from grader.bundle import Bundle
from grader.course import Assignment, Attempts, CertificateRule, Course, Late
from progress import tables, times
from progress.database import reading, writing
from progress.deadlines import Calendar


class CourseFacts(BaseModel):
    """What the platform remembers of `course.toml`."""

    course: str
    place: int = 100
    title: str
    title_ur: str = ""
    summary: str = ""
    outcomes: list[str] = []
    prerequisites: list[str] = []
    """What comes before: `course/assignment` names, or courses."""
    order: list[str] = []
    """Every assignment of the course, released or not, in teaching order."""
    attempts: Attempts = Attempts()
    late: Late = Late()
    certificate: CertificateRule | None = None


class Rules(TypedDict):
    """Times and policy of one assignment, as its text says them."""

    opens: datetime | None
    due: datetime | None
    late: Late | None


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
    """For everybody, as it was set: `calendar_in` has a learner's own, and what outages make of it."""
    offered_at: datetime
    """Since when this release is the one that is offered."""
    bundle: Bundle

    def is_open(self, now: datetime) -> bool:
        return self.opens is None or self.opens <= now


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
    late: Late | None = None,
    now: datetime | None = None,
) -> str:
    """Offer `bundle` from now on; returns its digest. The same digest again makes no new release.

    opens, due: as its text says; times that a person set since stay, unless the text's own have changed.
    late: what holds instead of the course's policy.
    """
    moment, digest = now or datetime.now(UTC), bundle.digest()
    with writing(engine) as connection:
        release_id = _release_id(connection, bundle, digest, by, moment)
        _offer(connection, bundle.course, bundle.assignment, release_id, late, by, moment)
        times.record_release(connection, bundle.course, bundle.assignment, opens, due, by, moment)
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


def is_outdated(engine: Engine, course: str, assignment: str, release_id: int) -> bool:
    """True when what was graded with this release could be graded with a newer one."""
    offer = tables.assignments.c
    query = select(offer.release_id).where(offer.course == course, offer.assignment == assignment)
    with reading(engine) as connection:
        offered_id = connection.execute(query).scalar_one_or_none()
    return offered_id is not None and offered_id != release_id


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


def rules(assignment: Assignment) -> Rules:
    """What `publish` wants to know of an assignment besides its bundle."""
    return {"opens": assignment.opens, "due": assignment.due, "late": assignment.late}


def calendar_in(connection: Connection, course: str, learner: str | None = None) -> Calendar:
    """The times of a course, inside a transaction; with one learner's extensions, or everybody's."""
    known = facts_in(connection, course)
    return times.calendar_in(connection, course, known.late if known else Late(), learner)


def calendar(engine: Engine, course: str, learner: str | None = None) -> Calendar:
    """As `calendar_in`."""
    with reading(engine) as connection:
        return calendar_in(connection, course, learner)


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
    late: Late | None,
    by: str,
    now: datetime,
) -> None:
    offer = tables.assignments
    facts = {"release_id": release_id, "late": None if late is None else late.model_dump_json()}
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
        select(kept, offer.c.opens, offer.c.due, offer.c.changed_at.label("offered_at"))
        .join(offer, offer.c.release_id == kept.c.id)
        .where(offer.c.course == course)
    )


def _position(order: list[str], assignment: str) -> int:
    return order.index(assignment) if assignment in order else len(order)


def _release(row: Row[Any]) -> Release:
    data = row._asdict() | {"bundle": Bundle.model_validate_json(row.bundle)}
    return Release(**data)
