"""From what became of a check to what the learner is told and gets: pure functions on plain data.

For hidden cells only the author's literal assert messages are ever shown, taken from the instructor's own
text. What an exception says there could carry hidden inputs out, and so could the name of a learner's own
exception class.
"""

from __future__ import annotations

import ast
import math
import re
from dataclasses import dataclass
from typing import Literal

from grader.bundle import GradedCell
from grader.verdict import ExerciseResult

CODE = re.compile(r"\[([a-z0-9]+(?:-[a-z0-9]+)*)\]\s*")
SHOWN_CHARACTERS = 500


@dataclass(frozen=True)
class Finding:
    """What became of one cell."""

    end: Literal["done", "raised", "crashed", "timed_out", "out_of_memory"]
    value: float | str | None = None
    """Of a check that is done: points given by its last expression, None for no such, "unreadable" for no
    number.
    """
    error: str = ""
    """The exception's type; empty where the learner may not see it."""
    builtin: bool = False
    text: str = ""
    line: int | None = None


ENDED = {
    "timed_out": "The time limit was reached. Look for a loop that never ends or for repeated work.",
    "out_of_memory": "More memory was needed than is allowed. Look for data that grows without end.",
    "crashed": "Python itself stopped. Look for exit(), os._exit() or a call that kills the process.",
}


def mark_check(cell: GradedCell, text: str, finding: Finding, answer: Finding | None) -> ExerciseResult:
    """The result of one check. text: the instructor's cell; answer: what became of its solution cell."""
    result = ExerciseResult(
        grade_id=cell.grade_id, status="failed", max_score=cell.points, hidden=cell.kind == "hidden"
    )
    if finding.end == "done":
        return _credited(result, finding.value)
    if finding.end != "raised":
        return result.model_copy(update={"status": finding.end, "message": ENDED[finding.end]})
    if _lacked_memory(finding) or (answer is not None and _lacked_memory(answer)):
        return result.model_copy(update={"status": "out_of_memory", "message": ENDED["out_of_memory"]})
    misconception, message = _literal(text, finding.text)
    if not message and answer is not None and answer.end == "raised":
        message = f"Your cell {cell.title} stopped with {_error(answer)}."
    if not message:
        message = _hidden_words(finding) if result.hidden else _visible_words(text, finding)
    return result.model_copy(update={"message": clean(message), "misconception": misconception})


def is_literal(text: str, said: str) -> bool:
    """True when `said` is a literal assert message of the cell `text`."""
    return said != "" and said in _messages(text)


def clean(text: str) -> str:
    """Text that can be stored and sent anywhere: no control characters, no lone surrogates."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(character for character in whole if character in "\n\t" or character.isprintable())


def _lacked_memory(finding: Finding) -> bool:
    return finding.end == "raised" and finding.error == "MemoryError" and finding.builtin


def _credited(result: ExerciseResult, value: float | str | None) -> ExerciseResult:
    if value is None:
        return result.model_copy(update={"status": "passed", "score": result.max_score})
    if not isinstance(value, float) or not math.isfinite(value) or not 0 <= value <= result.max_score:
        words = (
            "This check gave no readable number of points, so it gives none. Tell your instructor its name."
        )
        return result.model_copy(update={"message": words})
    if value == result.max_score:
        return result.model_copy(update={"status": "passed", "score": value})
    return result.model_copy(
        update={"score": value, "message": f"Partly right: {value:g} of {result.max_score:g} points."}
    )


def _literal(text: str, said: str) -> tuple[str, str]:
    """(misconception, message) where a literal message of the check was said; else two empty strings."""
    if not is_literal(text, said):
        return "", ""
    code = CODE.match(said)
    return (code[1], said[code.end() :]) if code else ("", said)


def _messages(text: str) -> set[str]:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return set()
    found = (node.msg for node in ast.walk(tree) if isinstance(node, ast.Assert))
    return {part.value for part in found if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def _hidden_words(finding: Finding) -> str:
    if finding.error == "AssertionError":
        return "A hidden check did not hold. Try your code with more kinds of input, the unusual ones too."
    kind = finding.error if finding.builtin else "an error"
    return (
        f"Your code stopped with {kind} in a hidden check. Try it with more kinds of input, unusual ones too."
    )


def _visible_words(text: str, finding: Finding) -> str:
    if finding.error != "AssertionError":
        return f"The check stopped with {_error(finding)}."
    if said := finding.text.strip():
        return CODE.sub("", said[:SHOWN_CHARACTERS], count=1)
    lines = text.split("\n")
    if finding.line is not None and 0 < finding.line <= len(lines):
        return f"This check did not hold: {lines[finding.line - 1].strip()[:SHOWN_CHARACTERS]}"
    return "A check did not hold."


def _error(finding: Finding) -> str:
    said = finding.text.strip()[:SHOWN_CHARACTERS]
    at = f" (line {finding.line})" if finding.line is not None else ""
    return (finding.error or "an error") + (f": {said}" if said else "") + at
