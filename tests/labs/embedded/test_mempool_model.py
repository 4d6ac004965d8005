"""The mempool under random sends, replacements, blocks and reorganisations: it always fits the chain."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from labs.bitcoin.transactions import OutPoint, Tx, TxIn, TxOut
from labs.embedded.coins import COINBASE_MATURITY
from labs.embedded.mempool import Rejected
from labs.embedded.templates import Templates
from tests.labs.embedded.mined import mine
from tests.labs.embedded.pooled import ANYONE, SCRIPT, PoolLab


class Crowd:
    """Users who send, replace and mine without thinking."""

    def __init__(self, lab: PoolLab, rng: random.Random) -> None:
        self.lab = lab
        self.rng = rng
        self.outputs: dict[OutPoint, int] = {coin: 10**8 for coin in lab.coins}
        self.refused = 0
        self.abandoned: list[bytes] = []

    def send(self) -> None:
        """Spend one to three outputs ever seen, whether they are still there or not."""
        coins = self.rng.sample(list(self.outputs), self.rng.randint(1, min(3, len(self.outputs))))
        total = sum(self.outputs[coin] for coin in coins)
        fee = self.rng.choice([0, 50, 300, 1_000, 5_000, 40_000])
        count = self.rng.randint(1, 4)
        version = self.rng.choice([2, 2, 2, 3])
        if total - fee < 1_000 * count:
            return
        each = (total - fee) // count
        inputs = [TxIn(coin, b"", self.rng.choice([0xFFFFFFFD, 0xFFFFFFFF]), [ANYONE]) for coin in coins]
        tx = Tx(version, inputs, [TxOut(each, SCRIPT) for _ in range(count)], 0)
        try:
            self.lab.pool.accept(tx)
        except Rejected:
            self.refused += 1
            return
        for n in range(count):
            self.outputs[tx.txid, n] = each

    def mine(self) -> None:
        """A block of the mempool's best transactions, or of a few of them."""
        lab = self.lab
        txs = Templates(lab.chain, lab.pool, lab.options, lab.clock).create().txs
        lab.chain.listeners.pop()
        mark = self.rng.randbytes(4)
        assert lab.chain.submit(mine(lab.chain.tip, txs, mark=mark)) is None, lab.chain.last_debug

    def reorganise(self) -> None:
        """Take some blocks back, and sometimes the branch that was left earlier again."""
        chain = self.lab.chain
        if self.abandoned and self.rng.random() < 0.4:
            chain.reconsider(self.abandoned.pop())
            return
        entry = chain.at(max(chain.height - self.rng.randint(0, 3), 103))
        if entry is not None:
            chain.invalidate(entry.hash)
            self.abandoned.append(entry.hash)

    def prioritise(self) -> None:
        if self.lab.pool.entries:
            txid = self.rng.choice(list(self.lab.pool.entries))
            self.lab.pool.prioritise(txid, self.rng.randint(-2_000, 2_000))


def check(lab: PoolLab) -> None:
    """Everything in the mempool could be mined in the order of its chunks."""
    pool, chain = lab.pool, lab.chain
    there: set[bytes] = set()
    spent: dict[OutPoint, bytes] = {}
    for chunk in pool.ranked():
        for entry in chunk.entries:
            for source in entry.tx.inputs:
                assert spent.setdefault(source.prevout, entry.txid) == entry.txid
                if source.prevout[0] in pool:
                    assert source.prevout[0] in there
                    continue
                coin = chain.coin(source.prevout)
                assert coin is not None
                assert not coin.coinbase or chain.height + 1 - coin.height >= COINBASE_MATURITY
            there.add(entry.txid)
            assert entry.modified_fee - entry.fee == pool.deltas.get(entry.txid, 0)
    assert there == set(pool.entries) == {entry.txid for entry in pool.by_wtxid.values()}
    assert {point: entry.txid for point, entry in pool.graph.spenders.items()} == spent
    for cluster in pool.graph.clusters:
        assert len(cluster.members) <= pool.policy.cluster_count
        assert cluster.weight == sum(entry.adjusted_weight for entry in cluster.members.values())
    assert pool.unbroadcast <= there


@pytest.mark.parametrize("seed", range(6))
def test_the_mempool_always_fits_the_chain(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    with PoolLab(tmp_path) as lab:
        lab.pool.policy.cluster_count = 12
        crowd = Crowd(lab, rng)
        actions = [crowd.send] * 12 + [crowd.mine] * 2 + [crowd.reorganise, crowd.prioritise]
        for _ in range(220):
            rng.choice(actions)()
            check(lab)
        assert crowd.refused > 20 and len(crowd.outputs) > 60
