"""Who waits to be let in, and the answer: admit, refuse, give a role."""

from __future__ import annotations

from typing import Annotated, Literal, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from progress import accounts, releases
from progress.accounts import AccountError, Role
from progress.hubauth import CurrentUser, EngineDep, FormUser, SettingsDep, User
from progress.pages import words
from progress.pages.render import page
from progress.problem import Problem
from progress.settings import Settings

ZONE = "Asia/Karachi"
DONE = {
    "admit": "{name} has been admitted and can start now.",
    "refuse": "{name} has been refused.",
    "role": "{name} has the new role. It takes effect at the next sign-in.",
}

router = APIRouter()


@router.get("/admit")
def pending(
    request: Request, user: CurrentUser, engine: EngineDep, done: str = "", name: str = ""
) -> Response:
    """The waiting list."""
    _may_admit(user)
    known = done in DONE and accounts.NAME.fullmatch(name)
    waiting = [
        {
            "name": person.name,
            "display_name": person.display_name,
            "since": words.moment(person.created_at, ZONE),
        }
        for person in accounts.pending(engine)
    ]
    return page(
        request,
        "admit.html",
        user=user,
        here="admit",
        pending=waiting,
        courses=releases.all_facts(engine) if user.admin else [],
        done=DONE[done].format(name=name) if known else "",
    )


@router.post("/admit")
def decide(
    user: FormUser,
    engine: EngineDep,
    settings: SettingsDep,
    name: Annotated[str, Form(max_length=64)],
    decision: Annotated[Literal["admit", "refuse"], Form()],
) -> Response:
    """Admit or refuse one person who waits. Raises Problem 409 when somebody else decided meanwhile."""
    _may_admit(user)
    if name not in {person.name for person in accounts.pending(engine)}:
        raise Problem(409, f"{name} is not waiting any more; somebody else may have decided.")
    (accounts.admit if decision == "admit" else accounts.refuse)(engine, name, user.name)
    return _back(settings, decision, name)


@router.post("/admit/roles")
def give_role(
    user: FormUser,
    engine: EngineDep,
    settings: SettingsDep,
    name: Annotated[str, Form(max_length=64)],
    role: Annotated[str, Form(max_length=100)],
) -> Response:
    """Give somebody with an account a role; for administrators."""
    if not user.admin:
        raise Problem(403, "Only administrators can give roles.")
    account = accounts.find(engine, name)
    if account is None:
        raise Problem(404, f"There is no account {name}. People sign up themselves; then give them the role.")
    kind, _, course = role.partition(":")
    if kind not in ("learner", "instructor", "admin"):
        raise Problem(422, "Choose one of the roles on the page.")
    if kind == "instructor" and releases.facts(engine, course) is None:
        raise Problem(404, f"There is no course {course}.")
    try:
        if account.state != "admitted":
            accounts.admit(engine, name, user.name)
        accounts.give_role(engine, name, cast(Role, kind), course, by=user.name)
    except AccountError as error:
        raise Problem(422, str(error)) from None
    return _back(settings, "role", name)


def _may_admit(user: User) -> None:
    if not user.admin and not user.instructor_of:
        raise Problem(403, "Only administrators and instructors can admit people.")


def _back(settings: Settings, done: str, name: str) -> Response:
    return RedirectResponse(f"{settings.service_prefix}admit?{urlencode({'done': done, 'name': name})}", 303)
