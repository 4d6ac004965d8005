"""The node's clock: real seconds, or the time that setmocktime set."""

import time


class Clock:
    """Unix seconds for everything that the chain, the mempool and the wallet date."""

    def __init__(self) -> None:
        self.mocked = 0

    def now(self) -> int:
        """Unix time in whole seconds: the mocked one where set."""
        return self.mocked or int(time.time())

    def set_mock(self, t: int) -> None:
        """Stands still at `t` from now on; 0 goes back to real time."""
        self.mocked = t

    def monotonic(self) -> float:
        """Seconds that only move forward, for time limits and durations."""
        return time.monotonic()
