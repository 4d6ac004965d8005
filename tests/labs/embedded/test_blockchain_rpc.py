"""What the node tells of blocks, branches and coins over RPC."""

import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from labs.bitcoin.addresses import script_of
from labs.bitcoin.blocks import Block
from labs.bitcoin.transactions import COIN, Tx, TxIn, TxOut, display, from_display
from tests.labs.embedded.processes import RunningNode

ANYONE_ADDRESS = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"
"""Pays whoever shows the script OP_TRUE."""
GENESIS = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"
UNKNOWN = "00" * 31 + "07"


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningNode]:
    """A node with 103 blocks; the last holds one payment of 1 BTC with a fee of 0.0001."""
    running = RunningNode(tmp_path_factory.mktemp("node"), ["-txindex", "-disablewallet"]).start()
    running.call("generatetoaddress", 102, ANYONE_ADDRESS)
    pay(running, 1)
    running.call("generatetoaddress", 1, ANYONE_ADDRESS)
    yield running
    running.stop()


def pay(node: RunningNode, height: int) -> str:
    """Spends a coinbase: 1 BTC, some data, 48.9999 BTC back, the rest for the miner. Returns the txid."""
    block = node.call("getblock", node.call("getblockhash", height))
    source = TxIn((from_display(block["tx"][0]), 0), witness=[b"\x51"])
    script = script_of(ANYONE_ADDRESS)
    outputs = [TxOut(COIN, script), TxOut(0, b"\x6a\x01\x07"), TxOut(4_899_990_000, script)]
    txid: str = node.call("sendrawtransaction", Tx(2, [source], outputs).serialize().hex())
    return txid


def tip_of(node: RunningNode) -> str:
    found: str = node.call("getbestblockhash")
    return found


def test_the_heights_and_hashes_fit_together(chain: RunningNode) -> None:
    assert chain.call("getblockcount") == 103
    assert chain.call("getblockhash", 103) == tip_of(chain)
    assert chain.call("getblockhash", 0) == GENESIS
    assert chain.error("getblockhash", 104) == (-8, "Block height out of range")
    assert chain.error("getblockhash", -1) == (-8, "Block height out of range")


def test_a_header_is_the_blocks_first_80_bytes(chain: RunningNode) -> None:
    name = chain.call("getblockhash", 50)
    raw = chain.call("getblock", name, 0)
    assert chain.call("getblockheader", name, False) == raw[:160]
    header = chain.call("getblockheader", name)
    assert (header["confirmations"], header["height"], header["nTx"]) == (54, 50, 1)
    assert header["previousblockhash"] == chain.call("getblockhash", 49)
    assert header["nextblockhash"] == chain.call("getblockhash", 51)
    assert "nextblockhash" not in chain.call("getblockheader", tip_of(chain))
    assert "previousblockhash" not in chain.call("getblockheader", GENESIS)
    assert chain.error("getblockheader", UNKNOWN) == (-5, "Block not found")
    assert chain.error("getblockheader", "07")[0] == -8


def test_a_block_is_shown_in_four_depths(chain: RunningNode) -> None:
    raw, ids, whole, deep = (chain.call("getblock", tip_of(chain), depth) for depth in range(4))
    block = Block.parse(bytes.fromhex(raw))
    assert ids["tx"] == [display(tx.txid) for tx in block.txs]
    assert (ids["size"], ids["weight"], ids["strippedsize"]) == (
        block.size,
        block.weight,
        block.stripped_size,
    )
    assert whole["tx"][1]["fee"] == Decimal("0.0001")
    assert "prevout" not in whole["tx"][1]["vin"][0]
    prevout = deep["tx"][1]["vin"][0]["prevout"]
    assert (prevout["generated"], prevout["height"], prevout["value"]) == (True, 1, 50)
    assert chain.call("getblock", tip_of(chain), False) == raw
    assert chain.call("getblock", tip_of(chain), True) == ids
    assert chain.error("getblock", tip_of(chain), "2")[0] == -3
    assert chain.error("getblock", UNKNOWN) == (-5, "Block not found")


