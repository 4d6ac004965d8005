"""Regrades, for instructors of the course: begin one, see how far it is and what it would change, decide."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, status
from pydantic import BaseModel, Field
from sqlalchemy import Engine

from progress import backlog, differences, regrades
from progress.api.similar import Taught
from progress.certify import certify
from progress.hubauth import CurrentUser, EngineDep, Instructor, SettingsDep
from progress.problem import Problem
from progress.regrades import Regrade, RegradeError
from progress.settings import Settings

router = APIRouter(tags=["regrades"])


class RegradeAsk(BaseModel):
    reason: str = Field(default="", max_length=2000)
    """For learners: why their score changed."""
    all: bool = False
    """Every attempt, not only each learner's best one."""


class RegradeOut(BaseModel):
    id: int
    course: str
    assignment: str
    asked_by: str
    asked_at: datetime
    reason: str
    state: Literal["proposed", "applied", "dropped"]
    decided_by: str | None
    decided_at: datetime | None
    done: int
    total: int


class CheckChangeOut(BaseModel):
    grade_id: str
    title: str
    old_status: str
    new_status: str
    old_score: float
    new_score: float


class DifferenceOut(BaseModel):
    learner: str
    submission_id: int
    attempt: int
    old_status: str
    new_status: str
    old_score: float
    new_score: float
    old_max_score: float
    max_score: float
    lower: bool
    checks: list[CheckChangeOut]


class FindingsOut(RegradeOut):
    """A regrade with what it changes: lower scores first."""

    differences: list[DifferenceOut]
    same: int
    failed: list[str]


class BacklogOut(BaseModel):
    """Hand-ins of an assignment since the oldest one that still waits: graded, and all."""

    assignment: str
    done: int
    total: int
    left_s: float | None
    """Seconds that are left at the pace so far."""


@router.get("/courses/{course}/grading")
def waiting(course: str, user: Instructor, engine: EngineDep) -> list[BacklogOut]:
    """Assignments with hand-ins that wait to be graded, and how far each is. Empty when nothing waits."""
    now = datetime.now(UTC)
    return [
        BacklogOut(assignment=b.assignment, done=b.done, total=b.total, left_s=b.left_s(now))
        for b in backlog.hand_ins(engine, course)
    ]


def known(
    regrade_id: Annotated[int, Path(ge=1, le=2**31 - 1)], user: CurrentUser, engine: EngineDep
) -> Regrade:
    """The regrade of the path, for instructors of its course. Raises Problem 404 for anybody else."""
    found = regrades.find(engine, regrade_id)
    if found is None or not user.teaches(found.course):
        raise Problem(404, "There is no such regrade among those that you may see.")
    return found


Known = Annotated[Regrade, Depends(known)]


@router.post("/courses/{course}/assignments/{assignment}/regrades", status_code=status.HTTP_201_CREATED)
def begin(ask: RegradeAsk, release: Taught, user: CurrentUser, engine: EngineDep) -> RegradeOut:
    """Grade again with the release that is offered now. Nothing counts until it is applied."""
    try:
        made = regrades.start(
            engine,
            release.course,
            release.assignment,
            user.name,
            datetime.now(UTC),
            reason=ask.reason,
            every=ask.all,
        )
    except RegradeError as error:
        raise Problem(409, str(error)) from None
    return _out(engine, made)


@router.get("/courses/{course}/assignments/{assignment}/regrades")
def listed(release: Taught, engine: EngineDep) -> list[RegradeOut]:
    """The latest regrades of an assignment, newest first."""
    return [_out(engine, one) for one in regrades.of_assignment(engine, release.course, release.assignment)]


@router.get("/regrades/{regrade_id}")
def shown(regrade: Known, engine: EngineDep) -> FindingsOut:
    """How far it is, and what it changes or would change as far as it is known."""
    return _findings(engine, regrade)


@router.post("/regrades/{regrade_id}/apply")
def applied(regrade: Known, user: CurrentUser, engine: EngineDep, settings: SettingsDep) -> FindingsOut:
    """Let the new verdicts count, all at once."""
    try:
        apply_and_certify(engine, settings, regrade, user.name)
    except RegradeError as error:
        raise Problem(409, str(error)) from None
    return _findings(engine, regrades.find(engine, regrade.id) or regrade)


@router.post("/regrades/{regrade_id}/drop")
def dropped(regrade: Known, user: CurrentUser, engine: EngineDep) -> FindingsOut:
    """Leave every score as it is."""
    try:
        regrades.drop(engine, regrade.id, user.name, datetime.now(UTC))
    except RegradeError as error:
        raise Problem(409, str(error)) from None
    return _findings(engine, regrades.find(engine, regrade.id) or regrade)


def apply_and_certify(engine: Engine, settings: Settings, regrade: Regrade, by: str) -> list[str]:
    """Apply, then issue what certificates are due by it; returns the learners. Raises RegradeError."""
    learners = regrades.apply(engine, regrade.id, by, datetime.now(UTC))
    for learner in learners:
        certify(engine, settings, learner, regrade.course)
    return learners


def _out(engine: Engine, regrade: Regrade) -> RegradeOut:
    work = backlog.of_regrade(engine, regrade.id, regrade.assignment, regrade.asked_at)
    return RegradeOut.model_validate(asdict(regrade) | {"done": work.done, "total": work.total})


def _findings(engine: Engine, regrade: Regrade) -> FindingsOut:
    found = differences.of_regrade(engine, regrade)
    changed = [asdict(item) | {"lower": item.lower} for item in found.differences]
    more = {"differences": changed, "same": found.same, "failed": found.failed}
    return FindingsOut.model_validate(_out(engine, regrade).model_dump() | more)
