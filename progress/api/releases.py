"""Releasing an assignment: an instructor sends its text files, a worker runs the gate, and says what
came of it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, status

from grader.course import NAME
from progress import checks
from progress.api.shapes import CheckOut, ReleaseAsk
from progress.hubauth import CurrentUser, EngineDep, Instructor
from progress.problem import Problem

router = APIRouter(tags=["releases"])
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
MAX_TEXT = 5 * 1024 * 1024


@router.post("/courses/{course}/releases", status_code=status.HTTP_202_ACCEPTED)
def ask(course: str, ask: ReleaseAsk, user: Instructor, engine: EngineDep) -> CheckOut:
    """Check an assignment, and release it if it has no fault. Ask `releases/{id}` how it went."""
    assignment = assignment_in(ask.files)
    check_id = checks.ask(engine, course, assignment, ask.files, user.name, datetime.now(UTC))
    check = checks.find(engine, check_id)
    assert check is not None
    return CheckOut.of(check)


@router.get("/releases/{check_id}")
def release_state(
    check_id: Annotated[int, Path(ge=1, le=2**31 - 1)], user: CurrentUser, engine: EngineDep
) -> CheckOut:
    """How a check went."""
    check = checks.find(engine, check_id)
    if check is None or not user.teaches(check.course):
        raise Problem(404, "There is no such release among those that you may see.")
    return CheckOut.of(check)


def assignment_in(files: dict[str, str]) -> str:
    """The assignment that these files are, by its notebook's name. Raises Problem 422."""
    for name in files:
        if not FILE_NAME.fullmatch(name) or name.endswith(".ipynb"):
            raise Problem(422, f"{name[:100]!r} is not the name of a text file of an assignment.")
    if sum(len(text) for text in files.values()) > MAX_TEXT:
        raise Problem(413, "The files are larger than 5 MB together.")
    for needed in ("course.toml", "assignment.toml"):
        if needed not in files:
            raise Problem(422, f"{needed} is missing: send it with the notebook's .py file.")
    names = [name[:-3] for name in files if name.endswith(".py") and NAME.fullmatch(name[:-3])]
    if len(names) != 1:
        raise Problem(422, "Send exactly one notebook, named like its folder, for example a1-hashes.py.")
    return names[0]
