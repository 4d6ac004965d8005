"""Named checks and data of one's own through the real engine: partial credit, and no hidden seed told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from nbformat import NotebookNode

from grader.course import Limits
from grader.engine import grade
from grader.variants import Seeds, seeds
from grader.verdict import Verdict

SECRET = bytes(range(32))
SOURCE = """
# %%
from labs import variant
fees = variant.rng("t").integers(1, 100, 5).tolist()

# %% nbgrader={"grade_id": "total", "solution": true}
def total(values):
    ### BEGIN SOLUTION
    return sum(values)
    ### END SOLUTION
mine = total(fees)

# %% nbgrader={"grade_id": "total-check", "grade": true, "points": 4}
from labs.marks import Marks
marks = Marks()
with marks.check("own fees"):
    assert mine == sum(fees), "[own] Sum your fees."
with marks.check("two values", weight=3):
    assert total([3, 1]) == 4
marks.points(4)

# %% nbgrader={"grade_id": "total-hidden", "grade": true, "points": 6}
### BEGIN HIDDEN TESTS
marks = Marks()
with marks.check("empty", hint="[nothing] Think of no values."):
    assert total([]) == 0
with marks.check("unseen", weight=2) as part:
    drawn = variant.rng("t").integers(1000, 2000, 3).tolist()
    assert drawn != fees
    assert part.show(total, drawn) == sum(drawn), "[sum] Add all."
with marks.check("text", weight=3):
    try:
        total("ab")
    except TypeError:
        pass
    else:
        raise AssertionError("no TypeError")
marks.points(6)
### END HIDDEN TESTS
"""
RIGHT = "def total(values):\n    return sum(values)\nmine = total(fees)"
SANA = seeds(SECRET, "sana", "c", "t")


@pytest.fixture
def judged(
    write_source: Callable[[str], NotebookNode], hand_in: Callable[..., bytes]
) -> Callable[..., Verdict]:
    def run(answer: str, own: Seeds | None = SANA) -> Verdict:
        source = write_source(SOURCE)
        content = hand_in(source, {"total": answer})
        return grade(content, source, Limits(timeout_s=20, memory_mib=512), name="a", seeds=own)

    return run


@pytest.mark.parametrize("own", [None, SANA, seeds(SECRET, "bilal", "c", "t")])
def test_a_right_answer_has_full_marks_whoevers_data_it_is(
    judged: Callable[..., Verdict], own: Seeds | None
) -> None:
    verdict = judged(RIGHT, own)
    assert (verdict.status, verdict.score, verdict.max_score, verdict.flags) == ("graded", 10, 10, [])
    assert [check.name for check in verdict.exercise("total-hidden").checks] == ["empty", "unseen", "text"]


def test_each_check_that_fails_loses_its_weight_alone(judged: Callable[..., Verdict]) -> None:
    verdict = judged("def total(values):\n    return sum(values) or 1\nmine = 1")
    visible, hidden = verdict.exercise("total-check"), verdict.exercise("total-hidden")
    assert (visible.score, hidden.score) == (3, 5)
    assert (visible.checks[0].message, visible.misconception) == ("Sum your fees.", "own")
    assert (hidden.checks[0].message, hidden.misconception) == ("Think of no values.", "nothing")


def test_the_author_may_show_what_was_asked_and_answered(judged: Callable[..., Verdict]) -> None:
    unseen = judged("def total(values):\n    return 7\nmine = 7").exercise("total-hidden").checks[1]
    assert unseen.message == "Add all."
    assert unseen.shown.startswith("total([1") and unseen.shown.endswith("]) gave 7")


def test_a_hidden_seed_never_reaches_the_learners_process(judged: Callable[..., Verdict]) -> None:
    """The one answer that a learner may read says what the environment holds at that moment."""
    peek = "import os\ndef total(values):\n    return os.environ.get('HUNAR_SEED', 'not set')"
    shown = judged(peek).exercise("total-hidden").checks[1].shown
    assert shown.endswith(" gave ''")


@pytest.mark.parametrize(
    "trick",
    [
        "import labs.marks\nlabs.marks.Marks.points = lambda self, full: full\n",
        "import labs.marks\nlabs.marks.Check.__exit__ = lambda *a: setattr(a[0], 'passed', True) or True\n",
        "class marks:\n    check = points = lambda *a: 6\n",
    ],
)
def test_what_the_learner_changes_in_labs_or_seeds_gains_nothing(
    judged: Callable[..., Verdict], trick: str
) -> None:
    verdict = judged(trick + "def total(values):\n    return None\nmine = None")
    assert (verdict.status, verdict.score) == ("graded", 0)


@pytest.mark.parametrize("text", ["", "str(seen)"])
def test_words_of_a_visible_check_hold_nothing_that_a_hidden_one_asked(
    write_source: Callable[[str], NotebookNode], hand_in: Callable[..., bytes], text: str
) -> None:
    """Here the hidden check comes first, and the learner's code tells what it has met, in the visible one."""
    head, first, rest = SOURCE.partition('# %% nbgrader={"grade_id": "total-check"')
    visible, second, hidden = rest.partition('# %% nbgrader={"grade_id": "total-hidden"')
    source = write_source(f"{head}# %%\nfrom labs.marks import Marks\n\n{second}{hidden}\n{first}{visible}")
    leak = (
        "seen = []\n"
        "def total(values):\n"
        "    seen.extend(values)\n"
        f"    raise type('Leak' + '_'.join(map(str, seen)), (ValueError,), {{}})({text})\n"
        "mine = sum(fees)"
    )
    content = hand_in(source, {"total": leak})
    verdict = grade(content, source, Limits(timeout_s=20, memory_mib=512), name="a", seeds=SANA)
    told = verdict.exercise("total-check").model_dump_json()
    drawn = np.random.default_rng(SANA.hidden[0]).integers(1000, 2000, 3)
    assert verdict.score == 1 and not any(str(number) in told for number in drawn)


def test_a_visible_check_names_the_cell_to_run(judged: Callable[..., Verdict]) -> None:
    checks = judged("def totl(values):\n    return 1").exercise("total-check").checks
    assert [check.message for check in checks] == [
        "mine is not defined: run or write its cell.",
        "total is not defined: run or write its cell.",
    ]
