"""The addresses under /hunar/ on a real server: JupyterLab with Hunar's settings."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.lab_server import NO_FRAMES, Lab, running_lab
from tests.hub.lab_service import ProgressService

pytestmark = pytest.mark.slow
TOY = "assignments/toys/toy/toy.ipynb"
KEY = "0123456789abcdef"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProgressService]:
    service = ProgressService(tmp_path_factory.mktemp("progress") / "progress.sock")
    service.start()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, service: ProgressService) -> Iterator[Lab]:
    with running_lab(tmp_path_factory.mktemp("lab"), service.socket) as lab:
        yield lab


def test_released_notebooks_are_there_when_the_server_has_started(lab: Lab) -> None:
    lab.wait_for(lab.home / TOY)


def test_a_hand_in_gives_the_receipt_and_then_the_verdict(lab: Lab, service: ProgressService) -> None:
    lab.wait_for(lab.home / TOY)
    status, _, body = lab.post("hunar/submit", {"path": TOY, "key": KEY})
    assert (status, json.loads(body)) == (201, service.receipt(KEY))
    assert service.received[KEY] == (lab.home / TOY).read_bytes()
    status, _, body = lab.get(f"hunar/submissions?id={json.loads(body)['id']}")
    assert (status, json.loads(body)["verdict"]["status"]) == (200, "graded")


@pytest.mark.parametrize(
    "body",
    [
        {"path": "../toy.ipynb", "key": KEY},
        {"path": "assignments/toys/toy/other.ipynb", "key": KEY},
        {"path": "assignments/toys/absent/absent.ipynb", "key": KEY + "1"},
        {"path": TOY, "key": "../../x"},
        {"path": TOY, "key": KEY + "2", "content": "no notebook"},
        {"path": 7, "key": KEY},
        [],
        None,
    ],
)
def test_what_cannot_be_handed_in_is_refused_in_words(lab: Lab, body: object) -> None:
    status, _, answer = lab.post("hunar/submit", body)
    assert status == 400
    assert json.loads(answer)["message"].endswith(".")


def test_a_linked_notebook_is_refused(lab: Lab, service: ProgressService) -> None:
    folder = lab.home / "assignments" / "toys" / "linked"
    folder.mkdir(parents=True)
    os.symlink("/etc/hostname", folder / "linked.ipynb")
    posts = service.posts
    status, _, answer = lab.post(
        "hunar/submit", {"path": "assignments/toys/linked/linked.ipynb", "key": KEY + "3"}
    )
    assert status == 400 and "link" in json.loads(answer)["message"]
    assert service.posts == posts


@pytest.mark.parametrize("query", ["id=../../me", "id=", "course=../x&assignment=y"])
def test_queries_for_other_things_are_refused(lab: Lab, query: str) -> None:
    assert lab.get(f"hunar/submissions?{query}")[0] == 400


def test_learners_have_no_formgrader(lab: Lab) -> None:
    assert lab.get("formgrader")[0] == 404


def test_a_learners_server_releases_nothing(lab: Lab) -> None:
    status, _, answer = lab.post("hunar/release", {"path": "courses/toys/toy/toy.py"})
    assert status == 400 and "instructors" in json.loads(answer)["message"]
    assert lab.get("hunar/releases?id=1")[0] == 400


def test_nobody_gets_in_without_signing_in(lab: Lab) -> None:
    stranger = Lab(lab.url, lab.home, lab.log, lab.process, token="wrong")
    assert stranger.get("hunar/ping")[0] == 403
    assert stranger.post("hunar/submit", {"path": TOY, "key": KEY})[0] == 403


def test_instructors_alone_may_frame_formgrader_and_wrong_releases_are_refused(
    tmp_path: Path, service: ProgressService
) -> None:
    (tmp_path / "home" / "courses" / "toys" / "grading").mkdir(parents=True)
    with running_lab(tmp_path, service.socket, "instructor", ["toys"]) as teacher:
        status, headers, _ = teacher.get("formgrader")
        assert status == 200
        assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"
        assert teacher.get("lab")[1]["Content-Security-Policy"] == NO_FRAMES
        assert teacher.get("hunar/signed-in")[1]["Content-Security-Policy"] == NO_FRAMES
        wrongs: list[object] = [
            {"path": "toy.py"},
            {"path": "courses/others/toy/toy.py"},
            {"path": 7},
            [],
            None,
        ]
        for wrong in wrongs:
            status, _, answer = teacher.post("hunar/release", wrong)
            assert status == 400 and json.loads(answer)["message"].endswith("."), wrong
