"""Arguments by position and by name, their types, and the help that shows them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.embedded.rpc import values
from labs.embedded.rpc.arguments import BOOL, INT, NUM, OBJ_NAMED, STR, Arg, Hint
from labs.embedded.rpc.errors import RpcError
from labs.embedded.rpc.registry import Call, Json, Method
from labs.embedded.rpc.values import COIN, MAX_MONEY, amount, btc, hash_arg, hex_arg, integer, real

ARGS = (
    Arg("first|old_name", STR, "Its text"),
    Arg("count", INT, "How many", default=3),
    Arg(
        "options",
        OBJ_NAMED,
        default=None,
        fields=(Arg("fast", BOOL, "Hurry", default=True), Arg("level", NUM, default=None)),
    ),
    Arg("verbose", (NUM, BOOL), "How much to say", default=Hint("nothing")),
)


def _handler(call: Call, *given: Json) -> Json:
    return list(given)


SHOW = Method("control", "show", "Shows.\n", ARGS, "", "", False, _handler)
CALL: Any = Call(node=None)  # type: ignore[arg-type]  # no handler here looks at it


def _error(params: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as raised:
        SHOW.call(CALL, params)
    return raised.value.code, raised.value.message


@pytest.mark.parametrize(
    ("params", "got"),
    [
        (["a"], ["a", 3, None, None]),
        (["a", None, {"fast": False}, True], ["a", 3, {"fast": False}, True]),
        ({"first": "a"}, ["a", 3, None, None]),
        ({"old_name": "a", "verbose": 2}, ["a", 3, None, 2]),
        ({"first": "a", "fast": False, "level": 1}, ["a", 3, {"fast": False, "level": 1}, None]),
        ({"args": ["a", 4], "verbose": 1}, ["a", 4, None, 1]),
        ({"args": ["a"], "count": 9}, ["a", 9, None, None]),
    ],
)
def test_arguments_reach_the_handler_however_they_are_given(params: Any, got: list[Any]) -> None:
    assert SHOW.call(CALL, params) == got


@pytest.mark.parametrize(
    ("params", "code", "text"),
    [
        ([], -1, 'show "first" ( count {"fast":bool,"level":n,...} verbose )'),
        (["a", 1, {}, 1, 1], -1, 'show "first"'),
        (
            [1],
            -3,
            '"Position 1 (first|old_name)": "JSON value of type number is not of expected type string"',
        ),
        ([None], -3, "JSON value of type null is not of expected type string"),
        (["a", "b", []], -3, "JSON value of type array is not of expected type object"),
        (["a", 1 << 31], -1, "JSON integer out of range"),
        (["a", Decimal("1.0")], -1, "JSON integer out of range"),
        (["a", 1, {}, "x"], -3, "JSON value of type string is not of expected type number"),
        ({"first": "a", "nope": 1}, -8, "Unknown named parameter nope"),
        ({"first": "a", "args": ["b"]}, -8, "specified twice both as positional and named argument"),
        ({"first": "a", "options": {}, "fast": True}, -8, "Parameter options conflicts with parameter fast"),
        ({"first": "a", "args": 5}, -8, "Unknown named parameter args"),
    ],
)
def test_arguments_that_do_not_fit_are_refused_in_cores_words(params: Any, code: int, text: str) -> None:
    found = _error(params)
    assert found[0] == code
    assert text in found[1]


def test_help_shows_arguments_in_columns() -> None:
    assert SHOW.help() == (
        'show "first" ( count {"fast":bool,"level":n,...} verbose )\n'
        "\n"
        "Shows.\n"
        "\n"
        "Arguments:\n"
        "1. first      (string, required) Its text\n"
        "2. count      (numeric, optional, default=3) How many\n"
        "3. options    (json object, optional) Options object that can be used to pass named arguments, "
        "listed below.\n"
        "4. verbose    (numeric, optional, default=nothing) How much to say\n"
        "\n"
        "Named Arguments:\n"
        "fast     (boolean, optional, default=true) Hurry\n"
        "level    (numeric, optional)\n"
    )


@given(st.integers(0, MAX_MONEY))
def test_amounts_survive_the_way_out_and_in(sat: int) -> None:
    assert amount(btc(sat)) == amount(str(btc(sat))) == sat
    assert "E" not in str(btc(sat)) and str(btc(sat)).partition(".")[2].__len__() == 8


@pytest.mark.parametrize(
    ("value", "sat"),
    [("1", COIN), (Decimal("1E-8"), 1), ("2.1e7", MAX_MONEY), (0, 0), ("0.10000000000", 10_000_000)],
)
def test_amounts_are_read_exactly(value: Any, sat: int) -> None:
    assert amount(value) == sat


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "Amount is not a number or string"),
        (True, "Amount is not a number or string"),
        ([], "Amount is not a number or string"),
        ("", "Invalid amount"),
        ("01", "Invalid amount"),
        ("1.", "Invalid amount"),
        (".5", "Invalid amount"),
        ("1e-9", "Invalid amount"),
        ("1e10", "Invalid amount"),
        ("1" * 5000, "Invalid amount"),
        ("1e999999999", "Invalid amount"),
        ("-0.00000001", "Amount out of range"),
        (21_000_001, "Amount out of range"),
    ],
)
def test_what_is_no_amount_is_refused(value: Any, text: str) -> None:
    with pytest.raises(RpcError, match=text) as raised:
        amount(value)
    assert raised.value.code == -3


def test_hashes_are_turned_and_checked() -> None:
    assert hash_arg("00" * 31 + "ff", "txid") == b"\xff" + bytes(31)
    with pytest.raises(RpcError, match=r"txid must be of length 64 \(not 2, for 'zz'\)"):
        hash_arg("zz", "txid")
    with pytest.raises(RpcError, match=r"txid must be hexadecimal string \(not 'z"):
        hash_arg("z" * 64, "txid")
    with pytest.raises(RpcError, match="must be hexadecimal"):
        hex_arg("abc", "data")


def test_measured_values_are_written_as_core_writes_doubles() -> None:
    assert str(real(4.656542373906925e-10)) == "4.656542373906925e-10"
    assert str(real(1.0)) == "1"


def test_integers_are_neither_switches_nor_fractions() -> None:
    for wrong in (True, Decimal("1.0"), 1 << 63, "1"):
        with pytest.raises(RpcError):
            integer(wrong)
    assert integer((1 << 63) - 1) == (1 << 63) - 1
    assert values.type_name(True) == "bool"
