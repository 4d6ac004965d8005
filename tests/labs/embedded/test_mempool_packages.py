"""Packages: transactions that are judged together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from labs.bitcoin.transactions import Tx, TxIn, TxOut
from labs.embedded.mempool import Accepted, AlreadyThere, PackageResult, Rejected
from labs.embedded.mempool.package_form import is_tree, malformed
from tests.labs.embedded.pooled import ANYONE, SCRIPT, PoolLab, chain_of, child, ids, spend


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[PoolLab]:
    with PoolLab(tmp_path) as opened:
        yield opened


def accepted(result: PackageResult, tx: Tx) -> Accepted:
    found = result.results[tx.wtxid]
    assert isinstance(found, Accepted), found
    return found


def refused(result: PackageResult, tx: Tx) -> Rejected:
    found = result.results[tx.wtxid]
    assert isinstance(found, Rejected), found
    return found


def test_a_child_pays_for_its_parent(lab: PoolLab) -> None:
    parent = spend(lab.coins[0], fee=0)
    rich = child(parent, 5_000)
    assert lab.refusal(parent).reason == "min relay fee not met"
    result = lab.pool.accept_package([parent, rich])
    assert not result.error
    together = 5_000 * 1000 // (parent.vsize + rich.vsize)
    for tx in (parent, rich):
        assert accepted(result, tx).effective_feerate == together
        assert accepted(result, tx).effective_includes == [parent.wtxid, rich.wtxid]
    assert lab.ids == ids([parent, rich])


def test_a_parent_that_pays_for_itself_goes_first(lab: PoolLab) -> None:
    parent = spend(lab.coins[0], fee=1_000)
    kid = child(parent, 2_000)
    result = lab.pool.accept_package([parent, kid])
    assert accepted(result, parent).effective_includes == [parent.wtxid]
    assert accepted(result, kid).effective_includes == [kid.wtxid]
    again = lab.pool.accept_package([parent, kid])
    assert again.results[parent.wtxid] == AlreadyThere(1_000, parent.vsize)


def test_a_poor_package_stays_outside(lab: PoolLab) -> None:
    parent = spend(lab.coins[0], fee=0)
    kid = child(parent, 5)
    result = lab.pool.accept_package([parent, kid])
    assert result.error == "transaction failed" and not lab.ids
    assert refused(result, parent).reason == "min relay fee not met"
    assert str(refused(result, kid)) == f"min relay fee not met, 5 < {-(-(parent.vsize + kid.vsize) // 10)}"


def test_one_bad_transaction_does_not_keep_the_good_ones_out(lab: PoolLab) -> None:
    good, bad = spend(lab.coins[0]), spend(lab.coins[1])
    bad.inputs[0].witness = [b"\x52"]
    kid = Tx(
        2,
        [TxIn((good.txid, 0), witness=[ANYONE]), TxIn((bad.txid, 0), witness=[ANYONE])],
        [TxOut(10**8, SCRIPT)],
        0,
    )
    result = lab.pool.accept_package([good, bad, kid])
    assert result.error == "transaction failed" and not result.package_wide
    assert lab.ids == {good.txid}
    assert refused(result, bad).reason.startswith("mempool-script-verify-flag-failed")
    assert refused(result, kid).reason == "bad-txns-inputs-missingorspent"


def test_what_is_no_package_is_said_at_once(lab: PoolLab) -> None:
    family = chain_of(lab.coins[0], 3)
    twin = spend(lab.coins[0], fee=7_000)
    assert malformed([spend(lab.coins[0], fee=n) for n in range(26)]) == "package-too-many-transactions"
    assert malformed([family[0], family[0]]) == "package-contains-duplicates"
    assert malformed(family[::-1]) == "package-not-sorted"
    assert malformed([family[0], twin]) == "conflict-in-package"
    assert malformed([spend(coin, data=60_000) for coin in lab.coins[:2]]) == "package-too-large"
    assert malformed(family) is None
    assert not is_tree(family) and is_tree(family[:2])
    assert lab.pool.accept_package([family[0], spend(lab.coins[1])]).error == "package-not-child-with-parents"
    assert not lab.ids


def test_testing_several_leaves_the_mempool_alone(lab: PoolLab) -> None:
    family = chain_of(lab.coins[0], 25)
    result = lab.pool.accept_package(family, test_only=True)
    assert [accepted(result, tx).fee for tx in family] == [1_000] * 25
    assert not lab.ids and not result.error


def test_testing_stops_at_the_first_failure(lab: PoolLab) -> None:
    family = chain_of(lab.coins[0], 3)
    family[1].outputs[0].value += 2_000
    family[1] = family[1].copy()
    family[2] = child(family[1])
    result = lab.pool.accept_package(family, test_only=True)
    assert set(result.results) == {family[1].wtxid}
    assert refused(result, family[1]).reason == "bad-txns-in-belowout"


def test_testing_several_never_replaces(lab: PoolLab) -> None:
    lab.accept(spend(lab.coins[0]))
    richer = spend(lab.coins[0], fee=9_000)
    result = lab.pool.accept_package([richer, child(richer)], test_only=True)
    assert refused(result, richer).reason == "bip125-replacement-disallowed"


def test_a_package_of_two_replaces_by_what_both_pay(lab: PoolLab) -> None:
    old = spend(lab.coins[0], fee=3_000)
    lab.accept(old)
    parent = spend(lab.coins[0], fee=200, outputs=2)
    rich = child(parent, 9_000)
    result = lab.pool.accept_package([parent, rich])
    assert not result.error
    assert ids(accepted(result, parent).replaced) == {old.txid}
    assert lab.ids == ids([parent, rich])


def test_a_replacing_package_must_pay_enough(lab: PoolLab) -> None:
    lab.accept(spend(lab.coins[0], fee=30_000))
    parent = spend(lab.coins[0], fee=200)
    result = lab.pool.accept_package([parent, child(parent, 9_000)])
    assert result.error == "package RBF failed: insufficient anti-DoS fees" and result.package_wide


def test_dust_may_come_if_its_child_takes_it_along(lab: PoolLab) -> None:
    parent = spend(lab.coins[0], fee=0)
    parent.outputs.append(TxOut(0, SCRIPT))
    inputs = [TxIn((parent.txid, n), witness=[ANYONE]) for n in (0, 1)]
    sweeping = Tx(2, inputs, [TxOut(parent.outputs[0].value - 5_000, SCRIPT)], 0)
    leaving = Tx(2, inputs[:1], sweeping.outputs, 0)
    assert lab.pool.accept_package([parent, leaving]).error == "unspent-dust"
    assert not lab.ids
    assert not lab.pool.accept_package([parent, sweeping]).error
    assert lab.ids == ids([parent, sweeping])


def test_a_sender_can_bound_the_feerate(lab: PoolLab) -> None:
    tx = spend(lab.coins[0], fee=10_000)
    result = lab.pool.accept_package([tx], max_feerate=50_000)
    assert refused(result, tx).reason == "max feerate exceeded"


def test_version_3_packages_follow_their_rules(lab: PoolLab) -> None:
    parent = spend(lab.coins[0], fee=0, version=3)
    assert lab.pool.accept_package([parent, child(parent, 5_000, version=2)]).error == "TRUC-violation"
    assert not lab.pool.accept_package([parent, child(parent, 5_000)]).error


def test_a_package_that_the_full_mempool_drops_is_told_so(lab: PoolLab) -> None:
    lab.accept(spend(lab.coins[0], fee=90_000, data=2_000))
    lab.pool.policy.max_size = lab.pool.graph.usage + 500
    parent = spend(lab.coins[1], fee=0)
    result = lab.pool.accept_package([parent, child(parent, 300)])
    assert result.error == "transaction failed"
    assert refused(result, parent).reason == "mempool full"
