"""Difficulty: how Bitcoin sets its target anew every 2,016 blocks, and a replay of a real change.

The lab's own chain never changes its target. So the replay brings 2,016 blocks of an alternate main network,
mined two minutes apart with real proof of work, and Bitcoin's consensus engine checks each of them: at height
2,016 it asks for bits 1c3fffc0, four times the difficulty of 1d00ffff, and takes nothing easier.
Sources: Bitcoin Core, src/pow.cpp, test/functional/mining_mainnet.py.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from labs.bitcoin.blocks import Block, Header, bits_of, target_of
from labs.bitcoin.transactions import COIN, Tx, TxIn, TxOut, from_display
from labs.mining.coinbase import NO_COIN, height_script

PERIOD = 2016
"""Blocks between two changes of the target."""
TIMESPAN_S = 14 * 24 * 60 * 60
"""How long a period should take: two weeks."""
EASIEST_BITS = 0x1D00FFFF
"""The easiest target of the main network: difficulty 1."""

GENESIS_HASH = from_display("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f")
GENESIS_TIME = 1231006505
_PAYEE = bytes.fromhex("76a914eadbac7f36c37e39361168b7aaee3cb24a25312d88ac")


@dataclass(frozen=True, slots=True)
class Replayed:
    """A block that the engine accepted. hash: internal byte order; time: Unix seconds."""

    height: int
    time: int
    bits: int
    hash: bytes


class Refused(Exception):
    """The engine did not accept a block of the replay."""


def retarget(bits: int, first_time: int, last_time: int, easiest: int = EASIEST_BITS) -> int:
    """The bits of the next period.

    bits: of the period that ends. first_time, last_time: times of its first and its last block, Unix seconds.
    2,016 blocks have 2,015 gaps between them; Bitcoin measures these and divides by two weeks all the same.
    The target changes by a factor of four at most, and never beyond `easiest`.
    """
    taken = min(max(last_time - first_time, TIMESPAN_S // 4), TIMESPAN_S * 4)
    return bits_of(min(target_of(bits) * taken // TIMESPAN_S, target_of(easiest)))


def recorded() -> list[tuple[int, int]]:
    """Time and nonce of the 2,016 blocks, from height 1 on."""
    data = files("labs.mining").joinpath("data", "first_retarget.bin").read_bytes()
    return list(struct.iter_unpack("<II", data))


def blocks() -> Iterator[Block]:
    """The 2,016 blocks themselves; retarget() says the bits of the last."""
    prev, times = GENESIS_HASH, [GENESIS_TIME]
    bits = EASIEST_BITS
    for height, (time, nonce) in enumerate(recorded(), start=1):
        if height % PERIOD == 0:
            bits = retarget(bits, times[height - PERIOD], times[height - 1])
        coinbase = _coinbase(height)
        block = Block(Header(0x20000000, prev, coinbase.txid, time, bits, nonce), [coinbase])
        yield block
        prev = block.hash
        times.append(time)


def replay() -> Iterator[Replayed]:
    """The blocks again, each after Bitcoin's consensus engine has accepted it. Raises Refused.

    All 2,016 take about a second. The engine works in a folder of its own, which is removed at the end.
    """
    import pbk

    with tempfile.TemporaryDirectory(prefix="replay-") as folder:
        engine = _engine(Path(folder))
        try:
            chain = engine.get_active_chain()
            for height, block in enumerate(blocks(), start=1):
                try:
                    engine.process_block(pbk.Block(block.serialize()))
                except pbk.ProcessBlockException as error:
                    raise Refused(f"block {height} was refused: {error}") from None
                if chain.height != height:
                    raise Refused(f"block {height} was refused")
                yield Replayed(height, block.header.time, block.header.bits, block.hash)
            del chain
        finally:
            engine.__exit__(None, None, None)


def _coinbase(height: int) -> Tx:
    script = height_script(height) + (b"\x00" if height <= 16 else b"")
    return Tx(2, [TxIn(NO_COIN, script)], [TxOut(50 * COIN, _PAYEE)], 0)


def _engine(folder: Path) -> Any:
    import pbk

    options = pbk.ContextOptions()
    options.set_chainparams(pbk.ChainParameters(pbk.ChainType.MAINNET))
    manager_options = pbk.ChainstateManagerOptions(pbk.Context(options), str(folder), str(folder / "blocks"))
    manager_options.update_block_tree_db_in_memory(True)
    manager_options.update_chainstate_db_in_memory(True)
    return pbk.ChainstateManager(manager_options)
