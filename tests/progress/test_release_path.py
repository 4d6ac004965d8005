"""From an instructor's files to what learners are offered: the API, the queue, a worker, the whole gate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from hub.worker import Worker
from progress import queue, releases
from progress.settings import Settings
from tests.grader.toy_course import NAME, RIGHT, change, handed_in, lay_out
from tests.progress.service import Service
from tests.progress.toy import NOON

pytestmark = [pytest.mark.slow]
OFFERED = f"courses/toy/assignments/{NAME}/release"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return lay_out(tmp_path)


@pytest.fixture
def sara(service: Service) -> httpx.Client:
    """The instructor of the toy course."""
    return service.teacher("sara", "toy")


def files(course: Path) -> dict[str, str]:
    """What JupyterLab's release button sends."""
    found = {path.name: path.read_text(encoding="utf-8") for path in (course / NAME).iterdir()}
    return found | {"course.toml": (course / "course.toml").read_text(encoding="utf-8")}


def work(settings: Settings, engine: Engine) -> None:
    """One worker's turn: there is a job, and it is done."""
    assert Worker(settings, engine).step()


def ask(sara: httpx.Client, course: Path) -> int:
    asked = sara.post("courses/toy/releases", json={"files": files(course)})
    assert (asked.status_code, asked.json()["state"]) == (202, "checking"), asked.text
    return int(asked.json()["id"])


def concluded(sara: httpx.Client, check_id: int) -> dict[str, Any]:
    found: dict[str, Any] = sara.get(f"releases/{check_id}").json()
    return found


def test_a_sound_assignment_is_checked_released_and_graded(
    service: Service, settings: Settings, engine: Engine, course: Path, sara: httpx.Client
) -> None:
    ali = service.learner("ali")
    check_id = ask(sara, course)
    assert ali.get(OFFERED).status_code == 404, "nothing is offered before the gate has said yes"
    work(settings, engine)
    check = concluded(sara, check_id)
    assert (check["state"], check["faults"]) == ("released", [])
    offered = ali.get(OFFERED).json()
    assert offered["release_digest"] == check["digest"]
    assert "secret_factor_two" not in offered["notebook"] and "hidden_case" not in offered["notebook"]
    facts = releases.facts(engine, "toy")
    assert facts is not None and facts.order == [NAME]
    kept = releases.current(engine, "toy", NAME)
    assert kept is not None and kept.released_by == "sara"

    posted = ali.post(
        f"courses/toy/assignments/{NAME}/submissions",
        content=handed_in(offered["notebook"], {"double": RIGHT}),
    )
    work(settings, engine)
    assert ali.get(f"submissions/{posted.json()['id']}").json()["score"] == 5
    assert not Worker(settings, engine).step(), "no job is left"


def test_a_fault_refuses_the_release_and_what_was_offered_stays(
    service: Service, settings: Settings, engine: Engine, course: Path, sara: httpx.Client
) -> None:
    check_id = ask(sara, course)
    work(settings, engine)
    before = concluded(sara, check_id)["digest"]
    change(course / NAME / f"{NAME}.py", "secret_factor_two = 2", "secret_factor_two = 3")
    check_id = ask(sara, course)
    work(settings, engine)
    check = concluded(sara, check_id)
    assert (check["state"], check["digest"]) == ("refused", None)
    assert check["faults"] and all(set(fault) == {"where", "what", "mend"} for fault in check["faults"])
    assert service.learner("ali").get(OFFERED).json()["release_digest"] == before


def test_files_that_cannot_be_read_are_refused_by_name(
    settings: Settings, engine: Engine, course: Path, sara: httpx.Client
) -> None:
    (course / "course.toml").write_text("format = 1\ntitle = [", encoding="utf-8")
    broken = ask(sara, course)
    unlisted_course = lay_out(course.parent / "again")
    change(unlisted_course / "course.toml", f'"{NAME}"', "")
    unlisted = ask(sara, unlisted_course)
    work(settings, engine)
    work(settings, engine)
    first, second = concluded(sara, broken), concluded(sara, unlisted)
    assert first["state"] == second["state"] == "refused"
    assert "course.toml" in first["faults"][0]["what"] and "/tmp" not in json.dumps(first)
    assert (second["faults"][0]["where"], NAME in second["faults"][0]["what"]) == ("course.toml", True)
    assert releases.current(engine, "toy", NAME) is None and releases.facts(engine, "toy") is None


def test_a_check_that_killed_three_workers_is_refused_and_run_no_more(
    settings: Settings, engine: Engine, course: Path, sara: httpx.Client
) -> None:
    check_id = ask(sara, course)
    for _ in range(queue.MAX_TRIES):
        assert queue.claim(engine, "killed", NOON) is not None
        assert len(queue.put_back_all(engine, "killed")) == 1
    work(settings, engine)
    check = concluded(sara, check_id)
    assert check["state"] == "refused" and "three times" in check["faults"][0]["what"]
