"""Bitcoin Core's own release for this machine: fetched, checked against its SHA-256, unpacked."""

from __future__ import annotations

from pathlib import Path


def installed() -> Path | None:
    """The bitcoind that was installed and is still what was checked; None where there is none."""
    return None
