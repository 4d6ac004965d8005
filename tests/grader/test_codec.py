"""Every value arrives as exactly what it was, or is refused where it was made."""

from __future__ import annotations

import io
import itertools
import random
import re
import subprocess
import sys
import time
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from grader.inside.codec import BadData, CannotCross, Codec
from tests.grader.codec_values import EXAMPLES, crossed, plain_codec, same, values


@EXAMPLES
@given(values)
def test_a_value_arrives_with_its_exact_type_and_bits(value: Any) -> None:
    assert same(crossed(value), value)


CHOSEN: tuple[Any, ...] = (
    *(2**64, -(2**63) - 1, 2**63, True, 1, 1.0, -0.0, float("inf"), "\ud800", "", b"", bytearray(b"x"), ()),
    *(((),), {1: [(2,)]}, {(1, 2): {3}}, deque([1], 3), Counter(a=-1), OrderedDict(b=1, a=2)),
    *(Decimal("-0E-7"), Decimal("sNaN12"), slice(None, (1,), None), [bytearray(b"x"), {"k": bytearray()}]),
    *(int, KeyError, complex, type(None), io.BytesIO(b"abc"), frozenset({frozenset()})),
)


@pytest.mark.parametrize("value", CHOSEN, ids=[str(number) for number in range(len(CHOSEN))])
def test_chosen_values_arrive_as_they_are(value: Any) -> None:
    assert same(crossed(value), value)


def test_a_text_buffer_keeps_content_and_position() -> None:
    buffer = io.StringIO("a\r\nb\n")
    buffer.read(2)
    got = crossed(buffer)
    assert (got.getvalue(), got.tell(), got.read()) == ("a\r\nb\n", 2, "\nb\n")


def test_a_random_generator_goes_on_where_it_was() -> None:
    mine = random.Random(7)
    mine.gauss(0, 1)
    assert [crossed(mine).gauss(0, 1) for _ in range(2)] == [mine.gauss(0, 1)] * 2


def test_a_defaultdict_arrives_as_a_dict_in_its_order() -> None:
    got = crossed(defaultdict(list, b=[1], a=[2]))
    assert type(got) is dict and list(got.items()) == [("b", [1]), ("a", [2])]


class Liar:
    """Says that it is an int, and breaks when it is asked anything else."""

    __class__ = int  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        raise RuntimeError("no hash")

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


class Untouchable(type):
    """A class whose class cannot be hashed, compared or named."""

    def __eq__(cls, other: object) -> bool:
        raise RuntimeError("not compared")

    __hash__ = None  # type: ignore[assignment]

    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise RuntimeError("no name")


class Mine(int):
    pass


STRANGERS: list[Any] = [
    Liar,
    lambda: Untouchable("Odd", (), {})(),
    lambda: Untouchable("Odd", (), {}),
    lambda: Mine(3),
    lambda: memoryview(b"abc"),
    lambda: Mine,
    lambda: len,
    lambda: iter([1]),
    object,
]


@pytest.mark.parametrize("make", STRANGERS, ids=[str(number) for number in range(len(STRANGERS))])
@pytest.mark.parametrize(
    "box", [lambda x: x, lambda x: [x], lambda x: (1, x), lambda x: {"k": [x]}, lambda x: [bytearray(), x]]
)
def test_everything_else_is_asked_of_wrap_by_its_true_type(
    make: Callable[[], Any], box: Callable[[Any], Any]
) -> None:
    stranger = make()
    asked: list[object] = []

    def wrap(value: object) -> tuple[str, object]:
        asked.append(value)
        return "number", [len(asked), ("of", {"some": "kind"})]

    codec = Codec(wrap, lambda kind, payload: (kind, payload))
    got = codec.decode(codec.encode(box(stranger)))
    assert len(asked) == 1 and asked[0] is stranger
    assert same(got, box(("number", [1, ("of", {"some": "kind"})])))


def test_what_wrap_raises_is_told_as_a_refusal() -> None:
    def wrap(value: object) -> tuple[str, object]:
        raise KeyError("no table")

    with pytest.raises(CannotCross, match=re.escape("a value of type list cannot cross (KeyError)")):
        Codec(wrap, lambda kind, payload: None).encode([object()])


