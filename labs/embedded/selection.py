"""Which transactions of the mempool go into the next block, and in which order.

The mempool hands over chunks, groups that belong together, by falling feerate. They are taken while weight
and signature operations last. Source: Bitcoin Core, src/node/miner.cpp.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labs.bitcoin.transactions import Tx
from labs.embedded.settings import OptionError

if TYPE_CHECKING:
    from labs.embedded.mempool import Chunk, PoolEntry
    from labs.embedded.options import Options

MAX_WEIGHT = 4_000_000
LEAST_RESERVED = 2_000
DEFAULT_RESERVED = 8_000
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
    reserved_weight: int = DEFAULT_RESERVED
    min_feerate: int = 1

    @classmethod
    def of(cls, options: Options) -> Limits:
        """What the node was started with. Raises OptionError for weights that no block can have."""
        most = options.number("blockmaxweight", MAX_WEIGHT)
        reserved = options.number("blockreservedweight", DEFAULT_RESERVED)
        for name, value in (("blockmaxweight", most), ("blockreservedweight", reserved)):
            if value > MAX_WEIGHT:
                raise OptionError(
                    f"Specified -{name} ({value}) exceeds consensus maximum block weight ({MAX_WEIGHT})"
                )
        if reserved < LEAST_RESERVED:
            raise OptionError(
                f"Specified -blockreservedweight ({reserved}) is lower than minimum safety value of"
                f" ({LEAST_RESERVED})"
            )
        return cls(max(most, reserved), reserved, options.block_min_feerate)


@dataclass(slots=True)
class Selected:
    """The chosen entries in block order, and what they weigh with the coinbase's reserve."""

    entries: list[PoolEntry]
    weight: int
    sigops: int


def select(chunks: Iterable[Chunk], limits: Limits, height: int, cutoff: int) -> Selected:
    """Fill a block at `height` from chunks of falling feerate.

    cutoff: the median time past that locktimes are held against (BIP 113).
    """
    chosen = Selected([], limits.reserved_weight, COINBASE_SIGOPS)
    failures = 0
    for chunk in chunks:
        if chunk.fee * 1000 < limits.min_feerate * ((chunk.weight + 3) // 4):
            break
        sigops = sum(entry.sigop_cost for entry in chunk.entries)
        fits = chosen.weight + chunk.weight < limits.max_weight and chosen.sigops + sigops < MAX_SIGOPS
        if fits and all(is_final(entry.tx, height, cutoff) for entry in chunk.entries):
            failures = 0
            chosen.entries += chunk.entries
            chosen.weight += sum(entry.weight for entry in chunk.entries)
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
