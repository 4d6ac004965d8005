"""What a platform says to broken, hostile, late and unlucky hand-ins; a good one right after always works.

sums    a running platform with two small courses, `sums` and `strict` (due long ago, counts no late work),
        and a learner who hands in by token; its state and its submissions lie on small disks of their own
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys import sums_course
from tests.journeys.drill import API, token
from tests.running import Person, Platform, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
STRICT = sums_course.HAND_IN.replace(sums_course.COURSE, "strict", 1)
STATE_MIB, SUBMISSIONS_MIB = 256, 48
NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk to fill it")


@dataclass
class Sums:
    """One platform, and one learner's way to it."""

    platform: Platform
    learner: Person
    token: str
    release: dict[str, Any]

    def post(self, content: bytes, path: str = sums_course.HAND_IN, **headers: str) -> httpx.Response:
        """Hand in these bytes."""
        headers = {"Authorization": f"token {self.token}"} | headers
        return httpx.post(f"{self.platform.url}{API}/{path}", content=content, headers=headers, timeout=60)

    def notebook(self, remark: str = "") -> bytes:
        return sums_course.handed_in(self.release, remark or uuid.uuid4().hex)

    def get(self, path: str) -> httpx.Response:
        headers = {"Authorization": f"token {self.token}"}
        return httpx.get(f"{self.platform.url}{API}/{path}", headers=headers, timeout=15)

    def result(self, posted: httpx.Response) -> dict[str, Any]:
        """What became of a hand-in that was taken."""
        assert posted.status_code == 201, posted.text
        deadline = time.monotonic() + 60
        while True:
            found: dict[str, Any] = self.get(f"submissions/{posted.json()['id']}").json()
            if found["state"] not in ("queued", "running"):
                return found
            assert time.monotonic() < deadline, f"not graded: {found}"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def sums() -> Iterator[Sums]:
    folder = Path(tempfile.mkdtemp(prefix="hu-"))
    sums_course.lay_out(folder / "courses")
    due, late = "due = 2026-01-31T23:59:00+05:00", "[late]\naccept = false\n"
    sums_course.lay_out(folder / "courses", "strict", times=due, late=late)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if os.geteuid() == 0:
            for path, mib in ((folder / "var", STATE_MIB), (folder / "var" / "submissions", SUBMISSIONS_MIB)):
                stack.enter_context(small_disk(path, mib))
        platform = stack.enter_context(running(folder / "var", courses=str(folder / "courses")))
        learner = platform.add("amina", "learner")
        yield Sums(platform, learner, token(learner), sums_course.release(folder / "courses"))


@pytest.fixture(autouse=True)
def good_one_after(sums: Sums) -> Iterator[None]:
    """Whatever a test did: a good notebook is taken and graded right after it."""
    yield
    assert sums.result(sums.post(sums.notebook()))["score"] == 10


