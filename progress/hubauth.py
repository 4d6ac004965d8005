"""Who is asking: a hub token in `Authorization`, or a browser's session that holds one.

Vocabulary: the *hub token* is what the hub issued to a person (or to their server); the *session cookie*
is a random key of ours. The session's row keeps the token encrypted under that key, and is found by the
key's hash: neither the cookie alone nor the table alone gives the token away.

Pages of learners' servers share the platform's host unless `subdomain_host` is set; the same-origin and
form-token checks here keep out other sites, not another page of the same host.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import unquote, urlsplit

import httpx
from cryptography.fernet import Fernet
from fastapi import Depends, Form, Request
from sqlalchemy import Engine, delete, insert, select

from progress import tables
from progress.database import reading, writing
from progress.problem import Problem
from progress.settings import Settings

COOKIE = "hunar-session"
FORMGRADE = "formgrade-"
SIGN_IN = "Sign in first: open the platform's address in a browser."


class HubUnreachable(Exception):
    """The hub did not answer. Nobody can be recognised until it does."""


@dataclass(frozen=True)
class User:
    """A person, as the hub knows them."""

    name: str
    groups: frozenset[str] = frozenset()
    hub_admin: bool = False
    form_token: str = ""
    """Ties an HTML form to this browser's session; empty when the request carried a token instead."""

    @property
    def admin(self) -> bool:
        return self.hub_admin or "admins" in self.groups

    @property
    def instructor_of(self) -> list[str]:
        """Courses, by name."""
        return sorted(group.removeprefix(FORMGRADE) for group in self.groups if group.startswith(FORMGRADE))

    @property
    def admitted(self) -> bool:
        """May take courses: learners, and everybody who runs one."""
        return "learners" in self.groups or bool(self.instructor_of) or self.admin

    def teaches(self, course: str) -> bool:
        return f"{FORMGRADE}{course}" in self.groups


class Hub:
    """The hub's API as far as this service needs it."""

    def __init__(self, client: httpx.Client, api_url: str, remember_s: float) -> None:
        self.client = client
        self.api_url = api_url
        self.remember_s = remember_s
        self._known: dict[str, tuple[float, User | None]] = {}
        self._lock = threading.Lock()

    def user(self, token: str) -> User | None:
        """Whose token this is; None when the hub does not know it. Raises HubUnreachable."""
        key = hashlib.sha256(token.encode()).hexdigest()
        now = time.monotonic()
        with self._lock:
            known = self._known.get(key)
        if known is not None and known[0] > now:
            return known[1]
        user = self._ask(token)
        with self._lock:
            self._known = {k: v for k, v in self._known.items() if v[0] > now}
            self._known[key] = (now + self.remember_s, user)
        return user

    def _ask(self, token: str) -> User | None:
        try:
            answer = self.client.get(f"{self.api_url}/user", headers={"Authorization": f"token {token}"})
        except httpx.HTTPError as error:
            raise HubUnreachable(str(error)) from error
        if answer.status_code in (401, 403, 404):
            return None
        if answer.status_code != 200:
            raise HubUnreachable(f"the hub answered {answer.status_code}")
        facts = answer.json()
        if facts.get("kind") != "user":
            return None
        return User(facts["name"], frozenset(facts.get("groups") or []), bool(facts.get("admin")))


def hub_of(settings: Settings) -> Hub:
    """The hub at `settings.hub_api_url`, which may be `http+unix://%2Fpath/hub/api`."""
    address = urlsplit(settings.hub_api_url)
    if address.scheme == "http+unix":
        transport = httpx.HTTPTransport(uds=unquote(address.netloc))
        url = f"http://hub{address.path}"
    else:
        transport = httpx.HTTPTransport()
        url = settings.hub_api_url
    return Hub(httpx.Client(transport=transport, timeout=10), url.rstrip("/"), settings.user_cache_s)


def open_session(engine: Engine, token: str, now: datetime, hours: float) -> str:
    """Keep a browser's token; returns the cookie's value. Sessions that ran out are forgotten."""
    cookie = secrets.token_urlsafe(32)
    row = {
        "key": _key(cookie),
        "token": _cipher(cookie).encrypt(token.encode()).decode(),
        "form_token": secrets.token_urlsafe(32),
        "expires_at": now + timedelta(hours=hours),
    }
    with writing(engine) as connection:
        connection.execute(delete(tables.sessions).where(tables.sessions.c.expires_at < now))
        connection.execute(insert(tables.sessions).values(row))
    return cookie


