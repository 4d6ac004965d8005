"""The worker as a process of its own, killed or stopped at any moment while it grades in the real sandbox."""

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
from hub.slot import Slot
from hub.worker import Stopped, Stops, Worker
from progress import handins, queue, releases, tables, verdicts
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
def worker(settings: Settings, lease_s: int = 4) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "HUNAR_STATE": str(settings.state),
        "HUNAR_DATABASE_URL": settings.database_url or "",
        "HUNAR_LEASE_S": str(lease_s),
    }
    process = subprocess.Popen([sys.executable, "-m", "hub.worker"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def state_of(engine: Engine, submission_id: int) -> str:
    found = handins.receipt(engine, submission_id)
    assert found is not None
    return found.state


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
    with worker(settings) as first:
        until(lambda: state_of(engine, receipt.id) == "running")
        time.sleep(1)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert state_of(engine, receipt.id) == "running" and verdicts.current(engine, receipt.id) is None
    with worker(settings) as second, worker(settings):
        until(lambda: state_of(engine, receipt.id) == "graded")
        second.send_signal(signal.SIGTERM)
        assert second.wait(10) == 0
    verdict = verdicts.current(engine, receipt.id)
    assert verdict is not None and verdict.score == 4
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(tables.verdicts)).scalar_one() == 1


@pytest.mark.slow
def test_a_killed_worker_s_job_waits_for_its_successor_not_for_its_lease(
    settings: Settings, engine: Engine, store: Store, napping: bytes
) -> None:
    receipt = handins.hand_in(engine, store, "ali", "toys", "t2-napping", napping, None, datetime.now(UTC))
    with worker(settings, lease_s=600) as first:
        until(lambda: state_of(engine, receipt.id) == "running")
        first.kill()
        first.wait()
    with worker(settings, lease_s=600):
        until(lambda: state_of(engine, receipt.id) == "graded", timeout_s=30)


@pytest.mark.slow
def test_a_stop_and_a_second_one_give_the_job_back_at_once(
    settings: Settings, engine: Engine, store: Store, napping: bytes
) -> None:
    receipt = handins.hand_in(engine, store, "ali", "toys", "t2-napping", napping, None, datetime.now(UTC))
    with worker(settings, lease_s=600) as stopped:
        until(lambda: state_of(engine, receipt.id) == "running")
        for _ in range(5):
            stopped.send_signal(signal.SIGTERM)
            time.sleep(0.01)
        assert stopped.wait(10) == 0
    assert state_of(engine, receipt.id) == "queued"
    job = queue.claim(engine, "w", datetime.now(UTC))
    assert job is not None and job.tries == 1, "a job given back has lost no try"


def test_a_stop_before_the_grading_begins_gives_the_job_back(
    settings: Settings, engine: Engine, store: Store, napping: bytes
) -> None:
    """As when the signal comes right after the claim's commit, before anything else."""
    receipt = handins.hand_in(engine, store, "ali", "toys", "t2-napping", napping, None, datetime.now(UTC))
    stops = Stops()
    stops.ask()
    assert not Worker(settings, engine, stops=stops).step()
    assert state_of(engine, receipt.id) == "queued"


def test_a_stop_while_the_job_is_given_back_does_not_hinder_it() -> None:
    stops = Stops()
    with pytest.raises(Stopped), stops.heeded():
        stops.ask()
    stops.ask()  # raises nothing: only a block under `heeded` is broken off, once
    with pytest.raises(Stopped), stops.heeded():
        raise AssertionError("begun although a stop was asked for")


def test_a_slot_belongs_to_one_process_and_keeps_its_name(tmp_path: Path) -> None:
    first, second = Slot(tmp_path), Slot(tmp_path)
    assert (first.number, second.number) == (1, 2) and first.name != second.name
    first.close()
    again = Slot(tmp_path)
    assert (again.number, again.name) == (1, first.name)
    again.close()
    second.close()
    elsewhere = Slot(tmp_path / "other")
    assert elsewhere.name != first.name, "another state folder may share the database"
    elsewhere.close()


def test_a_worker_killed_between_verdict_and_certificate_leaves_it_to_its_successor(
    settings: Settings, released: Engine, store: Store
) -> None:
    def certificates() -> list[str]:
        with reading(released) as connection:
            return list(connection.execute(select(tables.credentials.c.learner)).scalars())

    toy.graded(released, store, score=18, reflected=False)  # by a worker named "worker", and no more
    assert certificates() == []
    Worker(settings, released, name="another").recover()
    assert certificates() == []
    for _ in range(2):
        Worker(settings, released, name="worker").recover()
        assert certificates() == ["ali"]
