"""Results of checks that were not run, and words about a submission as a whole."""

from __future__ import annotations

from grader.bundle import GradedCell
from grader.intake import Submission
from grader.verdict import ExerciseResult


def untouched(cell: GradedCell, submission: Submission) -> ExerciseResult:
    """Of an exercise whose cell is as released, or missing."""
    missing = f"missing-cell:{cell.exercise}" in submission.flags
    words = (
        f"The cell of {cell.heading} is missing from your notebook. Copy it from the one handed out."
        if missing
        else f"{cell.heading} is as it was handed out. Write your answer in its cell."
    )
    hidden = cell.kind == "hidden"
    return ExerciseResult(
        grade_id=cell.grade_id, status="not_attempted", max_score=cell.points, hidden=hidden, message=words
    )


def for_a_person(cell: GradedCell) -> ExerciseResult:
    """Of an answer that somebody reads."""
    return ExerciseResult(grade_id=cell.grade_id, status="needs_manual", max_score=cell.points)


def broken(cell: GradedCell, words: str) -> ExerciseResult:
    """A check that proves nothing gives nothing, and says so."""
    return ExerciseResult(
        grade_id=cell.grade_id,
        status="internal_error",
        max_score=cell.points,
        hidden=cell.kind == "hidden",
        message=f"Not judged: the instructor's own answer fails this check{_unless_hidden(cell, words)}. "
        "Instructor: run `hunar check`, mend the cell, and grade again.",
    )


def _unless_hidden(cell: GradedCell, words: str) -> str:
    return "" if cell.kind == "hidden" else f" ({words})"


def about_broken(checks: dict[str, str]) -> str:
    """Why nothing can be judged by a source whose own answers fail."""
    name, words = next(iter(sorted(checks.items())))
    return (
        f"The instructor's own answer fails the check {name} ({words}), so nothing can be judged by it. "
        "Instructor: run `hunar check` and mend the cell. Learner: this costs you no attempt."
    )


def about_doubles(submission: Submission) -> str:
    """What a learner should know who handed in a cell twice; empty otherwise."""
    doubled = [name for name in submission.answers if f"duplicate-cell:{name}" in submission.flags]
    if not doubled:
        return ""
    return (
        f"The cell {', '.join(doubled)} is more than once in your notebook. The first one in which you wrote "
        "something is taken for your answer. Keep one, and hand in again if that is not what you meant."
    )
