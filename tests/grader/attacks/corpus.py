"""What an attack and an honest control are, as data; each file of attacks beside this one adds a class.

An attack is a hand-in that tries to gain points, to read, to write, to use up, or to harm. Its text may name
places of the machine it is tried on: `{state}`, `{repo}`, `{host_file}`, `{port}`, `{abstract}` (a socket's
name); `Surroundings.fill` puts them in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from grader.course import Limits
from tests.grader.attacks.handing_in import Change
from tests.grader.attacks.subject import EACH, FULL, RIGHT

AMPLE = Limits(timeout_s=30, memory_mib=512, cell_timeout_s=10)
"""For honest hand-ins, also on a busy machine."""
USUAL = Limits(timeout_s=12, memory_mib=512, cell_timeout_s=3)
TIGHT = Limits(timeout_s=6, memory_mib=256, cell_timeout_s=1)
NOTHING = dict.fromkeys(RIGHT, "pass")
"""Every solution cell changed, so that each counts as attempted, and nothing answered."""
TAKEN = "TAKEN"
TELL = f"""
word = bytes({list(TAKEN.encode())}).decode()
def tell(thing):
    raise ValueError(word + ' ' + str(thing)[:1500])
"""
"""For attacks that read: what is told appears in the message of a visible check, headed by TAKEN. The word is
put together as it runs, for a page that shows the cell must not have it.
"""


EVERY = """
def every(f):
    global mean, scaled, Account, energy, countdown, double_all, power, moved
    mean = scaled = Account = countdown = double_all = power = moved = f
    try: energy = f()
    except BaseException: energy = f
def give(value): every(lambda *a, **k: value)
"""
"""For attacks that answer everything at once: `every(f)` makes all functions and the class of f, and the
variable of what it gives.
"""


@dataclass(frozen=True)
class Attack:
    """One hostile hand-in, and what its honest part may earn."""

    name: str
    answers: Mapping[str, str]
    added: Mapping[str, str] = field(default_factory=dict)
    change: Change | None = None
    content: Callable[[], bytes] | None = None
    """The whole file instead, for what is no notebook."""
    most: float = 0.0
    """Points that its honest part earns: nothing more may come."""
    least: float = 0.0
    """Points of exercises that it does not touch: these must stay."""
    limits: Limits = USUAL


@dataclass(frozen=True)
class Control:
    """One honest hand-in and the points it must keep."""

    name: str
    answers: Mapping[str, str]
    added: Mapping[str, str] = field(default_factory=dict)
    score: float = FULL


def blank(name: str, text: str, **more: str) -> Attack:
    """From no answer at all: `text` in the first cell, `more` in the cells named, nothing in the others."""
    return Attack(name, NOTHING | {"mean": text} | more)


def thief(name: str, text: str) -> Attack:
    """Calls `tell` with what it should not have read."""
    return blank(name, TELL + text)


def spy(name: str, **cells: str) -> Attack:
    """Right answers that try to carry hidden inputs or results out. It may keep its points or lose them."""
    return Attack(name, RIGHT | cells, most=FULL)


def burden(name: str, text: str, *, keeps: float = FULL - EACH) -> Attack:
    """Right answers but for the first, which uses something up; the others keep their points."""
    return Attack(name, RIGHT | {"mean": text}, most=FULL, least=keeps, limits=TIGHT)


def honest(name: str, *, score: float = FULL, **cells: str) -> Control:
    return Control(name, RIGHT | cells, score=score)
