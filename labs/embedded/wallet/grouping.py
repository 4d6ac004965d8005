"""Which coins may be chosen from, the safest first, and which go together.

Confirmed coins are tried before own unconfirmed change, and that before others' payments. Coins of one
address go together where the wallet is to keep its addresses apart. Source: Bitcoin Core,
src/wallet/spend.cpp (AutomaticCoinSelection, GroupOutputs).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from labs.embedded.wallet.coins import Coin, output_kind
from labs.embedded.wallet.control import TRUC_CHILD_MAX_WEIGHT, TRUC_VERSION, Control, SpendError
from labs.embedded.wallet.selection import Choice, Goal, Group, TooHeavy, choose

if TYPE_CHECKING:
    from labs.embedded.wallet.wallet import Wallet

MAX_GROUP = 100
MAX_ANCESTORS = 25
NO_LIMIT = 1 << 62
TOO_HEAVY = (
    "The inputs size exceeds the maximum weight. "
    "Please try sending a smaller amount or manually consolidating your wallet's UTXOs"
)
TOO_LONG = (
    "Unconfirmed UTXOs are available, but spending them creates a chain of transactions that will be "
    "rejected by the mempool"
)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Confirmations wanted of own and others' coins, and how many unconfirmed relatives are fine."""

    own_depth: int
    other_depth: int
    max_ancestors: int
    max_cluster: int
    partial: bool = False
    mix_types: bool = True

    def fits(self, group: Sequence[Coin]) -> bool:
        own = all(coin.from_me for coin in group)
        depth = min(coin.depth for coin in group)
        ancestors, cluster = sum(coin.ancestors for coin in group), max(coin.cluster for coin in group)
        near = ancestors <= self.max_ancestors and cluster <= self.max_cluster
        return near and depth >= (self.own_depth if own else self.other_depth)


def eligibilities(wallet: "Wallet", control: Control) -> list[Eligibility]:
    """From the safest to the last resort."""
    most, widest = _limits(wallet)
    steps = [Eligibility(1, 6, 0, 0, mix_types=False), Eligibility(1, 1, 0, 0)]
    if wallet.spend_zero_conf_change:
        steps += [Eligibility(0, 1, 2, 2), Eligibility(0, 1, min(4, most // 3), min(4, widest // 3))]
        steps += [Eligibility(0, 1, most // 2, widest // 2)]
        steps += [Eligibility(0, 1, most - 1, widest - 1, partial=True)]
        if control.include_unsafe:
            steps += [Eligibility(0, 0, most - 1, widest - 1, partial=True)]
        if not wallet.options.flag("walletrejectlongchains", True):
            steps += [Eligibility(0, 1, NO_LIMIT, NO_LIMIT, partial=True)]
    return steps


def _limits(wallet: "Wallet") -> tuple[int, int]:
    """How many ancestors and descendants other nodes accept."""
    number = wallet.options.number
    return (
        max(1, number("limitancestorcount", MAX_ANCESTORS)),
        max(1, number("limitdescendantcount", MAX_ANCESTORS)),
    )


def select(
    wallet: "Wallet", coins: list[Coin], goal: Goal, control: Control, random: Random
) -> Choice | None:
    """The least wasteful choice among the safest coins that suffice. Raises SpendError."""
    whole, partial = _groups(coins, control.avoid_partial_spends)
    groups = whole + partial
    steps = eligibilities(wallet, control)
    _check_reach(groups, steps, goal, *_limits(wallet))
    kinds = {id(coin): output_kind(wallet, coin.output.script) for coin in coins}
    too_heavy = ""
    for step in steps:
        pool = groups if step.partial else whole
        fitting = [group for group in pool if step.fits(group)]
        if not fitting:
            continue
        unconfirmed = step.own_depth == 0 and control.version == TRUC_VERSION
        if unconfirmed:
            room = min(goal.max_weight, TRUC_CHILD_MAX_WEIGHT - goal.base_weight)
            goal = replace(goal, max_weight=room)
        try:
            choice = _by_type(fitting, kinds, goal, step.mix_types, random)
        except TooHeavy as error:
            too_heavy = too_heavy or str(error) or TOO_HEAVY
            continue
        if choice is not None:
            return choice
    if too_heavy:
        raise SpendError(too_heavy)
    return None


def _by_type(
    groups: list[list[Coin]], kinds: dict[int, str], goal: Goal, mix: bool, random: Random
) -> Choice | None:
    """One address type alone if that suffices: several in one transaction tell who owns what."""
    by_kind: dict[str, list[list[Coin]]] = {}
    for group in groups:
        by_kind.setdefault(kinds[id(group[0])], []).append(group)
    choices: list[Choice] = []
    too_heavy: TooHeavy | None = None
    for some in by_kind.values():
        try:
            choice = _chosen(some, goal, random)
        except TooHeavy as error:
            too_heavy = too_heavy or error
            continue
        if choice is not None:
            choices.append(choice)
    if choices:
        return min(choices, key=lambda choice: choice.waste)
    if mix and len(by_kind) > 1:
        return _chosen(groups, goal, random)
    if too_heavy is not None:
        raise too_heavy
    return None


def _chosen(groups: list[list[Coin]], goal: Goal, random: Random) -> Choice | None:
    mixed = [Group.of(group, goal.subtract_fee) for group in groups]
    positive = []
    for group in groups:
        worthwhile = [coin for coin in group if coin.effective > 0]
        if worthwhile:
            positive.append(Group.of(worthwhile, goal.subtract_fee))
    return choose(positive, mixed, goal, random)


def _groups(coins: list[Coin], avoid: bool) -> tuple[list[list[Coin]], list[list[Coin]]]:
    """Coins one by one or, where partial spends are avoided, by address in groups of at most a hundred.

    The second list has the last groups of addresses with several: spending one alone says too much.
    """
    if not avoid:
        return [[coin] for coin in coins], []
    by_script: dict[bytes, list[list[Coin]]] = {}
    for coin in coins:
        groups = by_script.setdefault(coin.output.script, [[]])
        if len(groups[-1]) >= MAX_GROUP:
            groups.append([])
        groups[-1].append(coin)
    whole = [group for groups in by_script.values() for group in (groups[:-1] or groups)]
    return whole, [groups[-1] for groups in by_script.values() if len(groups) > 1]


def _check_reach(
    groups: list[list[Coin]], steps: list[Eligibility], goal: Goal, most: int, widest: int
) -> None:
    """Tells a caller whose coins are only in too long chains of unconfirmed transactions."""

    def worth(group: list[Coin]) -> int:
        return sum(coin.value if goal.subtract_fee else coin.effective for coin in group)

    usable = sum(worth(group) for group in groups if any(step.fits(group) for step in steps))
    if usable >= goal.target:
        return
    chained = [
        group
        for group in groups
        if not any(step.fits(group) for step in steps)
        and (sum(c.ancestors for c in group) >= most or max(c.cluster for c in group) >= widest)
    ]
    if usable + sum(worth(group) for group in chained) > goal.target:
        raise SpendError(TOO_LONG)
