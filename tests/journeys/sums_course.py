"""A course of one short assignment, and notebooks to hand in: for tests in which grading must be quick."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader.build import bundle
from grader.course import read_assignment

COURSE, ASSIGNMENT = "sums", "s1-double"
HAND_IN = f"courses/{COURSE}/assignments/{ASSIGNMENT}/submissions"
RIGHT = "def double(n):\n    return n + n"
COURSE_TOML = """
format = 1
title = "Sums"
assignments = [{assignments}]
[attempts]
gradings_per_day = 1000
"""
ASSIGNMENT_TOML = """
format = 1
title = "Doubling"
minutes = 5
{times}
"""
SOURCE = """
# %% nbgrader={"grade_id": "double", "solution": true}
def double(n):
    ### BEGIN SOLUTION
    return n + n
    ### END SOLUTION

# %% nbgrader={"grade_id": "double-check", "grade": true, "points": 4}
assert double(3) == 6, "[same] double(3) is 6."

# %% nbgrader={"grade_id": "double-hidden", "grade": true, "points": 6}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
assert double(-2) == -4, "[same] double(-2) is -4."
### END HIDDEN TESTS
"""


def lay_out(courses: Path, course: str = COURSE, *, times: str = "", late: str = "") -> None:
    """Write the course below `courses`. times, late: lines of TOML for `opens`/`due` and for `[late]`."""
    folder = courses / course / ASSIGNMENT
    folder.mkdir(parents=True)
    listed = COURSE_TOML.format(assignments=f'"{ASSIGNMENT}"')
    (courses / course / "course.toml").write_text(listed + late)
    (folder / "assignment.toml").write_text(ASSIGNMENT_TOML.format(times=times))
    (folder / f"{ASSIGNMENT}.py").write_text(SOURCE)


def release(courses: Path) -> dict[str, Any]:
    """The notebook that learners get."""
    built: dict[str, Any] = json.loads(bundle(read_assignment(courses / COURSE / ASSIGNMENT)).release_ipynb)
    return built


def handed_in(released: dict[str, Any], remark: str = "", solution: str = RIGHT) -> bytes:
    """The notebook with this solution; `remark` makes its bytes like no other's."""
    notebook = json.loads(json.dumps(released))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "double":
            cell["source"] = f"{solution}\n# {remark}"
    return json.dumps(notebook).encode()
