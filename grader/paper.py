"""A source made ready for grading: what is the same for every submission is worked out once.

A paper is named by the digest of its source and files; papers are kept, the newest 64 of them.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nbformat import NotebookNode

from grader.bundle import GradedCell
from grader.intake import Submission, released_stubs
from grader.kinds import Kind, kind_for
from grader.source import graded_cells, is_hidden, is_shared, mark

KEPT = 64
_papers: OrderedDict[str, Paper] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Step:
    """One code cell to run."""

    role: Literal["given", "answer", "added", "check"]
    place: int
    """Index of the source cell: the cell itself, or the one that an added cell follows."""
    text: str
    source: str = ""
    """The instructor's version of a solution cell."""
    grade_id: str = ""
    exercise: str = ""
    hidden: bool = False
    shared: bool = False
    """This check runs in the learner process: the author asks for it, or nothing else works."""


@dataclass(frozen=True, eq=False)
class Paper:
    """A source and the files beside it, ready to grade."""

    digest: str
    source: NotebookNode
    files: dict[str, str]
    kind: Kind
    stubs: dict[str, str]
    cells: tuple[GradedCell, ...]
    texts: dict[str, str]
    """The instructor's text of each cell with a grade_id."""
    shared: frozenset[str]
    """Checks that the author marked `hunar={"isolation": "shared"}`."""

    @property
    def max_score(self) -> float:
        return sum(cell.points for cell in self.cells)

    @property
    def reference(self) -> Submission:
        """What the author would hand in."""
        solutions = [cell for cell in self.source.cells if mark(cell, "solution")]
        return Submission({mark(cell, "grade_id"): cell.source for cell in solutions}, frozenset(), {})


def paper_of(source: NotebookNode, files: Mapping[str, str] | None = None) -> Paper:
    """The paper of a source from `read_source` and its files; one that was made before is taken again."""
    text = json.dumps([source, dict(files or {})], sort_keys=True)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    with _lock:
        if digest in _papers:
            _papers.move_to_end(digest)
            return _papers[digest]
    paper = _make(digest, source, dict(files or {}))
    with _lock:
        _papers[digest] = paper
        while len(_papers) > KEPT:
            _papers.popitem(last=False)
    return paper


def program(paper: Paper, submission: Submission, shared: frozenset[str] = frozenset()) -> list[Step]:
    """The cells to run, in the instructor's order, with the learner's in their places.

    shared: checks to run in shared mode. A given cell that only draws may say `hunar={"grading": "skip"}`:
    nobody looks at the plot here.
    """
    exercises = {cell.grade_id: cell.exercise for cell in paper.cells}
    steps = [Step("added", -1, text) for text in submission.added.get(-1, [])]
    for place, cell in enumerate(paper.source.cells):
        name = mark(cell, "grade_id") or ""
        if cell.cell_type != "code" or cell.metadata.get("hunar", {}).get("grading") == "skip":
            pass
        elif mark(cell, "solution"):
            answer = submission.answers.get(name, "")  # a cell that is missing still owns its names
            steps.append(Step("answer", place, answer, cell.source, name, name))
        elif mark(cell, "grade"):
            check = Step(
                "check", place, cell.source, "", name, exercises[name], _is_secret(cell), name in shared
            )
            steps.append(check)
        else:
            steps.append(Step("given", place, cell.source))
        steps += [Step("added", place, text) for text in submission.added.get(place, [])]
    return steps


def _is_secret(cell: NotebookNode) -> bool:
    return is_hidden(cell) and not is_shared(cell)


def _make(digest: str, source: NotebookNode, files: dict[str, str]) -> Paper:
    return Paper(
        digest=digest,
        source=source,
        files=files,
        kind=kind_for(cell.source for cell in source.cells if cell.cell_type == "code"),
        stubs=released_stubs(source),
        cells=tuple(graded_cells(source)),
        texts={mark(cell, "grade_id"): cell.source for cell in source.cells if mark(cell, "grade_id")},
        shared=frozenset(
            mark(cell, "grade_id") for cell in source.cells if mark(cell, "grade") and is_shared(cell)
        ),
    )
