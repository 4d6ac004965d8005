"""Which notebook an instructor may release, and what is read for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.lab import course_file
from hub.lab.course_file import CourseFile
from hub.lab.notebook_file import Refused
from tests.grader import toy_course

FILE = CourseFile("toy", toy_course.NAME)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    toy_course.lay_out(tmp_path / "courses")
    return tmp_path


@pytest.fixture
def folder(home: Path) -> Path:
    return home / "courses" / "toy" / toy_course.NAME


def test_an_assignments_own_notebook_is_found() -> None:
    assert course_file.locate("/courses/toy/t1-sums/t1-sums.py", ["other", "toy"]) == FILE


@pytest.mark.parametrize(
    "path",
    [
        "",
        "t1-sums.py",
        "assignments/toy/t1-sums/t1-sums.ipynb",
        "courses/toy/t1-sums/wrong_answers.py",
        "courses/toy/t1-sums/t1-sums.ipynb",
        "courses/toy/t1-sums/deeper/t1-sums.py",
        "courses/../t1-sums/t1-sums.py",
        "courses/toy/../...py",
        "courses/not-mine/t1-sums/t1-sums.py",
    ],
)
def test_other_paths_are_refused_in_words(path: str) -> None:
    with pytest.raises(Refused) as refusal:
        course_file.locate(path, ["toy"])
    assert str(refusal.value).endswith(".")


def test_who_teaches_no_course_releases_nothing() -> None:
    with pytest.raises(Refused, match="do not teach"):
        course_file.locate("courses/toy/t1-sums/t1-sums.py", [""])


def test_the_text_files_and_the_courses_table_are_read(home: Path) -> None:
    files = course_file.read(home, FILE)
    assert set(files) == {"t1-sums.py", "assignment.toml", "wrong_answers.py", "course.toml"}


def test_a_link_publishes_nothing(home: Path, folder: Path) -> None:
    secret = home / "secret.txt"
    secret.write_text("only mine")
    (folder / "data.txt").symlink_to(secret)
    with pytest.raises(Refused, match=r"data\.txt: a link"):
        course_file.read(home, FILE)


def test_a_linked_folder_publishes_nothing(home: Path, folder: Path) -> None:
    folder.rename(home / "elsewhere")
    folder.symlink_to(home / "elsewhere")
    with pytest.raises(Refused, match="is a link"):
        course_file.read(home, FILE)


def test_a_missing_notebook_is_told(home: Path, folder: Path) -> None:
    (folder / "t1-sums.py").unlink()
    with pytest.raises(Refused, match=r"t1-sums\.py is missing"):
        course_file.read(home, FILE)


def test_text_that_is_not_utf8_is_told(home: Path, folder: Path) -> None:
    (folder / "data.csv").write_bytes(b"\xff\xfe1")
    with pytest.raises(Refused, match="UTF-8"):
        course_file.read(home, FILE)
