"""The line that says how far a long job is."""

from __future__ import annotations

import io

import pytest

from grader.meter import Meter


class Terminal(io.StringIO):
    """A stream that says it is a terminal, and remembers what was written."""

    def isatty(self) -> bool:
        return True


def test_the_line_tells_done_failed_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, clock = Terminal(), iter([0.0, 30.0, 600.0])
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    with Meter("graded", 40, terminal) as meter:
        meter.show(10)
        meter.show(12, 1, "now a")
    lines = terminal.getvalue().split("\r\x1b[K")
    assert lines[1:] == [
        "graded [....................] 0 of 40",
        "graded [#####...............] 10 of 40, about 2 min left",
        "graded [######..............] 12 of 40, 1 failed, about 23 min left, now a",
        "",
    ]


def test_a_narrow_terminal_gets_one_line_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("COLUMNS", "30")
    Meter("graded", 40, terminal).show(12)
    assert len(terminal.getvalue().removeprefix("\r\x1b[K")) <= 29


@pytest.mark.parametrize(("stream", "total"), [(io.StringIO(), 40), (Terminal(), 0)])
def test_nothing_is_said_without_a_terminal_or_without_work(stream: io.StringIO, total: int) -> None:
    with Meter("graded", total, stream) as meter:
        meter.show(1)
    assert stream.getvalue() == ""
