"""From a template to a block, step by step."""

from __future__ import annotations

import random

import pytest

from labs.bitcoin.blocks import Block, Header, merkle_root
from labs.bitcoin.hashes import sha256d
from labs.bitcoin.transactions import COIN, Tx, TxIn, TxOut, display
from labs.mining.coinbase import MAINNET_HALVING, commitment_script, height_script, subsidy
from labs.mining.merkle import coinbase_branch, root_from_branch
from labs.mining.proof import search, search_in_steps, set_nonce
from labs.mining.template import BlockTemplate


def a_template(txs: list[Tx]) -> BlockTemplate:
    root = merkle_root([bytes(32), *(tx.wtxid for tx in txs)])
    return BlockTemplate.from_json(
        {
            "height": 500,
            "version": 0x20000000,
            "previousblockhash": display(b"\x07" * 32),
            "bits": "207fffff",
            "target": "7fffff" + "0" * 58,
            "mintime": 1_700_000_000,
            "curtime": 1_700_000_100,
            "coinbasevalue": 50 * COIN,
            "default_witness_commitment": commitment_script(root).hex(),
            "transactions": [{"data": tx.serialize().hex(), "txid": display(tx.txid)} for tx in txs],
            "longpollid": "x",
        }
    )


def some_txs(count: int) -> list[Tx]:
    draw = random.Random(count)
    return [Tx(2, [TxIn((draw.randbytes(32), 1))], [TxOut(n, b"\x51")], 0) for n in range(count)]


@pytest.mark.parametrize("count", [*range(18), 33, 100])
def test_the_branch_leads_from_the_coinbase_to_the_merkle_root(count: int) -> None:
    draw = random.Random(count)
    txids = [draw.randbytes(32) for _ in range(count)]
    coinbase = draw.randbytes(32)
    assert root_from_branch(coinbase, coinbase_branch(txids)) == merkle_root([coinbase, *txids])
    assert len(coinbase_branch(txids)) == count.bit_length()


@pytest.mark.parametrize(
    ("height", "script"),
    [
        (1, "51"),
        (16, "60"),
        (17, "0111"),
        (127, "017f"),
        (128, "028000"),
        (500, "02f401"),
        (840_000, "0340d10c"),
    ],
)
def test_the_height_is_written_as_bip_34_wants_it(height: int, script: str) -> None:
    assert height_script(height).hex() == script


def test_all_subsidies_together_stay_just_below_21_million_bitcoin() -> None:
    total = sum(subsidy(era * MAINNET_HALVING, MAINNET_HALVING) * MAINNET_HALVING for era in range(70))
    assert total == 2_099_999_997_690_000
    assert [subsidy(height) for height in (0, 149, 150, 9_599, 9_600)] == [
        50 * COIN,
        50 * COIN,
        25 * COIN,
        0,
        0,
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_a_block_from_a_template_parses_back_with_its_root_and_work(count: int) -> None:
    txs = some_txs(count)
    template = a_template(txs)
    coinbase = template.coinbase(b"\x51", b"extra")
    header = template.header(coinbase)
    nonce = search(header, template.target)
    assert nonce is not None
    block = Block.parse(template.block(set_nonce(header, nonce), coinbase))
    assert [tx.txid for tx in block.txs] == [coinbase.txid, *(tx.txid for tx in txs)]
    assert block.header.merkle_root == merkle_root([tx.txid for tx in block.txs])
    assert int.from_bytes(block.hash, "little") <= template.target
    assert block.header == Header(
        template.version, template.prev, block.header.merkle_root, template.cur_time, template.bits, nonce
    )


def test_another_extranonce_makes_another_header() -> None:
    template = a_template(some_txs(3))
    headers = {template.header(template.coinbase(b"\x51", bytes([n]))) for n in range(50)}
    assert len(headers) == 50


def test_search_finds_the_first_nonce_and_no_other() -> None:
    header = bytes(range(80))
    target = 1 << 248  # one in 256
    values = [int.from_bytes(sha256d(set_nonce(header, n)), "little") for n in range(2_000)]
    expected = [nonce for nonce, value in enumerate(values) if value <= target]
    assert search(header, target) == expected[0]
    assert search(header, target, expected[0] + 1) == expected[1]
    assert search(header, target, 0, expected[0]) is None
    assert search(header, 0, 0xFFFFFFFF) is None  # the nonces end
    assert [n for n in search_in_steps(header, target, 100) if n is not None] == [expected[0]]
