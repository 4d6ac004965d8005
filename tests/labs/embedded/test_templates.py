"""What goes into the next block, asked of a real node."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

import labs.node
from labs.bitcoin.blocks import merkle_root
from labs.bitcoin.transactions import COIN, Tx, TxIn, TxOut, from_display
from labs.embedded.mempool import Chunk, PoolEntry
from labs.embedded.selection import COINBASE_SIGOPS, MAX_SIGOPS, Limits, select
from labs.mining.coinbase import commitment_script, subsidy
from labs.mining.proof import search, set_nonce
from labs.mining.template import REQUEST, BlockTemplate

ANYONE = b"\x51"
SCRIPT = b"\x00\x20" + hashlib.sha256(ANYONE).digest()
"""Pays whoever shows the script OP_TRUE."""
ADDRESS = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"


@pytest.fixture
def rpc() -> Iterator[labs.node.Client]:
    with labs.node.regtest("kernel", wallet=False) as client:
        client.generatetoaddress(110, ADDRESS)
        yield client


def reward(rpc: Any, height: int) -> tuple[bytes, int]:
    """The coin of the block at `height`: its outpoint."""
    block = rpc.getblock(rpc.getblockhash(height))
    return from_display(block["tx"][0]), 0


def spend(outpoint: tuple[bytes, int], value: int, fee: int, padding: int = 0) -> Tx:
    """A transaction that spends one coin of `value` and pays `fee`; both in satoshi."""
    outputs = [TxOut(value - fee, SCRIPT)]
    if padding:
        outputs.append(TxOut(0, b"\x6a" + bytes([padding]) + bytes(padding)))
    return Tx(2, [TxIn(outpoint, b"", 0xFFFFFFFD, [ANYONE])], outputs, 0)


def send(rpc: Any, tx: Tx) -> str:
    return str(rpc.sendrawtransaction(tx.serialize().hex(), 0))


def template(rpc: Any) -> dict[str, Any]:
    answer: dict[str, Any] = rpc.getblocktemplate(REQUEST)
    return answer


def test_better_feerates_come_first_and_the_miner_gets_every_fee(rpc: labs.node.Client) -> None:
    fees = [300, 5_000, 1_000, 20_000, 700]
    sent = {send(rpc, spend(reward(rpc, 1 + i), 50 * COIN, fee)): fee for i, fee in enumerate(fees)}
    found = template(rpc)
    assert [tx["fee"] for tx in found["transactions"]] == sorted(fees, reverse=True)
    assert {tx["txid"]: tx["fee"] for tx in found["transactions"]} == sent
    assert found["coinbasevalue"] == 50 * COIN + sum(fees)
    for tx in found["transactions"]:
        parsed = Tx.parse(bytes.fromhex(tx["data"]))
        assert (tx["weight"], from_display(tx["hash"])) == (parsed.weight, parsed.wtxid)
        assert tx["depends"] == []
    wtxids = [from_display(tx["hash"]) for tx in found["transactions"]]
    expected = commitment_script(merkle_root([bytes(32), *wtxids])).hex()
    assert found["default_witness_commitment"] == expected


def test_a_rich_child_takes_its_poor_parent_along(rpc: labs.node.Client) -> None:
    parent = spend(reward(rpc, 1), 50 * COIN, 200)
    child = spend((parent.txid, 0), 50 * COIN - 200, 100_000)
    middling = spend(reward(rpc, 2), 50 * COIN, 10_000)
    send(rpc, parent)
    send(rpc, middling)
    send(rpc, child)
    assert [tx["fee"] for tx in template(rpc)["transactions"]] == [200, 100_000, 10_000]
    assert [tx["depends"] for tx in template(rpc)["transactions"]] == [[], [1], []]


def test_priority_counts_for_the_order_but_is_not_paid(rpc: labs.node.Client) -> None:
    first = send(rpc, spend(reward(rpc, 1), 50 * COIN, 10_000))
    second = send(rpc, spend(reward(rpc, 2), 50 * COIN, 500))
    rpc.prioritisetransaction(second, 0, 50_000)
    found = template(rpc)
    assert [tx["txid"] for tx in found["transactions"]] == [second, first]
    assert found["coinbasevalue"] == 50 * COIN + 10_500


def test_a_block_made_from_the_template_is_accepted_with_its_transactions(rpc: labs.node.Client) -> None:
    txid = send(rpc, spend(reward(rpc, 3), 50 * COIN, 1_000))
    work = BlockTemplate.from_json(template(rpc))
    coinbase = work.coinbase(SCRIPT, b"by hand")
    header = work.header(coinbase)
    nonce = search(header, work.target)
    assert nonce is not None
    assert rpc.submitblock(work.block(set_nonce(header, nonce), coinbase).hex()) is None
    assert rpc.getblock(rpc.getbestblockhash())["tx"][1:] == [txid]
    assert rpc.getrawmempool() == []


def test_the_subsidy_halves_every_150_blocks(rpc: labs.node.Client) -> None:
    rpc.generatetoaddress(149 - 111, ADDRESS)
    assert template(rpc)["height"] == 149
    assert template(rpc)["coinbasevalue"] == 50 * COIN
    rpc.generatetoaddress(1, ADDRESS)
    assert template(rpc)["coinbasevalue"] == 25 * COIN
    rpc.generatetoaddress(151, ADDRESS)
    assert template(rpc)["coinbasevalue"] == COIN * 25 // 2
    paid = [rpc.getblockstats(height, ["subsidy"])["subsidy"] for height in (1, 149, 150, 299, 300)]
    assert paid == [subsidy(height) for height in (1, 149, 150, 299, 300)]


def test_testdummy_is_signalled_locked_in_and_active_after_its_periods(rpc: labs.node.Client) -> None:
    assert (template(rpc)["version"], template(rpc)["vbavailable"]) == (0x20000000, {})
    rpc.generatetoaddress(144 - 111, ADDRESS)
    assert (template(rpc)["version"], template(rpc)["vbavailable"]) == (0x30000000, {"testdummy": 28})
    rpc.generatetoaddress(144, ADDRESS)
    assert (template(rpc)["version"], template(rpc)["vbavailable"]) == (0x30000000, {"testdummy": 28})
    assert template(rpc)["rules"] == ["csv", "!segwit", "taproot"]
    rpc.generatetoaddress(144, ADDRESS)
    assert (template(rpc)["version"], template(rpc)["vbavailable"]) == (0x20000000, {})
    assert template(rpc)["rules"] == ["csv", "!segwit", "taproot", "testdummy"]


def test_time_follows_the_clock_but_never_the_median_of_the_last_blocks(rpc: labs.node.Client) -> None:
    median = rpc.getblockchaininfo()["mediantime"]
    rpc.setmocktime(median - 1_000)
    assert (template(rpc)["mintime"], template(rpc)["curtime"]) == (median + 1, median + 1)
    rpc.setmocktime(median + 5_000)
    assert (template(rpc)["mintime"], template(rpc)["curtime"]) == (median + 1, median + 5_000)


def test_the_smallest_feerate_of_a_block_is_an_option() -> None:
    options = ["-blockmintxfee=0.00005", "-minrelaytxfee=0"]
    with labs.node.regtest("kernel", wallet=False, options=options) as rpc:
        rpc.generatetoaddress(103, ADDRESS)
        below, above = (spend(reward(rpc, 1 + i), 50 * COIN, fee) for i, fee in enumerate((400, 700)))
        send(rpc, below)
        expected = send(rpc, above)
        assert [tx["txid"] for tx in template(rpc)["transactions"]] == [expected]
        assert rpc.getmininginfo()["blockmintxfee"] == Decimal("0.00005")


def test_new_transactions_enter_the_shared_template_after_five_seconds(rpc: labs.node.Client) -> None:
    now = rpc.getblockchaininfo()["time"] + 100
    rpc.setmocktime(now)
    before = template(rpc)
    send(rpc, spend(reward(rpc, 1), 50 * COIN, 1_000))
    assert template(rpc)["transactions"] == []
    assert template(rpc)["longpollid"] == before["longpollid"]
    rpc.setmocktime(now + 6)
    assert len(template(rpc)["transactions"]) == 1
    assert template(rpc)["longpollid"] != before["longpollid"]


def chunk(weight: int, fee: int, sigops: int, locktime: int = 0) -> Chunk:
    """A chunk of one transaction with these figures; the transaction itself is not looked into further."""
    tx = Tx(2, [TxIn((bytes(32), 0), b"", 0)], [], locktime)
    entry = PoolEntry(tx, fee, weight, weight, (weight + 3) // 4, 0, 0, 0, False, sigops)
    return Chunk([entry], fee, weight)


def test_a_selection_never_breaks_a_limit_and_keeps_the_order() -> None:
    draw = random.Random(7)
    for _ in range(30):
        limits = Limits(draw.randrange(20_000, 400_000), 8_000, 1)
        chunks = [
            chunk(draw.randrange(400, 40_000), draw.randrange(1, 10**6), draw.randrange(3_000))
            for _ in range(60)
        ]
        chunks.sort(key=lambda one: one.fee / one.weight, reverse=True)
        chosen = select(chunks, limits, 100, 0)
        order = [one.entries[0] for one in chunks]
        places = [order.index(entry) for entry in chosen.entries]
        assert places == sorted(places)
        assert chosen.weight == 8_000 + sum(entry.weight for entry in chosen.entries) < limits.max_weight
        sigops = COINBASE_SIGOPS + sum(entry.sigop_cost for entry in chosen.entries)
        assert chosen.sigops == sigops < MAX_SIGOPS
        for place in set(range(len(order))) - set(places):  # whoever stayed out had no room at its turn
            before = [order[other] for other in places if other < place]
            weight = 8_000 + sum(entry.weight for entry in before) + order[place].weight
            sigops = COINBASE_SIGOPS + sum(entry.sigop_cost for entry in before) + order[place].sigop_cost
            assert weight >= limits.max_weight or sigops >= MAX_SIGOPS


def test_what_is_locked_to_a_later_block_waits() -> None:
    later, due = chunk(400, 1_000, 0, locktime=100), chunk(400, 500, 0, locktime=99)
    assert select([later, due], Limits(), 100, 0).entries == due.entries
    assert select([later, due], Limits(), 101, 0).entries == [*later.entries, *due.entries]
    timed = chunk(400, 1_000, 0, locktime=1_700_000_000)
    assert select([timed], Limits(), 100, 1_700_000_000).entries == []
    assert select([timed], Limits(), 100, 1_700_000_001).entries == timed.entries
