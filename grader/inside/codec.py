"""Values as bytes and back, between two processes of which one may lie.

Every value arrives as exactly the type that it left as; what has no plain form is handed to `wrap` and
comes out of `unwrap`. Decoding only ever builds values: it runs no code of the sender's, imports nothing
because the data ask for it, and needs memory in proportion to the bytes. Plain lists, dicts, text and numbers
are packed by msgpack in C; every other type is one of its ext types, whose data is a packed payload (see
forms.py). The bytes of arrays follow behind: 4 bytes of length, the packed value, then one buffer after the
other.

Depth is counted payload by payload: the deepest nesting of lists and dicts in each, added up on the way down.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgpack import ExtType, Packer, Unpacker, unpackb

from grader.inside.families import WRAPPED, form_for, form_of, load_families
from grader.inside.forms import ELSEWHERE, BadData, CannotCross, Form, exactly, type_name
from grader.inside.nesting import MAX_DEPTH, MAX_NODES, Odd, survey, without_odd

__all__ = ["BadData", "CannotCross", "Codec"]

HEAD_BYTES = 4
UNCHECKED_BYTES = 128
"""A payload this short cannot claim lengths that would take memory."""

Wrap = Callable[[object], tuple[str, object]]
Unwrap = Callable[[str, object], object]


class Codec:
    """wrap: (kind, payload) of a value without a plain form; the payload is encoded again. unwrap: undoes it.

    Both may raise: CannotCross and BadData say what is wrong; any other Exception is turned into these.
    """

    def __init__(self, wrap: Wrap, unwrap: Unwrap) -> None:
        self._wrap = wrap
        self._unwrap = unwrap
        load_families()

    def encode(self, value: object) -> bytes:
        """Raises CannotCross, and no other Exception."""
        try:
            return _Encoding(self._wrap).frame(value)
        except CannotCross:
            raise
        except Exception as error:
            words = f"a value of type {type_name(value)} cannot cross ({type_name(error)})"
            raise CannotCross(words) from error

    def decode(self, data: bytes | memoryview) -> object:
        """Raises BadData, and no other Exception."""
        try:
            return _Decoding(self._unwrap, data).value()
        except BadData:
            raise
        except Exception as error:
            raise BadData(f"not a value ({type_name(error)})") from error


class _Budget:
    """What a frame may cost, by its size; the sender counts too, so that no honest value is refused there."""

    def __init__(self) -> None:
        self.nodes = 0
        self.copied = 0
        """Bytes of payloads inside payloads: each is copied once more."""

    def holds(self, size: int) -> bool:
        return self.nodes <= MAX_NODES and self.copied <= 20 * size + (16 << 20)


class _Encoding(_Budget):
    """One value on its way to bytes."""

    def __init__(self, wrap: Wrap) -> None:
        super().__init__()
        self.wrap = wrap
        self.depth = 0
        self.level = 0
        self.plain = 0
        self.packers: list[Packer] = []
        """One per level of payloads: a packer cannot be used while it is at work."""
        self.buffers: list[memoryview] = []

    def frame(self, value: object) -> bytes:
        packed = self.pack(value)
        data = b"".join((len(packed).to_bytes(HEAD_BYTES, "little"), packed, *self.buffers))
        if not self.holds(len(data)):
            raise CannotCross("a value of so many parts cannot cross")
        return data

    def pack(self, payload: object) -> bytes:
        height, nodes, odd = survey(payload)
        self.nodes += nodes
        self.depth += height
        if self.depth > MAX_DEPTH or self.level > MAX_DEPTH:
            raise CannotCross(f"result cannot cross: cyclic or nested deeper than {MAX_DEPTH}")
        if self.nodes > MAX_NODES:
            raise CannotCross(f"result cannot cross: cyclic or more than {MAX_NODES:,} parts")
        if self.level == len(self.packers):
            self.packers.append(
                Packer(default=self.extend, strict_types=True, unicode_errors="surrogatepass", buf_size=1024)
            )
        packer = self.packers[self.level]
        self.level += 1
        data: bytes = packer.pack(without_odd(payload) if odd else payload)
        self.level -= 1
        self.depth -= height
        return data

    def extend(self, value: Any) -> Any:
        """What msgpack is to pack for a value that it does not know."""
        if type(value) is Odd:
            value = value.value
        form = form_of(type(value))
        payload = ELSEWHERE if form is None else form.encode(value)
        if form is None or payload is ELSEWHERE:
            return self.extended(WRAPPED, list(self.wrapped(value)))
        self.plain += form.plain
        buffer = self.detached(payload) if form.buffered else None
        extended = self.extended(form.code, payload)
        if buffer is not None:
            self.buffers.append(buffer)
        self.plain -= form.plain
        return extended

    def detached(self, payload: Any) -> memoryview:
        """The buffer of a payload, which keeps the number of its bytes."""
        buffer: memoryview = payload[-1]
        payload[-1] = len(buffer)
        return buffer

    def wrapped(self, value: object) -> tuple[str, object]:
        if self.plain:
            raise CannotCross(f"a {type_name(value)} inside an index or a category cannot cross")
        return self.wrap(value)

    def extended(self, code: int, payload: object) -> ExtType:
        data = self.pack(payload)
        self.nodes += 1
        self.copied += len(data)
        return tuple.__new__(ExtType, (code, data))


class _Decoding(_Budget):
    """One frame on its way to a value. After an error it is not used again."""

    def __init__(self, unwrap: Unwrap, data: bytes | memoryview) -> None:
        super().__init__()
        self.unwrap = unwrap
        self.data = memoryview(data)
        self.size = len(data)
        self.place = HEAD_BYTES + int.from_bytes(self.data[:HEAD_BYTES], "little")
        """Where the next buffer begins."""
        self.below = 0
        """Depth of the payloads inside the one that is being read."""
        self.level = 0
        self.plain = 0
        self.made: dict[int, object] = {}
        """Lists and dicts that came out of a form or of `unwrap`, by id: counted already, or not ours."""

    def value(self) -> object:
        if self.place > self.size:
            raise BadData("a packed value longer than its frame")
        value = self.unpack(self.data[HEAD_BYTES : self.place])
        if self.place != self.size:
            raise BadData("bytes behind the value")
        return value

    def buffer(self, size: object) -> memoryview:
        """The next buffer. Each is read once and in order, so that no byte stands for two arrays."""
        if type(size) is not int or not 0 <= size <= self.size - self.place:
            raise BadData("a buffer longer than its frame")
        start, self.place = self.place, self.place + size
        return self.data[start : self.place]

    def unpack(self, data: bytes | memoryview) -> object:
        if self.level > MAX_DEPTH:
            raise BadData("nested too deep")
        self.level += 1
        outside, self.below = self.below, 0
        if len(data) > UNCHECKED_BYTES:
            _check_lengths(data)
        value = unpackb(
            data,
            ext_hook=self.extended,
            list_hook=self.counted if len(data) > MAX_NODES else None,
            object_hook=self.counted if len(data) > MAX_NODES else None,
            strict_map_key=False,
            unicode_errors="surrogatepass",
            timestamp=1,  # msgpack's own time type arrives as a float
            max_array_len=MAX_NODES,
            max_map_len=MAX_NODES // 2,
        )
        height, nodes, _ = survey(value, self.made)
        self.nodes += nodes
        self.below = max(outside, height + self.below)
        self.level -= 1
        if self.below > MAX_DEPTH or not self.holds(self.size):
            raise BadData("nested too deep, or of too many parts")
        return value

    def counted(self, box: Any) -> Any:
        """In a large frame the parts are counted as they are built, not only afterwards."""
        self.nodes += len(box)
        if self.nodes > 2 * MAX_NODES:
            raise BadData("too many parts")
        return box

    def extended(self, code: int, data: bytes) -> object:
        form = form_for(code)
        self.nodes += 1
        self.copied += len(data)
        if not self.holds(self.size):
            raise BadData("too many parts for its size")
        value = self.unwrapped(self.unpack(data)) if form is None else self.formed(form, data)
        if type(value) is list or type(value) is dict:
            self.made[id(value)] = value
        return value

    def formed(self, form: Form, data: bytes) -> object:
        self.plain += form.plain
        payload: Any = self.unpack(data)
        if form.buffered:
            exactly(payload, list)[-1] = self.buffer(payload[-1])
        value = form.decode(payload)
        self.plain -= form.plain
        return value

    def unwrapped(self, payload: object) -> object:
        if type(payload) is not list or len(payload) != 2 or type(payload[0]) is not str or self.plain:
            raise BadData("not a wrapped value")
        return self.unwrap(payload[0], payload[1])


def _check_lengths(data: bytes | memoryview) -> None:
    """Raise unless every length in a payload is true: five bytes may claim to be a list of a million."""
    reader = Unpacker(max_buffer_size=0, read_size=len(data))
    reader.feed(data)
    reader.skip()
    if reader.tell() != len(data):
        raise BadData("more than one value")
