"""What the shipped labs say holds: examples in docstrings, the quiz, Urdu, wrong answers, points."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat import NotebookNode

from grader.course import read_courses
from grader.release import release
from grader.wrong_answers import read_wrong_answers

COURSES = Path(__file__).resolve().parents[2] / "courses"
ASSIGNMENTS = [assignment for course in read_courses(COURSES) for assignment in course.assignments]
NAMES = [f"{assignment.course}/{assignment.name}" for assignment in ASSIGNMENTS]
MAX_PRINTED_BYTES = 20_000
MAX_PICTURE_BYTES = 100_000
"""On a slow link every result must be there in a second or two."""
CODE = re.compile(r"^\[([a-z0-9-]+)\] \S")


def graded(notebook: NotebookNode) -> dict[str, tuple[float, str]]:
    """(points, source) of each graded code cell, by grade_id."""
    return {
        cell.metadata.nbgrader.grade_id: (cell.metadata.nbgrader.points, cell.source)
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
    }


def exercise_of(grade_id: str) -> str:
    return re.sub(r"-(check|hidden.*)$", "", grade_id)


@pytest.mark.parametrize("name", NAMES)
def test_visible_and_hidden_points_are_40_to_60_in_every_exercise(
    sources: dict[str, NotebookNode], name: str
) -> None:
    visible: dict[str, float] = {}
    hidden: dict[str, float] = {}
    for grade_id, (points, _) in graded(sources[name]).items():
        part = visible if grade_id.endswith("-check") else hidden
        part[exercise_of(grade_id)] = part.get(exercise_of(grade_id), 0) + points
    assert visible and visible.keys() == hidden.keys()
    assert all(visible[exercise] * 3 == hidden[exercise] * 2 for exercise in visible)


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=NAMES)
def test_every_misconception_that_a_test_names_has_a_wrong_answer(
    sources: dict[str, NotebookNode], assignment: SimpleNamespace
) -> None:
    source = sources[f"{assignment.course}/{assignment.name}"]
    named = {
        (exercise_of(grade_id), code)
        for grade_id, (_, text) in graded(source).items()
        for code in re.findall(r"""["']\[([a-z0-9-]+)\] """, text)
    }
    listed = {(w.exercise, w.misconception) for w in read_wrong_answers(assignment.wrong_answers_path)}
    assert named and named <= listed


@pytest.mark.parametrize("name", NAMES)
def test_urdu_is_written_in_urdu_script_and_marked_right_to_left(
    sources: dict[str, NotebookNode], name: str
) -> None:
    text = "\n".join(cell.source for cell in sources[name].cells if cell.cell_type == "markdown")
    opened = re.findall(r'<(?:details|table) lang="ur"[^>]*>', text)
    exercises = {exercise_of(grade_id) for grade_id in graded(sources[name])}
    assert len(opened) == len(exercises) + 1, "an Urdu hint for each exercise, and the glossary"
    assert all('dir="rtl"' in tag for tag in opened)
    foreign = {letter for letter in text if letter in "يكةىٱ"}
    assert not foreign, "Arabic letters where Urdu has its own: ی ک ہ"
    assert text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("name", NAMES)
def test_the_outputs_of_a_lab_are_light(lab: Callable[[str], SimpleNamespace], name: str) -> None:
    shown = lab(name)
    assert len(shown.printed.encode()) < MAX_PRINTED_BYTES
    assert shown.pictures and sum(map(len, shown.pictures)) < MAX_PICTURE_BYTES


def test_the_example_in_each_docstring_of_a1_is_true(a1: SimpleNamespace) -> None:
    assert a1.hash256(b"").hex().startswith("5df6e0e2")
    assert a1.to_display(bytes(31) + b"\x0a") == "0a" + "0" * 62
    assert a1.compact_size(1000).hex() == "fde803"
    assert a1.read_compact_size(bytes.fromhex("00fde803"), 1) == (1000, 4)
    assert f'avalanche(b"Indus", 3) == {a1.avalanche(b"Indus", 3)}' in a1_text()
    assert f'find_nonce(b"Lahore 2026", 8) == {a1.find_nonce(b"Lahore 2026", 8)}' in a1_text()
    assert f'begins with "{a1.commit(7450, bytes(32)).hex()[:8]}"' in a1_text()
    assert a1.open_ok(a1.commit(5, bytes(32)), 6, bytes(32)) is False


def test_the_example_in_each_docstring_of_p0_is_true(p0: SimpleNamespace) -> None:
    assert p0.energy_kwh(75, 8) == 0.6
    assert p0.daily_units([100, 108, 115]) == [8, 7]
    assert p0.hex_bytes("A!") == "41 21" and p0.hex_bytes("") == ""
    assert p0.average_kw([2, 3, 4]) == 3.0
    assert p0.draft([2, 3, 5]) == 2, "the failed check that the text shows"


def test_p0s_answers_are_those_of_other_tools(p0: SimpleNamespace) -> None:
    load_mw = p0.np.random.default_rng(3).permutation(9 * 24).reshape(9, 24)
    assert p0.peak_hours(load_mw).tolist() == [row.index(max(row)) for row in load_mw.tolist()]
    readings = [70, 70, 95, 96]
    assert p0.daily_units(readings) == p0.np.diff(readings).tolist() and p0.daily_units([70]) == []
    assert p0.average_kw([0.5, 4.0, 0.25]) == pytest.approx(statistics.fmean([0.5, 4.0, 0.25]))
    for text in ("بجلی", "a\tb", "5 روپے"):
        assert bytes.fromhex(p0.hex_bytes(text)).decode() == text
        assert len(p0.hex_bytes(text)) == 3 * len(text.encode()) - 1


def test_the_peaks_in_p0s_plot_lie_where_the_text_says(p0: SimpleNamespace) -> None:
    assert len(p0.tops) == 7 and all(18 <= hour <= 20 for hour in p0.tops)
    assert all(12 <= hour <= 14 for hour in p0.week_mw[:, 8:20].argmin(axis=1) + 8), "a low at midday"


def test_the_right_answers_of_the_quiz_are_what_python_says(p0: SimpleNamespace) -> None:
    def rest(total: int, used: int) -> int:
        return total - used

    a = [1, 2]
    b = a
    b.append(3)
    says = {
        "q2": str(rest(used=2, total=5)),
        "q4": str(len("ہنر".encode())),
        "q5": repr(bytes([11]).hex()),
        "q6": repr(b"abc"[0]),
        "q7": repr([10, 20, 30, 40][1:3]),
        "q8": repr(a),
        "q9": repr(p0.np.zeros((7, 24)).sum(axis=1).shape),
    }
    chosen = {question.key: question.options[p0.answers[question.key]] for question in p0.QUESTIONS}
    assert {key: chosen[key] for key in says} == says
    assert chosen["q1"] == "None" and chosen["q3"] == "a NameError" and "return" in chosen["q10"]


def test_the_released_quiz_does_not_tell_its_answers(
    sources: dict[str, NotebookNode], p0: SimpleNamespace
) -> None:
    released = release(sources["start/p0-check-in"], "p0-check-in")
    text = "\n".join(cell.source for cell in released.cells)
    letters = "".join(p0.answers[question.key] for question in p0.QUESTIONS)
    assert "quiz.record(QUESTIONS" in text, "the way to answer is shown"
    assert letters not in re.sub(r"[\s,]+", "", text)
    assert 'answers.get("q' not in text


def a1_text() -> str:
    return (COURSES / "blockchain/a1-hashes/a1-hashes.py").read_text(encoding="utf-8")
