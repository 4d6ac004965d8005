"""Forms of pandas' single values: moments, spans, periods, intervals, and what is missing.

Imported only where pandas is in use.
"""

from __future__ import annotations

import datetime as dt
import re
from types import NoneType
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from grader.inside.forms import ELSEWHERE, BadData, CannotCross, Form, take
from grader.inside.plain_values import name_types

FREQUENCY = re.compile(r"-?\d{0,6}[A-Za-z]{1,4}(?:-[A-Z]{3})?", re.ASCII)
UNITS: Final = ("s", "ms", "us", "ns")
CLOSED: Final = ("left", "right", "both", "neither")
STORAGES: Final = ("python", "pyarrow")
ZONES: Final = (NoneType, dt.timezone, ZoneInfo)
ENDS: Final = (int, float, np.int64, np.float64, pd.Timestamp, pd.Timedelta)


def known_zone(zone: dt.tzinfo | None) -> dt.tzinfo | None:
    if type(zone) not in ZONES:
        raise CannotCross("a date with such a time zone cannot cross: use timezone or ZoneInfo")
    return zone


def frequency_in(text: str) -> str:
    if not FREQUENCY.fullmatch(text):
        raise BadData("not a frequency")
    return text


def closed_in(text: str) -> Any:
    if text not in CLOSED:
        raise BadData("not the closed side of an interval")
    return text


def text_dtype_in(payload: object) -> Any:
    storage, missing_is_na = take(payload, str, bool)
    if storage not in STORAGES:
        raise BadData("not a dtype of text")
    return pd.StringDtype(storage, na_value=pd.NA if missing_is_na else np.nan)


def _stamp_out(stamp: Any) -> object:
    return [stamp.unit, int(stamp.asm8.astype("i8")), known_zone(stamp.tzinfo)]


def _stamp_in(payload: object) -> Any:
    unit, count, zone = take(payload, str, int, ZONES)
    stamp = pd.Timestamp(np.datetime64(_not_missing(count), _unit(unit)))
    return stamp if zone is None else stamp.tz_localize("UTC").tz_convert(zone)


def _span_out(span: Any) -> object:
    return [span.unit, int(span.asm8.astype("i8"))]


def _span_in(payload: object) -> Any:
    unit, count = take(payload, str, int)
    return pd.Timedelta(np.timedelta64(_not_missing(count), _unit(unit)))


def _unit(text: str) -> Any:
    if text not in UNITS:
        raise BadData("not a unit of time")
    return text


def _not_missing(count: int) -> int:
    if not -(2**63) < count < 2**63:
        raise BadData("a time out of range")
    return count


def _period_of(payload: object) -> Any:
    frequency, number = take(payload, str, int)
    return pd.Period(ordinal=_not_missing(number), freq=frequency_in(frequency))


def _interval_of(payload: object) -> Any:
    left, right, closed = take(payload, ENDS, ENDS, str)
    return pd.Interval(left, right, closed=closed_in(closed))


def _interval_scalar_out(value: Any) -> object:
    return (
        [value.left, value.right, value.closed]
        if type(value.left) in ENDS and type(value.right) in ENDS
        else ELSEWHERE
    )


FORMS: Final = (
    Form(63, (pd.Timestamp,), _stamp_out, _stamp_in),
    Form(64, (pd.Timedelta,), _span_out, _span_in),
    Form(65, (type(pd.NaT),), lambda v: None, lambda p: pd.NaT),
    Form(66, (type(pd.NA),), lambda v: None, lambda p: pd.NA),
    Form(67, (pd.Period,), lambda v: [v.freqstr, v.ordinal], _period_of),
    Form(68, (pd.Interval,), _interval_scalar_out, _interval_of),
    Form(69, (pd.StringDtype,), lambda v: [v.storage, v.na_value is pd.NA], text_dtype_in),
)

name_types("pandas", (pd.Timestamp, pd.Timedelta, pd.Period, pd.Interval))
