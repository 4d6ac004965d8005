"""Named checks with weights, for test cells that give part of their points.

    marks = Marks()
    with marks.check("empty input"):
        assert total([]) == 0, "[empty] The sum of nothing is 0."
    with marks.check("order does not matter", weight=3):
        assert total([3, -1]) == total([-1, 3]), "[order] Add the values, whatever their order."
    marks.points(4)

A check that fails loses its weight, and the next one still runs; one that hangs or kills the process takes
the whole cell with it, so give such a test a cell of its own. The last expression gives the cell's points:
partial credit in nbgrader; our grader also reads from it the names of the checks and what became of them.
"""

from __future__ import annotations

import builtins
import math
import re
import sys
from collections.abc import Callable
from numbers import Real
from types import TracebackType
from typing import Any

from labs.check import one_line, shown

LINE_LETTERS = 500
NAME_LETTERS = 120
MOST_CHECKS = 200
UNBOUND = re.compile(r"name '(\w+)' is not defined")


class Check:
    """One named part of a test cell, to be used by `with`. Not passed until its block has ended well."""

    def __init__(self, name: str, weight: float, hint: str) -> None:
        self.name = name
        self.weight = weight
        self.hint = hint
        self.passed = False
        self.error = ""
        """Type of what the block raised."""
        self.builtin = False
        self.text = ""
        self.line: int | None = None
        self.asked = ""
        """The last call by `show` and its answer: what the learner may read."""

    def show(self, function: Callable[..., Any], /, *arguments: Any, **options: Any) -> Any:
        """Call `function` and let the learner read, should this check fail, what was asked and answered.

        Returns what the call returns and raises what it raises. Of several calls in one check the last is
        shown: question and answer on one line, each cut at 60 letters.

        In a hidden cell this is a decision: the question is hidden no longer. Neither is anything else that
        the learner's code has been given until then, for an answer can repeat it. Use it for inputs that may
        be known.
        """
        texts = [shown(value) for value in arguments] + [f"{key}={shown(options[key])}" for key in options]
        question = one_line(f"{_name(function)}({', '.join(texts)})")
        self.asked = f"{question} did not end"
        try:
            answer = function(*arguments, **options)
        except Exception as error:
            self.asked = f"{question} raised {one_line(f'{type(error).__name__}: {_text(error)}')}"
            raise
        self.asked = f"{question} gave {shown(answer)}"
        return answer

    def __enter__(self) -> Check:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Note what was raised. Swallows only what a failing test raises, not the end of the program."""
        if error is None:
            self.passed = True
            return True
        if not isinstance(error, Exception) and not _is_pytest_failure(error):
            return False
        self.error = type(error).__name__[:80]
        self.builtin = getattr(builtins, self.error, None) is type(error)
        self.text = _text(error)
        self.line = trace.tb_lineno if trace else None
        return True

    def report(self) -> dict[str, Any]:
        """The facts as plain data, for the grader."""
        facts = ("name", "passed", "error", "builtin", "text", "line", "hint")
        return {fact: getattr(self, fact) for fact in facts} | {"shown": "" if self.passed else self.asked}

    def words(self) -> str:
        """One line for whoever runs the cell."""
        if self.passed:
            return f"Passed: {self.name}"
        named = self.text or self.error or "it was not run"
        parts = [f"Not yet: {self.name}.", named, self.hint, self.asked]
        return one_line(" ".join(part for part in parts if part), LINE_LETTERS)


class Points(float):
    """Points that also know the checks they were given for. It shows as the plain number it is."""

    __slots__ = ("checks",)
    checks: tuple[Check, ...]

    def __new__(cls, value: float, checks: tuple[Check, ...] = ()) -> Points:
        points = super().__new__(cls, value)
        points.checks = checks
        return points

    def report(self) -> list[dict[str, Any]]:
        """What became of each check, in order, as plain data."""
        return [check.report() for check in self.checks]


class Marks:
    """The checks of one test cell. Make a new one in each cell."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def check(self, name: str, weight: float = 1, *, hint: str = "") -> Check:
        """A check to be used by `with`. It counts as failed until its block has run to its end.

        name: unique in the cell; what the learner reads. hint: the author's words for a failure, used where
        the failing `assert` has none of its own; may begin with a code in brackets such as `[one-round]`. In
        a hidden cell, write name and hint as literal text: anything put together is not shown.
        Raises ValueError for a name that is empty or taken, and for a weight that is not a finite number > 0.
        """
        if not isinstance(name, str) or not name.strip() or len(name) > NAME_LETTERS:
            raise ValueError(f"A check needs a name of 1 to {NAME_LETTERS} letters, not {name!r}.")
        if len(self._checks) >= MOST_CHECKS:
            raise ValueError(f"A cell holds at most {MOST_CHECKS} checks. Put several asserts into one.")
        if name in self._checks:
            raise ValueError(f"There are two checks {name!r}. Give each its own name.")
        if not _finite(weight) or weight <= 0:
            raise ValueError(f"The weight of {name!r} must be a finite number above 0, not {weight!r}.")
        self._checks[name] = check = Check(name, float(weight), hint)
        return check

    def points(self, full: float) -> Points:
        """The points earned of `full`: the passed checks' share of the weights. Last expression of the cell.

        Exactly `full` when all passed and less than that otherwise. Prints a line for each check.
        Raises ValueError when `full` is not a finite number >= 0, or when there is nothing to count.
        """
        if not _finite(full) or full < 0:
            raise ValueError(f"points() needs a finite number >= 0, not {full!r}.")
        checks = tuple(self._checks.values())
        total = sum(check.weight for check in checks)
        if not 0 < total < math.inf:
            raise ValueError(
                "There is no check to give points for." if not checks else "The weights are too big."
            )
        for check in checks:
            print(check.words())
        whole = float(full)
        if all(check.passed for check in checks):
            return Points(whole, checks)
        share = sum(check.weight for check in checks if check.passed) / total
        return Points(min(whole * share, math.nextafter(whole, 0.0)), checks)


def _finite(value: object) -> bool:
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that no float holds
        return False


def _name(function: object) -> str:
    try:
        return str(getattr(function, "__name__", "the call"))
    except Exception:
        return "the call"


def _text(error: BaseException) -> str:
    """What the exception says; for a missing name, what to do about it."""
    try:
        text = str(error)
    except Exception:
        return ""
    if isinstance(error, NameError) and (found := UNBOUND.match(text)):
        return f"{found[1]} is not defined: run or write its cell"
    return text


def _is_pytest_failure(error: BaseException) -> bool:
    """True for what `pytest.raises` raises when nothing was raised: it is no Exception."""
    outcomes = sys.modules.get("_pytest.outcomes")
    return outcomes is not None and isinstance(error, outcomes.Failed)
