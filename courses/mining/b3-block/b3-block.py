# %% [markdown]
r"""
# B3 · Build a block by hand

**Minutes:** 90 · **Prerequisites:** B1 (a node and its commands), B2 (proof of work), A2 (Merkle trees)

**After this you can:**

- *calculate* what a miner may be paid
- *write* the height and the witness commitment of a block
- *construct* a coinbase transaction byte by byte
- *assemble* a block that a node accepts
- *diagnose* why a node refuses a block
"""

# %% [markdown]
r"""
## Story

In May 2025 Pakistan announced a first phase of [2,000 MW](#fact-first-phase-power) for Bitcoin mining and AI data centres. Much of a mine's income passes through programs that few people have read.

This case is invented. Rabia audits a mining hall near Hub. Its own program builds the blocks. Every block is valid, nothing is refused, and still the income is too small. Rabia reads the bytes of one block and finds the reason: the program pays out the subsidy and forgets the fees. No node complains, for a miner may claim less. The fees are lost for ever.

Today you build a block yourself, from the template to the last byte. Then a real node on a private chain, *regtest*, judges it.
"""

# %%
# Run this cell first.
import hashlib

import labs.node
from labs import check
from labs.bitcoin.transactions import Tx

node = labs.node.regtest()  # your private chain: its coins are worth nothing; it starts in part 6


def hash256(b: bytes) -> bytes:
    """SHA-256, applied twice: lab A1."""
    return hashlib.sha256(hashlib.sha256(b).digest()).digest()


def compact_size(n: int) -> bytes:
    """A count or a length in 1, 3, 5 or 9 bytes: lab A1."""
    if n < 253:
        return bytes([n])
    width = 2 if n < 2**16 else 4 if n < 2**32 else 8
    return {2: b"\xfd", 4: b"\xfe", 8: b"\xff"}[width] + n.to_bytes(width, "little")


