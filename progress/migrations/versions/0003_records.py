"""Verdicts in revisions, regrades, moved times, extensions and outages.

The `late` rows that grading wrote stay where they are and count nothing any more: lateness is computed.
Back at 0002 a submission has its newest verdict, and each late hand-in that a course does not count has its
row again.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NOT_COUNTED = "Handed in after the due time; this course counts no late work."


def upgrade() -> None:
    _make_times()
    _make_regrades()
    op.execute("CREATE TABLE verdicts_before AS SELECT * FROM verdicts")
    op.drop_table("verdicts")
    _make_verdicts()
    op.execute(
        "INSERT INTO verdicts (submission_id, revision, seq, release_id, status, score, max_score, verdict,"
        " worker, graded_at, given_by, given_at, reason)"
        " SELECT v.submission_id, 1, v.seq, s.release_id, v.status, v.score, v.max_score, v.verdict,"
        " v.worker, v.graded_at, 'hunar', v.graded_at, ''"
        " FROM verdicts_before v JOIN submissions s ON s.id = v.submission_id"
    )
    op.drop_table("verdicts_before")
    _widen_jobs()


def downgrade() -> None:
    op.execute("DELETE FROM jobs WHERE kind = 'regrade'")
    _narrow_jobs()
    op.execute(
        "CREATE TABLE verdicts_before AS SELECT * FROM verdicts v WHERE revision ="
        " (SELECT max(revision) FROM verdicts w WHERE w.submission_id = v.submission_id)"
    )
    op.drop_table("verdicts")
    _make_old_verdicts()
    op.execute(
        "INSERT INTO verdicts (submission_id, seq, status, score, max_score, verdict, worker, graded_at)"
        " SELECT submission_id, seq, status, score, max_score, verdict, worker, graded_at"
        " FROM verdicts_before"
    )
    op.drop_table("verdicts_before")
    _write_late_rows()
    _forget_late_periods()
    for table in ("proposals", "regrades", "outages", "extensions", "schedules"):
        op.drop_table(table)
    with op.batch_alter_table("assignments") as batch:
        batch.drop_column("late")


def _make_times() -> None:
    with op.batch_alter_table("assignments") as batch:
        batch.add_column(sa.Column("late", sa.Text(), nullable=True))
    op.create_table(
        "schedules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("assignment", sa.String(length=64), nullable=False),
        sa.Column("opens", sa.DateTime(), nullable=True),
        sa.Column("due", sa.DateTime(), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        *_who_when_why(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
    )
    op.create_index(op.f("ix_schedules_course_assignment"), "schedules", ["course", "assignment"])
    op.execute(
        "INSERT INTO schedules (course, assignment, opens, due, source, reason, given_by, given_at)"
        " SELECT course, assignment, opens, due, 'release', '', changed_by, changed_at FROM assignments"
    )
    op.create_table(
        "extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("assignment", sa.String(length=64), nullable=False),
        sa.Column("learner", sa.String(length=64), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=True),
        *_who_when_why(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    keys = ["course", "assignment", "learner"]
    op.create_index(op.f("ix_extensions_course_assignment_learner"), "extensions", keys)
    op.create_table(
        "outages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("began", sa.DateTime(), nullable=False),
        sa.Column("ended", sa.DateTime(), nullable=False),
        sa.Column("withdraws", sa.Integer(), nullable=True),
        *_who_when_why(),
        sa.ForeignKeyConstraint(["withdraws"], ["outages.id"], name=op.f("fk_outages_withdraws")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
    )
    op.create_index(op.f("ix_outages_course"), "outages", ["course"])


def _make_regrades() -> None:
    op.create_table(
        "regrades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("assignment", sa.String(length=64), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_regrades_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrades")),
    )
    is_open = sa.text("state = 'proposed'")
    op.create_index(
        "ix_regrades_open",
        "regrades",
        ["course", "assignment"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "proposals",
        sa.Column("regrade_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        *_found(),
        sa.ForeignKeyConstraint(["regrade_id"], ["regrades.id"], name=op.f("fk_proposals_regrade_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_proposals_submission_id")
        ),
        sa.PrimaryKeyConstraint("regrade_id", "submission_id", name=op.f("pk_proposals")),
    )


def _make_verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("regrade_id", sa.Integer(), nullable=True),
        *_found(),
        *_who_when_why(),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_verdicts_submission_id")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_verdicts_release_id")),
        sa.ForeignKeyConstraint(["regrade_id"], ["regrades.id"], name=op.f("fk_verdicts_regrade_id")),
        sa.PrimaryKeyConstraint("submission_id", "revision", name=op.f("pk_verdicts")),
        sa.UniqueConstraint("seq", name=op.f("uq_verdicts_seq")),
    )


def _make_old_verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        *_found(),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_verdicts_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_verdicts")),
        sa.UniqueConstraint("seq", name=op.f("uq_verdicts_seq")),
    )


def _widen_jobs() -> None:
    """A submission has one grading job, and one more for each regrade."""
    _drop_open_jobs_index()  # made again below: SQLite copies the table
    with op.batch_alter_table("jobs") as batch:
        batch.drop_constraint("uq_jobs_submission_id", type_="unique")
        batch.add_column(sa.Column("regrade_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_jobs_regrade_id"), "regrades", ["regrade_id"], ["id"])
        batch.create_unique_constraint(
            op.f("uq_jobs_regrade_id_submission_id"), ["regrade_id", "submission_id"]
        )
    _make_open_jobs_index()
    first = sa.text("regrade_id IS NULL")
    op.create_index(
        "ix_jobs_grading", "jobs", ["submission_id"], unique=True, sqlite_where=first, postgresql_where=first
    )


def _narrow_jobs() -> None:
    _drop_open_jobs_index()
    op.drop_index("ix_jobs_grading", "jobs")
    with op.batch_alter_table("jobs") as batch:
        batch.drop_constraint(op.f("uq_jobs_regrade_id_submission_id"), type_="unique")
        batch.drop_constraint(op.f("fk_jobs_regrade_id"), type_="foreignkey")
        batch.drop_column("regrade_id")
        batch.create_unique_constraint(op.f("uq_jobs_submission_id"), ["submission_id"])
    _make_open_jobs_index()


def _drop_open_jobs_index() -> None:
    op.drop_index("ix_jobs_open", "jobs")


def _make_open_jobs_index() -> None:
    unfinished = sa.text("finished_at IS NULL")
    op.create_index(
        "ix_jobs_open", "jobs", ["rank", "id"], sqlite_where=unfinished, postgresql_where=unfinished
    )


def _write_late_rows() -> None:
    """What grading at 0002 would have written about hand-ins since, in courses that take no late work."""
    bind = op.get_bind()
    rows = bind.execute(sa.text("SELECT course, facts FROM courses"))
    for course in [
        row.course for row in rows if not json.loads(row.facts).get("late", {}).get("accept", True)
    ]:
        bind.execute(
            sa.text(
                "INSERT INTO score_changes (kind, learner, course, assignment, submission_id, grade_id,"
                " score, max_score, reason, given_by, given_at)"
                " SELECT 'late', s.learner, s.course, s.assignment, s.id, '', 0.0, v.max_score, :reason,"
                " 'hunar', v.graded_at FROM submissions s JOIN verdicts v ON v.submission_id = s.id"
                " WHERE s.course = :course AND s.late AND NOT EXISTS"
                " (SELECT 1 FROM score_changes c WHERE c.kind = 'late' AND c.submission_id = s.id)"
            ),
            {"course": course, "reason": NOT_COUNTED},
        )


def _forget_late_periods() -> None:
    """0002 knows of a late policy only whether late work is accepted, and reads nothing else."""
    bind = op.get_bind()
    for row in bind.execute(sa.text("SELECT course, facts FROM courses")).all():
        facts = json.loads(row.facts)
        facts["late"] = {"accept": facts.get("late", {}).get("accept", True)}
        values = {"course": row.course, "facts": json.dumps(facts)}
        bind.execute(sa.text("UPDATE courses SET facts = :facts WHERE course = :course"), values)


def _found() -> list[sa.Column[object]]:
    return [
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("max_score", sa.Float(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("worker", sa.String(length=100), nullable=False),
        sa.Column("graded_at", sa.DateTime(), nullable=False),
    ]


def _who_when_why() -> list[sa.Column[object]]:
    return [
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(length=64), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
    ]
