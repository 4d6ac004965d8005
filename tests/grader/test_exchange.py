"""nbgrader's verbs on the real service: what a learner fetches and hands in, what is never overwritten."""

from __future__ import annotations

import gc
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from traitlets.config import Config

from grader.exchange.client import Client, ExchangeUnreachable, ServiceError
from grader.exchange.factory import configure
from grader.exchange.files import UnsafePath, below, put_new
from grader.exchange.offers import STATE, offer_releases
from tests.grader.platform import TEACHER, Platform, running_platform
from tests.grader.toy_course import NAME, RIGHT, SAME, change, handed_in

pytestmark = pytest.mark.slow  # each test runs the real service

PLACE = Path("assignments") / "toy" / NAME


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with running_platform(tmp_path) as made:
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    (folder / "assignments").mkdir(parents=True)
    return folder


def verb(
    platform: Platform,
    home: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    who: str = "amina",
    assignment: str = NAME,
    **settings: Any,
) -> Any:
    """One of nbgrader's verbs, made by its own factory from our configuration, in this person's server."""
    for key, value in platform.environment(who).items():
        monkeypatch.setenv(key, value)
    config = Config()
    configure(config, home / "assignments")
    config.CourseDirectory.course_id = "toy"
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.root = str(platform.course / "grading")
    config.update({"ExchangeList": settings} if settings else {})
    factory = ExchangeFactory(config=config)
    made = getattr(factory, name)(
        coursedir=CourseDirectory(config=config), authenticator=Authenticator(config=config), config=config
    )
    return made


def work(home: Path, platform: Platform, answers: dict[str, str]) -> None:
    notebook = home / PLACE / f"{NAME}.ipynb"
    notebook.write_bytes(handed_in(notebook.read_text(encoding="utf-8"), answers))


