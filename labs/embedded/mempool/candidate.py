"""A transaction on its way into the mempool, and the terms on which it is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from labs.bitcoin.transactions import Tx
from labs.embedded.coins import Coin
from labs.embedded.mempool.entry import PoolEntry


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which conditions a transaction is looked at.

    returning: it comes back from a disconnected block, so limits and fees do not count. in_package: others
    follow, so the mempool is trimmed later. package_fees: its package's feerate will be checked instead of
    its own.
    """

    time: int
    returning: bool = False
    replacing: bool = True
    sibling_eviction: bool = True
    in_package: bool = False
    package_fees: bool = False
    max_feerate: int | None = None


@dataclass(slots=True)
class Candidate:
    """A transaction on its way in, and what has been found out about it."""

    entry: PoolEntry
    coins: list[Coin]
    conflicts: dict[bytes, PoolEntry] = field(default_factory=dict)
    sibling: bool = False

    @property
    def tx(self) -> Tx:
        return self.entry.tx


def alone(terms: Terms) -> Terms:
    """The terms for one transaction of a package when it is tried by itself."""
    return replace(terms, sibling_eviction=True, in_package=True, package_fees=False)
