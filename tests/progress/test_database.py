"""The database: one shape on SQLite and PostgreSQL, kept safely."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from progress import tables
from progress.database import connect, last_number, migrate, next_number, reading, writing
from progress.settings import Settings

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.mark.parametrize("kind", KINDS)
def test_migrations_make_exactly_the_tables_that_the_code_uses(
    kind: str, fresh_url: Callable[[str], str]
) -> None:
    engine = connect(Settings(database_url=fresh_url(kind)).database)
    migrate(engine)
    migrate(engine)
    with reading(engine) as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "hunar_version", "compare_type": True}
        )
        assert compare_metadata(context, tables.metadata) == []
    engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
def test_processes_that_start_together_migrate_once(kind: str, fresh_url: Callable[[str], str]) -> None:
    url = Settings(database_url=fresh_url(kind)).database
    failures: list[BaseException] = []

    def start() -> None:
        engine = connect(url)
        try:
            migrate(engine)
        except BaseException as error:
            failures.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_sqlite_survives_a_power_cut_and_is_private(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'state' / 'hunar.sqlite'}")
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    assert stat.S_IMODE((tmp_path / "state" / "hunar.sqlite").stat().st_mode) == 0o600


def test_a_failed_transaction_leaves_no_row(engine: Engine) -> None:
    row = {"name": "x", "value": 1}
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(tables.counters).values(row))
        connection.execute(insert(tables.counters).values(row))
    with reading(engine) as connection:
        assert last_number(connection, "x") == 0


def test_times_come_back_as_the_same_instant_in_utc(engine: Engine) -> None:
    karachi = datetime(2027, 1, 1, 3, 0, tzinfo=timezone(timedelta(hours=5)))
    row = {"course": "c", "facts": "{}", "changed_at": karachi}
    with writing(engine) as connection:
        connection.execute(insert(tables.courses).values(row))
    with reading(engine) as connection:
        kept = connection.execute(select(tables.courses.c.changed_at)).scalar_one()
    assert kept == karachi and kept.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    row = {"course": "c", "facts": "{}", "changed_at": datetime(2027, 1, 1)}
    with pytest.raises(StatementError, match="has no time zone"), writing(engine) as connection:
        connection.execute(insert(tables.courses).values(row))


def test_numbers_have_no_gap_and_no_double_under_concurrent_writers(engine: Engine) -> None:
    given: list[int] = []

    def take() -> None:
        for _ in range(10):
            with writing(engine) as connection:
                given.append(next_number(connection, "verdicts"))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 41))
