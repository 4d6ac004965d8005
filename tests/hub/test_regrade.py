"""`hunar regrade` at a real terminal, with real workers, of which one is killed in the middle."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from grader.build import bundle
from grader.course import Course, read_assignment
from progress import handins, regrades, releases, verdicts
from progress.database import connect, migrate
from progress.settings import Settings
from progress.store import Store

SOURCE = """
# %% nbgrader={"grade_id": "nap", "solution": true}
import time
def nap():
    ### BEGIN SOLUTION
    return 7
    ### END SOLUTION

# %% nbgrader={"grade_id": "nap-check", "grade": true, "points": 4}
assert CHECK, "[sleepless] nap() returns 7."
"""
LEARNERS = ["ali", "omar", "sana", "zia"]
ANSWER = "import time\ndef nap():\n    time.sleep(1.5)\n    return 7.0"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "state", lease_s=600)


@pytest.fixture
def engine(settings: Settings, tmp_path: Path) -> Iterator[Engine]:
    """Four learners graded by a check that was too strict, and a mended release."""
    made = connect(settings.database)
    migrate(made)
    folder = tmp_path / "toys" / "t4-nap"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text('format = 1\ntitle = "Napping"\nminutes = 5\n')
    facts = {"format": 1, "title": "Toys", "name": "toys", "folder": folder, "assignments": []}
    releases.publish_course(made, Course.model_validate(facts))
    release(made, folder, "type(nap()) is int")
    for learner in LEARNERS:
        hand_in(made, Store(settings.state / "submissions"), learner)
    with worker(settings) as process:
        until(lambda: all(r.state == "graded" for r in handins.receipts(made, "toys")))
        stop(process)
    release(made, folder, "nap() == 7")
    yield made
    made.dispose()


def release(engine: Engine, folder: Path, check: str) -> None:
    (folder / "t4-nap.py").write_text(SOURCE.replace("CHECK", check))
    releases.publish(engine, bundle(read_assignment(folder)), "teacher")


def hand_in(engine: Engine, store: Store, learner: str) -> None:
    cell = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "nap"}}, "source": ANSWER}
    content = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
    handins.hand_in(engine, store, learner, "toys", "t4-nap", content, None, datetime.now(UTC))


def environment(settings: Settings) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUNAR_")}
    return kept | {"HUNAR_STATE": str(settings.state), "HUNAR_LEASE_S": "600", "COLUMNS": "100"}


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "hub.worker"], env=environment(settings))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(20)


def until(true: Callable[[], bool], timeout_s: float = 60) -> None:
    end = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def _interruptible() -> None:
    """A background job of a shell ignores Ctrl-C, and so would what it starts: not so at a terminal."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """`hunar regrade` at a terminal of its own."""

    def __init__(self, settings: Settings, *arguments: str) -> None:
        self.seen = ""
        self._ours, theirs = pty.openpty()
        line = [sys.executable, "-m", "hub.cli", "regrade", "toys/t4-nap", *arguments]
        self.process = subprocess.Popen(
            line,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment(settings),
            start_new_session=True,
            preexec_fn=_interruptible,
        )
        os.close(theirs)
        os.set_blocking(self._ours, False)

    def shows(self, words: str) -> bool:
        try:
            self.seen += os.read(self._ours, 100_000).decode()
        except (BlockingIOError, OSError):
            pass
        return words in self.seen

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


@pytest.mark.slow
def test_a_regrade_survives_killed_workers_and_is_applied_at_the_terminal(
    settings: Settings, engine: Engine
) -> None:
    assert [verdicts.history(engine, n)[-1].score for n in (1, 2, 3, 4)] == [0, 0, 0, 0]
    terminal = Terminal(settings, "--reason", "The check was too strict.")
    until(lambda: terminal.shows("Hunar is not running on this machine"))
    with worker(settings) as first:
        until(lambda: terminal.shows("] 1 of 4"))
        time.sleep(0.5)
        first.kill()
        first.wait()
    terminal.process.send_signal(signal.SIGINT)
    until(lambda: terminal.shows("The regrade goes on."))
    assert terminal.process.wait(10) == 130
    terminal.close()
    again = Terminal(settings)
    with worker(settings) as second:
        until(lambda: again.shows("Apply? "))
        stop(second)
    assert "this is that one" in again.seen and "about" in again.seen
    assert "ali, attempt 1: 0 -> 4 of 4" in again.seen
    assert [verdicts.history(engine, n)[-1].score for n in (1, 2, 3, 4)] == [0, 0, 0, 0]
    again.type("y\n")
    until(lambda: again.shows("Applied: 4 learners"))
    assert again.process.wait(10) == 0
    again.close()
    for number in (1, 2, 3, 4):
        newest = verdicts.history(engine, number)[-1]
        assert (newest.revision, newest.score, newest.reason) == (2, 4, "The check was too strict.")
        assert newest.given_by.startswith("hunar regrade (")
    assert regrades.proposed(engine, "toys", "t4-nap") is None
