"""The mempool: transactions that wait for a block.

It takes what passes the chain's rules and the node's policy, lets go of what a block confirms or
contradicts, keeps itself below its size, and tells listeners. Source: Bitcoin Core, src/txmempool.cpp,
src/validation.cpp.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from labs.bitcoin.blocks import Block
from labs.bitcoin.transactions import OutPoint, Tx
from labs.embedded.coins import Coin
from labs.embedded.mempool.admission import Admission
from labs.embedded.mempool.clusters import Chunk
from labs.embedded.mempool.entry import MEMPOOL_HEIGHT, Accepted, PackageResult, PoolEntry
from labs.embedded.mempool.fee_history import FeeHistory
from labs.embedded.mempool.feerate import feerate_of, per_kvb
from labs.embedded.mempool.graph import Graph
from labs.embedded.mempool.packages import submit_package, try_package
from labs.embedded.mempool.persistence import dump, restore
from labs.embedded.mempool.policy import Policy
from labs.embedded.mempool.reorganisation import Reorganisation
from labs.embedded.mempool.rolling import RollingMinimum

if TYPE_CHECKING:
    from labs.embedded.chain import Chain
    from labs.embedded.clock import Clock
    from labs.embedded.entry import Entry
    from labs.embedded.options import Options

_MAX_DELTA = (1 << 63) - 1
_NEVER = 1 << 62


class Listener(Protocol):
    """Hears of every transaction that comes and goes.

    reason: "block", "conflict", "replaced", "expiry", "sizelimit" or "reorg".
    """

    def tx_added(self, tx: Tx) -> None: ...

    def tx_removed(self, tx: Tx, reason: str) -> None: ...


class Mempool:
    """Transactions that wait. It subscribes itself to the chain.

    entries: by txid. sequence: the counter that RPC and listeners order events by. deltas: priorities by
    txid, also of transactions that are not here. unbroadcast: own transactions that no peer has asked for.
    on_change is called after every change.
    """

    def __init__(self, chain: Chain, options: Options, clock: Clock) -> None:
        self.chain = chain
        self.clock = clock
        self.policy = Policy.of(options)
        self.graph = Graph()
        self.path = Path(options.network_dir) / "mempool.dat"
        self.deltas: dict[bytes, int] = {}
        self.unbroadcast: set[bytes] = set()
        self.sequence = 1
        self.loaded = False
        self.listeners: list[Listener] = []
        self.on_change: Callable[[], None] = lambda: None
        self.log: Callable[[str, str], object] = lambda category, text: None
        self.rolling = RollingMinimum(self.policy.incremental_feerate)
        self.history = FeeHistory()
        self.verified: dict[bytes, None] = {}
        self._reorganisation = Reorganisation(self)
        self._oldest = _NEVER
        chain.listeners.append(self)

    # What is there

    @property
    def entries(self) -> dict[bytes, PoolEntry]:
        return self.graph.entries

    @property
    def by_wtxid(self) -> dict[bytes, PoolEntry]:
        return self.graph.by_wtxid

    @property
    def updates(self) -> int:
        """Grows with every change; for long polling."""
        return self.graph.updates

    def __len__(self) -> int:
        return len(self.graph.entries)

    def __contains__(self, txid: bytes) -> bool:
        return txid in self.graph.entries

    def get(self, txid: bytes) -> PoolEntry | None:
        return self.graph.entries.get(txid)

    def spender(self, outpoint: OutPoint) -> bytes | None:
        """The txid of the transaction here that spends an output."""
        entry = self.graph.spenders.get(outpoint)
        return entry.tx.txid if entry else None

    def coin(self, outpoint: OutPoint) -> Coin | None:
        """An output of the chain or of a transaction here (at MEMPOOL_HEIGHT), also if one here spends it."""
        entry = self.graph.entries.get(outpoint[0])
        if entry is None:
            return self.chain.coin(outpoint)
        if outpoint[1] >= len(entry.tx.outputs):
            return None
        output = entry.tx.outputs[outpoint[1]]
        return Coin(output.value, output.script, MEMPOOL_HEIGHT, False)

    def ancestors(self, txid: bytes) -> list[bytes]:
        """Ids of what a transaction here needs, without itself."""
        return list(self.graph.ancestors(self.graph.entries[txid]))

    def descendants(self, txid: bytes) -> list[bytes]:
        """Ids of what needs a transaction here, without itself."""
        return list(self.graph.descendants(self.graph.entries[txid]))

    def chunks(self) -> list[list[bytes]]:
        """Groups of txids that are mined together, parents first, by falling feerate."""
        return [[entry.tx.txid for entry in chunk.entries] for chunk in self.graph.ranked()]

    def ranked(self) -> list[Chunk]:
        """The same groups with their entries, fees and weights."""
        return self.graph.ranked()

    def min_feerate(self) -> int:
        """The feerate in sat/kvB that a full mempool asks for; 0 as long as there is room."""
        return self.rolling.feerate(self.clock.now(), self.graph.usage, self.policy.max_size)

    # Getting in

    def accept(self, tx: Tx, test_only: bool = False) -> Accepted:
        """Let a transaction in, or with test_only say whether it would get in. Raises Rejected."""
        accepted = Admission(self).single(tx, test_only=test_only)
        if not test_only:
            self.on_change()
        return accepted

    def accept_package(
        self, txs: Sequence[Tx], test_only: bool = False, max_feerate: int | None = None
    ) -> PackageResult:
        """Several transactions at once, parents before children; with test_only nothing is let in.

        max_feerate (sat/kvB) guards the sender against paying too much by mistake.
        """
        if test_only:
            return try_package(self, txs)
        result = submit_package(self, txs, max_feerate)
        self.on_change()
        return result

    def add(self, entry: PoolEntry) -> None:
        """Put in an entry that has passed, and tell."""
        self.graph.add(entry)
        self._oldest = min(self._oldest, entry.time)
        self.history.entered(entry)
        self.sequence += 1
        for listener in self.listeners:
            listener.tx_added(entry.tx)

    # Going

    def remove(self, entries: Collection[PoolEntry], reason: str) -> None:
        """Take entries out, and tell. What depends on them is not touched."""
        self.graph.remove(entries)
        for entry in entries:
            self.sequence += 1
            self.unbroadcast.discard(entry.tx.txid)
            if reason != "block":
                self.history.left(entry)
            for listener in self.listeners:
                listener.tx_removed(entry.tx, reason)

    def limit(self) -> None:
        """Drop what is too old, and the worst chunks while there is too much."""
        oldest = self.clock.now() - self.policy.expiry_s
        if self._oldest < oldest:
            expired = [entry for entry in self.entries.values() if entry.time < oldest]
            gone = self.graph.with_descendants(expired)
            self.remove(list(gone.values()), "expiry")
            self._oldest = min((entry.time for entry in self.entries.values()), default=_NEVER)
            if gone:
                self.log("mempool", f"Expired {len(gone)} transactions from the memory pool")
        count = highest = 0
        while self.entries and self.graph.usage > self.policy.max_size:
            chunk = self.graph.worst()
            highest = max(highest, self.rolling.evicted(feerate_of(chunk.fee, (chunk.weight + 3) // 4)))
            count += len(chunk.entries)
            self.remove(chunk.entries, "sizelimit")
        if count:
            text = f"Removed {count} txn, rolling minimum fee bumped to {per_kvb(highest)}"
            self.log("mempool", text)

    # Priorities

    def prioritise(self, txid: bytes, delta_sat: int) -> None:
        """Treat a transaction, here or to come, as if it paid delta_sat more (or less)."""
        before = self.deltas.get(txid, 0)
        delta = max(-_MAX_DELTA, min(_MAX_DELTA, before + delta_sat))
        self.deltas[txid] = delta
        if delta == 0:
            del self.deltas[txid]
        entry = self.entries.get(txid)
        if entry is not None:
            self.graph.reprice(entry, delta - before)
        self.on_change()

    # The chain's events

    def block_connected(self, entry: Entry, block: Block, undo: object) -> None:
        self._reorganisation.connected(entry, block)

    def block_disconnected(self, entry: Entry, block: Block, undo: object) -> None:
        self._reorganisation.disconnected(entry, block)

    def chain_settled(self) -> None:
        self._reorganisation.settled()

    # Across restarts

    def save(self, path: Path | None = None) -> Path:
        """Write everything to a file (mempool.dat of the datadir). Raises OSError."""
        target = path or self.path
        dump(self, target)
        return target

    def load(self) -> None:
        """Read what the last run left, as far as it is still good; a damaged file is left aside."""
        if self.policy.persist:
            restore(self, self.path)
        self.loaded = True

    def close(self) -> None:
        """Keep everything for the next run. A disk that is full costs the mempool, no more."""
        if self.policy.persist and self.loaded:
            try:
                self.save()
            except OSError as error:
                self.log("mempool", f"Failed to dump mempool: {error}. Continuing anyway.")
