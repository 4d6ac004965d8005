"""Fixtures of the shipped courses.

sources     the source notebook of every shipped assignment, by `course/assignment`
a1, p0      the names that the reference version of that lab defines, as after Run All
"""

from __future__ import annotations

import warnings
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import pytest
from nbformat import NotebookNode

from grader.course import read_courses
from grader.source import read_source

COURSES = Path(__file__).resolve().parents[2] / "courses"


@pytest.fixture(scope="session")
def sources() -> dict[str, NotebookNode]:
    return {
        f"{course.name}/{assignment.name}": read_source(assignment.source_path)
        for course in read_courses(COURSES)
        for assignment in course.assignments
    }


@pytest.fixture(scope="session")
def a1(sources: dict[str, NotebookNode]) -> SimpleNamespace:
    return run_all(sources["blockchain/a1-hashes"])


@pytest.fixture(scope="session")
def p0(sources: dict[str, NotebookNode]) -> SimpleNamespace:
    return run_all(sources["start/p0-check-in"])


def run_all(notebook: NotebookNode) -> SimpleNamespace:
    """The notebook's names after all its code cells ran, tests included; a warning is an error."""
    matplotlib.use("Agg")
    names: dict[str, object] = {"__name__": "__main__"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(
                    compile(cell.source, str(cell.metadata.get("nbgrader", {}).get("grade_id")), "exec"),
                    names,
                )
    return SimpleNamespace(**names)
