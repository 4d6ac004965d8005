"""Honest hand-ins keep their points, whatever shape they come in."""

from __future__ import annotations

import pytest

from tests.grader.attacks.corpus import Control
from tests.grader.attacks.honest import CONTROLS
from tests.grader.attacks.trial import Trial


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_honest_work_keeps_its_points(trial: Trial, control: Control) -> None:
    verdict = trial.control(control)
    assert verdict.score == control.score, verdict.model_dump_json(indent=1)
