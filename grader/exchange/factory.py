"""Which classes nbgrader uses: `configure(c)` from `nbgrader_config.py` is all that a server needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PLUGINS = {
    "exchange": "grader.exchange.exchange.Exchange",
    "list": "grader.exchange.listing.ExchangeList",
    "fetch_assignment": "grader.exchange.fetch.ExchangeFetchAssignment",
    "fetch_feedback": "grader.exchange.fetch.ExchangeFetchFeedback",
    "submit": "grader.exchange.submit.ExchangeSubmit",
    "release_assignment": "grader.exchange.publish.ExchangeReleaseAssignment",
    "release_feedback": "grader.exchange.publish.ExchangeReleaseFeedback",
    "collect": "grader.exchange.collect.ExchangeCollect",
}


def configure(c: Any, assignments: Path) -> None:
    """Set nbgrader's configuration; harmless when called twice.

    assignments: the learner's assignments folder; it must exist, nbgrader's panel changes into it.
    """
    for verb, name in PLUGINS.items():
        setattr(c.ExchangeFactory, verb, name)
    c.Exchange.assignment_dir = str(assignments)
