"""Nothing is lost: every process is killed at random moments while learners hand in.

The seed is printed; HUNAR_DRILL_SEED repeats a run's choices (not the machine's timing).
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from progress.store import Store
from tests.journeys import sums_course
from tests.journeys.drill import API, Client, Drill, token
from tests.running import Person, Platform, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]
LEARNERS = ["amina", "bilal", "chand", "dawud", "esra"]
EACH = 10
VICTIMS = ["hub", "supervisor", *["proxy", "progress", "worker-1", "worker-2"] * 2]
KILLS_APART_S = (0.0, 5.0)
HAND_INS_APART_S = 4.0
GRADED_S = 120


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="hu-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def hand_in_all(client: Client, contents: list[bytes], chance: random.Random) -> list[dict[str, Any]]:
    """One learner's receipts, in order."""
    receipts = []
    for content in contents:
        time.sleep(chance.uniform(0, 2 * HAND_INS_APART_S))
        receipts.append(client.hand_in(sums_course.HAND_IN, content))
    return receipts


def kill_all(drill: Drill, chance: random.Random) -> None:
    """Each victim once, in random order, at random moments, starting platform or not."""
    for name in chance.sample(VICTIMS, len(VICTIMS)):
        drill.kill(name, chance.uniform(*KILLS_APART_S))


def graded(platform: Platform, token: str, receipt: dict[str, Any]) -> dict[str, Any]:
    """The submission as its learner sees it, once it is graded."""
    headers = {"Authorization": f"token {token}"}
    deadline = time.monotonic() + GRADED_S
    while True:
        answer = httpx.get(f"{platform.url}{API}/submissions/{receipt['id']}", headers=headers, timeout=15)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        if found["state"] not in ("queued", "running"):
            return found
        assert time.monotonic() < deadline, f"not graded: {found}"
        time.sleep(0.3)


def rows(database: Path, query: str) -> list[Any]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_nothing_is_lost_whoever_is_killed(folder: Path) -> None:
    seed = int(os.environ.get("HUNAR_DRILL_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    chance = random.Random(seed)
    begun = time.monotonic()
    sums_course.lay_out(folder / "courses")
    release = sums_course.release(folder / "courses")
    contents = {
        name: [sums_course.handed_in(release, f"{name} {n}") for n in range(EACH)] for name in LEARNERS
    }
    with running(folder / "var", courses=str(folder / "courses"), workers="2") as platform:
        people = [platform.add(name, "learner") for name in LEARNERS]
        keep_something_at_home(people[0])
        clients = {person.name: Client(platform.url, token(person)) for person in people}
        drill = Drill(platform, folder, platform.process, folder / "var-up.log")
        try:
            receipts, kill_s = run(drill, clients, contents, chance)
            drill.wait_until_ready()
            for name, given in receipts.items():
                check_receipts(platform, clients[name].token, contents[name], given)
            check_database(platform.state, [receipt for given in receipts.values() for receipt in given])
            check_home_and_account(platform, people[0].name)
        finally:
            print(f"seed {seed}, killed {drill.killed}, starts given up {drill.gave_up}")
            refusals = Counter(refusal for client in clients.values() for refusal in client.refusals)
            print(f"tries that brought no receipt: {dict(refusals)}")
            drill.stop()
    print(f"{kill_s:.0f} s of kills, {time.monotonic() - begun:.0f} s in all")
    assert sorted(drill.killed) == sorted(VICTIMS)


def run(
    drill: Drill, clients: dict[str, Client], contents: dict[str, list[bytes]], chance: random.Random
) -> tuple[dict[str, list[dict[str, Any]]], float]:
    """All receipts by learner, and how many seconds it took."""
    begun = time.monotonic()
    with ThreadPoolExecutor(len(clients) + 1) as pool:
        killer = pool.submit(kill_all, drill, random.Random(chance.random()))
        handing = {
            name: pool.submit(hand_in_all, client, contents[name], random.Random(chance.random()))
            for name, client in clients.items()
        }
        receipts = {name: future.result() for name, future in handing.items()}
        killer.result()
    return receipts, time.monotonic() - begun


def check_receipts(
    platform: Platform, token: str, contents: list[bytes], receipts: list[dict[str, Any]]
) -> None:
    """Each is there with the same digest and bytes, graded, with full marks."""
    headers = {"Authorization": f"token {token}"}
    for content, receipt in zip(contents, receipts, strict=True):
        found = graded(platform, token, receipt)
        assert found["digest"] == receipt["digest"] == hashlib.sha256(content).hexdigest()
        assert (found["state"], found["score"]) == ("graded", 10), found
        path = f"{platform.url}{API}/submissions/{receipt['id']}/notebook"
        assert httpx.get(path, headers=headers, timeout=15).content == content


def check_database(state: Path, receipts: list[dict[str, Any]]) -> None:
    """As many submissions as receipts, one verdict each, no open job, both databases sound."""
    database = state / "hunar.sqlite"
    ids = sorted(receipt["id"] for receipt in receipts)
    assert len(set(ids)) == len(LEARNERS) * EACH
    assert [row[0] for row in rows(database, "SELECT id FROM submissions ORDER BY id")] == ids
    assert [row[0] for row in rows(database, "SELECT submission_id FROM verdicts ORDER BY 1")] == ids
    assert rows(database, "SELECT id FROM jobs WHERE finished_at IS NULL") == []
    attempts = rows(database, "SELECT learner, group_concat(attempt) FROM submissions GROUP BY 1")
    for _, numbers in attempts:
        assert sorted(map(int, numbers.split(","))) == list(range(1, EACH + 1))
    for file in (database, state / "jupyterhub.sqlite"):
        assert rows(file, "PRAGMA integrity_check") == [("ok",)]
    store = Store(state / "submissions")
    for receipt in receipts:
        store.get(receipt["digest"])


def keep_something_at_home(person: Person) -> None:
    person.start_server()
    answer = person.api(
        "PUT", "contents/kept.txt", json={"type": "file", "format": "text", "content": "میرا"}
    )
    assert answer.status_code == 201, answer.text


def check_home_and_account(platform: Platform, name: str) -> None:
    again = platform.person(name)
    again.sign_in()
    again.start_server()
    found = again.api("GET", "contents/kept.txt", params={"content": 1})
    assert found.status_code == 200 and found.json()["content"] == "میرا"
    for other in LEARNERS[1:]:
        assert platform.person(other).sign_in().url.path == "/services/progress/"
