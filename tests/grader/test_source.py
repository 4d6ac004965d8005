"""Reading an instructor's text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator

from grader.source import SourceError, graded_cells, mark, notebook_text, parse_source, read_source

Write = Callable[[str], NotebookNode]


def test_two_readings_of_the_same_text_are_equal_to_the_byte(squares: NotebookNode, tmp_path: Path) -> None:
    assert notebook_text(read_source(tmp_path / "source.py")) == notebook_text(squares)


def test_metadata_is_complete_and_nbgrader_accepts_it(squares: NotebookNode) -> None:
    MetadataValidator().validate_nb(squares)
    check = next(cell for cell in squares.cells if mark(cell, "grade_id") == "squares-check")
    assert check.metadata.nbgrader == {
        "schema_version": 3, "grade": True, "solution": False, "locked": True, "task": False,
        "grade_id": "squares-check", "points": 4.0, "cell_type": "code",
    }  # fmt: skip


def test_ids_come_from_the_text_and_survive_an_insertion_above(write_source: Write) -> None:
    below = '# %% [markdown]\n# Text\n\n# %% nbgrader={"grade_id": "q", "locked": true}\nx = 1\n'
    plain = [cell.id for cell in write_source(below).cells]
    moved = [cell.id for cell in write_source("# %%\ny = 2\n\n" + below).cells]
    assert moved[1:] == plain
    assert plain[1] == "q"


def test_equal_cells_have_different_ids(write_source: Write) -> None:
    ids = [cell.id for cell in write_source("# %%\nx = 1\n\n# %%\nx = 1\n").cells]
    assert len(set(ids)) == 2


def test_layout_metadata_and_outputs_are_forgotten() -> None:
    cell = {
        "cell_type": "code", "id": "abc", "execution_count": 3, "source": "1",
        "metadata": {"collapsed": True, "scrolled": True, "ExecuteTime": {"start": "now"}, "tags": ["keep"]},
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "secret"}],
    }  # fmt: skip
    text = json.dumps(
        {"cells": [cell], "metadata": {"kernelspec": {"name": "bash"}}, "nbformat": 4, "nbformat_minor": 5}
    )
    notebook = parse_source(text, "x.ipynb", percent=False)
    assert notebook.cells[0].metadata == {"tags": ["keep"]}
    assert notebook.cells[0].outputs == []
    assert notebook.metadata.kernelspec.name == "python3"


def test_old_nbgrader_metadata_is_upgraded() -> None:
    marks = {
        "grade": True,
        "grade_id": "q",
        "points": 2,
        "schema_version": 1,
        "solution": False,
        "locked": False,
    }
    cell = {
        "cell_type": "code",
        "metadata": {"nbgrader": marks},
        "source": "",
        "outputs": [],
        "execution_count": None,
    }
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 2})
    notebook = parse_source(text, "x.ipynb", percent=False)
    assert mark(notebook.cells[0], "schema_version") == 3
    assert mark(notebook.cells[0], "points") == 2.0


def test_graded_cells_say_kind_exercise_and_points(squares: NotebookNode) -> None:
    told = [(cell.grade_id, cell.exercise, cell.kind, cell.points) for cell in graded_cells(squares)]
    assert told == [
        ("squares-check", "squares", "visible", 4),
        ("squares-hidden", "squares", "hidden", 6),
        ("total-check", "total", "visible", 2),
        ("total-hidden", "total", "hidden", 3),
        ("why", "why", "manual", 5),
    ]


def test_exercise_and_title_may_be_given(write_source: Write) -> None:
    source = write_source(
        '# %% nbgrader={"grade_id": "a", "solution": true} hunar={"title": "First"}\n'
        "### BEGIN SOLUTION\n### END SOLUTION\n\n"
        '# %% nbgrader={"grade_id": "b", "solution": true}\n### BEGIN SOLUTION\n### END SOLUTION\n\n'
        '# %% nbgrader={"grade_id": "t", "grade": true, "points": 1} hunar={"exercise": "a"}\npass\n'
    )
    assert [(cell.exercise, cell.title) for cell in graded_cells(source)] == [("a", "First")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('# %% nbgrader={"grade_id": "q", "grade": true}\n1', "points"),
        ('# %% nbgrader={"grade_id": "q", "grade": true, "points": -1}\n1', "points"),
        ('# %% nbgrader={"grade_id": "q", "grade": true, "points": "2"}\n1', "points"),
        ('# %% nbgrader={"grade": true, "points": 2}\n1', "grade_id"),
        ('# %% nbgrader={"grade_id": "a b", "locked": true}\n1', "grade_id"),
        ('# %% nbgrader={"grade_id": "q", "solution": true}\n1', "BEGIN SOLUTION"),
        ('# %% nbgrader={"grade_id": "q", "solution": true}\n### BEGIN SOLUTION\n1', "never closed"),
        ('# %% nbgrader={"grade_id": "q", "solution": true}\n### END SOLUTION\n1', "without"),
        ("# %%\n### BEGIN SOLUTION\n1\n### END SOLUTION", "mark the cell"),
        ("# %%\n### BEGIN HIDDEN TESTS\n1\n### END HIDDEN TESTS", "test cell"),
        ('# %% nbgrader={"grade_id": "q", "locked": true, "pionts": 1}\n1', "pionts"),
        (
            '# %% nbgrader={"grade_id": "q", "locked": true}\n1\n\n'
            '# %% nbgrader={"grade_id": "q", "locked": true}\n2',
            "cell 1",
        ),
        ('# %% [markdown] nbgrader={"grade_id": "q", "grade": true, "points": 1}\n# x', "nbgrader"),
        ('# %% nbgrader={"grade_id": "q", "grade": true, "points": 1} hunar={"exercise": "zz"}\n1', "zz"),
    ],
)
def test_a_fault_names_the_file_and_the_mend(write_source: Write, text: str, words: str) -> None:
    with pytest.raises(SourceError, match=words) as raised:
        write_source(text)
    assert "source.py" in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="absent"):
        read_source(tmp_path / "absent.py")
