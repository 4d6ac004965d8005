"""Who makes the signatures of one input: a real signer over a transaction, or a stand-in for estimates.

Source: Bitcoin Core, src/script/sign.cpp (BaseSignatureCreator).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from labs.bitcoin import sighash
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.sighash import SharedHashes
from labs.bitcoin.transactions import MAX_MONEY, Tx, TxOut

SIGHASH_DEFAULT, SIGHASH_ALL, SIGHASH_NONE, SIGHASH_SINGLE, SIGHASH_ANYONECANPAY = 0, 1, 2, 3, 0x80


LOCKTIME_THRESHOLD = 500_000_000
"""A locktime below is a height, others are Unix seconds."""
SEQUENCE_DISABLE, SEQUENCE_TIME = 1 << 31, 1 << 22
SEQUENCE_MASK = SEQUENCE_TIME | 0xFFFF
"""What a relative lock looks at: whether it counts time, and how much (BIP 68)."""


class Signer(Protocol):
    """Makes signatures with their hash type appended; None where the key or a needed fact is missing."""

    def ecdsa(self, keystore: Keystore, public: bytes, script_code: bytes, segwit: bool) -> bytes | None: ...

    def schnorr(
        self, keystore: Keystore, xonly: bytes, leaf: bytes | None, tweak: bytes | None
    ) -> bytes | None: ...

    def unlocks(self, lock: str, value: int) -> bool:
        """Whether the transaction opens a lock: "after" a height or time, or "older" than the coin."""
        ...

    def verify(self, script: bytes, script_sig: bytes, stack: list[bytes]) -> bool:
        """Whether this input script and witness may spend the output script."""
        ...


@dataclass(slots=True)
class TransactionSigner:
    """Signs input number index. spent: every output the transaction spends; None when not all are known."""

    tx: Tx
    index: int
    value: int
    spent: list[TxOut] | None
    hash_type: int = SIGHASH_DEFAULT
    shared: SharedHashes | None = None

    def ecdsa(self, keystore: Keystore, public: bytes, script_code: bytes, segwit: bool) -> bytes | None:
        key = keystore.keys.get(public)
        if key is None or (segwit and not (key.compressed and 0 <= self.value <= MAX_MONEY)):
            return None
        hash_type = self.hash_type or SIGHASH_ALL
        if segwit:
            digest = sighash.segwit_v0(self.tx, self.index, script_code, self.value, hash_type, self.shared)
        else:
            digest = sighash.legacy(self.tx, self.index, script_code, hash_type)
        return key.sign_ecdsa(digest) + bytes([hash_type])

    def schnorr(
        self, keystore: Keystore, xonly: bytes, leaf: bytes | None, tweak: bytes | None
    ) -> bytes | None:
        key = keystore.key_of_xonly(xonly)
        single_without_output = self.hash_type & 3 == SIGHASH_SINGLE and self.index >= len(self.tx.outputs)
        if key is None or self.spent is None or single_without_output:
            return None
        digest = sighash.taproot(
            self.tx, self.index, self.spent, self.hash_type, leaf_hash=leaf, shared=self.shared
        )
        return key.sign_schnorr(digest, tweak) + (bytes([self.hash_type]) if self.hash_type else b"")

    def unlocks(self, lock: str, value: int) -> bool:
        sequence = self.tx.inputs[self.index].sequence
        if lock == "after":
            return sequence != 0xFFFFFFFF and _reaches(self.tx.locktime, value, LOCKTIME_THRESHOLD)
        if self.tx.version < 2 or sequence & SEQUENCE_DISABLE:
            return False
        return _reaches(sequence & SEQUENCE_MASK, value & SEQUENCE_MASK, SEQUENCE_TIME)

    def verify(self, script: bytes, script_sig: bytes, stack: list[bytes]) -> bool:
        from labs.embedded.scripts import verify_input

        tx, spent = self._attempt(script, script_sig, stack)
        return verify_input(tx, self.index, spent, policy=True)

    def failure(self, script: bytes, script_sig: bytes, stack: list[bytes]) -> str:
        """Why they may not, in Core's words."""
        from labs.embedded.scripts import reason_of_failure

        tx, spent = self._attempt(script, script_sig, stack)
        return reason_of_failure(tx, self.index, spent)

    def _attempt(self, script: bytes, script_sig: bytes, stack: list[bytes]) -> tuple[Tx, list[TxOut]]:
        """The transaction with this input's scripts, and the outputs it spends."""
        tx = self.tx.copy()
        tx.inputs[self.index].script_sig = script_sig
        tx.inputs[self.index].witness = stack
        spent = self.spent
        if spent is None:
            # Only the output in question is known: enough for everything but taproot.
            spent = [TxOut(0, b"") for _ in tx.inputs]
            spent[self.index] = TxOut(self.value, script)
        return tx, spent


class LaterVerified(TransactionSigner):
    """Trusts what was made: whoever uses it verifies all inputs together at the end, in one pass."""

    def verify(self, script: bytes, script_sig: bytes, stack: list[bytes]) -> bool:
        return True


class DummySigner:
    """Signs everything with zeros of the usual size: to learn what would be missing, and how big it would be.

    high_r: 72 instead of 71 bytes per ECDSA signature.
    """

    def __init__(self, high_r: bool = False) -> None:
        r_size = 33 if high_r else 32
        r, s = b"\x02" + bytes([r_size, 1]) + bytes(r_size - 1), b"\x02\x20\x01" + bytes(31)
        self._ecdsa = b"\x30" + bytes([len(r) + len(s)]) + r + s + bytes([SIGHASH_ALL])

    def ecdsa(self, keystore: Keystore, public: bytes, script_code: bytes, segwit: bool) -> bytes | None:
        return self._ecdsa

    def schnorr(
        self, keystore: Keystore, xonly: bytes, leaf: bytes | None, tweak: bytes | None
    ) -> bytes | None:
        return bytes(64)

    def unlocks(self, lock: str, value: int) -> bool:
        return True

    def verify(self, script: bytes, script_sig: bytes, stack: list[bytes]) -> bool:
        return True


def _reaches(given: int, wanted: int, border: int) -> bool:
    """Whether a lock is at least the one wanted, and counts the same: blocks below the border, else time."""
    return (given < border) == (wanted < border) and given >= wanted
