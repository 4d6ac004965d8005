"""Fixtures of the shipped courses.

sources     the source notebook of every shipped assignment, by `course/assignment`
lab         the names that a lab's reference version defines, as after Run All: lab("blockchain/a1-hashes")
a1, p0      the same of these two
"""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import pytest
from matplotlib import pyplot
from nbformat import NotebookNode

from grader.course import read_courses
from grader.source import read_source

COURSES = Path(__file__).resolve().parents[2] / "courses"
INLINE_DPI = 72
"""Of pictures in a notebook."""
Lab = Callable[[str], SimpleNamespace]


@pytest.fixture(scope="session", autouse=True)
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """bitcoinlib writes a settings folder once it is imported: here a temporary one."""
    patch = pytest.MonkeyPatch()
    patch.setenv("BCL_DATA_DIR", os.environ.get("BCL_DATA_DIR") or str(tmp_path_factory.mktemp("bitcoinlib")))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def sources() -> dict[str, NotebookNode]:
    return {
        f"{course.name}/{assignment.name}": read_source(assignment.source_path)
        for course in read_courses(COURSES)
        for assignment in course.assignments
    }


@pytest.fixture(scope="session")
def lab() -> Lab:
    @cache
    def after_run_all(name: str) -> SimpleNamespace:
        folder = COURSES / name
        with contextlib.chdir(folder):  # where its data lies, as beside a learner's notebook
            return run_all(read_source(folder / f"{folder.name}.py"))

    return after_run_all


@pytest.fixture(scope="session")
def a1(lab: Lab) -> SimpleNamespace:
    return lab("blockchain/a1-hashes")


@pytest.fixture(scope="session")
def p0(lab: Lab) -> SimpleNamespace:
    return lab("start/p0-check-in")


def run_all(notebook: NotebookNode) -> SimpleNamespace:
    """The notebook's names after all its code cells ran, tests included; a warning is an error.

    Beside them `printed`, the text of all cells, and `pictures`, its figures as PNG.
    """
    matplotlib.use("Agg")
    names: dict[str, object] = {"__name__": "__main__"}
    printed = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
        warnings.simplefilter("error")
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(
                    compile(cell.source, str(cell.metadata.get("nbgrader", {}).get("grade_id")), "exec"),
                    names,
                )
        pictures = _pictures()
    return SimpleNamespace(**(names | {"printed": printed.getvalue(), "pictures": pictures}))


def _pictures() -> list[bytes]:
    """What the notebook draws, as the browser gets it; every figure is closed."""
    found = []
    for number in pyplot.get_fignums():
        file = io.BytesIO()
        pyplot.figure(number).savefig(file, format="png", dpi=INLINE_DPI, bbox_inches="tight")
        found.append(file.getvalue())
    pyplot.close("all")
    return found
