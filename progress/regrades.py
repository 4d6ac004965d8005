"""Regrades: grading again with the release that is offered now, and deciding about what comes out.

A regrade is *proposed*: each attempt it covers goes through the ordinary queue, behind every fresh hand-in,
and what is found counts nothing. Then a person *applies* it, in one transaction, or *drops* it. An attempt
that could not be graded again keeps the verdict that it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from grader.verdict import Verdict
from progress import backlog, handins, queue, releases, scores, tables, verdicts
from progress.database import reading, writing
from progress.releases import Release

NO_REASON = "The assignment was graded again with the checks that are offered now."
DONE = ("graded", "rejected", "internal_error")


class RegradeError(Exception):
    """A regrade that cannot be begun or decided. The text is for the person who asked."""


@dataclass(frozen=True)
class Regrade:
    """One regrade of an assignment."""

    id: int
    course: str
    assignment: str
    release_id: int
    """Whose checks are run: the release that was offered when it began."""
    asked_by: str
    asked_at: datetime
    reason: str
    """For learners, once it is applied."""
    state: str
    """`proposed`, `applied` or `dropped`."""
    decided_by: str | None
    decided_at: datetime | None


def start(
    engine: Engine,
    course: str,
    assignment: str,
    by: str,
    now: datetime,
    *,
    reason: str = "",
    every: bool = False,
) -> Regrade:
    """Queue every learner's best attempt, or every attempt. Raises RegradeError.

    Of a learner who has none that counts, as when we failed to grade it, the newest attempt is queued; and so
    is what still waits to be graded for the first time by the checks of an earlier release.
    """
    release = releases.current(engine, course, assignment)
    if release is None:
        raise RegradeError(f"There is no assignment {course}/{assignment}.")
    chosen = _every(engine, release) if every else _best(engine, release)
    if not chosen:
        raise RegradeError(f"Nothing of {course}/{assignment} is graded yet, so there is nothing to regrade.")
    row = {
        "course": course,
        "assignment": assignment,
        "release_id": release.id,
        "asked_by": by,
        "asked_at": now,
        "reason": reason.strip() or NO_REASON,
        "state": "proposed",
    }
    try:
        with writing(engine) as connection:
            made = connection.execute(insert(tables.regrades).values(row).returning(tables.regrades)).one()
            for submission_id in chosen:
                queue.ask_again(connection, made.id, submission_id, now)
    except IntegrityError:
        raise RegradeError(_already(engine, course, assignment)) from None
    return _regrade(made)


def find(engine: Engine, regrade_id: int) -> Regrade | None:
    """One regrade."""
    query = select(tables.regrades).where(tables.regrades.c.id == regrade_id)
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _regrade(row)


def of_assignment(engine: Engine, course: str, assignment: str, limit: int = 20) -> list[Regrade]:
    """The latest regrades of an assignment, newest first."""
    asked = tables.regrades
    query = select(asked).where(asked.c.course == course, asked.c.assignment == assignment)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(asked.c.id.desc()).limit(limit)).all()
    return [_regrade(row) for row in rows]


def proposed(engine: Engine, course: str, assignment: str) -> Regrade | None:
    """The regrade of an assignment that nobody has decided about; there is at most one."""
    found = of_assignment(engine, course, assignment, limit=1)
    return found[0] if found and found[0].state == "proposed" else None


def apply(engine: Engine, regrade_id: int, by: str, now: datetime) -> list[str]:
    """Let what a regrade found count, all at once; returns the learners concerned, by name.

    A verdict that says the same is written too, where it was made by another release: its feedback is then
    that of the release that is offered. Raises RegradeError, and nothing is changed.
    """
    with writing(engine) as connection:
        regrade = _decide(connection, regrade_id, "applied", by, now)
        if _unfinished(connection, regrade_id):
            raise RegradeError("This regrade is not finished. Wait until every attempt is graded again.")
        _check_release(connection, regrade)
        learners = set()
        for row in connection.execute(_found(regrade_id)):
            if row.status == "internal_error" or _says_nothing_new(row, regrade):
                continue
            verdicts.add(
                connection,
                row.submission_id,
                Verdict.model_validate_json(row.verdict),
                release_id=regrade.release_id,
                worker=row.worker,
                graded_at=row.graded_at,
                given_at=now,
                given_by=by,
                reason=regrade.reason,
                regrade_id=regrade_id,
            )
            learners.add(row.learner)
    return sorted(learners)


def drop(engine: Engine, regrade_id: int, by: str, now: datetime) -> None:
    """Forget what a regrade found or would find: nothing changes. Raises RegradeError."""
    jobs = tables.jobs
    waiting = (jobs.c.regrade_id == regrade_id) & jobs.c.finished_at.is_(None)
    with writing(engine) as connection:
        _decide(connection, regrade_id, "dropped", by, now)
        connection.execute(update(jobs).where(waiting).values(finished_at=now, lease_until=None))


def _best(engine: Engine, release: Release) -> list[int]:
    found = _outdated_soon(engine, release)
    for standing in scores.class_progress(engine, release.course):
        for item in standing.assignments:
            latest = item.latest_submission if item.state in DONE else None
            best = item.best_submission or latest
            if item.assignment == release.assignment and best is not None:
                found.add(best)
    return sorted(found)


def _every(engine: Engine, release: Release) -> list[int]:
    everything = handins.receipts(engine, release.course, release.assignment)
    done = {receipt.id for receipt in everything if receipt.state in DONE}
    return sorted(done | _outdated_soon(engine, release))


def _outdated_soon(engine: Engine, release: Release) -> set[int]:
    """Hand-ins whose turn is to come, with the checks that were offered when they came."""
    everything = handins.receipts(engine, release.course, release.assignment)
    waiting = (receipt for receipt in everything if receipt.state in backlog.OPEN)
    return {receipt.id for receipt in waiting if receipt.release_id != release.id}


def _already(engine: Engine, course: str, assignment: str) -> str:
    found = proposed(engine, course, assignment)
    who = f" {found.asked_by} asked for it on {found.asked_at:%d %B %Y at %H:%M} UTC." if found else ""
    return (
        f"A regrade of {course}/{assignment} waits for a decision already.{who} "
        "Apply it or drop it first; then begin another one."
    )


def _decide(connection: Connection, regrade_id: int, state: str, by: str, now: datetime) -> Regrade:
    asked = tables.regrades
    change = update(asked).where(asked.c.id == regrade_id, asked.c.state == "proposed")
    values = {"state": state, "decided_by": by, "decided_at": now}
    row = connection.execute(change.values(values).returning(asked)).one_or_none()
    if row is not None:
        return _regrade(row)
    before = connection.execute(select(asked).where(asked.c.id == regrade_id)).one_or_none()
    if before is None:
        raise RegradeError(f"There is no regrade {regrade_id}.")
    raise RegradeError(
        f"This regrade was {before.state} by {before.decided_by} on "
        f"{before.decided_at:%d %B %Y at %H:%M} UTC. Nothing was changed now."
    )


def _unfinished(connection: Connection, regrade_id: int) -> int:
    jobs = tables.jobs.c
    query = select(func.count()).where(jobs.regrade_id == regrade_id, jobs.finished_at.is_(None))
    return int(connection.execute(query).scalar_one())


def _check_release(connection: Connection, regrade: Regrade) -> None:
    offer = tables.assignments.c
    query = select(offer.release_id).where(
        offer.course == regrade.course, offer.assignment == regrade.assignment
    )
    if connection.execute(query).scalar_one_or_none() != regrade.release_id:
        raise RegradeError(
            "Another release has been offered since this regrade began, so it would give points by checks "
            "that are out of date. Drop it, and begin another one."
        )


def _found(regrade_id: int) -> Any:
    """Each proposal of a regrade, with the verdict that counts now."""
    new, old, kept = tables.proposals, tables.verdicts, tables.submissions
    return (
        select(
            new,
            kept.c.learner,
            old.c.verdict.label("old_verdict"),
            old.c.release_id.label("old_release_id"),
        )
        .join(kept, kept.c.id == new.c.submission_id)
        .join(old, old.c.submission_id == new.c.submission_id)
        .where(new.c.regrade_id == regrade_id, verdicts.counting())
        .order_by(new.c.submission_id)
    )


def _says_nothing_new(row: Row[Any], regrade: Regrade) -> bool:
    old, new = Verdict.model_validate_json(row.old_verdict), Verdict.model_validate_json(row.verdict)
    same_release: bool = row.old_release_id == regrade.release_id
    return same_release and judgement(old) == judgement(new)


def judgement(verdict: Verdict) -> tuple[object, ...]:
    """What a verdict comes to: its status and points, and those of each check. Not its words or its time."""
    checks = sorted((item.grade_id, item.status, item.score, item.max_score) for item in verdict.exercises)
    return verdict.status, verdict.score, verdict.max_score, checks


def _regrade(row: Row[Any]) -> Regrade:
    data = row._asdict()
    return Regrade(**{field: data[field] for field in Regrade.__dataclass_fields__})
