"""From what became of a check to what the learner is told and gets: pure functions on plain data.

For hidden cells only the author's literal assert messages are ever shown, taken from the instructor's own
text. What an exception says there could carry hidden inputs out, and so could the name of a learner's own
exception class.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeGuard

from grader.bundle import GradedCell
from grader.inside.syntax import parse
from grader.parts import Part
from grader.verdict import ExerciseResult, NamedCheck

CODE = re.compile(r"\[([a-z0-9]+(?:-[a-z0-9]+)*)\]\s*")
SHOWN_CHARACTERS = 500
KEPT_CELLS = 256
"""Texts of cells of which is remembered what the author says in them: every submission has the same."""
KEPT = "\n\t\u200c\u200d"
"""Not printable by Python's rule: line ends, and the joiners without which Urdu is misspelt."""
UNREADABLE = "This check gave no readable number of points, so it gives none. Tell your instructor its name."


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
    parts: tuple[Part, ...] = ()
    """Of a check that is done: its named parts (`labs.marks`)."""


USUAL_ERRORS = frozenset(
    "TypeError ValueError IndexError KeyError AttributeError NameError ZeroDivisionError".split()
)
"""Kinds that are told of a hidden check. No more: code could choose by what it was asked."""
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
        credited = _credited(result, finding.value, parted=bool(finding.parts))
        return _parted(credited, cell, text, finding, answer) if finding.parts else credited
    if finding.end != "raised":
        return result.model_copy(update={"status": finding.end, "message": ENDED[finding.end]})
    if _lacked_memory(finding) or (answer is not None and _lacked_memory(answer)):
        return result.model_copy(update={"status": "out_of_memory", "message": ENDED["out_of_memory"]})
    misconception, message = _literal(text, finding.text)
    if not message:
        message = _words(cell, text, finding, answer)
    return result.model_copy(update={"message": clean(message), "misconception": misconception})


def _words(cell: GradedCell, text: str, finding: Finding, answer: Finding | None) -> str:
    """What to tell of a failure for which the author's assert has no literal words."""
    if answer is not None and answer.end == "raised":
        return f"Your cell {cell.title} stopped with {_error(answer)}."
    return _hidden_words(finding) if cell.kind == "hidden" else _visible_words(text, finding)


def _parted(
    credited: ExerciseResult, cell: GradedCell, text: str, finding: Finding, answer: Finding | None
) -> ExerciseResult:
    """The result with its named checks. Full points beside a failed check are a contradiction: no points."""
    checks = [_named(part, number, cell, text, answer) for number, part in enumerate(finding.parts, start=1)]
    failed = [check for check in checks if not check.passed]
    result = credited.model_copy(update={"checks": checks})
    if not failed or not _readable(finding.value, result.max_score):
        return result
    if result.max_score > 0 and finding.value == result.max_score:
        return result.model_copy(update={"status": "failed", "score": 0.0, "message": UNREADABLE})
    first, holding = failed[0], len(checks) - len(failed)
    hold = f"{holding} of {len(checks)} parts hold. Look first at {first.name}: {first.message}"
    return result.model_copy(
        update={"status": "failed", "message": hold, "misconception": first.misconception}
    )


def _named(part: Part, number: int, cell: GradedCell, text: str, answer: Finding | None) -> NamedCheck:
    """One part as the learner sees it. In a hidden cell only literal text of the cell is the author's."""
    hidden = cell.kind == "hidden"
    authors = _constants(text) if hidden else {part.name, part.hint}
    name = clean(part.name if part.name in authors else f"part {number}")
    if part.passed:
        return NamedCheck(name=name, passed=True)
    raised = Finding("raised", error=part.error, builtin=part.builtin, text=part.text, line=part.line)
    misconception, message = _literal(text, part.text)
    hint_code, hint = _split(part.hint) if part.hint in authors else ("", "")
    if _lacked_memory(raised):
        message = ENDED["out_of_memory"]
    elif not message and hint:
        told = "" if hidden else _part_words(cell, text, raised, answer)
        misconception, message = hint_code, f"{told.rstrip('.')}. {hint}" if told else hint
    elif not message:
        message = _part_words(cell, text, raised, answer)
    shown = part.shown if not hidden or _has_show(text) else ""
    return NamedCheck(
        name=name, passed=False, message=clean(message), misconception=misconception, shown=clean(shown)
    )


