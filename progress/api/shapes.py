"""What the API sends: one model per answer, shared by the modules of this folder."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from grader.tracks import Track
from grader.verdict import Verdict
from progress.attempts import ManualScore
from progress.checks import Check
from progress.deadlines import Due
from progress.handins import Receipt
from progress.scores import AssignmentProgress, CourseProgress
from progress.verdicts import Revision

SubmissionState = Literal["queued", "waiting", "running", "graded", "rejected", "internal_error"]


class Roles(BaseModel):
    learner: bool
    admin: bool
    instructor_of: list[str]


class Me(BaseModel):
    name: str
    display_name: str
    roles: Roles


class Mine(BaseModel):
    """Where the asking person stands with an assignment."""

    best_score: float | None
    attempts: int
    state: str
    needs_manual: list[str]
    scale: float
    feedback_outdated: bool


class AssignmentOut(BaseModel):
    assignment: str
    title: str
    title_ur: str
    minutes: int
    max_score: float
    released_at: datetime
    release_digest: str
    opens: datetime | None
    due: datetime | None
    """For the asking person: their extension and declared outages are counted in."""
    due_moves: list[MoveOut]
    my: Mine


class CourseOut(BaseModel):
    course: str
    title: str
    title_ur: str
    summary: str
    assignments: list[AssignmentOut]


class ReleaseOut(BaseModel):
    course: str
    assignment: str
    title: str
    release_digest: str
    released_at: datetime
    due: datetime | None
    notebook: str
    files: dict[str, str]


class ReceiptOut(BaseModel):
    id: int
    learner: str
    course: str
    assignment: str
    attempt: int
    received_at: datetime
    digest: str
    size_bytes: int
    state: SubmissionState
    not_before: datetime | None
    late: bool
    page: str

    @classmethod
    def of(cls, receipt: Receipt, prefix: str) -> Self:
        """prefix: of the service's pages, with a final slash."""
        return cls.model_validate(asdict(receipt) | {"page": f"{prefix}submissions/{receipt.id}"})


class MoveOut(BaseModel):
    """One step that took a due time to where it is, and who took it."""

    kind: Literal["moved", "extension", "outage"]
    due: datetime | None
    reason: str
    given_by: str
    given_at: datetime


class DueOut(BaseModel):
    """A learner's own due time, and how it came about."""

    at: datetime | None = None
    moves: list[MoveOut] = []

    @classmethod
    def of(cls, due: Due) -> Self:
        moves = [MoveOut.model_validate(move, from_attributes=True) for move in due.moves]
        return cls(at=due.at, moves=moves)


class RevisionOut(BaseModel):
    """An automatic score that counts or once did, and why."""

    revision: int
    score: float
    max_score: float
    given_by: str
    given_at: datetime
    reason: str

    @classmethod
    def of(cls, revision: Revision) -> Self:
        return cls.model_validate(revision, from_attributes=True)


class MarkOut(BaseModel):
    grade_id: str
    score: float
    max_score: float
    comment: str

    @classmethod
    def of(cls, mark: ManualScore) -> Self:
        return cls(grade_id=mark.grade_id, score=mark.score, max_score=mark.max_score, comment=mark.comment)


class SubmissionOut(ReceiptOut):
    verdict: Verdict | None = None
    score: float | None = None
    max_score: float | None = None
    manual: list[MarkOut] = []
    total: float | None = None
    """What the attempt counts: automatic and manual points, times `scale`; null while it is not graded."""
    raw_total: float | None = None
    """Automatic and manual points as if the work had come in time."""
    late_s: int = 0
    """How late it came, in seconds; 0 within the time of grace."""
    scale: float = 1.0
    """What the course's late policy multiplies the points by: 0 to 1."""
    due: DueOut = DueOut()
    revisions: list[RevisionOut] = []
    """The automatic score at the first grading and after each regrade, oldest first."""
    feedback_outdated: bool = False
    """A newer release is offered than the one whose checks were run."""
    feedback_html: str = ""
    """The verdict as a sanitised HTML fragment."""
    titles: dict[str, str] = {}
    """What a learner calls each graded cell of the verdict, by grade_id."""
    exercises: dict[str, str] = {}
    """The exercise that each graded cell belongs to, by grade_id."""


