"""Which notebook an instructor may release from their server, and what is sent for it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from grader.course import COURSE_FILES, NAME
from grader.exchange.publish import assignment_files
from hub.lab.notebook_file import Refused


@dataclass(frozen=True)
class CourseFile:
    """The notebook of an assignment: `courses/<course>/<assignment>/<assignment>.py` under home."""

    course: str
    assignment: str


def locate(path: str, taught: list[str]) -> CourseFile:
    """The assignment whose notebook lies at `path` (from home). Raises Refused for every other path."""
    parts = path.strip("/").split("/")
    if len(parts) != 4 or parts[0] != "courses" or not all(NAME.fullmatch(part) for part in parts[1:3]):
        raise Refused("Only courses/<course>/<assignment>/<assignment>.py can be released.")
    _, course, assignment, name = parts
    if name != f"{assignment}.py":
        raise Refused(f"The notebook to release here is {assignment}.py; this file has another name.")
    if course not in taught:
        raise Refused(f"You do not teach the course {course}. Ask the administrator to add you to it.")
    return CourseFile(course, assignment)


def read(home: Path, file: CourseFile) -> dict[str, str]:
    """The assignment's text files by name. Raises Refused, in words, if they cannot be read.

    Several people write to a course's folder: a link there must not publish what only this person can read.
    """
    folder = home / "courses" / file.course
    for path in (folder, folder / file.assignment):
        if path.is_symlink():
            raise Refused(f"{path.name} is a link. Put the course's own folder in its place.")
    try:
        with os.scandir(folder / file.assignment) as entries:
            links = sorted(entry.name for entry in entries if entry.is_symlink())
        links += [name for name in COURSE_FILES if (folder / name).is_symlink()]
        if links:
            raise Refused(f"{', '.join(links)}: a link cannot be released. Put the file itself there.")
        return assignment_files(folder, file.assignment)
    except UnicodeDecodeError:
        raise Refused(f"A text file of {file.assignment} is not UTF-8. Save it as UTF-8.") from None
    except OSError as error:
        raise Refused(str(error)) from None
