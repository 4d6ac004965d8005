"""Forms of numpy's random generators: by their state, each number of it checked.

numpy itself believes a state: one with a position behind the end of its buffer makes it read other memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.random import MT19937, PCG64, PCG64DXSM, SFC64, Generator, Philox, RandomState

from grader.inside.forms import ELSEWHERE, BadData, Form, exactly, take

Bits = MT19937 | PCG64 | PCG64DXSM | Philox | SFC64
WORD: Final = 2**64


def _generator_out(value: Generator) -> object:
    return _bits_out(value.bit_generator)


def _legacy_out(value: RandomState) -> object:
    state: Any = value.get_state(legacy=False)
    if state["bit_generator"] != "MT19937":
        return ELSEWHERE
    return [_bits_out(value._bit_generator), int(state["has_gauss"]), float(state["gauss"])]


def _bits_out(bits: Any) -> object:
    name = type(bits).__name__
    if name not in MADE or type(bits) is not MADE[name][0]:
        return ELSEWHERE
    return [name, _plain(bits.state)]


def _plain(value: Any) -> Any:
    """A state without numpy's types: arrays as lists of int."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, np.ndarray):
        return [int(one) for one in value]
    return value if isinstance(value, str) else int(value)


def _words(value: object, count: int, below: int = WORD) -> np.ndarray[Any, Any]:
    if type(value) is not list or len(value) != count:
        raise BadData("a state of another length")
    return np.array([_number(one, below) for one in value], dtype=np.uint32 if below < WORD else np.uint64)


def _number(value: object, below: int) -> int:
    if type(value) is not int or not 0 <= value < below:
        raise BadData("a number outside the state's range")
    return value


def _bits_in(payload: object) -> Bits:
    name, state = take(payload, str, dict)
    kind, inner, buffered = MADE[name]
    made: Any = kind(0)
    told = {"bit_generator": name, "state": inner(exactly(state["state"], dict))}
    if buffered:
        told |= {"has_uint32": _number(state["has_uint32"], 2), "uinteger": _number(state["uinteger"], 2**32)}
    if kind is Philox:
        told |= {"buffer": _words(state["buffer"], 4), "buffer_pos": _number(state["buffer_pos"], 5)}
    made.state = told
    return made  # type: ignore[no-any-return]


def _twister(state: dict[str, object]) -> dict[str, object]:
    return {"key": _words(state["key"], 624, 2**32), "pos": _number(state["pos"], 625)}


def _congruential(state: dict[str, object]) -> dict[str, object]:
    return {"state": _number(state["state"], 2**128), "inc": _number(state["inc"], 2**128)}


def _counting(state: dict[str, object]) -> dict[str, object]:
    return {"counter": _words(state["counter"], 4), "key": _words(state["key"], 2)}


def _chaotic(state: dict[str, object]) -> dict[str, object]:
    return {"state": _words(state["state"], 4)}


def _legacy_in(payload: object) -> RandomState:
    bits, has_gauss, gauss = take(payload, list, int, float)
    made = RandomState(exactly(_bits_in(bits), MT19937))
    state: Any = made.get_state(legacy=False)
    made.set_state(state | {"has_gauss": _number(has_gauss, 2), "gauss": gauss})
    return made


MADE: Final[dict[str, tuple[type[Any], Callable[[dict[str, object]], dict[str, object]], bool]]] = {
    "MT19937": (MT19937, _twister, False),
    "PCG64": (PCG64, _congruential, True),
    "PCG64DXSM": (PCG64DXSM, _congruential, True),
    "Philox": (Philox, _counting, True),
    "SFC64": (SFC64, _chaotic, True),
}
"""Kind of generator by name: its class, how its inner state is read, and whether it keeps half a word."""

FORMS: Final = (
    Form(50, (Generator,), _generator_out, lambda p: Generator(_bits_in(p))),
    Form(51, (RandomState,), _legacy_out, _legacy_in),
)
