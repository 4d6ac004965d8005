"""What a signature signs: a hash of the parts of a transaction that its hash type names.

A signer of many inputs builds one `SharedHashes` and gives it to every call; without it the parts common to
all inputs are hashed anew. Source: Bitcoin Core, src/script/interpreter.cpp; BIP 143, BIP 341, BIP 342.
"""

import struct
from collections.abc import Sequence

from labs.bitcoin.hashes import sha256, sha256d, tagged_hash
from labs.bitcoin.opcodes import OP_CODESEPARATOR
from labs.bitcoin.script import BROKEN, operations
from labs.bitcoin.transactions import Tx, TxIn, TxOut
from labs.bitcoin.wire import compact_size, var_bytes

DEFAULT = 0x00
ALL = 0x01
NONE = 0x02
SINGLE = 0x03
ANYONECANPAY = 0x80

_OUTPOINT = struct.Struct("<32sI")
_U32 = struct.Struct("<I")
_I64 = struct.Struct("<q")
_ONE = (1).to_bytes(32, "little")


class SharedHashes:
    """Single SHA-256 of what all inputs of a transaction have in common.

    It stays right while prevouts, sequences and outputs stay as they are; signatures may come and go.
    spent: each input's coin, in order; only taproot needs it.
    """

    __slots__ = ("amounts", "outputs", "prevouts", "scripts", "sequences")

    def __init__(self, tx: Tx, spent: Sequence[TxOut] = ()) -> None:
        self.prevouts = sha256(b"".join(_OUTPOINT.pack(*source.prevout) for source in tx.inputs))
        self.sequences = sha256(b"".join(_U32.pack(source.sequence) for source in tx.inputs))
        self.outputs = sha256(b"".join(output.serialize() for output in tx.outputs))
        self.amounts = sha256(b"".join(_I64.pack(coin.value) for coin in spent))
        self.scripts = sha256(b"".join(var_bytes(coin.script) for coin in spent))


def legacy(tx: Tx, index: int, script_code: bytes, hashtype: int) -> bytes:
    """The hash that signatures before segwit sign, 32 bytes.

    hashtype: up to 32 bits. SINGLE without an output of the same index gives the number one: an old
    mistake that became consensus.
    """
    kind = hashtype & 0x1F
    if kind == SINGLE and index >= len(tx.outputs):
        return _ONE
    code = _without_codeseparators(script_code)
    if hashtype & ANYONECANPAY:
        inputs = [_signed_input(tx.inputs[index], code, None)]
    else:
        hidden = 0 if kind in (NONE, SINGLE) else None
        inputs = [
            _signed_input(source, code, None) if place == index else _signed_input(source, b"", hidden)
            for place, source in enumerate(tx.inputs)
        ]
    outputs = [output.serialize() for output in tx.outputs]
    if kind == NONE:
        outputs = []
    elif kind == SINGLE:
        outputs = [TxOut(-1, b"").serialize()] * index + [outputs[index]]
    return sha256d(
        b"".join(
            (
                _U32.pack(tx.version),
                compact_size(len(inputs)),
                *inputs,
                compact_size(len(outputs)),
                *outputs,
                _U32.pack(tx.locktime),
                _U32.pack(hashtype & 0xFFFFFFFF),
            )
        )
    )


def segwit_v0(
    tx: Tx, index: int, script_code: bytes, amount: int, hashtype: int, shared: SharedHashes | None = None
) -> bytes:
    """The hash that signatures of P2WPKH and P2WSH inputs sign, 32 bytes.

    script_code: the witness script, or for P2WPKH the P2PKH script of the key's hash. amount: of the coin, in
    satoshi. Source: BIP 143.
    """
    shared = shared or SharedHashes(tx)
    kind = hashtype & 0x1F
    alone = hashtype & ANYONECANPAY
    source = tx.inputs[index]
    prevouts = bytes(32) if alone else sha256(shared.prevouts)
    sequences = bytes(32) if alone or kind in (NONE, SINGLE) else sha256(shared.sequences)
    outputs = bytes(32)
    if kind not in (NONE, SINGLE):
        outputs = sha256(shared.outputs)
    elif kind == SINGLE and index < len(tx.outputs):
        outputs = sha256d(tx.outputs[index].serialize())
    return sha256d(
        b"".join(
            (
                _U32.pack(tx.version),
                prevouts,
                sequences,
                _OUTPOINT.pack(*source.prevout),
                var_bytes(script_code),
                _I64.pack(amount),
                _U32.pack(source.sequence),
                outputs,
                _U32.pack(tx.locktime),
                _U32.pack(hashtype & 0xFFFFFFFF),
            )
        )
    )


def taproot(
    tx: Tx,
    index: int,
    spent: Sequence[TxOut],
    hashtype: int = DEFAULT,
    annex: bytes | None = None,
    leaf_hash: bytes | None = None,
    codeseparator: int = 0xFFFFFFFF,
    shared: SharedHashes | None = None,
) -> bytes:
    """The hash that Schnorr signatures of taproot inputs sign, 32 bytes.

    spent: each input's coin, in order. leaf_hash: the tapleaf's hash for a signature inside a script.
    Raises ValueError for a hash type that taproot does not know, or SINGLE without its output.
    Source: BIP 341, BIP 342.
    """
    if hashtype not in (0, 1, 2, 3, 0x81, 0x82, 0x83):
        raise ValueError(f"taproot knows no hash type {hashtype:#04x}")
    kind = hashtype & 3 or ALL
    alone = hashtype & ANYONECANPAY
    if kind == SINGLE and index >= len(tx.outputs):
        raise ValueError("hash type SINGLE needs an output of the input's index")
    shared = shared or SharedHashes(tx, spent)
    parts = [bytes([0, hashtype]), _U32.pack(tx.version), _U32.pack(tx.locktime)]
    if not alone:
        parts += (shared.prevouts, shared.amounts, shared.scripts, shared.sequences)
    if kind == ALL:
        parts.append(shared.outputs)
    parts.append(bytes([(2 if leaf_hash is not None else 0) + (annex is not None)]))
    source = tx.inputs[index]
    if alone:
        parts += (
            _OUTPOINT.pack(*source.prevout),
            spent[index].serialize(),
            _U32.pack(source.sequence),
        )
    else:
        parts.append(_U32.pack(index))
    if annex is not None:
        parts.append(sha256(var_bytes(annex)))
    if kind == SINGLE:
        parts.append(sha256(tx.outputs[index].serialize()))
    if leaf_hash is not None:
        parts += (leaf_hash, b"\0", _U32.pack(codeseparator))
    return tagged_hash("TapSighash", b"".join(parts))


def _signed_input(source: TxIn, code: bytes, sequence: int | None) -> bytes:
    shown = source.sequence if sequence is None else sequence
    return _OUTPOINT.pack(*source.prevout) + var_bytes(code) + _U32.pack(shown)


def _without_codeseparators(script: bytes) -> bytes:
    """The script without its OP_CODESEPARATORs; what follows a broken push stays as it is."""
    kept, start = [], 0
    for opcode, _, end in operations(script):
        if opcode == BROKEN:
            break
        if opcode == OP_CODESEPARATOR:
            kept.append(script[start : end - 1])
            start = end
    return b"".join(kept) + script[start:]
