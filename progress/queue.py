"""The queue of jobs: grading a submission, grading it again, or checking a release. Any number of workers,
on any number of machines.

A worker *claims* a job for a lease and renews it while it works. When the lease runs out, the worker is
taken for dead and the job can be claimed again. A submission gets one first verdict: the one that arrives
first, whoever brings it. Who asked least in the last hour goes first, then who came first; regrades wait
until nobody else does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from grader.verdict import Verdict
from progress import tables, verdicts
from progress.allowance import NO_COST
from progress.database import reading, writing

LEASE_S = 120.0
MAX_TRIES = 3
REGRADE_RANK = 1_000_000
"""Behind every fresh hand-in, however much its learner asked for."""
GAVE_UP = (
    "The grader could not finish this hand-in, although it tried three times. This is our mistake, not "
    "yours: it costs no attempt. Please tell your instructor."
)


@dataclass(frozen=True)
class Job:
    """A claimed job: the worker's to do until `lease_until`."""

    id: int
    kind: Literal["grade", "release", "regrade"]
    worker: str
    tries: int
    """1 at the first try. Beyond MAX_TRIES nothing is run any more: the job is to be finished as our
    error.
    """
    lease_until: datetime
    submission_id: int | None
    check_id: int | None
    regrade_id: int | None = None

    @property
    def hopeless(self) -> bool:
        return self.tries > MAX_TRIES


def claim(engine: Engine, worker: str, now: datetime, *, lease_s: float = LEASE_S) -> Job | None:
    """Claim the next job that may run now; None when there is none."""
    jobs = tables.jobs
    following = (
        select(jobs.c.id)
        .where(
            jobs.c.finished_at.is_(None),
            or_(jobs.c.not_before.is_(None), jobs.c.not_before <= now),
            or_(jobs.c.lease_until.is_(None), jobs.c.lease_until <= now),
        )
        .order_by(jobs.c.rank, jobs.c.id)
        .limit(1)
    )
    with reading(engine) as connection:  # an idle worker takes no write lock
        if connection.execute(following).first() is None:
            return None
    taken = (
        update(jobs)
        .where(jobs.c.id == following.with_for_update(skip_locked=True).scalar_subquery())
        .values(worker=worker, lease_until=now + timedelta(seconds=lease_s), tries=jobs.c.tries + 1)
        .returning(jobs)
    )
    with writing(engine) as connection:
        row = connection.execute(taken).one_or_none()
        if row is None:
            return None
        _set_state(connection, row, "running")
    return _job(row)


def renew(engine: Engine, job: Job, now: datetime, *, lease_s: float = LEASE_S) -> bool:
    """Hold on to a claimed job; False when it is no longer ours to do."""
    change = _held(job).values(lease_until=now + timedelta(seconds=lease_s))
    with writing(engine) as connection:
        return connection.execute(change).rowcount == 1


def give_back(engine: Engine, job: Job) -> None:
    """Put an unfinished job back, as if it had not been claimed: the worker is stopping."""
    _put_back(engine, job, {"tries": tables.jobs.c.tries - 1})


def try_again(engine: Engine, job: Job, at: datetime) -> None:
    """Put a job back after an error of ours: this try counts, the next one comes no sooner than `at`."""
    _put_back(engine, job, {"not_before": at})


def put_back_all(engine: Engine, worker: str) -> list[int]:
    """Put back whatever is still claimed by `worker`, whose process is known to be gone; returns job ids.

    The tries stand: a job that kills its workers is given up after MAX_TRIES all the same.
    """
    jobs = tables.jobs
    left = (jobs.c.worker == worker) & jobs.c.finished_at.is_(None) & jobs.c.lease_until.is_not(None)
    with writing(engine) as connection:
        change = update(jobs).where(left).values(worker=None, lease_until=None)
        rows = connection.execute(change.returning(jobs.c.id, jobs.c.kind, jobs.c.submission_id)).all()
        for row in rows:
            _set_state(connection, row, "queued")
    return [row.id for row in rows]


def last_graded_by(engine: Engine, worker: str) -> int | None:
    """The submission that `worker` brought the newest first verdict of."""
    given = tables.verdicts.c
    query = select(given.submission_id).where(given.worker == worker, given.revision == 1)
    query = query.order_by(given.seq.desc()).limit(1)
    with reading(engine) as connection:
        return connection.execute(query).scalar_one_or_none()


