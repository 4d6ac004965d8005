"""The chain: which blocks there are, which of them are active, and what can be spent.

The kernel judges every new block; the store keeps what was judged, and is the only memory that counts. A
change is written and committed before listeners hear of it and before any answer leaves the node.
"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar

from labs.bitcoin.blocks import HEADER_SIZE, Block, Header, merkle_root
from labs.bitcoin.transactions import OutPoint, display
from labs.embedded import coins, datadir, kernel
from labs.embedded.block_check import MAX_FUTURE_S, BlockRefused, check_block, check_header, check_proposal
from labs.embedded.coins import Coin, Undo
from labs.embedded.entry import CONNECTED, DATA, Entry, fork_point
from labs.embedded.kernel import Kernel, KernelError, Outcome
from labs.embedded.store import Store
from labs.embedded.tree import Tree

T = TypeVar("T")
Verdict = str | None
"""None for accepted, else the reason in the words of BIP 22: 'duplicate', 'inconclusive', 'high-hash', …"""

MAX_TIP_AGE_S = 24 * 60 * 60
"""A chain whose tip is older has not caught up yet."""
COIN_BYTES = 70
"""What a coin takes on disk, roughly."""
FLUSH_EVERY = 500
"""So many blocks the kernel may forget in a crash; they are fed to it again at the next start."""


FROM_THE_FUTURE = (
    "The block database contains a block which appears to be from the future. This may be due to your "
    "computer's date and time being set incorrectly. Only rebuild the block database if you are sure that "
    "your computer's date and time are correct.\n"
    "Please restart with -reindex or -reindex-chainstate to recover."
)
"""Bitcoin Core's words; a node whose clock was moved by setmocktime starts again with -mocktime."""


class ChainError(RuntimeError):
    """The chain cannot be changed: no disk space, or its files cannot be written."""


class FromTheFutureError(ChainError):
    """The chain's last block is more than two hours ahead of the clock."""

    prefix = ""  # Core asks a question here; its message has no "Error: " before it


class Listener(Protocol):
    """What hears of changes; undo is what the block spent. Any of the three may do nothing."""

    def block_connected(self, entry: Entry, block: Block, undo: Undo) -> None: ...

    def block_disconnected(self, entry: Entry, block: Block, undo: Undo) -> None: ...

    def chain_settled(self) -> None: ...


