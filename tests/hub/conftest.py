"""Fixtures for the hub's tests.

short_folder    a folder with a short path: sockets in a state folder need one
running_hub     one platform for all slow tests of a module, with two learners' servers and an instructor
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.running import Person, Platform, running


@pytest.fixture
def short_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hu-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class RunningHub:
    platform: Platform
    ali: Person
    sana: Person
    teacher: Person


@pytest.fixture(scope="module")
def running_hub() -> Iterator[RunningHub]:
    folder = Path(tempfile.mkdtemp(prefix="hu-"))
    limits = {
        "learner_memory_mib": "700",
        "learner_processes": "160",
        "learner_home_mib": "64",
        "workers": "0",
    }
    with running(folder / "var", **limits) as platform:
        people = [platform.add("ali", "learner"), platform.add("sana", "learner")]
        people.append(platform.add("teacher", "instructor", "blockchain"))
        for person in people:
            person.start_server()
        yield RunningHub(platform, *people)
    shutil.rmtree(folder, ignore_errors=True)
