"""Sun and temperature of the synthetic year, against almanacs and against mathematics."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from labs.energy import weather


def test_panels_give_nothing_at_night_and_never_more_than_they_can(year: pd.DataFrame) -> None:
    sun = year["pv_pu"]
    assert not sun[(year.index.hour < 5) | (year.index.hour >= 20)].any()
    assert sun.min() == 0 and 0.85 < sun.max() <= 1
    assert 0.15 < sun.mean() < 0.21, "a yearly mean as fixed panels in Pakistan have it"
    assert (sun[year.index.hour == 12] > 0).all()


def test_panels_give_most_around_noon_and_more_in_spring_than_in_fog(year: pd.DataFrame) -> None:
    by_hour = year["pv_pu"].groupby(year.index.hour).mean()
    assert by_hour.idxmax() in (11, 12)
    by_month = year["pv_pu"].groupby(year.index.month).mean()
    assert by_month.idxmin() in (12, 1) and by_month[4] > 1.4 * by_month[1]


@pytest.mark.parametrize(("month_day", "hours"), [("03-20", 12.1), ("06-21", 14.1), ("12-21", 10.2)])
def test_days_are_as_long_as_an_almanac_says(month_day: str, hours: float) -> None:
    """Lahore and Multan (30 to 32 degrees north) have 14 h in June and 10 h in December."""
    number = pd.Timestamp(f"2026-{month_day}").day_of_year
    declination = np.deg2rad(23.45) * np.sin(2 * np.pi * (284 + number) / 365)
    half_day = np.degrees(np.arccos(-np.tan(np.deg2rad(weather.LATITUDE_DEG)) * np.tan(declination)))
    assert half_day / 7.5 == pytest.approx(hours, abs=0.2)
    lit = (weather.cos_zenith().reshape(365, 24)[number - 1] > 0).sum()
    assert abs(lit - half_day / 7.5) <= 1, "whole hours"


def test_at_noon_in_june_the_sun_stands_as_high_as_latitude_and_declination_say() -> None:
    noon = weather.cos_zenith().reshape(365, 24)[171, 12]
    assert noon == pytest.approx(np.cos(np.deg2rad(weather.LATITUDE_DEG - 23.45)), abs=0.01)


@pytest.mark.parametrize(("number", "minutes"), [(42, -14.2), (105, 0), (134, 3.7), (207, -6.5), (307, 16.4)])
def test_the_equation_of_time_is_that_of_the_almanac(number: int, minutes: float) -> None:
    """11 February, 15 April, 14 May, 26 July, 3 November: its extremes and a zero."""
    found = 60 * weather.equation_of_time_h(np.array([float(number)]))[0]
    assert found == pytest.approx(minutes, abs=0.7)


def test_temperature_has_its_seasons_and_its_hours(year: pd.DataFrame) -> None:
    by_month = year["temp_c"].groupby(year.index.month).mean()
    assert by_month.idxmin() == 1 and by_month.idxmax() in (6, 7)
    assert 11 < by_month[1] < 17 and 33 < by_month[6] < 39
    by_hour = year["temp_c"].groupby(year.index.hour).mean()
    assert by_hour.idxmax() in (14, 15) and by_hour.idxmin() in (2, 3)
    assert by_hour.max() - by_hour.min() == pytest.approx(11, abs=0.5)


def test_temperature_does_not_jump_at_midnight(year: pd.DataFrame) -> None:
    assert year["temp_c"].diff().abs().max() < 2.5, "degrees from one hour to the next"


def test_the_mean_of_the_day_before_is_that_of_the_last_24_hours() -> None:
    air, day_before = weather.temperature_c(weather.stream(5, weather.WEATHER))
    rolled = pd.Series(air).rolling(24).mean()
    np.testing.assert_allclose(day_before[23:], rolled[23:], rtol=1e-10)


def test_a_forecast_is_about_0_6_degrees_wrong_and_not_on_one_side() -> None:
    errors = np.concatenate(
        [weather.forecast_error_c(weather.stream(seed, weather.WEATHER_SERVICE)) for seed in range(20)]
    )
    assert errors.std() == pytest.approx(0.6, abs=0.04) and abs(errors.mean()) < 0.03


def test_an_autoregressive_series_has_its_memory_and_its_spread_from_the_start() -> None:
    runs = np.array([weather.autoregressive(weather.stream(s, 9), 60, 0.75, 1.0) for s in range(3000)])
    assert runs[:, 0].std() == pytest.approx(1 / np.sqrt(1 - 0.75**2), rel=0.05)
    assert runs[:, -1].std() == pytest.approx(1 / np.sqrt(1 - 0.75**2), rel=0.05)
    assert np.corrcoef(runs[:, 30], runs[:, 31])[0, 1] == pytest.approx(0.75, abs=0.03)
