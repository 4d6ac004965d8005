"""What the codec and its families of types share: a `Form` per type, checked payloads, the two errors.

A form turns one exact type into a payload of plainer values and back. Decoding reads bytes that somebody
hostile may have written, so a form checks every part of its payload before it builds anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

NAME_OF_TYPE: Final = type.__dict__["__name__"].__get__
"""The name of a class without asking its metaclass, which may be anybody's code."""


class CannotCross(Exception):
    """This value has no form that could be sent; the text says which type, and why."""


class BadData(Exception):
    """These bytes are not a value that the other side could honestly have sent."""


@dataclass(frozen=True)
class Form:
    """How values of some exact types are sent."""

    code: int
    """1 to 127, for ever: the ext type on the wire."""
    types: tuple[type, ...]
    encode: Callable[[Any], object]
    """The payload of a value; `ELSEWHERE` when this one value has no plain form. With `buffered` a list whose
    last part is a memoryview of bytes: it travels behind the packed values, uncopied, and arrives as one."""
    decode: Callable[[Any], object]
    """The value of a payload. May raise any Exception; the codec says BadData."""
    plain: bool = False
    """True when nothing inside may be somebody's own object, because building it hashes and compares."""
    buffered: bool = False


ELSEWHERE: Final = object()


def take(payload: object, *kinds: type | tuple[type, ...]) -> list[Any]:
    """The parts of a payload that must be a list of exactly these types (`object`: any). Raises BadData."""
    if type(payload) is not list or len(payload) != len(kinds):
        raise BadData(f"expected {len(kinds)} parts")
    for part, kind in zip(payload, kinds, strict=True):
        if kind is not object and not (type(part) in kind if type(kind) is tuple else type(part) is kind):
            raise BadData(f"a part is a {type_name(part)}")
    return payload


def exactly(value: Any, kind: type) -> Any:
    """The value itself, which must be of exactly this type. Raises BadData."""
    if type(value) is not kind:
        raise BadData(f"expected {kind.__name__}, found {type_name(value)}")
    return value


def type_name(value: object) -> str:
    return str(NAME_OF_TYPE(type(value)))[:80]
