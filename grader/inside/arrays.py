"""Forms of numpy's arrays, scalars and dtypes: by their bytes, with the dtype from a closed list.

Imported only where numpy is in use already.
"""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np

from grader.inside.forms import ELSEWHERE, BadData, CannotCross, Form, exactly, take
from grader.inside.plain_values import name_types

DTYPE = re.compile(
    r"\|b1|\|i1|\|u1|[<>](?:[iu][248]|f[248]|c8|c16|U\d{1,7}"
    r"|[Mm]8(?:\[\d{0,4}(?:Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?)|\|S\d{1,8}",
    re.ASCII,
)
MAX_SIDE = 2**32
LAST_CODE_POINT = 0x10FFFF
NO_BYTES = memoryview(b"")
NUMBERS: Final[dict[str, type[np.generic]]] = {
    kind.__name__: kind
    for kind in (
        *(np.bool_, np.int8, np.int16, np.int32, np.int64, np.longlong),
        *(np.uint8, np.uint16, np.uint32, np.uint64, np.ulonglong),
        *(np.float16, np.float32, np.float64, np.complex64, np.complex128),
    )
}
ABSTRACT: Final = (np.generic, np.number, np.integer, np.signedinteger, np.unsignedinteger, np.floating)
OTHERS: Final = (np.ndarray, np.str_, np.bytes_, np.datetime64, np.timedelta64, np.complexfloating)
DTYPE_TYPES: Final = tuple({type(np.dtype(code)) for code in "?bhilqBHILQefdFDOSUMm"})


def dtype_out(dtype: np.dtype[Any]) -> str | None:
    """The text of a dtype that can cross; None for any other (structured, long double, of text objects)."""
    text = str(dtype.str)
    return text if DTYPE.fullmatch(text) and dtype.itemsize else None


def dtype_in(text: object) -> np.dtype[Any]:
    if not DTYPE.fullmatch(exactly(text, str)):
        raise BadData("not a dtype that can cross")
    dtype: np.dtype[Any] = np.dtype(text)  # type: ignore[call-overload]
    if dtype.itemsize == 0:  # a few bytes could claim any number of elements
        raise BadData("a dtype of no bytes")
    return dtype


def _array_out(array: Any) -> object:
    if type(array) is not np.ndarray:  # np.matrix
        array = np.asarray(array)
    if array.dtype.kind == "O":
        return ["O", list(array.shape), array.reshape(-1).tolist(), NO_BYTES]
    text = dtype_out(array.dtype)
    if text is None:
        return ELSEWHERE
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    flat = np.ascontiguousarray(array.T if fortran else array).reshape(-1)
    raw = flat.view(np.uint8).data if flat.size else NO_BYTES
    return [text, list(array.shape), fortran, raw]


def _array_in(payload: object) -> np.ndarray[Any, Any]:
    if type(payload) is list and payload[:1] == ["O"]:
        return _objects_in(payload)
    text, shape, fortran, raw = take(payload, str, list, bool, memoryview)
    dtype = dtype_in(text)
    if _count(shape) * dtype.itemsize != len(raw):
        raise BadData("an array whose shape does not fit its bytes")
    flat = checked(dtype, bytearray(raw))
    return flat.reshape(shape, order="F" if fortran else "C")


def _objects_in(payload: list[object]) -> np.ndarray[Any, Any]:
    _, shape, parts, rest = take(payload, str, list, list, memoryview)
    if _count(shape) != len(parts) or rest:
        raise BadData("an array whose shape does not fit its elements")
    return np.fromiter(parts, dtype=object, count=len(parts)).reshape(shape)


def _count(shape: list[object]) -> int:
    """How many elements an array of this shape has, in Python's own integers."""
    count = 1
    for side in shape:
        if type(side) is not int or not 0 <= side <= MAX_SIDE:
            raise BadData("not the shape of an array")
        count *= side
    return count


def checked(dtype: np.dtype[Any], raw: bytearray) -> np.ndarray[Any, Any]:
    """A writable array over these bytes, each element one that numpy itself could have made."""
    if dtype.kind == "b":
        return np.frombuffer(raw, np.uint8).astype(bool)
    if dtype.kind == "U" and raw:
        points = np.frombuffer(raw, dtype.byteorder.replace("=", "<") + "u4")
        if int(points.max()) > LAST_CODE_POINT:
            raise BadData("text with a code point that does not exist")
    return np.frombuffer(raw, dtype) if raw else np.empty(0, dtype)


def _number_out(value: np.generic) -> object:
    return [type(value).__name__, value.tobytes()]


def _number_in(payload: object) -> Any:
    name, raw = take(payload, str, bytes)
    dtype = np.dtype(NUMBERS[name])
    if len(raw) != dtype.itemsize:
        raise BadData("a number of another size")
    return checked(dtype, bytearray(raw))[0]


def _time_out(value: np.datetime64 | np.timedelta64) -> object:
    text = dtype_out(value.dtype)
    if text is None:
        raise CannotCross(f"a {value.dtype} cannot cross")
    return [text, value.tobytes()]


def _time_in(payload: object) -> Any:
    text, raw = take(payload, str, bytes)
    dtype = dtype_in(text)
    if dtype.kind not in "mM" or len(raw) != 8:
        raise BadData("not a date or a time")
    return np.frombuffer(raw, dtype)[0]


def _dtype_out(value: np.dtype[Any]) -> object:
    if value.kind == "O":
        return "O"
    text = dtype_out(value)
    return ELSEWHERE if text is None or value.metadata else text


def _dtype_in(payload: object) -> np.dtype[Any]:
    return np.dtype(object) if type(payload) is str and payload == "O" else dtype_in(payload)


FORMS: Final = (
    Form(40, (np.ndarray, np.matrix), _array_out, _array_in, buffered=True),
    Form(41, tuple(NUMBERS.values()), _number_out, _number_in),
    Form(42, (np.str_,), str, lambda p: np.str_(exactly(p, str))),
    Form(43, (np.bytes_,), bytes, lambda p: np.bytes_(exactly(p, bytes))),
    Form(44, (np.datetime64, np.timedelta64), _time_out, _time_in),
    Form(45, DTYPE_TYPES, _dtype_out, _dtype_in),
)

name_types("numpy", (*NUMBERS.values(), *ABSTRACT, *OTHERS))
