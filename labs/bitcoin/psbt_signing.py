"""Updating, signing and finishing the inputs of a PSBT.

Updating and signing are one step: without private keys only scripts and origins are filled in. All inputs go
together, so that scripts are verified in one pass over the transaction.
Source: Bitcoin Core, src/psbt.cpp (SignPSBTInput).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from labs.bitcoin.keystore import Keystore
from labs.bitcoin.psbt import Psbt
from labs.bitcoin.psbt_data import signature_data, take_signature_data
from labs.bitcoin.psbt_input import PsbtInput
from labs.bitcoin.satisfy import produce_signature
from labs.bitcoin.sighash import SharedHashes
from labs.bitcoin.signature_data import SignatureData
from labs.bitcoin.signers import SIGHASH_ALL, SIGHASH_DEFAULT, DummySigner, LaterVerified
from labs.bitcoin.standard import solve
from labs.bitcoin.transactions import TxOut

_MAY_BE_FREE = ("nonstandard", "anchor", "witness_unknown")
"""Kinds of output that one may be able to spend without any signature."""

Outcome = Enum("Outcome", "OK INCOMPLETE MISSING_INPUTS SIGHASH_MISMATCH")
Scripts = tuple[bytes, list[bytes]]
"""Input script and witness."""


@dataclass(slots=True)
class SignedInput:
    """What came of one input; data tells what was missing."""

    outcome: Outcome
    data: SignatureData


def sign_input(
    psbt: Psbt, index: int, keystore: Keystore, sighash: int | None = None, finalize: bool = True
) -> Outcome:
    """sign_inputs for a single input."""
    return sign_inputs(psbt, {index: keystore}, sighash, finalize)[index].outcome


def sign_inputs(
    psbt: Psbt,
    keystores: Mapping[int, Keystore],
    sighash: int | None = None,
    finalize: bool = True,
    dummy: bool = False,
    as_stored: bool = False,
) -> dict[int, SignedInput]:
    """Fill in inputs what their keystores allow, in place; OK where one is complete.

    sighash None: each input's default, or as_stored that which it names. dummy signs with zeros.
    """
    spent = psbt.spent_outputs()
    shared = SharedHashes(psbt.tx, spent or ())
    results: dict[int, SignedInput] = {}
    made: dict[int, SignedInput] = {}
    done = valid_inputs(psbt, keystores)
    for index, keystore in keystores.items():
        found, output = psbt.inputs[index], psbt.spent_output(index)
        if index in done or output is None:
            outcome = Outcome.OK if index in done else Outcome.MISSING_INPUTS
            results[index] = SignedInput(outcome, SignatureData())
            continue
        chosen = _choose(found, output, found.sighash if as_stored else sighash)
        if chosen is None:
            results[index] = SignedInput(Outcome.SIGHASH_MISMATCH, SignatureData())
            continue
        data = signature_data(found)
        signer = LaterVerified(psbt.tx, index, output.value, spent, chosen, shared)
        solved = produce_signature(keystore, DummySigner() if dummy else signer, output.script, data)
        made[index] = SignedInput(Outcome.OK if solved else Outcome.INCOMPLETE, data)
    solved_scripts = {
        index: (each.data.script_sig, each.data.stack)
        for index, each in made.items()
        if each.outcome is Outcome.OK
    }
    good = set(solved_scripts) if dummy else _passing(psbt, solved_scripts)
    for index, each in made.items():
        results[index] = _store(psbt, index, each, index in good, finalize)
    return results


def _choose(found: PsbtInput, output: TxOut, sighash: int | None) -> int | None:
    """The hash type to sign with, noted in the input unless usual; None where the PSBT says another."""
    taproot = solve(output.script).kind == "witness_v1_taproot"
    chosen = (SIGHASH_DEFAULT if taproot else SIGHASH_ALL) if sighash is None else sighash
    if found.sighash is not None and found.sighash != chosen:
        return None
    if chosen != SIGHASH_DEFAULT and (taproot or chosen != SIGHASH_ALL):
        found.sighash = chosen
    return chosen if _agree(found, chosen) else None


def _store(psbt: Psbt, index: int, made: SignedInput, complete: bool, finalize: bool) -> SignedInput:
    """Write back what was made."""
    found, data = psbt.inputs[index], made.data
    made.outcome = Outcome.OK if complete else Outcome.INCOMPLETE
    # A coin given without its transaction cannot be checked; only a segwit signature commits to its amount.
    if found.non_witness_utxo is None and not data.witness:
        made.outcome = Outcome.INCOMPLETE
        return made
    output = psbt.spent_output(index)
    data.complete = complete and finalize
    take_signature_data(found, data)
    if data.witness:
        found.witness_utxo = output
    return made


def valid_inputs(psbt: Psbt, numbers: Iterable[int]) -> set[int]:
    """Those of the inputs whose final scripts may spend their outputs, as far as these are known."""
    scripts: dict[int, Scripts] = {}
    for index in numbers:
        found, output = psbt.inputs[index], psbt.spent_output(index)
        if output is not None and (found.is_signed or solve(output.script).kind in _MAY_BE_FREE):
            scripts[index] = (found.final_script_sig, found.final_witness)
    return _passing(psbt, scripts)


def _passing(psbt: Psbt, scripts: Mapping[int, Scripts]) -> set[int]:
    """The inputs that may spend their outputs with these scripts."""
    from labs.embedded.scripts import failing_inputs

    if not scripts:
        return set()
    tx = psbt.tx.copy()
    for index, (script_sig, stack) in scripts.items():
        tx.inputs[index].script_sig, tx.inputs[index].witness = script_sig, stack
    # Where an output is unknown another stands for it: only taproot signatures cover those of other inputs.
    spent = [psbt.spent_output(index) or TxOut(0, b"") for index in range(len(psbt.inputs))]
    return set(scripts) - set(failing_inputs(tx, spent, policy=True, numbers=scripts))


def _agree(found: PsbtInput, sighash: int) -> bool:
    """Whether the signatures that are there use this hash type."""
    schnorr = [found.tap_key_sig] if found.tap_key_sig else []
    schnorr += found.tap_script_sigs.values()
    if sighash == SIGHASH_DEFAULT:
        return all(len(signature) == 64 for signature in schnorr)
    return all(len(signature) == 65 and signature[-1] == sighash for signature in schnorr) and all(
        signature[-1] == sighash for _, signature in found.partial_sigs.values()
    )


def spent_is_segwit(keystore: Keystore, output: TxOut) -> bool:
    """Whether an output is a segwit output, bare or, as the keystore knows, behind P2SH."""
    kind, parts = solve(output.script)
    if kind == "scripthash":
        kind = solve(keystore.script_of_hash160(parts[0]) or b"").kind
    return kind.startswith("witness_") or kind == "anchor"
