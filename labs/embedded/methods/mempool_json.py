"""Transactions and clusters of the mempool as RPC shows them. Source: Bitcoin Core, src/rpc/mempool.cpp."""

from __future__ import annotations

from collections.abc import Iterable

from labs.bitcoin.transactions import Tx, display
from labs.embedded.mempool import Chunk, Cluster, Mempool, PoolEntry
from labs.embedded.rpc.values import Json, btc

_MAX_BIP125_SEQUENCE = 0xFFFFFFFD


def entry_json(pool: Mempool, entry: PoolEntry, bip125: bool = False) -> Json:
    """A transaction of the mempool.

    bip125 adds whether it signals that it may be replaced, as older nodes did.
    """
    ancestors = [entry, *pool.graph.ancestors(entry).values()]
    descendants = [entry, *pool.graph.descendants(entry).values()]
    assert entry.cluster is not None
    chunk = entry.cluster.chunk_of(entry)
    shown: dict[str, Json] = {
        "vsize": entry.vsize,
        "weight": entry.weight,
        "time": entry.time,
        "height": entry.height,
        "descendantcount": len(descendants),
        "descendantsize": sum(one.vsize for one in descendants),
        "ancestorcount": len(ancestors),
        "ancestorsize": sum(one.vsize for one in ancestors),
        "wtxid": display(entry.tx.wtxid),
        "chunkweight": chunk.weight,
        "fees": {
            "base": btc(entry.fee),
            "modified": btc(entry.modified_fee),
            "ancestor": btc(sum(one.modified_fee for one in ancestors)),
            "descendant": btc(sum(one.modified_fee for one in descendants)),
            "chunk": btc(chunk.fee),
        },
        "depends": sorted(display(txid) for txid in entry.parents),
        "spentby": sorted(display(txid) for txid in entry.children),
        "unbroadcast": entry.tx.txid in pool.unbroadcast,
    }
    if bip125:
        shown["bip125-replaceable"] = any(signals_replacement(one.tx) for one in ancestors)
    return shown


def entries_json(pool: Mempool, entries: Iterable[PoolEntry], verbose: bool, bip125: bool) -> Json:
    """Several transactions: their ids, or with verbose all about each by its id."""
    if verbose:
        return {display(entry.tx.txid): entry_json(pool, entry, bip125) for entry in entries}
    return [display(entry.tx.txid) for entry in entries]


def cluster_json(cluster: Cluster) -> Json:
    return {
        "clusterweight": cluster.weight,
        "txcount": len(cluster.members),
        "chunks": [_chunk_json(chunk) for chunk in cluster.chunks],
    }


def _chunk_json(chunk: Chunk) -> Json:
    return {
        "chunkfee": btc(chunk.fee),
        "chunkweight": chunk.weight,
        "txs": [display(entry.tx.txid) for entry in chunk.entries],
    }


def signals_replacement(tx: Tx) -> bool:
    """Whether tx itself says that it may be replaced. Source: BIP 125."""
    return any(source.sequence <= _MAX_BIP125_SEQUENCE for source in tx.inputs)
