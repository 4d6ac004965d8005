"""Source notebook -> release notebook, by nbgrader's own preprocessors, without its application or database.

The order is nbgrader's (converters/generate_assignment.py); what needs a database or a kernel is left out:
SaveCells, InstantiateTests (a source with AUTOTEST is refused when read), IncludeHeaderFooter.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

STEPS = (
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
)


def release(source: NotebookNode, assignment: str) -> NotebookNode:
    """What learners of `assignment` get: no solutions, no hidden tests, no marking scheme, test cells locked.

    source: as `grader.source.read_source` returns it; it is left as it was. Equal sources give equal
    releases.
    """
    notebook = deepcopy(source)
    resources = {"nbgrader": {"notebook": assignment, "assignment": assignment}}
    for step in _steps():
        notebook, resources = step.preprocess(notebook, resources)
    for cell in notebook.cells:
        cell.metadata.pop("hunar", None)
    return notebook


@cache
def _steps() -> tuple[Preprocessor, ...]:
    return tuple(step() for step in STEPS)
