"""C1's reference answers agree with pandas, plain loops, cases by hand and the balance of the zones."""

from __future__ import annotations

import re
import statistics
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from labs.energy import gridyear, supply, zones

ENERGY = Path(__file__).resolve().parents[2] / "courses" / "energy"
SEEDS = (2026, 1, 2, 3, 4)
PKT = timezone(timedelta(hours=5))


@pytest.fixture(scope="module")
def c1(lab: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return lab("energy/c1-surplus")


@pytest.fixture(scope="module")
def text() -> str:
    return (ENERGY / "c1-surplus/c1-surplus.py").read_text(encoding="utf-8")


def test_the_load_factor_of_a_year_is_mean_over_highest_hour(c1: SimpleNamespace) -> None:
    hours = c1.year["net_mw"].tolist()
    assert c1.load_factor(c1.year["net_mw"]) == pytest.approx(statistics.fmean(hours) / max(hours))
    assert c1.load_factor(np.full(24, 7.0)) == 1


def test_the_duration_curve_is_pandas_descending_order(c1: SimpleNamespace) -> None:
    hours = c1.year["net_mw"]
    curve = c1.duration_curve(hours)
    np.testing.assert_array_equal(curve, hours.sort_values(ascending=False).to_numpy())
    above = 20_000
    assert (curve > above).sum() == sum(mw > above for mw in hours)


def test_the_net_load_is_the_one_that_the_grid_year_has(c1: SimpleNamespace) -> None:
    found = c1.net_load(c1.year["gross_mw"], gridyear.FIT.pv_mw, c1.year["pv_pu"])
    np.testing.assert_allclose(found, c1.year["net_mw"], rtol=1e-12)


@pytest.mark.parametrize("hours", [1, 2, 3, 24])
def test_the_ramp_is_the_largest_pandas_difference(c1: SimpleNamespace, hours: int) -> None:
    mw = c1.year["net_mw"]
    assert c1.ramp(mw, hours) == pytest.approx(mw.diff(hours).max())
    some = mw.tolist()[:400]
    assert c1.ramp(np.array(some), hours) == max(some[t + hours] - some[t] for t in range(400 - hours))


def test_the_surpluses_of_hours_by_hand(c1: SimpleNamespace) -> None:
    blocks = pd.DataFrame({"water": [10, 0, 5], "coal": [20, 20, 20]})
    load = pd.Series([25, 21, 25])
    assert c1.capacity_surplus(blocks, load).tolist() == [5, 0, 0]
    assert c1.zero_fuel_surplus(blocks, load).tolist() == [5, 0, 0]
    assert c1.deliverable(pd.Series([5, 0, 9]), 7).tolist() == [5, 0, 7]
    assert c1.deliverable(pd.Series([5, -3, 9]), pd.Series([1, 1, 99])).tolist() == [1, 0, 9]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_surplus_of_energy_is_small_where_a_surplus_of_capacity_is_large(
    c1: SimpleNamespace, seed: int
) -> None:
    year = gridyear.grid_year(seed)
    blocks = supply.available_mw(year, seed)
    spare = c1.capacity_surplus(blocks, year["net_mw"])
    wasted = c1.zero_fuel_surplus(supply.must_run_mw(blocks), year["net_mw"])
    assert (spare >= wasted).all() and spare.sum() > 100 * wasted.sum() > 0
    by_hand = [max(sum(row) - mw, 0) for row, mw in zip(blocks.to_numpy(), year["net_mw"], strict=True)]
    np.testing.assert_allclose(spare, by_hand)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_winter_surplus_comes_most_often_at_12_or_13_h(c1: SimpleNamespace, seed: int) -> None:
    year = gridyear.grid_year(seed)
    must = supply.must_run_mw(supply.available_mw(year, seed))
    winter = year.index.month.isin([12, 1, 2])
    counts = c1.surplus_hours(c1.zero_fuel_surplus(must, year["net_mw"])[winter].tz_convert("UTC"))
    assert counts.argmax() in (12, 13) and counts.sum() > 20


def test_hours_are_counted_as_pythons_own_clock_does(c1: SimpleNamespace) -> None:
    stored = c1.wasted_mw.tz_convert("UTC")
    counts = [0] * 24
    for moment, mw in zip(stored.index.to_pydatetime(), stored, strict=True):
        assert isinstance(moment, datetime)
        counts[moment.astimezone(PKT).hour] += mw > 0
    assert c1.surplus_hours(stored).tolist() == counts


def test_unserved_load_is_what_the_balance_of_the_zones_leaves(c1: SimpleNamespace) -> None:
    load = zones.load_mw(c1.year["net_mw"])
    own = zones.supply_mw(c1.available)
    found = zones.balance(load.to_numpy(), own.to_numpy(), *zones.LIMIT_MW.values())
    missing = c1.unserved(load, c1.delivered_mw)
    np.testing.assert_allclose(missing[list(zones.ZONES)], found.unserved, atol=1e-6)
    np.testing.assert_allclose(c1.left_over_mw[list(zones.ZONES)], found.stranded, atol=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_there_are_hours_with_a_surplus_in_one_zone_and_shortage_in_another(
    c1: SimpleNamespace, seed: int
) -> None:
    year = gridyear.grid_year(seed)
    load = zones.load_mw(year["net_mw"])
    has = zones.delivered_mw(load, zones.supply_mw(supply.available_mw(year, seed)))
    missing, left_over = c1.unserved(load, has), c1.unserved(has, load)
    both = (missing["centre"] > 1) & (left_over["south"] > 1)
    assert both.sum() > 20
    assert (has.sum(axis=1) > load.sum(axis=1))[both].mean() > 0.95, "the country as a whole has enough"


@pytest.mark.parametrize("seed", SEEDS)
def test_must_take_power_stranded_in_the_south_is_more_than_the_countrys_surplus(
    c1: SimpleNamespace, seed: int
) -> None:
    """And what the printed figures hold: a line takes a part, coal makes nearly all of it."""
    year = gridyear.grid_year(seed)
    must = supply.must_run_mw(supply.available_mw(year, seed))
    load, own = zones.load_mw(year["net_mw"]), zones.supply_mw(must)
    stuck = c1.unserved(zones.delivered_mw(load, own), load)
    found = zones.balance(load.to_numpy(), own.to_numpy(), *zones.LIMIT_MW.values())
    np.testing.assert_allclose(stuck[list(zones.ZONES)], found.stranded, atol=1e-6)
    country = c1.zero_fuel_surplus(must, year["net_mw"])
    assert stuck["south"].sum() > 2 * country.sum()
    assert 0.9 * country.sum() < c1.deliverable(country, 2_000).sum() < country.sum()


def test_the_printed_figures_are_those_of_plain_sums(c1: SimpleNamespace) -> None:
    net = c1.year["net_mw"].to_numpy()
    must = c1.must_take.to_numpy().sum(axis=1) - net
    without = c1.must_take[["hydro", "wind", "solar", "nuclear"]].to_numpy().sum(axis=1) - net
    spare = c1.available.to_numpy().sum(axis=1) - net
    printed = c1.printed
    assert f"mean {spare.mean():,.0f} MW, never below {spare.min():,.0f} MW" in printed and spare.min() > 0
    assert f"could carry {np.clip(must, 0, 2_000).sum() / 1000:,.0f} GWh" in printed
    assert f"only {np.clip(without, 0, None).sum() / 1000:,.1f} GWh" in printed


def test_the_table_of_facts_holds_what_the_course_knows(c1: SimpleNamespace, text: str) -> None:
    known = {fact["id"]: fact for fact in tomllib.loads((ENERGY / "facts.toml").read_text())["fact"]}
    cited = re.findall(
        r'^\s+\("[^"]+", ([\d_]+), ([\d_]+), "([\d-]+)"\),\s+# fact: ([a-z0-9-]+)$', text, re.M
    )
    assert len(cited) == len(c1.facts) == 6
    for low, high, day, name in cited:
        fact = known[name]
        figures = (fact.get("low", fact.get("value")), fact.get("high", fact.get("value")))
        assert (int(low), int(high)) == figures
        month_end = (pd.Timestamp(fact["date"]) + pd.offsets.MonthEnd(0)).date().isoformat()
        assert day == (fact["date"] if len(fact["date"]) == 10 else month_end)


def test_a_range_uses_what_was_known_on_the_day(c1: SimpleNamespace) -> None:
    claim = "installed capacity, MW"
    assert c1.fact_range(c1.facts, claim, "2026-01-16") == (44_626, 46_605)
    assert c1.fact_range(c1.facts, claim, "2026-01-17") == (41_212, 46_605)
    assert c1.fact_range(c1.facts, "lowest daytime load, MW", "2026-12-31") == (7_000, 8_000)
    for unknown, day in ((claim, "2025-06-29"), ("no such claim", "2026-12-31")):
        with pytest.raises(ValueError):
            c1.fact_range(c1.facts, unknown, day)


def test_the_example_in_each_docstring_is_true(c1: SimpleNamespace) -> None:
    assert c1.load_factor(np.array([10, 30, 40, 0])) == 0.5
    assert c1.duration_curve(np.array([70, 40, 90])).tolist() == [90, 70, 40]
    assert c1.net_load(np.array([100.0]), 40, np.array([0.5])).tolist() == [80]
    assert c1.ramp(np.array([10, 12, 20, 15]), 2) == 10
    assert c1.capacity_surplus(pd.DataFrame({"a": [30], "b": [20]}), pd.Series([40])).tolist() == [10]
    assert c1.zero_fuel_surplus(pd.DataFrame({"a": [5], "b": [6]}), pd.Series([12])).tolist() == [0]
    assert c1.deliverable(pd.Series([70]), 50).tolist() == [50]
    once = pd.Series([1.0], index=pd.DatetimeIndex(["2026-05-01 07:00"], tz="UTC"))
    assert c1.surplus_hours(once).tolist() == [int(hour == 12) for hour in range(24)]
    missing = c1.unserved(c1.load_now, c1.has_now)
    assert missing.iloc[0].to_dict() == {"north": 0, "centre": 15, "south": 0}
    assert c1.fact_range(c1.facts, "installed capacity, MW", "2025-12-31") == (44626, 46605)


def test_the_sample_reflection_says_what_the_lab_computes(c1: SimpleNamespace, text: str) -> None:
    answer = text.split('"title": "Reflection"}\nr"""\n')[1].split('"""')[0]
    counts = c1.surplus_hours(c1.wasted_mw)
    assert "about 650 hours" in answer and counts.sum() == pytest.approx(650, abs=10)
    assert counts[9:15].sum() > 0.75 * counts.sum(), "between 09:00 and 15:00"
    months = c1.wasted_mw[c1.wasted_mw > 0].groupby(lambda moment: moment.month).size()
    assert months[[3, 4, 5, 9, 10, 11]].sum() > 0.75 * counts.sum(), "in spring and autumn"
    energy_gwh = c1.wasted_mw.sum() / 1000
    assert f"gives {energy_gwh:.0f} GWh" in answer
    assert f"{2 * 8760:,} GWh" in answer and 17_520 / energy_gwh == pytest.approx(30, rel=0.07)
    assert f"in this model in {c1.both.sum()} hours" in answer
    short = c1.missing_mw["centre"] > 0
    assert short.sum() == c1.both.sum(), "these are all hours in which the centre lacks power"
    hours = short.index[short]
    assert hours.hour.isin(range(15, 21)).all() and hours.month.isin(range(5, 10)).all(), "hot evenings"
    assert "in about 2,770" in answer and c1.stuck_hours == pytest.approx(2_770, abs=10)
    assert "almost nothing is left" in answer and c1.wasted_no_coal_mw.sum() < 0.01 * c1.wasted_mw.sum()
    words = len(re.findall(r"[A-Za-z0-9][\w.,’'-]*", re.sub(r"\]\([^)]*\)", "", answer)))
    assert 120 <= words <= 200


def test_the_pictures_are_described_as_they_are(c1: SimpleNamespace) -> None:
    by_hour = c1.by_hour_gw
    for month in (1, 4):
        assert by_hour.loc[month].idxmax() == 18
        assert 10 <= by_hour.loc[month, 7:16].idxmin() <= 13, "sags at noon"
    assert by_hour.loc[7].min() > by_hour.loc[1].max() and by_hour.loc[7].min() > 0.95 * by_hour.loc[4].max()
    assert by_hour.max(axis=1).nlargest(3).index.isin([6, 7, 8]).all()
    assert by_hour.loc[[1, 2, 3, 11, 12], 12].max() < 10, "noon is dark in winter and spring"
