"""Named checks: each part counts for itself, all of them for everything, and nothing else gives points."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

from labs.marks import MOST_CHECKS, Check, Marks

CELL = """\
from labs.marks import Marks
marks = Marks()
with marks.check("empty", weight=1):
    assert total([]) == 0, "[empty] The sum of nothing is 0."
with marks.check("two", weight=2):
    assert total([1, 2]) == 3, "[two] One and two are three."
with marks.check("negative", weight=3):
    assert total([-1]) == -1, "[negative] Mind the sign."
marks.points(6)
"""


def earned(total: Callable[[list[int]], Any]) -> tuple[float, dict[str, dict[str, Any]]]:
    """Points of CELL for this answer, and the report by name."""
    names: dict[str, Any] = {"total": total}
    *lines, last = CELL.splitlines()
    exec(compile("\n".join(lines), "<cell>", "exec"), names)
    points = eval(last, names)
    return points, {part["name"]: part for part in points.report()}


def fails(check: Check, error: BaseException) -> None:
    with check:
        raise error


def test_all_parts_passed_give_exactly_full_points() -> None:
    points, parts = earned(sum)
    assert points == 6.0 and all(part["passed"] for part in parts.values())


def test_a_failed_part_loses_its_weight_and_the_next_still_runs() -> None:
    points, parts = earned(lambda values: sum(values) if len(values) != 2 else 12)
    assert points == 4.0
    assert [parts[name]["passed"] for name in ("empty", "two", "negative")] == [True, False, True]
    assert (
        parts["two"]["text"] == "[two] One and two are three." and parts["two"]["error"] == "AssertionError"
    )
    assert CELL.splitlines()[parts["two"]["line"] - 1].strip().startswith("assert total([1, 2])")


def test_any_exception_fails_its_own_part_only() -> None:
    points, parts = earned(lambda values: values[0] if len(values) < 2 else 3)
    assert points == 5.0
    assert (parts["empty"]["error"], parts["empty"]["builtin"]) == ("IndexError", True)


@given(
    weights=st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=20),
    failed=st.sets(st.integers(0, 19)),
    full=st.floats(0, 1e6),
)
def test_points_lie_within_and_are_full_only_when_nothing_failed(
    weights: list[float], failed: set[int], full: float
) -> None:
    marks = Marks()
    for number, weight in enumerate(weights):
        with marks.check(str(number), weight):
            assert number not in failed
    points = marks.points(full)
    if failed & set(range(len(weights))):
        assert 0 <= points and (points < full or full == 0)
    else:
        assert points == full


def test_a_tiny_weight_that_failed_still_keeps_from_full_points() -> None:
    marks = Marks()
    fails(marks.check("tiny", 1e-300), ValueError())
    with marks.check("huge", 1e300):
        pass
    assert marks.points(5) < 5


def test_a_check_without_its_block_counts_as_failed() -> None:
    marks = Marks()
    marks.check("forgotten with")
    assert marks.points(2) == 0.0


def test_points_inside_an_open_check_do_not_count_it() -> None:
    marks = Marks()
    with marks.check("open"):
        assert marks.points(2) == 0.0


@pytest.mark.parametrize("weight", [0, -1, math.nan, math.inf, "1", None, True, 10**400])
def test_a_weight_is_a_finite_number_above_zero(weight: Any) -> None:
    with pytest.raises(ValueError, match="weight of 'a'"):
        Marks().check("a", weight)


@pytest.mark.parametrize("full", [-1, math.nan, math.inf, "6", None, True])
def test_points_are_a_finite_number_not_below_zero(full: Any) -> None:
    marks = Marks()
    with marks.check("a"):
        pass
    with pytest.raises(ValueError, match="finite number >= 0"):
        marks.points(full)


def test_a_name_is_used_once() -> None:
    marks = Marks()
    marks.check("order")
    with pytest.raises(ValueError, match="two checks 'order'"):
        marks.check("order")


@pytest.mark.parametrize("name", ["", "  ", "n" * 121, None])
def test_a_name_says_something_in_few_letters(name: Any) -> None:
    with pytest.raises(ValueError, match="needs a name"):
        Marks().check(name)


def test_no_checks_or_too_many_are_refused() -> None:
    marks = Marks()
    with pytest.raises(ValueError, match="no check"):
        marks.points(1)
    for number in range(MOST_CHECKS):
        marks.check(str(number))
    with pytest.raises(ValueError, match="at most"):
        marks.check("one more")


def test_weights_too_big_to_add_are_refused() -> None:
    marks = Marks()
    for name in "ab":
        with marks.check(name, 1e308):
            pass
    with pytest.raises(ValueError, match="too big"):
        marks.points(1)


@pytest.mark.parametrize("error", [SystemExit(), KeyboardInterrupt(), GeneratorExit()])
def test_what_ends_the_program_is_not_swallowed(error: BaseException) -> None:
    with pytest.raises(type(error)):
        fails(Marks().check("a"), error)


def test_pytest_raises_inside_a_part_fails_that_part() -> None:
    marks = Marks()
    with marks.check("refuses"), pytest.raises(ValueError):
        int("3")
    assert marks.points(1) == 0.0


def test_a_missing_name_says_which_cell_to_run() -> None:
    def missing(values: list[int]) -> int:
        return not_there(values)  # type: ignore[name-defined, no-any-return]  # noqa: F821

    _, parts = earned(missing)
    assert parts["two"]["text"] == "not_there is not defined: run or write its cell"


def test_an_exception_that_cannot_be_printed_is_only_named() -> None:
    class Odd(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no text")

    marks = Marks()
    fails(marks.check("odd"), Odd())
    report = marks.points(1).report()[0]
    assert (report["error"], report["text"], report["builtin"]) == ("Odd", "", False)


def test_points_show_as_a_plain_number_and_the_report_is_json() -> None:
    points, _ = earned(sum)
    assert repr(points) == "6.0"
    reports = points.report()  # type: ignore[attr-defined]
    assert json.loads(json.dumps(reports)) == reports


def test_a_learner_reads_one_line_for_each_check(capsys: pytest.CaptureFixture[str]) -> None:
    marks = Marks()
    with marks.check("empty"):
        pass
    with marks.check("order", hint="Sort first."):
        raise AssertionError("first\nsecond\x1b[31m")
    marks.points(2)
    assert capsys.readouterr().out == "Passed: empty\nNot yet: order. first second[31m Sort first.\n"


def shown(call: Callable[[Check], object]) -> str:
    """What a failing check lets the learner read."""
    marks = Marks()
    with marks.check("a") as part:
        call(part)
        raise AssertionError
    text = marks.points(1).report()[0]["shown"]
    assert isinstance(text, str)
    return text


def double(x: Any, times: int = 2) -> Any:
    return x * times


def test_asked_and_answered_are_shown_where_the_author_says_so() -> None:
    assert shown(lambda part: part.show(double, 4, times=3)) == "double(4, times=3) gave 12"
    assert shown(lambda part: (part.show(double, 1), part.show(double, "ab"))) == "double('ab') gave 'abab'"
    assert shown(lambda part: double(4)) == ""


def test_a_shown_call_that_raises_is_shown_and_raises() -> None:
    marks = Marks()
    with marks.check("a") as part:
        part.show(double, None)
    report = marks.points(1).report()[0]
    assert report["error"] == "TypeError"
    assert report["shown"].startswith("double(None) raised TypeError: unsupported operand")


def test_what_is_shown_is_one_short_line_of_printable_letters() -> None:
    class Loud:
        def __repr__(self) -> str:
            return "\x1b[2J\u202e\nhidden\udcff " + "x" * 10_000

    text = shown(lambda part: part.show(lambda _: Loud(), list(range(1000))))
    assert len(text) <= 60 + len(" gave ") + 60 and text.isprintable() and text.endswith("…")


def test_a_passed_check_shows_nothing() -> None:
    marks = Marks()
    with marks.check("a") as part:
        assert part.show(double, 2) == 4
    assert marks.points(1).report()[0]["shown"] == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "points"), [("sum(values)", 6), ("sum(values) or 9", 5), ("-1", 3), ("'x'", 0)]
)
def test_stock_nbgrader_gives_the_same_partial_credit(answer: str, points: float) -> None:
    check = nbformat.v4.new_code_cell(CELL)
    check.metadata["nbgrader"] = {"grade": True, "solution": False, "points": 6}
    learner = nbformat.v4.new_code_cell(f"def total(values):\n    return {answer}")
    notebook = nbformat.v4.new_notebook(cells=[learner, check])
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    assert determine_grade(check) == (points, 6)
