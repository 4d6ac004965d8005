"""Tracks: `courses/tracks.toml`. A way through assignments of several courses, with a badge of its own.

[[track]]
name = "starter"
title = "Starter"
assignments = ["start/p0-check-in", "blockchain/a1-hashes"]      # in order; prerequisites come first
[track.badge]
name = "Hunar Starter"
criteria = "At least 70 % of all points."
minimum_percent = 70
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from grader.course import CertificateRule, Name, read_table, validated

FILE = "tracks.toml"
Reference = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$", max_length=129)]
"""`course/assignment`."""


class Track(BaseModel):
    """One track, as its authors write it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    title: str
    title_ur: str = ""
    summary: str = ""
    assignments: Annotated[list[Reference], Field(min_length=1)]
    badge: CertificateRule


class _Tracks(BaseModel):
    model_config = ConfigDict(extra="forbid")
    track: list[Track] = []

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [track.name for track in self.track]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{', '.join(twice)} stands here twice")
        return self


def read_tracks(root: Path) -> list[Track]:
    """The tracks through the courses under `root`, in the order of the file; none without one.

    Raises CourseError naming the field at fault.
    """
    path = root / FILE
    return validated(_Tracks, read_table(path), path).track if path.exists() else []
