"""One line on a terminal that says how far a long job is. Where there is no terminal it says nothing, so that
output which programs read stays as it is.
"""

from __future__ import annotations

import shutil
import sys
import time
from types import TracebackType
from typing import Self, TextIO

WIDTH = 20
"""Characters of the bar itself."""


class Meter:
    """`graded [####......] 12 of 40, 1 failed, about 3 min left`, on stderr, gone at the end.

    Before anything else is written to the terminal, `clear` the line; `show` brings it back.
    """

    def __init__(self, word: str, total: int, stream: TextIO | None = None) -> None:
        self.word = word
        self.total = total
        self._stream = sys.stderr if stream is None else stream
        self._shown = self._stream.isatty() and total > 0
        self._started: tuple[float, int] | None = None

    def __enter__(self) -> Self:
        self.show(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def show(self, done: int, failed: int = 0, remark: str = "") -> None:
        """Draw the line. The time left is reckoned from the pace since the first call."""
        if self._started is None:
            self._started = (time.monotonic(), done)
        if self._shown:
            columns = shutil.get_terminal_size().columns
            self._write(f"\r\x1b[K{self._line(done, failed, remark)[: columns - 1]}")

    def clear(self) -> None:
        """Take the line away, for other output."""
        if self._shown:
            self._write("\r\x1b[K")

    def _line(self, done: int, failed: int, remark: str) -> str:
        filled = WIDTH * done // self.total
        bar = "#" * filled + "." * (WIDTH - filled)
        parts = [f"{self.word} [{bar}] {done} of {self.total}"]
        parts += [f"{failed} failed"] if failed else []
        parts += [words for words in (self._left(done), remark) if words]
        return ", ".join(parts)

    def _left(self, done: int) -> str:
        begun, before = self._started or (0.0, 0)
        if done <= before:
            return ""
        left_s = (time.monotonic() - begun) / (done - before) * (self.total - done)
        return f"about {left_s:.0f} s left" if left_s < 90 else f"about {left_s / 60:.0f} min left"

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
