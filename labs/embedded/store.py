"""The chain on disk: one SQLite file that holds every block, every coin and where each transaction is.

It is written before an answer leaves the node, and read again at the next start; a process that is killed at
any moment leaves either all of a change or nothing of it. Hashes are in internal byte order, amounts satoshi.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from labs.bitcoin.transactions import OutPoint
from labs.embedded.coins import Change, Coin, Undo, undo_bytes, undo_from
from labs.embedded.entry import Entry

VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blocks (
    number INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, header BLOB NOT NULL,
    status INTEGER NOT NULL, rank INTEGER NOT NULL, tx_count INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS bodies (number INTEGER PRIMARY KEY, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS undo (number INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS coins (
    txid BLOB NOT NULL, n INTEGER NOT NULL, height INTEGER NOT NULL, coinbase INTEGER NOT NULL,
    value INTEGER NOT NULL, script BLOB NOT NULL, PRIMARY KEY (txid, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS transactions (
    txid BLOB PRIMARY KEY, number INTEGER NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID;
"""


class StoreError(RuntimeError):
    """The chain's file cannot be read or written; the text says why and what to do."""


class Store:
    """The file chain.sqlite. Every write is part of a transaction that the caller commits."""

    def __init__(self, path: Path) -> None:
        """Opens or creates the file. Raises StoreError when it is damaged or of another version."""
        self.path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            # The directory's lock is ours: SQLite needs no memory shared with others, which NFS cannot give.
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise StoreError(f"Error opening block database: {path}: {error}") from None
        version = self.fact("version")
        if version is None:
            self.begin()
            self.set_fact("version", VERSION)
            self.commit()
        elif version != VERSION:
            self._db.close()
            raise StoreError(f"{path} has format {version!r}; this program reads format {VERSION}")

    def begin(self) -> None:
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        if self._db.in_transaction:
            self._db.execute("COMMIT")

    def rollback(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Closes the file; what was not committed is lost."""
        self._db.close()

    def fact(self, name: str) -> int | bytes | None:
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_fact(self, name: str, value: int | bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    # The block tree

    def entries(self) -> Iterator[Entry]:
        """Every block known, parents before children."""
        known: dict[bytes, Entry] = {}
        rows = self._db.execute(
            "SELECT number, hash, header, status, rank, tx_count FROM blocks ORDER BY number"
        )
        for number, block_hash, header, status, rank, tx_count in rows:
            entry = Entry(block_hash, header, known.get(header[4:36]))
            entry.number, entry.status, entry.rank, entry.tx_count = number, status, rank, tx_count
            if entry.height and entry.prev is None:
                raise StoreError(f"{self.path} lacks a block below {block_hash[::-1].hex()}")
            known[block_hash] = entry
            yield entry

    def add(self, entry: Entry) -> None:
        """Writes a new entry and gives it its number."""
        row = self._db.execute(
            "INSERT INTO blocks (hash, header, status, rank, tx_count) VALUES (?, ?, ?, ?, ?)",
            (entry.hash, entry.header, entry.status, entry.rank, entry.tx_count),
        )
        entry.number = row.lastrowid or 0

    def update(self, entries: Iterable[Entry]) -> None:
        """Writes what may change of entries: status, rank, number of transactions."""
        self._db.executemany(
            "UPDATE blocks SET status = ?, rank = ?, tx_count = ? WHERE number = ?",
            [(entry.status, entry.rank, entry.tx_count, entry.number) for entry in entries],
        )

    def put_body(self, entry: Entry, raw: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?)", (entry.number, raw))

    def body(self, entry: Entry) -> bytes:
        """The block's bytes. Raises KeyError if only its header is known."""
        row = self._db.execute("SELECT raw FROM bodies WHERE number = ?", (entry.number,)).fetchone()
        if row is None:
            raise KeyError(entry.hash)
        return bytes(row[0])

    def undo(self, entry: Entry) -> Undo:
        """The coins the block spent. Raises KeyError if it was never connected."""
        row = self._db.execute("SELECT data FROM undo WHERE number = ?", (entry.number,)).fetchone()
        if row is None:
            raise KeyError(entry.hash)
        return undo_from(row[0])

    # Coins

    def coin(self, outpoint: OutPoint) -> Coin | None:
        row = self._db.execute(
            "SELECT value, script, height, coinbase FROM coins WHERE txid = ? AND n = ?", outpoint
        ).fetchone()
        return Coin(row[0], row[1], row[2], bool(row[3])) if row else None

    def coins(self) -> Iterator[tuple[OutPoint, Coin]]:
        """Every coin, by txid (internal order) and output number."""
        rows = self._db.execute("SELECT txid, n, value, script, height, coinbase FROM coins ORDER BY txid, n")
        for txid, n, value, script, height, coinbase in rows:
            yield (txid, n), Coin(value, script, height, bool(coinbase))

    def connect(self, entry: Entry, change: Change, txids: list[bytes]) -> None:
        """Writes what a block does to the coins, and makes it the tip."""
        self._move(change)
        self._db.execute("INSERT OR REPLACE INTO undo VALUES (?, ?)", (entry.number, undo_bytes(change.undo)))
        self._db.executemany(
            "INSERT OR REPLACE INTO transactions VALUES (?, ?, ?)",
            [(txid, entry.number, position) for position, txid in enumerate(txids)],
        )
        self.set_fact("tip", entry.hash)

    def disconnect(self, entry: Entry, change: Change) -> None:
        """Takes a block's effect back; the one below becomes the tip."""
        assert entry.prev is not None
        self._move(change)
        self.set_fact("tip", entry.prev.hash)

    def _move(self, change: Change) -> None:
        if change.spent:
            self._db.executemany("DELETE FROM coins WHERE txid = ? AND n = ?", change.spent)
        self._db.executemany(
            "INSERT OR REPLACE INTO coins VALUES (?, ?, ?, ?, ?, ?)",
            [
                (txid, n, coin.height, coin.coinbase, coin.value, coin.script)
                for (txid, n), coin in change.created
            ],
        )

    def find(self, txid: bytes) -> tuple[int, int] | None:
        """(number of the block, position in it) where the transaction was last connected."""
        row = self._db.execute("SELECT number, position FROM transactions WHERE txid = ?", (txid,)).fetchone()
        return (row[0], row[1]) if row else None

    def count(self, what: str) -> int:
        """Number of rows of 'coins', 'blocks' or 'transactions'."""
        assert what in ("coins", "blocks", "transactions")
        return int(self._db.execute(f"SELECT COUNT(*) FROM {what}").fetchone()[0])

    def hash_of(self, number: int) -> bytes | None:
        """The hash of the block in a row."""
        row = self._db.execute("SELECT hash FROM blocks WHERE number = ?", (number,)).fetchone()
        return bytes(row[0]) if row else None

    def body_bytes(self) -> int:
        """Bytes of all blocks and their undo data, with what Core's files add to each."""
        bodies = self._db.execute("SELECT TOTAL(LENGTH(raw) + 8) FROM bodies").fetchone()[0]
        return int(bodies + self._db.execute("SELECT TOTAL(LENGTH(data) + 40) FROM undo").fetchone()[0])
