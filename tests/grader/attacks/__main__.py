"""`python -m tests.grader.attacks [WORD...]`: a table of every attack whose name has one of the words.

Exit status 1 when one gains, reads, leaves or harms something, or an honest control loses points.
"""

from __future__ import annotations

import logging
import sys

from tests.grader.attacks.corpus import Control
from tests.grader.attacks.everything import ATTACKS
from tests.grader.attacks.honest import CONTROLS
from tests.grader.attacks.subject import RIGHT, subject
from tests.grader.attacks.surroundings import planted
from tests.grader.attacks.trial import Trial


def main(words: list[str]) -> int:
    wins = losses = tried = 0
    with planted() as around:
        trial = Trial(subject(), around)
        trial.control(Control("warm-up", RIGHT))
        for name, attack in ATTACKS.items():
            if words and not any(word in name for word in words):
                continue
            outcome = trial.attack(attack)
            tried += 1
            wins += bool(outcome.faults)
            verdict = outcome.verdict
            row = f"{name:62} {verdict.score:5g}  {verdict.status:9} {verdict.wall_s:6.2f} s"
            print(row, "; ".join(outcome.faults) or "ok", flush=True)
        for control in CONTROLS:
            name = f"honest/{control.name}"
            if words and not any(word in name for word in words):
                continue
            verdict = trial.control(control)
            tried += 1
            losses += verdict.score != control.score
            words_of_it = "ok" if verdict.score == control.score else f"LOST: {_lost(verdict.model_dump())}"
            print(
                f"{name:62} {verdict.score:5g}  {verdict.status:9} {verdict.wall_s:6.2f} s {words_of_it}",
                flush=True,
            )
    print(f"{tried} tried; {wins} attacks won something; {losses} honest hand-ins lost points")
    return 1 if wins or losses else 0


def _lost(verdict: dict[str, object]) -> str:
    exercises = verdict["exercises"]
    assert isinstance(exercises, list)
    return "; ".join(f"{one['grade_id']}: {one['message']}" for one in exercises if one["status"] != "passed")


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sys.exit(main(sys.argv[1:]))
