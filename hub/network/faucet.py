"""The faucet: a fixed amount for each learner once in a while. It fails closed.

A grant is written down before the money moves; whoever is killed in between has had the grant. What was
promised and never sent is the instructor's to mend, twice the money is nobody's.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS grants (
    course TEXT NOT NULL, chain TEXT NOT NULL, learner TEXT NOT NULL,
    at REAL NOT NULL, amount_sat INTEGER NOT NULL, txid TEXT
)
"""


class TooSoon(Exception):
    """The learner had a grant not long ago; the next is `wait_s` away."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"wait {wait_s:.0f} s")
        self.wait_s = wait_s


class Faucet:
    """The ledger of grants, in one file."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute(SCHEMA)

    def grant(
        self, course: str, chain: str, learner: str, amount_sat: int, every_s: float, now: float
    ) -> int:
        """Note a grant and return its number. `chain` changes with each reset. Raises TooSoon."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                last = self._db.execute(
                    "SELECT max(at) FROM grants WHERE course = ? AND chain = ? AND learner = ?",
                    (course, chain, learner),
                ).fetchone()[0]
                if last is not None and now < last + every_s:
                    raise TooSoon(last + every_s - now)
                number = self._db.execute(
                    "INSERT INTO grants (course, chain, learner, at, amount_sat) VALUES (?, ?, ?, ?, ?)",
                    (course, chain, learner, now, amount_sat),
                ).lastrowid
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        assert number is not None
        return number

    def paid(self, number: int, txid: str) -> None:
        """The grant's money is on its way."""
        with self._lock:
            self._db.execute("UPDATE grants SET txid = ? WHERE rowid = ?", (txid, number))

    def take_back(self, number: int) -> None:
        """The node refused to send: the learner may ask again."""
        with self._lock:
            self._db.execute("DELETE FROM grants WHERE rowid = ? AND txid IS NULL", (number,))

    def close(self) -> None:
        self._db.close()
