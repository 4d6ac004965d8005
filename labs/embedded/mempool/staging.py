"""What the mempool would look like after a change, without making it.

Only the clusters that the change touches are looked at. Source: Bitcoin Core, CTxMemPool::ChangeSet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from labs.embedded.mempool.clusters import Chunk, Cluster, chunked, components, improves, linearise
from labs.embedded.mempool.entry import PoolEntry
from labs.embedded.mempool.graph import Graph


class Staging:
    """Entries to add, with their parents set, and entries to remove with all that depends on them."""

    def __init__(self, graph: Graph, added: Sequence[PoolEntry], removed: Mapping[bytes, PoolEntry]) -> None:
        self.touched: list[Cluster] = _clusters(
            [*removed.values(), *(parent for entry in added for parent in entry.parents.values())]
        )
        left = [
            entry
            for cluster in self.touched
            for txid, entry in cluster.members.items()
            if txid not in removed
        ]
        self.added = added
        self.parts: list[list[PoolEntry]] = components([*left, *added])

    def is_oversized(self, max_count: int, max_vsize: int) -> bool:
        """Whether a cluster would hold more than max_count transactions or max_vsize virtual bytes."""
        return any(
            len(part) > max_count or sum(entry.adjusted_weight for entry in part) > 4 * max_vsize
            for part in self.parts
        )

    def improves(self) -> bool:
        """Whether miners would earn more at some size of block and less at none."""
        before = [chunk for cluster in self.touched for chunk in cluster.chunks]
        return improves(self._chunks(), before)

    def _chunks(self) -> list[Chunk]:
        return [chunk for part in self.parts for chunk in chunked(linearise(part))]


def _clusters(entries: Sequence[PoolEntry]) -> list[Cluster]:
    """Each cluster of these entries once; those that are not in the mempool have none."""
    found = {id(entry.cluster): entry.cluster for entry in entries if entry.cluster is not None}
    return list(found.values())


def distinct_clusters(entries: Sequence[PoolEntry]) -> int:
    """How many clusters these entries of the mempool belong to."""
    return len(_clusters(entries))
