"""The same submissions by stock `nbgrader autograde`, for comparison in the same run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from tests.benchmarks.grading.papers import FULL_MARKS, handed_in, source_of

PATH = str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")


def batch_s(kind: str, count: int) -> float:
    """Wall seconds of one `nbgrader autograde` over `count` right submissions. All must get full marks."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'x'\n")
        _write(course / "source/paper/paper.ipynb", nbformat.writes(source_of(kind)).encode())
        for number in range(count):
            _write(course / f"submitted/learner{number}/paper/paper.ipynb", handed_in(kind, number))
        _nbgrader(course, "generate_assignment")
        started = time.perf_counter()
        _nbgrader(course, "autograde")
        took_s = time.perf_counter() - started
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            scores = [one.score for one in gradebook.assignment_submissions("paper")]
        if scores != [FULL_MARKS] * count:
            raise SystemExit(f"nbgrader gave {json.dumps(scores)}: the comparison would mean nothing")
    return took_s


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)


def _nbgrader(course: Path, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", command, "paper"],
        cwd=course,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PATH": PATH, "JUPYTER_PLATFORM_DIRS": "1"},
    )
    if done.returncode != 0:
        raise SystemExit(f"nbgrader {command} failed:\n{done.stderr[-2000:]}")
