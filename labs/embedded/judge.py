"""The kernel kept in step with the store: it is fed what it forgot, and started anew to forget a branch."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from labs.embedded import kernel
from labs.embedded.block_check import MAX_FUTURE_S
from labs.embedded.entry import Entry
from labs.embedded.kernel import Kernel, KernelError
from labs.embedded.store import Store
from labs.embedded.tree import Tree

T = TypeVar("T")
FLUSH_EVERY = 500
"""So many blocks the kernel may forget in a crash; they are fed to it again at the next start."""


class Judge:
    """A kernel that stands where the tree's active chain stands whenever it is asked."""

    def __init__(self, network_dir: Path, store: Store, tree: Tree, clock: Any) -> None:
        """Opens the kernel; damaged databases are built anew. Raises KernelError."""
        self._network_dir = network_dir
        self._store = store
        self._tree = tree
        self._clock = clock
        self._known: set[Entry] = set(tree.active)
        self._since_flush = 0
        if tree.active:
            self._set_time(tree.tip.time)
        try:
            self.kernel = Kernel(network_dir)
        except KernelError:
            kernel.wipe(network_dir)
            self.kernel = Kernel(network_dir)

    def ask(self, base: Entry | None, ask: Callable[[Kernel], T]) -> T:
        """The kernel's answer, once it has the active chain and all up to base. Raises KernelError."""
        self.follow()
        if base:
            self._feed_branch(base)
        self._set_time()
        return ask(self.kernel)

    def learnt(self, entries: Iterable[Entry]) -> None:
        """Notes which blocks the kernel has; now and then it writes them to disk. Raises KernelError."""
        known = len(self._known)
        self._known.update(entries)
        self._since_flush += len(self._known) - known
        if self._since_flush >= FLUSH_EVERY:
            self.flush()

    def follow(self) -> None:
        """Brings the kernel to the active tip. Raises KernelError."""
        height, tip = self.kernel.height, self._tree.tip
        if height <= tip.height and self.kernel.hash_at(height) == self._tree.active[height].hash:
            self._feed(self._tree.active[height + 1 :])
        if self.kernel.tip != tip.hash:
            self.rebuild(tip)
        if self.kernel.tip != tip.hash:
            raise KernelError("the kernel refuses a block that it accepted before")

    def rebuild(self, tip: Entry) -> list[Entry]:
        """Starts the kernel anew with the branch up to tip only; returns what it found invalid there."""
        genesis = self._tree.active[0]
        self.kernel.close()
        kernel.wipe(self._network_dir)
        self._known = {genesis}
        self.kernel = Kernel(self._network_dir)
        return self._feed(self._tree.path(genesis, tip))

    def flush(self) -> None:
        """Lets the kernel write its cache to disk, so that a later crash costs no time at the next start."""
        self._since_flush = 0
        self.kernel.flush()

    def close(self) -> None:
        self.kernel.close()

    def _feed(self, entries: list[Entry]) -> list[Entry]:
        """Gives blocks of the store to the kernel, lowest first; returns the first invalid one, if any."""
        if entries:
            self._set_time(max(entry.time for entry in entries))
        for entry in entries:
            if entry.has_data:
                outcome = self.kernel.submit(self._store.body(entry), entry.hash)
                if entry.hash in outcome.failed or not outcome.accepted:
                    return [entry]
            else:
                self.kernel.submit_header(entry.header)
            self._known.add(entry)
        return []

    def _feed_branch(self, entry: Entry) -> None:
        missing: list[Entry] = []
        below: Entry | None = entry
        while below and below not in self._known:
            missing.append(below)
            below = below.prev
        self._feed(missing[::-1])

    def _set_time(self, latest: int = 0) -> None:
        """Gives the kernel the node's time, or that of a block that was accepted when the clock was ahead."""
        ahead = latest > self._clock.now() + MAX_FUTURE_S
        kernel.set_mock_time(latest if ahead else getattr(self._clock, "mocked", 0))
