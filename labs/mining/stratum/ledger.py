"""The pool's memory: who did how much work, and which blocks came of it."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from labs.mining.stratum.shares import Share

KEPT_SHARES = 100_000
KEPT_BLOCKS = 10_000
MAX_WORKERS = 10_000
RATE_WINDOW_S = 600.0


@dataclass(slots=True)
class Worker:
    """What one worker did.

    work: hashes that its shares took on average. rejected: counted by Stratum's codes.
    """

    name: str
    shares: int = 0
    work: int = 0
    rejected: Counter[int] = field(default_factory=Counter)
    last_share: float = 0.0


@dataclass(frozen=True, slots=True)
class FoundBlock:
    """A block that a share turned out to be.

    verdict: None when the node took it, else its reason (BIP 22). round_work: each worker's hashes since the
    block before; payouts.divide(round_work, reward_sat) pays them proportionally.
    """

    height: int
    hash: str
    worker: str
    reward_sat: int
    time: float
    verdict: str | None
    round_work: dict[str, int]


class Ledger:
    """Shares, workers and blocks of one pool. Old shares are forgotten, what they added up to is not."""

    def __init__(self) -> None:
        self.shares: deque[Share] = deque(maxlen=KEPT_SHARES)
        self.round_work: dict[str, int] = {}
        self.workers: dict[str, Worker] = {}
        self.blocks: deque[FoundBlock] = deque(maxlen=KEPT_BLOCKS)

    def worker(self, name: str) -> Worker | None:
        """The worker's account; opened when there is room for another."""
        found = self.workers.get(name)
        if found is None and len(self.workers) < MAX_WORKERS:
            found = self.workers[name] = Worker(name)
        return found

    def accept(self, share: Share) -> None:
        """Credit a share."""
        self.shares.append(share)
        if worker := self.worker(share.worker):
            self.round_work[share.worker] = self.round_work.get(share.worker, 0) + share.work
            worker.shares += 1
            worker.work += share.work
            worker.last_share = share.time

    def reject(self, name: str, code: int) -> None:
        if worker := self.worker(name):
            worker.rejected[code] += 1

    def found(self, block: FoundBlock) -> None:
        """Note a block; when the node took it, a new round begins."""
        self.blocks.append(block)
        if block.verdict is None:
            self.round_work = {}

    def hashrate(self, name: str, now: float) -> float:
        """Hashes per second that a worker's shares of the last ten minutes speak for."""
        since = now - RATE_WINDOW_S
        own = [share for share in self.shares if share.worker == name and share.time > since]
        if not own:
            return 0.0
        return sum(share.work for share in own) / max(now - own[0].time, 1.0)
