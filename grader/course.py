"""A course as its authors write it: `course.toml` and `assignment.toml`, read and validated.

courses/<course>/course.toml
courses/<course>/facts.toml                            numbers of the world, read by `grader.facts`
courses/<course>/<assignment>/assignment.toml
courses/<course>/<assignment>/<assignment>.py          py:percent, nbgrader metadata in the cell marker
courses/<course>/<assignment>/wrong_answers.py         py:percent, one typical mistake per cell
"""

from __future__ import annotations

import re
import tomllib
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

T = TypeVar("T", bound=BaseModel)
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""Course and assignment names: lower case, digits, single hyphens. They become folders, groups and URLs."""

Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
COURSE_FILES = ("course.toml", "facts.toml")
"""What an assignment needs of the folder above its own."""
GRADING_FOLDER = "grading"
"""nbgrader's own tree (source/, release/, submitted/, ..., gradebook.db) lies here, beside assignments."""


class CourseError(Exception):
    """A course that cannot be read. The text says where, what and what to do next."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limits(_Table):
    """What grading one submission may use."""

    timeout_s: float = Field(default=60, gt=0, le=600)
    memory_mib: int = Field(default=1024, ge=64, le=8192)
    cell_timeout_s: float = Field(default=20, gt=0, le=300)


class Attempts(_Table):
    """How often hidden tests may be asked. Local checks are always unlimited."""

    gradings_per_day: int = Field(default=3, ge=1)
    time_zone: str = "Asia/Karachi"
    """A day starts at midnight here."""


class LatePeriod(_Table):
    """What work counts that arrives at most `until_h` hours after the due time."""

    until_h: float = Field(gt=0, le=24 * 366)
    scale: float = Field(ge=0, le=1)
    """1: everything; 0.9: nine tenths of the points; 0: nothing."""


class Late(_Table):
    """What becomes of work that arrives after `due`. It is kept and graded in any case."""

    accept: bool = True
    """False: late work counts nothing."""
    grace_min: float = Field(default=0, ge=0, le=24 * 60)
    """Work that arrives so many minutes after the due time is not late at all."""
    periods: tuple[LatePeriod, ...] = ()
    """One after the other, the earliest first; hours are counted from the due time."""
    after: float | None = Field(default=None, ge=0, le=1)
    """The scale after the last period: nothing counts unless it says so. Without periods, everything does."""

    @model_validator(mode="after")
    def _later_is_never_better(self) -> Self:
        if not self.accept and (self.periods or self.after):
            raise ValueError("late work is not accepted (accept = false), so leave out periods and after")
        ends = [period.until_h for period in self.periods]
        if any(later <= earlier for earlier, later in pairwise(ends)):
            raise ValueError("each period must end later than the one before it (until_h)")
        scales = [period.scale for period in self.periods] + ([] if self.after is None else [self.after])
        if any(later > earlier for earlier, later in pairwise(scales)):
            raise ValueError("a later period may not count more than an earlier one (scale, after)")
        return self

    def scale(self, late_by: timedelta) -> float:
        """What work counts that arrived `late_by` after the due time: 0 to 1. Nothing late is 1."""
        if late_by <= timedelta(minutes=self.grace_min):
            return 1.0
        if not self.accept:
            return 0.0
        for period in self.periods:
            if late_by <= timedelta(hours=period.until_h):
                return period.scale
        return self.after if self.after is not None else 0.0 if self.periods else 1.0


class Network(_Table):
    """`[network]`: the class has a Bitcoin network of its own (regtest), with a wallet for each learner."""

    block_every_s: int = Field(default=60, ge=0, le=86_400)
    """Seconds between blocks that come by themselves; 0: none does."""
    empty_blocks: bool = False
    """Also when nobody waits for a confirmation. The subsidy halves every 150 blocks, so it runs out."""
    faucet_sat: int = Field(default=100_000_000, ge=0, le=5_000_000_000)
    """What the faucet gives at a time; 0: there is no faucet."""
    faucet_every_h: float = Field(default=24, gt=0, le=24 * 365)


class CertificateRule(_Table):
    """When a course is completed."""

    name: str
    criteria: str
    minimum_percent: float = Field(default=70, gt=0, le=100)
    every_assignment_attempted: bool = True
    reflections_graded: bool = True


class Assignment(_Table):
    """`assignment.toml`, plus where it was found."""

    format: Literal[1]
    title: str
    title_ur: str = ""
    summary: str = ""
    minutes: int = Field(gt=0)
    prerequisites: list[str] = []
    """`course/assignment` names."""
    after_this_you_can: list[str] = []
    needs: list[Literal["node", "torch"]] = []
    template: Literal["lab", "check-in"] = "lab"
    """Which rules of prose the authoring gate applies; a check-in needs no story."""
    opens: datetime | None = None
    due: datetime | None = None
    late: Late | None = None
    """What holds for this assignment instead of the course's `[late]`."""
    limits: Limits = Limits()
    course: Name
    name: Name
    folder: Path

    @model_validator(mode="after")
    def _times_have_a_zone(self) -> Self:
        for field in ("opens", "due"):
            time = getattr(self, field)
            if time is not None and time.tzinfo is None:
                raise ValueError(f"{field} needs a time zone, for example 2027-01-31T23:59:00+05:00")
        return self

    @property
    def source_path(self) -> Path:
        return self.folder / f"{self.name}.py"

    @property
    def wrong_answers_path(self) -> Path:
        return self.folder / "wrong_answers.py"


