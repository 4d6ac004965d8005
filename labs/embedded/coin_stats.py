"""Numbers that describe the whole set of coins, and hashes that name it.

Source: Bitcoin Core, src/kernel/coinstats.cpp, src/crypto/muhash.cpp.
"""

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from labs.bitcoin.transactions import OutPoint
from labs.bitcoin.wire import var_bytes
from labs.embedded.coins import Coin

MUHASH_MODULUS = (1 << 3072) - 1103717
_PLACE = struct.Struct("<32sIIq")
_BOGO_PER_COIN = 32 + 4 + 4 + 8 + 2


@dataclass
class CoinStats:
    """Sums over all coins. hash: 32 bytes, internal order; b'' if none was asked for."""

    coins: int = 0
    transactions: int = 0
    bogosize: int = 0
    total: int = 0
    hash: bytes = b""


def coin_stats(coins: Iterable[tuple[OutPoint, Coin]], hash_type: str) -> CoinStats:
    """The statistics of coins, which come by transaction id and number.

    hash_type: 'hash_serialized_3', 'muhash' or 'none'.
    """
    stats = CoinStats()
    serial, product = hashlib.sha256(), 1
    last = b""
    for (txid, n), coin in coins:
        stats.coins += 1
        stats.transactions += txid != last
        stats.bogosize += _BOGO_PER_COIN + len(coin.script)
        stats.total += coin.value
        last = txid
        if hash_type == "none":
            continue
        data = _PLACE.pack(txid, n, coin.height << 1 | coin.coinbase, coin.value) + var_bytes(coin.script)
        if hash_type == "muhash":
            product = product * muhash_element(data) % MUHASH_MODULUS
        else:
            serial.update(data)
    if hash_type == "muhash":
        stats.hash = hashlib.sha256(product.to_bytes(384, "little")).digest()
    elif hash_type == "hash_serialized_3":
        stats.hash = hashlib.sha256(serial.digest()).digest()
    return stats


def muhash_element(data: bytes) -> int:
    """The number that stands for data in a MuHash: 384 bytes of ChaCha20, keyed by its SHA-256."""
    key = struct.unpack("<8I", hashlib.sha256(data).digest())
    stream = b"".join(_chacha20_block(key, counter) for counter in range(6))
    return int.from_bytes(stream, "little")


def _chacha20_block(key: tuple[int, ...], counter: int) -> bytes:
    """64 bytes of the key stream with a nonce of zeros. Source: RFC 8439."""
    start = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, *key, counter, 0, 0, 0]
    state = start.copy()
    for _ in range(10):
        for a, b, c, d in _QUARTERS:
            state[a] = (state[a] + state[b]) & 0xFFFFFFFF
            state[d] = _rotate(state[d] ^ state[a], 16)
            state[c] = (state[c] + state[d]) & 0xFFFFFFFF
            state[b] = _rotate(state[b] ^ state[c], 12)
            state[a] = (state[a] + state[b]) & 0xFFFFFFFF
            state[d] = _rotate(state[d] ^ state[a], 8)
            state[c] = (state[c] + state[d]) & 0xFFFFFFFF
            state[b] = _rotate(state[b] ^ state[c], 7)
    return struct.pack("<16I", *((x + y) & 0xFFFFFFFF for x, y in zip(state, start, strict=True)))


def _rotate(word: int, bits: int) -> int:
    return (word << bits | word >> (32 - bits)) & 0xFFFFFFFF


_QUARTERS = (
    (0, 4, 8, 12),
    (1, 5, 9, 13),
    (2, 6, 10, 14),
    (3, 7, 11, 15),
    (0, 5, 10, 15),
    (1, 6, 11, 12),
    (2, 7, 8, 13),
    (3, 4, 9, 14),
)
