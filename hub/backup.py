"""The whole state in one file, taken while Hunar runs, and put back.

Consistent without stopping: databases first, by SQLite's own backup, then the store of hand-ins, which only
grows; so every hand-in that the database names is in the file. A power cut leaves no half file: written
beside, synced, renamed. Each file's SHA-256 is in `MANIFEST.json` at the end, and `read` believes nothing
before all of them agree.

With HUNAR_DATABASE_URL the databases are in PostgreSQL: their dump lies in the file as `postgresql.sql`, and
`read` loads it into the database that HUNAR_DATABASE_URL then names, which must be empty.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from hub import postgres
from hub.postgres import PostgresError
from hub.presence import running
from hub.settings import Settings
from hub.state import State

FORMAT = 1
MANIFEST = "MANIFEST.json"
DATABASES = ("hunar.sqlite", "jupyterhub.sqlite")
NETWORK = (
    "network/faucet.sqlite",
    "network/*/node/regtest/blocks/chain.sqlite",
    "network/*/node/regtest/wallets/*/wallet.dat",
)
"""The class networks' databases: chain, wallets that are not open, what the faucet gave."""
DUMP = "postgresql.sql"
FOLDERS = ("keys", "submissions", "courses", "homes", "jupyterhub_config.d")
FILES = ("uids.json", "published.json", "network/*/chain")


class BackupError(Exception):
    """No backup, or none put back. The text says why and what to type next."""


def write(settings: Settings, target: Path) -> int:
    """Write the state to `target`; returns the number of files. Raises BackupError, OSError."""
    if not settings.state.is_dir():
        raise BackupError(f"{settings.state} does not exist: there is nothing to back up")
    target = target.absolute()
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with open(draft, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
                count = _fill(archive, settings)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return count


def read(settings: Settings, source: Path, *, force: bool = False) -> int:
    """Put the state back; returns the number of files. Raises BackupError, and then nothing has changed."""
    state = settings.state
    if running(State(state)) is not None:
        raise BackupError("Hunar is running. Stop it first: hunar down")
    occupied = state.exists() and any(state.iterdir())
    if occupied and not force:
        raise BackupError(
            f"{state} is not empty. To put it aside and restore: hunar restore --force {source}"
        )
    state.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{state.name}-restore-", dir=state.parent))
    try:
        count = _unpack(source, draft)
        _load(settings, draft)
        if occupied:
            state.rename(state.with_name(f"{state.name}-before-{datetime.now(UTC):%Y%m%dT%H%M%S}"))
        elif state.exists():
            state.rmdir()
        draft.rename(state)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return count


def _fill(archive: tarfile.TarFile, settings: Settings) -> int:
    digests: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=settings.state, prefix=".backup-") as name:
        for copy, place in _database_copies(settings, Path(name)):
            _add(archive, copy, place, digests)
    for path in _paths(settings.state):
        try:
            _add(archive, path, str(path.relative_to(settings.state)), digests)
        except FileNotFoundError:
            continue  # a learner deleted it meanwhile
    facts = {"format": FORMAT, "written_at": datetime.now(UTC).isoformat(), "sha256": digests}
    content = json.dumps(facts, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))
    return sum(1 for digest in digests.values() if digest)


def _database_copies(settings: Settings, folder: Path) -> Iterator[tuple[Path, str]]:
    """Copies, each with its place in the state folder."""
    copy = folder / "copy"
    names = [*DATABASES, *NETWORK]
    if settings.database_url is not None:
        try:
            postgres.dump(settings.database_url, copy)
        except PostgresError as error:
            raise BackupError(str(error)) from error
        yield copy, DUMP
        names = [*NETWORK]
    for pattern in names:
        for path in sorted(settings.state.glob(pattern)):
            copy.unlink(missing_ok=True)
            with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(copy)) as target:
                if pattern in NETWORK and _is_locked(live):
                    continue  # a wallet that its node has open: take the backup with Hunar stopped to have it
                live.backup(target)
            yield copy, str(path.relative_to(settings.state))


