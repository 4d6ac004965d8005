"""A learner's notebook on the whole platform: the class's node, a node of one's own, a private one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.grader.toy_course import change
from tests.running import REPOSITORY, Person, Platform, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
COURSE = "mining"
"""The one shipped course with a network of its own."""


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    folder = Path(tempfile.mkdtemp(prefix="hu-"))
    shutil.copytree(REPOSITORY / "courses", folder / "courses")
    change(folder / "courses" / COURSE / "course.toml", "block_every_s = 60", "block_every_s = 1")
    with running(folder / "var", courses=str(folder / "courses"), workers="0") as platform:
        yield platform
    left = [process.pid for process in psutil.process_iter(["cmdline"]) if _of(process, folder)]
    assert not left, "the class's node outlived the platform"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def ali(platform: Platform) -> Person:
    person = platform.add("ali", "learner")
    person.start_server()
    return person


def _of(process: psutil.Process, folder: Path) -> bool:
    return str(folder) in " ".join(process.info["cmdline"] or [])


def test_a_notebook_uses_the_class_network_without_a_setting(ali: Person) -> None:
    code = f"""
import time, labs.node
rpc = labs.node.classroom("{COURSE}")
txid = rpc.faucet()
while rpc.getbalance() != 1:
    time.sleep(0.1)
print(rpc.getwalletinfo()["walletname"], rpc.gettransaction(txid)["confirmations"] >= 1)
try:
    rpc.stop()
except labs.node.UnknownMethod as error:
    print("kept running:", "labs.node.regtest" in str(error))
"""
    said = ali.run(code, 90)
    assert "learner-ali True" in said and "kept running: True" in said, said


def test_the_explorer_is_one_click_from_the_platform(ali: Person) -> None:
    page = ali.http.get("/services/network/")
    assert page.status_code == 200 and page.url.path == f"/services/network/{COURSE}/", page.url
    assert "Newest blocks" in page.text and "Signed in as ali" in page.text
    assert ali.http.get("/services/network/healthz").json() == {"status": "ok"}


def test_a_private_node_and_an_own_one_run_inside_the_learners_walls(ali: Person) -> None:
    code = """
import os, labs.node
with labs.node.regtest() as rpc:
    rpc.mine(101)
    print("private", rpc.getbalance())
rpc = labs.node.own()
rpc.mine(7)
print("own", rpc.getblockcount())
"""
    said = ali.run(code, 90)
    assert "private 50" in said and "own 7" in said, said
    again = ali.run("import labs.node\nprint('still', labs.node.own().getblockcount())", 90)
    assert "still 7" in again, "another kernel finds the same node"
