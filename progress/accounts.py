"""Accounts and memberships: who may sign in, and as what.

An account is *pending* until an administrator or instructor *admits* (or *refuses*) it. A membership
gives a name a role: learner, instructor of a course, or admin; people whose password is kept elsewhere
(OAuth, LTI) have memberships without an account. The hub learns roles as groups: `learners`,
`formgrade-<course>`, `admins`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from progress import passwords, tables
from progress.database import reading, writing
from progress.passwords import AccountError as AccountError

Role = Literal["learner", "instructor", "admin"]
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,30}")
RESERVED = frozenset(
    (
        "admin administrator anonymous api guest hub hunar instructor learner login logout me nobody "
        "none null progress root service services signup static support system user users"
    ).split()
)
FAILURES_ALLOWED = 8
FAILURE_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Account:
    """One account, without its password."""

    name: str
    display_name: str
    state: str
    must_change: bool
    """True while the password is a one-time password: it has to be changed before anything else."""
    created_at: datetime
    decided_by: str | None
    decided_at: datetime | None


def sign_up(
    engine: Engine, name: str, password: str, *, display_name: str = "", now: datetime | None = None
) -> None:
    """Ask for an account: it waits, pending, for an administrator. Raises AccountError with words for
    the person.
    """
    if name in RESERVED:
        raise AccountError(f"The name {name} is reserved. Please choose another one.")
    _insert(engine, name, password, display_name, "pending", must_change=False, now=now)


def add(
    engine: Engine,
    name: str,
    role: Role,
    course: str = "",
    *,
    by: str,
    display_name: str = "",
    now: datetime | None = None,
) -> str:
    """Create an admitted account with a role; returns its one-time password, shown once. Raises
    AccountError.
    """
    _check_role(role, course)
    password = passwords.one_time()
    moment = now or datetime.now(UTC)
    _insert(engine, name, password, display_name, "admitted", must_change=True, now=moment, by=by)
    give_role(engine, name, role, course, by=by, now=moment)
    return password


def admit(engine: Engine, name: str, by: str, *, now: datetime | None = None) -> None:
    """Admit a pending or refused account as a learner. Raises AccountError if there is none."""
    moment = now or datetime.now(UTC)
    with writing(engine) as connection:
        _decide(connection, name, "admitted", by, moment)
        _give(connection, name, "learner", "", by, moment)


def refuse(engine: Engine, name: str, by: str, *, now: datetime | None = None) -> None:
    """Refuse an account: it can no longer sign in, and holds no role. Raises AccountError if there is
    none.
    """
    with writing(engine) as connection:
        _decide(connection, name, "refused", by, now or datetime.now(UTC))
        connection.execute(delete(tables.memberships).where(tables.memberships.c.name == name))


def give_role(
    engine: Engine, name: str, role: Role, course: str = "", *, by: str, now: datetime | None = None
) -> None:
    """Give a name a role, also a name without an account here. Given twice is given once. Raises
    AccountError.
    """
    _check_role(role, course)
    with writing(engine) as connection:
        _give(connection, name, role, course, by, now or datetime.now(UTC))


def take_role(engine: Engine, name: str, role: Role, course: str = "") -> None:
    """Take a role away; a role not held is fine."""
    held = tables.memberships.c
    with writing(engine) as connection:
        connection.execute(
            delete(tables.memberships).where(held.name == name, held.role == role, held.course == course)
        )


def verify(engine: Engine, name: str, password: str, *, now: datetime | None = None) -> Account | None:
    """The account that this name and password open, in whatever state it is; None if they do not match.

    An unknown name takes as long as a wrong password. Raises AccountError, naming the minutes to wait, after
    FAILURES_ALLOWED failures within FAILURE_WINDOW: known and unknown names alike.
    """
    moment = now or datetime.now(UTC)
    _refuse_when_locked(engine, name, moment)
    with reading(engine) as connection:
        row = connection.execute(select(tables.accounts).where(tables.accounts.c.name == name)).one_or_none()
    known = row.password_hash if row is not None else passwords.hash_of_nobody()
    right = passwords.matches(known, password) and row is not None
    with writing(engine) as connection:
        failed = tables.sign_in_failures
        if not right:
            connection.execute(insert(failed).values(name=name[:64], at=moment))
            return None
        connection.execute(
            delete(failed).where((failed.c.name == name) | (failed.c.at < moment - FAILURE_WINDOW))
        )
    return find(engine, name)


def set_password(engine: Engine, name: str, password: str) -> None:
    """Replace the password; a one-time password is thereby used up. Raises AccountError."""
    passwords.check(name, password)
    account = find(engine, name)
    if account is None:
        raise AccountError(f"There is no account {name}.")
    with reading(engine) as connection:
        query = select(tables.accounts.c.password_hash).where(tables.accounts.c.name == name)
        old = connection.execute(query).scalar_one()
    if account.must_change and passwords.matches(old, password):
        raise AccountError("The new password must differ from the one-time password.")
    change = update(tables.accounts).where(tables.accounts.c.name == name)
    with writing(engine) as connection:
        connection.execute(change.values(password_hash=passwords.hash_of(password), must_change=False))


def new_one_time_password(engine: Engine, name: str) -> str:
    """Replace a forgotten password by a one-time password, shown once; also ends a lock-out. Raises
    AccountError.
    """
    password = passwords.one_time()
    change = update(tables.accounts).where(tables.accounts.c.name == name)
    failed = tables.sign_in_failures
    with writing(engine) as connection:
        values = {"password_hash": passwords.hash_of(password), "must_change": True}
        if connection.execute(change.values(values)).rowcount != 1:
            raise AccountError(f"There is no account {name}.")
        connection.execute(delete(failed).where(failed.c.name == name))
    return password


def find(engine: Engine, name: str) -> Account | None:
    """One account by name."""
    with reading(engine) as connection:
        row = connection.execute(select(tables.accounts).where(tables.accounts.c.name == name)).one_or_none()
    return None if row is None else _account(row._asdict())


def pending(engine: Engine) -> list[Account]:
    """Accounts that wait for somebody's decision, oldest first."""
    query = (
        select(tables.accounts)
        .where(tables.accounts.c.state == "pending")
        .order_by(tables.accounts.c.created_at)
    )
    with reading(engine) as connection:
        return [_account(row._asdict()) for row in connection.execute(query)]


