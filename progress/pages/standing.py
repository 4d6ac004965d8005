"""Where a learner stands, as the home and course pages show it: cards of courses, rows of assignments.

A row is *open to me* when what comes before it was handed in. Nothing is locked: the page only says what to
do first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote

from sqlalchemy import Engine

from progress import releases, scores
from progress.credentials import register
from progress.hubauth import User
from progress.pages import lateness, words
from progress.pages.words import Moment, State
from progress.releases import CourseFacts, Release
from progress.scores import AssignmentProgress, CourseProgress
from progress.settings import Settings

WORKING = ("queued", "running")


@dataclass(frozen=True)
class AssignmentRow:
    """One assignment of a course, for one learner."""

    name: str
    """`course/assignment`."""
    course_title: str
    title: str
    minutes: int
    state: State
    open_url: str
    latest_id: int | None
    latest_at: datetime | None
    finished: bool
    due: Moment | None
    """The learner's own, with outages counted in."""
    moved: list[str]
    """Why it is not the due time that was first set."""
    opens: Moment | None
    """Only while it is not open yet."""
    note: str
    """That the best result came late, or was made with older checks."""
    prerequisites: list[str]
    first: list[AssignmentRow]
    """What comes before it and was not handed in yet."""

    @property
    def handed_in(self) -> bool:
        return self.latest_id is not None

    @property
    def open_to_me(self) -> bool:
        return self.opens is None and not self.handed_in and not self.first


@dataclass(frozen=True)
class CourseCard:
    """One course, for one learner."""

    course: str
    facts: CourseFacts
    percent: int
    assignments: list[AssignmentRow]
    certificate_url: str
    opens_next: Moment | None
    """When the next assignment opens that is not shown yet."""
    late_rule: str

    @property
    def title(self) -> str:
        return self.facts.title

    @property
    def handed_in(self) -> int:
        return sum(row.handed_in for row in self.assignments)

    @property
    def open_to_me(self) -> int:
        return sum(row.open_to_me for row in self.assignments)

    @property
    def begun(self) -> bool:
        """Handed in something, not everything finished."""
        return self.handed_in > 0 and not all(row.finished for row in self.assignments)

    @property
    def hours(self) -> str:
        return words.hours(sum(row.minutes for row in self.assignments))

    @property
    def place(self) -> str:
        return words.place(self.facts.attempts.time_zone)


@dataclass(frozen=True)
class Next:
    """What the big button on the home page does."""

    heading: str
    button: str
    row: AssignmentRow


def cards(engine: Engine, settings: Settings, user: User, now: datetime | None = None) -> list[CourseCard]:
    """A card for each course that offers something, or that the user teaches."""
    moment = now or datetime.now(UTC)
    held = register.of_learner(engine, user.name)
    found = []
    for known in releases.all_facts(engine):
        teaches = user.teaches(known.course)
        standing = scores.progress(engine, user.name, known.course, moment, unopened=teaches)
        if standing is None:
            continue
        card = _card(engine, settings, standing, held.get(standing.course), moment)
        if card is not None and (card.assignments or teaches or card.opens_next):
            found.append(card)
    return _told_what_comes_first(found)


def card(
    engine: Engine, settings: Settings, user: User, course: str, now: datetime | None = None
) -> CourseCard | None:
    """One course's card; None for an unknown course."""
    moment = now or datetime.now(UTC)
    standing = scores.progress(engine, user.name, course, moment, unopened=user.teaches(course))
    if standing is None:
        return None
    held = register.of_learner(engine, user.name).get(course)
    own = _card(engine, settings, standing, held, moment)
    if own is None:
        return None
    others = [other for other in cards(engine, settings, user, moment) if other.course != course]
    return _told_what_comes_first([own, *others])[0]


