"""RPC methods about addresses: reading one, and making one for several keys.

Source: Bitcoin Core, src/rpc/output_script.cpp, src/rpc/util.cpp.
"""

import re

from labs.bitcoin.addresses import AddressError, address_of, script_of
from labs.bitcoin.descriptors import infer_descriptor
from labs.bitcoin.keys import is_public_key
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.script import MAX_SCRIPT_ELEMENT_SIZE, number, push, witness_program
from labs.bitcoin.standard import p2sh_of, p2wsh_of, solve
from labs.embedded.rpc.arguments import ARR, HEX, INT, STR, Arg
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, PARAMETER, RpcError
from labs.embedded.rpc.registry import Call, method
from labs.embedded.rpc.values import Json, string

MAX_KEYS = 20
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+\Z")


@method(
    "util",
    "validateaddress",
    "Return information about the given bitcoin address.",
    Arg("address", STR, "The address"),
    result="{...}    (json object) isvalid, then address, scriptPubKey, isscript, iswitness,\n"
    "         witness_version, witness_program; or error and error_locations, the likely mistyped places",
    example='bitcoin-cli validateaddress "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"',
)
def validateaddress(call: Call, address: str) -> Json:
    try:
        script = script_of(address)
    except AddressError as error:
        return {"isvalid": False, "error_locations": error.error_locations, "error": str(error)}
    answer: dict[str, Json] = {"isvalid": True, "address": address_of(script), "scriptPubKey": script.hex()}
    return answer | describe(script)


def describe(script: bytes) -> dict[str, Json]:
    """What kind of address an output script has, as validateaddress and getaddressinfo show it."""
    kind = solve(script).kind
    program = witness_program(script)
    answer: dict[str, Json] = {}
    if kind != "witness_unknown":
        answer["isscript"] = kind not in ("pubkeyhash", "witness_v0_keyhash")
    answer["iswitness"] = program is not None
    if program is not None and kind != "anchor":
        answer["witness_version"], answer["witness_program"] = program[0], program[1].hex()
    return answer


@method(
    "util",
    "createmultisig",
    "The address and script that pay to several keys, of which some number must sign.",
    Arg("nrequired", INT, "How many of the keys must sign"),
    Arg("keys", ARR, "The public keys", fields=(Arg("key", HEX, "A public key in hex", default=None),)),
    Arg("address_type", STR, 'One of "legacy", "p2sh-segwit" and "bech32"', default="legacy"),
    result='{\n  "address" : "str",        (string) The address\n'
    '  "redeemScript" : "hex",   (string) The script that the address is the hash of\n'
    '  "descriptor" : "str",     (string) The descriptor\n'
    '  "warnings" : ["str"]      (json array, optional) What could not be done as asked\n}',
    example='bitcoin-cli createmultisig 2 "[\\"key\\",\\"key\\"]"',
)
def createmultisig(call: Call, nrequired: int, keys: list[Json], address_type: str) -> Json:
    publics = [public_key(string(key)) for key in keys]
    if address_type not in ("legacy", "p2sh-segwit", "bech32", "bech32m"):
        raise RpcError(ADDRESS_OR_KEY, f"Unknown address type '{address_type}'")
    if address_type == "bech32m":
        raise RpcError(ADDRESS_OR_KEY, "createmultisig cannot create bech32m multisig addresses")
    script, made_type = _multisig(nrequired, publics, address_type)
    witness = p2wsh_of(script)
    keystore = Keystore()
    keystore.add_script(script)
    keystore.add_script(witness)
    output = {"legacy": p2sh_of(script), "p2sh-segwit": p2sh_of(witness), "bech32": witness}[made_type]
    descriptor = infer_descriptor(output, keystore)
    answer: dict[str, Json] = {
        "address": address_of(output),
        "redeemScript": script.hex(),
        "descriptor": descriptor.to_string(),
    }
    if made_type != address_type:
        answer["warnings"] = [
            "Unable to make chosen address type, please ensure no uncompressed public keys are present."
        ]
    return answer


def public_key(text: str) -> bytes:
    """A public key from hex; raises RpcError -5."""
    if not _HEX.match(text):
        raise RpcError(ADDRESS_OR_KEY, f'Pubkey "{text}" must be a hex string')
    if len(text) not in (66, 130):
        raise RpcError(ADDRESS_OR_KEY, f'Pubkey "{text}" must have a length of either 33 or 65 bytes')
    public = bytes.fromhex(text)
    if not is_public_key(public):
        raise RpcError(ADDRESS_OR_KEY, f'Pubkey "{text}" must be cryptographically valid.')
    return public


def _multisig(required: int, publics: list[bytes], address_type: str) -> tuple[bytes, str]:
    """The script, and the address type that these keys allow."""
    if required < 1:
        raise RpcError(PARAMETER, "a multisignature address must require at least one key to redeem")
    if len(publics) < required:
        raise RpcError(
            PARAMETER,
            f"not enough keys supplied (got {len(publics)} keys, but need at least {required} to redeem)",
        )
    if len(publics) > MAX_KEYS:
        raise RpcError(
            PARAMETER,
            f"Number of keys involved in the multisignature address creation > {MAX_KEYS}\nReduce the number",
        )
    script = number(required) + b"".join(map(push, publics)) + number(len(publics)) + b"\xae"
    if any(len(public) != 33 for public in publics):
        address_type = "legacy"
    if address_type == "legacy" and len(script) > MAX_SCRIPT_ELEMENT_SIZE:
        raise RpcError(
            PARAMETER, f"redeemScript exceeds size limit: {len(script)} > {MAX_SCRIPT_ELEMENT_SIZE}"
        )
    return script, address_type
