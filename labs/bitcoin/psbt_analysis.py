"""What a PSBT still lacks, who must work on it next, and what it will cost.

Source: Bitcoin Core, src/node/psbt.cpp (AnalyzePSBT).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from labs.bitcoin.keystore import Keystore
from labs.bitcoin.psbt import Psbt
from labs.bitcoin.psbt_roles import extract
from labs.bitcoin.psbt_signing import Outcome, SignedInput, sign_inputs, valid_inputs
from labs.bitcoin.script import is_unspendable
from labs.bitcoin.signature_data import SignatureData
from labs.bitcoin.sigops import sigop_cost
from labs.bitcoin.transactions import MAX_MONEY

ROLES = ("creator", "updater", "signer", "finalizer", "extractor")


@dataclass(slots=True)
class InputAnalysis:
    has_utxo: bool
    is_final: bool = False
    next: str = "extractor"
    missing: SignatureData = field(default_factory=SignatureData)


@dataclass(slots=True)
class Analysis:
    """fee in satoshi and vsize in virtual bytes, where they can be known. error: why the PSBT is invalid."""

    inputs: list[InputAnalysis] = field(default_factory=list)
    fee: int | None = None
    vsize: int | None = None
    next: str = "creator"
    error: str = ""


def analyze(psbt: Psbt) -> Analysis:
    """Works on the PSBT in place: inputs that only wait for their finalizer become final."""
    analysis = Analysis()
    total = 0
    for index in range(len(psbt.inputs)):
        output = psbt.spent_output(index)
        if output is not None:
            total += output.value
            if not (0 <= output.value <= MAX_MONEY and total <= MAX_MONEY):
                return Analysis(error=f"PSBT is not valid. Input {index} has invalid value")
            if is_unspendable(output.script):
                return Analysis(error=f"PSBT is not valid. Input {index} spends unspendable output")
    analysis.inputs = _analyze_inputs(psbt)
    analysis.next = min([found.next for found in analysis.inputs] or ["extractor"], key=ROLES.index)
    if all(found.has_utxo for found in analysis.inputs):
        spent = 0
        for paid in psbt.tx.outputs:
            spent += paid.value
            if not (0 <= paid.value <= MAX_MONEY and spent <= MAX_MONEY):
                return Analysis(error="PSBT is not valid. Output amount invalid")
        analysis.fee = total - spent
        analysis.vsize = _estimate(psbt)
    return analysis


def _analyze_inputs(psbt: Psbt) -> list[InputAnalysis]:
    everything = range(len(psbt.inputs))
    final = valid_inputs(psbt, everything)
    nobody = {index: Keystore() for index in everything if index not in final}
    tried = sign_inputs(psbt, nobody)
    found = []
    for index in everything:
        has_utxo = psbt.spent_output(index) is not None
        if index in final:
            found.append(InputAnalysis(has_utxo, is_final=True))
        else:
            found.append(InputAnalysis(has_utxo, next=_next_role(tried[index]), missing=tried[index].data))
    return found


def _next_role(tried: SignedInput) -> str:
    if tried.outcome is Outcome.OK:
        return "finalizer"
    missing = tried.data
    other = missing.missing_publics or missing.missing_redeem_script or missing.missing_witness_script
    return "signer" if missing.missing_signatures and not other else "updater"


def _estimate(psbt: Psbt) -> int | None:
    """Virtual bytes of the signed transaction, or None when an input cannot be completed even with zeros."""
    nobody = dict.fromkeys(range(len(psbt.inputs)), Keystore())
    if any(each.outcome is not Outcome.OK for each in sign_inputs(psbt, nobody, dummy=True).values()):
        return None
    tx = extract(psbt)
    spent = psbt.spent_outputs()
    if spent is None:
        return None
    weight = max(tx.weight, sigop_cost(tx, [output.script for output in spent]) * 20)
    return (weight + 3) // 4
