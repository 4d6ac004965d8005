"""Migrations with data in the tables: nothing is lost, up and down, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from progress import attempts, handins, releases, scores
from progress.database import MIGRATIONS, connect, migrate, reading, writing
from progress.settings import Settings
from tests.progress.test_database import KINDS
from tests.progress.toy import NOON, bundle, course, verdict

MOMENT = NOON.replace(tzinfo=None)
AFTER = MOMENT + timedelta(hours=2)


def to(engine: Engine, revision: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def put(engine: Engine, table: str, **row: Any) -> None:
    names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    with writing(engine) as connection:
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture(params=KINDS)
def old(request: pytest.FixtureRequest, fresh_url: Callable[[str], str]) -> Iterator[Engine]:
    """A database as version 0002 left it: two hand-ins, one of them late in a course that counts none."""
    engine = connect(Settings(database_url=fresh_url(request.param)).database)
    to(engine, "0002")
    facts = releases.CourseFacts.model_validate(
        course(late={"accept": False}).model_dump(include=set(releases.CourseFacts.model_fields))
        | {"course": "toys"}
    ).model_dump(mode="json")
    facts["late"] = {"accept": False}
    put(engine, "courses", course="toys", facts=json.dumps(facts), changed_at=MOMENT)
    key = {"course": "toys", "assignment": "t1-adding"}
    put(
        engine, "releases", **key, digest="d", bundle=bundle().model_dump_json(), max_score=20.0,
        released_by="hunar", released_at=MOMENT,
    )  # fmt: skip
    put(engine, "assignments", **key, release_id=1, due=MOMENT, changed_by="hunar", changed_at=MOMENT)
    for attempt, at, score in ((1, MOMENT, 4.0), (2, AFTER, 10.0)):
        put(
            engine, "submissions", **key, learner="ali", attempt=attempt, release_id=1, digest="d" * 64,
            size_bytes=1, received_at=at, late=at > MOMENT, state="graded", grading_day="2027-03-01",
        )  # fmt: skip
        put(
            engine, "verdicts", submission_id=attempt, seq=attempt, status="graded", score=score,
            max_score=20.0, verdict=verdict(str(attempt), score).model_dump_json(), worker="w", graded_at=at,
        )  # fmt: skip
        put(
            engine, "jobs", kind="grade", submission_id=attempt, rank=0, created_at=at, tries=1,
            finished_at=at,
        )  # fmt: skip
    put(
        engine, "score_changes", **key, kind="late", learner="ali", submission_id=2, grade_id="", score=0.0,
        max_score=20.0, reason="late", given_by="hunar", given_at=AFTER,
    )  # fmt: skip
    yield engine
    engine.dispose()


JOBS = "SELECT id, kind, submission_id, finished_at FROM jobs ORDER BY id"
FIRST = (
    "SELECT submission_id, seq, status, score, max_score, verdict, worker, graded_at"
    " FROM verdicts ORDER BY seq"
)
SCORES = "SELECT kind, learner, submission_id, score, reason, given_by FROM score_changes ORDER BY id"


def test_verdicts_times_and_lateness_are_the_same_after_the_upgrade(old: Engine) -> None:
    before = (rows(old, FIRST), rows(old, JOBS), rows(old, SCORES))
    migrate(old)
    assert (rows(old, FIRST), rows(old, JOBS), rows(old, SCORES)) == before
    why = "SELECT revision, release_id, regrade_id, given_by, reason FROM verdicts"
    assert rows(old, why) == [(1, 1, None, "hunar", "")] * 2
    found = scores.progress(old, "ali", "toys")
    assert found is not None
    one = found.assignments[0]
    assert (one.best_score, one.best_submission, one.due.at) == (4, 1, NOON)
    late = attempts.graded(old, 2)
    assert late is not None and late.lateness.by == timedelta(hours=2) and not late.counts
    receipt = handins.receipt(old, 2)
    assert receipt is not None and receipt.late


def test_a_submission_still_has_one_grading_job_and_one_for_each_regrade(old: Engine) -> None:
    migrate(old)
    job = {"submission_id": 1, "rank": 0, "created_at": MOMENT, "tries": 0}
    with pytest.raises(IntegrityError):
        put(old, "jobs", kind="grade", **job)
    put(
        old, "regrades", course="toys", assignment="t1-adding", release_id=1, asked_by="sara",
        asked_at=MOMENT, reason="", state="proposed",
    )  # fmt: skip
    put(old, "jobs", kind="regrade", regrade_id=1, **job)
    with pytest.raises(IntegrityError):
        put(old, "jobs", kind="regrade", regrade_id=1, **job)
    to(old, "0002", down=True)
    assert [row[1] for row in rows(old, JOBS)] == ["grade", "grade"]
    with pytest.raises(IntegrityError):
        put(old, "jobs", kind="grade", **job)


def test_the_index_of_open_jobs_still_leaves_finished_ones_out(old: Engine) -> None:
    migrate(old)
    catalogue = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE name",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexname",
    }
    for _ in range(2):
        found = rows(old, f"{catalogue[old.dialect.name]} = 'ix_jobs_open'")
        assert "finished_at IS NULL" in found[0][0]
        to(old, "0002", down=True)


def test_back_at_the_old_version_the_newest_verdict_and_every_late_row_are_there(old: Engine) -> None:
    before = rows(old, SCORES)
    migrate(old)
    key = {"learner": "ali", "course": "toys", "assignment": "t1-adding"}
    put(
        old, "submissions", **key, attempt=3, release_id=1, digest="d" * 64, size_bytes=1, received_at=AFTER,
        late=True, state="graded", grading_day="2027-03-01",
    )  # fmt: skip
    for submission, revision, score in ((3, 1, 6.0), (1, 2, 5.0)):
        put(
            old, "verdicts", submission_id=submission, revision=revision, seq=10 + submission, release_id=1,
            status="graded", score=score, max_score=20.0, verdict=verdict("s", score).model_dump_json(),
            worker="w", graded_at=AFTER, given_by="sara", given_at=AFTER, reason="mended",
        )  # fmt: skip
    to(old, "0002", down=True)
    assert [(row[0], row[3]) for row in rows(old, FIRST)] == [(2, 10), (1, 5), (3, 6)]
    assert rows(old, SCORES)[: len(before)] == before
    assert [(row[0], row[2]) for row in rows(old, SCORES)] == [("late", 2), ("late", 3)]
    facts = json.loads(rows(old, "SELECT facts FROM courses")[0][0])
    assert facts["late"] == {"accept": False}
    migrate(old)
    found = scores.progress(old, "ali", "toys")
    assert found is not None and found.assignments[0].best_score == 5
