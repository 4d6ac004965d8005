"""For instructors: when assignments open and are due, extensions, and outages; each with a small form.

A time in a form is one of the course's zone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine

from progress import releases, times
from progress.api.times import scope
from progress.certify import certify_course
from progress.deadlines import Calendar, Extension, Outage
from progress.hubauth import EngineDep, FormUser, Instructor, Keeper, SettingsDep
from progress.pages import lateness, words
from progress.pages.render import page
from progress.problem import Problem
from progress.releases import CourseFacts, Release
from progress.settings import Settings
from progress.times import TimesError

router = APIRouter()
When = Annotated[str, Form(max_length=40)]
Why = Annotated[str, Form(max_length=2000)]
Name = Annotated[str, Form(max_length=64)]


@router.get("/teach/{course}/times")
def shown(request: Request, course: str, user: Keeper, engine: EngineDep, done: bool = False) -> Response:
    """All times of the course."""
    facts = _facts(engine, course)
    zone = facts.attempts.time_zone
    calendar = releases.calendar(engine, course)
    offered = releases.offered(engine, course)
    return page(
        request,
        "times.html",
        user=user,
        teaches=user.teaches(course),
        here=f"teach/{course}",
        course=course,
        title=facts.title,
        place=words.place(zone),
        rule=lateness.rule(facts.late),
        done=done,
        assignments=[_assignment(release, calendar, zone) for release in offered],
        extensions=[_extension(extension, zone) for extension in times.extensions(engine, course)],
        outages=[_outage(outage, zone) for outage in times.outages(engine, course)],
    )


@router.post("/teach/{course}/times")
def set_times(
    course: str,
    user: FormUser,
    teacher: Instructor,
    engine: EngineDep,
    settings: SettingsDep,
    later: BackgroundTasks,
    assignment: Name,
    reason: Why,
    opens: When = "",
    due: When = "",
) -> Response:
    """Move an assignment's times, for everybody."""
    zone = _facts(engine, course).attempts.time_zone
    moment = {"opens": _time(opens, zone), "due": _time(due, zone)}
    try:
        times.set_times(
            engine, course, assignment, **moment, reason=reason, by=user.name, now=datetime.now(UTC)
        )
    except TimesError as error:
        raise Problem(422, str(error)) from None
    return _back(settings, course, engine, later)


@router.post("/teach/{course}/extensions")
def extend(
    course: str,
    user: FormUser,
    teacher: Instructor,
    engine: EngineDep,
    settings: SettingsDep,
    later: BackgroundTasks,
    assignment: Name,
    learner: Name,
    reason: Why,
    due: When = "",
) -> Response:
    """Give one learner an own due time; an empty one takes it back."""
    moment = _time(due, _facts(engine, course).attempts.time_zone)
    try:
        times.extend(
            engine, course, assignment, learner, moment, reason=reason, by=user.name, now=datetime.now(UTC)
        )
    except TimesError as error:
        raise Problem(422, str(error)) from None
    return _back(settings, course, engine, later)


@router.post("/teach/{course}/outages")
def declare(
    course: str,
    user: FormUser,
    keeper: Keeper,
    engine: EngineDep,
    settings: SettingsDep,
    later: BackgroundTasks,
    began: When,
    ended: When,
    reason: Why,
    every_course: Annotated[bool, Form()] = False,
) -> Response:
    """Declare an outage."""
    zone = _facts(engine, course).attempts.time_zone
    start, end = _time(began, zone), _time(ended, zone)
    if start is None or end is None:
        raise Problem(422, "Say when the outage began and when it ended.")
    where = scope(user, course, every_course=every_course)
    try:
        times.declare(engine, where, start, end, reason=reason, by=user.name, now=datetime.now(UTC))
    except TimesError as error:
        raise Problem(422, str(error)) from None
    return _back(settings, course, engine, later, where)


@router.post("/teach/{course}/outages/{outage_id}/withdrawal")
def withdraw(
    course: str,
    outage_id: int,
    user: FormUser,
    keeper: Keeper,
    engine: EngineDep,
    settings: SettingsDep,
    later: BackgroundTasks,
    reason: Why,
) -> Response:
    """Take an outage back."""
    where = "" if user.admin and times.is_everywhere(engine, outage_id) else course
    try:
        times.withdraw(engine, where, outage_id, reason=reason, by=user.name, now=datetime.now(UTC))
    except TimesError as error:
        raise Problem(422, str(error)) from None
    return _back(settings, course, engine, later, where)


def _facts(engine: Engine, course: str) -> CourseFacts:
    facts = releases.facts(engine, course)
    if facts is None:
        raise Problem(404, f"There is no course {course} yet. Release its first assignment.")
    return facts


def _assignment(release: Release, calendar: Calendar, zone: str) -> dict[str, Any]:
    due = calendar.due(release.assignment, "")
    return {
        "name": release.assignment,
        "title": release.bundle.title,
        "opens": words.moment(release.opens, zone) if release.opens else None,
        "due": words.moment(due.at, zone) if due.at else None,
        "opens_field": _field(release.opens, zone),
        "due_field": _field(due.at, zone),
        "moved": lateness.moves(due, zone),
        "own_rule": lateness.rule(own) if (own := calendar.own_late.get(release.assignment)) else "",
    }


def _extension(extension: Extension, zone: str) -> dict[str, Any]:
    assert extension.due is not None
    return vars(extension) | {
        "due": words.moment(extension.due, zone),
        "given": words.moment(extension.given_at, zone),
    }


def _outage(outage: Outage, zone: str) -> dict[str, Any]:
    times = {name: words.moment(getattr(outage, name), zone) for name in ("began", "ended", "given_at")}
    length = lateness.duration(outage.ended - outage.began)
    return vars(outage) | times | {"length": length, "everywhere": not outage.course}


def _field(time: datetime | None, zone: str) -> str:
    """As `<input type=datetime-local>` wants it."""
    return time.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if time else ""


def _time(field: str, zone: str) -> datetime | None:
    """What was typed into such a field, in the course's zone; None if nothing. Raises Problem 422."""
    if not field:
        return None
    try:
        time = datetime.fromisoformat(field)
    except ValueError:
        time = datetime.min
    if time.tzinfo is not None or not 2000 <= time.year <= 2200:
        raise Problem(422, f"{field!r} is not a day and time such as 2027-01-31T23:59.")
    return time.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _back(
    settings: Settings, course: str, engine: Engine, later: BackgroundTasks, where: str | None = None
) -> Response:
    """To the page again; certificates due now are issued meanwhile. `where`: the course, empty for all."""
    later.add_task(certify_course, engine, settings, course if where is None else where)
    return RedirectResponse(f"{settings.service_prefix}teach/{course}/times?done=true", 303)
