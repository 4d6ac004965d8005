"""Runs of the authoring gate before a release: an instructor's files, the job that checks them, its end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update

from progress import tables
from progress.database import reading, writing


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


def find(engine: Engine, check_id: int) -> Check | None:
    """How a check went."""
    query = select(tables.release_checks).where(tables.release_checks.c.id == check_id)
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _check(row)


def latest(engine: Engine, course: str, limit: int = 20) -> list[Check]:
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


def _check(row: Row[Any]) -> Check:
    data = row._asdict() | {"faults": json.loads(row.faults)}
    return Check(**{field: data[field] for field in Check.__dataclass_fields__})
