"""Choosing coins: branch and bound for a sum without change, else knapsack or a random draw, by least waste.

Pure functions on numbers. Values are *effective*: what a coin brings after paying for its own input. Waste
is what a choice costs more than spending the same coins later at the long-term feerate, plus the cost of
change, or what is given to the miner where there is none. Source: Bitcoin Core,
src/wallet/coinselection.cpp; M. Erhardt, "An Evaluation of Coin Selection Strategies" (2016).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from labs.embedded.wallet.coins import Coin

CHANGE_LOWER = 50_000
CHANGE_UPPER = 1_000_000
BRANCH_TRIES = 60_000
KNAPSACK_WORK = 100_000


@dataclass(slots=True)
class Group:
    """Coins spent together or not at all. amount: effective value, or face value if recipients pay."""

    coins: list[Coin]
    amount: int = 0
    fee: int = 0
    later_fee: int = 0
    weight: int = 0

    @classmethod
    def of(cls, coins: Sequence[Coin], subtract_fee: bool) -> "Group":
        return cls(
            list(coins),
            sum(coin.value if subtract_fee else coin.effective for coin in coins),
            sum(coin.fee for coin in coins),
            sum(coin.later_fee for coin in coins),
            sum((coin.size.weight + (not coin.size.segwit)) if coin.size else 0 for coin in coins),
        )


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached, in satoshi.

    target: recipients and the fee of everything but inputs. cost_of_change: making and later spending it.
    min_viable_change: smaller change is not made. change_target: how much change to aim at.
    max_weight: of all inputs; base_weight: of everything but inputs and change.
    """

    target: int
    cost_of_change: int
    change_fee: int
    min_viable_change: int
    change_target: int
    subtract_fee: bool
    max_weight: int
    change_weight: int
    base_weight: int = 0


@dataclass(slots=True)
class Choice:
    """Chosen coins and the waste in choosing them."""

    coins: list[Coin]
    waste: int
    name: str

    @property
    def value(self) -> int:
        return sum(coin.value for coin in self.coins)


NO_ROOM_FOR_CHANGE = "Maximum transaction weight is too low, can not accommodate change output"


class TooHeavy(Exception):
    """Enough coins, but in too many inputs for one transaction."""


def change_target(payment: int, change_fee: int, random: Random) -> int:
    """How much change to aim at: like the payment in size, so that which is which stays open."""
    if payment <= CHANGE_LOWER // 2:
        return change_fee + CHANGE_LOWER
    upper = min(payment * 2, CHANGE_UPPER)
    return change_fee + random.randrange(upper - CHANGE_LOWER) + CHANGE_LOWER


def change_of(coins: Sequence[Coin], goal: Goal, bump_discount: int = 0) -> int:
    """The change these coins leave; 0 where it would be too small to make."""
    if goal.subtract_fee:
        change = sum(coin.value for coin in coins) - goal.target
    else:
        change = sum(coin.effective for coin in coins) + bump_discount - goal.target - goal.change_fee
    return change if change >= goal.min_viable_change else 0


def waste_of(coins: Sequence[Coin], goal: Goal, bump_discount: int = 0) -> int:
    waste = sum(coin.fee - coin.later_fee for coin in coins) - bump_discount
    if change_of(coins, goal, bump_discount):
        return waste + goal.cost_of_change
    chosen = sum(coin.value if goal.subtract_fee else coin.effective for coin in coins)
    return waste + max(0, chosen - goal.target)


def choose(positive: list[Group], mixed: list[Group], goal: Goal, random: Random) -> Choice | None:
    """The least wasteful choice that reaches the goal; None if there is none. Raises TooHeavy.

    positive: groups that bring more than they cost; mixed: all groups.
    """
    found: list[tuple[list[Group], str]] = []
    too_heavy = False
    attempts = [("knapsack", mixed), ("srd", positive)] if goal.max_weight >= goal.change_weight else []
    if not goal.subtract_fee:
        attempts.insert(0, ("bnb", positive))
    for name, groups in attempts:
        try:
            if name == "bnb":
                picked = branch_and_bound(groups, goal)
            elif name == "knapsack":
                picked = knapsack(groups, goal, random)
            else:
                picked = single_random_draw(groups, goal, random)
        except TooHeavy:
            too_heavy = True
            continue
        if picked is not None:
            found.append((picked, name))
    choices = []
    for picked, name in found:
        coins = [coin for group in picked for coin in group.coins]
        choices.append(Choice(coins, waste_of(coins, goal), name))
    if not choices:
        if len(attempts) < 2:
            raise TooHeavy(NO_ROOM_FOR_CHANGE)
        if too_heavy:
            raise TooHeavy
        return None
    return min(choices, key=lambda choice: (choice.waste, -len(choice.coins)))