def close_session(engine: Engine, cookie: str) -> None:
    """Forget a browser's session. An unknown one is fine."""
    with writing(engine) as connection:
        connection.execute(delete(tables.sessions).where(tables.sessions.c.key == _key(cookie)))


def find_session(engine: Engine, cookie: str, now: datetime) -> tuple[str, str] | None:
    """(hub token, form token) of a session that has not run out."""
    query = select(tables.sessions.c.token, tables.sessions.c.form_token).where(
        tables.sessions.c.key == _key(cookie), tables.sessions.c.expires_at > now
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else (_cipher(cookie).decrypt(row.token.encode()).decode(), row.form_token)


def engine_of(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


EngineDep = Annotated[Engine, Depends(engine_of)]
SettingsDep = Annotated[Settings, Depends(settings_of)]


def maybe_user(request: Request, engine: EngineDep) -> User | None:
    """Who asks, or None. A token in the header wins over the cookie. Raises Problem 403 for another
    site's request.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        if scheme.lower() not in ("token", "bearer") or not token.strip():
            return None
        return _known(request, token.strip())
    cookie = request.cookies.get(COOKIE)
    session = find_session(engine, cookie, datetime.now(UTC)) if cookie else None
    if session is None:
        return None
    if request.method not in ("GET", "HEAD") and not _same_origin(request):
        raise Problem(403, "This request came from another site, so it was not carried out.")
    user = _known(request, session[0])
    return None if user is None else User(user.name, user.groups, user.hub_admin, form_token=session[1])


def current_user(user: Annotated[User | None, Depends(maybe_user)]) -> User:
    """Who asks. Raises Problem 401, which sends a browser to sign in."""
    if user is None:
        raise Problem(401, SIGN_IN, headers={"WWW-Authenticate": "token"})
    return user


MaybeUser = Annotated[User | None, Depends(maybe_user)]
CurrentUser = Annotated[User, Depends(current_user)]


def admitted(user: CurrentUser) -> User:
    """A signed-in person whom somebody admitted. Raises Problem 403 with the reason."""
    if not user.admitted:
        raise Problem(403, "You are signed in, but nobody has admitted you yet. An administrator will do it.")
    return user


def instructor(course: str, user: CurrentUser) -> User:
    """An instructor of the path's `course`. Raises Problem 403."""
    if not user.teaches(course):
        raise Problem(403, f"Only instructors of {course} can do this.")
    return user


def keeper(course: str, user: CurrentUser) -> User:
    """An instructor of the path's `course`, or an administrator. Raises Problem 403."""
    if not user.teaches(course) and not user.admin:
        raise Problem(403, f"Only instructors of {course} and administrators can do this.")
    return user


def administrator(user: CurrentUser) -> User:
    """An administrator. Raises Problem 403."""
    if not user.admin:
        raise Problem(403, "Only administrators can do this.")
    return user


def form_user(user: CurrentUser, form_token: Annotated[str, Form(alias="_xsrf")] = "") -> User:
    """Who posted an HTML form that we made for this very session. Raises Problem 403.

    Every form carries `<input type="hidden" name="_xsrf" value="{{ user.form_token }}">`.
    """
    if not user.form_token or not secrets.compare_digest(user.form_token.encode(), form_token.encode()):
        raise Problem(
            403, "This form is too old or came from another site. Reload the page and send it again."
        )
    return user


Admitted = Annotated[User, Depends(admitted)]
Instructor = Annotated[User, Depends(instructor)]
"""For routes with `{course}` in their path."""
Keeper = Annotated[User, Depends(keeper)]
"""Likewise, for what concerns the machines as much as the course."""
Administrator = Annotated[User, Depends(administrator)]
FormUser = Annotated[User, Depends(form_user)]


def _known(request: Request, token: str) -> User | None:
    hub: Hub = request.app.state.hub
    try:
        return hub.user(token)
    except HubUnreachable:
        detail = "The hub, which knows who you are, does not answer. Please try again in a few seconds."
        raise Problem(503, detail, headers={"Retry-After": "5"}) from None


def _same_origin(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


def _key(cookie: str) -> str:
    return hashlib.sha256(b"session:" + cookie.encode()).hexdigest()


def _cipher(cookie: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"token:" + cookie.encode()).digest()))
