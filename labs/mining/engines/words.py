"""SHA-256 over 32-bit words that may be whole arrays: one formula hashes a million headers at once.

Source: FIPS 180-4. The header's 80 bytes and their padding are two blocks of 16 words; the first does not
change with the nonce, so its result, the midstate, is computed once. The nonce is word 3 of the second block.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import isqrt
from typing import Any, Protocol

Words = Any
"""An array of 32-bit words, of numpy or of torch; the operators + ^ & | wrap around at 2^32."""

PRIMES = [n for n in range(2, 312) if all(n % d for d in range(2, isqrt(n) + 1))]


def _cube_root(n: int) -> int:
    root: int = round(n ** (1 / 3))
    while root**3 > n:
        root -= 1
    while (root + 1) ** 3 <= n:
        root += 1
    return root


K = [_cube_root(prime << 96) & 0xFFFFFFFF for prime in PRIMES]
"""The 64 round constants: the first 32 bits behind the point of the primes' cube roots."""
START = [isqrt(prime << 64) & 0xFFFFFFFF for prime in PRIMES[:8]]
"""The eight words that hashing begins with: the same of the primes' square roots."""


class Kit(Protocol):
    """What an array library must do that Python's operators do not say."""

    def word(self, value: int) -> Words:
        """One word, 0 <= value < 2^32, as an array of one."""

    def constant(self, value: int) -> Words:
        """The same to be added to or masked with an array, however the library likes it best."""

    def rotate(self, words: Words, bits: int) -> Words:
        """Each word turned right by `bits`."""

    def shift(self, words: Words, bits: int) -> Words:
        """Each word moved right by `bits`, zeros coming in."""


def compress(state: Sequence[Words], block: Sequence[Words], kit: Kit) -> list[Words]:
    """SHA-256's 64 rounds: 8 words of state and 16 words of data make 8 words of state."""
    w = list(block)
    a, b, c, d, e, f, g, h = state
    for i in range(64):
        if i >= 16:
            x, y = w[i - 15], w[i - 2]
            x = kit.rotate(x, 7) ^ kit.rotate(x, 18) ^ kit.shift(x, 3)
            y = kit.rotate(y, 17) ^ kit.rotate(y, 19) ^ kit.shift(y, 10)
            w.append(w[i - 16] + x + w[i - 7] + y)
        choice = g ^ (e & (f ^ g))
        majority = (a & b) | (c & (a | b))
        t = (
            h
            + (kit.rotate(e, 6) ^ kit.rotate(e, 11) ^ kit.rotate(e, 25))
            + choice
            + kit.constant(K[i])
            + w[i]
        )
        u = (kit.rotate(a, 2) ^ kit.rotate(a, 13) ^ kit.rotate(a, 22)) + majority
        a, b, c, d, e, f, g, h = t + u, a, b, c, d + t, e, f, g
    return [old + new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True)]


def midstate(header: bytes, kit: Kit) -> list[Words]:
    """The state after the header's first 64 bytes, 8 words."""
    block = [kit.word(value) for value in struct.unpack(">16I", header[:64])]
    return compress([kit.word(value) for value in START], block, kit)


def tail(header: bytes, kit: Kit) -> list[Words]:
    """The header's bytes 64 to 76 as 3 words: end of the merkle root, time, bits."""
    return [kit.word(value) for value in struct.unpack(">3I", header[64:76])]


def double_sha256(state: Sequence[Words], rest: Sequence[Words], nonces: Words, kit: Kit) -> list[Words]:
    """The header's hash for every nonce: 8 arrays of words, big-endian inside a word.

    state: of midstate(). rest: of tail(). nonces: words.
    """
    padding = [kit.word(0x80000000), *[kit.word(0)] * 10, kit.word(80 * 8)]
    inner = compress(state, [*rest, swap(nonces, kit), *padding], kit)
    padding = [kit.word(0x80000000), *[kit.word(0)] * 6, kit.word(32 * 8)]
    return compress([kit.word(value) for value in START], [*inner, *padding], kit)


def swap(words: Words, kit: Kit) -> Words:
    """Each word with its four bytes turned round: the nonce is little-endian, SHA-256 reads big-endian."""
    return (kit.rotate(words, 8) & kit.constant(0xFF00FF00)) | (
        kit.rotate(words, 24) & kit.constant(0x00FF00FF)
    )
