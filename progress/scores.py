"""Scores: where a learner stands with an assignment, a course, and a class with it.

The best attempt counts (`progress.attempts`), unless a person set the whole score of the assignment by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from grader.course import CertificateRule
from progress import attempts, releases, tables
from progress.attempts import Graded
from progress.database import reading
from progress.deadlines import Due
from progress.releases import CourseFacts, Release


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
    due: Due = field(default_factory=Due)
    """The learner's own due time, and how it came about."""
    scale: float = 1.0
    """What the best attempt's points were multiplied by, because it came late."""
    feedback_outdated: bool = False
    """The best attempt was graded by another release than the one that is offered now."""

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


def progress(
    engine: Engine, learner: str, course: str, now: datetime | None = None, *, unopened: bool = False
) -> CourseProgress | None:
    """Where a learner stands with a course; None for an unknown course.

    An assignment that is not open yet is no part of it until the learner has handed something in, unless
    `unopened`, for who teaches the course.
    """
    if releases.facts(engine, course) is None:
        return None
    return _class(engine, course, [learner], now or datetime.now(UTC), unopened=unopened)[0]


def all_progress(engine: Engine, learner: str, now: datetime | None = None) -> list[CourseProgress]:
    """Where a learner stands with every course, by the courses' places."""
    moment = now or datetime.now(UTC)
    return [_class(engine, facts.course, [learner], moment)[0] for facts in releases.all_facts(engine)]


def class_progress(engine: Engine, course: str, now: datetime | None = None) -> list[CourseProgress]:
    """Where everybody stands who handed anything in, by name."""
    kept = tables.submissions.c
    query = select(kept.learner).where(kept.course == course).distinct().order_by(kept.learner)
    with reading(engine) as connection:
        learners = list(connection.execute(query).scalars())
    return _class(engine, course, learners, now or datetime.now(UTC)) if learners else []


def _class(
    engine: Engine, course: str, learners: list[str], now: datetime, *, unopened: bool = False
) -> list[CourseProgress]:
    offered = releases.offered(engine, course)
    one = learners[0] if len(learners) == 1 else None
    with reading(engine) as connection:
        facts = releases.facts_in(connection, course) or CourseFacts(course=course, title=course)
        changes = attempts.changes_in(connection, course, one)
        calendar = releases.calendar_in(connection, course, one)
        graded = attempts.in_course(connection, course, one, changes, calendar)
        newest = _newest(connection, course, one)
    found = []
    for learner in learners:
        shown = [
            release
            for release in offered
            if unopened or release.is_open(now) or (learner, release.assignment) in newest
        ]
        standing = [
            _standing(
                release,
                graded.get((learner, release.assignment), []),
                newest.get((learner, release.assignment)),
                _override(changes, learner, release.assignment),
                calendar.due(release.assignment, learner),
            )
            for release in shown
        ]
        released = {release.assignment for release in shown}
        unreleased = [name for name in facts.order if name not in released]
        whole = CourseProgress(learner, course, facts.title, standing, unreleased)
        found.append(replace(whole, completed=completed(facts.certificate, whole)))
    return found


def _standing(
    release: Release,
    graded: list[Graded],
    newest: Row[Any] | None,
    override: Row[Any] | None,
    due: Due,
) -> AssignmentProgress:
    ranked = attempts.best_first(graded)
    best = ranked[0] if ranked else None
    score = best.score if best else None
    return AssignmentProgress(
        assignment=release.assignment,
        title=release.bundle.title,
        max_score=release.bundle.max_score,
        best_score=score if override is None else override.score,
        attempts=newest.attempt if newest else 0,
        state=newest.state if newest else "not_started",
        needs_manual=best.needs_manual if best else [],
        best_submission=best.submission_id if best else None,
        latest_submission=newest.id if newest else None,
        latest_at=newest.received_at if newest else None,
        override=override is not None,
        due=due,
        scale=best.lateness.scale if best else 1.0,
        feedback_outdated=best is not None and best.release_id != release.id,
    )


def completed(rule: CertificateRule | None, standing: CourseProgress) -> bool:
    """Is the certificate due? Never without a rule."""
    if rule is None or not standing.assignments or standing.percent < rule.minimum_percent:
        return False
    attempted = all(a.best_score is not None for a in standing.assignments) and not standing.unreleased
    if rule.every_assignment_attempted and not attempted:
        return False
    return not (rule.reflections_graded and any(a.needs_manual for a in standing.assignments))


def _newest(connection: Connection, course: str, learner: str | None) -> dict[tuple[str, str], Row[Any]]:
    kept = tables.submissions
    last = select(func.max(kept.c.id)).where(kept.c.course == course)
    if learner is not None:
        last = last.where(kept.c.learner == learner)
    rows = connection.execute(
        select(kept).where(kept.c.id.in_(last.group_by(kept.c.learner, kept.c.assignment)))
    )
    return {(row.learner, row.assignment): row for row in rows}


def _override(changes: list[Row[Any]], learner: str, assignment: str) -> Row[Any] | None:
    mine = [c for c in changes if (c.kind, c.learner, c.assignment) == ("override", learner, assignment)]
    return mine[-1] if mine else None
