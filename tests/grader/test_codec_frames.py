"""pandas' values cross by column: the same frame by pandas' own comparison, dtype for dtype."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_index_equal, assert_series_equal

from grader.inside.codec import BadData, CannotCross, Codec
from tests.grader.codec_values import crossed, plain_codec
from tests.grader.test_codec_arrays import frame

KARACHI = ZoneInfo("Asia/Karachi")


def table() -> Any:
    """A column of every kind."""
    return pd.DataFrame(
        {
            "int": [1, 2, 3],
            "text": ["x", None, "\U0001f600"],
            "float": [1.5, np.nan, -0.0],
            "date": pd.date_range("2020", periods=3),
            "zoned": pd.date_range("2020-03-01", periods=3, tz=KARACHI),
            "span": pd.to_timedelta([1, 2, 3], unit="s"),
            "category": pd.Categorical(["a", None, "a"], categories=["b", "a"], ordered=True),
            "Int64": pd.array([1, None, 3], dtype="Int64"),
            "Float32": pd.array([1, None, 3], dtype="Float32"),
            "boolean": pd.array([True, None, False], dtype="boolean"),
            "string": pd.array(["a", None, "b"], dtype="string"),
            "object": [[1], (2,), {3}],
            "period": pd.period_range("2020", periods=3, freq="M"),
            "cut": pd.cut([1, 5, 9], 3),
        }
    )


FRAMES = {
    "every kind of column": table,
    "empty": pd.DataFrame,
    "an index only": lambda: pd.DataFrame(index=[1, 2]),
    "grouped": lambda: table().groupby("category", observed=True)[["int", "float"]].mean(),
    "described": lambda: table().describe(),
    "two columns of one name": lambda: pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]),
    "pivoted": lambda: table().pivot_table(index="int", columns="string", values="float"),
    "two levels": lambda: table().set_index(["text", "int"]).unstack()[["float"]],
}


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES.keys())
def test_a_frame_arrives_equal_and_writable(make: Any) -> None:
    original = make()
    got = crossed(original)
    assert_frame_equal(got, original, check_exact=True, check_freq=True)
    for place in range(got.shape[1]):
        got.iloc[:, place] = got.iloc[::-1, place].to_numpy()


@pytest.mark.parametrize("name", list(table().columns))
def test_a_series_arrives_equal_and_keeps_its_name(name: str) -> None:
    series = table()[name]
    assert_series_equal(crossed(series), series, check_exact=True)


INDEXES = [
    pd.RangeIndex(3, 9, 2, name="r"),
    pd.Index([1, "a", None, (1, 2)], dtype=object, tupleize_cols=False),
    pd.Index([], dtype=object),
    pd.Index([1.5], name=("a", 1)),
    pd.Index([1, 2], dtype="Int64"),
    pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["x", None]),
    pd.date_range("2020", periods=5, freq="h", tz="UTC"),
    pd.date_range("2020", periods=5, freq="W-SUN"),
    pd.timedelta_range("1h", periods=3, freq="30min"),
    pd.CategoricalIndex(["a", "b"]),
    pd.interval_range(0, 3),
    pd.period_range("2020", periods=3, freq="D"),
]


@pytest.mark.parametrize(
    "index", INDEXES, ids=[type(index).__name__ + str(n) for n, index in enumerate(INDEXES)]
)
def test_an_index_arrives_equal_with_its_frequency(index: Any) -> None:
    got = crossed(index)
    assert type(got) is type(index)
    assert_index_equal(got, index, exact=True)
    assert getattr(got, "freq", None) == getattr(index, "freq", None)


SINGLES = [
    pd.Timestamp("2020-01-01 10:00", tz=KARACHI),
    pd.Timestamp("2020-01-01", tz=dt.timezone(dt.timedelta(hours=5))),
    pd.Timestamp(1, unit="ns"),
    pd.Timestamp("1500-01-01").as_unit("s"),
    pd.Timedelta("1h").as_unit("ms"),
    pd.Period("2020-01", "M"),
    pd.Interval(0, 1),
    pd.Interval(0.5, 1.5, closed="left"),
]


@pytest.mark.parametrize("single", SINGLES, ids=str)
def test_a_single_value_keeps_type_unit_and_zone(single: Any) -> None:
    got = crossed(single)
    assert type(got) is type(single) and got == single and repr(got) == repr(single)
    assert getattr(got, "unit", None) == getattr(single, "unit", None)


def test_what_is_missing_is_the_one_object() -> None:
    assert crossed(pd.NaT) is pd.NaT and crossed(pd.NA) is pd.NA


def test_nobodys_own_object_gets_into_an_index() -> None:
    """pandas hashes and compares what an index holds: it must never ask the sender's object."""
    codec = Codec(lambda value: ("mine", None), lambda kind, payload: 1 / 0)
    for holder in (
        pd.Index([object()]),
        pd.Categorical([object()]),
        pd.MultiIndex.from_tuples([(object(), 1)]),
    ):
        with pytest.raises(CannotCross, match="inside an index or a category"):
            codec.encode(holder)
    assert codec.encode(pd.Series([object()], dtype=object))


def test_a_sparse_column_has_no_plain_form() -> None:
    with pytest.raises(CannotCross, match="a column of type Sparse"):
        plain_codec().encode(pd.Series(pd.arrays.SparseArray([0, 0, 1])))


FORGED = {
    "columns without names": frame(60, [None, None, []]),
    "a range of every integer": frame(62, ["range", -(2**62), 2**62, 1, None]),
    "a step of nought": frame(62, ["range", 0, 1, 0, None]),
    "an unknown kind": frame(62, ["eval", [], None, None]),
    "a time of no unit": frame(63, ["years", 1, None]),
    "a time out of range": frame(63, ["ns", 2**63, None]),
    "a frequency that is a sentence": frame(67, ["please import os", 1]),
    "an interval of texts": frame(68, ["a", "b", "left"]),
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED.keys())
def test_forged_pandas_values_are_refused(data: bytes) -> None:
    with pytest.raises(BadData):
        plain_codec().decode(data)
