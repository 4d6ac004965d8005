"""The certificates that were issued: kept as signed, found by id, revoked with a reason and a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from progress import tables
from progress.credentials.status import random_index
from progress.database import reading, writing

Sign = Callable[[int], bytes]
"""The signed document for a place in the status list."""


@dataclass(frozen=True)
class Credential:
    """One certificate as issued."""

    id: str
    learner: str
    course: str
    document: bytes
    issued_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None
    revoked_reason: str | None


def add(engine: Engine, credential_id: str, learner: str, course: str, now: datetime, sign: Sign) -> bool:
    """Sign and keep a certificate; False when this learner already has one for the course.

    Raises status.ListFull, and whatever `sign` raises, with nothing kept.
    """
    kept = tables.credentials
    try:
        with writing(engine) as connection:
            held = select(kept.c.id).where(kept.c.learner == learner, kept.c.course == course)
            if connection.execute(held).first() is not None:
                return False
            index = random_index(set(connection.execute(select(kept.c.status_index)).scalars()))
            row = {
                "id": credential_id,
                "learner": learner,
                "course": course,
                "document": sign(index).decode(),
                "status_index": index,
                "issued_at": now,
            }
            connection.execute(insert(kept).values(row))
    except (
        IntegrityError
    ):  # another worker was faster: its certificate stands, or the next verdict tries again
        return False
    return True


def find(engine: Engine, credential_id: str) -> Credential | None:
    """One certificate, revoked or not."""
    query = select(tables.credentials).where(tables.credentials.c.id == credential_id)
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _credential(row)


def of_learner(engine: Engine, learner: str) -> dict[str, str]:
    """Course -> certificate id, without revoked ones."""
    kept = tables.credentials.c
    query = select(kept.course, kept.id).where(kept.learner == learner, kept.revoked_at.is_(None))
    with reading(engine) as connection:
        return {row.course: row.id for row in connection.execute(query)}


def of_course(engine: Engine, course: str) -> list[Credential]:
    """All certificates of a course, in the order of issue."""
    kept = tables.credentials
    query = select(kept).where(kept.c.course == course).order_by(kept.c.issued_at, kept.c.id)
    with reading(engine) as connection:
        return [_credential(row) for row in connection.execute(query)]


def revoke(engine: Engine, credential_id: str, by: str, reason: str, now: datetime) -> None:
    """Revoke a certificate for good; a second revocation changes nothing. Raises LookupError."""
    kept = tables.credentials
    change = update(kept).where(kept.c.id == credential_id, kept.c.revoked_at.is_(None))
    with writing(engine) as connection:
        connection.execute(change.values(revoked_at=now, revoked_by=by, revoked_reason=reason))
    if find(engine, credential_id) is None:
        raise LookupError(f"there is no certificate {credential_id}")


def revocation(engine: Engine, address: str) -> str | None:
    """Why the certificate with this public address was revoked; None when it was not."""
    credential = find(engine, address.rpartition("/")[2].removesuffix(".json"))
    if credential is None or credential.revoked_at is None:
        return None
    return credential.revoked_reason or "no reason was given"


def revoked_indices(engine: Engine) -> list[int]:
    """Places in the status list whose bit is set, ascending."""
    kept = tables.credentials.c
    query = select(kept.status_index).where(kept.revoked_at.is_not(None)).order_by(kept.status_index)
    with reading(engine) as connection:
        return list(connection.execute(query).scalars())


def _credential(row: Row[tuple[object, ...]]) -> Credential:
    data = row._asdict() | {"document": row.document.encode()}
    return Credential(**{field: data[field] for field in Credential.__dataclass_fields__})
