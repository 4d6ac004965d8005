"""Proofs of inclusion: every subset of every small block, and nothing from a damaged proof."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from labs.bitcoin.blocks import Header, merkle_root
from labs.bitcoin.hashes import sha256d
from labs.bitcoin.merkle_proofs import MerkleProof
from labs.bitcoin.wire import WireError

# A proof by a real bitcoind: the only transaction of a block.
RECORDED = bytes.fromhex(
    "000000203a55f82a80fcc9745b9b14cdb2a3058b1e11762b35f5604c167d0be812839403aa8f6bb8661122342903dba3068848fd75b4"
    "b8a55c92be39129b7c2ed4a8205db9f4036bffff7f20010000000100000001aa8f6bb8661122342903dba3068848fd75b4b8a55c92be"
    "39129b7c2ed4a8205d0101"
)


def block_of(count: int) -> tuple[Header, list[bytes]]:
    txids = [sha256d(bytes([n])) for n in range(count)]
    return Header(2, bytes(32), merkle_root(txids), 0, 0x207FFFFF, 0), txids


def test_a_recorded_proof_is_read_and_written() -> None:
    proof = MerkleProof.parse(RECORDED)
    assert proof.matched() == [proof.header.merkle_root]
    assert MerkleProof.build(proof.header, proof.hashes, proof.hashes).serialize() == RECORDED


def test_every_subset_of_small_blocks_is_proved() -> None:
    for count in range(1, 9):
        header, txids = block_of(count)
        for mask in range(1 << count):
            wanted = [txid for n, txid in enumerate(txids) if mask >> n & 1]
            proof = MerkleProof.parse(MerkleProof.build(header, txids, wanted).serialize())
            assert proof.matched() == wanted
            assert len(proof.hashes) <= count


@settings(max_examples=150)
@given(st.integers(1, 40), st.data())
def test_a_changed_proof_shows_nothing_else(count: int, data: st.DataObject) -> None:
    header, txids = block_of(count)
    wanted = data.draw(st.lists(st.sampled_from(txids), unique=True))
    raw = bytearray(MerkleProof.build(header, txids, wanted).serialize())
    raw[data.draw(st.integers(80, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        matched = MerkleProof.parse(bytes(raw)).matched()
    except WireError:
        return
    # Another number of transactions may keep the tree's shape: the caller compares it with the block's.
    assert matched is None or set(matched) <= set(txids)


def test_twins_in_a_proof_are_refused() -> None:
    header, txids = block_of(6)
    twins = [*txids, *txids[4:]]
    assert MerkleProof.build(header, txids, [txids[5]]).matched() == [txids[5]]
    assert MerkleProof.build(header, twins, [twins[7]]).matched() is None


@given(st.binary(max_size=300))
def test_junk_is_refused_with_a_wire_error_only(junk: bytes) -> None:
    try:
        MerkleProof.parse(bytes(80) + junk).matched()
    except WireError:
        pass


def test_counts_beyond_a_block_cost_no_work() -> None:
    draw = random.Random(2)
    header, txids = block_of(1)
    proof = MerkleProof(header, 0xFFFFFFFF, txids, [bool(draw.getrandbits(1)) for _ in range(64)])
    assert proof.matched() is None
    proof.count = 0
    assert proof.matched() is None
