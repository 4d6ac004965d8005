"""Fixtures of the grader's tests:

write_source   writes py:percent text to a file and reads it as an nbgrader source notebook squares        a
small source: two exercises with visible and hidden checks, data beside it, one reflection hand_in        a
submitted notebook made from the release of a source: answers by grade_id, cells added or edited graded
hand_in, then grade, in the real sandbox
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from grader.course import Limits
from grader.engine import grade
from grader.release import release
from grader.source import read_source
from grader.verdict import Verdict

SQUARES = '''
# %% [markdown]
# # Squares

# %%
import math
OFFSET = 0

# %% nbgrader={"grade_id": "squares", "solution": true}
def squares(n):
    """The squares of 1 to n."""
    ### BEGIN SOLUTION
    return [i * i for i in range(1, n + 1)]
    ### END SOLUTION

# %% nbgrader={"grade_id": "squares-check", "grade": true, "points": 4}
assert squares(3) == [1, 4, 9], "[off-by-one] squares(3) is 1, 4, 9: count from 1 to n."

# %% nbgrader={"grade_id": "squares-hidden", "grade": true, "points": 6}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
secret = 7717
assert len(squares(secret)) == secret, "[too-short] The list needs n numbers."
assert squares(0) == [], f"squares(0) of {secret}"
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "total", "solution": true}
def total(n):
    ### BEGIN SOLUTION
    return sum(squares(n))
    ### END SOLUTION

# %% nbgrader={"grade_id": "total-check", "grade": true, "points": 2}
assert total(3) == 14

# %% nbgrader={"grade_id": "total-hidden", "grade": true, "points": 3}
### BEGIN HIDDEN TESTS
assert total(10) == 385, "[wrong-sum] Sum all n squares."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "why", "solution": true, "grade": true, "points": 5}
# Because.
'''

GOOD = {
    "squares": "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]",
    "total": "def total(n):\n    return sum(squares(n))",
}


@pytest.fixture
def write_source(tmp_path: Path) -> Callable[[str], NotebookNode]:
    def write(text: str) -> NotebookNode:
        path = tmp_path / "source.py"
        path.write_text(text, encoding="utf-8")
        return read_source(path)

    return write


@pytest.fixture
def squares(write_source: Callable[[str], NotebookNode]) -> NotebookNode:
    return write_source(SQUARES)


@pytest.fixture
def good() -> dict[str, str]:
    """Right answers to `squares`."""
    return dict(GOOD)


@pytest.fixture
def hand_in() -> Callable[..., bytes]:
    def make(
        source: NotebookNode,
        answers: dict[str, str],
        *,
        after: dict[str, list[str]] | None = None,
        change: Callable[[list[dict[str, Any]]], None] | None = None,
    ) -> bytes:
        """after: code cells to add behind a grade_id ("" for the start); change: edits the cells at
        will.
        """
        notebook = json.loads(json.dumps(release(source, "a")))
        cells: list[dict[str, Any]] = [_code(text) for text in (after or {}).get("", [])]
        for cell in notebook["cells"]:
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cells.append(cell | {"source": answers.get(grade_id, cell["source"])})
            cells += [_code(text) for text in (after or {}).get(grade_id, [])]
        if change is not None:
            change(cells)
        return json.dumps(notebook | {"cells": cells}).encode()

    return make


@pytest.fixture
def graded(hand_in: Callable[..., bytes]) -> Callable[..., Verdict]:
    def run(source: NotebookNode, answers: dict[str, str], **more: Any) -> Verdict:
        limits = more.pop("limits", Limits(timeout_s=20, memory_mib=512, cell_timeout_s=6))
        files = more.pop("files", None)
        return grade(hand_in(source, answers, **more), source, limits, name="a.ipynb", files=files)

    return run


def _code(text: str) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": text, "outputs": [], "execution_count": None}
