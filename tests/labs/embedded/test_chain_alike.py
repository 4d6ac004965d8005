"""Random blocks, most of them faulty: the check that changes nothing says just what the kernel says."""

import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from labs.bitcoin.blocks import Block
from labs.bitcoin.transactions import MAX_MONEY, OutPoint, Tx, TxIn, TxOut
from labs.embedded.chain import Chain
from tests.labs.embedded.mined import Clock, mine

AMOUNTS = (0, 1, 1_000, 1_000_000_000, 5_000_000_000, MAX_MONEY, MAX_MONEY + 1, -1)
SCRIPTS = (b"\x51", b"\x6a", b"\xac" * 4, b"\xa9\x14" + bytes(20) + b"\x87", b"\x00\x14" + bytes(20))
SEQUENCES = (0xFFFFFFFF, 0xFFFFFFFE, 0, 5, 119, 1 << 22 | 3)
LOCKTIMES = (0, 0, 0, 120, 121, 122, 500_000_001, 0xFFFFFFFF)


def a_transaction(dice: random.Random, points: list[OutPoint]) -> Tx:
    """One to three inputs and outputs of every kind."""
    inputs = [
        TxIn(
            dice.choice(points),
            dice.choice([b"", b"", b"\x51", dice.randbytes(4)]),
            dice.choice(SEQUENCES),
            [] if dice.random() < 0.8 else [b"a"],
        )
        for _ in range(dice.randint(1, 3))
    ]
    outputs = [TxOut(dice.choice(AMOUNTS[: dice.randint(3, 8)]), dice.choice(SCRIPTS)) for _ in range(2)]
    return Tx(dice.choice([1, 2]), inputs, outputs, dice.choice(LOCKTIMES))


def a_fault(dice: random.Random) -> Callable[[Block], None]:
    """Something wrong with a block, or nothing."""

    def change(block: Block) -> None:
        coinbase = block.txs[0]
        match dice.randrange(12):
            case 0:
                coinbase.inputs[0].script_sig = dice.randbytes(dice.randrange(5))
            case 1:
                coinbase.outputs[0].value = dice.choice([0, -1, 1 << 62, 10_000_000_000, 2_500_000_000])
            case 2:
                block.header.version = dice.choice([1, 2, 3, 4, -1, 0x7FFFFFFF])
            case 3:
                block.header.time = dice.choice([0, block.header.time - 1, block.header.time, 0xFFFFFFFF])
            case 4:
                block.txs.reverse()
            case 5:
                coinbase.locktime = dice.choice(LOCKTIMES)
                coinbase.inputs[0].sequence = dice.choice(SEQUENCES)
            case 6:
                coinbase.inputs[0].witness[:] = dice.choice([[], [b"x"], [bytes(32), bytes(32)]])
            case 7:
                block.txs.append(block.txs[-1].copy())

    return change


@pytest.mark.parametrize("seed", range(2))
def test_random_blocks_are_judged_alike(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    reasons = set()
    with closing(Chain(tmp_path, Clock())) as chain:
        for _ in range(120):
            assert chain.submit(mine(chain.tip)) is None
        points = [(chain.block(chain.tip.ancestor(height)).txs[0].txid, 0) for height in range(1, 15)]
        tip = chain.tip
        for number in range(120):
            txs: list[Tx] = []
            for _ in range(dice.randrange(4)):
                txs.append(a_transaction(dice, points + [(tx.txid, 0) for tx in txs]))
            fees = dice.choice([0, 0, 10, 1_000_000_000])
            raw = mine(tip, txs, fees=fees, mark=number.to_bytes(2, "big"), fault=a_fault(dice))
            asked = chain.check(raw, check_pow=True), chain.last_debug
            assert chain.tip is tip
            assert (chain.submit(raw), chain.last_debug) == asked
            reasons.add(asked[0])
            if chain.tip is not tip:
                chain.invalidate(chain.tip.hash)
    assert len(reasons) > 10
