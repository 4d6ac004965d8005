"""Which `hunar up` holds a state folder: a lock that the kernel drops with its process."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from typing import IO

from hub.state import State

STOP_S = 60
"""More than `hunar up` takes to stop everything in an orderly way."""


class AlreadyRunning(Exception):
    """Another `hunar up` holds the folder. The text names its process and address."""


def take(lock: IO[str], state: State) -> None:
    """Hold the state folder until `lock` is closed. Raises AlreadyRunning."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        facts = running(state) or {}
        where = facts.get("address", "its address is not known yet")
        raise AlreadyRunning(f"Hunar is already running (pid {facts.get('pid')}): {where}") from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


def running(state: State) -> dict[str, str | int] | None:
    """Facts about the `hunar up` that holds this state folder; None when there is none."""
    try:
        with open(state.lock) as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return None
    except FileNotFoundError:
        return None
    except BlockingIOError:
        pass
    try:
        facts: dict[str, str | int] = json.loads(state.running.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        facts = {}
    return facts | {"pid": int(state.lock.read_text() or 0)}


def stop(state: State) -> bool:
    """Stop the platform of this state folder and wait for it; False when it does not run. Raises OSError."""
    facts = running(state)
    if facts is None:
        return False
    pid = int(facts["pid"])
    for number, patience_s in ((signal.SIGTERM, STOP_S), (signal.SIGKILL, 10)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return True
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            if running(state) is None:
                return True
            time.sleep(0.1)
    raise OSError(f"process {pid} does not end")
