"""The door: what is refused unread, and what is taken."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from grader.intake import MAX_BYTES, Rejected, read_file, read_submission

HandIn = Callable[..., bytes]


def notebook(cells: Any) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


HOSTILE = {
    "empty": b"",
    "not JSON": b"hello",
    "half a file": notebook([])[:-5],
    "a list": b"[]",
    "no cells": b'{"nbformat": 4}',
    "cells of another kind": notebook({"0": 1}),
    "a cell of another kind": notebook([7]),
    "an unknown cell type": notebook([{"cell_type": "x", "metadata": {}, "source": ""}]),
    "source of another kind": notebook([{"cell_type": "code", "metadata": {}, "source": {"a": 1}}]),
    "metadata of another kind": notebook([{"cell_type": "code", "metadata": [], "source": ""}]),
    "format 3": b'{"nbformat": 3, "worksheets": []}',
    "format true": b'{"nbformat": true, "cells": []}',
    "UTF-16": notebook([]).decode().encode("utf-16"),
    "Latin-1": b'{"nbformat": 4, "cells": [], "metadata": {"a": "\xe9"}}',
    "deep lists": b"[" * 100_000,
    "deep tables": b'{"a":' * 101 + b"1" + b"}" * 101,
    "10,000 cells": notebook([{"cell_type": "code", "metadata": {}, "source": ""}] * 10_000),
    "too large": notebook([{"cell_type": "raw", "metadata": {}, "source": "x" * MAX_BYTES}]),
    "a number without end": b'{"nbformat": 4, "cells": [], "a": ' + b"9" * 10_000 + b"}",
    "an archive": b"PK\x03\x04" + bytes(500),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_rejected_in_words_and_at_once(squares: NotebookNode, name: str) -> None:
    started = time.monotonic()
    with pytest.raises(Rejected) as raised:
        read_submission(HOSTILE[name], squares)
    assert time.monotonic() - started < 2
    assert len(str(raised.value).split(". ")) >= 2  # what happened, and what to do next


def test_brackets_in_text_are_not_depth(squares: NotebookNode) -> None:
    content = notebook([{"cell_type": "code", "metadata": {}, "source": '"[[[' * 300 + "\\"}])
    assert read_submission(content, squares).added[-1] == ['"[[[' * 300 + "\\"]


def test_a_link_a_folder_a_pipe_and_a_missing_file_are_not_read(tmp_path: Path) -> None:
    os.symlink("/etc/passwd", tmp_path / "link.ipynb")
    os.mkfifo(tmp_path / "pipe.ipynb")
    for path in (
        tmp_path / "link.ipynb",
        tmp_path / "pipe.ipynb",
        tmp_path,
        tmp_path / "absent.ipynb",
        Path("/dev/zero"),
    ):
        with pytest.raises(Rejected):
            read_file(path)


def test_a_file_larger_than_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    with open(tmp_path / "big.ipynb", "wb") as file:
        file.truncate(10**12)
    with pytest.raises(Rejected, match="5 MB"):
        read_file(tmp_path / "big.ipynb")


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(b"\x00abc")
    assert read_file(tmp_path / "a.ipynb") == b"\x00abc"


def test_only_solution_cells_and_added_cells_are_taken(
    squares: NotebookNode, hand_in: HandIn, good: dict[str, str]
) -> None:
    content = hand_in(squares, good | {"squares-check": "forged = 1"}, after={"squares": ["helper = 1"]})
    taken = read_submission(content, squares)
    assert taken.answers == good | {"why": "YOUR ANSWER HERE"}
    assert [text for texts in taken.added.values() for text in texts] == ["helper = 1"]
    assert taken.unchanged == {"why"}
    assert taken.flags == []


def test_space_at_line_ends_is_no_answer(squares: NotebookNode, hand_in: HandIn) -> None:
    def blank(cells: list[dict[str, Any]]) -> None:
        for cell in cells:
            cell["source"] = cell["source"].replace("\n", "  \n") + "\n\n"

    taken = read_submission(hand_in(squares, {}, change=blank), squares)
    assert taken.unchanged == {"squares", "total", "why"}


def test_an_edited_given_cell_runs_beside_the_instructors(squares: NotebookNode, hand_in: HandIn) -> None:
    def edit(cells: list[dict[str, Any]]) -> None:
        given = next(cell for cell in cells if "OFFSET" in cell["source"])
        given["source"] = "import math, os"

    added = read_submission(hand_in(squares, {}, change=edit), squares).added
    assert list(added.values()) == [["import math, os"]]


def copies(*texts: str) -> Callable[[list[dict[str, Any]]], None]:
    def change(cells: list[dict[str, Any]]) -> None:
        place = next(
            n
            for n, cell in enumerate(cells)
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == "total"
        )
        cells[place + 1 : place + 1] = [cells[place] | {"source": text} for text in texts]

    return change


def test_a_doubled_cell_is_flagged_and_the_written_copy_is_the_answer(
    squares: NotebookNode, hand_in: HandIn
) -> None:
    taken = read_submission(hand_in(squares, {}, change=copies("def total(n):\n    return 1")), squares)
    assert taken.answers["total"] == "def total(n):\n    return 1"
    assert taken.flags == ["duplicate-cell:total"]
    assert "total" not in taken.unchanged


def test_a_second_written_copy_runs_after_the_first(squares: NotebookNode, hand_in: HandIn) -> None:
    taken = read_submission(hand_in(squares, {"total": "one = 1"}, change=copies("two = 2")), squares)
    assert taken.answers["total"] == "one = 1"
    assert list(taken.added.values()) == [["two = 2"]]
