"""Scores: what verdicts and people's decisions add up to.

The automatic score is the verdict's. On top of it come rows that say who decided what, when and why:
- *manual*: a person marked an answer. Marks belong to the learner's answer, not to one attempt: the
newest mark of a cell counts on every attempt in which that cell was answered;
- *late*: this attempt counts nothing, because the course takes no late work;
- *override*: a person set the whole score of an assignment.
The best attempt counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from grader.bundle import Bundle
from grader.verdict import Verdict
from progress import releases, tables, verdicts
from progress.database import reading
from progress.releases import CourseFacts


@dataclass(frozen=True)
class ManualScore:
    """A person's mark for one manually graded cell."""

    learner: str
    assignment: str
    grade_id: str
    score: float
    max_score: float
    comment: str = ""
    submission_id: int | None = None


@dataclass(frozen=True)
class Graded:
    """A submission's verdict with what people added."""

    submission_id: int
    attempt: int
    received_at: datetime
    late: bool
    counts: bool
    verdict: Verdict
    manual: list[ManualScore]

    @property
    def score(self) -> float:
        """Automatic and manual points together."""
        return self.verdict.score + sum(mark.score for mark in self.manual)

    @property
    def needs_manual(self) -> list[str]:
        """Answered cells that nobody has marked."""
        marked = {mark.grade_id for mark in self.manual}
        return [cell for cell in self.verdict.needs_manual if cell not in marked]


@dataclass(frozen=True)
class AssignmentProgress:
    """Where one learner stands with one assignment."""

    assignment: str
    title: str
    max_score: float
    best_score: float | None
    """None until an attempt that counts is graded."""
    attempts: int
    state: str
    """`not_started`, or the state of the newest submission."""
    needs_manual: list[str]
    """Cells of the best attempt that a person has still to mark."""
    best_submission: int | None
    latest_submission: int | None
    latest_at: datetime | None
    override: bool = False

    @property
    def percent(self) -> float:
        return percent_of(self.best_score or 0.0, self.max_score)


@dataclass(frozen=True)
class CourseProgress:
    """Where one learner stands with one course: its released assignments, in the course's order."""

    learner: str
    course: str
    title: str
    assignments: list[AssignmentProgress] = field(default_factory=list)
    unreleased: list[str] = field(default_factory=list)
    completed: bool = False
    """By the course's certificate rule; False for a course without one."""

    @property
    def score(self) -> float:
        return sum(a.best_score or 0.0 for a in self.assignments)

    @property
    def max_score(self) -> float:
        return sum(a.max_score for a in self.assignments)

    @property
    def percent(self) -> float:
        """Mean of the assignments' percents: each assignment weighs the same."""
        if not self.assignments:
            return 0.0
        return sum(a.percent for a in self.assignments) / (len(self.assignments) + len(self.unreleased))


def percent_of(score: float, max_score: float) -> float:
    """0 to 100; 0 when nothing can be earned."""
    return 100.0 * score / max_score if max_score > 0 else 0.0


def verdict(engine: Engine, submission_id: int) -> Verdict | None:
    """The verdict on one submission, once it is there."""
    return verdicts.current(engine, submission_id)


def graded(engine: Engine, submission_id: int) -> Graded | None:
    """The verdict on one submission with what people added; None while it is not graded."""
    with reading(engine) as connection:
        row = connection.execute(_graded_rows().where(tables.submissions.c.id == submission_id)).one_or_none()
        if row is None:
            return None
        changes = _changes(connection, row.course, row.learner)
    return _graded(row, changes)


def progress(engine: Engine, learner: str, course: str) -> CourseProgress | None:
    """Where a learner stands with a course; None for an unknown course."""
    return _class(engine, course, [learner])[0] if releases.facts(engine, course) else None


def all_progress(engine: Engine, learner: str) -> list[CourseProgress]:
    """Where a learner stands with every course, by course name."""
    return [_class(engine, facts.course, [learner])[0] for facts in releases.all_facts(engine)]


def class_progress(engine: Engine, course: str) -> list[CourseProgress]:
    """Where everybody stands who handed anything in, by name."""
    kept = tables.submissions.c
    query = select(kept.learner).where(kept.course == course).distinct().order_by(kept.learner)
    with reading(engine) as connection:
        learners = list(connection.execute(query).scalars())
    return _class(engine, course, learners) if learners else []


def best_first(attempts: list[Graded]) -> list[Graded]:
    """Attempts that count, best total first; of equals, the newer one."""
    counted = [a for a in attempts if a.counts and a.verdict.status == "graded"]
    return sorted(counted, key=lambda a: (a.score, a.attempt), reverse=True)


def attempts(engine: Engine, course: str, learner: str, assignment: str) -> list[Graded]:
    """All graded attempts of one learner at one assignment, oldest first."""
    with reading(engine) as connection:
        rows = _rows(connection, course, [learner])
        changes = _changes(connection, course, learner)
    return [_graded(row, changes) for row in rows if row.assignment == assignment]


