"""One wallet's SQLite file.

Keys, descriptors and transactions made here are committed, with fsync, before an answer leaves. What a block
told is written but not committed at once: after a crash it is read from the chain again, beginning behind the
last block that was committed. Nothing here knows what the values mean.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from labs.bitcoin.transactions import OutPoint
from labs.embedded.wallet.names import APPLICATION_ID

VERSION = 1
WRITES_BEFORE_COMMIT = 2_000
"""So many writes that a crash may lose; each is found again in the chain."""

_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE descriptors (
    id INTEGER PRIMARY KEY, plain TEXT NOT NULL UNIQUE, normal TEXT NOT NULL, secret BLOB,
    created INTEGER NOT NULL,
    range_start INTEGER NOT NULL, range_end INTEGER NOT NULL, next_index INTEGER NOT NULL,
    active_type TEXT, internal INTEGER);
CREATE TABLE scripts (
    descriptor INTEGER NOT NULL, position INTEGER NOT NULL, script BLOB NOT NULL,
    PRIMARY KEY (descriptor, position, script)) WITHOUT ROWID;
CREATE TABLE transactions (txid BLOB PRIMARY KEY, raw BLOB NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE labels (address TEXT PRIMARY KEY, label TEXT, purpose TEXT, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE locked (txid BLOB NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (txid, n)) WITHOUT ROWID;
"""


class WalletFile:
    """The open file; another process or another wallet object cannot open it meanwhile."""

    def __init__(self, path: Path, create: bool) -> None:
        """Opens or creates. Raises OSError or ValueError with what is wrong."""
        self.path = path
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        self._pending = 0
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=0)
            self._prepare(create)
        except sqlite3.Error as error:
            raise ValueError(str(error)) from None

    def _prepare(self, create: bool) -> None:
        run = self._db.execute
        run("PRAGMA locking_mode = EXCLUSIVE")
        run("PRAGMA synchronous = FULL")
        run("PRAGMA secure_delete = ON")
        if create:
            run(f"PRAGMA application_id = {APPLICATION_ID - (1 << 32)}")
            run(f"PRAGMA user_version = {VERSION}")
            self._db.executescript("BEGIN EXCLUSIVE;" + _SCHEMA + "COMMIT;")
            return
        (version,) = run("PRAGMA user_version").fetchone()
        if version != VERSION:
            self._db.close()
            raise ValueError(f"wallet format {version} is not {VERSION}, the one this node reads")
        run("BEGIN EXCLUSIVE")
        run("COMMIT")

    def _write(self, statement: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        if not self._db.in_transaction:
            self._db.execute("BEGIN")
        self._pending += 1
        cursor = self._db.execute(statement, tuple(values))
        if self._pending >= WRITES_BEFORE_COMMIT:
            self.commit()
        return cursor

    def commit(self) -> None:
        """Everything written is on the disk when this returns."""
        if self._db.in_transaction:
            self._db.execute("COMMIT")
        self._pending = 0

    def rewrite(self) -> None:
        """Writes the file anew, so that nothing deleted or replaced can be found in it."""
        self.commit()
        self._db.execute("VACUUM")

    def close(self) -> None:
        self.commit()
        self._db.close()

    def abandon(self) -> None:
        """Closes a file that cannot be used; what was written since the last commit is undone."""
        self._db.close()

    def copy_to(self, target: Path) -> None:
        """A whole copy, readable as a wallet. Raises OSError or sqlite3.Error."""
        self.commit()
        copy = sqlite3.connect(target)
        try:
            self._db.backup(copy)
        finally:
            copy.close()

    def fact(self, name: str, default: Any = None) -> Any:
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return default if row is None else json.loads(row[0])

    def set_fact(self, name: str, value: Any) -> None:
        self._write("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, json.dumps(value)))

    def descriptors(self) -> list[tuple[Any, ...]]:
        """(id, plain, normal, secret, created, range_start, range_end, next_index, active_type, internal)."""
        return self._db.execute("SELECT * FROM descriptors ORDER BY id").fetchall()

    def save_descriptor(self, number: int | None, row: tuple[Any, ...]) -> int:
        """Writes one; number None adds it. Returns its number."""
        cursor = self._write(
            "INSERT OR REPLACE INTO descriptors VALUES (?,?,?,?,?,?,?,?,?,?)", (number, *row)
        )
        return number if number is not None else int(cursor.lastrowid or 0)

    def scripts(self, descriptor: int) -> Iterator[tuple[int, bytes]]:
        query = "SELECT position, script FROM scripts WHERE descriptor = ? ORDER BY position"
        yield from self._db.execute(query, (descriptor,))

    def add_scripts(self, descriptor: int, scripts: Iterable[tuple[int, bytes]]) -> None:
        for position, script in scripts:
            self._write("INSERT OR IGNORE INTO scripts VALUES (?, ?, ?)", (descriptor, position, script))

    def forget_scripts(self, descriptor: int) -> None:
        self._write("DELETE FROM scripts WHERE descriptor = ?", (descriptor,))

    def transactions(self) -> Iterator[tuple[bytes, dict[str, Any]]]:
        for raw, state in self._db.execute("SELECT raw, state FROM transactions"):
            yield raw, json.loads(state)

    def save_transaction(self, txid: bytes, raw: bytes, state: dict[str, Any]) -> None:
        self._write("INSERT OR REPLACE INTO transactions VALUES (?, ?, ?)", (txid, raw, json.dumps(state)))

    def drop_transaction(self, txid: bytes) -> None:
        self._write("DELETE FROM transactions WHERE txid = ?", (txid,))

    def labels(self) -> list[tuple[str, str | None, str | None, int]]:
        """(address, label, purpose, whether the wallet has spent from it)."""
        return self._db.execute("SELECT * FROM labels").fetchall()

    def save_label(self, address: str, label: str | None, purpose: str | None, used: bool) -> None:
        self._write("INSERT OR REPLACE INTO labels VALUES (?, ?, ?, ?)", (address, label, purpose, int(used)))

    def locked(self) -> list[OutPoint]:
        return self._db.execute("SELECT txid, n FROM locked").fetchall()

    def save_lock(self, outpoint: OutPoint) -> None:
        self._write("INSERT OR IGNORE INTO locked VALUES (?, ?)", outpoint)

    def drop_lock(self, outpoint: OutPoint) -> None:
        self._write("DELETE FROM locked WHERE txid = ? AND n = ?", outpoint)
