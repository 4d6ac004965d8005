"""Grading one submission: two processes, and a verdict that the learner's code has no hand in.

The submitted notebook is never run. The learner's answers run in a process of their own, without tests or
expected values; the instructor's notebook runs in another one, where the names that answers bind are
stand-ins (`grader.inside`). What counts as a plain answer is measured against the instructor's own version
(`grader.reference`).
"""

from __future__ import annotations

import atexit
import logging
import math
import time
from collections.abc import Mapping
from functools import cache

from nbformat import NotebookNode

from grader.course import Limits
from grader.intake import Rejected, Submission, read_submission
from grader.marking import Finding, mark_check, quotes, reworded
from grader.paper import Paper, Step, paper_of, program
from grader.passes import Play
from grader.reference import Interface, interface
from grader.results import about_broken, about_doubles, broken, for_a_person, untouched
from grader.variants import Seeds
from grader.verdict import ExerciseResult, Verdict
from grader.walls import SandboxUnavailable
from grader.zygotes import Nursery

log = logging.getLogger(__name__)


def grade(
    content: bytes,
    source: NotebookNode,
    limits: Limits,
    *,
    name: str,
    files: Mapping[str, str] | None = None,
    seeds: Seeds | None = None,
) -> Verdict:
    """The verdict on one submitted notebook. Never raises for what a learner hands in.

    content: the bytes of the submitted .ipynb. source: from `read_source`. files: data beside the notebook.
    seeds: of the learner's variant, where the assignment has variants.
    """
    started = time.monotonic()
    verdict = Verdict(submission=name, status="internal_error")
    try:
        paper = paper_of(source, files)
        verdict.max_score = paper.max_score
        submission = read_submission(content, source, paper.stubs)
        verdict = _Grading(paper, submission, limits, seeds).judged(verdict)
    except Rejected as reason:
        verdict = verdict.model_copy(update={"status": "rejected", "message": str(reason)})
    except Exception as error:
        log.exception("grading %s failed", name)
        told = str(error) if isinstance(error, SandboxUnavailable) else type(error).__name__
        words = f"This could not be graded, through no fault of yours ({told}). It will be graded again."
        verdict = verdict.model_copy(update={"status": "internal_error", "message": words})
    return verdict.model_copy(update={"wall_s": round(time.monotonic() - started, 4)})


@cache
def nursery() -> Nursery:
    """The warm processes of this process, started when first needed, ended with it."""
    found = Nursery()
    atexit.register(found.close)
    return found


class _Grading:
    """One submission on its way to a verdict."""

    def __init__(self, paper: Paper, submission: Submission, limits: Limits, seeds: Seeds | None) -> None:
        self._paper = paper
        self._submission = submission
        self._limits = limits
        self._seeds = seeds
        self._deadline = math.inf

    def judged(self, verdict: Verdict) -> Verdict:
        """The verdict, complete. Raises EngineFault or SandboxUnavailable."""
        found = interface(self._paper, nursery(), self._limits)
        self._deadline = time.monotonic() + self._limits.timeout_s
        if found.broken and len(found.broken) == len(
            [cell for cell in self._paper.cells if cell.kind != "manual"]
        ):
            return verdict.model_copy(update={"message": about_broken(found.broken)})
        steps = [
            step
            for step in program(self._paper, self._submission, found.shared)
            if step.role != "check" or step.grade_id not in found.broken
        ]
        flags = [
            *self._submission.flags,
            *(f"shared:{name}" for name in sorted(found.shared - found.broken.keys())),
            *(f"broken-check:{name}" for name in sorted(found.broken)),
        ]
        findings = self._findings(steps, found, flags)
        results = self._results(steps, findings, flags, found)
        return verdict.model_copy(
            update={
                "status": "graded",
                "score": sum(result.score for result in results),
                "needs_manual": [result.grade_id for result in results if result.status == "needs_manual"],
                "exercises": results,
                "message": about_doubles(self._submission),
                "flags": flags,
            }
        )

    def _findings(self, steps: list[Step], found: Interface, flags: list[str]) -> dict[int, Finding]:
        open_checks = [
            step for step in steps if step.role == "check" and not self._is_untouched(step.exercise)
        ]
        if not open_checks:
            return {}
        return self._told(steps, self._play(steps, found, flags), found)

    def _play(self, steps: list[Step], found: Interface, flags: list[str]) -> dict[int, Finding]:
        play = Play(
            nursery(), self._paper, steps, self._limits, self._seeds, found.policy, flags, self._deadline
        )
        return play.run()

    def _told(self, steps: list[Step], findings: dict[int, Finding], found: Interface) -> dict[int, Finding]:
        """The findings with words that are safe to show.

        Code that has met hidden inputs could tell them in the text of a later exception. So what is said
        after the first hidden check comes from a second run in which no hidden check exists; where that
        run says nothing, nothing is said.
        """
        first = next((index for index, step in enumerate(steps) if step.hidden), len(steps))
        tainted = {index for index in findings if index > first and _talks(steps[index], findings[index])}
        if not tainted:
            return findings
        shown = [index for index, step in enumerate(steps) if not step.hidden]
        again = self._play([steps[index] for index in shown], found, [])
        said = {shown[number]: finding for number, finding in again.items()}
        return {
            index: reworded(finding, said.get(index)) if index in tainted else finding
            for index, finding in findings.items()
        }

    def _results(
        self, steps: list[Step], findings: dict[int, Finding], flags: list[str], interface: Interface
    ) -> list[ExerciseResult]:
        checks = {
            step.grade_id: findings.get(index) for index, step in enumerate(steps) if step.role == "check"
        }
        answers = {
            step.grade_id: findings.get(index) for index, step in enumerate(steps) if step.role == "answer"
        }
        results = []
        for cell in self._paper.cells:
            found = checks.get(cell.grade_id)
            if self._is_untouched(cell.exercise):
                results.append(untouched(cell, self._submission))
            elif cell.grade_id in interface.broken:
                results.append(broken(cell, interface.broken[cell.grade_id]))
            elif cell.kind == "manual":
                results.append(for_a_person(cell))
            else:
                assert found is not None
                text = self._paper.texts[cell.grade_id]
                results.append(mark_check(cell, text, found, answers.get(cell.exercise)))
                if found.end == "done" and results[-1].message.startswith("This check gave no readable"):
                    flags.append(f"unreadable-credit:{cell.grade_id}")
        return results

    def _is_untouched(self, exercise: str) -> bool:
        return exercise in self._submission.unchanged


def _talks(step: Step, found: Finding) -> bool:
    """True when the words of this finding may come from the learner's code."""
    return not step.hidden and step.role in ("check", "answer") and quotes(step.text, found)
