"""An assignment read and built, as the gate's steps pass it on."""

from __future__ import annotations

from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from grader.build import bundle, source_of
from grader.bundle import Bundle
from grader.course import Assignment
from grader.engine import grade
from grader.source import notebook_text
from grader.verdict import Verdict
from grader.wrong_answers import WrongAnswer, read_wrong_answers


@dataclass(frozen=True)
class Draft:
    """An assignment read and built, ready to be judged."""

    assignment: Assignment
    source: NotebookNode
    built: Bundle
    release: NotebookNode
    wrong_answers: list[WrongAnswer]

    @property
    def name(self) -> str:
        return self.assignment.source_path.name

    def hidden_points(self, exercise: str) -> float:
        return sum(c.points for c in self.built.cells if c.kind == "hidden" and c.exercise == exercise)

    def grade(self, notebook: NotebookNode, name: str) -> Verdict:
        content = notebook_text(notebook).encode()
        return grade(content, self.source, self.assignment.limits, name=name, files=self.built.files)


def read_draft(assignment: Assignment) -> Draft:
    """Read and build. Raises SourceError, WrongAnswersError."""
    built = bundle(assignment)
    return Draft(
        assignment=assignment,
        source=source_of(assignment),
        built=built,
        release=nbformat.reads(built.release_ipynb, as_version=nbformat.NO_CONVERT),
        wrong_answers=read_wrong_answers(assignment.wrong_answers_path),
    )
