"""Fixture: `trial`, where attacks are tried: the assignment, and secrets planted around the grader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.sandbox import SandboxUnavailable as SandboxUnavailable
from tests.grader.attacks.corpus import Control
from tests.grader.attacks.subject import FULL, RIGHT, subject
from tests.grader.attacks.surroundings import planted
from tests.grader.attacks.trial import Trial


@pytest.fixture(scope="session")
def trial() -> Iterator[Trial]:
    with planted() as around:
        made = Trial(subject(), around)
        verdict = made.control(Control("warm-up", RIGHT))
        assert verdict.score == FULL, verdict
        yield made
        verdict = made.control(Control("after all of them", RIGHT))
        assert verdict.score == FULL, verdict
