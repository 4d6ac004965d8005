"""The nursery: one warm zygote per set of imports, and forks of them on order, from any thread."""

from __future__ import annotations

import itertools
import os
import select
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Literal, Self

from grader.course import Limits
from grader.kinds import ORDER
from grader.kinds import Kind as Kind
from grader.kinds import kind_for as kind_for
from grader.member import Member as Member
from grader.walls import SandboxUnavailable
from grader.zygote import LOST, REMEDY, Zygote, ZygoteLost

Role = Literal["learner", "checker", "probe"]
FIRST_ID, IDS = 50_000, 10_000
REPORT_S = 30.0
CPU_EXTRA_S = 5
LOOK_S = 0.05
_turn = itertools.count()


class Nursery:
    """Keeps the zygotes; a context manager. Every process that came from it ends with it."""

    def __init__(self, most: int | None = None) -> None:
        """most: how many processes may live at once, two to a submission; by default four per core."""
        self._turns = threading.Semaphore(max(1, (most or (os.cpu_count() or 1) * 4) // 2))
        self._starter = ThreadPoolExecutor(1, "zygotes")
        self._homes: dict[Kind, _Home] = {kind: _Home(kind, self._starter) for kind in ORDER}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def fork(self, kind: Kind, role: Role, channels: Sequence[socket.socket], limits: Limits) -> Member:
        """A new process, shut in, that serves `role` on these channels (the caller closes its copies).

        A learner process waits until there is room; its checker never does, or all could wait for each other.
        Raises SandboxUnavailable.
        """
        release = self._wait_for_a_turn() if role == "learner" else _nothing
        reading, writing = os.pipe()
        try:
            files = [writing, *(channel.fileno() for channel in channels)]
            try:
                member = self._homes[kind].fork(role, limits, files, release)
            finally:
                os.close(writing)
            words = _report(reading)
        except BaseException:
            release()
            raise
        finally:
            os.close(reading)
        if words != b"ready":
            member.kill()
            raise SandboxUnavailable(
                REMEDY.format(words.decode("utf-8", "replace") or "a fork ended at once")
            )
        return member

    def close(self) -> None:
        """End all zygotes and all that they forked. May be called twice."""
        for home in self._homes.values():
            home.close()
        self._starter.shutdown()

    def _wait_for_a_turn(self) -> Callable[[], None]:
        while not self._turns.acquire(timeout=LOOK_S):
            for home in self._homes.values():
                home.look()  # whoever ended unnoticed makes room
        once = iter([self._turns.release])
        return lambda: next(once, _nothing)()


class _Home:
    """The zygote of one kind, those that it replaced, and who lives of each."""

    def __init__(self, kind: Kind, starter: ThreadPoolExecutor) -> None:
        """starter: its one thread starts all, because bubblewrap dies with the thread that started it."""
        self._kind = kind
        self._starter = starter
        self._lock = threading.Lock()
        self._current: Zygote | None = None
        self._living: dict[Zygote, list[Member]] = {}
        self._closed = False

    def fork(self, role: Role, limits: Limits, files: Sequence[int], ended: Callable[[], None]) -> Member:
        """One exchange with the zygote; one that died is started again once. Raises SandboxUnavailable."""
        bounds = {
            "memory_mib": limits.memory_mib,
            "cpu_s": int(limits.timeout_s) + CPU_EXTRA_S,
            "id": FIRST_ID + (os.getpid() * 64 + next(_turn)) % IDS if os.geteuid() == 0 else None,
        }
        with self._lock:
            try:
                zygote, pidfd = self._order(role, bounds, files)
            except ZygoteLost:
                try:
                    zygote, pidfd = self._order(role, bounds, files)
                except ZygoteLost as error:
                    raise SandboxUnavailable(LOST.format(error)) from error
            member = Member(pidfd, limits.memory_mib, ended)
            self._living[zygote].append(member)
            return member

    def look(self) -> None:
        """Forget members that ended, and end replaced zygotes without any."""
        with self._lock:
            self._look()

    def close(self) -> None:
        """End everything."""
        with self._lock:
            self._closed = True
            for zygote in self._living:
                zygote.close()
            self._living.clear()
            self._current = None

    def _order(self, role: Role, bounds: dict[str, Any], files: Sequence[int]) -> tuple[Zygote, int]:
        zygote = self._ready()
        try:
            return zygote, zygote.fork(role, bounds, files)
        except ZygoteLost:
            zygote.close()
            raise

    def _ready(self) -> Zygote:
        self._look()
        if self._closed:
            raise SandboxUnavailable("The nursery is closed: this process is ending. Nothing was run.")
        zygote = self._current
        if zygote is None or not zygote.alive() or zygote.worn():
            self._current = None
            zygote = self._current = self._starter.submit(Zygote, self._kind).result()
            self._living[zygote] = []
        return zygote

    def _look(self) -> None:
        for zygote, members in list(self._living.items()):
            members[:] = [member for member in members if not member.gone()]
            if not members and (zygote is not self._current or not zygote.alive()):
                zygote.close()
                del self._living[zygote]


def _report(reading: int) -> bytes:
    """What a fork says when it is shut in, or why it is not."""
    poll = select.poll()
    poll.register(reading, select.POLLIN)
    return os.read(reading, 4000) if poll.poll(REPORT_S * 1000) else b"a fork did not get ready in time"


def _nothing() -> None:
    pass
