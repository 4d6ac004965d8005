"""A1's reference answers agree with independent sources: bitcoinlib, and constants of the real chain."""

from __future__ import annotations

import importlib
import math
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

GENESIS_HEADER = bytes.fromhex(
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e"
    "67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
)
TEXT = Path(__file__).resolve().parents[2] / "courses/blockchain/a1-hashes/a1-hashes.py"
GENESIS_ID = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
CORE_ENCODINGS = {
    252: "fc",
    253: "fdfd00",
    65535: "fdffff",
    65536: "fe00000100",
    2**32 - 1: "feffffffff",
    2**32: "ff0000000001000000",
}
"""Bitcoin Core, src/serialize.h, WriteCompactSize: `<= 0xffff` is fd, `<= 0xffffffff` is fe."""
BITCOINLIB_WRITES_LONGER = {65535, 2**32 - 1}
"""bitcoinlib 0.7.10 compares with `<` here; Bitcoin Core's reader refuses what it writes as non-canonical."""
BORDERS = [0, 1, 252, 253, 254, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**64 - 1]


@pytest.fixture(scope="module")
def encoding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """bitcoinlib's encodings. It writes a settings folder on import, so that folder is a temporary one."""
    before = os.environ.get("BCL_DATA_DIR")
    folder: Path = tmp_path_factory.mktemp("bitcoinlib")
    os.environ["BCL_DATA_DIR"] = str(folder)
    try:
        pytest.importorskip("bitcoinlib", reason="bitcoinlib is in the test extra: pip install -e '.[test]'")
        yield importlib.import_module("bitcoinlib.encoding")
    finally:
        if before is None:
            del os.environ["BCL_DATA_DIR"]
        else:
            os.environ["BCL_DATA_DIR"] = before


def test_the_first_block_has_its_known_id(a1: SimpleNamespace) -> None:
    assert a1.to_display(a1.hash256(GENESIS_HEADER)) == GENESIS_ID


@pytest.mark.parametrize("data", [b"", b"hunar", GENESIS_HEADER, bytes(range(256)) * 40])
def test_hash256_agrees_with_bitcoinlib(a1: SimpleNamespace, encoding: ModuleType, data: bytes) -> None:
    assert a1.hash256(data) == encoding.double_sha256(data)


@pytest.mark.parametrize("n", CORE_ENCODINGS)
def test_compact_sizes_at_the_borders_follow_bitcoin_core(a1: SimpleNamespace, n: int) -> None:
    assert a1.compact_size(n).hex() == CORE_ENCODINGS[n]


@pytest.mark.parametrize("n", BORDERS)
def test_bitcoinlib_reads_every_compact_size_as_we_do(
    a1: SimpleNamespace, encoding: ModuleType, n: int
) -> None:
    written = a1.compact_size(n)
    assert encoding.varbyteint_to_int(written) == (n, len(written))
    assert a1.read_compact_size(b"\x00\x00" + written + b"\x00", 2) == (n, 2 + len(written))


@pytest.mark.parametrize("n", sorted(set(BORDERS) - BITCOINLIB_WRITES_LONGER))
def test_bitcoinlib_writes_other_compact_sizes_as_we_do(
    a1: SimpleNamespace, encoding: ModuleType, n: int
) -> None:
    assert a1.compact_size(n) == encoding.int_to_varbyteint(n)


@pytest.mark.parametrize("n", sorted(BITCOINLIB_WRITES_LONGER))
def test_the_stretch_task_tells_the_truth_about_bitcoinlib(
    a1: SimpleNamespace, encoding: ModuleType, n: int
) -> None:
    longer = encoding.int_to_varbyteint(n)
    assert len(longer) > len(a1.compact_size(n))
    with pytest.raises(ValueError):
        a1.read_compact_size(longer, 0)


def test_every_longer_form_of_a_number_is_refused(a1: SimpleNamespace) -> None:
    for n in (n for n in BORDERS if n < 2**32):
        shortest = len(a1.compact_size(n))
        for mark, width in ((b"\xfd", 2), (b"\xfe", 4), (b"\xff", 8)):
            if 1 + width > shortest and n < 256**width:
                with pytest.raises(ValueError):
                    a1.read_compact_size(mark + n.to_bytes(width, "little"), 0)


