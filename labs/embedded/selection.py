"""Which transactions of the mempool go into the next block, and in which order.

The mempool hands over chunks, groups that belong together, by falling feerate. They are taken while weight
and signature operations last. Source: Bitcoin Core, src/node/miner.cpp.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labs.bitcoin.transactions import Tx

if TYPE_CHECKING:
    from labs.embedded.mempool import PoolEntry

MAX_WEIGHT = 4_000_000
MAX_SIGOPS = 80_000
COINBASE_SIGOPS = 400
"""Signature operations kept free for the coinbase's outputs."""
FAILURES = 1_000
NEARLY_FULL = 4_000
LOCKTIME_IS_TIME = 500_000_000
FINAL = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Limits:
    """What a block may hold. Weights in weight units; min_feerate in satoshi per 1,000 virtual bytes."""

    max_weight: int = MAX_WEIGHT
    reserved_weight: int = 8_000
    min_feerate: int = 1


@dataclass(slots=True)
class Selected:
    """The chosen entries in block order, and what they weigh with the coinbase's reserve."""

    entries: list[PoolEntry]
    weight: int
    sigops: int


def select(chunks: Iterable[Sequence[PoolEntry]], limits: Limits, height: int, cutoff: int) -> Selected:
    """Fill a block at `height` from chunks of falling feerate.

    cutoff: the median time past that locktimes are held against (BIP 113).
    """
    chosen = Selected([], limits.reserved_weight, COINBASE_SIGOPS)
    failures = 0
    for chunk in chunks:
        size = sum(max(entry.weight, entry.sigop_cost * 20) for entry in chunk)
        fee = sum(entry.fee + entry.fee_delta for entry in chunk)
        if fee * 1000 < limits.min_feerate * ((size + 3) // 4):
            break
        sigops = sum(entry.sigop_cost for entry in chunk)
        fits = chosen.weight + size < limits.max_weight and chosen.sigops + sigops < MAX_SIGOPS
        if fits and all(is_final(entry.tx, height, cutoff) for entry in chunk):
            failures = 0
            chosen.entries += chunk
            chosen.weight += sum(entry.weight for entry in chunk)
            chosen.sigops += sigops
            continue
        failures += 1
        if failures > FAILURES and chosen.weight + NEARLY_FULL > limits.max_weight:
            break
    return chosen


def is_final(tx: Tx, height: int, cutoff: int) -> bool:
    """Whether `tx` may stand in the block at `height` as far as its locktime goes."""
    if tx.locktime < (height if tx.locktime < LOCKTIME_IS_TIME else cutoff):
        return True
    return all(one.sequence == FINAL for one in tx.inputs)
