"""What instructors really write is graded fairly: right answers keep their points, wrong ones lose them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.course import Limits
from grader.verdict import Verdict
from tests.grader.idioms.corpus import Idiom, read

pytestmark = pytest.mark.slow

FIRST_CLASS = read("first_class")
SHARED = read("shared")
LIMITS = Limits(timeout_s=60, memory_mib=1536, cell_timeout_s=20)
Graded = Callable[..., Verdict]

every_idiom = pytest.mark.parametrize("idiom", FIRST_CLASS + SHARED, ids=lambda idiom: idiom.name)


def told(verdict: Verdict) -> str:
    """What to read when a verdict surprises."""
    lines = [f"{one.grade_id}: {one.status} {one.score:g} {one.message}" for one in verdict.exercises]
    return "\n".join([verdict.status, verdict.message, *lines, *verdict.flags])


def assert_way(idiom: Idiom, verdict: Verdict) -> None:
    """First-class idioms are graded across two processes; the others say which check was not."""
    flagged = {flag for flag in verdict.flags if flag.startswith("shared:")}
    checks = {f"shared:{one.grade_id}" for one in verdict.exercises}
    assert flagged == (checks if idiom in SHARED else set()), told(verdict)


@every_idiom
def test_the_authors_own_answer_earns_all(idiom: Idiom, graded: Graded) -> None:
    verdict = graded(idiom.source(), idiom.reference(), limits=LIMITS)
    assert verdict.status == "graded" and verdict.score == verdict.max_score > 0, told(verdict)
    assert_way(idiom, verdict)


@pytest.mark.slow
@every_idiom
def test_another_right_answer_earns_all(idiom: Idiom, graded: Graded) -> None:
    for cell, text in idiom.right:
        verdict = graded(idiom.source(), idiom.reference() | {cell: text}, limits=LIMITS)
        assert verdict.score == verdict.max_score, told(verdict)
        assert_way(idiom, verdict)


@pytest.mark.slow
@every_idiom
def test_a_wrong_answer_loses_the_points(idiom: Idiom, graded: Graded) -> None:
    for cell, text in idiom.wrong:
        verdict = graded(idiom.source(), idiom.reference() | {cell: text}, limits=LIMITS)
        assert verdict.status == "graded", told(verdict)
        hidden = [one for one in verdict.exercises if one.hidden] or verdict.exercises
        assert {one.status for one in hidden} <= {"failed", "timed_out"}, told(verdict)
        assert sum(one.score for one in hidden) == 0, told(verdict)


def test_the_corpus_is_whole() -> None:
    names = [idiom.name for idiom in FIRST_CLASS + SHARED]
    assert len(names) == len(set(names)) and len(FIRST_CLASS) >= 60
    for idiom in FIRST_CLASS + SHARED:
        solutions = set(idiom.reference())
        assert idiom.right and idiom.wrong, idiom.name
        assert {cell for cell, _ in idiom.right + idiom.wrong} <= solutions, idiom.name
