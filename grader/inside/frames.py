"""Forms of pandas: frames and series by column, every kind of index, dates, missing values.

Rebuilt with pandas' own constructors, which check the lengths. What an index or a category holds must be
plain values, because pandas hashes and compares it. Imported only where pandas is in use.
"""

from __future__ import annotations

import datetime as dt
from types import NoneType
from typing import Any, Final

import numpy as np
import pandas as pd

from grader.inside.forms import BadData, CannotCross, Form, exactly, take, type_name
from grader.inside.moments import FREQUENCY, UNITS, ZONES, closed_in, frequency_in, known_zone
from grader.inside.plain_values import name_types

MASKED: Final[dict[str, tuple[Any, str]]] = {
    name: (pd.arrays.IntegerArray, name.lower())
    for name in ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64")
} | {
    "Float32": (pd.arrays.FloatingArray, "float32"),
    "Float64": (pd.arrays.FloatingArray, "float64"),
    "boolean": (pd.arrays.BooleanArray, "bool"),
}
MAX_RANGE = 2**40
INDEXES: Final = (
    *(pd.Index, pd.RangeIndex, pd.MultiIndex, pd.DatetimeIndex, pd.TimedeltaIndex, pd.PeriodIndex),
    *(pd.IntervalIndex, pd.CategoricalIndex),
)


def _column_out(array: Any) -> object:
    """A column's values: an ndarray, or a list that begins with the kind of column."""
    kind = type(array)
    dtype = array.dtype
    if kind is pd.arrays.NumpyExtensionArray:
        return array.to_numpy()
    if kind is pd.arrays.TimedeltaArray or (
        kind is pd.arrays.DatetimeArray and dtype.kind == "M" and not _zone(dtype)
    ):
        return array.to_numpy(dtype=dtype)
    if kind is pd.arrays.DatetimeArray:
        utc = array.tz_convert("UTC").tz_localize(None)
        return ["zoned", utc.to_numpy(), known_zone(_zone(dtype))]
    if kind is pd.Categorical:
        return ["category", np.asarray(array.codes), array.categories, bool(array.ordered)]
    if type(dtype) is pd.StringDtype:
        texts = array.to_numpy(dtype=object, na_value=None).tolist()
        return ["string", dtype, texts]
    if dtype.name in MASKED and kind is MASKED[dtype.name][0]:
        numbers = array.to_numpy(dtype=MASKED[dtype.name][1], na_value=0)
        return ["masked", dtype.name, numbers, array.isna()]
    if kind is pd.arrays.PeriodArray:
        return ["period", dtype.name[len("period[") : -1], array.asi8]
    if kind is pd.arrays.IntervalArray:
        return ["interval", array.left, array.right, array.closed]
    raise CannotCross(f"a column of type {str(dtype)[:80]} cannot cross")


def _zone(dtype: Any) -> dt.tzinfo | None:
    return getattr(dtype, "tz", None)


def _column_in(payload: object) -> Any:
    """A one-dimensional ndarray or an extension array."""
    if type(payload) is np.ndarray:
        return _flat(payload, "biufcmMO")
    parts = exactly(payload, list)
    return COLUMNS[exactly(parts[0], str)](parts[1:])


def _flat(array: object, kinds: str) -> np.ndarray[Any, Any]:
    values: np.ndarray[Any, Any] = exactly(array, np.ndarray)
    if values.ndim != 1 or values.dtype.kind not in kinds or not values.dtype.isnative:
        raise BadData("not a column")
    if values.dtype.kind in "mM" and np.datetime_data(values.dtype) not in [(unit, 1) for unit in UNITS]:
        raise BadData("a column of dates in a unit that pandas has not")
    return values


def _zoned_in(parts: object) -> Any:
    utc, zone = take(parts, np.ndarray, ZONES[1:])
    return pd.DatetimeIndex(_flat(utc, "M")).tz_localize("UTC").tz_convert(zone).array


def _category_in(parts: object) -> Any:
    codes, categories, ordered = take(parts, np.ndarray, INDEXES, bool)
    return pd.Categorical.from_codes(_flat(codes, "i"), categories=categories, ordered=ordered)


def _string_in(parts: object) -> Any:
    dtype, texts = take(parts, pd.StringDtype, list)
    if not {str, NoneType}.issuperset(map(type, texts)):
        raise BadData("not a column of text")
    return pd.array(texts, dtype=dtype)


