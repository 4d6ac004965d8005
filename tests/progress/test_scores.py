"""Scores: what verdicts and people's decisions add up to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from progress import feed, marks, releases, scores, tables
from progress.attempts import ManualScore
from progress.database import reading
from progress.marks import ScoreError
from progress.scores import CourseProgress
from progress.store import Store
from tests.progress.toy import NOON, bundle, course, graded, hand_in


def standing(engine: Engine, learner: str = "ali") -> CourseProgress:
    found = scores.progress(engine, learner, "toys")
    assert found is not None
    return found


def mark(score: float, comment: str = "", learner: str = "ali", **more: object) -> ManualScore:
    return ManualScore(learner, "t1-adding", "why", score, 10, comment, **more)  # type: ignore[arg-type]


def test_before_anything_nothing_is_earned(released: Engine) -> None:
    one = standing(released).assignments[0]
    assert (one.best_score, one.attempts, one.state, one.percent) == (None, 0, "not_started", 0)


def test_the_best_attempt_counts(released: Engine, store: Store) -> None:
    for score in (4, 10, 7):
        graded(released, store, score=score)
    one = standing(released).assignments[0]
    assert (one.best_score, one.attempts, one.state) == (10, 3, "graded")


def test_a_person_s_mark_adds_to_every_attempt_with_an_answer(released: Engine, store: Store) -> None:
    graded(released, store, score=10, reflected=False)
    graded(released, store, score=8)
    assert standing(released).assignments[0].best_score == 10
    assert marks.add(released, "toys", [mark(9)], "sara", NOON) == ({"ali"}, [])
    one = standing(released).assignments[0]
    assert (one.best_score, one.needs_manual) == (17, [])
    graded(released, store, score=10)
    assert standing(released).assignments[0].best_score == 19


def test_marks_are_only_ever_added_and_the_newest_counts(released: Engine, store: Store) -> None:
    graded(released, store, score=10)
    for score, by in ((5, "sara"), (8, "omar"), (8, "omar")):
        marks.add(released, "toys", [mark(score, "read it")], by, NOON)
    assert standing(released).assignments[0].best_score == 18
    with reading(released) as connection:
        rows = connection.execute(select(tables.score_changes).order_by(tables.score_changes.c.id)).all()
    assert [(r.score, r.given_by, r.reason, r.given_at) for r in rows] == [
        (5, "sara", "read it", NOON),
        (8, "omar", "read it", NOON),
    ]


@pytest.mark.parametrize("score", [-1, 10.5, float("nan"), float("inf")])
def test_points_that_the_cell_does_not_have_are_refused(released: Engine, store: Store, score: float) -> None:
    graded(released, store, score=10)
    touched, refused = marks.add(released, "toys", [mark(score)], "sara", NOON)
    assert touched == set() and "between 0 and 10" in refused[0][1]
    assert standing(released).assignments[0].best_score == 10


def test_one_refused_mark_does_not_hold_up_the_others(released: Engine, store: Store) -> None:
    graded(released, store, score=10)
    unknown = ManualScore("ali", "t1-adding", "add-hidden", 6, 6)
    nobody = mark(5, learner="nobody")
    touched, refused = marks.add(released, "toys", [unknown, nobody, mark(5)], "sara", NOON)
    assert touched == {"ali"}
    assert [m for m, _ in refused] == [unknown, nobody]


def test_somebody_else_s_submission_takes_no_mark(released: Engine, store: Store) -> None:
    graded(released, store, "ali")
    other = graded(released, store, "omar")
    _, refused = marks.add(released, "toys", [mark(5, submission_id=other.id)], "sara", NOON)
    assert "not ali's" in refused[0][1]


def test_a_score_set_by_hand_stands_with_its_reason(released: Engine, store: Store) -> None:
    graded(released, store, score=2)
    with pytest.raises(ScoreError, match="Say why"):
        marks.override(released, "toys", "ali", "t1-adding", 15, reason=" ", by="sara", now=NOON)
    marks.override(released, "toys", "ali", "t1-adding", 15, reason="shown in class", by="sara", now=NOON)
    one = standing(released).assignments[0]
    assert (one.best_score, one.override) == (15, True)


def test_completion_needs_percent_and_every_assignment_and_every_reflection(
    released: Engine, store: Store
) -> None:
    graded(released, store, score=10)
    assert not standing(released).completed
    marks.add(released, "toys", [mark(3)], "sara", NOON)
    assert standing(released).percent == 65 and not standing(released).completed
    marks.add(released, "toys", [mark(4)], "sara", NOON)
    assert standing(released).completed
    releases.publish_course(released, course(assignments=("t1-adding", "t2-more")))
    assert standing(released).percent == 35 and not standing(released).completed


def test_an_unmarked_reflection_holds_a_certificate_back(released: Engine, store: Store) -> None:
    rule = {"name": "Toys", "criteria": "", "minimum_percent": 50}
    releases.publish_course(released, course(certificate=rule))
    graded(released, store, score=10)
    assert standing(released).percent == 50 and not standing(released).completed
    marks.add(released, "toys", [mark(0)], "sara", NOON)
    assert standing(released).completed


def test_assignments_come_in_the_course_s_order(released: Engine) -> None:
    releases.publish_course(released, course(assignments=("t2-more", "t1-adding")))
    releases.publish(released, bundle("t2-more"), "hunar")
    assert [a.assignment for a in standing(released).assignments] == ["t2-more", "t1-adding"]


def test_class_progress_agrees_with_each_learner_s_own(released: Engine, store: Store) -> None:
    for learner, score in (("omar", 3), ("ali", 9), ("sara", 6)):
        graded(released, store, learner, score)
    hand_in(released, store, "zoya")
    together = scores.class_progress(released, "toys")
    assert [c.learner for c in together] == ["ali", "omar", "sara", "zoya"]
    assert together == [standing(released, c.learner) for c in together]


def test_the_gradebook_s_feed_skips_nothing_and_gives_the_best_attempt(
    released: Engine, store: Store
) -> None:
    best = graded(released, store, "ali", 9)
    graded(released, store, "ali", 4, now=NOON + timedelta(minutes=1))
    graded(released, store, "omar", 7)
    seq, entries = feed.changes(released, "toys", 0)
    assert seq == 3
    first = entries[0]
    assert (first.seq, first.learner, first.submission_id, first.verdict.score) == (2, "ali", best.id, 9)
    assert [e.learner for e in entries] == ["ali", "omar"]
    assert feed.changes(released, "toys", seq) == (3, [])
    graded(released, store, "omar", 8)
    assert [(e.learner, e.verdict.score) for e in feed.changes(released, "toys", seq)[1]] == [("omar", 8)]


def test_the_feed_comes_in_pages_that_join_without_a_gap(
    released: Engine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        graded(released, store, f"learner{number}")
    monkeypatch.setattr(feed, "PAGE", 2)
    seq, seen = 0, list[str]()
    while True:
        following, entries = feed.changes(released, "toys", seq)
        if following == seq:
            break
        seq, seen = following, [*seen, *(e.learner for e in entries)]
    assert seen == [f"learner{n}" for n in range(5)]
