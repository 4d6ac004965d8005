"""What a university reads: best results and certificates, page by page.

A cursor points behind the last row that was sent, by the row's own name, not by a count: rows that
arrive meanwhile neither shift nor repeat the others. Follow `next_cursor` until it is null.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy import Engine, literal, select, tuple_

from progress import scores, tables
from progress.api.oauth import CredentialsReader, ResultsReader
from progress.clients import Client
from progress.database import reading
from progress.hubauth import EngineDep, SettingsDep
from progress.problem import Problem
from progress.tables import Moment

router = APIRouter(tags=["universities"])
PAGE = 100
Cursor = Annotated[str, Query(max_length=1000)]


class Result(BaseModel):
    learner: str
    course: str
    assignment: str
    best_score: float | None
    max_score: float
    percent: float
    attempts: int
    needs_manual: bool
    latest_at: datetime | None


class Results(BaseModel):
    results: list[Result]
    next_cursor: str | None


class CredentialRow(BaseModel):
    id: str
    learner: str
    course: str
    issued_at: datetime
    revoked_at: datetime | None
    url: str


class Credentials(BaseModel):
    credentials: list[CredentialRow]
    next_cursor: str | None


@router.get("/results")
def results(client: ResultsReader, engine: EngineDep, course: str = "", cursor: Cursor = "") -> Results:
    """Best results per learner and assignment, ordered by course, learner, assignment."""
    allowed = _courses(engine, client, course)
    kept = tables.submissions.c
    key = tuple_(kept.course, kept.learner, kept.assignment)
    query = select(kept.course, kept.learner, kept.assignment).where(kept.course.in_(allowed))
    if cursor:
        query = query.where(key > tuple_(*map(literal, _decode(cursor, 3))))
    query = query.distinct().order_by(kept.course, kept.learner, kept.assignment).limit(PAGE)
    with reading(engine) as connection:
        keys = [(row.course, row.learner, row.assignment) for row in connection.execute(query)]
    standings = {pair: scores.progress(engine, pair[1], pair[0]) for pair in {key[:2] for key in keys}}
    found = []
    for course_name, learner, assignment in keys:
        standing = standings[(course_name, learner)]
        for one in standing.assignments if standing else []:
            if one.assignment == assignment:
                found.append(_result(learner, course_name, one))
    return Results(results=found, next_cursor=_encode(keys[-1]) if len(keys) == PAGE else None)


@router.get("/credentials")
def credentials(
    client: CredentialsReader, engine: EngineDep, settings: SettingsDep, course: str = "", cursor: Cursor = ""
) -> Credentials:
    """Certificates in the order of issue, revoked ones too."""
    allowed = _courses(engine, client, course)
    kept = tables.credentials.c
    query = select(kept.id, kept.learner, kept.course, kept.issued_at, kept.revoked_at).where(
        kept.course.in_(allowed)
    )
    if cursor:
        moment, last = _decode(cursor, 2)
        query = query.where(
            tuple_(kept.issued_at, kept.id) > tuple_(literal(_moment(moment), Moment()), literal(last))
        )
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(kept.issued_at, kept.id).limit(PAGE)).all()
    base = f"{settings.public_url}{settings.service_prefix}credentials/"
    found = [CredentialRow(**row._asdict(), url=f"{base}{row.id}.json") for row in rows]
    after = (found[-1].issued_at.isoformat(), found[-1].id) if len(found) == PAGE else None
    return Credentials(credentials=found, next_cursor=_encode(after) if after else None)


def _courses(engine: Engine, client: Client, course: str) -> list[str]:
    with reading(engine) as connection:
        known = list(connection.execute(select(tables.courses.c.course)).scalars())
    allowed = [name for name in known if client.may_read(name) and course in ("", name)]
    if course and not allowed:
        raise Problem(404, f"There is no course {course!r} among those that you may read.")
    return allowed


def _result(learner: str, course: str, standing: scores.AssignmentProgress) -> Result:
    return Result(
        learner=learner,
        course=course,
        assignment=standing.assignment,
        best_score=standing.best_score,
        max_score=standing.max_score,
        percent=round(standing.percent, 2),
        attempts=standing.attempts,
        needs_manual=bool(standing.needs_manual),
        latest_at=standing.latest_at,
    )


def _encode(key: tuple[str, ...]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _decode(cursor: str, length: int) -> list[str]:
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, ValueError):
        key = None
    if not isinstance(key, list) or len(key) != length or not all(isinstance(part, str) for part in key):
        raise Problem(422, "This cursor is not one that this service gave.")
    if any("\0" in part for part in key):
        raise Problem(422, "This cursor is not one that this service gave.")
    return key


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Problem(422, "This cursor is not one that this service gave.")
    return moment
