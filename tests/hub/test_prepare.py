"""What `hunar up` does before anything runs: publishing, working copies, the first administrator."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from grader.course import Course, read_courses
from hub import prepare
from hub.settings import REPOSITORY
from hub.state import Allotment, State, StateError
from progress import accounts, releases
from progress.database import connect, migrate


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(tmp_path / "var")
    state.prepare()
    return state


@pytest.fixture
def engine(state: State) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{state.folder / 'hunar.sqlite'}")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the course `start`, to be edited."""
    shutil.copytree(REPOSITORY / "courses" / "start", tmp_path / "courses" / "start")
    return tmp_path / "courses" / "start"


def courses(folder: Path) -> list[Course]:
    return read_courses(folder.parent)


def digest(engine: Engine) -> str:
    release = releases.current(engine, "start", "p0-check-in")
    assert release is not None
    return release.digest


def edit(folder: Path, text: str = "One more line of prose.") -> None:
    path = folder / "p0-check-in" / "p0-check-in.py"
    path.write_text(path.read_text() + f'\n# %% [markdown]\nr"""\n{text}\n"""\n')


def test_a_course_is_published_again_only_when_its_text_changed(
    engine: Engine, state: State, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare.publish(engine, state, courses(folder))
    first = digest(engine)
    assert capsys.readouterr().out == "Published start/p0-check-in\n"
    prepare.publish(engine, state, courses(folder))
    assert capsys.readouterr().out == ""
    edit(folder)
    prepare.publish(engine, state, courses(folder))
    assert digest(engine) != first


def test_an_instructors_own_release_is_not_replaced_at_the_next_start(
    engine: Engine, state: State, folder: Path
) -> None:
    from grader import build

    prepare.publish(engine, state, courses(folder))
    edit(folder, "The instructor's line.")
    (assignment,) = courses(folder)[0].assignments
    own = releases.publish(engine, build.bundle(assignment), "teacher")
    shutil.rmtree(folder)
    shutil.copytree(REPOSITORY / "courses" / "start", folder)
    prepare.publish(engine, state, courses(folder))
    assert digest(engine) == own


def test_an_instructors_own_course_facts_are_not_replaced_at_the_next_start(
    engine: Engine, state: State, folder: Path
) -> None:
    prepare.publish(engine, state, courses(folder))
    own = courses(folder)[0].model_copy(update={"title": "Begin here"})
    releases.publish_course(engine, own)
    prepare.publish(engine, state, courses(folder))
    facts = releases.facts(engine, "start")
    assert facts is not None and facts.title == "Begin here"


def test_an_untouched_working_copy_is_brought_up_to_date(state: State, folder: Path) -> None:
    (course,) = courses(folder)
    prepare.copy(course, state)
    copied = state.courses / "start" / "p0-check-in" / "p0-check-in.py"
    assert copied.read_bytes() == (folder / "p0-check-in" / "p0-check-in.py").read_bytes()
    (state.courses / "start" / "grading").mkdir()  # what instructors add does not count as a change
    edit(folder)
    prepare.copy(course, state)
    assert "One more line" in copied.read_text()


def test_an_edited_working_copy_is_left_alone_and_named(
    state: State, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course,) = courses(folder)
    prepare.copy(course, state)
    copied = state.courses / "start" / "course.toml"
    copied.write_text("# mine\n")
    edit(folder)
    prepare.copy(course, state)
    assert copied.read_text() == "# mine\n"
    assert str(state.courses / "start") in capsys.readouterr().out


@pytest.mark.parametrize("name", ["course.toml", "p0-check-in"])
def test_no_file_is_written_through_an_instructors_link(
    state: State, folder: Path, tmp_path: Path, name: str
) -> None:
    (course,) = courses(folder)
    prepare.copy(course, state)
    place = state.courses / "start" / name
    outside = tmp_path / "outside"
    place.rename(outside)
    place.symlink_to(outside)
    before = {path: path.read_bytes() for path in tmp_path.glob("outside*/**/*") if path.is_file()}
    edit(folder)
    prepare.copy(course, state)
    assert place.is_symlink()
    assert {path: path.read_bytes() for path in before} == before


def test_a_working_copy_belongs_to_the_courses_group(state: State, folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("an ordinary user has no groups to give")
    prepare.copy(courses(folder)[0], state)
    gid = Allotment(state.folder / "uids.json").course_gid("start")
    for path in (state.courses / "start", *(state.courses / "start").rglob("*")):
        facts = path.stat()
        assert facts.st_gid == gid
        assert facts.st_mode & 0o7777 == (0o2770 if path.is_dir() else 0o660)


def test_the_first_administrator_is_made_once(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    prepare.first_admin(engine)
    said = capsys.readouterr().out
    prepare.first_admin(engine)
    assert capsys.readouterr().out == ""
    account = accounts.verify(engine, "admin", said.split()[-1])
    assert account is not None and account.must_change
    assert accounts.groups(engine, "admin") == ["admins"]


def test_numbers_are_kept_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "uids.json"
    assert [Allotment(path).uid(name) for name in ("ali", "sana", "ali")] == [20_000, 20_001, 20_000]
    assert Allotment(path).course_gid("start") == 40_000
    assert Allotment(path).uid("sana") == 20_001


def test_a_state_folder_whose_sockets_would_be_too_long_is_refused(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 100)
    with pytest.raises(StateError, match="HUNAR_STATE"):
        State(deep).prepare()
    assert not deep.exists()
