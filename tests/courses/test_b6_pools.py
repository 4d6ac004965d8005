"""B6's reference answers agree with the chain, our pool, bitcoinlib and exact probabilities."""

from __future__ import annotations

import importlib
import math
import re
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

import labs.node
from labs.bitcoin.blocks import merkle_root, target_of
from labs.bitcoin.hashes import sha256d
from labs.mining import merkle
from labs.mining.stratum.job import Job
from labs.mining.stratum.payouts import divide
from labs.mining.stratum.shares import target_of_difficulty, work_of_target
from labs.mining.template import BlockTemplate
from tests.courses.conftest import COURSES, Lab

TEXT = (COURSES / "mining/b6-pools/b6-pools.py").read_text(encoding="utf-8")
BLOCK_170_ROOT = "7dac2c5666815c17a3b36427de37bb9d2e2c5ccec3f8633eb91a4205cb4c10ff"
BLOCK_170_TXIDS = (
    "b1fea52486ce0c62bb442b530a3f0132b826c74e473d1f2c220bfa78111c5082",
    "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16",
)
SCRIPT = bytes.fromhex("0014751e76e8199196d454941c45d1b3a323f1433bd6")


@pytest.fixture(scope="module")
def b6(lab: Lab) -> SimpleNamespace:
    return lab("mining/b6-pools")


def game(a: float, g: float, finds: int, seed: int) -> float:
    """Selfish mining played with two chains and their lengths, not with a table of states."""
    rng = np.random.default_rng(seed)
    ours, theirs, shown, own, others = 0, 0, False, 0, 0
    for turn, side in zip(rng.random(finds), rng.random(finds), strict=True):
        if turn < a:
            ours += 1
            if shown:  # we win the race of equal branches
                own, ours, theirs, shown = own + ours, 0, 0, False
        elif shown and side < g:  # an honest miner builds on our branch
            own, others = own + ours, others + 1
            ours, theirs, shown = 0, 0, False
        else:
            theirs += 1
            if ours < theirs:
                others, ours, theirs, shown = others + theirs, 0, 0, False
            elif ours == theirs == 1:
                shown = True
            elif ours == theirs + 1:
                own, ours, theirs = own + ours, 0, 0
            elif ours > theirs:  # far ahead: publish as many blocks as they have; these stay
                own, ours, theirs = own + theirs, ours - theirs, 0
    return own / (own + others)


def test_a_hundred_thousandth_finds_nothing_in_30_days_with_96_percent(b6: SimpleNamespace) -> None:
    assert b6.p_no_block(1e-5, 30) == pytest.approx(0.9577, abs=5e-5)
    assert 10e15 / (144.4e12 * 2**32 / 600) == pytest.approx(1e-5, rel=0.04), "10 PH/s, as the story says"


def test_the_poisson_law_is_what_many_hash_attempts_give(b6: SimpleNamespace) -> None:
    attempts, chance = 10**9, 1.7e-9
    exact = math.exp(attempts * math.log1p(-chance))
    assert b6.p_no_block(attempts * chance / 144, 1) == pytest.approx(exact, rel=1e-8)


def test_a_share_difficulty_gives_the_wished_number_of_shares(b6: SimpleNamespace) -> None:
    for hashrate, pace in ((200, 20), (0.5, 6), (3e-7, 12)):
        hashes_per_share = work_of_target(target_of_difficulty(b6.share_difficulty_for(hashrate, pace)))
        assert hashrate * 1e12 * 60 / hashes_per_share == pytest.approx(pace, rel=1e-4)


def test_pps_is_the_exact_fraction_rounded_down(b6: SimpleNamespace) -> None:
    rng = np.random.default_rng(63)
    for _ in range(300):
        shares = [int(d) for d in rng.integers(1, 10**6, size=int(rng.integers(0, 40)))]
        netdiff, reward, fee = (int(rng.integers(1, top)) for top in (10**15, 10**10, 10_001))
        exact = Fraction(reward) * sum(shares) / netdiff * (1 - Fraction(fee, 10_000))
        assert b6.pps(shares, netdiff, reward, fee) == math.floor(exact)


def test_pps_pays_the_expected_block_reward_of_the_hashes_behind_the_shares(b6: SimpleNamespace) -> None:
    netdiff, share = 10**12, 10**6
    hashes = 5000 * work_of_target(target_of_difficulty(share))
    blocks = hashes / work_of_target(target_of_difficulty(netdiff))
    assert b6.pps([share] * 5000, netdiff, 312_500_000, 0) == pytest.approx(blocks * 312_500_000, rel=1e-5)


def test_pplns_divides_as_the_pool_of_the_room_labs_does(b6: SimpleNamespace) -> None:
    rng = np.random.default_rng(64)
    names = ["zara", "omar", "hina", "adil", "noor"]
    for _ in range(300):
        size = int(rng.integers(1, 30))
        window = [
            (names[int(w)], int(d))
            for w, d in zip(rng.integers(5, size=size), rng.integers(1, 9, size), strict=True)
        ]
        work: dict[str, int] = {}
        for worker, difficulty in window:
            work[worker] = work.get(worker, 0) + difficulty
        reward = int(rng.integers(0, 10**4))
        assert b6.pplns(window, reward) == divide(work, reward)


