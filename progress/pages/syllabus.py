"""A course on paper: the printable syllabus, made from what the platform itself goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from progress import releases, tracks
from progress.hubauth import Admitted, EngineDep
from progress.pages import lateness, words
from progress.pages.render import page
from progress.problem import Problem
from progress.releases import CourseFacts, Release

router = APIRouter()


@dataclass(frozen=True)
class Line:
    """One assignment in the syllabus."""

    title: str
    minutes: int
    points: str
    by_hand: str
    """Of the points, those that an instructor gives; empty for none."""
    abilities: list[str]
    before: list[str]


@router.get("/courses/{course}/syllabus")
def syllabus(request: Request, course: str, user: Admitted, engine: EngineDep) -> Response:
    """The course for printing: outcomes, what comes before, every lab, how it is graded, the certificate."""
    facts = releases.facts(engine, course)
    if facts is None:
        raise Problem(404, f"There is no course {course}.")
    now, names = datetime.now(UTC), _titles(engine)
    offered = [r for r in releases.offered(engine, course) if r.is_open(now) or user.teaches(course)]
    through = tracks.through(engine, course)
    return page(
        request,
        "syllabus.html",
        user=user,
        facts=facts,
        lines=[_line(release, names) for release in offered],
        hours=words.hours(sum(release.bundle.minutes for release in offered)),
        points=words.points(sum(release.bundle.max_score for release in offered)),
        seen_percent=_seen_percent(offered),
        unreleased=len(set(facts.order) - {release.assignment for release in offered}),
        before=[names.get(name, name) for name in facts.prerequisites],
        tracks=[track.title for track in through],
        late_rule=lateness.rule(facts.late) if any(r.due for r in offered) else "",
        place=words.place(facts.attempts.time_zone),
        today=words.moment(now, facts.attempts.time_zone),
    )


def _line(release: Release, names: dict[str, str]) -> Line:
    bundle = release.bundle
    by_hand = sum(cell.points for cell in bundle.cells if cell.kind == "manual")
    return Line(
        title=bundle.title,
        minutes=bundle.minutes,
        points=words.points(bundle.max_score),
        by_hand=words.points(by_hand) if by_hand else "",
        abilities=bundle.after_this_you_can,
        before=[names.get(name, name) for name in bundle.prerequisites],
    )


def _seen_percent(offered: list[Release]) -> int:
    """How much of the automatic points comes from checks that learners see; 0 to 100."""
    cells = [cell for release in offered for cell in release.bundle.cells if cell.kind != "manual"]
    total = sum(cell.points for cell in cells)
    return round(100 * sum(cell.points for cell in cells if cell.kind == "visible") / total) if total else 0


def _titles(engine: Engine) -> dict[str, str]:
    """What courses and their assignments are called, by `course` and `course/assignment`."""
    found: dict[str, str] = {}
    known: list[CourseFacts] = releases.all_facts(engine)
    for facts in known:
        found[facts.course] = facts.title
        for release in releases.offered(engine, facts.course):
            found[f"{facts.course}/{release.assignment}"] = release.bundle.title
    return found
