"""The gate's gradings: the reference twice, the release as good as untouched, every catalogued wrong answer,
and answers that know nothing.

A cell that is untouched to the letter scores nothing whatever the tests say. So the release is tried with a
comment in each solution cell: an answer that learners are given, or a test that nothing can fail, shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

from nbformat import NotebookNode

from grader.adversaries import ADVERSARIES, Adversary
from grader.adversaries import answer as ignorant_answer
from grader.draft import Draft
from grader.fault import Fault
from grader.feedback import feedback_html
from grader.leaks import leaks_in_html, secret_lines
from grader.source import mark
from grader.verdict import ExerciseResult, Verdict
from grader.wrong_answers import WrongAnswer

LONGEST_WALL_S = 60.0


def grading_faults(draft: Draft, jobs: int) -> list[Fault]:
    """Grade the reference twice, the stub, and each wrong answer; what is wrong with the verdicts."""
    reference = _reference(draft)
    usable = [wrong for wrong in draft.wrong_answers if draft.hidden_points(wrong.exercise)]
    notebooks = [
        reference,
        reference,
        _touched(draft.release),
        *(_with_answer(draft, reference, w) for w in usable),
    ]
    names = ["reference", "reference", "release", *(f"{w.exercise}:{w.misconception}" for w in usable)]
    adversaries = _adversaries(draft)
    notebooks += [_knowing_nothing(reference, adversary) for adversary in adversaries]
    names += [adversary.name for adversary in adversaries]
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        first, second, stub, *others = pool.map(draft.grade, notebooks, names)
    wrong, ignorant = others[: len(usable)], others[len(usable) :]
    faults = [*_reference_faults(draft, first, second), *_stub_faults(draft, stub)]
    for answer, verdict in zip(usable, wrong, strict=True):
        faults += _wrong_answer_faults(draft, answer, first, verdict)
    for adversary, verdict in zip(adversaries, ignorant, strict=True):
        faults += _adversary_faults(draft, adversary, verdict)
    return [*faults, *_feedback_faults(draft, [first, stub, *wrong])]


def _reference(draft: Draft) -> NotebookNode:
    """The release with the author's answers: what a perfect learner hands in."""
    answers = {mark(cell, "grade_id"): cell.source for cell in draft.source.cells if mark(cell, "solution")}
    return _filled(draft.release, lambda grade_id: _without_markers(answers[grade_id]))


def _adversaries(draft: Draft) -> list[Adversary]:
    text = "\n".join(cell.source for cell in draft.source.cells if cell.cell_type == "code")
    return [adversary for adversary in ADVERSARIES if adversary.needs in text]


def _knowing_nothing(reference: NotebookNode, adversary: Adversary) -> NotebookNode:
    texts = {mark(cell, "grade_id"): cell for cell in reference.cells if mark(cell, "solution")}
    return _filled(
        reference,
        lambda name: (
            ignorant_answer(adversary, texts[name].source)
            if texts[name].cell_type == "code"
            else texts[name].source
        ),
    )


def _adversary_faults(draft: Draft, adversary: Adversary, verdict: Verdict) -> Iterator[Fault]:
    if verdict.status != "graded":
        yield Fault(draft.name, f"an answer that {adversary.does} is {verdict.status}", "Mend the check")
    for result in verdict.exercises:
        if result.score > 0:
            yield Fault(
                f"{draft.name}, cell {result.grade_id}",
                f"an answer that {adversary.does} earns {result.score:g} points",
                "Check the type and the size of the answer first, and test a second case",
            )


def _with_answer(draft: Draft, reference: NotebookNode, wrong: WrongAnswer) -> NotebookNode:
    texts = {mark(cell, "grade_id"): cell.source for cell in reference.cells}
    return _filled(reference, lambda grade_id: wrong.text if grade_id == wrong.exercise else texts[grade_id])


def _filled(notebook: NotebookNode, answer: Callable[[str], str]) -> NotebookNode:
    filled = deepcopy(notebook)
    for cell in filled.cells:
        if mark(cell, "solution"):
            cell.source = answer(mark(cell, "grade_id"))
    return filled


