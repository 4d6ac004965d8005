"""After every change of a score: issue the certificate that a learner has now earned."""

from __future__ import annotations

import logging

from sqlalchemy import Engine

from progress.credentials.issue import issue_if_due
from progress.settings import Settings

log = logging.getLogger("hunar.progress")


def certify(engine: Engine, settings: Settings, learner: str, course: str) -> None:
    """Issue if due. A failure is logged and costs nobody the score: the next change of a score tries
    again.
    """
    try:
        issue_if_due(engine, settings, learner, course)
    except Exception:
        log.exception("no certificate could be issued to %s for %s", learner, course)
