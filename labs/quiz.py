"""A small multiple-choice quiz: questions are shown as text, answers are single letters.

Nothing here knows which answer is right. The letters end in a plain dict, and the notebook's own tests judge
that. Typing ten letters works on a phone keyboard, with a screen reader and without a connection.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NOT_SURE = "-"
"""What a learner types for "I do not know yet"."""
LINE_LETTERS = 72


@dataclass(frozen=True)
class Question:
    """One question. `options` maps a lower-case letter to the text of that choice."""

    key: str
    """Names the answer in the dict, for example "q1"."""
    text: str
    options: Mapping[str, str]


def as_text(questions: Sequence[Question]) -> str:
    """The whole quiz as plain text, one choice per line."""
    blocks = []
    for question in questions:
        lines = [textwrap.fill(f"{question.key}. {question.text}", LINE_LETTERS, replace_whitespace=False)]
        lines += [
            textwrap.fill(f"   {letter}) {choice}", LINE_LETTERS, subsequent_indent="      ")
            for letter, choice in question.options.items()
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def record(questions: Sequence[Question], letters: str) -> dict[str, str]:
    """The learner's letters by question key; "" stands for "I do not know yet".

    letters: one letter per question, first question first, small or capital, with or without spaces and
    commas; "-" for "I do not know yet". Example: record(questions, "a c - b").
    Raises ValueError, in words, when the number of letters or one of the letters does not fit.
    """
    chosen = re.sub(r"[\s,،;.]+", "", letters).lower()
    if len(chosen) != len(questions):
        raise ValueError(
            f"There are {len(questions)} questions, but you gave {len(chosen)} letters. "
            f'Type "{NOT_SURE}" for a question that you want to leave out.'
        )
    return {
        question.key: _answer(question, letter) for question, letter in zip(questions, chosen, strict=True)
    }


def unanswered(questions: Sequence[Question], answers: Mapping[str, str]) -> list[str]:
    """Keys of the questions without an answer, in the order of the quiz."""
    return [question.key for question in questions if not answers.get(question.key)]


def summary(questions: Sequence[Question], answers: Mapping[str, str]) -> str:
    """One gentle sentence: how many questions are answered and which are still open. It does not judge."""
    open_keys = unanswered(questions, answers)
    if not open_keys:
        return f"All {len(questions)} questions are answered. You will see how they went after you hand in."
    return (
        f"{len(questions) - len(open_keys)} of {len(questions)} questions are answered. Still open: "
        f"{', '.join(open_keys)}. Not knowing yet is fine: it shows where to read again."
    )


def _answer(question: Question, letter: str) -> str:
    if letter == NOT_SURE:
        return ""
    if letter not in question.options:
        raise ValueError(
            f"{question.key} has the choices {', '.join(question.options)}; "
            f'"{letter}" is not one of them. Type "{NOT_SURE}" if you do not know yet.'
        )
    return letter
