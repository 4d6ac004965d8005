"""How big an input will be once it is signed, before it is.

Signatures are counted at their largest: 71 bytes where the wallet makes R small, 72 for others' keys, 65 for
taproot. Source: Bitcoin Core, src/wallet/spend.cpp (MaxInputWeight, CalculateMaximumSignedTxSize).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from labs.bitcoin.keystore import Keystore
from labs.bitcoin.standard import ANCHOR
from labs.bitcoin.transactions import Tx, TxOut
from labs.bitcoin.wire import compact_size, var_bytes

WITNESS_SCALE_FACTOR = 4
TAPROOT_SIGNATURE = 65
"""Counted with a hash type, which the default one leaves out."""


@dataclass(frozen=True, slots=True)
class InputSize:
    """weight: of the signed input, without the witness count that a segwit transaction adds to others."""

    weight: int
    segwit: bool

    @property
    def vsize(self) -> int:
        """Virtual bytes in a segwit transaction."""
        return -(-(self.weight + (not self.segwit)) // WITNESS_SCALE_FACTOR)


def input_size(script: bytes, store: Keystore, high_r: bool = False) -> InputSize | None:
    """Size of an input that spends this script; None where the keystore does not tell how."""
    # Late, since a node must not wait for miniscript before its first answer.
    from labs.bitcoin.satisfy import produce_signature
    from labs.bitcoin.signature_data import SignatureData
    from labs.bitcoin.signers import DummySigner

    if script == ANCHOR:
        return None
    data = SignatureData()
    if not produce_signature(store.without_keys(), DummySigner(high_r), script, data):
        return None
    weight = (36 + 4 + len(var_bytes(data.script_sig))) * WITNESS_SCALE_FACTOR
    if not data.stack:
        return InputSize(weight, segwit=False)
    witness = len(compact_size(len(data.stack))) + sum(len(var_bytes(item)) for item in data.stack)
    if len(data.stack) == 1 and len(data.stack[0]) < TAPROOT_SIGNATURE:
        witness += TAPROOT_SIGNATURE - len(data.stack[0])
    return InputSize(weight + witness, segwit=True)


def transaction_weight(tx: Tx, inputs: Sequence[InputSize]) -> int:
    """Weight of tx once its inputs are signed."""
    counts = len(compact_size(len(tx.inputs))) + len(compact_size(len(tx.outputs)))
    weight = (8 + counts + outputs_size(tx.outputs)) * WITNESS_SCALE_FACTOR
    if any(size.segwit for size in inputs):
        return weight + 2 + sum(size.weight + (not size.segwit) for size in inputs)
    return weight + sum(size.weight for size in inputs)


def transaction_vsize(tx: Tx, inputs: Sequence[InputSize]) -> int:
    return -(-transaction_weight(tx, inputs) // WITNESS_SCALE_FACTOR)


def outputs_size(outputs: Sequence[TxOut]) -> int:
    return sum(len(output.serialize()) for output in outputs)
