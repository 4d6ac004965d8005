"""The instructor's text as an nbgrader source notebook: py:percent or .ipynb in, complete metadata out.

A source is normal: nbgrader metadata of schema 3, stable cell ids, no layout metadata, no outputs. The same
text always gives the same notebook, to the byte. What nbgrader would find out later (or never) is refused
here, in words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.nbgraderformat.common import SchemaMismatchError, ValidationError

from grader.bundle import GradedCell
from grader.cell_marks import CELL_ID, check, complete
from grader.notebook_file import Damaged, first_line, read_ipynb

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class SourceError(Exception):
    """A source that cannot become an assignment. The text names the file, the cell and the mend."""


def read_source(path: Path) -> NotebookNode:
    """The nbgrader source notebook in `path` (py:percent or .ipynb). Raises SourceError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    return parse_source(text, str(path), percent=path.suffix != ".ipynb")


def parse_source(text: str, where: str, *, percent: bool) -> NotebookNode:
    """Like `read_source`, from text. `where` names it in errors; `percent`: py:percent, else .ipynb."""
    try:
        notebook = jupytext.reads(text, fmt="py:percent") if percent else read_ipynb(text)
    except Damaged as error:
        raise SourceError(f"{where}: {error}") from error
    except Exception as error:
        raise SourceError(f"{where}: is not py:percent text that can be read: {first_line(error)}") from error
    notebook.metadata = NotebookNode(
        kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(name="python")
    )
    for number, cell in enumerate(notebook.cells, start=1):
        complete(cell, _say(where, cell, number))
    for number, cell in enumerate(notebook.cells, start=1):
        check(cell, _say(where, cell, number), markers_required=percent)
    _check_ids(notebook, where)
    _name_cells(notebook)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    try:
        MetadataValidator().validate_nb(notebook)
        nbformat.validate(notebook)
    except (ValidationError, SchemaMismatchError, nbformat.ValidationError) as error:
        raise SourceError(f"{where}: nbgrader refuses this notebook: {first_line(error)}") from error
    return notebook


def notebook_text(notebook: NotebookNode) -> str:
    """The notebook as .ipynb text: sorted keys, one newline at the end, equal for equal notebooks."""
    return str(nbformat.writes(notebook, version=nbformat.NO_CONVERT)) + "\n"


def mark(cell: NotebookNode, key: str) -> Any:
    """One value of a cell's nbgrader metadata; None where the cell has none."""
    return cell.metadata.get("nbgrader", {}).get(key)


def is_hidden(cell: NotebookNode) -> bool:
    """True when the cell holds hidden tests."""
    return "BEGIN HIDDEN TESTS" in cell.source


def is_shared(cell: NotebookNode) -> bool:
    """True when the author lets this check run beside the learner's code: it is then no secret."""
    return bool(cell.metadata.get("hunar", {}).get("isolation") == "shared")


def graded_cells(source: NotebookNode) -> list[GradedCell]:
    """The cells of a source that carry points, in notebook order."""
    titles: dict[str, str] = {}
    found: list[GradedCell] = []
    above = ""
    for cell in source.cells:
        own = mark(cell, "grade_id") or ""
        words = cell.metadata.get("hunar", {})
        if mark(cell, "solution"):
            titles[own] = str(words.get("title") or own)
            above = own if cell.cell_type == "code" else above
        manual = bool(mark(cell, "task") or (mark(cell, "grade") and mark(cell, "solution")))
        if not (manual or mark(cell, "grade")):
            continue
        exercise = own if manual else str(words.get("exercise") or above or own)
        found.append(
            GradedCell(
                grade_id=own,
                exercise=exercise,
                title=str(words.get("title") or titles.get(exercise, exercise)),
                points=float(mark(cell, "points")),
                kind="manual"
                if manual
                else "hidden"
                if is_hidden(cell) and not is_shared(cell)
                else "visible",
            )
        )
    return found


def _say(where: str, cell: NotebookNode, number: int) -> Callable[[str], SourceError]:
    """Makes the errors of one cell."""

    def error(text: str) -> SourceError:
        marks = cell.metadata.get("nbgrader")
        name = marks.get("grade_id") if isinstance(marks, dict) else None
        shown = f" ({' '.join(name.split())[:80]})" if isinstance(name, str) and name.strip() else ""
        return SourceError(f"{where}: cell {number}{shown}: {text}")

    return error


def _check_ids(notebook: NotebookNode, where: str) -> None:
    seen: dict[str, int] = {}
    for number, cell in enumerate(notebook.cells, start=1):
        if "nbgrader" not in cell.metadata:
            continue
        grade_id = mark(cell, "grade_id")
        error = _say(where, cell, number)
        if not isinstance(grade_id, str) or not CELL_ID.fullmatch(grade_id):
            raise error("needs a grade_id of letters, digits, - and _ (at most 64), unique in the notebook")
        if grade_id in seen:
            raise error(f"the grade_id is also that of cell {seen[grade_id]}: rename one of them")
        seen[grade_id] = number
    solutions = {mark(cell, "grade_id") for cell in notebook.cells if mark(cell, "solution")}
    for number, cell in enumerate(notebook.cells, start=1):
        exercise = cell.metadata.get("hunar", {}).get("exercise")
        if exercise is not None and exercise not in solutions:
            raise _say(where, cell, number)(
                f"exercise {exercise!r} is no solution cell: use one of {sorted(solutions)}"
            )


def _name_cells(notebook: NotebookNode) -> None:
    """Give every cell an id that depends on the text alone: its grade_id, else a hash of what it says."""
    taken = {mark(cell, "grade_id") for cell in notebook.cells}
    for cell in notebook.cells:
        cell.id = mark(cell, "grade_id")
        repeat = 0
        while cell.id is None:
            key = json.dumps([cell.cell_type, cell.source, repeat])
            name = "cell-" + hashlib.sha256(key.encode()).hexdigest()[:12]
            if name not in taken:
                cell.id = name
            repeat += 1
        taken.add(cell.id)
