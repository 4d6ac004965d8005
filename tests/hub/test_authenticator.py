"""Hunar's accounts as JupyterHub sees them, and another sign-in in their place."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyterhub.auth import Authenticator, DummyAuthenticator
from sqlalchemy import Engine
from tornado import web
from traitlets.config import Config, PyFileConfigLoader

from hub.authenticator import HunarAuthenticator, OneTimePassword, engine_of, membership
from hub.settings import REPOSITORY
from progress import accounts
from progress.database import migrate

PASSWORD = "a boat on the ravi"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hunar.sqlite'}"


@pytest.fixture
def engine(url: str) -> Engine:
    engine = engine_of(url)
    migrate(engine)
    accounts.sign_up(engine, "ali", PASSWORD)
    return engine


@pytest.fixture
def authenticator(url: str) -> HunarAuthenticator:
    return HunarAuthenticator(database_url=url, manage_groups=True, any_allow_config=True)


def sign_in(authenticator: Authenticator, name: str, password: str) -> dict[str, object] | None:
    data = {"username": name, "password": password}
    found: dict[str, object] | None = asyncio.run(authenticator.get_authenticated_user(None, data))
    return found


def test_a_pending_account_signs_in_without_any_group(
    engine: Engine, authenticator: HunarAuthenticator
) -> None:
    found = sign_in(authenticator, "Ali", PASSWORD)
    assert found is not None
    assert (found["name"], found["groups"], found["admin"]) == ("ali", [], False)


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(
    engine: Engine, authenticator: HunarAuthenticator
) -> None:
    assert sign_in(authenticator, "ali", "wrong") is None
    assert sign_in(authenticator, "nobody-known", PASSWORD) is None


def test_a_refused_account_is_told_so(engine: Engine, authenticator: HunarAuthenticator) -> None:
    accounts.refuse(engine, "ali", "admin")
    with pytest.raises(web.HTTPError, match="not admitted"):
        sign_in(authenticator, "ali", PASSWORD)


def test_a_one_time_password_never_signs_in(engine: Engine, authenticator: HunarAuthenticator) -> None:
    password = accounts.add(engine, "teacher", "instructor", "start", by="test")
    with pytest.raises(OneTimePassword):
        sign_in(authenticator, "teacher", password)


def test_roles_given_later_arrive_by_refresh_and_refusal_ends_the_session(
    engine: Engine, authenticator: HunarAuthenticator
) -> None:
    user = SimpleNamespace(name="ali")
    accounts.admit(engine, "ali", "admin")
    accounts.give_role(engine, "ali", "instructor", "start", by="admin")
    refreshed = asyncio.run(authenticator.refresh_user(user))
    assert refreshed == {"name": "ali", "groups": ["formgrade-start", "learners"], "admin": False}
    accounts.refuse(engine, "ali", "admin")
    assert asyncio.run(authenticator.refresh_user(user)) is False


def test_an_administrator_is_the_hubs_administrator(
    engine: Engine, authenticator: HunarAuthenticator
) -> None:
    accounts.give_role(engine, "ali", "admin", by="test")
    found = sign_in(authenticator, "ali", PASSWORD)
    assert found is not None and found["admin"] is True


def test_another_sign_in_takes_its_groups_from_our_memberships(engine: Engine, url: str) -> None:
    accounts.give_role(engine, "from-university", "learner", by="test")
    other = DummyAuthenticator(allow_all=True, manage_groups=True)
    other.post_auth_hook = membership
    handler = SimpleNamespace(settings={"hunar_database": url})
    data = {"username": "from-university", "password": "x" * 40}
    found = asyncio.run(other.get_authenticated_user(handler, data))
    assert (found["name"], found["groups"], found["admin"]) == ("from-university", ["learners"], False)


def test_the_operators_own_files_have_the_last_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extra = tmp_path / "jupyterhub_config.d"
    extra.mkdir()
    (tmp_path / "keys").mkdir()
    shutil.copy(REPOSITORY / "hub" / "examples" / "university_sign_in.py", extra)
    (extra / "zz.py").write_text("c.JupyterHub.concurrent_spawn_limit = 3\n")
    monkeypatch.setenv("HUNAR_STATE", str(tmp_path))
    monkeypatch.setenv("HUNAR_AUTHENTICATOR", "jupyterhub.auth.DummyAuthenticator")
    loaded: Config = PyFileConfigLoader(str(REPOSITORY / "hub" / "jupyterhub_config.py")).load_config()
    assert loaded.JupyterHub.concurrent_spawn_limit == 3
    assert loaded.GenericOAuthenticator.username_claim == "preferred_username"
    assert loaded.Authenticator.allow_all is True
    assert loaded.Authenticator.manage_groups is True
