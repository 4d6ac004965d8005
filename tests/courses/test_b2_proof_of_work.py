"""B2's reference answers agree with independent sources: Bitcoin Core's test vectors, real headers, a node,
bitcoinlib, labs.bitcoin and headers that Bitcoin's consensus engine accepted."""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import labs.node
from labs.bitcoin.blocks import Header, bits_of, difficulty_of, target_of, work_of
from labs.mining.difficulty import blocks
from labs.mining.proof import search

MAIN_LIMIT = 0xFFFF << 208
REGTEST_LIMIT = 0x7FFFFF << 232
GENESIS_ID = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
REAL_HEADERS = {
    GENESIS_ID: (
        "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e"
        "67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
    ),
    "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048": (
        "010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e"
        "1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299"
    ),
    "000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506": (
        "0100000050120119172a610421a6c3011dd330d9df07b63616c2cc1f1cd00200000000006657a9252aacd5c0b2940996"
        "ecff952228c3067cc38d4885efb5a4ac4247e9f337221b4d4c86041b0f2b5710"
    ),
}
"""Blocks 0, 1 and 100,000 of the main network, by id."""
CORE_TARGETS = {
    0x00000000: 0,
    0x00123456: 0,
    0x01003456: 0,
    0x02000056: 0,
    0x03000000: 0,
    0x04000000: 0,
    0x00923456: 0,
    0x01803456: 0,
    0x02800056: 0,
    0x03800000: 0,
    0x04800000: 0,
    0x01123456: 0x12,
    0x02123456: 0x1234,
    0x03123456: 0x123456,
    0x04123456: 0x12345600,
    0x05009234: 0x92340000,
    0x20123456: 0x123456 << 232,
}
"""Bitcoin Core, src/test/arith_uint256_tests.cpp, bignum_SetCompact."""
CORE_INVALID = (0x01FEDCBA, 0x04923456, 0xFF123456)
CORE_BITS = {
    0: 0,
    0x12: 0x01120000,
    0x80: 0x02008000,
    0x1234: 0x02123400,
    0x123456: 0x03123456,
    0x12345600: 0x04123456,
    0x92340000: 0x05009234,
    0x123456 << 232: 0x20123456,
}


