"""Reading and writing the byte format of the Bitcoin network: little-endian numbers and sized strings.

Source: Bitcoin Core, src/serialize.h.
"""

import struct

MAX_SIZE = 0x02000000
"""No length on the wire may be larger, in bytes or items."""

_U16 = struct.Struct("<H").unpack_from
_U32 = struct.Struct("<I").unpack_from
_U64 = struct.Struct("<Q").unpack_from


class WireError(ValueError):
    """The bytes are not what the format allows."""


class Reader:
    """A position in a buffer; every read checks that the bytes are there."""

    __slots__ = ("data", "position")

    def __init__(self, data: bytes, position: int = 0) -> None:
        self.data = bytes(data)
        self.position = position

    def read(self, count: int) -> bytes:
        """The next count bytes."""
        start = self.position
        end = start + count
        if count < 0 or end > len(self.data):
            raise WireError("end of data")
        self.position = end
        return self.data[start:end]

    def u8(self) -> int:
        return self.read(1)[0]

    def u16(self) -> int:
        return int.from_bytes(self.read(2), "little")

    def u32(self) -> int:
        return int.from_bytes(self.read(4), "little")

    def i32(self) -> int:
        return int.from_bytes(self.read(4), "little", signed=True)

    def u64(self) -> int:
        return int.from_bytes(self.read(8), "little")

    def i64(self) -> int:
        return int.from_bytes(self.read(8), "little", signed=True)

    def compact_size(self, limit: int = MAX_SIZE) -> int:
        """A number in Bitcoin's variable-length form; the shortest form is the only one allowed."""
        value, self.position = compact_size_at(self.data, self.position, limit)
        return value

    def var_bytes(self) -> bytes:
        """A byte string with its length before it."""
        return self.read(self.compact_size())

    @property
    def left(self) -> int:
        """How many bytes are still unread."""
        return len(self.data) - self.position

    def done(self) -> None:
        """Raises WireError unless every byte was read."""
        if self.left:
            raise WireError(f"{self.left} bytes too many")


def compact_size_at(data: bytes, position: int, limit: int = MAX_SIZE) -> tuple[int, int]:
    """The variable-length number at a position, and the position after it.

    Raises WireError for a longer form than needed, a number above limit, or the end of the data.
    """
    try:
        value = data[position]
        if value < 0xFD:
            return value, position + 1
        if value == 0xFD:
            value, position, least = _U16(data, position + 1)[0], position + 3, 0xFD
        elif value == 0xFE:
            value, position, least = _U32(data, position + 1)[0], position + 5, 0x10000
        else:
            value, position, least = _U64(data, position + 1)[0], position + 9, 0x100000000
    except (IndexError, struct.error):
        raise WireError("end of data") from None
    if value < least:
        raise WireError("non-canonical ReadCompactSize()")
    if value > limit:
        raise WireError("ReadCompactSize(): size too large")
    return value, position


def compact_size(number: int) -> bytes:
    """A number >= 0 in its shortest variable-length form: 1, 3, 5 or 9 bytes."""
    if number < 0xFD:
        return number.to_bytes(1, "little")
    if number <= 0xFFFF:
        return b"\xfd" + number.to_bytes(2, "little")
    if number <= 0xFFFFFFFF:
        return b"\xfe" + number.to_bytes(4, "little")
    return b"\xff" + number.to_bytes(8, "little")


def var_bytes(data: bytes) -> bytes:
    """data with its length before it."""
    return compact_size(len(data)) + data
