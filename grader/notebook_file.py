"""An instructor's .ipynb, read by hand before any library sees it: a fault is one line that names the cell.

Only what becomes part of a source is kept: kind, text, metadata and attachments of each cell. Outputs and ids
are left out, so whatever is wrong with them is no fault.
"""

from __future__ import annotations

import json
from typing import Any

import nbformat
from nbformat import NotebookNode

SAVE = "open it in JupyterLab, save it, and try again"
KINDS = ("code", "markdown", "raw")


class Damaged(Exception):
    """A file that is no notebook. The text says what is wrong and what to do next, on one line."""


def read_ipynb(text: str) -> NotebookNode:
    """The notebook in the text of an .ipynb of any format, as format 4 without outputs. Raises Damaged."""
    notebook = _table(text)
    number = notebook.get("nbformat")
    if type(number) is not int or not 1 <= number <= 4:
        raise Damaged(f"says that its notebook format is {number!r}; formats 1 to 4 are read: {SAVE}")
    if number < 4:
        notebook = _converted(text)
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise Damaged(f"has no list of cells: {SAVE}")
    kept = [_cell(cell, f"cell {place}") for place, cell in enumerate(cells, start=1)]
    made: NotebookNode = nbformat.from_dict(
        {"cells": kept, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    )
    return made


def first_line(error: Exception) -> str:
    """What a library says, as one line."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:300]


def _table(text: str) -> dict[str, Any]:
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        raise Damaged(
            f"is not JSON, as notebooks are (line {error.lineno}: {error.msg}): {SAVE}, or give the .py"
        ) from None
    except (ValueError, RecursionError):
        raise Damaged(f"is not a notebook: its JSON is too deep or holds too long a number: {SAVE}") from None
    if not isinstance(notebook, dict):
        raise Damaged("is JSON but not a notebook: give the .ipynb file itself")
    return notebook


def _converted(text: str) -> dict[str, Any]:
    try:
        notebook: dict[str, Any] = nbformat.reads(text, as_version=4)
    except Exception as error:
        raise Damaged(f"is of an old format and cannot be converted ({first_line(error)}): {SAVE}") from None
    return notebook


def _cell(cell: Any, where: str) -> dict[str, Any]:
    if not isinstance(cell, dict):
        raise Damaged(f"{where}: is not a table: {SAVE}")
    kind, source, metadata = cell.get("cell_type"), cell.get("source", ""), cell.get("metadata", {})
    if kind not in KINDS:
        raise Damaged(f"{where}: its cell_type is {kind!r}, not one of {', '.join(KINDS)}: {SAVE}")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Damaged(f"{where}: its source is not text: {SAVE}")
    if not isinstance(metadata, dict):
        raise Damaged(f"{where}: its metadata is not a table: {SAVE}")
    kept: dict[str, Any] = {"cell_type": kind, "source": source, "metadata": metadata}
    if kind == "code":
        kept |= {"outputs": [], "execution_count": None}
    elif isinstance(cell.get("attachments"), dict):
        kept["attachments"] = cell["attachments"]
    try:
        json.dumps(kept, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Damaged(f"{where}: holds half a character (a lone surrogate): delete it") from None
    return kept
