"""What miners ask a node for, and what it says to the blocks that they hand in."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

import labs.node
from labs.bitcoin.blocks import Block, Header, merkle_root
from labs.bitcoin.transactions import COIN, Tx, TxIn, TxOut, display, from_display
from labs.mining.coinbase import commitment_script
from labs.mining.proof import search
from labs.mining.template import REQUEST, BlockTemplate
from labs.node import RpcError

ANYONE = b"\x51"
ADDRESS = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"
"""Pays whoever shows the script OP_TRUE."""


@pytest.fixture(scope="module")
def rpc() -> Iterator[labs.node.Client]:
    with labs.node.regtest("kernel", wallet=False) as client:
        client.generatetoaddress(110, ADDRESS)
        yield client


def next_block(rpc: Any, *txs: Tx, value: int | None = None) -> Block:
    """A block on the tip, not yet solved. value: what the coinbase takes, in satoshi."""
    work = BlockTemplate.from_json(rpc.getblocktemplate(REQUEST))
    coinbase = work.coinbase(ANYONE, b"\0").copy()
    if value is not None:
        coinbase.outputs[0].value = value
    root = merkle_root([bytes(32), *(tx.wtxid for tx in txs)])
    coinbase.outputs[1].script = commitment_script(root)
    header = Header(work.version, work.prev, bytes(32), work.cur_time, work.bits, 0)
    block = Block(header, [coinbase, *txs])
    return rooted(block)


def rooted(block: Block) -> Block:
    block.header.merkle_root = merkle_root([tx.txid for tx in block.txs])
    return block


def solved(block: Block, good: bool = True) -> Block:
    """The block with proof of work, or with a nonce that is none."""
    target = 0x7FFFFF << 232
    header = block.header
    nonce = search(header.serialize(), target)
    assert nonce is not None
    header.nonce = nonce
    while not good and int.from_bytes(header.hash, "little") <= target:
        header.nonce += 1
    return block


def refusal(call: Any, *params: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as caught:
        call(*params)
    return caught.value.code, caught.value.message


def spend(rpc: Any, height: int, fee: int = 1_000) -> Tx:
    """A transaction that spends the reward of the block at `height`."""
    coinbase = rpc.getblock(rpc.getblockhash(height), 2)["tx"][0]
    value = int(coinbase["vout"][0]["value"] * COIN)
    script = bytes.fromhex(coinbase["vout"][0]["scriptPubKey"]["hex"])
    source = TxIn((from_display(coinbase["txid"]), 0), b"", 0xFFFFFFFD, [ANYONE])
    return Tx(2, [source], [TxOut(value - fee, script)], 0)


def test_a_template_wants_to_hear_that_the_miner_knows_segwit(rpc: labs.node.Client) -> None:
    text = 'getblocktemplate must be called with the segwit rule set (call with {"rules": ["segwit"]})'
    assert refusal(rpc.getblocktemplate, {}) == (-8, text)
    assert refusal(rpc.getblocktemplate, {"rules": ["taproot"]}) == (-8, text)
    assert refusal(rpc.getblocktemplate, {"mode": "other", "rules": ["segwit"]}) == (-8, "Invalid mode")
    assert refusal(rpc.getblocktemplate, {"mode": 3}) == (-8, "Invalid mode")
    code, text = refusal(rpc.getblocktemplate)
    assert code == -1
    assert text.startswith("getblocktemplate ")


def test_a_template_has_the_fields_of_bip_22(rpc: labs.node.Client) -> None:
    found = rpc.getblocktemplate(REQUEST)
    tip = rpc.getbestblockhash()
    assert list(found) == [
        *("capabilities", "version", "rules", "vbavailable", "vbrequired", "previousblockhash"),
        *("transactions", "coinbaseaux", "coinbasevalue", "longpollid", "target", "mintime", "mutable"),
        *("noncerange", "sigoplimit", "sizelimit", "weightlimit", "curtime", "bits", "height"),
        "default_witness_commitment",
    ]
    assert (found["previousblockhash"], found["longpollid"][:64]) == (tip, tip)
    assert (found["bits"], found["target"]) == ("207fffff", "7fffff" + "0" * 58)


def test_a_long_poll_returns_when_a_block_arrives(rpc: labs.node.Client) -> None:
    found: list[Any] = []
    poll = REQUEST | {"longpollid": rpc.getblocktemplate(REQUEST)["longpollid"]}
    thread = threading.Thread(target=lambda: found.append(rpc.getblocktemplate(poll)))
    thread.start()
    time.sleep(0.3)
    assert not found
    (block_hash,) = rpc.generatetoaddress(1, ADDRESS)
    thread.join(10)
    assert found[0]["previousblockhash"] == block_hash


def test_a_long_poll_for_another_tip_returns_at_once(rpc: labs.node.Client) -> None:
    old = rpc.getblockhash(5) + "7"
    assert rpc.getblocktemplate(REQUEST | {"longpollid": old})["height"] == rpc.getblockcount() + 1
    code, text = refusal(rpc.getblocktemplate, REQUEST | {"longpollid": "not a hash"})
    assert (code, text) == (-8, "longpollid must be of length 64 (not 10, for 'not a hash')")


def test_blocks_that_break_a_rule_are_refused_in_the_words_of_bip_22(rpc: labs.node.Client) -> None:
    def verdict(block: Block) -> Any:
        return rpc.submitblock(block.serialize().hex())

    assert verdict(solved(next_block(rpc), good=False)) == "high-hash"
    assert verdict(solved(next_block(rpc, value=50 * COIN + 1))) == "bad-cb-amount"
    wrong_root = next_block(rpc)
    wrong_root.header.merkle_root = bytes(32)
    assert verdict(solved(wrong_root)) == "bad-txnmrklroot"
    wrong_bits = next_block(rpc)
    wrong_bits.header.bits = 0x207FFFFE
    assert verdict(solved(wrong_bits)) == "bad-diffbits"
    early = next_block(rpc)
    early.header.time = rpc.getblockchaininfo()["mediantime"]
    assert verdict(solved(early)) == "time-too-old"
    orphan = next_block(rpc)
    orphan.header.prev = bytes(31) + b"\1"
    assert verdict(solved(orphan)) == "prev-blk-not-found"
    young = next_block(rpc, spend(rpc, rpc.getblockcount()))
    assert verdict(solved(young)) == "bad-txns-premature-spend-of-coinbase"
    other_witness = next_block(rpc, spend(rpc, 6))
    other_witness.txs[0].outputs[1].script = commitment_script(bytes(32))
    other_witness.txs[0] = other_witness.txs[0].copy()
    assert verdict(solved(rooted(other_witness))) == "bad-witness-merkle-match"


def test_a_good_block_is_taken_once(rpc: labs.node.Client) -> None:
    raw = solved(next_block(rpc)).serialize().hex()
    height = rpc.getblockcount()
    assert rpc.submitblock(raw) is None
    assert rpc.getblockcount() == height + 1
    assert rpc.submitblock(raw) == "duplicate"
    assert rpc.submitblock(raw + "00ff") == "duplicate"  # what follows a block is not looked at


def test_a_block_beside_the_tip_is_inconclusive(rpc: labs.node.Client) -> None:
    beside = solved(next_block(rpc))
    rpc.generatetoaddress(1, ADDRESS)
    assert rpc.submitblock(beside.serialize().hex()) == "inconclusive"
    assert {"hash": display(beside.hash), "height": rpc.getblockcount(), "branchlen": 1} == {
        key: value
        for key, value in next(t for t in rpc.getchaintips() if t["hash"] == display(beside.hash)).items()
        if key != "status"
    }


def test_a_missing_witness_reserved_value_is_added(rpc: labs.node.Client) -> None:
    tx = spend(rpc, 8)
    rpc.sendrawtransaction(tx.serialize().hex())
    rpc.generatetoaddress(1, ADDRESS)
    found = BlockTemplate.from_json(rpc.getblocktemplate(REQUEST))
    coinbase = found.coinbase(ANYONE, b"\0")
    header = found.header(coinbase)
    nonce = search(header, found.target)
    assert nonce is not None
    raw = header[:76] + nonce.to_bytes(4, "little") + b"\x01" + coinbase.serialize(witness=False)
    assert rpc.submitblock(raw.hex()) is None
    mined = Block.parse(bytes.fromhex(rpc.getblock(rpc.getbestblockhash(), 0)))
    assert mined.txs[0].inputs[0].witness == [bytes(32)]


@pytest.mark.parametrize("text", ["", "00", "zz" * 90, "00 " * 90, "00" * 80])
def test_what_is_no_block_cannot_be_decoded(rpc: labs.node.Client, text: str) -> None:
    assert refusal(rpc.submitblock, text) == (-22, "Block decode failed")


def test_a_header_alone_makes_a_tip_without_block(rpc: labs.node.Client) -> None:
    block = solved(next_block(rpc))
    assert rpc.submitheader(block.header.serialize().hex()) is None
    tip = next(t for t in rpc.getchaintips() if t["hash"] == display(block.hash))
    assert tip["status"] == "headers-only"
    assert refusal(rpc.submitheader, "00" * 79) == (-22, "Block header decode failed")
    assert refusal(rpc.submitheader, "xx" * 80) == (-22, "Block header decode failed")
    code, text = refusal(rpc.submitheader, "00" * 80)
    assert (code, text) == (-25, f"Must submit previous header ({'0' * 64}) first")
    block.header.time = 1
    assert refusal(rpc.submitheader, solved(block).header.serialize().hex()) == (-25, "time-too-old")


def test_a_proposal_is_judged_and_changes_nothing(rpc: labs.node.Client) -> None:
    def judged(block: Block) -> Any:
        return rpc.getblocktemplate({"mode": "proposal", "data": block.serialize().hex()})

    (tip,) = rpc.generatetoaddress(1, ADDRESS)
    assert judged(next_block(rpc)) is None
    assert judged(next_block(rpc, value=51 * COIN)) == "bad-cb-amount"
    assert judged(next_block(rpc, spend(rpc, 7))) is None
    young = next_block(rpc, spend(rpc, rpc.getblockcount()))
    assert judged(young) == "bad-txns-premature-spend-of-coinbase"
    twice = next_block(rpc)
    twice.header.merkle_root = bytes(32)
    assert judged(twice) == "bad-txnmrklroot"
    assert rpc.getbestblockhash() == tip
    taken = Block.parse(bytes.fromhex(rpc.getblock(tip, 0)))
    assert judged(taken) == "duplicate"
    assert refusal(rpc.getblocktemplate, {"mode": "proposal"}) == (
        -3,
        "Missing data String key for proposal",
    )
    assert refusal(rpc.getblocktemplate, {"mode": "proposal", "data": "00"}) == (-22, "Block decode failed")


def test_mining_info_speaks_of_the_tip_and_of_the_next_block(rpc: labs.node.Client) -> None:
    rpc.generatetoaddress(1, ADDRESS)
    info = rpc.getmininginfo()
    hard = {
        "bits": "207fffff",
        "difficulty": Decimal("4.656542373906925e-10"),
        "target": "7fffff" + "0" * 58,
    }
    assert info["next"] == {"height": rpc.getblockcount() + 1} | hard
    assert {key: info[key] for key in hard} == hard
    assert (info["currentblockweight"], info["currentblocktx"], info["pooledtx"]) == (8000, 0, 0)
    assert info["blockmintxfee"] == Decimal("0.00000001")
    assert info["networkhashps"] == rpc.getnetworkhashps()


def test_the_networks_speed_is_work_over_the_time_between_blocks(rpc: labs.node.Client) -> None:
    height = rpc.getblockcount()
    start = rpc.getblockchaininfo()["time"] + 1_000
    for second in range(0, 600 * 4, 600):
        rpc.setmocktime(start + second)
        rpc.generatetoaddress(1, ADDRESS)
    rpc.setmocktime(0)
    assert float(rpc.getnetworkhashps(3)) == pytest.approx(2 * 3 / 1_800)
    assert float(rpc.getnetworkhashps(2, height + 3)) == pytest.approx(2 * 2 / 1_200)
    assert rpc.getnetworkhashps(120, 0) == 0
    wrong = "Invalid nblocks. Must be a positive number or -1."
    assert refusal(rpc.getnetworkhashps, 0) == (-8, wrong)
    assert refusal(rpc.getnetworkhashps, -2) == (-8, wrong)
    above = (-8, "Block does not exist at specified height")
    assert refusal(rpc.getnetworkhashps, 5, height + 100) == above
    assert refusal(rpc.getnetworkhashps, 5, -2) == above


def test_blocks_on_demand_pay_the_address_or_descriptor(rpc: labs.node.Client) -> None:
    height = rpc.getblockcount()
    hashes = rpc.generatetoaddress(3, ADDRESS)
    assert [rpc.getblockhash(height + 1 + i) for i in range(3)] == hashes
    (block_hash,) = rpc.generatetodescriptor(1, "raw(51)#8lvh9jxk")
    coinbase = rpc.getblock(block_hash, 2)["tx"][0]
    assert coinbase["vout"][0]["scriptPubKey"]["hex"] == "51"
    assert coinbase["locktime"] == coinbase["vin"][0]["sequence"] - 0xFFFFFFFE + height + 3
    assert refusal(rpc.generatetoaddress, 1, "bad") == (-5, "Error: Invalid address")
    assert refusal(rpc.generate, 1)[0] == -1
    assert refusal(rpc.generate)[0] == -32601


def test_others_are_answered_while_many_blocks_are_made(rpc: labs.node.Client) -> None:
    height = rpc.getblockcount()
    thread = threading.Thread(target=rpc.generatetoaddress, args=(600, ADDRESS))
    thread.start()
    seen = set()
    while thread.is_alive():
        seen.add(rpc.getblockcount())
    thread.join()
    assert rpc.getblockcount() == height + 600
    assert len(seen) > 3


def test_tries_are_counted_over_all_blocks(rpc: labs.node.Client) -> None:
    assert rpc.generatetoaddress(1, ADDRESS, 0) == []
    assert rpc.generatetoaddress(0, ADDRESS) == []
    assert 1 <= len(rpc.generatetoaddress(1_000, ADDRESS, 20)) < 200


def test_a_block_of_chosen_transactions_has_these_in_this_order(rpc: labs.node.Client) -> None:
    first, second = spend(rpc, 2, 500), spend(rpc, 3, 90_000)
    rpc.sendrawtransaction(first.serialize().hex())
    rpc.sendrawtransaction(second.serialize().hex())
    chosen = [display(first.txid), second.serialize().hex()]
    made = rpc.generateblock(ADDRESS, chosen, False)
    assert rpc.getbestblockhash() != made["hash"]
    assert rpc.submitblock(made["hex"]) is None
    assert rpc.getblock(made["hash"])["tx"][1:] == [display(first.txid), display(second.txid)]
    assert rpc.getrawmempool() == []


def test_a_block_of_chosen_transactions_must_be_valid(rpc: labs.node.Client) -> None:
    tx = spend(rpc, 4)
    child = Tx(2, [TxIn((tx.txid, 0), b"", 0, [ANYONE])], [TxOut(1_000, tx.outputs[0].script)], 0)
    code, text = refusal(rpc.generateblock, ADDRESS, [child.serialize().hex(), tx.serialize().hex()])
    assert (code, text.split(", ")[0]) == (-25, "TestBlockValidity failed: bad-txns-inputs-missingorspent")
    unknown = display(child.txid)
    expected = (-5, f"Transaction {unknown} not in mempool.")
    assert refusal(rpc.generateblock, ADDRESS, [unknown]) == expected
    code, text = refusal(rpc.generateblock, ADDRESS, ["00"])
    assert text == "Transaction decode failed for 00. Make sure the tx has at least one input."
    assert refusal(rpc.generateblock, "nobody", []) == (-5, "Error: Invalid address or descriptor")
    key = (
        "tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJ"
        "yJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJZL5B"
    )
    ranged = f"wpkh({key}/0/*)"
    expected = (-8, "Ranged descriptor not accepted. Maybe pass through deriveaddresses first?")
    assert refusal(rpc.generateblock, ranged, []) == expected
