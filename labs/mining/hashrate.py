"""How fast this machine hashes block headers.

    for engine in available():
        print(measure(engine))

A rate counts double SHA-256 of whole headers, as miners do; halve what a table gives as "SHA-256 per second".
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from labs.mining.engines import Engine, available

UNITS = ((1e18, "EH/s"), (1e15, "PH/s"), (1e12, "TH/s"), (1e9, "GH/s"), (1e6, "MH/s"), (1e3, "kH/s"))

__all__ = ["Engine", "HashRate", "available", "measure", "pretty"]


@dataclass(frozen=True, slots=True)
class HashRate:
    """What an engine reached here."""

    engine: str
    hashes_per_s: float

    def __str__(self) -> str:
        return f"{self.engine}: {pretty(self.hashes_per_s)}"


def measure(engine: Engine, seconds: float = 1.0) -> HashRate:
    """Hash for about `seconds` and tell the rate. The first batch, which compiles things, is not timed."""
    header = os.urandom(76) + bytes(4)
    engine.search(header, 0, engine.batch)
    done = 0
    start = time.perf_counter()
    elapsed = 0.0
    while elapsed < seconds:
        engine.search(header, done % (1 << 31), engine.batch)
        done += engine.batch
        elapsed = time.perf_counter() - start
    return HashRate(engine.name, done / elapsed)


def pretty(hashes_per_s: float) -> str:
    """A rate for people: 620 kH/s, 1.7 MH/s, 200 TH/s."""
    for size, unit in UNITS:
        if hashes_per_s >= size:
            return (
                f"{hashes_per_s / size:.3g} {unit}"
                if hashes_per_s < 999.5 * size
                else f"{hashes_per_s / size:.0f} {unit}"
            )
    return f"{hashes_per_s:.3g} H/s"