def following(shown: list[CourseCard], ways: Iterable[list[AssignmentRow]] = ()) -> Next | None:
    """Continue what was touched last if it is unfinished, else what comes next; None when all is done.

    ways: the rows of each track; the first unfinished one goes before the order of the courses.
    """
    listed = [row for rows in (*ways, *(course.assignments for course in shown)) for row in rows]
    rows = [row for row in listed if row.opens is None and not row.finished]
    rows.sort(key=lambda row: bool(row.first))  # stable: what can be begun now, in its order
    touched = [row for row in rows if row.latest_at is not None]
    if touched:
        newest = max(touched, key=lambda row: row.latest_at or datetime.min.replace(tzinfo=UTC))
        return Next("Continue where you were", "Continue", newest)
    if not rows:
        return None
    first = not any(row.latest_at for course in shown for row in course.assignments)
    return Next("Start here" if first else "Next for you", "Open the notebook", rows[0])


def notebook_url(settings: Settings, course: str, assignment: str) -> str:
    """Starts the learner's server if needed and opens the notebook in it."""
    path = f"assignments/{course}/{assignment}/{assignment}.ipynb"
    return f"{settings.base_url}hub/user-redirect/lab/tree/{quote(path)}"


def _card(
    engine: Engine, settings: Settings, standing: CourseProgress, held: str | None, now: datetime
) -> CourseCard | None:
    facts = releases.facts(engine, standing.course)
    if facts is None:
        return None
    offers = {release.assignment: release for release in releases.offered(engine, standing.course)}
    rows = [
        _row(settings, facts, offers[item.assignment], item, now)
        for item in standing.assignments
        if item.assignment in offers
    ]
    shown = {item.assignment for item in standing.assignments}
    times = [r.opens for r in offers.values() if r.opens is not None and r.assignment not in shown]
    opens_next = words.moment(min(times), facts.attempts.time_zone) if times else None
    certificate = f"{settings.service_prefix}verify/{held}" if held else ""
    late_rule = lateness.rule(facts.late) if any(row.due for row in rows) else ""
    return CourseCard(standing.course, facts, int(standing.percent), rows, certificate, opens_next, late_rule)


def _row(
    settings: Settings, facts: CourseFacts, release: Release, item: AssignmentProgress, now: datetime
) -> AssignmentRow:
    zone = facts.attempts.time_zone
    closed = not release.is_open(now)
    full = item.best_score is not None and item.best_score >= item.max_score
    return AssignmentRow(
        name=f"{release.course}/{release.assignment}",
        course_title=facts.title,
        title=item.title,
        minutes=release.bundle.minutes,
        state=State("Opens later") if closed else _state(item),
        open_url=notebook_url(settings, release.course, release.assignment),
        latest_id=item.latest_submission,
        latest_at=item.latest_at,
        finished=full or (item.best_score is not None and bool(item.needs_manual)),
        due=words.moment(item.due.at, zone) if item.due.at else None,
        moved=lateness.moves(item.due, zone),
        note=_note(item),
        opens=words.moment(release.opens, zone) if release.opens is not None and closed else None,
        prerequisites=release.bundle.prerequisites,
        first=[],
    )


def _told_what_comes_first(shown: list[CourseCard]) -> list[CourseCard]:
    """The same cards; each row that was not handed in names what is offered and still comes before it."""
    rows = {row.name: row for course in shown for row in course.assignments}

    def told(row: AssignmentRow) -> AssignmentRow:
        before = [rows[name] for name in row.prerequisites if name in rows]
        return row if row.handed_in else replace(row, first=[one for one in before if not one.handed_in])

    return [replace(course, assignments=list(map(told, course.assignments))) for course in shown]


def _note(item: AssignmentProgress) -> str:
    late = f"× {item.scale:g} because it came late" if item.scale != 1 else ""
    outdated = "graded before its checks were corrected" if item.feedback_outdated else ""
    return "; ".join(part for part in (late, outdated) if part)


def _state(item: AssignmentProgress) -> State:
    if item.best_score is not None:
        earned = f"{words.points(item.best_score)} of {words.points(item.max_score)}"
        if item.state in WORKING:
            return State(f"{earned} so far, being graded", "wait")
        if item.needs_manual:
            return State(f"{earned}, reflection not read yet", "wait")
        return State(f"Graded {earned}", "good" if item.best_score >= item.max_score else "")
    if item.state == "not_started":
        return State("Not started")
    return State(*words.SUBMISSION[item.state])
