"""B1's reference answers agree with the node itself, with labs.mining, and with bitcoinlib."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import labs.node
from labs.mining import coinbase
from labs.node import RpcError

pytestmark = pytest.mark.slow

TEXT = Path(__file__).resolve().parents[2] / "courses/mining/b1-node/b1-node.py"
COIN = 100_000_000
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def b1(lab: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return lab("mining/b1-node")


@pytest.fixture
def ask() -> Iterator[Ask]:
    """A fresh node's wallet: ask(method, *params)."""
    with labs.node.regtest() as rpc:
        yield rpc.call


def in_dialect_2(b1: SimpleNamespace, seen: list[int]) -> Callable[[bytes], tuple[int, bytes]]:
    """The lab's own transport, with every question put in JSON-RPC 2.0."""

    def carry(question: bytes) -> tuple[int, bytes]:
        status, answer = b1.post(json.dumps(json.loads(question) | {"jsonrpc": "2.0"}).encode())
        seen.append(status)
        return status, answer

    return carry


def test_to_sat_agrees_with_the_sat_of_labs_node(b1: SimpleNamespace) -> None:
    for text in ("0.29", "0.57", "20999999.97690000", "0.00000001", "0", "-0.00001410", "1"):
        assert b1.to_sat(Decimal(text)) == labs.node.sat(text)
    with pytest.raises(ValueError):
        b1.to_sat(Decimal("0.000000001"))


def test_the_float_examples_of_the_text_are_true() -> None:
    assert int(0.29 * 100_000_000) == 28_999_999
    assert 0.1 + 0.2 != 0.3 and Decimal("0.1") + Decimal("0.2") == Decimal("0.3")


