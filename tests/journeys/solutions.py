"""What a learner who understood everything would write, taken from the instructor's text."""

from __future__ import annotations

import copy
import json
from typing import Any

import nbformat

from grader.source import read_source
from tests.running import REPOSITORY

COURSES = REPOSITORY / "courses"


def reference(course: str, assignment: str) -> dict[str, str]:
    """Source of each solution cell by `grade_id`."""
    notebook = read_source(COURSES / course / assignment / f"{assignment}.py")
    marked = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    return {
        grade_id: cell.source
        for grade_id, cell in marked.items()
        if grade_id and cell.metadata.nbgrader.get("solution")
    }


def solved(release: str, solutions: dict[str, str]) -> dict[str, Any]:
    """The released notebook (JSON text) with these solution cells filled in, as a JSON object."""
    notebook = copy.deepcopy(nbformat.reads(release, as_version=4))
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in solutions:
            cell.source = solutions[grade_id]
    result: dict[str, Any] = json.loads(nbformat.writes(notebook))
    return result
