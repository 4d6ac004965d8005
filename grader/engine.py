"""Grading one submission: the instructor's notebook, with the learner's answers in it, run in the sandbox.

The submitted notebook is never run. Each cell is judged apart: one that hangs or kills the process costs
its own exercise, and the rest is run again without it. Learner code and tests share one process here, so a
learner who digs in the interpreter can change what a test sees; what they cannot do is leave the sandbox or
stop the grading.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from nbformat import NotebookNode

from grader.bundle import GradedCell
from grader.course import Limits
from grader.fonts import font_list
from grader.intake import Rejected, Submission, read_submission, released_stubs
from grader.marking import Finding, is_literal, mark_check
from grader.sandbox import Box, Gone, SandboxUnavailable
from grader.source import graded_cells, is_hidden, mark
from grader.verdict import ExerciseResult, Verdict
from grader.walls import packages

MAX_RESPAWNS = 2
PLOTS = re.compile("matplotlib|pyplot")
log = logging.getLogger(__name__)


class EngineFault(Exception):
    """Something of ours did not work; the learner loses nothing by it."""


@dataclass(frozen=True)
class Step:
    """One code cell to run."""

    role: Literal["given", "answer", "added", "check"]
    place: int
    """Index of the source cell: the cell itself, or the one that an added cell follows."""
    text: str
    grade_id: str = ""
    exercise: str = ""
    hidden: bool = False


def grade(
    content: bytes, source: NotebookNode, limits: Limits, *, name: str, files: Mapping[str, str] | None = None
) -> Verdict:
    """The verdict on one submitted notebook. Never raises for what a learner hands in.

    content: the bytes of the submitted .ipynb. source: from `read_source`. files: data beside the notebook.
    """
    started = time.monotonic()
    verdict = Verdict(submission=name, status="internal_error")
    try:
        verdict.max_score = sum(cell.points for cell in graded_cells(source))
        submission = read_submission(content, source, released_stubs(source))
        verdict = _judged(verdict, submission, source, limits, dict(files or {}))
    except Rejected as reason:
        verdict = verdict.model_copy(update={"status": "rejected", "message": str(reason)})
    except Exception as error:
        log.exception("grading %s failed", name)
        told = str(error) if isinstance(error, SandboxUnavailable) else type(error).__name__
        words = f"This could not be graded, through no fault of yours ({told}). It will be graded again."
        verdict = verdict.model_copy(update={"status": "internal_error", "message": words})
    return verdict.model_copy(update={"wall_s": round(time.monotonic() - started, 4)})


def program(source: NotebookNode, submission: Submission) -> list[Step]:
    """The cells to run, in the instructor's order, with the learner's in their places.

    A given cell that only draws may say `hunar={"grading": "skip"}`: nobody looks at the plot here.
    """
    exercises = {cell.grade_id: cell.exercise for cell in graded_cells(source)}
    steps = [Step("added", -1, text) for text in submission.added.get(-1, [])]
    for place, cell in enumerate(source.cells):
        name = mark(cell, "grade_id") or ""
        if cell.cell_type != "code" or cell.metadata.get("hunar", {}).get("grading") == "skip":
            pass
        elif mark(cell, "solution"):
            if name in submission.answers:
                steps.append(Step("answer", place, submission.answers[name], name, name))
        elif mark(cell, "grade"):
            steps.append(Step("check", place, cell.source, name, exercises[name], is_hidden(cell)))
        else:
            steps.append(Step("given", place, cell.source))
        steps += [Step("added", place, text) for text in submission.added.get(place, [])]
    return steps


def play(steps: list[Step], limits: Limits, files: dict[str, str], flags: list[str]) -> dict[int, Finding]:
    """What became of each step, by index; every check has an entry. Adds to `flags`. Raises EngineFault."""
    findings: dict[int, Finding] = {}
    banned: set[int] = set()
    deadline = time.monotonic() + limits.timeout_s
    last = Finding("timed_out")
    for _ in range(1 + MAX_RESPAWNS):
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            break
        dead = _pass(steps, banned, findings, limits.model_copy(update={"timeout_s": left_s}), files, flags)
        if dead is None:
            break
        index, last = dead
        lost = [index]
        if steps[index].role in (
            "answer",
            "check",
        ):  # further checks of this exercise would most likely die too
            same = (n for n, step in enumerate(steps) if step.exercise == steps[index].exercise)
            lost += [n for n in same if n > index and steps[n].role == "check"]
        for number in lost:
            banned.add(number)
            findings.setdefault(number, last)
    for number, step in enumerate(steps):
        if step.role == "check":
            findings.setdefault(number, last)
    return findings


def _pass(
    steps: list[Step],
    banned: set[int],
    findings: dict[int, Finding],
    limits: Limits,
    files: dict[str, str],
    flags: list[str],
) -> tuple[int, Finding] | None:
    """Run the steps in a fresh sandbox; the step that killed it and how, or None. First findings stay."""
    with Box(["cells"], limits, font_list() if any(PLOTS.search(step.text) for step in steps) else {}) as box:
        try:
            _ask(box, {"files": files, "packages": packages()}, limits.timeout_s)
        except (Gone, ValueError) as error:
            if findings and isinstance(error, Gone) and error.end == "timed_out":
                return (
                    None  # the learner's code has used the time up; what is open gets the verdict that it had
                )
            raise EngineFault(f"the sandbox did not start: {error}; {box.words()}") from error
        for index, step in enumerate(steps):
            if index in banned:
                continue
            question = {
                "cell": step.grade_id or f"{step.role}-{index}",
                "source": step.text,
                "check": step.role == "check",
                "hidden": step.hidden,
            }
            try:
                finding = _finding(_ask(box, question, limits.cell_timeout_s))
            except Gone as gone:
                return index, Finding("crashed" if gone.end == "exited" else gone.end)
            except (
                ValueError,
                TypeError,
                KeyError,
                RecursionError,
            ):  # no answer of ours: somebody else wrote it
                flags.append(f"forged-answer:{question['cell']}")
                return index, Finding("crashed")
            findings.setdefault(index, finding)
        if box.cut and "output-cut" not in flags:
            flags.append("output-cut")
    return None


def _ask(box: Box, question: dict[str, Any], timeout_s: float) -> dict[str, Any]:
    nonce = secrets.token_hex(8)
    answer = json.loads(box.exchange(json.dumps(question | {"nonce": nonce}).encode() + b"\n", timeout_s))
    if not isinstance(answer, dict) or answer.pop("nonce", None) != nonce:
        raise ValueError("not an answer to this question")
    return answer


def _finding(answer: dict[str, Any]) -> Finding:
    """The answer as a Finding, every part checked. Raises ValueError, TypeError or KeyError."""
    if answer["ok"] is True:
        value = answer["value"]
        if value is not None and value != "unreadable" and type(value) is not float:
            raise ValueError("not a number of points")
        return Finding("done", value=value)
    error, text, line = answer["error"], answer["text"], answer["line"]
    if answer["ok"] is not False or not isinstance(error, str) or not isinstance(text, str):
        raise ValueError("not a finding")
    if line is not None and type(line) is not int:
        raise ValueError("not a line")
    return Finding("raised", error=error[:80], builtin=answer["builtin"] is True, text=text[:2000], line=line)


def _judged(
    verdict: Verdict, submission: Submission, source: NotebookNode, limits: Limits, files: dict[str, str]
) -> Verdict:
    steps = program(source, submission)
    flags = list(submission.flags)
    findings = play(steps, limits, files, flags) if any(step.role == "check" for step in steps) else {}
    words = _words(steps, findings, limits, files)
    checks = {step.grade_id: words[index] for index, step in enumerate(steps) if step.role == "check"}
    answers = {step.grade_id: words.get(index) for index, step in enumerate(steps) if step.role == "answer"}
    texts = {mark(cell, "grade_id"): cell.source for cell in source.cells}
    results = []
    for cell in graded_cells(source):
        if cell.exercise in submission.unchanged:
            results.append(_untouched(cell, missing=f"missing-cell:{cell.exercise}" in submission.flags))
        elif cell.kind == "manual":
            results.append(
                ExerciseResult(grade_id=cell.grade_id, status="needs_manual", max_score=cell.points)
            )
        else:
            found = checks[cell.grade_id]
            results.append(mark_check(cell, texts[cell.grade_id], found, answers.get(cell.exercise)))
            if found.end == "done" and results[-1].message.startswith("This check gave no readable"):
                flags.append(f"unreadable-credit:{cell.grade_id}")
    return verdict.model_copy(
        update={
            "status": "graded",
            "score": sum(result.score for result in results),
            "needs_manual": [result.grade_id for result in results if result.status == "needs_manual"],
            "exercises": results,
            "message": _about_doubles(submission),
            "flags": flags,
        }
    )


def _untouched(cell: GradedCell, *, missing: bool) -> ExerciseResult:
    words = (
        f"The cell of {cell.heading} is missing from your notebook. Copy it from the one that was handed out."
        if missing
        else f"{cell.heading} is as it was handed out. Write your answer in its cell."
    )
    return ExerciseResult(
        grade_id=cell.grade_id,
        status="not_attempted",
        max_score=cell.points,
        hidden=cell.kind == "hidden",
        message=words,
    )


def _about_doubles(submission: Submission) -> str:
    """What a learner should know who handed in a cell twice; empty otherwise."""
    doubled = [name for name in submission.answers if f"duplicate-cell:{name}" in submission.flags]
    if not doubled:
        return ""
    return (
        f"The cell {', '.join(doubled)} is more than once in your notebook. The first one in which you wrote "
        "something is taken for your answer. Keep one, and hand in again if that is not what you meant."
    )


def _words(
    steps: list[Step], findings: dict[int, Finding], limits: Limits, files: dict[str, str]
) -> dict[int, Finding]:
    """The findings with words that are safe to show.

    Code that has met hidden inputs could tell them in the text of a later exception. So what is said after
    the first hidden check comes from a second run in which no hidden check exists; where that run says
    nothing, nothing is said.
    """
    first = next((index for index, step in enumerate(steps) if step.hidden), len(steps))
    tainted = {
        index
        for index, finding in findings.items()
        if index > first
        and finding.end == "raised"
        and not steps[index].hidden
        and not is_literal(steps[index].text, finding.text)
        and steps[index].role in ("check", "answer")
    }
    if not tainted:
        return findings
    shown = [index for index, step in enumerate(steps) if not step.hidden]
    again = play([steps[index] for index in shown], limits, files, [])
    said = {shown[number]: finding for number, finding in again.items()}
    silent = Finding("raised")
    return {
        index: replace(said.get(index, silent), end="raised")
        if index in tainted and said.get(index, silent).end == "raised"
        else replace(finding, text="", error="", builtin=False)
        if index in tainted
        else finding
        for index, finding in findings.items()
    }