def test_every_cut_of_a_number_is_refused(a1: SimpleNamespace) -> None:
    for n in BORDERS:
        written = a1.compact_size(n)
        for length in range(len(written)):
            with pytest.raises(ValueError):
                a1.read_compact_size(written[:length], 0)


@pytest.mark.parametrize(("prefix", "zero_bits"), [(b"Indus", 5), (b"Indus", 9), (b"Indus", 12)])
def test_a_found_nonce_is_the_first_that_gives_enough_zero_bits_on_display(
    a1: SimpleNamespace, encoding: ModuleType, prefix: bytes, zero_bits: int
) -> None:
    def zero_bits_shown(nonce: int) -> int:
        shown = encoding.double_sha256(prefix + nonce.to_bytes(4, "little"))[::-1]
        bits = "".join(f"{byte:08b}" for byte in shown)
        return len(bits) - len(bits.lstrip("0"))

    nonce = a1.find_nonce(prefix, zero_bits)
    assert zero_bits_shown(nonce) >= zero_bits
    assert all(zero_bits_shown(earlier) < zero_bits for earlier in range(nonce))


def test_avalanche_counts_the_bits_that_differ(a1: SimpleNamespace, encoding: ModuleType) -> None:
    message = b"Tarbela"
    for bit in range(8 * len(message)):
        changed = int.from_bytes(message, "little") ^ (1 << bit)
        left = encoding.double_sha256(message)
        right = encoding.double_sha256(changed.to_bytes(len(message), "little"))
        differ = sum(bin(x ^ y).count("1") for x, y in zip(left, right, strict=True))
        assert a1.avalanche(message, bit) == differ


def test_the_distances_in_the_plot_form_a_bell_around_128(a1: SimpleNamespace) -> None:
    mean = sum(a1.distance_bits) / len(a1.distance_bits)
    assert abs(mean - 128) < 4 * 8 / len(a1.distance_bits) ** 0.5, "four standard errors of a fair coin"
    assert sum(112 <= distance <= 144 for distance in a1.distance_bits) > 0.9 * len(a1.distance_bits)


def test_a_commitment_opens_with_its_own_bid_and_salt_only(a1: SimpleNamespace, encoding: ModuleType) -> None:
    salt = bytes(range(32))
    sealed = a1.commit(7450, salt)
    assert sealed == encoding.double_sha256(bytes.fromhex("1a1d000000000000") + salt)
    assert a1.open_ok(sealed, 7450, salt) is True
    assert a1.open_ok(sealed, 7451, salt) is False
    assert a1.open_ok(sealed, 7450, bytes(32)) is False
    assert a1.open_ok(sealed, 7450, salt[:31]) is False


def test_the_commitments_in_the_sample_reflection_are_real(a1: SimpleNamespace, encoding: ModuleType) -> None:
    text = TEXT.read_text(encoding="utf-8")
    begins = [
        encoding.double_sha256((7450).to_bytes(8, "little") + salt).hex()[:8]
        for salt in (bytes(32), b"\x01" * 32)
    ]
    assert f"begin with {begins[0]} and {begins[1]}" in text


def test_the_work_of_a_block_is_about_two_to_the_79_as_the_text_says() -> None:
    text = TEXT.read_text(encoding="utf-8")
    assert "[144.4 trillion](#fact-difficulty-feb-2026), a block needs about 2⁷⁹ hashes" in text
    assert round(math.log2(144.4e12 * 2**32)) == 79


def test_the_worked_examples_show_what_the_text_promises(a1: SimpleNamespace) -> None:
    assert 1000 == 3 * 256 + 0xE8 and (1000).to_bytes(2, "big").hex() == "03e8"
    assert bytes(a1.letter) == b"C", "A with bit 1 flipped"
    assert "bit 1 flipped: b'C'" in a1.printed
    assert "zero bits in front: 5" in a1.printed, "07 is 0000 0111"
    assert (9).bit_length() == 4
    with pytest.raises(ValueError):
        a1.third_byte(b"12")