def _part_words(cell: GradedCell, text: str, raised: Finding, answer: Finding | None) -> str:
    if not raised.error:
        return "This check did not hold."
    if cell.kind != "hidden" and raised.builtin and raised.error == "NameError":
        return f"{raised.text}."
    return _words(cell, text, raised, answer)


def reworded(finding: Finding, again: Finding | None) -> Finding:
    """The finding with the words of another run, in which no hidden input was met, or without words.

    again: the same step of that run. The end and the points stay: only what could carry a hidden input out is
    replaced, of the parts too.
    """
    said = {part.name: part for part in again.parts if not part.passed} if again else {}
    parts = tuple(
        part if part.passed else said.get(part.name, part.without_words()) for part in finding.parts
    )
    if finding.end == "raised" and again is not None and again.end == "raised":
        return replace(again, parts=parts)
    return replace(finding, text="", error="", builtin=False, parts=parts)


def quotes(text: str, finding: Finding) -> bool:
    """True when the finding says something else than the author's literal words: the learner's code may have
    put it there. text: the instructor's cell.
    """
    said = [part.text for part in finding.parts if not part.passed]
    said += [finding.text] if finding.end == "raised" else []
    return any(part.shown for part in finding.parts) or not all(is_literal(text, words) for words in said)


def is_literal(text: str, said: str) -> bool:
    """True when `said` is a literal assert message of the cell `text`."""
    return said != "" and said in _messages(text)


def clean(text: str) -> str:
    """Text that can be stored and sent anywhere: no control characters, no lone surrogates."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(character for character in whole if character in KEPT or character.isprintable())


def _lacked_memory(finding: Finding) -> bool:
    return finding.end == "raised" and finding.error == "MemoryError" and finding.builtin


def _credited(result: ExerciseResult, value: float | str | None, *, parted: bool) -> ExerciseResult:
    """Full points for a cell that ends well and gives no number, unless it has parts: those always do."""
    if value is None and not parted:
        return result.model_copy(update={"status": "passed", "score": result.max_score})
    if not _readable(value, result.max_score):
        return result.model_copy(update={"message": UNREADABLE})
    if value == result.max_score:
        return result.model_copy(update={"status": "passed", "score": value})
    return result.model_copy(
        update={"score": value, "message": f"Partly right: {value:g} of {result.max_score:g} points."}
    )


def _readable(value: float | str | None, max_score: float) -> TypeGuard[float]:
    return isinstance(value, float) and math.isfinite(value) and 0 <= value <= max_score


def _literal(text: str, said: str) -> tuple[str, str]:
    """(misconception, message) where a literal message of the check was said; else two empty strings."""
    return _split(said) if is_literal(text, said) else ("", "")


def _split(said: str) -> tuple[str, str]:
    """(misconception, message) of the author's words."""
    code = CODE.match(said)
    return (code[1], said[code.end() :]) if code else ("", said)


@lru_cache(KEPT_CELLS)
def _messages(text: str) -> frozenset[str]:
    found = (node.msg for node in _nodes(text) if isinstance(node, ast.Assert))
    constants = (part.value for part in found if isinstance(part, ast.Constant))
    return frozenset(value for value in constants if isinstance(value, str))


@lru_cache(KEPT_CELLS)
def _constants(text: str) -> frozenset[str]:
    """Every literal text of the cell."""
    found = (node.value for node in _nodes(text) if isinstance(node, ast.Constant))
    return frozenset(value for value in found if isinstance(value, str))


@lru_cache(KEPT_CELLS)
def _has_show(text: str) -> bool:
    """True when the author asks somewhere to let the learner read questions and answers."""
    return any(isinstance(node, ast.Attribute) and node.attr == "show" for node in _nodes(text))


def _nodes(text: str) -> Iterator[ast.AST]:
    try:
        yield from ast.walk(parse(text))
    except SyntaxError:
        return


def _hidden_words(finding: Finding) -> str:
    if finding.error == "AssertionError":
        return "A hidden check did not hold. Try your code with more kinds of input, the unusual ones too."
    kind = finding.error if finding.builtin and finding.error in USUAL_ERRORS else "an error"
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