def branch_and_bound(groups: list[Group], goal: Goal) -> list[Group] | None:
    """Groups whose sum hits the target so closely that no change is needed, with the least waste.

    A depth-first search over "take it or leave it", largest first, bounded in steps. Raises TooHeavy.
    """
    groups = sorted(groups, key=lambda group: (-group.amount, group.fee - group.later_fee))
    left = [0] * (len(groups) + 1)
    for i in range(len(groups) - 1, -1, -1):
        left[i] = left[i + 1] + groups[i].amount
    if left[0] < goal.target:
        return None
    expensive = bool(groups) and groups[0].fee > groups[0].later_fee
    best: list[int] | None = None
    best_waste = too_heavy = 0
    picked: list[int] = []
    value = waste = weight = 0
    i = tries = 0
    while tries < BRANCH_TRIES:
        tries += 1
        back = value + left[i] < goal.target or value > goal.target + goal.cost_of_change
        back = back or (best is not None and expensive and waste > best_waste)
        if weight > goal.max_weight:
            back, too_heavy = True, 1
        elif value >= goal.target and not back:
            total = waste + value - goal.target
            if best is None or total <= best_waste:
                best, best_waste = picked.copy(), total
            back = True
        if not back and i < len(groups):
            group = groups[i]
            twin = i > 0 and (not picked or picked[-1] != i - 1) and _alike(group, groups[i - 1])
            if not twin:
                picked.append(i)
                value, weight = value + group.amount, weight + group.weight
                waste += group.fee - group.later_fee
            i += 1
            continue
        if not picked:
            break
        i = picked.pop()
        group = groups[i]
        value, weight = value - group.amount, weight - group.weight
        waste -= group.fee - group.later_fee
        i += 1
    if best is None and too_heavy:
        raise TooHeavy
    return None if best is None else [groups[i] for i in best]


def _alike(one: Group, other: Group) -> bool:
    return one.amount == other.amount and one.fee == other.fee


def single_random_draw(groups: list[Group], goal: Goal, random: Random) -> list[Group] | None:
    """Groups in random order until there is enough for target and decent change. Raises TooHeavy."""
    target = goal.target + CHANGE_LOWER + goal.change_fee
    limit = goal.max_weight - goal.change_weight
    picked: list[Group] = []
    amount = weight = 0
    too_heavy = False
    for group in random.sample(groups, len(groups)):
        picked.append(group)
        amount, weight = amount + group.amount, weight + group.weight
        while weight > limit and picked:
            too_heavy = True
            least = min(picked, key=lambda one: one.amount)
            picked.remove(least)
            amount, weight = amount - least.amount, weight - least.weight
        if amount >= target:
            return picked
    if too_heavy:
        raise TooHeavy
    return None


def knapsack(groups: list[Group], goal: Goal, random: Random) -> list[Group] | None:
    """The smallest sum found that reaches the target, exactly or with change. Raises TooHeavy."""
    limit = goal.max_weight - goal.change_weight
    smaller: list[Group] = []
    larger: Group | None = None
    too_heavy = False
    for group in random.sample(groups, len(groups)):
        if group.weight > limit:
            too_heavy = True
        elif group.amount == goal.target:
            return [group]
        elif group.amount < goal.target + goal.change_target:
            smaller.append(group)
        elif larger is None or group.amount < larger.amount:
            larger = group
    total = sum(group.amount for group in smaller)
    picked: list[Group] | None = None
    if total == goal.target:
        picked = smaller
    elif total >= goal.target:
        smaller.sort(key=lambda group: -group.amount)
        picked = _best_subset(smaller, total, goal.target, random)
        if _sum(picked) != goal.target and total >= goal.target + goal.change_target:
            picked = _best_subset(smaller, total, goal.target + goal.change_target, random)
    if picked is not None and larger is not None:
        amount = _sum(picked)
        near = amount != goal.target and amount < goal.target + goal.change_target
        if near or larger.amount <= amount:
            picked = [larger]
    if picked is None and larger is not None:
        picked = [larger]
    if picked is not None and sum(group.weight for group in picked) > limit:
        picked, too_heavy = ([larger], False) if larger is not None else (None, True)
    if picked is None and too_heavy:
        raise TooHeavy
    return picked


def _sum(groups: Sequence[Group]) -> int:
    return sum(group.amount for group in groups)


def _best_subset(groups: list[Group], total: int, target: int, random: Random) -> list[Group]:
    """The smallest sum not below target that random inclusion finds; groups by falling amount."""
    best, best_total = list(groups), total
    for _ in range(max(20, min(1000, KNAPSACK_WORK // max(1, len(groups))))):
        if best_total == target:
            break
        taken = [False] * len(groups)
        value, reached = 0, False
        bits = random.getrandbits(len(groups) or 1)
        for fill in (False, True):
            for i, group in enumerate(groups):
                if (fill or bits >> i & 1) and not taken[i]:
                    value += group.amount
                    taken[i] = True
                    if value >= target:
                        reached = True
                        if value < best_total:
                            best_total = value
                            best = [one for one, used in zip(groups, taken, strict=True) if used]
                        value -= group.amount
                        taken[i] = False
            if reached:
                break
    return best
