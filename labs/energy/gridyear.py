"""A synthetic year of Pakistan's grid, hour by hour.

    year = grid_year(seed=2026)
    print(NOTICE)

Formulas give the shape; six published figures (PUBLISHED) give the size. `Fit` lies near the least-squares
fit of the mean of forty seeds, rounded, its nights raised until January's least load comes at noon. Another
seed is a year with other weather. A row holds the mean of one hour and is named by its beginning, in
Pakistan's time.

What is left out: clouds that come and go within a day, holidays other than Sundays, Ramadan, load shedding,
growth. Rooftop solar is what the grid's meters miss, far less than the panels that were imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from labs.energy.weather import (
    CLOUDS,
    HOURS,
    NOISE,
    WEATHER,
    WEATHER_SERVICE,
    Floats,
    bump,
    clock,
    forecast_error_c,
    pv_pu,
    stream,
    temperature_c,
)

if TYPE_CHECKING:
    import pandas as pd

NOTICE = "synthetic, calibrated; not official data"
"""Print this wherever the data is shown."""
ZONE = "Asia/Karachi"
FIRST_DAY = "2026-01-01"
FIRST_SUNDAY = 3
"""Days from the first day of 2026, a Thursday, to the first Sunday."""
JANUARY = slice(0, 31 * 24)

PUBLISHED = {
    "energy_twh": 126.7,
    "peak_mw": 33_000.0,
    "january_min_mw": 8_650.0,
    "january_max_mw": 15_669.0,
    "january_swing_mw": 7_019.0,
    "min_mw": 7_000.0,
}
"""What `figures` of a year should come near; sources and dates in courses/energy/facts.toml. The last one is
the lower end of "7,000 to 8,000". Energy is CPPA-G's, the peak NEPRA's, January ISMO's: their borders may
differ. January's three belong to one sample day, and are taken for those of the month.
"""


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted to the published figures."""

    base_mw: float = 11_700
    """Load by day without heating, cooling and farms, before rooftop solar."""
    cooling_mw_per_c: float = 1_140
    heating_mw_per_c: float = 40
    farm_mw: float = 3_090
    """Farm pumping at its highest, by day at the end of June."""
    pv_mw: float = 6_100
    """Rooftop solar behind the meters, as far as the grid notices it."""
    evening_share: float = 0.342
    night_share: float = 0.15
    cooling_above_c: float = 26
    heating_below_c: float = 15


FIT = Fit()


def grid_year(seed: int = 2026, fit: Fit = FIT) -> pd.DataFrame:
    """One year: 8,760 rows, indexed by `time`, the hour's beginning in Asia/Karachi.

    seed: whole number >= 0; the same seed gives the same year.

    temp_c            temperature of the air, a mean over the country, degrees Celsius
    temp_forecast_c   what a weather service said of it one day before
    pv_pu             output of rooftop solar per unit of its capacity, 0 to 1
    gross_mw          load before rooftop solar, MW, losses of the networks included
    net_mw            load that the grid's plants must carry, MW: gross less rooftop solar
    """
    import pandas as pd

    time = pd.date_range(FIRST_DAY, periods=HOURS, freq="h", tz=ZONE, name="time")
    return pd.DataFrame(columns(seed, fit), index=time)


def columns(seed: int = 2026, fit: Fit = FIT) -> dict[str, Floats]:
    """The columns of `grid_year` as arrays of shape (8760,)."""
    air_c, day_before_c = temperature_c(stream(seed, WEATHER))
    sun = pv_pu(air_c, stream(seed, CLOUDS))
    steady = base_mw(fit) + weather_mw(air_c, day_before_c, fit) + fit.farm_mw * farm_pumping()
    gross = steady * (1 + stream(seed, NOISE).normal(0, 0.008, HOURS))
    return {
        "temp_c": air_c,
        "temp_forecast_c": air_c + forecast_error_c(stream(seed, WEATHER_SERVICE)),
        "pv_pu": sun,
        "gross_mw": gross,
        "net_mw": gross - fit.pv_mw * sun,
    }


def figures(net_mw: Floats) -> dict[str, float]:
    """The figures of a year that were published of the real one, with the keys of PUBLISHED.

    net_mw: MW, shape (8760,).
    """
    january = net_mw[JANUARY].reshape(31, 24)
    return {
        "energy_twh": float(net_mw.sum()) / 1e6,
        "peak_mw": float(net_mw.max()),
        "january_min_mw": float(january.min()),
        "january_max_mw": float(january.max()),
        "january_swing_mw": float(np.ptp(january, axis=1).max()),
        "min_mw": float(net_mw.min()),
    }


def base_mw(fit: Fit = FIT) -> Floats:
    """Load that no weather changes, MW, shape (8760,); 4.5 % less on Sundays."""
    day = np.floor(clock()[0])
    sunday = (day - FIRST_SUNDAY) % 7 == 0
    return fit.base_mw * activity(fit) * np.where(sunday, 0.955, 1.0)


def activity(fit: Fit = FIT) -> Floats:
    """How busy the country is, shape (8760,): 1 by day, lowest at 03:30, highest at about 18:40."""
    _, hour = clock()
    night = bump((hour - 3.5 + 12) % 24 - 12, 0, 3.5)
    return 1.0 - fit.night_share * night + fit.evening_share * bump(hour, 18.7, 2.2)


def weather_mw(air_c: Floats, day_before_c: Floats, fit: Fit = FIT) -> Floats:
    """Load of cooling and heating, MW, shape (8760,).

    air_c: temperature; day_before_c: its mean over the last 24 hours. Walls remember: cooling follows the
    mean of the two.
    """
    too_hot_c = np.clip((air_c + day_before_c) / 2 - fit.cooling_above_c, 0, None)
    too_cold_c = np.clip(fit.heating_below_c - air_c, 0, None)
    cooling = fit.cooling_mw_per_c * too_hot_c * (0.7 + 0.3 * activity(fit))
    return cooling + fit.heating_mw_per_c * too_cold_c


def farm_pumping() -> Floats:
    """Farm pumping as a share of its highest, 0 to 1, shape (8760,).

    From March to October, by day. Pumps start between 05:00 and 09:00 and stop between 15:00 and 19:00, not
    all at one stroke.
    """
    day, hour = clock()
    season = np.clip(np.sin(np.pi * (day - 60) / 240), 0, None)
    return season * ramp((hour - 5) / 4) * ramp((19 - hour) / 4)


def ramp(x: Floats) -> Floats:
    """From 0 at x <= 0 to 1 at x >= 1, smooth at both ends."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(x, 0, 1))
