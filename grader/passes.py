"""Running the steps of a submission, in as many passes as it takes, and what became of each.

Each cell is judged apart: one that hangs or kills its process costs its own exercise, and the rest is run
again without it in fresh processes, at most twice.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import Any

from grader.course import Limits
from grader.kinds import Kind, kind_for, warmest
from grader.marking import Finding
from grader.pair import Gone, Pair
from grader.paper import Paper, Step
from grader.parts import read_parts
from grader.variants import Seeds
from grader.zygotes import Nursery

MAX_RESPAWNS = 2


class EngineFault(Exception):
    """Something of ours did not work; the learner loses nothing by it."""


@dataclass
class Play:
    """One submission being run.

    policy: what the reference did, by `Checker.finish`; None records it, in one pass.
    """

    nursery: Nursery
    paper: Paper
    steps: list[Step]
    limits: Limits
    seeds: Seeds | None = None
    policy: dict[str, Any] | None = None
    flags: list[str] = field(default_factory=list)
    deadline: float = math.inf
    """By time.monotonic; whatever the limits say, nothing goes on after it."""
    findings: dict[int, Finding] = field(default_factory=dict)
    """By index of the step; after `run` every check has one."""
    _banned: set[int] = field(default_factory=set)

    def run(self) -> dict[int, Finding]:
        """What became of each step. Raises EngineFault or SandboxUnavailable."""
        deadline = min(time.monotonic() + self.limits.timeout_s, self.deadline)
        last = Finding("timed_out")
        for _ in range(1 + MAX_RESPAWNS):
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                break
            dead = self._pass(left_s)
            if dead is None:
                break
            index, last = dead
            for number in [index, *self._same_exercise(index)]:
                self._banned.add(number)
                self.findings.setdefault(number, last)
        for number, step in enumerate(self.steps):
            if step.role == "check":
                self.findings.setdefault(number, last)
        return self.findings

    def _same_exercise(self, index: int) -> list[int]:
        """Later checks of the exercise whose cell died would most likely die too."""
        step = self.steps[index]
        if step.role not in ("answer", "check"):
            return []
        later = range(index + 1, len(self.steps))
        return [n for n in later if self.steps[n].role == "check" and self.steps[n].exercise == step.exercise]

    def _pass(self, left_s: float) -> tuple[int, Finding] | None:
        """Run the steps in fresh processes: which step killed them and how, or None. First findings stay."""
        limits = self.limits.model_copy(update={"timeout_s": left_s})
        with Pair(self.nursery, self._kind(), limits) as pair:
            try:
                pair.ask(self._beginning(), left_s)
            except Gone as gone:
                if self.findings and gone.end == "timed_out":
                    return (
                        None  # the learner's code has used the time up; what is open gets the verdict it had
                    )
                raise EngineFault(f"the processes did not start: {gone}") from gone
            for index, step in enumerate(self.steps):
                if index in self._banned:
                    continue
                try:
                    answer = pair.ask({"step": self._question(index, step)}, self.limits.cell_timeout_s)
                    self.findings.setdefault(index, finding(answer))
                except Gone as gone:
                    if gone.fault:
                        self.flags.append(f"boundary-fault:{_name(index, step)}")
                    return index, Finding(gone.end)
                except (ValueError, TypeError, KeyError, RecursionError):
                    self.flags.append(f"forged-answer:{_name(index, step)}")
                    return index, Finding("crashed")
            if self.policy is None:
                self.policy = pair.ask({"finish": True}, left_s)
        return None

    def _kind(self) -> Kind:
        """What the learner imports must be here too, for its values have a form only where it is imported."""
        return warmest(self.paper.kind, kind_for(step.text for step in self.steps if step.role != "check"))

    def _beginning(self) -> dict[str, Any]:
        variables = self.seeds.environment() if self.seeds else {}
        return {"policy": self.policy, "files": self.paper.files, "variables": variables}

    def _question(self, index: int, step: Step) -> dict[str, Any]:
        return {
            "role": step.role,
            "cell": _name(index, step),
            "text": step.text,
            "source": step.source,
            "hidden": step.hidden,
            "shared": step.shared,
            "variables": self._variables(index, step),
        }

    def _variables(self, index: int, step: Step) -> dict[str, str]:
        if self.seeds is None or step.shared:
            return {}
        if not step.hidden:
            return self.seeds.environment()
        number = sum(earlier.hidden for earlier in self.steps[:index])
        return self.seeds.hidden_environment(number)


def finding(answer: dict[str, Any]) -> Finding:
    """The answer as a Finding, every part checked. Raises ValueError, TypeError or KeyError."""
    if answer["ok"] is True:
        value = answer["value"]
        if value is not None and value != "unreadable" and type(value) is not float:
            raise ValueError("not a number of points")
        return Finding("done", value=value, parts=read_parts(answer.get("parts", [])))
    error, text, line = answer["error"], answer["text"], answer["line"]
    if answer["ok"] is not False or not isinstance(error, str) or not isinstance(text, str):
        raise ValueError("not a finding")
    if line is not None and type(line) is not int:
        raise ValueError("not a line")
    return Finding("raised", error=error[:80], builtin=answer["builtin"] is True, text=text[:2000], line=line)


def _name(index: int, step: Step) -> str:
    return step.grade_id or f"{step.role}-{step.place}" + ("" if step.role == "given" else f"-{index}")
