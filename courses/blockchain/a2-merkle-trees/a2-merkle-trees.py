# %% [markdown]
r"""
# A2 · Merkle trees and certificates

**Minutes:** 60 · **Prerequisites:** A1 (double SHA-256, byte order, salt)

**After this you can:**

- *apply* a hash function that belongs to one purpose
- *construct* a Merkle tree by Bitcoin's rule
- *construct* and *verify* inclusion proofs
- *detect* the flaw of repeated leaves
- *issue*, *check* and *revoke* certificates
"""

# %% [markdown]
r"""
## Story

This case is invented. Hina studied nursing in Multan. A hospital abroad asks: is her degree real? A letter to the university takes weeks, and a forged paper looks perfect.

The registrar has an idea. On graduation day she prints one fingerprint of 32 bytes in the newspaper. It covers all 4,000 degrees of the year. Each graduate gets a small proof. With degree, proof and newspaper, the hospital checks Hina's degree in a second. Nobody has to answer a letter.

The tool is a *Merkle tree*. Bitcoin uses it for the transactions of a block. You will build it, find a flaw that was dangerous until 2012, and issue certificates that keep grades private.
"""

# %%
# Run this cell first.
import hashlib
import math

from labs import check


def hash256(b: bytes) -> bytes:
    """SHA-256, applied twice: your tool from lab A1. The 32 bytes come in internal order."""
    return hashlib.sha256(hashlib.sha256(b).digest()).digest()


A, B, C, D, E, F = (hash256(letter.encode()) for letter in "ABCDEF")


# %% [markdown]
r"""
## 1 · A hash with a name

A hash does not say what was hashed. The same 64 bytes can be a message, or two hashes side by side. A *tagged hash* gives each purpose a hash function of its own:

tagged_hash(tag, msg) = SHA256( SHA256(tag) ‖ SHA256(tag) ‖ msg )

The sign ‖ means: write the bytes one after the other. UTF-8 turns the tag into bytes. Each SHA256 here is *single*. The hash of the tag stands twice to fill one 64-byte block of SHA-256. Bitcoin has used tagged hashes since 2021.

Predict first: how many bytes has the Urdu tag below?
"""

# %%
tag = "سند"
print(len(tag), "letters,", len(tag.encode()), "bytes in UTF-8")
print("the hash of the tag:", len(hashlib.sha256(tag.encode()).digest()), "bytes")


# %% nbgrader={"grade_id": "tagged-hash", "solution": true} hunar={"exercise": "tagged-hash", "title": "tagged_hash"}
def tagged_hash(tag: str, msg: bytes) -> bytes:
    """SHA-256 of msg for one purpose only: SHA256(SHA256(tag) + SHA256(tag) + msg).

    tag: any text, encoded as UTF-8. msg: any number of bytes. Returns 32 bytes.
    Example: tagged_hash("degree", b"Hina").hex() begins with "df81f7fd".
    """
    ### BEGIN SOLUTION
    tag_hash = hashlib.sha256(tag.encode()).digest()
    return hashlib.sha256(tag_hash + tag_hash + msg).digest()
    ### END SOLUTION


