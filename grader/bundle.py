"""A built assignment, as data: everything the platform needs to offer, grade and show it.

`grader.build` makes it from a folder of text; the progress service stores it as an immutable release, by
digest.
"""

from __future__ import annotations

import hashlib
import json
from typing import Literal

from pydantic import BaseModel, ConfigDict

from grader.course import Limits


class GradedCell(BaseModel):
    """One graded cell of the instructor's version, in notebook order."""

    model_config = ConfigDict(extra="forbid")

    grade_id: str
    exercise: str
    """`grade_id` of the solution cell it judges (for a manual cell: its own)."""
    title: str
    """What the learner is told it is, such as `hash256`."""
    points: float
    kind: Literal["visible", "hidden", "manual"]

    @property
    def heading(self) -> str:
        """The exercise in the author's words: `hash256` of `hash256: check`."""
        return self.title.partition(":")[0]


class Bundle(BaseModel):
    """A built assignment. Two builds of the same text are equal to the byte."""

    model_config = ConfigDict(extra="forbid")

    format: Literal[1] = 1
    course: str
    assignment: str
    title: str
    title_ur: str = ""
    summary: str = ""
    minutes: int
    prerequisites: list[str] = []
    """`course/assignment` names."""
    after_this_you_can: list[str] = []
    max_score: float
    limits: Limits
    cells: list[GradedCell]
    source_ipynb: str
    """nbgrader source notebook, JSON text. Only the grader and instructors see it."""
    release_ipynb: str
    """nbgrader release notebook, JSON text: what learners get."""
    files: dict[str, str] = {}
    """Further text files of the assignment that travel with the release (data), by relative name."""

    def digest(self) -> str:
        """SHA-256 (hex) over the canonical JSON of the bundle: names a release for ever."""
        text = json.dumps(self.model_dump(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()