def _class(engine: Engine, course: str, learners: list[str]) -> list[CourseProgress]:
    offered = releases.offered(engine, course)
    with reading(engine) as connection:
        facts = releases.facts_in(connection, course) or CourseFacts(course=course, title=course)
        one = learners[0] if len(learners) == 1 else None
        changes = _changes(connection, course, one)
        rows = _rows(connection, course, learners)
        newest = _newest(connection, course, one)
    by_key: dict[tuple[str, str], list[Graded]] = {}
    for row in rows:
        by_key.setdefault((row.learner, row.assignment), []).append(_graded(row, changes))
    found = []
    for learner in learners:
        standing = [
            _standing(
                release.assignment,
                release.bundle,
                by_key.get((learner, release.assignment), []),
                newest.get((learner, release.assignment)),
                _override(changes, learner, release.assignment),
            )
            for release in offered
        ]
        released = {release.assignment for release in offered}
        unreleased = [name for name in facts.order if name not in released]
        whole = CourseProgress(learner, course, facts.title, standing, unreleased)
        done = _completed(facts, whole)
        found.append(CourseProgress(learner, course, facts.title, standing, unreleased, done))
    return found


def _standing(
    assignment: str,
    bundle: Bundle,
    attempts: list[Graded],
    newest: Row[Any] | None,
    override: Row[Any] | None,
) -> AssignmentProgress:
    ranked = best_first(attempts)
    best = ranked[0] if ranked else None
    score = best.score if best else None
    return AssignmentProgress(
        assignment=assignment,
        title=bundle.title,
        max_score=bundle.max_score,
        best_score=score if override is None else override.score,
        attempts=newest.attempt if newest else 0,
        state=newest.state if newest else "not_started",
        needs_manual=best.needs_manual if best else [],
        best_submission=best.submission_id if best else None,
        latest_submission=newest.id if newest else None,
        latest_at=newest.received_at if newest else None,
        override=override is not None,
    )


def _completed(facts: CourseFacts, standing: CourseProgress) -> bool:
    rule = facts.certificate
    if rule is None or not standing.assignments or standing.percent < rule.minimum_percent:
        return False
    attempted = all(a.best_score is not None for a in standing.assignments) and not standing.unreleased
    if rule.every_assignment_attempted and not attempted:
        return False
    return not (rule.reflections_graded and any(a.needs_manual for a in standing.assignments))


def _graded_rows() -> Any:
    kept = tables.submissions
    given = tables.verdicts
    return (
        select(kept, given.c.verdict)
        .join(given, given.c.submission_id == kept.c.id)
        .where(verdicts.counting())
    )


def _rows(connection: Connection, course: str, learners: list[str]) -> list[Row[Any]]:
    kept = tables.submissions.c
    query = _graded_rows().where(kept.course == course).order_by(kept.id)
    if len(learners) == 1:
        query = query.where(kept.learner == learners[0])
    return list(connection.execute(query))


def _newest(connection: Connection, course: str, learner: str | None) -> dict[tuple[str, str], Row[Any]]:
    kept = tables.submissions
    last = select(func.max(kept.c.id)).where(kept.c.course == course)
    if learner is not None:
        last = last.where(kept.c.learner == learner)
    rows = connection.execute(
        select(kept).where(kept.c.id.in_(last.group_by(kept.c.learner, kept.c.assignment)))
    )
    return {(row.learner, row.assignment): row for row in rows}


def _changes(connection: Connection, course: str, learner: str | None) -> list[Row[Any]]:
    changed = tables.score_changes
    query = select(changed).where(changed.c.course == course).order_by(changed.c.id)
    if learner is not None:
        query = query.where(changed.c.learner == learner)
    return list(connection.execute(query))


def _override(changes: list[Row[Any]], learner: str, assignment: str) -> Row[Any] | None:
    mine = [c for c in changes if (c.kind, c.learner, c.assignment) == ("override", learner, assignment)]
    return mine[-1] if mine else None


def _graded(row: Row[Any], changes: list[Row[Any]]) -> Graded:
    found = Verdict.model_validate_json(row.verdict)
    mine = [c for c in changes if (c.learner, c.assignment) == (row.learner, row.assignment)]
    newest = {c.grade_id: c for c in mine if c.kind == "manual" and c.grade_id in found.needs_manual}
    return Graded(
        submission_id=row.id,
        attempt=row.attempt,
        received_at=row.received_at,
        late=row.late,
        counts=not any(c.kind == "late" and c.submission_id == row.id for c in mine),
        verdict=found,
        manual=[_mark(newest[cell]) for cell in found.needs_manual if cell in newest],
    )


def _mark(row: Row[Any]) -> ManualScore:
    return ManualScore(
        row.learner, row.assignment, row.grade_id, row.score, row.max_score, row.reason, row.submission_id
    )
