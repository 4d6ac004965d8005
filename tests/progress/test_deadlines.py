"""Due times and lateness, computed: extensions, outages, moved deadlines."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from grader.course import Late
from progress.deadlines import Due, Extension, Outage, Setting, due_of, lateness
from tests.progress.toy import NOON

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def setting(due: datetime | None, at: datetime = NOON - 30 * DAY, opens: datetime | None = None) -> Setting:
    return Setting(opens, due, "person", "", "sara", at)


def outage(began: datetime, hours: float, declared: datetime | None = None, course: str = "toys") -> Outage:
    ended = began + hours * HOUR
    return Outage(1, course, began, ended, "no power", "sara", declared or ended)


def own(due: datetime | None, at: datetime = NOON - DAY) -> Extension:
    return Extension("t1-adding", "ali", due, "ill", "sara", at)


def test_a_due_time_inside_an_outage_moves_by_its_whole_length() -> None:
    due = due_of([setting(NOON)], None, [outage(NOON - 2 * HOUR, 6)])
    assert due.at == NOON + 6 * HOUR
    assert [(move.kind, move.due, move.reason) for move in due.moves] == [("outage", due.at, "no power")]


def test_a_due_time_after_an_outage_moves_and_one_before_it_does_not() -> None:
    away = [outage(NOON, 3)]
    assert due_of([setting(NOON + DAY)], None, away).at == NOON + DAY + 3 * HOUR
    assert due_of([setting(NOON)], None, away).at == NOON


def test_an_outage_within_the_time_that_another_one_gave_counts_too() -> None:
    away = [outage(NOON - HOUR, 2), outage(NOON + 1.5 * HOUR, 1)]
    assert due_of([setting(NOON)], None, away).at == NOON + 3 * HOUR


def test_what_two_outages_have_in_common_counts_once() -> None:
    away = [outage(NOON - 4 * HOUR, 3), outage(NOON - 3 * HOUR, 3, course="")]
    assert due_of([setting(NOON)], None, away).at == NOON + 4 * HOUR


def test_an_outage_before_the_opening_took_no_time_away() -> None:
    opened = setting(NOON + DAY, opens=NOON)
    assert due_of([opened], None, [outage(NOON - 2 * HOUR, 2)]).at == NOON + DAY
    assert due_of([opened], None, [outage(NOON - 2 * HOUR, 3)]).at == NOON + DAY + HOUR


def test_who_moves_a_deadline_after_an_outage_was_declared_means_the_time_they_say() -> None:
    away = [outage(NOON - 5 * HOUR, 2)]
    moved = [setting(NOON), setting(NOON + DAY, at=NOON - HOUR)]
    due = due_of(moved, None, away)
    assert due.at == NOON + DAY
    assert [move.kind for move in due.moves] == ["moved"]


def test_moving_only_the_opening_time_leaves_the_outages_counted() -> None:
    away = [outage(NOON - 5 * HOUR, 2)]
    assert due_of([setting(NOON), setting(NOON, NOON - HOUR, NOON - DAY)], None, away).at == NOON + 2 * HOUR


def test_an_extension_is_the_learner_s_own_and_never_shortens() -> None:
    assert due_of([setting(NOON)], own(NOON + DAY), []).at == NOON + DAY
    assert due_of([setting(NOON)], own(NOON - DAY), []).at == NOON
    assert due_of([setting(NOON)], own(None), []).at == NOON
    moved = [setting(NOON), setting(NOON + 3 * DAY, at=NOON)]
    assert due_of(moved, own(NOON + DAY), []).at == NOON + 3 * DAY


def test_an_outage_moves_an_extension_too() -> None:
    assert due_of([setting(NOON)], own(NOON + DAY), [outage(NOON, 3)]).at == NOON + DAY + 3 * HOUR


def test_without_a_due_time_nothing_is_late() -> None:
    assert due_of([setting(None)], own(NOON), [outage(NOON, 3)]).at is None
    assert due_of([], None, []) == Due()
    assert lateness(NOON, Due(), Late(accept=False)).scale == 1


def test_grace_is_no_lateness_and_hours_count_from_the_due_time() -> None:
    policy = Late.model_validate({"grace_min": 10, "periods": [{"until_h": 1, "scale": 0.5}]})
    assert not lateness(NOON + timedelta(minutes=10), Due(NOON), policy).late
    found = lateness(NOON + HOUR, Due(NOON), policy)
    assert (found.by, found.scale) == (HOUR, 0.5)
    assert lateness(NOON + 1.1 * HOUR, Due(NOON), policy).scale == 0


@given(st.lists(st.tuples(st.integers(-200, 200), st.integers(1, 50)), max_size=8), st.randoms())
def test_the_time_left_to_work_is_the_same_with_outages_as_without(
    spans: list[tuple[int, int]], random: object
) -> None:
    """Reference: walk hour by hour from long before, counting only hours with power."""
    away = [outage(NOON + began * HOUR, hours, declared=NOON + 500 * HOUR) for began, hours in spans]
    dark = {hour for began, hours in spans for hour in range(began, began + hours)}
    opened = setting(NOON, opens=NOON - 300 * HOUR)
    left, hour = 300, -300
    while left:
        left -= hour not in dark
        hour += 1
    random.shuffle(away)  # type: ignore[attr-defined]
    due = due_of([opened], None, away).at
    assert due is not None
    light = [h for h in range(-300, int((due - NOON) / HOUR)) if h not in dark]
    assert len(light) == 300 and due >= NOON + hour * HOUR
