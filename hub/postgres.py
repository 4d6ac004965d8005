"""PostgreSQL's part of a backup: its own pg_dump writes the tables as SQL, its own psql loads them.

Both come with PostgreSQL's client. The password goes to them by environment, not on the command line, where
everyone on the machine could read it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

INSTALLED = "/usr/lib/postgresql"
"""Where Debian and Ubuntu keep PostgreSQL's programs, a folder for each version."""
SYSTEM_SCHEMAS = ("information_schema",)


class PostgresError(Exception):
    """Not dumped, or not loaded. The text says why and what to type next."""


def dump(url: str, target: Path) -> None:
    """Write all schemas of the database as SQL: one consistent moment, while others go on writing."""
    _run("pg_dump", url, f"--file={target}", "--no-owner", "--no-privileges")


def load(url: str, source: Path) -> None:
    """Load a dump into an empty database, wholly or not at all."""
    check_empty(url)
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    _run("psql", url, *options, "--output=/dev/null", f"--file={source}")


def check_empty(url: str) -> None:
    """Raise PostgresError if the database holds a table of anyone's, or cannot be reached."""
    engine = create_engine(url)
    try:
        schemas = inspect(engine)
        names = [name for name in schemas.get_schema_names() if name not in SYSTEM_SCHEMAS]
        tables = [table for name in names for table in schemas.get_table_names(schema=name)]
    except SQLAlchemyError as error:
        raise PostgresError(f"the database of HUNAR_DATABASE_URL does not answer: {error}") from error
    finally:
        engine.dispose()
    if tables:
        name = make_url(url).database
        raise PostgresError(
            f"the database {name} already holds {len(tables)} tables. Restore into a fresh one:"
            " createdb hunar_restored, and let HUNAR_DATABASE_URL name it"
        )


def _run(program: str, url: str, *options: str) -> None:
    address = make_url(url)
    password = {} if address.password is None else {"PGPASSWORD": str(address.password)}
    name = address.set(drivername="postgresql")._replace(password=None).render_as_string()
    done = subprocess.run(
        [find(program), f"--dbname={name}", *options],
        env=os.environ | password,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise PostgresError(f"{program} failed: {done.stderr.strip()}")


def find(program: str) -> str:
    """Path of one of PostgreSQL's programs: on PATH, beside another of them, or where Debian keeps them."""
    found = shutil.which(program)
    if found is not None:
        return found
    beside = [Path(other).resolve().parent for other in map(shutil.which, ("pg_dump", "psql")) if other]
    newest_first = sorted(Path(INSTALLED).glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    for folder in [*beside, *newest_first]:
        if os.access(folder / program, os.X_OK):
            return str(folder / program)
    raise PostgresError(f"{program} is missing. Type: apt-get install postgresql-client")
