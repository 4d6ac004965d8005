"""Witnesses for miniscript: the smallest stack that satisfies an expression and that nobody else can change.

Source: BIP 379; Bitcoin Core, src/script/miniscript.h (ProduceInput, InputStack).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import Protocol

from labs.bitcoin.miniscript import Node
from labs.bitcoin.wire import compact_size


class Facts(Protocol):
    """What is known to whoever spends: signatures, preimages, and which locks the transaction opens."""

    def signature(self, key: int) -> bytes | None: ...

    def public(self, key: int) -> bytes: ...

    def unlocks(self, lock: str, value: int) -> bool:
        """lock: "older" or "after"."""
        ...

    def preimage(self, kind: str, digest: bytes) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Stack:
    """A way to satisfy or dissatisfy a piece. items: from bottom to top.

    signed: has a signature in it; malleable: somebody without keys could replace it by another.
    """

    items: tuple[bytes, ...]
    signed: bool = False
    malleable: bool = False

    @property
    def size(self) -> int:
        return sum(len(compact_size(len(item))) + len(item) for item in self.items)


Way = Stack | None
"""None where there is no way."""
Result = tuple[Way, Way]
"""To make a piece false, and true."""

EMPTY, ZERO, ONE = Stack(()), Stack((b"",)), Stack((b"\1",))
ZERO32 = Stack((bytes(32),), malleable=True)


def satisfy(node: Node, facts: Facts) -> list[bytes] | None:
    """The stack below the witness script, bottom first, or None if too little is known.

    Every key is asked for its signature, also where another way turns out to be better.
    """
    way = _ways(node, facts)[1]
    return list(way.items) if way is not None and way.signed and not way.malleable else None


def _join(*ways: Way) -> Way:
    """One way after the other, the first at the bottom."""
    items: tuple[bytes, ...] = ()
    signed = malleable = False
    for way in ways:
        if way is None:
            return None
        items += way.items
        signed, malleable = signed or way.signed, malleable or way.malleable
    return Stack(items, signed, malleable)


def _best(*ways: Way) -> Way:
    return reduce(_better, ways)


def _better(a: Way, b: Way) -> Way:
    """The way to choose: one that others could choose too makes every dearer one pointless."""
    if a is None or b is None:
        return b if a is None else a
    if a.signed != b.signed:
        return b if a.signed else a
    if not a.signed:
        a, b = _malleable(a), _malleable(b)
    elif a.malleable != b.malleable:
        return b if a.malleable else a
    return a if a.size <= b.size else b


def _malleable(way: Stack) -> Stack:
    return replace(way, malleable=True)


def _spoilt(way: Way) -> Way:
    return None if way is None else _malleable(way)


def _ways(node: Node, facts: Facts) -> Result:
    name = node.name
    if name in ("multi", "multi_a", "pk_k", "pk_h"):
        return _keys(node, facts)
    if name in ("older", "after"):
        return None, EMPTY if facts.unlocks(name, node.k) else None
    if node.data:
        preimage = facts.preimage(name, node.data)
        return ZERO32, None if preimage is None else Stack((preimage,))
    if name in ("0", "1"):
        return (EMPTY, None) if name == "0" else (None, EMPTY)
    subs = [_ways(sub, facts) for sub in node.subs]
    if name == "thresh":
        return _thresh(subs, node.k)
    return _wrapped(name, *subs[0]) if len(subs) == 1 else _branches(name, subs)


def _keys(node: Node, facts: Facts) -> Result:
    found = [facts.signature(key) for key in node.keys]
    signatures = [None if one is None else Stack((one,), signed=True) for one in found]
    if node.name == "pk_k":
        return ZERO, signatures[0]
    if node.name == "pk_h":
        public = Stack((facts.public(node.keys[0]),))
        return _join(ZERO, public), _join(signatures[0], public)
    return _multi(signatures, node.k) if node.name == "multi" else _multi_a(signatures, node.k)


def _chosen(signatures: list[Way], k: int) -> list[int] | None:
    """The places of the k smallest signatures, or None if there are fewer."""
    sizes = sorted((way.size, place) for place, way in enumerate(signatures) if way is not None)
    return sorted(place for _, place in sizes[:k]) if len(sizes) >= k else None


def _multi(signatures: list[Way], k: int) -> Result:
    """In the keys' order; the element more than needed is CHECKMULTISIG's old mistake."""
    places = _chosen(signatures, k)
    true = None if places is None else _join(ZERO, *(signatures[place] for place in places))
    return _join(*[ZERO] * (k + 1)), true


def _multi_a(signatures: list[Way], k: int) -> Result:
    """An element for each key, the first key's on top."""
    places = _chosen(signatures, k)
    false = _join(*[ZERO] * len(signatures))
    if places is None:
        return false, None
    return false, _join(
        *(way if place in places else ZERO for place, way in reversed(list(enumerate(signatures))))
    )


def _thresh(subs: list[Result], k: int) -> Result:
    """The best stacks with 0 to k parts true. Other numbers than 0 would also do to make the whole false, but
    somebody else could then change them back to 0.
    """
    reached: list[Way] = [EMPTY]
    for false, true in reversed(subs):
        without = [_join(way, false) for way in reached]
        with_it = [_join(way, true) for way in reached]
        reached = [without[0], *map(_better, without[1:], with_it[:-1]), with_it[-1]][: k + 1]
    return reached[0], reached[k]


def _wrapped(name: str, false: Way, true: Way) -> Result:
    if name == "d":
        return ZERO, _join(true, ONE)
    if name == "j":
        other = false is not None and not false.signed
        return (_malleable(ZERO) if other else ZERO), true
    return (None if name == "v" else false), true


def _branches(name: str, subs: list[Result]) -> Result:
    (not_x, x), (not_y, y) = subs[:2]
    neither = _join(not_y, not_x)
    if name == "and_v":
        return _join(not_y, x), _join(y, x)
    if name == "and_b":
        return _best(neither, _spoilt(_join(y, not_x)), _spoilt(_join(not_y, x))), _join(y, x)
    if name == "or_b":
        return neither, _best(_join(not_y, x), _join(y, not_x), _spoilt(_join(y, x)))
    if name == "or_i":
        return _best(_join(not_x, ONE), _join(not_y, ZERO)), _best(_join(x, ONE), _join(y, ZERO))
    if name == "andor":
        not_z, z = subs[2]
        return _best(_join(not_y, x), _join(not_z, not_x)), _best(_join(y, x), _join(z, not_x))
    return (None if name == "or_c" else neither), _best(x, _join(y, not_x))
