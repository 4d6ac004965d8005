"""Replace by fee: who may push whom out of the mempool."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from labs.bitcoin.transactions import Tx, TxIn, TxOut, display
from labs.embedded.mempool.feerate import money
from tests.labs.embedded.pooled import ANYONE, COIN_VALUE, SCRIPT, PoolLab, child, ids, spend


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PoolLab]:
    """One lab for tests that leave the mempool empty."""
    with PoolLab(tmp_path_factory.mktemp("replacement")) as lab:
        yield lab


@pytest.fixture
def lab(shared: PoolLab) -> Iterator[PoolLab]:
    yield shared
    shared.pool.remove(list(shared.pool.entries.values()), "expiry")
    shared.pool.deltas.clear()


def joined(parents: list[Tx], fee: int) -> Tx:
    """A transaction that spends the first output of each parent."""
    inputs = [TxIn((parent.txid, 0), witness=[ANYONE]) for parent in parents]
    total = sum(parent.outputs[0].value for parent in parents)
    return Tx(2, inputs, [TxOut(total - fee, SCRIPT)], 0)


def test_a_better_transaction_replaces_the_other_with_its_children(lab: PoolLab) -> None:
    first = spend(lab.coins[0], fee=1_000, sequence=0xFFFFFFFF)
    lab.accept(first, child(first, 500))
    better = spend(lab.coins[0], fee=5_000)
    gone = lab.pool.accept(better).replaced
    assert ids(gone) == ids([first, child(first, 500)])
    assert lab.ids == {better.txid}


def test_a_replacement_pays_no_less_than_all_it_replaces(lab: PoolLab) -> None:
    first = spend(lab.coins[0], fee=1_000)
    lab.accept(first, child(first, 4_000))
    less = spend(lab.coins[0], fee=4_999)
    refusal = lab.refusal(less)
    assert refusal.reason == "insufficient fee"
    assert refusal.debug == (
        f"rejecting replacement {display(less.txid)}, less fees than conflicting txs; 0.00004999 < 0.00005"
    )


def test_a_replacement_pays_for_its_own_way(lab: PoolLab) -> None:
    lab.accept(spend(lab.coins[0], fee=1_000))
    same = spend(lab.coins[0], fee=1_005)
    relay = -(-same.vsize * 100 // 1000)
    assert lab.refusal(same).debug == (
        f"rejecting replacement {display(same.txid)}, not enough additional fees to relay; "
        f"0.00000005 < {money(relay)}"
    )
    lab.accept(spend(lab.coins[0], fee=1_000 + relay))


def test_priority_protects_what_would_be_replaced(lab: PoolLab) -> None:
    first = spend(lab.coins[0], fee=1_000)
    lab.accept(first)
    lab.pool.prioritise(first.txid, 50_000)
    assert lab.refusal(spend(lab.coins[0], fee=20_000)).reason == "insufficient fee"


def test_more_money_at_a_worse_feerate_is_no_improvement(lab: PoolLab) -> None:
    lab.accept(spend(lab.coins[0], fee=1_000))
    bloated = spend(lab.coins[0], fee=5_000, data=20_000)
    refusal = lab.refusal(bloated)
    assert str(refusal) == ("replacement-failed, insufficient feerate: does not improve feerate diagram")


def test_a_transaction_cannot_spend_what_it_replaces(lab: PoolLab) -> None:
    first = spend(lab.coins[0], fee=1_000)
    lab.accept(first)
    inputs = [TxIn(lab.coins[0], witness=[ANYONE]), TxIn((first.txid, 0), witness=[ANYONE])]
    value = COIN_VALUE + first.outputs[0].value
    absurd = Tx(2, inputs, [TxOut(value - 100_000, SCRIPT)], 0)
    assert lab.refusal(absurd).reason == "bad-txns-spends-conflicting-tx"


def test_test_only_changes_nothing(lab: PoolLab) -> None:
    first = spend(lab.coins[0], fee=1_000)
    lab.accept(first)
    answer = lab.pool.accept(spend(lab.coins[0], fee=9_000), test_only=True)
    assert ids(answer.replaced) == lab.ids == {first.txid}


def test_a_replacement_may_touch_a_hundred_clusters_at_most(lab: PoolLab) -> None:
    wide = spend(lab.coins[0], outputs=101, fee=20_000)
    lab.mine(wide)
    singles = [child(wide, 300, n) for n in range(101)]
    lab.accept(*singles)
    rival = Tx(
        2,
        [TxIn((wide.txid, n), witness=[ANYONE]) for n in range(101)],
        [TxOut(COIN_VALUE // 2, SCRIPT)],
        0,
    )
    refusal = lab.refusal(rival)
    assert refusal.reason == "too many potential replacements"
    assert refusal.debug.endswith("too many conflicting clusters (101 > 100)")
    smaller = Tx(2, rival.inputs[:100], rival.outputs, 0)
    assert len(lab.pool.accept(smaller).replaced) == 100


def test_a_replaced_family_splits_into_clusters_again(lab: PoolLab) -> None:
    first, second = spend(lab.coins[1]), spend(lab.coins[2])
    bridge = joined([first, second], fee=1_000)
    lab.accept(first, second, bridge)
    assert len(lab.pool.graph.clusters) == 1
    lab.accept(joined([first], fee=20_000))
    assert len(lab.pool.graph.clusters) == 2
    assert lab.ids == ids([first, second, joined([first], fee=20_000)])


def test_a_version_3_child_may_push_its_sibling_out(lab: PoolLab) -> None:
    parent = spend(lab.coins[3], outputs=2, version=3)
    poor, rich = child(parent, 500, 0), child(parent, 9_000, 1)
    lab.accept(parent, poor)
    cheaper = child(parent, 400, 1)
    assert lab.refusal(cheaper).reason == "insufficient fee (including sibling eviction)"
    assert ids(lab.pool.accept(rich).replaced) == {poor.txid}


def test_version_3_families_stay_small(lab: PoolLab) -> None:
    parent = spend(lab.coins[4], version=3)
    lab.accept(parent)
    assert lab.refusal(child(parent, version=2)).reason == "TRUC-violation"
    assert "is too big: " in lab.refusal(child(parent, 5_000, data=1_000)).debug
    kid = child(parent)
    lab.accept(kid)
    assert lab.refusal(child(kid)).debug.endswith("would have too many ancestors")
    assert "is too big: " in lab.refusal(spend(lab.coins[5], version=3, data=10_000, fee=9_000)).debug
