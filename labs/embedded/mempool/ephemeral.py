"""Dust that lives for a moment: allowed in a free transaction if its child spends it at once.

Source: Bitcoin Core, src/policy/ephemeral_policy.cpp.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from labs.bitcoin.transactions import Tx, display
from labs.embedded.mempool.entry import PoolEntry, Rejected
from labs.embedded.mempool.standardness import dust_outputs

if TYPE_CHECKING:
    from labs.embedded.mempool.pool import Mempool


def check_free_if_dusty(entry: PoolEntry, dust_feerate: int) -> None:
    """Nobody must have a reason to mine a dusty transaction alone. Raises Rejected."""
    if (entry.fee or entry.modified_fee) and dust_outputs(entry.tx, dust_feerate):
        raise Rejected("dust", "tx with dust output must be 0-fee")


def unspent_dust(pool: Mempool, txs: Sequence[Tx]) -> tuple[Tx, Rejected] | None:
    """The first of txs that leaves dust of an unconfirmed parent unspent, and why that is refused."""
    together = {tx.txid: tx for tx in txs}
    for tx in txs:
        if not _spends_its_parents_dust(pool, tx, together):
            debug = f"tx {display(tx.txid)} (wtxid={display(tx.wtxid)}) did not spend parent's ephemeral dust"
            return tx, Rejected("missing-ephemeral-spends", debug)
    return None


def _spends_its_parents_dust(pool: Mempool, tx: Tx, together: Mapping[bytes, Tx]) -> bool:
    spent = {source.prevout for source in tx.inputs}
    for txid in {source.prevout[0] for source in tx.inputs}:
        parent = together.get(txid)
        if parent is None:
            entry = pool.get(txid)
            if entry is None:
                continue
            parent = entry.tx
        for n in dust_outputs(parent, pool.policy.dust_feerate):
            if (txid, n) not in spent:
                return False
    return True
