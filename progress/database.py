"""One database, SQLite or PostgreSQL: connect, migrate, read, write.

`writing(engine)` is one transaction that will write. On SQLite it takes the write lock at once (BEGIN
IMMEDIATE), so that a transaction which read first can never fail half-way because somebody else wrote
meanwhile. SQLite runs in WAL mode with synchronous=FULL: what was committed survives a power cut.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, insert, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

from progress import tables

BUSY_TIMEOUT_MS = 10_000
MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 0x68756E6172
"""PostgreSQL advisory lock held while migrating ("hunar" in ASCII)."""


def connect(url: str) -> Engine:
    """An engine for `url`. A SQLite file is created, in a folder created if absent, readable by its
    owner only.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=30)
    if address.database and address.database != ":memory:":
        path = Path(address.database)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600, exist_ok=True)
    engine = create_engine(address, pool_size=10, max_overflow=30)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def migrate(engine: Engine) -> None:
    """Bring the database to the newest shape. Safe to call at every start and from several processes at
    once.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: committed at the end, rolled back on any exception."""
    with engine.connect().execution_options(hunar_writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view for reading."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def next_number(connection: Connection, name: str) -> int:
    """The next number of a series, without gaps, in the order of commits.

    The series' row stays locked until the transaction ends. A reader that has seen n has therefore seen
    all below n, which a database sequence does not promise.
    """
    series = tables.counters
    bump = (
        update(series).where(series.c.name == name).values(value=series.c.value + 1).returning(series.c.value)
    )
    value = connection.execute(bump).scalar_one_or_none()
    if value is None:  # only before the migration that seeds the series has run
        connection.execute(insert(series).values(name=name, value=1))
        return 1
    return int(value)


def last_number(connection: Connection, name: str) -> int:
    """The number that `next_number` gave last; 0 when none yet."""
    series = tables.counters
    return connection.execute(select(series.c.value).where(series.c.name == name)).scalar_one_or_none() or 0


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    _switch_to_wal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _switch_to_wal(cursor: Any) -> None:
    """A new file becomes a WAL database once. SQLite's busy timeout does not hold here, so we wait ourselves
    for another process that does the same at this moment.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("hunar_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
