"""Verdicts in nbgrader's own tree and gradebook, and manual grades out of it again.

    <grading>/submitted/<learner>/<assignment>/{<assignment>.ipynb,timestamp.txt}
    <grading>/autograded/<learner>/<assignment>/{<assignment>.ipynb,timestamp.txt}
    <grading>/gradebook.db

nbgrader keeps one submission per learner: the one written last. Every attempt stays in the progress service's
tables. A manual score that a person gave is never overwritten: when the attempt changes it stays, as in
nbgrader, and the cell is marked as needing a person again. A cell that a newer release no longer has leaves
the gradebook with its grades.
"""

from __future__ import annotations

import json
import os
import sys
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import BaseCell, Comment, Grade, Gradebook, MissingEntry
from nbgrader.preprocessors import ClearOutput, ClearSolutions, ComputeChecksums, LockCells
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from grader.autograded import autograded
from grader.exchange.files import UnsafePath, make_folder, put
from grader.source import notebook_text
from grader.verdict import Verdict

DATABASE = "gradebook.db"
TIMESTAMP_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"


@dataclass(frozen=True)
class ManualScore:
    """A person's score for one cell of one learner's submission, as it stands in the gradebook."""

    learner: str
    assignment: str
    grade_id: str
    score: float
    max_score: float
    comment: str
    submitted_at: datetime | None
    """Which attempt it was given on (UTC); a score confirmed for a newer attempt has that attempt's time."""
    needs_review: bool
    """True when the attempt changed after the score was given: it stands, but nobody has looked at the new
    work.
    """


def database_url(grading: Path) -> str:
    """The gradebook's address for nbgrader. `nbgrader` itself finds it in the course root."""
    return f"sqlite:///{grading.absolute() / DATABASE}"


def open_gradebook(grading: Path, course: str) -> Gradebook:
    """nbgrader's gradebook of this course, created when absent.

    Creating one runs `alembic` by its bare name, so this Python's bin folder is put on PATH for good.
    """
    tools, path = str(Path(sys.executable).parent), os.environ.get("PATH", "")
    if tools not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join(filter(None, (tools, path)))
    return Gradebook(database_url(grading), course)


def write_assignment(
    gradebook: Gradebook, source: NotebookNode, assignment: str, *, due: datetime | None = None
) -> None:
    """Make the gradebook's assignment, notebook and cells agree with the instructor's version."""
    times = {"duedate": due.astimezone(UTC).replace(tzinfo=None)} if due else {}
    gradebook.update_or_create_assignment(assignment, **times)
    kernelspec = json.dumps(source.metadata.get("kernelspec", {}))
    gradebook.update_or_create_notebook(assignment, assignment, kernelspec=kernelspec)
    kept: set[tuple[str, str]] = set()
    for cell in _as_saved(source, assignment).cells:
        if "nbgrader" in cell.metadata:
            kept |= _write_cell(gradebook, cell, assignment)
    _forget_cells(gradebook, assignment, kept)
    _complete_submissions(gradebook, assignment)


def write_verdict(
    grading: Path,
    gradebook: Gradebook,
    *,
    source: NotebookNode,
    learner: str,
    assignment: str,
    received_at: datetime,
    content: bytes,
    verdict: Verdict,
) -> None:
    """Write one judged hand-in as nbgrader writes it.

    source: the version that the verdict was made from; the assignment must be in the gradebook
    (`write_assignment`). received_at: aware. A verdict of `internal_error` is ours to mend and is not
    written. Raises UnsafePath when the learner's name is no plain folder name, OSError, MissingEntry.
    """
    if verdict.status == "internal_error":
        return
    notebook = autograded(source, content, verdict, assignment)
    stamp = received_at.astimezone(UTC).strftime(TIMESTAMP_FORMAT)
    _write_files(grading, "submitted", learner, assignment, content, stamp)
    gradebook.update_or_create_student(learner)
    with gradebook.db.no_autoflush:  # nbgrader links rows before it adds them
        gradebook.update_or_create_submission(assignment, learner, timestamp=stamp)
    _write_grades(gradebook, source, learner, assignment, verdict)
    _write_files(grading, "autograded", learner, assignment, notebook_text(notebook).encode(), stamp)


def manual_scores(grading: Path, course: str) -> list[ManualScore]:
    """Every score that a person gave (or added extra credit to), in a stable order."""
    if not (grading / DATABASE).exists():
        return []
    with open_gradebook(grading, course) as gradebook:
        grades = (
            gradebook.db.query(Grade)
            .filter((Grade.manual_score.isnot(None)) | (Grade.extra_credit.isnot(None)))
            .all()
        )
        scores = [_manual_score(gradebook, grade) for grade in grades]
    return sorted(scores, key=lambda score: (score.learner, score.assignment, score.grade_id))


def read_notebook(text: str) -> NotebookNode:
    """A source notebook from a bundle's text."""
    return nbformat.reads(text, as_version=nbformat.NO_CONVERT)


