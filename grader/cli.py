"""`hunar grade` and `hunar build`: grading and building without a running platform."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
from nbformat import NotebookNode

from grader import build as building
from grader.course import Assignment, CourseError, Limits, read_assignment, read_course, read_courses
from grader.engine import grade as grade_content
from grader.intake import Rejected, read_file
from grader.meter import Meter
from grader.sandbox import SandboxUnavailable, check
from grader.source import SourceError, graded_cells, read_source
from grader.verdict import Verdict


@click.command()
@click.argument("submissions", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--source",
    required=True,
    type=click.Path(path_type=Path),
    help="The instructor's version, .ipynb or .py.",
)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per submission, in the order given.")
@click.option(
    "--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="Submissions graded at a time."
)
@click.option(
    "--timeout", "timeout_s", type=click.FloatRange(0.1, 600), help="Seconds for one submission, default 60."
)
@click.option(
    "--memory", "memory_mib", type=click.IntRange(64, 8192), help="MiB for one submission, default 1024."
)
def grade(
    submissions: tuple[Path, ...],
    source: Path,
    as_json: bool,
    jobs: int,
    timeout_s: float | None,
    memory_mib: int | None,
) -> None:
    """Grade stock nbgrader notebooks against their instructor version, each in a sandbox.

    Exit 0: every submission got a verdict. Exit 1: one or more could not be graded. Exit 2: none was.
    """
    try:
        check()
        notebook = _graded_source(source)
        files = building.data_files(source.parent)
        limits = _limits(source, timeout_s, memory_mib)
    except (SandboxUnavailable, SourceError, CourseError) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    done = failed = broken = 0
    with Meter("graded", len(submissions)) as meter, ThreadPoolExecutor(max_workers=jobs) as pool:
        for verdict in pool.map(lambda path: _verdict(path, notebook, limits, files), submissions):
            meter.clear()
            click.echo(verdict.model_dump_json() if as_json else _table(verdict, notebook))
            done += 1
            failed += verdict.status != "graded"
            broken += verdict.status == "internal_error"
            meter.show(done, failed)
    sys.exit(1 if broken else 0)


@click.command()
@click.argument("target", required=False, metavar="[COURSE[/ASSIGNMENT]]")
@click.option(
    "--to",
    "directory",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to write.",
)
@click.option(
    "--courses",
    default="courses",
    show_default=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
def build(target: str | None, directory: Path, courses: Path) -> None:
    """Write nbgrader's source/ and release/ notebooks of all courses, of one, or of one assignment."""
    try:
        for assignment in _assignments(courses, target):
            for path in building.write(building.bundle(assignment), directory):
                click.echo(path)
    except (CourseError, SourceError) as error:
        raise click.ClickException(str(error)) from error


commands: list[click.Command] = [grade, build]


def _graded_source(path: Path) -> NotebookNode:
    """The instructor's version; one without a graded cell is some other notebook."""
    source = read_source(path)
    if not graded_cells(source):
        raise SourceError(
            f"{path}: no cell has points, so nothing would be graded: give the instructor's version, with "
            "nbgrader's metadata"
        )
    return source


def _limits(source: Path, timeout_s: float | None, memory_mib: int | None) -> Limits:
    """Those asked for; else the assignment's own; else the defaults."""
    folder = source.resolve().parent
    limits = read_assignment(folder).limits if (folder / "assignment.toml").is_file() else Limits()
    asked = {"timeout_s": timeout_s, "memory_mib": memory_mib}
    return limits.model_copy(update={name: value for name, value in asked.items() if value is not None})


def _verdict(path: Path, source: NotebookNode, limits: Limits, files: dict[str, str]) -> Verdict:
    try:
        content = read_file(path)
    except Rejected as reason:
        total = sum(cell.points for cell in graded_cells(source))
        return Verdict(submission=str(path), status="rejected", max_score=total, message=str(reason))
    return grade_content(content, source, limits, name=str(path), files=files)


def _table(verdict: Verdict, source: NotebookNode) -> str:
    """One submission for people: its score, then a line per graded cell."""
    lines = [f"{verdict.submission}: {verdict.status}, {verdict.score:g} of {verdict.max_score:g} points"]
    lines += [f"    {verdict.message}"] if verdict.message else []
    titles = {cell.grade_id: cell.title for cell in graded_cells(source)}
    width = max([len(result.grade_id) for result in verdict.exercises], default=0)
    for result in verdict.exercises:
        points = f"{result.score:g}/{result.max_score:g}"
        lines.append(
            f"    {result.grade_id:{width}}  {points:>7}  {result.status:13} {titles[result.grade_id]}"
        )
        lines += [f"        {line}" for line in result.message.splitlines()]
    lines += [f"    noted: {', '.join(verdict.flags)}"] if verdict.flags else []
    return "\n".join(lines)


def _assignments(courses: Path, target: str | None) -> Iterator[Assignment]:
    if target is None:
        for course in read_courses(courses):
            yield from course.assignments
    elif "/" in target:
        yield read_assignment(courses / target)
    else:
        yield from read_course(courses / target).assignments
