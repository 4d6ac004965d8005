"""Three zones of the synthetic grid year: north (water), centre (load), south (wind, coal, nuclear).

    north --- 2,500 MW --- centre --- 4,000 MW --- south

Shares, places and limits are invented round numbers; real networks have many more lines, and losses. Some
real nuclear and coal plants of Punjab (Chashma, Sahiwal) are put into the south here. With them in the
centre, few of its hours without enough power would be left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from labs.energy.weather import Floats

if TYPE_CHECKING:
    import pandas as pd

ZONES = ("north", "centre", "south")
LOAD_SHARE = {"north": 0.20, "centre": 0.55, "south": 0.25}
LIMIT_MW = {"north-centre": 2_500, "centre-south": 4_000}
"""Most that a line carries, either way."""
PLACES = {
    "hydro": (1.0, 0.0, 0.0),
    "wind": (0.0, 0.0, 1.0),
    "solar": (0.0, 0.6, 0.4),
    "nuclear": (0.0, 0.0, 1.0),
    "local_coal": (0.0, 0.0, 1.0),
    "imported_coal": (0.0, 0.0, 1.0),
    "gas": (0.0, 0.6, 0.4),
    "oil": (0.0, 0.6, 0.4),
}
"""Which part of each block stands in which zone."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What became of supply and load in each hour. Every array is in MW, shape (hours, 3), zones as in ZONES.

    In each zone and hour: used + arrives = load - unserved, and used + stranded = supply.
    """

    used: Floats
    """Produced, for the zone itself or for another."""
    arrives: Floats
    """Comes by the lines; negative: goes out. All zones together: 0."""
    unserved: Floats
    """Load that nobody could supply."""
    stranded: Floats
    """Supply that nobody could use."""


def load_mw(net_mw: pd.Series) -> pd.DataFrame:
    """The net load of each zone, MW; together the country's."""
    import pandas as pd

    return pd.DataFrame({zone: LOAD_SHARE[zone] * net_mw for zone in ZONES})


def supply_mw(blocks: pd.DataFrame) -> pd.DataFrame:
    """The blocks' power by zone, MW: of `supply.available_mw` or `supply.must_run_mw`."""
    import pandas as pd

    parts = pd.DataFrame(PLACES, index=list(ZONES)).T
    return blocks @ parts.loc[blocks.columns]


def delivered_mw(load: pd.DataFrame, supply: pd.DataFrame) -> pd.DataFrame:
    """What each zone has after exchange, MW: its own supply, plus what comes and less what goes by the lines.

    load, supply: of `load_mw` and `supply_mw`, columns in any order. More than the zone's load: the rest is
    stranded there, as power that runs or as plants that stand idle, whichever `supply` holds.
    """
    own = supply[list(ZONES)]
    found = balance(load[list(ZONES)].to_numpy(), own.to_numpy(), *LIMIT_MW.values())
    return own + found.arrives


def balance(load: Floats, supply: Floats, north_limit: float, south_limit: float) -> Balance:
    """Send what is left over in one zone to where it is missing, as far as the lines carry it.

    load, supply: MW, shape (hours, 3). north_limit, south_limit: of the lines to the centre, MW.
    All exchange passes the centre, so this serves as much load as any plan could. Zones with a surplus
    share what is wanted, and zones in need what is offered, in proportion.
    """
    spare = np.asarray(supply, float) - np.asarray(load, float)
    limits = np.array([north_limit, np.inf, south_limit])
    offers = np.clip(spare, 0, limits)
    wants = np.clip(-spare, 0, limits)
    offered, wanted = offers.sum(axis=1, keepdims=True), wants.sum(axis=1, keepdims=True)
    moved = np.minimum(offered, wanted)
    leaves = offers * _share(moved, offered)
    comes = wants * _share(moved, wanted)
    return Balance(
        used=np.minimum(load, supply) + leaves,
        arrives=comes - leaves,
        unserved=np.clip(-spare, 0, None) - comes,
        stranded=np.clip(spare, 0, None) - leaves,
    )


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
