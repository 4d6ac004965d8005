"""What learners get, and what they must not get."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum

from grader.release import release
from grader.source import mark, notebook_text


def test_released_notebook_has_no_solution_and_no_hidden_test(squares: NotebookNode) -> None:
    text = notebook_text(release(squares, "a"))
    for secret in ("i * i", "7717", "too-short", "sum(squares", "385", "Because", "BEGIN", "hunar"):
        assert secret not in text


def test_released_notebook_keeps_what_learners_need(squares: NotebookNode) -> None:
    text = notebook_text(release(squares, "a"))
    for shown in (
        "def squares(n):",
        "# YOUR CODE HERE",
        "off-by-one",
        "Hidden tests run here",
        "YOUR ANSWER HERE",
    ):
        assert shown in text


def test_test_cells_are_locked_and_solution_cells_are_not(squares: NotebookNode) -> None:
    cells = {mark(cell, "grade_id"): cell.metadata for cell in release(squares, "a").cells}
    assert cells["squares-check"]["editable"] is False
    assert cells["squares-check"]["deletable"] is False
    assert "editable" not in cells["squares"]
    assert cells["squares"]["deletable"] is False


def test_checksums_are_those_of_the_released_text(squares: NotebookNode) -> None:
    released = release(squares, "a")
    MetadataValidator().validate_nb(released)
    marked = [cell for cell in released.cells if mark(cell, "grade_id")]
    assert marked
    assert all(mark(cell, "checksum") == compute_checksum(cell) for cell in marked)


def test_the_source_is_left_as_it_was_and_releases_are_equal(squares: NotebookNode) -> None:
    before = deepcopy(squares)
    assert notebook_text(release(squares, "a")) == notebook_text(release(squares, "a"))
    assert squares == before


def test_a_mark_scheme_is_not_released(write_source: Callable[[str], NotebookNode]) -> None:
    source = write_source(
        '# %% [markdown] nbgrader={"grade_id": "t", "task": true, "points": 4}\n'
        "# Explain.\n#\n# ### BEGIN MARK SCHEME\n# four points for candour\n# ### END MARK SCHEME\n"
    )
    assert "candour" not in notebook_text(release(source, "a"))
