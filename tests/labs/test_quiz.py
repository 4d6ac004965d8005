"""The quiz shows questions as text and records letters; it never knows what is right."""

from __future__ import annotations

import dataclasses

import pytest

from labs import quiz

QUESTIONS = [
    quiz.Question("q1", "How many bits has a byte?", {"a": "4", "b": "8"}),
    quiz.Question("q2", "Which is Urdu for skill? " * 6, {"a": "ہنر", "b": "نمک", "c": "a word " * 20}),
    quiz.Question("q3", "Is this hard?", {"a": "yes", "b": "no"}),
]


@pytest.mark.parametrize("letters", ["b a -", "B,A,-", "ba-", " b،  a ؛-".replace("؛", " "), "b\na\n-"])
def test_letters_may_be_typed_as_a_phone_types_them(letters: str) -> None:
    assert quiz.record(QUESTIONS, letters) == {"q1": "b", "q2": "a", "q3": ""}


def test_too_few_letters_are_refused_with_both_counts_and_a_way_out() -> None:
    with pytest.raises(ValueError, match=r'There are 3 questions, but you gave 2 letters\. Type "-"'):
        quiz.record(QUESTIONS, "b a")


def test_a_letter_that_is_no_choice_names_the_question_and_its_choices() -> None:
    with pytest.raises(ValueError, match=r'q3 has the choices a, b; "c" is not one of them'):
        quiz.record(QUESTIONS, "b a c")


def test_a_question_holds_no_answer() -> None:
    assert {field.name for field in dataclasses.fields(quiz.Question)} == {"key", "text", "options"}


def test_every_question_and_choice_is_shown_in_lines_that_fit() -> None:
    shown = quiz.as_text(QUESTIONS)
    assert all(f"{question.key}." in shown for question in QUESTIONS)
    assert shown.count("a)") == 3 and "ہنر" in shown
    assert max(map(len, shown.splitlines())) <= quiz.LINE_LETTERS


def test_the_summary_names_open_questions_and_does_not_judge() -> None:
    partly = quiz.record(QUESTIONS, "a - -")
    assert quiz.unanswered(QUESTIONS, partly) == ["q2", "q3"]
    assert "1 of 3 questions are answered. Still open: q2, q3." in quiz.summary(QUESTIONS, partly)
    wrong, right = quiz.record(QUESTIONS, "a b a"), quiz.record(QUESTIONS, "b a b")
    assert quiz.summary(QUESTIONS, wrong) == quiz.summary(QUESTIONS, right)
