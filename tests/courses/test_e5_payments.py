"""E5's reference answers agree with independent witnesses: fractions, pandas, numpy, and properties that
hypothesis tries to break.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

SOURCE = Path(__file__).resolve().parents[2] / "courses/fintech/e5-payments/e5-payments.py"
LARGE = 10**15


@pytest.fixture(scope="module")
def e5(lab: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return lab("fintech/e5-payments")


@pytest.fixture(scope="module")
def text() -> str:
    return SOURCE.read_text(encoding="utf-8")


def half_up(x: Fraction) -> int:
    """A half goes away from zero."""
    size = math.floor(abs(x) + Fraction(1, 2))
    return size if x >= 0 else -size


WHOLE: dict[str, Callable[[Fraction], int]] = {"half-up": half_up, "half-even": round}
"""Python's round() of a Fraction is exact, and takes a half to the even neighbour."""


def test_the_example_in_each_docstring_is_true(e5: SimpleNamespace, text: str) -> None:
    assert e5.to_whole(Decimal("2.5"), "half-up") == 3
    ledger: dict[tuple[str, str], int] = {}
    e5.post(ledger, [("Ali", "PKR", 500), ("bank", "PKR", -500)])
    assert ledger == {("Ali", "PKR"): 500, ("bank", "PKR"): -500}
    paid: list[object] = []
    safe = e5.idempotent(paid.append)
    assert safe("k1", {"paisa": 5}) is safe("k1", {"paisa": 5}) and len(paid) == 1
    assert e5.quote(20_000, e5.sample_route) == {"fee_cents": 300, "received_paisa": 5_460_840}
    assert e5.net_income(e5.bill) == {"withheld_paisa": 125_160, "net_paisa": 12_390_840}
    assert list(e5.bill.values()) == [50_000, 1_000, 300, 28_000, 100]
    assert "for 50_000, 1_000, 300, 28_000 and 100: withheld 125_160, net 12_390_840" in text
    assert e5.reserve_ratio({"cash": 600, "bonds": 399}, 1_000) == 9_990
    assert e5.run([500, 500, 400], 600, 1_000, 2_500) == 3
    locked = {"status": "locked", "hash": bytes(32), "timeout": 7}
    assert e5.htlc(locked, {"kind": "refund", "time": 7})["status"] == "refunded"


@settings(max_examples=300, deadline=None)
@given(st.integers(-(10**18), 10**18), st.sampled_from([1, 2, 4, 8, 10, 1000]), st.sampled_from(list(WHOLE)))
def test_rounding_agrees_with_exact_fractions(
    e5: SimpleNamespace, numerator: int, denominator: int, rounding: str
) -> None:
    got = e5.to_whole(Decimal(numerator) / denominator, rounding)
    assert type(got) is int and got == WHOLE[rounding](Fraction(numerator, denominator))


@pytest.mark.parametrize(("x", "rounding"), [(0.5, "half-up"), (Decimal(1), "down"), (Decimal(1), "")])
def test_a_float_and_an_unknown_rounding_are_refused(e5: SimpleNamespace, x: object, rounding: str) -> None:
    with pytest.raises(ValueError):
        e5.to_whole(x, rounding)


accounts, currencies = st.sampled_from("ABC"), st.sampled_from(["PKR", "USD"])
any_entries = st.lists(st.tuples(accounts, currencies, st.integers(-3, 3)), max_size=4)
transfers = st.lists(st.tuples(accounts, accounts, currencies, st.integers(1, LARGE)), min_size=1, max_size=3)
balanced_entries = transfers.map(
    lambda row: [
        entry
        for giver, taker, currency, amount in row
        for entry in ((giver, currency, -amount), (taker, currency, amount))
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(any_entries, balanced_entries), max_size=6))
def test_the_ledger_is_the_sum_of_the_balanced_postings_and_nothing_else(
    e5: SimpleNamespace, postings: list[list[tuple[str, str, int]]]
) -> None:
    ledger: dict[tuple[str, str], int] = {}
    accepted: list[tuple[str, str, int]] = []
    for posting in postings:
        frame = pd.DataFrame(posting, columns=["account", "currency", "amount"])
        balanced = len(frame) >= 2 and bool((frame.groupby("currency")["amount"].sum() == 0).all())
        before = dict(ledger)
        if balanced:
            e5.post(ledger, posting)
            accepted += posting
        else:
            with pytest.raises(ValueError):
                e5.post(ledger, posting)
            assert ledger == before
    for currency in ("PKR", "USD"):
        assert sum(held for (_, of), held in ledger.items() if of == currency) == 0
    totals = pd.DataFrame(accepted, columns=["account", "currency", "amount"])
    assert ledger == totals.groupby(["account", "currency"])["amount"].sum().to_dict()