def _touched(release: NotebookNode) -> NotebookNode:
    touched = deepcopy(release)
    for cell in touched.cells:
        if mark(cell, "solution") and cell.cell_type == "code":
            cell.source += "\n# I do not know yet."
    return touched


def _without_markers(text: str) -> str:
    return "\n".join(
        line for line in text.split("\n") if "BEGIN SOLUTION" not in line and "END SOLUTION" not in line
    )


def _reference_faults(draft: Draft, first: Verdict, second: Verdict) -> Iterator[Fault]:
    if first.status != "graded":
        yield Fault(
            draft.name, f"the reference is {first.status}: {first.message}", "Mend what the message names"
        )
        return
    for result in first.exercises:
        if result.status != "needs_manual" and result.score < result.max_score:
            yield Fault(
                f"{draft.name}, cell {result.grade_id}",
                f"the reference {result.status}, {result.score:g} of {result.max_score:g}; {result.message}",
                "Mend the solution or the test",
            )
    if _judgement(first) != _judgement(second):
        yield Fault(
            draft.name, "two gradings of the same work differ", "Seed what is random; do not ask the clock"
        )
    if first.wall_s >= LONGEST_WALL_S:
        yield Fault(
            draft.name, f"the reference takes {first.wall_s:.0f} s", "Bring it below 60 s: use less data"
        )


def _stub_faults(draft: Draft, stub: Verdict) -> Iterator[Fault]:
    if stub.status != "graded":
        yield Fault(
            draft.name, f"the release is {stub.status}: {stub.message}", "Mend what the message names"
        )
    for result in stub.exercises:
        if result.score > 0:
            yield Fault(
                f"{draft.name}, cell {result.grade_id}",
                f"the release without an answer earns {result.score:g} points",
                "Test something that only an answer can do",
            )


def _wrong_answer_faults(
    draft: Draft, wrong: WrongAnswer, reference: Verdict, verdict: Verdict
) -> Iterator[Fault]:
    where = f"wrong_answers.py, cell {wrong.cell} ({wrong.exercise}, {wrong.misconception})"
    if verdict.status != "graded":
        yield Fault(where, f"could not be graded: {verdict.message}", "Mend what the message names")
        return
    own = [cell.grade_id for cell in draft.built.cells if cell.exercise == wrong.exercise]
    results = [result for result in verdict.exercises if result.grade_id in own]
    lost = sum(reference.exercise(result.grade_id).score - result.score for result in results)
    needed = draft.hidden_points(wrong.exercise)
    parted = any(result.checks for result in results)
    if lost < needed and not (parted and lost > 0):
        yield Fault(
            where,
            f"it loses {lost:g} points, {needed:g} are at stake",
            "Add a hidden test that only this mistake fails",
        )
    named = sorted(_misconceptions(results))
    if wrong.misconception not in named:
        yield Fault(
            where,
            f"the verdict names {', '.join(named) or 'no misconception'}",
            f'Let a test that it fails first say "[{wrong.misconception}] ...", or correct the code here',
        )


def _misconceptions(results: Sequence[ExerciseResult]) -> set[str]:
    """The codes that a learner would be told, with words."""
    told = [result for result in results if result.message]
    parts = [part for result in results for part in result.checks if part.message]
    return {code for code in (*(r.misconception for r in told), *(p.misconception for p in parts)) if code}


def _feedback_faults(draft: Draft, verdicts: Sequence[Verdict]) -> Iterator[Fault]:
    secrets = secret_lines(draft.source)
    pages = "\n".join(feedback_html(verdict, draft.built) for verdict in verdicts)
    for line, cell in leaks_in_html(pages, secrets):
        yield Fault(
            f"{draft.name}, cell {cell}",
            f"a secret line is in the feedback: {line[:60]!r}",
            "Keep code out of the messages of asserts",
        )


def _judgement(verdict: Verdict) -> dict[str, object]:
    return verdict.model_dump(exclude={"wall_s", "submission"})