# %% nbgrader={"grade_id": "tagged-hash-check", "grade": true, "points": 2} hunar={"exercise": "tagged-hash", "title": "tagged_hash: check"}
got = tagged_hash("degree", b"Hina")
assert not isinstance(got, str), (
    "[returns-text] tagged_hash gave text. Return bytes: use .digest(), not .hexdigest()."
)
check.is_bytes(got, length=32, name='tagged_hash("degree", b"Hina")')
once = hashlib.sha256(b"degree").digest()
assert got != hashlib.sha256(once + b"Hina").digest(), (
    "[tag-once] The hash of the tag stands twice in front of the message."
)
assert got == hashlib.sha256(once + once + b"Hina").digest(), (
    "[wrong-hash] Hash the tag, write that hash twice, then the message; hash it all once."
)
print("tagged_hash looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

`tag.encode()` gives the bytes of the tag. Bytes are joined by `+`. Use `hashlib.sha256` here, not hash256.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`t = SHA-256 of the tag's bytes, as bytes`, then `return SHA-256 of (t, t, msg joined), as bytes`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے ٹیگ کا ہیش لیں۔ یہ ہیش دو بار لکھیں، پھر پیغام جوڑیں، اور سب پر ایک بار SHA-256 لگائیں۔
</details>
"""

# %% nbgrader={"grade_id": "tagged-hash-hidden", "grade": true, "points": 3} hunar={"exercise": "tagged-hash", "title": "tagged_hash: other tags"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def tagged_or_none(tag: str, msg: bytes):
    try:
        return tagged_hash(tag, msg)
    except Exception:
        return None


drawn = variant.rng("a2-merkle-trees").bytes(64)
tapleaf = bytes.fromhex("c02220d85a959b0290bf19bb89ed43c916be835475d013da4b362117393e25a48229b8ac")
for tag, msg in (("TapLeaf", tapleaf), ("leaf", drawn), ("branch", drawn), ("", b"")):
    got = tagged_or_none(tag, msg)
    once = sha(tag.encode())
    right = sha(once * 2 + msg)
    assert not isinstance(got, str), (
        "[returns-text] tagged_hash gave text. Return bytes: use .digest(), not .hexdigest()."
    )
    if got != right:
        assert got != sha(once + msg), "[tag-once] The hash of the tag stands twice in front of the message."
        assert got not in (sha(tag.encode() + msg), sha(tag.encode() * 2 + msg)), (
            "[tag-not-hashed] The tag itself stands in front of the message. Put its hash there, twice."
        )
        assert got not in (sha(once.hex().encode() * 2 + msg), sha((once.hex() * 2 + msg.hex()).encode())), (
            "[hex-text] The hexadecimal text of the tag's hash was used. Join bytes."
        )
        assert got not in (hash256(once * 2 + msg), sha(hash256(tag.encode()) * 2 + msg)), (
            "[hashed-twice] hash256 was used in a place of single SHA-256."
        )
        assert got != sha(msg + once * 2), "[msg-first] The two tag hashes come first, then the message."
        assert got != sha(once * 2 + sha(msg)), "[msg-hashed] The message goes in as it is, not as a hash."
    assert isinstance(got, bytes) and got == right, (
        "[wrong-hash] Not the tagged hash for every input. Try an empty message and an empty tag."
    )
got = tagged_or_none("سند", drawn)
assert isinstance(got, bytes) and got == sha(sha("سند".encode()) * 2 + drawn), (
    "[not-utf8] A tag in Urdu went wrong. A tag is any text; tag.encode() makes UTF-8."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · Up to the root

Take the hashes of all documents, the *leaves*. Pair them from the left. Each pair makes one parent, `hash256(left + right)`. Repeat with the parents until one hash is left: the *root*.

Bitcoin's rule for an odd level: *its last node is paired with itself*. This holds on every level, not only at the bottom. A single leaf is its own root.

Everything stays in internal order.

Block 170 has two transactions; one is the first payment between two people. Predict first: do both orders give the same root?
"""

# %%
shown_txids = (
    "b1fea52486ce0c62bb442b530a3f0132b826c74e473d1f2c220bfa78111c5082",
    "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16",
)
block_170 = [bytes.fromhex(txid)[::-1] for txid in shown_txids]
print("in this order   :", hash256(block_170[0] + block_170[1])[::-1].hex())
print("the other order :", hash256(block_170[1] + block_170[0])[::-1].hex())


# %% nbgrader={"grade_id": "merkle-root", "solution": true} hunar={"exercise": "merkle-root", "title": "merkle_root"}
def merkle_root(leaves: list[bytes]) -> bytes:
    """The root of the Merkle tree, by Bitcoin's rule: on an odd level the last node is paired with itself.

    leaves: n >= 1 hashes of 32 bytes, internal order; the list is not changed. Returns 32 bytes, internal order.
    Raises ValueError if leaves is empty.
    Example: merkle_root([A, B, C]) == hash256(hash256(A + B) + hash256(C + C)).
    """
    ### BEGIN SOLUTION
    if not leaves:
        raise ValueError("a tree needs a leaf")
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return level[0]
    ### END SOLUTION


# %% nbgrader={"grade_id": "merkle-root-check", "grade": true, "points": 4} hunar={"exercise": "merkle-root", "title": "merkle_root: check"}
got = merkle_root(block_170)
assert not isinstance(got, list), (
    "[returns-list] merkle_root gave a list. Return the one hash that is left in it: level[0]."
)
check.is_bytes(got, length=32, name="merkle_root(block_170)")
assert not got.hex().startswith("7dac2c56"), (
    "[display-order] This is the root as websites show it. Return it in internal order."
)
assert got[::-1].hex().startswith("7dac2c56"), (
    "[wrong-root] Two leaves: hash256(left + right), in the order of the list, bytes not reversed."
)
got = merkle_root([A, B, C])
assert got != hash256(hash256(A + B) + C), (
    "[promoted] C has no partner and went up unchanged. Pair it with itself: hash256(C + C)."
)
assert got == hash256(hash256(A + B) + hash256(C + C)), (
    "[wrong-root] Three leaves: pair A with B and C with itself, then pair the two parents."
)
print("merkle_root looks right here. Did you think of levels further up?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Write a loop that turns one level into the next. Work on a copy, `list(leaves)`: `.append` would change the caller's list.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if no leaves: ValueError; level = copy; while level has more than one: if odd, append its last node; level = hashes of pairs 0-1, 2-3, …`; then return the only node
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر سطح پر جوڑے بنا کر ہیش لیں۔ اگر تعداد طاق ہو تو آخری نوڈ کو اسی کے ساتھ جوڑیں۔ یہ عمل جڑ تک دہرائیں۔
</details>
"""


# %% nbgrader={"grade_id": "merkle-root-hidden", "grade": true, "points": 6} hunar={"exercise": "merkle-root", "title": "merkle_root: real blocks and odd levels"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def node_of(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(left + right).digest()).digest()


def root_of(leaves: list[bytes], odd: str = "repeat", join=node_of) -> bytes:
    """The root; `odd` and `join` make the usual mistakes."""
    level = list(leaves)
    while odd == "pad" and len(level).bit_count() > 1:
        level.append(level[-1])
    first = True
    while len(level) > 1:
        alone = level[-1:] if len(level) % 2 else []
        level = [join(level[k], level[k + 1]) for k in range(0, len(level) - 1, 2)]
        for node in alone:
            if odd in ("repeat", "pad") or (odd == "bottom" and first):
                level.append(join(node, node))
            elif odd == "zero":
                level.append(join(node, bytes(32)))
            elif odd == "alone":
                level.append(join(node, b""))
            elif odd != "drop":
                level.append(node)
        first = False
    return level[0]


def root_or_none(leaves: list[bytes]):
    try:
        return merkle_root(leaves)
    except Exception:
        return None


test_network = (
    "1ec748398ab3cf3790345d3e729a039736c6dc1deb7d80baf04dcf11c73dc75d",
    "62a972ba5593255dd4662d470dfb0a075cfac6302a70ceb44d07c9c04a6b9a28",
    "88b760ee751176d80b0808e7e72916a63684688f9ed6374c2368f300c1f84dd0",
    "28934e7f3b8ae2b0a0d75463a5313aa3ccea5522e226eee58e4f46ff9f2b98db",
    "5f0be77c5bba162290f74d01770dab8fb3b9c0a6fb9f02079de9505b6a1b2b35",
)
block_100000 = (
    "8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87",
    "fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4",
    "6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4",
    "e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d",
)
real = [
    ([bytes.fromhex(txid)[::-1] for txid in block_100000], "f3e94742"),
    ([bytes.fromhex(txid)[::-1] for txid in test_network], "97ef2321"),
]
drawn = variant.rng("a2-merkle-trees").bytes(32 * 13)
numbered = [drawn[32 * k : 32 * k + 32] for k in range(13)]
for leaves in [real[0][0], real[1][0], *(numbered[:n] for n in (1, 2, 3, 6, 7, 11, 13))]:
    got = root_or_none(list(leaves))
    right = root_of(leaves)
    assert not isinstance(got, str), "[returns-text] merkle_root gave text. Return the 32 bytes."
    assert not isinstance(got, list), (
        "[returns-list] merkle_root gave a list. Return the one hash that is left in it: level[0]."
    )
    assert len(leaves) > 1 or got == leaves[0], (
        "[one-leaf] A single leaf is the root itself; nothing is hashed."
    )
    flipped = [leaf[::-1] for leaf in leaves]
    for wrong in (right[::-1], root_of(flipped), root_of(flipped)[::-1]):
        assert len(leaves) == 1 or got != wrong, (
            "[display-order] Bytes were turned around. Leaves, nodes and root all stay in internal order."
        )
    if got != right:
        assert got != root_of(leaves, "pad"), (
            "[padded-once] The leaves were filled up to a power of two. Look at each level instead: only its last node is repeated, once."
        )
        assert got not in (root_of(leaves, "promote"), root_of(leaves, "alone")), (
            "[promoted] A node without a partner went up alone. Pair it with itself."
        )
        assert got != root_of(leaves, "bottom"), (
            "[bottom-only] The rule for odd numbers was applied to the leaves only. It holds on every level."
        )
        assert got != root_of(leaves, "zero"), (
            "[zeros] The missing partner was filled with zeros. Bitcoin repeats the last node."
        )
        assert got != root_of(leaves, "drop"), "[dropped] A node without a partner was left out."
        assert got != root_of(leaves, join=lambda left, right: hashlib.sha256(left + right).digest()), (
            "[one-round] Parents were hashed once. Use hash256."
        )
        assert got != root_of(leaves, join=lambda left, right: node_of(min(left, right), max(left, right))), (
            "[sorted] The two hashes of a pair were sorted. Left and right stay as they are in the list."
        )
        assert got != root_of(
            leaves, join=lambda left, right: hash256((left.hex() + right.hex()).encode())
        ), "[hex-text] Hexadecimal text was hashed. Join the bytes."
    assert isinstance(got, bytes) and got == right, (
        "[wrong-root] The root differs. Draw the tree for 3, 6 and 7 leaves and follow your loop."
    )
for leaves, shown in real:
    assert root_or_none(list(leaves))[::-1].hex().startswith(shown), (
        "[wrong-root] The root of a recorded block differs from the one in its header."
    )
given = numbered[:7]
root_or_none(given)
assert given == numbered[:7], "[input-changed] The caller's list was changed. Work on a copy: list(leaves)."
assert check.refuses(merkle_root, []), "[empty] A tree without leaves has no root. Raise ValueError."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · A path through the tree

To show that C is in the tree, nobody needs all leaves. C's partner is enough to compute their parent; the parent's partner is enough for the next step, up to the root. These partners are called *siblings*. The *proof* lists them from the bottom to the top.

Left and right matter. So each entry is a pair: the sibling, and `True` when *the sibling* is on the right.

A last node without a partner has *itself* as its sibling, on the right.

Predict first: leaf 2 of five climbs to the root. On which side is each sibling?
"""

# %%
size, position = 5, 2
while size > 1:
    side = "right" if position % 2 == 0 else "left"
    print(f"{size} nodes: position {position}, sibling on the {side}")
    size, position = (size + 1) // 2, position // 2


# %% nbgrader={"grade_id": "merkle-proof", "solution": true} hunar={"exercise": "merkle-proof", "title": "merkle_proof"}
def merkle_proof(leaves: list[bytes], i: int) -> list[tuple[bytes, bool]]:
    """The siblings on the way from leaf i to the root.

    leaves: n >= 1 hashes of 32 bytes. i: position of a leaf, 0 <= i < n.
    Returns a list of pairs (sibling, True if the sibling is on the right), the lowest level first; [] for n = 1.
    Raises ValueError if there is no leaf i.
    Example: merkle_proof([A, B, C], 2) == [(C, True), (hash256(A + B), False)].
    """
    ### BEGIN SOLUTION
    if not 0 <= i < len(leaves):
        raise ValueError("no such leaf")
    level, proof = list(leaves), []
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        proof.append((level[i ^ 1], i % 2 == 0))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        i //= 2
    return proof
    ### END SOLUTION


# %% nbgrader={"grade_id": "merkle-proof-check", "grade": true, "points": 6} hunar={"exercise": "merkle-proof", "title": "merkle_proof: check"}
got = merkle_proof([A, B, C, D], 2)
assert isinstance(got, list) and all(isinstance(step, tuple) and len(step) == 2 for step in got), (
    "[not-pairs] Return a list of pairs in round brackets: (sibling, side). Did you forget `return`?"
)
assert len(got) == 2, (
    "[wrong-steps] Four leaves have two levels below the root: two siblings, root not included."
)
assert got[0] != (C, True) and got[0] != (C, False), "[own-node] The first entry is the sibling of C, not C."
assert got[0] != (D, False), (
    "[side-of-leaf] The flag is True when the sibling is on the right. D is right of C."
)
assert got == [(D, True), (hash256(A + B), False)], (
    "[wrong-proof] Leaf C: first D on the right, then the parent of A and B on the left."
)
print("merkle_proof looks right here. And for a last leaf without a partner?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Use the loop of merkle_root. Before you go up, note the sibling. Positions 0-1, 2-3, … are partners; the parent's position is `i // 2`.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`check i; while level has several nodes: if odd, repeat the last; if i is even: note (level[i + 1], True), else: (level[i - 1], False); go up; i = i // 2`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر سطح پر اپنے نوڈ کا ساتھی لکھیں: جفت جگہ کا ساتھی دائیں، طاق جگہ کا بائیں۔ پھر اوپر جائیں؛ نئی جگہ i // 2 ہے۔
</details>
"""


# %% nbgrader={"grade_id": "merkle-proof-hidden", "grade": true, "points": 9} hunar={"exercise": "merkle-proof", "title": "merkle_proof: odd levels"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def levels_of(leaves: list[bytes]) -> list[list[bytes]]:
    """All levels, each of several nodes filled up to an even number."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        level = levels[-1]
        if len(level) % 2:
            level.append(level[-1])
        levels.append([hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)])
    return levels


def path_of(leaves: list[bytes], i: int) -> list[tuple[bytes, bool]]:
    return [(level[i >> up ^ 1], (i >> up) % 2 == 0) for up, level in enumerate(levels_of(leaves)[:-1])]


def path_or_text(leaves: list[bytes], i: int):
    try:
        return merkle_proof(leaves, i)
    except Exception:
        return "an error"


drawn = variant.rng("a2-merkle-trees").bytes(32 * 11)
numbered = [drawn[32 * k : 32 * k + 32] for k in range(11)]
cases = ((4, (1, 2)), (8, (5,)), (2, (0, 1)), (7, (2, 6)), (5, (4,)), (11, (9, 10)), (1, (0,)))
for n, i in ((n, i) for n, places in cases for i in places):
    leaves = numbered[:n]
    right = path_of(leaves, i)
    levels = levels_of(leaves)[:-1]
    path = [(level[i >> up], side) for (up, level), (_, side) in zip(enumerate(levels), right, strict=True)]
    got = path_or_text(list(leaves), i)
    if any(step in path for step in right):
        assert got != "an error", (
            "[no-partner] A last node without a partner made an error. It is its own sibling, on the right."
        )
        assert got != [step for step in right if step not in path], (
            "[no-partner] A last node without a partner was skipped. It is its own sibling, on the right."
        )
    assert isinstance(got, list) and all(isinstance(step, tuple) and len(step) == 2 for step in got), (
        "[not-pairs] The proof is a list of pairs in round brackets, (sibling, side); for one leaf it is an empty list."
    )
    assert len(got) == len(right), (
        "[wrong-steps] The proof has one entry for each level below the root. The root, and the leaf itself, are no entries."
    )
    if got != right:
        assert got != path, (
            "[own-node] These are the nodes on the path itself. The proof holds their siblings."
        )
        assert got != [(sibling, not side) for sibling, side in right], (
            "[side-of-leaf] All sides are the wrong way round. True means: the sibling is on the right."
        )
        assert got != right[::-1], "[top-first] The lowest level comes first."
        assert got != [(level[min(i ^ 1, len(level) - 1)], i % 2 == 0) for level in levels], (
            "[position-kept] The position did not change on the way up. The parent's position is i // 2."
        )
        assert [sibling for sibling, _ in got] != [sibling for sibling, _ in right], (
            "[wrong-side] The siblings are right, but a side is not. Look at the position on each level; a copy is on the right."
        )
    assert got == right, (
        "[wrong-proof] The proof differs. Draw the tree for 5 and 7 leaves and follow one leaf to the root."
    )
    assert all(type(side) is bool for _, side in got), (
        "[side-not-bool] The second part of each pair is True or False."
    )
given = numbered[:5]
path_or_text(given, 1)
assert given == numbered[:5], "[input-changed] The caller's list was changed. Work on a copy: list(leaves)."
for leaves, i in ((numbered[:4], 4), (numbered[:3], 3), (numbered[:4], -1), ([], 0)):
    assert check.refuses(merkle_proof, leaves, i), (
        "[no-such-leaf] A position without a leaf was accepted, or refused by another error. Raise ValueError; Python would count -1 from the end."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · Check a proof

The hospital holds the leaf, the proof, and a root *from a place it trusts*. It starts with the leaf. For each sibling it joins the two hashes, in the right order, and hashes. At the end it compares with the root.

Two traps:

- An empty proof is not automatically good. It is right only if the leaf *is* the root.
- Joined bytes forget where they were joined. A forger moves the border, as below. So leaf, siblings and root must be 32 bytes each.

Predict first: what does the last line print?
"""

# %%
forged_leaf, forged_sibling = A[:31], A[31:] + B
print(len(forged_leaf), "and", len(forged_sibling), "bytes")
print("the same parent:", hash256(forged_leaf + forged_sibling) == hash256(A + B))


# %% nbgrader={"grade_id": "verify-proof", "solution": true} hunar={"exercise": "verify-proof", "title": "verify_proof"}
def verify_proof(leaf: bytes, proof: list[tuple[bytes, bool]], root: bytes) -> bool:
    """True when the proof leads from the leaf to the root.

    leaf, root: bytes. proof: pairs (sibling, True if the sibling is on the right), the lowest level first.
    False when it leads elsewhere, and when leaf, root or a sibling is not 32 bytes long. No error for those.
    Example: verify_proof(A, [(B, True)], hash256(A + B)) is True.
    """
    ### BEGIN SOLUTION
    if any(len(part) != 32 for part in (leaf, root, *(sibling for sibling, _ in proof))):
        return False
    node = leaf
    for sibling, on_the_right in proof:
        node = hash256(node + sibling) if on_the_right else hash256(sibling + node)
    return node == root
    ### END SOLUTION


# %% nbgrader={"grade_id": "verify-proof-check", "grade": true, "points": 4} hunar={"exercise": "verify-proof", "title": "verify_proof: check"}
root = hash256(hash256(A + B) + hash256(C + D))
path_of_c = [(D, True), (hash256(A + B), False)]
low, high = sorted([A, B])
for leaf in (C, E):
    assert isinstance(verify_proof(leaf, path_of_c, root), bool), (
        "[not-a-bool] Return True or False: compare the last hash with the root. Did you forget `return False`?"
    )
assert verify_proof(E, path_of_c, root) is False, (
    "[accepts-all] E is not in this tree. Begin with the leaf, and compare at the end."
)
assert verify_proof(low, [(high, True)], hash256(low + high)) is True, (
    "[refuses-good] True means: the sibling is on the right, so it comes second."
)
assert verify_proof(low, [(high, False)], hash256(low + high)) is False, (
    "[side-ignored] False means: the sibling is on the left, so it comes first. Use the side of each entry."
)
assert verify_proof(C, path_of_c, root) is True, (
    "[refuses-good] A good proof was refused. D is right of C; then the sibling is on the left."
)
print("verify_proof looks right here. What would a forger send?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Each entry of the proof lifts the current node by one level.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if any length is not 32: False; node = leaf; for sibling, right in proof: node = hash256(node + sibling) if right, else hash256(sibling + node); return node == root`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے جانچیں کہ ہر حصہ 32 بائٹس کا ہے۔ پھر پتّے سے شروع کریں، ہر ساتھی کو صحیح طرف جوڑ کر ہیش لیں، اور آخر میں جڑ سے موازنہ کریں۔
</details>
"""


# %% nbgrader={"grade_id": "verify-proof-hidden", "grade": true, "points": 6} hunar={"exercise": "verify-proof", "title": "verify_proof: forgeries"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def answer_of(leaf: bytes, proof: list, root: bytes):
    try:
        return verify_proof(leaf, proof, root)
    except Exception:
        return "an error"


drawn = variant.rng("a2-merkle-trees").bytes(32 * 6)
a, b, c, d, e, other = (drawn[32 * k : 32 * k + 32] for k in range(6))
if a > b:
    a, b = b, a
if d > c:
    c, d = d, c
ab, cd, ee = hash256(a + b), hash256(c + d), hash256(e + e)
abcd, eeee = hash256(ab + cd), hash256(ee + ee)
top = hash256(abcd + eeee)
good = [
    (a, [(b, True), (cd, True), (eeee, True)]),
    (b, [(a, False), (cd, True), (eeee, True)]),
    (c, [(d, True), (ab, False), (eeee, True)]),
    (e, [(e, True), (ee, True), (abcd, False)]),
]
for leaf, path in (*good, (other, good[0][1])):
    got = answer_of(leaf, path, top)
    assert isinstance(got, bool), (
        "[not-a-bool] verify_proof must return True or False, and not break. Did you forget `return False`?"
    )
assert answer_of(other, good[0][1], top) is not True, (
    "[accepts-all] A leaf that is not in the tree was accepted. Begin with the leaf, and compare at the end."
)
for left, right in ((a, b), (d, c)):
    assert answer_of(left, [(right, True)], hash256(left + right)) is True, (
        "[refuses-good] A good proof was refused. True means: the sibling is on the right, so it comes second."
    )
    for leaf, step in ((left, (right, False)), (right, (left, True))):
        assert answer_of(leaf, [step], hash256(left + right)) is not True, (
            "[side-ignored] A proof with a wrong side was accepted. The side decides which hash comes first."
        )
for leaf, path in good:
    moved = [(sibling, not side) for sibling, side in path]
    assert answer_of(leaf, moved, top) is False, (
        "[side-ignored] A proof with wrong sides was accepted. Left and right decide which hash comes first."
    )
    assert answer_of(leaf, path[:1] + [(sibling, not side) for sibling, side in path[1:]], top) is False, (
        "[side-ignored] A proof with some wrong sides was accepted. Use the side of each entry."
    )
for leaf, path in good:
    assert answer_of(leaf, path, top) is True, (
        "[refuses-good] A good proof was refused. True means: the sibling is on the right, so it comes second."
    )
assert answer_of(a, [], top) is False, (
    "[empty-proof] An empty proof was accepted with any root. It is right only if the leaf is the root."
)
assert answer_of(other, [], other) is True, (
    "[lone-leaf] A tree of one leaf has an empty proof, and its root is the leaf."
)
for leaf, path, root in (
    (a, good[0][1], other),
    (a, good[0][1][:2], top),
    (a, [*good[0][1], (a, True)], top),
    (b, good[0][1], top),
    (a, [(b, True), (cd, True), (eeee[:31] + bytes([eeee[31] ^ 1]), True)], top),
    (a, good[0][1], top[:31] + bytes([top[31] ^ 1])),
):
    got = answer_of(leaf, path, root)
    assert got is not True, (
        "[accepts-all] A false proof was accepted. All siblings count, and the last hash must equal the whole root."
    )
    assert got is False, "[raises] A false proof must give False, not an error."
for leaf, path, root in (
    (a[:31], [(a[31:] + b, True), *good[0][1][1:]], top),
    (b"", [(ab + cd, True), (eeee, True)], top),
    (a + b[:8], [(b[8:], True), *good[0][1][1:]], top),
    (a[:20], [], a[:20]),
):
    got = answer_of(leaf, path, root)
    assert got is not True, (
        "[any-length] A forger moved the border between leaf and sibling. Refuse everything that is not 32 bytes long."
    )
    assert got is False, "[raises] Parts of a wrong length must give False, not an error."
for path, root in (
    ([(b + c, True)], hash256(a + b + c)),
    ([(b, True), (b"", False)], hash256(ab)),
    ([(b, True), (cd[:9], False)], hash256(cd[:9] + ab)),
):
    assert answer_of(a, path, root) is False, (
        "[sibling-length] A sibling that is not 32 bytes long was accepted. Check each entry of the proof, not only leaf and root."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

The next cell draws a tree of seven leaves with *your* functions.

*In words:* seven leaves stand at the bottom, one root at the top. Leaf 4 and the nodes above it are dark; the verifier computes these. Its three siblings are orange squares with a thick edge: the proof. All other nodes are pale; the verifier never sees them. A dashed box is the copy of a last node.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

leaves = [tagged_hash("degree", f"certificate {k}".encode()) for k in range(7)]
chosen = 4
widths = [7, 4, 2, 1]


def node(level: int, k: int) -> bytes:
    """Node k of a level below the root: the sibling in a proof of its neighbour, or of itself when alone."""
    neighbour = (k ^ 1) << level
    return merkle_proof(leaves, neighbour if neighbour < 7 else k << level)[level][0]


proof = merkle_proof(leaves, chosen)
assert verify_proof(leaves[chosen], proof, merkle_root(leaves))
figure, axes = plt.subplots(figsize=(9, 4))
for level, width in enumerate(widths):
    for k in range(width + width % 2 if width > 1 else 1):
        x, copy = (k + 0.5) * 2**level, k == width
        h = merkle_root(leaves) if level == 3 else node(level, min(k, width - 1))
        on_path, sibling = k == chosen >> level, level < 3 and k == chosen >> level ^ 1
        paint = "#00576b" if on_path else "#f2b47e" if sibling else "#e4e9ea"
        border = {"edgecolor": "#b34700" if sibling else "#51606a", "linewidth": 2.5 if sibling else 0.8}
        shape = "square,pad=0.35" if sibling else "round,pad=0.35"
        style = {"boxstyle": shape, "facecolor": paint, "linestyle": "--" if copy else "-", **border}
        if level < 3:
            axes.plot([x, (k // 2 + 0.5) * 2 ** (level + 1)], [level, level + 1], color="#9aa5ab", zorder=0)
        axes.text(x, level, h.hex()[:4], ha="center", va="center", family="monospace",
                  color="white" if on_path else "black", bbox=style)  # fmt: skip
axes.set(xlim=(0, 8), ylim=(-0.5, 3.5), xticks=[], yticks=range(4))
axes.set_yticklabels(["leaves", "level 1", "level 2", "root"])
axes.set_title(
    f"Proof for leaf {chosen}: {len(proof)} siblings, {32 * len(proof)} bytes (first 4 digits shown)"
)
figure.tight_layout()

# %% [markdown]
r"""
## 5 · How long is a proof?

Each level has half as many nodes as the one below, rounded up. So n leaves need ⌈log₂ n⌉ siblings of 32 bytes; ⌈ ⌉ means: rounded up. We do not count the sides. Twice as many leaves cost only 32 bytes more!

Do not use floating-point logarithms. Near a power of two they are a tiny bit off, and rounding makes that a whole step.

Predict first: is the first number below exactly 29?
"""

# %%
print("log of 2**29 to base 2:", math.log(2**29, 2))
for n in (6, 7, 8, 9):
    print(n, "is", f"{n:b}", "in binary:", n.bit_length(), "digits")


# %% nbgrader={"grade_id": "proof-bytes", "solution": true} hunar={"exercise": "proof-bytes", "title": "proof_bytes"}
def proof_bytes(n_leaves: int) -> int:
    """Bytes of the siblings in one proof: 32 times the number of levels below the root.

    n_leaves: whole number >= 1, also a very large one. Returns a whole number; 0 for one leaf.
    Example: proof_bytes(4000) == 384.
    """
    ### BEGIN SOLUTION
    return 32 * (n_leaves - 1).bit_length()
    ### END SOLUTION


# %% nbgrader={"grade_id": "proof-bytes-check", "grade": true, "points": 2} hunar={"exercise": "proof-bytes", "title": "proof_bytes: check"}
got = proof_bytes(4000)
check.is_whole_number(got, name="proof_bytes(4000)")
assert got != 12, "[counted-siblings] 12 siblings is right. In bytes, that is 12 times 32."
assert got != 352, "[rounded-down] 11 levels hold 2,048 leaves at most. Round up."
assert got == 384, "[wrong-size] 4,000 leaves need 12 siblings of 32 bytes each."
print("proof_bytes looks right here. At powers of two, and next to them?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Count how often you can halve, rounding up, until one node is left.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`steps = 0; while n > 1: n = (n + 1) // 2; steps = steps + 1`; then `return 32 * steps`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

گنیں کہ n کو کتنی بار آدھا کریں (اوپر کی طرف پورا کر کے) کہ 1 رہ جائے۔ اسے 32 سے ضرب دیں۔ اعشاری لوگارتھم سے بچیں۔
</details>
"""


# %% nbgrader={"grade_id": "proof-bytes-hidden", "grade": true, "points": 3} hunar={"exercise": "proof-bytes", "title": "proof_bytes: powers of two"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral


def size_or_none(n: int):
    try:
        return proof_bytes(n)
    except Exception:
        return None


assert isinstance(size_or_none(1000), Integral), "[not-whole] Return a whole number of bytes."
assert size_or_none(1000) != 10, "[counted-siblings] Return bytes: 32 for each sibling."
assert size_or_none(1) == 0, "[one-leaf] A tree of one leaf needs no sibling: 0 bytes, without an error."
assert size_or_none(9) != 96 and size_or_none(1000) != 288, (
    "[rounded-down] The number of levels was rounded down. A begun pair makes one more."
)
for n, levels in ((2, 1), (4, 2), (8, 3), (1024, 10)):
    assert size_or_none(n) != 32 * (levels + 1), (
        "[one-too-many] At a power of two there is one sibling too many: 8 leaves need 3."
    )
for n, levels in ((3, 2), (5, 3), (6, 3), (7, 3), (9, 4), (513, 10), (1000, 10), (1025, 11), (4001, 12)):
    assert size_or_none(n) == 32 * levels, "[wrong-size] Count levels by hand for 3, 5 and 9 leaves."
for k in (29, 31, 39, 47, 49, 50, 53, 59, 62, 80):
    for n, levels in ((2**k - 1, k), (2**k, k), (2**k + 1, k + 1)):
        assert size_or_none(n) == 32 * levels, (
            "[float-log] Near a large power of two the result is off. Floating-point logarithms and divisions are not exact; use whole numbers."
        )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · The flaw of 2012

`[A, B, C]` and `[A, B, C, C]` have the same root. So an attacker could take a good new block and repeat its last transaction. A node refused this copy, because no payment is valid twice, and remembered its hash as bad. The good block has the *same* hash, so the node refused it too (CVE-2012-2459).

The remedy: a list is *mutated* if on any level, *before* an odd node is repeated, two partners (positions 2i and 2i + 1) are equal.

Predict first: on which level are partners equal in the longer list below?
"""

# %%
ab, cd, ef = hash256(A + B), hash256(C + D), hash256(E + F)
print("A B C D E F    :", hash256(hash256(ab + cd) + hash256(ef + ef)).hex()[:16])
print("A B C D E F E F:", hash256(hash256(ab + cd) + hash256(ef + hash256(E + F))).hex()[:16])


# %% nbgrader={"grade_id": "is-mutated", "solution": true} hunar={"exercise": "is-mutated", "title": "is_mutated"}
def is_mutated(leaves: list[bytes]) -> bool:
    """True when on some level, before an odd node is repeated, the nodes 2i and 2i + 1 are equal.

    leaves: n >= 1 hashes of 32 bytes, internal order; the list is not changed.
    Examples: is_mutated([A, B, C, C]) is True; is_mutated([A, B, C]) is False.
    """
    ### BEGIN SOLUTION
    level = list(leaves)
    while len(level) > 1:
        if any(level[k] == level[k + 1] for k in range(0, len(level) - 1, 2)):
            return True
        if len(level) % 2:
            level.append(level[-1])
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
    return False
    ### END SOLUTION


# %% nbgrader={"grade_id": "is-mutated-check", "grade": true, "points": 4} hunar={"exercise": "is-mutated", "title": "is_mutated: check"}
got = is_mutated([A, B, C])
assert isinstance(got, bool), "[not-a-bool] Return True or False, also at the end of the loop."
assert got is False, (
    "[honest-copy] Three different leaves are honest. Compare before you repeat the last node."
)
assert is_mutated([A, B, C, C]) is True, "[misses-leaves] C and C are partners and equal: return True."
assert is_mutated([A, B, C, D]) is False, "[accuses-all] Four different leaves are honest: return False."
print("is_mutated looks right here. And further up?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Again the loop of merkle_root. Compare the partners first; then repeat an odd last node and go up.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`while level has more than one node: for k = 0, 2, 4, … while k + 1 exists: if level[k] == level[k + 1]: return True; repeat an odd last node; go up`; after the loop `return False`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر سطح پر، آخری نوڈ دہرانے سے پہلے، جوڑوں کا موازنہ کریں۔ کوئی جوڑا برابر ہو تو True دیں۔ صرف پتّوں پر نہ رکیں، اوپر تک جائیں۔
</details>
"""

# %% nbgrader={"grade_id": "is-mutated-hidden", "grade": true, "points": 6} hunar={"exercise": "is-mutated", "title": "is_mutated: every level"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def mutated_or_text(leaves: list[bytes]):
    try:
        return is_mutated(leaves)
    except Exception:
        return "an error"


drawn = variant.rng("a2-merkle-trees").bytes(32 * 12)
x = [drawn[32 * k : 32 * k + 32] for k in range(12)]
assert isinstance(mutated_or_text(x[:4]), bool), "[not-a-bool] is_mutated must return True or False."
for leaves in (x[:3], x[:5], x[:6], x[:7], x[:9], x[:10], x[:11]):
    assert mutated_or_text(list(leaves)) is not True, (
        "[honest-copy] The honest repetition of an odd level was reported. Compare before you repeat, on each level."
    )
for leaves in (x[:1], x[:2], x[:8]):
    got = mutated_or_text(list(leaves))
    assert got is not True, "[accuses-all] A list without equal partners was reported."
    assert got is False, "[breaks] Test one leaf and two leaves: the answer is False, without an error."
for leaves in (
    [x[0], x[1], x[1], x[2]],
    [x[0], x[1], x[0], x[2]],
    [x[0], x[1], x[1]],
    [x[0], x[1], x[2], x[0]],
    [x[0], x[1], x[2], x[3], x[4], x[2]],
):
    assert mutated_or_text(list(leaves)) is not True, (
        "[not-partners] Equal hashes that are not partners were reported. Only positions 2i and 2i + 1 of one level count."
    )
for leaves in ([*x[:3], x[2]], [*x[:5], x[4]], [x[0], x[0]]):
    assert mutated_or_text(list(leaves)) is True, (
        "[misses-leaves] The last leaf stands twice, and the root stays the same. Report it."
    )
for leaves in ([x[0], x[0], x[1], x[2]], [x[0], x[1], x[2], x[2], x[3], x[4], x[5]]):
    assert mutated_or_text(list(leaves)) is True, (
        "[last-pair-only] Only the last pair was compared. Compare all partners of a level."
    )
for leaves in (
    [*x[:6], x[4], x[5]],
    [*x[:2], *x[:2]],
    [*x[:4], *x[:4]],
    [*x[:12], *x[8:12]],
    [*x[:9], x[8], x[8], x[8]],
    [*x[:10], x[8], x[9]],
):
    assert mutated_or_text(list(leaves)) is True, (
        "[leaves-only] Equal partners on a higher level were missed. Go up and compare on each level."
    )
given = x[:7]
mutated_or_text(given)
assert given == x[:7], "[input-changed] The caller's list was changed. Work on a copy: list(leaves)."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 7 · Issue and check certificates

A *record* is a pair: `data`, the text of the certificate as bytes, and `salt`, 32 secret random bytes. Its leaf is

tagged_hash(tag, salt ‖ data)

- The **tag** keeps leaves apart from inner nodes. Otherwise two nodes side by side pass as a "record" of 64 bytes.
- The **salt** hides. Hina's proof contains her neighbour's leaf! Without salt she guesses his grade, as below. Each record needs its own salt.
- **Revoked:** the university publishes the set of leaves of withdrawn certificates. A leaf shows no name.

Predict first: how many guesses are needed at most?
"""

# %%
neighbour = hashlib.sha256(b"Bilal; BSc Nursing; grade 3.27").digest()
for hundredths in range(401):
    guess = f"Bilal; BSc Nursing; grade {hundredths / 100:.2f}".encode()
    if hashlib.sha256(guess).digest() == neighbour:
        print("without salt, guess number", hundredths + 1, "is right:", guess.decode())


# %% nbgrader={"grade_id": "certificates", "solution": true} hunar={"exercise": "certificates", "title": "issue_batch and check_certificate"}
def issue_batch(records: list[tuple[bytes, bytes]], tag: str) -> tuple[bytes, list]:
    """The root of a batch of certificates, and one proof for each record.

    records: pairs (data, salt), each salt 32 bytes. The leaves, in the order of the records, are
    tagged_hash(tag, salt + data).
    Returns (root, proofs): 32 bytes, and a list with one list of pairs (sibling, side) for each record.
    Raises ValueError if there is no record, a salt is not 32 bytes long, or two records have the same salt.
    Example: issue_batch([(b"Hina", bytes(32))], "degree") == (tagged_hash("degree", bytes(32) + b"Hina"), [[]]).
    """
    ### BEGIN SOLUTION
    salts = [salt for _, salt in records]
    if not records or any(len(salt) != 32 for salt in salts) or len(set(salts)) != len(salts):
        raise ValueError("each record needs its own salt of 32 bytes")
    leaves = [tagged_hash(tag, salt + data) for data, salt in records]
    return merkle_root(leaves), [merkle_proof(leaves, i) for i in range(len(leaves))]
    ### END SOLUTION


def check_certificate(
    record: tuple[bytes, bytes], proof: list[tuple[bytes, bool]], root: bytes, revoked: set[bytes], tag: str
) -> bool:
    """True when the record is in the batch with this root and its leaf is not revoked.

    record: a pair (data, salt). revoked: a set of leaves, 32 bytes each.
    False otherwise, also when the salt is not 32 bytes long. No error for those.
    Example: with root, proofs = issue_batch([r, s], "degree"), and different salts in r and s,
    check_certificate(s, proofs[1], root, set(), "degree") is True.
    """
    ### BEGIN SOLUTION
    data, salt = record
    leaf = tagged_hash(tag, salt + data)
    return len(salt) == 32 and leaf not in revoked and verify_proof(leaf, proof, root)
    ### END SOLUTION


# %% nbgrader={"grade_id": "certificates-check", "grade": true, "points": 6} hunar={"exercise": "certificates", "title": "issue_batch and check_certificate: check"}
hina, bilal = (
    (b"Hina; BSc Nursing; grade 3.61", bytes(31) + b"\x01"),
    (b"Bilal; BSc Nursing; grade 3.27", bytes(32)),
)
got = issue_batch([hina, bilal], "degree")
assert isinstance(got, tuple) and len(got) == 2 and isinstance(got[1], list), (
    "[not-a-pair] Return two things, `return root, proofs`: the root, and a list with one proof for each record."
)
root, proofs = got
check.is_bytes(root, length=32, name='issue_batch([hina, bilal], "degree")[0]')
assert len(proofs) == 2, "[not-a-pair] The second part is a list with one proof for each record."
assert proofs[0][0][0] == tagged_hash("degree", bilal[1] + bilal[0]), (
    "[wrong-leaf] Hina's sibling is Bilal's leaf: tagged_hash(tag, salt + data)."
)
assert check_certificate(hina, proofs[0], root, set(), "degree") is True, (
    "[refuses-good] A good certificate was refused. Return True."
)
better = (b"Hina; BSc Nursing; grade 3.99", hina[1])
got = check_certificate(better, proofs[0], root, set(), "degree")
assert got is not None, "[not-a-bool] check_certificate returned nothing. Return False for a bad certificate."
assert got is False, "[accepts-all] A certificate with a better grade was accepted."
print("issue_batch and check_certificate look right here. And revoked ones?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

You have built all parts. `set(salts)` keeps equal salts only once.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`issue: refuse bad salts; leaves = tagged hashes; return merkle_root(leaves), [merkle_proof(leaves, i) for each i]`. `check: make the leaf again; salt is 32 bytes, leaf is not in revoked, and verify_proof(leaf, proof, root)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پتّا ٹیگ والا ہیش ہے: پہلے سالٹ، پھر متن۔ جانچتے وقت سالٹ کی لمبائی دیکھیں، پتّا دوبارہ بنائیں، منسوخ فہرست دیکھیں، پھر ثبوت کو جڑ تک پرکھیں۔
</details>
"""


# %% nbgrader={"grade_id": "certificates-hidden", "grade": true, "points": 9} hunar={"exercise": "certificates", "title": "issue_batch and check_certificate: privacy, forgery, revocation"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def leaf_of(record: tuple[bytes, bytes], tag: str) -> bytes:
    return sha(sha(tag.encode()) * 2 + record[1] + record[0])


def batch_of(leaves: list[bytes]) -> tuple[bytes, list]:
    """The right root and proofs of leaves."""
    proofs = [[] for _ in leaves]
    level, places = list(leaves), list(range(len(leaves)))
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        for proof, place in zip(proofs, places, strict=True):
            proof.append((level[place ^ 1], place % 2 == 0))
        level = [hash256(level[k] + level[k + 1]) for k in range(0, len(level), 2)]
        places = [place // 2 for place in places]
    return level[0], proofs


def says(record, proof, root, revoked, tag):
    try:
        return check_certificate(record, proof, root, revoked, tag)
    except Exception:
        return "an error"


drawn = variant.rng("a2-merkle-trees").bytes(32 * 7)
salts = [drawn[32 * k : 32 * k + 32] for k in range(7)]
tag = "سند 2026"
records = [(f"student {k}; grade 3.{17 + 9 * k}".encode(), salts[k]) for k in range(7)]
leaves = [leaf_of(record, tag) for record in records]
right_root, right_proofs = batch_of(leaves)
got = issue_batch(list(records), tag)
assert isinstance(got, tuple) and len(got) == 2 and isinstance(got[1], list) and len(got[1]) == 7, (
    "[not-a-pair] issue_batch must return two things, `return root, proofs`: the root, and a list with one proof for each record."
)
root, proofs = got
assert isinstance(root, bytes) and all(isinstance(proof, list) and len(proof) == 3 for proof in proofs), (
    "[wrong-batch] The root is bytes, and each proof a list as merkle_proof gives it."
)
sibling = proofs[0][0][0]
guesses = [f"student 1; grade 3.{k:02d}".encode() for k in range(100)]
for guess in guesses:
    assert sibling not in (leaf_of((guess, b""), tag), sha(guess), hash256(guess), guess), (
        "[no-salt] A neighbour guessed the grade from the proof. The salt must go into the leaf."
    )
unmixed = [hash256(salt + data) for data, salt in records]
assert sibling != unmixed[1] and root != batch_of(unmixed)[0], (
    "[fake-leaf] Leaves are hashed like inner nodes, so two nodes side by side pass as a record of 64 bytes. Use tagged_hash."
)
assert sibling != leaf_of((records[1][1], records[1][0]), tag), (
    "[salt-last] The salt comes first, then the data; so the border is always after 32 bytes."
)
elsewhere = issue_batch(list(records), "another tag")
assert elsewhere[0] != root, "[tag-ignored] Another tag gave the same root. Use the tag that is given."
assert sibling == leaves[1], "[wrong-leaf] A leaf differs. It is tagged_hash(tag, salt + data)."
assert root == right_root, (
    "[wrong-batch] The root differs. Keep the order of the records; does merkle_root pass its own check?"
)
assert proofs == right_proofs, (
    "[wrong-batch] A proof differs: one for each record, in the order of the records."
)
for wrong in (b"", salts[1][:31], salts[1] + b"\x00"):
    assert check.refuses(issue_batch, [records[0], (b"student 1", wrong)], tag), (
        "[short-salt] A salt that is not 32 bytes long was accepted, or refused by another error. Raise ValueError."
    )
assert check.refuses(issue_batch, [*records[:3], (b"student 9", salts[0])], tag), (
    "[salt-reused] Two records with the same salt were accepted. Who knows one certificate then knows both salts. Raise ValueError."
)
assert check.refuses(issue_batch, [], tag), "[empty] A batch without records has no root. Raise ValueError."
for k in (0, 3, 6):
    got = says(records[k], right_proofs[k], right_root, set(), tag)
    bad = says(records[k], right_proofs[k], bytes(32), set(), tag)
    assert isinstance(got, bool) and isinstance(bad, bool), (
        "[not-a-bool] check_certificate must return True or False, and not break."
    )
    assert got is True, "[refuses-good] A good certificate was refused."
for k in (0, 6):
    assert says(records[k], right_proofs[k], right_root, {leaves[k]}, tag) is False, (
        "[revocation-ignored] A revoked certificate was accepted. The set holds leaves: look for the leaf."
    )
    assert says(records[k], right_proofs[k], right_root, {leaves[3], leaves[4]}, tag) is True, (
        "[revokes-all] Certificates of others were revoked, not this one."
    )
node_left, node_right = hash256(leaves[0] + leaves[1]), hash256(leaves[2] + leaves[3])
for left, right, proof in (
    (leaves[0], leaves[1], right_proofs[0][1:]),
    (node_left, node_right, right_proofs[0][2:]),
):
    assert says((right, left), proof, right_root, set(), tag) is not True, (
        "[fake-leaf] Two nodes side by side passed as a certificate. Leaves need the tagged hash."
    )
data, salt = records[2]
for shifted in ((salt[31:] + data, salt[:31]), (data[1:], salt + data[:1]), (salt + data, b"")):
    assert says(shifted, right_proofs[2], right_root, set(), tag) is not True, (
        "[short-salt] The border between salt and data was moved, and the certificate still passed. Check the length of the salt."
    )
    assert says(shifted, right_proofs[2], right_root, set(), tag) is False, (
        "[raises] check_certificate must answer False for a salt of the wrong length, not raise."
    )
for record, proof, root in (
    ((b"student 2; grade 4.00", salt), right_proofs[2], right_root),
    ((data, salts[5]), right_proofs[2], right_root),
    (records[2], right_proofs[1], right_root),
    (records[2], [], right_root),
    (records[2], right_proofs[2], elsewhere[0]),
):
    assert says(record, proof, root, set(), tag) is False, (
        "[accepts-all] A false certificate was accepted. Data, salt, proof and root all count."
    )
assert says(records[2], right_proofs[2], right_root, set(), "another tag") is False, (
    "[tag-ignored] A certificate of one kind passed as another kind. Use the tag that is given."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Where this model is wrong

- A root does not say who published it, or when. A newspaper or a signature must.
- Inclusion proofs do not show that a list is complete, or that nothing was added in secret.
- An old copy of the revoked set lets a withdrawn degree pass.
- A graduate who loses the salt can prove nothing.
- Bitcoin's transactions have no leaf tag, so a transaction of 64 bytes can look like a node (CVE-2017-12842).
"""

# %% [markdown]
r"""
## Reflection ★

Which fact in a degree certificate does the root prove, and which does it **not** prove? Think of an examiner who sells grades, and of a university that prints a second root. Write 120–200 words in English, Urdu or Roman Urdu.

| An instructor looks for | points |
|---|---|
| **Claim:** one clear sentence about what is proved and what is not | 2 |
| **Evidence:** a fact or a test of yours, with its date | 3 |
| **Limits of the model:** where this notebook differs from a real university | 3 |
| **Consequence:** who gains, who loses, one remedy | 2 |
"""

# %% [markdown] nbgrader={"grade_id": "reflection", "solution": true, "grade": true, "points": 10} hunar={"exercise": "reflection", "title": "Reflection"}
r"""
The root proves that exactly these bytes were in the batch when the root became public; it does not prove that the grade in them was earned. (2)

I tested this today: I put "grade 3.99" for a student who failed into `issue_batch`, and `check_certificate` said True for it. The tree keeps what it is given. When I changed one digit afterwards, the answer was False. (3)

The notebook has one root and one honest registrar. A real university has many batches, corrections and staff with different interests. It could print a second root for degrees that were sold later, and our check would accept that root as well. Nothing here tells the employer how many roots exist, who may publish one, or how fresh the revoked set is. (3)

Honest graduates lose when sold degrees look equally strong; the seller gains. One remedy: all roots go into one public list, numbered, signed by two offices, with the number of degrees in each batch, and auditors compare that number with the examination lists. (2)
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. RFC 6962 builds a tree for any number of leaves without repeating one. Build it. What happens to the attack of lesson 6?
2. Prove that a leaf is *not* in a batch: sort the leaves first.
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">Merkle tree</span> · مرکل درخت</td><td>ہیشوں کا درخت، جس میں ہر جوڑا اوپر ایک ہیش بناتا ہے</td></tr>
<tr><td><span lang="en" dir="ltr">leaf</span> · پتّا</td><td>سب سے نیچے، ایک دستاویز کا ہیش</td></tr>
<tr><td><span lang="en" dir="ltr">root</span> · جڑ</td><td>سب سے اوپر کا ایک ہیش، پورے مجموعے کا نشان</td></tr>
<tr><td><span lang="en" dir="ltr">sibling</span></td><td>جوڑے کا دوسرا نوڈ، ساتھی</td></tr>
<tr><td><span lang="en" dir="ltr">inclusion proof</span></td><td>شمولیت کا ثبوت: پتّے سے جڑ تک کے ساتھی</td></tr>
<tr><td><span lang="en" dir="ltr">tag</span> · ٹیگ</td><td>ہیش کے مقصد کا نام</td></tr>
<tr><td><span lang="en" dir="ltr">revoked</span></td><td>منسوخ شدہ</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- R. Merkle, *A Digital Signature Based on a Conventional Encryption Function*, 1987 (grade A)
- Bitcoin Core, `src/consensus/merkle.cpp`, version 29.0, April 2025, with CVE-2012-2459 (A)
- BIP 340, 19 January 2020, in use since Bitcoin block 709,632, November 2021 (A)
- RFC 6962, *Certificate Transparency*, June 2013 (A)
- S. D. Lerner, *Leaf-Node weakness in Bitcoin Merkle Tree Design*, 9 June 2018 (C)
- Bitcoin blocks 170 (12 January 2009) and 100,000 (29 December 2010); test network block 180,480, from BIP 158 (A; recomputed by the tests)
"""
