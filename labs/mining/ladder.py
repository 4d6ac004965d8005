"""From CPU to ASIC: the ladder of hash rates, nine powers of ten high.

Rates are double SHA-256 of headers per second. What says "measured" was measured with this package or with
the program named, on the machine named; the rest is what makers and testers publish.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from labs.mining.hashrate import HashRate, pretty


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to hash. efficiency_j_per_th: energy for 10^12 hashes, where it is known."""

    name: str
    hashes_per_s: float
    source: str
    efficiency_j_per_th: float | None = None


PUBLISHED = (
    Rung("hashlib, one process", 0.62e6, "measured, 2 vCPU, 2026"),
    Rung("numba, one thread", 1.7e6, "measured, 2 vCPU, 2026"),
    Rung("C, one thread", 1.8e6, "measured, 2 vCPU, 2026"),
    Rung("minerd, one thread", 6.4e6, "measured, 2 vCPU, 2026"),
    Rung("SHA instructions of a CPU, one thread", 13e6, "bound reckoned from their throughput, 2026"),
    Rung("torch on an H100, eager", 0.035e9, "measured, 2026"),
    Rung("torch on an H100, compiled", 0.93e9, "measured, 2026"),
    Rung("CUDA on an H100, with midstate", 7.0e9, "measured, 2026"),
    Rung("hashcat on an H100", 8e9, "hashcat's benchmark of SHA-256, halved"),
    Rung("hashcat on an RTX 4090", 11e9, "hashcat's benchmark of SHA-256, halved"),
    Rung("Antminer S21, an ASIC machine", 200e12, "Bitmain's data sheet, 2023", 17.5),
)


def ladder(measured: Iterable[HashRate] = ()) -> list[Rung]:
    """All rungs by rate, the slowest first; `measured` are your own."""
    own = [Rung(f"{rate.engine}, here", rate.hashes_per_s, "measured just now") for rate in measured]
    return sorted([*own, *PUBLISHED], key=lambda rung: rung.hashes_per_s)


def table(rungs: Iterable[Rung]) -> str:
    """The ladder as text, each rung with its factor over the lowest."""
    rungs = list(rungs)
    lines = [f"{'':40}{'rate':>12}{'factor':>16}  source"]
    for rung in rungs:
        factor = rung.hashes_per_s / rungs[0].hashes_per_s
        energy = f"; {rung.efficiency_j_per_th:g} J/TH" if rung.efficiency_j_per_th else ""
        lines.append(f"{rung.name:40}{pretty(rung.hashes_per_s):>12}{factor:>16,.1f}  {rung.source}{energy}")
    return "\n".join(lines)
