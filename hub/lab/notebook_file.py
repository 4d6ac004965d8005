"""Which file may be handed in, and how it is read: an assignment's plain notebook, never through a link."""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from grader.course import NAME

MAX_BYTES = 5 * 1024 * 1024
"""Same limit as the grader's intake, told here so that the learner hears it at once."""

_NEW_RELEASE = re.compile(r"-new-release-[0-9a-f]{8}")


class Refused(Exception):
    """This file cannot be handed in. The text is for the learner: what is wrong and what to do."""


@dataclass(frozen=True)
class AssignmentFile:
    """A notebook at `assignments/<course>/<assignment>/<name>.ipynb` under the learner's home."""

    course: str
    assignment: str
    name: str

    @property
    def parts(self) -> list[str]:
        return ["assignments", self.course, self.assignment, self.name]


def locate(path: str) -> AssignmentFile:
    """The assignment that a notebook's path (from home) belongs to. Raises Refused for every other path."""
    parts = path.strip("/").split("/")
    if len(parts) != 4 or parts[0] != "assignments" or not all(NAME.fullmatch(part) for part in parts[1:3]):
        raise Refused("Only notebooks in the folder assignments/<course>/<assignment> can be handed in.")
    file = AssignmentFile(*parts[1:])
    stem = file.name.removesuffix(".ipynb")
    extra = stem.removeprefix(file.assignment)
    notebook = stem != file.name and stem.startswith(file.assignment)
    if not notebook or (extra and not _NEW_RELEASE.fullmatch(extra)):
        raise Refused(f"The notebook to hand in here is {file.assignment}.ipynb; this file has another name.")
    return file


def read(home: Path, file: AssignmentFile) -> str:
    """The notebook's text. Raises Refused if it is missing, a link, too large or not a notebook."""
    folder = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in file.parts[:-1]:
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        # O_NONBLOCK: a named pipe in place of the notebook must not hold the server.
        descriptor = os.open(file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except FileNotFoundError:
        raise Refused(f"{file.name} is not there. Save the notebook, then hand it in again.") from None
    except OSError:
        raise Refused(
            f"{file.name} or one of its folders is a link or cannot be read. Hand in a plain notebook file."
        ) from None
    finally:
        os.close(folder)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise Refused(f"{file.name} is not a plain file.")
        return checked(stream.read(MAX_BYTES + 1), file.name)


def checked(content: bytes, name: str) -> str:
    """`content` as text, if it can be a notebook. Raises Refused; the grader looks closer later."""
    if len(content) > MAX_BYTES:
        raise Refused(
            f"{name} is larger than 5 MB. Clear the outputs (menu Edit), save, and hand it in again."
        )
    try:
        text = content.decode("utf-8")
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(f"{name} is not a readable notebook. Open it, save it, and hand it in again.") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise Refused(f"{name} is not a notebook: it has no cells.")
    return text
