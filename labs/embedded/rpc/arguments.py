"""What a method takes: its arguments, their kinds and how a call's values are checked against them.

Source: Bitcoin Core, src/rpc/util.cpp (RPCArg) and src/rpc/server.cpp (transformNamedArguments).
"""

from dataclasses import dataclass
from typing import Any, Final

from labs.embedded.rpc.errors import PARAMETER, TYPE, RpcError
from labs.embedded.rpc.values import Json, integer, pairs_of, type_name

STR: Final = "STR"
HEX: Final = "HEX"
NUM: Final = "NUM"  # an integer within 64 bits
INT: Final = "INT"  # an integer within 32 bits
REAL: Final = "REAL"  # any JSON number: the handler gets int or Decimal
AMOUNT: Final = "AMOUNT"  # number or string, not checked here: the handler calls values.amount()
BOOL: Final = "BOOL"
ARR: Final = "ARR"
OBJ: Final = "OBJ"
OBJ_NAMED: Final = "OBJ_NAMED"  # an options object whose fields may also be passed as named arguments
OBJ_USER_KEYS: Final = "OBJ_USER_KEYS"
RANGE: Final = "RANGE"  # a number or [begin, end], not checked here
ANY: Final = "ANY"

TYPES = {
    STR: "string",
    HEX: "string",
    NUM: "number",
    INT: "number",
    REAL: "number",
    BOOL: "bool",
    ARR: "array",
    OBJ: "object",
    OBJ_NAMED: "object",
    OBJ_USER_KEYS: "object",
}


class _Required:
    """Marks an argument that a call must give."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = _Required()


@dataclass(frozen=True)
class Hint:
    """A default that only the help names; the handler gets None."""

    text: str


@dataclass(frozen=True)
class Arg:
    """One argument. `names` may hold aliases after `|`.

    kind: one of the constants above, or a tuple of them for a union, whose first is named in help and errors.
    default: REQUIRED; None for "left out"; a value; or a Hint.
    fields: the members of an object or the element of an array, for help.
    also_positional: an inner field of OBJ_NAMED that has an outer argument's name.
    """

    names: str
    kind: str | tuple[str, ...]
    text: str = ""
    default: Any = REQUIRED
    fields: tuple["Arg", ...] = ()
    hidden: bool = False
    oneline: str = ""
    type_text: tuple[str, str] | None = None
    also_positional: bool = False

    @property
    def name(self) -> str:
        """The first name."""
        return self.names.partition("|")[0]

    @property
    def main_kind(self) -> str:
        """The kind that help and errors speak of."""
        return self.kind if isinstance(self.kind, str) else self.kind[0]

    @property
    def optional(self) -> bool:
        """Whether a call may leave it out."""
        return self.default is not REQUIRED

    def mismatch(self, value: Json) -> str | None:
        """Core's text when the value has the wrong type. A union is checked by `convert` instead."""
        expected = TYPES.get(self.kind) if isinstance(self.kind, str) else None
        if expected is None or (value is None and self.optional):
            return None
        found = type_name(value)
        return None if found == expected else _type_text(found, expected)

    def convert(self, value: Json) -> Json:
        """What the handler gets. Raises RpcError -1 or -3."""
        if value is None and self.optional:
            return None if isinstance(self.default, Hint) else self.default
        kind = self.kind
        if isinstance(kind, tuple):
            kind = self._member(kind, value)
        if kind == INT:
            return integer(value, 32)
        return integer(value) if kind == NUM else value

    def _member(self, kinds: tuple[str, ...], value: Json) -> str:
        found = type_name(value)
        for kind in kinds:
            if TYPES.get(kind, found) == found:
                return kind
        raise RpcError(TYPE, _type_text(found, TYPES[kinds[0]]))


def _type_text(found: str, expected: str) -> str:
    return f"JSON value of type {found} is not of expected type {expected}"


def positional(params: dict[str, Json], args: tuple[Arg, ...]) -> list[Json]:
    """Named parameters put in their places; `args` among them are positional ones. Raises RpcError -8."""
    given: dict[str, Json] = {}
    for key, value in pairs_of(params):
        if key in given:
            raise RpcError(PARAMETER, f"Parameter {key} specified multiple times")
        given[key] = value
    placed: list[Json] = []
    hole = first_hole = 0
    first_name = ""
    for arg in args:
        options = _named_only(arg, given)
        name = next((name for name in arg.names.split("|") if name in given), None)
        if not options and name is None:
            hole += 1
            if not placed:
                first_hole = hole
            continue
        placed += [None] * hole
        hole = 0
        first_name = first_name or arg.names
        if options and name is not None:
            conflict = next(iter(options))
            raise RpcError(PARAMETER, f"Parameter {name} conflicts with parameter {conflict}")
        placed.append(options if name is None else given.pop(name))
    leading = given.get("args")
    if isinstance(leading, list):
        del given["args"]
        if first_hole < len(leading) and first_name:
            raise RpcError(
                PARAMETER, f"Parameter {first_name} specified twice both as positional and named argument"
            )
        placed = leading + placed[len(leading) :]
    if given:
        raise RpcError(PARAMETER, f"Unknown named parameter {next(iter(given))}")
    return placed


def _named_only(arg: Arg, given: dict[str, Json]) -> dict[str, Json]:
    """Takes the fields of an options object that were passed as named arguments of their own."""
    if arg.main_kind != OBJ_NAMED:
        return {}
    options: dict[str, Json] = {}
    for field in arg.fields:
        for name in field.names.split("|"):
            if name in given and not field.also_positional:
                options[name] = given.pop(name)
                break
    return options
