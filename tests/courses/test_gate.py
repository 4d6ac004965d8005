"""Every shipped assignment passes the gate that instructors pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Assignment, read_courses
from grader.gate import check

COURSES = Path(__file__).resolve().parents[2] / "courses"
ASSIGNMENTS = [assignment for course in read_courses(COURSES) for assignment in course.assignments]


@pytest.mark.slow
@pytest.mark.apart
@pytest.mark.timeout(600)
@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=[a.name for a in ASSIGNMENTS])
def test_a_shipped_assignment_passes_the_gate(assignment: Assignment) -> None:
    assert check(assignment) == []
