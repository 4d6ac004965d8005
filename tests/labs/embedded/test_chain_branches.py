"""Choosing branches by hand: invalidate, reconsider and precious agree with a model of the rules, always."""

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from labs.bitcoin.blocks import Block
from labs.embedded.chain import Chain, ChainError
from labs.embedded.coins import Coin, connect
from labs.embedded.entry import Entry
from tests.labs.embedded.mined import Clock, mine


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    opened = Chain(tmp_path, Clock())
    for _ in range(10):
        assert opened.submit(mine(opened.tip)) is None
    yield opened
    opened.close()


def at(chain: Chain, height: int) -> Entry:
    entry = chain.at(height)
    assert entry is not None
    return entry


def test_an_invalid_block_takes_all_above_it_along(chain: Chain) -> None:
    old, five = chain.tip, at(chain, 5)
    chain.invalidate(five.hash)
    assert chain.height == 4
    assert (chain.tip_status(old), old.failed, five.failed) == ("invalid", True, True)
    assert chain.best_header is chain.tip
    assert len(dict(chain.coins())) == 4
    assert chain.submit(chain.block_bytes(five)) == "duplicate-invalid"
    assert chain.submit(mine(five, mark=b"x")) == "bad-prevblk"


def test_reconsidering_brings_everything_back(chain: Chain) -> None:
    old = chain.tip
    chain.invalidate(at(chain, 5).hash)
    assert chain.submit(mine(chain.tip, mark=b"b")) is None
    chain.reconsider(old.hash)
    assert chain.tip is old
    assert len(dict(chain.coins())) == 10
    assert not any(entry.failed for entry in chain.entries())
    assert chain.submit(mine(chain.tip)) is None


def test_marks_survive_a_restart(chain: Chain, tmp_path: Path) -> None:
    old = chain.tip.hash
    chain.invalidate(at(chain, 5).hash)
    chain.close()
    again = Chain(tmp_path, Clock())
    assert again.height == 4
    assert again.submit(mine(again.tip, mark=b"b")) is None
    again.close()
    again = Chain(tmp_path, Clock())
    assert again.height == 5
    again.reconsider(old)
    assert again.tip.hash == old
    again.close()


def test_a_precious_block_wins_among_equals_until_another_does(chain: Chain) -> None:
    first, base = chain.tip, at(chain, 9)
    raw = mine(base, mark=b"b")
    assert chain.submit(raw) == "inconclusive"
    second = chain.entry(Block.parse(raw).hash)
    assert second is not None
    chain.precious(second.hash)
    assert chain.tip is second
    chain.precious(first.hash)
    assert chain.tip is first
    chain.precious(second.hash)
    assert chain.submit(mine(first, mark=b"c")) is None
    chain.precious(second.hash)
    assert chain.height == 11


def test_a_branch_that_was_never_checked_may_turn_out_invalid(chain: Chain) -> None:
    base = at(chain, 8)
    bad = mine(base, mark=b"b", fees=1)
    assert chain.submit(bad) == "inconclusive"
    entry = chain.entry(Block.parse(bad).hash)
    assert entry is not None
    child = mine(entry, mark=b"b")
    assert chain.submit(child) == "inconclusive"
    assert chain.submit(mine(base, mark=b"good")) == "inconclusive"
    chain.invalidate(at(chain, 9).hash)
    assert entry.failed
    assert chain.height == 9
    assert chain.block(chain.tip).txs[0].inputs[0].script_sig.endswith(b"good")


def test_reconsidering_a_block_that_breaks_a_rule_does_not_help(chain: Chain) -> None:
    tip = chain.tip
    bad = mine(tip, fees=1)
    assert chain.submit(bad) == "bad-cb-amount"
    entry = chain.entry(Block.parse(bad).hash)
    assert entry is not None
    chain.reconsider(entry.hash)
    assert entry.failed
    assert chain.tip is tip
    assert chain.submit(mine(tip)) is None


