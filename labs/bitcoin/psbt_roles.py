"""The roles that work on whole PSBTs: combine, join, finalize, extract, analyse.

Source: BIP 174; Bitcoin Core, src/psbt.cpp, src/node/psbt.cpp, src/rpc/rawtransaction.cpp (joinpsbts).
"""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence

from labs.bitcoin.keystore import Keystore
from labs.bitcoin.psbt import Psbt, PsbtError
from labs.bitcoin.psbt_input import PsbtInput
from labs.bitcoin.psbt_output import PsbtOutput
from labs.bitcoin.psbt_signing import Outcome, sign_inputs
from labs.bitcoin.script import witness_program
from labs.bitcoin.signers import SIGHASH_ANYONECANPAY
from labs.bitcoin.transactions import OutPoint, Tx, TxIn, TxOut, display


def combine(psbts: Sequence[Psbt]) -> Psbt:
    """All that several PSBTs over the same transaction know; raises PsbtError for different transactions."""
    merged = copy.deepcopy(psbts[0])
    for other in psbts[1:]:
        if other.tx.txid != merged.tx.txid:
            raise PsbtError("PSBTs not compatible (different transactions)")
        for mine, theirs in zip(merged.inputs, other.inputs, strict=True):
            _merge_input(mine, theirs)
        for own, foreign in zip(merged.outputs, other.outputs, strict=True):
            _merge_output(own, foreign)
        merged.xpubs = {**other.xpubs, **merged.xpubs}
        merged.unknown = {**other.unknown, **merged.unknown}
    return merged


def _merge_input(mine: PsbtInput, theirs: PsbtInput) -> None:
    for name in ("partial_sigs", "origins", "unknown", "tap_script_sigs", "tap_scripts", "tap_origins"):
        setattr(mine, name, {**getattr(theirs, name), **getattr(mine, name)})
    for name in ("preimages", "musig2"):
        for kind, items in getattr(theirs, name).items():
            getattr(mine, name)[kind] = {**items, **getattr(mine, name)[kind]}
    singles = ("non_witness_utxo", "witness_utxo", "redeem_script", "witness_script", "final_script_sig")
    for name in (*singles, "final_witness", "tap_key_sig", "tap_internal_key", "tap_merkle_root"):
        setattr(mine, name, getattr(mine, name) or getattr(theirs, name))


def _merge_output(mine: PsbtOutput, theirs: PsbtOutput) -> None:
    for name in ("origins", "unknown", "tap_origins", "musig2"):
        setattr(mine, name, {**getattr(theirs, name), **getattr(mine, name)})
    for name in ("redeem_script", "witness_script", "tap_internal_key", "tap_tree"):
        setattr(mine, name, getattr(mine, name) or getattr(theirs, name))


def join(psbts: Sequence[Psbt], shuffle: random.Random | None = None) -> Psbt:
    """One PSBT with the inputs and outputs of all, in random order so that nobody sees which were whose.

    Takes the highest version and the lowest lock time; signatures are dropped, for they no longer fit.
    Raises PsbtError when an input is in more than one.
    """
    rng = shuffle or random.SystemRandom()
    inputs: list[tuple[TxIn, PsbtInput]] = []
    outputs: list[tuple[TxOut, PsbtOutput]] = []
    unknown: dict[bytes, bytes] = {}
    seen: set[tuple[OutPoint, int]] = set()
    for psbt in psbts:
        for source, found in zip(psbt.tx.inputs, psbt.inputs, strict=True):
            if (source.prevout, source.sequence) in seen:
                place = f"{display(source.prevout[0])}:{source.prevout[1]}"
                raise PsbtError(f"Input {place} exists in multiple PSBTs")
            found = copy.deepcopy(found)
            found.partial_sigs, found.final_script_sig, found.final_witness = {}, b"", []
            inputs.append((source, found))
            seen.add((source.prevout, source.sequence))
        outputs += zip(psbt.tx.outputs, copy.deepcopy(psbt.outputs), strict=True)
        unknown = {**psbt.unknown, **unknown}
    rng.shuffle(inputs)
    rng.shuffle(outputs)
    version = max([1, *(psbt.tx.version for psbt in psbts)])
    locktime = min(psbt.tx.locktime for psbt in psbts)
    tx = Tx(version, [source for source, _ in inputs], [output for output, _ in outputs], locktime)
    return Psbt(tx, [found for _, found in inputs], [found for _, found in outputs], unknown=unknown)


def finalize(psbt: Psbt) -> bool:
    """Turn signatures into final scripts wherever they suffice, in place; True when all inputs are final."""
    nobody = dict.fromkeys(range(len(psbt.inputs)), Keystore())
    return all(each.outcome is Outcome.OK for each in sign_inputs(psbt, nobody, as_stored=True).values())


def extract(psbt: Psbt) -> Tx:
    """The transaction with the final scripts of a finalized PSBT."""
    tx = psbt.tx.copy()
    for source, found in zip(tx.inputs, psbt.inputs, strict=True):
        source.script_sig, source.witness = found.final_script_sig, list(found.final_witness)
    return tx


def drop_previous_transactions(psbt: Psbt) -> None:
    """Take out previous transactions where every input is taproot: those signatures commit to all amounts."""
    for found in psbt.inputs:
        program = None if found.witness_utxo is None else witness_program(found.witness_utxo.script)
        if program is None or program[0] == 0:
            return
        if found.sighash is not None and found.sighash & SIGHASH_ANYONECANPAY:
            return
    for found in psbt.inputs:
        found.non_witness_utxo = None
