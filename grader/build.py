"""A folder of text -> a built assignment, and a built assignment -> nbgrader's folders."""

from __future__ import annotations

import os
from pathlib import Path

from nbformat import NotebookNode

from grader.bundle import Bundle
from grader.citations import cite
from grader.course import Assignment, CourseError
from grader.facts import read_facts
from grader.release import release
from grader.source import SourceError, graded_cells, notebook_text, read_source

DATA_SUFFIXES = (".csv", ".json", ".txt")
MAX_DATA_BYTES = 5_000_000
"""All data files of one assignment together: a bundle is stored and sent whole."""


def bundle(assignment: Assignment) -> Bundle:
    """The assignment, built. Raises SourceError naming what to mend."""
    source = source_of(assignment)
    cells = graded_cells(source)
    if not cells:
        raise SourceError(f"{assignment.source_path}: no cell carries points: add a test cell")
    return Bundle(
        course=assignment.course,
        assignment=assignment.name,
        title=assignment.title,
        title_ur=assignment.title_ur,
        summary=assignment.summary,
        minutes=assignment.minutes,
        prerequisites=assignment.prerequisites,
        after_this_you_can=assignment.after_this_you_can,
        max_score=sum(cell.points for cell in cells),
        limits=assignment.limits,
        cells=cells,
        source_ipynb=notebook_text(source),
        release_ipynb=notebook_text(release(source, assignment.name)),
        files=data_files(assignment.folder),
    )


def source_of(assignment: Assignment) -> NotebookNode:
    """The instructor's version with its facts cited, as it is graded and released. Raises SourceError."""
    try:
        return cite(read_source(assignment.source_path), read_facts(assignment.folder.parent))
    except (CourseError, SourceError) as error:
        where = "" if str(assignment.folder.parent) in str(error) else f"{assignment.source_path}: "
        raise SourceError(f"{where}{error}") from error


def data_files(folder: Path) -> dict[str, str]:
    """The data that lies beside a notebook (.csv, .json, .txt), by name. Raises SourceError."""
    paths = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix in DATA_SUFFIXES and path.is_file() and not path.is_symlink()
    ]
    if sum(path.stat().st_size for path in paths) > MAX_DATA_BYTES:
        raise SourceError(
            f"{folder}: its data files hold more than {MAX_DATA_BYTES // 10**6} MB: make them smaller"
        )
    try:
        return {path.name: path.read_text(encoding="utf-8") for path in paths}
    except UnicodeDecodeError as error:
        raise SourceError(f"{folder}: a data file is not UTF-8 text: {error}") from error


def write(built: Bundle, directory: Path) -> list[Path]:
    """Write `<directory>/<course>/{source,release}/<assignment>/...`; returns the two notebooks' paths."""
    written = []
    for kind, text in (("source", built.source_ipynb), ("release", built.release_ipynb)):
        folder = directory / built.course / kind / built.assignment
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in built.files.items():
            _replace(folder / name, content)
        path = folder / f"{built.assignment}.ipynb"
        _replace(path, text)
        written.append(path)
    return written


def _replace(path: Path, text: str) -> None:
    """Write whole or not at all: a reader never meets half a notebook."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)
