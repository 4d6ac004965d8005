"""Coin selection: what is chosen always suffices, is never heavier than allowed, and wastes least.

Amounts in satoshi.
"""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.bitcoin.transactions import TxOut
from labs.embedded.wallet.coins import Coin
from labs.embedded.wallet.selection import (
    CHANGE_LOWER,
    CHANGE_UPPER,
    Goal,
    Group,
    TooHeavy,
    branch_and_bound,
    change_of,
    change_target,
    choose,
    knapsack,
    single_random_draw,
    waste_of,
)
from labs.embedded.wallet.sizes import InputSize

P2WPKH = InputSize(271, segwit=True)
RATE, LATER = 10_000, 10_000


def coin(number: int, value: int, rate: int = RATE) -> Coin:
    made = Coin((bytes([number % 256]) * 32, number), TxOut(value, b"\0" * 22), 6, P2WPKH, True, True)
    made.cost(rate, LATER, 0)
    return made


def goal(target: int, weight: int = 400_000, subtract_fee: bool = False) -> Goal:
    return Goal(target, 1_000, 310, 294, 50_310, subtract_fee, weight, 124)


def groups(*values: int) -> list[Group]:
    return [Group.of([coin(n, value)], subtract_fee=False) for n, value in enumerate(values)]


values = st.lists(st.integers(1, 10**9), min_size=1, max_size=25)


@settings(max_examples=150, deadline=None)
@given(values, st.integers(1, 10**10), st.integers(271, 8_000), st.integers(0, 2**32), st.booleans())
def test_a_choice_reaches_the_target_within_the_weight(
    amounts: list[int], target: int, weight: int, seed: int, subtract_fee: bool
) -> None:
    coins = [coin(n, amount) for n, amount in enumerate(amounts)]
    mixed = [Group.of([one], subtract_fee) for one in coins]
    positive = [group for group in mixed if group.coins[0].effective > 0]
    wanted = goal(target, weight, subtract_fee)
    try:
        choice = choose(positive, mixed, wanted, Random(seed))
    except TooHeavy:
        assert sum(group.weight for group in mixed) > weight - wanted.change_weight
        return
    if choice is None:
        return
    assert len({one.outpoint for one in choice.coins}) == len(choice.coins)
    worth = sum(one.value if subtract_fee else one.effective for one in choice.coins)
    assert worth >= target
    assert sum(Group.of([one], False).weight for one in choice.coins) <= weight
    assert choice.waste == waste_of(choice.coins, wanted)
    change = change_of(choice.coins, wanted)
    assert change == 0 or change >= wanted.min_viable_change


@settings(max_examples=100, deadline=None)
@given(values, st.integers(0, 2**32))
def test_enough_coins_are_always_found_enough(amounts: list[int], seed: int) -> None:
    mixed = groups(*amounts)
    positive = [group for group in mixed if group.amount > 0]
    total = sum(group.amount for group in positive)
    if total <= 0:
        return
    assert choose(positive, mixed, goal(total), Random(seed)) is not None
    assert choose(positive, mixed, goal(total * 2 + 1), Random(seed)) is None


def test_branch_and_bound_finds_the_sum_that_needs_no_change() -> None:
    some = groups(100_000, 200_000, 300_000, 500_000, 700_000)
    fee = some[0].fee
    exact = 100_000 + 300_000 + 700_000 - 3 * fee
    found = branch_and_bound(some, goal(exact))
    assert found is not None
    assert sum(group.amount for group in found) == exact
    assert change_of([group.coins[0] for group in found], goal(exact)) == 0
    assert branch_and_bound(some, goal(exact + 50_000)) is None


def test_branch_and_bound_ends_on_many_equal_coins() -> None:
    some = groups(*[50_000_000] * 300)
    assert branch_and_bound(some, goal(1_234_567_891)) is None


def test_at_a_high_feerate_few_inputs_waste_less_than_many() -> None:
    many = [coin(n, 200_000, rate=100_000) for n in range(10)]
    one = [coin(99, 1_860_000, rate=100_000)]
    wanted = goal(1_000_000)
    assert waste_of(one, wanted) < waste_of(many, wanted)


def test_knapsack_prefers_the_single_coin_that_fits() -> None:
    some = groups(10_000, 20_000, 30_000, 500_000 + groups(1)[0].fee)
    found = knapsack(some, goal(500_000), Random(1))
    assert found is not None and [group.amount for group in found] == [500_000]


def test_a_random_draw_leaves_change_worth_having() -> None:
    for seed in range(20):
        found = single_random_draw(groups(*range(100_000, 1_000_000, 50_000)), goal(400_000), Random(seed))
        assert found is not None
        assert change_of([group.coins[0] for group in found], goal(400_000)) >= CHANGE_LOWER


def test_too_many_small_coins_are_told_from_too_few() -> None:
    some = groups(*[100_000] * 50)
    with pytest.raises(TooHeavy):
        choose(some, some, goal(3_000_000, weight=2_000), Random(0))


@given(st.integers(0, 10**12), st.integers(0, 2**32))
def test_the_change_aimed_at_lies_within_its_bounds(payment: int, seed: int) -> None:
    target = change_target(payment, 310, Random(seed))
    assert CHANGE_LOWER + 310 <= target <= CHANGE_UPPER + 310
