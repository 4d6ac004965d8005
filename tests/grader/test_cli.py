"""`hunar grade` and `hunar build`, as typed."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbformat import NotebookNode

from grader.cli import build, commands, grade

HandIn = Callable[..., bytes]


@pytest.fixture
def folder(tmp_path: Path, squares: NotebookNode, hand_in: HandIn, good: dict[str, str]) -> Path:
    """source.py, a good and a wrong submission, a broken one and a link."""
    (tmp_path / "good.ipynb").write_bytes(hand_in(squares, good))
    (tmp_path / "wrong.ipynb").write_bytes(hand_in(squares, {"squares": "def squares(n):\n    return []"}))
    (tmp_path / "broken.ipynb").write_bytes(b"{")
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "source.py")
    return tmp_path


def test_the_commands_are_offered_to_hunar() -> None:
    assert [command.name for command in commands] == ["grade", "build"]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_json_has_one_line_per_submission_in_the_order_given(folder: Path, jobs: str) -> None:
    names = ["wrong", "good", "broken", "link", "absent", "good"]
    paths = [str(folder / f"{name}.ipynb") for name in names]
    result = CliRunner().invoke(
        grade, [*paths, "--source", str(folder / "source.py"), "--json", "--jobs", jobs]
    )
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [row["submission"] for row in rows] == paths
    assert [row["status"] for row in rows] == [
        "graded",
        "graded",
        "rejected",
        "rejected",
        "rejected",
        "graded",
    ]
    assert [row["score"] for row in rows] == [0, 15, 0, 0, 0, 15]
    assert rows[0]["exercises"][0] | {"message": ""} == {
        "grade_id": "squares-check", "status": "failed", "score": 0, "max_score": 4, "message": "",
        "misconception": "off-by-one", "hidden": False, "checks": [],
    }  # fmt: skip


def test_people_get_a_table_with_the_messages(folder: Path) -> None:
    result = CliRunner().invoke(grade, [str(folder / "wrong.ipynb"), "--source", str(folder / "source.py")])
    assert result.exit_code == 0
    assert "0 of 20 points" in result.stdout
    assert "count from 1 to n." in result.stdout


def test_limits_may_be_given(folder: Path, squares: NotebookNode, hand_in: HandIn) -> None:
    (folder / "slow.ipynb").write_bytes(hand_in(squares, {"squares": "while True: pass"}))
    arguments = [
        str(folder / "slow.ipynb"),
        "--source",
        str(folder / "source.py"),
        "--json",
        "--timeout",
        "1",
    ]
    row = json.loads(CliRunner().invoke(grade, arguments).stdout)
    assert row["exercises"][0]["status"] == "timed_out"
    assert row["wall_s"] < 6


def test_a_source_with_a_fault_grades_nothing_and_says_why(folder: Path) -> None:
    (folder / "source.py").write_text('# %% nbgrader={"grade_id": "q", "grade": true}\n1\n')
    result = CliRunner().invoke(grade, [str(folder / "good.ipynb"), "--source", str(folder / "source.py")])
    assert result.exit_code == 2
    assert "points" in result.stderr
    assert result.stdout == ""


def test_build_writes_source_and_release_of_what_is_named(folder: Path) -> None:
    course = folder / "courses" / "demo"
    for name in ("one", "two"):
        (course / name).mkdir(parents=True)
        (course / name / "assignment.toml").write_text('format = 1\ntitle = "T"\nminutes = 5\n')
        (course / name / f"{name}.py").write_text((folder / "source.py").read_text())
    (course / "course.toml").write_text('format = 1\ntitle = "Demo"\nassignments = ["one", "two"]\n')
    for target, count in (([], 4), (["demo"], 4), (["demo/two"], 2)):
        out = folder / f"out{len(target)}{count}"
        result = CliRunner().invoke(build, [*target, "--to", str(out), "--courses", str(folder / "courses")])
        assert result.exit_code == 0, result.output
        assert len(list(out.glob("demo/*/*/*.ipynb"))) == count


def test_build_of_an_unknown_course_says_what_is_missing(folder: Path) -> None:
    (folder / "courses").mkdir()
    result = CliRunner().invoke(
        build, ["absent", "--to", str(folder / "out"), "--courses", str(folder / "courses")]
    )
    assert result.exit_code == 1
    assert "course.toml is missing" in result.output


def typed(arguments: list[str], stderr: int) -> subprocess.Popen[str]:
    """`hunar grade` as a process of its own: only that has a terminal or none."""
    environment = os.environ | {"COLUMNS": "200"}
    line = [sys.executable, "-m", "hub.cli", "grade", *arguments]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=stderr, text=True, env=environment)


@pytest.mark.slow
def test_a_terminal_sees_how_far_it_is_and_the_output_stays_line_exact(folder: Path) -> None:
    names = [str(folder / f"{name}.ipynb") for name in ("good", "broken", "wrong")]
    ours, terminal = pty.openpty()
    process = typed([*names, "--source", str(folder / "source.py"), "--json"], terminal)
    os.close(terminal)
    stdout, _ = process.communicate(timeout=60)
    seen = os.read(ours, 100_000).decode()
    os.close(ours)
    assert [json.loads(line)["submission"] for line in stdout.splitlines()] == names
    assert "graded [....................] 0 of 3" in seen
    assert "] 2 of 3, 1 failed, about" in seen and "s left" in seen
    assert "] 3 of 3, 1 failed" in seen
    assert seen.endswith("\r\x1b[K"), "the line is gone at the end"


@pytest.mark.slow
def test_without_a_terminal_there_is_no_word_about_how_far_it_is(folder: Path) -> None:
    names = [str(folder / f"{name}.ipynb") for name in ("good", "wrong")]
    process = typed([*names, "--source", str(folder / "source.py"), "--json"], subprocess.PIPE)
    stdout, stderr = process.communicate(timeout=60)
    assert len(stdout.splitlines()) == 2 and "graded [" not in stderr and "\r" not in stderr
