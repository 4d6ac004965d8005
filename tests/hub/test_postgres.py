"""The whole platform on PostgreSQL: up, an account, a graded hand-in, backup while running, restore."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from hub import postgres
from hub.settings import Settings
from tests.hub.handing_in import Learner, hunar
from tests.postgres import create, running_postgres
from tests.running import running

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running_postgres() as address:
        for name in ("first", "second"):
            create(address, name)
        yield address


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_restored_platform_has_the_accounts_and_receipts_of_the_first(
    address: str, short_folder: Path
) -> None:
    archive = short_folder / "backup.tar.gz"
    with running(short_folder / "var", database_url=address.format("first")) as platform:
        learner = Learner(platform.add("ali", "learner"))
        graded = learner.graded(learner.hand_in())
        learner.close()
        assert graded["state"] == "graded" and graded["score"] == graded["verdict"]["score"] > 0
        saved = platform.hunar("backup", str(archive))
        assert saved.returncode == 0, saved.stderr
    assert not list((short_folder / "var").glob("*.sqlite")), "something was kept in SQLite after all"
    back = short_folder / "back"
    restored = hunar(back, "restore", str(archive), database_url=address.format("second"))
    assert restored.returncode == 0, restored.stderr
    assert not (back / "postgresql.sql").exists(), "the dump holds password hashes and lies about"
    with running(back, database_url=address.format("second")) as platform:
        assert platform.admin_password == "", "a second first administrator was made"
        person = platform.person("ali")
        assert person.sign_in().url.path == "/services/progress/"
        learner = Learner(person)
        again = learner.get(f"submissions/{graded['id']}")
        assert again == graded
        learner.close()


def test_a_dump_of_two_schemas_is_loaded_into_an_empty_database_only(address: str, tmp_path: Path) -> None:
    for name in ("source", "target"):
        create(address, name)
    engine = create_engine(Settings(database_url=address.format("source")).database)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA jupyterhub")
        connection.exec_driver_sql("CREATE TABLE jupyterhub.users (name text)")
        connection.exec_driver_sql("CREATE TABLE accounts (name text)")
    engine.dispose()
    postgres.dump(address.format("source"), tmp_path / "dump.sql")
    target = Settings(database_url=address.format("target")).database
    postgres.load(target, tmp_path / "dump.sql")
    engine = create_engine(target)
    assert inspect(engine).get_table_names() == ["accounts"]
    assert inspect(engine).get_table_names(schema="jupyterhub") == ["users"]
    engine.dispose()
    with pytest.raises(postgres.PostgresError, match="target already holds 2 tables"):
        postgres.load(target, tmp_path / "dump.sql")


def test_a_dump_that_breaks_off_leaves_the_database_empty(address: str, tmp_path: Path) -> None:
    create(address, "broken")
    (tmp_path / "dump.sql").write_text("CREATE TABLE one (x int);\nCREATE TABL")
    url = Settings(database_url=address.format("broken")).database
    with pytest.raises(postgres.PostgresError, match="psql failed"):
        postgres.load(url, tmp_path / "dump.sql")
    postgres.check_empty(url)


def test_a_missing_client_is_named_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "INSTALLED", str(tmp_path))
    with pytest.raises(postgres.PostgresError, match="apt-get install postgresql-client"):
        postgres.find("psql")


def test_psql_is_found_where_debian_keeps_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = postgres.find("psql")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith("psql (PostgreSQL)")


def test_a_password_is_not_on_the_command_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program in pg_dump's place writes down what it was given."""
    spy = tmp_path / "pg_dump"
    spy.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\necho "$PGPASSWORD" > {tmp_path}/password\n')
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    postgres.dump("postgresql+psycopg://hunar:s3cret@db.example/hunar", tmp_path / "dump.sql")
    assert "postgresql://hunar@db.example/hunar" in (tmp_path / "arguments").read_text()
    assert "s3cret" not in (tmp_path / "arguments").read_text()
    assert (tmp_path / "password").read_text() == "s3cret\n"
