"""After every change of a score: issue the certificate that a learner has now earned."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import Engine, func, select

from progress import tables
from progress.credentials.issue import issue_if_due
from progress.database import reading
from progress.settings import Settings

RECENT = timedelta(minutes=10)
log = logging.getLogger("hunar.progress")


def certify(engine: Engine, settings: Settings, learner: str, course: str) -> None:
    """Issue if due. A failure is logged and costs nobody the score: the next change of a score tries
    again.
    """
    try:
        issue_if_due(engine, settings, learner, course)
    except Exception:
        log.exception("no certificate could be issued to %s for %s", learner, course)


def certify_course(engine: Engine, settings: Settings, course: str) -> None:
    """Issue what is due after a change that may concern everybody: times, an outage. Empty: every course."""
    kept = tables.submissions.c
    query = select(kept.learner, kept.course).distinct()
    with reading(engine) as connection:
        touched = connection.execute(query.where(kept.course == course) if course else query).all()
    for learner, name in touched:
        certify(engine, settings, learner, name)


def certify_recent(engine: Engine, settings: Settings) -> None:
    """Look again at whom the latest marks touched: whoever took them may have been killed right after."""
    given = tables.score_changes.c
    with reading(engine) as connection:
        newest = connection.execute(select(func.max(given.given_at))).scalar_one_or_none()
        if newest is None:
            return
        query = select(given.learner, given.course).where(given.given_at > newest - RECENT).distinct()
        touched = connection.execute(query).all()
    for learner, course in touched:
        certify(engine, settings, learner, course)
