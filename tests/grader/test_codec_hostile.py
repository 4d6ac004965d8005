"""Whatever bytes come from the other side, there is a value or BadData, in memory that fits their number."""

from __future__ import annotations

import tracemalloc
import warnings
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.inside.codec import BadData
from tests.grader.codec_values import EXAMPLES, plain_codec, values


def told(data: bytes) -> Any:
    """The value, or None for bytes that are refused. Any other end is a fault. Libraries may warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return plain_codec().decode(data)
        except BadData:
            return None


def framed(packed: bytes, tail: bytes = b"") -> bytes:
    return len(packed).to_bytes(4, "little") + packed + tail


@EXAMPLES
@given(st.binary(max_size=300))
def test_random_bytes_are_a_value_or_bad_data(data: bytes) -> None:
    told(data)
    told(framed(data))


@EXAMPLES
@given(values, st.data())
def test_a_frame_with_bytes_changed_cut_or_inserted_is_a_value_or_bad_data(
    value: Any, data: st.DataObject
) -> None:
    frame = bytearray(plain_codec().encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(frame)))
        cut = data.draw(st.integers(0, 4))
        frame[place : place + cut] = data.draw(st.binary(max_size=4))
    told(bytes(frame))


def ext(code: int, data: bytes) -> bytes:
    packed: bytes = msgpack.packb(msgpack.ExtType(code, data))
    return packed


def wrapped_often(code: int, times: int) -> bytes:
    data = b"\x90"
    for _ in range(times):
        data = b"\x91" + ext(code, data)
    return data


REFUSED = {
    "nothing": b"",
    "a head only": b"\0\0\0\0",
    "a packed value longer than the frame": b"\xff\xff\xff\x7f\x01",
    "two values": framed(b"\x01\x01"),
    "bytes behind the value": framed(b"\x01", b"x"),
    "the byte that msgpack never uses": framed(b"\xc1"),
    "a list that claims four billion": framed(b"\xdd\xff\xff\xff\xff"),
    "lists that claim as much as the frame, nested": framed(
        b"\xdd\x00\x0f\x00\x00" * 200 + b"\x00" * 0xF0000
    ),
    "a text that is not UTF-8": framed(b"\xa1\xff"),
    "lists nested too deep": framed(b"\x91" * 101 + b"\x01"),
    "lists nested deeper than msgpack goes": framed(b"\x91" * 100_000 + b"\x01"),
    "tuples nested too deep": framed(wrapped_often(2, 101)),
    "a list as a key": framed(b"\x81\x90\x01"),
    "a set of lists": framed(ext(3, b"\x91\x90")),
    "an unknown type": framed(ext(99, b"\xc0")),
    "a type below nought": framed(b"\xd4\xfb\xc0"),
    "a wrapped value that is none": framed(ext(127, b"\xc0")),
    "an int too large": framed(ext(1, msgpack.packb(b"\1" * 131_073))),
    "a Decimal that is a sentence": framed(ext(11, msgpack.packb("1 and 2"))),
    "a Decimal with a huge exponent": framed(ext(11, msgpack.packb("1E9999999"))),
    "a Fraction over nought": framed(ext(12, msgpack.packb([1, 0]))),
    "a range with a step of nought": framed(ext(7, msgpack.packb([0, 1, 0]))),
    "a position behind the text": framed(ext(23, msgpack.packb(["a", 2**40]))),
    "a class by another name": framed(ext(25, msgpack.packb("os.system"))),
    "a time zone by path": framed(ext(22, msgpack.packb("../../etc/passwd"))),
    "a random state with a bad position": framed(ext(26, msgpack.packb([3, [1] * 624 + [9999], None]))),
    "a deque longer than it may be": framed(ext(16, msgpack.packb([[1, 2], 1]))),
    "four million small lists": framed(b"\xdd\x00\x3d\x09\x00" + b"\x90" * 4_000_000),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_refused(data: bytes) -> None:
    with pytest.raises(BadData):
        plain_codec().decode(data)


AMPLIFIERS = {
    "empty lists": b"\xdd\x00\x01\x00\x00" + b"\x90" * 0x10000,
    "empty dicts": b"\xdd\x00\x01\x00\x00" + b"\x80" * 0x10000,
    "dicts of one": b"\xdd\x00\x01\x00\x00" + b"\x81\x01\x01" * 0x10000,
    "empty sets": b"\xdd\x00\x01\x00\x00" + ext(3, b"\x90") * 0x10000,
    "empty deques": b"\xdd\x00\x00\x40\x00" + ext(16, b"\x92\x90\xc0") * 0x4000,
    "claims in claims": b"\xdd\x00\x01\x00\x00" * 500 + b"\x00" * 0x10000,
}


@pytest.mark.parametrize("packed", AMPLIFIERS.values(), ids=AMPLIFIERS.keys())
def test_memory_stays_in_proportion_to_the_bytes(packed: bytes) -> None:
    data = framed(packed)
    told(data)
    tracemalloc.start()
    try:
        kept = told(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    del kept
    assert peak <= 130 * len(data) + (10 << 20)


def test_a_payload_is_not_copied_through_a_hundred_wrappers() -> None:
    data = msgpack.packb(b"x" * 2_000_000)
    for _ in range(45):
        data = b"\x91" + ext(2, b"\x91" + data)
    with pytest.raises(BadData):
        plain_codec().decode(framed(data))


def test_msgpacks_own_time_is_a_number_here() -> None:
    assert type(plain_codec().decode(framed(b"\xd6\xff\x00\x00\x00\x01"))) is float
