"""Proofs that a block has certain transactions, as small as a path down its merkle tree.

Source: Bitcoin Core, src/merkleblock.cpp; BIP 37.
"""

import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from labs.bitcoin.blocks import HEADER_SIZE, Header
from labs.bitcoin.hashes import sha256d
from labs.bitcoin.wire import Reader, compact_size, var_bytes

MAX_TRANSACTIONS = 4_000_000 // 240
"""No block has room for more."""


@dataclass(slots=True)
class MerkleProof:
    """A header, and the part of its merkle tree that leads to the matched transactions.

    bits: for each node on the way, depth first from the root, whether a match lies below it. hashes: of the
    nodes where the way ends.
    """

    header: Header
    count: int
    hashes: list[bytes]
    bits: list[bool]

    @classmethod
    def build(cls, header: Header, txids: Sequence[bytes], wanted: Collection[bytes]) -> "MerkleProof":
        """The proof for the wanted ids in a block of txids (n >= 1, internal order)."""
        levels = [list(txids)]
        matches = [[txid in wanted for txid in txids]]
        while len(levels[-1]) > 1:
            low, below = levels[-1], matches[-1]
            pairs = range(0, len(low), 2)
            levels.append([sha256d(low[i] + low[min(i + 1, len(low) - 1)]) for i in pairs])
            matches.append([any(below[i : i + 2]) for i in pairs])
        proof = cls(header, len(txids), [], [])
        proof._add(levels, matches, len(levels) - 1, 0)
        return proof

    def _add(self, levels: list[list[bytes]], matches: list[list[bool]], height: int, place: int) -> None:
        below = matches[height][place]
        self.bits.append(below)
        if height == 0 or not below:
            self.hashes.append(levels[height][place])
            return
        for child in (2 * place, 2 * place + 1):
            if child < len(levels[height - 1]):
                self._add(levels, matches, height - 1, child)

    @classmethod
    def parse(cls, data: bytes) -> "MerkleProof":
        """The proof at the start of data. Raises WireError."""
        reader = Reader(data)
        header = Header.parse(reader.read(HEADER_SIZE))
        count = reader.u32()
        hashes = [reader.read(32) for _ in range(reader.compact_size())]
        flags = reader.var_bytes()
        return cls(header, count, hashes, [bool(flags[i // 8] >> i % 8 & 1) for i in range(8 * len(flags))])

    def serialize(self) -> bytes:
        flags = bytearray((len(self.bits) + 7) // 8)
        for place, bit in enumerate(self.bits):
            flags[place // 8] |= bit << place % 8
        parts = [self.header.serialize(), struct.pack("<I", self.count), compact_size(len(self.hashes))]
        return b"".join((*parts, *self.hashes, var_bytes(bytes(flags))))

    def matched(self) -> list[bytes] | None:
        """The ids that the proof shows to be in the block, in the block's order; None if it shows nothing."""
        if not 0 < self.count <= MAX_TRANSACTIONS:
            return None
        if not len(self.hashes) <= min(self.count, len(self.bits)):
            return None
        walk = _Walk(self)
        height = (self.count - 1).bit_length()
        root = walk.hash_at(height, 0)
        if walk.hashes_used != len(self.hashes) or (walk.bits_used + 7) // 8 != (len(self.bits) + 7) // 8:
            return None
        return walk.matched if root == self.header.merkle_root else None


class _Walk:
    """One way through a proof's tree, counting what it uses up."""

    def __init__(self, proof: MerkleProof) -> None:
        self.proof = proof
        self.bits_used = 0
        self.hashes_used = 0
        self.matched: list[bytes] = []

    def hash_at(self, height: int, place: int) -> bytes | None:
        """The node's hash; None if the proof runs out or claims two equal children."""
        if self.bits_used >= len(self.proof.bits):
            return None
        below = self.proof.bits[self.bits_used]
        self.bits_used += 1
        if height == 0 or not below:
            return self._given(matched=below)
        left = self.hash_at(height - 1, 2 * place)
        if left is None:
            return None
        if 2 * place + 1 >= self.proof.count + (1 << height - 1) - 1 >> height - 1:
            return sha256d(left + left)
        right = self.hash_at(height - 1, 2 * place + 1)
        return None if right is None or right == left else sha256d(left + right)

    def _given(self, matched: bool) -> bytes | None:
        if self.hashes_used >= len(self.proof.hashes):
            return None
        found = self.proof.hashes[self.hashes_used]
        self.hashes_used += 1
        if matched:
            self.matched.append(found)
        return found
