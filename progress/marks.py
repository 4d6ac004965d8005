"""What people decide about scores: marks for answers, and whole scores set by hand. Rows are only ever
added.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from grader.bundle import Bundle
from progress import tables
from progress.attempts import ManualScore
from progress.database import writing


class ScoreError(Exception):
    """A score that cannot be recorded. The text is for the person who gave it."""


def add(
    engine: Engine, course: str, marks: Iterable[ManualScore], by: str, now: datetime
) -> tuple[set[str], list[tuple[ManualScore, str]]]:
    """Append marks; returns (learners concerned, marks refused with the reason).

    A mark equal to the newest one of its cell adds no row. Refused are cells that the assignment does
    not have, points outside 0 to the cell's own, and learners who handed in nothing.
    """
    touched: set[str] = set()
    refused: list[tuple[ManualScore, str]] = []
    with writing(engine) as connection:
        bundles: dict[str, Bundle] = {}
        for mark in marks:
            try:
                if mark.assignment not in bundles:
                    bundles[mark.assignment] = _offered_bundle(connection, course, mark.assignment)
                points = _points(bundles[mark.assignment], mark)
                if _append(connection, course, mark, points, by, now):
                    touched.add(mark.learner)
            except ScoreError as error:
                refused.append((mark, str(error)))
    return touched, refused


def override(
    engine: Engine,
    course: str,
    learner: str,
    assignment: str,
    score: float,
    *,
    reason: str,
    by: str,
    now: datetime,
) -> None:
    """Set the whole score of one learner's assignment, whatever the attempts say. Raises ScoreError."""
    if not reason.strip():
        raise ScoreError("Say why the score is set by hand: the reason is kept with it.")
    with writing(engine) as connection:
        bundle = _offered_bundle(connection, course, assignment)
        if not math.isfinite(score) or not 0 <= score <= bundle.max_score:
            raise ScoreError(f"The score must lie between 0 and {bundle.max_score:g}.")
        mark = ManualScore(learner, assignment, "", score, bundle.max_score, reason)
        _insert_change(connection, "override", course, mark, bundle.max_score, by, now)


def _offered_bundle(connection: Connection, course: str, assignment: str) -> Bundle:
    offer, kept = tables.assignments, tables.releases
    query = (
        select(kept.c.bundle)
        .join(offer, offer.c.release_id == kept.c.id)
        .where(offer.c.course == course, offer.c.assignment == assignment)
    )
    text = connection.execute(query).scalar_one_or_none()
    if text is None:
        raise ScoreError(f"There is no assignment {course}/{assignment}.")
    return Bundle.model_validate_json(text)


def _points(bundle: Bundle, mark: ManualScore) -> float:
    points = {cell.grade_id: cell.points for cell in bundle.cells if cell.kind == "manual"}
    if mark.grade_id not in points:
        raise ScoreError(f"{mark.assignment} has no manually graded cell {mark.grade_id}.")
    limit = points[mark.grade_id]
    if not math.isfinite(mark.score) or not 0 <= mark.score <= limit:
        raise ScoreError(
            f"{mark.assignment}, {mark.grade_id}: the score must lie between 0 and {limit:g}, "
            f"not {mark.score}."
        )
    return limit


def _append(
    connection: Connection, course: str, mark: ManualScore, points: float, by: str, now: datetime
) -> bool:
    changed, kept = tables.score_changes, tables.submissions
    handed_in = select(kept.c.id).where(
        kept.c.course == course, kept.c.learner == mark.learner, kept.c.assignment == mark.assignment
    )
    if connection.execute(handed_in.limit(1)).first() is None:
        raise ScoreError(f"{mark.learner} has handed in nothing for {mark.assignment}.")
    if mark.submission_id is not None:
        if connection.execute(handed_in.where(kept.c.id == mark.submission_id)).first() is None:
            raise ScoreError(
                f"Submission {mark.submission_id} is not {mark.learner}'s for {mark.assignment}."
            )
    same_cell = select(changed).where(
        changed.c.kind == "manual",
        changed.c.course == course,
        changed.c.learner == mark.learner,
        changed.c.assignment == mark.assignment,
        changed.c.grade_id == mark.grade_id,
    )
    newest = connection.execute(same_cell.order_by(changed.c.id.desc()).limit(1)).one_or_none()
    if newest is not None and (newest.score, newest.reason) == (mark.score, mark.comment):
        return False
    _insert_change(connection, "manual", course, mark, points, by, now)
    return True


def _insert_change(
    connection: Connection, kind: str, course: str, mark: ManualScore, points: float, by: str, now: datetime
) -> None:
    row = {
        "kind": kind,
        "learner": mark.learner,
        "course": course,
        "assignment": mark.assignment,
        "submission_id": mark.submission_id,
        "grade_id": mark.grade_id,
        "score": mark.score,
        "max_score": points,
        "reason": mark.comment,
        "given_by": by,
        "given_at": now,
    }
    connection.execute(insert(tables.score_changes).values(row))
