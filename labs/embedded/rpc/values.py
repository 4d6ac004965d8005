"""JSON values and their meaning: amounts, feerates, hashes and hex, with Core's error texts.

Numbers arrive as int or Decimal (never float) and leave as int, `btc()` or `real()`.
Source: Bitcoin Core, src/rpc/util.cpp, src/univalue and ParseFixedPoint in src/util/strencodings.cpp.
"""

import re
from decimal import Decimal
from typing import Any

from labs.embedded.rpc.errors import MISC, PARAMETER, TYPE, RpcError

Json = Any  # dict, list, str, int, Decimal, bool or None

COIN = 100_000_000
MAX_MONEY = 21_000_000 * COIN

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?\Z")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+\Z")
_HASH = re.compile(r"[0-9a-fA-F]{64}\Z")


class _Btc(Decimal):
    """A number that is written with exactly eight decimals, never as 1E-8."""

    __slots__ = ()

    def __str__(self) -> str:
        return format(self, "f")


class _Real(Decimal):
    """A number that is written as C prints a double, with a small e."""

    __slots__ = ()

    def __str__(self) -> str:
        return super().__str__().replace("E", "e")


class RepeatedKeys(dict[str, Any]):
    """A JSON object that named a key twice. The first value counts, as in Core; `pairs` has them all."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(reversed(pairs))
        self.pairs = pairs


def pairs_of(value: dict[str, Any]) -> list[tuple[str, Any]]:
    """Every key and value of a JSON object in the order sent, keys sent twice included."""
    return value.pairs if isinstance(value, RepeatedKeys) else list(value.items())


def btc(sat: int) -> Decimal:
    """An amount in satoshi as the JSON number of bitcoin that Core prints."""
    sign = "-" if sat < 0 else ""
    whole, rest = divmod(abs(sat), COIN)
    return _Btc(f"{sign}{whole}.{rest:08d}")


def real(x: float) -> Decimal:
    """A measured value as a JSON number of at most 16 significant digits."""
    return _Real(f"{x:.16g}")


def amount(value: Json, minimum: int = 0, decimals: int = 8) -> int:
    """Satoshi from a JSON number or string of bitcoin. Raises RpcError -3 as Core does."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise RpcError(TYPE, "Amount is not a number or string")
    sat = _fixed_point(str(value), decimals)
    if sat is None:
        raise RpcError(TYPE, "Invalid amount")
    if not minimum <= sat <= MAX_MONEY:
        raise RpcError(TYPE, "Amount out of range")
    return sat


def feerate(value: Json) -> int:
    """sat/kvB from a JSON number or string of BTC/kvB. Raises RpcError -3 or -8."""
    rate = amount(value)
    if rate >= COIN:
        raise RpcError(PARAMETER, "Fee rates larger than or equal to 1BTC/kvB are not accepted")
    return rate


def feerate_sat_vb(value: Json) -> int:
    """sat/kvB from a JSON number or string of sat/vB with at most three decimals. Raises RpcError -3."""
    return amount(value, decimals=3)


def hash_arg(value: Json, name: str) -> bytes:
    """32 bytes in internal order from display hex. Raises RpcError -3 or -8; `name` is for its text."""
    text = string(value)
    if _HASH.match(text):
        return bytes.fromhex(text)[::-1]
    if len(text.encode("utf-8", "replace")) != 64:
        length = len(text.encode("utf-8", "replace"))
        raise RpcError(PARAMETER, f"{name} must be of length 64 (not {length}, for '{text}')")
    raise RpcError(PARAMETER, f"{name} must be hexadecimal string (not '{text}')")


def hex_arg(value: Json, name: str) -> bytes:
    """Bytes from a hex string that is not empty. Raises RpcError -8; `name` is for its text."""
    text = value if isinstance(value, str) else ""
    if not _HEX.match(text):
        raise RpcError(PARAMETER, f"{name} must be hexadecimal string (not '{text}')")
    return bytes.fromhex(text)


def type_name(value: Json) -> str:
    """What Core calls the type of a JSON value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list):
        return "array"
    return "string" if isinstance(value, str) else "number"


def expect(value: Json, expected: str) -> None:
    """Raises RpcError -3 unless the value's type_name() is the expected one."""
    if (found := type_name(value)) != expected:
        raise RpcError(TYPE, f"JSON value of type {found} is not of expected type {expected}")


def string(value: Json) -> str:
    """The value, which must be a string."""
    expect(value, "string")
    return str(value)


def boolean(value: Json) -> bool:
    """The value, which must be true or false."""
    expect(value, "bool")
    return bool(value)


def integer(value: Json, bits: int = 64, signed: bool = True) -> int:
    """The value, which must be a JSON number without point or exponent, within `bits`. RpcError -3, -1."""
    expect(value, "number")
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    if not isinstance(value, int) or not low <= value <= high:
        raise RpcError(MISC, "JSON integer out of range")
    return value


def array(value: Json) -> list[Json]:
    """The value, which must be an array."""
    expect(value, "array")
    return list(value)


def obj(value: Json) -> dict[str, Json]:
    """The value, which must be an object."""
    expect(value, "object")
    found: dict[str, Json] = value
    return found


def check_fields(
    value: dict[str, Json], types: dict[str, str | None], allow_null: bool = False, strict: bool = False
) -> None:
    """Checks an object's fields against type names (None: any), as Core's RPCTypeCheckObj. RpcError -3."""
    for key, expected in types.items():
        field = value.get(key)
        if field is None:
            if not allow_null:
                raise RpcError(TYPE, f"Missing {key}")
        elif expected is not None and type_name(field) != expected:
            found = type_name(field)
            raise RpcError(
                TYPE, f"JSON value of type {found} for field {key} is not of expected type {expected}"
            )
    if strict:
        for key in value:
            if key not in types:
                raise RpcError(TYPE, f"Unexpected key {key}")


def _fixed_point(text: str, decimals: int) -> int | None:
    """The number times 10^decimals, or None if it is malformed, too fine or 10^18 and above."""
    if len(text) > 1000 or not _NUMBER.match(text):
        return None
    sign, digits, exponent = Decimal(text).as_tuple()
    assert isinstance(exponent, int)
    mantissa = "".join(map(str, digits)).rstrip("0")
    exponent += len(digits) - len(mantissa) + decimals
    if not mantissa:
        return 0 if exponent < 18 else None
    if exponent < 0 or exponent >= 18 or len(mantissa) + exponent > 18:
        return None
    sat = int(mantissa + "0" * exponent)
    return -sat if sign else sat
