"""The tree of all blocks the node knows, and the active chain through it.

Every entry's parents come before it in `entries`, so one pass from the front can carry a fact to all
descendants. Source: Bitcoin Core, src/chain.h, src/validation.cpp.
"""

from collections.abc import Iterable, Iterator

from labs.embedded.entry import CONNECTED, DATA, FAILED, Entry


class Tree:
    """Entries by hash, the active chain by height, and which tip should be active."""

    def __init__(self) -> None:
        self.entries: dict[bytes, Entry] = {}
        self.active: list[Entry] = []
        self.best_header: Entry | None = None
        self._waiting = 0
        self._last_rank = 0
        self._first_rank = 0
        self._precious_work = 0

    @property
    def tip(self) -> Entry:
        return self.active[-1]

    def add(self, entry: Entry) -> None:
        """Takes a new entry in; its parent must be there."""
        self.entries[entry.hash] = entry
        if entry.has_data:
            self._linked(entry)
        if not entry.failed and (self.best_header is None or entry.chainwork > self.best_header.chainwork):
            self.best_header = entry

    def received(self, entry: Entry) -> None:
        """Notes that the block's transactions are there now (tx_count is set)."""
        entry.status |= DATA
        self._linked(entry)

    def _linked(self, entry: Entry) -> None:
        below = entry.prev.total_txs if entry.prev else 0
        if entry.prev and not below:
            self._waiting += 1
            return
        self._rank(entry, below)
        if self._waiting:
            for child in self.entries.values():
                if child.has_data and not child.total_txs and child.prev and child.prev.total_txs:
                    self._waiting -= 1
                    self._rank(child, child.prev.total_txs)

    def _rank(self, entry: Entry, below: int) -> None:
        entry.total_txs = below + entry.tx_count
        if not entry.rank:
            entry.rank = self._last_rank + 1
        self._last_rank = max(self._last_rank, entry.rank)
        self._first_rank = min(self._first_rank, entry.rank)

    def is_active(self, entry: Entry) -> bool:
        return entry.height < len(self.active) and self.active[entry.height] is entry

    def best(self) -> Entry:
        """The block that should be the tip: most work, then the one there first, complete and not failed."""
        choice = self.active[0]
        for entry in self.entries.values():
            if entry.total_txs and not entry.failed and _better(entry, choice):
                choice = entry
        return choice

    def fail(self, entries: Iterable[Entry]) -> list[Entry]:
        """Marks blocks and all above them as failed; returns those whose mark is new."""
        marked = []
        for entry in entries:
            if not entry.failed:
                entry.status |= FAILED
                marked.append(entry)
        if marked:
            for entry in self.entries.values():
                if entry.prev and entry.prev.failed and not entry.failed:
                    entry.status |= FAILED
                    marked.append(entry)
            self._find_best_header()
        return marked

    def forgive(self, block: Entry) -> list[Entry]:
        """Takes the mark from a block, all above it and all below it; returns those that had it."""
        freed = []
        below: Entry | None = block
        while below:
            if below.failed:
                below.status &= ~FAILED
                freed.append(below)
            below = below.prev
        above = {block}
        for entry in self.entries.values():
            if entry.prev in above:
                above.add(entry)
                if entry.failed:
                    entry.status &= ~FAILED
                    freed.append(entry)
        self._find_best_header()
        return freed

    def prefer(self, entry: Entry) -> bool:
        """Makes a block the first among those of equal work. False if it has less work than the tip."""
        if entry.chainwork < self.tip.chainwork:
            return False
        if self.tip.chainwork > self._precious_work:
            self._first_rank = 0  # an older preference no longer matters
        self._precious_work = self.tip.chainwork
        self._first_rank = entry.rank = self._first_rank - 1
        return True

    def start_from(self, tip: Entry) -> None:
        """Makes tip the end of the active chain, which goes before all others of its work from now on.

        Who was precious before is forgotten: that does not last over a restart.
        """
        genesis = next(iter(self.entries.values()))
        self.active = [genesis, *self.path(genesis, tip)]
        for entry in self.entries.values():
            entry.rank = 0 if self.is_active(entry) else max(entry.rank, 1)
        self._first_rank = 0

    def _find_best_header(self) -> None:
        best = self.active[0]
        for entry in self.entries.values():
            if not entry.failed and entry.chainwork > best.chainwork:
                best = entry
        self.best_header = best

    def tips(self) -> list[Entry]:
        """The ends of all branches, and the active tip; the highest first."""
        inner = {entry.prev for entry in self.entries.values() if not self.is_active(entry)}
        ends = [e for e in self.entries.values() if not self.is_active(e) and e not in inner]
        return sorted([*ends, self.tip], key=lambda e: (-e.height, e.hash[::-1]))

    def status(self, tip: Entry) -> str:
        """What getchaintips says about an end: active, invalid, headers-only, valid-fork or valid-headers."""
        if self.is_active(tip):
            return "active"
        if tip.failed:
            return "invalid"
        if not tip.total_txs:
            return "headers-only"
        return "valid-fork" if tip.status & CONNECTED else "valid-headers"

    def path(self, base: Entry, tip: Entry) -> list[Entry]:
        """The blocks above base up to and including tip, lowest first; base must be an ancestor of tip."""
        return list(_down(base, tip))[::-1]


def _down(base: Entry, tip: Entry) -> Iterator[Entry]:
    while tip is not base:
        yield tip
        assert tip.prev is not None
        tip = tip.prev


def _better(one: Entry, other: Entry) -> bool:
    if one.chainwork != other.chainwork:
        return one.chainwork > other.chainwork
    return one.rank < other.rank