def test_what_unwrap_raises_is_bad_data() -> None:
    codec = Codec(lambda value: ("x", None), lambda kind, payload: 1 // 0)
    with pytest.raises(BadData):
        codec.decode(codec.encode(object()))


def test_what_unwrap_gives_is_not_measured_again() -> None:
    """A caller's own list may come back to it: it may be cyclic, and it was never on the wire."""
    own: list[Any] = []
    own.append(own)
    codec = Codec(lambda value: ("own", None), lambda kind, payload: own)
    for value in (object(), [object(), 1], (object(),)):
        codec.decode(codec.encode(value))
    got = codec.decode(codec.encode([object()]))
    assert type(got) is list and got[0] is own


def nested(depth: int, box: Callable[[Any], Any]) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = box(value)
    return value


BOXES: list[Callable[[Any], Any]] = [
    lambda x: [x],
    lambda x: (x,),
    lambda x: {"k": x},
    lambda x: OrderedDict(k=x),
    lambda x: defaultdict(int, k=x),
]


@pytest.mark.parametrize("box", BOXES)
def test_a_hundred_levels_cross_and_one_more_does_not(box: Callable[[Any], Any]) -> None:
    assert plain_codec().decode(plain_codec().encode(nested(100, box))) is not None
    with pytest.raises(CannotCross, match="nested deeper than 100"):
        plain_codec().encode(nested(101, box))


@pytest.mark.parametrize("first, second", list(itertools.permutations(BOXES, 2)))
def test_whatever_leaves_is_not_too_deep_to_arrive(first: Any, second: Any) -> None:
    for depth in (30, 49, 50, 51, 70):
        try:
            data = plain_codec().encode([nested(depth, lambda x: first([second(x)])), 1])
        except CannotCross:
            continue
        plain_codec().decode(data)


def test_cycles_are_refused_with_words() -> None:
    ring: list[Any] = [1]
    ring.append(ring)
    loop: list[Any] = []
    loop.append((loop, loop))
    table: dict[str, Any] = {}
    table["me"] = [table, table]
    for cyclic in (ring, loop, table):
        with pytest.raises(CannotCross, match="cyclic"):
            plain_codec().encode(cyclic)


@pytest.mark.parametrize("pair", [lambda x: [x, x], pytest.param(lambda x: (x, x), marks=pytest.mark.slow)])
def test_a_value_that_doubles_fifty_times_is_refused_in_bounded_time(pair: Callable[[Any], Any]) -> None:
    with pytest.raises(CannotCross, match="parts"):
        plain_codec().encode(nested(50, pair))


def test_numbers_without_end_are_refused_where_they_are_made() -> None:
    with pytest.raises(CannotCross, match="131,072 are the most"):
        plain_codec().encode(1 << (8 * 131_072))
    assert crossed((1 << (8 * 131_072 - 8)) - 1) == (1 << (8 * 131_072 - 8)) - 1
    for unwieldy in (Decimal("1E9999999"), Decimal("1" * 10_001)):
        with pytest.raises(CannotCross, match="Decimal"):
            plain_codec().encode(unwieldy)


def test_shared_parts_arrive_as_copies() -> None:
    part = [1]
    got = crossed([part, part])
    assert got == [[1], [1]] and got[0] is not got[1]


def test_the_codec_imports_no_library_because_data_ask_for_it() -> None:
    import numpy as np

    data = plain_codec().encode(np.arange(3))
    program = (
        "import sys; from grader.inside.codec import BadData, Codec\n"
        "try: Codec(None, None).decode(bytes.fromhex(sys.argv[1]))\n"
        "except BadData as error: print(error)\n"
        "print({'numpy', 'pandas', 'torch'} & set(sys.modules))"
    )
    run = [sys.executable, "-c", program, data.hex()]
    out = subprocess.run(run, capture_output=True, text=True, check=True, timeout=60).stdout
    assert out == "type 40 is not known, or its library is not in use here\nset()\n"


def test_a_hundred_thousand_ints_take_milliseconds() -> None:
    """Measured 5 ms each way on an idle core; the bound leaves room for a busy machine."""
    codec, numbers = plain_codec(), list(range(100_000))
    data = codec.encode(numbers)
    ways: list[Callable[[], object]] = [lambda: codec.encode(numbers), lambda: codec.decode(data)]
    for work in ways:
        took = []
        for _ in range(7):
            started = time.process_time()
            work()
            took.append(time.process_time() - started)
        assert min(took) < 0.03
