"""What a regrade changes, or would change: of each attempt, the points and the checks before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Row, select

from grader.bundle import Bundle
from grader.verdict import ExerciseResult, Verdict
from progress import releases, tables
from progress.database import reading
from progress.regrades import Regrade, judgement


@dataclass(frozen=True)
class CheckChange:
    """One graded cell whose outcome differs. A cell that one of the releases does not have is `absent`."""

    grade_id: str
    title: str
    old_status: str
    new_status: str
    old_score: float
    new_score: float


@dataclass(frozen=True)
class Difference:
    """One attempt whose verdict differs."""

    learner: str
    submission_id: int
    attempt: int
    old_status: str
    new_status: str
    old_score: float
    new_score: float
    old_max_score: float
    max_score: float
    checks: list[CheckChange]

    @property
    def lower(self) -> bool:
        """The learner loses points by it."""
        return self.new_score < self.old_score


@dataclass(frozen=True)
class Findings:
    """What has come out of a regrade so far."""

    differences: list[Difference]
    """Lower scores first, the greatest loss first."""
    same: int
    """Attempts with the same outcome as before."""
    failed: list[str]
    """Learners with an attempt that could not be graded again: its verdict stays."""


def of_regrade(engine: Engine, regrade: Regrade) -> Findings:
    """Each proposal beside the verdict that counts, or that counted until the regrade was applied."""
    new, kept = tables.proposals, tables.submissions
    query = (
        select(new, kept.c.learner, kept.c.attempt)
        .join(kept, kept.c.id == new.c.submission_id)
        .where(new.c.regrade_id == regrade.id)
        .order_by(kept.c.learner, kept.c.attempt)
    )
    with reading(engine) as connection:
        found = connection.execute(query).all()
        before = _before(connection.execute(_revisions(regrade)).all(), regrade.id)
    bundle = releases.bundle_of(engine, regrade.release_id)
    failed = [row.learner for row in found if row.status == "internal_error"]
    pairs = [
        (row, before[row.submission_id], Verdict.model_validate_json(row.verdict))
        for row in found
        if row.status != "internal_error" and row.submission_id in before
    ]
    changed = [
        _difference(row, old, verdict, bundle)
        for row, old, verdict in pairs
        if judgement(old) != judgement(verdict)
    ]
    changed.sort(key=lambda item: (item.new_score - item.old_score, item.learner, item.attempt))
    return Findings(changed, len(pairs) - len(changed), sorted(set(failed)))


def _revisions(regrade: Regrade) -> Any:
    """Every verdict of the regrade's attempts, oldest first."""
    given, new = tables.verdicts, tables.proposals
    return (
        select(given.c.submission_id, given.c.regrade_id, given.c.verdict)
        .join(new, new.c.submission_id == given.c.submission_id)
        .where(new.c.regrade_id == regrade.id)
        .order_by(given.c.submission_id, given.c.revision)
    )


def _before(revisions: Iterable[Row[Any]], regrade_id: int) -> dict[int, Verdict]:
    """By submission, the last verdict that is not of this regrade and none that came after it."""
    texts: dict[int, str] = {}
    closed = set()
    for row in revisions:
        if row.regrade_id == regrade_id:
            closed.add(row.submission_id)
        if row.submission_id not in closed:
            texts[row.submission_id] = row.verdict
    return {submission: Verdict.model_validate_json(text) for submission, text in texts.items()}


def _difference(row: Row[Any], old: Verdict, new: Verdict, bundle: Bundle) -> Difference:
    titles = {cell.grade_id: cell.title for cell in bundle.cells}
    olds = {item.grade_id: item for item in old.exercises}
    news = {item.grade_id: item for item in new.exercises}
    changes = [
        _check_change(grade_id, titles.get(grade_id, grade_id), olds.get(grade_id), news.get(grade_id))
        for grade_id in [*news, *(name for name in olds if name not in news)]
    ]
    return Difference(
        learner=row.learner,
        submission_id=row.submission_id,
        attempt=row.attempt,
        old_status=old.status,
        new_status=new.status,
        old_score=old.score,
        new_score=new.score,
        old_max_score=old.max_score,
        max_score=new.max_score,
        checks=[c for c in changes if (c.old_status, c.old_score) != (c.new_status, c.new_score)],
    )


def _check_change(
    grade_id: str, title: str, old: ExerciseResult | None, new: ExerciseResult | None
) -> CheckChange:
    return CheckChange(
        grade_id=grade_id,
        title=title,
        old_status=old.status if old else "absent",
        new_status=new.status if new else "absent",
        old_score=old.score if old else 0.0,
        new_score=new.score if new else 0.0,
    )
