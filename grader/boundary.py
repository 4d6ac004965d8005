"""What the gate says about the boundary between the two processes of grading.

An author learns here which check cannot be judged across it, at which line, and what to write instead.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.draft import Draft
from grader.engine import nursery
from grader.fault import Fault
from grader.inside.names import bound_names
from grader.inside.syntax import parse
from grader.paper import Paper, paper_of
from grader.reference import Interface, record
from grader.source import mark

SHARED_WAY = (
    'or mark the cell hunar={"isolation": "shared"}: it then runs beside the learner\'s code and is no secret'
)
WAYS = (
    ("cyclic", "Compare parts of the value instead of the whole"),
    ("copied or pickled", "Compare attributes instead of copying or pickling the learner's object"),
    (
        "cannot be given to",
        "Give the learner's function plain values, functions, or objects of a given class",
    ),
    ("where a plain value is expected", "Let the answer return plain values here too"),
    ("cannot cross", "Let the answer return plain values: numbers, text, lists, arrays, frames"),
    ("weak reference", "Test what the learner's object does instead of how long it lives"),
    ("timed out", "Let the check ask less often: each call and each item crosses to another process"),
)
REFERENCE_FAILED = "the reference failed"
USUAL_WAY = "Test what the answer returns or changes instead"


def boundary_faults(draft: Draft) -> list[Fault]:
    """What stands in the way of judging the reference in two processes. Runs it twice."""
    paper = paper_of(draft.source, draft.built.files)
    first = record(paper, nursery(), draft.assignment.limits)
    second = record(paper, nursery(), draft.assignment.limits)
    faults = [
        *_broken_faults(draft, first),
        *_obstacle_faults(draft, first),
        *_global_faults(draft, paper),
    ]
    if not faults and first.policy != second.policy:
        cells = sorted({event[1] for event in _differing(first, second) if len(event) > 1})
        faults.append(
            Fault(
                f"{draft.name}, cell {', '.join(cells)}",
                "two runs of the reference ask different things of the answer",
                "Seed what is random; do not ask the clock",
            )
        )
    return faults


def boundary_notes(draft: Draft) -> list[str]:
    """What an author should know although it is no fault, one line each."""
    paper = paper_of(draft.source, draft.built.files)
    found = record(paper, nursery(), draft.assignment.limits)
    notes = [f"cell {name} runs in shared mode: its tests are no secret" for name in sorted(paper.shared)]
    judged = {
        event[1] for event in found.policy["events"] if event[0] == "judges" and event[2:] == ["__eq__", "r"]
    }
    notes += [
        f"cell {name} compares two objects of the learner's by their own ==: test attributes and != too"
        for name in sorted(judged)
    ]
    return notes


def _broken_faults(draft: Draft, found: Interface) -> Iterator[Fault]:
    for name, words in sorted(found.broken.items()):
        yield Fault(
            f"{draft.name}, cell {name}", f"{REFERENCE_FAILED}: {words}", "Mend the solution or the test"
        )


def _obstacle_faults(draft: Draft, found: Interface) -> Iterator[Fault]:
    for name, words in sorted(found.obstacles.items()):
        way = next((way for part, way in WAYS if part in words), USUAL_WAY)
        yield Fault(
            f"{draft.name}, cell {name}",
            f"cannot be judged across two processes: {words}",
            f"{way}, {SHARED_WAY}",
        )


def _global_faults(draft: Draft, paper: Paper) -> Iterator[Fault]:
    """`global f` in a test would bind a name here that is the learner's over there."""
    solutions = [cell for cell in paper.source.cells if mark(cell, "solution") and cell.cell_type == "code"]
    owned = {name for cell in solutions for name in bound_names(cell.source)}
    for cell in paper.source.cells:
        if not mark(cell, "grade") or cell.cell_type != "code" or mark(cell, "solution"):
            continue
        try:
            tree = parse(cell.source)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Global) and (names := owned & set(node.names)):
                yield Fault(
                    f"{draft.name}, cell {mark(cell, 'grade_id')}",
                    f"line {node.lineno} says `global {', '.join(sorted(names))}`, a name of the answer",
                    "Assign it outside of a function, or use another name",
                )


def _differing(first: Interface, second: Interface) -> set[tuple[str, ...]]:
    one = {tuple(event) for event in first.policy["events"]}
    other = {tuple(event) for event in second.policy["events"]}
    return one ^ other
