"""The parts of one node, wired together: chain, mempool, templates, wallets.

Every RPC runs in a thread that holds `lock`; who waits for something new waits on `changed`, which lets go of
it, and looks at `stop_requested` each time it wakes.
"""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from labs.embedded.clock import Clock
from labs.embedded.debug_log import DebugLog
from labs.embedded.options import Options

if TYPE_CHECKING:
    from labs.embedded.chain import Chain
    from labs.embedded.mempool import Mempool
    from labs.embedded.peers import Peers
    from labs.embedded.templates import Templates
    from labs.embedded.wallet import Wallets


def ignore(_: str) -> None:
    """Takes a progress text and does nothing."""


def no_calls() -> list[tuple[str, float]]:
    """No call is under way."""
    return []


class Node:
    """A running node. Made by open(), ended by close()."""

    chain: "Chain"
    mempool: "Mempool"
    templates: "Templates"
    wallets: "Wallets | None"

    def __init__(self, options: Options, clock: Clock, log: DebugLog) -> None:
        self.options = options
        self.clock = clock
        self.log = log
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.stop_requested = threading.Event()
        self.started_at = time.monotonic()
        self.active_calls: Callable[[], list[tuple[str, float]]] = no_calls
        self.peers: Peers | None = None
        self.network_active = options.flag("networkactive", True)

    @classmethod
    def open(
        cls,
        options: Options,
        clock: Clock | None = None,
        log: DebugLog | None = None,
        progress: Callable[[str], None] = ignore,
    ) -> "Node":
        """Opens the chain first, then what stands on it. `progress` gets the words of warm-up answers."""
        from labs.embedded.chain import Chain
        from labs.embedded.mempool import Mempool
        from labs.embedded.templates import Templates

        if not options.disable_wallet:  # before the chain, which waits for the kernel's library
            from labs.embedded.wallet import Wallets

        clock = clock or Clock()
        if options.mock_time:
            clock.set_mock(options.mock_time)
        node = cls(options, clock, log or DebugLog(None, clock))
        progress("Loading block index…")
        node.chain = Chain.open(options, clock, node.log)
        try:
            node.chain.listeners.append(node)
            node.chain.on_failure = node.stop_requested.set
            node.mempool = Mempool(node.chain, options, clock)
            node.mempool.on_change = node.notify
            node.mempool.log = node.log.debug
            node.templates = Templates(node.chain, node.mempool, options, clock)
            node.wallets = None
            with node.lock:
                if not options.disable_wallet:
                    progress("Loading wallet…")
                    node.wallets = Wallets(node.chain, node.mempool, options, clock, node.log)
                    node.wallets.load_on_start()
                node.mempool.load()
        except BaseException:
            node.chain.close()
            raise
        return node

    def notify(self) -> None:
        """Wakes who waits for something new. Called with the lock held."""
        self.changed.notify_all()

    def chain_settled(self) -> None:
        """Called by the chain after each outer change."""
        if 0 < self.options.number("stopatheight", 0) <= self.chain.height:
            self.stop_requested.set()
        self.changed.notify_all()

    def block_connected(self, entry: object, block: object, undo: object) -> None:
        """The chain tells its listeners every block; the node only waits for the end of the change."""

    def block_disconnected(self, entry: object, block: object, undo: object) -> None:
        """As block_connected."""

    def request_stop(self) -> None:
        """Asks the daemon to end, and wakes everybody who waits."""
        self.stop_requested.set()
        if self.lock.acquire(timeout=0.5):
            try:
                self.changed.notify_all()
            finally:
                self.lock.release()

    def close(self) -> None:
        """Ends the parts, the latest first."""
        with self.lock:
            if self.wallets is not None:
                self.wallets.close()
            self.mempool.close()
            self.chain.close()
