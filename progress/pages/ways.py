"""Tracks as the home page shows them: a way through courses, how far one has come, and the badge."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from grader.tracks import Track
from progress import scores, tracks
from progress.credentials import register
from progress.hubauth import User
from progress.pages import words
from progress.pages.standing import AssignmentRow, CourseCard
from progress.settings import Settings


@dataclass(frozen=True)
class TrackCard:
    """One track, for one learner."""

    track: Track
    percent: int
    assignments: list[AssignmentRow]
    """In the order to follow; what is not offered yet is missing."""
    unreleased: int
    badge_url: str

    @property
    def handed_in(self) -> int:
        return sum(row.handed_in for row in self.assignments)

    @property
    def total(self) -> int:
        return len(self.assignments) + self.unreleased

    @property
    def hours(self) -> str:
        return words.hours(sum(row.minutes for row in self.assignments))


def ways(engine: Engine, settings: Settings, user: User, shown: list[CourseCard]) -> list[TrackCard]:
    """A card for each track that offers something; `shown` are the learner's course cards."""
    rows = {row.name: row for course in shown for row in course.assignments}
    held = register.of_learner(engine, user.name)
    standings = scores.all_progress(engine, user.name)
    found = []
    for track in tracks.every(engine):
        along = tracks.along(track, standings, user.name)
        mine = [rows[name] for name in track.assignments if name in rows]
        badge = held.get(tracks.key(track.name))
        url = f"{settings.service_prefix}verify/{badge}" if badge else ""
        if mine:
            missing = len(track.assignments) - len(mine)
            found.append(TrackCard(track, int(along.percent), mine, missing, url))
    return found
