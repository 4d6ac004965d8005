"""The same notebooks by stock `nbgrader autograde` and by us: nbgrader's own example course, as it ships."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbgrader
import pytest
from nbgrader.api import Gradebook

from grader.course import Limits
from grader.engine import grade
from grader.source import read_source

pytestmark = pytest.mark.slow

GUIDE = Path(nbgrader.__file__).parent / "docs/source/user_guide"
LEARNERS = ("bitdiddle", "hacker")
NOTEBOOKS = ("problem1", "problem2")
PATH = str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], tuple[float | None, bool]]:
    """(learner, notebook, grade_id) -> (automatic score, needs a person), as nbgrader's gradebook has it."""
    course = tmp_path_factory.mktemp("course")
    for name in ("source/ps1", "submitted/bitdiddle/ps1", "submitted/hacker/ps1"):
        shutil.copytree(GUIDE / name, course / name)
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'x'\n")
    for command in ("generate_assignment", "autograde"):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", command, "ps1"],
            cwd=course,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
            env=os.environ | {"PATH": PATH, "JUPYTER_PLATFORM_DIRS": "1"},
        )
        assert done.returncode == 0, done.stdout + done.stderr
    found = {}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for learner in LEARNERS:
            for notebook in NOTEBOOKS:
                for one in gradebook.find_submission_notebook(notebook, "ps1", learner).grades:
                    found[learner, notebook, one.name] = (one.auto_score, bool(one.needs_manual_grade))
    return found


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_scores_agree_with_stock_nbgrader(
    stock: dict[tuple[str, str, str], tuple[float | None, bool]], learner: str, notebook: str
) -> None:
    source = read_source(GUIDE / f"source/ps1/{notebook}.ipynb")
    content = (GUIDE / f"submitted/{learner}/ps1/{notebook}.ipynb").read_bytes()
    verdict = grade(content, source, Limits(), name=learner)
    assert verdict.status == "graded"
    ours = {result.grade_id: result for result in verdict.exercises}
    theirs = {cell: told for (who, where, cell), told in stock.items() if (who, where) == (learner, notebook)}
    # nbgrader keeps task cells apart from grades; we list them for the person who grades them.
    assert set(ours) - set(theirs) <= {"cell-938593c4a215c6cc"}
    for grade_id, (score, by_hand) in theirs.items():
        assert ours[grade_id].score == (score or 0.0), grade_id
        assert (ours[grade_id].status == "needs_manual") == by_hand, grade_id


def test_the_example_has_marks_to_disagree_about(
    stock: dict[tuple[str, str, str], tuple[float | None, bool]],
) -> None:
    assert {score for score, by_hand in stock.values() if not by_hand} >= {0.0, 0.5, 1.0}
