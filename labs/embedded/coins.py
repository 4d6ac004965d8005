"""Coins: outputs that can be spent, and what a block does to them.

Connecting a block takes its inputs' coins away and adds its outputs; the coins taken are kept as undo data,
so that the block can be disconnected again. Amounts are satoshi.
"""

import struct
from collections.abc import Callable
from typing import NamedTuple

from labs.bitcoin.blocks import Block
from labs.bitcoin.transactions import OutPoint, Tx
from labs.bitcoin.wire import Reader, compact_size, var_bytes

COINBASE_MATURITY = 100
MAX_SCRIPT_SIZE = 10_000
_COIN = struct.Struct("<Iq")


class Coin(NamedTuple):
    """An unspent output. height: of its block; coinbase: whether it was newly mined."""

    value: int
    script: bytes
    height: int
    coinbase: bool

    def serialize(self) -> bytes:
        return _COIN.pack(self.height << 1 | self.coinbase, self.value) + var_bytes(self.script)


Undo = list[list[Coin]]
"""The coins a block spent: one list for each transaction but the coinbase, in the order of its inputs."""


class MissingCoinError(Exception):
    """A block spends an output that is not there: the kernel and the store disagree."""


class Change(NamedTuple):
    """What a block does to the set of coins."""

    spent: list[OutPoint]
    created: list[tuple[OutPoint, Coin]]
    undo: Undo


def is_unspendable(script: bytes) -> bool:
    """True for outputs that nobody can ever spend; they never enter the set of coins."""
    return script[:1] == b"\x6a" or len(script) > MAX_SCRIPT_SIZE


def outputs_of(tx: Tx, height: int, coinbase: bool) -> list[tuple[OutPoint, Coin]]:
    """The coins a transaction makes."""
    txid = tx.txid
    return [
        ((txid, n), Coin(out.value, out.script, height, coinbase))
        for n, out in enumerate(tx.outputs)
        if not is_unspendable(out.script)
    ]


def connect(block: Block, height: int, lookup: Callable[[OutPoint], Coin | None]) -> Change:
    """What block does on top of the coins that lookup finds.

    Coins made and spent within the block appear in undo only. Raises MissingCoinError.
    """
    fresh: dict[OutPoint, Coin] = dict(outputs_of(block.txs[0], height, True))
    spent: list[OutPoint] = []
    undo: Undo = []
    for tx in block.txs[1:]:
        taken = []
        for source in tx.inputs:
            coin = fresh.pop(source.prevout, None)
            if coin is None:
                coin = lookup(source.prevout)
                spent.append(source.prevout)
            if coin is None:
                raise MissingCoinError(f"{source.prevout[0][::-1].hex()}:{source.prevout[1]}")
            taken.append(coin)
        undo.append(taken)
        fresh.update(outputs_of(tx, height, False))
    return Change(spent, list(fresh.items()), undo)


def disconnect(block: Block, undo: Undo) -> Change:
    """The inverse of `connect`: spent are the coins that go, created are those that come back."""
    made = {point for tx in block.txs for point, _ in outputs_of(tx, 0, False)}
    back = [
        (source.prevout, coin)
        for tx, coins in zip(block.txs[1:], undo, strict=True)
        for source, coin in zip(tx.inputs, coins, strict=True)
    ]
    inner = {point for point, _ in back if point in made}
    return Change(list(made - inner), [item for item in back if item[0] not in made], undo)


def undo_bytes(undo: Undo) -> bytes:
    """Undo data as the store keeps it."""
    parts = [compact_size(len(undo))]
    for coins in undo:
        parts.append(compact_size(len(coins)))
        parts += [coin.serialize() for coin in coins]
    return b"".join(parts)


def undo_from(data: bytes) -> Undo:
    """The inverse of `undo_bytes`. Raises WireError if the store is damaged."""
    reader = Reader(data)
    undo = [[_coin(reader) for _ in range(reader.compact_size())] for _ in range(reader.compact_size())]
    reader.done()
    return undo


def _coin(reader: Reader) -> Coin:
    code, value = _COIN.unpack(reader.read(_COIN.size))
    return Coin(value, reader.var_bytes(), code >> 1, bool(code & 1))
