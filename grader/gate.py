"""The authoring gate: what must hold before an assignment is released.

The reference earns every automatic point, the released stub and answers that know nothing none. Each
catalogued wrong answer loses at least the hidden points of its exercise and is told its misconception. Every
check can be judged across the boundary between learner's code and tests. Nothing secret survives, two runs
agree, the limits hold, the prose follows the template. Grading itself is
`grader.engine`'s: the gate uses what learners will meet.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbformat import NotebookNode

from grader import sandbox
from grader.boundary import REFERENCE_FAILED, boundary_faults, boundary_notes
from grader.citations import citation_faults
from grader.course import Assignment, CourseError, read_assignment
from grader.draft import Draft, read_draft
from grader.facts import read_facts
from grader.fault import Fault
from grader.inside.syntax import parse
from grader.leaks import leaks_in_notebook, secret_lines
from grader.mainnet_keys import holds_mainnet_key
from grader.prose import prose_faults
from grader.source import SourceError, is_hidden, mark, read_source
from grader.trials import LONGEST_WALL_S, grading_faults
from grader.wrong_answers import WrongAnswersError

MEMORY_MIB = {"torch": 1536}
USUAL_MEMORY_MIB = 1024
MEND_FIRST = "Mend this first; nothing else was checked"

__all__ = ["Fault", "check", "notes"]


def check(assignment: Assignment, *, jobs: int = 1) -> list[Fault]:
    """Every fault of one assignment; an empty list opens the gate. Takes seconds: it grades many times.

    jobs: gradings at the same time. Raises SandboxUnavailable when nothing can be graded on this machine.
    """
    faults = faults_of_text(assignment)
    if any(fault.mend == MEND_FIRST for fault in faults):
        return faults
    sandbox.check()
    draft = read_draft(assignment)
    found = boundary_faults(draft)
    if any(fault.what.startswith(REFERENCE_FAILED) for fault in found):
        return faults + found  # nothing else can be judged by it
    return faults + found + grading_faults(draft, jobs)


def notes(assignment: Assignment) -> list[str]:
    """What the author should know of an assignment without faults, one line each."""
    return boundary_notes(read_draft(assignment))


def faults_of_text(assignment: Assignment) -> list[Fault]:
    """What reading alone finds, in milliseconds; nothing is run."""
    try:
        draft = read_draft(assignment)
        written, facts = read_source(assignment.source_path), read_facts(assignment.folder.parent)
    except (SourceError, WrongAnswersError, CourseError) as error:
        return [Fault(assignment.name, str(error), MEND_FIRST)]
    return [
        *_setting_faults(assignment),
        *_hidden_test_faults(draft),
        *_catalogue_faults(draft),
        *_release_faults(draft),
        *_key_faults(written, draft),
        *prose_faults(draft.release, assignment),
        *citation_faults(written, facts, draft.name),
    ]


def _setting_faults(assignment: Assignment) -> Iterator[Fault]:
    """The folder, its limits and its prerequisites."""
    for path in sorted(assignment.folder.rglob("*.ipynb")):
        where = str(path.relative_to(assignment.folder))
        yield Fault(
            where, "a notebook lies in the course", "Delete it: notebooks are built from the .py file"
        )
    allowed = max([USUAL_MEMORY_MIB, *(MEMORY_MIB.get(need, 0) for need in assignment.needs)])
    if assignment.limits.memory_mib > allowed:
        yield Fault(
            "assignment.toml, limits.memory_mib", f"more than {allowed}", f"Bring it to at most {allowed}"
        )
    if assignment.limits.timeout_s > LONGEST_WALL_S:
        yield Fault("assignment.toml, limits.timeout_s", "more than 60", "Bring it to at most 60")
    own = f"{assignment.course}/{assignment.name}"
    yield from _prerequisite_faults(assignment, own, [own])


def _prerequisite_faults(assignment: Assignment, own: str, trail: list[str]) -> Iterator[Fault]:
    """Walks what comes before; `trail` is the way here."""
    where = "assignment.toml, prerequisites"
    for name in assignment.prerequisites:
        if name in trail:
            if name == own:
                yield Fault(where, f"a circle: {' needs '.join([*trail, name])}", "Remove one of them")
            continue
        course, _, last = name.partition("/")
        folder = assignment.folder.parent.parent / course / last
        try:
            before = read_assignment(folder)
        except CourseError as error:
            yield Fault(
                where, f"{name} cannot be read: {error}", "Write course/assignment of one that exists"
            )
            continue
        yield from _prerequisite_faults(before, own, [*trail, name])


def _hidden_test_faults(draft: Draft) -> Iterator[Fault]:
    """Only literal messages of asserts may reach the learner, so each hidden assert needs one."""
    for cell in draft.source.cells:
        if not is_hidden(cell):
            continue
        where = f"{draft.name}, cell {mark(cell, 'grade_id')}"
        try:
            tree = parse(cell.source)
        except SyntaxError as error:
            yield Fault(where, f"does not parse: {error.msg}, line {error.lineno}", "Mend the Python")
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Assert):
                continue
            literal = isinstance(node.msg, ast.Constant) and isinstance(node.msg.value, str)
            if not (literal and node.msg.value.strip()):  # type: ignore[union-attr]
                yield Fault(
                    where,
                    f"the assert in line {node.lineno} of the cell has no literal message",
                    'Write assert ..., "[code] What the learner should look at."',
                )


def _catalogue_faults(draft: Draft) -> Iterator[Fault]:
    """Every exercise with hidden tests has a wrong answer, and every wrong answer an exercise."""
    listed = {wrong.exercise for wrong in draft.wrong_answers}
    hidden = {cell.exercise for cell in draft.built.cells if cell.kind == "hidden"}
    for exercise in sorted(hidden - listed):
        yield Fault(
            f"wrong_answers.py, exercise {exercise}",
            "no wrong answer",
            "Add the mistake that learners make most often: a test that nothing fails proves nothing",
        )
    for wrong in draft.wrong_answers:
        if wrong.exercise not in hidden:
            yield Fault(
                f"wrong_answers.py, cell {wrong.cell}",
                f"{wrong.exercise} is no exercise with hidden tests",
                f"Use one of: {', '.join(sorted(hidden)) or 'none yet'}",
            )


def _key_faults(written: NotebookNode, draft: Draft) -> Iterator[Fault]:
    if holds_mainnet_key(written) or holds_mainnet_key([wrong.text for wrong in draft.wrong_answers]):
        yield Fault(
            draft.name,
            "a private key of Bitcoin's main network stands here",
            "Use one of regtest or testnet; learners may not hand in what holds such a key",
        )


def _release_faults(draft: Draft) -> Iterator[Fault]:
    for line, cell in leaks_in_notebook(draft.release, secret_lines(draft.source)):
        yield Fault(
            f"{draft.name}, cell {cell}",
            f"a secret line is in the release: {line[:60]!r}",
            "Close the region around it, or reword the other place where it stands",
        )