def _is_locked(database: sqlite3.Connection) -> bool:
    """Asked first, because a backup would wait for ever."""
    try:
        database.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        return True
    return False


def _load(settings: Settings, folder: Path) -> None:
    """Load an unpacked dump, if there is one. One kind of database is not restored as the other."""
    dump = folder / DUMP
    if dump.exists() != (settings.database_url is not None):
        raise BackupError(
            "This backup holds a PostgreSQL database. Create an empty one: createdb hunar_restored."
            " Then name it: HUNAR_DATABASE_URL=postgresql://... hunar restore ..."
            if dump.exists()
            else "This backup holds SQLite databases, so restore it without HUNAR_DATABASE_URL."
        )
    if settings.database_url is not None:
        try:
            postgres.load(settings.database_url, dump)
        except PostgresError as error:
            raise BackupError(str(error)) from error
        dump.unlink()


def _paths(state: Path) -> Iterator[Path]:
    """What is backed up, parents before children; links as links, sockets and the like never."""
    for name in FILES:
        yield from (path for path in sorted(state.glob(name)) if path.is_file())
    for name in FOLDERS:
        for folder, folders, files in os.walk(state / name):
            yield Path(folder)
            for entry in [*files, *(sub for sub in folders if Path(folder, sub).is_symlink())]:
                path = Path(folder, entry)
                if path.is_symlink() or path.is_file():
                    yield path


def _add(archive: tarfile.TarFile, path: Path, name: str, digests: dict[str, str]) -> None:
    """Add one entry. A file that changes while it is read is added as it was when its size was taken."""
    entry = archive.gettarinfo(str(path), name)
    entry.type = tarfile.REGTYPE if entry.islnk() else entry.type  # hard links become files of their own
    if not entry.isreg():
        archive.addfile(entry)
        digests[name] = ""
        return
    content = _read(path)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))
    digests[name] = hashlib.sha256(content).hexdigest()


def _read(path: Path) -> bytes:
    """The file's bytes, if it is still a regular file and not a link that a learner has just put there."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def _unpack(source: Path, folder: Path) -> int:
    """Unpack and compare every digest. Raises BackupError."""
    found: dict[str, str] = {}
    manifest: dict[str, str] | None = None
    links: list[tarfile.TarInfo] = []
    try:
        with tarfile.open(source, "r:gz") as archive:
            for entry in archive:
                path = PurePosixPath(entry.name)
                if (
                    path.is_absolute()
                    or ".." in path.parts
                    or not (entry.isreg() or entry.isdir() or entry.issym())
                ):
                    raise BackupError(f"{source} is not a backup of Hunar: {entry.name}")
                if entry.name == MANIFEST:
                    file = archive.extractfile(entry)
                    manifest = json.load(file)["sha256"] if file else None
                    continue
                found[entry.name] = _place(archive, entry, folder)
                if entry.issym():
                    links.append(entry)
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError) as error:
        raise BackupError(f"{source} is damaged: {error}") from error
    if manifest != found:
        raise BackupError(f"{source} is damaged: its files are not those its manifest names")
    for entry in links:  # last, so that nothing was ever written through one
        os.symlink(entry.linkname, folder / entry.name)
        _own(folder / entry.name, entry)
    folder.chmod(0o700)
    return sum(1 for digest in found.values() if digest)


def _place(archive: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> str:
    target = folder / entry.name
    if entry.isdir():
        target.mkdir(parents=True, exist_ok=True)
    elif entry.isreg():
        target.parent.mkdir(parents=True, exist_ok=True)
        file = archive.extractfile(entry)
        content = file.read() if file else b""
        target.write_bytes(content)
        _own(target, entry)
        return hashlib.sha256(content).hexdigest()
    if not entry.issym():
        _own(target, entry)
    return ""


def _own(path: Path, entry: tarfile.TarInfo) -> None:
    if os.geteuid() == 0:
        os.chown(path, entry.uid, entry.gid, follow_symlinks=False)
    if not entry.issym():
        path.chmod(entry.mode & 0o7777)
