"""Forms of Python's own value types: numbers, text buffers, containers, dates, and classes by name."""

from __future__ import annotations

import builtins
import datetime as dt
import io
import random
import re
import struct
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from types import EllipsisType, NoneType, NotImplementedType
from typing import Any, Final
from zoneinfo import ZoneInfo

from grader.inside.forms import ELSEWHERE, BadData, CannotCross, Form, exactly, take

MAX_INT_BYTES = 128 * 1024
MAX_FRACTION_BITS = 8 * 16 * 1024
MAX_DIGITS = 10_000
MAX_EXPONENT = 1_000_000
DECIMAL = re.compile(r"-?(?:(\d+)(?:\.(\d+))?(?:[Ee]([+-]?\d{1,7}))?|Infinity|s?NaN(\d*))", re.ASCII)
ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,40}(?:/[A-Za-z0-9_+-]{1,40}){0,2}", re.ASCII)

VALUE_TYPES: Final[tuple[type, ...]] = (
    *(
        object,
        type,
        NoneType,
        bool,
        int,
        float,
        complex,
        str,
        bytes,
        bytearray,
        memoryview,
        list,
        tuple,
        dict,
    ),
    *(
        set,
        frozenset,
        range,
        slice,
        EllipsisType,
        NotImplementedType,
        OrderedDict,
        Counter,
        deque,
        defaultdict,
    ),
    *(Decimal, Fraction, dt.date, dt.time, dt.datetime, dt.timedelta, dt.timezone, io.StringIO, io.BytesIO),
)
TYPE_BY_NAME: Final[dict[str, type]] = {kind.__name__: kind for kind in VALUE_TYPES} | {
    kind.__name__: kind
    for kind in vars(builtins).values()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}
NAME_BY_TYPE: Final = {id(kind): name for name, kind in TYPE_BY_NAME.items()}
"""By identity: looking a class up by hash would run its metaclass."""


def name_types(library: str, types: Iterable[type]) -> None:
    """Let these classes of a library cross by name too."""
    named = {f"{library}.{kind.__name__}": kind for kind in types}
    TYPE_BY_NAME.update(named)
    NAME_BY_TYPE.update((id(kind), name) for name, kind in named.items())


def _int_out(value: int) -> bytes:
    size = value.bit_length() // 8 + 1
    if size > MAX_INT_BYTES:
        raise CannotCross(f"an int of {size:,} bytes cannot cross: {MAX_INT_BYTES:,} are the most")
    return value.to_bytes(size, "little", signed=True)


def _int_in(payload: object) -> int:
    if len(exactly(payload, bytes)) > MAX_INT_BYTES:
        raise BadData("an int too large")
    return int.from_bytes(payload, "little", signed=True)  # type: ignore[arg-type]


def _decimal_out(value: Decimal) -> str:
    text = str(value)
    if not _fits(text):
        raise CannotCross("a Decimal of so many digits, or so large an exponent, cannot cross")
    return text


def _decimal_in(payload: object) -> Decimal:
    if not _fits(exactly(payload, str)):
        raise BadData("not a Decimal")
    return Decimal(payload)  # type: ignore[arg-type]


def _fits(text: str) -> bool:
    found = DECIMAL.fullmatch(text) if len(text) <= 2 * MAX_DIGITS else None
    if found is None:
        return False
    whole, part, exponent, diagnostic = (group or "" for group in found.groups())
    return len(whole + part + diagnostic) <= MAX_DIGITS and abs(int(exponent or 0)) <= MAX_EXPONENT


def _fraction_out(value: Fraction) -> list[int]:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_FRACTION_BITS:
        raise CannotCross("a Fraction with so large a numerator or denominator cannot cross")
    return [value.numerator, value.denominator]


def _fraction_in(payload: object) -> Fraction:
    top, bottom = take(payload, int, int)
    if max(top.bit_length(), bottom.bit_length()) > MAX_FRACTION_BITS:
        raise BadData("a Fraction too large")
    return Fraction(top, bottom)


def _dict_in(payload: object) -> dict[Any, Any]:
    return exactly(payload, dict)  # type: ignore[no-any-return]


def _counter_in(payload: object) -> Counter[Any]:
    counter: Counter[Any] = Counter()
    dict.update(counter, _dict_in(payload))  # not Counter(payload): that adds to counts of any type
    return counter


def _deque_in(payload: object) -> deque[Any]:
    items, most = take(payload, list, (int, NoneType))
    if most is not None and most < len(items):
        raise BadData("a deque longer than its maxlen")
    return deque(items, most)


def _buffer_out(value: io.StringIO | io.BytesIO) -> list[object]:
    content, place = value.getvalue(), value.tell()
    if place > len(content):
        raise CannotCross("a buffer that stands behind its end cannot cross")
    return [content, place]


def _text_buffer_in(payload: object) -> Any:
    text, place = take(payload, str, int)
    return _placed(io.StringIO(text, newline=""), place, len(text))


def _byte_buffer_in(payload: object) -> Any:
    content, place = take(payload, bytes, int)
    return _placed(io.BytesIO(content), place, len(content))


