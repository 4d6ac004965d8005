"""One forked process and everything below it, as the host sees it: alive, how large, killed."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
from collections.abc import Callable

CLOSE = 0.75
"""From this share of its limit on, memory is counted with care, which costs about a millisecond a process."""


class Member:
    """The first process of its own pid namespace: when it ends, all in there has ended."""

    def __init__(self, pidfd: int, memory_mib: int, ended: Callable[[], None] = lambda: None) -> None:
        """Takes over `pidfd`. ended: called once, when this is killed or has ended by itself."""
        self._pidfd: int | None = pidfd
        self._lock = threading.Lock()
        self._memory_mib = memory_mib
        self._ended: Callable[[], None] | None = ended
        self.pid = pid_of(pidfd)

    def used_mib(self) -> float:
        """Memory of all processes here, MiB. Pages shared with others count in part, once it is much."""
        pids = [] if self.gone() else list(_with_descendants(self.pid))
        used = sum(resident_mib(pid) for pid in pids)
        return used if used < CLOSE * self._memory_mib else sum(_fair_share_mib(pid) for pid in pids)

    def gone(self) -> bool:
        """True when this process and all below it have ended."""
        with self._lock:
            if self._pidfd is not None and ended(self._pidfd):
                os.close(self._pidfd)
                self._pidfd = None
                self._tell()
            return self._pidfd is None

    def kill(self) -> None:
        """End everything in its pid namespace. Does not wait for it; may be called again."""
        with self._lock:
            if self._pidfd is not None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            self._tell()

    def _tell(self) -> None:
        if self._ended is not None:
            self._ended()
            self._ended = None


def ended(pidfd: int) -> bool:
    """True when the process behind a pidfd has ended."""
    poll = select.poll()  # select() itself cannot take descriptors above 1,023
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(0))


def pid_of(pidfd: int) -> int:
    """The process's number as this process sees it; -1 when it is gone, 0 when it is out of sight."""
    with open(f"/proc/self/fdinfo/{pidfd}", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pid:"))


def resident_mib(pid: int) -> float:
    """What is in memory of one process, shared pages in full; 0 when it is gone."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0


def _fair_share_mib(pid: int) -> float:
    """The same, with each shared page divided by the number of its users. Falls back to all of it."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            return sum(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1024
    except OSError:
        return resident_mib(pid)


def _with_descendants(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        with contextlib.suppress(OSError):  # it may have ended meanwhile
            for thread in os.listdir(f"/proc/{parent}/task"):
                with open(f"/proc/{parent}/task/{thread}/children", encoding="ascii") as file:
                    found += [int(child) for child in file.read().split()]
    return found
