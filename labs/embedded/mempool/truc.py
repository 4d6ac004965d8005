"""Topologically restricted until confirmation: version 3 transactions have one parent or one child, no more.

Small families make fees predictable: nobody can pin such a transaction with a heavy child.
Source: Bitcoin Core, src/policy/truc_policy.cpp; BIP 431.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from labs.bitcoin.transactions import Tx, display
from labs.embedded.mempool.entry import PoolEntry

if TYPE_CHECKING:
    from labs.embedded.mempool.graph import Graph

VERSION = 3
MAX_VSIZE = 10_000
CHILD_MAX_VSIZE = 1_000


def name(tx: Tx) -> str:
    """How messages call a transaction."""
    return f"{display(tx.txid)} (wtxid={display(tx.wtxid)})"


def single_violation(
    graph: Graph, entry: PoolEntry, conflicts: Collection[bytes]
) -> tuple[str, PoolEntry | None] | None:
    """What breaks the rules when entry joins the mempool, or None.

    Together with the text comes the sibling whose eviction would mend it, where there is exactly one.
    conflicts: txids that entry replaces.
    """
    tx = entry.tx
    for parent in entry.parents.values():
        if text := _inheritance(tx, parent.tx):
            return text, None
    if tx.version != VERSION:
        return None
    if entry.vsize > MAX_VSIZE:
        return f"version=3 tx {name(tx)} is too big: {entry.vsize} > {MAX_VSIZE} virtual bytes", None
    if not entry.parents:
        return None
    parents = list(entry.parents.values())
    if len(parents) > 1 or parents[0].parents:
        return _too_many_ancestors(tx), None
    if entry.vsize > CHILD_MAX_VSIZE:
        return _child_too_big(entry), None
    return _sibling_violation(graph, parents[0], conflicts)


def _sibling_violation(
    graph: Graph, parent: PoolEntry, conflicts: Collection[bytes]
) -> tuple[str, PoolEntry | None] | None:
    descendants = graph.descendants(parent)
    if not descendants or any(txid in conflicts for txid in descendants):
        return None
    only = next(iter(descendants.values()))
    evictable = len(descendants) == 1 and len(graph.ancestors(only)) == 1
    return _too_many_descendants(parent.tx), only if evictable else None


def package_violation(graph: Graph, entry: PoolEntry, package: Sequence[Tx]) -> str | None:
    """What breaks the rules when entry joins together with its package, or None.

    entry.parents are those in the mempool; others are looked for in the package.
    """
    tx = entry.tx
    needed = {source.prevout[0] for source in tx.inputs}
    before = []
    for other in package:
        if other is tx:
            break
        if other.txid in needed:
            before.append(other)
    parents = list(entry.parents.values())
    if tx.version != VERSION:
        for parent in [*(parent.tx for parent in parents), *before]:
            if parent.version == VERSION:
                return _inheritance(tx, parent)
        return None
    if len(parents) + len(before) > 1 or (parents and (parents[0].parents or before)):
        return _too_many_ancestors(tx)
    if not parents and not before:
        return None
    if entry.vsize > CHILD_MAX_VSIZE:
        return _child_too_big(entry)
    parent = parents[0].tx if parents else before[0]
    return _inheritance(tx, parent) or _relatives(graph, parents, parent, tx, package)


def _relatives(
    graph: Graph, parents: Sequence[PoolEntry], parent: Tx, tx: Tx, package: Sequence[Tx]
) -> str | None:
    for other in package:
        if other is tx:
            continue
        for source in other.inputs:
            if source.prevout[0] == parent.txid:
                return _too_many_descendants(parent)
            if source.prevout[0] == tx.txid:
                return _too_many_ancestors(other)
    if parents and graph.descendants(parents[0]):
        return _too_many_descendants(parent)
    return None


def _inheritance(tx: Tx, parent: Tx) -> str | None:
    if tx.version != VERSION and parent.version == VERSION:
        return f"non-version=3 tx {name(tx)} cannot spend from version=3 tx {name(parent)}"
    if tx.version == VERSION and parent.version != VERSION:
        return f"version=3 tx {name(tx)} cannot spend from non-version=3 tx {name(parent)}"
    return None


def _too_many_ancestors(tx: Tx) -> str:
    return f"tx {name(tx)} would have too many ancestors"


def _too_many_descendants(tx: Tx) -> str:
    return f"tx {name(tx)} would exceed descendant count limit"


def _child_too_big(entry: PoolEntry) -> str:
    size = f"{entry.vsize} > {CHILD_MAX_VSIZE} virtual bytes"
    return f"version=3 child tx {name(entry.tx)} is too big: {size}"
