"""Counting signature checks: blocks and transactions may only ask for so many.

Source: Bitcoin Core, src/consensus/tx_verify.cpp, src/script/script.cpp; BIP 16, BIP 141.
"""

from collections.abc import Sequence

from labs.bitcoin.opcodes import (
    OP_1,
    OP_16,
    OP_CHECKMULTISIG,
    OP_CHECKMULTISIGVERIFY,
    OP_CHECKSIG,
    OP_CHECKSIGVERIFY,
)
from labs.bitcoin.script import BROKEN, is_push_only, last_push, operations, witness_program
from labs.bitcoin.transactions import WITNESS_SCALE_FACTOR, Tx

MAX_PUBKEYS_PER_MULTISIG = 20
MAX_BLOCK_SIGOPS_COST = 80_000


def sigops_in(script: bytes, accurate: bool) -> int:
    """Signature checks in a script, up to its first broken push.

    A multisig counts 20, or accurately the number of keys where OP_1 to OP_16 stands before it.
    """
    count, before = 0, BROKEN
    for opcode, _, _ in operations(script):
        if opcode == BROKEN:
            break
        if opcode == OP_CHECKSIG or opcode == OP_CHECKSIGVERIFY:
            count += 1
        elif opcode == OP_CHECKMULTISIG or opcode == OP_CHECKMULTISIGVERIFY:
            known = accurate and OP_1 <= before <= OP_16
            count += before - OP_1 + 1 if known else MAX_PUBKEYS_PER_MULTISIG
        before = opcode
    return count


def legacy_sigops(tx: Tx) -> int:
    """Checks in a transaction's own scripts; consensus counts them without looking at what is spent."""
    return sum(sigops_in(source.script_sig, False) for source in tx.inputs) + sum(
        sigops_in(output.script, False) for output in tx.outputs
    )


def spent_sigops(script_sig: bytes, script: bytes) -> int:
    """Accurate count of the script that an input spends, or of its redeem script where it is P2SH."""
    if not is_p2sh(script):
        return sigops_in(script, True)
    redeem = last_push(script_sig)
    return sigops_in(redeem, True) if redeem else 0


def witness_sigops(script_sig: bytes, script: bytes, witness: Sequence[bytes]) -> int:
    """Checks in an input's witness, also behind P2SH; taproot has its own budget and counts none."""
    program = witness_program(script)
    if program is None and is_p2sh(script) and is_push_only(script_sig):
        program = witness_program(last_push(script_sig) or b"")
    if program is None or program[0] != 0:
        return 0
    if len(program[1]) == 20:
        return 1
    return sigops_in(witness[-1], True) if len(program[1]) == 32 and witness else 0


def sigop_cost(tx: Tx, spent_scripts: Sequence[bytes]) -> int:
    """The transaction's share of a block's 80,000: a check outside witnesses costs four, inside one.

    spent_scripts: the script of each input's coin, in order; not looked at for a coinbase.
    """
    cost = legacy_sigops(tx) * WITNESS_SCALE_FACTOR
    if tx.is_coinbase:
        return cost
    for source, script in zip(tx.inputs, spent_scripts, strict=True):
        if is_p2sh(script):
            cost += spent_sigops(source.script_sig, script) * WITNESS_SCALE_FACTOR
        cost += witness_sigops(source.script_sig, script, source.witness)
    return cost


def is_p2sh(script: bytes) -> bool:
    """True for OP_HASH160, 20 bytes, OP_EQUAL. Source: BIP 16."""
    return len(script) == 23 and script[0] == 0xA9 and script[1] == 20 and script[22] == 0x87