@pytest.fixture(scope="module")
def b2(lab: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return lab("mining/b2-proof-of-work")


@pytest.fixture(scope="module")
def library_blocks() -> ModuleType:
    """bitcoinlib's blocks; `library_folder` of conftest says where the library may write."""
    assert os.environ["BCL_DATA_DIR"]
    pytest.importorskip("bitcoinlib", reason="bitcoinlib is in the test extra: pip install -e '.[test]'")
    import bitcoinlib.blocks

    module: ModuleType = bitcoinlib.blocks
    return module


@pytest.fixture(scope="module")
def rpc() -> Iterator[labs.node.Client]:
    with labs.node.regtest() as client:
        yield client


@pytest.mark.parametrize("block_id", REAL_HEADERS)
def test_real_headers_hash_to_their_known_ids_and_prove_their_work(
    b2: SimpleNamespace, block_id: str
) -> None:
    header = bytes.fromhex(REAL_HEADERS[block_id])
    assert b2.hash256(header)[::-1].hex() == block_id
    assert b2.check_pow(header, MAIN_LIMIT) is True
    assert b2.check_pow(header[:-1] + bytes([header[-1] ^ 1]), MAIN_LIMIT) is False


@pytest.mark.parametrize("block_id", REAL_HEADERS)
def test_bitcoinlib_reads_the_same_fields(
    b2: SimpleNamespace, library_blocks: ModuleType, block_id: str
) -> None:
    raw = bytes.fromhex(REAL_HEADERS[block_id])
    block = library_blocks.Block.parse(raw + b"\x00")
    fields = b2.parse_header(raw)
    assert fields["prev"] == block.prev_block[::-1] and fields["merkle_root"] == block.merkle_root[::-1]
    assert (fields["version"], fields["time"]) == (block.version_int, block.time)
    assert (fields["bits"], fields["nonce"]) == (block.bits_int, block.nonce_int)
    assert b2.bits_to_target(fields["bits"]) == block.target
    assert b2.difficulty(fields["bits"]) == pytest.approx(block.difficulty, rel=1e-12)


def test_a_header_has_a_signed_version_and_exactly_80_bytes(b2: SimpleNamespace) -> None:
    header = Header(-2, bytes(range(32)), bytes(range(32, 64)), 1, 2**32 - 1, 2**31)
    fields = b2.parse_header(header.serialize())
    assert fields == {name: getattr(header, name) for name in fields} and len(fields) == 6
    for length in (0, 79, 81, 160):
        with pytest.raises(ValueError):
            b2.parse_header(bytes(length))


@pytest.mark.parametrize("bits", CORE_TARGETS)
def test_targets_are_those_of_bitcoin_core(b2: SimpleNamespace, bits: int) -> None:
    assert b2.bits_to_target(bits) == CORE_TARGETS[bits]


@pytest.mark.parametrize("bits", CORE_INVALID)
def test_what_bitcoin_core_calls_negative_or_overflowing_is_refused(b2: SimpleNamespace, bits: int) -> None:
    with pytest.raises(ValueError):
        b2.bits_to_target(bits)


@pytest.mark.parametrize("target", CORE_BITS)
def test_bits_are_those_of_bitcoin_core(b2: SimpleNamespace, target: int) -> None:
    assert b2.target_to_bits(target) == CORE_BITS[target]


def test_every_size_and_many_digits_agree_with_labs_bitcoin(b2: SimpleNamespace) -> None:
    for size, digits in itertools.product(range(40), (0, 1, 0x7F, 0x80, 0xFFFF, 0x10000, 0x7FFFFF)):
        bits = size << 24 | digits
        target = digits * Fraction(256) ** (size - 3)
        if target >= 2**256:
            with pytest.raises(ValueError):
                b2.bits_to_target(bits)
        else:
            assert b2.bits_to_target(bits) == target_of(bits) == math.floor(target)


def test_there_and_back_cuts_a_target_off_and_never_raises_it(b2: SimpleNamespace) -> None:
    for power in range(256):
        for target in (2**power, 2**power + 1, 2 ** (power + 1) - 1, 5 * 2**power // 4):
            bits = b2.target_to_bits(target)
            assert bits == bits_of(target)
            assert 0 <= target - b2.bits_to_target(bits) < target / 2**15
            assert b2.target_to_bits(b2.bits_to_target(bits)) == bits, "what is cut once stays"


def test_difficulty_agrees_with_labs_bitcoin_and_the_known_figures(b2: SimpleNamespace) -> None:
    assert b2.difficulty(0x1D00FFFF) == 1
    assert b2.difficulty(0x1B0404CB) == pytest.approx(16307.42, abs=0.005)
    for bits in (0x1D00FFFF, 0x1B0404CB, 0x1702349E, 0x207FFFFF):
        assert b2.difficulty(bits) == pytest.approx(difficulty_of(bits), rel=1e-12)
        assert b2.expected_hashes(bits) == pytest.approx(work_of(bits), rel=1e-6, abs=1)


def test_a_node_says_the_same_of_its_own_blocks(b2: SimpleNamespace, rpc: labs.node.Client) -> None:
    for block_id in rpc.mine(4):
        raw, said = bytes.fromhex(rpc.getblockheader(block_id, False)), rpc.getblockheader(block_id)
        fields = b2.parse_header(raw)
        assert fields["prev"][::-1].hex() == said["previousblockhash"]
        assert fields["merkle_root"][::-1].hex() == said["merkleroot"]
        assert (fields["version"], fields["time"]) == (said["version"], said["time"])
        assert (fields["bits"], fields["nonce"]) == (int(said["bits"], 16), said["nonce"])
        assert b2.bits_to_target(fields["bits"]) == int(said["target"], 16) == REGTEST_LIMIT
        assert b2.difficulty(fields["bits"]) == pytest.approx(float(said["difficulty"]), rel=1e-12)
        assert b2.check_pow(raw, REGTEST_LIMIT) is True
        assert b2.check_pow(raw, MAIN_LIMIT) is False, "regtest's work proves nothing on the main network"


def test_headers_that_bitcoins_engine_accepted_prove_their_work(b2: SimpleNamespace) -> None:
    """labs.mining.difficulty replays them through libbitcoinkernel; test_difficulty.py holds that."""
    for block in itertools.islice(blocks(), 0, 2016, 40):
        header = block.header.serialize()
        assert b2.check_pow(header, MAIN_LIMIT) is True
        assert b2.check_pow(header, MAIN_LIMIT - 1) is False, "the target is the limit itself"
        nonce = b2.parse_header(header)["nonce"]
        assert b2.mine_header(header[:76], target_of(0x1D00FFFF), max(0, nonce - 3), 4) == nonce


def test_mining_finds_what_the_labs_miner_finds(b2: SimpleNamespace) -> None:
    for seed, power in itertools.product(range(6), (248, 250, 252)):
        h76 = b2.hash256(bytes([seed])) * 2 + bytes(12)
        found = search(h76 + bytes(4), 2**power)
        assert b2.mine_header(h76, 2**power) == found is not None
        assert b2.mine_header(h76, 2**power, 0, found) is None
        assert b2.mine_header(h76, 2**power, found, 1) == found
    assert b2.mine_header(bytes(76), 0, 2**32 - 2, 10) is None, "no nonce above 2**32 - 1"


def test_luck_is_the_geometric_law_summed_exactly(b2: SimpleNamespace) -> None:
    for bits in (0x207FFFFF, 0x2003FFFF, 0x1F00FFFF):
        p = Fraction(b2.bits_to_target(bits) + 1, 2**256)
        assert b2.expected_hashes(bits) == pytest.approx(float(1 / p), rel=1e-12)
        for n in (0, 1, 2, 17, 100):
            exact = sum(p * (1 - p) ** (k - 1) for k in range(1, n + 1))
            assert b2.luck(n, bits) == pytest.approx(float(exact), rel=1e-9, abs=1e-15)


def test_luck_keeps_its_digits_for_real_targets(b2: SimpleNamespace) -> None:
    p = Fraction(target_of(0x1702349E) + 1, 2**256)
    assert b2.luck(10**15, 0x1702349E) == pytest.approx(float(10**15 * p), rel=1e-8)
    assert b2.luck(int(1 / p), 0x1702349E) == pytest.approx(1 - math.exp(-1), rel=1e-9)


def test_the_example_in_each_docstring_is_true(b2: SimpleNamespace) -> None:
    genesis = bytes.fromhex(REAL_HEADERS[GENESIS_ID])
    assert b2.genesis == genesis and b2.parse_header(genesis)["time"] == 1231006505
    assert b2.bits_to_target(0x05009234) == 0x92340000 and b2.target_to_bits(0x92340000) == 0x05009234
    assert round(b2.difficulty(0x1B0404CB), 2) == 16307.42
    assert b2.meets(bytes([7]) + bytes(31), 7) is True and b2.check_pow(genesis, 0xFFFF << 208) is True
    assert b2.mine_header(genesis[:76], 0xFFFF << 208, 2083236890, 10) == 2083236893
    assert f"{b2.expected_hashes(0x1D00FFFF):.3e}" == "4.295e+09"
    assert int(b2.expected_hashes(0x1D00FFFF)) == 4_295_032_833
    assert f"{b2.luck(4_295_032_833, 0x1D00FFFF):.3f}" == "0.632"


def test_the_figures_in_the_text_are_computed_ones(b2: SimpleNamespace) -> None:
    text = source_text()
    hashes = 144.4e12 * 2**32
    assert f"{hashes:.0e}" == "6e+23" and "about 6 × 10²³ hashes" in text
    assert hashes / 1e6 > 13.8e9 * 365.25 * 86400 and "longer than the age of the universe" in text
    assert 1e-24 < 1 / hashes < 3e-24 and "p about 10⁻²⁴" in text
    assert 2**32 / 100e12 < 50e-6 and "how many microseconds" in text
    assert -math.expm1(2**80 * math.log1p(-(2.0**-80))) == pytest.approx(0.63, abs=0.005)


def test_the_plot_shows_what_its_words_say(b2: SimpleNamespace) -> None:
    assert len(b2.attempts) == 600 and round(b2.expected_hashes(b2.toy_bits)) == 64
    spread = math.sqrt(64 * 63 / 600)
    assert abs(sum(b2.attempts) / 600 - 64) < 4 * spread, "four standard errors of the geometric law"
    bins = [sum(low < tried <= low + 20 for tried in b2.attempts) for low in range(0, 160, 20)]
    assert bins == sorted(bins, reverse=True), "the bars fall steadily"
    assert 0 < sum(tried > 250 for tried in b2.attempts) < 20
    assert f"{b2.luck(64, b2.toy_bits):.0%}" == "64%"


def test_the_stretch_task_tells_the_truth_about_bitcoinlib(library_blocks: ModuleType) -> None:
    """It compares with `<` and knows no limit, so it believes a header with easy bits."""
    header = Header(1, bytes(32), bytes(32), 1, 0x207FFFFF, 0)
    while int.from_bytes(header.hash, "little") > REGTEST_LIMIT:
        header.nonce += 1
    block = library_blocks.Block.parse(header.serialize() + b"\x00")
    assert block.check_proof_of_work() is True
    equal = library_blocks.Block(
        (0x92340000).to_bytes(32, "big"), 1, bytes(32), bytes(32), 1, bits=0x05009234, nonce=0
    )
    assert equal.target == 0x92340000 and equal.check_proof_of_work() is False


def source_text() -> str:
    folder = Path(__file__).resolve().parents[2] / "courses" / "mining" / "b2-proof-of-work"
    return (folder / "b2-proof-of-work.py").read_text(encoding="utf-8")
