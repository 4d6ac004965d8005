"""The coinbase: the one transaction a miner writes for itself.

It spends no coin. Its input carries the block's height and whatever the miner likes; its outputs pay the
miner the subsidy and all fees, and commit to the witnesses of every other transaction.
Sources: BIP 34 (height), BIP 141 (witness commitment).
"""

from __future__ import annotations

from labs.bitcoin.hashes import sha256d
from labs.bitcoin.script import number
from labs.bitcoin.transactions import COIN, Tx, TxIn, TxOut

MAINNET_HALVING = 210_000
REGTEST_HALVING = 150
NO_COIN = (bytes(32), 0xFFFFFFFF)
"""The outpoint that means "nothing is spent here"."""
SEQUENCE = 0xFFFFFFFE
"""Below the highest value, so that the locktime counts."""
RESERVED = bytes(32)
"""The one witness item of a coinbase: a value kept free for later rules."""
COMMITMENT_HEAD = bytes.fromhex("6a24aa21a9ed")
"""OP_RETURN, a push of 36 bytes, and the four bytes that mark a witness commitment."""


def subsidy(height: int, halving: int = REGTEST_HALVING) -> int:
    """New coins of the block at `height`, in satoshi: 50 BTC, halved every `halving` blocks."""
    halvings = height // halving
    return 0 if halvings >= 64 else (50 * COIN) >> halvings


def height_script(height: int) -> bytes:
    """The height as a script number, first in the coinbase's input. Source: BIP 34."""
    return number(height)


def commitment_script(witness_root: bytes, reserved: bytes = RESERVED) -> bytes:
    """The output script that commits to the witnesses.

    witness_root: merkle root of the wtxids, internal byte order, with 32 zero bytes for the coinbase itself.
    Source: BIP 141.
    """
    return COMMITMENT_HEAD + sha256d(witness_root + reserved)


def coinbase(
    height: int, value: int, script: bytes, commitment: bytes | None = None, extra: bytes = b"\x00"
) -> Tx:
    """The coinbase transaction of the block at `height`.

    value: subsidy and fees, in satoshi, all paid to `script`. commitment: the script of commitment_script().
    extra: bytes after the height, at most 100 with it; at least one is needed up to height 16, where the
    height takes a single byte and an input script must have two.
    """
    outputs = [TxOut(value, script)]
    if commitment is not None:
        outputs.append(TxOut(0, commitment))
    witness = [RESERVED] if commitment is not None else []
    return Tx(2, [TxIn(NO_COIN, height_script(height) + extra, SEQUENCE, witness)], outputs, height - 1)
