"""Answers that know nothing: a weak test is named with its cell, a strong one is not."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

from grader.adversaries import ADVERSARIES, Adversary, answer
from grader.draft import read_draft
from grader.fault import Fault
from grader.trials import grading_faults
from tests.grader.toy_course import NAME, assignment, change, lay_out

pytestmark = pytest.mark.slow

MEAN = "def mean(xs):\n    return sum(xs) / len(xs)"
SCALED = "import numpy as np\n\n\ndef scaled(xs):\n    return np.asarray(xs) * 2.0"
SQUARES = "def square(x):\n    return x * x"
VECTOR = """
class Vector:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return self.x == other.x

    __hash__ = None
"""
ROOT = "def root(x):\n    if x < 0:\n        raise ValueError('negative')\n    return x ** 0.5"
ORDERED = "def ordered(xs):\n    return sorted(xs)"
WEAK = {
    "not a number is near everything": (
        MEAN, 'if abs(mean([1, 2]) - 1.5) > 0.1:\n    raise AssertionError("far")', "gives NaN",
    ),
    "an empty array is close to everything": (
        SCALED, "import numpy as np\nassert np.allclose(scaled([1.0, 2.0, 3.0]), [2, 4, 6])",
        "gives an empty array",
    ),
    "changed in one statement and compared in the next": (
        ORDERED, "data = [3, 1, 2]\ngot = ordered(data)\nassert got == sorted(data)",
        "empties its argument",
    ),
    "nothing to compare in zip": (
        ORDERED, "assert all(a == b for a, b in zip(ordered([2, 1]), [1, 2]))", "gives an empty list",
    ),
    "zero is false and one is true": (
        "def is_odd(n):\n    return n % 2 == 1",
        "assert {n: is_odd(n) for n in (0, 1)} == {0: False, 1: True}", "gives its argument back",
    ),
    "its own equality": (VECTOR, "assert Vector(1) == Vector(1)", "equals everything"),
    "any error will do": (
        ROOT, "try:\n    root(-1)\n    raise RuntimeError('no error')\nexcept ValueError:\n    pass",
        "raises every kind of error",
    ),
    "its own argument": ("def same(x):\n    return x", "assert same(3) == 3", "gives its argument back"),
}  # fmt: skip
STRONG = {
    "a number that is near": (MEAN, "assert abs(mean([1, 2]) - 1.5) < 0.1"),
    "an array of that shape": (
        SCALED,
        "import numpy as np\nassert scaled([1.0, 2.0]).shape == (2,)\n"
        "assert np.allclose(scaled([1.0, 2.0]), [2, 4])",
    ),
    "in one statement": (ORDERED, "data = [3, 1, 2]\nassert ordered(data) == [1, 2, 3]"),
    "a whole list": (SQUARES, "assert [square(x) for x in (1, 2)] == [1, 4]"),
    "stop iteration that ends zip": (
        SQUARES, "assert all(a == b for a, b in zip(map(square, [1, 2]), [1, 4]))",
    ),
    "attributes and another": (VECTOR, "assert Vector(1).x == 1\nassert Vector(1) != Vector(2)"),
    "an error and a value": (
        ROOT, "assert root(9) == 3\ntry:\n    root(-1)\n    raise RuntimeError\nexcept ValueError:\n    pass",
    ),
}  # fmt: skip


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return lay_out(tmp_path)


def faults(course: Path, reference: str, check: str) -> list[Fault]:
    """What the gradings say of a cell `weak` with this check, two points."""
    cells = (
        '# %% nbgrader={"grade_id": "weak", "solution": true} hunar={"exercise": "weak", "title": "weak"}\n'
        f"### BEGIN SOLUTION\n{reference}\n### END SOLUTION\n\n"
        f'# %% nbgrader={{"grade_id": "weak-check", "grade": true, "points": 2}}\n{check}\n\n'
    )
    change(course / NAME / f"{NAME}.py", "# %%\nimport matplotlib", f"{cells}# %%\nimport matplotlib")
    return [f for f in grading_faults(read_draft(assignment(course)), jobs=1) if "weak" in f.where]


@pytest.mark.parametrize("name", WEAK)
def test_a_weak_test_is_named_with_its_cell(course: Path, name: str) -> None:
    reference, check, does = WEAK[name]
    found = faults(course, reference, check)
    assert any(does in fault.what for fault in found), found
    assert {fault.where for fault in found} == {f"{NAME}.py, cell weak-check"}
    assert all("earns 2 points" in fault.what for fault in found)
    assert all("Check the type and the size" in fault.mend for fault in found)


@pytest.mark.parametrize("name", STRONG)
def test_a_strong_test_is_no_fault(course: Path, name: str) -> None:
    assert faults(course, *STRONG[name]) == []


@pytest.mark.parametrize("adversary", ADVERSARIES, ids=lambda adversary: adversary.name)
def test_each_binds_every_name_of_the_reference(adversary: Adversary) -> None:
    reference = "async def a(): pass\nclass B:\n    def c(self): pass\nd = e = 1\ndef f(x): return x"
    names: dict[str, Any] = {}
    exec(answer(adversary, reference), names)
    assert {"a", "B", "d", "e", "f"} <= set(names)
    assert inspect.iscoroutinefunction(names["a"]) and callable(names["f"]) and callable(names["B"]().c)


def test_a_reference_that_does_not_parse_gives_no_adversary() -> None:
    assert [answer(adversary, "def") for adversary in ADVERSARIES] == [""] * len(ADVERSARIES)
