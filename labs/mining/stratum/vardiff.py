"""Variable difficulty: each miner gets shares so hard that it finds one every few seconds.

Too easy, and the pool drowns in messages; too hard, and a small miner's income becomes a lottery.
"""

from __future__ import annotations

LARGEST_STEP_UP = 256.0
LARGEST_STEP_DOWN = 4.0
"""Up fast, before a strong miner floods the pool; down slowly, because silence is often only bad luck."""
TOLERANCE = 1.5
"""Within this factor of the wished pace nothing changes."""


class VarDiff:
    """The difficulty of one connection, never below `lowest`. Times are monotonic seconds."""

    def __init__(self, difficulty: float, share_every_s: float, now: float, lowest: float = 1e-5) -> None:
        self.difficulty = difficulty
        self.lowest = lowest
        self.share_every_s = share_every_s
        self._since = now
        self._shares = 0

    def share(self, now: float) -> float | None:
        """A share came in; returns the new difficulty if it should change."""
        self._shares += 1
        if self._shares < 8 and now - self._since < 4 * self.share_every_s:
            return None
        return self._adjust(now)

    def quiet(self, now: float) -> float | None:
        """Call now and then: a miner that finds nothing needs easier shares."""
        if now - self._since < 4 * self.share_every_s:
            return None
        return self._adjust(now)

    def start_at(self, difficulty: float, now: float) -> None:
        """Go on from a difficulty that the miner suggests."""
        self.difficulty = max(difficulty, self.lowest)
        self._since, self._shares = now, 0

    def _adjust(self, now: float) -> float | None:
        """Fit the difficulty to the pace since the last change."""
        elapsed = max(now - self._since, 1e-3)
        factor = max(self._shares, 0.5) * self.share_every_s / elapsed
        self._since, self._shares = now, 0
        if 1 / TOLERANCE < factor < TOLERANCE:
            return None
        factor = min(max(factor, 1 / LARGEST_STEP_DOWN), LARGEST_STEP_UP)
        changed = max(self.difficulty * factor, self.lowest)
        if changed == self.difficulty:
            return None
        self.difficulty = changed
        return changed
