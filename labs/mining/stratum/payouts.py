"""How a pool divides a block's reward among its workers. Amounts in satoshi; every satoshi goes to somebody.

Proportional pays by the shares of the round, from one block to the next. It invites hopping: early in a
round a share is worth more. PPLNS pays by the last so many shares, whichever round they fell in, so that
nothing is gained by leaving.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from labs.mining.stratum.shares import Share


def proportional(shares: Iterable[Share], reward_sat: int) -> dict[str, int]:
    """The reward divided by the work of one round's shares."""
    return divide(_work_by_worker((share.worker, share.work) for share in shares), reward_sat)


def pplns(shares: Sequence[Share], reward_sat: int, window: int) -> dict[str, int]:
    """The reward divided by the latest shares ("pay per last N shares").

    shares: oldest first. window: how much work counts, in hashes, often twice what a block takes; the oldest
    share in it counts in part.
    """
    if window <= 0:
        raise ValueError("the window must hold some work")
    counted = []
    for share in reversed(shares):
        work = min(share.work, window)
        counted.append((share.worker, work))
        window -= work
        if not window:
            break
    return divide(_work_by_worker(counted), reward_sat)


def divide(work: dict[str, int], reward_sat: int) -> dict[str, int]:
    """The reward in proportion to `work`. The satoshi left by rounding go to the largest remainders."""
    total = sum(work.values())
    if not total:
        return {}
    paid = {worker: reward_sat * own // total for worker, own in work.items()}
    by_remainder = sorted(work, key=lambda worker: (-(reward_sat * work[worker] % total), worker))
    for worker in by_remainder[: reward_sat - sum(paid.values())]:
        paid[worker] += 1
    return paid


def _work_by_worker(shares: Iterable[tuple[str, int]]) -> dict[str, int]:
    work: dict[str, int] = {}
    for worker, own in shares:
        work[worker] = work.get(worker, 0) + own
    return work
