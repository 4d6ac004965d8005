"""Sign-in with Hunar's own accounts, on the hub's own login form.

Someone who signs up waits to be admitted; meanwhile they may sign in and see why nothing opens yet. A
one-time password opens only /hub/password, where the learner chooses an own one. Roles reach the hub as
groups, read again every half minute, so that admitting, refusing and naming instructors take effect without
a new sign-in.

Another sign-in (OAuth, LTI) replaces the class by HUNAR_AUTHENTICATOR; `membership` then gives its users
the groups of our table.
"""

from __future__ import annotations

import asyncio
import functools
from typing import Any

from jupyterhub.auth import Authenticator
from jupyterhub.handlers import BaseHandler
from jupyterhub.handlers.login import LoginHandler
from sqlalchemy import Engine
from tornado import web
from traitlets import Bool, Unicode

from progress import accounts
from progress.accounts import Account, AccountError
from progress.database import connect

TICKET = "hunar-one-time"
"""Signed cookie: this browser gave the right one-time password. Void once the password is changed."""
TICKET_DAYS = 1 / 144
REFUSED = "This account was not admitted. If you think this is a mistake, ask your instructor."

engine_of = functools.cache(connect)


def facts(engine: Engine, name: str) -> dict[str, Any]:
    """What JupyterHub wants to know about someone: name, groups, admin."""
    groups = accounts.groups(engine, name)
    return {"name": name, "groups": groups, "admin": "admins" in groups}


async def membership(
    authenticator: Authenticator, handler: BaseHandler, auth: dict[str, Any]
) -> dict[str, Any]:
    """post_auth_hook of another authenticator: add the groups that our membership table knows."""
    url: str = handler.settings["hunar_database"]
    return auth | await asyncio.to_thread(facts, engine_of(url), auth["name"])


class HunarAuthenticator(Authenticator):  # type: ignore[misc]  # JupyterHub ships no types
    """Passwords and roles from `progress.accounts`."""

    database_url = Unicode(help="SQLAlchemy URL of Hunar's tables.").tag(config=True)
    sign_up = Bool(True, help="Offer /hub/signup; who signs up still needs to be admitted.").tag(config=True)

    @property
    def engine(self) -> Engine:
        return engine_of(self.database_url)

    def get_handlers(self, app: Any) -> list[tuple[str, type[BaseHandler]]]:
        pages: list[tuple[str, type[BaseHandler]]] = [("/login", SignIn), ("/password", Password)]
        return [*pages, ("/signup", SignUp)] if self.sign_up else pages

    async def authenticate(self, handler: BaseHandler, data: dict[str, str]) -> dict[str, Any] | None:
        """Facts of the account that name and password open. Raises web.HTTPError with words to show."""
        name = self.normalize_username(data.get("username", ""))
        account = await _asked(accounts.verify, self.engine, name, data.get("password", ""))
        if account is None:
            return None
        if account.state == "refused":
            raise web.HTTPError(403, REFUSED)
        if account.must_change:
            raise OneTimePassword(name)
        return await asyncio.to_thread(facts, self.engine, name)

    def check_allowed(self, username: str, authentication: dict[str, Any] | None = None) -> bool:
        """`authenticate` has judged; a pending account may look at the landing page and no further."""
        return True

    async def refresh_user(self, user: Any, handler: BaseHandler | None = None) -> dict[str, Any] | bool:
        """Groups as they are now; False when the account has gone or was refused."""
        account = await asyncio.to_thread(accounts.find, self.engine, user.name)
        if account is None or account.state == "refused" or account.must_change:
            return False
        return await asyncio.to_thread(facts, self.engine, user.name)


class OneTimePassword(Exception):
    """The right one-time password: it must be changed before anything else."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class SignIn(LoginHandler):  # type: ignore[misc]
    """The hub's login form; a one-time password leads on to choosing one."""

    async def post(self) -> None:
        try:
            await super().post()
        except OneTimePassword as found:
            self.set_secure_cookie(
                TICKET,
                found.name,
                expires_days=TICKET_DAYS,
                path=self.hub.base_url,
                httponly=True,
                samesite="Strict",
            )
            self.redirect(_with_next(self, f"{self.hub.base_url}password"))


class Form(BaseHandler):  # type: ignore[misc]
    """A small form: shown, sent, and shown again with words if it failed. The hub checks `_xsrf`."""

    template: str

    async def show(self, error: str = "", **values: Any) -> None:
        html = await self.render_template(
            self.template,
            error=error,
            xsrf=self.xsrf_token.decode("ascii"),
            next=self.get_argument("next", ""),
            **values,
        )
        self.set_status(400 if error else 200)
        self.finish(html)

    @property
    def engine(self) -> Engine:
        return self.authenticator.engine  # type: ignore[no-any-return]


class SignUp(Form):
    """/hub/signup: ask for an account."""

    template = "signup.html"

    async def get(self) -> None:
        await self.show()

    async def post(self) -> None:
        name = self.authenticator.normalize_username(self.get_body_argument("username", "").strip())
        display_name = self.get_body_argument("display_name", "").strip()
        password = self.get_body_argument("password", "", strip=False)
        try:
            if password != self.get_body_argument("again", "", strip=False):
                raise AccountError("The two passwords differ. Please type them again.")
            ask = functools.partial(accounts.sign_up, display_name=display_name)
            await asyncio.to_thread(ask, self.engine, name, password)
        except AccountError as error:
            return await self.show(str(error), username=name, display_name=display_name)
        await self.show(done=True, username=name)


class Password(Form):
    """/hub/password: choose an own password, in place of a one-time password or of the present one."""

    template = "password.html"

    async def get(self) -> None:
        name, one_time = await self._who()
        await self.show(username=name, one_time=one_time)

    async def post(self) -> None:
        name, one_time = await self._who()
        new = self.get_body_argument("password", "", strip=False)
        try:
            if not one_time:
                present = self.get_body_argument("present", "", strip=False)
                if await asyncio.to_thread(accounts.verify, self.engine, name, present) is None:
                    raise AccountError("The present password is not right.")
            if new != self.get_body_argument("again", "", strip=False):
                raise AccountError("The two new passwords differ. Please type them again.")
            await asyncio.to_thread(accounts.set_password, self.engine, name, new)
        except AccountError as error:
            return await self.show(str(error), username=name, one_time=one_time)
        self.clear_cookie(TICKET, path=self.hub.base_url)
        user = await self.auth_to_user(await asyncio.to_thread(facts, self.engine, name))
        self.set_login_cookie(user)
        self.redirect(self.get_next_url(user))

    async def _who(self) -> tuple[str, bool]:
        """Whose password, and whether a one-time password was given for it."""
        ticket = self.get_secure_cookie(TICKET, max_age_days=TICKET_DAYS)
        if ticket is not None:
            account: Account | None = await asyncio.to_thread(accounts.find, self.engine, ticket.decode())
            if account is not None and account.must_change:
                return account.name, True
        if self.current_user is not None:
            return str(self.current_user.name), False
        self.redirect(self.settings["login_url"])
        raise web.Finish


async def _asked(call: Any, *arguments: Any) -> Any:
    """Run a blocking call of `accounts`; its words for the person become the login form's."""
    try:
        return await asyncio.to_thread(call, *arguments)
    except AccountError as error:
        raise web.HTTPError(403, str(error)) from error


def _with_next(handler: BaseHandler, url: str) -> str:
    from tornado.httputil import url_concat

    wanted = handler.get_argument("next", "")
    return str(url_concat(url, {"next": wanted})) if wanted else url
