"""The learner's own node: it stays when the notebook's kernel goes, and its chain stays for good.

Its folder is ~/.hunar/node. Whoever comes first starts it; later notebooks find it by what lies there:

    regtest/.cookie    name and password, written by the node at each start
    node.json          its port, pid and engine
    node.log           what it said at its start
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from labs.node import engines
from labs.node.client import Client
from labs.node.errors import AccessDenied, NodeError, NodeNotRunning, NodeTimeout, WarmingUp
from labs.node.private import WALLET, open_wallet
from labs.node.process import STOP_S, USUAL, cookie_of, free_port, last_words, wait_until_ready

FACTS = "node.json"


def own(engine: str = "auto", wallet: bool | str = True, fresh: bool = False) -> Client:
    """The learner's node, started if it does not run. It runs on until rpc.stop(), or the server's end.

    wallet: as in labs.node.regtest. fresh: throw chain and wallets away and begin with an empty chain.
    Raises NodeError and its kinds.
    """
    folder = Path.home() / ".hunar" / "node"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _one_at_a_time(folder):
        client = _found(folder)
        if fresh:
            if client is not None:
                _end(client)
            shutil.rmtree(folder / "regtest", ignore_errors=True)
            client = None
        if client is None:
            client = _start(folder, engines.choose(engine))
    name = WALLET if wallet is True else wallet
    if name:
        open_wallet(client, name)
    return client


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Two notebooks that start at once must not start two nodes."""
    with open(folder / "start.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _found(folder: Path) -> Client | None:
    """The running node's client; None where none runs."""
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        client = Client(f"http://127.0.0.1:{int(facts['port'])}", cookie=cookie_of(folder))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    try:
        wait_until_ready(client, lambda: None if _warming(client) else "it does not run")
    except NodeNotRunning:
        return None
    return client


def _warming(client: Client) -> bool:
    try:
        client.call("getblockcount")
    except WarmingUp:
        return True
    except NodeError:
        return False
    return True


def _start(folder: Path, engine: engines.Engine) -> Client:
    port = free_port()
    cookie_of(folder).unlink(missing_ok=True)
    log = folder / "node.log"
    command = [*engine.command, f"-datadir={folder}", f"-rpcport={port}", *USUAL]
    writing = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        pid = os.posix_spawn(
            command[0],
            command,
            engines.environment(),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, writing, 1),
                (os.POSIX_SPAWN_DUP2, writing, 2),
            ],
            setsid=True,
        )
    finally:
        os.close(writing)
    client = Client(f"http://127.0.0.1:{port}", cookie=cookie_of(folder))
    wait_until_ready(client, lambda: _ended(pid, log))
    facts = {"port": port, "pid": pid, "engine": engine.name}
    (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")
    return client


def _ended(pid: int, log: Path) -> str | None:
    gone, status = os.waitpid(pid, os.WNOHANG)
    if gone == 0:
        return None
    with open(log, "rb") as said:
        return f"it ended with code {os.waitstatus_to_exitcode(status)}. {last_words(said)}"


def _end(client: Client) -> None:
    """Stop the node and wait until it no longer answers."""
    with contextlib.suppress(NodeError):
        client.call("stop")
    until = time.monotonic() + STOP_S
    while time.monotonic() < until:
        client.close()
        try:
            client.call("getblockcount")
        except (NodeNotRunning, AccessDenied):
            return
        except (NodeTimeout, NodeError):
            pass
        time.sleep(0.05)
    raise NodeError("The old node does not end. Try again in a moment.")