def test_pplns_pays_nobody_a_satoshi_away_from_the_exact_part(b6: SimpleNamespace) -> None:
    rng = np.random.default_rng(65)
    for _ in range(200):
        window = [
            (f"w{int(w)}", int(d))
            for w, d in zip(rng.integers(9, size=20), rng.integers(1, 10**6, 20), strict=True)
        ]
        paid = b6.pplns(window, 312_500_000)
        assert sum(paid.values()) == 312_500_000
        total = sum(d for _, d in window)
        for worker, sat in paid.items():
            exact = Fraction(312_500_000 * sum(d for name, d in window if name == worker), total)
            assert abs(sat - exact) < 1


def test_the_root_of_block_170_is_the_chains(b6: SimpleNamespace) -> None:
    root = b6.root_from_branch(b6.coinb1, b"", b6.gap, b6.coinb2, [b6.payment_170])
    assert root[::-1].hex() == BLOCK_170_ROOT
    assert sha256d(b6.coinbase_170)[::-1].hex() == BLOCK_170_TXIDS[0]
    assert b6.payment_170[::-1].hex() == BLOCK_170_TXIDS[1]


def test_bitcoinlib_finds_the_same_coinbase_and_the_extranonce_in_the_gap(b6: SimpleNamespace) -> None:
    transactions = pytest.importorskip("bitcoinlib.transactions")
    coinbase = transactions.Transaction.parse(b6.coinbase_170)
    assert coinbase.txid == BLOCK_170_TXIDS[0]
    encoding = importlib.import_module("bitcoinlib.encoding")
    left, right = (bytes.fromhex(txid)[::-1] for txid in BLOCK_170_TXIDS)
    assert encoding.double_sha256(left + right)[::-1].hex() == BLOCK_170_ROOT
    script = b6.coinbase_170[42:49]
    assert script == bytes.fromhex("04ffff001d") + b"\x01" + b6.gap, (
        "bits, then the extranonce, each with its length"
    )


@pytest.mark.parametrize("others", [0, 1, 2, 5, 12])
def test_the_root_from_a_branch_is_the_root_over_all_transactions(b6: SimpleNamespace, others: int) -> None:
    rng = np.random.default_rng(others)
    txids = [rng.bytes(32) for _ in range(others)]
    parts = [rng.bytes(60), rng.bytes(4), rng.bytes(4), rng.bytes(70)]
    root = b6.root_from_branch(*parts, merkle.coinbase_branch(txids))
    assert root == merkle_root([sha256d(b"".join(parts)), *txids])


def test_a_job_of_our_stratum_pool_leads_to_a_block_that_the_node_accepts(b6: SimpleNamespace) -> None:
    with labs.node.regtest() as rpc:
        rpc.mine(101)
        for _ in range(3):
            rpc.sendtoaddress(rpc.getnewaddress(), 1)
        job = Job(BlockTemplate.from_json(rpc.getblocktemplate({"rules": ["segwit"]})), SCRIPT)
        params = job.params("1", True)
        branch = [bytes.fromhex(one) for one in params[4]]
        assert len(branch) == 2
        root = b6.root_from_branch(
            bytes.fromhex(params[2]),
            b"\x01\x02\x03\x04",
            b"\x05\x06\x07\x08",
            bytes.fromhex(params[3]),
            branch,
        )
        nonce, target = 0, target_of(job.template.bits)
        while True:
            header = job.header(bytes(range(1, 9)), job.template.cur_time, nonce, job.template.version)
            assert header[36:68] == root
            if int.from_bytes(sha256d(header), "little") <= target:
                break
            nonce += 1
        assert rpc.submitblock(job.block(header, bytes(range(1, 9))).hex()) is None
        assert rpc.getblockheader(rpc.getbestblockhash())["merkleroot"] == root[::-1].hex()


def test_ruin_on_one_day_is_the_poisson_probability(b6: SimpleNamespace) -> None:
    exact = math.exp(-3) * (1 + 3)
    assert exact == pytest.approx(0.199, abs=5e-4)
    got = b6.simulate_pool(3, 1, 1, 0.0, 200_000, np.random.default_rng(31))
    assert got == pytest.approx(exact, abs=5 * (exact * (1 - exact) / 200_000) ** 0.5)


