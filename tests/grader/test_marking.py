"""From a finding to what the learner is told: points that can be trusted, and nothing hidden in the words."""

from __future__ import annotations

import json
import math
from typing import Any, Literal

import pytest

from grader.bundle import GradedCell
from grader.marking import Finding, clean, mark_check, quotes, reworded
from grader.parts import MOST_PARTS, Part, read_parts
from grader.verdict import ExerciseResult

LITERAL = """\
marks = Marks()
with marks.check("empty", hint="[nothing] Think of no values.") as part:
    assert total([]) == 0
with marks.check("order", weight=3):
    assert total([5, 71]) == 76, "[order] Add all of them."
with marks.check(f"case {71}", hint=f"used {70 + 1}"):
    assert total([71]) == 71, f"71 became {total([71])}"
"""
SHOWING = LITERAL.replace("total([])", "part.show(total, [])")
LAST = "marks.points(6)"


def cell(kind: Literal["visible", "hidden"] = "hidden", points: float = 6) -> GradedCell:
    return GradedCell(grade_id="q-check", exercise="q", title="total", points=points, kind=kind)


def marked(
    total: str,
    kind: Literal["visible", "hidden"] = "hidden",
    text: str = LITERAL,
    answer: Finding | None = None,
) -> ExerciseResult:
    """The result of really running the cell with this answer, its report taken over as JSON."""
    names: dict[str, Any] = {}
    exec(f"from labs.marks import Marks\ntotal = lambda values: {total}", names)
    exec(compile(text, "<cell>", "exec"), names)
    points = eval(LAST, names)
    parts = read_parts(json.loads(json.dumps(points.report())))
    return mark_check(cell(kind), text, Finding("done", value=float(points), parts=parts), answer)


def every_word(result: ExerciseResult) -> str:
    return result.model_dump_json()


def test_all_parts_hold_and_the_check_is_passed() -> None:
    result = marked("sum(values)")
    assert (result.status, result.score, result.message) == ("passed", 6, "")
    assert [check.passed for check in result.checks] == [True] * 3


def test_a_failed_part_says_its_literal_words_and_names_the_mistake() -> None:
    result = marked("sum(values[:1])")
    assert result.status == "failed" and result.score == pytest.approx(6 * 2 / 5)
    order = result.checks[1]
    assert (order.name, order.passed) == ("order", False)
    assert (order.message, order.misconception) == ("Add all of them.", "order")
    assert result.misconception == "order"
    assert result.message == "2 of 3 parts hold. Look first at order: Add all of them."


def test_the_authors_hint_stands_in_for_an_assert_without_words() -> None:
    empty = marked("sum(values) or 9").checks[0]
    assert (empty.message, empty.misconception) == ("Think of no values.", "nothing")


def test_a_hidden_cell_shows_no_text_that_was_put_together() -> None:
    result = marked("sum(values) + 1")
    assert result.checks[2].name == "part 3"
    assert "71" not in every_word(result)
    assert result.checks[2].message.startswith("A hidden check did not hold.")


def test_a_hidden_cell_repeats_nothing_that_the_learners_code_says() -> None:
    says = "(_ for _ in ()).throw(type('Leak' + str(values), (ValueError,), {})(str(values)))"
    result = marked(says)
    assert result.score == 0 and "71" not in every_word(result) and "Leak" not in every_word(result)


def test_a_visible_cell_says_what_was_put_together() -> None:
    result = marked("sum(values) + 1", "visible")
    assert result.checks[2].name == "case 71"
    assert result.checks[2].message == "71 became 72. used 71"
    assert result.checks[0].message == ("This check did not hold: assert total([]) == 0. Think of no values.")


def test_a_visible_cell_says_which_cell_is_missing() -> None:
    assert marked("gone(values)", "visible").checks[1].message == (
        "gone is not defined: run or write its cell."
    )


def test_asked_and_answered_are_shown_where_the_cell_asks_for_it() -> None:
    assert marked("9", text=SHOWING).checks[0].shown == "<lambda>([]) gave 9"


def test_a_shown_answer_is_dropped_when_no_text_of_the_author_asked_for_it() -> None:
    forged = Part("empty", False, error="AssertionError", builtin=True, shown="total([71]) gave 9")
    result = mark_check(cell(), LITERAL, Finding("done", value=0.0, parts=(forged,)), None)
    assert "71" not in every_word(result)


def test_a_cell_that_raised_explains_the_parts_that_failed() -> None:
    answer = Finding("raised", error="SyntaxError", builtin=True, text="invalid syntax", line=2)
    result = marked("gone", answer=answer)
    assert result.checks[2].message == "Your cell total stopped with SyntaxError: invalid syntax (line 2)."


