"""What late work costs, as nbgrader's own late penalties: formgrader, feedback and export then agree with the
progress service.

The service says in what proportion work counts; nbgrader takes off points. Two things change these without
a new verdict: a person gives points, so penalties are looked at in every round of the sync; somebody moves a
due time, so the service's answers bear a mark of its times, and a new mark means to compare everybody's
standing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy.orm import load_only

from grader.exchange.client import Client
from grader.sync_state import place

MOST_NAMES = 500
"""In one query: SQLite takes no more than some hundreds of values everywhere."""


def compare_standings(client: Client, course: str, times: str, state: dict[str, Any]) -> None:
    """Note what work counts, if times were moved since we last did. times: their mark now.

    Where another attempt has become the best, its row is owed.
    """
    if times == state["times"]:
        return
    answer = client.standings(course)
    for row in answer["rows"]:
        if state["submissions"].get(place(row)) == row["submission_id"]:
            state["scales"][place(row)] = row["scale"]
        elif row["seq"] <= state["seq"] and row["seq"] not in state["owed"]:  # newer ones come by themselves
            state["owed"].append(row["seq"])
    state["times"] = answer["times"]


def penalize(gradebook: Gradebook, state: dict[str, Any]) -> None:
    """Bring the penalties up to date. State keeps the scales other than 1."""
    scales = {}
    for key, scale in state["scales"].items():
        learner, _, assignment = key.partition("\n")
        scales[learner, assignment] = float(scale)
    write_penalties(gradebook, scales)
    state["scales"] = {key: scale for key, scale in state["scales"].items() if scale != 1}


def write_penalties(gradebook: Gradebook, scales: Mapping[tuple[str, str], float]) -> None:
    """Take off what is more than `scales` leaves of the points, a person's included.

    scales: by (learner, assignment), 0 to 1; 1 takes a penalty away. Submissions that the gradebook does not
    have are passed over, those not named are left alone.
    """
    learners = sorted({learner for learner, _ in scales})
    for start in range(0, len(learners), MOST_NAMES):
        for submitted, learner, assignment, score in _submitted(
            gradebook, learners[start : start + MOST_NAMES]
        ):
            scale = scales.get((learner, assignment))
            if scale is None:
                continue
            penalty = None if scale == 1 else late_penalty(float(score), scale)
            if submitted.late_submission_penalty != penalty:
                submitted.late_submission_penalty = penalty
    gradebook.db.commit()


def late_penalty(score: float, scale: float) -> float:
    """What to take off, so that what is left is what the progress service counts."""
    return score - round(score * scale, 4)


def _submitted(gradebook: Gradebook, learners: list[str]) -> Any:
    """(submitted notebook, learner, assignment, points) of these learners: one query, for speed."""
    return (
        gradebook.db.query(
            SubmittedNotebook, SubmittedAssignment.student_id, Assignment.name, SubmittedNotebook.score
        )
        .select_from(SubmittedNotebook)
        .options(load_only(SubmittedNotebook.late_submission_penalty))
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .filter(SubmittedAssignment.student_id.in_(learners))
    )
