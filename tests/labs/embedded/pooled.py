"""A chain with a mempool in one process, with coins that everybody may spend, for the mempool's tests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from labs.bitcoin.transactions import COIN, OutPoint, Tx, TxIn, TxOut
from labs.embedded.chain import Chain
from labs.embedded.clock import Clock
from labs.embedded.mempool import Mempool, Rejected
from labs.embedded.options import Options, read
from tests.labs.embedded.mined import mine

ANYONE = b"\x51"
SCRIPT = b"\x00\x20" + hashlib.sha256(ANYONE).digest()
"""A standard output that whoever shows OP_TRUE may spend."""
COIN_VALUE = 1 * COIN
"""What each of the lab's coins holds, in satoshi."""
COINS = 20
START = 1_700_000_000


class PoolLab:
    """A regtest chain of 102 blocks with COINS free coins, a mempool on top, and a clock standing still."""

    def __init__(self, datadir: Path, *arguments: str) -> None:
        datadir.mkdir(exist_ok=True)
        self.options: Options = read([f"-datadir={datadir}", *arguments])
        self.clock = Clock()
        self.clock.set_mock(START)
        self.chain = Chain.open(self.options, self.clock)
        self.pool = Mempool(self.chain, self.options, self.clock)
        self.coins: list[OutPoint] = []
        if self.chain.height == 0:
            for _ in range(101):
                self.mine()
            first = self.chain.at(1)
            assert first is not None
            reward = self.chain.block(first).txs[0]
            fan = Tx(2, [TxIn((reward.txid, 0))], [TxOut(COIN_VALUE, SCRIPT) for _ in range(COINS)], 0)
            self.mine(fan)
            self.coins = [(fan.txid, n) for n in range(COINS)]

    def __enter__(self) -> PoolLab:
        return self

    def __exit__(self, *failure: object) -> None:
        self.chain.close()

    def mine(self, *txs: Tx, mark: bytes = b"") -> bytes:
        """A block with these transactions becomes the tip; returns its hash."""
        verdict = self.chain.submit(mine(self.chain.tip, txs, mark=mark))
        assert verdict is None, verdict
        return self.chain.tip.hash

    def accept(self, *txs: Tx) -> None:
        for tx in txs:
            self.pool.accept(tx)

    def refusal(self, tx: Tx) -> Rejected:
        """Why tx is refused. Fails if it is not."""
        before = dict(self.pool.entries)
        try:
            self.pool.accept(tx)
        except Rejected as refusal:
            assert self.pool.entries == before
            return refusal
        raise AssertionError("the transaction was accepted")

    @property
    def ids(self) -> set[bytes]:
        return set(self.pool.entries)


def spend(
    *coins: OutPoint,
    fee: int = 1_000,
    outputs: int = 1,
    value: int = COIN_VALUE,
    sequence: int = 0xFFFFFFFD,
    locktime: int = 0,
    version: int = 2,
    data: int = 0,
) -> Tx:
    """A transaction that spends coins of `value` satoshi each and shares what is left among its outputs.

    data: bytes of an output that only makes it larger.
    """
    each = (value * len(coins) - fee) // outputs
    made = [TxOut(each, SCRIPT) for _ in range(outputs)]
    made[0].value += value * len(coins) - fee - each * outputs
    if data:
        made.append(TxOut(0, b"\x6a\x4d" + data.to_bytes(2, "little") + bytes(data)))
    return Tx(version, [TxIn(coin, b"", sequence, [ANYONE]) for coin in coins], made, locktime)


def child(parent: Tx, fee: int = 1_000, n: int = 0, *, version: int | None = None, data: int = 0) -> Tx:
    """A transaction that spends one output of another."""
    value = parent.outputs[n].value
    return spend((parent.txid, n), value=value, fee=fee, version=version or parent.version, data=data)


def chain_of(start: OutPoint, length: int, fee: int = 1_000) -> list[Tx]:
    """Transactions that each spend the one before."""
    txs = [spend(start, fee=fee)]
    while len(txs) < length:
        txs.append(child(txs[-1], fee))
    return txs


def ids(txs: Sequence[Tx]) -> set[bytes]:
    return {tx.txid for tx in txs}
