"""The mempool and its policy: which transactions wait for a block, and in which order they are mined."""

from labs.embedded.mempool.clusters import Chunk, Cluster
from labs.embedded.mempool.entry import (
    MEMPOOL_HEIGHT,
    Accepted,
    AlreadyThere,
    PackageResult,
    PoolEntry,
    Rejected,
)
from labs.embedded.mempool.pool import Listener, Mempool

__all__ = [
    "MEMPOOL_HEIGHT",
    "Accepted",
    "AlreadyThere",
    "Chunk",
    "Cluster",
    "Listener",
    "Mempool",
    "PackageResult",
    "PoolEntry",
    "Rejected",
]
