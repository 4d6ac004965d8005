"""Run a command that dies with its parent: `python leash.py PARENT_PID COMMAND...`.

Hunar's processes hang on one another by PR_SET_PDEATHSIG, so that even SIGKILL of `hunar up` or of the hub
leaves nothing behind. The signal survives exec but not fork: each link is leashed by its own parent.
Stands alone (standard library only), because it runs before everything else.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def leashed(command: list[str]) -> list[str]:
    """The command line that runs `command` on a leash held by the calling process."""
    return [sys.executable, "-I", "-S", str(Path(__file__).resolve()), str(os.getpid()), *command]


def die_with_parent(parent_pid: int, signal_number: int = signal.SIGKILL) -> None:
    """Ask the kernel to kill this process when the parent ends. Exits at once if it has already ended."""
    prctl(PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent_pid:
        sys.exit(f"leash: parent {parent_pid} is gone")


def adopt_orphans() -> None:
    """Become the parent of every orphan below us, so that none can escape being stopped."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def prctl(option: int, value: int) -> None:
    """prctl(2). Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    die_with_parent(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])
