"""Which scripts a scan looks for: descriptors, as text or with a range of positions.

Source: Bitcoin Core, src/rpc/util.cpp (EvalDescriptorStringOrObject, ParseDescriptorRange).
"""

from collections.abc import Iterator

from labs.bitcoin.descriptor_checksum import DescriptorError
from labs.bitcoin.descriptor_keys import CannotDerive
from labs.bitcoin.descriptors import Expansion, parse
from labs.bitcoin.keystore import Keystore
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, PARAMETER, RpcError
from labs.embedded.rpc.values import Json, integer, string

DEFAULT_RANGE = (0, 1000)
LONGEST_RANGE = 1_000_000


def scan_targets(objects: list[Json]) -> dict[bytes, Keystore]:
    """Every script that the scan objects stand for, with the keys it was made of. Raises RpcError."""
    found: dict[bytes, Keystore] = {}
    for item in objects:
        for expansion in _expansions(item):
            for script in expansion.scripts:
                found.setdefault(script, expansion.keystore)
    return found


def _expansions(item: Json) -> Iterator[Expansion]:
    text, (begin, end) = _text_and_range(item)
    try:
        descriptors = parse(text)
    except DescriptorError as error:
        raise RpcError(ADDRESS_OR_KEY, str(error)) from None
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


def _text_and_range(item: Json) -> tuple[str, tuple[int, int]]:
    if isinstance(item, str):
        return item, DEFAULT_RANGE
    if not isinstance(item, dict):
        raise RpcError(PARAMETER, "Scan object needs to be either a string or an object")
    if item.get("desc") is None:
        raise RpcError(PARAMETER, "Descriptor needs to be provided in scan object")
    given = item.get("range")
    return string(item["desc"]), DEFAULT_RANGE if given is None else descriptor_range(given)


def descriptor_range(value: Json) -> tuple[int, int]:
    """First and last position of a range: its end, or [begin, end]. Raises RpcError -8."""
    if isinstance(value, list) and len(value) == 2:
        low, high = integer(value[0]), integer(value[1])
        if low > high:
            raise RpcError(PARAMETER, "Range specified as [begin,end] must not have begin after end")
    elif isinstance(value, list):
        raise RpcError(PARAMETER, "Range must be specified as end or as [begin,end]")
    else:
        low, high = 0, integer(value)
    if low < 0:
        raise RpcError(PARAMETER, "Range should be greater or equal than 0")
    if high >> 31:
        raise RpcError(PARAMETER, "End of range is too high")
    if high >= low + LONGEST_RANGE:
        raise RpcError(PARAMETER, "Range is too large")
    return low, high
