"""Descriptors as arguments: a text, or an object with desc and range, and the scripts they stand for.

Source: Bitcoin Core, src/rpc/util.cpp (EvalDescriptorStringOrObject, ParseDescriptorRange).
"""

from labs.bitcoin.descriptors import CannotDerive, Descriptor, DescriptorError, parse
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


def scan_scripts(value: Json, keystore: Keystore | None = None) -> list[bytes]:
    """The scripts of one scan object in order; keystore learns what spends them. Raises RpcError -5, -8."""
    begin, end = DEFAULT_RANGE
    if isinstance(value, str):
        text = value
    elif isinstance(value, dict):
        if value.get("desc") is None:
            raise RpcError(PARAMETER, "Descriptor needs to be provided in scan object")
        text = string(value["desc"])
        if value.get("range") is not None:
            begin, end = descriptor_range(value["range"])
    else:
        raise RpcError(PARAMETER, "Scan object needs to be either a string or an object")
    descriptors = parse_descriptor(text)
    if not descriptors[0].is_range:
        begin = end = 0
    scripts: list[bytes] = []
    for index in range(begin, end + 1):
        for descriptor in descriptors:
            try:
                expansion = descriptor.expand(index)
            except CannotDerive:
                raise RpcError(
                    ADDRESS_OR_KEY, f"Cannot derive script without private keys: '{text}'"
                ) from None
            scripts += expansion.scripts
            if keystore is not None:
                keystore.merge(expansion.keystore)
    return scripts
