"""Notebooks as instructors have them today: graded unchanged, as stock nbgrader grades them.

One course by nbgrader's own commands holds the quickstart example, sources of metadata schemas 1 to 3 and
one with partial credit, a manual code cell and a task. The same hand-ins are graded by `nbgrader autograde`
and by `hunar grade`, from sources without a kernel name and in their old schema; our verdicts then go into a
second gradebook, whose export must agree with the first.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbgrader
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from grader.cli import grade
from grader.gradebook import open_gradebook, write_assignment, write_verdict
from grader.source import KERNEL, notebook_text, read_source
from grader.verdict import Verdict

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # real nbgrader commands, two dozen kernels

FILES = Path(__file__).parent / "files/stock"
SHIPPED = Path(nbgrader.__file__).parent / "tests"
SOURCES = {
    "schema1": SHIPPED / "apps/files/test-v1.ipynb",
    "schema2": SHIPPED / "apps/files/test-v2.ipynb",
    "schema3": SHIPPED / "preprocessors/files/test_taskcell.ipynb",
}
QUICKSTART = ("problem1", "problem2")
NOTEBOOKS = (*SOURCES, "credit", *QUICKSTART)
LEARNERS = ("all", "blank", "some")
MOMENT = datetime(2027, 3, 1, 7, tzinfo=UTC)
NUMBERS = ("score", "max_score", "code_score", "max_code_score", "max_written_score", "max_task_score")
Cell = dict[str, Any]


@dataclass(frozen=True)
class Stock:
    """nbgrader's course after `autograde`, and the instructor's notebooks as they were before it."""

    course: Path
    originals: Path

    def submitted(self, learner: str, notebook: str) -> Path:
        return self.course / "submitted" / learner / "ps1" / f"{notebook}.ipynb"

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.course / 'gradebook.db'}")


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    folder = tmp_path_factory.mktemp("stock")
    run(folder, "quickstart", "course")
    course, originals = folder / "course", folder / "originals"
    originals.mkdir()
    texts = {name: without_nose(path.read_text(encoding="utf-8")) for name, path in SOURCES.items()}
    texts["credit"] = notebook_text(read_source(FILES / "credit.py"))
    texts |= {name: (course / f"source/ps1/{name}.ipynb").read_text(encoding="utf-8") for name in QUICKSTART}
    for name in NOTEBOOKS:
        write(originals / f"{name}.ipynb", json.loads(texts[name]) | {"metadata": {}})
        write(
            course / f"source/ps1/{name}.ipynb",
            json.loads(texts[name]) | {"metadata": {"kernelspec": KERNEL}},
        )
    run(course, "update", "source")
    run(course, "generate_assignment", "ps1", "--force")
    for learner in LEARNERS:
        for name in NOTEBOOKS:
            hand_in(course, learner, name)
    run(course, "autograde", "ps1")
    return Stock(course, originals)


@pytest.fixture(scope="module")
def verdicts(stock: Stock) -> dict[tuple[str, str], Verdict]:
    """(learner, notebook) -> what `hunar grade` says."""
    found = {}
    for notebook in NOTEBOOKS:
        paths = [str(stock.submitted(learner, notebook)) for learner in LEARNERS]
        source = str(stock.originals / f"{notebook}.ipynb")
        result = CliRunner().invoke(grade, [*paths, "--source", source, "--json"])
        assert result.exit_code == 0, result.output
        for learner, line in zip(LEARNERS, result.stdout.splitlines(), strict=True):
            found[learner, notebook] = Verdict.model_validate_json(line)
    return found


@pytest.fixture(scope="module")
def ours(
    stock: Stock, verdicts: dict[tuple[str, str], Verdict], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Gradebook]]:
    """Our verdicts in nbgrader's tree: each notebook is an assignment of its own."""
    grading = tmp_path_factory.mktemp("grading")
    (grading / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'x'\n")
    with open_gradebook(grading, "x") as gradebook:
        for notebook in NOTEBOOKS:
            source = read_source(stock.originals / f"{notebook}.ipynb")
            write(grading / f"source/{notebook}/{notebook}.ipynb", source)
            write_assignment(gradebook, source, notebook)
            for learner in LEARNERS:
                write_verdict(
                    grading,
                    gradebook,
                    source=source,
                    learner=learner,
                    assignment=notebook,
                    received_at=MOMENT,
                    content=stock.submitted(learner, notebook).read_bytes(),
                    verdict=verdicts[learner, notebook],
                )
        yield grading, gradebook


def run(folder: Path, *arguments: str) -> None:
    """One of nbgrader's own commands."""
    tools = str(Path(sys.executable).parent)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
        env=os.environ
        | {"PATH": tools + os.pathsep + os.environ.get("PATH", ""), "JUPYTER_PLATFORM_DIRS": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def without_nose(text: str) -> str:
    """The shipped notebook with the standard library's assertions: no Python of today has nose."""
    for name, method in (("assert_equal", "assertEqual"), ("assert_raises", "assertRaises")):
        given = f"from unittest import TestCase; {name} = TestCase().{method}"
        text = text.replace(f"from nose.tools import {name}", given)
    return text


def write(path: Path, notebook: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def read(path: Path) -> list[Cell]:
    return list(json.loads(path.read_text(encoding="utf-8"))["cells"])


def marks(cell: Cell) -> dict[str, Any]:
    return dict(cell["metadata"].get("nbgrader", {}))


def hand_in(course: Path, learner: str, notebook: str) -> None:
    """Lay down a submission: the author's answers in all solution cells, in the first only, or in none."""
    released = json.loads((course / f"release/ps1/{notebook}.ipynb").read_text(encoding="utf-8"))
    source = read(course / f"source/ps1/{notebook}.ipynb")
    answers = {
        marks(cell)["grade_id"]: "".join(cell["source"]) for cell in source if marks(cell).get("solution")
    }
    kept = {"all": list(answers), "some": list(answers)[:1], "blank": []}[learner]
    for cell in released["cells"]:
        if (grade_id := marks(cell).get("grade_id")) in kept:
            lines = answers[grade_id].split("\n")
            cell["source"] = "\n".join(line for line in lines if "### " not in line)
    write(course / f"submitted/{learner}/ps1/{notebook}.ipynb", released)


@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize("learner", LEARNERS)
def test_every_cell_scores_as_stock_nbgrader_scores_it(
    stock: Stock, verdicts: dict[tuple[str, str], Verdict], learner: str, notebook: str
) -> None:
    verdict = verdicts[learner, notebook]
    assert verdict.status == "graded"
    results = {result.grade_id: result for result in verdict.exercises}
    with stock.gradebook() as gradebook:
        theirs = gradebook.find_submission_notebook(notebook, "ps1", learner)
        assert verdict.max_score == theirs.max_score
        assert verdict.score == sum(one.auto_score or 0 for one in theirs.grades)
        assert {one.name for one in theirs.grades} <= set(results)
        for one in theirs.grades:
            assert results[one.name].score == (one.auto_score or 0), one.name
            assert results[one.name].max_score == one.max_score, one.name
            assert (results[one.name].status == "needs_manual") == bool(one.needs_manual_grade), one.name


def test_the_hand_ins_have_marks_to_disagree_about(verdicts: dict[tuple[str, str], Verdict]) -> None:
    for notebook in set(NOTEBOOKS) - {"problem2"}:
        score = {learner: verdicts[learner, notebook].score for learner in LEARNERS}
        assert score["all"] > 0 == score["blank"], notebook
    assert verdicts["some", "schema1"].score == 2 < verdicts["all", "schema1"].score == 3
    assert verdicts["all", "problem2"].needs_manual == ["part-a", "part-b"]
    credit = {result.grade_id: result.score for result in verdicts["some", "credit"].exercises}
    assert credit["roman-credit"] == 4 and credit["roman-half-points"] == 1.5


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_formgraders_numbers_agree_with_stock_nbgrader(
    stock: Stock, ours: tuple[Path, Gradebook], notebook: str
) -> None:
    _, gradebook = ours
    with stock.gradebook() as theirs:
        expected = {row["student"]: row for row in theirs.notebook_submission_dicts(notebook, "ps1")}
        found = {row["student"]: row for row in gradebook.notebook_submission_dicts(notebook, notebook)}
        assert set(found) == set(expected) == set(LEARNERS)
        for learner, row in found.items():
            for number in (*NUMBERS, "needs_manual_grade"):
                assert row[number] == expected[learner][number], (learner, number)


def test_export_gives_the_score_of_each_verdict(
    ours: tuple[Path, Gradebook], verdicts: dict[tuple[str, str], Verdict]
) -> None:
    grading, _ = ours
    run(grading, "export", "--to", "grades.csv")
    with (grading / "grades.csv").open(encoding="utf-8") as file:
        rows = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file)}
    assert set(rows) == set(verdicts)
    for key, verdict in verdicts.items():
        assert float(rows[key]["score"]) == verdict.score, key
        assert float(rows[key]["max_score"]) == verdict.max_score, key


def test_a_persons_points_for_a_task_and_a_code_cell_are_exported(ours: tuple[Path, Gradebook]) -> None:
    grading, gradebook = ours
    for name, points in (("project", 4.5), ("story", 2)):
        given = gradebook.find_grade(name, "credit", "credit", "all")
        given.manual_score, given.needs_manual_grade = points, False
    gradebook.db.commit()
    run(grading, "export", "--to", "by_hand.csv", "--assignment", "credit")
    with (grading / "by_hand.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows["all"] == 7.5 + 4.5 + 2


def test_feedback_of_partial_credit_shows_the_points_and_no_hidden_line(ours: tuple[Path, Gradebook]) -> None:
    grading, _ = ours
    run(grading, "generate_feedback", "credit")
    page = (grading / "feedback/some/credit/credit.html").read_text(encoding="utf-8")
    assert "XXXIX" not in page and "HIDDEN" not in page
    assert "1.5" in page and "Make a poster" in page