def display_name(engine: Engine, name: str) -> str:
    """How to write a person's name; the account's name when nothing better is known."""
    account = find(engine, name)
    return name if account is None else account.display_name


def groups(engine: Engine, name: str) -> list[str]:
    """The hub groups that a name's roles stand for, sorted."""
    words = {"learner": "learners", "admin": "admins"}
    with reading(engine) as connection:
        rows = connection.execute(
            select(tables.memberships.c.role, tables.memberships.c.course).where(
                tables.memberships.c.name == name
            )
        ).all()
    return sorted({words.get(row.role, f"formgrade-{row.course}") for row in rows})


def admins(engine: Engine) -> set[str]:
    """Names of all administrators."""
    query = select(tables.memberships.c.name).where(tables.memberships.c.role == "admin")
    with reading(engine) as connection:
        return set(connection.execute(query).scalars())


def _insert(
    engine: Engine,
    name: str,
    password: str,
    display_name: str,
    state: str,
    *,
    must_change: bool,
    now: datetime | None,
    by: str | None = None,
) -> None:
    if not NAME.fullmatch(name):
        raise AccountError(
            "A name has 2 to 31 characters: lower-case letters, digits, and . _ - after the first one."
        )
    passwords.check(name, password)
    moment = now or datetime.now(UTC)
    row = {
        "name": name,
        "display_name": " ".join(display_name.split())[:100] or name,
        "password_hash": passwords.hash_of(password),
        "must_change": must_change,
        "state": state,
        "created_at": moment,
        "decided_by": by,
        "decided_at": moment if by else None,
    }
    try:
        with writing(engine) as connection:
            connection.execute(insert(tables.accounts).values(row))
    except IntegrityError:
        raise AccountError(f"The name {name} is taken. Please choose another one.") from None


def _decide(connection: Connection, name: str, state: str, by: str, now: datetime) -> None:
    change = update(tables.accounts).where(tables.accounts.c.name == name)
    found = connection.execute(change.values(state=state, decided_by=by, decided_at=now))
    if found.rowcount != 1:
        raise AccountError(f"There is no account {name}.")


def _give(connection: Connection, name: str, role: Role, course: str, by: str, now: datetime) -> None:
    held = tables.memberships
    query = select(held.c.id).where(held.c.name == name, held.c.role == role, held.c.course == course)
    if connection.execute(query).first() is None:
        row = {"name": name, "role": role, "course": course, "given_by": by, "given_at": now}
        connection.execute(insert(held).values(row))


def _check_role(role: Role, course: str) -> None:
    if (role == "instructor") != bool(course):
        raise AccountError("An instructor needs a course, and only an instructor has one.")


def _refuse_when_locked(engine: Engine, name: str, now: datetime) -> None:
    failed = tables.sign_in_failures.c
    query = select(func.count(), func.min(failed.at)).where(
        failed.name == name[:64], failed.at > now - FAILURE_WINDOW
    )
    with reading(engine) as connection:
        count, oldest = connection.execute(query).one()
    if count >= FAILURES_ALLOWED:
        wait = oldest + FAILURE_WINDOW - now
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        unit = "minute" if minutes == 1 else "minutes"
        raise AccountError(f"Too many wrong passwords for {name[:40]}. Please try again in {minutes} {unit}.")


def _account(row: dict[str, object]) -> Account:
    return Account(**{field: row[field] for field in Account.__dataclass_fields__})  # type: ignore[arg-type]
