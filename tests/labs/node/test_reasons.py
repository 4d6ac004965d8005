"""Every reject reason that a node can give has an explanation a learner can use."""

from __future__ import annotations

import pytest

from labs.node import explain
from labs.node.reasons import BLOCKS, SCRIPT_DETAILS, TRANSACTIONS, reason_in


@pytest.mark.parametrize(
    ("message", "reason", "words"),
    [
        ("min relay fee not met, 0 < 110", "min relay fee not met", "inputs − outputs"),
        ("bad-txns-inputs-missingorspent", "bad-txns-inputs-missingorspent", "spent already"),
        ("dust, tx with dust output must be 0-fee", "dust", "more in fees than it is worth"),
        ("non-final", "non-final", "locktime"),
        ("bad-txnmrklroot", "bad-txnmrklroot", "internal byte order"),
        ("high-hash", "high-hash", "proof of work"),
        ("bad-cb-amount", "bad-cb-amount", "subsidy"),
        (
            "bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth 1",
            "bad-txns-premature-spend-of-coinbase",
            "100 more blocks",
        ),
        (
            "mempool-script-verify-flag-failed (Witness program hash mismatch), input 0 of 8edc (wtxid 8edc)",
            "mempool-script-verify-flag-failed",
            "does not hash to the one in",
        ),
        (
            "mempool-script-verify-flag-failed (Signature must be zero for failed CHECK(MULTI)SIG operation),"
            " input 0 of ab",
            "mempool-script-verify-flag-failed",
            "the signature does not fit",
        ),
        (
            "block-script-verify-flag-failed (OP_RETURN was encountered)",
            "block-script-verify-flag-failed",
            "",
        ),
        ("TRUC-violation, too big", "TRUC-violation", "BIP 431"),
        ("Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)", "", "maxfeerate=0"),
    ],
)
def test_the_nodes_words_are_explained(message: str, reason: str, words: str) -> None:
    assert reason in reason_in(message)
    assert words in explain(message)
    assert not explain(message).startswith("The node's rule is called")


def test_an_unknown_reason_is_named() -> None:
    assert "'bad-new-rule'" in explain("bad-new-rule, since yesterday")


def test_explanations_are_whole_sentences_and_keys_are_found() -> None:
    for reason, text in (TRANSACTIONS | BLOCKS).items():
        assert explain(reason) == text or "script-verify" in reason, reason
        assert text[0].isupper() and text.endswith((".", ")")), reason
    assert all(detail == detail.lower() for detail in SCRIPT_DETAILS)
