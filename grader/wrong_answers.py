"""`wrong_answers.py`: the typical mistakes of an assignment, read as text and never run as a module.

    # %% exercise="hash256" misconception="one-round"
    def hash256(b): ...            the whole replacement of that solution cell

Markdown cells are comments.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import jupytext
from nbformat import NotebookNode


class WrongAnswersError(Exception):
    """A catalogue that cannot be read. The text names the file, the cell and the mend."""


@dataclass(frozen=True)
class WrongAnswer:
    """One typical mistake."""

    exercise: str
    """`grade_id` of the solution cell it replaces."""
    misconception: str
    """The code that the verdict must name, such as `one-round`."""
    text: str
    """The whole replacement of the solution cell."""
    cell: int
    """Its number in the file, from 1."""


def read_wrong_answers(path: Path) -> list[WrongAnswer]:
    """The catalogue in `path`, in order; empty when there is no such file. Raises WrongAnswersError."""
    if not path.exists():
        return []
    try:
        notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    except Exception as error:  # jupytext's own errors have no common class
        raise WrongAnswersError(f"{path}: cannot be read as py:percent: {error}") from error
    return [
        _wrong_answer(path, cell, number)
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code" and cell.source.strip()
    ]


def _wrong_answer(path: Path, cell: NotebookNode, number: int) -> WrongAnswer:
    exercise, misconception = cell.metadata.get("exercise"), cell.metadata.get("misconception")
    if not isinstance(exercise, str) or not isinstance(misconception, str):
        raise WrongAnswersError(
            f'{path}: cell {number} needs a marker like # %% exercise="hash256" misconception="one-round"'
        )
    return WrongAnswer(exercise, misconception, cell.source, number)