def test_the_genesis_block_stays(chain: Chain) -> None:
    with pytest.raises(ChainError, match="genesis"):
        chain.invalidate(chain.genesis.hash)
    assert chain.height == 10


class Model:
    """The rules in their simplest form.

    Of the unmarked branches the one with most work is the tip, then the preferred one, then the first.
    A mark is on each block above a bad one; reconsidering takes it from those above and below, not beside.
    """

    def __init__(self, genesis: Entry) -> None:
        self.genesis = genesis
        self.blocks: dict[Entry, int] = {genesis: 0}
        self.marked: set[Entry] = set()
        self.arrivals = 0
        self.favours = 0
        self.favour_work = 0

    def add(self, entry: Entry) -> None:
        self.arrivals += 1
        self.blocks[entry] = self.arrivals

    def path(self, entry: Entry) -> list[Entry]:
        found = [entry]
        while found[-1].prev is not None:
            found.append(found[-1].prev)
        return found

    def best(self) -> Entry:
        good = [entry for entry in self.blocks if entry not in self.marked]
        return max(good, key=lambda entry: (entry.height, -self.blocks[entry]))

    def invalidate(self, entry: Entry) -> None:
        self.marked |= {other for other in self.blocks if entry in self.path(other)}

    def reconsider(self, entry: Entry) -> None:
        below = self.path(entry)
        self.marked = {mark for mark in self.marked if mark not in below and entry not in self.path(mark)}

    def prefer(self, entry: Entry) -> None:
        height = self.best().height
        if entry.height < height:
            return
        if height > self.favour_work:
            self.favours = 0
        self.favour_work = height
        self.favours -= 1
        self.blocks[entry] = self.favours


def expected_coins(chain: Chain) -> dict[tuple[bytes, int], Coin]:
    coins: dict[tuple[bytes, int], Coin] = {}
    for height in range(1, chain.height + 1):
        change = connect(chain.block(at(chain, height)), height, coins.get)
        for point in change.spent:
            del coins[point]
        coins.update(change.created)
    return coins


def step(chain: Chain, model: Model, dice: random.Random, number: int) -> None:
    """One random thing, done to both."""
    others = [entry for entry in model.blocks if entry is not model.genesis]
    what = dice.choices(("tip", "branch", "invalidate", "reconsider", "precious"), (6, 4, 2, 2, 1))[0]
    if what in ("tip", "branch") or not others:
        base = chain.tip if what == "tip" else dice.choice(list(model.blocks))
        raw = mine(base, mark=number.to_bytes(2, "big"))
        verdict = chain.submit(raw)
        if base in model.marked:
            assert verdict == "bad-prevblk"
            return
        assert verdict in (None, "inconclusive")
        entry = chain.entry(Block.parse(raw).hash)
        assert entry is not None
        model.add(entry)
    elif what == "invalidate":
        entry = dice.choice(others)
        model.invalidate(entry)
        chain.invalidate(entry.hash)
    elif what == "reconsider":
        entry = dice.choice(others)
        model.reconsider(entry)
        chain.reconsider(entry.hash)
    else:
        entry = dice.choice(others)
        model.prefer(entry)
        chain.precious(entry.hash)


@pytest.mark.parametrize("seed", range(4))
def test_random_choices_end_where_the_rules_say(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    with closing(Chain(tmp_path, Clock())) as chain:
        model = Model(chain.genesis)
        for number in range(50):
            step(chain, model, dice, number)
            assert chain.tip is model.best(), f"seed {seed}, step {number}"
            assert {entry for entry in chain.entries() if entry.failed} == model.marked
        assert dict(chain.coins()) == expected_coins(chain)
        tip = chain.tip.hash
    with closing(Chain(tmp_path, Clock())) as chain:
        assert chain.tip.hash == tip
        assert chain.submit(mine(chain.tip, mark=b"end")) is None