def _masked_in(parts: object) -> Any:
    name, numbers, mask = take(parts, str, np.ndarray, np.ndarray)
    kind, dtype = MASKED[name]
    if _flat(numbers, "biuf").dtype != dtype or _flat(mask, "b").shape != numbers.shape:
        raise BadData("not a column of numbers")
    return kind(numbers, mask)


def _period_in(parts: object) -> Any:
    frequency, numbers = take(parts, str, np.ndarray)
    dtype = pd.PeriodDtype(frequency_in(frequency))
    if _flat(numbers, "i").dtype != np.int64:
        raise BadData("not a column of periods")
    return pd.arrays.PeriodArray(numbers, dtype=dtype)


def _interval_in(parts: object) -> Any:
    left, right, closed = take(parts, INDEXES, INDEXES, str)
    return pd.arrays.IntervalArray.from_arrays(left, right, closed=closed_in(closed))


COLUMNS: Final = {
    "zoned": _zoned_in,
    "category": _category_in,
    "string": _string_in,
    "masked": _masked_in,
    "period": _period_in,
    "interval": _interval_in,
}


def _index_out(index: Any) -> object:
    if type(index) is pd.RangeIndex:
        return ["range", index.start, index.stop, index.step, index.name]
    if type(index) is pd.MultiIndex:
        return ["multi", list(index.levels), [np.asarray(codes) for codes in index.codes], list(index.names)]
    frequency = getattr(index, "freqstr", None) if type(index) is not pd.PeriodIndex else None
    known = frequency if frequency and FREQUENCY.fullmatch(frequency) else None
    return ["one", _column_out(index.array), known, index.name]


def _index_in(payload: object) -> Any:
    kind, *parts = exactly(payload, list)
    if kind == "range":
        start, stop, step, name = take(parts, int, int, int, object)
        if max(abs(start), abs(stop), abs(step)) > MAX_RANGE:
            raise BadData("a range too large")
        return pd.RangeIndex(start, stop, step, name=name)
    if kind == "multi":
        levels, codes, names = take(parts, list, list, list)
        return pd.MultiIndex(
            [exactly_index(one) for one in levels], [_flat(one, "i") for one in codes], names=names
        )
    _, values, frequency, name = take(payload, str, object, (str, NoneType), object)
    column = _column_in(values)
    index = pd.Index(column, dtype=column.dtype, name=name, tupleize_cols=False)
    if frequency is not None:
        if type(index) not in (pd.DatetimeIndex, pd.TimedeltaIndex):
            raise BadData("a frequency of something else than dates")
        index.freq = frequency_in(frequency)
    return index


def exactly_index(value: object) -> Any:
    if type(value) not in INDEXES:
        raise BadData(f"expected an index, found {type_name(value)}")
    return value


def _series_out(series: Any) -> object:
    return [_column_out(series.array), series.index, series.name]


def _series_in(payload: object) -> Any:
    values, index, name = take(payload, object, INDEXES, object)
    return _series(values, index, name)


def _series(values: object, index: Any, name: object = None) -> Any:
    column = _column_in(values)
    if len(column) != len(index):
        raise BadData("a column longer or shorter than its index")
    return pd.Series(column, index=index, dtype=column.dtype, name=name, copy=False)


def _frame_out(frame: Any) -> object:
    columns = [_column_out(frame.iloc[:, place].array) for place in range(frame.shape[1])]
    return [frame.columns, frame.index, columns]


def _frame_in(payload: object) -> Any:
    names, index, columns = take(payload, INDEXES, INDEXES, list)
    if len(names) != len(columns):
        raise BadData("more or fewer columns than names")
    frame = pd.DataFrame({place: _series(values, index) for place, values in enumerate(columns)}, index=index)
    frame.columns = names
    return frame


FORMS: Final = (
    Form(60, (pd.DataFrame,), _frame_out, _frame_in),
    Form(61, (pd.Series,), _series_out, _series_in),
    Form(62, INDEXES, _index_out, _index_in, plain=True),
    Form(70, (pd.Categorical,), lambda v: _column_out(v)[1:], _category_in),  # type: ignore[index]
)

name_types("pandas", (pd.DataFrame, pd.Series, *INDEXES))