def test_ruin_over_days_is_the_exact_probability_of_the_walk(b6: SimpleNamespace) -> None:
    def ruined(balance: float, days: int, rate: float, pays: float) -> float:
        law = [math.exp(-rate) * rate**k / math.factorial(k) for k in range(80)]
        here: dict[float, float] = {balance: 1.0}
        lost = 0.0
        for _ in range(days):
            after: dict[float, float] = {}
            for sat, weight in here.items():
                for found, chance in enumerate(law):
                    new = sat + found - pays
                    if new < 0:
                        lost += weight * chance
                    else:
                        after[new] = after.get(new, 0.0) + weight * chance
            here = {sat: weight for sat, weight in after.items() if weight > 1e-12}
        return lost

    for (rate, days, reserve, fee, pays), printed in (
        ((4, 20, 6, 0.0, 4), 0.396),
        ((8, 25, 10, 0.125, 7), 0.035),
        ((3, 20, 3, 0.25, 2.25), 0.094),
        ((1.5, 15, 1.75, 0.0, 1.5), 0.624),
    ):
        exact = ruined(reserve, days, rate, pays)
        assert exact == pytest.approx(printed, abs=6e-4), (
            "the figures in the hidden tests and the sample answer"
        )
        assert b6.exact_ruin(rate, days, reserve, pays) == pytest.approx(exact, abs=1e-9)
        got = b6.simulate_pool(rate, days, reserve, fee, 100_000, np.random.default_rng(32))
        assert got == pytest.approx(exact, abs=5 * (exact * (1 - exact) / 100_000) ** 0.5)


@pytest.mark.parametrize(("a", "g", "checked"), [(0.3, 0, 0.2731), (0.3, 0.5, 0.3269), (0.4, 0, 0.4837)])
def test_selfish_revenue_has_the_checked_figures(
    b6: SimpleNamespace, a: float, g: float, checked: float
) -> None:
    assert b6.selfish_revenue(a, g) == pytest.approx(checked, abs=5e-5)


@pytest.mark.parametrize(("a", "g"), [(0.25, 0.3), (0.4, 0.0), (0.35, 0.9)])
def test_the_game_played_with_two_chains_gives_the_formula(b6: SimpleNamespace, a: float, g: float) -> None:
    assert game(a, g, 400_000, 7) == pytest.approx(b6.selfish_revenue(a, g), abs=0.006)
    assert b6.play(a, g, 400_000, np.random.default_rng(8)) == pytest.approx(
        b6.selfish_revenue(a, g), abs=0.006
    )


def test_at_the_threshold_hiding_and_honesty_give_the_same(b6: SimpleNamespace) -> None:
    for g in np.linspace(0, 0.99, 34):
        a = b6.selfish_threshold(float(g))
        assert b6.selfish_revenue(a, float(g)) == pytest.approx(a, abs=1e-12)
        assert b6.selfish_revenue(a + 0.01, float(g)) > a + 0.01
        assert b6.selfish_revenue(a - 0.001, float(g)) < a - 0.001
    assert (b6.selfish_threshold(0), b6.selfish_threshold(0.5), b6.selfish_threshold(1)) == (1 / 3, 0.25, 0)


def test_the_picture_shows_what_its_words_say(b6: SimpleNamespace) -> None:
    ends = sorted(b6.solo[:, -1] // b6.reward_sat)
    assert len(set(ends)) == 3 and ends[-1] - ends[0] >= 3, "solo miners end far apart"
    expected = 144 * b6.share * b6.days * b6.reward_sat
    assert b6.by_pps[-1] == pytest.approx(0.98 * expected, rel=0.01)
    straight = np.linspace(0, b6.by_pps[-1], b6.days)
    assert np.max(np.abs(b6.by_pps - straight)) < 0.02 * expected
    assert np.cumsum(b6.by_pplns)[-1] == pytest.approx(expected, rel=0.2)
    assert f"{100 * b6.p_no_block(b6.share, b6.days):.0f}" == "7"


def test_the_example_in_each_docstring_is_true(b6: SimpleNamespace) -> None:
    assert b6.p_no_block(1e-5, 30) == pytest.approx(0.9577, abs=1e-4)
    assert b6.share_difficulty_for(200, 20) == pytest.approx(139_698, abs=1)
    assert b6.pps([500, 1500], 1_000_000, 312_500_000, 200) == 612_500
    assert b6.pplns([("amina", 5), ("bilal", 4), ("chand", 2)], 10) == {"amina": 4, "bilal": 4, "chand": 2}
    root = b6.root_from_branch(b6.coinb1, b"", b6.gap, b6.coinb2, [b6.payment_170])
    assert root.hex().startswith("ff104ccb")
    assert b6.simulate_pool(3, 1, 1, 0.0, 100_000, np.random.default_rng(1)) == pytest.approx(
        0.199, abs=0.007
    )
    assert b6.selfish_revenue(0.4, 0) == pytest.approx(0.4837, abs=5e-5)
    assert b6.selfish_threshold(0.5) == 0.25


def test_the_reward_in_the_text_is_the_subsidy_of_today() -> None:
    assert 50 * 10**8 >> 4 == 312_500_000, "after four halvings, from block 840,000 to 1,050,000"
    assert re.search(r"312,500,000 sat", TEXT)
