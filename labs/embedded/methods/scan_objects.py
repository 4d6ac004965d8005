"""Descriptors as arguments: a text, or an object with desc and range, and the scripts they stand for.

Source: Bitcoin Core, src/rpc/util.cpp (EvalDescriptorStringOrObject, ParseDescriptorRange).
"""

from collections.abc import Iterator

from labs.bitcoin.descriptors import CannotDerive, Descriptor, DescriptorError, Expansion, parse
from labs.bitcoin.keystore import Keystore
from labs.embedded.rpc.arguments import OBJ, RANGE, STR, Arg
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, PARAMETER, RpcError
from labs.embedded.rpc.values import Json, integer, string, type_name

DEFAULT_RANGE = (0, 1000)
MAX_RANGE = 1_000_000

SCAN_FIELDS = (
    Arg("", STR, "An output descriptor", default=None),
    Arg(
        "",
        OBJ,
        "A descriptor with more to say about it",
        default=None,
        fields=(
            Arg("desc", STR, "An output descriptor"),
            Arg("range", RANGE, "Up to which position to go: the end, or [begin,end]", default=1000),
        ),
    ),
)


def parse_descriptor(text: str, require_checksum: bool = False) -> list[Descriptor]:
    """The descriptors a text stands for; raises RpcError -5."""
    try:
        return parse(text, require_checksum=require_checksum)
    except DescriptorError as error:
        raise RpcError(ADDRESS_OR_KEY, str(error)) from None


def descriptor_range(value: Json) -> tuple[int, int]:
    """First and last position from a number (the end) or [begin,end]; raises RpcError -8 or -1."""
    if type_name(value) == "number":
        begin, end = 0, integer(value)
    elif isinstance(value, list) and [type_name(item) for item in value] == ["number", "number"]:
        begin, end = integer(value[0]), integer(value[1])
        if begin > end:
            raise RpcError(PARAMETER, "Range specified as [begin,end] must not have begin after end")
    else:
        raise RpcError(PARAMETER, "Range must be specified as end or as [begin,end]")
    if begin < 0:
        raise RpcError(PARAMETER, "Range should be greater or equal than 0")
    if end >> 31 != 0:
        raise RpcError(PARAMETER, "End of range is too high")
    if end >= begin + MAX_RANGE:
        raise RpcError(PARAMETER, "Range is too large")
    return begin, end


def scan_targets(values: list[Json]) -> dict[bytes, Keystore]:
    """Every script that scan objects stand for, with what is known of it. Raises RpcError -5, -8."""
    found: dict[bytes, Keystore] = {}
    for value in values:
        for expansion in expansions(value):
            for script in expansion.scripts:
                found.setdefault(script, expansion.keystore)
    return found


def scan_keystore(values: list[Json]) -> Keystore:
    """All keys and scripts that scan objects stand for. Raises RpcError -5, -8."""
    keystore = Keystore()
    for value in values:
        for expansion in expansions(value):
            keystore.merge(expansion.keystore)
    return keystore


def expansions(value: Json) -> Iterator[Expansion]:
    """What one scan object stands for, position after position. Raises RpcError -5, -8."""
    text, (begin, end) = _text_and_range(value)
    descriptors = parse_descriptor(text)
    if not descriptors[0].is_range:
        begin = end = 0
    for index in range(begin, end + 1):
        for descriptor in descriptors:
            try:
                yield descriptor.expand(index)
            except CannotDerive:
                raise RpcError(
                    ADDRESS_OR_KEY, f"Cannot derive script without private keys: '{text}'"
                ) from None


def _text_and_range(value: Json) -> tuple[str, tuple[int, int]]:
    if isinstance(value, str):
        return value, DEFAULT_RANGE
    if not isinstance(value, dict):
        raise RpcError(PARAMETER, "Scan object needs to be either a string or an object")
    if value.get("desc") is None:
        raise RpcError(PARAMETER, "Descriptor needs to be provided in scan object")
    given = value.get("range")
    return string(value["desc"]), DEFAULT_RANGE if given is None else descriptor_range(given)
