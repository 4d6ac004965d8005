"""Does what is taught stand in an order that can be followed? Rules over courses and tracks.

Closed: whoever goes through a course from its start, after what its `prerequisites` name, meets no lab that
needs another one first. The same holds for a track, which has nothing before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.course import Course
from grader.fault import Fault
from grader.tracks import Track

Needs = dict[str, list[str]]
"""What each assignment needs, by `course/assignment`."""


def needs_of(courses: Iterable[Course]) -> Needs:
    """The prerequisites of every assignment of these courses."""
    return {f"{a.course}/{a.name}": a.prerequisites for course in courses for a in course.assignments}


def course_faults(course: Course, needs: Needs) -> Iterator[Fault]:
    """What stands in the way of somebody who has done the prerequisites and begins here."""
    where = f"{course.name}/course.toml"
    before = list(_all_of(course.prerequisites, needs))
    for name in course.prerequisites:
        if name not in needs and not any(other.startswith(f"{name}/") for other in needs):
            yield Fault(where, f"prerequisites: there is no {name}", "Write course, or course/assignment")
    for name in before:
        if name.startswith(f"{course.name}/"):
            yield Fault(where, f"prerequisites names {name}, a part of this course", "Take it out")
    own = [f"{course.name}/{name}" for name in course.order]
    yield from _order_faults(where, before + own, needs, "prerequisites", given=set(before))
    needed = {need for name in own for need in _closure(name, needs)}
    for name in before:
        if name not in needed:
            yield Fault(where, f"prerequisites: nothing here needs {name}", "Take it out")


def track_faults(track: Track, needs: Needs) -> Iterator[Fault]:
    """What stands in the way of somebody who follows the track from its first assignment."""
    where = f"tracks.toml, {track.name}"
    for name in track.assignments:
        if name not in needs:
            yield Fault(where, f"there is no {name}", "Write course/assignment of one that its course lists")
    if len(set(track.assignments)) < len(track.assignments):
        yield Fault(where, "an assignment stands there twice", "Name each once")
    yield from _order_faults(where, track.assignments, needs, "assignments", given=set())


def _order_faults(
    where: str, names: list[str], needs: Needs, field: str, *, given: set[str]
) -> Iterator[Fault]:
    """`given` may stand in any order: they lie before all others."""
    done = set(given)
    for name in names:
        for need in needs.get(name, []):
            if need not in done:
                late = need in names
                what = f"{name} comes before {need}, which it needs" if late else f"{name} needs {need}"
                mend = "Change the order" if late else f"Add it to {field}"
                yield Fault(where, what, mend)
        done.add(name)


def _all_of(names: Iterable[str], needs: Needs) -> Iterator[str]:
    """Assignments; a course's name stands for all of its assignments."""
    for name in names:
        yield from [name] if "/" in name else [one for one in needs if one.startswith(f"{name}/")]


def _closure(name: str, needs: Needs) -> set[str]:
    """Everything that must come before `name`."""
    found: set[str] = set()
    waiting = list(needs.get(name, []))
    while waiting:
        need = waiting.pop()
        if need not in found:
            found.add(need)
            waiting += needs.get(need, [])
    return found
