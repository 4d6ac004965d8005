"""Fixtures of the progress service's tests.

Databases:  postgres (a real server, one per session), database_url (each test on SQLite and on
PostgreSQL), engine Platform:   released (an engine with two courses released), store, settings
Service:    hub (stands for the hub, a process outside), service (the real app, listening), all over real
sockets
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from progress.database import connect, migrate
from progress.settings import Settings
from progress.store import Store
from tests.postgres import create, running_postgres
from tests.progress.hub_outside import HubOutside, running_hub
from tests.progress.service import Service, running_service
from tests.progress.toy import release_toys

TEMPLATE = "hunar_template"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a PostgreSQL server, up to the database's name's place: `.format(name)`."""
    with running_postgres() as address:
        create(address, TEMPLATE)
        _migrated(address.format(TEMPLATE))
        yield address


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "hunar.sqlite"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database of this test's own."""
    if request.param == "sqlite":
        path = tmp_path / "state" / "hunar.sqlite"
        path.parent.mkdir()
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    address: str = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex}"
    create(address, name, TEMPLATE)
    return address.format(name)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "state", database_url=database_url, user_cache_s=0, lease_s=30)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    made = connect(settings.database)
    yield made
    made.dispose()


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings.state / "submissions")


@pytest.fixture
def released(engine: Engine) -> Engine:
    """Two courses, `toys` and `other`, each with one released assignment."""
    release_toys(engine)
    return engine


@pytest.fixture(scope="session")
def hub() -> Iterator[HubOutside]:
    with running_hub() as outside:
        yield outside


@pytest.fixture
def service(settings: Settings, released: Engine, hub: HubOutside) -> Iterator[Service]:
    with running_service(settings, released, hub) as running:
        yield running


@pytest.fixture
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Address of an empty database, by kind."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / 'fresh.sqlite'}"
        address: str = request.getfixturevalue("postgres")
        name = f"t{uuid.uuid4().hex}"
        create(address, name)
        return address.format(name)

    return make


def _migrated(url: str) -> None:
    engine = connect(Settings(database_url=url).database)
    migrate(engine)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