requests = st.lists(
    st.tuples(st.sampled_from(["k1", "k2", "k3"]), st.integers(1, 2), st.booleans()), max_size=25
)


@settings(max_examples=200, deadline=None)
@given(requests)
def test_each_key_is_paid_once_whatever_is_asked_again(
    e5: SimpleNamespace, row: list[tuple[str, int, bool]]
) -> None:
    paid: list[int] = []
    network = {"up": True}

    def pay(body: dict[str, int]) -> int:
        if not network["up"]:
            raise ConnectionError
        paid.append(body["paisa"])
        return len(paid) - 1

    safe = e5.idempotent(pay)
    first: dict[str, tuple[int, int]] = {}
    for key, paisa, up in row:
        network["up"] = up
        if key in first and first[key][0] != paisa:
            with pytest.raises(ValueError):
                safe(key, {"paisa": paisa})
        elif key in first:
            assert safe(key, {"paisa": paisa}) == first[key][1]
        elif not up:
            with pytest.raises(ConnectionError):
                safe(key, {"paisa": paisa})
        else:
            first[key] = (paisa, safe(key, {"paisa": paisa}))
    assert Counter(paid) == Counter(paisa for paisa, _ in first.values())


def test_a_body_that_the_caller_changes_later_does_not_change_the_memory(e5: SimpleNamespace) -> None:
    safe = e5.idempotent(len)
    body = {"paisa": 5}
    safe("k", body)
    body["paisa"] = 6
    with pytest.raises(ValueError):
        safe("k", body)


route = st.fixed_dictionaries(
    {
        "fixed_cents": st.integers(0, 3_000),
        "percent_bp": st.integers(0, 500),
        "minimum_cents": st.integers(0, 3_000),
        "mid_paisa": st.integers(20_000, 40_000),
        "spread_bp": st.integers(0, 1_000),
        "rounding": st.sampled_from(list(WHOLE)),
    }
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.integers(1, 100_000), st.integers(1, LARGE)), route)
def test_a_quote_agrees_with_exact_fractions(e5: SimpleNamespace, amount: int, route: dict[str, Any]) -> None:
    whole = WHOLE[route["rounding"]]
    fee = route["fixed_cents"] + whole(Fraction(amount * route["percent_bp"], 10_000))
    fee = max(fee, route["minimum_cents"])
    if fee >= amount:
        with pytest.raises(ValueError):
            e5.quote(amount, route)
        return
    dollars = Fraction(amount - fee, 100)
    arrives = whole(dollars * route["mid_paisa"] * (1 - Fraction(route["spread_bp"], 10_000)))
    assert e5.quote(amount, route) == {"fee_cents": fee, "received_paisa": arrives}


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, LARGE),
    st.integers(0, 10_000),
    st.integers(0, 2_000),
    st.integers(20_000, 40_000),
    st.integers(0, 10_000),
)
def test_what_is_withheld_and_what_is_left_make_up_what_arrives(
    e5: SimpleNamespace, gross: int, platform: int, transfer: int, rate: int, withholding: int
) -> None:
    keys = ("gross_cents", "platform_bp", "transfer_cents", "rate_paisa", "withholding_bp")
    invoice = dict(zip(keys, (gross, platform, transfer, rate, withholding), strict=True))
    got = e5.net_income(invoice)
    cents = max(0, gross - half_up(Fraction(gross * platform, 10_000)) - transfer)
    arrives = half_up(Fraction(cents * rate, 100))
    assert got["withheld_paisa"] == half_up(Fraction(arrives * withholding, 10_000))
    assert got["withheld_paisa"] + got["net_paisa"] == arrives
    assert min(got.values()) >= 0


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.integers(0, LARGE), max_size=4), st.integers(1, LARGE))
def test_the_ratio_is_the_largest_that_the_assets_cover(
    e5: SimpleNamespace, assets: dict[str, int], liab: int
) -> None:
    ratio = e5.reserve_ratio(assets, liab)
    total = sum(assets.values())
    assert Fraction(ratio, 10_000) <= Fraction(total, liab) < Fraction(ratio + 1, 10_000)
    assert (ratio >= 10_000) == (total >= liab)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.integers(0, 2_000), max_size=15),
    st.integers(0, 5_000),
    st.integers(0, 5_000),
    st.integers(0, 10_000),
)
def test_a_run_fails_where_the_running_sum_passes_the_cash(
    e5: SimpleNamespace, days: list[int], liquid: int, illiquid: int, haircut_bp: int
) -> None:
    cash = math.floor(liquid + Fraction(illiquid) * (1 - Fraction(haircut_bp, 10_000)))
    over = np.flatnonzero(np.cumsum(np.array(days, dtype=np.int64)) > cash)
    day = e5.run(days, liquid, illiquid, haircut_bp)
    assert day == (int(over[0]) + 1 if len(over) else None)
    if haircut_bp < 10_000 and day is not None:
        worse = e5.run(days, liquid, illiquid, haircut_bp + 1)
        assert worse is not None and worse <= day


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40), st.binary(max_size=40), st.integers(0, 20), st.integers(0, 20))
def test_at_every_moment_exactly_one_way_out_is_open(
    e5: SimpleNamespace, secret: bytes, guess: bytes, timeout: int, now: int
) -> None:
    assume(secret != guess)
    locked = {"status": "locked", "hash": hashlib.sha256(secret).digest(), "timeout": timeout}
    events = [
        {"kind": "claim", "time": now, "preimage": secret},
        {"kind": "refund", "time": now},
        {"kind": "claim", "time": now, "preimage": guess},
    ]
    after = []
    for event in events:
        try:
            after.append(e5.htlc(locked, event)["status"])
        except ValueError:
            after.append("no")
    assert after == (["claimed", "no", "no"] if now < timeout else ["no", "refunded", "no"])
    for status in ("claimed", "refunded"):
        for event in events:
            with pytest.raises(ValueError):
                e5.htlc(locked | {"status": status}, event)


