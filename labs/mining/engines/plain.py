"""hashlib in a loop: OpenSSL's SHA-256 is fast, Python around it is not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator


class HashlibEngine:
    """One header after the other, with the midstate kept."""

    name = "hashlib"
    batch = 20_000

    def digests(self, header: bytes, first: int, count: int) -> list[bytes]:
        return list(_digests(header, first, count))

    def search(self, header: bytes, first: int, count: int) -> list[int]:
        found = (digest.endswith(b"\0\0\0\0") for digest in _digests(header, first, count))
        return [first + place for place, hit in enumerate(found) if hit]


def _digests(header: bytes, first: int, count: int) -> Iterator[bytes]:
    sha256 = hashlib.sha256
    midstate = sha256(header[:64])
    rest = header[64:76]
    for nonce in range(first, first + count):
        inner = midstate.copy()
        inner.update(rest + nonce.to_bytes(4, "little"))
        yield sha256(inner.digest()).digest()
