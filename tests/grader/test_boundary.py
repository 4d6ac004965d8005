"""An author learns what cannot be judged across the boundary, at which cell and line, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbformat import NotebookNode

from grader.boundary import boundary_faults, boundary_notes
from grader.cli import grade as grade_command
from grader.course import Limits
from grader.draft import read_draft
from grader.engine import nursery
from grader.fault import Fault
from grader.gate import check
from grader.gate_cli import check as check_command
from grader.paper import paper_of
from grader.reference import record
from grader.source import notebook_text
from grader.verdict import Verdict
from tests.grader.toy_course import NAME, assignment, change, lay_out

Graded = Callable[..., Verdict]
Write = Callable[[str], NotebookNode]
CHECK = 'assert double(1) == 2, "double(1) should be 2."'
ANSWER = "    return n * secret_factor_two\n    ### END SOLUTION\n"
STOCK = """
# %% nbgrader={{"grade_id": "a", "solution": true}}
### BEGIN SOLUTION
{answer}
### END SOLUTION

# %% nbgrader={{"grade_id": "a-check", "grade": true, "points": 1}}
{check}

# %% nbgrader={{"grade_id": "b", "solution": true}}
### BEGIN SOLUTION
b = 2
### END SOLUTION

# %% nbgrader={{"grade_id": "b-check", "grade": true, "points": 2}}
### BEGIN HIDDEN TESTS
assert b == 2
### END HIDDEN TESTS
"""
PUT = "def put():\n    global {name}\n    {name} = 2\nput()\nassert {name} == 2"
PARTS = """
class Box:
    def __getattr__(self, name):
        return Box()


