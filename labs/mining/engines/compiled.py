"""The formula compiled by numba: one thread of machine code, a loop over nonces with everything in registers.

Needs numba (`pip install numba`); the first call compiles for some seconds.
"""

from __future__ import annotations

from typing import Any

import numba  # type: ignore[import-not-found,unused-ignore]
import numpy as np

from labs.mining.engines.arrays import NumpyKit
from labs.mining.engines.words import START, K, midstate, tail

ROUNDS = np.array(K, dtype=np.uint32)
BEGIN = np.array(START, dtype=np.uint32)
U32 = np.uint32


@numba.njit(inline="always")  # type: ignore[untyped-decorator]
def _rotate(x: Any, n: int) -> Any:
    return U32((x >> U32(n)) | (x << U32(32 - n)))


@numba.njit  # type: ignore[untyped-decorator]
def _compress(state: Any, w: Any, out: Any) -> None:
    """state: 8 words. w: 64 words, the first 16 of them given; the others are overwritten. out: 8 words."""
    for i in range(16, 64):
        x, y = w[i - 15], w[i - 2]
        x = _rotate(x, 7) ^ _rotate(x, 18) ^ (x >> U32(3))
        y = _rotate(y, 17) ^ _rotate(y, 19) ^ (y >> U32(10))
        w[i] = U32(w[i - 16] + x + w[i - 7] + y)
    a, b, c, d, e, f, g, h = state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]
    for i in range(64):
        t = U32(
            h + (_rotate(e, 6) ^ _rotate(e, 11) ^ _rotate(e, 25)) + (g ^ (e & (f ^ g))) + ROUNDS[i] + w[i]
        )
        u = U32((_rotate(a, 2) ^ _rotate(a, 13) ^ _rotate(a, 22)) + ((a & b) | (c & (a | b))))
        h, g, f, e, d, c, b, a = g, f, e, U32(d + t), c, b, a, U32(t + u)
    out[0], out[1], out[2], out[3] = state[0] + a, state[1] + b, state[2] + c, state[3] + d
    out[4], out[5], out[6], out[7] = state[4] + e, state[5] + f, state[6] + g, state[7] + h


@numba.njit  # type: ignore[untyped-decorator]
def _hash(state: Any, rest: Any, first: int, count: int, every: Any, hits: Any) -> int:
    """Fill `every` (count, 8) where it has rows, and `hits` with the places of hashes that end in zeros."""
    w = np.zeros(64, dtype=np.uint32)
    inner = np.zeros(8, dtype=np.uint32)
    found = 0
    for place in range(count):
        nonce = U32(first + place)
        w[:16] = U32(0)
        w[0], w[1], w[2] = rest[0], rest[1], rest[2]
        w[3] = (_rotate(nonce, 8) & U32(0xFF00FF00)) | (_rotate(nonce, 24) & U32(0x00FF00FF))
        w[4] = U32(0x80000000)
        w[15] = U32(640)
        _compress(state, w, inner)
        w[:8] = inner
        w[8] = U32(0x80000000)
        w[9:15] = U32(0)
        w[15] = U32(256)
        _compress(BEGIN, w, inner)
        if every.shape[0] > place:
            every[place] = inner
        if inner[7] == 0 and found < hits.shape[0]:
            hits[found] = place
            found += 1
    return found


class NumbaEngine:
    """One thread of compiled code."""

    name = "numba"
    batch = 200_000

    def digests(self, header: bytes, first: int, count: int) -> list[bytes]:
        every = np.zeros((count, 8), dtype=np.uint32)
        self._run(header, first, count, every)
        return [row.astype(">u4").tobytes() for row in every]

    def search(self, header: bytes, first: int, count: int) -> list[int]:
        return self._run(header, first, count, np.zeros((0, 8), dtype=np.uint32))

    def _run(self, header: bytes, first: int, count: int, every: Any) -> list[int]:
        kit = NumpyKit()
        state = np.concatenate(midstate(header, kit))
        rest = np.concatenate(tail(header, kit))
        hits = np.zeros(1024, dtype=np.int64)
        found = _hash(state, rest, first, count, every, hits)
        return [first + int(place) for place in hits[:found]]
