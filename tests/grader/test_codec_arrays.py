"""numpy's values cross by their bytes, and no bytes make an array that numpy could not have made."""

from __future__ import annotations

from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.inside.codec import BadData, CannotCross
from tests.grader.codec_values import EXAMPLES, crossed, plain_codec, same

DTYPES = hnp.scalar_dtypes() | hnp.byte_string_dtypes(max_len=5) | hnp.unicode_string_dtypes(max_len=5)


@EXAMPLES
@given(hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, min_side=0, max_dims=4, max_side=4)), st.booleans())
def test_an_array_arrives_with_its_dtype_shape_order_and_bits(array: Any, turned: bool) -> None:
    array = array.T if turned else array
    assert same(crossed(array), array)


@EXAMPLES
@given(st.data())
def test_a_numpy_scalar_stays_one(data: st.DataObject) -> None:
    scalar = data.draw(hnp.arrays(DTYPES, 1))[0]
    assert same(crossed(scalar), scalar)


@pytest.mark.parametrize("kind", [np.longlong, np.ulonglong, np.int64, np.float16, np.bool_])
def test_scalar_types_stay_apart(kind: type) -> None:
    assert type(crossed(kind(1))) is kind
    assert crossed(kind) is kind


def test_an_array_of_objects_crosses_element_by_element() -> None:
    array = np.empty((2, 2), dtype=object)
    array[:] = [[None, 1], ["a", 2.5]]
    array[0, 0] = [1, (2,)]
    array[1, 1] = np.arange(2)
    got = crossed(array)
    assert got.shape == (2, 2) and got.dtype == object and got[0, 0] == [1, (2,)]
    assert same(got[1, 1], np.arange(2))


def test_views_cross_as_what_they_show_and_arrive_writable() -> None:
    base = np.arange(24.0).reshape(4, 6)
    for view in (base[::2, 1::3], base[::-1], np.broadcast_to(np.array(3.0), (2, 2)), base[:0]):
        got = crossed(view)
        assert np.array_equal(got, view)
        got[...] = 1


def test_a_matrix_arrives_as_an_array() -> None:
    with pytest.warns(PendingDeprecationWarning):
        matrix = np.matrix([[1, 2]])
    got = crossed(matrix)
    assert type(got) is np.ndarray and got.shape == (1, 2)


@pytest.mark.parametrize("array", [np.zeros(2, [("a", "i4")]), np.ma.array([1]), np.zeros(2, np.longdouble)])
def test_other_arrays_have_no_plain_form(array: Any) -> None:
    with pytest.raises(CannotCross):
        plain_codec().encode(array)


@pytest.mark.parametrize("kind", ["MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"])
def test_a_generator_goes_on_where_it_was(kind: str) -> None:
    mine = np.random.Generator(getattr(np.random, kind)(3))
    mine.integers(10, size=3, dtype=np.uint32)
    got = crossed(mine)
    assert np.array_equal(got.standard_normal(50), mine.standard_normal(50))
    legacy = np.random.RandomState(5)
    legacy.normal()
    assert crossed(legacy).normal() == legacy.normal()


def frame(code: int, payload: object, tail: bytes = b"") -> bytes:
    """The bytes of one value of this ext type."""
    packed = msgpack.packb(msgpack.ExtType(code, msgpack.packb(payload)))
    return bytes(len(packed).to_bytes(4, "little") + packed + tail)


STATE = {"bit_generator": "MT19937", "state": {"key": [1] * 624, "pos": 624}}
PHILOX = {"counter": [0] * 4, "key": [0] * 2}
HALF = {"has_uint32": 0, "uinteger": 0}

FORGED = {
    "a shape larger than the bytes": frame(40, ["<f8", [2], False, 8], b"\0" * 8),
    "sides whose product overflows": frame(40, ["<f8", [2**32, 2**32, 0, 1], False, 8], b"\0" * 8),
    "a negative side": frame(40, ["<f8", [-1, -1], False, 8], b"\0" * 8),
    "a side that is True": frame(40, ["<f8", [True], False, 8], b"\0" * 8),
    "an array of pointers": frame(40, ["|O", [1], False, 8], b"\0" * 8),
    "a dtype with fields": frame(40, ["i4,O", [1], False, 12], b"\0" * 12),
    "elements of no bytes": frame(40, ["<U0", [2**31], False, 0]),
    "a code point that does not exist": frame(40, ["<U1", [1], False, 4], b"\xff\xff\xff\x7f"),
    "the same, of the other byte order": frame(40, [">U1", [1], False, 4], b"\x7f\xff\xff\xff"),
    "more objects than the shape": frame(40, ["O", [1], [1, 2], 0]),
    "a buffer longer than the frame": frame(40, ["<f8", [2], False, 16], b"\0" * 8),
    "a buffer of negative length": frame(40, ["<f8", [0], False, -8], b"\0" * 8),
    "bytes that no array takes": frame(40, ["<f8", [1], False, 8], b"\0" * 9),
    "a scalar of too few bytes": frame(41, ["float64", b"\0" * 7]),
    "a scalar type of another name": frame(41, ["void", b"\0"]),
    "a position behind the generator's words": frame(
        50, ["MT19937", STATE | {"state": {"key": [1] * 624, "pos": 625}}]
    ),
    "a negative position": frame(50, ["MT19937", {"state": {"key": [1] * 624, "pos": -1}}]),
    "too few words": frame(50, ["MT19937", {"state": {"key": [1] * 623, "pos": 0}}]),
    "a buffer position of Philox": frame(
        50, ["Philox", {"state": PHILOX, **HALF, "buffer": [0] * 4, "buffer_pos": 99}]
    ),
    "an unknown generator": frame(50, ["os.system", {"state": {}}]),
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED.keys())
def test_forged_arrays_are_refused(data: bytes) -> None:
    with pytest.raises(BadData):
        plain_codec().decode(data)


def test_a_bool_is_one_of_two() -> None:
    got: Any = plain_codec().decode(frame(40, ["|b1", [3], False, 3], b"\x00\x02\xff"))
    assert got.view(np.uint8).tolist() == [0, 1, 1]
    scalar: Any = plain_codec().decode(frame(41, ["bool", b"\x07"]))
    assert type(scalar) is np.bool_ and int(scalar) == 1


def test_two_arrays_never_share_bytes() -> None:
    array = np.ones(4)
    one, other = crossed([array, array])
    one[0] = 9
    assert other[0] == 1
