"""Attacks without any code of the learner's: the notebook file itself is made to lie."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from tests.grader.attacks.corpus import NOTHING, Attack
from tests.grader.attacks.handing_in import Cell, Change, code_cell
from tests.grader.attacks.subject import TEXT


def _marks(cell: Cell) -> dict[str, Any]:
    found: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return found


def _checks(notebook: dict[str, Any]) -> list[Cell]:
    return [cell for cell in notebook["cells"] if _marks(cell).get("grade") and cell["cell_type"] == "code"]


def _each_check(edit: Callable[[Cell], object]) -> Change:
    def change(notebook: dict[str, Any]) -> None:
        for cell in _checks(notebook):
            edit(cell)

    return change


def _emptied(cell: Cell) -> None:
    cell["source"] = "pass"


def _worth_more(cell: Cell) -> None:
    cell["metadata"]["nbgrader"]["points"] = 1000


def _already_done(cell: Cell) -> None:
    data = {"text/plain": "3.0"}
    result = {"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": {}}
    cell["outputs"], cell["execution_count"] = [result], 1


def _raising_allowed(cell: Cell) -> None:
    cell["source"] += "\nraise SystemExit"
    cell["metadata"] |= {"tags": ["raises-exception"], "hunar": {"isolation": "shared", "grading": "skip"}}


def _dropped(notebook: dict[str, Any]) -> None:
    checks = _checks(notebook)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell not in checks]


def _doubled(notebook: dict[str, Any]) -> None:
    doubles = copy.deepcopy(_checks(notebook))
    for cell in doubles:
        cell["source"] = "3.0"
    notebook["cells"] = doubles + notebook["cells"] + doubles


def _all_named_mean(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if _marks(cell):
            cell["metadata"]["nbgrader"]["grade_id"] = "mean"


def _swapped(notebook: dict[str, Any]) -> None:
    """Test cells call themselves solution cells, and the other way round."""
    for cell in notebook["cells"]:
        marks = _marks(cell)
        if marks:
            marks["grade"], marks["solution"] = marks.get("solution"), marks.get("grade")


def _solution_in_check_ids(notebook: dict[str, Any]) -> None:
    """Further cells that carry the names of test cells as solution cells."""
    for cell in _checks(notebook):
        marks = {**_marks(cell), "solution": True, "grade": False, "locked": False}
        notebook["cells"].append(code_cell("pass") | {"metadata": {"nbgrader": marks}})


def _given_cells_changed(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if "def same" in cell["source"]:
            cell["source"] = "RATES = []\ndef same(*anything): return True"


def _shell_kernel(notebook: dict[str, Any]) -> None:
    notebook["metadata"]["kernelspec"] = {"name": "bash", "display_name": "Bash", "language": "bash"}
    notebook["metadata"]["language_info"] = {"name": "bash"}


def _points_in_metadata(notebook: dict[str, Any]) -> None:
    notebook["metadata"] |= {"score": 35, "max_score": 0, "hunar": {"isolation": "shared"}}
    for cell in notebook["cells"]:
        cell["metadata"] |= {"score": 3.0, "credit": 3.0, "hunar": {"isolation": "shared"}}


CHANGES: dict[str, Change] = {
    "checks-tagged-skip-execution": _each_check(
        lambda cell: cell["metadata"].update(tags=["skip-execution", "remove-cell"])
    ),
    "checks-tagged-raises-exception": _each_check(_raising_allowed),
    "checks-emptied": _each_check(_emptied),
    "checks-deleted": _dropped,
    "checks-doubled": _doubled,
    "checks-retyped": _each_check(lambda cell: cell.update(cell_type="markdown")),
    "checks-raw": _each_check(lambda cell: cell.update(cell_type="raw")),
    "checks-renamed": _each_check(lambda cell: _marks(cell).update(grade_id=_marks(cell)["grade_id"] + "-x")),
    "all-cells-named-mean": _all_named_mean,
    "cells-reversed": lambda notebook: notebook["cells"].reverse(),
    "points-raised": _each_check(_worth_more),
    "points-not-a-number": _each_check(lambda cell: _marks(cell).update(points=float("nan"))),
    "points-negative": _each_check(lambda cell: _marks(cell).update(points=-3)),
    "outputs-of-a-run": _each_check(_already_done),
    "solution-and-check-swapped": _swapped,
    "checks-named-as-solutions": _solution_in_check_ids,
    "given-cells-changed": _given_cells_changed,
    "shell-kernel": _shell_kernel,
    "points-in-metadata": _points_in_metadata,
    "newer-schema": _each_check(lambda cell: _marks(cell).update(schema_version=99)),
}


def _notebook(**more: Any) -> bytes:
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    return json.dumps(whole | more).encode()


FILES: dict[str, Callable[[], bytes]] = {
    "empty-file": lambda: b"",
    "the-source-as-python": TEXT.encode,
    "utf-16": lambda: _notebook().decode().encode("utf-16"),
    "not-utf-8": lambda: _notebook().replace(b"{}", b'{"a": "\xff\xfe"}'),
    "deep-json": lambda: b"[" * 1_000_000 + b"]" * 1_000_000,
    "deep-in-metadata": lambda: _notebook(metadata={}).replace(
        b"{}", b'{"a":' * 90_000 + b"1" + b"}" * 90_000
    ),
    "a-hundred-thousand-cells": lambda: _notebook(cells=[{"cell_type": "code"}] * 100_000),
    "ten-megabytes": lambda: _notebook(metadata={"a": "x" * 10_000_000}),
    "huge-number": lambda: _notebook().replace(b'"nbformat": 4', b'"nbformat": ' + b"9" * 5_000),
    "zip": lambda: b"PK\x03\x04" + b"../../../progress.sqlite" * 10,
    "cells-of-wrong-types": lambda: _notebook(
        cells=[{"cell_type": ["code"], "metadata": {"nbgrader": 3}, "source": {"a": 1}}, None, 3]
    ),
    "surrogates": lambda: _notebook(
        cells=[
            {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "mean"}}, "source": "'\ud800' + 1"}
        ]
    ),
}
ATTACKS = [Attack(name, NOTHING, change=change) for name, change in CHANGES.items()]
ATTACKS += [Attack(name, {}, content=content) for name, content in FILES.items()]
