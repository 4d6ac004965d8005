"""What running a piece of miniscript may need at most: operations and stack elements.

Both are kept for the ways to make the piece true and false; None where there is no honest way.
Source: BIP 379; Bitcoin Core, src/script/miniscript.h (CalcOps, CalcStackSize, SatInfo).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")

Count = int | None
Counts = tuple[Count, Count]
"""Operations that count only when they run (a multisig's keys), to make a piece true and false."""

HASHES = ("sha256", "ripemd160", "hash256", "hash160")
_OPERATIONS = {"pk_h": 3, "older": 1, "after": 1, "multi": 1, **dict.fromkeys(HASHES, 4)}
_OPERATIONS |= {"s": 1, "c": 1, "a": 2, "d": 3, "j": 4}
_OPERATIONS |= {"and_b": 1, "or_b": 1, "or_c": 2, "or_d": 3, "or_i": 3, "andor": 3}


class Height(NamedTuple):
    """Stack heights against the end of a piece: how much higher it starts, and is at most on the way."""

    start: int
    most: int


Ways = tuple[Height | None, Height | None]
"""The heights when a piece is made true, and when it is made false."""

NOTHING, PUSH, TAKE, TAKE_2 = Height(0, 0), Height(-1, 0), Height(1, 1), Height(2, 2)
_HASHED = Height(0, 2)
_BOTH: dict[str, Height] = {"pk_k": PUSH, "pk_h": Height(0, 2)}
_TRUE = {"1": PUSH, "older": PUSH, "after": PUSH, **dict.fromkeys(HASHES, _HASHED)}


def own_operations(name: str, k: int, keys: int, subs: int, sub_needs_verify: bool) -> int:
    """Operations of the piece itself, without its parts; k of n counts how often it stands there."""
    if name == "v":
        return int(sub_needs_verify)
    if name == "n":
        return k
    if name == "thresh":
        return subs
    return keys + 1 if name == "multi_a" else _OPERATIONS.get(name, 0)


def run_counts(name: str, k: int, keys: int, subs: Sequence[Counts]) -> Counts:
    """Operations that count when they run, for the piece with its parts."""
    if not subs:
        if name == "multi":
            return keys, keys
        return {"pk_k": (0, 0), "pk_h": (0, 0), "multi_a": (0, 0), "0": (None, 0)}.get(name, (0, None))
    if name == "thresh":
        return _thresh(subs, k, 0, lambda a, b: _sum(a, b), _greater)
    x, not_x = subs[0]
    if len(subs) == 1:
        return x, {"d": 0, "j": 0, "v": None}.get(name, not_x)
    y, not_y = subs[1]
    neither = _sum(not_x, not_y)
    if name in ("and_v", "and_b"):
        return _sum(x, y), None if name == "and_v" else neither
    if name == "or_b":
        return _greater(_sum(x, not_y), _sum(y, not_x)), neither
    if name == "or_i":
        return _greater(x, y), _greater(not_x, not_y)
    if name == "andor":
        z, not_z = subs[2]
        return _greater(_sum(x, y), _sum(not_x, z)), _sum(not_x, not_z)
    return _greater(x, _sum(y, not_x)), None if name == "or_c" else neither


def stack_ways(name: str, k: int, keys: int, subs: Sequence[Ways]) -> Ways:
    """Stack heights of the piece with its parts."""
    if not subs:
        return _leaf(name, k, keys)
    if name == "thresh":
        true, false = _thresh(subs, k, NOTHING, _then, _union, TAKE)
        return _then(true, PUSH, TAKE), _then(false, PUSH, TAKE)
    if len(subs) == 1:
        return _wrapped(name, *subs[0])
    (x, not_x), (y, not_y) = subs[:2]
    if name == "and_v":
        return _then(x, y), None
    if name == "and_b":
        return _then(x, y, TAKE), _then(not_x, not_y, TAKE)
    if name == "or_b":
        return _then(_union(_then(x, not_y), _then(not_x, y)), TAKE), _then(not_x, not_y, TAKE)
    if name == "or_i":
        return _then(TAKE, _union(x, y)), _then(TAKE, _union(not_x, not_y))
    if name == "or_c":
        return _union(_then(x, TAKE), _then(not_x, TAKE, y)), None
    if name == "or_d":
        return _union(_then(x, PUSH, TAKE), _then(not_x, TAKE, y)), _then(not_x, TAKE, not_y)
    z, not_z = subs[2]
    return _union(_then(x, TAKE, y), _then(not_x, TAKE, z)), _then(not_x, TAKE, not_z)


def _leaf(name: str, k: int, keys: int) -> Ways:
    if name == "multi":
        both = Height(k, k + keys + 2)
        return both, both
    if name == "multi_a":
        both = Height(keys - 1, keys)
        return both, both
    if name in _BOTH:
        return _BOTH[name], _BOTH[name]
    return (None, PUSH) if name == "0" else (_TRUE[name], None)


def _wrapped(name: str, true: Height | None, false: Height | None) -> Ways:
    if name == "c":
        return _then(true, TAKE), _then(false, TAKE)
    if name == "d":
        return _then(PUSH, TAKE, true), _then(PUSH, TAKE)
    if name == "v":
        return _then(true, TAKE), None
    if name == "j":
        return _then(PUSH, NOTHING, TAKE, true), _then(PUSH, NOTHING, TAKE)
    return true, false


def _then(*heights: Height | None) -> Height | None:
    """One after the other."""
    start, most = 0, 0
    for height in heights:
        if height is None:
            return None
        start, most = start + height.start, max(height.most, height.start + most)
    return Height(start, most)


def _union(a: Height | None, b: Height | None) -> Height | None:
    """Either of two."""
    if a is None or b is None:
        return b if a is None else a
    return Height(max(a.start, b.start), max(a.most, b.most))


def _sum(a: Count, b: Count) -> Count:
    return None if a is None or b is None else a + b


def _greater(a: Count, b: Count) -> Count:
    if a is None or b is None:
        return b if a is None else a
    return max(a, b)


def _thresh(
    subs: Sequence[tuple[T | None, T | None]],
    k: int,
    nothing: T,
    then: Callable[..., T | None],
    union: Callable[[T | None, T | None], T | None],
    add: T | None = None,
) -> tuple[T | None, T | None]:
    """Costs with exactly k of the parts true, and with none; add follows each part but the first."""
    reached: list[T | None] = [nothing]
    for place, (true, false) in enumerate(subs):
        last = (add,) if add is not None and place else ()
        without = [then(way, false, *last) for way in reached]
        with_it = [then(way, true, *last) for way in reached]
        reached = [without[0], *map(union, without[1:], with_it[:-1]), with_it[-1]]
    return reached[k], reached[0]
