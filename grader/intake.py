"""The door: from a hostile file to the few texts that grading takes from it.

Nothing is run here, and nothing but sources of cells leaves: tags, metadata, outputs and test cells of the
submitted file are never used. Limits: a regular file, no link, 5 MB, 2,000 cells, JSON depth 100, strict
UTF-8, nbformat 4.
"""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from grader.release import release
from grader.source import mark

MAX_BYTES = 5_000_000
MAX_CELLS = 2_000
MAX_DEPTH = 100
TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.DOTALL)


class Rejected(Exception):
    """A file that is not graded. The text says what happened, why, and what to do next."""


@dataclass(frozen=True)
class Submission:
    """What grading takes from a submitted notebook."""

    answers: dict[str, str]
    """The learner's text of each known solution cell, by `grade_id`; a cell that is missing is not there."""
    unchanged: frozenset[str]
    """Solution cells (missing ones too) in which the learner wrote nothing: as released."""
    added: dict[int, list[str]]
    """The learner's own code cells, in order, by index of the source cell they follow (-1: none)."""
    flags: list[str] = field(default_factory=list)


def read_file(path: Path) -> bytes:
    """The bytes of a submitted file: regular, no link, at most MAX_BYTES. Raises Rejected."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        reason = "it is a link" if path.is_symlink() else (error.strerror or "it cannot be opened").lower()
        raise Rejected(f"{path.name} was not read: {reason}. Hand in the notebook file itself.") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Rejected(
                f"{path.name} was not read: it is not a regular file. Hand in the notebook file itself."
            )
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read(MAX_BYTES + 1)
    finally:
        os.close(descriptor)
    _check_size(content)
    return content


def read_submission(content: bytes, source: NotebookNode, stubs: dict[str, str] | None = None) -> Submission:
    """What grading takes from the bytes of a submitted notebook, measured against its source.

    stubs: text of each solution cell as released, by grade_id, where the caller has it; else it is made here.
    A cell that stands twice: the first copy that differs from the release is the answer, further copies that
    differ run where they stand like cells that the learner added, as in a notebook run from top to bottom.
    Raises Rejected.
    """
    cells = _cells(content)
    stubs = released_stubs(source) if stubs is None else stubs
    places = {
        mark(cell, "grade_id"): index for index, cell in enumerate(source.cells) if mark(cell, "grade_id")
    }
    given: dict[str, int] = {}
    for index, cell in enumerate(source.cells):
        if not mark(cell, "grade_id") and cell.source.strip():
            given.setdefault(cell.source.strip(), index)
    answers: dict[str, str] = {}
    seen: set[str] = set()
    added: dict[int, list[str]] = {}
    flags: list[str] = []
    place = -1
    for cell_type, grade_id, text in cells:
        if grade_id in places:
            flags += [f"duplicate-cell:{grade_id}"] if grade_id in seen else []
            seen.add(grade_id)
            place = places[grade_id]
            if grade_id not in stubs:
                continue  # a test or read-only cell: the instructor's version counts
            if cell_type != source.cells[place].cell_type:
                flags.append(f"retyped-cell:{grade_id}")
            if grade_id not in answers or _same(answers[grade_id], stubs[grade_id]):
                answers[grade_id] = text
            elif source.cells[place].cell_type == "code" and not _same(text, stubs[grade_id]):
                added.setdefault(place, []).append(text)
        elif text.strip() in given:
            place = max(place, given[text.strip()])
        elif cell_type == "code" and text.strip():
            added.setdefault(place, []).append(text)
    unchanged = frozenset(name for name, stub in stubs.items() if _same(answers.get(name, stub), stub))
    flags += [f"missing-cell:{grade_id}" for grade_id in places if grade_id not in seen and grade_id in stubs]
    return Submission(answers, unchanged, added, list(dict.fromkeys(flags)))


def released_stubs(source: NotebookNode) -> dict[str, str]:
    """The text of each solution cell as learners get it, by `grade_id`."""
    cells = release(source, "").cells
    return {mark(cell, "grade_id"): cell.source for cell in cells if mark(cell, "solution")}


def _same(one: str, other: str) -> bool:
    """Equal but for space at the ends of lines and of the text, which editors change on their own."""
    return _trimmed(one) == _trimmed(other)


def _trimmed(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _check_size(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise Rejected(
            f"The file is larger than {MAX_BYTES // 10**6} MB, most likely because of its outputs. "
            "Choose Kernel > Restart Kernel and Clear Outputs, save, and hand in again."
        )


def _cells(content: bytes) -> list[tuple[str, str, str]]:
    """(cell type, grade_id or "", text) of each cell of a well-formed notebook. Raises Rejected."""
    _check_size(content)
    notebook = _json(content)
    if not isinstance(notebook, dict) or type(notebook.get("nbformat")) is not int:
        raise Rejected("The file is not a Jupyter notebook. Hand in the .ipynb file that you worked in.")
    if notebook["nbformat"] != 4 or not isinstance(notebook.get("cells"), list):
        raise Rejected("The notebook is not in format 4. Open it in JupyterLab, save it, and hand in again.")
    cells = notebook["cells"]
    if len(cells) > MAX_CELLS:
        raise Rejected(f"The notebook has {len(cells)} cells; at most {MAX_CELLS} are graded. Remove some.")
    return [_cell(cell, number) for number, cell in enumerate(cells, start=1)]


def _cell(cell: Any, number: int) -> tuple[str, str, str]:
    broken = Rejected(
        f"Cell {number} of the notebook is damaged. Open it in JupyterLab, save it, and hand in again."
    )
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        raise broken
    text = cell.get("source", "")
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        text = "".join(text)
    metadata = cell.get("metadata", {})
    if not isinstance(text, str) or not isinstance(metadata, dict):
        raise broken
    marks = metadata.get("nbgrader")
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    return cell["cell_type"], grade_id if isinstance(grade_id, str) else "", text


def _json(content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Rejected(
            "The file is not UTF-8 text, so it is no notebook. Hand in the .ipynb file itself."
        ) from None
    depth = 0
    for token in TOKEN.finditer(text):
        character = token[0]
        if character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise Rejected(
                    f"The file nests deeper than {MAX_DEPTH} levels; no notebook does. Hand in the .ipynb."
                )
        elif character in "]}":
            depth -= 1
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Rejected(
            "The file is damaged or no notebook. Open it in JupyterLab, save it, and hand in again."
        ) from None
