"""The usual kinds of output: telling them apart, building them, and what counts as dust.

Source: Bitcoin Core, src/script/solver.cpp, src/policy/policy.cpp.
"""

from collections.abc import Sequence
from typing import NamedTuple

from labs.bitcoin.hashes import hash160, sha256
from labs.bitcoin.opcodes import (
    OP_1,
    OP_16,
    OP_CHECKMULTISIG,
    OP_CHECKSIG,
    OP_PUSHDATA4,
    OP_RETURN,
)
from labs.bitcoin.script import (
    BROKEN,
    is_minimal_push,
    is_push_only,
    is_unspendable,
    number,
    number_bytes,
    number_of,
    operations,
    push,
    witness_program,
)
from labs.bitcoin.sigops import MAX_PUBKEYS_PER_MULTISIG, is_p2sh
from labs.bitcoin.transactions import TxOut

DUST_FEERATE_SAT_KVB = 3000
ANCHOR = bytes.fromhex("51024e73")
"""Pay-to-anchor: anyone may spend it, to raise a transaction's fee."""


class Solved(NamedTuple):
    """What kind of output a script is, and the keys or hashes in it.

    parts: the key, hash or program; for multisig the required number, the keys and their count, as bytes; for
    an unknown witness version the version as one byte and the program.
    """

    kind: str
    parts: list[bytes]


def solve(script: bytes) -> Solved:
    """The kind of an output script, by Core's names: pubkeyhash, witness_v0_keyhash, nonstandard, …"""
    if is_p2sh(script):
        return Solved("scripthash", [script[2:22]])
    witness = witness_program(script)
    if witness is not None:
        return _solve_witness(script, *witness)
    if script[:1] == bytes([OP_RETURN]) and is_push_only(script[1:]):
        return Solved("nulldata", [])
    if len(script) in (35, 67) and script[0] == len(script) - 2 and script[-1] == OP_CHECKSIG:
        if is_pubkey_size(script[1:-1]):
            return Solved("pubkey", [script[1:-1]])
    elif len(script) == 25 and script.startswith(b"\x76\xa9\x14") and script.endswith(b"\x88\xac"):
        return Solved("pubkeyhash", [script[3:23]])
    return _solve_multisig(script) or Solved("nonstandard", [])


def _solve_witness(script: bytes, version: int, program: bytes) -> Solved:
    if version == 0:
        kinds = {20: "witness_v0_keyhash", 32: "witness_v0_scripthash"}
        kind = kinds.get(len(program))
        return Solved(kind, [program]) if kind else Solved("nonstandard", [])
    if version == 1 and len(program) == 32:
        return Solved("witness_v1_taproot", [program])
    if script == ANCHOR:
        return Solved("anchor", [])
    return Solved("witness_unknown", [bytes([version]), program])


def _solve_multisig(script: bytes) -> Solved | None:
    if not script or script[-1] != OP_CHECKMULTISIG:
        return None
    pieces = list(operations(script))
    if len(pieces) < 3 or pieces[-1][0] != OP_CHECKMULTISIG:
        return None
    required, count = _counted(pieces[0]), _counted(pieces[-2])
    keys = [data for _, data, _ in pieces[1:-2]]
    if required is None or count is None or not 1 <= required <= count <= MAX_PUBKEYS_PER_MULTISIG:
        return None
    if len(keys) != count or not all(is_pubkey_size(key) for key in keys):
        return None
    return Solved("multisig", [bytes([required]), *keys, bytes([count])])


def _counted(piece: tuple[int, bytes, int]) -> int | None:
    """The number an operation pushes in its shortest form, else None."""
    opcode, data, _ = piece
    if OP_1 <= opcode <= OP_16:
        return opcode - OP_1 + 1
    if not BROKEN < opcode <= OP_PUSHDATA4 or not is_minimal_push(opcode, data):
        return None
    value = number_of(data)
    return value if len(data) <= 4 and number_bytes(value) == data else None


def is_pubkey_size(key: bytes) -> bool:
    """True when a public key's first byte fits its length: 33 bytes compressed, 65 not."""
    return (len(key) == 33 and key[0] in (2, 3)) or (len(key) == 65 and key[0] in (4, 6, 7))


def p2pk(pubkey: bytes) -> bytes:
    return push(pubkey) + bytes([OP_CHECKSIG])


def p2pkh(key_hash: bytes) -> bytes:
    return b"\x76\xa9\x14" + key_hash + b"\x88\xac"


def p2sh(script_hash: bytes) -> bytes:
    return b"\xa9\x14" + script_hash + b"\x87"


def p2wpkh(key_hash: bytes) -> bytes:
    return b"\0\x14" + key_hash


def p2wsh(script_hash: bytes) -> bytes:
    return b"\0\x20" + script_hash


def p2tr(output_key: bytes) -> bytes:
    """output_key: the tweaked key, 32 bytes (x only)."""
    return b"\x51\x20" + output_key


def p2sh_of(redeem_script: bytes) -> bytes:
    return p2sh(hash160(redeem_script))


def p2wsh_of(witness_script: bytes) -> bytes:
    return p2wsh(sha256(witness_script))


def multisig(required: int, keys: Sequence[bytes]) -> bytes:
    """required of the keys must sign, in the keys' order."""
    return number(required) + b"".join(map(push, keys)) + number(len(keys)) + bytes([OP_CHECKMULTISIG])


def nulldata(data: bytes) -> bytes:
    """An output that carries data and can never be spent."""
    return bytes([OP_RETURN]) + push(data)


def is_standard_script(script: bytes) -> bool:
    """True for the kinds that nodes relay; bare multisig up to three keys."""
    solved = solve(script)
    if solved.kind == "multisig":
        return solved.parts[-1][0] <= 3
    return solved.kind != "nonstandard"


def dust_threshold(script: bytes, feerate_sat_kvb: int = DUST_FEERATE_SAT_KVB) -> int:
    """The least amount in satoshi worth spending: below it the input costs more than it brings."""
    if is_unspendable(script):
        return 0
    spending = 32 + 4 + 1 + (26 if witness_program(script) else 107) + 4
    size = len(TxOut(0, script).serialize()) + spending
    return -(-size * feerate_sat_kvb // 1000)


def is_dust(output: TxOut, feerate_sat_kvb: int = DUST_FEERATE_SAT_KVB) -> bool:
    return output.value < dust_threshold(output.script, feerate_sat_kvb)
