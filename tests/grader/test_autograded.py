"""What the instructor sees in formgrader of a cell with named checks."""

from __future__ import annotations

import nbformat
import pytest
from nbformat import NotebookNode

from grader.autograded import autograded
from grader.source import parse_source
from grader.verdict import ExerciseResult, ExerciseStatus, NamedCheck, Verdict

SOURCE = """\
# %% nbgrader={"grade_id": "q", "solution": true}
def total(values):
    ### BEGIN SOLUTION
    return sum(values)
    ### END SOLUTION

# %% nbgrader={"grade_id": "q-check", "grade": true, "points": 4}
### BEGIN HIDDEN TESTS
assert total([31, 41]) == 72
### END HIDDEN TESTS
"""
CHECKS = [
    NamedCheck(name="empty input", passed=True),
    NamedCheck(name="order", passed=False, message="Add all.", misconception="order", shown="f() gave 1"),
]


def outputs(status: ExerciseStatus, score: float, checks: list[NamedCheck]) -> list[NotebookNode]:
    source = parse_source(SOURCE, "t.py", percent=True)
    result = ExerciseResult(
        grade_id="q-check",
        status=status,
        score=score,
        max_score=4,
        message="1 of 2 parts hold.",
        checks=checks,
    )
    verdict = Verdict(submission="a", status="graded", score=score, max_score=4, exercises=[result])
    notebook = autograded(source, nbformat.writes(source).encode(), verdict, "t")
    nbformat.validate(notebook)
    (cell,) = [cell for cell in notebook.cells if cell.metadata.nbgrader.grade_id == "q-check"]
    assert "31" not in nbformat.writes(notebook)
    return list(cell.outputs)


def test_each_named_check_is_a_line_before_the_error() -> None:
    lines, error = outputs("failed", 1, CHECKS)
    assert lines.text == "Passed: empty input\nNot passed: order. [order] Add all. f() gave 1\n"
    assert (error.output_type, error.evalue) == ("error", "1 of 2 parts hold.")


def test_a_passed_cell_lists_its_checks_and_has_no_error() -> None:
    (lines,) = outputs("passed", 4, CHECKS[:1])
    assert (lines.output_type, lines.name, lines.text) == ("stream", "stdout", "Passed: empty input\n")


@pytest.mark.parametrize(("status", "count"), [("passed", 0), ("failed", 1)])
def test_a_cell_without_named_checks_is_as_before(status: ExerciseStatus, count: int) -> None:
    assert [output.output_type for output in outputs(status, 0, [])] == ["error"] * count