def test_a_part_that_lacked_memory_says_so() -> None:
    assert "More memory" in marked("(_ for _ in ()).throw(MemoryError())").checks[1].message


@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0, 6.5, "unreadable"])
def test_no_points_from_what_is_no_readable_number(value: float | str) -> None:
    for parts in ((), (Part("a", True),), (Part("a", False, error="ValueError"),)):
        result = mark_check(cell(), LITERAL, Finding("done", value=value, parts=parts), None)
        assert (result.status, result.score) == ("failed", 0)
        assert "no readable number" in result.message


def test_full_points_beside_a_failed_part_are_a_contradiction_and_give_none() -> None:
    finding = Finding("done", value=6.0, parts=(Part("a", False, error="AssertionError"),))
    result = mark_check(cell(), LITERAL, finding, None)
    assert (result.status, result.score) == ("failed", 0)


def test_parts_without_an_expression_of_points_give_none() -> None:
    """Elsewhere such a cell gives full points."""
    finding = Finding("done", value=None, parts=(Part("a", False, error="AssertionError"),))
    assert mark_check(cell(), LITERAL, finding, None).score == 0


def test_a_check_without_points_still_names_what_failed() -> None:
    finding = Finding("done", value=0.0, parts=(Part("order", False, error="AssertionError"),))
    result = mark_check(cell(points=0), LITERAL, finding, None)
    assert result.status == "failed" and result.checks[0].name == "order"


def test_a_check_that_died_has_no_parts() -> None:
    result = mark_check(cell(), LITERAL, Finding("timed_out"), None)
    assert (result.status, result.score, result.checks) == ("timed_out", 0, [])


PART = {
    "name": "a",
    "passed": False,
    "error": "ValueError",
    "builtin": True,
    "text": "t",
    "line": 3,
    "hint": "",
    "shown": "",
}


def test_parts_are_read_as_they_were_written() -> None:
    assert read_parts([PART]) == (Part("a", False, "ValueError", True, "t", 3),)


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        "[]",
        [None],
        [{}],
        [PART | {"more": 1}],
        [{key: PART[key] for key in PART if key != "hint"}],
        [PART | {"passed": 1}],
        [PART | {"passed": "yes"}],
        [PART | {"line": "3"}],
        [PART | {"line": True}],
        [PART | {"name": None}],
        [PART, PART],
        [PART | {"name": str(number)} for number in range(MOST_PARTS + 1)],
    ],
)
def test_anything_else_than_parts_is_refused(data: object) -> None:
    with pytest.raises(ValueError):
        read_parts(data)


def test_long_texts_are_cut() -> None:
    (part,) = read_parts([PART | {"text": "x" * 10_000, "shown": "y" * 10_000}])
    assert len(part.text) == 2000 and len(part.shown) == 200


def test_only_literal_words_are_the_authors() -> None:
    def done(*parts: Part) -> Finding:
        return Finding("done", value=0.0, parts=parts)

    literal = "[order] Add all of them."
    assert not quotes(LITERAL, done(Part("order", False, text=literal), Part("empty", True)))
    assert not quotes(LITERAL, Finding("raised", error="AssertionError", text=literal))
    assert quotes(LITERAL, done(Part("order", False, text="71")))
    assert quotes(LITERAL, done(Part("order", False, error="Leak71")))
    assert quotes(LITERAL, done(Part("order", False, text=literal, shown="f() gave 71")))
    assert quotes(LITERAL, Finding("raised", error="Leak71"))


def test_words_come_from_the_run_without_hidden_inputs_and_points_from_the_first() -> None:
    first = Finding(
        "done",
        value=2.0,
        parts=(
            Part("kept", True),
            Part("again", False, error="ValueError", text="71", shown="f() gave 71"),
            Part("only now", False, error="Leak71", text="71", line=4),
        ),
    )
    second = Finding("done", value=3.0, parts=(Part("again", False, error="ValueError", text="clean"),))
    told = reworded(first, second)
    assert told.value == 2.0 and [part.passed for part in told.parts] == [True, False, False]
    assert told.parts[1].text == "clean" and told.parts[2] == Part("only now", False, line=4)
    assert "71" not in repr(reworded(first, None))


def test_a_raised_finding_is_reworded_or_silent() -> None:
    first = Finding("raised", error="Leak71", text="71", line=3)
    second = Finding("raised", error="ValueError", text="clean", line=2)
    assert reworded(first, second) == second
    assert "71" not in repr(reworded(first, Finding("done"))) and reworded(first, None).end == "raised"


def test_urdu_joiners_stay_and_direction_overrides_go() -> None:
    assert clean("می\u200cخواہم\u202e\x07\ud800") == "می\u200cخواہم?"
