"""The stack machine that runs one script. Source: Bitcoin Core, EvalScript in src/script/interpreter.cpp."""

from __future__ import annotations

from labs.bitcoin.opcodes import (
    OP_1,
    OP_1NEGATE,
    OP_16,
    OP_CHECKSIGADD,
    OP_CODESEPARATOR,
    OP_NOP10,
    OP_PUSHDATA4,
    name_of,
)
from labs.bitcoin.script import (
    BROKEN,
    MAX_SCRIPT_ELEMENT_SIZE,
    MAX_SCRIPT_SIZE,
    is_minimal_push,
    number_bytes,
    number_of,
    operations,
)
from labs.embedded.interpreter.failures import ScriptError
from labs.embedded.interpreter.signatures import (
    BASE,
    TAPSCRIPT,
    WITNESS_V0,
    Signer,
    check_encoding,
    without_signature,
)

MAX_STACK = 1_000
_MAX_OPERATIONS = 201
_MAX_KEYS = 20
_SIGNATURE_COST = 50
_DISABLED = {
    f"OP_{name}"
    for name in "CAT SUBSTR LEFT RIGHT INVERT AND OR XOR 2MUL 2DIV MUL DIV MOD LSHIFT RSHIFT".split()
}
_CONDITIONALS = {"OP_IF", "OP_NOTIF", "OP_ELSE", "OP_ENDIF", "OP_VERIF", "OP_VERNOTIF"}


def is_true(item: bytes) -> bool:
    """Whether a stack item counts as true: any byte set but a lone sign bit."""
    return bool(item) and (any(item[:-1]) or item[-1] not in (0, 0x80))


