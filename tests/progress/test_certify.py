"""A certificate that was due when a process was killed is issued when the next one starts."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, select

from progress import marks, tables
from progress.attempts import ManualScore
from progress.certify import certify_recent
from progress.database import reading
from progress.settings import Settings
from progress.store import Store
from tests.progress.toy import NOON, graded


def test_a_service_killed_between_mark_and_certificate_issues_it_when_it_starts(
    settings: Settings, released: Engine, store: Store
) -> None:
    def certificates() -> list[str]:
        with reading(released) as connection:
            return list(connection.execute(select(tables.credentials.c.learner)).scalars())

    certify_recent(released, settings)
    graded(released, store, score=10)
    mark = ManualScore("ali", "t1-adding", "why", 9, 10)
    touched, refused = marks.add(released, "toys", [mark], "sara", NOON + timedelta(hours=1))
    assert (set(touched), refused, certificates()) == ({"ali"}, [], [])
    for _ in range(2):
        certify_recent(released, settings)
        assert certificates() == ["ali"]
