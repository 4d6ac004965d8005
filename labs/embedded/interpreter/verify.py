"""An input's scripts, one after the other: script_sig, the spent output's script, redeem script, witness.

Source: Bitcoin Core, VerifyScript in src/script/interpreter.cpp; BIP 16, BIP 141, BIP 341, BIP 342.
"""

from __future__ import annotations

from collections.abc import Sequence

from labs.bitcoin.hashes import sha256
from labs.bitcoin.script import MAX_SCRIPT_ELEMENT_SIZE, is_push_only, operations, push, witness_program
from labs.bitcoin.sigops import is_p2sh
from labs.bitcoin.standard import ANCHOR, p2pkh
from labs.bitcoin.taproot import leaf_hash, root_of
from labs.bitcoin.transactions import TxOut
from labs.bitcoin.wire import compact_size
from labs.embedded.interpreter.failures import STANDARD_FLAGS, ScriptError
from labs.embedded.interpreter.machine import MAX_STACK, Machine, is_true
from labs.embedded.interpreter.signatures import BASE, TAPSCRIPT, WITNESS_V0, Signer

_ANNEX = 0x50
_LEAF_MASK = 0xFE
_TAPSCRIPT_LEAF = 0xC0
_MAX_PATH = 128
_BUDGET_OFFSET = 50
_SUCCESS = {80, 98, *range(126, 130), *range(131, 135), 137, 138, 141, 142}
_SUCCESS |= {*range(149, 154), *range(187, 255)}


def verify_script(signer: Signer, flags: frozenset[str] = STANDARD_FLAGS) -> None:
    """Raises ScriptError unless the signer's input may spend its output under these rules."""
    source = signer.tx.inputs[signer.index]
    output: TxOut = signer.spent[signer.index]
    script_sig, script, witness = source.script_sig, output.script, source.witness
    if "SIGPUSHONLY" in flags and not is_push_only(script_sig):
        raise ScriptError("SIG_PUSHONLY")
    stack: list[bytes] = []
    Machine(stack, flags, signer, BASE).run(script_sig)
    pushed = list(stack)
    Machine(stack, flags, signer, BASE).run(script)
    _require_true(stack)
    expects_witness = False
    program = witness_program(script) if "WITNESS" in flags else None
    if program:
        expects_witness = True
        if script_sig:
            raise ScriptError("WITNESS_MALLEATED")
        _run_witness(signer, witness, program, flags, wrapped=False)
        del stack[1:]
    if "P2SH" in flags and is_p2sh(script):
        if not is_push_only(script_sig):
            raise ScriptError("SIG_PUSHONLY")
        stack = pushed
        redeem = stack.pop()
        Machine(stack, flags, signer, BASE).run(redeem)
        _require_true(stack)
        program = witness_program(redeem) if "WITNESS" in flags else None
        if program:
            expects_witness = True
            if script_sig != push(redeem):
                raise ScriptError("WITNESS_MALLEATED_P2SH")
            _run_witness(signer, witness, program, flags, wrapped=True)
            del stack[1:]
    if "CLEANSTACK" in flags and len(stack) != 1:
        raise ScriptError("CLEANSTACK")
    if "WITNESS" in flags and not expects_witness and witness:
        raise ScriptError("WITNESS_UNEXPECTED")


def _require_true(stack: Sequence[bytes]) -> None:
    if not stack or not is_true(stack[-1]):
        raise ScriptError("EVAL_FALSE")


def _run_witness(
    signer: Signer, witness: list[bytes], program: tuple[int, bytes], flags: frozenset[str], wrapped: bool
) -> None:
    version, key = program
    if version == 0:
        _run_version_0(signer, witness, key, flags)
    elif version == 1 and len(key) == 32 and not wrapped:
        if "TAPROOT" in flags:
            _run_taproot(signer, witness, key, flags)
    elif wrapped or signer.spent[signer.index].script != ANCHOR:
        if "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM" in flags:
            raise ScriptError("DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM")


def _run_version_0(signer: Signer, witness: list[bytes], key: bytes, flags: frozenset[str]) -> None:
    if len(key) == 32:
        if not witness:
            raise ScriptError("WITNESS_PROGRAM_WITNESS_EMPTY")
        if sha256(witness[-1]) != key:
            raise ScriptError("WITNESS_PROGRAM_MISMATCH")
        _execute(signer, witness[:-1], witness[-1], flags, WITNESS_V0)
    elif len(key) == 20:
        if len(witness) != 2:
            raise ScriptError("WITNESS_PROGRAM_MISMATCH")
        _execute(signer, witness, p2pkh(key), flags, WITNESS_V0)
    else:
        raise ScriptError("WITNESS_PROGRAM_WRONG_LENGTH")


def _run_taproot(signer: Signer, witness: list[bytes], key: bytes, flags: frozenset[str]) -> None:
    stack = list(witness)
    if not stack:
        raise ScriptError("WITNESS_PROGRAM_WITNESS_EMPTY")
    if len(stack) >= 2 and stack[-1][:1] == bytes([_ANNEX]):
        signer.taproot.annex = stack.pop()
    if len(stack) == 1:
        signer.schnorr(stack[0], key)
        return
    control, script = stack.pop(), stack.pop()
    if not 33 <= len(control) <= 33 + 32 * _MAX_PATH or (len(control) - 33) % 32:
        raise ScriptError("TAPROOT_WRONG_CONTROL_SIZE")
    leaf = leaf_hash(script, control[0] & _LEAF_MASK)
    if not _commits(key, control, leaf):
        raise ScriptError("WITNESS_PROGRAM_MISMATCH")
    signer.taproot.leaf = leaf
    if control[0] & _LEAF_MASK == _TAPSCRIPT_LEAF:
        size = len(compact_size(len(witness))) + sum(len(compact_size(len(i))) + len(i) for i in witness)
        signer.taproot.budget = size + _BUDGET_OFFSET
        _execute(signer, stack, script, flags, TAPSCRIPT)
    elif "DISCOURAGE_UPGRADABLE_TAPROOT_VERSION" in flags:
        raise ScriptError("DISCOURAGE_UPGRADABLE_TAPROOT_VERSION")


def _commits(key: bytes, control: bytes, leaf: bytes) -> bool:
    """Whether the output key is the control block's key with the script tree mixed in."""
    from labs.bitcoin.keys import taproot_output

    return taproot_output(control[1:33], root_of(control, leaf)) == (key, control[0] & 1)


def _execute(signer: Signer, items: list[bytes], script: bytes, flags: frozenset[str], version: str) -> None:
    """Run a witness script; it must leave exactly one true item."""
    if version == TAPSCRIPT:
        for opcode, _, _ in operations(script):
            if opcode < 0:
                raise ScriptError("BAD_OPCODE")
            if opcode in _SUCCESS:
                if "DISCOURAGE_OP_SUCCESS" in flags:
                    raise ScriptError("DISCOURAGE_OP_SUCCESS")
                return
        if len(items) > MAX_STACK:
            raise ScriptError("STACK_SIZE")
    if any(len(item) > MAX_SCRIPT_ELEMENT_SIZE for item in items):
        raise ScriptError("PUSH_SIZE")
    stack = list(items)
    Machine(stack, flags, signer, version).run(script)
    if len(stack) != 1:
        raise ScriptError("CLEANSTACK")
    _require_true(stack)