def _as_saved(source: NotebookNode, assignment: str) -> NotebookNode:
    """The notebook as nbgrader saves its cells: solutions cleared, hidden tests still there, checksums of
    that text.
    """
    notebook, resources = deepcopy(source), {"nbgrader": {"notebook": assignment, "assignment": assignment}}
    for step in (LockCells(), ClearSolutions(), ClearOutput(), ComputeChecksums()):
        notebook, resources = step.preprocess(notebook, resources)
    return notebook


def _write_cell(gradebook: Gradebook, cell: NotebookNode, assignment: str) -> set[tuple[str, str]]:
    """Write the gradebook's rows for one cell; returns their (type, name)."""
    name, marks = cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader
    place = (name, assignment, assignment)
    written = {("SourceCell", name)}
    gradebook.update_or_create_source_cell(
        *place,
        cell_type=cell.cell_type,
        locked=is_locked(cell),
        source=cell.source,
        checksum=marks.get("checksum"),
    )
    if is_grade(cell):
        gradebook.update_or_create_grade_cell(*place, max_score=float(marks.points), cell_type=cell.cell_type)
        written.add(("GradeCell", name))
    if is_solution(cell):
        gradebook.update_or_create_solution_cell(*place)
        written.add(("SolutionCell", name))
    if is_task(cell):
        gradebook.update_or_create_task_cell(*place, max_score=float(marks.points), cell_type=cell.cell_type)
        written.add(("TaskCell", name))
    return written


def _forget_cells(gradebook: Gradebook, assignment: str, kept: set[tuple[str, str]]) -> None:
    notebook = gradebook.find_notebook(assignment, assignment)
    cells: list[BaseCell] = notebook.source_cells + notebook.grade_cells + notebook.solution_cells
    for cell in cells + notebook.task_cells:
        if (type(cell).__name__, cell.name) in kept:
            continue
        for row in [*getattr(cell, "grades", []), *getattr(cell, "comments", [])]:
            gradebook.db.delete(row)
        gradebook.db.delete(cell)
    gradebook.db.commit()
    gradebook.db.expire_all()


def _complete_submissions(gradebook: Gradebook, assignment: str) -> None:
    """Give submissions that were there before a row for each newer cell."""
    notebook = gradebook.find_notebook(assignment, assignment)
    graded = notebook.grade_cells + notebook.task_cells
    answered = notebook.solution_cells + notebook.task_cells
    for submitted in notebook.submissions:
        has_grade = {grade.cell_id for grade in submitted.grades}
        has_comment = {comment.cell_id for comment in submitted.comments}
        for cell in graded:
            if cell.id not in has_grade:
                gradebook.db.add(
                    Grade(cell_id=cell.id, notebook=submitted, auto_score=0, needs_manual_grade=False)
                )
        for cell in answered:
            if cell.id not in has_comment:
                gradebook.db.add(Comment(cell_id=cell.id, notebook=submitted))
    gradebook.db.commit()


def _write_grades(
    gradebook: Gradebook, source: NotebookNode, learner: str, assignment: str, verdict: Verdict
) -> None:
    """Automatic scores by nbgrader's rule: a manual score stays and asks to be looked at again."""
    results = {result.grade_id: result for result in verdict.exercises}
    for cell in source.cells:
        if not (is_grade(cell) or is_task(cell) or is_solution(cell)):
            continue
        name = cell.metadata.nbgrader.grade_id
        result = results.get(name)
        if is_grade(cell) or is_task(cell):
            grade = gradebook.find_grade(name, assignment, assignment, learner)
            awaits = result is not None and result.status == "needs_manual"
            grade.auto_score = None if awaits else (result.score if result else 0.0)
            grade.needs_manual_grade = awaits or grade.manual_score is not None
        if is_solution(cell) or is_task(cell):
            unanswered = result is not None and result.status == "not_attempted"
            comment = gradebook.find_comment(name, assignment, assignment, learner)
            comment.auto_comment = "No response." if unanswered else None
    gradebook.db.commit()


def _write_files(grading: Path, step: str, learner: str, assignment: str, content: bytes, stamp: str) -> None:
    """The notebook first, its time last: the time says that the rest is there."""
    if not learner or "/" in learner:
        raise UnsafePath(f"{learner!r} cannot be a folder name")
    folder = make_folder(grading, f"{step}/{learner}/{assignment}")
    put(folder / f"{assignment}.ipynb", content)
    put(folder / "timestamp.txt", stamp.encode())


def _manual_score(gradebook: Gradebook, grade: Grade) -> ManualScore:
    place = (grade.name, grade.notebook.name, grade.assignment.name, grade.student.id)
    try:
        comment = gradebook.find_comment(*place).comment or ""
    except MissingEntry:
        comment = ""
    submitted_at = grade.assignment.timestamp
    return ManualScore(
        learner=grade.student.id,
        assignment=grade.assignment.name,
        grade_id=grade.name,
        score=float(grade.score),
        max_score=float(grade.max_score),
        comment=comment,
        submitted_at=submitted_at.replace(tzinfo=UTC) if submitted_at else None,
        needs_review=bool(grade.needs_manual_grade),
    )