@contextmanager
def small_disk(path: Path, mib: int) -> Iterator[None]:
    path.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=700", "tmpfs", str(path)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not a byte left on this disk until the block ends."""
    filling = disk / "filling"
    with open(filling, "wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError as error:
                assert error.errno == errno.ENOSPC
    try:
        yield
    finally:
        filling.unlink()


def refused(answer: httpx.Response, status: int, words: str) -> None:
    """The answer is a problem with these words for a person."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_what_is_no_notebook_is_refused(sums: Sums) -> None:
    for content in (b"", b"hello", b"%PDF-1.7", b"[1, 2]", b'{"a": 1}', b'{"cells": [', b"\0" * 1000):
        refused(sums.post(content), 422, "This is not a notebook")


def test_50_mb_are_refused_with_what_to_do(sums: Sums) -> None:
    huge = sums.notebook("x" * 50_000_000)
    refused(sums.post(huge), 413, "clear its outputs")
    refused(sums.post(sums.notebook("x" * 6_000_000)), 413, "Clear its outputs")


def rejected(sums: Sums, content: bytes, words: str) -> None:
    """Taken with a receipt, then not graded, with these words; the page tells it too."""
    found = sums.result(sums.post(content))
    assert found["state"] == "rejected" and words in found["verdict"]["message"], found
    page = sums.learner.http.get(found["page"])
    assert words in page.text


def test_10_000_cells_are_not_graded(sums: Sums) -> None:
    notebook = json.loads(sums.notebook())
    cell: dict[str, Any] = {"cell_type": "code", "metadata": {}, "source": "", "outputs": []}
    notebook["cells"] += [cell] * 10_000
    rejected(sums, json.dumps(notebook).encode(), "at most 2000 are graded")


@pytest.mark.parametrize("depth", [200, 100_000])
def test_deep_json_is_not_graded(sums: Sums, depth: int) -> None:
    deep = sums.notebook().replace(b'"cells"', b'"x": ' + b"[" * depth + b"]" * depth + b', "cells"', 1)
    rejected(sums, deep, "nests deeper than 100 levels")


def test_another_encoding_is_told(sums: Sums) -> None:
    text = sums.notebook("caf\u00e9").decode()
    notebook = json.dumps(json.loads(text), ensure_ascii=False)
    rejected(sums, notebook.encode("utf-16"), "not UTF-8")
    refused(sums.post(notebook.encode("latin-1")), 422, "This is not a notebook")


def test_a_missing_cell_is_named(sums: Sums) -> None:
    notebook = json.loads(sums.notebook())
    notebook["cells"] = [cell for cell in notebook["cells"] if "double(n)" not in cell["source"]]
    found = sums.result(sums.post(json.dumps(notebook).encode()))
    assert (found["state"], found["score"]) == ("graded", 0)
    assert "The cell of double is missing from your notebook" in found["feedback_html"]


def test_a_doubled_cell_is_told_and_counts_once(sums: Sums) -> None:
    notebook = json.loads(sums.notebook())
    answer = next(cell for cell in notebook["cells"] if "double(n)" in cell["source"])
    notebook["cells"].append(answer)
    found = sums.result(sums.post(json.dumps(notebook).encode()))
    assert (found["state"], found["score"]) == ("graded", 10)
    assert "more than once in your notebook" in found["feedback_html"]


def test_an_unknown_assignment_is_named(sums: Sums) -> None:
    for path in (sums_course.HAND_IN.replace("s1", "s9"), sums_course.HAND_IN.replace("sums", "none", 1)):
        refused(sums.post(sums.notebook(), path), 404, "There is no assignment")
    assert sums.get(sums_course.HAND_IN.replace("s1", "s9")).status_code == 404


def test_after_the_deadline_work_is_kept_and_the_rule_is_told(sums: Sums) -> None:
    posted = sums.post(sums.notebook(), STRICT)
    assert posted.json()["late"]
    found = sums.result(posted)
    assert (found["state"], found["score"], found["total"]) == ("graded", 10, 0)
    assert "this course counts no late work" in sums.learner.http.get(found["page"]).text


def test_a_session_that_ended_meanwhile_is_told(sums: Sums) -> None:
    """The hub's word on a token is believed for 15 s at most."""
    headers = sums.learner._headers("/hub/")
    made = sums.learner.http.post("/hub/api/users/amina/tokens", headers=headers, json={"note": "short"})
    own = {"Authorization": f"token {made.json()['token']}"}
    assert sums.post(sums.notebook(), **own).status_code == 201
    ended = sums.learner.http.delete(f"/hub/api/users/amina/tokens/{made.json()['id']}", headers=headers)
    assert ended.status_code == 204
    deadline = time.monotonic() + 17
    me = f"{sums.platform.url}{API}/me"
    while httpx.get(me, headers=own).status_code == 200:
        assert time.monotonic() < deadline, "a revoked token is still believed"
        time.sleep(0.5)
    before = len(sums.get(sums_course.HAND_IN).json())
    refused(sums.post(sums.notebook(), **own), 401, "Sign in first")
    assert len(sums.get(sums_course.HAND_IN).json()) == before


def test_hand_ins_at_once_are_all_kept_each_with_its_number(sums: Sums) -> None:
    contents = [sums.notebook() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        receipts = [answer.json() for answer in pool.map(sums.post, contents)]
    numbers = sorted(receipt["attempt"] for receipt in receipts)
    assert numbers == list(range(numbers[0], numbers[0] + 6))
    for content, receipt in zip(contents, receipts, strict=True):
        assert sums.get(f"submissions/{receipt['id']}/notebook").content == content


def test_the_same_hand_in_at_once_is_one(sums: Sums) -> None:
    content, key = sums.notebook(), uuid.uuid4().hex
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: sums.post(content, **{"Idempotency-Key": key}), range(6)))
    assert len({answer.json()["id"] for answer in answers}) == 1


@NEEDS_ROOT
def test_a_full_disk_of_submissions_is_told(sums: Sums) -> None:
    with full(sums.platform.state / "submissions"):
        refused(sums.post(sums.notebook()), 507, "disk is full")
        assert sums.get(sums_course.HAND_IN).status_code == 200


@NEEDS_ROOT
def test_a_full_disk_of_the_database_is_told_and_keeps_what_it_took(sums: Sums) -> None:
    taken = sums.post(sums.notebook())
    sums.result(taken)
    with sqlite3.connect(sums.platform.state / "hunar.sqlite") as connection:  # a long log has room to spare
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with full(sums.platform.state):
        refused(sums.post(sums.notebook()), 507, "disk is full")
        assert sums.get(f"submissions/{taken.json()['id']}").json()["score"] == 10
