"""Signatures inside scripts: what they must look like, what they sign, and locktimes that scripts demand.

Source: Bitcoin Core, src/script/interpreter.cpp; BIP 65, BIP 66, BIP 112, BIP 143, BIP 340 to 342.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labs.bitcoin.keys import ORDER, has_key_length, verify_ecdsa, verify_schnorr
from labs.bitcoin.script import BROKEN, is_der_signature, operations, push
from labs.bitcoin.sighash import ANYONECANPAY, SharedHashes, legacy, segwit_v0, taproot
from labs.bitcoin.transactions import Tx, TxOut
from labs.embedded.interpreter.failures import ScriptError

BASE = "base"
WITNESS_V0 = "witness v0"
TAPSCRIPT = "tapscript"

_FINAL = 0xFFFFFFFF
_LOCKTIME_IS_TIME = 500_000_000
_LOCK_DISABLED = 1 << 31
_LOCK_IS_TIME = 1 << 22
_LOCK_BITS = _LOCK_IS_TIME | 0xFFFF


@dataclass(slots=True)
class Taproot:
    """What taproot signatures sign besides the transaction, and how many may still be checked."""

    annex: bytes | None = None
    leaf: bytes | None = None
    codeseparator: int = 0xFFFFFFFF
    budget: int = 0


class Signer:
    """Checks signatures of one input. spent: the outputs of all inputs, in order."""

    def __init__(
        self, tx: Tx, index: int, spent: Sequence[TxOut], shared: SharedHashes | None = None
    ) -> None:
        self.tx = tx
        self.index = index
        self.spent = spent
        self.taproot = Taproot()
        self._shared = shared

    @property
    def shared(self) -> SharedHashes:
        if self._shared is None:
            self._shared = SharedHashes(self.tx, self.spent)
        return self._shared

    def ecdsa(self, signature: bytes, key: bytes, code: bytes, version: str) -> bool:
        """Whether a signature with its hash type fits."""
        if not signature or not has_key_length(key):
            return False
        hashtype = signature[-1]
        if version == WITNESS_V0:
            value = self.spent[self.index].value
            digest = segwit_v0(self.tx, self.index, code, value, hashtype, self.shared)
        else:
            digest = legacy(self.tx, self.index, code, hashtype)
        return verify_ecdsa(key, digest, lax_der(signature[:-1]) or b"")

    def schnorr(self, signature: bytes, key: bytes) -> None:
        """Raises ScriptError unless a taproot signature fits."""
        if len(signature) not in (64, 65):
            raise ScriptError("SCHNORR_SIG_SIZE")
        hashtype = signature[64] if len(signature) == 65 else 0
        if len(signature) == 65 and hashtype == 0:
            raise ScriptError("SCHNORR_SIG_HASHTYPE")
        state = self.taproot
        try:
            digest = taproot(
                self.tx,
                self.index,
                self.spent,
                hashtype,
                state.annex,
                state.leaf,
                state.codeseparator,
                self.shared,
            )
        except ValueError:
            raise ScriptError("SCHNORR_SIG_HASHTYPE") from None
        if not verify_schnorr(key, digest, signature[:64]):
            raise ScriptError("SCHNORR_SIG")

    def locktime_reached(self, demanded: int) -> bool:
        """Whether the transaction's locktime is at least what a script demands. Source: BIP 65."""
        locktime = self.tx.locktime
        same_kind = (locktime < _LOCKTIME_IS_TIME) == (demanded < _LOCKTIME_IS_TIME)
        return same_kind and demanded <= locktime and self.tx.inputs[self.index].sequence != _FINAL

    def sequence_reached(self, demanded: int) -> bool:
        """Whether the input waits at least as long as a script demands. Source: BIP 112."""
        sequence = self.tx.inputs[self.index].sequence
        if self.tx.version < 2 or sequence & _LOCK_DISABLED:
            return False
        sequence, demanded = sequence & _LOCK_BITS, demanded & _LOCK_BITS
        same_kind = (sequence < _LOCK_IS_TIME) == (demanded < _LOCK_IS_TIME)
        return same_kind and demanded <= sequence


def check_encoding(signature: bytes, key: bytes, flags: frozenset[str], version: str) -> None:
    """Raises ScriptError for a signature or key that is not written as the rules want it."""
    if signature:
        if flags & {"DERSIG", "LOW_S", "STRICTENC"} and not is_der_signature(signature):
            raise ScriptError("SIG_DER")
        if "LOW_S" in flags and not _is_low_s(signature):
            raise ScriptError("SIG_HIGH_S")
        if "STRICTENC" in flags and not 1 <= signature[-1] & ~ANYONECANPAY <= 3:
            raise ScriptError("SIG_HASHTYPE")
    if "STRICTENC" in flags and not (len(key) in (33, 65) and has_key_length(key) and key[0] in (2, 3, 4)):
        raise ScriptError("PUBKEYTYPE")
    compressed = len(key) == 33 and key[0] in (2, 3)
    if "WITNESS_PUBKEYTYPE" in flags and version == WITNESS_V0 and not compressed:
        raise ScriptError("WITNESS_PUBKEYTYPE")


def without_signature(code: bytes, signature: bytes) -> bytes:
    """code without every push of the signature: old scripts could never sign themselves."""
    wanted = push(signature)
    kept, start, position = [], 0, 0
    ends = [end for opcode, _, end in operations(code) if opcode != BROKEN]
    for end in [*ends, None]:
        while code.startswith(wanted, position):
            kept.append(code[start:position])
            position += len(wanted)
            start = position
        if end is None:
            break
        position = max(position, end)
    return b"".join(kept) + code[start:] if kept else code


def lax_der(signature: bytes) -> bytes | None:
    """An ECDSA signature of loose form in strict DER: old blocks hold both. None when nothing can be read."""
    try:
        position = 2 + (signature[1] & 0x7F if signature[1] & 0x80 else 0)
        numbers = []
        if signature[0] != 0x30:
            return None
        for _ in range(2):
            if signature[position] != 0x02:
                return None
            length, position = signature[position + 1], position + 2
            if length & 0x80:
                width = length & 0x7F
                length = int.from_bytes(signature[position : position + width], "big")
                position += width
            if length > len(signature) - position:
                return None
            numbers.append(int.from_bytes(signature[position : position + length], "big"))
            position += length
    except IndexError:
        return None
    if any(number >= ORDER for number in numbers):
        numbers = [0, 0]
    parts = b"".join(_der_integer(number) for number in numbers)
    return bytes([0x30, len(parts)]) + parts


def _der_integer(number: int) -> bytes:
    data = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return bytes([0x02, len(data)]) + data


def _is_low_s(signature: bytes) -> bool:
    """signature: strict DER with hash type."""
    start = 6 + signature[3]
    return int.from_bytes(signature[start : start + signature[start - 1]], "big") <= ORDER // 2
