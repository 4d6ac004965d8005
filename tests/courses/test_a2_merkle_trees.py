"""A2's reference answers agree with recorded blocks, BIP 341, the node and independent code."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

import labs.node
from labs.bitcoin import blocks
from labs.bitcoin.hashes import tagged_hash
from labs.bitcoin.merkle_proofs import MerkleProof

SOURCE = Path(__file__).resolve().parents[2] / "courses/blockchain/a2-merkle-trees/a2-merkle-trees.py"
BLOCKS = {
    "170": (
        "7dac2c5666815c17a3b36427de37bb9d2e2c5ccec3f8633eb91a4205cb4c10ff",
        (
            "b1fea52486ce0c62bb442b530a3f0132b826c74e473d1f2c220bfa78111c5082",
            "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16",
        ),
    ),
    "100,000": (
        "f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766",
        (
            "8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87",
            "fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4",
            "6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4",
            "e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d",
        ),
    ),
    "180,480 of the test network": (
        "97ef2321eb626743aabdc761cba644a5d62cc9dbeea791a8ea0befd7bf26e8d2",
        (
            "1ec748398ab3cf3790345d3e729a039736c6dc1deb7d80baf04dcf11c73dc75d",
            "62a972ba5593255dd4662d470dfb0a075cfac6302a70ceb44d07c9c04a6b9a28",
            "88b760ee751176d80b0808e7e72916a63684688f9ed6374c2368f300c1f84dd0",
            "28934e7f3b8ae2b0a0d75463a5313aa3ccea5522e226eee58e4f46ff9f2b98db",
            "5f0be77c5bba162290f74d01770dab8fb3b9c0a6fb9f02079de9505b6a1b2b35",
        ),
    ),
    "926,485 of the test network": (
        "ed7ef6680f2fb9bf1f41c3e092862fa16f8f887aa6d7880447d2b6c9f83401c3",
        (
            "2b9baddbd2861c663978a98c6c3c7648e1cd5c41b451f4a35b7851dd4786d9d3",
            "d06d86bacf88f1f316d4470080b7869f1c298b850e7b219124ae131c0475abb0",
            "06eee51317a76a76c67499c8f782819745b58d28cdb4d8357ef7f7e6d79cc513",
            "f56da6d0bb5807561c29093066edd1d505c2fa4ae89bb895c4318481d360fd3f",
            "32a52be869fc148b6104244859c879f1319cfd86e89e6f7fc1ffaaf518fa14be",
        ),
    ),
}
"""merkle root of the header and txids, in display order; the last two from the vectors of BIP 158."""
TAPLEAVES = {
    "d85a959b0290bf19bb89ed43c916be835475d013da4b362117393e25a48229b8": (
        "5b75adecf53548f3ec6ad7d78383bf84cc57b55a3127c72b9a2481752dd88b21"
    ),
    "b617298552a72ade070667e86ca63b8f5789a9fe8731ef91202a91c9f3459007": (
        "c525714a7f49c28aedbbba78c005931a81c234b2f6c99a73e4d06082adc8bf2b"
    ),
}
"""BIP 341's vectors: the key in a script "push 32 bytes, OP_CHECKSIG", and the hash of that leaf."""
SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 16, 17, 31, 33]
HEADER = blocks.Header(1, bytes(32), bytes(32), 0, 0x207FFFFF, 0)


