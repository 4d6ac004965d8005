"""Tracks: ways through assignments of several courses, where a learner stands on them, and their badges.

What is handed in belongs to its course; a track only looks at it. A badge is a certificate like a course's,
kept under the name `tracks/<name>`, which no course can have.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, insert, select

from grader.tracks import Track
from progress import scores, tables
from progress.database import reading, writing
from progress.scores import AssignmentProgress, CourseProgress

PREFIX = "tracks/"


def key(track: str) -> str:
    """What the register of certificates calls it."""
    return f"{PREFIX}{track}"


def publish(engine: Engine, tracks: list[Track], now: datetime | None = None) -> None:
    """Remember these tracks instead of the earlier ones, in this order. Badges that were earned stay."""
    moment, kept = now or datetime.now(UTC), tables.tracks
    rows = [
        {"track": track.name, "place": place, "facts": track.model_dump_json(), "changed_at": moment}
        for place, track in enumerate(tracks)
    ]
    with writing(engine) as connection:
        connection.execute(delete(kept))
        if rows:
            connection.execute(insert(kept), rows)


def every(engine: Engine) -> list[Track]:
    """All tracks, in their order."""
    query = select(tables.tracks.c.facts).order_by(tables.tracks.c.place)
    with reading(engine) as connection:
        return [Track.model_validate_json(text) for text in connection.execute(query).scalars()]


def find(engine: Engine, track: str) -> Track | None:
    """One track; None for an unknown one."""
    return next((found for found in every(engine) if found.name == track), None)


def through(engine: Engine, course: str) -> list[Track]:
    """The tracks that pass through a course."""
    return [t for t in every(engine) if any(name.startswith(f"{course}/") for name in t.assignments)]


def progress(engine: Engine, learner: str, track: Track, now: datetime | None = None) -> CourseProgress:
    """Where a learner stands with a track: its released assignments in its order."""
    courses = dict.fromkeys(name.partition("/")[0] for name in track.assignments)
    standings = [scores.progress(engine, learner, course, now) for course in courses]
    return along(track, [standing for standing in standings if standing is not None], learner)


def along(track: Track, standings: Iterable[CourseProgress], learner: str) -> CourseProgress:
    """As `progress`, from where the learner stands with the courses."""
    found: dict[str, AssignmentProgress] = {}
    for standing in standings:
        found |= {f"{standing.course}/{item.assignment}": item for item in standing.assignments}
    shown = [found[name] for name in track.assignments if name in found]
    missing = [name for name in track.assignments if name not in found]
    whole = CourseProgress(learner, key(track.name), track.title, shown, missing)
    return replace(whole, completed=scores.completed(track.badge, whole))
