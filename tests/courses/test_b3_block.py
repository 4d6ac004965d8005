"""B3's blocks are judged by a node, and its parts by bitcoinlib, labs.bitcoin, labs.mining and the BIPs."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import labs.node
from labs.bitcoin.blocks import Block, Header, commitment_index, merkle_root, witness_commitment
from labs.bitcoin.script import number
from labs.bitcoin.transactions import Tx, TxIn, TxOut
from labs.mining.coinbase import coinbase as lab_coinbase
from labs.mining.template import REQUEST, BlockTemplate
from labs.node.reasons import BLOCKS, TRANSACTIONS, reason_in

pytestmark = pytest.mark.slow

PUSHES = {
    0: "00",
    1: "51",
    16: "60",
    17: "0111",
    127: "017f",
    128: "028000",
    256: "020001",
    32768: "03008000",
    840000: "0340d10c",
}
"""BIP 34, and Bitcoin Core's CScript() << height."""
EMPTY_COMMITMENT = "6a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9"
"""The commitment of every block that has only a coinbase, seen on all networks since BIP 141."""
ANYONE = b"\x51"
"""A script that everybody may spend."""
SPK = b"\x00\x20" + hashlib.sha256(ANYONE).digest()
"""P2WSH of it: its spenders need no signature, but a witness."""
DEEP = 100
"""Blocks until a reward may be spent."""


