"""B4's reference answers agree with Bitcoin Core's vectors and engine, a live node and other arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest

import labs.node
from labs.bitcoin.blocks import Block, bits_of, difficulty_of, target_of
from labs.mining.difficulty import replay
from labs.node.client import Client
from tests.courses.conftest import COURSES, Lab

pytestmark = pytest.mark.slow

TEXT = (COURSES / "mining/b4-difficulty/b4-difficulty.py").read_text(encoding="utf-8")
ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
CORE_RETARGETS = [
    (0x1D00FFFF, 1261130161, 1262152739, 0x1D00D86A),
    (0x1D00FFFF, 1231006505, 1233061996, 0x1D00FFFF),
    (0x1C05A3F4, 1279008237, 1279297671, 0x1C0168FD),
    (0x1C387F6F, 1263163443, 1269211443, 0x1D00E1FD),
]
"""Bitcoin Core, src/test/pow_tests.cpp: the heights 32255, 2015, 68543 and 46367 of the main network."""


@pytest.fixture(scope="module")
def b4(lab: Lab) -> SimpleNamespace:
    return lab("mining/b4-difficulty")


@pytest.fixture(scope="module")
def node() -> Iterator[Client]:
    with labs.node.regtest() as rpc:
        yield rpc


@pytest.mark.parametrize(("bits", "first", "last", "expected"), CORE_RETARGETS)
def test_retargets_of_the_main_network_are_bitcoin_cores(
    b4: SimpleNamespace, bits: int, first: int, last: int, expected: int
) -> None:
    assert b4.retarget(bits, first, last, b4.LIMIT) == expected


def test_the_consensus_engine_asks_for_the_bits_that_the_learner_computes(b4: SimpleNamespace) -> None:
    first, last = b4.period_times(2016, b4.chain_times)
    blocks = list(replay())
    assert [block.time for block in blocks] == b4.chain_times[1:]
    assert b4.retarget(blocks[0].bits, first, last, b4.LIMIT) == blocks[-1].bits == 0x1C3FFFC0
    assert b4.engine_bits == b4.your_bits == 0x1C3FFFC0


def test_the_given_tools_turn_bits_and_targets_as_the_room_labs_does(b4: SimpleNamespace) -> None:
    rng = np.random.default_rng(4)
    for _ in range(500):
        bits = int(rng.integers(3, 0x20)) << 24 | int(rng.integers(0x8000, 0x800000))
        assert b4.bits_to_target(bits) == target_of(bits)
        assert b4.target_to_bits(target_of(bits)) == bits_of(target_of(bits)) == bits
    assert b4.target_to_bits(b4.LIMIT) == 0x1D00FFFF


def test_a_target_of_the_given_tools_is_what_the_node_reports(b4: SimpleNamespace, node: Client) -> None:
    header = node.getblockheader(node.getblockhash(0))
    target = b4.bits_to_target(int(header["bits"], 16))
    assert target == int(header["target"], 16)
    assert float(header["difficulty"]) == pytest.approx((0xFFFF << 208) / target, rel=1e-12)


def test_every_ordinary_retarget_scales_the_difficulty_by_two_weeks_over_seconds(b4: SimpleNamespace) -> None:
    rng = np.random.default_rng(14)
    for _ in range(200):
        bits = int(rng.integers(0x17, 0x1C)) << 24 | int(rng.integers(0x8000, 0x800000))
        seconds = int(rng.integers(302_400, 4_838_401))
        change = difficulty_of(b4.retarget(bits, 10**9, 10**9 + seconds, b4.LIMIT)) / difficulty_of(bits)
        assert change == pytest.approx(1_209_600 / seconds, rel=1 / 0x8000)


def test_the_hashrate_of_february_2026_is_1034_exahashes_per_second(b4: SimpleNamespace) -> None:
    assert b4.network_hashrate(144.4e12) / 1e18 == pytest.approx(1033.7, abs=0.05)
    assert b4.new_th_per_s / 1e6 == pytest.approx(114.3, abs=0.05), "2,000 MW at 17.5 J/TH, in EH/s"
    assert 0.1 < b4.new_th_per_s * 1e12 / b4.network_hashrate(144.4e12) < 0.12, "about a tenth"


def test_the_node_estimates_the_same_hashrate_from_blocks_ten_minutes_apart(b4: SimpleNamespace) -> None:
    with labs.node.regtest() as rpc:
        start = rpc.getblockheader(rpc.getblockhash(0))["time"] + 600
        for block in range(30):
            rpc.setmocktime(start + 600 * block)
            rpc.generatetoaddress(1, ADDRESS)
        difficulty = float(rpc.getdifficulty())
        assert float(rpc.getnetworkhashps(20)) == pytest.approx(b4.network_hashrate(difficulty), rel=1e-4)


def test_the_median_time_past_is_the_nodes_also_on_a_young_chain(b4: SimpleNamespace) -> None:
    with labs.node.regtest() as rpc:
        times = [rpc.getblockheader(rpc.getblockhash(0))["time"]]
        clock = times[0] + 10_000
        rng = np.random.default_rng(44)
        for height in range(1, 25):
            clock += 60
            rpc.setmocktime(clock + int(rng.integers(0, 5)) * 900)
            rpc.generatetoaddress(1, ADDRESS)
            header = rpc.getblockheader(rpc.getblockhash(height))
            times.append(header["time"])
            assert b4.mtp(list(times)) == header["mediantime"], height
        assert times != sorted(times), "some blocks are older than the block before them"


def test_the_node_accepts_exactly_the_times_that_time_ok_accepts(b4: SimpleNamespace) -> None:
    with labs.node.regtest() as rpc:
        start = rpc.getblockheader(rpc.getblockhash(0))["time"] + 10_000
        for block in range(12):
            rpc.setmocktime(start + 500 * block + 1500 * (block % 3))
            rpc.generatetoaddress(1, ADDRESS)
        now = start + 8_000
        rpc.setmocktime(now)
        times = [rpc.getblockheader(rpc.getblockhash(height))["time"] for height in range(13)]
        middle = b4.mtp(list(times))
        template = Block.parse(bytes.fromhex(rpc.generateblock(ADDRESS, [], False)["hex"]))
        verdicts = {}
        for time in (now + 7201, middle, middle - 1, middle + 1, now + 7200):
            header = template.header
            header.time, header.nonce = time, 0
            while int.from_bytes(header.hash, "little") > target_of(header.bits):
                header.nonce += 1
            said = rpc.submitblock(template.serialize().hex())
            verdicts[time] = said
            assert b4.time_ok(time, list(times), now) is (said in (None, "inconclusive")), (time - now, said)
        assert verdicts[middle] == "time-too-old" and verdicts[now + 7201] == "time-too-new"


def test_at_the_steady_interval_the_rule_leaves_the_target_alone(b4: SimpleNamespace) -> None:
    for interval, same in ((b4.steady_bias(), True), (600, False)):
        times = [round(1.7e9 + interval * block) for block in range(2017)]
        changed = b4.retarget(0x1B0404CB, *b4.period_times(2016, times), b4.LIMIT)
        assert (changed == 0x1B0404CB) is same
        assert same or changed < 0x1B0404CB, "at 600 s it makes blocks harder"
    assert b4.steady_bias() == pytest.approx(600.29777, abs=1e-5)


def test_luck_adds_the_same_bias_again() -> None:
    waits = np.random.default_rng(2014).gamma(2015, size=2_000_000)
    assert np.mean(600 * 2016 / waits) == pytest.approx(600 * 2016 / 2014, abs=0.05)
    assert abs(np.mean(600 * 2016 / waits) - 600 * 2016 / 2015) > 0.2
    assert 0.02 < 2016**-0.5 < 0.025, "about 2 % luck in one period"


def test_a_shock_of_minus_half_doubles_the_waits_and_halves_the_next_difficulty(b4: SimpleNamespace) -> None:
    hashrate = np.repeat([1e21, 5e20, 5e20], 2016)
    runs = [b4.simulate(hashrate, np.random.default_rng(seed)) for seed in range(50)]
    waits = np.mean([run["interval_s"].reshape(3, 2016).mean(axis=1) for run in runs], axis=0)
    assert waits[1] / waits[0] == pytest.approx(2, rel=0.02)
    steps = [run["difficulty"][4032] / run["difficulty"][2016] for run in runs]
    assert np.mean(steps) == pytest.approx(0.5, rel=0.03)


def test_a_shock_of_plus_five_hundred_percent_is_limited_to_a_factor_of_four(b4: SimpleNamespace) -> None:
    hashrate = np.repeat([1e21, 6e21, 6e21, 6e21], 2016)
    got = b4.simulate(hashrate, np.random.default_rng(6))["difficulty"]
    assert got[4032] / got[2016] == pytest.approx(4, rel=1e-12)
    assert got[6048] / got[4032] == pytest.approx(1.5, rel=0.1)


def test_a_simulated_retarget_is_the_exact_one_but_for_rounding_to_bits(b4: SimpleNamespace) -> None:
    got = b4.simulate(np.full(2017, 1e21), np.random.default_rng(17))
    times = np.cumsum(got["interval_s"]).round().astype(int).tolist()
    old = bits_of(int((0xFFFF << 208) / got["difficulty"][0]))
    new = b4.retarget(old, *b4.period_times(2016, times), b4.LIMIT)
    assert difficulty_of(new) / difficulty_of(old) == pytest.approx(
        got["difficulty"][2016] / got["difficulty"][0], rel=1e-4
    )


def test_the_waits_follow_the_exponential_law(b4: SimpleNamespace) -> None:
    got = b4.simulate(np.full(40_000, 1e21), np.random.default_rng(3))
    luck = np.sort(got["interval_s"] * 1e21 / (got["difficulty"] * 2**32))
    law = 1 - np.exp(-luck)
    assert np.max(np.abs(law - (np.arange(40_000) + 0.5) / 40_000)) < 1.63 / 200, "Kolmogorov-Smirnov, 1 %"


def test_the_picture_shows_what_its_words_say(b4: SimpleNamespace) -> None:
    minutes = b4.result["interval_s"].reshape(-1, 2016).mean(axis=1) / 60
    assert np.allclose(minutes[[0, 1, 3, 4, 7, 8]], 10, atol=1)
    assert 18 < minutes[2] < 23 and minutes[5] < 2 and 5.5 < minutes[6] < 7.5
    steps = b4.result["difficulty"][2016::2016] / b4.result["difficulty"][:-2016:2016]
    assert steps.max() <= 4 and steps[5] == pytest.approx(4)


def test_regtest_keeps_its_bits_for_more_than_a_period(node: Client) -> None:
    hashes = node.generatetoaddress(2017, ADDRESS)
    bits = {node.getblockheader(hashes[i])["bits"] for i in (0, 2014, 2015, 2016)}
    assert bits == {"207fffff"}, "as the sample reflection says"


def test_the_example_in_each_docstring_is_true(b4: SimpleNamespace) -> None:
    assert b4.network_hashrate(1) == pytest.approx(7.158e6, rel=1e-4)
    assert b4.period_times(2016, b4.chain_times) == (1231006505, 1231248322)
    assert b4.retarget(0x1C100000, 1_700_000_000, 1_700_604_800, b4.LIMIT) == 0x1C080000
    assert b4.steady_bias(5, 10) == 12.5
    assert b4.mtp([100, 300, 200, 9000, 400]) == 300
    assert b4.time_ok(301, [100, 300, 200, 9000, 400], 5000) is True
    got = b4.simulate(np.full(3, 2.0**32), np.random.default_rng(0))["difficulty"]
    assert got.tolist() == [600, 600, 600]


def test_every_number_of_the_rule_in_the_text_is_the_rules(b4: SimpleNamespace) -> None:
    assert b4.TWO_WEEKS_S == 14 * 24 * 3600 == 1_209_600
    assert b4.TWO_WEEKS_S // 4 == 302_400 and b4.TWO_WEEKS_S * 4 == 4_838_400
    for number in ("1,209,600", "302,400", "4,838,400", "7,200"):
        assert re.search(rf"\b{number}\b", TEXT)
