"""`hunar check`: the authoring gate on the command line."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from grader.course import Assignment, Course, CourseError, read_course, read_courses
from grader.curriculum import course_faults, needs_of, track_faults
from grader.gate import check as faults_of
from grader.gate import notes
from grader.meter import Meter
from grader.sandbox import SandboxUnavailable
from grader.tracks import read_tracks

COURSES = Path(__file__).resolve().parent.parent / "courses"


@click.command()
@click.argument("which", metavar="[COURSE[/ASSIGNMENT]]...", nargs=-1)
@click.option(
    "--courses",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=COURSES,
    help="Folder of the courses. Default: those that Hunar ships.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Gradings at the same time."
)
def check(which: tuple[str, ...], courses: Path, jobs: int) -> None:
    """Is this assignment fit to be released? One line for each fault; exit 1 if there is one."""
    count = failed = 0
    try:
        count = _report_order(courses, which)
        assignments = chosen(courses, which)
        with Meter("checked", len(assignments)) as meter:
            for done, assignment in enumerate(assignments):
                meter.show(done, failed, f"now {assignment.course}/{assignment.name}")
                faults = _report(assignment, jobs, meter)
                failed += faults > 0
                count += faults
    except (CourseError, SandboxUnavailable) as error:
        click.echo(f"FAULT {error}")
        sys.exit(1)
    if count:
        click.echo(f"{count} fault{'s' if count > 1 else ''}. Nothing with a fault is released.", err=True)
        sys.exit(1)


def chosen(root: Path, which: tuple[str, ...]) -> list[Assignment]:
    """The assignments that the arguments name; all of them without arguments. Raises CourseError."""
    names = which or tuple(path.parent.name for path in sorted(root.glob("*/course.toml")))
    found: list[Assignment] = []
    for name in names:
        course_name, _, assignment_name = name.strip("/").partition("/")
        course = read_course(root / course_name)
        matching = [a for a in course.assignments if assignment_name in ("", a.name)]
        if assignment_name and not matching:
            raise CourseError(f"{name}: course.toml does not list it. It lists: {_listed(course)}")
        if not assignment_name:
            _all_listed(course)
        found += matching
    return found


def _report_order(root: Path, which: tuple[str, ...]) -> int:
    """Faults of the courses named whole; without names of every course, and of the tracks."""
    if which and all("/" in name.strip("/") for name in which):
        return 0
    every = read_courses(root)
    needs = needs_of(every)
    asked = {name.strip("/") for name in which}
    faults = [
        fault
        for course in every
        if not which or course.name in asked
        for fault in course_faults(course, needs)
    ]
    if not which:
        faults += [fault for track in read_tracks(root) for fault in track_faults(track, needs)]
    for fault in faults:
        click.echo(f"FAULT {fault}")
    return len(faults)


def _report(assignment: Assignment, jobs: int, meter: Meter) -> int:
    started = time.monotonic()
    faults = faults_of(assignment, jobs=jobs)
    meter.clear()
    name = f"{assignment.course}/{assignment.name}"
    for fault in faults:
        click.echo(f"FAULT {name}: {' '.join(str(fault).split())}")
    if not faults:
        click.echo(f"OK    {name} ({time.monotonic() - started:.1f} s)")
        for note in notes(assignment):
            click.echo(f"NOTE  {name}: {note}")
    return len(faults)


def _all_listed(course: Course) -> None:
    listed = {assignment.name for assignment in course.assignments}
    for path in sorted(course.folder.glob("*/assignment.toml")):
        if path.parent.name not in listed:
            raise CourseError(
                f"{path.parent}: course.toml does not list it. Add it to `assignments`, or remove it."
            )


def _listed(course: Course) -> str:
    return ", ".join(assignment.name for assignment in course.assignments) or "none"
