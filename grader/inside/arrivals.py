"""What may come from the learner process: objects only where the instructor's version gave them too.

Everything that comes is known by the test's own way to it (`f`, `f()`, `.name`, `.name()`), never by what the
learner calls it: a function that names itself like another gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grader.inside import standins
from grader.inside.policy import Policy
from grader.inside.references import Same

Paths = set[str]


class Arrivals:
    """The ways by which a test came to what it holds. `cell`: the one that runs."""

    def __init__(self, policy: Policy) -> None:
        self.cell = ""
        self._policy = policy
        self._now: dict[int, Paths] = {}
        self._earlier: dict[int, Paths] = {}

    def admit(self, paths: Paths, came: Iterable[Any]) -> bool:
        """Remember how these came, and tell whether all of them may."""
        admitted = True
        for value in came:
            for path in sorted(paths):
                admitted &= self._may_come(path, value)
            number = standins.number_of(value)
            if number is not None:
                self._now.setdefault(number, Paths()).update(paths)
        return admitted

    def calling(self, number: int) -> Paths:
        """The path of what a call of this function gives."""
        ways = self._now.get(number) or self._earlier.get(number) or {"something"}
        return {f"{way}()" for way in ways}

    def next_cell(self) -> None:
        """What is read again gets the way of the new cell."""
        self._earlier |= self._now
        self._now = {}

    def _may_come(self, path: str, value: Any) -> bool:
        """An object may come where the reference gave one, or something that the object can do as well.

        Iterators may always come: they hold values only.
        """
        kind = type(value)
        if kind is Same:
            return False
        if kind is standins.Iteration:
            return self._gave(path, "iterator") or True
        if kind is standins.Function:
            return self._gave(path, "function", "object", "class")
        if kind is standins.LearnersClass:
            return self._gave(path, "class", "function", "object")
        if self._gave(path, "object"):
            return True
        specials = vars(kind)
        if path == ".__iter__":
            return "__next__" in specials  # its items are judged one by one
        return ("__call__" in specials and self._gave(path, "function", "class")) or (
            "__iter__" in specials and self._gave(path, "iterator")
        )

    def _gave(self, path: str, *kinds: str) -> bool:
        """True when the reference gave one of these kinds here; recorded as the first."""
        return any(self._policy.allows(kind, self.cell, path) for kind in kinds)
