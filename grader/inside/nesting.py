"""How deep plain containers are nested and how many parts they have: walked level by level, mostly in C."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import chain
from typing import Any, Final

from msgpack import ExtType, Timestamp

MAX_DEPTH = 100
MAX_NODES = 3_000_000
ODD: Final = frozenset({bytearray, memoryview, ExtType, Timestamp})
"""What msgpack would pack in its own way: kept from it."""
NOTED: Final = ODD | {list, dict}


class Odd:
    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


def without_odd(value: Any) -> Any:
    """The same containers, copied, with `Odd` around what msgpack must not see."""
    if type(value) is list:
        return [without_odd(one) for one in value]
    if type(value) is dict:
        return {without_odd(key): without_odd(one) for key, one in value.items()}
    return Odd(value) if _among(ODD, (value,)) else value


def survey(value: object, apart: Container[int] = ()) -> tuple[int, int, bool]:
    """How deep plain lists and dicts are nested, how many parts they have, whether something odd is in them.

    apart: ids of containers that do not count. Stops counting soon after a limit is passed, so cycles end.
    """
    if type(value) is not list and type(value) is not dict:
        return 0, 1, _among(ODD, (value,))
    if id(value) in apart:
        return 0, 1, False
    if type(value) is list and not _among(NOTED, value):
        return 1, 1 + len(value), False
    level: list[Any] = [value]
    height, nodes, odd = 0, 1, False
    while level and height <= MAX_DEPTH and nodes <= MAX_NODES:
        height += 1
        lists = [one for one in level if type(one) is list]
        dicts = [one for one in level if type(one) is dict]
        nodes += sum(map(len, lists)) + 2 * sum(map(len, dicts))
        level = []
        if _among(NOTED, _inside(lists, dicts)):
            odd = odd or _among(ODD, _inside(lists, dicts))
            level = [
                one
                for one in _inside(lists, dicts)
                if (type(one) is list or type(one) is dict) and id(one) not in apart
            ]
        odd = odd or _among(ODD, chain.from_iterable(dicts))
    return height, nodes, odd


def _inside(lists: list[list[Any]], dicts: list[dict[Any, Any]]) -> Iterator[Any]:
    return chain(chain.from_iterable(lists), chain.from_iterable(map(dict.values, dicts)))


def _among(types: frozenset[type], values: Iterable[object]) -> bool:
    """True if a value is of one of these types, and perhaps if not. A million values take 20 ms."""
    try:
        return not types.isdisjoint(map(type, values))
    except Exception:  # a class whose metaclass has no hash, or a bad one: look closer
        return True
