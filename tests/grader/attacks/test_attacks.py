"""No attack gains points, reads a secret, harms another hand-in, leaves anything behind, or never ends."""

from __future__ import annotations

import pytest

from tests.grader.attacks.corpus import Attack
from tests.grader.attacks.everything import ATTACKS, CLASSES
from tests.grader.attacks.trial import Trial

OF_EACH_CLASS = 4
"""So many attacks of each class are tried quickly, in `make quick` too; the whole takes minutes."""
QUICK = {f"{kind}/{attack.name}" for kind, attacks in CLASSES.items() for attack in attacks[:OF_EACH_CLASS]}


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(attack, id=name, marks=[] if name in QUICK else [pytest.mark.slow])
        for name, attack in ATTACKS.items()
    ],
)
def test_an_attack_wins_nothing_and_harms_nobody(trial: Trial, attack: Attack) -> None:
    outcome = trial.attack(attack)
    assert outcome.faults == [], outcome.verdict.model_dump_json(indent=1)


def test_the_corpus_is_large_and_its_names_are_unique() -> None:
    assert len(ATTACKS) == sum(map(len, CLASSES.values())) >= 90
    assert min(map(len, CLASSES.values())) >= 10
