"""Whatever is wrong with a source, its author reads one line: the file, the cell, and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbgrader
import pytest
from click.testing import CliRunner
from nbformat import NotebookNode

from grader.cli import grade
from grader.intake import read_submission
from grader.release import release
from grader.source import SourceError, mark, parse_source, read_source

Cell = dict[str, Any]
SHIPPED = Path(nbgrader.__file__).parent / "tests"
TEST: Cell = {
    "grade_id": "q", "grade": True, "solution": False, "locked": True, "points": 1, "schema_version": 3,
}  # fmt: skip
ANSWER: Cell = {"grade_id": "s", "grade": False, "solution": True, "locked": False, "schema_version": 3}
TASK: Cell = {"grade_id": "t", "task": True, "points": 1, "schema_version": 3}


def code(marks: Any = None, source: Any = "x = 1", **other: Any) -> Cell:
    metadata = {} if marks is None else {"nbgrader": marks}
    return {
        "cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None,
    } | other  # fmt: skip


def text(marks: Any = None, source: str = "Why?", cell_type: str = "markdown") -> Cell:
    return {"cell_type": cell_type, "metadata": {"nbgrader": marks} if marks else {}, "source": source}


def notebook(*cells: Any, **top: Any) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)} | top)


def without(marks: Cell, key: str) -> Cell:
    return {name: value for name, value in marks.items() if name != key}


NO_NOTEBOOK = {
    "empty": ("", "not JSON"),
    "not JSON": ("hello", "line 1"),
    "half a file": (notebook()[:-4], "not JSON"),
    "a list": ("[]", "not a notebook"),
    "null": ("null", "not a notebook"),
    "deep": ("[" * 100_000, "too deep"),
    "a number without end": (
        notebook(code(TEST)).replace('"points": 1', '"points": ' + "9" * 9000),
        "too long a number",
    ),
    "no cells": ('{"nbformat": 4, "metadata": {}}', "no list of cells"),
    "cells of another kind": (notebook(cells={"a": 1}), "no list of cells"),
    "no format": ('{"cells": []}', "format is None"),
    "a format to come": (notebook(nbformat=5), "format is 5"),
    "format as text": (notebook(nbformat="4"), "format is '4'"),
    "format 3 without worksheets": ('{"nbformat": 3, "metadata": {}}', "old format"),
}
BAD_CELLS: dict[str, tuple[Any, str]] = {
    "a number": (7, "not a table"),
    "null": (None, "not a table"),
    "no kind": ({"source": "", "metadata": {}}, "cell_type is None"),
    "an unknown kind": (text(cell_type="heading"), "cell_type is 'heading'"),
    "source of another kind": (code(source={"a": 1}), "source is not text"),
    "source of numbers": (code(source=[1, 2]), "source is not text"),
    "metadata null": (code(metadata=None), "metadata is not a table"),
    "metadata a list": (code(metadata=[]), "metadata is not a table"),
    "half a character": (code(TEST, source="x = '\ud800'"), "half a character"),
    "marks a list": (code(["q"]), "must be a table"),
    "marks text": (code("q"), "must be a table"),
    "hunar a list": (code(metadata={"hunar": [1]}), "hunar metadata must be a table"),
    "a title that is no text": (code(metadata={"nbgrader": TEST, "hunar": {"title": [1]}}), '"title"'),
    "an exercise that is no text": (code(metadata={"hunar": {"exercise": [1]}}), '"exercise"'),
    "an unknown exercise": (code(metadata={"nbgrader": TEST, "hunar": {"exercise": "zz"}}), "'zz'"),
    "tags text": (code(metadata={"tags": "x"}), "tags must be a list"),
    "grade as text": (code(TEST | {"grade": "yes"}), '"grade" must be true or false'),
    "solution 1": (code(ANSWER | {"solution": 1}), '"solution" must be true or false'),
    "an unknown key": (code(TEST | {"pionts": 1}), "pionts"),
    "no grade_id": (code(without(TEST, "grade_id")), "needs a grade_id"),
    "grade_id a number": (code(TEST | {"grade_id": 5}), "needs a grade_id"),
    "grade_id empty": (code(TEST | {"grade_id": ""}), "needs a grade_id"),
    "grade_id of two lines": (code(TEST | {"grade_id": "a\nb"}), r"\(a b\): needs a grade_id"),
    "grade_id that climbs": (code(TEST | {"grade_id": "../x"}), "needs a grade_id"),
    "no points": (code(without(TEST, "points")), "needs points"),
    "points NaN": (code(TEST | {"points": float("nan")}), "needs points"),
    "points infinite": (code(TEST | {"points": float("inf")}), "needs points"),
    "points too large for a float": (code(TEST | {"points": 10**400}), "needs points"),
    "points true": (code(TEST | {"points": True}), "needs points"),
    "points negative": (code(TEST | {"points": -1}), "needs points"),
    "points text": (code(TEST | {"points": "2"}), "nbgrader update"),
    "schema 0": (code(TEST | {"schema_version": 0, "points": "1"}), "too old .* `nbgrader update`"),
    "schema 4": (code(TEST | {"schema_version": 4}), "newer nbgrader .*upgrade"),
    "schema text": (code(TEST | {"schema_version": "3"}), "schema_version must be a whole number"),
    "schema true": (code(TEST | {"schema_version": True}), "schema_version must be a whole number"),
    "tests in a text cell": (text(TEST), "make it a code cell"),
    "an answer nobody grades": (text(ANSWER, "Two\nlines"), 'add "grade": true'),
    "tests in a raw cell": (text(TEST, cell_type="raw"), "raw cell"),
    "a task in a code cell": (code(TASK), "make it markdown"),
    "a task with a grade": (text(TASK | {"grade": True}), 'remove "grade"'),
    "a task without points": (text(without(TASK, "points")), "needs points"),
    "autotest": (code(TEST, source="### AUTOTEST f(1)"), "assert statements"),
}  # fmt: skip
BAD_MARKERS = {
    "an open brace": '# %% nbgrader={"grade_id": "q", "grade": true, "points": 1',
    "no quotation marks": '# %% nbgrader={grade_id: "q", "grade": true, "points": 1}',
    "other quotation marks": "# %% nbgrader={'grade_id': 'q', 'grade': true, 'points': 1}",
    "a missing comma": '# %% nbgrader={"grade_id": "q" "grade": true, "points": 1}',
    "no space": '# %%nbgrader={"grade_id": "q", "grade": true, "points": 1}',
}
SHIPPED_FAULTS = {
    "apps/files/too-new.ipynb": "cell .*newer nbgrader",
    "apps/files/test-v0.ipynb": r"cell 6 \(correct_squares\).*nbgrader update",
    "apps/files/test-v0-invalid.ipynb": r"cell 6 \(correct_squares\)",
    "apps/files/test-no-metadata.ipynb": "cell 3: a solution region",
    "apps/files/autotest-simple.ipynb": "AUTOTEST",
    "preprocessors/files/bad-markdown-cell-1.ipynb": r"cell 1 \(foo\)",
    "preprocessors/files/bad-markdown-cell-2.ipynb": "cell 1",
    "preprocessors/files/blank-grade-id.ipynb": "cell 1: needs a grade_id",
    "preprocessors/files/blank-points.ipynb": r"cell 1 \(id1\): a graded cell needs points",
    "preprocessors/files/duplicate-grade-ids.ipynb": r"cell 2 \(id1\): .* cell 1: rename",
}


def fault(content: str, *, percent: bool = False) -> str:
    """What the author reads; it is one line that begins with the file and tells what to do."""
    with pytest.raises(SourceError) as raised:
        parse_source(content, "ps1.ipynb", percent=percent)
    told = str(raised.value)
    assert told.startswith("ps1.ipynb: ") and "\n" not in told and len(told) < 500
    assert ": " in told.removeprefix("ps1.ipynb: "), "what is wrong, then what to do"
    return told


@pytest.mark.parametrize("name", NO_NOTEBOOK)
def test_a_file_that_is_no_notebook_is_refused_in_one_line(name: str) -> None:
    content, words = NO_NOTEBOOK[name]
    assert re.search(words, fault(content))


@pytest.mark.parametrize("name", BAD_CELLS)
def test_a_bad_cell_is_named_by_number(name: str) -> None:
    cell, words = BAD_CELLS[name]
    told = fault(notebook(code(), cell, code()))
    assert told.startswith("ps1.ipynb: cell 2") and re.search(words, told), told


@pytest.mark.parametrize("name", BAD_MARKERS)
def test_a_marker_that_cannot_be_read_does_not_make_a_plain_cell(name: str) -> None:
    told = fault(f"# %%\nx = 1\n\n{BAD_MARKERS[name]}\nassert x\n", percent=True)
    assert re.search("cell [12]: a marker cannot be read", told)


@pytest.mark.parametrize("name", SHIPPED_FAULTS)
def test_faulty_notebooks_that_ship_with_nbgrader_are_refused(name: str) -> None:
    with pytest.raises(SourceError, match=SHIPPED_FAULTS[name]) as raised:
        read_source(SHIPPED / name)
    assert "\n" not in str(raised.value)


def test_two_cells_of_one_grade_id_are_both_named() -> None:
    told = fault(notebook(code(TEST), code(), code(TEST)))
    assert "cell 3 (q): the grade_id is also that of cell 1" in told


@pytest.mark.parametrize(
    "content",
    [
        notebook(code(TEST), metadata={"kernelspec": {}}),
        notebook(code(TEST), metadata=None),
        notebook(code(TEST, id="a b"), code(TEST | {"grade_id": "r"}, id="a b")),
        notebook(code(TEST, outputs=5, execution_count="x")),
        notebook({"cell_type": "code", "metadata": {"nbgrader": TEST}}, nbformat_minor=0),
        notebook(code(TEST, source=["x = 1\n", "y = 2"]), code(metadata={"nbgrader": None})),
    ],
    ids=["no kernel name", "no metadata", "bad ids", "bad outputs", "no source", "lines and null marks"],
)
def test_what_grading_does_not_need_may_be_missing_or_odd(content: str) -> None:
    source = parse_source(content, "ps1.ipynb", percent=False)
    assert source.metadata.kernelspec.name == "python3"
    assert mark(release(source, "ps1").cells[0], "grade_id") == "q"


def test_a_notebook_of_format_3_is_converted() -> None:
    cell = {"cell_type": "code", "input": "x = 1", "language": "python", "outputs": [], "metadata": {}}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": [cell]}]}
    assert parse_source(json.dumps(old), "ps1.ipynb", percent=False).cells[0].source == "x = 1"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
def test_a_byte_order_mark_is_no_fault(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "ps1.ipynb").write_text(notebook(code(TEST)), encoding=encoding)
    assert mark(read_source(tmp_path / "ps1.ipynb").cells[0], "grade_id") == "q"


@pytest.mark.parametrize("content", [b"\xff\xfe#\x00", b"# %%\nx = '\xe9'\n"], ids=["UTF-16", "Latin-1"])
def test_a_source_in_another_encoding_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ps1.py").write_bytes(content)
    with pytest.raises(SourceError, match=r"ps1\.py: cannot be read as UTF-8"):
        read_source(tmp_path / "ps1.py")


def test_an_answer_under_an_unknown_grade_id_counts_as_missing(
    squares: NotebookNode, hand_in: Callable[..., bytes], good: dict[str, str]
) -> None:
    def rename(cells: list[Cell]) -> None:
        for cell in cells:
            marks = cell["metadata"].get("nbgrader", {})
            if marks.get("grade_id") == "total":
                marks["grade_id"] = "totals"

    taken = read_submission(hand_in(squares, good, change=rename), squares)
    assert taken.flags == ["missing-cell:total"] and "total" in taken.unchanged
    assert [good["total"]] in taken.added.values()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (notebook(code(TEST | {"schema_version": 9})), "cell 1 (q)"),
        (notebook(code(), text()), "no cell has points"),
        ("{", "not JSON"),
    ],
    ids=["a fault in a cell", "nothing to grade", "no notebook"],
)
def test_hunar_grade_says_one_line_and_grades_nothing(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "source.ipynb").write_text(content, encoding="utf-8")
    (tmp_path / "a.ipynb").write_text(notebook(code()), encoding="utf-8")
    result = CliRunner().invoke(
        grade, [str(tmp_path / "a.ipynb"), "--source", str(tmp_path / "source.ipynb")]
    )
    assert result.exit_code == 2 and result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ") and words in line
