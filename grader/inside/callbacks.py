"""What a test passes to the learner's code, as the learner's code sees it: functions, iterators, doubles.

Each lives in the checker; `ask` asks there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class CallbackIterator:
    """An iterator that lives in the checker."""

    def __init__(self, ask: Callable[..., Any], number: int) -> None:
        self._ask, self._number = ask, number

    def __iter__(self) -> CallbackIterator:
        return self

    def __next__(self) -> Any:
        found = self._ask("next", self._number)
        if not found:
            raise StopIteration
        return found[0]


class Double:
    """An object of a test (a double, a mock): its public attributes are read where it lives."""

    def __init__(self, ask: Callable[..., Any], number: int) -> None:
        object.__setattr__(self, "_hunar", (ask, number))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        ask, number = object.__getattribute__(self, "_hunar")
        return ask("attribute", number, name)

    def __setattr__(self, name: str, value: Any) -> None:
        ask, number = object.__getattribute__(self, "_hunar")
        ask("set-attribute", number, name, value)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        ask, number = object.__getattribute__(self, "_hunar")
        return ask("call", number, list(arguments), named)


def calling(ask: Callable[..., Any], number: int, name: str) -> Callable[..., Any]:
    """A function of the test's, to be called in the learner process."""

    def callback(*arguments: Any, **named: Any) -> Any:
        return ask("call", number, list(arguments), named)

    callback.__name__ = callback.__qualname__ = name
    return callback
