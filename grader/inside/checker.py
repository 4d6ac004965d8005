"""The checker: runs the instructor's notebook, with stand-ins where the learner's names are.

One JSON line in from whoever started it, one out. It has the tests and the expected values, and a sandbox of
its own; the learner process reaches it through the `World` only, and never has the pipe that the verdict
leaves by.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import types
from typing import Any

from grader.inside import cells, delegated
from grader.inside.channel import ChannelEnded
from grader.inside.names import Builtins, Names, Settling, bound_names, imports_only, read_names, settling
from grader.inside.policy import Policy
from grader.inside.world import World

MAX_LINE_BYTES = 64 << 20


def serve(channels: list[int]) -> None:
    """Answer the host until it ends. channels: [socket to the learner process, socket to the host]."""
    host = socket.socket(fileno=channels[1])
    lines = host.makefile("rb")
    checker: Checker | None = None
    while line := lines.readline(MAX_LINE_BYTES):
        question = json.loads(line)
        if checker is None:
            checker = Checker(channels[0], question["policy"])
            answer: dict[str, Any] = checker.start(question)
        elif "step" in question:
            answer = checker.step(**question["step"])
        else:
            answer = checker.finish()
        host.sendall(json.dumps(answer).encode() + b"\n")


class _Main(types.ModuleType):
    """`__main__` as a module: what unittest and mock look names up in."""

    def __init__(self, names: Names) -> None:
        super().__init__("__main__")
        self.__dict__["_hunar_names"] = names

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_hunar_names"][name]
        except (KeyError, NameError):
            raise AttributeError(name) from None

    def __dir__(self) -> list[str]:
        return list(self.__dict__["_hunar_names"])


class Checker:
    """One grading. policy: {"events": ..., "owned": ...} of the reference, or None to record it."""

    def __init__(self, descriptor: int, policy: dict[str, Any] | None) -> None:
        self._names = Names()
        sys.modules["__main__"] = _Main(self._names)
        cells.furnish(self._names)
        self._names["__builtins__"] = Builtins(self._names)
        self._world = World(descriptor, self._names, Policy(policy["events"] if policy else None))
        self._names.world = self._world
        self._owned: dict[str, list[str]] = dict(policy["owned"]) if policy else {}
        self._given: set[str] = set()
        self._texts: list[str] = []
        self._names[Settling.NAME] = self._world.settle
        delegated.install(self._world, self._texts)

    def start(self, question: dict[str, Any]) -> dict[str, Any]:
        """Lay out the files on both sides and set the environment."""
        for name, text in question["files"].items():
            with open(os.path.basename(name), "w", encoding="utf-8") as file:
                file.write(text)
        files, variables = question["files"], question["variables"]
        os.environ.update(variables)
        return self._guarded(lambda: {"ok": True, "value": self._world.plain("start", files, variables)})

    def step(
        self,
        role: str,
        cell: str,
        text: str,
        source: str,
        hidden: bool,
        shared: bool,
        variables: dict[str, str],
    ) -> dict[str, Any]:
        """Run one cell. source: the instructor's version of an answer; variables: of the environment."""
        self._world.cell = cell
        os.environ.update(variables)
        if role == "given":
            return self._guarded(lambda: self._give(cell, text))
        if role == "check" and not shared:
            return self._guarded(lambda: self._check(cell, text, hidden))
        if role == "check":
            return self._guarded(lambda: self._world.plain("run", cell, text, False, True))
        return self._guarded(lambda: self._answer(cell, text, source))

    def finish(self) -> dict[str, Any]:
        """What the reference did."""
        return {"events": self._world.policy.events(), "owned": self._owned}

    def _give(self, cell: str, text: str) -> dict[str, Any]:
        outcome = self._world.plain("run", cell, text, True, False)
        cells.run(cell, text, self._names)  # may fail here: it is not judged
        bound = bound_names(text)
        self._world.crossing.note_given(bound)
        self._given |= bound
        return dict(outcome)

    def _answer(self, cell: str, text: str, source: str) -> dict[str, Any]:
        recording = self._world.policy.recording and bool(source)
        before = self._world.plain("digests") if recording else {}
        self._texts.append(text)
        outcome = self._world.plain("run", cell, text, False, False)
        if source:
            cells.run(cell, imports_only(source), self._names)
            self._names.mirrored |= read_names(source) & self._given
            self._names.own(bound_names(source))
        if recording:
            self._note_owned(cell, before)
        self._names.own(set(self._owned.get(cell, [])))
        return dict(outcome)

    def _note_owned(self, cell: str, before: dict[str, bytes]) -> None:
        """Names that the reference's cell bound or changed in ways that its text does not show."""
        after = self._world.plain("digests")
        changed = {name for name in after if after[name] != before.get(name)} - self._names.owned
        imported = {name for name in changed if name not in before and dict.__contains__(self._names, name)}
        if changed - imported:
            self._owned[cell] = sorted(changed - imported)

    def _check(self, cell: str, text: str, hidden: bool) -> dict[str, Any]:
        try:
            return cells.run(cell, text, self._names, credit=True, rewrite=settling, traceable=not hidden)
        finally:
            self._world.forget()

    def _guarded(self, do: Any) -> dict[str, Any]:
        """What `do` returns; {"gone": why} when the learner process ended, whatever a test made of it."""
        try:
            outcome: dict[str, Any] = do()
        except ChannelEnded:
            outcome = {}
        except Exception as error:
            outcome = cells.failure(error)
        ended = self._world.channel.ended
        return {"gone": ended} if ended else outcome
