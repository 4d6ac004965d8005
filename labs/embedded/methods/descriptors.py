"""RPC methods about output descriptors.

Source: Bitcoin Core, src/rpc/output_script.cpp.
"""

from labs.bitcoin.addresses import address_of
from labs.bitcoin.descriptor_checksum import check, checksum
from labs.bitcoin.descriptors import CannotDerive, Descriptor
from labs.bitcoin.standard import solve
from labs.embedded.methods.scan_objects import descriptor_range, parse_descriptor
from labs.embedded.rpc.arguments import RANGE, STR, Arg
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, MISC, PARAMETER, RpcError
from labs.embedded.rpc.registry import Call, method
from labs.embedded.rpc.values import Json


@method(
    "util",
    "getdescriptorinfo",
    "Reads a descriptor: its canonical public form, its checksum, and what it can do.",
    Arg("descriptor", STR, "The descriptor"),
    result='{\n  "descriptor" : "str",              (string) Without private keys\n'
    '  "multipath_expansion" : ["str"],   (json array, optional) The descriptors that <0;1> stands for\n'
    '  "checksum" : "str",                (string) The checksum of the text that was given\n'
    '  "isrange" : true|false,            (boolean) Whether it has a *\n'
    '  "issolvable" : true|false,         (boolean) Whether it tells how to spend\n'
    '  "hasprivatekeys" : true|false      (boolean) Whether it holds a private key\n}',
    example='bitcoin-cli getdescriptorinfo "wpkh(0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b1'
    '6f81798)"',
)
def getdescriptorinfo(call: Call, descriptor: str) -> Json:
    found = parse_descriptor(descriptor)
    answer: dict[str, Json] = {"descriptor": found[0].to_string()}
    if len(found) > 1:
        answer["multipath_expansion"] = [each.to_string() for each in found]
    answer["checksum"] = checksum(check(descriptor))
    answer["isrange"] = found[0].is_range
    answer["issolvable"] = found[0].is_solvable
    answer["hasprivatekeys"] = found[0].has_private_keys
    return answer


@method(
    "util",
    "deriveaddresses",
    "The addresses that a descriptor stands for. It must carry its checksum.",
    Arg("descriptor", STR, "The descriptor"),
    Arg("range", RANGE, "For a descriptor with *: the last position, or [begin,end]", default=None),
    result='["address", ...]    (json array) One per position; for <0;1> an array of such arrays',
    example='bitcoin-cli deriveaddresses "wpkh([d34db33f/84h/0h/0h]tpub.../0/*)#checksum" "[0,2]"',
)
def deriveaddresses(call: Call, descriptor: str, positions: Json) -> Json:
    begin, end = (0, 0) if positions is None else descriptor_range(positions)
    found = parse_descriptor(descriptor, require_checksum=True)
    if not found[0].is_range and len(call.given) > 1:
        raise RpcError(PARAMETER, "Range should not be specified for an un-ranged descriptor")
    if found[0].is_range and len(call.given) == 1:
        raise RpcError(PARAMETER, "Range must be specified for a ranged descriptor")
    addresses = [_addresses(each, begin, end) for each in found]
    return addresses[0] if len(addresses) == 1 else addresses


def _addresses(descriptor: Descriptor, begin: int, end: int) -> list[str]:
    addresses = []
    for index in range(begin, end + 1):
        try:
            scripts = descriptor.expand(index).scripts
        except CannotDerive:
            raise RpcError(ADDRESS_OR_KEY, "Cannot derive script without private keys") from None
        for script in scripts:
            address = address_of(script, descriptor.network)
            if address is not None:
                addresses.append(address)
            elif len(scripts) == 1 or solve(script).kind != "pubkey":  # combo()'s bare key has no address
                raise RpcError(ADDRESS_OR_KEY, "Descriptor does not have a corresponding address")
    if not addresses:
        raise RpcError(MISC, "Unexpected empty result")
    return addresses
