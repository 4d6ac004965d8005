"""The machine's processes as /proc tells them: parents, ages, memory."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass

PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Process:
    """One line of /proc."""

    pid: int
    parent: int
    started: int
    rss_mib: float


def processes() -> dict[int, Process]:
    """Every process of this machine."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (process := _process(int(name))) is not None:
            found[process.pid] = process
    return found


def started_at(pid: int) -> int:
    """Clock ticks since boot at which the process began; 0 if it is gone."""
    process = _process(pid)
    return 0 if process is None else process.started


def tree(root: int, table: dict[int, Process]) -> list[Process]:
    """The process `root` and all below it, oldest first within a parent."""
    children: dict[int, list[Process]] = {}
    for process in table.values():
        children.setdefault(process.parent, []).append(process)

    def walk(pid: int) -> Iterator[Process]:
        if pid in table:
            yield table[pid]
        for child in sorted(children.get(pid, []), key=lambda one: (one.started, one.pid)):
            yield from walk(child.pid)

    return list(walk(root))


def pss_mib(process: Process) -> float:
    """Proportional memory of a process in MiB; its RSS where the kernel does not tell."""
    try:
        with open(f"/proc/{process.pid}/smaps_rollup") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return process.rss_mib


def end(process: Process) -> None:
    """End this process, not a later one with its number."""
    try:
        handle = os.pidfd_open(process.pid)
    except OSError:
        return
    try:
        if started_at(process.pid) == process.started:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
    except OSError:
        pass
    finally:
        os.close(handle)


def _process(pid: int) -> Process | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return Process(pid, int(fields[1]), int(fields[19]), int(fields[21]) * PAGE / MIB)
