"""States, points and times as people read them. Colour is never the only sign: a state has words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

SUBMISSION = {
    "queued": ("In the queue", "wait"),
    "running": ("Being graded", "wait"),
    "waiting": ("Kept for a later day", "wait"),
    "graded": ("Graded", "good"),
    "rejected": ("Could not be read", "bad"),
    "internal_error": ("Our mistake", "bad"),
}
EXERCISE = {
    "passed": ("Passed", "good"),
    "failed": ("Not yet right", "bad"),
    "timed_out": ("Took too long", "bad"),
    "out_of_memory": ("Used too much memory", "bad"),
    "crashed": ("Crashed", "bad"),
    "not_attempted": ("Not attempted", ""),
    "needs_manual": ("Your instructor will read this", "wait"),
    "internal_error": ("Our mistake", "bad"),
}
PART_FAILED = ("Not passed yet", "bad")
"""A named part of a check; its cell says how many points that leaves."""
RELEASE = {
    "checking": ("Being checked", "wait"),
    "released": ("Released", "good"),
    "refused": ("Refused", "bad"),
}
KIND = {
    "visible": "The check in your notebook",
    "hidden": "Further tests after you hand in",
    "manual": "Read by your instructor",
}


@dataclass(frozen=True)
class State:
    """A state in words, with the tone of its tag: good, bad, wait or plain."""

    words: str
    tone: str = ""


@dataclass(frozen=True)
class Moment:
    """A time as text, and for machines."""

    words: str
    iso: str


def hours(minutes: int) -> str:
    """How long work takes, to half an hour: `45 minutes`, `1 hour`, `7.5 hours`."""
    if minutes < 60:
        return f"{minutes} minutes"
    halves = round(minutes / 30)
    return "1 hour" if halves == 2 else f"{halves / 2:g} hours"


def moment(time: datetime, zone: str) -> Moment:
    """`time` in the course's zone, such as `23 Nov 2026, 19:05`."""
    local = time.astimezone(ZoneInfo(zone))
    return Moment(f"{local.day} {local:%b %Y, %H:%M}", local.isoformat(timespec="seconds"))


def place(zone: str) -> str:
    """`Asia/Karachi` -> `Karachi`."""
    return zone.rpartition("/")[2].replace("_", " ")


def points(value: float) -> str:
    """Points without needless decimals: `8`, `7.5`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def size(size_bytes: int) -> str:
    if size_bytes < 1000:
        return f"{size_bytes} bytes"
    return f"{size_bytes / 1000:.1f} kB" if size_bytes < 1_000_000 else f"{size_bytes / 1_000_000:.1f} MB"
