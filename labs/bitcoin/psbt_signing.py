"""Updating, signing and finishing the inputs of a PSBT; updating its outputs.

Updating and signing are one step: without private keys only scripts and origins are filled in.
Source: Bitcoin Core, src/psbt.cpp (SignPSBTInput, FillSignatureData, FromSignatureData).
"""

from __future__ import annotations

from enum import Enum

from labs.bitcoin.hashes import hash160
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.psbt import Psbt
from labs.bitcoin.psbt_input import PREIMAGES, PsbtInput
from labs.bitcoin.psbt_output import PsbtOutput
from labs.bitcoin.satisfy import produce_signature
from labs.bitcoin.sighash import SharedHashes
from labs.bitcoin.signature_data import SignatureData
from labs.bitcoin.signers import SIGHASH_ALL, SIGHASH_DEFAULT, DummySigner, Signer, TransactionSigner
from labs.bitcoin.standard import solve
from labs.bitcoin.taproot import TaprootTree
from labs.bitcoin.transactions import Tx, TxOut

_MAY_BE_FREE = ("nonstandard", "anchor", "witness_unknown")
"""Kinds of output that one may be able to spend without any signature."""

Outcome = Enum("Outcome", "OK INCOMPLETE MISSING_INPUTS SIGHASH_MISMATCH")


def sign_input(
    psbt: Psbt,
    index: int,
    keystore: Keystore,
    sighash: int | None = None,
    finalize: bool = True,
    dummy: bool = False,
    learnt: SignatureData | None = None,
) -> Outcome:
    """Fill in one input what the keystore allows; OK when it is complete.

    sighash None: the input's own default. dummy signs with zeros. learnt receives what was missing.
    """
    found = psbt.inputs[index]
    signer = input_signer(psbt, index, SIGHASH_DEFAULT)
    if signer is not None and _verifies(signer, psbt, index):
        return Outcome.OK
    output = psbt.spent_output(index)
    if signer is None or output is None:
        return Outcome.MISSING_INPUTS
    taproot = solve(output.script).kind == "witness_v1_taproot"
    chosen = (SIGHASH_DEFAULT if taproot else SIGHASH_ALL) if sighash is None else sighash
    if found.sighash is not None and found.sighash != chosen:
        return Outcome.SIGHASH_MISMATCH
    if chosen != SIGHASH_DEFAULT and (taproot or chosen != SIGHASH_ALL):
        found.sighash = chosen
    if not _agree(found, chosen):
        return Outcome.SIGHASH_MISMATCH
    signer.hash_type = chosen
    data = signature_data(found)
    use: Signer = DummySigner() if dummy else signer
    complete = produce_signature(keystore, use, output.script, data)
    # A coin given without its transaction cannot be checked; only a segwit signature commits to its amount.
    if found.non_witness_utxo is None and not data.witness:
        return Outcome.INCOMPLETE
    data.complete = complete and finalize
    take_signature_data(found, data)
    if data.witness:
        found.witness_utxo = output
    if learnt is not None:
        learnt.missing_publics = data.missing_publics
        learnt.missing_signatures = data.missing_signatures
        learnt.missing_redeem_script = data.missing_redeem_script
        learnt.missing_witness_script = data.missing_witness_script
    return Outcome.OK if complete else Outcome.INCOMPLETE


def input_signer(psbt: Psbt, index: int, sighash: int) -> TransactionSigner | None:
    """Signer of one input; None when the coin is not known."""
    output = psbt.spent_output(index)
    if output is None:
        return None
    spent = psbt.spent_outputs()
    return TransactionSigner(psbt.tx, index, output.value, spent, sighash, SharedHashes(psbt.tx, spent or ()))


def is_signed_and_valid(psbt: Psbt, index: int) -> bool:
    signer = input_signer(psbt, index, SIGHASH_DEFAULT)
    return signer is not None and _verifies(signer, psbt, index)


def _verifies(signer: TransactionSigner, psbt: Psbt, index: int) -> bool:
    found, output = psbt.inputs[index], psbt.spent_output(index)
    if output is None or not (found.is_signed or solve(output.script).kind in _MAY_BE_FREE):
        return False
    return signer.verify(output.script, found.final_script_sig, found.final_witness)


def _agree(found: PsbtInput, sighash: int) -> bool:
    """Whether the signatures that are there use this hash type."""
    schnorr = [found.tap_key_sig] if found.tap_key_sig else []
    schnorr += found.tap_script_sigs.values()
    if sighash == SIGHASH_DEFAULT:
        return all(len(signature) == 64 for signature in schnorr)
    return all(len(signature) == 65 and signature[-1] == sighash for signature in schnorr) and all(
        signature[-1] == sighash for _, signature in found.partial_sigs.values()
    )


