"""The chain: which blocks there are, which of them are active, and what can be spent.

The kernel judges every new block; the store keeps what was judged, and is the only memory that counts. A
change is written and committed before listeners hear of it and before any answer leaves the node.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from labs.bitcoin.blocks import HEADER_SIZE, Block, Header
from labs.bitcoin.transactions import display
from labs.embedded import coins, datadir
from labs.embedded.block_check import MAX_FUTURE_S, BlockRefused, check_block, check_header, check_proposal
from labs.embedded.chain_events import Events, Listener
from labs.embedded.chain_view import ChainView
from labs.embedded.entry import CONNECTED, DATA, Entry, fork_point
from labs.embedded.judge import Judge
from labs.embedded.kernel import Kernel, KernelError, Outcome, wipe
from labs.embedded.store import Store
from labs.embedded.tree import Tree

T = TypeVar("T")
Verdict = str | None
"""None for accepted, else the reason in the words of BIP 22: 'duplicate', 'inconclusive', 'high-hash', …"""

MAX_TIP_AGE_S = 24 * 60 * 60
"""A chain whose tip is older has not caught up yet."""
COIN_BYTES = 70
"""What a coin takes on disk, roughly."""

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


class Chain(ChainView):
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
        self._log = log or (lambda line: None)
        blocks = network_dir / "blocks"
        blocks.mkdir(parents=True, exist_ok=True)
        with ExitStack() as parts:
            parts.enter_context(datadir.lock(network_dir))
            self._store = Store(blocks / "chain.sqlite")
            parts.callback(self._store.close)
            self._tree = Tree()
            self._load()
            if rebuild:
                wipe(network_dir)
            self._judge = Judge(network_dir, self._store, self._tree, clock)
            parts.callback(self._judge.close)
            self._meet_kernel()
            self._parts = parts.pop_all()

    @classmethod
    def open(cls, options: Any, clock: Any, log: Callable[[str], Any] | None = None) -> "Chain":
        """The chain of a node's options: network_dir, and -reindex or -reindex-chainstate."""
        rebuild = options.flag("reindex", False) or options.flag("reindex-chainstate", False)
        return cls(Path(options.network_dir), clock, log, rebuild)

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
        outcome = self._ask(base, lambda kernel: kernel.submit(raw, block_hash))
        with self._change() as events:
            events.parsed[block_hash] = block
            self._record(block, raw, block_hash, outcome)
            self._switch(self._tree.entries[self._judge.kernel.tip], events)
        if outcome.accepted:
            self._guard(lambda: self._judge.learnt([self._tree.entries[block_hash]]))
        return self._verdict(outcome)

    def _ask(self, base: Entry | None, ask: Callable[[Kernel], T]) -> T:
        """What the kernel says, which knows the active chain and base."""
        return self._guard(lambda: self._judge.ask(base, ask))

    def _guard(self, action: Callable[[], T]) -> T:
        """Does something with the kernel; where it cannot go on, the chain cannot either."""
        try:
            return action()
        except KernelError as error:
            raise self._failed(error) from error

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
        if entry is None and (outcome.accepted or self._judge.kernel.knows(block_hash)):
            entry = self._add(block.header)
        if entry is None:
            return
        if outcome.accepted and not entry.has_data:
            self._add_body(entry, block, raw)
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
        if reason := self._ask(prev, lambda kernel: kernel.submit_header(raw)):
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

    def _activate_best(self, events: Events) -> None:
        """Makes the best branch active. Branches that were never checked are fed to an empty kernel first."""
        while (best := self._tree.best()) is not self.tip:
            path = self._tree.path(fork_point(best, self.tip), best)
            if not all(entry.status & CONNECTED for entry in path):
                failed = self._judge.rebuild(best)
                if failed:
                    self._store.update(self._tree.fail(failed))
                    continue
            self._switch(best, events)

    # The active chain

    def _switch(self, target: Entry, events: Events) -> None:
        """Disconnects and connects blocks until target is the tip."""
        fork = fork_point(self.tip, target)
        while self.tip is not fork:
            self._disconnect_tip(events)
        for entry in self._tree.path(fork, target):
            self._connect(entry, events)

    def _connect(self, entry: Entry, events: Events) -> None:
        block = events.block(entry)
        change = coins.connect(block, entry.height, self._store.coin)
        self._store.connect(entry, change, [tx.txid for tx in block.txs])
        if not entry.status & CONNECTED:
            entry.status |= CONNECTED
            self._store.update([entry])
        self._tree.active.append(entry)
        events.connected(entry, change.undo)

    def _disconnect_tip(self, events: Events) -> None:
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

    @contextmanager
    def _change(self) -> Iterator[Events]:
        """One change: its writes are committed at its end, and only then the listeners hear of it."""
        if self.fatal:
            raise ChainError(self.fatal)
        events = Events(self.block)
        self._store.begin()
        try:
            yield events
            self._store.commit()
        except BaseException as error:
            raise self._failed(error) from error
        events.tell(self.listeners)
        if events:
            self._settled()

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
        if self._judge.kernel.tip in self._tree.entries:
            self._judge.follow()
        else:
            self._import()
            self._judge.learnt(self._tree.active)
        self.coin_bytes = COIN_BYTES * self.coin_count()
        self._leave_initial_download()

    def _add_genesis(self) -> None:
        raw = self._judge.kernel.raw_at(0)
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
        kernel = self._judge.kernel
        with self._change() as events:
            for height in range(1, kernel.height + 1):
                if kernel.hash_at(height) not in self._tree.entries:
                    raw = kernel.raw_at(height)
                    block = Block.parse(raw)
                    self._add_body(self._add(block.header), block, raw)
            self._switch(self._tree.entries[kernel.tip], events)

    def flush(self) -> None:
        """Lets the kernel write its cache to disk, so that a later crash costs no time at the next start."""
        self._guard(self._judge.flush)

    def close(self) -> None:
        """Writes everything and lets go of the directory. May be called twice."""
        self._parts.close()
