"""The eight letters behind # that guard a descriptor against typing errors. Source: BIP 380."""

from __future__ import annotations

from functools import reduce
from operator import xor

# Three rows of 32: what descriptors use most comes first, and a case error moves by whole rows.
_INPUT = "0123456789()[],'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#\"\\ "
_OUTPUT = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0xF5DEE51989, 0xA9FDCA3312, 0x1BAB10E32D, 0x3706B1677A, 0x644D626FFD)
_REDUCTION = [
    reduce(xor, (constant for bit, constant in enumerate(_GENERATOR) if top >> bit & 1), 0)
    for top in range(32)
]
_POSITION = {letter: number for number, letter in enumerate(_INPUT)}


class DescriptorError(ValueError):
    """A text that is no descriptor, in Core's words."""


def checksum(text: str) -> str:
    """The eight letters for a descriptor without #; raises DescriptorError for a letter it cannot have."""
    state, group, count = 1, 0, 0
    for letter in text:
        position = _POSITION.get(letter)
        if position is None:
            raise DescriptorError("Invalid characters in payload")
        state = (state & 0x7FFFFFFFF) << 5 ^ position & 31 ^ _REDUCTION[state >> 35]  # _step, unrolled
        group = group * 3 + (position >> 5)
        count += 1
        if count == 3:
            state, group, count = _step(state, group), 0, 0
    if count:
        state = _step(state, group)
    for _ in range(8):
        state = _step(state, 0)
    state ^= 1
    return "".join(_OUTPUT[state >> 5 * (7 - place) & 31] for place in range(8))


def add_checksum(text: str) -> str:
    return f"{text}#{checksum(text)}"


def check(text: str, required: bool = False) -> str:
    """The descriptor without its checksum, which must fit where it is given; raises DescriptorError."""
    parts = text.split("#")
    if len(parts) > 2:
        raise DescriptorError("Multiple '#' symbols")
    if len(parts) == 1 and required:
        raise DescriptorError("Missing checksum")
    if len(parts) == 2 and len(parts[1]) != 8:
        raise DescriptorError(f"Expected 8 character checksum, not {len(parts[1])} characters")
    computed = checksum(parts[0])
    if len(parts) == 2 and parts[1] != computed:
        raise DescriptorError(f"Provided checksum '{parts[1]}' does not match computed checksum '{computed}'")
    return parts[0]


def _step(state: int, value: int) -> int:
    """Multiply a polynomial over GF(32) by x, add a value, and reduce it by the generator."""
    return (state & 0x7FFFFFFFF) << 5 ^ value ^ _REDUCTION[state >> 35]
