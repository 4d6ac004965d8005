"""What feerates got confirmed how fast: the source of fee estimates.

A smaller relative of Bitcoin Core's estimator. Of the last blocks it remembers each transaction's feerate
and how many blocks it waited. An estimate is the lowest range of feerates in which enough of them were
quick enough; with few transactions there is none. Source: Bitcoin Core,
src/policy/fees/block_policy_estimator.cpp.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from labs.embedded.mempool.entry import PoolEntry
from labs.embedded.mempool.feerate import feerate_of

MAX_TARGET = 1_008
ENOUGH = 20
"""Transactions that a range of feerates needs before it says anything."""
_KEPT = 20_000
_SPACING = 1.1
_LOWEST = 100.0


@dataclass(frozen=True, slots=True)
class Range:
    """Feerates in sat/kvB from start to end, and how transactions in it fared."""

    start: float
    end: float
    within: int
    confirmed: int
    waiting: int
    left: int
    median: int


class FeeHistory:
    """Transactions seen entering the mempool and being mined. Heights are of the chain's tip at that time."""

    def __init__(self) -> None:
        self._waiting: dict[bytes, tuple[int, int]] = {}
        self._confirmed: deque[tuple[int, int]] = deque(maxlen=_KEPT)
        self._left: deque[tuple[int, int]] = deque(maxlen=_KEPT)
        self._first = 0
        self._best = 0

    def entered(self, entry: PoolEntry) -> None:
        """A transaction came in. Those with unconfirmed parents say nothing: others may pay for them."""
        if not entry.parents and entry.sequence:
            self._waiting[entry.tx.txid] = (entry.height, feerate_of(entry.fee, entry.vsize))

    def left(self, entry: PoolEntry) -> None:
        """It went without being mined."""
        seen = self._waiting.pop(entry.tx.txid, None)
        if seen:
            self._left.append((max(self._best - seen[0], 0), seen[1]))

    def confirmed(self, entries: Iterable[PoolEntry], height: int) -> None:
        """A block at height was connected and held these."""
        self._best = height
        for entry in entries:
            seen = self._waiting.pop(entry.tx.txid, None)
            if seen and height > seen[0]:
                self._first = self._first or height
                self._confirmed.append((height - seen[0], seen[1]))

    def longest_target(self) -> int:
        """The most blocks ahead that the time watched allows to speak about; 0 at first."""
        span = self._best - self._first if self._first else 0
        return min(MAX_TARGET, span // 2)

    def estimate(self, target: int) -> tuple[int, int]:
        """Feerate in sat/kvB to be mined within target blocks, and the target it stands for; 0: unknown."""
        target = min(max(target, 2), self.longest_target())
        if target <= 1:
            return 0, target
        demands = ((max(target // 2, 1), 0.6), (target, 0.85), (min(2 * target, MAX_TARGET), 0.95))
        found = [self.passing(blocks, share)[0] for blocks, share in demands]
        return max((one.median for one in found if one), default=0), target

    def passing(self, target: int, share: float) -> tuple[Range | None, Range | None]:
        """The lowest range of feerates where at least share were mined within target blocks.

        The second is the highest range that failed. None where there is none.
        """
        best: Range | None = None
        for one in self._ranges(target):
            total = one.confirmed + one.waiting + one.left
            if one.within < share * total:
                return best, one
            best = one
        return best, None

    def _ranges(self, target: int) -> list[Range]:
        """Ranges with enough transactions, the highest feerates first."""
        late = [
            (feerate, "waiting")
            for height, feerate in self._waiting.values()
            if self._best - height >= target
        ]
        gone = [(feerate, "left") for waited, feerate in self._left if waited >= target]
        mined = [(feerate, "within" if waited <= target else "late") for waited, feerate in self._confirmed]
        buckets: dict[int, list[tuple[int, str]]] = {}
        for feerate, fate in chain(late, gone, mined):
            buckets.setdefault(_bucket(feerate), []).append((feerate, fate))
        ranges: list[Range] = []
        group: list[tuple[int, str]] = []
        top = 0
        for number in sorted(buckets, reverse=True):
            top = top if group else number
            group += buckets[number]
            if sum(fate in ("within", "late") for _, fate in group) >= ENOUGH:
                ranges.append(_range(group, number, top))
                group = []
        return ranges


def _bucket(feerate: int) -> int:
    number, bound = 0, _LOWEST
    while feerate > bound:
        number, bound = number + 1, bound * _SPACING
    return number


def _range(group: list[tuple[int, str]], lowest: int, highest: int) -> Range:
    fates = [fate for _, fate in group]
    mined = sorted(feerate for feerate, fate in group if fate in ("within", "late"))
    return Range(
        start=_LOWEST * _SPACING ** (lowest - 1) if lowest else 0,
        end=_LOWEST * _SPACING**highest,
        within=fates.count("within"),
        confirmed=len(mined),
        waiting=fates.count("waiting"),
        left=fates.count("left"),
        median=mined[len(mined) // 2],
    )
