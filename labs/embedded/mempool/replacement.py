"""Replace by fee: when a transaction may push others out that spend the same outputs.

It must pay more than what it replaces, pay for its own relay on top, and leave miners better off.
Source: Bitcoin Core, src/policy/rbf.cpp; doc/policy/mempool-replacements.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from labs.bitcoin.transactions import Tx, display
from labs.embedded.mempool.entry import PoolEntry
from labs.embedded.mempool.feerate import fee_of, money
from labs.embedded.mempool.staging import distinct_clusters

MAX_CLUSTERS = 100
NO_IMPROVEMENT = "insufficient feerate: does not improve feerate diagram"


def too_many(tx: Tx, conflicts: Sequence[PoolEntry]) -> str | None:
    """Why the direct conflicts are too many, or None."""
    count = distinct_clusters(conflicts)
    if count > MAX_CLUSTERS:
        txid = display(tx.txid)
        return f"rejecting replacement {txid}; too many conflicting clusters ({count} > {MAX_CLUSTERS})"
    return None


def pays_too_little(
    replaced: Mapping[bytes, PoolEntry], fee: int, vsize: int, incremental_feerate: int, txid: bytes
) -> str | None:
    """Why fee (satoshi, with priority) for vsize virtual bytes does not pay for what is replaced, or None."""
    name = f"rejecting replacement {display(txid)}"
    before = sum(entry.modified_fee for entry in replaced.values())
    if fee < before:
        return f"{name}, less fees than conflicting txs; {money(fee)} < {money(before)}"
    relay = fee_of(incremental_feerate, vsize)
    if fee - before < relay:
        return f"{name}, not enough additional fees to relay; {money(fee - before)} < {money(relay)}"
    return None
