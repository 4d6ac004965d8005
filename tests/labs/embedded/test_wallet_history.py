"""What a wallet knows of its transactions while blocks come and go: states, balances, conflicts, rescans."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.labs.embedded.wallet_node import NOBODY, WalletNode, wallet_node


@pytest.fixture
def node(tmp_path: Path) -> Iterator[WalletNode]:
    with wallet_node(tmp_path / "n") as running:
        running.rpc("createwallet", "w")
        yield running


def test_a_coinbase_is_immature_until_a_hundred_blocks_lie_above_it(node: WalletNode) -> None:
    node.mine(1, node.rpc("getnewaddress"))
    (txid,) = (one["txid"] for one in node.rpc("listtransactions"))
    for blocks, category, trusted in ((0, "immature", 0), (99, "immature", 0), (1, "generate", 50)):
        node.mine(blocks) if blocks else None
        assert node.rpc("listtransactions")[0]["category"] == category
        mine = node.rpc("getbalances")["mine"]
        assert (mine["trusted"], mine["immature"]) == (trusted, 50 - trusted)
    assert node.rpc("gettransaction", txid)["confirmations"] == 101
    assert node.rpc("getreceivedbylabel", "") == 50


def test_a_payment_to_oneself_nets_to_its_fee(node: WalletNode) -> None:
    node.fund()
    address = node.rpc("getnewaddress", "savings")
    txid = node.rpc("sendtoaddress", address, Decimal("1.5"), "rent", "landlord")
    shown = node.rpc("gettransaction", txid, False, True)
    assert shown["amount"] == 0 and shown["fee"] == Decimal("-0.00001410")
    assert (shown["comment"], shown["to"], shown["trusted"]) == ("rent", "landlord", True)
    assert [one["category"] for one in shown["details"]] == ["send", "receive"]
    assert sum(bool(out.get("ischange")) for out in shown["decoded"]["vout"]) == 1
    assert node.rpc("getbalance") == Decimal("49.99998590")
    assert node.rpc("listtransactions", "savings")[0]["label"] == "savings"
    assert node.rpc("getreceivedbylabel", "savings", 0) == Decimal("1.5")


def test_others_unconfirmed_payments_are_pending_and_not_spent(node: WalletNode) -> None:
    node.fund()
    node.rpc("createwallet", "other")
    node.rpc("sendtoaddress", node.rpc("getnewaddress", w="other"), 2, w="w")
    mine = node.rpc("getbalances", w="other")["mine"]
    assert (mine["trusted"], mine["untrusted_pending"]) == (0, 2)
    assert node.refusal("sendtoaddress", NOBODY, 1, w="other") == (-6, "Insufficient funds")
    (coin,) = node.rpc("listunspent", 0, w="other")
    assert coin["safe"] is False and coin["ancestorcount"] == 1
    node.mine()
    assert node.rpc("getbalance", w="other") == 2
    assert node.rpc("listunspent", 0, w="other")[0]["safe"] is True


def test_a_reorganisation_takes_confirmations_and_gives_them_back(node: WalletNode) -> None:
    node.fund()
    txid = node.rpc("sendtoaddress", NOBODY, 1)
    (block,) = node.mine()
    before = node.rpc("getbalances")
    assert node.rpc("gettransaction", txid)["blockhash"] == block
    node.rpc("invalidateblock", block)
    assert node.rpc("gettransaction", txid)["confirmations"] == 0
    assert txid in node.rpc("getrawmempool")
    assert node.rpc("listsinceblock", block)["removed"][0]["txid"] == txid
    node.rpc("reconsiderblock", block)
    assert node.rpc("getbalances") == before
    node.reopen()
    node.rpc("loadwallet", "w")
    assert node.rpc("getbalances") == before


def test_a_coinbase_of_a_lost_block_is_an_orphan(node: WalletNode) -> None:
    (block,) = node.mine(1, node.rpc("getnewaddress"))
    node.rpc("invalidateblock", block)
    (shown,) = node.rpc("listtransactions")
    assert (shown["category"], shown["abandoned"]) == ("orphan", True)
    assert node.rpc("getbalances")["mine"]["immature"] == 0
    node.rpc("reconsiderblock", block)
    assert node.rpc("listtransactions")[0]["category"] == "immature"


def double_spend(node: WalletNode) -> tuple[str, str]:
    """A transaction in the mempool, and the hex of another that spends the same coin."""
    (coin,) = node.rpc("listunspent")
    inputs = [{"txid": coin["txid"], "vout": coin["vout"]}]
    raws = []
    for amount in (Decimal("49.9999"), Decimal("49.9998")):
        raw = node.rpc("createrawtransaction", inputs, {node.rpc("getnewaddress"): amount})
        raws.append(node.rpc("signrawtransactionwithwallet", raw)["hex"])
    return node.rpc("sendrawtransaction", raws[0]), raws[1]


def test_a_block_with_a_rival_makes_a_transaction_conflicted(node: WalletNode) -> None:
    node.fund()
    loser, rival = double_spend(node)
    child = node.rpc("sendtoaddress", NOBODY, 10)
    winner = node.rpc("decoderawtransaction", rival)["txid"]
    block = node.rpc("generateblock", NOBODY, [rival])["hash"]
    for txid in (loser, child):
        assert node.rpc("gettransaction", txid)["confirmations"] == -1
    assert node.rpc("gettransaction", loser)["walletconflicts"] == [winner]
    assert node.rpc("getbalance") == Decimal("49.9998")
    node.rpc("invalidateblock", block)
    assert node.rpc("gettransaction", loser)["confirmations"] == 0
    assert node.rpc("gettransaction", winner)["confirmations"] == 0
    node.rpc("reconsiderblock", block)
    assert node.rpc("gettransaction", child)["confirmations"] == -1
    node.reopen()
    node.rpc("loadwallet", "w")
    assert node.rpc("gettransaction", child)["confirmations"] == -1
    assert node.rpc("getbalance") == Decimal("49.9998")


def test_a_rival_in_the_mempool_is_told_and_frees_the_other_inputs(node: WalletNode) -> None:
    node.fund()
    loser, rival = double_spend(node)
    winner = node.rpc("sendrawtransaction", rival)
    assert node.rpc("gettransaction", loser)["mempoolconflicts"] == [winner]
    assert node.rpc("gettransaction", winner)["mempoolconflicts"] == []
    assert node.rpc("getbalance") == Decimal("49.9998")


def test_abandoning_frees_the_coins_of_what_no_mempool_holds(tmp_path: Path) -> None:
    with wallet_node(tmp_path / "n", "-walletbroadcast=0") as node:
        node.rpc("createwallet", "w")
        node.fund()
        txid = node.rpc("sendtoaddress", NOBODY, 10)
        mine = node.rpc("getbalances")["mine"]
        assert (mine["trusted"], mine["nonmempool"]) == (50, -50)
        assert node.rpc("getbalance") == 0
        node.rpc("abandontransaction", txid)
        assert node.rpc("getbalance") == 50
        assert node.rpc("gettransaction", txid)["details"][0]["abandoned"] is True
        assert node.refusal("abandontransaction", "00" * 32)[0] == -5
        again = node.rpc("gettransaction", txid)["hex"]
        node.rpc("sendrawtransaction", again)
        assert node.rpc("gettransaction", txid)["details"][0]["abandoned"] is False
        assert node.refusal("abandontransaction", txid) == (-5, "Transaction not eligible for abandonment")


def test_a_closed_wallet_catches_up_when_it_is_opened(node: WalletNode) -> None:
    address = node.fund()
    later = [node.rpc("getnewaddress") for _ in range(3)]
    node.rpc("unloadwallet", "w")
    node.mine(2, later[2])
    node.mine(100)
    node.rpc("loadwallet", "w")
    assert node.rpc("getbalance") == 150
    assert node.rpc("getwalletinfo")["lastprocessedblock"]["height"] == node.rpc("getblockcount")
    received = {one["address"]: one["amount"] for one in node.rpc("listreceivedbyaddress")}
    assert received == {address: 50, later[2]: 100}


def test_a_wallet_that_saw_a_lost_branch_finds_back(node: WalletNode) -> None:
    node.fund()
    txid = node.rpc("sendtoaddress", NOBODY, 1)
    (block,) = node.mine()
    node.rpc("unloadwallet", "w")
    node.rpc("invalidateblock", block)
    node.rpc("loadwallet", "w")
    assert node.rpc("getwalletinfo")["lastprocessedblock"]["height"] == node.rpc("getblockcount")
    node.rpc("unloadwallet", "w")
    for _ in range(3):
        node.rpc("generateblock", NOBODY, [])
    node.rpc("loadwallet", "w")
    shown = node.rpc("gettransaction", txid)
    assert shown["confirmations"] == 0 and shown["trusted"] is True
    node.mine()
    assert node.rpc("gettransaction", txid)["confirmations"] == 1


def test_an_address_beyond_the_next_one_is_found_and_passed_over(node: WalletNode) -> None:
    desc = next(
        one["desc"]
        for one in node.rpc("listdescriptors")["descriptors"]
        if one["desc"].startswith("wpkh") and not one["internal"]
    )
    ahead = node.rpc("deriveaddresses", desc, [0, 30])
    node.mine(1, ahead[9])
    assert node.rpc("getbalances")["mine"]["immature"] == 50
    assert node.rpc("getnewaddress") == ahead[10]
    assert set(node.rpc("getaddressesbylabel", "")) == set(ahead[:11])
    node.mine(1, ahead[19])
    assert node.rpc("getnewaddress") == ahead[20]


def test_locked_coins_are_not_spent_and_a_kept_lock_survives(node: WalletNode) -> None:
    node.fund(2)
    coins = [{"txid": one["txid"], "vout": one["vout"]} for one in node.rpc("listunspent")]
    assert node.rpc("lockunspent", False, coins[:1], True) is True
    assert node.rpc("listlockunspent") == coins[:1]
    assert node.refusal("sendtoaddress", NOBODY, 60)[0] == -6
    assert node.refusal("lockunspent", False, coins[:1])[0] == -8
    node.rpc("lockunspent", False, coins[1:])
    assert node.refusal("sendtoaddress", NOBODY, 1) == (-6, "Insufficient funds")
    node.reopen()
    node.rpc("loadwallet", "w")
    assert node.rpc("listlockunspent") == coins[:1]
    node.rpc("lockunspent", True)
    assert node.rpc("listlockunspent") == []
    assert len(node.rpc("sendtoaddress", NOBODY, 60)) == 64


def test_used_addresses_are_kept_apart_where_asked(node: WalletNode) -> None:
    node.rpc("setwalletflag", "avoid_reuse")
    address = node.fund(2)
    node.rpc("sendtoaddress", NOBODY, 1)
    node.mine(1)
    node.mine(1, address)
    node.mine(100)
    mine = node.rpc("getbalances")["mine"]
    assert mine["used"] == 50
    assert [one["reused"] for one in node.rpc("listunspent") if one["address"] == address] == [True]
    assert node.refusal("setwalletflag", "avoid_reuse")[0] == -8
    assert node.refusal("setwalletflag", "blank") == (-8, "Wallet flag is immutable: blank")
    assert node.refusal("setwalletflag", "x") == (-8, "Unknown wallet flag: x")


def test_addresses_spent_together_are_grouped(node: WalletNode) -> None:
    first, second = node.fund(), node.fund()
    node.rpc("setlabel", first, "one")
    assert [len(group) for group in node.rpc("listaddressgroupings")] == [1, 1]
    node.rpc("sendtoaddress", NOBODY, 90)
    (group,) = node.rpc("listaddressgroupings")
    assert {first, second} < {entry[0] for entry in group} and len(group) == 3
    assert [first, Decimal(0), "one"] in group


def test_a_transaction_can_be_taken_out_and_proven_in_again(node: WalletNode) -> None:
    node.mine(1, node.rpc("getnewaddress"))
    (shown,) = node.rpc("listtransactions")
    raw = node.rpc("gettransaction", shown["txid"])["hex"]
    proof = node.rpc("gettxoutproof", [shown["txid"]])
    node.rpc("removeprunedfunds", shown["txid"])
    assert node.rpc("listtransactions") == []
    assert node.refusal("removeprunedfunds", shown["txid"])[0] == -4
    node.rpc("importprunedfunds", raw, proof)
    assert node.rpc("listtransactions")[0]["txid"] == shown["txid"]
    assert node.refusal("importprunedfunds", raw, proof[:-2] + "00")[0] == -5
