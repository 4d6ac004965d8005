"""The mempool's transactions with their links: who spends whom, and which of them hang together.

It checks nothing: what is added has passed. Every change keeps links, clusters and sums right.
Source: Bitcoin Core, src/txmempool.cpp.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from labs.bitcoin.transactions import OutPoint
from labs.embedded.mempool.clusters import Chunk, Cluster, components
from labs.embedded.mempool.entry import PoolEntry

_ENTRY_USAGE = 704
_INPUT_USAGE = 208
_OUTPUT_USAGE = 48


class Graph:
    """Entries by id, spenders by outpoint, clusters. vsize and fee are sums; usage is in bytes.

    updates grows with every change.
    """

    def __init__(self) -> None:
        self.entries: dict[bytes, PoolEntry] = {}
        self.by_wtxid: dict[bytes, PoolEntry] = {}
        self.spenders: dict[OutPoint, PoolEntry] = {}
        self.clusters: set[Cluster] = set()
        self.vsize = 0
        self.fee = 0
        self.usage = 0
        self.updates = 0
        self._ranked: list[Chunk] | None = []

    def parents_of(self, entry: PoolEntry) -> dict[bytes, PoolEntry]:
        """The entries whose outputs this transaction spends."""
        found = {}
        for source in entry.tx.inputs:
            parent = self.entries.get(source.prevout[0])
            if parent is not None:
                found[source.prevout[0]] = parent
        return found

    def add(self, entry: PoolEntry) -> None:
        """Take one in, linked to its parents. It has no children yet; else `link` it."""
        txid = entry.tx.txid
        entry.usage = usage_of(entry)
        entry.parents = self.parents_of(entry)
        for parent in entry.parents.values():
            parent.children[txid] = entry
        self.entries[txid] = self.by_wtxid[entry.tx.wtxid] = entry
        for source in entry.tx.inputs:
            self.spenders[source.prevout] = entry
        self._join(entry)
        self.vsize += entry.vsize
        self.fee += entry.fee
        self.usage += entry.usage
        self._touch()

    def link(self, txid: bytes) -> None:
        """Tie a transaction that came back from a block to those in the mempool that spend it."""
        entry = self.entries.get(txid)
        if entry is None:
            return
        for number in range(len(entry.tx.outputs)):
            child = self.spenders.get((txid, number))
            if child is not None:
                entry.children[child.tx.txid] = child
                child.parents[txid] = entry
                self._join(child)
        self._touch()

    def remove(self, entries: Collection[PoolEntry]) -> None:
        """Take these out, and only these: children left behind lose a parent."""
        if not entries:
            return
        torn: dict[int, Cluster] = {}
        for entry in entries:
            txid = entry.tx.txid
            del self.entries[txid]
            del self.by_wtxid[entry.tx.wtxid]
            for source in entry.tx.inputs:
                self.spenders.pop(source.prevout, None)
            for parent in entry.parents.values():
                parent.children.pop(txid, None)
            for child in entry.children.values():
                child.parents.pop(txid, None)
            assert entry.cluster is not None
            torn[id(entry.cluster)] = entry.cluster
            self.vsize -= entry.vsize
            self.fee -= entry.fee
            self.usage -= entry.usage
        for cluster in torn.values():
            self.clusters.discard(cluster)
            left = [entry for entry in cluster.members.values() if entry.tx.txid in self.entries]
            self.clusters.update(Cluster(part) for part in components(left))
        self._touch()

    def reprice(self, entry: PoolEntry, delta: int) -> None:
        """Add delta satoshi to an entry's priority."""
        entry.fee_delta += delta
        assert entry.cluster is not None
        entry.cluster.changed()
        self._touch()

    def ancestors(self, entry: PoolEntry) -> dict[bytes, PoolEntry]:
        """Every entry that this one needs, without itself. It need not be in the mempool itself."""
        return _reach(entry.parents.values(), "parents")

    def descendants(self, entry: PoolEntry) -> dict[bytes, PoolEntry]:
        """Every entry that needs this one, without itself."""
        return _reach(entry.children.values(), "children")

    def with_descendants(self, entries: Iterable[PoolEntry]) -> dict[bytes, PoolEntry]:
        """These and every entry that needs one of them."""
        return _reach(entries, "children")

    def ranked(self) -> list[Chunk]:
        """Every chunk of the mempool, best first."""
        if self._ranked is None:
            chunks = []
            for cluster in self.clusters:
                tie = cluster.chunks[0].entries[0].tx.txid
                # Within a cluster the order must stand: sorting is stable, its feerates never rise.
                chunks += [(-chunk.rank, tie, chunk) for chunk in cluster.chunks]
            chunks.sort(key=lambda ranked: ranked[:2])
            self._ranked = [chunk for _, _, chunk in chunks]
        return self._ranked

    def worst(self) -> Chunk:
        """The chunk that would be mined last. The mempool is not empty."""
        return min((cluster.chunks[-1] for cluster in self.clusters), key=lambda chunk: chunk.rank)

    def _join(self, entry: PoolEntry) -> None:
        """Bring an entry and its parents into one cluster."""
        touching = {id(p.cluster): p.cluster for p in entry.parents.values() if p.cluster is not None}
        if entry.cluster is not None:
            touching[id(entry.cluster)] = entry.cluster
        groups = sorted(touching.values(), key=lambda cluster: len(cluster.members))
        if not groups:
            self.clusters.add(Cluster([entry]))
            return
        largest = groups.pop()
        for cluster in groups:
            self.clusters.discard(cluster)
            for member in cluster.members.values():
                largest.add(member)
        if entry.tx.txid not in largest.members:
            largest.add(entry)
        largest.changed()

    def _touch(self) -> None:
        self.updates += 1
        self._ranked = None


def usage_of(entry: PoolEntry) -> int:
    """Bytes of memory a transaction counts for, near to what Bitcoin Core's structures take (64 bit)."""
    total = _ENTRY_USAGE
    for source in entry.tx.inputs:
        total += _INPUT_USAGE + _block(len(source.script_sig) if len(source.script_sig) > 36 else 0)
        if source.witness:
            total += _block(24 * len(source.witness)) + sum(_block(len(item)) for item in source.witness)
    for output in entry.tx.outputs:
        total += _OUTPUT_USAGE + _block(len(output.script) if len(output.script) > 36 else 0)
    return total


def _block(size: int) -> int:
    """What malloc takes for size bytes."""
    return (size + 31) // 16 * 16 if size else 0


def _reach(start: Iterable[PoolEntry], links: str) -> dict[bytes, PoolEntry]:
    found: dict[bytes, PoolEntry] = {}
    ahead = list(start)
    while ahead:
        entry = ahead.pop()
        if entry.tx.txid not in found:
            found[entry.tx.txid] = entry
            ahead.extend(getattr(entry, links).values())
    return found
