"""The synthetic year meets the published figures within the specified tolerances, and makes sense."""

from __future__ import annotations

import subprocess
import sys
import time
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from labs.energy import gridyear

SEEDS = (2026, 1, 2, 3, 4)
ENERGY = Path(__file__).resolve().parents[3] / "courses" / "energy"
TOLERANCE = {
    "energy_twh": 0.05,
    "peak_mw": 0.07,
    "january_min_mw": 0.06,
    "january_max_mw": 0.06,
    "january_swing_mw": 0.10,
}
LEAST_EVER_MW = 6_500
FACTS = {
    "peak_mw": "peak-fy25",
    "january_min_mw": "january-minimum",
    "january_max_mw": "january-maximum",
    "january_swing_mw": "january-swing",
}


@pytest.mark.parametrize("name", TOLERANCE)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_year_meets_the_published_figure(seed: int, name: str) -> None:
    found = gridyear.figures(gridyear.columns(seed)["net_mw"])[name]
    assert found == pytest.approx(gridyear.PUBLISHED[name], rel=TOLERANCE[name])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_least_load_of_a_year_is_as_low_as_was_said_and_not_much_lower(seed: int) -> None:
    least = gridyear.figures(gridyear.columns(seed)["net_mw"])["min_mw"]
    assert LEAST_EVER_MW <= least <= 8_000


@pytest.mark.parametrize("seed", SEEDS)
def test_january_is_lowest_around_noon_and_highest_at_six_in_the_evening(seed: int) -> None:
    january = gridyear.columns(seed)["net_mw"][: 31 * 24].reshape(31, 24)
    assert january.argmin() % 24 in (12, 13)
    assert january.argmax() % 24 == 18
    mean_day = january.mean(axis=0)
    assert mean_day[10:15].min() < mean_day[:7].min() - 500, "noon is lower than night"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_peak_of_the_year_comes_on_a_hot_evening(seed: int) -> None:
    columns = gridyear.columns(seed)
    hour = int(columns["net_mw"].argmax())
    assert 150 <= hour // 24 < 250 and hour % 24 in (17, 18)
    assert columns["temp_c"][hour] > np.quantile(columns["temp_c"], 0.85)


def test_the_published_figures_are_those_of_the_table_of_facts() -> None:
    facts = {fact["id"]: fact for fact in tomllib.loads((ENERGY / "facts.toml").read_text())["fact"]}
    for name, fact in FACTS.items():
        assert gridyear.PUBLISHED[name] == facts[fact]["value"]
    assert gridyear.PUBLISHED["energy_twh"] == round(facts["generation-fy25"]["value"] / 1000, 1)
    assert gridyear.PUBLISHED["min_mw"] == facts["daytime-low"]["low"]


def test_learners_get_hours_of_pakistan_with_units_in_the_names(year: pd.DataFrame) -> None:
    assert list(year.columns) == ["temp_c", "temp_forecast_c", "pv_pu", "gross_mw", "net_mw"]
    assert len(year) == 8760 and str(year.index.tz) == "Asia/Karachi" and year.index.name == "time"
    assert str(year.index[0]) == "2026-01-01 00:00:00+05:00"
    assert str(year.index[-1]) == "2026-12-31 23:00:00+05:00"
    assert (year.dtypes == np.float64).all() and np.isfinite(year.to_numpy()).all()


def test_net_is_gross_less_rooftop_solar(year: pd.DataFrame) -> None:
    solar = gridyear.FIT.pv_mw * year["pv_pu"]
    np.testing.assert_allclose(year["gross_mw"] - solar, year["net_mw"], rtol=1e-12)


def test_the_same_seed_gives_the_same_year_and_another_seed_another() -> None:
    first, again, other = (gridyear.columns(seed) for seed in (7, 7, 8))
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])
        sunny = first["pv_pu"] > 0
        assert np.isclose(first[name], other[name], rtol=1e-9)[sunny].mean() < 0.01


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueError):
        gridyear.columns(-1)


def test_a_parameter_changes_its_own_part_only() -> None:
    """Streams are independent: more solar does not draw other weather."""
    plain = gridyear.columns(3)
    sunny = gridyear.columns(3, gridyear.Fit(pv_mw=2 * gridyear.FIT.pv_mw))
    for name in ("temp_c", "temp_forecast_c", "pv_pu", "gross_mw"):
        np.testing.assert_array_equal(plain[name], sunny[name])
    np.testing.assert_allclose(plain["net_mw"] - sunny["net_mw"], gridyear.FIT.pv_mw * plain["pv_pu"])


def test_farm_pumping_has_no_steps(year: pd.DataFrame) -> None:
    """The prototype switched all pumps at 07 and at 17 h, a step of the whole 3,090 MW."""
    share = gridyear.farm_pumping().reshape(365, 24)
    assert np.abs(np.diff(share.ravel())).max() < 0.4
    assert share.max() == pytest.approx(1, abs=0.001) and share.min() == 0
    assert not share[:, :5].any() and not share[:, 19:].any(), "nobody pumps at night"
    assert not share[:59].any() and not share[305:].any(), "nor in winter"
    assert share[180].sum() == pytest.approx(10, rel=0.01), "as much water as from 07 to 17 h"


def test_the_mean_day_of_each_month_has_no_step(year: pd.DataFrame) -> None:
    """A step: a change much larger than those before and after. The prototype had some: 0, 7 and 17 h."""
    for _, month in year.groupby(year.index.month):
        profile = month["gross_mw"].groupby(month.index.hour).mean().to_numpy()
        change = np.abs(np.append(np.diff(profile), profile[0] - profile[-1])) / profile.mean()
        around = np.maximum(np.roll(change, 1), np.roll(change, -1))
        assert (change - around).max() < 0.055


def test_temperature_does_not_jump_at_midnight(year: pd.DataFrame) -> None:
    steps = np.diff(year["temp_c"].to_numpy())
    assert np.abs(steps).max() < 2.5, "degrees from one hour to the next"


def test_sundays_need_less(year: pd.DataFrame) -> None:
    winter = year.loc["2026-01":"2026-02", "gross_mw"]
    by_day = winter.groupby(winter.index.day_of_week).mean()
    assert by_day.idxmin() == 6
    assert by_day[6] < 0.97 * by_day[:6].min()


def test_heat_brings_load(year: pd.DataFrame) -> None:
    evening = year[year.index.hour == 21]
    hot, mild = evening[evening["temp_c"] > 30], evening[evening["temp_c"].between(18, 22)]
    assert hot["gross_mw"].mean() > 1.5 * mild["gross_mw"].mean()


def test_a_year_takes_less_than_50_ms() -> None:
    gridyear.grid_year(1)

    def seconds(seed: int) -> float:
        start = time.perf_counter()
        gridyear.grid_year(seed)
        return time.perf_counter() - start

    assert min(map(seconds, range(9))) < 0.05, "the fastest of nine: this machine has other work"


def test_importing_the_package_is_light() -> None:
    """A learner's plain lab pays nothing for it, and pandas comes only with a frame."""
    says = (
        "import sys; import labs.energy; assert 'numpy' not in sys.modules; "
        "from labs.energy import gridyear, supply, zones; assert 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", says], check=True, cwd=ENERGY.parents[1])
