"""What learner code prints and warns, kept within bounds so that a test can look at it."""

from __future__ import annotations

import builtins
import io
import sys
import warnings
from collections.abc import Callable
from typing import Any, TextIO

CALL_LETTERS = 1_000_000
ALL_LETTERS = 2_000_000
WARNINGS = 50


class Printed(io.TextIOBase):
    """A text stream that keeps the first letters of each call and forgets the rest."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = CALL_LETTERS
        self._left = ALL_LETTERS
        self._warned: list[list[str]] = []

    encoding = "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if type(text) is not str:
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        kept = text[: min(self._room, self._left)]
        if kept:
            self._parts.append(kept)
            self._room -= len(kept)
            self._left -= len(kept)
        return len(text)

    def take(self) -> tuple[str, list[list[str]]]:
        """What was printed and warned since the last time."""
        text, warned = "".join(self._parts), self._warned
        self._parts, self._warned, self._room = [], [], CALL_LETTERS
        return text, warned

    def warn(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        """In the place of `warnings.showwarning`."""
        if len(self._warned) < WARNINGS:
            self._warned.append([category.__name__, str(message)[:1000]])


def install(read: Callable[[str], str]) -> Printed:
    """Take over sys.stdout and warnings; sys.stderr is thrown away. read: what sys.stdin gives."""
    printed = Printed()
    sys.stdout = printed
    sys.stdin = _Asking(read)
    sys.stderr = _Nowhere()
    warnings.showwarning = printed.warn
    warnings.simplefilter("always")
    return printed


class _Asking(io.TextIOBase):
    """sys.stdin: whatever the test put there."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> str:
        return self._read("read")

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        return self._read("readline")


class _Nowhere(io.TextIOBase):
    encoding = "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


def replay(text: Any, warned: Any) -> None:
    """Print and warn again, on the checker's side. What is malformed is left out."""
    if type(text) is str and text:
        sys.stdout.write(text[:CALL_LETTERS])
    if type(warned) is not list:
        return
    for entry in warned[:WARNINGS]:
        if type(entry) is list and len(entry) == 2 and all(type(part) is str for part in entry):
            category = getattr(builtins, entry[0], UserWarning)
            is_warning = isinstance(category, type) and issubclass(category, Warning)
            warnings.warn(entry[1], category if is_warning else UserWarning, stacklevel=2)
