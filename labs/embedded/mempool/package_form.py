"""What makes transactions a package, whatever is in the mempool. Source: Core, src/policy/packages.cpp."""

from __future__ import annotations

from collections.abc import Sequence

from labs.bitcoin.transactions import OutPoint, Tx

MAX_COUNT = 25
MAX_WEIGHT = 404_000


def malformed(txs: Sequence[Tx]) -> str | None:
    """Why these are no package, whatever the mempool holds, or None."""
    if len(txs) > MAX_COUNT:
        return "package-too-many-transactions"
    if len(txs) > 1 and sum(tx.weight for tx in txs) > MAX_WEIGHT:
        return "package-too-large"
    later = {tx.txid for tx in txs}
    if len(later) < len(txs):
        return "package-contains-duplicates"
    for tx in txs:
        if any(source.prevout[0] in later for source in tx.inputs):
            return "package-not-sorted"
        later.discard(tx.txid)
    spent: set[OutPoint] = set()
    for tx in txs:
        points = {source.prevout for source in tx.inputs}
        if not points or points & spent:
            return "conflict-in-package"
        spent |= points
    return None


def is_child_with_parents(txs: Sequence[Tx]) -> bool:
    """Whether all but the last are parents of the last."""
    needed = {source.prevout[0] for source in txs[-1].inputs}
    return len(txs) > 1 and all(tx.txid in needed for tx in txs[:-1])


def is_tree(txs: Sequence[Tx]) -> bool:
    """Whether the last is a child of all others and these do not depend on each other."""
    parents = {tx.txid for tx in txs[:-1]}
    return is_child_with_parents(txs) and not any(
        source.prevout[0] in parents for tx in txs[:-1] for source in tx.inputs
    )
