"""The worker as a process of its own, killed without warning while it grades in the real sandbox."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from grader.build import bundle
from grader.course import Course, read_assignment
from progress import handins, releases, scores, tables
from progress.database import reading
from progress.settings import Settings
from progress.store import Store
from tests.progress import toy

SOURCE = """
# %% nbgrader={"grade_id": "nap", "solution": true}
import time
def nap():
    ### BEGIN SOLUTION
    time.sleep(3)
    return 7
    ### END SOLUTION

# %% nbgrader={"grade_id": "nap-check", "grade": true, "points": 4}
assert nap() == 7, "[sleepless] nap() returns 7."
"""
SETTINGS = 'format = 1\ntitle = "Napping"\nminutes = 5\n'


@pytest.fixture
def napping(engine: Engine, tmp_path: Path) -> bytes:
    """A released assignment whose grading takes three seconds; returns a right submission."""
    folder = tmp_path / "toys" / "t2-napping"
    folder.mkdir(parents=True)
    (folder / "t2-napping.py").write_text(SOURCE)
    (folder / "assignment.toml").write_text(SETTINGS)
    course: Course = toy.course(assignments=("t2-napping",))
    releases.publish_course(engine, course)
    built = bundle(read_assignment(folder))
    releases.publish(engine, built, "hunar")
    return built.source_ipynb.encode()


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "HUNAR_STATE": str(settings.state),
        "HUNAR_DATABASE_URL": settings.database_url or "",
        "HUNAR_LEASE_S": "4",
    }
    process = subprocess.Popen([sys.executable, "-m", "hub.worker"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(true: Callable[[], bool], timeout_s: float = 60) -> None:
    end = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_worker_killed_while_grading_costs_nothing_and_grades_once(
    settings: Settings, engine: Engine, store: Store, napping: bytes
) -> None:
    now = datetime.now(UTC)
    receipt = handins.hand_in(engine, store, "ali", "toys", "t2-napping", napping, None, now)

    def state() -> str:
        found = handins.receipt(engine, receipt.id)
        assert found is not None
        return found.state

    with worker(settings) as first:
        until(lambda: state() == "running")
        time.sleep(1)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert state() == "running" and scores.verdict(engine, receipt.id) is None
    with worker(settings) as second, worker(settings):
        until(lambda: state() == "graded")
        second.send_signal(signal.SIGTERM)
        assert second.wait(10) == 0
    verdict = scores.verdict(engine, receipt.id)
    assert verdict is not None and verdict.score == 4
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(tables.verdicts)).scalar_one() == 1
