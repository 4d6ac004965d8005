"""The hash functions of Bitcoin: bytes in, bytes out, internal byte order."""

import hashlib
from collections.abc import Callable
from functools import cache

_sha256 = hashlib.sha256


def sha256(data: bytes) -> bytes:
    """SHA-256 of data, 32 bytes."""
    return _sha256(data).digest()


def sha256d(data: bytes) -> bytes:
    """SHA-256 applied twice: the hash of block headers and transactions, 32 bytes."""
    return _sha256(_sha256(data).digest()).digest()


def ripemd160(data: bytes) -> bytes:
    """RIPEMD-160 of data, 20 bytes."""
    return _ripemd160()(data)


def hash160(data: bytes) -> bytes:
    """RIPEMD-160 of SHA-256: the short hash in addresses, 20 bytes."""
    return _ripemd160()(_sha256(data).digest())


def tagged_hash(tag: str, data: bytes) -> bytes:
    """SHA-256 of data in the domain named by tag, so that hashes of one use never fit another.

    Source: BIP 340.
    """
    return _sha256(_tag_prefix(tag) + data).digest()


@cache
def _tag_prefix(tag: str) -> bytes:
    return sha256(tag.encode()) * 2


@cache
def _ripemd160() -> Callable[[bytes], bytes]:
    """OpenSSL's RIPEMD-160, or embit's where OpenSSL 3 keeps it out of reach."""
    try:
        hashlib.new("ripemd160")
    except ValueError:
        from embit.util.py_ripemd160 import ripemd160 as slow

        return lambda data: bytes(slow(data))
    return lambda data: hashlib.new("ripemd160", data).digest()
