"""Every shipped assignment passes the gate that instructors pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Assignment, Course, read_courses
from grader.curriculum import course_faults, needs_of, track_faults
from grader.gate import check
from grader.tracks import Track, read_tracks

ROOT = Path(__file__).resolve().parents[2] / "courses"
COURSES = read_courses(ROOT)
ASSIGNMENTS = [assignment for course in COURSES for assignment in course.assignments]


@pytest.mark.slow
@pytest.mark.apart
@pytest.mark.timeout(600)
@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=[a.name for a in ASSIGNMENTS])
def test_a_shipped_assignment_passes_the_gate(assignment: Assignment) -> None:
    assert check(assignment) == []


@pytest.mark.parametrize("course", COURSES, ids=[course.name for course in COURSES])
def test_a_course_can_be_followed_from_its_start(course: Course) -> None:
    assert list(course_faults(course, needs_of(COURSES))) == []
    assert course.outcomes and course.title_ur


@pytest.mark.parametrize("track", read_tracks(ROOT), ids=lambda track: str(track.name))
def test_a_track_can_be_followed_from_its_start(track: Track) -> None:
    assert list(track_faults(track, needs_of(COURSES))) == []


def test_every_lab_on_the_disk_is_listed_by_its_course() -> None:
    listed = {(a.course, a.name) for a in ASSIGNMENTS}
    assert {
        (path.parent.parent.name, path.parent.name) for path in ROOT.glob("*/*/assignment.toml")
    } == listed


def test_the_starter_track_takes_about_seven_hours() -> None:
    (starter,) = (track for track in read_tracks(ROOT) if track.name == "starter")
    minutes = {f"{a.course}/{a.name}": a.minutes for a in ASSIGNMENTS}
    assert 6.5 <= sum(minutes[name] for name in starter.assignments) / 60 <= 7.5
