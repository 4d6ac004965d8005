"""Fixtures of the synthetic grid year.

year     a year, seed 2026, with its time and columns
blocks   what the plants could give in that year
"""

from __future__ import annotations

import pandas as pd
import pytest

from labs.energy import gridyear, supply


@pytest.fixture(scope="session")
def year() -> pd.DataFrame:
    return gridyear.grid_year(2026)


@pytest.fixture(scope="session")
def blocks(year: pd.DataFrame) -> pd.DataFrame:
    return supply.available_mw(year, 2026)
