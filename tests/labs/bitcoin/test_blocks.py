"""Blocks: headers, merkle trees, the witness commitment, and difficulty's arithmetic.

The header is Bitcoin's first; the pairs of bits and targets are those of Bitcoin Core's arith_uint256 tests.
"""

import random
import time

import pytest

from labs.bitcoin import blocks
from labs.bitcoin.blocks import Block, Header
from labs.bitcoin.hashes import sha256d
from labs.bitcoin.transactions import Tx, TxIn, TxOut, display
from labs.bitcoin.wire import WireError
from tests.labs.bitcoin.test_transactions import GENESIS_COINBASE

GENESIS = bytes.fromhex(
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617f"
    "c81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
)


def test_the_first_block_comes_back_with_its_hash() -> None:
    block = Block.parse(GENESIS + b"\1" + GENESIS_COINBASE)
    assert display(block.hash) == "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
    assert block.serialize() == GENESIS + b"\1" + GENESIS_COINBASE
    assert blocks.merkle_root([tx.txid for tx in block.txs]) == block.header.merkle_root
    assert (block.size, block.weight) == (285, 1140)
    assert int.from_bytes(block.hash, "little") <= blocks.target_of(block.header.bits)


def test_a_header_has_80_bytes() -> None:
    for size in (0, 79, 81):
        with pytest.raises(WireError):
            Header.parse(bytes(size))
    with pytest.raises(WireError):
        Block.parse(GENESIS)


def test_merkle_root_repeats_the_last_of_an_odd_level() -> None:
    a, b, c = (bytes([n]) * 32 for n in (1, 2, 3))
    assert blocks.merkle_root([a]) == a
    assert blocks.merkle_root([a, b]) == sha256d(a + b)
    assert blocks.merkle_root([a, b, c]) == sha256d(sha256d(a + b) + sha256d(c + c))
    with pytest.raises(ValueError):
        blocks.merkle_root([])


def test_a_list_with_twins_is_noticed_since_it_has_another_lists_root() -> None:
    ids = [bytes([n]) * 32 for n in range(6)]
    twins = [*ids, *ids[4:]]
    assert blocks.merkle_root(ids) == blocks.merkle_root(twins)
    assert blocks.has_twin(twins) and not blocks.has_twin(ids)
    assert not blocks.has_twin([ids[0]]) and not blocks.has_twin([ids[0], ids[1], ids[1]])


def test_the_witness_commitment_covers_every_wtxid_and_the_reserved_value() -> None:
    coinbase = Tx(2, [TxIn((bytes(32), 0xFFFFFFFF), b"\x51\x51", 0, [b"\7" * 32])], [TxOut(0, b"")])
    spend = Tx(2, [TxIn((b"\1" * 32, 0), b"", 0, [b"sig"])], [TxOut(1, b"\x51")])
    block = Block(Header.parse(GENESIS), [coinbase, spend])
    expected = sha256d(sha256d(bytes(32) + spend.wtxid) + b"\7" * 32)
    assert blocks.witness_commitment(block) == expected
    marked = blocks.COMMITMENT_HEADER + expected
    coinbase = coinbase.copy()
    coinbase.outputs = [TxOut(0, marked), TxOut(0, marked[:-1]), TxOut(0, marked + b"x"), TxOut(5, b"\x51")]
    assert blocks.commitment_index(coinbase) == 2
    assert blocks.commitment_index(spend) is None


@pytest.mark.parametrize(
    ("bits", "target"),
    [
        (0, 0),
        (0x00123456, 0),
        (0x01003456, 0),
        (0x02000056, 0),
        (0x01123456, 0x12),
        (0x02123456, 0x1234),
        (0x03123456, 0x123456),
        (0x04123456, 0x12345600),
        (0x05009234, 0x92340000),
        (0x20123456, 0x123456 << 232),
        (0x207FFFFF, 0x7FFFFF << 232),
        (0x1D00FFFF, 0xFFFF << 208),
        (0x01FEDCBA, 0),  # negative
        (0x04923456, 0),  # negative
        (0xFF123456, 0),  # more than 256 bits
    ],
)
def test_bits_mean_the_target_that_core_reads(bits: int, target: int) -> None:
    assert blocks.target_of(bits) == target


@pytest.mark.parametrize("bits", [0x01120000, 0x02123400, 0x03123456, 0x05009234, 0x207FFFFF, 0x1C3FFFC0])
def test_a_target_has_one_compact_form(bits: int) -> None:
    assert blocks.bits_of(blocks.target_of(bits)) == bits


def test_difficulty_and_work_are_as_published() -> None:
    assert blocks.difficulty_of(0x1D00FFFF) == 1.0
    assert blocks.difficulty_of(0x1B0404CB) == pytest.approx(16307.420938523983, abs=1e-11)
    assert f"{blocks.difficulty_of(0x207FFFFF):.16g}" == "4.656542373906925e-10"
    assert blocks.work_of(0x1D00FFFF) == 0x100010001
    assert blocks.work_of(0x207FFFFF) == 2
    assert blocks.work_of(0) == 0


def test_a_block_of_6000_transactions_is_read_in_a_moment() -> None:
    draw = random.Random(1)
    txs = [
        Tx(
            2,
            [TxIn((draw.randbytes(32), n), b"", n, [draw.randbytes(71), draw.randbytes(33)])],
            [TxOut(n, draw.randbytes(22)), TxOut(n, draw.randbytes(34))],
        )
        for n in range(6000)
    ]
    raw = Block(Header.parse(GENESIS), txs).serialize()
    start = time.perf_counter()
    block = Block.parse(raw)
    assert time.perf_counter() - start < 1.0
    assert block.txs == txs and block.weight < 4_000_000
