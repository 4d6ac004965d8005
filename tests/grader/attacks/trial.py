"""Tries one attack: grades it with an honest hand-in beside it, and says what went wrong.

The processes that serve grading are the same for all attacks, so the hand-in beside one also tells what the
one before it has left behind.
"""

from __future__ import annotations

import base64
import html
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from nbformat import NotebookNode

from grader.autograded import autograded
from grader.bundle import Bundle
from grader.course import Limits
from grader.engine import grade
from grader.feedback import feedback_page
from grader.source import graded_cells, notebook_text
from grader.verdict import Verdict
from tests.grader.attacks.corpus import AMPLE, TAKEN, Attack, Control
from tests.grader.attacks.feedback import MARKUP
from tests.grader.attacks.handing_in import hand_in
from tests.grader.attacks.subject import FULL, HIDDEN, RIGHT
from tests.grader.attacks.surroundings import Surroundings, descendants, strays

GRACE_S = 5.0
"""What starting, ending and a busy machine may add to the limit of a submission."""
TEXT_OUTPUTS = {"error", "stream"}
"""What a notebook shows as text and nothing else."""
SETTLE_S = 5.0
"""Within this, everything that an attack started must be gone."""


@dataclass
class Outcome:
    """What came of one attack. `faults` is empty when it gained, read, left and harmed nothing."""

    verdict: Verdict
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Trial:
    """Where attacks are tried: the assignment, and what is planted around the grader."""

    source: NotebookNode
    around: Surroundings

    def attack(self, attack: Attack) -> Outcome:
        content = self._content(attack)
        before, processes = self.around.digest(), len(descendants(os.getpid()))
        with ThreadPoolExecutor(1) as pool:
            neighbour = pool.submit(self.grade, hand_in(self.source, RIGHT))
            verdict = self.grade(content, attack.limits)
            beside = neighbour.result()
        faults = _points(verdict, attack)
        if verdict.wall_s > attack.limits.timeout_s + GRACE_S:
            faults.append(f"took {verdict.wall_s:.1f} s")
        page, notebook = self._page(verdict), autograded(self.source, content, verdict, "seven")
        shown = "\n".join([verdict.model_dump_json(), page, html.unescape(page), notebook_text(notebook)])
        faults += [f"leaked {what}" for what in leaked(shown, (*HIDDEN, *self.around.canaries, TAKEN))]
        faults += _dangers(page, notebook)
        if beside.score != FULL:
            words = f"the honest hand-in beside it got {beside.score} ({beside.message})"
            faults.append(f"{words}: its doing, or that of the attack before it")
        if self.around.digest() != before:
            faults.append("changed the platform's files")
        return Outcome(verdict, faults + _left(processes))

    def control(self, control: Control) -> Verdict:
        return self.grade(hand_in(self.source, control.answers, control.added))

    def grade(self, content: bytes, limits: Limits = AMPLE) -> Verdict:
        return grade(content, self.source, limits, name="seven.ipynb", files={"data.txt": "1 2 3\n"})

    def _content(self, attack: Attack) -> bytes:
        if attack.content is not None:
            return attack.content()
        answers = {name: self.around.fill(text) for name, text in attack.answers.items()}
        added = {name: self.around.fill(text) for name, text in attack.added.items()}
        return hand_in(self.source, answers, added, attack.change)

    def _page(self, verdict: Verdict) -> str:
        cells = graded_cells(self.source)
        bundle = Bundle(
            course="attacks", assignment="seven", title="Seven", minutes=1, max_score=FULL, limits=AMPLE,
            cells=cells, source_ipynb="", release_ipynb="",
        )  # fmt: skip
        return feedback_page(verdict, bundle)


def leaked(shown: str, canaries: tuple[str, ...]) -> list[str]:
    """The canaries that can be read in a text: as they are, spaced out, backwards, in hex or base64."""
    squeezed = re.sub(r"[\s,;:_'\"-]|\\\\?n", "", shown)
    return [
        name for name in canaries if any(form in text for form in _forms(name) for text in (shown, squeezed))
    ]


def _forms(canary: str) -> list[str]:
    raw = canary.encode()
    coded = [base64.b64encode(b"\0" * shift + raw).decode() for shift in range(3)]
    return [canary, canary[::-1], raw.hex(), *(text[shift + 1 : -4] for shift, text in enumerate(coded))]


def _dangers(page: str, notebook: NotebookNode) -> list[str]:
    """What a reader's browser or an instructor's formgrader could take for more than text."""
    faults = [f"markup {part} in the feedback page" for part in MARKUP if part in page]
    if not all(character.isprintable() or character in "\n\t" for character in page):
        faults.append("control characters in the feedback page")
    outputs = {output.output_type for cell in notebook.cells for output in cell.get("outputs", [])}
    return faults + [f"output {kind} in the autograded notebook" for kind in outputs - TEXT_OUTPUTS]


def _points(verdict: Verdict, attack: Attack) -> list[str]:
    faults = []
    if verdict.status == "internal_error":
        faults.append(f"no verdict: {verdict.message}")
    if verdict.score > attack.most:
        won = [result.grade_id for result in verdict.exercises if result.score > 0]
        faults.append(f"gained {verdict.score:g} where {attack.most:g} are fair: {', '.join(won)}")
    if verdict.score < attack.least:
        faults.append(f"cost other exercises points: {verdict.score:g} of {attack.least:g} are left")
    return faults


def _left(processes: int) -> list[str]:
    """What is left on the machine after SETTLE_S."""
    deadline = time.monotonic() + SETTLE_S
    while time.monotonic() < deadline:
        faults = [f"left {name}" for name in strays()]
        if (more := len(descendants(os.getpid())) - processes) > 0:
            faults.append(f"left {more} processes below the grader")
        if not faults:
            break
        time.sleep(0.05)
    return faults
