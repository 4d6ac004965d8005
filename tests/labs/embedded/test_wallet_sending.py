"""Making transactions: fees are exact, change is worth having, wishes are kept or refused in Core's words."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from labs.bitcoin.psbt import Psbt
from tests.labs.embedded.wallet_node import NOBODY, WalletNode, wallet_node

TAPROOT = "bcrt1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqc8gma6"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WalletNode]:
    """Wallet "w" has coins of every address type, "empty" none, "watch" no private keys."""
    with wallet_node(tmp_path_factory.mktemp("n")) as running:
        running.rpc("createwallet", "w")
        for kind in ("legacy", "p2sh-segwit", "bech32", "bech32m"):
            running.mine(6, running.rpc("getnewaddress", "", kind, w="w"))
        running.mine(100)
        running.rpc("createwallet", "empty")
        running.rpc("createwallet", "watch", True)
        yield running


def fee_and_size(node: WalletNode, txid: str) -> tuple[int, int]:
    shown = node.rpc("getmempoolentry", txid)
    return int(shown["fees"]["base"] * 10**8), shown["vsize"]


@pytest.mark.parametrize("feerate", ["1", "1.001", "7.5", "100"])
@pytest.mark.parametrize("address", [NOBODY, TAPROOT])
def test_the_feerate_asked_for_is_paid(node: WalletNode, feerate: str, address: str) -> None:
    txid = node.rpc("sendtoaddress", w="w", address=address, amount=Decimal("0.7"), fee_rate=Decimal(feerate))
    fee, vsize = fee_and_size(node, txid)
    asked = Decimal(feerate)
    # Signatures are counted at their largest, so a satoshi or two per input may be paid too much.
    assert asked * vsize <= fee <= asked * (vsize + 3) + 1
    node.mine()


def test_random_payments_add_up(node: WalletNode) -> None:
    random = Random(7)
    for _ in range(12):
        before = node.rpc("getbalance", w="w")
        outputs = {NOBODY: Decimal(random.randrange(1_000, 9 * 10**9)) / 10**8}
        if random.random() < 0.5:
            outputs[TAPROOT] = Decimal(random.randrange(1_000, 10**9)) / 10**8
        txid = node.rpc("sendmany", "", outputs, w="w")
        shown = node.rpc("gettransaction", txid, w="w")
        assert shown["amount"] == -sum(outputs.values())
        assert node.rpc("getbalance", w="w") == before - sum(outputs.values()) + shown["fee"]
        assert txid in node.rpc("getrawmempool")
        if random.random() < 0.5:
            node.mine()
    node.mine()


def test_the_recipient_can_pay_the_fee(node: WalletNode) -> None:
    txid = node.rpc("sendtoaddress", NOBODY, 3, "", "", True, w="w")
    shown = node.rpc("gettransaction", txid, False, True, w="w")
    (paid,) = (o["value"] for o in shown["decoded"]["vout"] if o["scriptPubKey"].get("address") == NOBODY)
    assert paid - shown["fee"] == 3 and shown["fee"] < 0
    assert node.refusal("sendtoaddress", NOBODY, Decimal("0.00000500"), "", "", True, w="w") == (
        -6,
        "The transaction amount is too small to pay the fee",
    )


def test_a_sum_that_fits_needs_no_change(node: WalletNode) -> None:
    node.rpc("createwallet", "exact")
    node.mine(1, node.rpc("getnewaddress", w="exact"))
    node.mine(100)
    most = node.rpc("getbalance", w="exact") - Decimal(110) * 10 / 10**8
    txid = node.rpc("sendtoaddress", NOBODY, most - Decimal("0.00000100"), w="exact")
    assert len(node.rpc("decoderawtransaction", node.rpc("getrawtransaction", txid))["vout"]) == 1
    node.mine()


def test_wallet_transactions_signal_replacement_and_hold_to_the_present_height(node: WalletNode) -> None:
    raw = node.rpc("getrawtransaction", node.rpc("sendtoaddress", NOBODY, 1, w="w"))
    shown = node.rpc("decoderawtransaction", raw)
    height = node.rpc("getblockcount")
    assert {source["sequence"] for source in shown["vin"]} == {0xFFFFFFFD}
    assert height - 100 <= shown["locktime"] <= height
    final = node.rpc("sendtoaddress", w="w", address=NOBODY, amount=1, replaceable=False)
    shown = node.rpc("decoderawtransaction", node.rpc("getrawtransaction", final))
    assert {source["sequence"] for source in shown["vin"]} == {0xFFFFFFFE}


@pytest.mark.parametrize(
    ("method", "params", "code", "text"),
    [
        ("sendtoaddress", (NOBODY, 10**6), -6, "Insufficient funds"),
        ("sendtoaddress", (NOBODY, Decimal("0.00000001")), -6, "Transaction amount too small"),
        ("sendtoaddress", (NOBODY, -1), -3, "Amount out of range"),
        ("sendtoaddress", ("nowhere", 1), -5, "Invalid Bitcoin address: nowhere"),
        ("sendtoaddress", (NOBODY, 1, "", "", False, None, 2000), -8, "Invalid conf_target"),
        ("sendtoaddress", (NOBODY, 1, "", "", False, None, 6, "soon"), -8, "Invalid estimate_mode"),
        ("sendtoaddress", (NOBODY, 1, "", "", False, None, None, None, True), -4, "wallet does not have"),
        ("sendtoaddress", (NOBODY, 1, "", "", False, None, 6, None, None, 2), -8, "Cannot specify both"),
        ("sendtoaddress", (NOBODY, 1, *[None] * 7, Decimal("0.0001")), -3, "Invalid amount"),
        ("sendtoaddress", (NOBODY, 1, *[None] * 7, Decimal("0.5")), -6, "Fee rate (0.500 sat/vB) is lower"),
        ("sendmany", ("", {}), -6, "Transaction must have at least one recipient"),
        ("sendmany", ("x", {NOBODY: 1}), -8, 'Dummy value must be set to ""'),
        ("sendmany", ("", {NOBODY: 1}, 1, "", ["a"]), -8, "destination a not found"),
        ("send", ({NOBODY: 1}, None, None, None, {"feeRate": 1}), -8, "Use fee_rate (sat/vB)"),
        ("send", ({NOBODY: 1}, None, None, None, {"inputs": [{"txid": "00" * 32, "vout": 0}]}), -4, "Unable"),
        ("send", ({NOBODY: 1}, None, None, None, {"change_address": "x"}), -5, "Change address must be"),
        ("send", ({NOBODY: 1}, None, None, None, {"change_position": 9}), -8, "changePosition out of bounds"),
        ("send", ({NOBODY: 1}, None, None, None, {"nonsense": 9}), -3, "Unexpected key nonsense"),
        ("sendall", ([],), -8, "Must provide at least one address"),
        ("sendall", ([NOBODY, {TAPROOT: 10**6}],), -6, "Assigned more value"),
        ("fundrawtransaction", ("zz",), -22, "TX decode failed"),
        ("fundrawtransaction", ("02000000000000000000",), -8, "TX must have at least one output"),
        ("bumpfee", ("00" * 32,), -5, "Invalid or non-wallet transaction id"),
        ("walletprocesspsbt", ("AA==",), -22, "TX decode failed"),
    ],
)
def test_what_cannot_be_done_is_refused_in_cores_words(
    node: WalletNode, method: str, params: tuple[Any, ...], code: int, text: str
) -> None:
    refused, said = node.refusal(method, *params, w="w")
    assert (refused, said[: len(text)] if text not in said else text) == (code, text)


def test_without_an_estimate_and_a_fallback_nothing_is_sent(tmp_path_factory: pytest.TempPathFactory) -> None:
    with wallet_node(tmp_path_factory.mktemp("n"), "-fallbackfee=0") as node:
        node.rpc("createwallet", "w")
        node.fund()
        text = "Fee estimation failed. Fallbackfee is disabled. Wait a few blocks or enable -fallbackfee."
        assert node.refusal("sendtoaddress", NOBODY, 1) == (-6, text)
        assert node.refusal("sendall", [NOBODY]) == (-4, text)
        index = node.rpc("getaddressinfo", node.rpc("getrawchangeaddress"))["hdkeypath"]
        assert index.endswith("/1/0"), "a change address was lost"


def test_a_watching_wallet_makes_psbts_that_the_keys_owner_signs(node: WalletNode) -> None:
    for one in node.rpc("listdescriptors", w="w")["descriptors"]:
        request = {"desc": one["desc"], "timestamp": 0, "active": True, "internal": one["internal"]}
        (answer,) = node.rpc("importdescriptors", [request | {"range": one["range"]}], w="watch")
        assert answer["success"]
    assert node.rpc("getbalance", w="watch") == node.rpc("getbalance", w="w")
    assert node.refusal("sendtoaddress", NOBODY, 1, w="watch")[0] == -4
    made = node.rpc("send", {NOBODY: 60}, w="watch")
    assert made["complete"] is False
    signed = node.rpc("walletprocesspsbt", made["psbt"], w="w")
    assert signed["complete"] is True
    assert node.rpc("testmempoolaccept", [signed["hex"]])[0]["allowed"] is True
    assert node.rpc("finalizepsbt", signed["psbt"])["hex"] == signed["hex"]
    funded = node.rpc("walletcreatefundedpsbt", [], {NOBODY: 60}, w="watch")
    psbt = Psbt.from_base64(funded["psbt"])
    assert all(found.origins or found.tap_origins for found in psbt.inputs)
    change = psbt.outputs[funded["changepos"]]
    assert change.origins or change.tap_origins


def test_a_transaction_by_hand_is_funded_and_signed(node: WalletNode) -> None:
    raw = node.rpc("createrawtransaction", [], [{NOBODY: 120}, {"data": "c0ffee"}])
    funded = node.rpc("fundrawtransaction", raw, {"changePosition": 1, "fee_rate": 5}, w="w")
    assert funded["changepos"] == 1
    signed = node.rpc("signrawtransactionwithwallet", funded["hex"], w="w")
    assert signed["complete"] is True
    (verdict,) = node.rpc("testmempoolaccept", [signed["hex"]])
    assert verdict["allowed"] and verdict["fees"]["base"] == funded["fee"]
    change = node.rpc("simulaterawtransaction", [signed["hex"]], w="w")["balance_change"]
    assert change == -120 - funded["fee"]
    partly = node.rpc("signrawtransactionwithwallet", funded["hex"], w="empty")
    inputs = node.rpc("decoderawtransaction", funded["hex"])["vin"]
    assert partly["complete"] is False and len(partly["errors"]) == len(inputs)


def test_sendall_leaves_nothing(node: WalletNode) -> None:
    node.rpc("createwallet", "all")
    addresses = [node.rpc("getnewaddress", "", kind, w="all") for kind in ("legacy", "bech32m")]
    for address in addresses:
        node.mine(1, address)
    node.mine(100)
    total = node.rpc("getbalance", w="all")
    sent = node.rpc("sendall", [NOBODY, {TAPROOT: 7}], None, None, 3, w="all")
    fee, vsize = fee_and_size(node, sent["txid"])
    assert 3 * vsize <= fee <= 3 * (vsize + 3)
    assert node.rpc("getbalance", w="all") == 0
    outputs = node.rpc("decoderawtransaction", node.rpc("getrawtransaction", sent["txid"]))["vout"]
    paid = {out["scriptPubKey"]["address"]: out["value"] for out in outputs}
    assert paid == {TAPROOT: 7, NOBODY: total - 7 - Decimal(fee) / 10**8}


def test_a_bumped_payment_replaces_the_old_one_and_pays_the_same(node: WalletNode) -> None:
    old = node.rpc("sendtoaddress", NOBODY, 2, w="w")
    made = node.rpc("bumpfee", old, {"fee_rate": 40}, w="w")
    assert made["fee"] > made["origfee"] and made["errors"] == []
    pool = node.rpc("getrawmempool")
    assert made["txid"] in pool and old not in pool
    fee, vsize = fee_and_size(node, made["txid"])
    assert 40 * vsize <= fee <= 40 * (vsize + 3) and made["fee"] == Decimal(fee) / 10**8
    shown = node.rpc("gettransaction", made["txid"], w="w")
    assert shown["amount"] == -2 and shown["replaces_txid"] == old
    assert node.rpc("gettransaction", old, w="w")["replaced_by_txid"] == made["txid"]
    code, text = node.refusal("bumpfee", old, w="w")
    assert code == -4 and "already bumped" in text
    assert node.refusal("bumpfee", made["txid"], {"fee_rate": 1}, w="w")[1].startswith(
        "Insufficient total fee"
    )
    again = node.rpc("psbtbumpfee", made["txid"], w="w")
    assert again["fee"] > made["fee"] and Psbt.from_base64(again["psbt"]).tx.inputs
    node.mine()
    code, text = node.refusal("bumpfee", made["txid"], w="w")
    assert code == -1 and text.endswith("is already spent")


def test_a_signed_message_is_verified(node: WalletNode) -> None:
    address = node.rpc("getnewaddress", "", "legacy", w="w")
    assert node.rpc("verifymessage", address, node.rpc("signmessage", address, "hi", w="w"), "hi") is True
    segwit = node.rpc("getnewaddress", w="w")
    assert node.refusal("signmessage", segwit, "hi", w="w") == (-3, "Address does not refer to key")
    assert node.refusal("signmessage", address, "hi", w="empty") == (-5, "Private key not available")
