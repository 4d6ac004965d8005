"""Which soft forks regtest signals, and the block version that says so.

Regtest knows one deployment, testdummy, which changes nothing: miners signal it by bit 28, it locks in when
108 of the 144 blocks of a period do so, and is active one period later.
Source: BIP 9; Bitcoin Core, src/kernel/chainparams.cpp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from labs.embedded.entry import Entry

State = Literal["defined", "started", "locked_in", "active"]

TOP_BITS = 0x20000000
NAME, BIT, PERIOD, THRESHOLD = "testdummy", 28, 144, 108
MASK = 1 << BIT


class VersionBits:
    """The state of testdummy along any branch; remembers the state after each period's last block."""

    def __init__(self) -> None:
        self._after: dict[bytes, State] = {}

    def state(self, parent: Entry) -> State:
        """The state of the block that follows `parent`."""
        last = _last_of_period(parent)
        unknown = []
        while last is not None and last.hash not in self._after:
            unknown.append(last)
            last = _ancestor(last, last.height - PERIOD)
        state: State = "defined" if last is None else self._after[last.hash]
        for end in reversed(unknown):
            self._after[end.hash] = state = _next(state, end)
        return state

    def version(self, parent: Entry) -> int:
        """The version of the block that follows `parent`: it signals while that counts."""
        return TOP_BITS | (MASK if self.state(parent) in ("started", "locked_in") else 0)


def signals(version: int) -> bool:
    """Whether a block of this version asks for testdummy."""
    return version & 0xE0000000 == TOP_BITS and bool(version & MASK)


def _next(state: State, end: Entry) -> State:
    if state == "defined":
        return "started"
    if state == "started":
        return "locked_in" if _count(end) >= THRESHOLD else "started"
    return "active"


def _count(end: Entry) -> int:
    count, entry = 0, end
    for _ in range(PERIOD):
        count += signals(entry.version)
        if entry.prev is None:
            break
        entry = entry.prev
    return count


def _last_of_period(entry: Entry) -> Entry | None:
    return _ancestor(entry, entry.height - (entry.height + 1) % PERIOD)


def _ancestor(entry: Entry, height: int) -> Entry | None:
    return entry.ancestor(height) if height >= 0 else None
