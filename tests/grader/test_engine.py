"""What grading decides, in the real sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from nbformat import NotebookNode

from grader.course import Limits
from grader.engine import grade
from grader.source import notebook_text, parse_source
from grader.verdict import Verdict

Graded = Callable[..., Verdict]
Write = Callable[[str], NotebookNode]
QUICK = Limits(timeout_s=12, memory_mib=256, cell_timeout_s=1)


def statuses(verdict: Verdict) -> dict[str, str]:
    return {result.grade_id: result.status for result in verdict.exercises}


def everything_shown(verdict: Verdict) -> str:
    return verdict.model_dump_json()


def test_right_answers_get_full_marks(squares: NotebookNode, graded: Graded, good: dict[str, str]) -> None:
    verdict = graded(squares, good)
    assert (verdict.status, verdict.score, verdict.max_score, verdict.flags) == ("graded", 15.0, 20.0, [])


def test_the_instructors_own_version_gets_full_marks(squares: NotebookNode) -> None:
    verdict = grade(notebook_text(squares).encode(), squares, Limits(), name="source")
    assert verdict.score == 15.0
    assert verdict.needs_manual == ["why"]


def test_the_release_gets_nothing_and_is_not_attempted(squares: NotebookNode, graded: Graded) -> None:
    verdict = graded(squares, {})
    assert verdict.score == 0
    assert set(statuses(verdict).values()) == {"not_attempted"}
    assert verdict.needs_manual == []


def test_results_come_in_the_order_of_the_notebook(squares: NotebookNode, graded: Graded) -> None:
    assert list(statuses(graded(squares, {}))) == [
        "squares-check", "squares-hidden", "total-check", "total-hidden", "why",
    ]  # fmt: skip


def test_a_reflection_that_was_written_awaits_a_person(squares: NotebookNode, graded: Graded) -> None:
    assert graded(squares, {"why": "I think so."}).needs_manual == ["why"]


def test_a_wrong_answer_gets_the_authors_message_and_code(squares: NotebookNode, graded: Graded) -> None:
    result = graded(squares, {"squares": "def squares(n):\n    return [i * i for i in range(n)]"}).exercise(
        "squares-check"
    )
    assert (result.status, result.score, result.misconception) == ("failed", 0.0, "off-by-one")
    assert result.message == "squares(3) is 1, 4, 9: count from 1 to n."


def test_a_hidden_check_shows_only_its_literal_message(squares: NotebookNode, graded: Graded) -> None:
    answer = "def squares(n):\n    return [i * i for i in range(1, n + 1)][:100]"
    result = graded(squares, {"squares": answer}).exercise("squares-hidden")
    assert (result.misconception, result.message) == ("too-short", "The list needs n numbers.")


def test_a_hidden_message_that_is_computed_is_not_shown(squares: NotebookNode, graded: Graded) -> None:
    answer = "def squares(n):\n    return [i * i for i in range(1, n + 1)] or None"
    verdict = graded(squares, {"squares": answer})
    assert verdict.exercise("squares-hidden").status == "failed"
    assert "7717" not in everything_shown(verdict)
    assert "squares(0)" not in everything_shown(verdict)


@pytest.mark.parametrize(
    "tells",
    [
        "raise ValueError(str(n))",
        "raise type('X' + str(n), (Exception,), {})()",
        "raise AssertionError(str(n))",
        "raise AssertionError('[code-' + str(n) + '] x')",
        "print(n); raise SystemExit(n)",
    ],
)
def test_no_exception_carries_a_hidden_input_out(
    squares: NotebookNode, graded: Graded, good: dict[str, str], tells: str
) -> None:
    good["squares"] = f"def squares(n):\n    if n > 100: {tells}\n    return [i * i for i in range(1, n + 1)]"
    verdict = graded(squares, good)
    assert verdict.exercise("squares-hidden").status == "failed"
    assert "7717" not in everything_shown(verdict)


def test_a_later_cell_cannot_tell_what_a_hidden_check_asked(squares: NotebookNode, graded: Graded) -> None:
    answers = {
        "squares": "q = []\ndef squares(n):\n    q.append(n)\n    return [i * i for i in range(1, 1 + n)]",
        "total": "raise ValueError(q)",
    }
    verdict = graded(squares, answers)
    assert verdict.exercise("squares-hidden").status == "passed"
    assert "7717" not in everything_shown(verdict)
    assert "ValueError: [3]" in verdict.exercise("total-check").message


def test_an_error_in_the_answer_is_told_with_its_line(squares: NotebookNode, graded: Graded) -> None:
    result = graded(squares, {"squares": "def squares(n)\n    return 1"}).exercise("squares-check")
    assert "SyntaxError" in result.message
    assert "line 1" in result.message


def test_a_failing_answer_costs_only_its_own_exercise(write_source: Write, graded: Graded) -> None:
    source = write_source(TWO)
    verdict = graded(source, {"one": "raise RuntimeError('no')", "two": "b = 2"})
    assert statuses(verdict) == {"one-check": "failed", "two-check": "passed"}


TWO = """
# %% nbgrader={"grade_id": "one", "solution": true}
### BEGIN SOLUTION
a = 1
### END SOLUTION

