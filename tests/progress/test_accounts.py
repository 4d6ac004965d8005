"""Accounts: who may sign in, and as what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from progress import accounts, tables
from progress.accounts import AccountError
from progress.database import reading

NOW = datetime(2027, 3, 1, tzinfo=UTC)
PASSWORD = "four quiet words here"


def test_a_sign_up_waits_until_somebody_admits_it(engine: Engine) -> None:
    accounts.sign_up(engine, "ali", PASSWORD, display_name="  Ali  Khan ", now=NOW)
    assert [a.name for a in accounts.pending(engine)] == ["ali"]
    assert accounts.groups(engine, "ali") == []
    accounts.admit(engine, "ali", "admin1", now=NOW)
    account = accounts.find(engine, "ali")
    assert account is not None
    assert (account.state, account.decided_by, account.decided_at) == ("admitted", "admin1", NOW)
    assert account.display_name == "Ali Khan"
    assert accounts.pending(engine) == []
    assert accounts.groups(engine, "ali") == ["learners"]


def test_a_refused_account_loses_its_roles(engine: Engine) -> None:
    accounts.sign_up(engine, "ali", PASSWORD)
    accounts.admit(engine, "ali", "admin1")
    accounts.refuse(engine, "ali", "admin1")
    account = accounts.verify(engine, "ali", PASSWORD)
    assert account is not None and account.state == "refused"
    assert accounts.groups(engine, "ali") == []


def test_passwords_are_kept_only_as_argon2_hashes(engine: Engine) -> None:
    accounts.sign_up(engine, "ali", PASSWORD)
    with reading(engine) as connection:
        row = connection.execute(select(tables.accounts)).one()
    assert row.password_hash.startswith("$argon2id$")
    assert PASSWORD not in str(row)


def test_verify_knows_right_from_wrong_and_unknown(engine: Engine) -> None:
    accounts.sign_up(engine, "ali", PASSWORD)
    known = accounts.verify(engine, "ali", PASSWORD)
    assert known is not None and known.name == "ali"
    assert accounts.verify(engine, "ali", PASSWORD + "x") is None
    assert accounts.verify(engine, "nobody-here", PASSWORD) is None


@pytest.mark.parametrize(
    "name", ["", "a", "Ali", "ali khan", "-ali", ".ali", "ali/..", "root", "admin", "a" * 32, "علی", "ali\n"]
)
def test_names_that_are_no_names_are_refused(engine: Engine, name: str) -> None:
    with pytest.raises(AccountError):
        accounts.sign_up(engine, name, PASSWORD)


@pytest.mark.parametrize(
    "password", ["short", "ali.khan.k", "aaaaaaaaaaaa", "abababababab", "Password123", "x" * 1001]
)
def test_passwords_that_are_easy_to_guess_are_refused(engine: Engine, password: str) -> None:
    with pytest.raises(AccountError):
        accounts.sign_up(engine, "ali.khan.k", password)
    assert accounts.find(engine, "ali.khan.k") is None


def test_a_name_is_given_once(engine: Engine) -> None:
    accounts.sign_up(engine, "ali", PASSWORD)
    with pytest.raises(AccountError, match="taken"):
        accounts.sign_up(engine, "ali", PASSWORD + "2")


def test_a_one_time_password_must_be_changed_and_then_no_longer_opens(engine: Engine) -> None:
    once = accounts.add(engine, "sara", "instructor", "toys", by="hunar")
    first = accounts.verify(engine, "sara", once)
    assert first is not None and first.must_change and first.state == "admitted"
    with pytest.raises(AccountError, match="differ"):
        accounts.set_password(engine, "sara", once)
    accounts.set_password(engine, "sara", PASSWORD)
    changed = accounts.verify(engine, "sara", PASSWORD)
    assert changed is not None and not changed.must_change
    assert accounts.verify(engine, "sara", once) is None


def test_roles_become_the_hub_s_groups(engine: Engine) -> None:
    accounts.add(engine, "sara", "instructor", "toys", by="hunar")
    accounts.give_role(engine, "sara", "instructor", "other", by="hunar")
    accounts.give_role(engine, "sara", "instructor", "other", by="hunar")
    accounts.add(engine, "boss", "admin", by="hunar")
    accounts.give_role(engine, "from-the-university", "learner", by="boss")
    assert accounts.groups(engine, "sara") == ["formgrade-other", "formgrade-toys"]
    assert accounts.groups(engine, "boss") == ["admins"]
    assert accounts.groups(engine, "from-the-university") == ["learners"]
    assert accounts.admins(engine) == {"boss"}
    accounts.take_role(engine, "sara", "instructor", "other")
    assert accounts.groups(engine, "sara") == ["formgrade-toys"]


def test_an_instructor_needs_a_course(engine: Engine) -> None:
    with pytest.raises(AccountError, match="needs a course"):
        accounts.add(engine, "sara", "instructor", by="hunar")
    assert accounts.find(engine, "sara") is None


@pytest.mark.parametrize("name", ["ali", "nobody-here"])
def test_guessing_is_stopped_for_known_and_unknown_names_alike(engine: Engine, name: str) -> None:
    accounts.sign_up(engine, "ali", PASSWORD)
    for _ in range(accounts.FAILURES_ALLOWED):
        assert accounts.verify(engine, name, "wrong wrong wrong", now=NOW) is None
    with pytest.raises(AccountError, match="15 minutes"):
        accounts.verify(engine, name, PASSWORD, now=NOW)
    later = accounts.verify(engine, name, PASSWORD, now=NOW + timedelta(minutes=16))
    assert (later is not None) == (name == "ali")


def test_a_right_password_forgets_earlier_failures(engine: Engine) -> None:
    accounts.sign_up(engine, "ali", PASSWORD)
    for _ in range(3):
        for _ in range(accounts.FAILURES_ALLOWED - 1):
            accounts.verify(engine, "ali", "wrong wrong wrong", now=NOW)
        assert accounts.verify(engine, "ali", PASSWORD, now=NOW) is not None


def test_a_forgotten_password_is_replaced_by_a_one_time_one_that_ends_a_lock_out(engine: Engine) -> None:
    accounts.sign_up(engine, "ali", PASSWORD)
    for _ in range(accounts.FAILURES_ALLOWED):
        accounts.verify(engine, "ali", "wrong wrong wrong", now=NOW)
    password = accounts.new_one_time_password(engine, "ali")
    account = accounts.verify(engine, "ali", password, now=NOW)
    assert account is not None and account.must_change
    assert accounts.verify(engine, "ali", PASSWORD, now=NOW) is None
    with pytest.raises(AccountError, match="no account"):
        accounts.new_one_time_password(engine, "nobody-here")
