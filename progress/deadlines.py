"""When work is due, for one learner, and what it counts when it comes later: computed, never stored.

A due time stands in the release or was set by a person; a learner may have an own one; outages (power or
network was away) move all of them. So moving a deadline, extending it or declaring an outage changes scores
without grading anything again, and every step says who took it, when and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from grader.course import Late

IN_TIME = timedelta(0)


@dataclass(frozen=True)
class Setting:
    """Opening and due time of an assignment, as they were set once."""

    opens: datetime | None
    due: datetime | None
    source: str
    """`release`: its assignment.toml said so; `person`: an instructor set them."""
    reason: str
    given_by: str
    given_at: datetime


@dataclass(frozen=True)
class Extension:
    """A learner's own due time for an assignment."""

    assignment: str
    learner: str
    due: datetime | None
    """None takes an earlier extension back."""
    reason: str
    given_by: str
    given_at: datetime


@dataclass(frozen=True)
class Outage:
    """A declared time without power or network."""

    id: int
    course: str
    """Empty: every course."""
    began: datetime
    ended: datetime
    reason: str
    given_by: str
    given_at: datetime


@dataclass(frozen=True)
class Move:
    """One step that took a due time to where it is."""

    kind: Literal["moved", "extension", "outage"]
    due: datetime | None
    """After this step; None where an instructor took the due time away."""
    reason: str
    given_by: str
    given_at: datetime
    outage: Outage | None = None


@dataclass(frozen=True)
class Due:
    """A learner's due time, and how it came about."""

    at: datetime | None = None
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Lateness:
    """How late an attempt came, and what it therefore counts."""

    by: timedelta = IN_TIME
    """After the due time; nothing within the time of grace."""
    scale: float = 1.0
    """Points are multiplied by this: 0 to 1."""

    @property
    def late(self) -> bool:
        return self.by > IN_TIME


@dataclass(frozen=True)
class Calendar:
    """All times of one course."""

    late: Late = field(default_factory=Late)
    own_late: dict[str, Late] = field(default_factory=dict)
    """By assignment, where its own policy holds instead of the course's."""
    settings: dict[str, list[Setting]] = field(default_factory=dict)
    """By assignment, oldest first."""
    extensions: dict[tuple[str, str], Extension] = field(default_factory=dict)
    """The newest, by assignment and learner."""
    outages: list[Outage] = field(default_factory=list)

    def due(self, assignment: str, learner: str) -> Due:
        """When this learner's work is due."""
        extension = self.extensions.get((assignment, learner))
        return due_of(self.settings.get(assignment, []), extension, self.outages)

    def lateness(self, assignment: str, learner: str, received_at: datetime) -> Lateness:
        """What work that arrived then counts."""
        return lateness(received_at, self.due(assignment, learner), self.policy(assignment))

    def policy(self, assignment: str) -> Late:
        return self.own_late.get(assignment, self.late)


def due_of(settings: list[Setting], extension: Extension | None, outages: Iterable[Outage]) -> Due:
    """The due time for everybody or the learner's own, whichever is later, each moved by outages."""
    if not settings:
        return Due()
    since, moves = settings[0].given_at, []
    for earlier, later in pairwise(settings):
        if later.due != earlier.due:
            since = later.given_at
            if earlier.due is not None or later.reason:  # else it is the first due time that the text says
                moves.append(Move("moved", later.due, later.reason, later.given_by, later.given_at))
    opens, due = settings[-1].opens, settings[-1].due
    if due is None:
        return Due(None, tuple(moves))
    common = _moved(Due(due, tuple(moves)), since, opens, outages)
    if extension is None or extension.due is None:
        return common
    given = Move("extension", extension.due, extension.reason, extension.given_by, extension.given_at)
    own = _moved(Due(extension.due, (*moves, given)), extension.given_at, opens, outages)
    assert own.at is not None and common.at is not None
    return own if own.at > common.at else common


def lateness(received_at: datetime, due: Due, policy: Late) -> Lateness:
    """How late, and what that leaves of the points."""
    if due.at is None or received_at - due.at <= timedelta(minutes=policy.grace_min):
        return Lateness()
    late_by = received_at - due.at
    return Lateness(late_by, policy.scale(late_by))


def _moved(due: Due, since: datetime, opens: datetime | None, outages: Iterable[Outage]) -> Due:
    """`due` and each outage before it: later by as long as the outage lasted while work was possible.

    since: when the due time was set. Whoever set it knew of the outages declared until then and said a
    time that holds. What two outages have in common moves the time once.
    """
    at, moves, counted = due.at, list(due.moves), opens
    assert at is not None
    for outage in sorted(outages, key=lambda outage: (outage.began, outage.ended)):
        began = outage.began if counted is None else max(outage.began, counted)
        if outage.given_at < since or began >= at or outage.ended <= began:
            continue
        at, counted = at + (outage.ended - began), outage.ended
        moves.append(Move("outage", at, outage.reason, outage.given_by, outage.given_at, outage))
    return Due(at, tuple(moves))
