"""E4's reference answers agree with independent witnesses: dateutil, pandas, hashlib over bytes written by
hand, and properties that hypothesis tries to break.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tomllib
from collections import deque
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

FOLDER = Path(__file__).resolve().parents[2] / "courses/fintech/e4-sandbox-rules"
EVENTS = ("accept", "start", "report", "grant", "stop", "refuse")


@pytest.fixture(scope="module")
def e4(lab: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    """The lab reads rules.json from its own folder, as a learner's notebook does."""
    with contextlib.chdir(FOLDER):
        return lab("fintech/e4-sandbox-rules")


@pytest.fixture(scope="module")
def text() -> str:
    return (FOLDER / "e4-sandbox-rules.py").read_text(encoding="utf-8")


def successors(next_state: Callable[[str, str], str], state: str) -> dict[str, str]:
    found = {}
    for event in EVENTS:
        with contextlib.suppress(ValueError):
            found[event] = next_state(state, event)
    return found


def test_the_rules_file_is_dated_says_what_is_invented_and_holds_no_float() -> None:
    rules = json.loads((FOLDER / "rules.json").read_text(encoding="utf-8"), parse_float=pytest.fail)
    assert date.fromisoformat(rules["as_of"]) >= date(2026, 2, 20)
    assert rules["reviewer"] and "invented" in rules and "Data Darbar" in rules["reported"]
    assert rules["alarm"]["resume_at"] < rules["alarm"]["stop_at"]
    facts = tomllib.loads((FOLDER.parent / "facts.toml").read_text(encoding="utf-8"))["fact"]
    window = next(fact for fact in facts if fact["id"] == "sandbox-launch")
    assert rules["entry"]["max_months"] == window["value"] and window["unit"] == "months"


def test_the_example_in_each_docstring_is_true(e4: SimpleNamespace, text: str) -> None:
    assert e4.eligible(e4.sample, e4.rules) == (False, ["months", "custody"])
    assert e4.next_state("applied", "accept") == "screened"
    book: dict[str, int] = {}
    assert e4.check_caps({"user": "u1", "paisa": 100}, book, e4.rules) == [] and book == {"u1": 100}
    assert e4.days_left(date(2026, 1, 31), 1) == 28
    assert e4.kill_switch([10, 60, 30, 20], e4.rules) == [False, True, True, False]
    report = e4.weekly_report({"Sara": 70, "Bilal": 50}, "2026-W10")
    assert f'"2026-W10") begins with "{report[:8]}"' in text


def test_an_application_is_refused_for_exactly_the_rules_it_breaks(e4: SimpleNamespace) -> None:
    good = {"activity": "ramp", "months": 18, "capital_paisa": 500_000_000, "separate_custody": True}
    breaks: dict[str, dict[str, Any]] = {
        "activity": {"activity": "casino"},
        "months": {"months": 19},
        "capital": {"capital_paisa": 499_999_999},
        "custody": {"separate_custody": False},
    }
    for chosen in range(16):
        reasons = [reason for place, reason in enumerate(breaks) if chosen >> place & 1]
        app = dict(good)
        for reason in reasons:
            app |= breaks[reason]
        assert e4.eligible(app, e4.rules) == (not reasons, reasons)
    assert e4.eligible(good | {"months": 0}, e4.rules) == (False, ["months"])


def test_every_way_to_a_licence_leads_through_screening_testing_and_the_exit_report(
    e4: SimpleNamespace,
) -> None:
    ways, waiting = [], deque([("applied",)])
    while waiting:
        way = waiting.popleft()
        after = successors(e4.next_state, way[-1])
        assert not set(after.values()) & set(way), "a circle: the search would not end"
        waiting.extend((*way, state) for state in after.values())
        ways += [] if after else [way]
    assert {way[-1] for way in ways} == {"licence", "wind-down", "refused"}
    licensed = {way for way in ways if way[-1] == "licence"}
    assert licensed == {("applied", "screened", "testing", "exit", "licence")}
    assert not [way for way in ways if way[-2:] == ("testing", "refused")]


def test_unknown_states_and_events_are_refused(e4: SimpleNamespace) -> None:
    for state, event in (("asleep", "accept"), ("applied", "Accept"), ("applied", ""), ("licence", "stop")):
        with pytest.raises(ValueError):
            e4.next_state(state, event)


def test_the_table_in_the_text_is_the_state_machine(e4: SimpleNamespace, text: str) -> None:
    rows = [line for line in text.splitlines() if line.startswith("| `") and " → `" in line]
    assert len(rows) == 4
    for row in rows:
        state, moves = row.strip("| ").split(" | ")
        written = dict(move.replace("`", "").split(" → ") for move in moves.split("; "))
        assert written == successors(e4.next_state, state.strip("`"))


deposits = st.lists(st.tuples(st.sampled_from("ABCDEF"), st.integers(1, 400)), max_size=40)


@settings(max_examples=150, deadline=None)
@given(deposits, st.integers(1, 800), st.integers(1, 1500), st.integers(1, 6))
def test_no_row_of_deposits_breaks_a_cap_or_is_refused_without_need(
    e4: SimpleNamespace, row: list[tuple[str, int]], per_user: int, aggregate: int, users: int
) -> None:
    caps = {"per_user_paisa": per_user, "aggregate_paisa": aggregate, "users": users}
    book: dict[str, int] = {}
    accepted: list[tuple[str, int]] = []
    for user, paisa in row:
        before = dict(book)
        broken = e4.check_caps({"user": user, "paisa": paisa}, book, {"caps": caps})
        tried = pd.DataFrame([*accepted, (user, paisa)], columns=["user", "paisa"])
        totals = tried.groupby("user")["paisa"].sum()
        expected = {
            "per_user": totals[user] > per_user,
            "aggregate": totals.sum() > aggregate,
            "users": len(totals) > users,
        }
        assert broken == [cap for cap, is_broken in expected.items() if is_broken]
        if broken:
            assert book == before
        else:
            accepted.append((user, paisa))
        assert sum(book.values()) <= aggregate and len(book) <= users
        assert all(0 < held <= per_user and type(held) is int for held in book.values())


