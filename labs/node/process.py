"""Starts a node's process and waits until it answers. One class, one process, one data folder.

Readiness has four answers that are told apart: the process ended, no cookie yet, nobody listens yet, warming
up. What the process says goes to files in its folder, and into the error when it does not start.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from labs.node.client import Client
from labs.node.engines import Engine, environment
from labs.node.errors import AccessDenied, NodeNotRunning, WarmingUp

START_S = 60.0
STOP_S = 60.0
LOOK_EVERY_S = 0.01
TRIES = 3
"""A free port may be taken by somebody else before the node binds it."""
TAKEN = ("unable to bind", "address already in use", "unable to start http server")
SOCKET = "rpc.sock"
LEASH = Path(__file__).with_name("leash.py")
USUAL = (
    "-regtest",
    "-server",
    "-txindex",
    "-listen=0",
    "-printtoconsole=0",
    "-fallbackfee=0.0001",
)
"""A fee for sending before there are blocks to estimate one from: 10 sat per virtual byte."""


def cookie_of(datadir: Path) -> Path:
    """Where a regtest node writes its name and password."""
    return datadir / "regtest" / ".cookie"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment. Raises OSError where there is no network."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def address(engine: Engine, datadir: Path) -> tuple[str, list[str]]:
    """A URL for a node to be, and the options that make it listen there.

    Where grading closed the network in, it is a socket in the node's folder. Raises NodeNotRunning.
    """
    try:
        port = free_port()
    except OSError as error:
        if engine.name == "bitcoind":
            raise NodeNotRunning(f"bitcoind needs a network, and there is none here: {error}") from error
        url = f"unix:{datadir / SOCKET}"
        return url, ["-rpcallowip=127.0.0.1", f"-rpcbind={url}"]
    return f"http://127.0.0.1:{port}", [f"-rpcport={port}"]


class Process:
    """A node that ends with us. `remove`: its folder goes with it."""

    def __init__(self, engine: Engine, datadir: Path, options: Sequence[str], remove: bool) -> None:
        self.engine = engine
        self.datadir = datadir
        self.url = ""
        self._options = tuple(options)
        self._remove = remove
        self._child: subprocess.Popen[bytes] | None = None
        self._pipe = -1

    @property
    def pid(self) -> int | None:
        """Of the running process."""
        return self._child.pid if self._child is not None else None

    def start(self) -> Client:
        """Start it and wait until it answers. Raises NodeNotRunning with what it said."""
        for attempt in range(TRIES):
            self.url, listening = address(self.engine, self.datadir)
            with tempfile.TemporaryFile() as said:
                self._launch(said, listening)
                client = Client(self.url, cookie=cookie_of(self.datadir))
                try:
                    wait_until_ready(client, lambda: self._ended(said))
                except NodeNotRunning as error:
                    self.kill()
                    if attempt + 1 < TRIES and any(words in str(error).lower() for words in TAKEN):
                        continue
                    raise
                except BaseException:
                    self.kill()
                    raise
                return client
        raise AssertionError("unreachable")

    def stop(self) -> None:
        """Ask it to end, and see that it does; does nothing when it has ended."""
        child = self._child
        if child is not None and child.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(STOP_S)
        self.kill()

    def kill(self) -> None:
        """End it at once, whatever it does."""
        child, self._child = self._child, None
        if child is not None:
            if child.poll() is None:
                child.kill()
            child.wait()
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1

    def _launch(self, said: IO[bytes], listening: list[str]) -> None:
        cookie_of(self.datadir).unlink(missing_ok=True)  # of a node that was killed
        reading, self._pipe = os.pipe()
        try:
            self._child = subprocess.Popen(
                self._command(reading, listening),
                pass_fds=[reading],
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,  # a notebook's interrupt goes to its whole group
            )
        finally:
            os.close(reading)

    def _command(self, pipe: int, listening: list[str]) -> list[str]:
        engine = self.engine.command
        program = ["embedded"] if self.engine.name == "kernel" else [*engine]
        folder = str(self.datadir) if self._remove else ""
        options = [f"-datadir={self.datadir}", *listening, *USUAL, *self._options]
        return [sys.executable, "-P", str(LEASH), str(pipe), folder, *program, *options]

    def _ended(self, said: IO[bytes]) -> str | None:
        """What it said, when it has ended."""
        if self._child is None or self._child.poll() is None:
            return None
        return f"{self.engine.name} ended with code {self._child.returncode}. {last_words(said)}"


def wait_until_ready(client: Client, ended: Callable[[], str | None]) -> None:
    """Return when the node answers. Raises NodeNotRunning when it ended, or took longer than START_S."""
    until = time.monotonic() + START_S
    while True:
        try:
            client.call("getblockcount")
            return
        except (NodeNotRunning, AccessDenied, WarmingUp) as error:
            if said := ended():
                raise NodeNotRunning(f"The node did not start: {said}") from None
            if time.monotonic() > until:
                raise NodeNotRunning(f"The node did not answer within {START_S:g} seconds: {error}") from None
        time.sleep(LOOK_EVERY_S)


def last_words(said: IO[bytes]) -> str:
    """The last lines of what a process wrote."""
    said.seek(0)
    return "\n".join(said.read().decode("utf-8", "replace").strip().splitlines()[-12:])