def test_the_statistics_of_a_block_are_those_of_its_payment(chain: RunningNode) -> None:
    block = Block.parse(bytes.fromhex(chain.call("getblock", tip_of(chain), 0)))
    paid = block.txs[1]
    stats = chain.call("getblockstats", 103)
    rate = 10_000 * 4 // paid.weight
    assert stats["feerate_percentiles"] == [rate] * 5
    for name in ("avgfee", "minfee", "maxfee", "medianfee", "totalfee"):
        assert stats[name] == 10_000
    for name in ("avgfeerate", "minfeerate", "maxfeerate"):
        assert stats[name] == rate
    for name in ("avgtxsize", "mintxsize", "maxtxsize", "mediantxsize", "total_size", "swtotal_size"):
        assert stats[name] == paid.size
    assert (stats["ins"], stats["outs"], stats["txs"], stats["swtxs"]) == (1, 5, 2, 1)
    assert (stats["subsidy"], stats["total_out"]) == (5_000_000_000, 4_999_990_000)
    assert (stats["utxo_increase"], stats["utxo_increase_actual"]) == (4, 2)
    assert chain.call("getblockstats", tip_of(chain)) == stats
    assert chain.call("getblockstats", 103, ["txs", "ins"]) == {"txs": 2, "ins": 1}
    assert chain.error("getblockstats", 103, ["txs", "no"]) == (-8, "Invalid selected statistic 'no'")
    assert chain.error("getblockstats", 104) == (-8, "Target block height 104 after current tip 103")
    assert chain.error("getblockstats", -1) == (-8, "Target block height -1 is negative")


def test_an_output_is_shown_until_it_is_spent(chain: RunningNode) -> None:
    spent = chain.call("getblock", tip_of(chain), 3)["tx"][1]["vin"][0]
    made = chain.call("getblock", tip_of(chain))["tx"][1]
    assert chain.call("gettxout", spent["txid"], 0) is None
    shown = chain.call("gettxout", made, 0)
    assert (shown["value"], shown["confirmations"], shown["coinbase"]) == (1, 1, False)
    assert shown["scriptPubKey"]["address"] == ANYONE_ADDRESS
    assert chain.call("gettxout", made, 1) is None
    assert chain.call("gettxout", made, 9) is None


def test_the_mempool_counts_for_an_output_unless_told_otherwise(start_node: Any) -> None:
    node: RunningNode = start_node()
    node.call("generatetoaddress", 101, ANYONE_ADDRESS)
    old = node.call("getblock", node.call("getblockhash", 1))["tx"][0]
    txid = pay(node, 1)
    assert node.call("gettxout", old, 0) is None
    assert node.call("gettxout", old, 0, False)["confirmations"] == 101
    assert node.call("gettxout", txid, 0)["confirmations"] == 0
    assert node.call("gettxout", txid, 0, False) is None


def test_the_sum_of_all_coins_is_what_was_mined_less_what_was_burnt(chain: RunningNode) -> None:
    info = chain.call("gettxoutsetinfo")
    assert info["total_amount"] == 103 * 50
    assert (info["height"], info["bestblock"]) == (103, tip_of(chain))
    assert (info["txouts"], info["transactions"]) == (104, 103)
    assert info["bogosize"] == 104 * (50 + 34)
    kinds = {kind: chain.call("gettxoutsetinfo", kind) for kind in ("hash_serialized_3", "muhash", "none")}
    assert kinds["hash_serialized_3"] == info
    assert "muhash" in kinds["muhash"]
    assert kinds["none"].keys() == info.keys() - {"hash_serialized_3"}
    assert chain.error("gettxoutsetinfo", "md5") == (-8, "'md5' is not a valid hash_type")
    assert chain.error("gettxoutsetinfo", "none", 5)[0] == -8


