"""Weather of a synthetic year: temperature, what a forecast said of it, and the sun on a solar panel.

Every array has one value for each hour of 2026, shape (8760,), taken in the middle of the hour. Random
numbers come from `stream`: the same seed gives the same ones, and each purpose has its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HOURS = 365 * 24
LATITUDE_DEG = 30.5
SOLAR_NOON_H = 12.2
"""When the sun is highest at 72 degrees east, in the mean of the year, on a clock set for 75 degrees."""

WEATHER, CLOUDS, NOISE, WEATHER_SERVICE, WIND, OUTAGES = range(6)
"""What random numbers are for."""


def stream(seed: int, purpose: int) -> np.random.Generator:
    """Random numbers for one purpose of one year. seed: whole number >= 0; ValueError otherwise."""
    return np.random.default_rng([seed, purpose])


def clock(first: int = 0) -> tuple[Floats, Floats]:
    """(day, hour) in the middle of each hour of the year; day 0.5 is noon of 1 January, hour is 0 to 24.

    first: begin so many hours after the year does; negative: before it.
    """
    hours: Floats = np.arange(first, HOURS, dtype=np.float64) + 0.5
    return hours / 24, hours % 24


def temperature_c(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """(temperature of each hour, mean of the 24 hours that end with it), degrees Celsius.

    A yearly wave of 24.5 +- 10.5, hotter in June and cooler in the monsoon; a daily wave of +- 5.5; and
    spells of warm or cool days: an AR(1) of 0.75 from noon to noon, straight lines between.
    """
    day, hour = clock(first=-24)
    season = 24.5 - 10.5 * np.cos(2 * np.pi * (day - 20) / 365)
    season += 2 * bump(day, 165, 22) - 1.5 * bump(day, 215, 20)
    noons = np.arange(-1, 366) + 0.5
    spells = np.interp(day, noons, autoregressive(rng, noons.size, 0.75, 1.0))
    air = season + 5.5 * np.cos(2 * np.pi * (hour - 15.5) / 24) + spells
    sums = np.cumsum(np.concatenate([[0.0], air]))
    return air[24:], (sums[25:] - sums[1:-24]) / 24


def forecast_error_c(rng: np.random.Generator) -> Floats:
    """What a weather service is wrong by, one day ahead, degrees Celsius; alike for hours on end.

    Its standard deviation, about 0.6, is invented: a country's mean is easier to tell than one town.
    """
    day, _ = clock()
    quarters = np.arange(0, 365.25, 0.25)
    return np.interp(day, quarters, autoregressive(rng, quarters.size, 0.6, 0.5))


def autoregressive(rng: np.random.Generator, size: int, memory: float, shock: float) -> Floats:
    """A series in which each value keeps the part `memory` of the one before and adds something new.

    shock: standard deviation of the new part; that of the series is shock / sqrt(1 - memory**2), from its
    first value on.
    """
    values = rng.normal(0, shock, size).tolist()
    values[0] /= np.sqrt(1 - memory**2)
    for i in range(1, size):
        values[i] += memory * values[i - 1]
    return np.array(values)


def pv_pu(air_c: Floats, rng: np.random.Generator) -> Floats:
    """Output of solar panels per unit of their capacity, 0 to 1.

    The height of the sun above flat panels, with a longer way through the air when it is low (power 1.15);
    clouds, of which each day draws Beta(6, 1.6); fog of midwinter, haze of the monsoon; 0.4 % less for each
    degree of the air above 25. That cells are hotter than the air is left out.
    """
    day = np.floor(clock()[0])
    clear = np.repeat(np.clip(rng.beta(6, 1.6, 365), 0.15, 0.95), 24)
    fog = np.where((day < 35) | (day > 345), 0.78, 1.0)
    monsoon = np.where((day > 185) & (day < 245), 0.85, 1.0)
    sun = np.clip(1.02 * cos_zenith() ** 1.15 * clear * fog * monsoon, 0, 1)
    heat_loss: Floats = 0.004 * np.clip(air_c - 25, 0, None)
    return sun * (1 - heat_loss)


def cos_zenith() -> Floats:
    """Cosine of the angle between the sun and straight up; 0 at night.

    Source: J. A. Duffie, W. A. Beckman, Solar Engineering of Thermal Processes, 2006, chapter 1 (declination
    by Cooper, 1969).
    """
    day, hour = clock()
    number = np.floor(day) + 1
    latitude = np.deg2rad(LATITUDE_DEG)
    declination = np.deg2rad(23.45) * np.sin(2 * np.pi * (284 + number) / 365)
    angle = np.deg2rad(15 * (hour - SOLAR_NOON_H + equation_of_time_h(number)))
    height: Floats = np.sin(latitude) * np.sin(declination)
    height = height + np.cos(latitude) * np.cos(declination) * np.cos(angle)
    return np.clip(height, 0, None)


def equation_of_time_h(number: Floats) -> Floats:
    """How far the sun is ahead of the clock, in hours, on day `number` of the year, 1 to 365.

    Source: S. A. Kalogirou, Solar Energy Engineering, 2009, chapter 2.
    """
    b = 2 * np.pi * (number - 81) / 364
    minutes: Floats = 9.87 * np.sin(2 * b) - 7.53 * np.cos(b) - 1.5 * np.sin(b)
    return minutes / 60.0


def bump(x: Floats, middle: float, width: float) -> Floats:
    """A bell of height 1 around `middle`; at a distance of `width` it is 1/e high."""
    bell: Floats = np.exp(-(((x - middle) / width) ** 2))
    return bell
