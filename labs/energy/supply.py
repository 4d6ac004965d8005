"""The power plants of the synthetic grid year: eight blocks, what each could give, what must run.

Totals follow the published shares of installed capacity (SHARES_PERCENT of INSTALLED_MW). That count includes
net-metered rooftop solar; the blocks leave it out, because the net load has it already. All else is invented
and round: how a share divides into blocks, sizes of units, outages, water and wind, minimum output, costs.

What is left out: planned repairs, heat that weakens gas turbines, what stations use themselves, reserves.
So available power is rather too high. Water that need not run is offered anew in each hour: no reservoir
empties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from labs.energy.weather import HOURS, OUTAGES, WIND, Floats, autoregressive, stream

if TYPE_CHECKING:
    import pandas as pd

INSTALLED_MW = 46_605
NET_METERED_MW = 2_813
SHARES_PERCENT = {"thermal": 55.7, "hydro": 24.4, "renewable": 12.2, "nuclear": 7.8}
"""Economic Survey 2024-25 by Business Recorder and Daily Times, June 2025. They add up to 100.1."""

WATER = (0.20, 0.25, 0.30, 0.35, 0.50, 0.70, 0.80, 0.80, 0.60, 0.40, 0.30, 0.22)
"""Part of hydro capacity that the rivers can drive, by month from January; invented."""
BREEZE = (0.18, 0.20, 0.25, 0.35, 0.50, 0.55, 0.55, 0.50, 0.38, 0.20, 0.15, 0.17)
"""Mean output of wind farms per unit of capacity, by month from January; invented."""
DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Block:
    """Plants of one kind.

    share: the published share that it belongs to; part: how much of it, 0 to 1.
    unit_mw: about the size of one unit, the part that fails as a whole.
    failed: part of the time in which a unit is out; repair_h: mean hours until it is back.
    must_run: part of what is available that runs whatever the load is, 0 to 1.
    cost_rs_kwh: fuel for one more kWh, Rs. All but `share` are invented.
    """

    name: str
    share: str
    part: float
    unit_mw: float
    failed: float
    repair_h: float
    must_run: float
    cost_rs_kwh: float

    @property
    def installed_mw(self) -> float:
        """Its capacity, without net-metered rooftop solar."""
        total = INSTALLED_MW * SHARES_PERCENT[self.share] / sum(SHARES_PERCENT.values())
        return self.part * (total - (NET_METERED_MW if self.share == "renewable" else 0))

    @property
    def units(self) -> int:
        """How many equal units it has."""
        return max(1, round(self.installed_mw / self.unit_mw))


BLOCKS = (
    Block("hydro", "hydro", 1.00, 250, failed=0.03, repair_h=60, must_run=0.6, cost_rs_kwh=0),
    Block("wind", "renewable", 0.65, 50, failed=0.04, repair_h=50, must_run=1.0, cost_rs_kwh=0),
    Block("solar", "renewable", 0.35, 50, failed=0.02, repair_h=30, must_run=1.0, cost_rs_kwh=0),
    Block("nuclear", "nuclear", 1.00, 600, failed=0.08, repair_h=300, must_run=1.0, cost_rs_kwh=2),
    Block("local_coal", "thermal", 0.13, 330, failed=0.10, repair_h=120, must_run=0.4, cost_rs_kwh=8),
    Block("imported_coal", "thermal", 0.17, 660, failed=0.10, repair_h=120, must_run=0.4, cost_rs_kwh=18),
    Block("gas", "thermal", 0.46, 400, failed=0.08, repair_h=70, must_run=0.0, cost_rs_kwh=24),
    Block("oil", "thermal", 0.24, 200, failed=0.15, repair_h=90, must_run=0.0, cost_rs_kwh=36),
)
"""From the cheapest fuel to the dearest."""
VARIABLE = ("wind", "solar")
"""The blocks whose output is the weather's choice."""


def installed_mw() -> pd.Series:
    """Capacity of each block, MW, by name; without net-metered rooftop solar."""
    import pandas as pd

    return pd.Series({block.name: block.installed_mw for block in BLOCKS}, name="installed_mw")


def available_mw(year: pd.DataFrame, seed: int = 2026) -> pd.DataFrame:
    """What each block could give in each hour, MW: installed, less outages, as far as water, wind and sun go.

    year: of `gridyear.grid_year`; its index and `pv_pu` are used. seed: the year's own, whole number >= 0.
    Returns a frame of shape (8760, 8), its columns named as the blocks.
    """
    import pandas as pd

    driven = {"hydro": water_pu(), "wind": wind_pu(seed), "solar": year["pv_pu"].to_numpy()}
    rng = stream(seed, OUTAGES)
    running = {block.name: block.installed_mw * running_share(rng, block) for block in BLOCKS}
    found = {name: power * driven.get(name, 1.0) for name, power in running.items()}
    return pd.DataFrame(found, index=year.index)


def must_run_mw(available: pd.DataFrame) -> pd.DataFrame:
    """What of the available power runs in any case, MW, same shape as `available`.

    Nuclear, wind and sun; water that farms below the dams need; coal plants at their lowest output, as if
    none of them were ever switched off. Nearly all hours with more of it than load hang on that coal.
    available: of `available_mw`; some of its columns, in any order, will do.
    """
    shares = {block.name: block.must_run for block in BLOCKS}
    return available * [shares[name] for name in available.columns]


def water_pu() -> Floats:
    """Output of hydro per unit of capacity, 0 to 1, shape (8760,)."""
    return np.array(WATER)[month()]


def wind_pu(seed: int) -> Floats:
    """Output of wind farms per unit of capacity, 0 to 1, shape (8760,): seasons, gusts, no daily cycle."""
    gusts = autoregressive(stream(seed, WIND), HOURS, 0.95, 0.12)
    return np.clip(np.array(BREEZE)[month()] * (1 + gusts), 0, 1)


def month() -> NDArray[np.int64]:
    """Month of each hour, 0 for January, shape (8760,)."""
    return np.repeat(np.arange(12), 24 * np.array(DAYS_OF_MONTH))


def running_share(rng: np.random.Generator, block: Block) -> Floats:
    """Part of a block's units that are not out, 0 to 1, shape (8760,).

    Each unit is a Markov chain of two states: in every hour it fails, or is repaired, with a fixed
    probability. How long it stays in a state is then geometric, and that is what is drawn.
    """
    repaired = 1 / block.repair_h
    fails = repaired * block.failed / (1 - block.failed)
    up = rng.random(block.units) >= block.failed
    change = np.zeros(HOURS + 1)
    change[0] = up.sum()
    now = np.zeros(block.units, dtype=np.int64)
    while (now < HOURS).any():
        now = np.minimum(now + rng.geometric(np.where(up, fails, repaired)), HOURS)
        np.add.at(change, now, np.where(up, -1.0, 1.0))
        up = ~up
    return np.cumsum(change[:HOURS]) / block.units
