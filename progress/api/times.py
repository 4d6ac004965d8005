"""Times, for instructors of the course: opening and due times, a learner's extension, outages. Outages are
for administrators too.

Each answer is all the times of the course as they now hold, so that who asked sees what it came to.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Path, status
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field
from sqlalchemy import Engine

from progress import releases, times
from progress.api.shapes import MoveOut
from progress.certify import certify_course
from progress.deadlines import Extension, Outage
from progress.hubauth import EngineDep, Instructor, Keeper, SettingsDep, User
from progress.problem import Problem
from progress.times import TimesError

router = APIRouter(tags=["times"])
Assignment = Annotated[str, Path(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]


def _sensible(time: datetime) -> datetime:
    """Raises ValueError for a year that is a slip of the keyboard."""
    if not 2000 <= time.year <= 2200:
        raise ValueError("the year must lie between 2000 and 2200")
    return time


Time = Annotated[AwareDatetime, AfterValidator(_sensible)]
Reason = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]


class TimesIn(BaseModel):
    opens: Time | None = None
    due: Time | None = None
    reason: Reason


class ExtensionIn(BaseModel):
    learner: str = Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x20]+$")
    due: Time | None
    """null takes an earlier extension back."""
    reason: Reason


class OutageIn(BaseModel):
    began: Time
    ended: Time
    reason: Reason
    every_course: bool = False
    """For administrators: the whole platform was away."""


class WithdrawalIn(BaseModel):
    reason: Reason


class AssignmentTimes(BaseModel):
    assignment: str
    title: str
    opens: datetime | None
    due: datetime | None
    """For everybody, with outages counted in."""
    moves: list[MoveOut]


class ExtensionOut(BaseModel):
    assignment: str
    learner: str
    due: datetime | None
    reason: str
    given_by: str
    given_at: datetime

    @classmethod
    def of(cls, extension: Extension) -> ExtensionOut:
        return cls.model_validate(extension, from_attributes=True)


class OutageOut(BaseModel):
    id: int
    began: datetime
    ended: datetime
    every_course: bool
    reason: str
    given_by: str
    given_at: datetime

    @classmethod
    def of(cls, outage: Outage) -> OutageOut:
        return cls.model_validate(vars(outage) | {"every_course": not outage.course})


class TimesOut(BaseModel):
    assignments: list[AssignmentTimes]
    extensions: list[ExtensionOut]
    outages: list[OutageOut]


@router.get("/courses/{course}/times")
def course_times(course: str, user: Keeper, engine: EngineDep) -> TimesOut:
    """When everything opens and is due, and what was moved."""
    return _times(engine, course)


@router.post("/courses/{course}/assignments/{assignment}/times")
def set_times(
    course: str,
    assignment: Assignment,
    asked: TimesIn,
    user: Instructor,
    engine: EngineDep,
    settings: SettingsDep,
    later: BackgroundTasks,
) -> TimesOut:
    """Set when an assignment opens and is due, for everybody."""
    try:
        times.set_times(engine, course, assignment, **dict(asked), by=user.name, now=datetime.now(UTC))
    except TimesError as error:
        raise Problem(422, str(error)) from None
    later.add_task(certify_course, engine, settings, course)
    return _times(engine, course)


@router.post("/courses/{course}/assignments/{assignment}/extensions")
def extend(
    course: str,
    assignment: Assignment,
    asked: ExtensionIn,
    user: Instructor,
    engine: EngineDep,
    settings: SettingsDep,
    later: BackgroundTasks,
) -> TimesOut:
    """Give one learner an own due time."""
    try:
        times.extend(engine, course, assignment, **dict(asked), by=user.name, now=datetime.now(UTC))
    except TimesError as error:
        raise Problem(422, str(error)) from None
    later.add_task(certify_course, engine, settings, course)
    return _times(engine, course)


@router.post("/courses/{course}/outages", status_code=status.HTTP_201_CREATED)
def declare(
    course: str,
    asked: OutageIn,
    user: Keeper,
    engine: EngineDep,
    settings: SettingsDep,
    later: BackgroundTasks,
) -> TimesOut:
    """Declare that power or network was away: due times that had not passed yet move by its length."""
    _require_course(engine, course)
    where = scope(user, course, every_course=asked.every_course)
    span = (asked.began, asked.ended)
    try:
        times.declare(engine, where, *span, reason=asked.reason, by=user.name, now=datetime.now(UTC))
    except TimesError as error:
        raise Problem(422, str(error)) from None
    later.add_task(certify_course, engine, settings, where)
    return _times(engine, course)


@router.post("/courses/{course}/outages/{outage_id}/withdrawal")
def withdraw(
    course: str,
    outage_id: Annotated[int, Path(ge=1, le=2**31 - 1)],
    asked: WithdrawalIn,
    user: Keeper,
    engine: EngineDep,
) -> TimesOut:
    """Take an outage back; one of every course, if an administrator asks."""
    _require_course(engine, course)
    where = "" if user.admin and times.is_everywhere(engine, outage_id) else course
    try:
        times.withdraw(engine, where, outage_id, reason=asked.reason, by=user.name, now=datetime.now(UTC))
    except TimesError as error:
        raise Problem(422, str(error)) from None
    return _times(engine, course)


def scope(user: User, course: str, *, every_course: bool) -> str:
    """The course that an outage is declared for; empty for every course. Raises Problem 403."""
    if every_course and not user.admin:
        raise Problem(403, "Only administrators can declare an outage for every course.")
    return "" if every_course else course


def _times(engine: Engine, course: str) -> TimesOut:
    _require_course(engine, course)
    calendar = releases.calendar(engine, course)
    found = []
    for release in releases.offered(engine, course):
        due = calendar.due(release.assignment, "")
        moves = [MoveOut.model_validate(move, from_attributes=True) for move in due.moves]
        title = release.bundle.title
        found.append(
            AssignmentTimes(
                assignment=release.assignment, title=title, opens=release.opens, due=due.at, moves=moves
            )
        )
    return TimesOut(
        assignments=found,
        extensions=[ExtensionOut.of(extension) for extension in times.extensions(engine, course)],
        outages=[OutageOut.of(outage) for outage in times.outages(engine, course)],
    )


def _require_course(engine: Engine, course: str) -> None:
    if releases.facts(engine, course) is None:
        raise Problem(404, f"There is no course {course}.")
