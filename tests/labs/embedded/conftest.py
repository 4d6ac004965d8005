"""Fixtures of the embedded node's tests:

node         a running node process for the tests of one file
start_node   starts further node processes with options; each ends with its test
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.labs.embedded.processes import RunningNode


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningNode]:
    """With cookie, wallet and defaults."""
    running = RunningNode(tmp_path_factory.mktemp("node"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def start_node(tmp_path: Path) -> Iterator[Callable[..., RunningNode]]:
    """Call with command line options."""
    started: list[RunningNode] = []

    def start(*arguments: str) -> RunningNode:
        running = RunningNode(tmp_path / f"node{len(started)}", list(arguments))
        started.append(running)
        return running.start()

    yield start
    for running in started:
        running.stop()
