"""Due times and lateness as people read them: when, who moved it and why, and what late work counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from grader.course import Late
from progress.attempts import Graded
from progress.deadlines import Due, Lateness, Move
from progress.pages import words
from progress.verdicts import Revision


def duration(time: timedelta) -> str:
    """The two largest units that matter: `20 min`, `5 h`, `2 days 3 h`. Never less than a minute."""
    minutes = max(1, round(time.total_seconds() / 60))
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{days} day{'s' if days > 1 else ''}" if days else "", f"{hours} h" if hours else ""]
    parts.append(f"{minutes} min" if minutes and not days else "")
    return " ".join(part for part in parts if part)


def scaling(graded: Graded, max_score: float) -> str:
    """`8 of 10, × 0.9 for 5 h late`; empty when the points count in full."""
    if graded.lateness.scale == 1:
        return ""
    earned = f"{words.points(graded.raw)} of {words.points(max_score)}"
    return f"{earned}, × {graded.lateness.scale:g} for {duration(graded.lateness.by)} late"


def lateness_tag(lateness: Lateness) -> str:
    """`5 h late`; empty for work that came in time."""
    return f"{duration(lateness.by)} late" if lateness.late else ""


def moves(due: Due, zone: str) -> list[str]:
    """How the due time came to be where it is, one sentence for each step."""
    return [_move(move, zone) for move in due.moves]


def rule(late: Late) -> str:
    """A late policy in a sentence or two."""
    grace = (
        f"Up to {late.grace_min:g} minutes after the due time is still in time. " if late.grace_min else ""
    )
    if not late.accept:
        return f"{grace}Later work is kept and graded, but counts no points."
    if not late.periods:
        scale = 1.0 if late.after is None else late.after
        counts = "counts in full" if scale == 1 else f"counts × {scale:g}" if scale else "counts no points"
        return f"{grace}Later work is marked late and {counts}."
    steps = [f"× {p.scale:g} up to {duration(timedelta(hours=p.until_h))} late" for p in late.periods]
    steps.append(f"× {late.after:g} after that" if late.after else "nothing after that")
    return f"{grace}Later work counts {', '.join(steps)}."


def changes(revisions: list[Revision], zone: str) -> list[str]:
    """What regrades did to the automatic score, oldest first."""
    found = []
    for old, new in pairwise(revisions):
        points = f"from {words.points(old.score)} to {words.points(new.score)}"
        told = f"Your score changed {points}" if old.score != new.score else "Your score stayed the same"
        when = words.moment(new.given_at, zone).words
        because = f" because: {new.reason}" if new.reason else ""
        found.append(f"{told} when {new.given_by} had this graded again on {when}{because}")
    return found


def outdated(offered_at: datetime, zone: str) -> str:
    """That newer checks exist than those of a result."""
    return (
        f"The checks were corrected on {words.moment(offered_at, zone).words}, after this was graded. "
        "Your instructor can regrade it; you can also hand in again."
    )


def _move(move: Move, zone: str) -> str:
    to = words.moment(move.due, zone).words if move.due else "no due time"
    if move.kind == "outage" and move.outage is not None:
        began, ended = (words.moment(time, zone).words for time in (move.outage.began, move.outage.ended))
        return f"Moved to {to} for everybody, for the outage from {began} to {ended}: {move.reason}"
    if move.kind == "extension":
        return f"Your own due time is {to}, given by {move.given_by}: {move.reason}"
    because = f": {move.reason}" if move.reason else "."
    return f"Moved to {to} for everybody by {move.given_by}{because}"