def _put_back(engine: Engine, job: Job, values: dict[str, Any]) -> None:
    change = _held(job).values(worker=None, lease_until=None, **values)
    with writing(engine) as connection:
        if connection.execute(change).rowcount == 1:
            _set_state(connection, job, "queued")


def finish(engine: Engine, job: Job, verdict: Verdict, now: datetime) -> bool:
    """Record the verdict of a grading job. False, and nothing changed, when the submission has one
    already.
    """
    try:
        with writing(engine) as connection:
            submission = connection.execute(
                select(tables.submissions).where(tables.submissions.c.id == job.submission_id)
            ).one()
            _end(connection, job, now)
            verdicts.add(
                connection,
                submission.id,
                verdict,
                release_id=submission.release_id,
                worker=job.worker,
                graded_at=now,
                given_at=now,
            )
            if verdict.status in NO_COST:
                _promote(connection, submission, now)
    except IntegrityError:
        with writing(engine) as connection:
            _end(connection, job, now)
        return False
    return True


def ask_again(connection: Connection, regrade_id: int, submission_id: int, now: datetime) -> None:
    """Queue one submission of a regrade. Its state and its verdict stay as they are meanwhile."""
    job = {"kind": "regrade", "regrade_id": regrade_id, "submission_id": submission_id, "created_at": now}
    connection.execute(insert(tables.jobs).values(job | {"rank": REGRADE_RANK, "tries": 0}))


def finish_regrade(engine: Engine, job: Job, verdict: Verdict, now: datetime) -> bool:
    """Record what a regrade found: a proposal, which counts nothing. False when there is one already."""
    row = {
        "regrade_id": job.regrade_id,
        "submission_id": job.submission_id,
        "status": verdict.status,
        "score": verdict.score,
        "max_score": verdict.max_score,
        "verdict": verdict.model_dump_json(),
        "worker": job.worker,
        "graded_at": now,
    }
    try:
        with writing(engine) as connection:
            _end(connection, job, now)
            connection.execute(insert(tables.proposals).values(row))
    except IntegrityError:
        with writing(engine) as connection:
            _end(connection, job, now)
        return False
    return True


def finish_release(engine: Engine, job: Job, now: datetime) -> None:
    """Mark a release job as done; `progress.checks.conclude` says how the check ended."""
    with writing(engine) as connection:
        _end(connection, job, now)


def gave_up(submission: str) -> Verdict:
    """The verdict on a submission that no worker could finish."""
    return Verdict(submission=submission, status="internal_error", message=GAVE_UP)


def _held(job: Job) -> Any:
    jobs = tables.jobs.c
    mine = (jobs.id == job.id) & (jobs.worker == job.worker) & (jobs.tries == job.tries)
    return update(tables.jobs).where(mine, jobs.finished_at.is_(None))


def _end(connection: Connection, job: Job, now: datetime) -> None:
    jobs = tables.jobs
    unfinished = (jobs.c.id == job.id) & jobs.c.finished_at.is_(None)
    connection.execute(update(jobs).where(unfinished).values(finished_at=now, lease_until=None))


def _set_state(connection: Connection, job: Job | Row[Any], state: str) -> None:
    """Show on the submission how its first grading goes; a regrade does not touch it."""
    kept = tables.submissions
    if job.kind == "grade":
        connection.execute(update(kept).where(kept.c.id == job.submission_id).values(state=state))


def _promote(connection: Connection, submission: Row[Any], now: datetime) -> None:
    """The place of a hand-in that cost nothing goes to the learner's oldest waiting one."""
    kept, jobs = tables.submissions, tables.jobs
    waiting = (
        select(kept.c.id)
        .where(
            kept.c.learner == submission.learner,
            kept.c.course == submission.course,
            kept.c.assignment == submission.assignment,
            kept.c.state == "waiting",
            kept.c.grading_day > submission.grading_day,
        )
        .order_by(kept.c.id)
        .limit(1)
    )
    oldest = connection.execute(waiting).scalar_one_or_none()
    if oldest is None:
        return
    place = {"state": "queued", "grading_day": submission.grading_day, "not_before": None}
    connection.execute(update(kept).where(kept.c.id == oldest).values(place))
    first = (jobs.c.submission_id == oldest) & (jobs.c.kind == "grade")
    connection.execute(update(jobs).where(first).values(not_before=None))


def _job(row: Row[Any]) -> Job:
    data = row._asdict()
    return Job(**{field: data[field] for field in Job.__dataclass_fields__})
