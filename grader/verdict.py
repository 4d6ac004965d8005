"""What grading says about one submission: a closed vocabulary, as data.

`Verdict` is the line that `hunar grade --json` prints and the row that the progress service stores. It fails
closed: whatever could not be judged is `internal_error` or `rejected`, never points.
"""

from __future__ import annotations

import math
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

SubmissionStatus = Literal["graded", "rejected", "internal_error"]
ExerciseStatus = Literal[
    "passed",
    "failed",
    "timed_out",
    "out_of_memory",
    "crashed",
    "not_attempted",
    "needs_manual",
    "internal_error",
]


class NamedCheck(BaseModel):
    """One named part of a test cell (`labs.marks`)."""

    model_config = ConfigDict(extra="forbid")

    name: str
    passed: bool
    message: str = ""
    """For the learner, as `ExerciseResult.message`; empty when the check passed."""
    misconception: str = ""
    shown: str = ""
    """What the learner's code was asked and answered, where the author lets the learner read it."""


class ExerciseResult(BaseModel):
    """The verdict on one graded cell of the instructor's notebook: a test cell or a manually graded one."""

    model_config = ConfigDict(extra="forbid")

    grade_id: str
    status: ExerciseStatus
    score: float = 0.0
    max_score: float = 0.0
    message: str = ""
    """For the learner: the author's words for the failed check; never hidden source or a hidden input."""
    misconception: str = ""
    """The author's code for the mistake, such as `one-round`; empty when the check names none."""
    hidden: bool = False
    """True when the cell holds hidden tests: nothing that the learner's code printed in it may be shown."""
    checks: list[NamedCheck] = Field(default_factory=list)
    """The cell's named checks in order; empty where it has none or did not come to their end."""

    @field_validator("score", "max_score")
    @classmethod
    def _finite_and_not_negative(cls, value: float) -> float:
        if not math.isfinite(value) or value < 0:
            raise ValueError(f"a score must be a finite number >= 0, not {value}")
        return value


class Verdict(BaseModel):
    """The verdict on one submission. `score` sums what the checks gave; `needs_manual` awaits a person."""

    model_config = ConfigDict(extra="forbid")

    submission: str
    status: SubmissionStatus
    score: float = 0.0
    max_score: float = 0.0
    needs_manual: list[str] = Field(default_factory=list)
    exercises: list[ExerciseResult] = Field(default_factory=list)
    message: str = ""
    """Why the submission was rejected, or what broke on our side: what happened, why, what to do next."""
    wall_s: float = 0.0
    flags: list[str] = Field(default_factory=list)
    """Facts an instructor should see, such as `duplicate-cell:q1` or `shared:q1`; they cost no points."""

    def exercise(self, grade_id: str) -> ExerciseResult:
        """The result of one graded cell. Raises KeyError if the assignment has no such cell."""
        for result in self.exercises:
            if result.grade_id == grade_id:
                return result
        raise KeyError(grade_id)
