"""What blocks do to the mempool: confirmed transactions leave, those of disconnected blocks come back.

Source: Bitcoin Core, removeForBlock in src/txmempool.cpp, MaybeUpdateMempoolForReorg in src/validation.cpp.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from labs.bitcoin.blocks import Block
from labs.bitcoin.transactions import Tx
from labs.embedded.coins import COINBASE_MATURITY
from labs.embedded.mempool import rules
from labs.embedded.mempool.admission import Admission
from labs.embedded.mempool.candidate import Terms
from labs.embedded.mempool.clusters import Cluster, linearise
from labs.embedded.mempool.entry import PoolEntry, Rejected

if TYPE_CHECKING:
    from labs.embedded.entry import Entry
    from labs.embedded.mempool.pool import Mempool


MAX_WAITING = 20_000_000
"""Bytes of transactions from disconnected blocks that wait; beyond, the latest of the chain are forgotten."""
MAX_INVALIDATED = 10
"""Blocks of one invalidateblock whose transactions come back; those further down are forgotten."""


class Reorganisation:
    """Follows the chain for a mempool. What disconnected blocks held waits here until the chain settles."""

    def __init__(self, pool: Mempool) -> None:
        self.pool = pool
        self._waiting: deque[Tx] = deque()
        self._waiting_bytes = 0
        self._forgotten: list[tuple[bytes, int]] = []
        self._confirmed_again: set[bytes] = set()
        self._invalidated = 0

    def disconnected(self, entry: Entry, block: Block) -> None:
        self._invalidated += entry.failed
        if self._invalidated > MAX_INVALIDATED:
            self._forgotten += [(tx.txid, len(tx.outputs)) for tx in block.txs]
            return
        for tx in reversed(block.txs):
            self._waiting.append(tx)
            self._waiting_bytes += tx.size
        while self._waiting_bytes > MAX_WAITING:
            tx = self._waiting.popleft()
            self._waiting_bytes -= tx.size
            self._forgotten.append((tx.txid, len(tx.outputs)))

    def connected(self, entry: Entry, block: Block) -> None:
        pool = self.pool
        txids = [tx.txid for tx in block.txs]
        if self._waiting:
            self._confirmed_again.update(txids)
        confirmed = [found for txid in txids if (found := pool.get(txid)) is not None]
        pool.history.confirmed(confirmed, entry.height)
        pool.remove(confirmed, "block")
        conflicts = {}
        for tx in block.txs[1:]:
            for source in tx.inputs:
                other = pool.graph.spenders.get(source.prevout)
                if other is not None:
                    conflicts[other.tx.txid] = other
        for txid in (*txids, *conflicts):
            pool.deltas.pop(txid, None)
        pool.remove(list(pool.graph.with_descendants(conflicts.values()).values()), "conflict")
        pool.rolling.block(pool.clock.now())

    def settled(self) -> None:
        if self._waiting:
            waiting, forgotten, again = self._waiting, self._forgotten, self._confirmed_again
            self._waiting, self._forgotten, self._confirmed_again = deque(), [], set()
            self._waiting_bytes = self._invalidated = 0
            for txid, outputs in forgotten:
                if txid not in again:
                    self._drop_dependants(txid, outputs)
            self._bring_back([tx for tx in reversed(waiting) if tx.txid not in again])
            self._drop_invalid()
            self.pool.limit()
        self.pool.on_change()

    def _bring_back(self, txs: list[Tx]) -> None:
        """Let the transactions of disconnected blocks in again, oldest first."""
        terms = Terms(self.pool.clock.now(), returning=True)
        returned = []
        for tx in txs:
            try:
                Admission(self.pool).single(tx, terms)
                returned.append(tx.txid)
            except Rejected:
                self._drop_dependants(tx.txid, len(tx.outputs))
        for txid in reversed(returned):
            self.pool.graph.link(txid)
        self._drop_oversized()

    def _drop_dependants(self, txid: bytes, outputs: int) -> None:
        """Remove what spends a transaction that is neither confirmed nor here any more, and itself."""
        graph = self.pool.graph
        entry = self.pool.get(txid)
        points = ((txid, n) for n in range(outputs))
        spending = [child for point in points if (child := graph.spenders.get(point)) is not None]
        gone = graph.with_descendants([entry] if entry else spending)
        self.pool.remove(list(gone.values()), "reorg")

    def _drop_oversized(self) -> None:
        """Cut clusters that grew beyond the limits, the worst transactions first."""
        policy = self.pool.policy
        for cluster in list(self.pool.graph.clusters):
            if len(cluster.members) > policy.cluster_count or cluster.weight > 4 * policy.cluster_size:
                gone = _beyond(cluster, policy.cluster_count, 4 * policy.cluster_size)
                self.pool.remove(gone, "sizelimit")

    def _drop_invalid(self) -> None:
        """Remove what the next block on the new tip could not hold."""
        invalid = [entry for entry in self.pool.entries.values() if not self._is_minable(entry)]
        self.pool.remove(list(self.pool.graph.with_descendants(invalid).values()), "reorg")

    def _is_minable(self, entry: PoolEntry) -> bool:
        chain, tx = self.pool.chain, entry.tx
        height = chain.height + 1
        if not rules.is_final(tx, height, chain.tip.median_time):
            return False
        if not entry.spends_coinbase and not rules.has_relative_lock(tx):
            return True
        coins = []
        for source in tx.inputs:
            coin = self.pool.coin(source.prevout)
            if coin is None or (coin.coinbase and height - coin.height < COINBASE_MATURITY):
                return False
            coins.append(coin)
        return rules.is_unlocked(tx, coins, chain)


def _beyond(cluster: Cluster, max_count: int, max_weight: int) -> list[PoolEntry]:
    """Members to remove so that what hangs together stays within the limits; best feerates are kept.

    Every member is kept that has its parents and does not make its group too large.
    """
    groups: dict[bytes, tuple[set[bytes], int]] = {}
    gone = []
    for entry in linearise(list(cluster.members.values())):
        if any(parent not in groups for parent in entry.parents):
            gone.append(entry)
            continue
        joined = {id(groups[parent][0]): groups[parent] for parent in entry.parents}
        members = {entry.tx.txid}.union(*(group[0] for group in joined.values()))
        weight = entry.adjusted_weight + sum(group[1] for group in joined.values())
        if len(members) > max_count or weight > max_weight:
            gone.append(entry)
            continue
        for txid in members:
            groups[txid] = (members, weight)
    return gone
