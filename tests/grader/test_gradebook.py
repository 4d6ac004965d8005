"""Verdicts in nbgrader's tree: its own commands must agree with ours, and a person's score is never lost."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry

from grader.build import bundle
from grader.engine import grade
from grader.exchange.files import UnsafePath
from grader.gradebook import manual_scores, open_gradebook, read_notebook, write_assignment, write_verdict
from grader.penalties import late_penalty, write_penalties
from grader.verdict import Verdict
from tests.grader import toy_course
from tests.grader.toy_course import NAME, RIGHT, SAME, handed_in

pytestmark = pytest.mark.slow  # real nbgrader commands

MOMENT = datetime(2027, 3, 1, 7, 0, 0, 250_000, tzinfo=UTC)
Write = Callable[..., Verdict]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return toy_course.lay_out(tmp_path)


@pytest.fixture
def grading(course: Path) -> Path:
    """nbgrader's tree with the source in it."""
    folder = course / "grading"
    (folder / "source" / NAME).mkdir(parents=True)
    text = bundle(toy_course.assignment(course)).source_ipynb
    (folder / "source" / NAME / f"{NAME}.ipynb").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def gradebook(grading: Path) -> Iterator[Gradebook]:
    with open_gradebook(grading, "toy") as made:
        write_assignment(made, source(grading), NAME)
        yield made


@pytest.fixture
def write(course: Path, grading: Path, gradebook: Gradebook) -> Write:
    """Grade answers in the real sandbox and write the verdict."""
    assignment = toy_course.assignment(course)
    release = bundle(assignment).release_ipynb

    def written(
        learner: str, answers: dict[str, str], later_s: float = 0, content: bytes | None = None
    ) -> Verdict:
        content = content or handed_in(release, answers)
        verdict = grade(content, source(grading), assignment.limits, name=learner)
        write_verdict(
            grading,
            gradebook,
            source=source(grading),
            learner=learner,
            assignment=NAME,
            received_at=MOMENT + timedelta(seconds=later_s),
            content=content,
            verdict=verdict,
        )
        return verdict

    return written


def source(grading: Path) -> NotebookNode:
    return read_notebook((grading / "source" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))


