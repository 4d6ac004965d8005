"""A judged hand-in as the notebook that nbgrader's formgrader and feedback show.

It is the instructor's version with the learner's text in the solution cells and the learner's own cells where
they stood. Hidden tests are cut out; a check that failed carries an error output with the author's words,
named checks are listed, and nothing that the learner's code printed is shown: verdicts do not keep it.
"""

from __future__ import annotations

import re
import textwrap

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from grader.intake import Rejected, read_submission
from grader.release import release
from grader.source import mark
from grader.verdict import ExerciseResult, NamedCheck, Verdict

WRAP_AT = 100
STATUS_WORDS = {
    "failed": "Not passed",
    "timed_out": "Stopped: it took too long",
    "out_of_memory": "Stopped: it used too much memory",
    "crashed": "Stopped: the program ended",
    "not_attempted": "Not attempted",
    "internal_error": "Not judged: an error on our side",
}


def autograded(source: NotebookNode, content: bytes, verdict: Verdict, assignment: str) -> NotebookNode:
    """The notebook for nbgrader's `autograded/` folder.

    source: the instructor's version that the verdict was made from; content: the bytes handed in. A hand-in
    that was rejected shows the release, headed by the reason.
    """
    notebook = release(source, assignment)
    answers: dict[str, str] = {}
    added: dict[int, list[str]] = {}
    try:
        submission = read_submission(content, source)
        answers, added = submission.answers, submission.added
    except Rejected as error:
        notebook.cells.insert(
            0, new_markdown_cell(f"**This hand-in was not graded.** {error}", id="hunar-rejected")
        )
    results = {result.grade_id: result for result in verdict.exercises}
    for cell in notebook.cells:
        grade_id = mark(cell, "grade_id")
        if grade_id in answers and answers[grade_id] != cell.source:
            cell.source = answers[grade_id] if cell.cell_type == "code" else inert(answers[grade_id])
        result = results.get(grade_id)
        if result is not None and cell.cell_type == "code" and not mark(cell, "solution"):
            cell.outputs = _outputs(result)
    return _with_added(notebook, added) if added else notebook


def inert(text: str) -> str:
    """A learner's Markdown as a fenced block, wrapped: read as it was written, and nothing else.

    nbgrader's pages pass Markdown's HTML, links and formulas to the browser as they are, whatever
    `sanitize_html` says, and they lie on the instructor's own origin.
    """
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, WRAP_AT) or [""]]
    ticks = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, ticks + 1)
    return "\n".join([f"{fence}text", *lines, fence])


def _with_added(notebook: NotebookNode, added: dict[int, list[str]]) -> NotebookNode:
    """Put the learner's own cells behind the cells they followed. The release has the source's cells, one for
    one.
    """
    cells: list[NotebookNode] = []
    for place in range(-1, len(notebook.cells)):
        if place >= 0:
            cells.append(notebook.cells[place])
        for number, text in enumerate(added.get(place, [])):
            cells.append(new_code_cell(text, id=f"added-{place + 1}-{number}"))
    notebook.cells = cells
    return notebook


def _outputs(result: ExerciseResult) -> list[NotebookNode]:
    """The named checks as printed lines, then the error where the cell did not pass."""
    lines = "".join(f"{_line(check)}\n" for check in result.checks)
    outputs = [new_output("stream", name="stdout", text=lines)] if lines else []
    if result.status == "passed":
        return outputs
    words = STATUS_WORDS.get(result.status, result.status)
    text = f"{words}. {result.message}".strip()
    return [*outputs, new_output("error", ename=words, evalue=result.message, traceback=[text])]


def _line(check: NamedCheck) -> str:
    if check.passed:
        return f"Passed: {check.name}"
    code = f"[{check.misconception}]" if check.misconception else ""
    parts = [f"Not passed: {check.name}.", code, check.message, check.shown]
    return " ".join(part for part in parts if part)
