"""Scripts as bytes: cutting them into operations, writing pushes, and the text form that RPC calls asm.

Nothing here raises on junk: a script is whatever someone put on the chain.
Source: Bitcoin Core, src/script/script.cpp, src/core_io.cpp.
"""

from collections.abc import Iterator

from labs.bitcoin.opcodes import (
    MAX_OPCODE,
    OP_0,
    OP_1,
    OP_1NEGATE,
    OP_16,
    OP_PUSHDATA1,
    OP_PUSHDATA2,
    OP_PUSHDATA4,
    OP_RETURN,
    name_of,
)

MAX_SCRIPT_SIZE = 10_000
MAX_SCRIPT_ELEMENT_SIZE = 520
BROKEN = -1
"""Stands for the opcode of a push that says it has more bytes than the script."""

SIGHASH_NAMES = {
    0x01: "ALL",
    0x81: "ALL|ANYONECANPAY",
    0x02: "NONE",
    0x82: "NONE|ANYONECANPAY",
    0x03: "SINGLE",
    0x83: "SINGLE|ANYONECANPAY",
}


def operations(script: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Each operation of a script: (opcode, pushed bytes, position behind it).

    An operation that pushes nothing, or a number of its own, has b"". A push without enough bytes ends the
    iteration with (BROKEN, b"", position).
    """
    position, size = 0, len(script)
    while position < size:
        opcode = script[position]
        position += 1
        if opcode > OP_PUSHDATA4:
            yield opcode, b"", position
            continue
        length = opcode
        if opcode >= OP_PUSHDATA1:
            width = 1 << (opcode - OP_PUSHDATA1)
            if position + width > size:
                yield BROKEN, b"", position
                return
            length = int.from_bytes(script[position : position + width], "little")
            position += width
        if position + length > size:
            yield BROKEN, b"", position
            return
        data = script[position : position + length]
        position += length
        yield opcode, data, position


def push(data: bytes) -> bytes:
    """The operation that pushes data, its length in the shortest form. One byte is pushed as one byte."""
    size = len(data)
    if size < OP_PUSHDATA1:
        return bytes([size]) + data
    if size <= 0xFF:
        return bytes([OP_PUSHDATA1, size]) + data
    if size <= 0xFFFF:
        return bytes([OP_PUSHDATA2]) + size.to_bytes(2, "little") + data
    return bytes([OP_PUSHDATA4]) + size.to_bytes(4, "little") + data


def push_minimal(data: bytes) -> bytes:
    """The shortest operation that pushes data: the numbers -1 and 1 to 16 have one of their own."""
    if len(data) == 1 and 1 <= data[0] <= 16:
        return bytes([OP_1 + data[0] - 1])
    if data == b"\x81":
        return bytes([OP_1NEGATE])
    return push(data)


def number(value: int) -> bytes:
    """The operation that pushes a number: OP_0, OP_1NEGATE, OP_1 to OP_16, or its bytes."""
    if value == 0:
        return bytes([OP_0])
    if value == -1 or 1 <= value <= 16:
        return bytes([OP_1 + value - 1])
    return push(number_bytes(value))


def number_bytes(value: int) -> bytes:
    """A number as Script keeps it: little-endian, shortest form, the top bit its sign; b"" for zero."""
    if value == 0:
        return b""
    magnitude = abs(value)
    data = bytearray(magnitude.to_bytes(magnitude.bit_length() // 8 + 1, "little"))
    if value < 0:
        data[-1] |= 0x80
    return bytes(data)


def number_of(data: bytes) -> int:
    """The number that bytes on Script's stack mean; longer forms than needed are read too."""
    if not data:
        return 0
    value = int.from_bytes(data, "little")
    sign = 0x80 << 8 * (len(data) - 1)
    return -(value ^ sign) if value & sign else value


def small_number(opcode: int) -> int | None:
    """0 to 16 for the operations that push these numbers, else None."""
    if opcode == OP_0:
        return 0
    return opcode - OP_1 + 1 if OP_1 <= opcode <= OP_16 else None


def is_minimal_push(opcode: int, data: bytes) -> bool:
    """True when no shorter operation pushes the same data. opcode: at most OP_PUSHDATA4."""
    return push_minimal(data)[0] == opcode


def is_push_only(script: bytes) -> bool:
    """True when every operation pushes. OP_RESERVED counts as one, as it does in consensus."""
    return all(BROKEN < opcode <= OP_16 for opcode, _, _ in operations(script))


def last_push(script: bytes) -> bytes | None:
    """What a push-only script leaves on top, b"" for an empty script and for numbers; None for others.

    Consensus reads a P2SH redeem script this way when it counts signature checks.
    """
    top = b""
    for opcode, data, _ in operations(script):
        if not BROKEN < opcode <= OP_16:
            return None
        top = data
    return top


def pushed_stack(script: bytes) -> list[bytes] | None:
    """The stack that a push-only script leaves, or None when it would fail or holds another operation."""
    if len(script) > MAX_SCRIPT_SIZE:
        return None
    stack = []
    for opcode, data, _ in operations(script):
        if opcode > OP_PUSHDATA4:
            value = -1 if opcode == OP_1NEGATE else small_number(opcode)
            if value is None:
                return None
            data = number_bytes(value)
        elif opcode == BROKEN or len(data) > MAX_SCRIPT_ELEMENT_SIZE:
            return None
        stack.append(data)
    return stack if len(stack) <= 1000 else None


def has_valid_operations(script: bytes) -> bool:
    """True when every operation has a meaning and no push is longer than 520 bytes."""
    return all(
        BROKEN < opcode <= MAX_OPCODE and len(data) <= MAX_SCRIPT_ELEMENT_SIZE
        for opcode, data, _ in operations(script)
    )


def is_unspendable(script: bytes) -> bool:
    """True for scripts that fail whatever is tried, so that no coin is kept for them."""
    return script[:1] == bytes([OP_RETURN]) or len(script) > MAX_SCRIPT_SIZE


def witness_program(script: bytes) -> tuple[int, bytes] | None:
    """(version 0 to 16, program of 2 to 40 bytes) of a segwit output, else None. Source: BIP 141."""
    if not 4 <= len(script) <= 42 or script[1] + 2 != len(script):
        return None
    version = small_number(script[0])
    return None if version is None else (version, script[2:])


def asm(script: bytes, sighash_names: bool = False) -> str:
    """The script as text, as RPC shows it: names, pushed bytes in hex, up to four bytes as a number.

    sighash_names shows the last byte of what looks like a signature as [ALL] and the like; for script_sigs.
    """
    words = []
    sighash_names = sighash_names and not is_unspendable(script)
    for opcode, data, _ in operations(script):
        if opcode == BROKEN:
            words.append("[error]")
        elif opcode > OP_PUSHDATA4:
            words.append(name_of(opcode))
        elif len(data) <= 4:
            words.append(str(number_of(data)))
        elif sighash_names and data[-1] in SIGHASH_NAMES and is_der_signature(data):
            words.append(f"{data[:-1].hex()}[{SIGHASH_NAMES[data[-1]]}]")
        else:
            words.append(data.hex())
    return " ".join(words)


def is_der_signature(signature: bytes) -> bool:
    """True when an ECDSA signature with its sighash byte is strict DER. Source: BIP 66."""
    if not 9 <= len(signature) <= 73 or signature[0] != 0x30 or signature[1] != len(signature) - 3:
        return False
    r_size = signature[3]
    if 5 + r_size >= len(signature):
        return False
    s_size = signature[5 + r_size]
    if r_size + s_size + 7 != len(signature):
        return False
    return _is_der_integer(signature[2 : 4 + r_size]) and _is_der_integer(signature[4 + r_size : -1])


def _is_der_integer(field: bytes) -> bool:
    """True for a positive integer without needless leading zero: tag, length, bytes."""
    if field[0] != 0x02 or field[1] == 0 or field[2] & 0x80:
        return False
    return not (field[1] > 1 and field[2] == 0 and not field[3] & 0x80)
