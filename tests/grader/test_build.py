"""A folder of text becomes a bundle, and a bundle becomes nbgrader's folders."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest

from grader.build import bundle, write
from grader.course import read_assignment
from grader.source import SourceError

TEXT = """
# %% nbgrader={"grade_id": "one", "solution": true} hunar={"title": "The one"}
### BEGIN SOLUTION
a = 1
### END SOLUTION

# %% nbgrader={"grade_id": "one-check", "grade": true, "points": 4}
assert a == 1

# %% nbgrader={"grade_id": "one-hidden", "grade": true, "points": 6}
### BEGIN HIDDEN TESTS
assert a is not True
### END HIDDEN TESTS
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An assignment folder with data, a link and a draft beside the source."""
    folder = tmp_path / "courses" / "demo" / "one"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(
        'format = 1\ntitle = "One"\nminutes = 5\n[limits]\ntimeout_s = 9\n'
    )
    (folder / "one.py").write_text(TEXT)
    (folder / "data.csv").write_text("a,b\n1,2\n")
    (folder / "wrong_answers.py").write_text("# %%\n")
    os.symlink("/etc/hostname", folder / "link.txt")
    return folder


def test_a_bundle_holds_all_that_the_platform_needs(folder: Path) -> None:
    built = bundle(read_assignment(folder))
    assert (built.course, built.assignment, built.max_score, built.limits.timeout_s) == (
        "demo",
        "one",
        10.0,
        9,
    )
    assert [(cell.grade_id, cell.kind, cell.title) for cell in built.cells] == [
        ("one-check", "visible", "The one"),
        ("one-hidden", "hidden", "The one"),
    ]
    assert built.files == {"data.csv": "a,b\n1,2\n"}
    assert "a = 1" in built.source_ipynb
    assert "a = 1" not in built.release_ipynb


def test_two_builds_have_one_digest_and_a_changed_text_another(folder: Path) -> None:
    first = bundle(read_assignment(folder)).digest()
    assert bundle(read_assignment(folder)).digest() == first
    (folder / "one.py").write_text(TEXT.replace("a = 1", "a = 1.0"))
    assert bundle(read_assignment(folder)).digest() != first


def test_written_folders_are_those_of_nbgrader(folder: Path, tmp_path: Path) -> None:
    built = bundle(read_assignment(folder))
    paths = write(built, tmp_path / "out")
    assert paths == [tmp_path / "out/demo" / kind / "one/one.ipynb" for kind in ("source", "release")]
    assert paths[1].read_text() == built.release_ipynb
    assert (tmp_path / "out/demo/release/one/data.csv").read_text() == "a,b\n1,2\n"
    nbformat.validate(nbformat.read(paths[1], as_version=4))
    assert sorted(path.name for path in paths[0].parent.iterdir()) == ["data.csv", "one.ipynb"]


def test_an_assignment_without_points_is_refused(folder: Path) -> None:
    (folder / "one.py").write_text("# %%\n1\n")
    with pytest.raises(SourceError, match="no cell carries points"):
        bundle(read_assignment(folder))


def test_data_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / "data.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(SourceError, match="UTF-8"):
        bundle(read_assignment(folder))
