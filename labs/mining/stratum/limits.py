"""How much one connection may ask of the pool."""

from __future__ import annotations


class Allowance:
    """So many messages per second, saved up to `burst`. Times are monotonic seconds."""

    def __init__(self, per_s: float, burst: float, now: float) -> None:
        self.per_s = per_s
        self.burst = burst
        self._left = burst
        self._then = now

    def take(self, now: float) -> bool:
        """Use one; False when none is left."""
        self._left = min(self.burst, self._left + (now - self._then) * self.per_s)
        self._then = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
