"""Numbers and strings on the wire: one form each, and nothing read that is not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.bitcoin.wire import Reader, WireError, compact_size, var_bytes


@pytest.mark.parametrize(
    ("number", "hexed"),
    [
        (0, "00"),
        (0xFC, "fc"),
        (0xFD, "fdfd00"),
        (0xFFFF, "fdffff"),
        (0x10000, "fe00000100"),
        (0x02000000, "fe00000002"),
        (0x100000000, "ff0000000001000000"),
    ],
)
def test_compact_size_has_its_published_form(number: int, hexed: str) -> None:
    assert compact_size(number).hex() == hexed
    assert Reader(bytes.fromhex(hexed)).compact_size(limit=1 << 64) == number


@pytest.mark.parametrize(
    "hexed", ["fd0000", "fdfc00", "fe00000000", "feffff0000", "ff0000000000000000", "ffffffffff00000000"]
)
def test_a_longer_form_than_needed_is_refused(hexed: str) -> None:
    with pytest.raises(WireError, match="non-canonical"):
        Reader(bytes.fromhex(hexed)).compact_size()


def test_a_length_above_32_mib_is_refused() -> None:
    with pytest.raises(WireError, match="size too large"):
        Reader(bytes.fromhex("fe01000002")).compact_size()


@pytest.mark.parametrize("hexed", ["", "fd", "fd00", "fe000001", "ff00000000010000"])
def test_a_number_that_ends_too_early_is_refused(hexed: str) -> None:
    with pytest.raises(WireError, match="end of data"):
        Reader(bytes.fromhex(hexed)).compact_size()


def test_reads_are_little_endian_and_signed_where_they_say_so() -> None:
    reader = Reader(bytes.fromhex("01 0200 03000000 fdffffff 0400000000000000 feffffffffffffff 02aabb"))
    assert (reader.u8(), reader.u16(), reader.u32(), reader.i32()) == (1, 2, 3, -3)
    assert (reader.u64(), reader.i64(), reader.var_bytes()) == (4, -2, b"\xaa\xbb")
    reader.done()


def test_done_refuses_what_is_left_and_read_what_is_missing() -> None:
    reader = Reader(b"abc")
    with pytest.raises(WireError, match="3 bytes too many"):
        reader.done()
    with pytest.raises(WireError):
        reader.read(4)
    with pytest.raises(WireError):
        reader.read(-1)
    assert reader.read(3) == b"abc"


@given(st.binary(max_size=300))
def test_var_bytes_come_back(data: bytes) -> None:
    assert Reader(var_bytes(data)).var_bytes() == data