class Machine:
    """A stack and what goes with it. flags: the rules that count; version: of the script."""

    def __init__(self, stack: list[bytes], flags: frozenset[str], signer: Signer, version: str) -> None:
        self.stack = stack
        self.alternate: list[bytes] = []
        self.flags = flags
        self.signer = signer
        self.version = version
        self.script = b""
        self.code_start = 0
        self.count = 0
        self._branches: list[bool] = []
        self._skipped = 0

    def run(self, script: bytes) -> None:
        """Raises ScriptError unless the script ends; what it leaves is on the stack."""
        if self.version != TAPSCRIPT and len(script) > MAX_SCRIPT_SIZE:
            raise ScriptError("SCRIPT_SIZE")
        self.script, self.code_start, self.count = script, 0, 0
        self._branches, self._skipped = [], 0
        for place, (opcode, data, end) in enumerate(operations(script)):
            self._step(place, opcode, data, end)
            if len(self.stack) + len(self.alternate) > MAX_STACK:
                raise ScriptError("STACK_SIZE")
        if self._branches:
            raise ScriptError("UNBALANCED_CONDITIONAL")

    def _step(self, place: int, opcode: int, data: bytes, end: int) -> None:
        if opcode == BROKEN:
            raise ScriptError("BAD_OPCODE")
        if len(data) > MAX_SCRIPT_ELEMENT_SIZE:
            raise ScriptError("PUSH_SIZE")
        if self.version != TAPSCRIPT and opcode > OP_16:
            self._counted(1)
        name = name_of(opcode)
        if name in _DISABLED:
            raise ScriptError("DISABLED_OPCODE")
        if opcode == OP_CODESEPARATOR and self.version == BASE and "CONST_SCRIPTCODE" in self.flags:
            raise ScriptError("OP_CODESEPARATOR")
        running = not self._skipped
        if opcode <= OP_PUSHDATA4:
            if running:
                if "MINIMALDATA" in self.flags and not is_minimal_push(opcode, data):
                    raise ScriptError("MINIMALDATA")
                self.stack.append(data)
        elif name in _CONDITIONALS:
            self._branch(name, running)
        elif running:
            self._operate(place, opcode, name, end)

    def _operate(self, place: int, opcode: int, name: str, end: int) -> None:
        from labs.embedded.interpreter.operations import OPERATIONS

        if opcode == OP_1NEGATE or OP_1 <= opcode <= OP_16:
            self.stack.append(number_bytes(opcode - OP_1 + 1))
        elif opcode == OP_CODESEPARATOR:
            self.code_start = end
            self.signer.taproot.codeseparator = place
        elif opcode > max(OP_NOP10, OP_CHECKSIGADD) or name not in OPERATIONS:
            raise ScriptError("BAD_OPCODE")
        else:
            OPERATIONS[name](self)

    def _branch(self, name: str, running: bool) -> None:
        if name in ("OP_VERIF", "OP_VERNOTIF"):
            raise ScriptError("BAD_OPCODE")
        if name in ("OP_IF", "OP_NOTIF"):
            taken = False
            if running:
                item = self.top(1)[0]
                minimal = item in (b"", b"\x01")
                if self.version == TAPSCRIPT and not minimal:
                    raise ScriptError("TAPSCRIPT_MINIMALIF")
                if self.version == WITNESS_V0 and "MINIMALIF" in self.flags and not minimal:
                    raise ScriptError("MINIMALIF")
                self.pop()
                taken = is_true(item) == (name == "OP_IF")
            self._branches.append(taken)
            self._skipped += not taken
        elif not self._branches:
            raise ScriptError("UNBALANCED_CONDITIONAL")
        elif name == "OP_ELSE":
            self._branches[-1] = not self._branches[-1]
            self._skipped += -1 if self._branches[-1] else 1
        else:
            self._skipped -= not self._branches.pop()

    # What operations need

    def top(self, count: int) -> list[bytes]:
        """The uppermost items, the highest last. Raises ScriptError when there are fewer."""
        if len(self.stack) < count:
            raise ScriptError("INVALID_STACK_OPERATION")
        return self.stack[len(self.stack) - count :]

    def pop(self) -> bytes:
        if not self.stack:
            raise ScriptError("INVALID_STACK_OPERATION")
        return self.stack.pop()

    def drop(self, count: int) -> list[bytes]:
        """Take the uppermost items away, the highest last."""
        items = self.top(count)
        del self.stack[len(self.stack) - count :]
        return items

    def number(self, item: bytes, size: int = 4) -> int:
        """The number that an item means.

        Raises ScriptError when it is too long or not in its shortest form.
        """
        if len(item) > size:
            raise ScriptError("SCRIPTNUM")
        value = number_of(item)
        if "MINIMALDATA" in self.flags and number_bytes(value) != item:
            raise ScriptError("SCRIPTNUM")
        return value

    def push_bool(self, value: bool) -> None:
        self.stack.append(b"\x01" if value else b"")

    def _counted(self, operations_more: int) -> None:
        self.count += operations_more
        if self.count > _MAX_OPERATIONS:
            raise ScriptError("OP_COUNT")

    # Signatures

    def signed(self, signature: bytes, key: bytes) -> bool:
        """Whether one signature fits. Raises ScriptError where that alone ends the script."""
        if self.version == TAPSCRIPT:
            return self._signed_tapscript(signature, key)
        code = self._code([signature])
        check_encoding(signature, key, self.flags, self.version)
        fits = self.signer.ecdsa(signature, key, code, self.version)
        if not fits and signature and "NULLFAIL" in self.flags:
            raise ScriptError("NULLFAIL")
        return fits

    def _signed_tapscript(self, signature: bytes, key: bytes) -> bool:
        if signature:
            self.signer.taproot.budget -= _SIGNATURE_COST
            if self.signer.taproot.budget < 0:
                raise ScriptError("TAPSCRIPT_VALIDATION_WEIGHT")
        if not key:
            raise ScriptError("TAPSCRIPT_EMPTY_PUBKEY")
        if len(key) == 32:
            if signature:
                self.signer.schnorr(signature, key)
        elif "DISCOURAGE_UPGRADABLE_PUBKEYTYPE" in self.flags:
            raise ScriptError("DISCOURAGE_UPGRADABLE_PUBKEYTYPE")
        return bool(signature)

    def multisigned(self) -> bool:
        """Takes keys, signatures and their counts away; whether each signature has a key, in order."""
        if self.version == TAPSCRIPT:
            raise ScriptError("TAPSCRIPT_CHECKMULTISIG")
        key_count = self.number(self.top(1)[0])
        if not 0 <= key_count <= _MAX_KEYS:
            raise ScriptError("PUBKEY_COUNT")
        self._counted(key_count)
        sig_count = self.number(self.top(key_count + 2)[0])
        if not 0 <= sig_count <= key_count:
            raise ScriptError("SIG_COUNT")
        items = self.top(key_count + sig_count + 2)
        signatures, keys = items[:sig_count][::-1], items[sig_count + 1 : -1][::-1]
        fits = self._match(signatures, keys)
        self.drop(key_count + sig_count + 2)
        if not fits and "NULLFAIL" in self.flags and any(signatures):
            raise ScriptError("NULLFAIL")
        if self.pop() and "NULLDUMMY" in self.flags:
            raise ScriptError("SIG_NULLDUMMY")
        return fits

    def _match(self, signatures: list[bytes], keys: list[bytes]) -> bool:
        code = self._code(signatures)
        while signatures:
            if len(signatures) > len(keys):
                return False
            check_encoding(signatures[0], keys[0], self.flags, self.version)
            if self.signer.ecdsa(signatures[0], keys[0], code, self.version):
                signatures = signatures[1:]
            keys = keys[1:]
        return True

    def _code(self, signatures: list[bytes]) -> bytes:
        """The part of the script that signatures sign."""
        code = self.script[self.code_start :]
        if self.version != BASE:
            return code
        for signature in signatures:
            shorter = without_signature(code, signature)
            if shorter != code and "CONST_SCRIPTCODE" in self.flags:
                raise ScriptError("SIG_FINDANDDELETE")
            code = shorter
        return code