class Chain:
    """The block tree, the coins and the kernel of one data directory. The node's lock guards it."""

    def __init__(
        self,
        network_dir: Path,
        clock: Any,
        log: Callable[[str], Any] | None = None,
        rebuild: bool = False,
    ) -> None:
        """Opens or creates the chain below network_dir; rebuild makes the kernel check every block again.

        clock.now() gives the seconds by which blocks from the future are refused in `check`.
        Raises DatadirError when another process uses it, StoreError or KernelError when it cannot be read.
        """
        self.network_dir = network_dir
        self.clock = clock
        self.listeners: list[Listener] = []
        self.fatal = ""
        self.on_failure: Callable[[], None] = lambda: None
        self.last_debug = ""
        self.initial_download = True
        self.coin_bytes = 0
        self._size: tuple[Entry | None, int] = (None, 0)
        self._log = log or (lambda line: None)
        self._fed: set[Entry] = set()  # what the kernel knows
        self._since_flush = 0
        blocks = network_dir / "blocks"
        blocks.mkdir(parents=True, exist_ok=True)
        self._lock: IO[bytes] = datadir.lock(network_dir)
        try:
            self._store = Store(blocks / "chain.sqlite")
            self._tree = Tree()
            self._load()
            if rebuild:
                kernel.wipe(network_dir)
            self._kernel = self._open_kernel()
            self._meet_kernel()
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(cls, options: Any, clock: Any, log: Callable[[str], Any] | None = None) -> "Chain":
        """The chain of a node's options: network_dir, and -reindex or -reindex-chainstate."""
        rebuild = options.flag("reindex", False) or options.flag("reindex-chainstate", False)
        return cls(Path(options.network_dir), clock, log, rebuild)

    # What there is

    @property
    def tip(self) -> Entry:
        return self._tree.active[-1]

    @property
    def height(self) -> int:
        return len(self._tree.active) - 1

    @property
    def genesis(self) -> Entry:
        return self._tree.active[0]

    @property
    def best_header(self) -> Entry:
        return self._tree.best_header or self.tip

    @property
    def next_bits(self) -> int:
        """The target of the next block in compact form: on regtest it never changes."""
        return self.tip.bits

    def at(self, height: int) -> Entry | None:
        """The active block at a height, None outside the chain."""
        return self._tree.active[height] if 0 <= height <= self.height else None

    def entry(self, block_hash: bytes) -> Entry | None:
        return self._tree.entries.get(block_hash)

    def entries(self) -> Iterator[Entry]:
        """Every block known, parents before children."""
        return iter(list(self._tree.entries.values()))

    def is_active(self, entry: Entry) -> bool:
        return self._tree.is_active(entry)

    def next(self, entry: Entry) -> Entry | None:
        """The active block after an active one."""
        return self.at(entry.height + 1) if self.is_active(entry) else None

    def tips(self) -> list[Entry]:
        """The ends of all branches, the highest first."""
        return self._tree.tips()

    def tip_status(self, tip: Entry) -> str:
        """The status of an end as getchaintips names it."""
        return self._tree.status(tip)

    def block_bytes(self, entry: Entry) -> bytes:
        """The block as it was received. Raises KeyError if only its header is known."""
        return self._store.body(entry)

    def block(self, entry: Entry) -> Block:
        """The block, parsed. Raises KeyError if only its header is known."""
        return Block.parse(self._store.body(entry))

    def undo(self, entry: Entry) -> Undo:
        """The coins that a block spent, for each transaction but the coinbase. Raises KeyError if unknown."""
        return self._store.undo(entry) if entry.height else []

    def coin(self, outpoint: OutPoint) -> Coin | None:
        """The unspent output of the active chain, or None."""
        return self._store.coin(outpoint)

    def coins(self) -> Iterator[tuple[OutPoint, Coin]]:
        """All unspent outputs, by transaction id (internal order) and number."""
        return self._store.coins()

    def coin_count(self) -> int:
        return self._store.count("coins")

    def find_tx(self, txid: bytes) -> tuple[Entry, int] | None:
        """The block that a transaction was last connected in, and its position there."""
        found = self._store.find(txid)
        entry = self._by_number(found[0]) if found else None
        return (entry, found[1]) if found and entry else None

    def _by_number(self, number: int) -> Entry | None:
        block_hash = self._store.hash_of(number)
        return self._tree.entries.get(block_hash) if block_hash else None

    def has_kernel_file(self, name: str) -> bool:
        """Whether one of the kernel's first files is in its place; Core tells when they are gone."""
        return (self.network_dir / "blocks" / name).exists()

    def is_intact(self, entry: Entry, level: int = 4) -> bool:
        """Whether a block can be read (1: and is what its hash names; 2: and its undo data fit)."""
        try:
            block = self.block(entry)
            if level >= 1 and block.hash != entry.hash:
                return False
            if level >= 1 and merkle_root([tx.txid for tx in block.txs]) != entry.merkle_root:
                return False
            if level >= 2:
                coins.disconnect(block, self.undo(entry))
        except (KeyError, ValueError):
            return False
        return True

    def size_on_disk(self) -> int:
        """Bytes of all block and undo data, counted anew when the tip has changed."""
        if self._size[0] is not self.tip:
            self._size = (self.tip, self._store.body_bytes())
        return self._size[1]

    # New blocks

    def submit(self, raw: bytes) -> Verdict:
        """Gives a block to the node: None if it is now the tip (or was connected), else Core's reason.

        Core's debug text is in `last_debug` afterwards. Raises WireError if raw is no block, ChainError
        without disk space or when the kernel or the store cannot go on.
        """
        block = Block.parse(raw)
        self.last_debug = ""
        block_hash = block.header.hash
        entry, prev = self.entry(block_hash), self.entry(block.header.prev)
        if (entry and entry.failed) or (prev and prev.failed):
            return self._refuse_branch(block, entry)
        self._require_writable(len(raw))
        base = entry if entry and entry.has_data else prev
        outcome = self._ask_kernel(base, lambda judge: judge.submit(raw, block_hash))
        with self._change() as events:
            self._record(block, raw, block_hash, outcome)
            self._follow(events, block, block_hash)
        self._flush_sometimes()
        return self._verdict(outcome)

    def _refuse_branch(self, block: Block, entry: Entry | None) -> Verdict:
        """The reason for a block that is failed itself, or lies above one that is."""
        try:
            check_block(block)
        except BlockRefused as refused:
            self.last_debug = refused.debug
            return refused.reason
        return "duplicate-invalid" if entry else "bad-prevblk"

    def _verdict(self, outcome: Outcome) -> Verdict:
        if outcome.accepted and not outcome.new:
            return "duplicate"
        if not outcome.checked:
            return "inconclusive"
        self.last_debug = outcome.debug
        return outcome.reason or None

    def _record(self, block: Block, raw: bytes, block_hash: bytes, outcome: Outcome) -> None:
        """Writes what the kernel now knows of a block."""
        entry = self.entry(block_hash)
        if entry is None and (outcome.accepted or self._kernel.knows(block_hash)):
            entry = self._add(block.header)
        if entry is None:
            return
        if outcome.accepted and not entry.has_data:
            self._add_body(entry, block, raw)
        if outcome.accepted:
            self._fed.add(entry)
        marked = self._tree.fail(self._tree.entries[h] for h in outcome.failed if h in self._tree.entries)
        self._store.update(marked)

    def _add(self, header: Header) -> Entry:
        entry = Entry(header.hash, header.serialize(), self._tree.entries[header.prev])
        self._store.add(entry)
        self._tree.add(entry)
        return entry

    def _add_body(self, entry: Entry, block: Block, raw: bytes) -> None:
        entry.tx_count = len(block.txs)
        self._tree.received(entry)
        self._store.put_body(entry, raw)
        self._store.update([entry])

    def submit_header(self, raw: bytes) -> Verdict:
        """Gives the 80 bytes of a header to the node: None, or Core's reason for refusing it."""
        header = Header.parse(raw)
        block_hash = header.hash
        entry, prev = self.entry(block_hash), self.entry(header.prev)
        if entry:
            return "duplicate-invalid" if entry.failed else None
        try:
            check_header(header, prev, self.clock.now())
        except BlockRefused as refused:
            return refused.reason
        assert prev is not None
        self._require_writable()
        if reason := self._ask_kernel(prev, lambda judge: judge.submit_header(raw)):
            return reason
        with self._change():
            self._add(header)
        return None

    def check(self, raw: bytes, check_pow: bool = False) -> Verdict:
        """Whether a block would be valid on top of the tip; nothing changes. Raises WireError.

        Core's debug text is in `last_debug` afterwards.
        """
        self.last_debug = ""
        try:
            check_proposal(self, Block.parse(raw), check_pow)
        except BlockRefused as refused:
            self.last_debug = refused.debug
            return refused.reason
        return None

    # Choosing another branch by hand

    def invalidate(self, block_hash: bytes) -> None:
        """Treats a block and all above it as invalid from now on. Raises KeyError if it is unknown."""
        entry = self._tree.entries[block_hash]
        if entry is self.genesis:
            raise ChainError("the genesis block cannot be invalid")
        with self._change() as events:
            self._store.update(self._tree.fail([entry]))
            if self.is_active(entry):
                assert entry.prev is not None
                self._switch(entry.prev, events)
            self._activate_best(events)

    def reconsider(self, block_hash: bytes) -> None:
        """Takes back what `invalidate` marked. Raises KeyError if the block is unknown."""
        entry = self._tree.entries[block_hash]
        with self._change() as events:
            self._store.update(self._tree.forgive(entry))
            self._activate_best(events)

    def precious(self, block_hash: bytes) -> None:
        """Prefers a block to others of the same work. Raises KeyError if it is unknown."""
        entry = self._tree.entries[block_hash]
        with self._change() as events:
            if self._tree.prefer(entry):
                self._store.update([entry])
                self._activate_best(events)

    def _activate_best(self, events: "Events") -> None:
        """Makes the best branch active. Branches that were never checked are fed to an empty kernel first."""
        while (best := self._tree.best()) is not self.tip:
            path = self._tree.path(fork_point(best, self.tip), best)
            if not all(entry.status & CONNECTED for entry in path):
                failed = self._rebuild(best)
                if failed:
                    self._store.update(self._tree.fail(failed))
                    continue
            self._switch(best, events)

    # The kernel follows the store

    def _ask_kernel(self, base: Entry | None, ask: Callable[[Kernel], T]) -> T:
        """The kernel's answer, when it stands where the store stands and knows base and all below it."""
        try:
            self._sync()
            if base:
                self._feed_branch(base)
            self._set_kernel_time()
            return ask(self._kernel)
        except KernelError as error:
            raise self._failed(error) from error

    def _sync(self) -> None:
        """Brings the kernel to the active tip: feeds what it forgot, or starts it anew if it is elsewhere."""
        height = self._kernel.height
        known = self.at(height)
        if known is not None and self._kernel.hash_at(height) == known.hash:
            self._feed(self._tree.path(known, self.tip))
        if self._kernel.tip != self.tip.hash:
            self._rebuild(self.tip)
        if self._kernel.tip != self.tip.hash:
            raise KernelError("the kernel refuses a block that it accepted before")

    def _set_kernel_time(self, latest: int = 0) -> None:
        """Gives the kernel the node's time, or that of a block that was accepted when the clock was ahead."""
        ahead = latest > self.clock.now() + MAX_FUTURE_S
        kernel.set_mock_time(latest if ahead else getattr(self.clock, "mocked", 0))

    def _rebuild(self, tip: Entry) -> list[Entry]:
        """Starts the kernel anew with the branch up to tip only; returns what it found invalid there."""
        self._kernel.close()
        kernel.wipe(self.network_dir)
        self._fed = {self.genesis}
        self._kernel = Kernel(self.network_dir)
        return self._feed(self._tree.path(self.genesis, tip))

    def _feed(self, entries: list[Entry]) -> list[Entry]:
        """Gives blocks of the store to the kernel, lowest first; returns the first invalid one, if any."""
        if not entries:
            return []
        self._set_kernel_time(max((entry.time for entry in entries), default=0))
        for entry in entries:
            if entry.has_data:
                outcome = self._kernel.submit(self._store.body(entry), entry.hash)
                if entry.hash in outcome.failed or not outcome.accepted:
                    return [entry]
            else:
                self._kernel.submit_header(entry.header)
            self._fed.add(entry)
        return []

    def _feed_branch(self, entry: Entry) -> None:
        """Makes sure that the kernel has a block and all below it."""
        missing: list[Entry] = []
        below: Entry | None = entry
        while below and below not in self._fed:
            missing.append(below)
            below = below.prev
        self._feed(missing[::-1])

    def _flush_sometimes(self) -> None:
        self._since_flush += 1
        if self._since_flush >= FLUSH_EVERY:
            self.flush()

    def flush(self) -> None:
        """Lets the kernel write its cache to disk, so that a later crash costs no time at the next start."""
        self._since_flush = 0
        self._kernel.flush()

    # The active chain

    def _follow(self, events: "Events", block: Block, block_hash: bytes) -> None:
        """Makes the kernel's tip the active tip."""
        tip = self._kernel.tip
        if tip != self.tip.hash:
            events.parsed[block_hash] = block
            self._switch(self._tree.entries[tip], events)

    def _switch(self, target: Entry, events: "Events") -> None:
        """Disconnects and connects blocks until target is the tip."""
        fork = fork_point(self.tip, target)
        while self.tip is not fork:
            self._disconnect_tip(events)
        for entry in self._tree.path(fork, target):
            self._connect(entry, events)

    def _connect(self, entry: Entry, events: "Events") -> None:
        block = events.block(entry)
        change = coins.connect(block, entry.height, self._store.coin)
        self._store.connect(entry, change, [tx.txid for tx in block.txs])
        if not entry.status & CONNECTED:
            entry.status |= CONNECTED
            self._store.update([entry])
        self._tree.active.append(entry)
        events.connected(entry, change.undo)

    def _disconnect_tip(self, events: "Events") -> None:
        entry = self.tip
        undo = self._store.undo(entry)
        self._store.disconnect(entry, coins.disconnect(events.block(entry), undo))
        self._tree.active.pop()
        events.disconnected(entry, undo)

    def _leave_initial_download(self) -> None:
        if self.initial_download and self.tip.time >= self.clock.now() - MAX_TIP_AGE_S:
            self.initial_download = False
            self._log("Leaving InitialBlockDownload (latching to false)")

    def _settled(self) -> None:
        tip = self.tip
        self._leave_initial_download()
        self._log(f"UpdateTip: new best={display(tip.hash)} height={tip.height} tx={tip.total_txs}")
        for listener in self.listeners:
            listener.chain_settled()

    def _change(self) -> "Events":
        if self.fatal:
            raise ChainError(self.fatal)
        return Events(self)

    def _failed(self, error: BaseException) -> ChainError:
        """Ends all work on this chain: memory and store may differ now, so the node must start again."""
        self._store.rollback()
        self.fatal = f"The chain cannot go on and the node must be started again: {error}"
        self._log(self.fatal)
        self.on_failure()
        return ChainError(self.fatal)

    def _require_writable(self, extra_bytes: int = 0) -> None:
        if self.fatal:
            raise ChainError(self.fatal)
        if not datadir.has_space(self.network_dir, extra_bytes):
            raise ChainError("Disk space is too low!")

    # Opening and closing

    def _open_kernel(self) -> Kernel:
        if self._tree.active:
            self._set_kernel_time(self.tip.time)
        try:
            return Kernel(self.network_dir)
        except KernelError as error:
            self._log(f"The kernel's databases are built anew: {error}")
            kernel.wipe(self.network_dir)
            return Kernel(self.network_dir)

    def _load(self) -> None:
        """Reads the block tree from the store."""
        tree, tip_hash = self._tree, self._store.fact("tip")
        for entry in self._store.entries():
            tree.add(entry)
        if isinstance(tip_hash, bytes):
            tree.start_from(tree.entries[tip_hash])
            if self.tip.time > self.clock.now() + MAX_FUTURE_S:
                raise FromTheFutureError(FROM_THE_FUTURE)

    def _meet_kernel(self) -> None:
        """Gives the kernel what it lacks, and takes from it what only the kernel has."""
        if not self._tree.active:
            self._add_genesis()
        if self._kernel.tip in self._tree.entries:
            self._sync()
        else:
            self._import()
        self._fed.update(self._tree.active)
        self.coin_bytes = COIN_BYTES * self.coin_count()
        self._leave_initial_download()

    def _add_genesis(self) -> None:
        raw = self._kernel.raw_at(0)
        block = Block.parse(raw)
        entry = Entry(block.hash, raw[:HEADER_SIZE], None)
        entry.status, entry.tx_count, entry.rank = DATA | CONNECTED, 1, 1
        self._store.begin()
        self._store.add(entry)
        self._store.put_body(entry, raw)
        self._store.set_fact("tip", entry.hash)
        self._store.commit()
        self._tree.add(entry)
        self._tree.active = [entry]

    def _import(self) -> None:
        """Takes over the kernel's active chain: of another program, or accepted just before a crash."""
        with self._change() as events:
            for height in range(1, self._kernel.height + 1):
                if self._kernel.hash_at(height) in self._tree.entries:
                    continue
                raw = self._kernel.raw_at(height)
                block = Block.parse(raw)
                self._add_body(self._add(block.header), block, raw)
            self._switch(self._tree.entries[self._kernel.tip], events)

    def close(self) -> None:
        """Writes everything and lets go of the directory. May be called twice."""
        for part in ("_kernel", "_store", "_lock"):
            if hasattr(self, part):  # an opening that failed did not get to all of them
                getattr(self, part).close()


class Events:
    """One change: its writes are committed at its end, and only then the listeners hear of it."""

    def __init__(self, chain: Chain) -> None:
        self.parsed: dict[bytes, Block] = {}
        self._chain = chain
        self._events: list[tuple[bool, Entry, Undo]] = []

    def block(self, entry: Entry) -> Block:
        """A block, parsed once if it is the one that was submitted."""
        return self.parsed.get(entry.hash) or self._chain.block(entry)

    def connected(self, entry: Entry, undo: Undo) -> None:
        self._events.append((True, entry, undo))

    def disconnected(self, entry: Entry, undo: Undo) -> None:
        self._events.append((False, entry, undo))

    def __enter__(self) -> "Events":
        self._chain._store.begin()
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        chain = self._chain
        if error is None:
            try:
                chain._store.commit()
            except sqlite3.Error as failure:
                error = failure
        if error is not None:
            raise chain._failed(error) from error
        for connected, entry, undo in self._events:
            block = self.block(entry)
            for listener in chain.listeners:
                if connected:
                    listener.block_connected(entry, block, undo)
                else:
                    listener.block_disconnected(entry, block, undo)
        if self._events:
            chain._settled()
