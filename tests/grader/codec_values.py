"""Values to send through the codec, and what it means that two of them are the same: type, bits, order."""

from __future__ import annotations

import datetime as dt
import io
import random
import struct
from collections import Counter, OrderedDict, deque
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.inside.codec import CannotCross, Codec

EXAMPLES = settings(
    database=None, deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow]
)

any_float = st.floats() | st.integers(0, 2**64 - 1).map(
    lambda n: struct.unpack("<d", struct.pack("<Q", n))[0]
)
text = st.text(st.characters() | st.characters(categories=["Cs"]))
zones = st.none() | st.sampled_from(
    [dt.UTC, dt.timezone(dt.timedelta(hours=5), "PKT"), ZoneInfo("Asia/Karachi")]
)
numbers = (
    st.integers()
    | st.integers(-(2**4000), 2**4000)
    | any_float
    | st.builds(complex, any_float, any_float)
    | st.decimals().filter(lambda number: not number.is_snan())  # has no hash
    | st.fractions()
)
times = (
    st.dates()
    | st.times()
    | st.datetimes()
    | st.builds(
        lambda moment, zone, fold: moment.replace(tzinfo=zone, fold=fold),
        st.datetimes(),
        zones,
        st.integers(0, 1),
    )
    | st.timedeltas()
)
hashable = st.none() | st.booleans() | numbers | text | st.binary() | times
classes = st.sampled_from(
    [int, bool, str, list, dict, Decimal, ValueError, StopIteration, type(None), np.float64]
)
leaves = (
    hashable
    | st.sampled_from([..., NotImplemented])
    | st.binary().map(bytearray)
    | st.builds(range, st.integers(), st.integers(), st.integers(1))
    | st.builds(slice, st.none() | st.integers(), st.none() | text, st.integers())
    | classes
    | hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, min_side=0, max_side=4))
    | st.integers(0, 2**32).map(random.Random)
    | st.builds(lambda seed: np.random.default_rng(seed), st.integers(0, 2**32))
    | text.map(lambda content: io.StringIO(content, newline=""))
)


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    tables = st.dictionaries(hashable, inner, max_size=5)
    return (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | tables
        | tables.map(OrderedDict)
        | tables.map(Counter)
        | st.lists(inner, max_size=5).map(deque)
        | st.sets(hashable, max_size=5)
        | st.frozensets(hashable, max_size=5)
    )


values: st.SearchStrategy[Any] = st.recursive(leaves, containers, max_leaves=20)


def plain_codec() -> Codec:
    """A codec for values only: what has no form of its own cannot cross."""

    def wrap(value: object) -> tuple[str, object]:
        raise CannotCross(f"a {type(value).__name__} cannot cross")

    def unwrap(kind: str, payload: object) -> object:
        raise ValueError(kind)

    return Codec(wrap, unwrap)


def crossed(value: object) -> Any:
    codec = plain_codec()
    return codec.decode(codec.encode(value))


def same(one: Any, other: Any) -> bool:
    """Exactly the same type and value; NaN is NaN, -0.0 is not 0.0, and dicts keep their order."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float) and not isinstance(one, np.generic):
        return struct.pack("<d", one) == struct.pack("<d", other)
    if type(one) is complex:
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, dict):
        return same_parts(list(one.items()), list(other.items()))
    if isinstance(one, list | tuple | deque):
        return same_parts(one, other) and getattr(one, "maxlen", 0) == getattr(other, "maxlen", 0)
    if isinstance(one, set | frozenset):
        ones, others = (sorted(each, key=lambda part: repr(told(part))) for each in (one, other))
        return same_parts(ones, others)
    if isinstance(one, np.ndarray):
        return same_arrays(one, other)
    return bool(told(one) == told(other))


def same_parts(ones: Any, others: Any) -> bool:
    return len(ones) == len(others) and all(same(a, b) for a, b in zip(ones, others, strict=True))


def same_arrays(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    if (one.dtype, one.shape) != (other.dtype, other.shape) or not other.flags.writeable:
        return False
    if one.dtype.kind == "O":
        return same_parts(one.ravel().tolist(), other.ravel().tolist())
    return one.tobytes() == other.tobytes() and one.flags.f_contiguous == other.flags.f_contiguous


def told(value: Any) -> Any:
    """Something comparable that says all of a value."""
    if type(value) is random.Random:
        return value.getstate()
    if type(value) is np.random.Generator:
        return repr(value.bit_generator.state)
    if type(value) in (io.StringIO, io.BytesIO):
        return value.getvalue(), value.tell()
    if isinstance(value, dt.datetime | dt.time):
        return repr(value), value.fold
    if isinstance(value, np.generic):
        return value.dtype.str, value.tobytes()
    if isinstance(value, Decimal | Fraction):
        return type(value).__name__ + str(value)
    if isinstance(value, float | complex):
        return struct.pack("<d", value.real) + struct.pack("<d", value.imag) + type(value).__name__.encode()
    return repr(value)
