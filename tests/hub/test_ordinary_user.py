"""Hunar started by an ordinary user: servers start, hand-ins are graded, and the walls stand."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.hub import test_isolation as walls
from tests.hub.conftest import RunningHub
from tests.hub.handing_in import Learner
from tests.hub.ordinary_user import UID, as_ordinary_user
from tests.running import running

pytestmark = pytest.mark.slow
PROBES = (
    walls.test_a_learner_sees_only_the_own_home,
    walls.test_the_state_folder_does_not_exist_inside,
    walls.test_other_processes_are_invisible_and_cannot_be_signalled,
    walls.test_there_is_no_network,
    walls.test_no_capability_no_new_privilege_and_a_filter,
    walls.test_forbidden_system_calls_fail,
    walls.test_the_system_is_read_only,
    walls.test_an_instructor_may_write_the_course_and_a_learner_has_none,
    walls.test_a_memory_bomb_of_one_process_ends_in_a_memory_error,
)


@pytest.fixture(scope="module")
def hub() -> Iterator[RunningHub]:
    """As tests.hub.conftest's running_hub, but nobody is root."""
    folder = Path(tempfile.mkdtemp(prefix="hu-"))
    wrapper: list[str] = []
    if os.geteuid() == 0:
        os.chown(folder, UID, UID)
        wrapper = as_ordinary_user(folder)
    with running(folder / "var", wrapper, learner_memory_mib="700") as platform:
        people = [platform.add("ali", "learner"), platform.add("sana", "learner")]
        people.append(platform.add("teacher", "instructor", "blockchain"))
        for person in people:
            person.start_server()
        yield RunningHub(platform, *people)
    shutil.rmtree(folder, ignore_errors=True)


def test_no_process_of_the_platform_is_roots(hub: RunningHub) -> None:
    up = psutil.Process(hub.platform.process.pid)
    family = [up, *up.children(recursive=True)]
    assert len(family) >= 12, "hub, proxy, service, worker and three servers"
    assert {uid for process in family for uid in process.uids()} == {up.uids().real}
    assert up.uids().real != 0


def test_the_doctor_says_what_an_ordinary_user_lacks(hub: RunningHub) -> None:
    said = hub.platform.hunar("doctor")
    assert "ok  sandbox: ran for real" in said.stdout
    assert "note  uids: running as an ordinary user" in said.stdout


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.__name__.removeprefix("test_"))
def test_isolation_holds(hub: RunningHub, probe: Callable[[RunningHub], None]) -> None:
    probe(hub)


def test_a_hand_in_is_graded(hub: RunningHub) -> None:
    learner = Learner(hub.ali)
    graded = learner.graded(learner.hand_in())
    learner.close()
    assert graded["state"] == "graded" and graded["score"] > 0
