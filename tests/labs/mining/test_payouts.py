"""What a share is worth: payouts and variable difficulty, in plain numbers."""

from __future__ import annotations

import random

import pytest

from labs.mining.stratum.ledger import FoundBlock, Ledger
from labs.mining.stratum.payouts import divide, pplns, proportional
from labs.mining.stratum.shares import (
    DIFFICULTY_1,
    LARGEST,
    Share,
    difficulty_of_target,
    target_of_difficulty,
    work_of_target,
)
from labs.mining.stratum.vardiff import VarDiff

REWARD = 50 * 10**8


def shares_of(text: str, work: int = 100) -> list[Share]:
    """One share of `work` for each letter, the oldest first."""
    return [Share(name, work, float(place)) for place, name in enumerate(text)]


def test_proportional_pays_by_work_not_by_number_of_shares() -> None:
    shares = [Share("small", 100, 0.0), Share("small", 100, 1.0), Share("big", 600, 2.0)]
    assert proportional(shares, 800) == {"small": 200, "big": 600}


def test_every_satoshi_is_paid_whatever_the_shares() -> None:
    draw = random.Random(11)
    for _ in range(200):
        work = {str(name): draw.randrange(1, 10**12) for name in range(draw.randrange(1, 40))}
        reward = draw.randrange(0, REWARD)
        paid = divide(work, reward)
        assert sum(paid.values()) == reward
        total = sum(work.values())
        assert all(abs(paid[name] - reward * own / total) < 1.001 for name, own in work.items())
    assert divide({"a": 1, "b": 1, "c": 1}, 100) == {"a": 34, "b": 33, "c": 33}
    assert divide({}, 100) == {}


def test_pplns_counts_the_latest_work_only_and_the_oldest_share_in_part() -> None:
    assert pplns(shares_of("aaaabb"), 200, 200) == {"b": 200}
    assert pplns(shares_of("aaaabb"), 250, 250) == {"a": 50, "b": 200}
    assert pplns(shares_of("ab"), 1_000, 10_000) == {"a": 500, "b": 500}
    with pytest.raises(ValueError, match="window"):
        pplns([], 100, 0)


def test_hopping_pays_under_proportional_and_not_under_pplns() -> None:
    """A hopper mines the first half of each round; a loyal miner of the same speed mines all of it."""
    draw = random.Random(5)
    history: list[Share] = []
    income = {"proportional": {"hopper": 0, "loyal": 0}, "pplns": {"hopper": 0, "loyal": 0}}
    done = {"hopper": 0, "loyal": 0}
    for _ in range(600):
        length = int(draw.expovariate(1 / 100)) + 1
        this_round = []
        for step in range(length):
            this_round.append(Share("loyal", 1, 0.0))
            if step < 50:
                this_round.append(Share("hopper", 1, 0.0))
        for share in this_round:
            done[share.worker] += 1
        history += this_round
        for name, sat in proportional(this_round, REWARD).items():
            income["proportional"][name] += sat
        for name, sat in pplns(history, REWARD, 400).items():
            income["pplns"][name] += sat
    per_share = {
        rule: paid["hopper"] / done["hopper"] / (paid["loyal"] / done["loyal"])
        for rule, paid in income.items()
    }
    assert per_share["proportional"] > 1.2
    assert per_share["pplns"] == pytest.approx(1, abs=0.12)


def test_a_round_ends_with_a_block_that_the_node_took() -> None:
    ledger = Ledger()
    ledger.accept(Share("a", 5, 1.0))
    refused = FoundBlock(1, "00", "a", REWARD, 2.0, "high-hash", dict(ledger.round_work))
    ledger.found(refused)
    ledger.accept(Share("b", 7, 3.0))
    assert ledger.round_work == {"a": 5, "b": 7}
    ledger.found(FoundBlock(1, "01", "b", REWARD, 4.0, None, dict(ledger.round_work)))
    assert ledger.round_work == {}
    assert ledger.blocks[1].round_work == {"a": 5, "b": 7}
    assert [worker.work for worker in ledger.workers.values()] == [5, 7]


def test_difficulty_target_and_work_are_the_same_thing_said_thrice() -> None:
    assert target_of_difficulty(1) == DIFFICULTY_1
    assert work_of_target(DIFFICULTY_1) == 0x100010001
    for difficulty in (1e-9, 0.001, 0.37, 1, 3, 512.5, 1e6, 1e14):
        target = target_of_difficulty(difficulty)
        assert difficulty_of_target(target) == pytest.approx(difficulty)
        assert work_of_target(target) == pytest.approx(difficulty * 2**32, rel=1e-3, abs=1)
    assert target_of_difficulty(1e-300) == LARGEST


@pytest.mark.parametrize("hashes_per_s", [1e3, 6e5, 2e14])
def test_any_miner_comes_to_a_share_every_few_seconds(hashes_per_s: float) -> None:
    draw = random.Random(2)
    now = 0.0
    vardiff = VarDiff(1e-4, 5, now, lowest=1e-9)
    times: list[float] = []
    for _ in range(900):
        wait = draw.expovariate(hashes_per_s / (vardiff.difficulty * 2**32))
        while wait > 1:  # the pool looks after quiet miners each second
            now += 1
            wait -= 1
            if vardiff.quiet(now) is not None:
                wait = draw.expovariate(hashes_per_s / (vardiff.difficulty * 2**32))
        now += wait
        vardiff.share(now)
        times.append(now)
    pace = (times[-1] - times[-400]) / 399
    assert 2.5 < pace < 10


def test_the_lowest_difficulty_is_kept() -> None:
    vardiff = VarDiff(1e-4, 5, 0.0, lowest=1e-5)
    for second in range(0, 10_000, 25):
        vardiff.quiet(float(second))
    assert vardiff.difficulty == 1e-5
    vardiff.start_at(1e-20, 10_000.0)
    assert vardiff.difficulty == 1e-5
