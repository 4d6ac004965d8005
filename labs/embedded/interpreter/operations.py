"""What each operation does to the stack. Source: Bitcoin Core, EvalScript in src/script/interpreter.cpp."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from labs.bitcoin.hashes import hash160, ripemd160, sha256, sha256d
from labs.bitcoin.script import number_bytes
from labs.embedded.interpreter.failures import ScriptError
from labs.embedded.interpreter.machine import Machine, is_true
from labs.embedded.interpreter.signatures import TAPSCRIPT

_LOCK_DISABLED = 1 << 31

Operation = Callable[[Machine], None]


def _rearranged(count: int, order: str) -> Operation:
    """Takes count items a, b, c… (the last is the highest) and leaves those that order names."""

    def operate(machine: Machine) -> None:
        items = machine.drop(count)
        machine.stack += [items[ord(letter) - ord("a")] for letter in order]

    return operate


def _number(compute: Callable[[int], int]) -> Operation:
    def operate(machine: Machine) -> None:
        value = machine.number(machine.top(1)[0])
        machine.pop()
        machine.stack.append(number_bytes(compute(value)))

    return operate


def _numbers(compute: Callable[[int, int], int]) -> Operation:
    def operate(machine: Machine) -> None:
        a, b = (machine.number(item) for item in machine.top(2))
        machine.drop(2)
        machine.stack.append(number_bytes(compute(a, b)))

    return operate


def _hashed(digest: Callable[[bytes], bytes]) -> Operation:
    def operate(machine: Machine) -> None:
        machine.stack.append(digest(machine.pop()))

    return operate


def _then_verify(operation: Operation, failure: str) -> Operation:
    def operate(machine: Machine) -> None:
        operation(machine)
        if not is_true(machine.top(1)[0]):
            raise ScriptError(failure)
        machine.pop()

    return operate


def _verify(machine: Machine) -> None:
    if not is_true(machine.top(1)[0]):
        raise ScriptError("VERIFY")
    machine.pop()


def _return(machine: Machine) -> None:
    raise ScriptError("OP_RETURN")


def _nop(machine: Machine) -> None:
    pass


def _reserved_nop(machine: Machine) -> None:
    if "DISCOURAGE_UPGRADABLE_NOPS" in machine.flags:
        raise ScriptError("DISCOURAGE_UPGRADABLE_NOPS")


def _check_locktime(machine: Machine) -> None:
    if "CHECKLOCKTIMEVERIFY" not in machine.flags:
        return
    demanded = machine.number(machine.top(1)[0], 5)
    if demanded < 0:
        raise ScriptError("NEGATIVE_LOCKTIME")
    if not machine.signer.locktime_reached(demanded):
        raise ScriptError("UNSATISFIED_LOCKTIME")


def _check_sequence(machine: Machine) -> None:
    if "CHECKSEQUENCEVERIFY" not in machine.flags:
        return
    demanded = machine.number(machine.top(1)[0], 5)
    if demanded < 0:
        raise ScriptError("NEGATIVE_LOCKTIME")
    if not demanded & _LOCK_DISABLED and not machine.signer.sequence_reached(demanded):
        raise ScriptError("UNSATISFIED_LOCKTIME")


def _to_alternate(machine: Machine) -> None:
    machine.alternate.append(machine.pop())


def _from_alternate(machine: Machine) -> None:
    if not machine.alternate:
        raise ScriptError("INVALID_ALTSTACK_OPERATION")
    machine.stack.append(machine.alternate.pop())


def _duplicate_if_true(machine: Machine) -> None:
    item = machine.top(1)[0]
    if is_true(item):
        machine.stack.append(item)


def _depth(machine: Machine) -> None:
    machine.stack.append(number_bytes(len(machine.stack)))


def _size(machine: Machine) -> None:
    machine.stack.append(number_bytes(len(machine.top(1)[0])))


def _dug(machine: Machine, move: bool) -> None:
    deep = machine.number(machine.top(2)[1])
    machine.pop()
    if not 0 <= deep < len(machine.stack):
        raise ScriptError("INVALID_STACK_OPERATION")
    place = len(machine.stack) - 1 - deep
    item = machine.stack.pop(place) if move else machine.stack[place]
    machine.stack.append(item)


def _pick(machine: Machine) -> None:
    _dug(machine, move=False)


def _roll(machine: Machine) -> None:
    _dug(machine, move=True)


def _equal(machine: Machine) -> None:
    a, b = machine.drop(2)
    machine.push_bool(a == b)


def _within(machine: Machine) -> None:
    value, low, high = (machine.number(item) for item in machine.top(3))
    machine.drop(3)
    machine.push_bool(low <= value < high)


def _check_signature(machine: Machine) -> None:
    signature, key = machine.top(2)
    fits = machine.signed(signature, key)
    machine.drop(2)
    machine.push_bool(fits)


def _check_signature_add(machine: Machine) -> None:
    if machine.version != TAPSCRIPT:
        raise ScriptError("BAD_OPCODE")
    signature, count, key = machine.top(3)
    value = machine.number(count)
    fits = machine.signed(signature, key)
    machine.drop(3)
    machine.stack.append(number_bytes(value + fits))


def _check_multisig(machine: Machine) -> None:
    machine.push_bool(machine.multisigned())


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()


OPERATIONS: dict[str, Operation] = {
    "OP_NOP": _nop,
    **{f"OP_NOP{n}": _reserved_nop for n in (1, 4, 5, 6, 7, 8, 9, 10)},
    "OP_CHECKLOCKTIMEVERIFY": _check_locktime,
    "OP_CHECKSEQUENCEVERIFY": _check_sequence,
    "OP_VERIFY": _verify,
    "OP_RETURN": _return,
    "OP_TOALTSTACK": _to_alternate,
    "OP_FROMALTSTACK": _from_alternate,
    "OP_2DROP": _rearranged(2, ""),
    "OP_2DUP": _rearranged(2, "abab"),
    "OP_3DUP": _rearranged(3, "abcabc"),
    "OP_2OVER": _rearranged(4, "abcdab"),
    "OP_2ROT": _rearranged(6, "cdefab"),
    "OP_2SWAP": _rearranged(4, "cdab"),
    "OP_IFDUP": _duplicate_if_true,
    "OP_DEPTH": _depth,
    "OP_DROP": _rearranged(1, ""),
    "OP_DUP": _rearranged(1, "aa"),
    "OP_NIP": _rearranged(2, "b"),
    "OP_OVER": _rearranged(2, "aba"),
    "OP_PICK": _pick,
    "OP_ROLL": _roll,
    "OP_ROT": _rearranged(3, "bca"),
    "OP_SWAP": _rearranged(2, "ba"),
    "OP_TUCK": _rearranged(2, "bab"),
    "OP_SIZE": _size,
    "OP_EQUAL": _equal,
    "OP_EQUALVERIFY": _then_verify(_equal, "EQUALVERIFY"),
    "OP_1ADD": _number(lambda a: a + 1),
    "OP_1SUB": _number(lambda a: a - 1),
    "OP_NEGATE": _number(lambda a: -a),
    "OP_ABS": _number(abs),
    "OP_NOT": _number(lambda a: int(a == 0)),
    "OP_0NOTEQUAL": _number(lambda a: int(a != 0)),
    "OP_ADD": _numbers(lambda a, b: a + b),
    "OP_SUB": _numbers(lambda a, b: a - b),
    "OP_BOOLAND": _numbers(lambda a, b: int(a != 0 and b != 0)),
    "OP_BOOLOR": _numbers(lambda a, b: int(a != 0 or b != 0)),
    "OP_NUMEQUAL": _numbers(lambda a, b: int(a == b)),
    "OP_NUMEQUALVERIFY": _then_verify(_numbers(lambda a, b: int(a == b)), "NUMEQUALVERIFY"),
    "OP_NUMNOTEQUAL": _numbers(lambda a, b: int(a != b)),
    "OP_LESSTHAN": _numbers(lambda a, b: int(a < b)),
    "OP_GREATERTHAN": _numbers(lambda a, b: int(a > b)),
    "OP_LESSTHANOREQUAL": _numbers(lambda a, b: int(a <= b)),
    "OP_GREATERTHANOREQUAL": _numbers(lambda a, b: int(a >= b)),
    "OP_MIN": _numbers(min),
    "OP_MAX": _numbers(max),
    "OP_WITHIN": _within,
    "OP_RIPEMD160": _hashed(ripemd160),
    "OP_SHA1": _hashed(_sha1),
    "OP_SHA256": _hashed(sha256),
    "OP_HASH160": _hashed(hash160),
    "OP_HASH256": _hashed(sha256d),
    "OP_CHECKSIG": _check_signature,
    "OP_CHECKSIGVERIFY": _then_verify(_check_signature, "CHECKSIGVERIFY"),
    "OP_CHECKSIGADD": _check_signature_add,
    "OP_CHECKMULTISIG": _check_multisig,
    "OP_CHECKMULTISIGVERIFY": _then_verify(_check_multisig, "CHECKMULTISIGVERIFY"),
}
