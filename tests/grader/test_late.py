"""The late policy of a course as data: what is refused, and what it takes off."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from grader.course import CourseError, Late, read_assignment, read_course

TWO = {"periods": [{"until_h": 24, "scale": 0.9}, {"until_h": 72, "scale": 0.5}], "grace_min": 10}


@pytest.mark.parametrize(
    ("late_by", "scale"),
    [
        (timedelta(0), 1),
        (timedelta(minutes=10), 1),
        (timedelta(minutes=10, seconds=1), 0.9),
        (timedelta(hours=24), 0.9),
        (timedelta(hours=24, seconds=1), 0.5),
        (timedelta(hours=72), 0.5),
        (timedelta(hours=72, seconds=1), 0),
    ],
)
def test_each_period_has_its_scale_and_nothing_counts_after_the_last(
    late_by: timedelta, scale: float
) -> None:
    assert Late.model_validate(TWO).scale(late_by) == scale


def test_without_periods_late_work_counts_in_full_or_as_after_says() -> None:
    week = timedelta(days=7)
    assert Late().scale(week) == 1
    assert Late(after=0.5).scale(week) == 0.5
    assert Late(accept=False).scale(timedelta(seconds=1)) == 0
    assert Late(accept=False, grace_min=5).scale(timedelta(minutes=5)) == 1


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ({"periods": [{"until_h": 24, "scale": 0.5}, {"until_h": 24, "scale": 0.4}]}, "end later"),
        ({"periods": [{"until_h": 24, "scale": 0.5}, {"until_h": 48, "scale": 0.6}]}, "not count more"),
        ({"periods": [{"until_h": 24, "scale": 0.5}], "after": 0.6}, "not count more"),
        ({"periods": [{"until_h": 24, "scale": 1.1}]}, "less than or equal to 1"),
        ({"periods": [{"until_h": 0, "scale": 1}]}, "greater than 0"),
        ({"periods": [{"until_h": 24, "scale": float("nan")}]}, "scale"),
        ({"accept": False, "periods": [{"until_h": 24, "scale": 0.5}]}, "not accepted"),
        ({"grace_min": -1}, "grace_min"),
        ({"grace": 10}, "Extra inputs"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(policy: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Late.model_validate(policy)


def test_a_policy_in_course_toml_is_read_and_a_fault_names_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "toys"
    folder.mkdir()
    path = folder / "course.toml"
    head = 'format = 1\ntitle = "Toys"\nassignments = []\n[late]\n'
    path.write_text(head + "grace_min = 10\nperiods = [{until_h = 24, scale = 0.9}]\n")
    assert read_course(folder).late.scale(timedelta(hours=5)) == 0.9
    path.write_text(head + "periods = [{until_h = 24, scale = 2}]\n")
    with pytest.raises(CourseError, match=r"course\.toml: late\.periods\.0\.scale"):
        read_course(folder)


def test_an_assignment_may_have_a_policy_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "toys" / "a1-toy"
    folder.mkdir(parents=True)
    text = 'format = 1\ntitle = "Toy"\nminutes = 5\n'
    (folder / "assignment.toml").write_text(text)
    assert read_assignment(folder).late is None
    (folder / "assignment.toml").write_text(text + "[late]\naccept = false\n")
    assert read_assignment(folder).late == Late(accept=False)
