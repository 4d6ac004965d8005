"""A job: a block template cut so that a miner can change the coinbase without seeing the other transactions.

The coinbase is sent in two halves; between them go extranonce 1, which the pool gives each connection, and
extranonce 2, which the miner counts through when 2^32 nonces are used up. So no two miners search the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from labs.bitcoin.blocks import Header
from labs.bitcoin.hashes import sha256d
from labs.bitcoin.transactions import Tx
from labs.mining.coinbase import RESERVED, height_script
from labs.mining.merkle import root_from_branch
from labs.mining.template import BlockTemplate

EXTRANONCE1_SIZE = 4
EXTRANONCE2_SIZE = 4
GAP = EXTRANONCE1_SIZE + EXTRANONCE2_SIZE
TAG = b"/hunar/"
"""What the pool writes into its blocks' coinbases."""
BEFORE_SCRIPT = 4 + 1 + 36 + 1
"""Bytes of a transaction before its only input's script: version, count, outpoint, the script's length."""


@dataclass(frozen=True)
class Job:
    """Work on one template, paid to `script`."""

    template: BlockTemplate
    script: bytes

    @cached_property
    def halves(self) -> tuple[bytes, bytes]:
        """The coinbase before and after the extranonces, without witness: what the txid hashes."""
        whole = self.template.coinbase(self.script, bytes(GAP) + TAG).serialize(witness=False)
        cut = BEFORE_SCRIPT + len(height_script(self.template.height))
        return whole[:cut], whole[cut + GAP :]

    def coinbase(self, extranonce: bytes) -> bytes:
        """The coinbase with extranonce 1 and 2 in the gap, without witness."""
        return self.halves[0] + extranonce + self.halves[1]

    def header(self, extranonce: bytes, time: int, nonce: int, version: int) -> bytes:
        """The 80 bytes that a miner hashed."""
        root = root_from_branch(sha256d(self.coinbase(extranonce)), self.template.branch)
        return Header(_signed(version), self.template.prev, root, time, self.template.bits, nonce).serialize()

    def block(self, header: bytes, extranonce: bytes) -> bytes:
        """The whole block for submitblock."""
        coinbase = Tx.parse(self.coinbase(extranonce)).copy()
        if self.template.commitment is not None:
            coinbase.inputs[0].witness = [RESERVED]
        return self.template.block(header, coinbase)

    def params(self, job_id: str, clean: bool) -> list[Any]:
        """The parameters of mining.notify. clean: whatever came before is worthless now."""
        first, second = self.halves
        return [
            job_id,
            swap_words(self.template.prev).hex(),
            first.hex(),
            second.hex(),
            [branch.hex() for branch in self.template.branch],
            f"{self.template.version & 0xFFFFFFFF:08x}",
            f"{self.template.bits:08x}",
            f"{self.template.cur_time:08x}",
            clean,
        ]


def swap_words(data: bytes) -> bytes:
    """Each group of four bytes turned round.

    Stratum sends the previous hash so: neither in internal order nor as people see it, but as the words that
    the first mining chips wanted.
    """
    return b"".join(data[i : i + 4][::-1] for i in range(0, len(data), 4))


def _signed(version: int) -> int:
    return version - (1 << 32) if version >> 31 else version
