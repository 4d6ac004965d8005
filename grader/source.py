"""The instructor's text as an nbgrader source notebook: py:percent or .ipynb in, complete metadata out.

A source is normal: nbgrader metadata of schema 3, stable cell ids, no layout metadata, no outputs. The same
text always gives the same notebook, to the byte. What nbgrader would find out later (or never) is refused
here, in words.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.nbgraderformat.common import SchemaMismatchError, ValidationError

from grader.bundle import GradedCell

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
KEPT_METADATA = ("nbgrader", "hunar", "tags")
NBGRADER_KEYS = {
    "schema_version",
    "grade",
    "solution",
    "locked",
    "task",
    "grade_id",
    "points",
    "cell_type",
    "checksum",
}
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")


class SourceError(Exception):
    """A source that cannot become an assignment. The text names the file, the cell and the mend."""


def read_source(path: Path) -> NotebookNode:
    """The nbgrader source notebook in `path` (py:percent or .ipynb). Raises SourceError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    return parse_source(text, str(path), percent=path.suffix != ".ipynb")


def parse_source(text: str, where: str, *, percent: bool) -> NotebookNode:
    """Like `read_source`, from text. `where` names it in errors; `percent`: py:percent, else .ipynb."""
    try:
        notebook = jupytext.reads(text, fmt="py:percent") if percent else nbformat.reads(text, as_version=4)
    except Exception as error:
        raise SourceError(f"{where}: is not a notebook that can be read: {error}") from error
    notebook.metadata = NotebookNode(
        kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(name="python")
    )
    for number, cell in enumerate(notebook.cells, start=1):
        _fill(cell, _say(where, cell, number))
    for number, cell in enumerate(notebook.cells, start=1):
        _check(cell, _say(where, cell, number), markers_required=percent)
    _check_ids(notebook, where)
    _name_cells(notebook)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    try:
        MetadataValidator().validate_nb(notebook)
        nbformat.validate(notebook)
    except (ValidationError, SchemaMismatchError, nbformat.ValidationError) as error:
        raise SourceError(f"{where}: nbgrader refuses this notebook: {error}") from error
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
                kind="manual" if manual else "hidden" if is_hidden(cell) else "visible",
            )
        )
    return found


def _say(where: str, cell: NotebookNode, number: int) -> Callable[[str], SourceError]:
    """Makes the errors of one cell."""

    def error(text: str) -> SourceError:
        grade_id = (cell.metadata.get("nbgrader") or {}).get("grade_id")
        return SourceError(f"{where}: cell {number}" + (f" ({grade_id})" if grade_id else "") + f": {text}")

    return error


def _fill(cell: NotebookNode, error: Callable[[str], SourceError]) -> None:
    """Complete the metadata of one cell; forget outputs and layout."""
    cell.metadata = NotebookNode({key: cell.metadata[key] for key in KEPT_METADATA if key in cell.metadata})
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    marks = cell.metadata.get("nbgrader")
    if marks is None:
        return
    if not isinstance(marks, dict):
        raise error('nbgrader metadata must be a table: write nbgrader={"grade_id": "...", "solution": true}')
    if unknown := sorted(set(marks) - NBGRADER_KEYS):
        raise error(f"unknown nbgrader metadata {', '.join(unknown)}: correct the spelling or remove it")
    if not any(marks.get(key) for key in ("grade", "solution", "locked", "task")):
        del cell.metadata["nbgrader"]
        return
    _fill_marks(cell, marks, error)


def _fill_marks(cell: NotebookNode, marks: NotebookNode, error: Callable[[str], SourceError]) -> None:
    grade, solution, task = (bool(marks.get(key)) for key in ("grade", "solution", "task"))
    if grade or task:
        points = marks.get("points")
        if type(points) not in (int, float) or not math.isfinite(points) or points < 0:
            raise error('a graded cell needs points, a number of at least 0: add "points": 1')
        marks["points"] = float(points)
    else:
        marks.pop("points", None)
    marks.pop("checksum", None)  # of some other text, perhaps; a release gets its own
    marks.setdefault("grade", False)
    marks.setdefault("solution", False)
    marks.setdefault("locked", task or (grade and not solution))
    marks.setdefault("task", False)
    marks["cell_type"] = cell.cell_type
    marks.setdefault("schema_version", MetadataValidator.schema_version)
    MetadataValidator().upgrade_cell_metadata(cell)


def _check(cell: NotebookNode, error: Callable[[str], SourceError], *, markers_required: bool) -> None:
    """Refuse what would make a wrong or leaking release."""
    grade, solution, task = (bool(mark(cell, key)) for key in ("grade", "solution", "task"))
    for region in REGIONS:
        _check_region(cell.source, region, error)
    if "BEGIN SOLUTION" in cell.source and not solution:
        raise error('a solution region in a cell without "solution": true would be released: mark the cell')
    if is_hidden(cell) and (not grade or solution):
        raise error(
            'hidden tests belong in a test cell: add "grade": true, "points", a grade_id, no "solution"'
        )
    if "BEGIN MARK SCHEME" in cell.source and not task:
        raise error('a mark scheme belongs in a cell with "task": true')
    if grade and not solution and "AUTOTEST" in cell.source:
        raise error("AUTOTEST lines are not supported: write the checks out as assert statements")
    if solution and not grade and markers_required and "BEGIN SOLUTION" not in cell.source:
        raise error(
            "a solution cell needs ### BEGIN SOLUTION and ### END SOLUTION around what learners write"
        )


def _check_region(text: str, region: str, error: Callable[[str], SourceError]) -> None:
    is_open = False
    for line in text.split("\n"):
        if f"BEGIN {region}" in line:
            if is_open:
                raise error(
                    f"### BEGIN {region} stands inside another one: close the first with ### END {region}"
                )
            is_open = True
        elif f"END {region}" in line:
            if not is_open:
                raise error(
                    f"### END {region} without ### BEGIN {region}: add the first line or remove this one"
                )
            is_open = False
    if is_open:
        raise error(f"### BEGIN {region} is never closed: add ### END {region}")


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
