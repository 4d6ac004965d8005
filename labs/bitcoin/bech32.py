"""Bech32 and Bech32m: the text form of segwit addresses, with a checksum that can say where it was mistyped.

Source: BIP 173, BIP 350; Bitcoin Core, src/bech32.cpp.
"""

from collections.abc import Iterable, Sequence
from functools import cache, reduce
from operator import xor

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHECKSUM_SIZE = 6
LIMIT = 90
"""The longest text whose errors the checksum is sure to notice."""
BECH32 = 1
BECH32M = 0x2BC830A3
"""Each encoding is named by the constant that its checksum leaves."""

_VALUES = {letter: value for value, letter in enumerate(CHARSET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_REDUCTION = [
    reduce(xor, (constant for bit, constant in enumerate(_GENERATOR) if top >> bit & 1), 0)
    for top in range(32)
]
"""What each value of the top digit adds when it is reduced by the generator."""


class Bech32Error(ValueError):
    """locations: the places, counted from 0, that are likely mistyped."""

    def __init__(self, message: str, locations: list[int]) -> None:
        super().__init__(message)
        self.locations = locations


def encode(encoding: int, prefix: str, values: Sequence[int]) -> str:
    """values: numbers of five bits."""
    remainder = _polymod([*_expanded(prefix), *values, *[0] * CHECKSUM_SIZE]) ^ encoding
    checksum = [remainder >> 5 * (CHECKSUM_SIZE - 1 - i) & 31 for i in range(CHECKSUM_SIZE)]
    return prefix + "1" + "".join(CHARSET[value] for value in (*values, *checksum))


def decode(text: str) -> tuple[int, str, list[int]]:
    """(BECH32 or BECH32M, the prefix in small letters, the numbers of five bits).

    Raises Bech32Error with the likely places of typing errors.
    """
    if len(text) > LIMIT:
        raise Bech32Error("Bech32 string too long", list(range(LIMIT, len(text))))
    odd = _odd_characters(text)
    if odd:
        raise Bech32Error("Invalid character or mixed case", odd)
    separator = text.rfind("1")
    if separator < 0:
        raise Bech32Error("Missing separator", [])
    if separator == 0 or separator + CHECKSUM_SIZE >= len(text):
        raise Bech32Error("Invalid separator position", [separator])
    prefix = text[:separator].lower()
    values = []
    for place in range(separator + 1, len(text)):
        value = _VALUES.get(text[place].lower())
        if value is None:
            raise Bech32Error("Invalid Base 32 character", [place])
        values.append(value)
    remainder = _polymod([*_expanded(prefix), *values])
    if remainder not in (BECH32, BECH32M):
        raise _located(remainder, len(text), len(values))
    return remainder, prefix, values[:-CHECKSUM_SIZE]


def to_five_bits(data: bytes) -> list[int]:
    """Bytes as numbers of five bits, the last filled up with zeroes."""
    return _regrouped(data, 8, 5, True)


def to_bytes(values: Sequence[int]) -> bytes:
    """Numbers of five bits as bytes. Raises ValueError for padding that `to_five_bits` would not write."""
    return bytes(_regrouped(values, 5, 8, False))


def _regrouped(values: Iterable[int], width: int, new_width: int, pad: bool) -> list[int]:
    held, bits, groups = 0, 0, []
    for value in values:
        held = (held << width | value) & 0xFFF
        bits += width
        while bits >= new_width:
            bits -= new_width
            groups.append(held >> bits & (1 << new_width) - 1)
    rest = held << new_width - bits & (1 << new_width) - 1
    if pad and bits:
        groups.append(rest)
    elif not pad and (bits >= width or rest):
        raise ValueError("Invalid padding in Bech32 data section")
    return groups


def _expanded(prefix: str) -> list[int]:
    codes = prefix.encode("latin-1")
    return [*(code >> 5 for code in codes), 0, *(code & 31 for code in codes)]


def _polymod(values: Iterable[int]) -> int:
    """Remainder of the values, as a polynomial over numbers of five bits, by the code's generator."""
    remainder = 1
    for value in values:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value ^ _REDUCTION[top]
    return remainder


def _odd_characters(text: str) -> list[int]:
    """Places of characters that no Bech32 text has, or whose case differs from the first letter's."""
    odd, case = [], ""
    for place, letter in enumerate(text):
        if "a" <= letter <= "z" or "A" <= letter <= "Z":
            own = "lower" if letter >= "a" else "upper"
            case = case or own
            if own != case:
                odd.append(place)
        elif not "!" <= letter <= "~":
            odd.append(place)
    return odd


def _located(remainder: int, text_size: int, size: int) -> Bech32Error:
    """The error for a wrong checksum, with the places to which one or two typing errors would lead."""
    places: list[int] = []
    name = "Invalid checksum"
    for encoding, message in ((BECH32, "Invalid Bech32 checksum"), (BECH32M, "Invalid Bech32m checksum")):
        found = [text_size - 1 - place for place in _error_places(remainder ^ encoding, size)]
        if not places or (found and len(found) < len(places)):
            places = found
            if places:
                name = message
    return Bech32Error(name, places)


def _error_places(residue: int, size: int) -> list[int]:
    """Places counted from the end, greatest first, of at most two errors that explain a residue.

    A valid text, as a polynomial, is zero at e^997, e^998 and e^999, where e generates GF(1024); what it is
    there instead comes from the errors alone: from value * e^(j * place) of each.
    """
    powers, logs = _field()
    sums = [_value_at(residue, j) for j in (997, 998, 999)]
    s0, s1, s2 = sums
    if all(sums) and (2 * logs[s1] - logs[s2] - logs[s0]) % 1023 == 0:
        place = (logs[s1] - logs[s0]) % 1023
        known = place < size and (logs[s0] + (1023 - 997) * place) % 33 == 0
        return [place] if known else []
    for first in range(size):
        a = s2 ^ (powers[(logs[s1] + first) % 1023] if s1 else 0)
        b = s1 ^ (powers[(logs[s0] + first) % 1023] if s0 else 0)
        if not a or not b:
            continue
        second = (logs[a] - logs[b]) % 1023
        if second >= size or second == first:
            continue
        c = s1 ^ (powers[(logs[s0] + second) % 1023] if s0 else 0)
        if not c:
            continue
        inverse = 1023 - logs[powers[first] ^ powers[second]]
        # An error's value has five bits: it lies in the subfield, whose logarithms are multiples of 33.
        if (logs[b] + inverse + (1023 - 997) * second) % 33 == 0:
            if (logs[c] + inverse + (1023 - 997) * first) % 33 == 0:
                return [max(first, second), min(first, second)]
    return []


def _value_at(residue: int, j: int) -> int:
    """The residue, a polynomial of degree 5, at e^j."""
    powers, logs = _field()
    value = 0
    for degree in range(6):
        digit = residue >> 5 * degree & 31
        if digit:
            value ^= powers[(logs[digit] + j * degree) % 1023]
    return value


@cache
def _field() -> tuple[list[int], list[int]]:
    """Powers of e in GF(1024) = GF(32)[e] with e^2 = 9e + 23, and their logarithms."""
    powers, logs = [], [0] * 1024
    value = 1
    for exponent in range(1023):
        powers.append(value)
        logs[value] = exponent
        high, low = value >> 5, value & 31
        value = (_times(high, 9) ^ low) << 5 | _times(high, 23)
    return powers, logs


def _times(a: int, b: int) -> int:
    """Product in GF(32) = GF(2)[x] with x^5 = x^3 + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 41
        b >>= 1
    return product
