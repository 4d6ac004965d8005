"""The learner's own node: it stays when the notebook's kernel goes, and its chain stays for good.

Its folder is ~/.hunar/node. Whoever comes first starts it; later notebooks find it by what lies there:

    regtest/.cookie    name and password, written by the node at each start
    node.json          its address, pid and engine
    node.log           what it said at its start
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from labs.node import engines
from labs.node.client import Client
from labs.node.errors import AccessDenied, NodeError, NodeNotRunning, WarmingUp
from labs.node.private import WALLET, open_wallet
from labs.node.process import STOP_S, USUAL, address, cookie_of, last_words, wait_until_ready

FACTS = "node.json"
USUAL_URL = "http://127.0.0.1:18443"
"""Where `hunar node` listens."""


def own(engine: str = "auto", wallet: bool | str = True, fresh: bool = False) -> Client:
    """The learner's node, started if it does not run. It runs on until rpc.stop(), or the server's end.

    engine: as in labs.node.regtest; "auto" stays with the one that made the chain. wallet: as there.
    fresh: throw chain and wallets away and begin anew. Raises NodeError and its kinds.
    """
    folder = Path.home() / ".hunar" / "node"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _one_at_a_time(folder):
        facts = _facts(folder)
        client = _found(folder, facts)
        if fresh:
            if client is not None:
                _end(client)
            shutil.rmtree(folder / "regtest", ignore_errors=True)
            client, facts = None, {}
        made_by = facts.get("engine", engine)
        if engine not in ("auto", made_by):
            raise NodeError(
                f'Your chain is one of the engine "{made_by}", and another cannot read its wallets.'
                f' Begin anew: labs.node.own(engine="{engine}", fresh=True) throws chain and wallets away.'
            )
        if client is None:
            client = _start(folder, engines.choose(made_by))
    name = WALLET if wallet is True else wallet
    if not name:
        return client
    open_wallet(client, name)
    return client.wallet(name)


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Two notebooks that start at once must not start two nodes."""
    with open(folder / "start.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _facts(folder: Path) -> dict[str, str]:
    """What node.json says; nothing where it is missing or spoilt."""
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        url, engine = str(facts["url"]), facts["engine"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {"url": url, "engine": engine} if engine in ("kernel", "bitcoind") else {}


def _found(folder: Path, facts: dict[str, str]) -> Client | None:
    """The running node's client; None where none runs."""
    for url in dict.fromkeys([facts.get("url", USUAL_URL), USUAL_URL]):
        with contextlib.suppress(ValueError, NodeNotRunning):
            client = Client(url, cookie=cookie_of(folder))
            wait_until_ready(client, functools.partial(_silent, client))
            return client
    return None


def _silent(client: Client) -> str | None:
    """None while the node reads its chain: it is there, and worth waiting for."""
    try:
        client.call("getblockcount")
    except WarmingUp:
        return None
    except NodeError as error:
        return str(error)
    return None


def _start(folder: Path, engine: engines.Engine) -> Client:
    url, listening = address(engine, folder)
    cookie_of(folder).unlink(missing_ok=True)
    log = folder / "node.log"
    command = [*engine.command, f"-datadir={folder}", *listening, *USUAL]
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
            setsid=True,  # a kernel's end and its interrupts go to the kernel's own group
        )
    finally:
        os.close(writing)
    facts = {"url": url, "pid": pid, "engine": engine.name}
    (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")
    client = Client(url, cookie=cookie_of(folder))
    wait_until_ready(client, lambda: _ended(pid, log))
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
        except NodeError:
            pass
        time.sleep(0.05)
    raise NodeError("The old node does not end. Try again in a moment.")