def test_a_scan_finds_the_coins_of_descriptors(chain: RunningNode) -> None:
    found = chain.call("scantxoutset", "start", [f"addr({ANYONE_ADDRESS})"])
    assert (found["success"], found["txouts"], found["height"]) == (True, 104, 103)
    assert len(found["unspents"]) == 104
    assert found["total_amount"] == 5150
    assert sum(coin["amount"] for coin in found["unspents"]) == 5150
    assert {coin["confirmations"] + coin["height"] for coin in found["unspents"]} == {104}
    assert chain.call("scantxoutset", "start", ["raw(51)"])["unspents"] == []
    assert chain.call("scantxoutset", "status") is None
    assert chain.call("scantxoutset", "abort") is False
    assert chain.error("scantxoutset", "start") == (
        -1,
        "scanobjects argument is required for the start action",
    )
    assert chain.error("scantxoutset", "stop") == (-8, "Invalid action 'stop'")
    assert chain.error("scantxoutset", "start", ["nonsense"])[0] == -5
    assert chain.error("scantxoutset", "start", [{"range": 5}])[0] == -8
    assert chain.error("scantxoutset", "start", [{"desc": "raw(51)", "range": [5, 1]}])[0] == -8
    assert chain.error("scantxoutset", "start", [5])[0] == -8


def test_the_file_of_coins_begins_as_cores_does(chain: RunningNode) -> None:
    info = chain.call("dumptxoutset", "coins.dat", "latest")
    data = (chain.network_dir / "coins.dat").read_bytes()
    assert data[:5] == b"utxo\xff"
    assert data[11:43] == from_display(tip_of(chain))
    assert int.from_bytes(data[43:51], "little") == info["coins_written"] == 104
    assert info["txoutset_hash"] == chain.call("gettxoutsetinfo")["hash_serialized_3"]
    assert "already exists" in chain.error("dumptxoutset", "coins.dat", "latest")[1]
    back = chain.call("dumptxoutset", "earlier.dat", "", {"rollback": 101})
    assert (back["coins_written"], back["base_height"], back["nchaintx"]) == (101, 101, 102)
    assert chain.call("getblockcount") == 103
    assert chain.error("dumptxoutset", "no/such/folder", "latest")[0] == -8


def test_transactions_are_counted_over_a_window(chain: RunningNode) -> None:
    stats = chain.call("getchaintxstats", 3)
    assert (stats["txcount"], stats["window_block_count"], stats["window_tx_count"]) == (105, 3, 4)
    assert chain.call("getchaintxstats")["window_block_count"] == 102
    assert chain.error("getchaintxstats", 103)[0] == -8
    assert chain.error("getchaintxstats", -1)[0] == -8
    assert chain.error("getchaintxstats", 1, UNKNOWN) == (-5, "Block not found")


def test_what_the_node_cannot_do_is_said_in_cores_words(chain: RunningNode) -> None:
    tip = tip_of(chain)
    assert chain.error("pruneblockchain", 1) == (
        -1,
        "Cannot prune blocks because node is not in prune mode.",
    )
    assert chain.error("getblockfilter", tip) == (-1, "Index is not enabled for filtertype basic")
    assert chain.error("getblockfilter", tip, "other") == (-5, "Unknown filtertype")
    assert chain.error("getblockfrompeer", tip, 0) == (-1, "Block already downloaded")
    assert chain.error("getblockfrompeer", UNKNOWN, 0) == (-1, "Block header missing")
    assert chain.call("getindexinfo") == {"txindex": {"synced": True, "best_block_height": 103}}
    assert chain.call("verifychain", 4, 0) is True


