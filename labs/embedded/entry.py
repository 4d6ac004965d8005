"""The block tree's entries: what the node keeps of each block in memory.

An entry is a header, its place in the tree and what is known of its validity; bodies stay on disk. Hashes are
in internal byte order.
"""

import struct

from labs.bitcoin.blocks import work_of

DATA = 1
"""The node has the block's transactions."""
CONNECTED = 2
"""The block was part of the active chain once, so every rule has been checked."""
FAILED = 4
"""The block, or one below it, broke a rule or was marked invalid by hand."""

MEDIAN_TIME_SPAN = 11
_HEADER = struct.Struct("<i32s32sIII")


class Entry:
    """A block's header and its place in the tree; two entries are the same block if they are one object.

    tx_count and total_txs (all transactions up to here) are 0 as long as only the header is known. number is
    the row in the store; rank orders blocks of equal work: the lower one was there first, or made precious.
    """

    __slots__ = (
        "bits",
        "chainwork",
        "hash",
        "height",
        "merkle_root",
        "nonce",
        "number",
        "prev",
        "rank",
        "status",
        "time",
        "total_txs",
        "tx_count",
        "version",
    )

    def __init__(self, block_hash: bytes, header: bytes, prev: "Entry | None") -> None:
        """header: the block's first 80 bytes; prev: the entry it builds on, None for the genesis block."""
        self.version: int
        self.merkle_root: bytes
        self.time: int
        self.bits: int
        self.nonce: int
        self.version, _, self.merkle_root, self.time, self.bits, self.nonce = _HEADER.unpack(header)
        self.hash: bytes = block_hash
        self.prev = prev
        self.height: int = prev.height + 1 if prev else 0
        self.chainwork: int = (prev.chainwork if prev else 0) + work_of(self.bits)
        self.tx_count = 0
        self.total_txs = 0
        self.status = 0
        self.number = 0
        self.rank = 0

    @property
    def header(self) -> bytes:
        """The 80 bytes that were hashed."""
        prev = self.prev.hash if self.prev else bytes(32)
        return _HEADER.pack(self.version, prev, self.merkle_root, self.time, self.bits, self.nonce)

    @property
    def failed(self) -> bool:
        return bool(self.status & FAILED)

    @property
    def has_data(self) -> bool:
        return bool(self.status & DATA)

    @property
    def median_time(self) -> int:
        """Median of this block's and the ten earlier blocks' times, in seconds; it never goes backwards."""
        times: list[int] = []
        entry: Entry | None = self
        while entry and len(times) < MEDIAN_TIME_SPAN:
            times.append(entry.time)
            entry = entry.prev
        return sorted(times)[len(times) // 2]

    def ancestor(self, height: int) -> "Entry":
        """The entry at height on the path down from here. Raises ValueError if height lies above."""
        if not 0 <= height <= self.height:
            raise ValueError(f"block {self.height} has no ancestor at height {height}")
        entry = self
        while entry.height > height:
            assert entry.prev is not None
            entry = entry.prev
        return entry

    def __repr__(self) -> str:
        return f"<Entry {self.height} {self.hash[::-1].hex()}>"


def fork_point(one: Entry, other: Entry) -> Entry:
    """The last block that two blocks have below them in common (or are)."""
    while one is not other:
        if one.height >= other.height:
            one, other = other, one
        assert other.prev is not None
        other = other.prev
    return one
