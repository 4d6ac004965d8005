"""A small course for tests: one exercise (2 visible and 3 hidden points), one manual cell (5 points).

The text lies in `files/toy`; PADDING becomes as many words as the prose template asks for.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from grader.course import Assignment, read_assignment

TOY = Path(__file__).parent / "files" / "toy"
NAME = "t1-sums"
RIGHT = "def double(n):\n    return n + n"
SAME = "def double(n):\n    return n"


def lay_out(folder: Path) -> Path:
    """Copy the course to `<folder>/toy` and return that folder."""
    course = Path(shutil.copytree(TOY, folder / "toy"))
    source = course / NAME / f"{NAME}.py"
    source.write_text(source.read_text(encoding="utf-8").replace("PADDING", "word " * 600), encoding="utf-8")
    return course


def assignment(course: Path) -> Assignment:
    return read_assignment(course / NAME)


def change(path: Path, old: str, new: str) -> None:
    """Replace `old`, which must be there, by `new`."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def handed_in(release_ipynb: str, answers: dict[str, str]) -> bytes:
    """The release with some solution cells filled in."""
    notebook: dict[str, Any] = json.loads(release_ipynb)
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in answers:
            cell["source"] = answers[grade_id]
    return json.dumps(notebook).encode()
