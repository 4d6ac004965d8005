"""The plants: totals as published, and what chains of outages, rivers and must-run leave of them."""

from __future__ import annotations

import time
import tomllib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from labs.energy import gridyear, supply, weather

ENERGY = Path(__file__).resolve().parents[3] / "courses" / "energy"


def test_installed_capacity_is_the_published_total_less_net_metering() -> None:
    facts = {fact["id"]: fact for fact in tomllib.loads((ENERGY / "facts.toml").read_text())["fact"]}
    assert facts["installed-survey"]["value"] == supply.INSTALLED_MW
    assert facts["net-metering-march-2025"]["value"] == supply.NET_METERED_MW
    assert supply.installed_mw().sum() == pytest.approx(46_605 - 2_813)


@pytest.mark.parametrize(
    ("share", "percent"), [("thermal", 55.7), ("hydro", 24.4), ("renewable", 12.2), ("nuclear", 7.8)]
)
def test_blocks_add_up_to_the_published_shares(share: str, percent: float) -> None:
    total = sum(block.installed_mw for block in supply.BLOCKS if block.share == share)
    if share == "renewable":
        total += supply.NET_METERED_MW
    assert 100 * total / supply.INSTALLED_MW == pytest.approx(percent, abs=0.1)
    assert sum(block.part for block in supply.BLOCKS if block.share == share) == pytest.approx(1)


def test_there_are_eight_blocks_from_the_cheapest_fuel_to_the_dearest() -> None:
    costs = [block.cost_rs_kwh for block in supply.BLOCKS]
    assert len(costs) == 8 and costs == sorted(costs)


def test_available_is_between_nothing_and_installed(blocks: pd.DataFrame, year: pd.DataFrame) -> None:
    assert blocks.shape == (8760, 8) and blocks.index.equals(year.index)
    assert (blocks.to_numpy() >= 0).all()
    assert (blocks.to_numpy() <= supply.installed_mw()[blocks.columns].to_numpy() + 1e-9).all()


def test_what_must_run_is_part_of_what_is_available(blocks: pd.DataFrame) -> None:
    must = supply.must_run_mw(blocks)
    assert ((must >= 0) & (must <= blocks)).all(axis=None)
    for name in ("wind", "solar", "nuclear"):
        pd.testing.assert_series_equal(must[name], blocks[name])
    assert not must[["gas", "oil"]].any(axis=None), "these can stop"
    some = ["oil", "nuclear", "hydro"]
    pd.testing.assert_frame_equal(supply.must_run_mw(blocks[some]), must[some])


def test_solar_farms_sleep_at_night_and_rivers_are_low_in_january(blocks: pd.DataFrame) -> None:
    night = (blocks.index.hour < 5) | (blocks.index.hour >= 20)
    assert not blocks.loc[night, "solar"].any()
    water = blocks["hydro"].groupby(blocks.index.month).mean()
    assert water.idxmin() == 1 and water.idxmax() in (7, 8)
    assert water[7] > 3 * water[1]
    summer, winter = (blocks.index.month.isin(months) for months in ((5, 6, 7, 8), (11, 12, 1)))
    assert blocks["wind"][summer].mean() > 2 * blocks["wind"][winter].mean()


def test_hydro_has_the_water_of_its_month(blocks: pd.DataFrame) -> None:
    for month, share in enumerate(supply.WATER, start=1):
        most = share * supply.installed_mw()["hydro"]
        assert (blocks["hydro"][blocks.index.month == month] <= most + 1e-9).all()


def test_a_unit_is_out_as_often_and_as_long_as_its_block_says() -> None:
    """The two states of a Markov chain: their share, from 400 units, and the length of outages."""
    many = supply.Block("test", "thermal", 1.0, 25_940 / 400, 0.10, 50, must_run=0, cost_rs_kwh=1)
    assert many.units == 400
    share = supply.running_share(weather.stream(1, 0), many)
    assert 1 - share.mean() == pytest.approx(0.10, abs=0.006)
    assert 1 - share[:24].mean() == pytest.approx(0.10, abs=0.05), "from the first hour on"
    alone = supply.Block("test", "nuclear", 1.0, 5_000, 0.10, 50, must_run=0, cost_rs_kwh=1)
    outages: list[int] = []
    for seed in range(60):
        up = supply.running_share(weather.stream(seed, 1), alone)
        assert set(np.unique(up)) <= {0.0, 1.0}
        edges = np.flatnonzero(np.diff(up))
        outages += [b - a for a, b in pairwise(edges) if up[a] > up[a + 1]]
    assert np.mean(outages) == pytest.approx(50, rel=0.12)


def test_the_same_seed_gives_the_same_outages(year: pd.DataFrame, blocks: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(supply.available_mw(year, 2026), blocks)
    other = supply.available_mw(year, 1)
    assert not np.allclose(other["gas"], blocks["gas"])
    assert not np.allclose(other["wind"], blocks["wind"])


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4])
def test_a_zero_fuel_surplus_comes_in_winter_at_noon_and_capacity_is_idle_almost_always(seed: int) -> None:
    year = gridyear.grid_year(seed)
    blocks = supply.available_mw(year, seed)
    surplus = supply.must_run_mw(blocks).sum(axis=1) - year["net_mw"]
    left = surplus[surplus > 0]
    assert 300 < len(left) < 1_200 and 0.2 < left.sum() / 1e6 < 1.0
    winter = left[left.index.month.isin([12, 1, 2])]
    assert winter.groupby(winter.index.hour).size().idxmax() in (12, 13)
    spare = blocks.sum(axis=1) - year["net_mw"]
    assert (spare > 0).mean() > 0.999 and spare.mean() > 10_000


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4])
def test_the_zero_fuel_surplus_hangs_on_coal_at_its_lowest_output(seed: int) -> None:
    year = gridyear.grid_year(seed)
    must = supply.must_run_mw(supply.available_mw(year, seed))
    surplus = (must.sum(axis=1) - year["net_mw"]).clip(lower=0)
    coal = ["local_coal", "imported_coal"]
    without = (must.drop(columns=coal).sum(axis=1) - year["net_mw"]).clip(lower=0)
    assert without.sum() < 0.01 * surplus.sum()


def test_a_year_of_plants_takes_less_than_50_ms(year: pd.DataFrame) -> None:
    def seconds(seed: int) -> float:
        start = time.perf_counter()
        supply.available_mw(year, seed)
        return time.perf_counter() - start

    assert min(map(seconds, range(9))) < 0.05, "the fastest of nine: this machine has other work"
