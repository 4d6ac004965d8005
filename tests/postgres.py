"""A real PostgreSQL 15 for tests: `running_postgres()` is a server of its own, on a unix socket."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

POSTGRES = Path("/usr/lib/postgresql/15/bin")


@contextmanager
def running_postgres() -> Iterator[str]:
    """Address of a PostgreSQL server, up to the database's name's place: `.format(name)`."""
    if not (POSTGRES / "postgres").exists():
        pytest.skip(f"PostgreSQL 15 is not installed in {POSTGRES}: apt-get install postgresql-15")
    folder = Path(tempfile.mkdtemp(prefix="hunar-pg-", dir="/tmp"))
    as_owner: list[str] = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]

    def run(*command: str) -> None:
        done = subprocess.run([*as_owner, *command], capture_output=True, text=True, cwd="/", timeout=120)
        assert done.returncode == 0, done.stderr + done.stdout

    control = str(POSTGRES / "pg_ctl")
    data = str(folder / "data")
    run(str(POSTGRES / "initdb"), "-D", data, "-U", "hunar", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=200"
    run(control, "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://hunar@/{{}}?host={folder}"
    finally:
        run(control, "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def create(address: str, name: str, template: str = "template1") -> None:
    """Create a database of that server."""
    with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