@pytest.fixture(scope="module")
def a2(lab: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return lab("blockchain/a2-merkle-trees")


def some_leaves(n: int) -> list[bytes]:
    rng = random.Random(n)
    return [rng.randbytes(32) for _ in range(n)]


@pytest.mark.parametrize("block", BLOCKS)
def test_the_root_of_a_recorded_block_is_the_one_in_its_header(a2: SimpleNamespace, block: str) -> None:
    root, txids = BLOCKS[block]
    leaves = [bytes.fromhex(txid)[::-1] for txid in txids]
    assert a2.merkle_root(leaves)[::-1].hex() == root
    for i, leaf in enumerate(leaves):
        assert a2.verify_proof(leaf, a2.merkle_proof(leaves, i), bytes.fromhex(root)[::-1]) is True


def test_the_header_of_block_100000_holds_the_root_that_the_lab_quotes(a2: SimpleNamespace) -> None:
    header = bytes.fromhex(
        "0100000050120119172a610421a6c3011dd330d9df07b63616c2cc1f1cd00200000000006657a9252aacd5c0b2940996"
        "ecff952228c3067cc38d4885efb5a4ac4247e9f337221b4d4c86041b0f2b5710"
    )
    assert a2.hash256(header)[::-1].hex().startswith("000000000003ba27aa200b1cecaad478")
    assert header[36:68][::-1].hex() == BLOCKS["100,000"][0]


@pytest.mark.parametrize("n", SIZES)
def test_roots_and_proofs_agree_with_the_node_s_own_code(a2: SimpleNamespace, n: int) -> None:
    leaves = some_leaves(n)
    root = a2.merkle_root(leaves)
    assert root == blocks.merkle_root(leaves)
    for i in range(n):
        proof = a2.merkle_proof(leaves, i)
        assert 32 * len(proof) == a2.proof_bytes(n)
        assert a2.verify_proof(leaves[i], proof, root) is True
        assert a2.verify_proof(leaves[i], proof, bytes(32)) is False
        header = blocks.Header(1, bytes(32), root, 0, 0x207FFFFF, 0)
        partial = MerkleProof.build(header, leaves, {leaves[i]})
        assert partial.matched() == [leaves[i]]
        siblings = {sibling for sibling, _ in proof}
        assert set(partial.hashes) - {leaves[i]} <= siblings, "BIP 37 sends the same nodes, but no copies"


def test_the_root_of_a_block_of_the_node_is_ours(a2: SimpleNamespace) -> None:
    with labs.node.regtest() as rpc:
        rpc.mine(103)
        for _ in range(2):
            rpc.sendtoaddress(rpc.getnewaddress(), 1)
        block = rpc.getblock(rpc.mine(1)[0])
        txids = [bytes.fromhex(txid)[::-1] for txid in block["tx"]]
        assert len(txids) == 3, "an odd level"
        root = bytes.fromhex(block["merkleroot"])[::-1]
        assert a2.merkle_root(txids) == root and a2.is_mutated(txids) is False
        partial = MerkleProof.parse(bytes.fromhex(rpc.gettxoutproof([block["tx"][2]], block["hash"])))
        siblings = [sibling for sibling, _ in a2.merkle_proof(txids, 2)]
        assert siblings == [txids[2], a2.hash256(txids[0] + txids[1])]
        assert a2.hash256(txids[0] + txids[1]) in partial.hashes


@pytest.mark.parametrize("key", TAPLEAVES)
def test_a_tagged_hash_is_the_tapleaf_of_bip_341(a2: SimpleNamespace, key: str) -> None:
    script = bytes.fromhex("20" + key + "ac")
    assert a2.tagged_hash("TapLeaf", bytes([0xC0, len(script)]) + script).hex() == TAPLEAVES[key]


@pytest.mark.parametrize("tag", ["", "degree", "سند", "BIP0340/challenge"])
def test_a_tagged_hash_is_bip_340_s_for_any_tag(a2: SimpleNamespace, tag: str) -> None:
    for msg in (b"", b"Hina", bytes(range(200))):
        assert a2.tagged_hash(tag, msg) == tagged_hash(tag, msg)


@pytest.mark.parametrize("n", SIZES)
def test_a_list_is_mutated_where_bitcoin_core_says_so(a2: SimpleNamespace, n: int) -> None:
    leaves = some_leaves(n)
    assert a2.is_mutated(leaves) is blocks.has_twin(leaves) is False
    for width in (1, 2, 4, 8):
        if n % (2 * width) and n % width == 0 and n > width:
            longer = leaves + leaves[-width:]
            assert a2.merkle_root(longer) == a2.merkle_root(leaves)
            assert a2.is_mutated(longer) is blocks.has_twin(longer) is True
    for place in range(n - 1):
        swapped = [*leaves[: place + 1], leaves[place], *leaves[place + 2 :]]
        assert a2.is_mutated(swapped) is blocks.has_twin(swapped) is (place % 2 == 0)


def test_the_lists_that_the_curriculum_names_have_the_same_root(a2: SimpleNamespace) -> None:
    one = some_leaves(6)
    assert a2.merkle_root(one[:3]) == a2.merkle_root([*one[:3], one[2]])
    assert a2.is_mutated([*one[:3], one[2]]) is True and a2.is_mutated(one[:3]) is False
    assert a2.merkle_root(one) == a2.merkle_root([*one, *one[4:]])
    assert a2.is_mutated([*one, *one[4:]]) is True and a2.is_mutated(one) is False


def test_a_proof_has_the_exact_number_of_bytes_near_every_power_of_two(a2: SimpleNamespace) -> None:
    assert [a2.proof_bytes(n) for n in (1, 2, 3, 4, 5)] == [0, 32, 64, 64, 96]
    for k in range(2, 100):
        sizes = [a2.proof_bytes(n) for n in (2 ** (k - 1) + 1, 2**k, 2**k + 1)]
        assert sizes == [32 * k, 32 * k, 32 * (k + 1)]


def test_floating_point_logarithms_fail_where_the_lab_says_so() -> None:
    assert math.log(2**29, 2) != 29
    assert math.ceil(math.log2(2**49 + 1)) == 49, "50 levels are needed"


def test_the_example_in_each_docstring_of_a2_is_true(a2: SimpleNamespace) -> None:
    a, b, c, ab = a2.A, a2.B, a2.C, a2.hash256(a2.A + a2.B)
    shown = a2.tagged_hash("degree", b"Hina").hex()[:8]
    assert f'tagged_hash("degree", b"Hina").hex() begins with "{shown}"' in SOURCE.read_text(encoding="utf-8")
    assert a2.merkle_root([a, b, c]) == a2.hash256(ab + a2.hash256(c + c))
    assert a2.merkle_proof([a, b, c], 2) == [(c, True), (ab, False)]
    assert a2.verify_proof(a, [(b, True)], ab) is True
    assert a2.proof_bytes(4000) == 384
    assert a2.is_mutated([a, b, c, c]) is True and a2.is_mutated([a, b, c]) is False
    alone = a2.issue_batch([(b"Hina", bytes(32))], "degree")
    assert alone == (a2.tagged_hash("degree", bytes(32) + b"Hina"), [[]])
    r, s = (b"r", bytes(32)), (b"s", bytes(31) + b"\x01")
    root, proofs = a2.issue_batch([r, s], "degree")
    assert a2.check_certificate(s, proofs[1], root, set(), "degree") is True


def test_the_forged_border_of_lesson_4_gives_the_same_parent_and_is_refused(a2: SimpleNamespace) -> None:
    parent = a2.hash256(a2.A + a2.B)
    assert a2.hash256(a2.forged_leaf + a2.forged_sibling) == parent
    assert a2.verify_proof(a2.forged_leaf, [(a2.forged_sibling, True)], parent) is False


@pytest.mark.parametrize("extra", [0, 1, 31, 33, 64])
def test_a_sibling_that_is_not_32_bytes_long_is_refused_though_the_hashes_fit(
    a2: SimpleNamespace, extra: int
) -> None:
    sibling = bytes(extra)
    for on_the_right, joined in ((True, a2.A + sibling), (False, sibling + a2.A)):
        assert a2.verify_proof(a2.A, [(sibling, on_the_right)], a2.hash256(joined)) is False


def test_two_nodes_side_by_side_are_no_certificate(a2: SimpleNamespace) -> None:
    records = [(f"degree {k}".encode(), bytes([k]) * 32) for k in range(4)]
    root, proofs = a2.issue_batch(records, "degree")
    leaves = [tagged_hash("degree", salt + data) for data, salt in records]
    fake, path = (leaves[1], leaves[0]), proofs[0][1:]
    assert a2.verify_proof(a2.hash256(fake[1] + fake[0]), path, root) is True, "as an untagged leaf it passes"
    assert a2.check_certificate(fake, path, root, set(), "degree") is False


def test_a_certificate_holds_until_it_is_changed_or_revoked(a2: SimpleNamespace) -> None:
    records = [(f"degree {k}".encode(), bytes([k]) * 32) for k in range(11)]
    root, proofs = a2.issue_batch(records, "degree")
    leaves = [tagged_hash("degree", salt + data) for data, salt in records]
    for record, leaf, proof in zip(records, leaves, proofs, strict=True):
        assert a2.check_certificate(record, proof, root, set(leaves) - {leaf}, "degree") is True
        assert a2.check_certificate(record, proof, root, {leaf}, "degree") is False
        assert a2.check_certificate((record[0] + b"!", record[1]), proof, root, set(), "degree") is False
        assert a2.check_certificate(record, proof, root, set(), "diploma") is False
    for one, other in pairwise(range(11)):
        assert a2.check_certificate(records[one], proofs[other], root, set(), "degree") is False


def test_the_neighbour_s_leaf_lies_in_the_proof_as_the_lab_says(a2: SimpleNamespace) -> None:
    _, proofs = a2.issue_batch([a2.hina, a2.bilal], "degree")
    assert proofs[0] == [(tagged_hash("degree", a2.bilal[1] + a2.bilal[0]), True)]
    guessed = [g for g in range(401) if digest(f"Bilal; BSc Nursing; grade {g / 100:.2f}") == a2.neighbour]
    assert guessed == [327]


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
