"""Blocks made by hand for the chain's tests: valid ones, and ones with a fault put in before mining."""

import time
from collections.abc import Callable, Sequence

from labs.bitcoin.blocks import (
    COMMITMENT_HEADER,
    Block,
    Header,
    merkle_root,
    target_of,
    witness_commitment,
)
from labs.bitcoin.script import number
from labs.bitcoin.transactions import NULL_OUTPOINT, OutPoint, Tx, TxIn, TxOut
from labs.embedded.block_check import subsidy
from labs.embedded.entry import Entry

ANYONE = b"\x51"
"""OP_TRUE: a script that everybody may spend."""


class Clock:
    """Real time, or a time set by hand."""

    def __init__(self) -> None:
        self.mocked = 0

    def now(self) -> int:
        return self.mocked or int(time.time())


def spend(
    outpoint: OutPoint, value: int, script_sig: bytes = b"", sequence: int = 0xFFFFFFFF, locktime: int = 0
) -> Tx:
    """A transaction with one input and one output that everybody may spend."""
    return Tx(2, [TxIn(outpoint, script_sig, sequence)], [TxOut(value, ANYONE)], locktime)


def mine(
    prev: Entry,
    txs: Sequence[Tx] = (),
    *,
    fees: int = 0,
    mark: bytes = b"",
    fault: Callable[[Block], None] | None = None,
    late_fault: Callable[[Block], None] | None = None,
) -> bytes:
    """A block on top of prev, with proof of work.

    mark: tells blocks of the same height apart. fault: changes the block before its witness commitment and
    merkle root are made; late_fault: after them.
    """
    height = prev.height + 1
    coinbase = Tx(
        2,
        [TxIn(NULL_OUTPOINT, number(height) + b"\x00" + mark, 0xFFFFFFFF, [bytes(32)])],
        [TxOut(subsidy(height) + fees, ANYONE), TxOut(0, COMMITMENT_HEADER + bytes(32))],
    )
    when = max(prev.median_time + 1, prev.time)
    block = Block(Header(0x20000000, prev.hash, bytes(32), when, prev.bits, 0), [coinbase, *txs])
    if fault:
        fault(block)
    commit(block)
    if late_fault:
        late_fault(block)
    return solve(block)


def commit(block: Block) -> None:
    """Puts the witness commitment and the merkle root in."""
    coinbase = block.txs[0]
    if len(coinbase.outputs) == 2:
        coinbase.outputs[1] = TxOut(0, COMMITMENT_HEADER + witness_commitment(block))
    block.header.merkle_root = merkle_root([fresh(tx).txid for tx in block.txs])


def fresh(tx: Tx) -> Tx:
    """A copy without remembered ids."""
    return tx.copy()


def solve(block: Block) -> bytes:
    """Finds the nonce."""
    header, target = block.header, target_of(block.header.bits)
    while int.from_bytes(header.hash, "little") > target:
        header.nonce += 1
    return Block(header, [fresh(tx) for tx in block.txs]).serialize()
