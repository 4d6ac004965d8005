"""After every change of a score: issue the certificate that a learner has now earned."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, select

from progress import tables, tracks
from progress.credentials.issue import issue_if_due
from progress.database import reading
from progress.settings import Settings

RECENT = timedelta(minutes=10)
log = logging.getLogger("hunar.progress")


def certify(engine: Engine, settings: Settings, learner: str, course: str) -> None:
    """Issue what is due: the course's certificate, and the badges of tracks through it. A failure is logged
    and costs nobody the score: the next change of a score tries again.
    """
    names = [course, *(tracks.key(track.name) for track in tracks.through(engine, course))]
    for name in names:
        try:
            issue_if_due(engine, settings, learner, name)
        except Exception:
            log.exception("no certificate could be issued to %s for %s", learner, name)


def certify_course(engine: Engine, settings: Settings, course: str) -> None:
    """Issue what is due after a change that may concern everybody: times, an outage. Empty: every course."""
    kept = tables.submissions.c
    query = select(kept.learner, kept.course).distinct()
    with reading(engine) as connection:
        touched = connection.execute(query.where(kept.course == course) if course else query).all()
    for learner, name in touched:
        certify(engine, settings, learner, name)


def certify_recent(engine: Engine, settings: Settings) -> None:
    """Look again at whom the latest marks and the latest regrades touched: whoever took them may have been
    killed right after.
    """
    marked, given, kept = tables.score_changes.c, tables.verdicts.c, tables.submissions.c
    by_mark = select(marked.learner, marked.course, marked.given_at)
    by_regrade = select(kept.learner, kept.course, given.given_at).join(
        tables.verdicts, given.submission_id == kept.id
    )
    with reading(engine) as connection:
        touched = _recent(connection, by_mark, marked.given_at)
        touched |= _recent(connection, by_regrade.where(given.regrade_id.is_not(None)), given.given_at)
    for learner, course in sorted(touched):
        certify(engine, settings, learner, course)


def _recent(connection: Connection, rows: Any, given_at: ColumnElement[Any]) -> set[tuple[str, str]]:
    """(learner, course) of the newest of some rows, and of those shortly before it."""
    newest = connection.execute(rows.order_by(given_at.desc()).limit(1)).one_or_none()
    if newest is None:
        return set()
    recent = connection.execute(rows.where(given_at > newest.given_at - RECENT))
    return {(row.learner, row.course) for row in recent}
