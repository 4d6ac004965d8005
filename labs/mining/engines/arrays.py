"""The formula over numpy arrays: no Python loop over nonces, yet hardly faster than hashlib.

Every + and ^ walks through memory once more; the processor waits for it most of the time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from labs.mining.engines.words import double_sha256, midstate, tail


class NumpyKit:
    """Words as numpy's uint32, which wraps around by itself."""

    def word(self, value: int) -> Any:
        return np.array([value], dtype=np.uint32)

    def constant(self, value: int) -> Any:
        return np.uint32(value)

    def rotate(self, words: Any, bits: int) -> Any:
        return (words >> np.uint32(bits)) | (words << np.uint32(32 - bits))

    def shift(self, words: Any, bits: int) -> Any:
        return words >> np.uint32(bits)


KIT = NumpyKit()


@lru_cache(maxsize=4)
def _begin(header: bytes) -> tuple[list[Any], list[Any]]:
    """What does not change with the nonce."""
    return midstate(header, KIT), tail(header, KIT)


class NumpyEngine:
    """Some thousand headers at once, as many as the processor's cache holds."""

    name = "numpy"
    batch = 8_192

    def digests(self, header: bytes, first: int, count: int) -> list[bytes]:
        words = np.stack(np.broadcast_arrays(*self._hash(header, first, count)), axis=1)
        return [row.astype(">u4").tobytes() for row in words]

    def search(self, header: bytes, first: int, count: int) -> list[int]:
        last = self._hash(header, first, count)[7]
        return [first + int(place) for place in np.flatnonzero(last == 0)]

    def _hash(self, header: bytes, first: int, count: int) -> list[Any]:
        nonces = np.arange(first, first + count, dtype=np.uint64).astype(np.uint32)
        return double_sha256(*_begin(header[:76]), nonces, KIT)