def nbgrader(grading: Path, *arguments: str) -> None:
    """Run the real command in the course's root."""
    (grading / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "toy"\n',
        encoding="utf-8",
    )
    tools = str(Path(sys.executable).parent)
    done = subprocess.run(
        [f"{tools}/nbgrader", *arguments],
        cwd=grading,
        env={**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nbgraders_export_agrees_with_the_verdict(grading: Path, write: Write) -> None:
    verdicts = {"amina": write("amina", {"double": RIGHT}), "bilal": write("bilal", {"double": SAME})}
    nbgrader(grading, "export")
    with (grading / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {name: float(row["score"]) for name, row in rows.items()} == {"amina": 5.0, "bilal": 0.0}
    assert all(float(rows[name]["score"]) == verdict.score for name, verdict in verdicts.items())
    assert all(float(row["max_score"]) == 10.0 for row in rows.values())
    assert rows["amina"]["timestamp"] == "2027-03-01 07:00:00.250000"


def test_nbgraders_export_and_feedback_take_off_what_lateness_costs(
    grading: Path, gradebook: Gradebook, write: Write
) -> None:
    for learner in ("amina", "bilal", "sana"):
        write(learner, {"double": RIGHT})
    write_penalties(gradebook, {("amina", NAME): 0.9, ("bilal", NAME): 0.5, ("nobody", NAME): 0.5})
    nbgrader(grading, "export")
    with (grading / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    told = {
        name: [float(row[key]) for key in ("raw_score", "late_submission_penalty", "score")]
        for name, row in rows.items()
    }
    assert told == {"amina": [5, 0.5, 4.5], "bilal": [5, 2.5, 2.5], "sana": [5, 0, 5]}
    nbgrader(grading, "generate_feedback", NAME)
    page = (grading / "feedback" / "bilal" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "Score: 2.5 / 10.0" in " ".join(page.split())


def test_late_penalty_follows_a_persons_points_and_goes_with_the_lateness(
    gradebook: Gradebook, write: Write
) -> None:
    write("amina", {"double": RIGHT, "reflect": "When I plan."})
    write_penalties(gradebook, {("amina", NAME): 0.5})
    gradebook.find_grade("reflect", NAME, NAME, "amina").manual_score = 4.0
    gradebook.db.commit()
    write_penalties(gradebook, {("amina", NAME): 0.5})
    assert gradebook.find_submission(NAME, "amina").late_submission_penalty == 4.5
    write_penalties(gradebook, {})
    assert gradebook.find_submission(NAME, "amina").late_submission_penalty == 4.5
    write_penalties(gradebook, {("amina", NAME): 1.0})
    assert gradebook.find_submission_notebook(NAME, NAME, "amina").late_submission_penalty is None


@given(score=st.floats(0, 1000), scale=st.floats(0, 1))
def test_what_a_late_penalty_leaves_is_what_the_service_counts(score: float, scale: float) -> None:
    penalty = late_penalty(score, scale)
    assert max(0.0, score - penalty) == pytest.approx(round(score * scale, 4), abs=1e-9)


def test_nbgraders_feedback_shows_messages_and_no_hidden_line(grading: Path, write: Write) -> None:
    write("bilal", {"double": SAME})
    nbgrader(grading, "generate_feedback", NAME)
    page = (grading / "feedback" / "bilal" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "double gave its input back" in page
    assert "hidden_case" not in page and "secret_factor" not in page


def test_nbgraders_pages_run_nothing_that_a_learner_wrote(grading: Path, write: Write) -> None:
    trap = "<img src=x onerror=alert(1)>"
    essay = (
        f"Often. {trap} [a](javascript:alert(1)) <javascript:alert(1)>\n\n````\n```\n{trap}\n````\n\n"
        f"$\\href{{javascript:alert(1)}}{{x}}$ $$x\n{trap}\n$$\n\n[b]: javascript:alert(1)\n\n[b]"
    )
    write("bilal", {"double": f'def double(n):\n    raise ValueError("{trap}")', "reflect": essay})
    nbgrader(grading, "generate_feedback", NAME)
    page = (grading / "feedback" / "bilal" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "javascript:alert(1)" in page, "the essay is shown"
    assert trap not in page and 'href="javascript:' not in page


def test_autograded_notebook_is_the_instructors_with_the_learners_answers(
    grading: Path, write: Write
) -> None:
    write("bilal", {"double": SAME})
    text = (grading / "autograded" / "bilal" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    cells = {cell.id: cell for cell in read_notebook(text).cells}
    assert cells["double"].source == SAME
    (output,) = cells["double-check"].outputs
    assert output.output_type == "error" and "double gave its input back" in output.evalue
    assert "hidden_case" not in text and "secret_factor" not in text


def test_submitted_file_is_what_was_handed_in(course: Path, grading: Path, write: Write) -> None:
    content = handed_in(bundle(toy_course.assignment(course)).release_ipynb, {"double": RIGHT}) + b"\n"
    write("amina", {}, content=content)
    folder = grading / "submitted" / "amina" / NAME
    assert (folder / f"{NAME}.ipynb").read_bytes() == content
    assert (folder / "timestamp.txt").read_text(encoding="utf-8") == "2027-03-01 07:00:00.250000 UTC"


def test_manual_cell_waits_for_a_person_only_when_answered(gradebook: Gradebook, write: Write) -> None:
    write("amina", {"double": RIGHT, "reflect": "When I plan."})
    write("bilal", {"double": RIGHT})
    answered, empty = (gradebook.find_grade("reflect", NAME, NAME, name) for name in ("amina", "bilal"))
    assert answered.needs_manual_grade and answered.auto_score is None
    assert not empty.needs_manual_grade and empty.auto_score == 0
    assert gradebook.find_comment("reflect", NAME, NAME, "bilal").auto_comment == "No response."


def test_manual_score_outlives_a_new_attempt_and_asks_for_review(
    grading: Path, gradebook: Gradebook, write: Write
) -> None:
    write("amina", {"double": SAME, "reflect": "First."})
    by_hand = gradebook.find_grade("reflect", NAME, NAME, "amina")
    by_hand.manual_score, by_hand.needs_manual_grade = 4.0, False
    gradebook.find_comment("reflect", NAME, NAME, "amina").manual_comment = "Clear."
    gradebook.db.commit()
    (given,) = manual_scores(grading, "toy")
    assert (given.learner, given.grade_id, given.score, given.max_score, given.comment) == (
        "amina",
        "reflect",
        4.0,
        5.0,
        "Clear.",
    )
    assert given.submitted_at == MOMENT and not given.needs_review
    write("amina", {"double": RIGHT, "reflect": "Second."}, later_s=60)
    (kept,) = manual_scores(grading, "toy")
    assert kept.score == 4.0 and kept.needs_review
    assert gradebook.find_submission(NAME, "amina").score == 9.0


def test_rejected_hand_in_scores_zero_and_says_why(grading: Path, gradebook: Gradebook, write: Write) -> None:
    assert write("amina", {}, content=b"no notebook").status == "rejected"
    submission = gradebook.find_submission(NAME, "amina")
    assert submission.score == 0 and not submission.needs_manual_grade
    text = (grading / "autograded" / "amina" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "This hand-in was not graded" in text


def test_error_of_ours_leaves_the_gradebook_alone(grading: Path, gradebook: Gradebook) -> None:
    write_verdict(
        grading,
        gradebook,
        source=source(grading),
        learner="amina",
        assignment=NAME,
        received_at=MOMENT,
        content=b"{}",
        verdict=Verdict(submission="1", status="internal_error"),
    )
    with pytest.raises(MissingEntry):
        gradebook.find_submission(NAME, "amina")
    assert not (grading / "submitted").exists()


@pytest.mark.parametrize("name", ["..", "a/b", "../../etc", ""])
def test_learner_names_that_leave_the_tree_are_refused(
    grading: Path, gradebook: Gradebook, write: Write, name: str
) -> None:
    with pytest.raises(UnsafePath):
        write(name, {"double": RIGHT})
    with pytest.raises(MissingEntry):
        gradebook.find_student(name)


def test_new_release_adds_and_forgets_cells_and_keeps_scores(
    grading: Path, gradebook: Gradebook, write: Write
) -> None:
    write("amina", {"double": RIGHT})
    changed = source(grading)
    changed.cells = [cell for cell in changed.cells if cell.id != "double-check"]
    extra = json.loads(json.dumps(next(cell for cell in changed.cells if cell.id == "double-hidden")))
    extra["id"] = extra["metadata"]["nbgrader"]["grade_id"] = "double-more"
    changed.cells.append(read_notebook(json.dumps({**changed, "cells": [extra]})).cells[0])
    write_assignment(gradebook, changed, NAME)
    submission = gradebook.find_submission(NAME, "amina")
    assert submission.score == 3.0 and submission.max_score == 11.0
    assert gradebook.find_grade("double-more", NAME, NAME, "amina").auto_score == 0
    with pytest.raises(MissingEntry):
        gradebook.find_grade("double-check", NAME, NAME, "amina")


def test_nbgraders_own_generate_agrees_with_our_cells(grading: Path, write: Write) -> None:
    write("amina", {"double": RIGHT})
    nbgrader(grading, "generate_assignment", NAME, "--force")
    text = (grading / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "hidden_case" not in text and "secret_factor" not in text
