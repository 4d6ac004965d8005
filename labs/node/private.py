"""A node for one notebook or one test: fresh, on a port of its own, gone at the end.

with labs.node.regtest() as rpc:
    rpc.mine(101)

node = labs.node.regtest()         the same across the cells of a notebook
rpc = node.start()
node.stop()
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from labs.node import engines
from labs.node.client import Client
from labs.node.errors import AlreadyThere, NodeError
from labs.node.process import Process

WALLET = "lab"
"""The wallet that is made when none is named."""


class Regtest:
    """A private node, started and stopped. Use it with `with`, or call start() and stop()."""

    def __init__(
        self, engine: str, datadir: str | os.PathLike[str] | None, wallet: bool | str, options: Sequence[str]
    ) -> None:
        self._engine = engine
        self._given = None if datadir is None else Path(datadir).expanduser().resolve()
        self._wallet = WALLET if wallet is True else (wallet or None)
        self._options = tuple(options)
        self._process: Process | None = None
        self._client: Client | None = None

    @property
    def rpc(self) -> Client:
        """The running node's client. Raises NodeError before start() and after stop()."""
        if self._client is None:
            raise NodeError("This node is not running. Start it with start(), or use `with`.")
        return self._client

    @property
    def datadir(self) -> Path:
        """The running node's folder."""
        return self._running().datadir

    @property
    def engine(self) -> engines.Engine:
        """What the running node is, and why."""
        return self._running().engine

    @property
    def pid(self) -> int | None:
        """The running node's process."""
        return self._running().pid

    def start(self) -> Client:
        """Start the node, if it does not run, and give its client. Raises NodeError and its kinds."""
        if self._client is not None:
            return self._client
        engine = engines.choose(self._engine)
        datadir = self._given or Path(tempfile.mkdtemp(prefix="hunar-node-"))
        self._process = Process(engine, datadir, self._options, remove=self._given is None)
        _running[id(self)] = self
        try:
            datadir.mkdir(parents=True, exist_ok=True)
            client = self._process.start().owned_by(self)
            if self._wallet is not None:
                open_wallet(client, self._wallet)
                client = client.wallet(self._wallet)
        except BaseException:
            self.stop()
            raise
        self._client = client
        return client

    def stop(self) -> None:
        """End the node; a temporary folder goes with it. Does nothing when it does not run."""
        process, self._process, client, self._client = self._process, None, self._client, None
        _running.pop(id(self), None)
        if client is not None:
            client.close()
        if process is not None:
            process.stop()
            if self._given is None:
                shutil.rmtree(process.datadir, ignore_errors=True)

    def _running(self) -> Process:
        if self._process is None:
            raise NodeError("This node is not running. Start it with start(), or use `with`.")
        return self._process

    def __enter__(self) -> Client:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return "<private Bitcoin node, stopped>" if self._client is None else f"<private {self._client!r}>"


def regtest(
    engine: str = "auto",
    datadir: str | os.PathLike[str] | None = None,
    wallet: bool | str = True,
    options: Sequence[str] = (),
) -> Regtest:
    """A private node on an empty regtest chain; see the module for how to start it.

    engine: "auto", "kernel" (embedded) or "bitcoind". datadir: a folder to keep; unset is a temporary one
    that is removed. wallet: the name of a wallet to open, made if missing; True for one called "lab"; False
    for none. options: further ones as bitcoind takes them, such as "-minrelaytxfee=0.00001".
    """
    return Regtest(engine, datadir, wallet, options)


def connect(url: str = "", wallet: str | None = None, timeout_s: float = 60) -> Client:
    """A node that somebody else runs: http://name:password@host:port, or HUNAR_NODE_URL when url is empty.

    Raises NodeError when there is no address, and NodeNotRunning or AccessDenied when it does not let us in.
    """
    url = url or os.environ.get("HUNAR_NODE_URL", "")
    if not url:
        raise NodeError(
            'Which node? Give its address, connect("http://name:password@host:18443"), or ask whoever runs'
            " the"
            " class"
            " network. A node of your own is labs.node.own()."
        )
    cookie = os.environ.get("HUNAR_NODE_COOKIE", "")
    return Client(url, cookie=Path(cookie) if cookie else None, wallet=wallet, timeout_s=timeout_s)


def open_wallet(client: Client, name: str) -> None:
    """See that this wallet is loaded, making it if there is none."""
    if name in client.call("listwallets"):
        return
    with contextlib.suppress(AlreadyThere):
        if name in [wallet["name"] for wallet in client.call("listwalletdir")["wallets"]]:
            client.call("loadwallet", name)
        else:
            client.call("createwallet", name)


_running: dict[int, Regtest] = {}
_pid = os.getpid()


@atexit.register
def _stop_all() -> None:
    if os.getpid() == _pid:  # a fork's end is not ours
        for node in list(_running.values()):
            with contextlib.suppress(NodeError, OSError):
                node.stop()