class AssignmentStanding(BaseModel):
    assignment: str
    title: str
    best_score: float | None
    max_score: float
    percent: float
    attempts: int
    state: str
    needs_manual: list[str]
    latest_at: datetime | None
    scale: float
    feedback_outdated: bool
    due: DueOut

    @classmethod
    def of(cls, standing: AssignmentProgress) -> Self:
        computed = {"percent": round(standing.percent, 2), "due": DueOut.of(standing.due)}
        plain = {name: getattr(standing, name) for name in cls.model_fields if name not in computed}
        return cls.model_validate(plain | computed)


class CourseStanding(BaseModel):
    learner: str
    course: str
    title: str
    score: float
    max_score: float
    percent: float
    completed: bool
    assignments: list[AssignmentStanding]

    @classmethod
    def of(cls, standing: CourseProgress) -> Self:
        return cls(
            learner=standing.learner,
            course=standing.course,
            title=standing.title,
            score=standing.score,
            max_score=standing.max_score,
            percent=round(standing.percent, 2),
            completed=standing.completed,
            assignments=[AssignmentStanding.of(a) for a in standing.assignments],
        )


class TrackOut(BaseModel):
    track: str
    title: str
    title_ur: str
    summary: str
    assignments: list[str]
    """`course/assignment`, in the order to follow."""
    unreleased: list[str]
    """Those that are not offered yet; they count as nothing earned."""
    percent: float
    completed: bool
    badge: str
    """What it takes to earn it, in words."""

    @classmethod
    def of(cls, track: Track, standing: CourseProgress) -> Self:
        return cls(
            track=track.name,
            title=track.title,
            title_ur=track.title_ur,
            summary=track.summary,
            assignments=track.assignments,
            unreleased=standing.unreleased,
            percent=round(standing.percent, 2),
            completed=standing.completed,
            badge=track.badge.criteria,
        )


class ReleaseAsk(BaseModel):
    """The text files of one assignment, and its course's `course.toml`, by name."""

    files: dict[str, str] = Field(max_length=50)


class CheckOut(BaseModel):
    id: int
    course: str
    assignment: str
    state: Literal["checking", "released", "refused"]
    faults: list[dict[str, str]]
    digest: str | None

    @classmethod
    def of(cls, check: Check) -> Self:
        return cls.model_validate({name: getattr(check, name) for name in cls.model_fields})


class GradebookRow(BaseModel):
    seq: int
    learner: str
    assignment: str
    submission_id: int
    attempt: int
    received_at: datetime
    verdict: Verdict
    scale: float
    """What the late policy multiplies the points by at the time of asking."""
    notebook: str


class GradebookOut(BaseModel):
    seq: int
    times: str
    """Changes when due times, extensions, outages or late policies do: then ask for the standings."""
    rows: list[GradebookRow]


class StandingRow(BaseModel):
    seq: int
    """The row is the gradebook's first one after the number before this."""
    learner: str
    assignment: str
    submission_id: int
    scale: float


class StandingsOut(BaseModel):
    times: str
    rows: list[StandingRow]


class ManualGradeIn(BaseModel):
    learner: str = Field(max_length=64)
    assignment: str = Field(max_length=64)
    grade_id: str = Field(max_length=200)
    score: float
    max_score: float = 0
    comment: str = Field(default="", max_length=20_000)
    submission_id: int | None = None


class ManualGradesOut(BaseModel):
    accepted: int
    refused: list[dict[str, Any]]
    """Marks that could not be taken, each with `why`; the others were."""
