"""A transaction in the mempool, and the answers to one that wants to get in.

Amounts are satoshi, sizes virtual bytes or weight units, ids 32 bytes in internal order.
Source: Bitcoin Core, src/kernel/mempool_entry.h, src/consensus/validation.h.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from labs.bitcoin.transactions import Tx

if TYPE_CHECKING:
    from labs.embedded.mempool.clusters import Cluster

MEMPOOL_HEIGHT = 0x7FFFFFFF
"""The height of a coin that an unconfirmed transaction makes."""


@dataclass(slots=True, eq=False)
class PoolEntry:
    """One transaction of the mempool, its fee and its neighbours.

    vsize and adjusted_weight count signature operations; weight is the plain one of BIP 141.
    sequence: the pool's counter when it came in, 0 for one that came back from a disconnected block.
    """

    tx: Tx
    fee: int
    weight: int
    adjusted_weight: int
    vsize: int
    time: int
    height: int
    sequence: int
    spends_coinbase: bool
    sigop_cost: int
    fee_delta: int = 0
    usage: int = 0
    parents: dict[bytes, PoolEntry] = field(default_factory=dict)
    children: dict[bytes, PoolEntry] = field(default_factory=dict)
    cluster: Cluster | None = None

    @property
    def txid(self) -> bytes:
        return self.tx.txid

    @property
    def modified_fee(self) -> int:
        """The fee with what `prioritisetransaction` added."""
        return self.fee + self.fee_delta


@dataclass(slots=True)
class Accepted:
    """A transaction passed every check. effective_feerate: satoshi per 1,000 virtual bytes, rounded down.

    effective_includes: wtxids of those whose fees and sizes the feerate stands for.
    """

    fee: int
    vsize: int
    effective_feerate: int
    effective_includes: list[bytes]
    replaced: list[Tx] = field(default_factory=list)


@dataclass(slots=True)
class AlreadyThere:
    """A package's transaction was in the mempool before. other_wtxid: when its witness there is another."""

    fee: int
    vsize: int
    other_wtxid: bytes | None = None


MISSING_INPUTS = "missing-inputs"
RECONSIDERABLE = "reconsiderable"
POLICY = "policy"
CONSENSUS = "consensus"

_MISSING_INPUTS_CODE = -25
_REJECTED_CODE = -26


class Rejected(Exception):
    """A transaction is turned away.

    reason: Core's short word. debug: details, often empty. kind: what the caller may do about it
    (`RECONSIDERABLE`: it may yet pass together with a child that pays more).
    """

    def __init__(self, reason: str, debug: str = "", kind: str = POLICY) -> None:
        super().__init__(reason)
        self.reason = reason
        self.debug = debug
        self.kind = kind

    @property
    def code(self) -> int:
        """The JSON-RPC error that `sendrawtransaction` answers with."""
        return _MISSING_INPUTS_CODE if self.kind == MISSING_INPUTS else _REJECTED_CODE

    def __str__(self) -> str:
        return f"{self.reason}, {self.debug}" if self.debug else self.reason


TxResult = Accepted | AlreadyThere | Rejected


@dataclass(slots=True)
class PackageResult:
    """What became of a package. error: empty when all of it is in the mempool.

    package_wide: the error speaks of the package as such, not of one transaction. results: by wtxid; a
    transaction that was not looked at is missing.
    """

    error: str = ""
    debug: str = ""
    package_wide: bool = False
    results: dict[bytes, TxResult] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.error}, {self.debug}" if self.debug else self.error