def test_the_worked_examples_show_what_the_text_builds_on(e5: SimpleNamespace) -> None:
    lines = e5.printed.splitlines()
    assert "0.5 half-up: 1 - half-even: 0" in lines and "1.5 half-up: 2 - half-even: 2" in lines
    assert "1 2 1" in lines
    assert "one after the other: 44550" in lines and "added first        : 44500" in lines
    assert "rounded : 10000 bp - rounded down: 9999 bp" in lines


def test_the_plot_shows_what_its_words_say(e5: SimpleNamespace) -> None:
    for name, route in e5.routes.items():
        sent = e5.cents_for(10_000_000, route)
        assert e5.quote(sent, route)["received_paisa"] >= 10_000_000
        assert e5.quote(sent - 1, route)["received_paisa"] < 10_000_000
        assert sum(e5.ladder[name]) == pytest.approx(sent * e5.MID_PAISA / 10_000 - 100_000, abs=0.02)
    longest_first = sorted(e5.ladder, key=lambda name: -sum(e5.ladder[name]))
    assert longest_first == ["bank", "card", "money agent", "stablecoin"]
    fee, spread = e5.ladder["bank"]
    assert fee > 20 * spread
    fee, spread = e5.ladder["money agent"]
    assert spread > 2 * fee
    assert all(e5.percents["bank"][0] > e5.percents[name][0] for name in e5.percents if name != "bank")
    cheapest = {
        sent // 100: min(e5.percents, key=lambda name: e5.percents[name][place])
        for place, sent in enumerate(e5.amounts)
    }
    assert {name for dollars, name in cheapest.items() if dollars >= 2_000} == {"bank"}
    assert {name for dollars, name in cheapest.items() if dollars <= 1_900} == {"stablecoin"}


def test_the_figures_in_the_sample_answer_are_what_the_functions_say(e5: SimpleNamespace, text: str) -> None:
    shown = {
        (name, dollars): f"{e5.percents[name][e5.amounts.index(100 * dollars)]:.2f}"
        for name in ("stablecoin", "bank")
        for dollars in (500, 2_500)
    }
    assert (
        f"for 500 dollars the stablecoin costs {shown['stablecoin', 500]} % and the bank "
        f"{shown['bank', 500]} %, but for 2,500 dollars the stablecoin costs {shown['stablecoin', 2_500]} % "
        f"and the bank {shown['bank', 2_500]} %" in text
    )
    assert e5.run([500, 500, 400], 600, 1_000, 2_500) is not None
    assert "a haircut of 25 % let a reserve of 1,600 fail when only 1,400 are redeemed" in text
