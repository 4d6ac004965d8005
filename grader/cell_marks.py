"""nbgrader's metadata of one cell: completed, and refused in words where nbgrader would stumble or leak.

`error` everywhere makes the exception of this cell from a text that says what is wrong and the mend.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator

Error = Callable[[str], Exception]

KEPT_METADATA = ("nbgrader", "hunar", "tags")
KINDS = ("grade", "solution", "locked", "task")
NBGRADER_KEYS = {*KINDS, "schema_version", "grade_id", "points", "cell_type", "checksum"}
SCHEMA = int(MetadataValidator.schema_version)
MAX_POINTS = 1_000_000
REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
LOST_MARKER = re.compile(r"^(# ?)?%%.*nbgrader ?=", re.MULTILINE)
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def complete(cell: NotebookNode, error: Error) -> None:
    """Complete the metadata of one cell; forget outputs and layout."""
    if "incorrectly_encoded_metadata" in cell.metadata or LOST_MARKER.search(cell.source):
        raise error(
            'a marker cannot be read: write # %% nbgrader={"grade_id": "...", "solution": true}, as JSON'
        )
    cell.metadata = NotebookNode({key: cell.metadata[key] for key in KEPT_METADATA if key in cell.metadata})
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    _check_other_metadata(cell, error)
    marks = cell.metadata.get("nbgrader")
    if marks is None:
        cell.metadata.pop("nbgrader", None)
        return
    if not isinstance(marks, dict):
        raise error('nbgrader metadata must be a table: write nbgrader={"grade_id": "...", "solution": true}')
    if unknown := sorted(set(marks) - NBGRADER_KEYS):
        raise error(f"unknown nbgrader metadata {', '.join(unknown)}: correct the spelling or remove it")
    for key in KINDS:
        if key in marks and type(marks[key]) is not bool:
            raise error(f'"{key}" must be true or false: correct the nbgrader metadata')
    if not any(marks.get(key) for key in KINDS):
        del cell.metadata["nbgrader"]
        return
    _complete_marks(cell, marks, error)


def check(cell: NotebookNode, error: Error, *, markers_required: bool) -> None:
    """Refuse what would make a wrong or leaking release."""
    marks = cell.metadata.get("nbgrader", {})
    grade, solution, task = (bool(marks.get(key)) for key in ("grade", "solution", "task"))
    for region in REGIONS:
        _check_region(cell.source, region, error)
    _check_kind(cell.cell_type, grade=grade, solution=solution, task=task, error=error)
    if "BEGIN SOLUTION" in cell.source and not solution:
        raise error('a solution region in a cell without "solution": true would be released: mark the cell')
    if "BEGIN HIDDEN TESTS" in cell.source and (not grade or solution):
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


def _check_other_metadata(cell: NotebookNode, error: Error) -> None:
    hunar, tags = cell.metadata.get("hunar", {}), cell.metadata.get("tags", [])
    if not isinstance(hunar, dict):
        raise error('hunar metadata must be a table: write hunar={"title": "..."}')
    for key in ("title", "exercise"):
        if not isinstance(hunar.get(key, ""), str):
            raise error(f'"{key}" in its hunar metadata must be text: write it in quotation marks')
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise error('tags must be a list of words: write tags=["..."]')


def _complete_marks(cell: NotebookNode, marks: NotebookNode, error: Error) -> None:
    grade, solution, task = (bool(marks.get(key)) for key in ("grade", "solution", "task"))
    _check_schema(marks.get("schema_version", SCHEMA), error)
    if grade or task:
        points: Any = marks.get("points")
        if isinstance(points, str):
            raise error(
                'points must be a number, not text: write "points": 1; run `nbgrader update` on a notebook '
                "of an old nbgrader"
            )
        if type(points) not in (int, float) or not 0 <= points <= MAX_POINTS:
            raise error(f'a graded cell needs points, a number from 0 to {MAX_POINTS:,}: add "points": 1')
        marks["points"] = float(points)
    else:
        marks.pop("points", None)
    marks.pop("checksum", None)  # of some other text, perhaps; a release gets its own
    marks.setdefault("grade", False)
    marks.setdefault("solution", False)
    marks.setdefault("locked", task or (grade and not solution))
    marks.setdefault("task", False)
    marks["cell_type"] = cell.cell_type
    marks.setdefault("schema_version", SCHEMA)
    MetadataValidator().upgrade_cell_metadata(cell)


def _check_schema(version: Any, error: Error) -> None:
    if type(version) is not int:
        raise error(f"schema_version must be a whole number: write {SCHEMA} in its nbgrader metadata")
    if version < 1:
        raise error("its nbgrader metadata is too old (schema_version 0): run `nbgrader update` on the file")
    if version > SCHEMA:
        raise error(
            f"its nbgrader metadata is of a newer nbgrader (schema_version {version}; up to {SCHEMA} is "
            "read): save the cell with nbgrader 0.9, or upgrade Hunar"
        )


def _check_kind(cell_type: str, *, grade: bool, solution: bool, task: bool, error: Error) -> None:
    if task and cell_type != "markdown":
        raise error("a task cell must be a text cell: make it markdown")
    if task and (grade or solution):
        raise error('a person grades a task cell as it stands: remove "grade" and "solution"')
    if cell_type == "raw" and (grade or solution):
        raise error("nbgrader grades no raw cell: make it a code cell or markdown")
    if cell_type == "markdown" and grade and not solution and not task:
        raise error(
            "nbgrader runs no tests in a text cell: make it a code cell, or let a person grade it by adding "
            '"solution": true'
        )
    if cell_type == "markdown" and solution and not grade:
        raise error('nobody would grade what learners write here: add "grade": true and "points"')


def _check_region(text: str, region: str, error: Error) -> None:
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
