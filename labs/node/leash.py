"""Runs a node that must not outlive who started it: `python -m labs.node.leash FD FOLDER PROGRAM ARGUMENT...`

FD is the reading end of a pipe that only the parent writes to: when the parent is gone, however it ended, the
pipe ends, and so does the node. FOLDER is removed then (empty: nothing). PROGRAM is a path, or `embedded` for
our own engine, which runs in this very process. Our parent's number is looked at too, because a fork of the
parent may hold the pipe open.

Only the standard library, and little of it: this runs at every start of a node.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from typing import NoReturn

GRACE_S = 20
"""What the node gets to end by itself."""
LOOK_EVERY_S = 1.0


def main(arguments: list[str]) -> int:
    """Run the node until it ends; gives its exit code."""
    pipe, folder, program, *rest = arguments
    leash = Leash(int(pipe), folder)
    if program == "embedded":
        _embedded(leash, rest)
    return _beside(leash, [program, *rest])


class Leash:
    """Watches for the parent's end."""

    def __init__(self, pipe: int, folder: str) -> None:
        self._pipe = pipe
        self._folder = folder
        self._parent = os.getppid()
        self.torn = False

    def watch(self, pid: int) -> None:
        """In a thread of its own: end process `pid` when the parent is gone."""
        threading.Thread(target=self._watch, args=(pid,), daemon=True).start()

    def _watch(self, pid: int) -> None:
        tied = True
        while tied:
            ended = select.select([self._pipe], [], [], LOOK_EVERY_S)[0]
            tied = not ended and os.getppid() == self._parent
        self.torn = True
        _send(pid, signal.SIGTERM)
        time.sleep(GRACE_S)
        self.clear()
        _send(pid, signal.SIGKILL)

    def clear(self) -> None:
        """Remove the folder, where the parent can no longer do it."""
        if self.torn and self._folder:
            import shutil

            shutil.rmtree(self._folder, ignore_errors=True)


def _embedded(leash: Leash, arguments: list[str]) -> NoReturn:
    leash.watch(os.getpid())
    from labs.embedded import head_start

    head_start.begin()  # before the other imports, which run beside it
    from labs.embedded.daemon import main

    code = main(arguments)
    leash.clear()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # threads of the RPC server and of the kernel have nothing left to do


def _beside(leash: Leash, command: list[str]) -> int:
    """The program as our child; it gets a signal from the system when we are killed."""
    pid = os.fork()
    if pid == 0:
        try:
            _ends_with_parent()
            os.execv(command[0], command)
        finally:
            os._exit(127)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: _send(pid, number))
    leash.watch(pid)
    _, status = os.waitpid(pid, 0)
    leash.clear()
    return os.waitstatus_to_exitcode(status)


def _ends_with_parent() -> None:
    """Linux only: elsewhere the pipe alone has to do."""
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM, 0, 0, 0)


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
