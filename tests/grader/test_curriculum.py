"""Courses and tracks that can be followed from their start, and what the gate says of those that cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.course import Course, CourseError, read_course
from grader.curriculum import Needs, course_faults, needs_of, track_faults
from grader.gate_cli import check
from grader.tracks import Track, read_tracks
from tests.grader.toy_course import lay_out

NEEDS: Needs = {"a/one": [], "a/two": ["a/one"], "b/one": ["a/two"], "b/two": ["b/one", "c/one"], "c/one": []}


def course(name: str, order: list[str], prerequisites: list[str]) -> Course:
    return Course.model_validate(
        {
            "format": 1,
            "title": name,
            "name": name,
            "folder": Path(name),
            "assignments": [],
            "order": order,
            "prerequisites": prerequisites,
        }
    )


def track(*names: str) -> Track:
    badge = {"name": "B", "criteria": "All of it."}
    return Track.model_validate({"name": "t", "title": "T", "assignments": names, "badge": badge})


@pytest.mark.parametrize(
    ("order", "prerequisites", "said"),
    [
        (["one", "two"], ["a", "c/one"], []),
        (["one", "two"], ["a/one", "a/two", "c"], []),
        (["one", "two"], ["a"], ["b/two needs c/one"]),
        (["two", "one"], ["a", "c"], ["b/two comes before b/one"]),
        (["one"], ["a/two"], ["a/two needs a/one"]),
        (["one", "two"], ["a", "c", "d"], ["there is no d"]),
        (["one"], ["a", "c"], ["nothing here needs c/one"]),
        (["one", "two"], ["a", "c", "b/one"], ["a part of this course"]),
    ],
)
def test_a_course_is_closed_under_its_prerequisites(
    order: list[str], prerequisites: list[str], said: list[str]
) -> None:
    faults = [str(fault) for fault in course_faults(course("b", order, prerequisites), NEEDS)]
    assert len(faults) == len(said)
    assert all(words in fault for words, fault in zip(said, faults, strict=True))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a/one", "a/two", "b/one"], []),
        (["a/one", "b/one"], ["b/one needs a/two"]),
        (["a/two", "a/one"], ["a/two comes before a/one"]),
        (["a/one", "a/nine"], ["there is no a/nine"]),
        (["a/one", "a/one"], ["twice"]),
    ],
)
def test_a_track_is_closed_from_its_first_assignment(names: list[str], said: list[str]) -> None:
    faults = [str(fault) for fault in track_faults(track(*names), NEEDS)]
    assert len(faults) == len(said)
    assert all(words in fault for words, fault in zip(said, faults, strict=True))


def test_needs_are_what_the_assignments_say(tmp_path: Path) -> None:
    toy = read_course(lay_out(tmp_path))
    assert needs_of([toy]) == {f"toy/{a.name}": a.prerequisites for a in toy.assignments} != {}


def test_no_file_is_no_track_and_a_broken_one_is_named(tmp_path: Path) -> None:
    assert read_tracks(tmp_path) == []
    (tmp_path / "tracks.toml").write_text('[[track]]\nname = "x"\n')
    with pytest.raises(CourseError, match=r"tracks\.toml"):
        read_tracks(tmp_path)


def test_the_command_reports_a_course_and_a_track_that_are_not_closed(tmp_path: Path) -> None:
    for name, needs in (("a", "[]"), ("b", '["a/one"]')):
        folder = tmp_path / name / "one"
        folder.mkdir(parents=True)
        (tmp_path / name / "course.toml").write_text(
            'format = 1\ntitle = "T"\nassignments = ["one"]\n', encoding="utf-8"
        )
        (folder / "assignment.toml").write_text(
            f'format = 1\ntitle = "One"\nminutes = 5\nprerequisites = {needs}\n', encoding="utf-8"
        )
    (tmp_path / "tracks.toml").write_text(
        '[[track]]\nname = "t"\ntitle = "T"\nassignments = ["b/one"]\n'
        '[track.badge]\nname = "B"\ncriteria = "All."\n',
        encoding="utf-8",
    )
    result = CliRunner().invoke(check, ["--courses", str(tmp_path)])
    assert result.exit_code == 1
    assert "FAULT b/course.toml: b/one needs a/one. Add it to prerequisites" in result.output
    assert "FAULT tracks.toml, t: b/one needs a/one. Add it to assignments" in result.output
