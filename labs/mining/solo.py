"""Mining alone: ask the node for work, search, hand the block in.

`mine(rpc, address)` is the whole of it. On the lab's chain every second hash wins; `progress` tells what
happens where the target is small and the search takes long.
"""

from __future__ import annotations

import itertools
import time
from typing import Any, Protocol

from labs.bitcoin.addresses import MAINNET, REGTEST, SIGNET, TESTNET, script_of
from labs.bitcoin.blocks import work_of
from labs.bitcoin.hashes import sha256d
from labs.bitcoin.transactions import display
from labs.mining.proof import search_in_steps, set_nonce
from labs.mining.template import REQUEST, BlockTemplate

NETWORKS = {"main": MAINNET, "test": TESTNET, "testnet4": TESTNET, "signet": SIGNET, "regtest": REGTEST}
LOOK_EVERY_S = 5.0
"""How often the search looks whether somebody else was faster."""
RENEW_S = 60.0
"""After this the work is old: new transactions are waiting, and the header's time lies behind."""
STEP = 20_000


TOO_LATE = ("inconclusive", "stale-prevblk")
"""What submitblock says of a good block when another was faster."""


class Rpc(Protocol):
    """Any client of the node: `call("getblockcount")` returns the answer's result or raises."""

    def call(self, method: str, /, *params: Any) -> Any: ...


class BlockRefused(Exception):
    """The node did not take the block. reason: the node's word for it, as in BIP 22."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the node refused the block: {reason}")
        self.reason = reason


def mine(rpc: Rpc, address: str, blocks: int = 1, progress: bool = True) -> list[str]:
    """Mine `blocks` blocks on top of each other, paid to `address`; returns their hashes as people see them.

    progress: print a line that grows while the search lasts. Raises BlockRefused, or labs.bitcoin.addresses'
    AddressError for an address of another network.
    """
    network = NETWORKS[rpc.call("getblockchaininfo")["chain"]]
    script = script_of(address, network)
    return [mine_one(rpc, script, Progress(progress)) for _ in range(blocks)]


def mine_one(rpc: Rpc, script: bytes, progress: Progress) -> str:
    """Mine one block paid to `script`; starts over when another block arrives first."""
    while True:
        template = BlockTemplate.from_json(rpc.call("getblocktemplate", REQUEST))
        progress.begin(template)
        block = _search(rpc, template, script, progress)
        if block is None:
            continue
        reason = rpc.call("submitblock", block.hex())
        block_hash = display(sha256d(block[:80]))
        if reason in (None, *TOO_LATE):
            progress.found(block_hash, stale=reason is not None)
            if reason is None:
                return block_hash
            continue
        raise BlockRefused(reason)


def _search(rpc: Rpc, template: BlockTemplate, script: bytes, progress: Progress) -> bytes | None:
    """The solved block, or None when the work has become old."""
    begun = looked = time.monotonic()
    for extra in itertools.count():
        coinbase = template.coinbase(script, extra.to_bytes(4, "little"))
        header = template.header(coinbase)
        for nonce in search_in_steps(header, template.target, STEP):
            if nonce is not None:
                progress.tried(nonce % STEP + 1)
                return template.block(set_nonce(header, nonce), coinbase)
            progress.tried(STEP)
            now = time.monotonic()
            if now - begun > RENEW_S:
                return None
            if now - looked > LOOK_EVERY_S:
                looked = now
                if rpc.call("getbestblockhash") != display(template.prev):
                    return None
    raise AssertionError("counting never ends")


class Progress:
    """One line of text that tells how the search goes; it is written over, at most once a second."""

    def __init__(self, shown: bool = True) -> None:
        self.shown = shown
        self.height = 0
        self.tries = 0
        self.expected = 0
        self.started = self.told = time.monotonic()

    def begin(self, template: BlockTemplate) -> None:
        if template.height != self.height:
            self.height, self.tries = template.height, 0
            self.started = self.told = time.monotonic()
        self.expected = work_of(template.bits)

    def tried(self, hashes: int) -> None:
        self.tries += hashes
        now = time.monotonic()
        if self.shown and now - self.told >= 1:
            self.told = now
            rate = self.tries / (now - self.started)
            luck = self.tries / self.expected
            print(
                f"\rblock {self.height}: {self.tries:,} hashes, {rate / 1e6:.2f} MH/s, "
                f"{luck:.0%} of the {self.expected:,} that it takes on average",
                end="",
                flush=True,
            )

    def found(self, block_hash: str, stale: bool = False) -> None:
        if self.shown:
            end = "lost: another block was faster" if stale else "found"
            tries = f"{self.tries:,} hash{'es' if self.tries > 1 else ''}"
            print(f"\rblock {self.height} {end} after {tries}: {block_hash}".ljust(110))