def test_testdummy_is_voted_in_by_blocks_that_signal(start_node: Any) -> None:
    node: RunningNode = start_node()

    def vote() -> tuple[str, str, int, bool]:
        found = node.call("getdeploymentinfo")["deployments"]["testdummy"]
        return found["bip9"]["status"], found["bip9"]["status_next"], found["bip9"]["since"], found["active"]

    assert vote() == ("defined", "defined", 0, False)
    node.call("generatetoaddress", 143, ANYONE_ADDRESS)
    assert vote() == ("defined", "started", 0, False)
    node.call("generatetoaddress", 144, ANYONE_ADDRESS)
    assert vote() == ("started", "locked_in", 144, False)
    node.call("generatetoaddress", 1, ANYONE_ADDRESS)
    bip9 = node.call("getdeploymentinfo")["deployments"]["testdummy"]["bip9"]
    assert (bip9["status"], bip9["statistics"]) == ("locked_in", {"period": 144, "elapsed": 1, "count": 1})
    node.call("generatetoaddress", 143, ANYONE_ADDRESS)
    assert vote() == ("locked_in", "active", 288, True)
    node.call("generatetoaddress", 1, ANYONE_ADDRESS)
    assert vote() == ("active", "active", 432, True)


def test_branches_are_chosen_by_hand_and_shown(start_node: Any) -> None:
    node: RunningNode = start_node()
    node.call("generatetoaddress", 5, ANYONE_ADDRESS)
    old = tip_of(node)
    node.call("invalidateblock", node.call("getblockhash", 4))
    assert node.call("getblockcount") == 3
    assert node.call("getblockheader", old)["confirmations"] == -1
    node.call("generateblock", "raw(51)", [])
    new = tip_of(node)
    assert [(tip["status"], tip["branchlen"]) for tip in node.call("getchaintips")] == [
        ("invalid", 2),
        ("active", 0),
    ]
    node.call("reconsiderblock", old)
    assert tip_of(node) == old
    node.call("preciousblock", new)
    assert tip_of(node) == old
    node.call("invalidateblock", old)
    node.call("preciousblock", new)
    assert tip_of(node) == new
    for method in ("invalidateblock", "reconsiderblock", "preciousblock"):
        assert node.error(method, UNKNOWN) == (-5, "Block not found")
    assert node.error("invalidateblock", GENESIS)[0] == -20


def test_waiting_ends_with_the_block_and_lets_others_work(start_node: Any) -> None:
    node: RunningNode = start_node()
    answers: list[Any] = []

    def wait(*call: Any) -> threading.Thread:
        thread = threading.Thread(target=lambda: answers.append(node.call(*call)))
        thread.start()
        return thread

    threads = [wait("waitfornewblock", 20_000, GENESIS), wait("waitforblockheight", 2, 20_000)]
    time.sleep(0.3)
    node.call("generatetoaddress", 1, ANYONE_ADDRESS)
    threads[0].join(30)
    assert answers == [{"hash": tip_of(node), "height": 1}]
    node.call("generatetoaddress", 1, ANYONE_ADDRESS)
    threads[1].join(30)
    assert answers[1:] == [{"hash": tip_of(node), "height": 2}]
    assert node.call("waitforblock", tip_of(node)) == {"hash": tip_of(node), "height": 2}
    begin = time.monotonic()
    assert node.call("waitforblock", UNKNOWN, 200)["height"] == 2
    assert node.call("waitfornewblock", 20_000, GENESIS)["height"] == 2
    assert 0.2 <= time.monotonic() - begin < 10
    assert node.error("waitfornewblock", -1) == (-1, "Negative timeout")


def test_who_waits_is_answered_when_the_node_stops(tmp_path: Path) -> None:
    node = RunningNode(tmp_path / "node").start()
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(node.call("waitfornewblock", 60_000)))
    thread.start()
    time.sleep(0.3)
    begin = time.monotonic()
    node.call("stop")
    thread.join(20)
    assert answers == [{"hash": GENESIS, "height": 0}]
    assert node.stop() == 0
    assert time.monotonic() - begin < 20
