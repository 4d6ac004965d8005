"""One course's node: its process, its first coins, the blocks that come by themselves, its reset.

The node is a child that dies with us and is started again when it ends. Its data lie in
`<state>/network/<course>/`: `node/` is the datadir, `previous/` what it was before the last reset.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from grader.course import Network
from hub.leash import leashed
from hub.network.rpc import NodeDown, NodeError, NodeRpc
from hub.ports import free_ports
from labs.node import engines
from labs.node.process import USUAL
from progress.problem import Problem

TREASURY = "treasury"
"""The wallet that mines by itself and pays the faucet. Learners' wallets are named otherwise."""
FIRST_BLOCKS = 120
"""Twenty of them are mature at once: 1,000 coins for the faucet."""
READY_S = 60
STOP_S = 20
RESTART_S = 2
ALREADY_LOADED, NO_SUCH_WALLET, WALLET_EXISTS = -35, -18, -4
log = logging.getLogger("hunar.network")


class ClassNode:
    """Starts at `start`, mends itself until `stop`. Methods raise NodeDown while the node is not up."""

    def __init__(self, course: str, title: str, rules: Network, folder: Path) -> None:
        self.course = course
        self.title = title
        self.rules = rules
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._rpc: NodeRpc | None = None
        self._lock = threading.RLock()
        self._pulse_lock = threading.Lock()
        self._pulse, self._pulse_until = "", 0.0
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._watch = threading.Thread(target=self._keep, name=f"node-{course}", daemon=True)

    @property
    def rpc(self) -> NodeRpc:
        """The node as its owner. Raises NodeDown."""
        rpc = self._rpc
        if rpc is None or not self._ready.is_set():
            raise NodeDown("it is starting")
        return rpc

    @property
    def chain(self) -> str:
        """A name for this very chain; another after a reset."""
        return (self._folder / "chain").read_text().strip()

    def start(self) -> None:
        """Begin; returns at once."""
        self._watch.start()

    def wait_ready(self, timeout_s: float = READY_S) -> bool:
        return self._ready.wait(timeout_s)

    def stop(self) -> None:
        """End the node in an orderly way."""
        self._stopping.set()
        self._watch.join(STOP_S)
        with self._lock:
            self._end()

    def reset(self) -> None:
        """A new chain, new wallets, for the whole class. What was is kept until the next reset."""
        with self._lock:
            self._end()
            previous = self._folder / "previous"
            shutil.rmtree(previous, ignore_errors=True)
            with contextlib.suppress(FileNotFoundError):
                (self._folder / "node").rename(previous)
            (self._folder / "chain").unlink(missing_ok=True)
            self._begin()

    def open_wallet(self, name: str) -> None:
        """Load the wallet, or make it. Raises NodeError, NodeDown."""
        open_wallet(self.rpc, name)

    def pulse(self) -> str:
        """Changes whenever the tip or the mempool does. Asked of the node at most twice a second."""
        with self._pulse_lock:
            if time.monotonic() >= self._pulse_until:
                tip, waiting = self.rpc.call("getbestblockhash"), self.rpc.call("getmempoolinfo")
                self._pulse = f"{tip} {waiting['size']} {waiting['bytes']}"
                self._pulse_until = time.monotonic() + 0.5
            return self._pulse

    def mine(self) -> None:
        """One block for the treasury. Raises NodeError, NodeDown."""
        mine(self.rpc, 1)

    def _keep(self) -> None:
        """Start the node, start it again when it ends, and let blocks come."""
        next_block = time.monotonic() + self.rules.block_every_s
        while not self._stopping.wait(0.25):
            try:
                with self._lock:
                    if self._process is None or self._process.poll() is not None:
                        self._begin()
                if self.rules.block_every_s and time.monotonic() >= next_block:
                    next_block = time.monotonic() + self.rules.block_every_s
                    if self.rules.empty_blocks or self.rpc.call("getmempoolinfo")["size"]:
                        self.mine()
            except (NodeDown, NodeError, OSError) as error:
                log.warning("%s: %s: %s; trying again", self.course, type(error).__name__, error)
                self._stopping.wait(RESTART_S)

    def _begin(self) -> None:
        self._end()
        datadir = self._folder / "node"
        datadir.mkdir(parents=True, exist_ok=True, mode=0o700)
        port = free_ports(1)[0]
        command = [*engines.choose().command, f"-datadir={datadir}", f"-rpcport={port}", *USUAL]
        with open(self._folder / "node.log", "ab") as out:
            self._process = subprocess.Popen(
                leashed(command),
                cwd=self._folder,
                env=engines.environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        self._rpc = NodeRpc(port, datadir)
        self._await_answer()
        self._endow()
        self._ready.set()

    def _await_answer(self) -> None:
        assert self._rpc is not None and self._process is not None
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline and self._process.poll() is None and not self._stopping.is_set():
            try:
                self._rpc.call("getblockcount")
                return
            except (NodeDown, NodeError):
                time.sleep(0.05)
        raise NodeDown(f"it did not start; {self._folder / 'node.log'} says more")

    def _endow(self) -> None:
        """The treasury and, on an empty chain, its first coins."""
        assert self._rpc is not None
        if not (self._folder / "chain").exists():
            (self._folder / "chain").write_text(secrets.token_hex(8))
        open_wallet(self._rpc, TREASURY)
        missing = FIRST_BLOCKS - int(self._rpc.call("getblockcount"))
        if missing > 0:
            mine(self._rpc, missing)

    def _end(self) -> None:
        self._ready.clear()
        rpc, process = self._rpc, self._process
        self._rpc = self._process = None
        if rpc is not None and process is not None and process.poll() is None:
            with contextlib.suppress(NodeDown, NodeError):
                rpc.call("stop")
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if rpc is not None:
            rpc.close()


def open_wallet(rpc: NodeRpc, name: str) -> None:
    """Load the wallet, or make it. Raises NodeError, NodeDown."""
    try:
        rpc.call("loadwallet", name)
    except NodeError as error:
        if error.code == ALREADY_LOADED:
            return
        if error.code != NO_SUCH_WALLET:
            raise
        try:
            rpc.call("createwallet", name)
        except NodeError as second:  # somebody was quicker
            if second.code != WALLET_EXISTS:
                raise


def mine(rpc: NodeRpc, blocks: int) -> None:
    """Blocks whose rewards go to the treasury. Raises NodeError, NodeDown."""
    address = rpc.call("getnewaddress", wallet=TREASURY)
    rpc.call("generatetoaddress", blocks, address)


def node_of(request: Request, course: str) -> ClassNode:
    """The node of the path's `course`. Raises Problem 404."""
    node: ClassNode | None = request.app.state.nodes.get(course)
    if node is None:
        raise Problem(404, f"The course {course} has no network.")
    return node


Node = Annotated[ClassNode, Depends(node_of)]
