"""Holds each learner's server to its memory and disk: `python -m hub.limits`, started by `hunar up`.

rlimits bound single processes; only the sum of all that a learner runs can bound a learner. Each half
second the watch adds up the memory of each box (PSS, so that shared pages count once). Over the limit, the
biggest process goes that is not the notebook server itself, a kernel in practice. A home over its limit has
a note put into it, and kernels and terminals are ended until files are deleted; far over it, the whole
server ends. Works without cgroups, so everywhere.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import time
from dataclasses import dataclass
from pathlib import Path

from hub.processes import Process, end, processes, pss_mib, tree

TICK_S = 0.5
LOG_MIB = 8
NOTE = "HOME-IS-FULL.txt"
MIB = 1024 * 1024
log = logging.getLogger("hunar.limits")


@dataclass(frozen=True)
class Bounds:
    """One running box, as the spawner writes it to servers/<uid>/box.json."""

    name: str
    pid: int
    started: int
    """Start time of pid in clock ticks since boot: a pid may be used again."""
    memory_mib: int
    home: str
    home_mib: int
    log: str

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Bounds:
        return cls(**json.loads(text))


def protected(root: int, table: dict[int, Process] | None = None) -> list[int]:
    """What keeps the box alive: bubblewrap, its init, the server, its forwarder; each the eldest child."""
    table = processes() if table is None else table
    chain = [root]
    while len(chain) < 4:
        children = [process for process in table.values() if process.parent == chain[-1]]
        if not children:
            break
        chain.append(min(children, key=lambda one: (one.started, one.pid)).pid)
    return chain


def over_memory(bounds: Bounds, table: dict[int, Process]) -> int | None:
    """The pid to end so that the box keeps its limit: None while it does; the box itself as the last."""
    members = tree(bounds.pid, table)
    if sum(process.rss_mib for process in members) <= bounds.memory_mib:
        return None  # PSS is never more than RSS, and dear to read
    sizes = {process.pid: pss_mib(process) for process in members}
    if sum(sizes.values()) <= bounds.memory_mib:
        return None
    keep = protected(bounds.pid, table)
    if sizes.get(keep[2] if len(keep) > 2 else bounds.pid, 0) > bounds.memory_mib / 2:
        return bounds.pid
    candidates = [pid for pid in sizes if pid not in keep]
    return max(candidates, key=sizes.__getitem__) if candidates else bounds.pid


def home_size_mib(home: Path) -> float:
    """Disk space under a home in MiB, hard links counted each time; links are not followed."""
    total = 0
    folders = [str(home)]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    total += entry.stat(follow_symlinks=False).st_blocks * 512
        except OSError:
            continue  # removed meanwhile
    return total / MIB


class Watch:
    """Looks at every box, again and again."""

    def __init__(self, servers: Path) -> None:
        self._servers = servers
        self._next_look: dict[str, float] = {}

    def run(self) -> None:
        """Never returns."""
        while True:
            self.look()
            time.sleep(TICK_S)

    def look(self) -> None:
        """One round. A box that vanishes meanwhile is not an error."""
        table = processes()
        for path in self._servers.glob("*/box.json"):
            try:
                bounds = Bounds.from_json(path.read_text())
            except (OSError, ValueError, TypeError):
                continue
            root = table.get(bounds.pid)
            if root is None or root.started != bounds.started:
                continue
            self._hold_memory(bounds, table)
            self._hold_disk(bounds, table)
            _trim_log(Path(bounds.log))

    def _hold_memory(self, bounds: Bounds, table: dict[int, Process]) -> None:
        victim = over_memory(bounds, table)
        if victim is not None:
            log.warning(
                "memory: %s is over %d MiB; ending process %d", bounds.name, bounds.memory_mib, victim
            )
            end(table[victim])

    def _hold_disk(self, bounds: Bounds, table: dict[int, Process]) -> None:
        now = time.monotonic()
        if now < self._next_look.get(bounds.home, 0):
            return
        size_mib = home_size_mib(Path(bounds.home))
        took_s = time.monotonic() - now
        self._next_look[bounds.home] = now + max(1.0, 20 * took_s)  # at most a twentieth of one core
        if size_mib <= bounds.home_mib:
            return
        log.warning("disk: home of %s holds %.0f of %d MiB", bounds.name, size_mib, bounds.home_mib)
        leave_note(Path(bounds.home), size_mib, bounds.home_mib)
        keep = protected(bounds.pid, table) if size_mib < 2 * bounds.home_mib else []
        for process in tree(bounds.pid, table):
            if process.pid not in keep:
                end(process)


def leave_note(home: Path, size_mib: float, limit_mib: int) -> None:
    """Tell the learner why kernels end. No link is followed, nothing overwritten."""
    text = (
        f"Your home holds {size_mib:.0f} MiB and may hold {limit_mib} MiB:"
        " kernels and terminals are being stopped.\n"
        "Nothing of yours was deleted. Delete large files in the file browser on the left;\n"
        "kernels start again as soon as there is room. Then delete this note.\n"
    )
    try:
        folder = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        owner = os.fstat(folder)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        note = os.open(NOTE, flags, 0o600, dir_fd=folder)
        with os.fdopen(note, "w") as file:
            file.write(text)
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
    except OSError:
        pass  # it lies there already
    finally:
        os.close(folder)


def _trim_log(path: Path) -> None:
    try:
        if path.stat().st_size > LOG_MIB * MIB:
            os.truncate(path, 0)
    except OSError:
        pass


def main() -> None:
    from hub.settings import Settings
    from hub.state import State

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    Watch(State(Settings().state).servers).run()


if __name__ == "__main__":
    main()