def _placed(buffer: Any, place: int, size: int) -> Any:
    if not 0 <= place <= size:
        raise BadData("a position outside the buffer")
    buffer.seek(place)
    return buffer


def _complex_in(payload: object) -> complex:
    return complex(*struct.unpack("<dd", exactly(payload, bytes)))


def _zone_out(value: dt.tzinfo | None) -> dt.tzinfo | None:
    if value is not None and type(value) not in (dt.timezone, ZoneInfo):
        raise CannotCross("a date or time with such a time zone cannot cross: use timezone or ZoneInfo")
    return value


def _time_out(value: dt.time | dt.datetime) -> list[object]:
    clock: list[object] = [
        value.hour,
        value.minute,
        value.second,
        value.microsecond,
        value.fold,
        _zone_out(value.tzinfo),
    ]
    return [value.year, value.month, value.day, *clock] if type(value) is dt.datetime else clock


def _time_in(payload: object) -> dt.time:
    *clock, fold, zone = take(payload, *[int] * 5, (NoneType, dt.timezone, ZoneInfo))
    return dt.time(*clock).replace(tzinfo=zone, fold=fold)


def _datetime_in(payload: object) -> dt.datetime:
    *clock, fold, zone = take(payload, *[int] * 8, (NoneType, dt.timezone, ZoneInfo))
    return dt.datetime(*clock).replace(tzinfo=zone, fold=fold)


def _timezone_out(value: dt.timezone) -> list[object]:
    return list(value.__getinitargs__())  # type: ignore[attr-defined]


def _timezone_in(payload: object) -> dt.timezone:
    if type(payload) is list and len(payload) == 1:
        return dt.timezone(*take(payload, dt.timedelta))
    return dt.timezone(*take(payload, dt.timedelta, str))


def _zone_name_out(value: ZoneInfo) -> object:
    return value.key if value.key and ZONE.fullmatch(value.key) else ELSEWHERE


def _zone_name_in(payload: object) -> ZoneInfo:
    if not ZONE.fullmatch(exactly(payload, str)):
        raise BadData("not the name of a time zone")
    return ZoneInfo(payload)  # type: ignore[arg-type]


def _type_out(value: type) -> object:
    return NAME_BY_TYPE.get(id(value), ELSEWHERE)


def _type_in(payload: object) -> type:
    return TYPE_BY_NAME[exactly(payload, str)]


def _random_in(payload: object) -> random.Random:
    version, state, gauss = take(payload, int, list, (float, NoneType))
    made = random.Random()
    made.setstate((version, tuple(state), gauss))
    return made


def _nothing(value: object) -> None:
    return None


FORMS: Final = (
    Form(1, (int,), _int_out, _int_in),
    Form(2, (tuple,), list, lambda p: tuple(exactly(p, list))),
    Form(3, (set,), list, lambda p: set(exactly(p, list))),
    Form(4, (frozenset,), list, lambda p: frozenset(exactly(p, list))),
    Form(5, (complex,), lambda v: struct.pack("<dd", v.real, v.imag), _complex_in),
    Form(6, (bytearray,), bytes, lambda p: bytearray(exactly(p, bytes))),
    Form(7, (range,), lambda v: [v.start, v.stop, v.step], lambda p: range(*take(p, int, int, int))),
    Form(8, (slice,), lambda v: [v.start, v.stop, v.step], lambda p: slice(*take(p, object, object, object))),
    Form(9, (EllipsisType,), _nothing, lambda p: ...),
    Form(10, (NotImplementedType,), _nothing, lambda p: NotImplemented),
    Form(11, (Decimal,), _decimal_out, _decimal_in),
    Form(12, (Fraction,), _fraction_out, _fraction_in),
    Form(13, (OrderedDict,), dict, lambda p: OrderedDict(_dict_in(p))),
    Form(14, (Counter,), dict, _counter_in),
    Form(15, (defaultdict,), dict, _dict_in),
    Form(16, (deque,), lambda v: [list(v), v.maxlen], _deque_in),
    Form(17, (dt.date,), lambda v: [v.year, v.month, v.day], lambda p: dt.date(*take(p, int, int, int))),
    Form(18, (dt.time,), _time_out, _time_in),
    Form(19, (dt.datetime,), _time_out, _datetime_in),
    Form(
        20,
        (dt.timedelta,),
        lambda v: [v.days, v.seconds, v.microseconds],
        lambda p: dt.timedelta(*take(p, int, int, int)),
    ),
    Form(21, (dt.timezone,), _timezone_out, _timezone_in),
    Form(22, (ZoneInfo,), _zone_name_out, _zone_name_in),
    Form(23, (io.StringIO,), _buffer_out, _text_buffer_in),
    Form(24, (io.BytesIO,), _buffer_out, _byte_buffer_in),
    Form(25, (type,), _type_out, _type_in),
    Form(26, (random.Random,), lambda v: [(s := v.getstate())[0], list(s[1]), s[2]], _random_in),
)
