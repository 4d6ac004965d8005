"""The tables, once, for SQLite and PostgreSQL alike. `migrations/` brings a database to this shape.

What is a fact of the past is only ever inserted: releases, submissions' contents, verdicts, marks,
extensions, outages, moved times. The newest row counts. A verdict is a row too: `verdicts` holds those that
count or once did, revision 1 from the first grading, one more for each regrade that was applied. What a
regrade found lies in `proposals` and counts nothing until `progress.verdicts.add` writes it as the next
revision. Whether work is late, and what that costs, is written nowhere: it is computed when somebody reads.
Times are UTC; JSON documents are text, so that what was stored is what is read back, to the byte.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, stored as UTC. Raises ValueError for a time without a zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


accounts = Table(
    "accounts",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("display_name", String(100), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("state", String(16), nullable=False),  # pending | admitted | refused
    Column("created_at", Moment, nullable=False),
    Column("decided_by", String(64)),
    Column("decided_at", Moment),
)

memberships = Table(  # also of people whose password is kept elsewhere (OAuth, LTI)
    "memberships",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("role", String(16), nullable=False),  # learner | instructor | admin
    Column("course", String(64), nullable=False),  # empty unless instructor
    Column("given_by", String(64), nullable=False),
    Column("given_at", Moment, nullable=False),
    UniqueConstraint("name", "role", "course"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, index=True),
    Column("at", Moment, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("key", String(64), primary_key=True),  # SHA-256 of the cookie, so the table opens no session
    Column("token", Text, nullable=False),  # the hub's token, encrypted under the cookie
    Column("form_token", String(64), nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

courses = Table(
    "courses",
    metadata,
    Column("course", String(64), primary_key=True),
    Column("facts", Text, nullable=False),  # JSON, progress.releases.CourseFacts
    Column("changed_at", Moment, nullable=False),
)

tracks = Table(  # ways through assignments of several courses
    "tracks",
    metadata,
    Column("track", String(64), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("facts", Text, nullable=False),  # JSON, grader.tracks.Track
    Column("changed_at", Moment, nullable=False),
)

releases = Table(
    "releases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("course", String(64), nullable=False),
    Column("assignment", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("bundle", Text, nullable=False),  # JSON, grader.bundle.Bundle
    Column("max_score", Float, nullable=False),
    Column("released_by", String(64), nullable=False),
    Column("released_at", Moment, nullable=False),
    UniqueConstraint("course", "assignment", "digest"),
)

assignments = Table(  # which release is offered now, and from when to when
    "assignments",
    metadata,
    Column("course", String(64), primary_key=True),
    Column("assignment", String(64), primary_key=True),
    Column("release_id", Integer, ForeignKey("releases.id"), nullable=False),
    Column("opens", Moment),  # as in the newest row of `schedules`
    Column("due", Moment),  # likewise
    Column("late", Text),  # JSON, grader.course.Late; absent where the course's own policy holds
    Column("changed_by", String(64), nullable=False),
    Column("changed_at", Moment, nullable=False),
)

schedules = Table(  # opening and due times of an assignment, each time they were set
    "schedules",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("course", String(64), nullable=False),
    Column("assignment", String(64), nullable=False),
    Column("opens", Moment),
    Column("due", Moment),
    Column("source", String(16), nullable=False),  # release (assignment.toml said so) | person
    Column("reason", Text, nullable=False),
    Column("given_by", String(64), nullable=False),
    Column("given_at", Moment, nullable=False),
    Index(None, "course", "assignment"),
)

extensions = Table(  # a learner's own due time; one without a time takes the earlier ones back
    "extensions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("course", String(64), nullable=False),
    Column("assignment", String(64), nullable=False),
    Column("learner", String(64), nullable=False),
    Column("due", Moment),
    Column("reason", Text, nullable=False),
    Column("given_by", String(64), nullable=False),
    Column("given_at", Moment, nullable=False),
    Index(None, "course", "assignment", "learner"),
)

outages = Table(  # power or network was away; a row that withdraws another one declares nothing
    "outages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("course", String(64), nullable=False, index=True),  # empty: every course
    Column("began", Moment, nullable=False),
    Column("ended", Moment, nullable=False),
    Column("withdraws", Integer, ForeignKey("outages.id")),
    Column("reason", Text, nullable=False),
    Column("given_by", String(64), nullable=False),
    Column("given_at", Moment, nullable=False),
)

release_checks = Table(
    "release_checks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("course", String(64), nullable=False, index=True),
    Column("assignment", String(64), nullable=False),
    Column("files", Text, nullable=False),  # JSON, {name: text}
    Column("state", String(16), nullable=False),  # checking | released | refused
    Column("faults", Text, nullable=False),  # JSON, [{where, what, mend}]
    Column("digest", String(64)),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("finished_at", Moment),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("learner", String(64), nullable=False),
    Column("course", String(64), nullable=False),
    Column("assignment", String(64), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("release_id", Integer, ForeignKey("releases.id"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("late", Boolean, nullable=False),  # as the receipt said then; scores look at the times anew
    Column(
        "state", String(16), nullable=False
    ),  # queued | waiting | running | graded | rejected | internal_error
    Column("grading_day", String(10), nullable=False),  # in the course's zone; counts against the daily limit
    Column("not_before", Moment),
    Column("idempotency_key", String(200)),
    UniqueConstraint("learner", "course", "assignment", "attempt"),
    UniqueConstraint("learner", "idempotency_key"),
    Index(None, "course", "assignment", "learner"),
)

regrades = Table(  # somebody asked to grade again with the release that is offered now
    "regrades",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("course", String(64), nullable=False),
    Column("assignment", String(64), nullable=False),
    Column("release_id", Integer, ForeignKey("releases.id"), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String(16), nullable=False),  # proposed | applied | dropped
    Column("decided_by", String(64)),
    Column("decided_at", Moment),
    Index("ix_regrades_open", "course", "assignment", unique=True,  # one at a time
          sqlite_where=text("state = 'proposed'"), postgresql_where=text("state = 'proposed'")),
)  # fmt: skip

verdicts = Table(  # of a submission, the highest revision counts
    "verdicts",
    metadata,
    Column("submission_id", Integer, ForeignKey("submissions.id"), primary_key=True, autoincrement=False),
    Column("revision", Integer, primary_key=True, autoincrement=False),  # 1, 2, ...
    Column("seq", Integer, nullable=False, unique=True),  # grows in the order of commits
    Column("release_id", Integer, ForeignKey("releases.id"), nullable=False),  # whose checks were run
    Column("regrade_id", Integer, ForeignKey("regrades.id")),  # absent at the first grading
    Column("status", String(16), nullable=False),
    Column("score", Float, nullable=False),
    Column("max_score", Float, nullable=False),
    Column("verdict", Text, nullable=False),  # JSON, grader.verdict.Verdict
    Column("worker", String(100), nullable=False),
    Column("graded_at", Moment, nullable=False),
    Column("given_by", String(64), nullable=False),  # who made it count: hunar, or whoever applied a regrade
    Column("given_at", Moment, nullable=False),  # since when it counts
    Column("reason", Text, nullable=False),  # for the learner; empty at the first grading
)

proposals = Table(  # what a regrade found, until it is applied or dropped, and afterwards
    "proposals",
    metadata,
    Column("regrade_id", Integer, ForeignKey("regrades.id"), primary_key=True, autoincrement=False),
    Column("submission_id", Integer, ForeignKey("submissions.id"), primary_key=True, autoincrement=False),
    Column("status", String(16), nullable=False),
    Column("score", Float, nullable=False),
    Column("max_score", Float, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("worker", String(100), nullable=False),
    Column("graded_at", Moment, nullable=False),
)

score_changes = Table(  # what people decided on top of a verdict: who, when, why; the newest counts
    "score_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),  # manual | override; late: of old, counts nothing
    Column("learner", String(64), nullable=False),
    Column("course", String(64), nullable=False),
    Column("assignment", String(64), nullable=False),
    Column("submission_id", Integer, ForeignKey("submissions.id")),
    Column("grade_id", String(200), nullable=False),  # empty unless manual
    Column("score", Float, nullable=False),
    Column("max_score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("given_by", String(64), nullable=False),
    Column("given_at", Moment, nullable=False),
    Index(None, "course", "assignment", "learner"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),  # grade | release | regrade
    Column("submission_id", Integer, ForeignKey("submissions.id")),
    Column("check_id", Integer, ForeignKey("release_checks.id"), unique=True),
    Column("regrade_id", Integer, ForeignKey("regrades.id")),
    Column("rank", Integer, nullable=False),  # how much this learner asked for lately: less goes first
    Column("not_before", Moment),
    Column("created_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("worker", String(100)),
    Column("lease_until", Moment),
    Column("finished_at", Moment),
    Index("ix_jobs_open", "rank", "id", sqlite_where=text("finished_at IS NULL"),
          postgresql_where=text("finished_at IS NULL")),
    Index("ix_jobs_grading", "submission_id", unique=True, sqlite_where=text("regrade_id IS NULL"),
          postgresql_where=text("regrade_id IS NULL")),
    UniqueConstraint("regrade_id", "submission_id"),
)  # fmt: skip

counters = Table(
    "counters",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Integer, nullable=False),
)

clients = Table(
    "clients",
    metadata,
    Column("client_id", String(64), primary_key=True),
    Column("university", String(200), nullable=False),
    Column("secret_hash", Text, nullable=False),
    Column("scopes", Text, nullable=False),  # separated by spaces
    Column("courses", Text, nullable=False),  # JSON list; empty means every course
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

credentials = Table(  # certificates and badges, as signed; one per learner and course or track
    "credentials",
    metadata,
    Column("id", String(36), primary_key=True),  # UUID, the last part of the public address
    Column("learner", String(64), nullable=False),
    Column("course", String(64), nullable=False),  # a track's badge: tracks/<name>
    Column("document", Text, nullable=False),  # the signed JSON, to the byte
    Column("status_index", Integer, nullable=False, unique=True),  # place in the revocation list
    Column("issued_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("revoked_by", String(64)),
    Column("revoked_reason", Text),
    UniqueConstraint("learner", "course"),
)