def signature_data(found: PsbtInput) -> SignatureData:
    """The input's fields as a signer sees them."""
    data = SignatureData(script_sig=found.final_script_sig, stack=list(found.final_witness))
    if found.is_signed:
        data.complete = True
        return data
    data.signatures = dict(found.partial_sigs)
    data.redeem_script, data.witness_script = found.redeem_script, found.witness_script
    data.publics = {hash160(public): (public, origin) for public, origin in found.origins.items()}
    data.key_path_signature = found.tap_key_sig
    data.leaf_signatures = dict(found.tap_script_sigs)
    data.spend.internal, data.spend.merkle_root = found.tap_internal_key, found.tap_merkle_root
    data.spend.scripts = {leaf: list(controls) for leaf, controls in found.tap_scripts.items()}
    data.xonly_origins = {key: (set(leaves), origin) for key, (leaves, origin) in found.tap_origins.items()}
    data.xonly_by_hash = {hash160(xonly): xonly for xonly in found.tap_origins}
    data.preimages = {PREIMAGES[kind][0]: dict(known) for kind, known in found.preimages.items()}
    return data


def take_signature_data(found: PsbtInput, data: SignatureData) -> None:
    """Write back what a signer found out; a complete input keeps only its final fields."""
    if data.complete:
        found.partial_sigs, found.origins = {}, {}
        found.redeem_script = found.witness_script = b""
        found.final_script_sig = data.script_sig or found.final_script_sig
        found.final_witness = data.stack or found.final_witness
        return
    for key_hash, pair in data.signatures.items():
        found.partial_sigs.setdefault(key_hash, pair)
    found.redeem_script = found.redeem_script or data.redeem_script
    found.witness_script = found.witness_script or data.witness_script
    for public, origin in data.publics.values():
        found.origins.setdefault(public, origin)
    found.tap_key_sig = data.key_path_signature or found.tap_key_sig
    for place, signature in data.leaf_signatures.items():
        found.tap_script_sigs.setdefault(place, signature)
    found.tap_internal_key = data.spend.internal or found.tap_internal_key
    found.tap_merkle_root = data.spend.merkle_root or found.tap_merkle_root
    for leaf, controls in data.spend.scripts.items():
        found.tap_scripts.setdefault(leaf, controls)
    for xonly, origins in data.xonly_origins.items():
        found.tap_origins.setdefault(xonly, origins)


def update_output(psbt: Psbt, index: int, keystore: Keystore) -> None:
    """Fill in scripts and origins of one output, so that signers recognise their own change."""
    found, output = psbt.outputs[index], psbt.tx.outputs[index]
    data = _output_data(found)
    # Solving the output script as if it were spent collects what one would need for it.
    tx = Tx(psbt.tx.version, psbt.tx.inputs[:1], psbt.tx.outputs, psbt.tx.locktime)
    signer = _Learner(tx, 0, output.value, None)
    produce_signature(keystore.without_keys(), signer, output.script, data)
    found.redeem_script = found.redeem_script or data.redeem_script
    found.witness_script = found.witness_script or data.witness_script
    for public, origin in data.publics.values():
        found.origins.setdefault(public, origin)
    found.tap_internal_key = data.spend.internal or found.tap_internal_key
    found.tap_tree = list(data.tree_leaves) or found.tap_tree
    for xonly, origins in data.xonly_origins.items():
        found.tap_origins.setdefault(xonly, origins)


def _output_data(found: PsbtOutput) -> SignatureData:
    data = SignatureData(redeem_script=found.redeem_script, witness_script=found.witness_script)
    data.publics = {hash160(public): (public, origin) for public, origin in found.origins.items()}
    if found.tap_tree and found.tap_internal_key:
        try:
            data.spend = TaprootTree(found.tap_internal_key, found.tap_tree).spend_data()
        except ValueError:
            data.spend.internal = found.tap_internal_key
    data.xonly_origins = {key: (set(leaves), origin) for key, (leaves, origin) in found.tap_origins.items()}
    data.xonly_by_hash = {hash160(xonly): xonly for xonly in found.tap_origins}
    return data


class _Learner(TransactionSigner):
    """Never signs and never verifies: only what is met on the way counts."""

    def verify(self, script: bytes, script_sig: bytes, stack: list[bytes]) -> bool:
        return False


def spent_is_segwit(keystore: Keystore, output: TxOut) -> bool:
    """Whether an output is a segwit output, bare or, as the keystore knows, behind P2SH."""
    kind, parts = solve(output.script)
    if kind == "scripthash":
        kind = solve(keystore.script_of_hash160(parts[0]) or b"").kind
    return kind.startswith("witness_") or kind == "anchor"