def test_learner_fetches_works_hands_in_and_reads_feedback(
    platform: Platform, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = verb(platform, home, "List", monkeypatch).start()
    assert (row["course_id"], row["assignment_id"], row["status"]) == ("toy", NAME, "released")
    verb(platform, home, "FetchAssignment", monkeypatch).start()
    (row,) = verb(platform, home, "List", monkeypatch).start()
    assert row["status"] == "fetched"
    assert row["notebooks"] == [{"notebook_id": NAME, "path": str(home / PLACE / f"{NAME}.ipynb")}]

    work(home, platform, {"double": SAME})
    verb(platform, home, "Submit", monkeypatch).start()
    assert platform.worker.step()
    (row,) = verb(platform, home, "List", monkeypatch, cached=True).start()
    (mine,) = row["submissions"]
    assert row["status"] == "submitted" and mine["has_exchange_feedback"] and not mine["has_local_feedback"]

    verb(platform, home, "FetchFeedback", monkeypatch).start()
    page = home / PLACE / "feedback" / mine["timestamp"] / f"{NAME}.html"
    text = page.read_text(encoding="utf-8")
    assert "double gave its input back" in text
    assert "hidden_case" not in text and "secret_factor" not in text
    (row,) = verb(platform, home, "List", monkeypatch, cached=True).start()
    assert row["submissions"][0]["local_feedback_path"] == str(page.parent)


def test_instructor_lists_everyone_and_a_learner_only_themself(
    platform: Platform, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("amina", "bilal"):
        platform.hand_in(name, {"double": RIGHT})
    rows = verb(platform, home, "List", monkeypatch, who=TEACHER, inbound=True).start()
    assert [row["student_id"] for row in rows] == ["amina", "bilal"]
    assert verb(platform, home, "List", monkeypatch, who="amina", inbound=True).start() == []
    (row,) = verb(platform, home, "List", monkeypatch, who="amina", cached=True).start()
    assert row["student_id"] == "amina"


def test_release_button_publishes_what_passes_the_gate(
    platform: Platform, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.exchange.publish.WAIT_S", 60.0)
    change(platform.course / NAME / f"{NAME}.py", "Euclid, Elements", "Euclid, The Elements")
    with platform.client("amina") as client, platform.working():
        verb(platform, home, "ReleaseAssignment", monkeypatch, who=TEACHER).start()
        assert "The Elements" in client.release("toy", NAME)["notebook"]


def test_release_button_tells_the_faults(
    platform: Platform, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.exchange.publish.WAIT_S", 60.0)
    change(platform.course / NAME / f"{NAME}.py", "of 1908", "of old")
    with platform.working(), pytest.raises(ExchangeError, match="no source has a date"):
        verb(platform, home, "ReleaseAssignment", monkeypatch, who=TEACHER).start()


def test_learner_cannot_release(platform: Platform, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ExchangeError):
        verb(platform, home, "ReleaseAssignment", monkeypatch, who="amina").start()


def test_release_feedback_says_that_learners_have_it(
    platform: Platform, home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    made = verb(platform, home, "ReleaseFeedback", monkeypatch, who=TEACHER)
    made.log = logging.getLogger("release-feedback")
    made.start()
    assert "Learners have their feedback already" in caplog.text


def test_collect_writes_the_hand_ins_into_nbgraders_tree(
    platform: Platform, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.hand_in("amina", {"double": RIGHT})
    verb(platform, home, "Collect", monkeypatch, who=TEACHER).start()
    assert (platform.course / "grading" / "submitted" / "amina" / NAME / f"{NAME}.ipynb").is_file()


def test_submit_refuses_a_link_in_place_of_the_notebook(
    platform: Platform, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verb(platform, home, "FetchAssignment", monkeypatch).start()
    notebook = home / PLACE / f"{NAME}.ipynb"
    notebook.rename(home / "elsewhere.ipynb")
    notebook.symlink_to(home / "elsewhere.ipynb")
    with pytest.raises(ExchangeError, match="is a link"):
        verb(platform, home, "Submit", monkeypatch).start()


def test_names_that_climb_are_refused(
    platform: Platform, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ExchangeError, match="is not the name of an assignment"):
        verb(platform, home, "FetchAssignment", monkeypatch, assignment="../../.ssh").start()


def test_same_key_twice_is_one_hand_in(platform: Platform) -> None:
    assert platform.hand_in("amina", {"double": RIGHT}, key="k") == platform.hand_in(
        "amina", {"double": RIGHT}, key="k"
    )
    with platform.client("amina") as client:
        assert len(client.submissions("toy", NAME)) == 1


def test_errors_are_words(platform: Platform) -> None:
    with (
        platform.client("amina") as client,
        pytest.raises(ServiceError, match="no assignment toy/none") as caught,
    ):
        client.release("toy", "none")
    assert caught.value.status == 404
    with pytest.raises(ServiceError, match="not started by Hunar"):
        Client.from_environment({})


# httpcore leaves its socket to the garbage collector when the connection is refused.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning")
def test_service_that_is_away_is_told_in_words(tmp_path: Path) -> None:
    with Client("http://progress", "amina", socket=str(tmp_path / "nobody.sock")) as client:
        with pytest.raises(ExchangeUnreachable, match="Your work is safe here"):
            client.courses()
        gc.collect()  # here, where the warning about it is expected


def test_release_is_placed_when_absent_and_only_once(platform: Platform, home: Path) -> None:
    with platform.client("amina") as client:
        (offer,) = offer_releases(client, home)
        assert offer.done == "placed" and offer.path == home / PLACE / f"{NAME}.ipynb"
        assert offer_releases(client, home) == []
        offer.path.unlink()
        (again,) = offer_releases(client, home)
        assert again.done == "placed"


def test_new_release_replaces_an_untouched_copy(platform: Platform, home: Path) -> None:
    with platform.client("amina") as client:
        offer_releases(client, home)
        change(platform.course / NAME / f"{NAME}.py", "Euclid, Elements", "Euclid, The Elements")
        platform.publish()
        (offer,) = offer_releases(client, home)
        assert offer.done == "replaced"
        assert "The Elements" in offer.path.read_text(encoding="utf-8")


def test_new_release_lies_beside_work_and_comes_once(platform: Platform, home: Path) -> None:
    with platform.client("amina") as client:
        offer_releases(client, home)
        work(home, platform, {"double": RIGHT})
        mine = (home / PLACE / f"{NAME}.ipynb").read_bytes()
        change(platform.course / NAME / f"{NAME}.py", "Euclid, Elements", "Euclid, The Elements")
        digest = platform.publish()
        (offer,) = offer_releases(client, home)
        assert offer.done == "beside" and offer.path.name == f"{NAME}-new-release-{digest[:8]}.ipynb"
        assert (home / PLACE / f"{NAME}.ipynb").read_bytes() == mine
        offer.path.unlink()
        assert offer_releases(client, home) == []


def test_work_survives_a_lost_or_damaged_state_file(platform: Platform, home: Path) -> None:
    with platform.client("amina") as client:
        offer_releases(client, home)
        work(home, platform, {"double": RIGHT})
        mine = (home / PLACE / f"{NAME}.ipynb").read_bytes()
        for damage in ("[]", "{", '{"digest": 3}'):
            (home / PLACE / STATE).write_text(damage, encoding="utf-8")
            offer_releases(client, home)
            assert (home / PLACE / f"{NAME}.ipynb").read_bytes() == mine


def test_links_in_the_way_are_never_written_through(platform: Platform, home: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (home / "assignments" / "toy").symlink_to(outside)
    with platform.client("amina") as client:
        assert offer_releases(client, home) == []
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", "", "."])
def test_paths_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsafePath):
        below(tmp_path, name)


def test_existing_file_is_never_replaced_by_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("mine", encoding="utf-8")
    assert not put_new(path, b"theirs")
    assert path.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [path], "no half-written file is left"


def test_offered_notebook_is_the_release_to_the_byte(platform: Platform, home: Path) -> None:
    with platform.client("amina") as client:
        release = client.release("toy", NAME)
        (offer,) = offer_releases(client, home)
    assert offer.path.read_text(encoding="utf-8") == release["notebook"]
    assert json.loads(release["notebook"])["cells"]