@pytest.mark.parametrize("paisa", [1.0, 0.5, float("nan"), "5", None, 0, -1])
def test_an_amount_that_is_no_positive_int_is_refused_and_leaves_no_trace(
    e4: SimpleNamespace, paisa: object
) -> None:
    book = {"A": 1}
    with pytest.raises(ValueError):
        e4.check_caps({"user": "A", "paisa": paisa}, book, e4.rules)
    assert book == {"A": 1}


@settings(max_examples=400, deadline=None)
@given(st.dates(date(1999, 1, 1), date(2101, 1, 1)), st.integers(1, 60), st.integers(0, 2000))
def test_the_end_of_a_window_is_where_dateutil_puts_it(
    e4: SimpleNamespace, start: date, months: int, passed: int
) -> None:
    end = start + relativedelta(months=months)
    assert e4.days_left(start, months) == (end - start).days
    assert e4.days_left(start, months, start + timedelta(days=passed)) == max(0, (end - start).days - passed)


def test_the_dates_in_the_text_are_right(e4: SimpleNamespace) -> None:
    assert date(2026, 1, 31) + relativedelta(months=1) == date(2026, 2, 28)
    assert date(2026, 2, 20) + relativedelta(months=18) == date(2027, 8, 20)
    assert e4.days_left(date(2026, 2, 20), 18) == 546 == (date(2027, 8, 20) - date(2026, 2, 20)).days
    assert e4.days_left(date(2026, 4, 10), 1) == 30


weeks = st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=60)


@settings(max_examples=300, deadline=None)
@given(weeks, st.integers(0, 60), st.integers(1, 40))
def test_the_switch_is_the_last_deciding_week_carried_forward(
    e4: SimpleNamespace, metrics: list[int | None], resume_at: int, gap: int
) -> None:
    stop_at = resume_at + gap
    numbers = pd.Series(metrics, dtype="float64")
    decided = pd.Series(float("nan"), index=numbers.index)
    decided[numbers <= resume_at] = 0.0
    decided[numbers.isna() | (numbers >= stop_at)] = 1.0
    expected = (decided.ffill().fillna(0.0) == 1.0).tolist()
    assert e4.kill_switch(metrics, {"alarm": {"stop_at": stop_at, "resume_at": resume_at}}) == expected


def test_two_limits_change_less_often_than_one(e4: SimpleNamespace) -> None:
    one_limit = [number >= 50 for number in e4.weeks]
    assert sum(x != y for x, y in pairwise(one_limit)) == 5
    with_memory = e4.kill_switch(e4.weeks, e4.rules)
    assert sum(x != y for x, y in pairwise(with_memory)) == 1


def test_the_fingerprint_is_sha256_of_the_canonical_bytes(e4: SimpleNamespace, text: str) -> None:
    plain = '{"balances":{"Bilal":50,"Sara":70},"total_paisa":120,"users":2,"week":"2026-W10"}'
    assert f"`{plain}`" in text
    for book in ({"Sara": 70, "Bilal": 50}, {"Bilal": 50, "Sara": 70}):
        assert e4.weekly_report(book, "2026-W10") == hashlib.sha256(plain.encode()).hexdigest()
    name = b"\xd8\xb9\xd9\x84\xdb\x8c"
    urdu = b'{"balances":{"Sara":70,"%s":50},"total_paisa":120,"users":2,"week":"2026-W11"}' % name
    assert e4.weekly_report({"علی": 50, "Sara": 70}, "2026-W11") == hashlib.sha256(urdu).hexdigest()
    empty = b'{"balances":{},"total_paisa":0,"users":0,"week":"2026-W12"}'
    assert e4.weekly_report({}, "2026-W12") == hashlib.sha256(empty).hexdigest()


def test_the_plot_shows_what_its_words_say(e4: SimpleNamespace) -> None:
    assert len(e4.arrows) == 9 and not [a for a in e4.arrows if a[0] == "testing" and a[2] == "licence"]
    numbers = [number if number is not None else 0 for number in e4.complaints]
    assert sum(x < 50 <= y for x, y in pairwise(numbers)) == 2
    assert e4.complaints.count(None) == 1
    assert sum(y and not x for x, y in zip([False, *e4.stopped], e4.stopped, strict=False)) == 3
    stopped_weeks = {week for week, is_stopped in enumerate(e4.stopped, start=1) if is_stopped}
    assert not stopped_weeks & {week for found in e4.refused.values() for week in found}
    assert min(e4.refused["users"]) >= 18 and min(e4.refused["aggregate"]) >= 18 and e4.refused["per_user"]


def test_the_sample_answer_tells_the_truth_about_the_cap_on_users(e4: SimpleNamespace) -> None:
    caps = e4.rules["caps"]
    book = {f"user {number}": 100_000 for number in range(40)}
    assert caps["users"] == 40 and sum(book.values()) * 10 < caps["aggregate_paisa"]
    assert e4.check_caps({"user": "new", "paisa": 100_000}, book, e4.rules) == ["users"]
