"""What blocks and time do to the mempool."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from labs.bitcoin.transactions import COIN, Tx, TxIn, TxOut
from tests.labs.embedded.pooled import ANYONE, SCRIPT, START, PoolLab, chain_of, child, ids, spend


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[PoolLab]:
    with PoolLab(tmp_path) as opened:
        yield opened


class Witness:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.added: list[bytes] = []
        self.removed: list[tuple[bytes, str]] = []

    def tx_added(self, tx: Tx) -> None:
        self.added.append(tx.txid)

    def tx_removed(self, tx: Tx, reason: str) -> None:
        self.removed.append((tx.txid, reason))


def test_a_block_takes_what_it_confirms_and_what_contradicts_it(lab: PoolLab) -> None:
    heard = Witness()
    lab.pool.listeners.append(heard)
    parent, rival = spend(lab.coins[0]), spend(lab.coins[1], fee=2_000)
    own, orphaned = child(parent), child(rival)
    lab.accept(parent, own, rival, orphaned)
    lab.pool.prioritise(rival.txid, 5)
    confirmed = spend(lab.coins[1], fee=7)
    lab.mine(parent, confirmed)
    assert lab.ids == {own.txid}
    assert set(heard.removed) == {
        (parent.txid, "block"),
        (rival.txid, "conflict"),
        (orphaned.txid, "conflict"),
    }
    assert heard.added == [parent.txid, own.txid, rival.txid, orphaned.txid]
    assert not lab.pool.deltas
    entry = lab.pool.get(own.txid)
    assert entry is not None and not entry.parents


def test_disconnected_transactions_come_back_before_their_children(lab: PoolLab) -> None:
    family = chain_of(lab.coins[0], 5)
    lab.accept(*family)
    block = lab.mine(*family[:3])
    assert lab.ids == ids(family[3:])
    lab.chain.invalidate(block)
    assert lab.ids == ids(family)
    cluster = lab.pool.entries[family[0].txid].cluster
    assert cluster is not None
    assert [entry.txid for entry in cluster.order] == [tx.txid for tx in family]
    lab.chain.reconsider(block)
    assert lab.ids == ids(family[3:])


def test_what_another_branch_confirms_does_not_come_back(lab: PoolLab) -> None:
    kept, lost = spend(lab.coins[0]), spend(lab.coins[1])
    block = lab.mine(kept, lost)
    lab.chain.invalidate(block)
    assert lab.ids == ids([kept, lost])
    lab.mine(kept, mark=b"other")
    assert lab.ids == {lost.txid}


def test_spends_of_a_lost_coinbase_go_with_all_their_children(lab: PoolLab) -> None:
    second = lab.chain.at(2)
    assert second is not None
    mature = lab.chain.block(second).txs[0]
    early = Tx(2, [TxIn((mature.txid, 0))], [TxOut(49 * COIN, SCRIPT)], 0)
    lab.pool.policy.require_standard = False
    lab.accept(early, child(early))
    family = set(lab.ids)
    lab.chain.invalidate(lab.chain.tip.hash)
    assert lab.chain.height == 101  # the next block is the hundredth on top of the coinbase
    assert family < lab.ids
    lab.chain.invalidate(lab.chain.tip.hash)
    assert not family & lab.ids


def test_locktimes_that_a_reorganisation_closes_again_are_dropped(lab: PoolLab) -> None:
    block = lab.mine()
    opened = spend(lab.coins[0], locktime=lab.chain.height)
    relative = spend(lab.coins[1], sequence=2)
    plain = spend(lab.coins[2])
    lab.accept(opened, child(opened), relative, plain)
    lab.chain.invalidate(block)
    assert lab.ids == {plain.txid}


def test_a_double_spend_in_the_mempool_outlives_the_block_that_lost(lab: PoolLab) -> None:
    mined = spend(lab.coins[0])
    block = lab.mine(mined)
    dependent = child(mined)
    lab.accept(dependent)
    lab.chain.invalidate(block)
    assert lab.ids == ids([mined, dependent])


def test_old_transactions_expire_with_their_children(lab: PoolLab) -> None:
    old, fresh = spend(lab.coins[0]), spend(lab.coins[1])
    lab.accept(old)
    lab.clock.set_mock(START + 336 * 3600)
    lab.accept(child(old))
    assert len(lab.ids) == 2
    lab.clock.set_mock(START + 336 * 3600 + 1)
    lab.accept(fresh)
    assert lab.ids == {fresh.txid}


def test_a_full_mempool_drops_the_worst_and_asks_for_more(lab: PoolLab) -> None:
    cheap = spend(lab.coins[0], fee=1_000, data=5_000)
    parent, rich = spend(lab.coins[1], fee=100, data=5_000), spend(lab.coins[2], fee=90_000, data=5_000)
    sponsor = child(parent, fee=90_000)
    lab.accept(cheap)
    lab.pool.prioritise(parent.txid, 1_000)
    lab.accept(parent, sponsor, rich)
    lab.pool.policy.max_size = lab.pool.graph.usage - 1
    lab.pool.limit()
    assert lab.ids == ids([parent, sponsor, rich])
    floor = lab.pool.min_feerate()
    assert floor == 1_000 * 1_000 // cheap.vsize + 100
    refusal = lab.refusal(spend(lab.coins[3], fee=15))
    assert refusal.reason == "mempool min fee not met" and refusal.kind == "reconsiderable"


def test_the_minimum_of_a_mempool_that_was_full_decays_after_a_block(lab: PoolLab) -> None:
    lab.pool.rolling.evicted(10_000)
    lab.clock.set_mock(START + 10**6)
    assert lab.pool.min_feerate() == 10_100
    lab.mine()
    lab.clock.set_mock(START + 10**6 + 12 * 3600 // 4)
    assert lab.pool.min_feerate() == 5_050
    lab.clock.set_mock(START + 10**6 + 12 * 3600 * 3)
    assert lab.pool.min_feerate() == 0


def test_a_transaction_that_does_not_fit_any_more_is_refused(lab: PoolLab) -> None:
    lab.accept(spend(lab.coins[0], fee=50_000, data=1_000))
    lab.pool.policy.max_size = lab.pool.graph.usage + 100
    small = spend(lab.coins[1], fee=100)
    assert lab.refusal(small).reason == "mempool full"


def test_events_are_counted(lab: PoolLab) -> None:
    assert lab.pool.sequence == 1
    tx = spend(lab.coins[0])
    updates = lab.pool.updates
    lab.accept(tx)
    assert (lab.pool.sequence, lab.pool.updates > updates) == (2, True)
    lab.mine(tx)
    assert lab.pool.sequence == 3


def test_clusters_that_a_reorganisation_makes_too_large_are_cut(lab: PoolLab) -> None:
    fan = spend(lab.coins[0], outputs=10)
    block = lab.mine(fan)
    for n in range(10):
        lab.accept(*_line(fan, n, 7))
    assert len(lab.ids) == 70
    lab.chain.invalidate(block)
    largest = max(len(cluster.members) for cluster in lab.pool.graph.clusters)
    assert fan.txid in lab.ids
    assert largest == 64 == len(lab.ids)
    for entry in lab.pool.entries.values():
        spent = {source.prevout[0] for source in entry.tx.inputs}
        assert spent <= lab.ids | {lab.coins[0][0]}


def _line(start: Tx, n: int, length: int) -> list[Tx]:
    txs = [child(start, n=n)]
    while len(txs) < length:
        txs.append(child(txs[-1]))
    return txs


def test_coins_of_the_mempool_can_be_looked_up(lab: PoolLab) -> None:
    tx = spend(lab.coins[0])
    lab.accept(tx)
    made = lab.pool.coin((tx.txid, 0))
    assert made is not None and (made.value, made.height) == (tx.outputs[0].value, 0x7FFFFFFF)
    assert lab.pool.coin((tx.txid, 1)) is None
    assert lab.pool.coin(lab.coins[0]) is not None
    assert lab.pool.spender(lab.coins[0]) == tx.txid
    assert lab.pool.spender(lab.coins[1]) is None
    assert tx.inputs[0].witness == [ANYONE]


def test_a_long_reorganisation_forgets_the_latest_transactions(
    lab: PoolLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = spend(lab.coins[0], data=2_000), spend(lab.coins[1], data=2_000)
    first = lab.mine(older)
    lab.mine(newer)
    lab.accept(child(older), child(newer))
    monkeypatch.setattr("labs.embedded.mempool.reorganisation.MAX_WAITING", 3_500)
    lab.chain.invalidate(first)
    assert lab.ids == ids([older, child(older)])


def test_of_many_invalid_blocks_the_last_ten_come_back(lab: PoolLab) -> None:
    txs = [spend(coin) for coin in lab.coins[:12]]
    blocks = [lab.mine(tx) for tx in txs]
    on_lost, on_kept = child(txs[1]), child(txs[2])
    lab.accept(on_lost, on_kept)
    lab.chain.invalidate(blocks[0])
    assert lab.ids == ids([*txs[2:], on_kept])
    lab.chain.reconsider(blocks[0])
    assert lab.ids == ids([on_kept])
    lab.chain.invalidate(blocks[5])
    assert lab.ids == ids([*txs[5:], on_kept])
