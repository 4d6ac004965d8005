"""The reference run: the instructor's own answers, graded once, are the measure for everybody's.

It records what crosses the boundary (`grader.inside.policy`), and finds the checks that cannot be judged
across it: those run in shared mode, in the learner process, and are no secret there. A check that its own
author's answer fails in both ways makes the source unfit to grade.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from grader.course import Limits
from grader.marking import Finding
from grader.paper import Paper, program
from grader.passes import Play
from grader.zygotes import Nursery

KEPT = 64
_interfaces: OrderedDict[str, Interface] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Interface:
    """What the reference showed."""

    policy: dict[str, Any]
    shared: frozenset[str]
    """Checks that run in shared mode: by the author's wish, or because nothing else works."""
    obstacles: dict[str, str] = field(default_factory=dict)
    """Why a check cannot be judged across the boundary, by grade_id, where the author did not say so."""
    broken: dict[str, str] = field(default_factory=dict)
    """Checks that the author's own answer fails, by grade_id, with what was raised."""


def interface(paper: Paper, nursery: Nursery, limits: Limits) -> Interface:
    """Of this paper; recorded the first time. Raises EngineFault or SandboxUnavailable."""
    with _lock:
        if paper.digest in _interfaces:
            _interfaces.move_to_end(paper.digest)
            return _interfaces[paper.digest]
    found = record(paper, nursery, limits)
    with _lock:
        _interfaces[paper.digest] = found
        while len(_interfaces) > KEPT:
            _interfaces.popitem(last=False)
    return found


def record(paper: Paper, nursery: Nursery, limits: Limits) -> Interface:
    """Run the reference in two processes, and once more with what failed in shared mode."""
    policy, failed = _run(paper, nursery, limits, paper.shared)
    obstacles = {name: words for name, words in failed.items() if name not in paper.shared}
    if not obstacles:
        return Interface(policy, paper.shared, broken=failed)
    shared = paper.shared | frozenset(obstacles)
    policy, broken = _run(paper, nursery, limits, shared)
    return Interface(policy, shared, {k: v for k, v in obstacles.items() if k not in broken}, broken)


def _run(
    paper: Paper, nursery: Nursery, limits: Limits, shared: frozenset[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    steps = program(paper, paper.reference, shared)
    play = Play(nursery, paper, steps, limits)
    findings = play.run()
    checks = [(index, step) for index, step in enumerate(steps) if step.role == "check"]
    points = {cell.grade_id: cell.points for cell in paper.cells}
    failed = {
        step.grade_id: _words(findings[index], points[step.grade_id])
        for index, step in checks
        if not _passed(findings[index], points[step.grade_id])
    }
    return play.policy or {"events": [], "owned": {}}, failed


def _passed(found: Finding, points: float) -> bool:
    return found.end == "done" and (found.value is None or found.value == points or not found.parts)


def _words(found: Finding, points: float) -> str:
    if found.end == "done":
        return f"it gives {found.value} of {points:g} points"
    if found.end != "raised":
        return found.end.replace("_", " ")
    line = f" (line {found.line})" if found.line else ""
    return f"{found.error}: {found.text}{line}" if found.text else f"{found.error}{line}"
