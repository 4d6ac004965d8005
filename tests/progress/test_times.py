"""Times as rows: moving them changes scores, grades nothing again and rewrites nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from grader.course import Late
from progress import accounts, attempts, feed, handins, releases, scores, tables, times
from progress.database import reading
from progress.scores import AssignmentProgress
from progress.store import Store
from progress.times import TimesError
from tests.progress.toy import NOON, bundle, course, graded, hand_in

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LATE = {"grace_min": 10, "periods": [{"until_h": 24, "scale": 0.9}, {"until_h": 72, "scale": 0.5}]}
WHO = {"reason": "flood", "by": "sara"}


@pytest.fixture
def due(released: Engine) -> Engine:
    """The toys, due at NOON, under a policy with two periods."""
    releases.publish_course(released, course(late=LATE))
    releases.publish(released, bundle(), "hunar", due=NOON, now=NOON - 9 * DAY)
    return released


def standing(engine: Engine, learner: str = "ali") -> AssignmentProgress:
    found = scores.progress(engine, learner, "toys", NOON)
    assert found is not None
    return found.assignments[0]


def verdict_rows(engine: Engine) -> list[object]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(tables.verdicts))]


def test_the_best_attempt_is_the_one_that_counts_most_after_scaling(due: Engine, store: Store) -> None:
    graded(due, store, score=8, now=NOON)
    late = graded(due, store, score=10, now=NOON + 30 * HOUR)
    one = standing(due)
    assert (one.best_score, one.scale) == (8, 1)
    entry = feed.changes(due, "toys", 0)[1][0]
    assert (entry.attempt, entry.scale) == (1, 1)
    kept = attempts.graded(due, late.id)
    assert kept is not None
    assert (kept.verdict.score, kept.raw, kept.score, kept.lateness.by) == (10, 10, 5, 30 * HOUR)


def test_moving_the_deadline_changes_scores_and_no_row_of_the_past(due: Engine, store: Store) -> None:
    graded(due, store, score=10, now=NOON + 5 * HOUR)
    before = verdict_rows(due)
    assert standing(due).best_score == 9
    times.set_times(due, "toys", "t1-adding", opens=None, due=NOON + 6 * HOUR, **WHO, now=NOON + DAY)
    assert standing(due).best_score == 10
    times.set_times(due, "toys", "t1-adding", opens=None, due=NOON - 3 * DAY, **WHO, now=NOON + 2 * DAY)
    assert (standing(due).best_score, standing(due).state) == (None, "graded")
    assert verdict_rows(due) == before
    with reading(due) as connection:
        rows = connection.execute(select(tables.schedules).order_by(tables.schedules.c.id)).all()
    told = [(r.due, r.source, r.reason, r.given_by, r.given_at) for r in rows if r.course == "toys"]
    assert told[1:] == [
        (NOON, "release", "", "hunar", NOON - 9 * DAY),
        (NOON + 6 * HOUR, "person", "flood", "sara", NOON + DAY),
        (NOON - 3 * DAY, "person", "flood", "sara", NOON + 2 * DAY),
    ]


def test_an_extension_is_for_one_learner_and_the_newest_counts(due: Engine, store: Store) -> None:
    for learner in ("ali", "omar"):
        graded(due, store, learner, score=10, now=NOON + 5 * HOUR)
    times.extend(due, "toys", "t1-adding", "ali", NOON + DAY, **WHO, now=NOON)
    assert (standing(due).best_score, standing(due, "omar").best_score) == (10, 9)
    assert standing(due).due.at == NOON + DAY
    assert [c.assignments[0].best_score for c in scores.class_progress(due, "toys", NOON)] == [10, 9]
    assert [e.learner for e in times.extensions(due, "toys")] == ["ali"]
    times.extend(due, "toys", "t1-adding", "ali", None, **WHO, now=NOON)
    assert standing(due).best_score == 9 and times.extensions(due, "toys") == []


def test_an_extension_for_a_name_that_nobody_has_is_refused_in_words(due: Engine, store: Store) -> None:
    accounts.add(due, "sana", "learner", by="sara")
    accounts.give_role(due, "zara@uni.example", "learner", by="sara")
    graded(due, store, "ali", now=NOON)
    with pytest.raises(TimesError, match="Nobody here has the account name alii"):
        times.extend(due, "toys", "t1-adding", "alii", NOON + DAY, **WHO, now=NOON)
    for learner in ("sana", "zara@uni.example", " ali "):
        times.extend(due, "toys", "t1-adding", learner, NOON + DAY, **WHO, now=NOON)
    assert [e.learner for e in times.extensions(due, "toys")] == ["ali", "sana", "zara@uni.example"]
    releases.publish_course(due, course(name="other"))
    releases.publish(due, bundle(course="other"), "hunar", due=NOON, now=NOON)
    with pytest.raises(TimesError, match="Nobody here"):
        times.extend(due, "other", "t1-adding", "ali", NOON + DAY, **WHO, now=NOON)


def test_the_gradebook_s_feed_marks_every_move_and_tells_what_then_counts(due: Engine, store: Store) -> None:
    for hours, points in ((0, 8), (30, 10)):
        graded(due, store, score=points, now=NOON + hours * HOUR)
    graded(due, store, "omar", score=5, now=NOON + 4 * DAY)

    def standings() -> list[tuple[str, int, float]]:
        mark, found = feed.standings(due, "toys")
        assert mark == feed.times_mark(due, "toys")
        marks.append(mark)
        for row in found:  # each is the first one after the number before
            _, entries = feed.changes(due, "toys", row.seq - 1, limit=1)
            assert [(e.seq, e.submission_id, e.scale) for e in entries] == [
                (row.seq, row.submission_id, row.scale)
            ]
        return [(row.learner, row.submission_id, row.scale) for row in found]

    marks: list[str] = []
    assert standings() == [("ali", 1, 1), ("omar", 3, 0)], "what came too late is still to be read"
    times.extend(due, "toys", "t1-adding", "ali", NOON + 2 * DAY, **WHO, now=NOON)
    assert standings() == [("ali", 2, 1), ("omar", 3, 0)]
    outage = times.declare(due, "toys", NOON - DAY, NOON, **WHO, now=NOON + DAY)
    assert standings() == [("ali", 2, 1), ("omar", 3, 0.5)]
    times.withdraw(due, "toys", outage, **WHO, now=NOON + DAY)
    assert standings()[1] == ("omar", 3, 0)
    times.set_times(due, "toys", "t1-adding", opens=None, due=NOON + 5 * DAY, **WHO, now=NOON + DAY)
    assert standings() == [("ali", 2, 1), ("omar", 3, 1)]
    releases.publish_course(due, course(late={"accept": False}))
    assert standings() == [("ali", 2, 1), ("omar", 3, 1)]
    assert marks[3] == marks[1] and len({*marks}) == len(marks) - 1, "a withdrawn outage never was"
    graded(due, store, "sana", now=NOON)
    assert feed.times_mark(due, "toys") == marks[-1], "a hand-in moves no time"


def test_an_outage_is_for_everybody_until_it_is_taken_back(due: Engine, store: Store) -> None:
    receipt = graded(due, store, score=10, now=NOON + 5 * HOUR)
    assert receipt.late
    outage = times.declare(due, "", NOON - HOUR, NOON + 4 * HOUR, **WHO, now=NOON + DAY)
    assert standing(due).best_score == 10 and standing(due).due.at == NOON + 5 * HOUR
    again = handins.receipt(due, receipt.id)
    assert again is not None and not again.late
    with pytest.raises(TimesError, match="no such outage"):
        times.withdraw(due, "toys", outage, **WHO, now=NOON + DAY)
    times.withdraw(due, "", outage, **WHO, now=NOON + DAY)
    assert standing(due).best_score == 9 and times.outages(due, "toys") == []
    with pytest.raises(TimesError, match="no such outage"):
        times.withdraw(due, "", outage, **WHO, now=NOON + DAY)


def test_an_outage_of_one_course_leaves_the_others_alone(due: Engine) -> None:
    times.declare(due, "other", NOON - HOUR, NOON, **WHO, now=NOON)
    assert standing(due).due.at == NOON


def test_releasing_again_does_not_undo_a_moved_deadline_but_a_changed_text_counts(due: Engine) -> None:
    times.set_times(due, "toys", "t1-adding", opens=None, due=NOON + DAY, **WHO, now=NOON)
    releases.publish(due, bundle(title="Adding, mended"), "sara", due=NOON, now=NOON)
    assert standing(due).due.at == NOON + DAY
    releases.publish(due, bundle(title="Adding, mended"), "sara", due=NOON + 2 * DAY, now=NOON)
    assert standing(due).due.at == NOON + 2 * DAY


def test_an_assignment_s_own_policy_goes_before_the_course_s(due: Engine, store: Store) -> None:
    graded(due, store, score=10, now=NOON + 5 * HOUR)
    releases.publish(due, bundle(), "hunar", due=NOON, late=Late(after=0.3), now=NOON)
    assert standing(due).best_score == 3
    releases.publish(due, bundle(), "hunar", due=NOON, now=NOON)
    assert standing(due).best_score == 9


def test_times_without_a_reason_or_without_sense_are_refused(due: Engine) -> None:
    when = {"by": "sara", "now": NOON}
    with pytest.raises(TimesError, match="Say why"):
        times.extend(due, "toys", "t1-adding", "ali", NOON, reason=" ", **when)  # type: ignore[arg-type]
    with pytest.raises(TimesError, match="no assignment toys/nothing"):
        times.extend(due, "toys", "nothing", "ali", NOON, **WHO, now=NOON)
    with pytest.raises(TimesError, match="end after it began"):
        times.declare(due, "toys", NOON, NOON, **WHO, now=NOON)
    with pytest.raises(TimesError, match="31 days"):
        times.declare(due, "toys", NOON, NOON + 32 * DAY, **WHO, now=NOON)
    with pytest.raises(TimesError, match="after the opening"):
        times.set_times(due, "toys", "t1-adding", opens=NOON, due=NOON, **WHO, now=NOON)
    releases.publish(due, bundle("t2-more"), "hunar", now=NOON)
    with pytest.raises(TimesError, match="no due time"):
        times.extend(due, "toys", "t2-more", "ali", NOON, **WHO, now=NOON)


def test_before_it_opens_an_assignment_is_no_part_of_a_learner_s_course(due: Engine, store: Store) -> None:
    times.set_times(due, "toys", "t1-adding", opens=NOON, due=None, **WHO, now=NOON - DAY)
    early = scores.progress(due, "ali", "toys", NOON - HOUR)
    assert early is not None and early.assignments == [] and early.unreleased == ["t1-adding"]
    teacher = scores.progress(due, "sara", "toys", NOON - HOUR, unopened=True)
    assert teacher is not None and len(teacher.assignments) == 1
    hand_in(due, store, now=NOON)
    closed_again = scores.progress(due, "ali", "toys", NOON - HOUR)
    assert closed_again is not None and len(closed_again.assignments) == 1, "work handed in stays in sight"


def test_a_result_made_with_older_checks_is_outdated_until_graded_anew(due: Engine, store: Store) -> None:
    graded(due, store, score=10, now=NOON)
    assert not standing(due).feedback_outdated
    releases.publish(due, bundle(title="Adding, mended"), "sara", due=NOON, now=NOON)
    assert standing(due).feedback_outdated
    graded(due, store, score=10, now=NOON)
    assert not standing(due).feedback_outdated
