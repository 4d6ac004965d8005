"""Between the fields of a PSBT and what a signer works with; updating outputs.

Source: Bitcoin Core, src/psbt.cpp (FillSignatureData, FromSignatureData, UpdatePSBTOutput).
"""

from __future__ import annotations

from labs.bitcoin.hashes import hash160
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.psbt import Psbt
from labs.bitcoin.psbt_input import PREIMAGES, PsbtInput
from labs.bitcoin.psbt_output import PsbtOutput
from labs.bitcoin.satisfy import produce_signature
from labs.bitcoin.signature_data import SignatureData
from labs.bitcoin.signers import TransactionSigner
from labs.bitcoin.taproot import TaprootTree
from labs.bitcoin.transactions import Tx


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