# %% nbgrader={"grade_id": "one-check", "grade": true, "points": 1}
assert a == 1

# %% nbgrader={"grade_id": "two", "solution": true}
### BEGIN SOLUTION
b = 2
### END SOLUTION

# %% nbgrader={"grade_id": "two-check", "grade": true, "points": 2}
assert b == 2
"""


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("import os; os._exit(0)", "crashed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "failed"),
        ("import ctypes; ctypes.string_at(0)", "crashed"),
        ("while True: pass", "timed_out"),
        ("import time\nwhile True:\n    try: time.sleep(60)\n    except BaseException: pass", "timed_out"),
        ("a = bytearray(1 << 30)", "out_of_memory"),
        ("a = []\nwhile True: a.append(bytearray(1 << 20))", "out_of_memory"),
        (
            "import mmap\nm = mmap.mmap(-1, 1 << 30)\nfor i in range(0, 1 << 30, 4096): m[i] = 1",
            "out_of_memory",
        ),
        ("import sys; sys.exit()", "failed"),
        ("exit()", "failed"),
        ("input()", "failed"),
        ("import socket; socket.create_connection(('127.0.0.1', 8000), 1)", "failed"),
        ("import socket; socket.create_connection(('1.1.1.1', 53), 1)", "failed"),
        ("open('/etc/shadow').read()", "failed"),
        ("import os\nassert os.listdir('/work/main/courses')", "failed"),
        ("import subprocess; a = subprocess.run(['bwrap'])", "failed"),
        ("import os\nwhile True: os.fork()", "failed"),
        ("def f(): f()\nf()", "failed"),
    ],
)
def test_an_attack_costs_its_own_exercise_and_no_other(
    write_source: Write, graded: Graded, code: str, status: str
) -> None:
    verdict = graded(write_source(TWO), {"one": code, "two": "b = 2"}, limits=QUICK)
    found = statuses(verdict)
    assert verdict.status == "graded"
    assert found["two-check"] == "passed"
    assert found["one-check"] == status
    assert verdict.score == 2.0


def test_three_hanging_exercises_end_within_the_time_limit(write_source: Write, graded: Graded) -> None:
    verdict = graded(write_source(TWO), {"one": "while True: pass", "two": "while True: pass"}, limits=QUICK)
    assert set(statuses(verdict).values()) == {"timed_out"}
    assert verdict.wall_s < 8


def test_the_whole_submission_ends_at_its_time_limit(write_source: Write, graded: Graded) -> None:
    limits = Limits(timeout_s=1.5, memory_mib=256, cell_timeout_s=20)
    verdict = graded(write_source(TWO), {"one": "while True: pass", "two": "b = 2"}, limits=limits)
    assert verdict.exercise("one-check").status == "timed_out"
    assert verdict.wall_s < 6


def test_300_mb_of_print_do_no_harm(write_source: Write, graded: Graded) -> None:
    flood = "for _ in range(300): print('x' * 1_000_000)\na = 1"
    verdict = graded(write_source(TWO), {"one": flood, "two": "b = 2"})
    assert verdict.score == 3.0
    assert verdict.wall_s < 10


WRITE = "import os\nfor fd in range(3, 30):\n    try: os.write(fd, {!r})\n    except OSError: pass"


@pytest.mark.parametrize(
    "forgery",
    [
        WRITE.format(b'{"ok": true, "value": null}\n'),
        WRITE.format(b"[" * 900_000 + b"\n"),
        WRITE.format(b"\xff\n"),
        'print(\'{"ok": true, "value": 1}\')',
    ],
)
def test_an_answer_prepared_by_the_learner_is_not_taken(
    write_source: Write, graded: Graded, forgery: str
) -> None:
    verdict = graded(write_source(TWO), {"one": forgery, "two": "b = 2"})
    assert verdict.status == "graded"
    assert verdict.exercise("one-check").score == 0
    assert verdict.exercise("two-check").score == 2.0


@pytest.mark.parametrize(
    ("last", "score", "status"),
    [
        ("a", 2.0, "failed"),
        ("a; 4", 4.0, "passed"),
        ("a; 4.0", 4.0, "passed"),
        ("a; 0", 0.0, "failed"),
        ("import numpy; numpy.float64(1.5)", 1.5, "failed"),
        ("import numpy; numpy.int64(3)", 3.0, "failed"),
        ("a; float('nan')", 0.0, "failed"),
        ("a; float('inf')", 0.0, "failed"),
        ("a; -1", 0.0, "failed"),
        ("a; 4.5", 0.0, "failed"),
        ("a; 10 ** 5000", 0.0, "failed"),
        ("a; 10 ** 400", 0.0, "failed"),
        ("a; True", 0.0, "failed"),
        ("a; str(4)", 0.0, "failed"),
        ("b = None\nb", 0.0, "failed"),
        ("a;", 4.0, "passed"),
        ("print(a)", 4.0, "passed"),
        ("b = 3", 4.0, "passed"),
    ],
)
def test_partial_credit_is_a_finite_number_within_the_points(
    write_source: Write, graded: Graded, last: str, score: float, status: str
) -> None:
    source = write_source(TWO.replace('"points": 1}\nassert a == 1', f'"points": 4}}\n{last}'))
    result = graded(source, {"one": "a = 2"}).exercise("one-check")
    assert (result.score, result.status) == (score, status)


@pytest.mark.parametrize(
    "honest",
    [
        "import warnings; warnings.warn('old'); a = 1",
        "import sys; print('careful', file=sys.stderr); a = 1",
        "for i in range(20000): print(i)\na = 1",
        "%matplotlib inline\na = 1",
        "%%time\na = 1",
        "!pip install nothing\na = 1",
        "import numpy as np; a = np.int64(1)",
        "import numpy as np; a = np.float64(1.0)",
        "get_ipython(); display(3); a = 1",
        "async def one(): return 1\na = await one()",
        "from matplotlib import pyplot as plt; plt.plot([1]); plt.show(); a = 1",
        "a = 1\nraise ValueError('after the answer')",
        "import time; time.sleep(0.5); a = 1",
        "a: int = 1\nimport pickle, threading, subprocess, json, tempfile; tempfile.TemporaryFile()",
    ],
)
def test_honest_work_keeps_its_points(write_source: Write, graded: Graded, honest: str) -> None:
    assert graded(write_source(TWO), {"one": honest, "two": "b = 2"}).score == 3.0


def test_cells_that_the_learner_added_run_in_their_place(
    squares: NotebookNode, graded: Graded, good: dict[str, str]
) -> None:
    good["total"] = "def total(n):\n    return helper(n)"
    after = {
        "": ["import numpy as np"],
        "squares-hidden": ["def helper(n):\n    return int(np.sum(squares(n)))"],
    }
    assert graded(squares, good, after=after).score == 15.0


def test_names_of_visible_cells_are_there(
    squares: NotebookNode, graded: Graded, good: dict[str, str]
) -> None:
    good["squares"] = "def squares(n):\n    return [math.prod([i, i]) + OFFSET for i in range(1, n + 1)]"
    assert graded(squares, good).score == 15.0


def test_data_lies_beside_the_notebook(write_source: Write, graded: Graded) -> None:
    answers = {"one": "a = int(open('one.txt').read())", "two": "b = 2"}
    assert graded(write_source(TWO), answers, files={"one.txt": "1\n"}).score == 3.0


def test_getsource_works_on_what_the_learner_defined(write_source: Write, graded: Graded) -> None:
    source = write_source(
        TWO.replace("assert a == 1", "import inspect\nassert 'return' in inspect.getsource(a)").replace(
            "a = 1", "def a():\n    return 2"
        )
    )
    assert graded(source, {"one": "def a():\n    return 1"}).exercise("one-check").status == "passed"


def drop_checks(cells: list[dict[str, Any]]) -> None:
    cells[:] = [cell for cell in cells if not cell["metadata"].get("nbgrader", {}).get("grade")]


def retype_checks(cells: list[dict[str, Any]]) -> None:
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["cell_type"] = "markdown"


def empty_checks(cells: list[dict[str, Any]]) -> None:
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["source"] = "pass"
            cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]
            cell["metadata"]["nbgrader"] |= {"points": 1000, "solution": True, "grade": False}


def double_checks(cells: list[dict[str, Any]]) -> None:
    cells += [dict(cell) for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")] * 3


def reverse(cells: list[dict[str, Any]]) -> None:
    cells.reverse()


def rename_checks(cells: list[dict[str, Any]]) -> None:
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"]["nbgrader"]["grade_id"] = "squares"


@pytest.mark.parametrize("change", [drop_checks, retype_checks, empty_checks, double_checks, reverse])
def test_what_the_learner_does_to_test_cells_changes_nothing(
    squares: NotebookNode,
    graded: Graded,
    good: dict[str, str],
    change: Callable[[list[dict[str, Any]]], None],
) -> None:
    wrong = good | {"total": "def total(n):\n    return 0"}
    assert graded(squares, good, change=change).score == 15.0
    assert graded(squares, wrong, change=change).score == 10.0
    assert graded(squares, {}, change=change).score == 0.0


def test_renamed_test_cells_give_nothing(squares: NotebookNode, graded: Graded) -> None:
    assert graded(squares, {}, change=rename_checks).score == 0.0


def test_a_deleted_solution_cell_is_not_attempted_and_the_rest_counts(
    squares: NotebookNode, graded: Graded, good: dict[str, str]
) -> None:
    def drop(cells: list[dict[str, Any]]) -> None:
        cells[:] = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") != "total"]

    verdict = graded(squares, good, change=drop)
    assert statuses(verdict)["total-check"] == "not_attempted"
    assert verdict.score == 10.0
    assert "missing-cell:total" in verdict.flags


def test_the_same_submission_gets_the_same_verdict_twice(
    squares: NotebookNode, graded: Graded, good: dict[str, str]
) -> None:
    good["total"] = "def total(n):\n    return {}[n]"
    first, second = (graded(squares, good).model_dump(exclude={"wall_s"}) for _ in range(2))
    assert first == second


def test_a_check_patched_through_builtins_still_checks(squares: NotebookNode, graded: Graded) -> None:
    patch = "import builtins\nbuiltins.len = lambda thing: 7717\ndef squares(n):\n    return [1, 4, 9][:n]"
    assert graded(squares, {"squares": patch}).exercise("squares-hidden").status == "failed"


def test_a_cell_that_only_draws_is_not_run_when_its_author_says_so() -> None:
    source = parse_source(
        '# %% nbgrader={"grade_id": "f", "solution": true}\n'
        "### BEGIN SOLUTION\nf = 1\n### END SOLUTION\n"
        '# %% hunar={"grading": "skip"}\nf = 2\n'
        '# %% nbgrader={"grade_id": "f-check", "grade": true, "points": 1}\nassert f == 1\n',
        "drawing.py",
        percent=True,
    )
    verdict = grade(notebook_text(source).encode(), source, Limits(), name="drawing")
    assert verdict.score == 1
