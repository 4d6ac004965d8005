"""Putting the signatures of several copies of one transaction together.

Source: Bitcoin Core, src/rpc/rawtransaction.cpp (combinerawtransaction), src/script/sign.cpp.
"""

from collections.abc import Sequence

from labs.bitcoin.keystore import Keystore
from labs.bitcoin.satisfy import produce_signature
from labs.bitcoin.signature_data import SignatureData
from labs.bitcoin.signers import TransactionSigner
from labs.bitcoin.signing import data_of_input
from labs.bitcoin.transactions import Tx, TxOut


def combine_signatures(copies: Sequence[Tx], spent: Sequence[TxOut]) -> Tx:
    """The first copy with every signature that any copy has.

    spent: the output that each input of the first copy spends, in order.
    """
    merged = copies[0].copy()
    for index, output in enumerate(spent):
        data = SignatureData()
        for tx in copies:
            if index < len(tx.inputs):
                signer = TransactionSigner(tx.copy(), index, output.value, _fitting(tx, spent))
                _merge(data, data_of_input(signer, output))
        signer = TransactionSigner(merged, index, output.value, list(spent))
        produce_signature(Keystore(), signer, output.script, data)
        merged.inputs[index].script_sig, merged.inputs[index].witness = data.script_sig, data.stack
    return merged


def _fitting(tx: Tx, spent: Sequence[TxOut]) -> list[TxOut] | None:
    return list(spent) if len(tx.inputs) == len(spent) else None


def _merge(data: SignatureData, other: SignatureData) -> None:
    """Take in what the other has; a complete one is taken as it is."""
    if data.complete:
        return
    if other.complete:
        data.complete, data.script_sig, data.stack = True, other.script_sig, other.stack
        return
    data.redeem_script = data.redeem_script or other.redeem_script
    data.witness_script = data.witness_script or other.witness_script
    data.signatures = {**other.signatures, **data.signatures}
