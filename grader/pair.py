"""The two processes that grade one submission, seen from outside: asked a step at a time, within limits.

The learner process and the checker share one socket; only the checker has the one that leads here. Time and
memory are kept from here, for both: whichever breaks a limit ends both.
"""

from __future__ import annotations

import json
import logging
import os
import select
import socket
import time
from types import TracebackType
from typing import Any, Literal, Self

from grader.course import Limits
from grader.kinds import Kind
from grader.zygotes import Member, Nursery

End = Literal["crashed", "timed_out", "out_of_memory"]
MAX_ANSWER_BYTES = 4_000_000
MEMORY_LOOK_S = 0.1
log = logging.getLogger(__name__)


class Gone(Exception):
    """The pair ended, or had to be, before it answered. `fault`: the learner process broke the rules."""

    def __init__(self, end: End, detail: str, *, fault: bool = False) -> None:
        super().__init__(f"{end}: {detail}")
        self.end = end
        self.detail = detail
        self.fault = fault


class Pair:
    """A learner process and its checker; a context manager that ends both."""

    def __init__(self, nursery: Nursery, kind: Kind, limits: Limits) -> None:
        """Raises SandboxUnavailable."""
        self.started = time.monotonic()
        self._deadline = self.started + limits.timeout_s
        self._memory_mib = limits.memory_mib
        self._next_look = self.started + MEMORY_LOOK_S
        self._received = bytearray()
        self._members: list[Member] = []
        between = socket.socketpair()
        self._host, checkers_end = socket.socketpair()
        try:
            self._members.append(nursery.fork(kind, "learner", [between[0]], limits))
            self._members.append(nursery.fork(kind, "checker", [between[1], checkers_end], limits))
        except BaseException:
            self.close()
            raise
        finally:
            for end in (*between, checkers_end):
                end.close()
        self._host.setblocking(False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, question: dict[str, Any], timeout_s: float) -> dict[str, Any]:
        """The checker's answer to one line. Raises Gone; after that there are no more answers."""
        deadline = min(time.monotonic() + timeout_s, self._deadline)
        self._write(json.dumps(question).encode() + b"\n", deadline)
        while b"\n" not in self._received:
            self._wait(select.POLLIN, deadline)
            self._read()
        line, _, rest = bytes(self._received).partition(b"\n")
        self._received[:] = rest
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise self._end("crashed", "the checker gave no answer")
        if "gone" in answer:
            why = str(answer["gone"])
            raise self._end("crashed", why, fault=why != "the other side is gone")
        return answer

    def used_mib(self) -> float:
        """Memory of both processes and all below them, shared pages counted in part when it is much."""
        return sum(member.used_mib() for member in self._members)

    def close(self) -> None:
        """End both processes and everything below them. May be called twice."""
        for member in self._members:
            member.kill()
        self._host.close()

    def _write(self, data: bytes, deadline: float) -> None:
        left = memoryview(data)
        while left:
            self._wait(select.POLLOUT, deadline)
            try:
                left = left[self._host.send(left) :]
            except BlockingIOError:
                continue
            except OSError:
                raise self._end("crashed", "the checker is gone") from None

    def _read(self) -> None:
        try:
            data = self._host.recv(1 << 16)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            raise self._end("crashed", "the checker is gone")
        self._received += data
        if len(self._received) > MAX_ANSWER_BYTES:
            raise self._end("crashed", "the checker's answer is too long")

    def _wait(self, event: int, deadline: float) -> None:
        """Until the socket is ready. Raises Gone at a limit."""
        poll = select.poll()
        poll.register(self._host, event)
        while True:
            now = time.monotonic()
            if now >= deadline:
                raise self._end("timed_out", "the time limit was reached")
            if now >= self._next_look:
                self._look_at_memory(now)
            if poll.poll(max(0.0, min(deadline, self._next_look) - now) * 1000):
                return

    def _look_at_memory(self, now: float) -> None:
        self._next_look = now + MEMORY_LOOK_S
        if any(member.used_mib() > self._memory_mib for member in self._members):
            raise self._end("out_of_memory", f"more than {self._memory_mib} MiB were in use")

    def _end(self, end: End, detail: str, *, fault: bool = False) -> Gone:
        self.close()
        log.debug("a pair ended: %s, %s", end, detail)
        return Gone(end, detail, fault=fault)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0))
