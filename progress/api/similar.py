"""For instructors of a course: whose answers are alike. It says where to look, never who did what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from progress import releases
from progress.hubauth import EngineDep, Instructor
from progress.problem import Problem
from progress.releases import Release
from progress.similarity import Busy, Report, Reports

router = APIRouter(tags=["similarity"])


class PassageOut(BaseModel):
    left_cell: str
    left_line: int
    left: list[str]
    right_cell: str
    right_line: int
    right: list[str]


class PairOut(BaseModel):
    left: str
    right: str
    likeness: float
    passages: list[PassageOut]


class SimilarityOut(BaseModel):
    pairs: list[PairOut]
    compared: int
    too_short: list[str]
    unreadable: list[str]
    cut: list[str]


def offered(course: str, assignment: str, user: Instructor, engine: EngineDep) -> Release:
    """The assignment of the path, for its instructors. Raises Problem 403 or 404."""
    found = releases.current(engine, course, assignment)
    if found is None:
        raise Problem(404, f"There is no assignment {course}/{assignment}.")
    return found


Taught = Annotated[Release, Depends(offered)]


def report_on(request: Request, release: Release) -> Report:
    """The report, perhaps from a moment ago. Raises Problem 503 while others are being made."""
    reports: Reports = request.app.state.reports
    try:
        return reports.of(release)
    except Busy as busy:
        raise Problem(503, str(busy), headers={"Retry-After": "30"}) from None


@router.get("/courses/{course}/assignments/{assignment}/similarity")
def similarity(request: Request, release: Taught) -> SimilarityOut:
    """Pairs of learners whose own code is alike, most alike first, with the lines that they share.

    A likeness proves nothing by itself and has no consequence here.
    """
    return SimilarityOut.model_validate(report_on(request, release), from_attributes=True)