def merkle_root(hashes: list[bytes]) -> bytes:
    """The root over 32-byte hashes in internal order: lab A2."""
    level = list(hashes)
    while len(level) > 1:
        level += level[-1:] if len(level) % 2 else []
        level = [hash256(level[i] + level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


def txid(tx: bytes) -> bytes:
    """The hash of a transaction without its witnesses, internal order: lab A5."""
    return Tx.parse(tx).txid


def ask(method: str, *params):
    """Ask your node, as lab B1's rpc does: ask("getblockcount")."""
    return node.start().call(method, *params)


def subsidy(height: int) -> int:
    """New coins of a block on regtest, in satoshi; they halve every 150 blocks: lab B1."""
    return 0 if height // 150 >= 64 else (50 * 100_000_000) >> height // 150


def mine_header(h76: bytes, target: int) -> int:
    """The first nonce that makes the hash at most target: lab B2. On regtest about two tries."""
    return next(
        nonce
        for nonce in range(2**32)
        if int.from_bytes(hash256(h76 + nonce.to_bytes(4, "little")), "little") <= target
    )


# %% [markdown]
r"""
## 1 · What the miner earns

A node offers a *template* of the next block (`getblocktemplate`): a dict with its height, its transactions and more. The first transaction of a block, the *coinbase*, is the miner's own. It may pay the subsidy plus the fees of the block's transactions, in whole satoshi.

If it pays more, nodes refuse the block. If it pays less, the block is valid, and the rest is lost.

The template brings a ready-made `coinbasevalue`. It is right only while *all* its transactions stay in, but a miner may leave some out. So add up yourself.

Predict first: how many satoshi may this sample pay?
"""

# %%
sample = {
    "height": 104,
    "coinbasevalue": 5_000_004_230,
    "transactions": [{"fee": 1_410}, {"fee": 2_820}],  # shortened
}
print("subsidy at height 149:", subsidy(149), "sat - at height 150:", subsidy(150), "sat")
print("fees:", [tx["fee"] for tx in sample["transactions"]], "sat")


# %% nbgrader={"grade_id": "template-value", "solution": true} hunar={"exercise": "template-value", "title": "template_value"}
def template_value(tpl: dict) -> int:
    """Satoshi that the coinbase may pay: the subsidy plus the fees of the transactions in tpl.

    tpl: a dict as getblocktemplate gives it; transactions may have been taken out since.
    Uses tpl["height"] and, of each entry of tpl["transactions"], "fee" in satoshi.
    Example: template_value(sample) == 5_000_004_230.
    """
    ### BEGIN SOLUTION
    return subsidy(tpl["height"]) + sum(tx["fee"] for tx in tpl["transactions"])
    ### END SOLUTION


# %% nbgrader={"grade_id": "template-value-check", "grade": true, "points": 2} hunar={"exercise": "template-value", "title": "template_value: check"}
got = template_value(sample)
check.is_whole_number(got, name="template_value(sample)")
assert got != 5_000_000_000, "[subsidy-only] This is the subsidy alone. The fees are the miner's too."
assert got != 4_230, "[fees-only] These are the fees alone. The subsidy comes on top."
assert got == 5_000_004_230, "[wrong-value] 5,000,000,000 + 1,410 + 2,820 satoshi were expected."
print("template_value looks right here. And when a transaction is left out?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Two sources of money: new coins, by the height, and the fees, one per transaction.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`return subsidy(height of tpl) + the sum of "fee" over all entries of tpl["transactions"]`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

اونچائی سے سبسڈی نکالیں، پھر ہر ٹرانزیکشن کی فیس جمع کریں۔ تیار شدہ coinbasevalue پر بھروسا نہ کریں۔
</details>
"""

# %% nbgrader={"grade_id": "template-value-hidden", "grade": true, "points": 3} hunar={"exercise": "template-value", "title": "template_value: other templates"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral, Real

from labs import variant

fees = [int(fee) for fee in variant.rng("b3-block").integers(200, 90_000, size=6)]
for height, new, paid, ready in (
    (120, 5_000_000_000, fees, 5_000_000_000 + sum(fees)),
    (149, 5_000_000_000, fees[:4], 5_000_000_000 + sum(fees)),
    (150, 2_500_000_000, fees[2:], 2_500_000_000 + sum(fees)),
    (301, 1_250_000_000, [], 1_250_000_000 + sum(fees)),
    (9_600, 0, fees[:3], sum(fees)),
):
    transactions = [{"fee": fee, "weight": 561, "sigops": 1} for fee in paid]
    got = template_value({"height": height, "coinbasevalue": ready, "transactions": transactions})
    assert isinstance(got, Real), "[not-a-number] Return the satoshi as a whole number."
    assert got == new + sum(paid) or got != ready, (
        "[ready-made] coinbasevalue was taken although transactions were left out: the node would refuse the block. Add up yourself."
    )
    assert got != new or not sum(paid), "[subsidy-only] The fees are missing. They would be lost for ever."
    assert got != sum(paid) or not new, "[fees-only] The subsidy is missing."
    assert height < 150 or got != 5_000_000_000 + sum(paid), (
        "[no-halving] The subsidy halves with the height. Use subsidy(tpl['height'])."
    )
    assert abs(got * 100_000_000 - new - sum(paid)) > 100 or not new, (
        "[in-coins] This is an amount in BTC. Templates count in satoshi, and so does a block."
    )
    assert isinstance(got, Integral) and got == new + sum(paid), (
        "[wrong-value] The value must be the subsidy of the height plus every fee, a whole number of satoshi."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · The height comes first

Two coinbases could be alike to the last byte, and then have the same txid. So the input script of a coinbase must begin with the block's height (BIP 34), written as Bitcoin Script pushes a number:

- 0 is the byte `00`; 1 to 16 are one byte, `51` to `60`.
- Any other number is a length byte, then the number, little-endian, in as few bytes as possible.
- The top bit of the last byte is a minus sign. If the number itself would set it, a byte `00` follows, and the length counts it.

Predict first: which of these numbers need the extra `00`?
"""

# %%
for number in (127, 128, 255, 256):
    print(number, "has", number.bit_length(), "bits; little-endian:", number.to_bytes(2, "little").hex())


# %% nbgrader={"grade_id": "height-push", "solution": true} hunar={"exercise": "height-push", "title": "height_push"}
def height_push(h: int) -> bytes:
    """The height as the start of a coinbase's input script.

    h: whole number, h >= 0. Returns the opcode alone up to 16, else a length byte and the number.
    Example: height_push(840_000).hex() == "0340d10c".
    """
    ### BEGIN SOLUTION
    if h == 0:
        return b"\x00"
    if h <= 16:
        return bytes([0x50 + h])
    size = h.bit_length() // 8 + 1  # one more bit than the number, for the sign
    return bytes([size]) + h.to_bytes(size, "little")
    ### END SOLUTION


# %% nbgrader={"grade_id": "height-push-check", "grade": true, "points": 4} hunar={"exercise": "height-push", "title": "height_push: check"}
got = height_push(840_000)
check.is_bytes(got, name="height_push(840_000)")
assert got.hex() != "40d10c", "[no-length] The length byte is missing in front: 03, then three bytes."
assert got.hex() != "030cd140", "[big-endian] The small end comes first: 40, then d1, then 0c."
assert got.hex() == "0340d10c", "[wrong-push] 840,000 is 03, then 40 d1 0c."
assert height_push(17).hex() == "0111", "[wrong-push] 17 is one byte: the length 01, then 11."
print("height_push looks right here. Did you think of 16, 128 and 32,768?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Three cases: 0, up to 16, above. Above 16, reserve one bit more than the number has; then round up to whole bytes.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if h is 0: 00; if h <= 16: one byte 0x50 + h; size = bit length // 8 + 1; return size as a byte, then h in size bytes, little-endian`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

تین صورتیں ہیں: صفر، 16 تک، اور اس سے اوپر۔ اوپر والی صورت میں علامت کے لیے ایک بِٹ خالی رکھیں، پھر پورے بائٹس گنیں۔
</details>
"""

# %% nbgrader={"grade_id": "height-push-hidden", "grade": true, "points": 6} hunar={"exercise": "height-push", "title": "height_push: edges"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

assert isinstance(height_push(300), bytes), (
    "[not-bytes] Return bytes: bytes([n]) and n.to_bytes(...) make them."
)
assert height_push(300) != b"\x2c\x01", "[no-length] The length byte is missing in front of the number."
assert height_push(300) not in (b"\x02\x01\x2c", b"\x01\x2c\x02"), (
    "[big-endian] The number was written big-endian. The small end comes first."
)
for h in (17, 300):
    got = height_push(h)
    assert not any(got == bytes([width]) + h.to_bytes(width, "little") for width in (4, 8)), (
        "[fixed-width] The number has bytes that it does not need. Use as few as possible."
    )
for h in (1, 2, 15, 16):
    got = height_push(h)
    assert got != bytes([1, h]), (
        "[small-numbers] 1 to 16 have opcodes of their own, 51 to 60. A node refuses 01 01 for height 1: bad-cb-height."
    )
    assert got == bytes([0x50 + h]), "[small-numbers] 1 to 16 are one byte, 0x50 + h."
assert height_push(0) == b"\x00", "[zero] Height 0 is the single byte 00."
for h in (128, 255, 32_768, 65_535, 8_388_608):
    width = (h.bit_length() + 7) // 8
    got = height_push(h)
    assert got != bytes([width]) + h.to_bytes(width, "little"), (
        "[missing-sign] The top bit of the last byte is set, so the number would be negative. A byte 00 must follow."
    )
    assert got != bytes([width]) + h.to_bytes(width + 1, "little"), (
        "[length-of-sign] The byte 00 at the end belongs to the number: the length must count it."
    )
drawn = [int(h) for h in variant.rng("b3-block").integers(130, 2**22, size=5)]
for h in (17, 127, 256, 32_767, 65_536, 840_000, 8_388_607):
    width = (h.bit_length() + 7) // 8
    assert height_push(h) != bytes([width + 1]) + h.to_bytes(width + 1, "little"), (
        "[always-sign] A byte 00 at the end is wrong where the top bit is free. Use as few bytes as possible."
    )
for h in (17, 127, 128, 255, 256, 32_767, 32_768, 65_536, 840_000, 8_388_608, 2**31, *drawn):
    size = h.bit_length() // 8 + 1
    assert height_push(h) == bytes([size]) + h.to_bytes(size, "little"), (
        "[wrong-push] A height differs. Write the length, then the number, little-endian, with the top bit free."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · Commit to the witnesses

The root in the header covers *txids*, and a txid leaves signatures (*witnesses*) out. So BIP 141 adds a second tree, over the *wtxids*. The coinbase will hold the result, so its own wtxid cannot be inside: 32 zero bytes stand in its place.

commitment = hash256(root ‖ reserved)

`reserved` is a 32-byte value for future rules, today zeros. The commitment becomes an output script of 38 bytes: `6a24aa21a9ed`, then the hash. If several scripts of 38 bytes or more begin like this, the *last* one counts.

Predict first: is the root below the hash of two zeros, or of a zero and w?
"""

# %%
w = hash256(b"any transaction")
print(merkle_root([bytes(32), w]) == hash256(bytes(32) + w))
print("the tree of the coinbase alone:", merkle_root([bytes(32)]).hex()[:16], "…")


# %% nbgrader={"grade_id": "witness-commitment", "solution": true} hunar={"exercise": "witness-commitment", "title": "witness_commitment and commitment_index"}
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    """The script of the output that commits to all witnesses: 38 bytes.

    wtxids: of all transactions in block order, 32 bytes each, internal order. The first stands for the
    coinbase: whatever it is, it counts as 32 zero bytes. The list itself stays as it is.
    Example: witness_commitment([bytes(32)]).hex() begins with "6a24aa21a9ede2f61c3f".
    """
    ### BEGIN SOLUTION
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)
    ### END SOLUTION


def commitment_index(scripts: list[bytes]) -> int | None:
    """Which output of a coinbase holds the commitment that counts: the last that begins like one.

    scripts: the output scripts, in order. Shorter than 38 bytes is no commitment. None when there is none.
    Example: commitment_index([b"", witness_commitment([bytes(32)])]) == 1.
    """
    ### BEGIN SOLUTION
    found = [
        i
        for i, script in enumerate(scripts)
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed"))
    ]
    return found[-1] if found else None
    ### END SOLUTION


# %% nbgrader={"grade_id": "witness-commitment-check", "grade": true, "points": 4} hunar={"exercise": "witness-commitment", "title": "witness_commitment and commitment_index: check"}
got = witness_commitment([bytes(32)])
check.is_bytes(got, name="witness_commitment([bytes(32)])")
assert len(got) != 32, "[no-head] This is the hash alone. The script begins with 6a24aa21a9ed."
check.is_bytes(got, length=38, name="witness_commitment([bytes(32)])", hint="6 bytes of head, 32 of hash.")
assert got != bytes.fromhex("6a24aa21a9ed") + bytes(32), "[no-reserved] Hash root + reserved, 64 bytes."
assert got.hex().startswith("6a24aa21a9ede2f61c3f"), (
    "[wrong-commitment] For a block with only a coinbase the hash begins with e2f61c3f."
)
assert commitment_index([b"\x51", got]) == 1, "[wrong-index] Output 1 holds the commitment; count from 0."
print("Both look right here. What if the first wtxid is not zero?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Make a *new* list: 32 zero bytes, then all wtxids but the first. For the index, go through all scripts and remember the last that fits.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`root = merkle_root([zeros] + wtxids[1:]); return head + hash256(root + reserved)`. `index = None; for i, script: if it has at least 38 bytes and begins with head: index = i; return index`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

نئی فہرست بنائیں: پہلے 32 صفر بائٹس، پھر باقی wtxid۔ جڑ کے ساتھ reserved جوڑ کر ہیش لیں۔ کئی commitment ہوں تو آخری معتبر ہے۔
</details>
"""

# %% nbgrader={"grade_id": "witness-commitment-hidden", "grade": true, "points": 6} hunar={"exercise": "witness-commitment", "title": "witness_commitment and commitment_index: more blocks"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

head = bytes.fromhex("6a24aa21a9ed")
rng = variant.rng("b3-block")
for count in (4, 1, 2, 3, 7):
    wtxids = [rng.bytes(32) for _ in range(count)]
    given = list(wtxids)
    zeros, rest = bytes(32), wtxids[1:]
    reserved = rng.bytes(32) if count == 3 else zeros
    root = merkle_root([zeros, *rest])
    right = head + hash256(root + reserved)
    got = witness_commitment(given) if count != 3 else witness_commitment(given, reserved)
    assert not isinstance(got, str), "[not-bytes] Return the 38 bytes, not their text."
    assert isinstance(got, bytes), "[not-bytes] Return the 38 bytes of the script."
    assert got != right[6:], "[no-head] This is the hash alone. The script begins with 6a24aa21a9ed."
    assert got != head + hash256(merkle_root(wtxids) + reserved), (
        "[own-wtxid] The coinbase's own wtxid went into the tree. 32 zero bytes stand in its place."
    )
    assert not rest or got != head + hash256(merkle_root(rest or [zeros]) + reserved), (
        "[coinbase-left-out] The coinbase has a place in the tree: 32 zero bytes come first."
    )
    assert got != head + hash256(merkle_root([zeros, *wtxids]) + reserved), (
        "[one-too-many] The zeros stand in the place of the first wtxid, not before it."
    )
    assert got not in (head + root, head + hash256(root)), (
        "[no-reserved] The reserved value is missing. Hash 64 bytes: root, then reserved."
    )
    assert root == reserved or got != head + hash256(reserved + root), (
        "[reserved-first] The root comes first, then reserved."
    )
    assert got != head + hashlib.sha256(root + reserved).digest(), (
        "[one-round] SHA-256 was applied once. Use hash256."
    )
    assert reserved == zeros or got != head + hash256(root + zeros), (
        "[reserved-ignored] reserved is an argument; it need not be zero."
    )
    assert not rest or got != head + hash256(merkle_root([zeros, *(h[::-1] for h in rest)]) + reserved), (
        "[display-order] The wtxids were turned around. They come in internal order."
    )
    assert got == right, "[wrong-commitment] The script is not 6a24aa21a9ed and hash256(root + reserved)."
    assert given == wtxids, "[changes-list] The list that you were given was changed. Make a new one."
fake, true = head + rng.bytes(32), head + rng.bytes(32)
pay = b"\x00\x14" + rng.bytes(20)
assert commitment_index([pay, true]) == 1, "[wrong-index] Give the index of the output, counted from 0."
assert commitment_index([fake, pay, true, pay]) != 0, (
    "[first-counts] The first matching output was taken. The last one counts (BIP 141)."
)
assert commitment_index([fake, pay, true, pay]) == 2, "[wrong-index] Look at every output, the last one too."
assert commitment_index([pay, true + b"\x01\x02"]) == 1, (
    "[exact-length] A commitment may have more than 38 bytes. Only the first 38 matter."
)
assert commitment_index([true, head + bytes(31)]) == 0, (
    "[too-short] A script of fewer than 38 bytes is no commitment, even if it begins like one."
)
assert commitment_index([true, b"\x51" + true]) == 0, (
    "[not-at-start] 6a24aa21a9ed must stand at the very start of the script."
)
for scripts in ([pay, pay], []):
    got = commitment_index(scripts)
    assert got is None, "[no-none] Without a commitment the index is None: no 0, no -1, no error."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · The coinbase, byte by byte

| part | bytes |
|---|---|
| version | `02000000` |
| marker, flag * | `0001` |
| number of inputs | `01` |
| no coin | 32 bytes `00`, then `ffffffff` |
| input script | length; height, then `extra` |
| sequence | `ffffffff` |
| number of outputs | `01`, or `02` with a commitment |
| payment | value (8 bytes, little-endian); length; script |
| commitment * | value 0; length; script |
| witness * | `01`, `20`, 32 bytes `00` |
| locktime | `00000000` |

Parts with * only when there is a commitment; the witness holds `reserved`. Every *length* is a compact size. The input script has 2 to 100 bytes; if it would have one, add `00`.

Predict first: how long is the script at height 5 with nothing extra?
"""

# %%
print("one satoshi as value:", (1).to_bytes(8, "little").hex())
script = b"\x01\x68" + b"Rabia"
print("a script with its length:", (compact_size(len(script)) + script).hex())


# %% nbgrader={"grade_id": "coinbase", "solution": true} hunar={"exercise": "coinbase", "title": "coinbase"}
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    """The coinbase transaction, as the table has it.

    value: satoshi, paid to the output script spk. extra: any bytes after the height.
    commitment: the script of witness_commitment, paid 0 satoshi in the LAST output; None for none.
    An input script of one byte gets one byte 00 more. Raises ValueError above 100 bytes.
    Example: Tx.parse(coinbase(104, 7, b"\x51")).outputs[0].value == 7.
    """
    ### BEGIN SOLUTION
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("the input script has more than 100 bytes")
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if commitment is not None else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    if commitment is not None:
        tx += b"\x01\x20" + bytes(32)
    return tx + bytes(4)
    ### END SOLUTION


# %% nbgrader={"grade_id": "coinbase-check", "grade": true, "points": 6} hunar={"exercise": "coinbase", "title": "coinbase: check"}
got = coinbase(104, 5_000_004_230, b"\x51")
check.is_bytes(got, name='coinbase(104, 5_000_004_230, b"\\x51")')
assert got[:5].hex() == "0200000001", "[wrong-frame] Without commitment it begins 02000000, then 01."
assert got[5:41] == bytes(32) + b"\xff" * 4, "[not-null] After that: 32 bytes 00 and ffffffff, no coin."
assert got[41:44].hex() == "020168", (
    "[height-first] The input script is 01 68: the height, 104. Its length, 02, stands before it."
)
assert got[44:49].hex() == "ffffffff01", "[wrong-frame] After the script: sequence ffffffff, then one output."
assert got[49:57] != (5_000_004_230).to_bytes(8, "big"), (
    "[value-big-endian] The value's small end comes first."
)
assert got[49:57] == (5_000_004_230).to_bytes(8, "little"), "[wrong-payment] Then the value in 8 bytes."
assert got[57:].hex() == "015100000000", (
    "[wrong-frame] At the end: script length 01, script 51, locktime 00000000."
)
got = coinbase(104, 7, b"\x51", b"", bytes.fromhex("6a24aa21a9ed") + bytes(32))
assert got[4:6] == b"\x00\x01", "[no-witness] With a commitment, marker and flag 00 01 follow the version."
print("coinbase looks right here. What stands at the end with a commitment, and at height 5?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Build the pieces from top to bottom and join them. Ask `commitment is not None` at three places: marker, output, witness.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`script = height_push(height) + extra; if 1 byte: add 00; if more than 100: ValueError; tx = version + (marker) + input + count + payment + (commitment output) + (witness) + locktime`; parts in brackets only with a commitment
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

جدول کے حصے ترتیب سے جوڑیں۔ ستارے والے حصے صرف commitment کے ساتھ آتے ہیں۔ ہر اسکرپٹ سے پہلے اس کی لمبائی لکھیں۔
</details>
"""

# %% nbgrader={"grade_id": "coinbase-hidden", "grade": true, "points": 9} hunar={"exercise": "coinbase", "title": "coinbase: witness, edges"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

head = bytes.fromhex("6a24aa21a9ed")
rng = variant.rng("b3-block")


def built(script: bytes, outputs: list, witness: bool) -> bytes:
    """The right bytes."""
    tx = b"\x02\x00\x00\x00" + (b"\x00\x01" if witness else b"") + b"\x01" + bytes(32) + b"\xff\xff\xff\xff"
    tx += compact_size(len(script)) + script + b"\xff\xff\xff\xff" + compact_size(len(outputs))
    for value, spk in outputs:
        tx += value.to_bytes(8, "little") + compact_size(len(spk)) + spk
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


def coinbase_or_none(*arguments):
    try:
        return coinbase(*arguments)
    except Exception:
        return None


def parsed(raw):
    try:
        return Tx.parse(raw)
    except Exception:
        return None


spk, commitment = b"\x00\x14" + rng.bytes(20), head + rng.bytes(32)
long_spk = b"\x6a\x4d\x2c\x01" + rng.bytes(300)
value = int(rng.integers(10**9, 5 * 10**9))
cases = (
    (100, value, spk, b"Hunar", commitment),
    (100, value, spk, b"Hunar", None),
    (117, value + 1, head + rng.bytes(32), b"/x/", commitment),
    (101, 0, spk, b"", commitment),
    (99, value, long_spk, bytes(98), commitment),
)
for height, value, spk, extra, commitment in cases:
    script = bytes([1, height]) + extra
    outputs = [(value, spk)] + ([(0, commitment)] if commitment else [])
    got = coinbase_or_none(height, value, spk, extra, commitment)
    assert got is not None, (
        "[breaks] No bytes came back, or an error. An output script may be long: is every length a compact size? Input scripts of 2 to 100 bytes and value 0 are fine too."
    )
    assert isinstance(got, bytes), "[not-bytes] coinbase must return bytes, not text or a list."
    assert not commitment or got != built(script, outputs, False), (
        "[no-witness] With a commitment the coinbase needs marker, flag and witness. submitblock would add them silently; other nodes refuse the block."
    )
    assert commitment or got != built(script, outputs, True), (
        "[always-witness] Without a commitment there must be no witness, no marker and no flag."
    )
    tx = parsed(got)
    assert tx is not None, (
        "[not-a-transaction] The bytes cannot be read as one transaction. Is there a length before every script, and a right count?"
    )
    assert len(tx.inputs) == 1 and tx.inputs[0].prevout == (bytes(32), 0xFFFFFFFF), (
        "[not-null] A coinbase has one input, which spends no coin: 32 bytes 00 and ffffffff."
    )
    assert tx.inputs[0].script_sig != extra + bytes([1, height]) or not extra, (
        "[height-last] The height comes first in the input script, then extra."
    )
    assert tx.inputs[0].script_sig[:2] == script[:2], (
        "[height-first] The input script must begin with the height. Does height_push pass its own tests?"
    )
    assert tx.inputs[0].script_sig == script, (
        "[wrong-script] The input script must be the height and extra, nothing more. Pad only a script of one byte."
    )
    assert len(tx.outputs) == len(outputs), (
        "[wrong-outputs] There is one payment, and one more output only with a commitment."
    )
    assert tx.outputs[0].script == spk or tx.outputs[-1].script != spk, (
        "[commitment-first] The commitment must be the last output. If spk looks like one too, the last counts."
    )
    assert tx.outputs[0].value != int.from_bytes(value.to_bytes(8, "big"), "little") or not value, (
        "[value-big-endian] The value was written big-endian. The small end comes first."
    )
    assert tx.outputs[0].value == value and tx.outputs[0].script == spk, (
        "[wrong-payment] The first output must pay the whole value to spk."
    )
    assert not commitment or (tx.outputs[1].value, tx.outputs[1].script) == outputs[1], (
        "[wrong-outputs] The commitment's output has value 0 and the script exactly as given."
    )
    assert not commitment or tx.inputs[0].witness == [bytes(32)], (
        "[wrong-witness] The witness is one item of 32 zero bytes: 01, 20, then the zeros."
    )
    assert got == built(script, outputs, commitment is not None), (
        "[wrong-frame] Version 2, sequence ffffffff and locktime 0 were asked for."
    )
spk = b"\x51"
for height, extra, right in ((5, b"", b"\x55\x00"), (16, b"", b"\x60\x00"), (7, b"\x09", b"\x57\x09")):
    got = coinbase_or_none(height, 10, spk, extra)
    tx = parsed(got)
    assert tx is not None, "[not-a-transaction] Up to height 16 the bytes cannot be read as one transaction."
    assert len(tx.inputs[0].script_sig) >= 2, (
        "[short-script] An input script of one byte is too short: the node says bad-cb-length. Add a byte 00."
    )
    assert tx.inputs[0].script_sig[:1] == right[:1], (
        "[height-first] The input script must begin with the height. Does height_push pass its own tests?"
    )
    assert tx.inputs[0].script_sig == right, (
        "[wrong-script] Pad by one byte 00, and only when the script would have a single byte."
    )
for extra in (bytes(99), bytes(300)):
    assert check.refuses(coinbase, 100, 10, spk, extra), (
        "[too-long] An input script of more than 100 bytes was built, or cut. Raise ValueError."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · The header's first 76 bytes

You know the header from B2: version, previous block, merkle root, time, bits, then the nonce. A template speaks to people: `previousblockhash` and `bits` are hexadecimal text with the *big* end first. The header wants the small end first, for numbers and hashes alike. The root comes from your own tree and is in internal order already.

Take the time from `curtime`. A time not later than the median of the last 11 blocks is refused.

Predict first: how will the bits `207fffff` stand in the header?
"""

# %%
bits = bytes.fromhex("207fffff")
print("as in the template:", bits.hex(), "- turned around:", bits[::-1].hex())


# %% nbgrader={"grade_id": "header-start", "solution": true} hunar={"exercise": "header-start", "title": "header_start"}
def header_start(tpl: dict, root: bytes) -> bytes:
    """The header without its nonce: 76 bytes.

    tpl: uses "version" and "curtime" (whole numbers), "previousblockhash" and "bits" (hexadecimal text,
    display order). root: 32 bytes, internal order.
    Example: header_start(tpl, root)[36:68] == root, for every template.
    """
    ### BEGIN SOLUTION
    return (
        tpl["version"].to_bytes(4, "little")
        + bytes.fromhex(tpl["previousblockhash"])[::-1]
        + root
        + tpl["curtime"].to_bytes(4, "little")
        + bytes.fromhex(tpl["bits"])[::-1]
    )
    ### END SOLUTION


# %% nbgrader={"grade_id": "header-start-check", "grade": true, "points": 2} hunar={"exercise": "header-start", "title": "header_start: check"}
head_sample = {
    "version": 0x20000000,
    "previousblockhash": "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",
    "curtime": 1_790_000_000,
    "bits": "207fffff",
}
got = header_start(head_sample, b"\xaa" * 32)
check.is_bytes(got, length=76, name="header_start(head_sample, root)", hint="4 + 32 + 32 + 4 + 4 bytes.")
assert got[:4].hex() == "00000020", "[number-order] The version is little-endian: 00 00 00 20."
assert not got[4:36].hex().startswith("0f9188f1"), (
    "[prev-display-order] previousblockhash is in display order. Turn its bytes around."
)
assert got[4:8].hex() == "06226e46", "[wrong-header] The previous block begins with 06 22 6e 46 here."
assert got[36:68] == b"\xaa" * 32, "[wrong-header] The root stands in bytes 36 to 67."
assert got[72:].hex() == "ffff7f20", "[bits-order] The bits end the 76 bytes: ff ff 7f 20."
print("header_start looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Five pieces. `bytes.fromhex` makes bytes of text, `[::-1]` turns them around. Only one piece needs no change.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`version in 4 bytes + previous hash turned around + root + curtime in 4 bytes + bits turned around`, numbers little-endian
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پانچ ٹکڑے ہیں۔ hex متن کو بائٹس بنا کر الٹیں، عدد little-endian لکھیں، اور root کو ویسا ہی رہنے دیں۔
</details>
"""

# %% nbgrader={"grade_id": "header-start-hidden", "grade": true, "points": 3} hunar={"exercise": "header-start", "title": "header_start: other templates"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
import struct

from labs import variant

rng = variant.rng("b3-block")
for version, time, bits in ((0x20000000, 1_790_123_456, 0x207FFFFF), (0x20400002, 1_801_000_777, 0x1D00D86A)):
    prev, root = rng.bytes(32), rng.bytes(32)
    tpl = {
        "version": version,
        "previousblockhash": prev[::-1].hex(),
        "curtime": time,
        "mintime": time - 3_000,
        "bits": f"{bits:08x}",
        "height": 104,
    }
    got = header_start(tpl, root)
    assert isinstance(got, bytes), "[not-bytes] header_start must return bytes."
    assert len(got) == 76, "[wrong-length] The header without nonce has 76 bytes: 4 + 32 + 32 + 4 + 4."
    assert got[4:36] != prev[::-1], (
        "[prev-display-order] previousblockhash is in display order. Turn its bytes around."
    )
    assert got[36:68] != root[::-1], (
        "[root-turned] The root was turned around. It is in internal order already."
    )
    assert got[72:] != struct.pack(">I", bits), "[bits-order] The bits stand big end first. Turn them around."
    assert got[68:72] != struct.pack("<I", tpl["mintime"]), "[wrong-time] Take curtime, not mintime."
    assert got[:4] != struct.pack(">I", version) and got[68:72] != struct.pack(">I", time), (
        "[number-order] version or time was written big-endian. The small end comes first."
    )
    assert got[:4] == struct.pack("<I", version), "[fixed-version] Take the version from the template."
    assert got[68:72] == struct.pack("<I", time), "[wrong-time] The time must be curtime of the template."
    assert got == struct.pack("<I32s32sII", version, prev, root, time, bits), (
        "[wrong-header] The 76 bytes differ. Compare each field with the table of B2."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · Assemble, then ask the node

Work in this order, for each step needs the one before: value, commitment, coinbase, merkle root, header, nonce. The block is

header (80 bytes) ‖ number of transactions ‖ coinbase ‖ all others

The number is a compact size and counts the coinbase. Each template entry has `txid` (for the root) and `hash`, the wtxid (for the commitment), in display order, and `data`, the whole transaction as hexadecimal text. The ready-made `default_witness_commitment` is as dangerous as `coinbasevalue`. In `submit` use the argument `ask`, not `rpc`: the grader has a node of its own.

Predict first: how many transactions will the template have?
"""

# %% hunar={"grading": "skip"}
rpc = node.start()
rpc.mine(104)
for _ in range(3):
    rpc.sendtoaddress(rpc.getnewaddress(), "0.25")
tpl = rpc.getblocktemplate({"rules": ["segwit"]})  # we know about witnesses
print("height", tpl["height"], "- transactions:", len(tpl["transactions"]))
print("keys of the first:", sorted(tpl["transactions"][0]))
print("value:", template_value(tpl), "sat; the node says", tpl["coinbasevalue"], "sat")


# %% nbgrader={"grade_id": "assemble", "solution": true} hunar={"exercise": "assemble", "title": "assemble and submit"}
def assemble(tpl: dict, spk: bytes) -> str:
    """A whole block from a template, mined, as hexadecimal text.

    Holds every transaction of tpl in its order, pays template_value(tpl) to spk, and always has a witness
    commitment of its own. extra is yours to choose. tpl["target"] is hexadecimal text, big end first.
    Example: assemble(tpl, spk)[8:16] is the start of the previous hash, turned around.
    """
    ### BEGIN SOLUTION
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)
    ### END SOLUTION


def submit(ask, block_hex: str) -> str | None:
    """Hand a block to the node: None when it became the new tip, else the node's reason as text.

    ask: a function, ask(method, *params) gives the node's answer; the method is "submitblock".
    Example: a header whose hash is too large gives "high-hash".
    """
    ### BEGIN SOLUTION
    return ask("submitblock", block_hex)
    ### END SOLUTION


# %% nbgrader={"grade_id": "assemble-check", "grade": true, "points": 6} hunar={"exercise": "assemble", "title": "assemble and submit: the node"}
rpc = node.start()
if rpc.getbalance() < 5:
    rpc.mine(101)
rpc.mine(1)
for _ in range(2):
    rpc.sendtoaddress(rpc.getnewaddress(), "0.1")
now = rpc.getblocktemplate({"rules": ["segwit"]})
got = assemble(now, b"\x00\x14" + b"\x11" * 20)
check.is_text(got, name="assemble(tpl, spk)", hint="Make text of the whole block with .hex().")
raw = bytes.fromhex(got)
assert raw[80:81] == compact_size(1 + len(now["transactions"])), (
    "[wrong-count] After the 80 bytes of the header comes the number of transactions, with the coinbase."
)
assert int.from_bytes(hash256(raw[:80]), "little") <= int(now["target"], 16), (
    "[no-work] The hash of the header is above the target. Search the nonce last, and write it little-endian."
)
asked = []


def listening(method, *params):
    """ask, which remembers what it was asked."""
    asked.append(method)
    return ask(method, *params)


answer = submit(listening, got)
assert "submitblock" in asked, (
    "[not-submitted] submit must call the function ask that it is given, with submitblock. The grader has a node of its own, not your rpc."
)
print("The node says:", answer, "-", labs.node.explain(answer) if answer else "accepted")
assert answer is None, (
    "[refused] The node refused the block, or submit did not give back None. Its reason stands above."
)
assert rpc.getbestblockhash() == hash256(raw[:80])[::-1].hex(), (
    "[not-submitted] submit gave None, but this block is not the node's tip. Hand over the whole text."
)
print("Accepted! Your block is the tip of the chain.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

The coinbase comes first in both trees: by its txid in one, as 32 zeros in the other. Everything but the final text is bytes in internal order.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`wtxids = [zeros] + hashes turned around; cb = coinbase(…, witness_commitment(wtxids)); root = merkle_root([txid(cb)] + txids turned around); start = header_start(tpl, root); nonce = mine_header(start, target); join start, nonce, count, cb, all data; .hex()`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے commitment، پھر کوائن بیس، پھر جڑ، پھر ہیڈر، آخر میں نانس۔ جڑ txid سے بنتی ہے اور commitment ان wtxid سے جو hash میں ہیں۔
</details>
"""

# %% nbgrader={"grade_id": "assemble-hidden", "grade": true, "points": 9} hunar={"exercise": "assemble", "title": "assemble and submit: other templates, and a node judges"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

head = bytes.fromhex("6a24aa21a9ed")
rng = variant.rng("b3-block")
for count, height in ((4, 111), (0, 99), (300, 77)):
    parts = [(rng.bytes(70 + i % 5), rng.bytes(32), rng.bytes(32), 300 + 7 * i) for i in range(count)]
    entries = [
        {"data": data.hex(), "txid": tx[::-1].hex(), "hash": w[::-1].hex(), "fee": fee, "weight": 561}
        for data, tx, w, fee in parts
    ]
    txids, wtxids = [tx for _, tx, _, _ in parts], [w for _, _, w, _ in parts]
    prev, spk = rng.bytes(32), b"\x00\x14" + rng.bytes(20)
    right_value = 5_000_000_000 + sum(fee for _, _, _, fee in parts)
    stale = head + rng.bytes(32)
    template = {
        "version": 0x20000000,
        "previousblockhash": prev[::-1].hex(),
        "transactions": entries,
        "coinbasevalue": right_value + 12_345,
        "target": "7fffff" + "00" * 29,
        "mintime": 1_790_000_000,
        "curtime": 1_790_004_321,
        "bits": "207fffff",
        "height": height,
        "default_witness_commitment": stale.hex(),
    }
    got = assemble(template, spk)
    assert isinstance(got, str), "[not-text] assemble must return hexadecimal text: .hex()."
    try:
        raw = bytes.fromhex(got)
    except ValueError:
        raw = b""
    assert len(raw) > 140, "[not-a-block] This is no hexadecimal text of a whole block."
    assert raw[4:36] == prev, (
        "[wrong-start] The block must begin with the header, in the order of header_start."
    )
    body = b"".join(data for data, _, _, _ in parts)
    size = compact_size(1 + count)
    assert not count or raw[80:81] != b"\x01" or body in raw, (
        "[transactions-missing] The block holds the coinbase alone. It must hold the transactions of the template."
    )
    assert raw[80:84] != (1 + count).to_bytes(4, "little"), (
        "[wrong-count] The number of transactions is a compact size, not a number of four bytes."
    )
    assert raw[80 : 80 + len(size)] != compact_size(count) or raw[-len(body) :] != body or not count, (
        "[coinbase-not-counted] The number of transactions must count the coinbase too."
    )
    assert raw[80 : 80 + len(size)] == size, (
        "[wrong-count] The number of transactions is a compact size: one byte only up to 252."
    )
    assert raw.endswith(body), (
        "[transactions-missing] All transactions of the template must follow, in its order."
    )
    rest = raw[80 + len(size) : len(raw) - len(body)]
    try:
        first = Tx.parse(rest)
    except Exception:
        first = None
    assert first is not None, (
        "[coinbase-broken] Between the count and the first other transaction there must be the coinbase with its witness."
    )
    paid = sum(output.value for output in first.outputs)
    assert paid != 5_000_000_000 or right_value == paid, (
        "[subsidy-only] The coinbase pays the subsidy alone. The fees of this block are lost for ever."
    )
    assert paid == right_value and first.outputs[0].script == spk, (
        "[wrong-value] The coinbase must pay subsidy and fees of the transactions inside to spk, not coinbasevalue."
    )
    scripts = [output.script for output in first.outputs if output.script.startswith(head)]
    assert scripts, "[no-commitment] The coinbase has no witness commitment."
    assert first.inputs[0].witness == [bytes(32)], (
        "[no-witness] The coinbase lost its witness. Only its txid leaves the witness out; the block holds the whole."
    )
    assert scripts[-1] != stale, (
        "[ready-made] default_witness_commitment was copied. It is wrong once a transaction was left out; compute your own."
    )
    assert not count or scripts[-1] != head + hash256(merkle_root([bytes(32), *txids]) + bytes(32)), (
        "[commits-to-txids] The commitment was made from txids. It needs the wtxids, which the template calls hash."
    )
    assert not count or scripts[-1] != head + hash256(
        merkle_root([bytes(32), *(w[::-1] for w in wtxids)]) + bytes(32)
    ), "[display-order] The hashes of the template are in display order. Turn their bytes around."
    assert scripts[-1] == head + hash256(merkle_root([bytes(32), *wtxids]) + bytes(32)), (
        "[wrong-commitment] The commitment does not fit the wtxids. Does witness_commitment pass its own tests?"
    )
    root = raw[36:68]
    wrong_leaves = (
        [first.wtxid, *wtxids],
        [first.txid, *wtxids],
        [first.wtxid, *txids],
        [bytes(32), *wtxids],
    )
    right_root = merkle_root([first.txid, *txids])
    assert root == right_root or root not in [merkle_root(leaves) for leaves in wrong_leaves], (
        "[root-of-wtxids] The root in the header was made from wtxids. It needs txids, that of the coinbase too."
    )
    assert not count or root != merkle_root(txids or [b""]), (
        "[root-without-coinbase] The coinbase's txid is missing in the tree. It comes first."
    )
    assert not count or root != merkle_root([first.txid, *(tx[::-1] for tx in txids)]), (
        "[display-order] The txids of the template are in display order. Turn their bytes around."
    )
    assert root == right_root, (
        "[wrong-root] The root does not fit these transactions. Was the coinbase changed after the root was computed?"
    )
    assert int.from_bytes(hash256(raw[:80]), "little") <= int(template["target"], 16), (
        "[no-work] The hash of the header is above the target. Search the nonce last, and write it little-endian."
    )
rpc = node.start()
if rpc.getbalance() < 5:
    rpc.mine(101)
rpc.mine(1)
for _ in range(3):
    rpc.sendtoaddress(rpc.getnewaddress(), "0.5")
now = rpc.getblocktemplate({"rules": ["segwit"]})
weak = next(
    h
    for nonce in range(1000)
    for h in [b"\x20" * 68 + bytes(4) + bytes.fromhex("ffff7f20") + nonce.to_bytes(4, "little")]
    if hash256(h)[31] > 0x7F
)
weak_block = weak + bytes.fromhex(rpc.getblock(rpc.getbestblockhash(), 0))[80:]
reason = submit(ask, weak_block.hex())
assert reason == "high-hash", (
    "[reason-lost] submit must give back what the node answered to this block: its reason."
)
now["transactions"] = now["transactions"][:-1]
spk = bytes.fromhex(rpc.getaddressinfo(rpc.getnewaddress())["scriptPubKey"])
block_hex = assemble(now, spk)
assert isinstance(block_hex, str), "[not-text] assemble must return hexadecimal text: .hex()."
answer = submit(ask, block_hex)
tip = hash256(bytes.fromhex(block_hex)[:80])[::-1].hex()
assert answer is None or rpc.getbestblockhash() != tip, (
    "[reason-lost] The node took the block. Then submit must return None, as the node does."
)
assert answer is None, (
    "[refused] A node refused the block. One transaction of its template was left out: what must change with it?"
)
assert submit(ask, block_hex) == "duplicate", (
    "[reason-lost] submit must give back what the node answered to this block: its reason."
)
assert rpc.getbestblockhash() == tip, "[not-submitted] submit gave None, but the node never got the block."
inside = rpc.getblock(tip, 2)["tx"]
assert sum("txinwitness" in tx["vin"][0] for tx in inside[1:]) >= 2, (
    "[transactions-missing] The block must hold the transactions of the template, with their witnesses."
)
assert sum(labs.node.sat(output["value"]) for output in inside[0]["vout"]) == subsidy(now["height"]) + sum(
    tx["fee"] for tx in now["transactions"]
), (
    "[subsidy-only] The node took the block, but the coinbase does not pay out all fees. They are lost for ever."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 7 · Diagnose

A node names the *first* rule that a block breaks; the proof of work comes before all else. So one mistake can hide another, and each repair needs the nonce again.

You will meet these reasons: `high-hash`, `time-too-old`, `time-too-new`, `bad-diffbits`, `bad-version`, `prev-blk-not-found`, `inconclusive`, `bad-txnmrklroot`, `bad-cb-height`, `bad-cb-length`, `bad-cb-amount`, `bad-witness-merkle-match`, `bad-witness-nonce-size`, `unexpected-witness`. Here *cb* means coinbase. Details may follow after `(` or `,`.

Which repair fits which? `labs.node.explain` knows more. Predict first: which tree does the second reason below speak of?
"""

# %%
REPAIRS = {
    "nonce": "Search for a nonce again.",
    "time": "Take the time of the template, and keep the clock right.",
    "template": "Ask for a new template; copy version, previous hash and bits from it.",
    "root": "Compute the merkle root of the txids again.",
    "script": "Write the input script of the coinbase again: height first, 2 to 100 bytes.",
    "value": "Pay out subsidy and fees, not more.",
    "commitment": "Compute the witness commitment again; give the coinbase its witness.",
    "unknown": "None of these: read what the node's log says.",
}
for reason in ("inconclusive", "bad-witness-merkle-match"):
    print(f"{reason}: {labs.node.explain(reason)}")


# %% nbgrader={"grade_id": "diagnose", "solution": true} hunar={"exercise": "diagnose", "title": "diagnose"}
def diagnose(reason: str) -> str:
    """The repair for a block that the node refused: a key of REPAIRS.

    reason: as submitblock gives it; details after "(" or "," do not matter.
    "unknown" for every reason that the text above does not list.
    Example: diagnose("high-hash") == "nonce".
    """
    ### BEGIN SOLUTION
    repairs = {
        "nonce": ("high-hash",),
        "time": ("time-too-old", "time-too-new"),
        "template": ("bad-diffbits", "bad-version", "prev-blk-not-found", "inconclusive"),
        "root": ("bad-txnmrklroot",),
        "script": ("bad-cb-height", "bad-cb-length"),
        "value": ("bad-cb-amount",),
        "commitment": ("bad-witness-merkle-match", "bad-witness-nonce-size", "unexpected-witness"),
    }
    name = reason.split("(")[0].split(",")[0].strip()
    return next((repair for repair, reasons in repairs.items() if name in reasons), "unknown")
    ### END SOLUTION


# %% nbgrader={"grade_id": "diagnose-check", "grade": true, "points": 4} hunar={"exercise": "diagnose", "title": "diagnose: check"}
got = diagnose("high-hash")
check.is_text(got, name='diagnose("high-hash")')
assert got in REPAIRS, "[not-a-key] Return a key of REPAIRS, such as nonce, not the sentence."
assert got == "nonce", "[wrong-repair] The hash is too high for the target: search for a nonce again."
assert diagnose("bad-txnmrklroot") == "root", (
    "[wrong-repair] txn mrkl root: the Merkle root of the transactions."
)
print("diagnose looks right here. Break your own block in part 6 and see what the node says!")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

A dict from reason to repair is enough. First cut the details off. Sort the names by the part of the block that they speak of.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`name = reason up to the first "(" or ","; return table.get(name, "unknown")`, where `table = {"high-hash": "nonce", …}` has all 14 reasons
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے تفصیل کاٹ دیں، پھر ہر وجہ کو بلاک کے اس حصے سے ملائیں جس کا وہ ذکر کرتی ہے۔ جو وجہ فہرست میں نہ ہو، اس پر unknown دیں۔
</details>
"""

# %% nbgrader={"grade_id": "diagnose-hidden", "grade": true, "points": 6} hunar={"exercise": "diagnose", "title": "diagnose: broken blocks"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from dataclasses import replace

from labs.bitcoin.blocks import Header
from labs.mining.coinbase import RESERVED, commitment_script, height_script
from labs.bitcoin.transactions import TxIn, TxOut
from labs.mining.template import BlockTemplate

rpc = node.start()
plan = BlockTemplate.from_json(rpc.getblocktemplate({"rules": ["segwit"]}))


def own_coinbase(height=plan.height, more=0, commitment=plan.commitment, extra=b"x"):
    """A coinbase, right or with one mistake."""
    outputs = [TxOut(plan.coinbase_value + more, b"\x51")] + ([TxOut(0, commitment)] if commitment else [])
    script = height_script(height) + extra
    source = TxIn((bytes(32), 0xFFFFFFFF), script, 0xFFFFFFFF, [RESERVED])
    return Tx(2, [source], outputs, 0)


def said(first=None, root=None, work=True, **changes):
    """What the node answers to a block with one mistake."""
    first = first or own_coinbase()
    header = replace(Header.parse(plan.header(first)), **changes)
    header.merkle_root = root or header.merkle_root
    while (int.from_bytes(header.hash, "little") <= plan.target) != work:
        header.nonce += 1
    return rpc.submitblock(plan.block(header.serialize(), first).hex())


refused = {
    "high-hash": said(work=False),
    "bad-txnmrklroot": said(root=hash256(b"another tree")),
    "bad-witness-merkle-match": said(own_coinbase(commitment=commitment_script(bytes(32)))),
    "time-too-old": said(time=plan.min_time - 1),
    "bad-cb-amount": said(own_coinbase(more=1)),
    "time-too-new": said(time=plan.cur_time + 9_000),
    "bad-cb-height": said(own_coinbase(height=plan.height + 1)),
    "bad-cb-length": said(own_coinbase(extra=bytes(100))),
    "unexpected-witness": said(own_coinbase(commitment=None)),
    "prev-blk-not-found": said(prev=plan.prev[::-1]),
    "bad-diffbits": said(bits=0x207FFFFE),
    "bad-version": said(version=1),
}
told = {name: diagnose(reason) for name, reason in refused.items()}
told |= {name: diagnose(name) for name in ("inconclusive", "bad-witness-nonce-size")}
assert all(isinstance(repair, str) for repair in told.values()), (
    "[not-text] Return a key of REPAIRS for every reason."
)
assert all(repair in REPAIRS for repair in told.values()), (
    "[not-a-key] Return a key of REPAIRS, not its sentence and not the reason."
)
assert told["bad-version"] != "unknown", (
    "[details] The node adds details to its reason, after ( or a comma. Cut them off first."
)
assert told["high-hash"] == "nonce", (
    "[wrong-repair] high-hash: the proof of work is missing. Search for a nonce."
)
assert told["bad-witness-merkle-match"] != "root", (
    "[two-trees] bad-witness-merkle-match speaks of the witness tree, which the commitment holds, not of the root in the header."
)
assert told["bad-txnmrklroot"] == "root", (
    "[two-trees] bad-txnmrklroot speaks of the root in the header, over the txids."
)
assert told["bad-witness-nonce-size"] != "nonce", (
    "[witness-reasons] bad-witness-nonce-size speaks of the witness of the coinbase, not of the nonce in the header."
)
assert all(
    told[name] == "commitment"
    for name in ("bad-witness-merkle-match", "bad-witness-nonce-size", "unexpected-witness")
), (
    "[witness-reasons] Each reason with witness in its name speaks of the commitment or of the witness of the coinbase."
)
assert told["time-too-old"] == "time" and told["time-too-new"] == "time", (
    "[time-reasons] time-too-old and time-too-new: take the time of the template."
)
assert told["bad-cb-amount"] == "value", (
    "[coinbase-reasons] bad-cb-amount: the coinbase pays more than subsidy and fees."
)
assert told["bad-cb-height"] == "script" and told["bad-cb-length"] == "script", (
    "[coinbase-reasons] bad-cb-height and bad-cb-length speak of the input script of the coinbase."
)
assert all(
    told[name] == "template" for name in ("prev-blk-not-found", "bad-diffbits", "bad-version", "inconclusive")
), (
    "[stale-template] version, previous hash and bits come from the template. If they do not fit, or the block is not on the best chain, ask for a new one."
)
for reason in (
    "bad-blk-sigops",
    "block-script-verify-flag-failed (Signature is not there)",
    "bad-txns-nonfinal",
    "",
):
    try:
        answer = diagnose(reason)
    except Exception:
        answer = "an error"
    assert answer == "unknown", (
        "[guessed] A reason that the text does not list needs the answer unknown: no guess, no error."
    )
assert diagnose("bad-cb-amount, block 7") == "value", (
    "[details] The node adds details to its reason, after ( or a comma. Cut them off first."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

The next cell assembles one more block with *your* functions and paints it, one square per byte.

*In words:* fifteen rows of 64 bytes or a few more. The header takes the first row and a quarter of the second. Then come one byte for the number of transactions, the coinbase with its commitment near its end, and three payments; one that spends two coins is longer. The header, which all the mining works on, is a small part of the block.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch

rpc.mine(1)  # a new tip, so that the node makes a new template
for _ in range(3):
    rpc.sendtoaddress(rpc.getnewaddress(), "0.1")
tpl = rpc.getblocktemplate({"rules": ["segwit"]})
block = bytes.fromhex(assemble(tpl, b"\x00\x14" + bytes(20)))

payments = [len(tx["data"]) // 2 for tx in tpl["transactions"]]
first_payment = len(block) - sum(payments)
commitment_at = block.rfind(bytes.fromhex("6a24aa21a9ed"), 81, first_payment)
parts = [("version", 4, "#000000"), ("previous block", 32, "#56b4e9"), ("merkle root", 32, "#e69f00")]
parts += [("time", 4, "#cc79a7"), ("bits", 4, "#f0e442"), ("nonce", 4, "#d55e00"), ("count", 1, "#000000")]
parts += [("coinbase", commitment_at - 81, "#009e73"), ("its commitment", 38, "#0072b2")]
parts += [("its witness, locktime", first_payment - commitment_at - 38, "#8fd6c0")]
parts += [(f"payment {i}", length, "#bbbbbb" if i % 2 else "#e0e0e0") for i, length in enumerate(payments, 1)]
squares = [number for number, (_, length, _) in enumerate(parts) for _ in range(length)]
squares += [float("nan")] * (-len(squares) % 64)

figure, axes = plt.subplots(figsize=(9, 4))
colours = ListedColormap([colour for _, _, colour in parts])
rows = [squares[i : i + 64] for i in range(0, len(squares), 64)]
axes.imshow(rows, cmap=colours, vmin=-0.5, vmax=len(parts) - 0.5, aspect="auto")
axes.set(title=f"A block of {len(block)} bytes", xlabel="byte in its row", ylabel="row of 64 bytes")
start = 0
for number, (_, length, colour) in enumerate(parts, 1):
    ink = "white" if colour in ("#000000", "#0072b2") else "black"
    axes.text(start % 64 - 0.3, start // 64, str(number), color=ink, fontsize=8, va="center")
    start += length
shown = [Patch(color=c, label=f"{i}  {name}, {length} B") for i, (name, length, c) in enumerate(parts, 1)]
axes.legend(handles=shown, loc="center left", bbox_to_anchor=(1, 0.5), fontsize=8, frameon=False)
figure.tight_layout()

# %% [markdown]
r"""
## Where this model is wrong

- Regtest's target lets every second hash pass. A modern machine tries all nonces of a header in far less than a second; then the miner changes `extra` and computes coinbase, root and header anew.
- Our node accepts a coinbase without its witness, because `submitblock` adds it. A node that gets such a block from another one refuses it.
- The template has chosen the transactions for us. How to choose them is lab B5.
- Most miners work for a pool. They get parts of the coinbase and a branch of the tree, and never see the transactions.
- An accepted block can still lose: another block of the same height may win the race.
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. Take the *first* of two payments out of a template when the second spends its change. What does the node say?
2. Build a coinbase without witness, submit the block, and read it back with `rpc.getblock(hash, 0)`. What did the node add?
3. Pay one satoshi less than you may. Compare `rpc.gettxoutsetinfo()["total_amount"]` with the sum of all subsidies.
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">template</span></td><td>اگلے بلاک کا خاکہ جو نوڈ دیتا ہے</td></tr>
<tr><td><span lang="en" dir="ltr">coinbase</span> · کوائن بیس</td><td>بلاک کی پہلی ٹرانزیکشن، مائنر کی آمدنی</td></tr>
<tr><td><span lang="en" dir="ltr">subsidy</span> · سبسڈی</td><td>بلاک میں بننے والے نئے سکے</td></tr>
<tr><td><span lang="en" dir="ltr">fee</span> · فیس</td><td>ٹرانزیکشن کا معاوضہ</td></tr>
<tr><td><span lang="en" dir="ltr">witness</span></td><td>دستخط اور گواہی کا حصہ</td></tr>
<tr><td><span lang="en" dir="ltr">commitment</span></td><td>وہ ہیش جو گواہیوں کو بلاک سے باندھتا ہے</td></tr>
<tr><td><span lang="en" dir="ltr">merkle root</span></td><td>تمام ٹرانزیکشنوں کی جڑ، ایک ہی ہیش</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- BIP 22 and BIP 23, *getblocktemplate*, February 2012; BIP 145, the same with segwit, January 2016 (grade A)
- BIP 34, *Block v2, Height in Coinbase*, July 2012 (A)
- BIP 141, *Segregated Witness (Consensus layer)*, December 2015 (A)
- Bitcoin Core 29.0, `src/validation.cpp` and `src/rpc/mining.cpp`, April 2025 (A)
"""
