"""Block templates: what the next block could be, lacking only the proof of work.

Source: Bitcoin Core, src/node/miner.cpp.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labs.bitcoin.blocks import Block, Header, merkle_root
from labs.bitcoin.transactions import Tx
from labs.embedded.selection import Limits, select
from labs.embedded.version_bits import VersionBits
from labs.mining.coinbase import coinbase, commitment_script, subsidy

if TYPE_CHECKING:
    from labs.embedded.chain import Chain
    from labs.embedded.clock import Clock
    from labs.embedded.entry import Entry
    from labs.embedded.mempool import Mempool
    from labs.embedded.options import Options

DIFFICULTY_PERIOD = 144
"""Blocks of a day on regtest, where the difficulty stays the same nevertheless."""
MAX_TIMEWARP_S = 600
KEPT_S = 5


@dataclass(slots=True)
class Template:
    """The next block without its coinbase's payee and without proof of work. Amounts in satoshi."""

    height: int
    version: int
    prev: bytes
    bits: int
    min_time: int
    cur_time: int
    txs: list[Tx]
    fees: list[int]
    sigops: list[int]
    coinbase_value: int
    witness_commitment: bytes


class Templates:
    """Makes templates on top of the chain's tip.

    last_weight, last_txs: what the latest template weighed and how many transactions it had; None before.
    current_updates: `updates` when the shared template was made.
    """

    def __init__(self, chain: Chain, mempool: Mempool, options: Options, clock: Clock) -> None:
        self.chain = chain
        self.mempool = mempool
        self.clock = clock
        self.limits = Limits.of(options)
        self.version_bits = VersionBits()
        self.fixed_version = options.number("blockversion", 0)
        self.last_weight: int | None = None
        self.last_txs: int | None = None
        self._tips = 1
        self.current_updates = 0
        self._current: Template | None = None
        self._current_since = 0
        chain.listeners.append(self)

    def create(self, txs: Sequence[Tx] | None = None) -> Template:
        """A template of the mempool's best transactions, or of exactly `txs`, whose fees are then lost."""
        tip = self.chain.tip
        height = tip.height + 1
        earliest = min_time(tip)
        fees: list[int] = []
        sigops: list[int] = []
        if txs is None:
            chosen = select(self.mempool.ranked(), self.limits, height, tip.median_time)
            txs = [entry.tx for entry in chosen.entries]
            fees = [entry.fee for entry in chosen.entries]
            sigops = [entry.sigop_cost for entry in chosen.entries]
            self.last_weight, self.last_txs = chosen.weight, len(txs)
        else:
            self.last_weight, self.last_txs = self.limits.reserved_weight, 0
        return Template(
            height=height,
            version=self.fixed_version or self.version_bits.version(tip),
            prev=tip.hash,
            bits=self.chain.next_bits,
            min_time=earliest,
            cur_time=max(earliest, self.clock.now()),
            txs=list(txs),
            fees=fees,
            sigops=sigops,
            coinbase_value=subsidy(height) + sum(fees),
            witness_commitment=commitment_script(merkle_root([bytes(32), *(tx.wtxid for tx in txs)])),
        )

    @property
    def updates(self) -> int:
        """Grows with every change of the mempool and of the tip; for long polling."""
        return self._tips + self.mempool.updates

    def current(self) -> tuple[Template, int]:
        """The template that miners share, and the count of updates it knows.

        It is made anew for a new tip, and for new transactions when it is more than five seconds old.
        """
        old = self._current is None or self._current.prev != self.chain.tip.hash
        grown = self.updates != self.current_updates and self.clock.now() - self._current_since > KEPT_S
        if self._current is None or old or grown:
            self.current_updates = self.updates
            self._current_since = self.clock.now()
            self._current = self.create()
        return self._current, self.current_updates

    def block_connected(self, entry: Entry, block: Block, undo: object) -> None:
        self._tips += 1

    def block_disconnected(self, entry: Entry, block: Block, undo: object) -> None:
        self._tips += 1

    def chain_settled(self) -> None:
        """Nothing to do: a template looks at the tip when it is asked for."""

    def block(self, template: Template, script: bytes, extra: bytes = b"\x00") -> Block:
        """The unsolved block of `template` that pays `script`; `extra` follows the height in the coinbase."""
        first = coinbase(template.height, template.coinbase_value, script, template.witness_commitment, extra)
        txs = [first, *template.txs]
        root = merkle_root([tx.txid for tx in txs])
        header = Header(template.version, template.prev, root, template.cur_time, template.bits, 0)
        return Block(header, txs)


def min_time(parent: Entry) -> int:
    """The earliest time of the block after `parent`: past the median of 11, and no time warp (BIP 94)."""
    earliest = parent.median_time + 1
    if (parent.height + 1) % DIFFICULTY_PERIOD == 0:
        earliest = max(earliest, parent.time - MAX_TIMEWARP_S)
    return earliest
