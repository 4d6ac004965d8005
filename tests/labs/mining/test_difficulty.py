"""The retarget, by formula and as Bitcoin's consensus engine enforces it."""

from __future__ import annotations

import random

import pytest

from labs.bitcoin.blocks import target_of
from labs.mining.difficulty import (
    EASIEST_BITS,
    GENESIS_TIME,
    PERIOD,
    TIMESPAN_S,
    Replayed,
    blocks,
    recorded,
    replay,
    retarget,
)


@pytest.fixture(scope="module")
def replayed() -> list[Replayed]:
    return list(replay())


def test_the_engine_accepts_the_whole_period_and_its_new_target(replayed: list[Replayed]) -> None:
    assert [one.height for one in replayed] == list(range(1, PERIOD + 1))
    assert {one.bits for one in replayed[:-1]} == {0x1D00FFFF}
    assert replayed[-1].bits == 0x1C3FFFC0
    assert [one.time for one in replayed] == [time for time, _ in recorded()]


def test_every_replayed_hash_is_below_its_target(replayed: list[Replayed]) -> None:
    assert all(int.from_bytes(one.hash, "little") <= target_of(one.bits) for one in replayed)


def test_the_formula_gives_the_bits_that_the_engine_asked_for(replayed: list[Replayed]) -> None:
    assert retarget(EASIEST_BITS, GENESIS_TIME, replayed[PERIOD - 2].time) == replayed[-1].bits


def test_the_recorded_chain_hangs_together() -> None:
    prev = None
    for block in blocks():
        assert prev is None or block.header.prev == prev
        prev = block.hash


@pytest.mark.parametrize(
    ("bits", "first", "last", "expected"),
    [
        # Source: Bitcoin Core, src/test/pow_tests.cpp (blocks 30240/32255, 0/2015, 66528/68543, 44352/46367)
        (0x1D00FFFF, 1261130161, 1262152739, 0x1D00D86A),
        (0x1D00FFFF, 1231006505, 1233061996, 0x1D00FFFF),
        (0x1C05A3F4, 1279008237, 1279297671, 0x1C0168FD),
        (0x1C387F6F, 1263163443, 1269211443, 0x1D00E1FD),
    ],
)
def test_retargets_of_the_real_chain(bits: int, first: int, last: int, expected: int) -> None:
    assert retarget(bits, first, last) == expected


def test_a_target_changes_by_a_factor_of_four_at_most_and_never_eases_beyond_the_easiest() -> None:
    draw = random.Random(3)
    for _ in range(500):
        size = draw.randrange(4, 0x1D)
        bits = size << 24 | draw.randrange(0x008000, 0x7FFFFF)
        taken = int(TIMESPAN_S * 2 ** draw.uniform(-6, 6))
        old, new = target_of(bits), target_of(retarget(bits, 1_000_000_000, 1_000_000_000 + taken))
        assert old / 4 * 0.99 < new <= max(old * 4, 1)
        assert new <= target_of(EASIEST_BITS)
        if taken > TIMESPAN_S * 1.01 and old * 2 < target_of(EASIEST_BITS):
            assert new > old
