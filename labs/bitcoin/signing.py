"""Signing transactions: each input that the keystore can satisfy, keeping what others signed before.

Source: Bitcoin Core, src/script/sign.cpp (SignTransaction, DataFromTransaction).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from labs.bitcoin import sighash
from labs.bitcoin.hashes import hash160
from labs.bitcoin.keys import verify_ecdsa
from labs.bitcoin.keystore import KeyOrigin, Keystore
from labs.bitcoin.satisfy import produce_signature
from labs.bitcoin.script import is_der_signature, pushed_stack
from labs.bitcoin.signature_data import SignatureData
from labs.bitcoin.signers import (
    SIGHASH_ANYONECANPAY,
    SIGHASH_DEFAULT,
    SIGHASH_SINGLE,
    LaterVerified,
    TransactionSigner,
)
from labs.bitcoin.standard import solve
from labs.bitcoin.transactions import MAX_MONEY, OutPoint, Tx, TxOut

__all__ = ["KeyOrigin", "Keystore", "SignResult", "data_of_input", "sign_transaction"]

UNKNOWN_OUTPUT = "Input not found or already spent"
MISSING_AMOUNT = "Missing amount"
STACK_TOO_SMALL = "Unable to sign input, invalid stack size (possibly missing key)"
NEEDS_SIGNATURES = "CHECK(MULTI)SIG failing with non-zero signature (possibly need more signatures)"
PLAINER = {
    "Operation not valid with the current stack size": STACK_TOO_SMALL,
    "Signature must be zero for failed CHECK(MULTI)SIG operation": NEEDS_SIGNATURES,
}
"""What the interpreter says of an unfinished input, in words for the signer."""


@dataclass(slots=True)
class SignResult:
    """The transaction with what could be signed; errors by input number, in Core's words."""

    tx: Tx
    complete: bool
    errors: dict[int, str] = field(default_factory=dict)


def sign_transaction(
    tx: Tx, spent: Mapping[OutPoint, TxOut], keystore: Keystore, sighash_type: int | None = None
) -> SignResult:
    """A signed copy of tx. spent: the outputs it spends; value MAX_MONEY stands for an unknown amount.

    sighash_type None means all outputs (for taproot its default, 64-byte form).
    """
    from labs.embedded.scripts import failing_inputs

    hash_type = SIGHASH_DEFAULT if sighash_type is None else sighash_type
    tx = tx.copy()
    outputs = [spent.get(source.prevout) for source in tx.inputs]
    known = [output for output in outputs if output is not None]
    all_spent = known if len(known) == len(outputs) else None
    # Where an output is unknown, another stands for it: only taproot signatures cover those of other inputs.
    judged = [output or TxOut(0, b"") for output in outputs]
    shared = sighash.SharedHashes(tx, all_spent or ())
    signed_before = any(source.script_sig or source.witness for source in tx.inputs)
    # A copy, for a transaction keeps its sizes once they were asked for.
    unfinished = failing_inputs(tx.copy(), judged, policy=True) if signed_before else range(len(outputs))
    for index, output in enumerate(outputs):
        if output is not None and index in unfinished:
            signer = LaterVerified(tx, index, output.value, all_spent, hash_type, shared)
            _sign(signer, output, keystore)
    failing = failing_inputs(tx, judged, policy=True) if tx.inputs else {}
    errors: dict[int, str] = {}
    for index, output in enumerate(outputs):
        if output is None:
            errors[index] = UNKNOWN_OUTPUT
        elif output.value == MAX_MONEY and tx.inputs[index].witness:
            errors[index] = MISSING_AMOUNT
        elif index in failing:
            errors[index] = PLAINER.get(failing[index], failing[index])
    return SignResult(tx, not errors, errors)


def _sign(signer: TransactionSigner, output: TxOut, keystore: Keystore) -> None:
    """Sign one input of signer.tx in place, keeping the signatures of a multisig script that are there."""
    source = signer.tx.inputs[signer.index]
    data = signatures_of_input(signer, output)
    single = signer.hash_type & ~SIGHASH_ANYONECANPAY == SIGHASH_SINGLE
    if not single or signer.index < len(signer.tx.outputs):
        produce_signature(keystore, signer, output.script, data)
    source.script_sig, source.witness = data.script_sig, data.stack


def data_of_input(signer: TransactionSigner, output: TxOut) -> SignatureData:
    """What an input already holds: complete if it is valid, else the signatures of a multisig script."""
    source = signer.tx.inputs[signer.index]
    if (source.script_sig or source.witness) and signer.verify(
        output.script, source.script_sig, source.witness
    ):
        return SignatureData(complete=True, script_sig=source.script_sig, stack=list(source.witness))
    return signatures_of_input(signer, output)


def signatures_of_input(signer: TransactionSigner, output: TxOut) -> SignatureData:
    """Scripts and, for multisig, signatures that an unfinished input holds."""
    source = signer.tx.inputs[signer.index]
    data = SignatureData(script_sig=source.script_sig, stack=list(source.witness))
    stack = pushed_stack(data.script_sig) or []
    script, segwit = output.script, False
    kind = solve(script).kind
    if kind == "scripthash" and stack and stack[-1]:
        script = data.redeem_script = stack.pop()
        kind = solve(script).kind
    if kind == "witness_v0_scripthash" and data.stack and data.stack[-1]:
        script, segwit = data.stack[-1], True
        data.witness_script = script
        stack = data.stack[:-1]
        kind = solve(script).kind
    if kind == "multisig":
        _match_signatures(signer, script, segwit, stack, data)
    return data


def _match_signatures(
    signer: TransactionSigner, script: bytes, segwit: bool, stack: list[bytes], data: SignatureData
) -> None:
    """Find which key of a multisig script made which signature; both are in the same order."""
    publics = solve(script).parts[1:-1]
    next_key = 0
    for signature in stack[:21]:
        digest = _digest_of(signer, script, segwit, signature)
        for number in range(next_key, len(publics)):
            key_hash = hash160(publics[number])
            if key_hash not in data.signatures:
                if digest is None or not verify_ecdsa(publics[number], digest, signature[:-1]):
                    continue
                data.signatures[key_hash] = (publics[number], signature)
            next_key = number + 1
            break


def _digest_of(signer: TransactionSigner, script_code: bytes, segwit: bool, signature: bytes) -> bytes | None:
    """What an ECDSA signature with its hash type must have signed; None for what is no signature."""
    if not is_der_signature(signature):
        return None
    if segwit:
        return sighash.segwit_v0(
            signer.tx, signer.index, script_code, signer.value, signature[-1], signer.shared
        )
    return sighash.legacy(signer.tx, signer.index, script_code, signature[-1])