@pytest.fixture(scope="module")
def b3(lab: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return lab("mining/b3-block")


@pytest.fixture(scope="module")
def library() -> SimpleNamespace:
    """bitcoinlib; `library_folder` of conftest says where it may write."""
    assert os.environ["BCL_DATA_DIR"]
    pytest.importorskip("bitcoinlib", reason="bitcoinlib is in the test extra: pip install -e '.[test]'")
    import bitcoinlib.scripts
    import bitcoinlib.transactions

    return SimpleNamespace(scripts=bitcoinlib.scripts, transactions=bitcoinlib.transactions)


@pytest.fixture
def rpc() -> Iterator[labs.node.Client]:
    """A fresh chain for each test, so that heights are known."""
    with labs.node.regtest() as client:
        yield client


def built(b3: SimpleNamespace, rpc: labs.node.Client, spk: bytes = SPK, **changes: Any) -> str:
    """A block by the lab's functions from a template of this node, with changes to the template."""
    return str(b3.assemble(rpc.getblocktemplate(REQUEST) | changes, spk))


def mined(b3: SimpleNamespace, rpc: labs.node.Client, spk: bytes = SPK) -> Block:
    """The same, accepted."""
    block_hex = built(b3, rpc, spk)
    assert b3.submit(rpc.call, block_hex) is None
    block = Block.parse(bytes.fromhex(block_hex))
    assert rpc.getbestblockhash() == block.hash[::-1].hex()
    return block


def spend(tx: Tx, index: int, *values: int) -> Tx:
    """A segwit transaction that spends an output to SPK and pays to SPK again."""
    witness = [ANYONE]
    return Tx(2, [TxIn((tx.txid, index), witness=witness)], [TxOut(value, SPK) for value in values])


def rich(b3: SimpleNamespace, rpc: labs.node.Client, parts: int) -> Tx:
    """A confirmed transaction with many outputs of 100,000 sat to SPK."""
    reward = mined(b3, rpc).txs[0]
    rpc.mine(DEEP)
    fan = spend(reward, 0, *[100_000] * parts, reward.outputs[0].value - 100_000 * parts - 50_000)
    rpc.sendrawtransaction(fan.serialize().hex())
    mined(b3, rpc)
    return fan


@pytest.mark.parametrize("height", PUSHES)
def test_heights_are_pushed_as_bip_34_and_bitcoin_core_do(b3: SimpleNamespace, height: int) -> None:
    assert b3.height_push(height).hex() == PUSHES[height]


def test_every_height_agrees_with_labs_bitcoin_and_bitcoinlib(
    b3: SimpleNamespace, library: SimpleNamespace
) -> None:
    for height in (*range(2_000), *(2**power + step for power in range(11, 31) for step in (-1, 0, 1))):
        pushed = b3.height_push(height)
        assert pushed == number(height)
        if height > 16:
            assert pushed[1:] == library.scripts.encode_num(height) and pushed[0] == len(pushed) - 1


def test_the_commitment_of_a_lone_coinbase_is_the_well_known_one(b3: SimpleNamespace) -> None:
    assert b3.witness_commitment([bytes(32)]).hex() == EMPTY_COMMITMENT
    assert b3.witness_commitment([b"\x07" * 32]).hex() == EMPTY_COMMITMENT


def test_the_last_commitment_counts_as_labs_bitcoin_says(b3: SimpleNamespace) -> None:
    head = bytes.fromhex("6a24aa21a9ed")
    first, second, short = head + b"\x01" * 32, head + b"\x02" * 33, head + b"\x03" * 31
    for scripts in ([first], [first, second], [second, short, first, ANYONE], [short], [], [b"\x51" + first]):
        tx = Tx(2, [TxIn((bytes(32), 0xFFFFFFFF))], [TxOut(0, script) for script in scripts])
        assert b3.commitment_index(scripts) == commitment_index(tx)


@pytest.mark.parametrize("height", [1, 16, 17, 128, 70_000])
@pytest.mark.parametrize("commitment", [None, bytes.fromhex(EMPTY_COMMITMENT)])
def test_a_coinbase_has_the_bytes_that_labs_mining_gives_it(
    b3: SimpleNamespace, height: int, commitment: bytes | None
) -> None:
    theirs = lab_coinbase(height, 5_000_001_234, SPK, commitment, b"\x00")
    theirs.inputs[0].sequence, theirs.locktime = 0xFFFFFFFF, 0
    assert b3.coinbase(height, 5_000_001_234, SPK, b"\x00", commitment) == theirs.serialize()
    if height <= 16:
        assert b3.coinbase(height, 5_000_001_234, SPK, b"", commitment) == theirs.serialize()


def test_bitcoinlib_reads_the_coinbase(b3: SimpleNamespace, library: SimpleNamespace) -> None:
    raw = b3.coinbase(840_000, 312_500_000, SPK, b"Hunar", bytes.fromhex(EMPTY_COMMITMENT))
    tx = library.transactions.Transaction.parse(raw)
    assert tx.coinbase and [output.value for output in tx.outputs] == [312_500_000, 0]
    assert tx.txid == b3.txid(raw)[::-1].hex()


def test_a_script_above_100_bytes_is_refused_by_the_lab_and_by_the_node(
    b3: SimpleNamespace, rpc: labs.node.Client
) -> None:
    with pytest.raises(ValueError):
        b3.coinbase(17, 1, SPK, bytes(99))
    assert len(Tx.parse(b3.coinbase(17, 1, SPK, bytes(98))).inputs[0].script_sig) == 100
    reasons = {bytes(101): "bad-cb-length", b"\x51": "bad-cb-length", b"\x01\x01": "bad-cb-height"}
    for script, reason in reasons.items():
        plan = BlockTemplate.from_json(rpc.getblocktemplate(REQUEST))
        tx = plan.coinbase(SPK)
        tx.inputs[0].script_sig = script
        assert rpc.submitblock(worked(plan, tx)) == reason


def test_a_node_accepts_blocks_at_every_kind_of_height(b3: SimpleNamespace, rpc: labs.node.Client) -> None:
    for height in range(1, 20):
        mined(b3, rpc)
        assert rpc.getblockcount() == height
    for last in (126, 254):
        rpc.mine(last - rpc.getblockcount())
        for _ in range(3):
            mined(b3, rpc)


def test_value_header_and_commitment_agree_with_the_nodes_template(
    b3: SimpleNamespace, rpc: labs.node.Client
) -> None:
    fan = rich(b3, rpc, 5)
    for index in range(5):
        rpc.sendrawtransaction(spend(fan, index, 99_000 - index).serialize().hex())
    tpl = rpc.getblocktemplate(REQUEST)
    plan = BlockTemplate.from_json(tpl)
    assert len(tpl["transactions"]) == 5
    assert b3.template_value(tpl) == tpl["coinbasevalue"]
    block = mined(b3, rpc)
    assert block.txs[0].outputs[1].script.hex() == tpl["default_witness_commitment"]
    assert block.txs[0].outputs[1].script[6:] == witness_commitment(block)
    assert block.header.merkle_root == merkle_root([tx.txid for tx in block.txs])
    assert block.serialize()[:76] == replace(Header.parse(plan.header(block.txs[0]))).serialize()[:76]
    assert [tx.serialize() for tx in block.txs[1:]] == list(plan.txs)
    assert all(tx.has_witness for tx in block.txs)


def test_a_transaction_may_be_left_out_but_then_ready_made_values_are_refused(
    b3: SimpleNamespace, rpc: labs.node.Client
) -> None:
    fan = rich(b3, rpc, 3)
    for index in range(3):
        rpc.sendrawtransaction(spend(fan, index, 99_000).serialize().hex())
    tpl = rpc.getblocktemplate(REQUEST)
    fewer = tpl | {"transactions": tpl["transactions"][:-1]}
    plan = BlockTemplate.from_json(fewer)
    assert rpc.submitblock(worked(plan, plan.coinbase(SPK))) == "bad-witness-merkle-match"
    wtxids = [bytes(32), *(Tx.parse(tx).wtxid for tx in plan.txs)]
    own = replace(plan, commitment=b3.witness_commitment(wtxids))
    assert rpc.submitblock(worked(own, own.coinbase(SPK))) == "bad-cb-amount"
    assert b3.submit(rpc.call, b3.assemble(fewer, SPK)) is None
    assert rpc.getmempoolinfo()["size"] == 1


def test_a_block_of_257_transactions_is_accepted(b3: SimpleNamespace, rpc: labs.node.Client) -> None:
    fan = rich(b3, rpc, 256)
    answers = rpc.batch([("sendrawtransaction", spend(fan, i, 99_000).serialize().hex()) for i in range(256)])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert len(mined(b3, rpc).txs) == 257


def test_a_payee_like_a_commitment_does_no_harm(b3: SimpleNamespace, rpc: labs.node.Client) -> None:
    fan = rich(b3, rpc, 1)
    rpc.sendrawtransaction(spend(fan, 0, 99_000).serialize().hex())
    assert len(mined(b3, rpc, bytes.fromhex(EMPTY_COMMITMENT)).txs) == 2


def test_a_miner_may_lose_money_and_no_node_complains(b3: SimpleNamespace, rpc: labs.node.Client) -> None:
    """The story, and the third stretch task: what is not paid out exists nowhere."""
    fan = rich(b3, rpc, 1)
    rpc.sendrawtransaction(spend(fan, 0, 90_000).serialize().hex())
    plan = BlockTemplate.from_json(rpc.getblocktemplate(REQUEST))
    less = replace(plan, coinbase_value=b3.subsidy(plan.height))
    assert plan.coinbase_value - less.coinbase_value == 10_000
    assert rpc.submitblock(worked(less, less.coinbase(SPK))) is None
    subsidies = sum(b3.subsidy(height) for height in range(1, rpc.getblockcount() + 1))
    assert rpc.gettxoutsetinfo()["total_amount"] == Decimal(subsidies - 10_000) / 100_000_000


def test_submitblock_adds_a_missing_witness_and_a_proposal_does_not(
    b3: SimpleNamespace, rpc: labs.node.Client
) -> None:
    plan = BlockTemplate.from_json(rpc.getblocktemplate(REQUEST))
    bare = plan.coinbase(SPK)
    bare.inputs[0].witness = []
    block_hex = worked(plan, bare)
    proposal = {"mode": "proposal", "data": block_hex, **REQUEST}
    assert rpc.getblocktemplate(proposal) == "bad-witness-nonce-size"
    assert rpc.submitblock(block_hex) is None
    kept = Block.parse(bytes.fromhex(rpc.getblock(rpc.getbestblockhash(), 0)))
    assert kept.txs[0].inputs[0].witness == [bytes(32)]


def test_a_child_without_its_parent_is_refused(b3: SimpleNamespace, rpc: labs.node.Client) -> None:
    """The first stretch task."""
    fan = rich(b3, rpc, 1)
    parent = spend(fan, 0, 99_000)
    for tx in (parent, spend(parent, 0, 98_000)):
        rpc.sendrawtransaction(tx.serialize().hex())
    tpl = rpc.getblocktemplate(REQUEST)
    answer = b3.submit(rpc.call, b3.assemble(tpl | {"transactions": tpl["transactions"][1:]}, SPK))
    assert reason_in(answer) == "bad-txns-inputs-missingorspent"


def test_the_proof_of_work_is_judged_before_all_else(b3: SimpleNamespace, rpc: labs.node.Client) -> None:
    plan = BlockTemplate.from_json(rpc.getblocktemplate(REQUEST))
    header = Header.parse(plan.header(plan.coinbase(SPK)))
    header.merkle_root, header.time = bytes(32), 0
    while int.from_bytes(header.hash, "little") <= plan.target:
        header.nonce += 1
    assert rpc.submitblock(plan.block(header.serialize(), plan.coinbase(SPK)).hex()) == "high-hash"


def test_the_hidden_tests_blocks_are_really_refused_for_their_reasons(
    b3: SimpleNamespace,
) -> None:
    assert len(b3.refused) == 12
    assert all(reason_in(reason) == name for name, reason in b3.refused.items())
    assert b3.refused["bad-version"] != "bad-version", "the node adds details"


def test_a_stale_block_is_inconclusive_and_needs_a_new_template(
    b3: SimpleNamespace, rpc: labs.node.Client
) -> None:
    rpc.mine(2)
    block_hex = built(b3, rpc)
    rpc.mine(2)
    assert b3.submit(rpc.call, block_hex) == "inconclusive"
    assert b3.diagnose("inconclusive") == "template"


def test_a_block_handed_in_twice_is_a_duplicate(b3: SimpleNamespace, rpc: labs.node.Client) -> None:
    """The hidden tests of part 6 count on it."""
    block_hex = built(b3, rpc)
    assert b3.submit(rpc.call, block_hex) is None
    assert b3.submit(rpc.call, block_hex) == "duplicate"


def test_every_reason_of_the_text_is_known_and_has_a_repair(b3: SimpleNamespace) -> None:
    text = source_text().split("## 7 · Diagnose")[1].split('"""')[0]
    named = [word for word in text.split("`") if word in BLOCKS | TRANSACTIONS]
    assert len(named) == 14
    assert {b3.diagnose(reason) for reason in named} == set(b3.REPAIRS) - {"unknown"}
    others = set(BLOCKS | TRANSACTIONS) - set(named)
    assert {b3.diagnose(reason) for reason in others} == {"unknown"}


def test_the_example_in_each_docstring_is_true(b3: SimpleNamespace) -> None:
    assert b3.template_value(b3.sample) == 5_000_004_230 == b3.sample["coinbasevalue"]
    assert b3.height_push(840_000).hex() == "0340d10c"
    assert b3.witness_commitment([bytes(32)]).hex().startswith("6a24aa21a9ede2f61c3f")
    assert b3.commitment_index([b"", b3.witness_commitment([bytes(32)])]) == 1
    assert Tx.parse(b3.coinbase(104, 7, b"\x51")).outputs[0].value == 7
    root = bytes(range(32))
    assert b3.header_start(b3.tpl, root)[36:68] == root
    assert b3.assemble(b3.tpl, SPK)[8:16] == bytes.fromhex(b3.tpl["previousblockhash"])[::-1].hex()[:8]


def test_the_given_tools_are_right(b3: SimpleNamespace) -> None:
    assert [b3.subsidy(height) for height in (0, 149, 150, 9_599, 9_600)] == [
        5_000_000_000,
        5_000_000_000,
        2_500_000_000,
        5_000_000_000 >> 63,
        0,
    ]
    leaves = [hashlib.sha256(bytes([i])).digest() for i in range(7)]
    assert all(b3.merkle_root(leaves[:count]) == merkle_root(leaves[:count]) for count in range(1, 8))
    assert b3.compact_size(252).hex() == "fc" and b3.compact_size(65_535).hex() == "fdffff"
    assert b3.ask("getblockcount") == b3.node.rpc.getblockcount()


def test_the_plot_shows_what_its_words_say(b3: SimpleNamespace) -> None:
    assert sum(length for _, length, _ in b3.parts) == len(b3.block) and 14 <= len(b3.rows) <= 24
    assert len(b3.payments) == 3 and min(b3.payments) > 180, "the wallet chooses the coins, one or more each"
    assert b3.block[b3.commitment_at :].startswith(Block.parse(b3.block).txs[0].outputs[1].script)
    assert 80 / len(b3.block) < 0.1, "the header is a small part"


def worked(plan: BlockTemplate, first: Tx) -> str:
    """A block with this coinbase and enough work, by labs.mining, as hexadecimal text."""
    header = Header.parse(plan.header(first))
    while int.from_bytes(header.hash, "little") > plan.target:
        header.nonce += 1
    return plan.block(header.serialize(), first).hex()


def source_text() -> str:
    folder = Path(__file__).resolve().parents[2] / "courses" / "mining" / "b3-block"
    return (folder / "b3-block.py").read_text(encoding="utf-8")
