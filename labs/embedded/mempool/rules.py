"""The chain's own rules for one transaction: its form, its locks and its amounts.

What fails here could never be mined, or not yet. Every function raises Rejected with Bitcoin Core's reason.
Source: Bitcoin Core, src/consensus/tx_check.cpp and tx_verify.cpp; BIP 68, BIP 113.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from labs.bitcoin.transactions import MAX_MONEY, NULL_OUTPOINT, Tx
from labs.embedded.coins import COINBASE_MATURITY, Coin
from labs.embedded.mempool.entry import CONSENSUS, MEMPOOL_HEIGHT, Rejected
from labs.embedded.mempool.feerate import money

if TYPE_CHECKING:
    from labs.embedded.chain import Chain

MAX_BLOCK_WEIGHT = 4_000_000
LOCKTIME_IS_TIME = 500_000_000
FINAL = 0xFFFFFFFF

_LOCK_DISABLED = 1 << 31
_LOCK_IS_TIME = 1 << 22
_LOCK_MASK = 0xFFFF
_LOCK_GRANULARITY = 9


def check_form(tx: Tx) -> None:
    """What a transaction must be without looking at the chain. Raises Rejected."""
    if not tx.inputs:
        raise _bad("bad-txns-vin-empty")
    if not tx.outputs:
        raise _bad("bad-txns-vout-empty")
    if tx.sizes[1] * 4 > MAX_BLOCK_WEIGHT:
        raise _bad("bad-txns-oversize")
    total = 0
    for output in tx.outputs:
        if output.value < 0:
            raise _bad("bad-txns-vout-negative")
        if output.value > MAX_MONEY:
            raise _bad("bad-txns-vout-toolarge")
        total += output.value
        if total > MAX_MONEY:
            raise _bad("bad-txns-txouttotal-toolarge")
    if len({source.prevout for source in tx.inputs}) < len(tx.inputs):
        raise _bad("bad-txns-inputs-duplicate")
    if tx.is_coinbase:
        if not 2 <= len(tx.inputs[0].script_sig) <= 100:
            raise _bad("bad-cb-length")
    elif any(source.prevout == NULL_OUTPOINT for source in tx.inputs):
        raise _bad("bad-txns-prevout-null")


def is_final(tx: Tx, height: int, median_time: int) -> bool:
    """Whether the locktime lets tx into a block at height, after a block of this median time."""
    if tx.locktime < (height if tx.locktime < LOCKTIME_IS_TIME else median_time):
        return True
    return all(source.sequence == FINAL for source in tx.inputs)


def has_relative_lock(tx: Tx) -> bool:
    """Whether some input must wait a while after the coin it spends. Source: BIP 68."""
    return tx.version >= 2 and any(not source.sequence & _LOCK_DISABLED for source in tx.inputs)


def is_unlocked(tx: Tx, coins: Sequence[Coin], chain: Chain) -> bool:
    """Whether every relative lock is over in the next block. coins: what the inputs spend, in order.

    A coin of the mempool counts as if the next block made it.
    """
    if not has_relative_lock(tx):
        return True
    next_height = chain.tip.height + 1
    median_time = chain.tip.median_time
    for source, coin in zip(tx.inputs, coins, strict=True):
        if source.sequence & _LOCK_DISABLED:
            continue
        height = next_height if coin.height == MEMPOOL_HEIGHT else coin.height
        wait = source.sequence & _LOCK_MASK
        if source.sequence & _LOCK_IS_TIME:
            before = chain.at(max(height - 1, 0))
            assert before is not None
            if before.median_time + (wait << _LOCK_GRANULARITY) - 1 >= median_time:
                return False
        elif height + wait - 1 >= next_height:
            return False
    return True


def check_amounts(tx: Tx, coins: Sequence[Coin], next_height: int) -> int:
    """The fee in satoshi of a transaction that spends coins in the block at next_height. Raises Rejected."""
    total = 0
    for coin in coins:
        depth = next_height - coin.height
        if coin.coinbase and depth < COINBASE_MATURITY:
            raise Rejected(
                "bad-txns-premature-spend-of-coinbase", f"tried to spend coinbase at depth {depth}", CONSENSUS
            )
        total += coin.value
        if not 0 <= coin.value <= MAX_MONEY or total > MAX_MONEY:
            raise _bad("bad-txns-inputvalues-outofrange")
    spent = sum(output.value for output in tx.outputs)
    if total < spent:
        debug = f"value in ({money(total)}) < value out ({money(spent)})"
        raise Rejected("bad-txns-in-belowout", debug, CONSENSUS)
    return total - spent


def _bad(reason: str) -> Rejected:
    return Rejected(reason, kind=CONSENSUS)
