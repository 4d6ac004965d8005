"""Blocks: the 80-byte header that is mined, the transactions it commits to, and the arithmetic of difficulty.

Hashes are bytes in internal order. Source: Bitcoin Core, src/primitives/block.h, src/consensus/merkle.cpp,
src/arith_uint256.cpp; BIP 141 for the witness commitment.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from labs.bitcoin.hashes import sha256d
from labs.bitcoin.transactions import WITNESS_SCALE_FACTOR, Tx
from labs.bitcoin.wire import Reader, WireError, compact_size

HEADER_SIZE = 80
COMMITMENT_HEADER = bytes.fromhex("6a24aa21a9ed")
"""How the coinbase output with the witness commitment begins: OP_RETURN, 36 bytes, a mark."""

_HEADER = struct.Struct("<i32s32sIII")


@dataclass(slots=True)
class Header:
    """A block's header. version is signed; time is in Unix seconds; bits is the target in compact form."""

    version: int
    prev: bytes
    merkle_root: bytes
    time: int
    bits: int
    nonce: int

    @classmethod
    def parse(cls, data: bytes) -> "Header":
        """The header that 80 bytes are. Raises WireError for another length."""
        if len(data) != HEADER_SIZE:
            raise WireError(f"a header has {HEADER_SIZE} bytes, not {len(data)}")
        return cls(*_HEADER.unpack(data))

    def serialize(self) -> bytes:
        return _HEADER.pack(self.version, self.prev, self.merkle_root, self.time, self.bits, self.nonce)

    @property
    def hash(self) -> bytes:
        """The block's id: double SHA-256 of the 80 bytes. It is worked out anew each time, for miners."""
        return sha256d(self.serialize())


@dataclass(slots=True)
class Block:
    """A header and its transactions, the coinbase first."""

    header: Header
    txs: list[Tx]

    @classmethod
    def parse(cls, data: bytes) -> "Block":
        """The block that data is, to its last byte. Raises WireError."""
        reader = Reader(data)
        block = cls.read(reader)
        reader.done()
        return block

    @classmethod
    def read(cls, reader: Reader) -> "Block":
        """The block at the reader's position. Raises WireError."""
        header = Header.parse(reader.read(HEADER_SIZE))
        return cls(header, [Tx.read(reader) for _ in range(reader.compact_size())])

    def serialize(self, witness: bool = True) -> bytes:
        parts = [self.header.serialize(), compact_size(len(self.txs))]
        parts += [tx.serialize(witness) for tx in self.txs]
        return b"".join(parts)

    @property
    def hash(self) -> bytes:
        return self.header.hash

    @property
    def size(self) -> int:
        """Bytes with witnesses."""
        return HEADER_SIZE + len(compact_size(len(self.txs))) + sum(tx.sizes[0] for tx in self.txs)

    @property
    def stripped_size(self) -> int:
        """Bytes without witnesses."""
        return HEADER_SIZE + len(compact_size(len(self.txs))) + sum(tx.sizes[1] for tx in self.txs)

    @property
    def weight(self) -> int:
        """Weight units, at most 4,000,000 in a valid block."""
        return self.stripped_size * (WITNESS_SCALE_FACTOR - 1) + self.size


def merkle_root(txids: Sequence[bytes]) -> bytes:
    """Merkle root of a block's transactions.

    txids: n >= 1 ids, 32 bytes each, internal byte order. An odd level repeats its last id.
    Raises ValueError if txids is empty.
    """
    if not txids:
        raise ValueError("a merkle tree needs at least one transaction")
    level = list(txids)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [sha256d(level[i] + level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


def has_twin(txids: Sequence[bytes]) -> bool:
    """True when two neighbours in the merkle tree are equal, so that another list has the same root.

    Such a block is rejected without marking its hash as bad. Source: CVE-2012-2459.
    """
    level = list(txids)
    while len(level) > 1:
        if any(level[i] == level[i + 1] for i in range(0, len(level) - 1, 2)):
            return True
        if len(level) % 2:
            level.append(level[-1])
        level = [sha256d(level[i] + level[i + 1]) for i in range(0, len(level), 2)]
    return False


def witness_commitment(block: Block) -> bytes:
    """The 32 bytes that a coinbase output must carry after `COMMITMENT_HEADER`.

    The coinbase's own wtxid counts as zero; the reserved value is its witness item, or zero without one.
    """
    root = merkle_root([bytes(32), *(tx.wtxid for tx in block.txs[1:])])
    stack = block.txs[0].inputs[0].witness if block.txs[0].inputs else []
    return sha256d(root + (stack[0] if stack else bytes(32)))


def commitment_index(coinbase: Tx) -> int | None:
    """Which output of the coinbase carries the witness commitment: the last that looks like one."""
    for index in range(len(coinbase.outputs) - 1, -1, -1):
        script = coinbase.outputs[index].script
        if len(script) >= 38 and script.startswith(COMMITMENT_HEADER):
            return index
    return None


def target_of(bits: int) -> int:
    """The number that a block's hash, read little-endian, must not exceed.

    0, which no hash reaches, for bits that mean a negative number or more than 256 bits.
    """
    size, word = bits >> 24, bits & 0x007FFFFF
    target = word >> 8 * (3 - size) if size <= 3 else word << 8 * (size - 3)
    negative = bits & 0x00800000 and word
    return 0 if negative or target >> 256 else target


def bits_of(target: int) -> int:
    """The compact form of a target: a byte for its size, three for its first digits."""
    size = (target.bit_length() + 7) // 8
    word = target << 8 * (3 - size) if size <= 3 else target >> 8 * (size - 3)
    if word & 0x00800000:  # this bit would mean a minus
        word >>= 8
        size += 1
    return size << 24 | word


def difficulty_of(bits: int) -> float:
    """How many times harder than the easiest target on the main network (bits 1d00ffff)."""
    shift = bits >> 24 & 0xFF
    difficulty = 0x0000FFFF / (bits & 0x00FFFFFF)
    while shift < 29:
        difficulty *= 256.0
        shift += 1
    while shift > 29:
        difficulty /= 256.0
        shift -= 1
    return difficulty


def work_of(bits: int) -> int:
    """Expected number of hashes to find a block of these bits; 0 for bits without a target."""
    target = target_of(bits)
    return (1 << 256) // (target + 1) if target else 0
