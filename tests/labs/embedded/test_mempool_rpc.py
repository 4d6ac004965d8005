"""The mempool by RPC, on a real node in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from labs.bitcoin.transactions import COIN, OutPoint, Tx, TxOut, display
from labs.embedded import methods, options
from labs.embedded.node import Node
from labs.embedded.rpc.errors import RpcError
from labs.embedded.rpc.registry import Call, Json, find
from tests.labs.embedded.mined import mine
from tests.labs.embedded.pooled import COIN_VALUE, COINS, chain_of, child, spend

Rpc = Callable[..., Json]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    methods.load()
    datadir = tmp_path_factory.mktemp("node")
    (datadir / "regtest").mkdir()
    opened = Node.open(options.read([f"-datadir={datadir}", "-disablewallet"]))
    try:
        with opened.lock:
            yield opened
    finally:
        opened.close()


@pytest.fixture(scope="module")
def coins(running: Node) -> list[OutPoint]:
    """Coins that everybody may spend."""
    for _ in range(101):
        assert running.chain.submit(mine(running.chain.tip)) is None
    first = running.chain.at(1)
    assert first is not None
    reward = running.chain.block(first).txs[0]
    fan = spend((reward.txid, 0), value=COIN_VALUE * COINS, outputs=COINS, fee=0)
    fan.inputs[0].witness = []
    assert running.chain.submit(mine(running.chain.tip, [fan])) is None
    return [(fan.txid, n) for n in range(COINS)]


@pytest.fixture
def node(running: Node) -> Iterator[Node]:
    yield running
    running.mempool.remove(list(running.mempool.entries.values()), "expiry")
    running.mempool.deltas.clear()


@pytest.fixture
def rpc(node: Node, coins: list[OutPoint]) -> Rpc:
    def call(name: str, *params: Json, **named: Json) -> Json:
        return find(name).call(Call(node), named or list(params))

    return call


def failure(rpc: Rpc, name: str, *params: Json) -> tuple[int, str]:
    with pytest.raises(RpcError) as caught:
        rpc(name, *params)
    return caught.value.code, caught.value.message


def raw(tx: Tx) -> str:
    return tx.serialize().hex()


def test_a_sent_transaction_shows_everywhere(rpc: Rpc, coins: list[OutPoint]) -> None:
    parent, kid = chain_of(coins[0], 2)
    txid = rpc("sendrawtransaction", raw(parent))
    assert txid == display(parent.txid)
    kid_id = rpc("sendrawtransaction", raw(kid))
    assert rpc("sendrawtransaction", raw(kid)) == kid_id
    shown = rpc("getmempoolentry", txid)
    assert shown["fees"]["base"] == Decimal("0.00001000")
    assert shown["fees"]["descendant"] == Decimal("0.00002000")
    assert (shown["descendantcount"], shown["spentby"], shown["depends"]) == (2, [kid_id], [])
    assert shown["unbroadcast"] is True and "bip125-replaceable" not in shown
    assert rpc("getmempoolancestors", kid_id) == [txid]
    assert rpc("getmempooldescendants", txid, True) == {kid_id: rpc("getmempoolentry", kid_id)}
    assert rpc("getrawmempool") == [txid, kid_id]
    assert rpc("getrawmempool", False, True)["txids"] == [txid, kid_id]
    assert set(rpc("getrawmempool", True)) == {txid, kid_id}
    info = rpc("getmempoolinfo")
    assert (info["size"], info["unbroadcastcount"]) == (2, 2)
    assert info["total_fee"] == Decimal("0.00002000") and info["usage"] > info["bytes"]
    cluster = rpc("getmempoolcluster", kid_id)
    assert cluster["txcount"] == 2
    assert [txid for chunk in cluster["chunks"] for txid in chunk["txs"]] == [txid, kid_id]
    diagram = rpc("getmempoolfeeratediagram")
    assert diagram[0] == {"weight": 0, "fee": 0}
    assert diagram[-1] == {"weight": cluster["clusterweight"], "fee": info["total_fee"]}


def test_who_spends_an_output_is_told(rpc: Rpc, coins: list[OutPoint]) -> None:
    tx = spend(coins[0])
    txid = rpc("sendrawtransaction", raw(tx))
    asked = [{"txid": display(coins[0][0]), "vout": n} for n in (0, 1)]
    assert rpc("gettxspendingprevout", asked) == [asked[0] | {"spendingtxid": txid}, asked[1]]
    with_tx = rpc("gettxspendingprevout", asked, {"return_spending_tx": True})
    assert with_tx[0]["spendingtx"] == raw(tx)
    assert failure(rpc, "gettxspendingprevout", []) == (-8, "Invalid parameter, outputs are missing")
    negative = [{"txid": display(coins[0][0]), "vout": -1}]
    assert failure(rpc, "gettxspendingprevout", negative)[0] == -8
    assert failure(rpc, "gettxspendingprevout", asked, {"mempool_only": False})[0] == -1
    assert failure(rpc, "gettxspendingprevout", [{"txid": display(coins[0][0])}]) == (-3, "Missing vout")


def test_sending_too_much_by_mistake_is_stopped(rpc: Rpc, coins: list[OutPoint]) -> None:
    dear = spend(coins[0], fee=COIN // 2)
    code, message = failure(rpc, "sendrawtransaction", raw(dear))
    assert (code, message[:20]) == (-25, "Fee exceeds maximum ")
    assert rpc("testmempoolaccept", [raw(dear)])[0]["reject-reason"] == "max-fee-exceeded"
    assert failure(rpc, "sendrawtransaction", raw(dear), 1) == (
        -8,
        "Fee rates larger than or equal to 1BTC/kvB are not accepted",
    )
    assert rpc("sendrawtransaction", raw(dear), 0) == display(dear.txid)


def test_burning_has_to_be_meant(rpc: Rpc, coins: list[OutPoint]) -> None:
    burning = spend(coins[0])
    burning.outputs.append(TxOut(1_000, b"\x6a\x01\x07"))
    burning.outputs[0].value -= 1_000
    code, message = failure(rpc, "sendrawtransaction", raw(burning))
    assert (code, "maxburnamount" in message) == (-25, True)
    assert rpc("sendrawtransaction", raw(burning), 0, "0.00001")


def test_errors_have_core_s_codes(rpc: Rpc, coins: list[OutPoint]) -> None:
    assert failure(rpc, "sendrawtransaction", "zz")[0] == -22
    assert failure(rpc, "sendrawtransaction", raw(spend((bytes(32), 3)))) == (
        -25,
        "bad-txns-inputs-missingorspent",
    )
    assert failure(rpc, "sendrawtransaction", raw(spend(coins[0], fee=0)))[0] == -26
    for name in ("getmempoolentry", "getmempoolancestors", "getmempooldescendants", "getmempoolcluster"):
        assert failure(rpc, name, "00" * 32) == (-5, "Transaction not in mempool")
    assert failure(rpc, "getrawmempool", True, True)[0] == -8
    assert failure(rpc, "getorphantxs", 3) == (-8, "Invalid verbosity value 3")
    assert failure(rpc, "submitpackage", [])[0] == -8
    assert failure(rpc, "testmempoolaccept", [])[0] == -8
    assert failure(rpc, "testmempoolaccept", ["00"])[0] == -22
    assert failure(rpc, "importmempool", "/nowhere/mempool.dat")[0] == -1
    assert failure(rpc, "estimatesmartfee", 0)[0] == -8
    assert failure(rpc, "estimatesmartfee", 6, "quickly")[0] == -8
    assert failure(rpc, "estimaterawfee", 6, 2) == (-8, "Invalid threshold")


def test_a_confirmed_transaction_is_known(rpc: Rpc, node: Node, coins: list[OutPoint]) -> None:
    tx = spend(coins[19])
    assert node.chain.submit(mine(node.chain.tip, [tx])) is None
    assert failure(rpc, "sendrawtransaction", raw(tx)) == (-27, "Transaction outputs already in utxo set")
    shown = rpc("testmempoolaccept", [raw(tx)])[0]
    assert shown["reject-reason"] == "txn-already-known"


def test_priorities_are_listed_until_they_are_gone(rpc: Rpc, coins: list[OutPoint]) -> None:
    tx = spend(coins[0])
    txid = rpc("sendrawtransaction", raw(tx))
    assert rpc("prioritisetransaction", txid, 0, 700) is True
    assert rpc("prioritisetransaction", txid=txid, fee_delta=300) is True
    assert rpc("getprioritisedtransactions") == {
        txid: {"fee_delta": 1_000, "in_mempool": True, "modified_fee": 2_000}
    }
    assert rpc("prioritisetransaction", txid, 0, -1_000) is True
    assert rpc("getprioritisedtransactions") == {}
    assert failure(rpc, "prioritisetransaction", txid, 1, 5)[0] == -8


def test_a_package_by_rpc_tells_all_about_it(rpc: Rpc, coins: list[OutPoint]) -> None:
    parent = spend(coins[0], fee=0)
    kid = child(parent, 9_000)
    assert rpc("testmempoolaccept", [raw(parent), raw(kid)])[0]["reject-reason"] == "min relay fee not met"
    answer = rpc("submitpackage", [raw(parent), raw(kid)])
    assert answer["package_msg"] == "success" and answer["replaced-transactions"] == []
    mine_, other = (answer["tx-results"][display(tx.wtxid)] for tx in (parent, kid))
    assert mine_["fees"]["effective-feerate"] == other["fees"]["effective-feerate"]
    assert mine_["fees"]["base"] == 0 and other["vsize"] == kid.vsize
    lone = spend(coins[1])
    assert failure(rpc, "submitpackage", [raw(lone), raw(kid)])[0] == -25
    again = rpc("submitpackage", [raw(parent), raw(kid)])
    assert set(again["tx-results"][display(kid.wtxid)]["fees"]) == {"base"}


def test_testing_several_by_rpc_says_why_they_are_no_package(rpc: Rpc, coins: list[OutPoint]) -> None:
    parent, kid = chain_of(coins[0], 2)
    shown = rpc("testmempoolaccept", [raw(kid), raw(parent)])
    assert [one["package-error"] for one in shown] == ["package-not-sorted"] * 2
    assert all("allowed" not in one for one in shown)


def test_saving_and_importing_by_rpc(rpc: Rpc, node: Node, coins: list[OutPoint], tmp_path: Path) -> None:
    txid = rpc("sendrawtransaction", raw(spend(coins[0])))
    saved = rpc("savemempool")["filename"]
    copy = tmp_path / "elsewhere.dat"
    copy.write_bytes(Path(saved).read_bytes())
    node.mempool.remove(list(node.mempool.entries.values()), "expiry")
    assert rpc("importmempool", str(copy), {"apply_unbroadcast_set": True}) == {}
    assert rpc("getrawmempool") == [txid]
    assert rpc("getmempoolentry", txid)["unbroadcast"] is True


def test_a_fresh_node_estimates_nothing(rpc: Rpc) -> None:
    shown = rpc("estimatesmartfee", 6)
    assert shown == {"errors": ["Insufficient data or no feerate found"], "blocks": shown["blocks"]}
    assert set(rpc("estimaterawfee", 6)) == {"short", "medium", "long"}
    assert set(rpc("estimaterawfee", 100)) == {"long"}
