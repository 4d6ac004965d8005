"""The feerate below which a full mempool takes nothing: it jumps up at each eviction and decays with time.

Source: Bitcoin Core, GetMinFee and trackPackageRemoved in src/txmempool.cpp.
"""

HALFLIFE_S = 12 * 60 * 60
_UPDATE_S = 10


class RollingMinimum:
    """incremental_feerate: the step above what was thrown out, and the least that is not zero (sat/kvB)."""

    def __init__(self, incremental_feerate: int) -> None:
        self.incremental = incremental_feerate
        self._feerate = 0.0
        self._updated = 0
        self._block_since_rise = False

    def evicted(self, feerate_sat_kvb: int) -> int:
        """A chunk of this feerate had to go. Returns what a transaction has to pay from now on."""
        raised = feerate_sat_kvb + self.incremental
        if raised > self._feerate:
            self._feerate = float(raised)
            self._block_since_rise = False
        return raised

    def block(self, now: int) -> None:
        """A block came in at `now`; from then on the minimum decays."""
        self._updated = now
        self._block_since_rise = True

    def feerate(self, now: int, usage: int, max_usage: int) -> int:
        """The minimum in satoshi per 1,000 virtual bytes; an emptier mempool (bytes) lets it fall faster."""
        if not self._block_since_rise or self._feerate == 0:
            return round(self._feerate)
        if now > self._updated + _UPDATE_S:
            halflife = HALFLIFE_S / (4 if usage < max_usage // 4 else 2 if usage < max_usage // 2 else 1)
            self._feerate /= 2.0 ** ((now - self._updated) / halflife)
            self._updated = now
            if self._feerate < self.incremental / 2:
                self._feerate = 0.0
                return 0
        return max(round(self._feerate), self.incremental)
