"""Proof of work: search for a nonce that makes the header's hash small enough.

The header is 80 bytes; the nonce is the last four. SHA-256 eats 64 bytes at a time, so the first 64 bytes are
hashed once (the "midstate") and every try costs only the last 16 bytes and the second hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

NONCES = 1 << 32
"""How many nonces one header has. At 100 TH/s they last 43 microseconds; then the coinbase must change."""


def search(header: bytes, target: int, first: int = 0, tries: int = NONCES) -> int | None:
    """The first nonce from `first` on whose header hashes to `target` or less, or None after `tries`.

    header: 80 bytes; its own nonce is ignored. The hash counts as a little-endian number.
    """
    sha256 = hashlib.sha256
    midstate = sha256(header[:64])
    rest = header[64:76]
    for nonce in range(first, min(first + tries, NONCES)):
        inner = midstate.copy()
        inner.update(rest + nonce.to_bytes(4, "little"))
        if int.from_bytes(sha256(inner.digest()).digest(), "little") <= target:
            return nonce
    return None


def search_in_steps(header: bytes, target: int, step: int = 100_000) -> Iterator[int | None]:
    """Search all nonces in steps: None after each step without success, and at last the nonce.

    For those who show progress or look up from the work in between.
    """
    for first in range(0, NONCES, step):
        found = search(header, target, first, step)
        yield found
        if found is not None:
            return


def set_nonce(header: bytes, nonce: int) -> bytes:
    """The header with this nonce."""
    return header[:76] + nonce.to_bytes(4, "little")