class Course(_Table):
    """`course.toml`, with its assignments in the order it lists them."""

    format: Literal[1]
    place: int = 100
    """Among the courses: the smallest is shown first."""
    title: str
    title_ur: str = ""
    summary: str = ""
    outcomes: list[str] = []
    prerequisites: list[str] = []
    """What comes before this course: `course/assignment` names, or a course's for all of its assignments."""
    attempts: Attempts = Attempts()
    late: Late = Late()
    certificate: CertificateRule | None = None
    network: Network | None = None
    name: Name
    folder: Path
    assignments: list[Assignment]
    order: list[Name] = []
    """Every assignment that `course.toml` lists, also those that were not read."""


def read_course(folder: Path, *, only: str | None = None) -> Course:
    """Read one course folder, or of its assignments `only` one.

    Raises CourseError naming the file and the field at fault.
    """
    data = read_table(folder / "course.toml")
    names = data.pop("assignments", [])
    if not isinstance(names, list) or not all(
        isinstance(name, str) and NAME.fullmatch(name) for name in names
    ):
        raise CourseError(
            f"{folder / 'course.toml'}: assignments must be a list of folder names like a1-hashes"
        )
    assignments = [read_assignment(folder / name) for name in names if only in (None, name)]
    found = {"name": folder.name, "folder": folder, "assignments": assignments, "order": names}
    return validated(Course, data | found, folder / "course.toml")


def read_assignment(folder: Path) -> Assignment:
    """Read one assignment folder. Raises CourseError naming the file and the field at fault."""
    path = folder / "assignment.toml"
    data = read_table(path)
    return validated(
        Assignment, data | {"name": folder.name, "course": folder.parent.name, "folder": folder}, path
    )


def read_courses(root: Path) -> list[Course]:
    """All courses under `root`, by name. A folder without `course.toml` is not a course."""
    return [read_course(path.parent) for path in sorted(root.glob("*/course.toml"))]


def read_table(path: Path) -> dict[str, object]:
    """A TOML file as data. Raises CourseError naming the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing: every course and assignment folder needs one") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} is not valid TOML: {error}") from error


def validated(model: type[T], data: dict[str, object], path: Path) -> T:
    """The data as `model`. Raises CourseError naming the file and the first field at fault."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the table"
        raise CourseError(f"{path}: {field}: {first['msg']}") from error