def test_the_node_has_the_two_dialects_of_the_table(b1: SimpleNamespace) -> None:
    def said(question: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        status, answer = b1.post(json.dumps(question).encode())
        return status, json.loads(answer)

    good: dict[str, Any] = {"id": 1, "method": "getblockhash", "params": [0]}
    status, answer = said(good)
    assert status == 200 and answer["error"] is None
    status, answer = said(good | {"jsonrpc": "2.0"})
    assert status == 200 and "error" not in answer
    refused = good | {"params": [10**7]}
    status, answer = said(refused)
    assert status == 500 and answer["error"]["code"] == -8
    status, answer = said(refused | {"jsonrpc": "2.0"})
    assert status == 200 and answer["error"]["code"] == -8
    assert said(good | {"method": "nosuchmethod"})[0] == 404


def test_rpc_gives_what_the_platforms_client_gives_in_both_dialects(b1: SimpleNamespace) -> None:
    client = b1.node.start()
    statuses: list[int] = []
    for carry in (b1.post, in_dialect_2(b1, statuses)):
        for method, *params in (
            ("getblockhash", 0),
            ("getblockcount",),
            ("getbalances",),
            ("getrawmempool",),
            ("getblock", client.getblockhash(1), 2),
        ):
            assert b1.rpc(carry, method, *params) == client.call(method, *params)
        for method, *params in (("getblockhash", 10**7), ("nosuchmethod",), ("sendtoaddress", "bcrt1q", "1")):
            with pytest.raises(RpcError) as theirs:
                client.call(method, *params)
            with pytest.raises(RpcError) as ours:
                b1.rpc(carry, method, *params)
            assert (ours.value.code, ours.value.message) == (theirs.value.code, theirs.value.message)
    assert set(statuses) == {200}, "dialect 2.0 answers every call with 200"


def test_rpc_pays_a_decimal_amount_to_the_satoshi(b1: SimpleNamespace) -> None:
    client = b1.node.start()
    address = client.getnewaddress()
    txid = b1.rpc(b1.post, "sendtoaddress", address, Decimal("0.12345678"))
    paid = [out["value"] for out in client.getrawtransaction(txid, True)["vout"]]
    assert Decimal("0.12345678") in paid


def test_the_subsidy_is_that_of_the_node_and_of_labs_mining(b1: SimpleNamespace, ask: Ask) -> None:
    ask("generatetoaddress", 301, ask("getnewaddress"))
    for height in (1, 149, 150, 151, 299, 300, 301):
        assert b1.subsidy(height, 150) == ask("getblockstats", height, ["subsidy"])["subsidy"]
    for height in (0, 209_999, 210_000, 840_000, 1_050_000, 6_929_999, 6_930_000, 64 * 210_000):
        assert b1.subsidy(height, 210_000) == coinbase.subsidy(height, coinbase.MAINNET_HALVING)


def test_all_subsidies_sum_to_the_known_total(b1: SimpleNamespace) -> None:
    total = sum(210_000 * b1.subsidy(era * 210_000, 210_000) for era in range(65))
    assert total == 2_099_999_997_690_000


def test_the_node_accepts_a_reward_as_spendable_says_and_its_wallet_as_wallet_mature_says(
    b1: SimpleNamespace, ask: Ask
) -> None:
    home = ask("getnewaddress")
    first = ask("getblock", ask("generatetoaddress", 1, home)[0], 2)["tx"][0]
    raw = ask("createrawtransaction", [{"txid": first["txid"], "vout": 0}], [{home: "49.999"}])
    coin = {
        "txid": first["txid"],
        "vout": 0,
        "scriptPubKey": first["vout"][0]["scriptPubKey"]["hex"],
        "amount": "50",
    }
    signed = ask("signrawtransactionwithwallet", raw, [coin])["hex"]
    ask("generatetoaddress", 97, home)
    for tip in (98, 99, 100, 101, 102):
        assert ask("getblockcount") == tip
        allowed = ask("testmempoolaccept", [signed])[0]["allowed"]
        assert allowed is (b1.spendable([(1, 50)], tip + 1) == 50)
        rewards = [(height, 50 * COIN) for height in range(1, tip + 1)]
        mine = ask("getbalances")["mine"]
        assert b1.wallet_mature(rewards, tip) == mine["trusted"] * COIN
        assert 50 * COIN * tip - b1.wallet_mature(rewards, tip) == mine["immature"] * COIN
        ask("generatetoaddress", 1, home)


def test_the_circles_of_the_plot_lie_on_the_border_of_the_areas(b1: SimpleNamespace) -> None:
    assert len(b1.measured) == 15
    for tip, immature in b1.measured:
        assert immature == b1.immature_btc[tip]
    assert max(b1.immature_btc) == 5000 and b1.immature_btc[299] == 2500
    assert b1.mature_btc[100] == 0 and b1.mature_btc[101] == 50


def test_fee_rate_is_per_virtual_byte_and_the_old_fee_rate_per_thousand_of_them(ask: Ask) -> None:
    ask("generatetoaddress", 101, ask("getnewaddress"))
    raw = ask("createrawtransaction", [], [{ask("getnewaddress"): "1"}])
    new = ask("fundrawtransaction", raw, {"fee_rate": 3})
    old = ask("fundrawtransaction", raw, {"feeRate": Decimal("0.00003")})
    assert new["fee"] == old["fee"]


def test_a_payment_arrives_whole_and_pays_its_rate(b1: SimpleNamespace, ask: Ask) -> None:
    ask("generatetoaddress", 101, ask("getnewaddress"))
    for sat, feerate in ((70_000, 3), (1_234_567, 41)):
        address = ask("getnewaddress")
        txid = b1.pay(ask, address, sat, feerate)
        entry = ask("getmempoolentry", txid)
        assert len(txid) == 64
        assert abs(entry["fees"]["base"] * COIN - feerate * entry["vsize"]) <= feerate
        outputs = ask("getrawtransaction", txid, True)["vout"]
        assert [out["value"] * COIN for out in outputs if out["scriptPubKey"]["address"] == address] == [sat]
        assert b1.confirmations(ask, txid) == 0
        ask("generatetoaddress", 1, address)


def test_confirmations_are_those_of_the_wallet_that_paid(b1: SimpleNamespace, ask: Ask) -> None:
    home = ask("getnewaddress")
    ask("generatetoaddress", 101, home)
    txid = ask("sendtoaddress", home, "1")
    for blocks in (1, 1, 3):
        ask("generatetoaddress", blocks, home)
        assert b1.confirmations(ask, txid) == ask("gettransaction", txid)["confirmations"]
    with pytest.raises(RpcError):
        b1.confirmations(ask, "00" * 32)


@pytest.mark.parametrize("depth", [1, 2, 5, 10])
def test_a_payment_is_back_in_the_mempool_after_a_reorganisation(
    b1: SimpleNamespace, ask: Ask, depth: int
) -> None:
    home = ask("getnewaddress")
    ask("generatetoaddress", 101, home)
    txid = ask("sendtoaddress", home, "1")
    old = ask("generatetoaddress", depth, home)
    new = b1.reorg_demo(ask, txid, home)
    assert len(new) == depth + 1 and new[-1] == ask("getbestblockhash")
    assert ask("getrawmempool") == [txid] and b1.confirmations(ask, txid) == 0
    assert [ask("getblockheader", one)["confirmations"] for one in old] == [-1] * depth
    tips = {tip["hash"]: tip["status"] for tip in ask("getchaintips")}
    assert tips == {new[-1]: "active", old[-1]: "valid-fork"}


def test_a_payment_deeper_than_ten_blocks_is_not_put_back(b1: SimpleNamespace, ask: Ask) -> None:
    """The docstring's limit is the node's: Bitcoin Core, src/validation.cpp, InvalidateBlock."""
    home = ask("getnewaddress")
    ask("generatetoaddress", 101, home)
    txid = ask("sendtoaddress", home, "1")
    ask("generatetoaddress", 11, home)
    b1.reorg_demo(ask, txid, home)
    assert txid not in ask("getrawmempool")


def test_a_branch_of_the_same_length_does_not_win(ask: Ask) -> None:
    home = ask("getnewaddress")
    old = ask("generatetoaddress", 1, home)[0]
    ask("invalidateblock", old)
    ask("generateblock", ask("getnewaddress"), [])
    ask("reconsiderblock", old)
    assert ask("getbestblockhash") == old


def test_supply_is_the_nodes_sum_over_a_halving_fees_and_a_loss(b1: SimpleNamespace, ask: Ask) -> None:
    assert b1.utxo_total(ask) == 0, "the reward of block 0 is not in the set"
    home = ask("getnewaddress")
    ask("generatetoaddress", 100, home)
    assert b1.utxo_total(ask) == b1.supply(ask, 150) == 500_000_000_000
    ask("generatetoaddress", 52, home)
    ask("sendtoaddress", home, "1")
    coin = ask("listunspent")[0]
    left = coin["amount"] - Decimal("0.30001")
    inputs = [{"txid": coin["txid"], "vout": coin["vout"]}]
    raw = ask("createrawtransaction", inputs, [{"data": "00"}, {home: left}])
    place = raw.index("036a0100")
    raw = raw[: place - 16] + (30_000_000).to_bytes(8, "little").hex() + raw[place:]
    ask("sendrawtransaction", ask("signrawtransactionwithwallet", raw)["hex"], 0, 1)
    ask("generatetoaddress", 1, home)
    assert ask("getrawmempool") == [] and ask("getblockcount") == 153
    expected = 149 * 50 * COIN + 4 * 25 * COIN - 30_000_000
    assert b1.utxo_total(ask) == b1.supply(ask, 150) == expected


def test_the_learners_audit_found_the_half_coin(b1: SimpleNamespace) -> None:
    assert b1.utxo_total(b1.ask) == b1.supply(b1.ask, 150)
    burnt = [
        out["value"]
        for out in b1.ask("getrawtransaction", b1.txid, True)["vout"]
        if out["scriptPubKey"]["hex"].startswith("6a")
    ]
    assert burnt == [Decimal("0.5")]


def test_bitcoinlib_reads_the_transaction_as_the_node_does(b1: SimpleNamespace) -> None:
    outputs = b1.ask("getrawtransaction", b1.txid, True)["vout"]
    assert b1.theirs.txid == b1.txid
    assert [out.value for out in b1.theirs.outputs] == [b1.to_sat(out["value"]) for out in outputs]


def test_the_example_in_each_docstring_is_true(b1: SimpleNamespace) -> None:
    text = TEXT.read_text(encoding="utf-8")
    assert f'to_sat(Decimal("0.29")) == {b1.to_sat(Decimal("0.29"))}' in text
    begins = re.search(r'rpc\(post, "getblockhash", 0\) begins with "(\w+)"', text)
    assert begins and b1.rpc(b1.post, "getblockhash", 0).startswith(begins[1])
    assert f"subsidy(840000, 210000) == {b1.subsidy(840_000, 210_000)}" in text
    assert b1.spendable([(1, 700)], 101) == 700 and b1.spendable([(1, 700)], 100) == 0
    assert b1.wallet_mature([(1, 700)], 101) == 700 and b1.wallet_mature([(1, 700)], 100) == 0
    assert len(b1.mine(b1.ask, 3, b1.ask("getnewaddress"))) == 3


def test_an_audit_never_asks_the_node_for_the_sum(b1: SimpleNamespace, ask: Ask) -> None:
    methods: set[str] = set()

    def noting(method: str, *params: Any) -> Any:
        methods.add(method)
        return ask(method, *params)

    ask("generatetoaddress", 3, ask("getnewaddress"))
    assert b1.supply(noting, 150) == 150 * COIN
    assert methods == {"getblockcount", "getblockhash", "getblock"}


def test_the_sample_reflection_tells_what_the_node_shows(b1: SimpleNamespace, ask: Ask) -> None:
    home = ask("getnewaddress")
    ask("generatetoaddress", 101, home)
    txid = ask("sendtoaddress", home, "1")
    old = ask("generatetoaddress", 3, home)[0]
    assert b1.confirmations(ask, txid) == 3
    new = b1.reorg_demo(ask, txid, home)
    assert len(new) == 4 and ask("getblockheader", old)["confirmations"] == -1
    assert b1.confirmations(ask, txid) == 0 and txid in ask("getrawmempool")
    assert "a payment with 3 confirmations fell to 0" in TEXT.read_text(encoding="utf-8")
