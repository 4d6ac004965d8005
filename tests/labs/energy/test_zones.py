"""Three zones and two lines: nothing is lost, limits hold, and no plan could serve more load."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from labs.energy import gridyear, supply, weather, zones

LIMITS = (zones.LIMIT_MW["north-centre"], zones.LIMIT_MW["centre-south"])


@pytest.fixture(scope="module")
def load(year: pd.DataFrame) -> pd.DataFrame:
    return zones.load_mw(year["net_mw"])


@pytest.fixture(scope="module")
def own(blocks: pd.DataFrame) -> pd.DataFrame:
    return zones.supply_mw(blocks)


@pytest.fixture(scope="module")
def found(load: pd.DataFrame, own: pd.DataFrame) -> zones.Balance:
    return zones.balance(load.to_numpy(), own.to_numpy(), *LIMITS)


def test_zones_share_out_the_whole_load_and_every_plant(
    year: pd.DataFrame, blocks: pd.DataFrame, load: pd.DataFrame, own: pd.DataFrame
) -> None:
    np.testing.assert_allclose(load.sum(axis=1), year["net_mw"])
    np.testing.assert_allclose(own.sum(axis=1), blocks.sum(axis=1))
    assert set(zones.PLACES) == {block.name for block in supply.BLOCKS}
    assert all(sum(parts) == pytest.approx(1) for parts in zones.PLACES.values())
    assert list(load.columns) == list(own.columns) == list(zones.ZONES)


def test_water_is_in_the_north_and_wind_coal_and_nuclear_in_the_south() -> None:
    assert zones.PLACES["hydro"][0] == 1
    assert all(zones.PLACES[name][2] == 1 for name in ("wind", "local_coal", "imported_coal", "nuclear"))
    assert max(zones.LOAD_SHARE, key=lambda zone: zones.LOAD_SHARE[zone]) == "centre"


def test_energy_is_balanced_in_every_zone_and_hour(
    load: pd.DataFrame, own: pd.DataFrame, found: zones.Balance
) -> None:
    np.testing.assert_allclose(found.used + found.arrives, load - found.unserved, atol=1e-6)
    np.testing.assert_allclose(found.used + found.stranded, own, atol=1e-6)
    np.testing.assert_allclose(found.arrives.sum(axis=1), 0, atol=1e-6)


def test_nothing_is_negative_and_no_zone_lacks_what_it_throws_away(found: zones.Balance) -> None:
    for part in (found.used, found.unserved, found.stranded):
        assert part.min() > -1e-9
    assert not ((found.unserved > 1e-6) & (found.stranded > 1e-6)).any()


def test_lines_carry_at_most_their_limit(found: zones.Balance) -> None:
    assert np.abs(found.arrives[:, 0]).max() <= LIMITS[0] + 1e-6
    assert np.abs(found.arrives[:, 2]).max() <= LIMITS[1] + 1e-6


def test_no_plan_could_serve_more_load() -> None:
    """Against a linear programme, on hours of every kind."""
    rng = weather.stream(11, 0)
    for _ in range(60):
        load, own = rng.uniform(0, 100, (2, 3))
        north, south = rng.uniform(0, 60, 2)
        served = load.sum() - zones.balance(load[None], own[None], north, south).unserved.sum()
        # variables: produced in each zone, served in each zone, flow from north and from south to the centre
        flows = [[1, 0, 0, -1, 0, 0, -1, 0], [0, 1, 0, 0, -1, 0, 1, 1], [0, 0, 1, 0, 0, -1, 0, -1]]
        bounds = [*((0, x) for x in own), *((0, x) for x in load), (-north, north), (-south, south)]
        best = linprog([0, 0, 0, -1, -1, -1, 0, 0], A_eq=flows, b_eq=[0, 0, 0], bounds=bounds)
        assert served == pytest.approx(-best.fun, abs=1e-6)


def test_a_case_by_hand() -> None:
    """North has 30 too much but its line carries 20; the centre lacks 50; the south has 25 for it."""
    found = zones.balance(
        np.array([[10.0, 100.0, 15.0]]), np.array([[40.0, 50.0, 40.0]]), north_limit=20, south_limit=60
    )
    np.testing.assert_allclose(found.arrives, [[-20, 45, -25]])
    np.testing.assert_allclose(found.unserved, [[0, 5, 0]])
    np.testing.assert_allclose(found.stranded, [[10, 0, 0]])


def test_without_lines_every_zone_is_alone() -> None:
    found = zones.balance(np.array([[10.0, 10.0, 10.0]]), np.array([[30.0, 4.0, 10.0]]), 0, 0)
    np.testing.assert_allclose(found.unserved, [[0, 6, 0]])
    np.testing.assert_allclose(found.stranded, [[20, 0, 0]])


def test_what_is_delivered_shows_shortage_and_surplus(
    load: pd.DataFrame, own: pd.DataFrame, found: zones.Balance
) -> None:
    delivered = zones.delivered_mw(load[["centre", "south", "north"]], own[["south", "north", "centre"]])
    assert list(delivered.columns) == list(zones.ZONES) and delivered.index.equals(load.index)
    np.testing.assert_allclose((load - delivered).clip(lower=0), found.unserved, atol=1e-6)
    np.testing.assert_allclose((delivered - load).clip(lower=0), found.stranded, atol=1e-6)


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4])
def test_with_chashma_and_sahiwal_in_the_centre_few_of_its_short_hours_are_left(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """About 1,330 MW of nuclear and 1,320 MW of imported coal: what the module says of its own places."""
    year = gridyear.grid_year(seed)
    load, blocks = zones.load_mw(year["net_mw"]), supply.available_mw(year, seed)

    def short_hours() -> int:
        missing = load - zones.delivered_mw(load, zones.supply_mw(blocks))
        return int((missing["centre"] > 1).sum())

    here = short_hours()
    monkeypatch.setitem(zones.PLACES, "nuclear", (0.0, 0.37, 0.63))
    monkeypatch.setitem(zones.PLACES, "imported_coal", (0.0, 0.30, 0.70))
    assert short_hours() < 0.15 * here


@pytest.mark.parametrize("seed", [2026, 1, 2, 3, 4])
def test_some_hours_have_a_surplus_in_one_zone_and_shortage_in_another(seed: int) -> None:
    year = gridyear.grid_year(seed)
    load = zones.load_mw(year["net_mw"])
    own = zones.supply_mw(supply.available_mw(year, seed))
    found = zones.balance(load.to_numpy(), own.to_numpy(), *LIMITS)
    both = (found.unserved > 1).any(axis=1) & (found.stranded > 1).any(axis=1)
    assert 20 < both.sum() < 500
    enough = (own.sum(axis=1) > load.sum(axis=1)).to_numpy()
    assert enough[both].mean() > 0.95, "the country as a whole has enough, its lines do not"