box = Box()
"""
CYCLE = "loop = []\nloop.append(loop)"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return lay_out(tmp_path)


def with_answer_and_check(course: Path, answer: str, check: str) -> Path:
    source = course / NAME / f"{NAME}.py"
    change(source, ANSWER, f"{ANSWER}\n\n{answer}\n" if answer else ANSWER)
    change(source, CHECK, f"{CHECK}\n{check}")
    return source


def faults(course: Path) -> list[Fault]:
    return boundary_faults(read_draft(assignment(course)))


def notes(course: Path) -> list[str]:
    return boundary_notes(read_draft(assignment(course)))


@pytest.mark.parametrize(
    ("answer", "check", "what", "way"),
    [
        (CYCLE, "assert loop[0] is loop", "cyclic", "Compare parts of the value"),
        (
            "class Box:\n    pass",
            "import copy\nassert copy.copy(Box())",
            "copied or pickled",
            "Compare attributes instead",
        ),
        (
            "def show(thing):\n    return 1",
            "import threading\nassert show(threading) == 1",
            "cannot be given to",
            "Give the learner's function plain values",
        ),
        (
            "class Box:\n    pass",
            "import weakref\nassert weakref.ref(Box())() is None",
            "weak reference",
            "Test what the learner's object does",
        ),
    ],
)
def test_what_cannot_cross_is_named_with_its_cell_and_a_way_out(
    course: Path, answer: str, check: str, what: str, way: str
) -> None:
    with_answer_and_check(course, answer, check)
    (fault,) = faults(course)
    assert fault.where == f"{NAME}.py, cell double-check"
    assert what in fault.what and "(line " in fault.what
    assert way in fault.mend and '"isolation": "shared"' in fault.mend


def test_a_source_that_can_cross_has_neither_faults_nor_notes(course: Path) -> None:
    assert faults(course) == [] and notes(course) == []


def test_the_command_prints_what_cannot_cross_in_one_line(course: Path) -> None:
    with_answer_and_check(course, CYCLE, "assert loop[0] is loop")
    result = CliRunner().invoke(check_command, [f"toy/{NAME}", "--courses", str(course.parent)])
    (line,) = [line for line in result.stdout.splitlines() if "two processes" in line]
    assert result.exit_code == 1
    assert line.startswith(f"FAULT toy/{NAME}: {NAME}.py, cell double-check: cannot be judged across")


def test_a_check_that_its_author_shares_is_a_note_and_no_fault(course: Path) -> None:
    source = with_answer_and_check(course, CYCLE, "assert loop[0] is loop")
    marks = '"grade_id": "double-check", "grade": true, "points": 2}'
    change(source, marks, marks + ' hunar={"isolation": "shared"}')
    assert faults(course) == []
    assert notes(course) == ["cell double-check runs in shared mode: its tests are no secret"]
    result = CliRunner().invoke(check_command, [f"toy/{NAME}", "--courses", str(course.parent)])
    assert f"NOTE  toy/{NAME}: cell double-check runs in shared mode" in result.stdout, result.output


def test_objects_judged_by_their_own_equality_are_a_note(course: Path) -> None:
    box = "class Box:\n    def __init__(self, x):\n        self.x = x\n"
    box += "    def __eq__(self, other):\n        return self.x == other.x"
    with_answer_and_check(course, box, "assert Box(1) == Box(1) and Box(1) != Box(2)")
    assert faults(course) == []
    assert [note.split(": ")[0] for note in notes(course)] == [
        "cell double-check compares two objects of the learner's by their own =="
    ]


def test_a_global_statement_for_a_name_of_the_answer_is_refused(course: Path) -> None:
    with_answer_and_check(course, "rate = 1", PUT.format(name="rate"))
    found = [fault for fault in faults(course) if "global rate" in fault.what]
    assert [fault.where for fault in found] == [f"{NAME}.py, cell double-check"]
    assert "Assign it outside of a function" in found[0].mend


def test_a_global_statement_for_a_name_of_the_test_is_fine(course: Path) -> None:
    with_answer_and_check(course, "rate = 1", PUT.format(name="mine"))
    assert faults(course) == []


def test_two_recordings_that_differ_are_refused(course: Path) -> None:
    check = "import os\nasked = os.urandom(2)\nfor place in range(16):\n"
    check += "    if asked[place // 8] >> place % 8 & 1:\n        getattr(box, f'part_{place}')"
    with_answer_and_check(course, PARTS, check)
    (fault,) = faults(course)
    assert fault.what == "two runs of the reference ask different things of the answer"
    assert "double-check" in fault.where and "Seed what is random" in fault.mend


def test_an_explicitly_shared_check_is_not_hidden(write_source: Write) -> None:
    text = STOCK.format(answer="a = 1", check="assert a == 1").replace(
        '"grade_id": "b-check", "grade": true, "points": 2}',
        '"grade_id": "b-check", "grade": true, "points": 2} hunar={"isolation": "shared"}',
    )
    found = record(paper_of(write_source(text)), nursery(), Limits())
    assert found.shared == {"b-check"} and found.obstacles == {}


def test_a_stock_source_that_cannot_cross_is_graded_in_shared_mode_with_a_flag(
    write_source: Write, graded: Graded
) -> None:
    source = write_source(STOCK.format(answer=CYCLE, check="assert loop[0] is loop"))
    verdict = graded(source, {"a": CYCLE, "b": "b = 2"})
    assert (verdict.score, verdict.flags) == (3, ["shared:a-check"])
    assert graded(source, {"a": "loop = [1]", "b": "b = 2"}).score == 2


def test_a_check_that_its_author_fails_is_not_judged_and_the_rest_is(
    write_source: Write, graded: Graded
) -> None:
    source = write_source(STOCK.format(answer="a = 1", check="assert a == 7"))
    verdict = graded(source, {"a": "a = 7", "b": "b = 2"})
    assert (verdict.status, verdict.score, verdict.flags) == ("graded", 2, ["broken-check:a-check"])
    said = verdict.exercise("a-check")
    assert said.status == "internal_error"
    assert "the instructor's own answer fails this check (AssertionError" in said.message
    assert "hunar check" in said.message and "\n" not in said.message


def test_a_source_of_which_every_check_fails_grades_nobody_in_one_line(
    write_source: Write, tmp_path: Path, hand_in: Callable[..., bytes]
) -> None:
    text = STOCK.format(answer="a = 1", check="assert a == 7").replace("assert b == 2", "assert b == 7")
    source = write_source(text)
    path = tmp_path / "source.ipynb"
    path.write_text(notebook_text(source), encoding="utf-8")
    paths = [tmp_path / "one.ipynb", tmp_path / "two.ipynb"]
    for one in paths:
        one.write_bytes(hand_in(source, {"a": "a = 7", "b": "b = 7"}))
    result = CliRunner().invoke(grade_command, ["--source", str(path), *map(str, paths)])
    lines = [line for line in result.output.splitlines() if "own answer fails" in line]
    assert result.exit_code == 1 and len(lines) == 2, result.output
    assert all("a-check" in line and "costs you no attempt" in line for line in lines)


def test_a_check_that_its_own_answer_fails_is_one_fault_with_the_cell_and_the_line(course: Path) -> None:
    with_answer_and_check(course, "", "assert double(2) == 5")
    (fault,) = check(assignment(course))
    assert fault.where == f"{NAME}.py, cell double-check"
    assert fault.what == "the reference failed: AssertionError (line 3)"
