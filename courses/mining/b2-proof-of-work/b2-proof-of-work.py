# %% [markdown]
r"""
# B2 · Proof of work

**Minutes:** 75 · **Prerequisites:** A1 (double SHA-256, byte order), A6 (blocks and consensus)

**After this you can:**

- *parse* the 80 bytes of a block header
- *convert* compact bits to a target and back
- *verify* proof of work, with its limit
- *search* for a nonce
- *predict* how many hashes a search needs
"""

# %% [markdown]
r"""
## Story

This case is invented. A firm in Faisalabad sells shares in mining machines. To show that its machines work, it sends Sana a block header of 80 bytes: "Our hall found this block yesterday. Check the hash yourself, it is below the target!"

Sana checks. The hash is indeed below the target. But who wrote the target? It stands *inside* the header, and the firm chose an easy one: a laptop finds such a block in a second. A proof of work is only worth as much as the target that it meets.

In this lab you build every tool that Sana needs. To find a real block costs a great deal of electricity. To check one costs a double SHA-256, anywhere, for anybody.
"""

# %%
# Run this cell first.
import hashlib
import math

from labs import check


def hash256(b: bytes) -> bytes:
    """SHA-256, applied twice: your tool from lab A1. The 32 bytes come in internal order."""
    return hashlib.sha256(hashlib.sha256(b).digest()).digest()


# %% [markdown]
r"""
## 1 · Eighty bytes

A block header is always 80 bytes. Numbers are little-endian.

| bytes | field | meaning |
|---|---|---|
| 0–3 | `version` | a *signed* number |
| 4–35 | `prev` | hash of the block before, internal order |
| 36–67 | `merkle_root` | fingerprint of all transactions, internal order |
| 68–71 | `time` | seconds since 1 January 1970, UTC |
| 72–75 | `bits` | the target, in short form |
| 76–79 | `nonce` | the number that miners change |

Websites show the two hashes in display order. Inside the header they stay as they are. The cell below takes one field from Bitcoin's first block.

Predict first: will the last line be above or below 0?
"""

# %%
genesis = bytes.fromhex(
    "01000000"
    + "00" * 32
    + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
    + "29ab5f49"
    + "ffff001d"
    + "1dac2b7c"
)
print(len(genesis), "bytes; bytes 68 to 71 are", genesis[68:72].hex())
print("time:", int.from_bytes(genesis[68:72], "little"))
print("fe ff ff ff, signed:", int.from_bytes(b"\xfe\xff\xff\xff", "little", signed=True))


# %% nbgrader={"grade_id": "parse-header", "solution": true} hunar={"exercise": "parse-header", "title": "parse_header"}
def parse_header(b80: bytes) -> dict:
    """The six fields of a block header.

    b80: 80 bytes. Returns a dict with the keys version, prev, merkle_root, time, bits and nonce.
    prev and merkle_root are 32 bytes in internal order; the others are whole numbers; version is signed.
    Raises ValueError if b80 is not 80 bytes long.
    Example: parse_header(genesis)["time"] == 1231006505.
    """
    ### BEGIN SOLUTION
    if len(b80) != 80:
        raise ValueError("a header has 80 bytes")
    return {
        "version": int.from_bytes(b80[0:4], "little", signed=True),
        "prev": b80[4:36],
        "merkle_root": b80[36:68],
        "time": int.from_bytes(b80[68:72], "little"),
        "bits": int.from_bytes(b80[72:76], "little"),
        "nonce": int.from_bytes(b80[76:80], "little"),
    }
    ### END SOLUTION


# %% nbgrader={"grade_id": "parse-header-check", "grade": true, "points": 2} hunar={"exercise": "parse-header", "title": "parse_header: check"}
got = parse_header(genesis)
assert isinstance(got, dict), "[not-a-dict] Return a dict with the six fields. Did you forget `return`?"
assert {"version", "prev", "merkle_root", "time", "bits", "nonce"} <= set(got), (
    "[missing-field] A key is missing. The keys are version, prev, merkle_root, time, bits and nonce."
)
check.is_whole_number(
    got["time"], name='parse_header(genesis)["time"]', hint="int.from_bytes reads a number."
)
assert got["time"] != 0x29AB5F49, "[big-endian] Numbers were read big-endian. The small end comes first."
check.is_bytes(
    got["merkle_root"],
    length=32,
    name='parse_header(genesis)["merkle_root"]',
    hint="The end of a slice is one more than its last byte.",
)
assert not got["merkle_root"].hex().endswith("fdeda33b"), (
    "[display-order] Keep the bytes of prev and merkle_root in the order of the header."
)
assert got["merkle_root"].hex().startswith("3ba3edfd"), (
    "[wrong-field] merkle_root begins with 3ba3edfd here. Its bytes are 36 to 67, so the slice ends at 68."
)
assert (got["version"], got["bits"], got["nonce"]) == (1, 0x1D00FFFF, 2083236893), (
    "[wrong-field] version, bits or nonce differs. Compare the first and last byte of each with the table."
)
print("parse_header looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Check the length first. Then cut out one slice per row of the table; the end of a slice is one more than the last byte in the table.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if length is not 80: ValueError; version = signed little-endian number of b80[0:4]; prev = b80[4:36]; …; return all six in a dict`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے لمبائی جانچیں۔ پھر جدول کی ہر سطر کے بائٹس الگ کریں۔ عدد little-endian پڑھیں، ہیش کے بائٹس نہ الٹیں۔
</details>
"""

# %% nbgrader={"grade_id": "parse-header-hidden", "grade": true, "points": 3} hunar={"exercise": "parse-header", "title": "parse_header: other headers"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
import struct
from numbers import Integral

from labs import variant

second = bytes.fromhex(
    "010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e"
    "1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299"
)
drawn = variant.rng("b2-proof-of-work").bytes(79)
for b80 in (second, b"\x07" + drawn[:2] + b"\x20" + drawn[3:], b"\xfe\xff\xff\xff" + drawn[3:]):
    names = ("version", "prev", "merkle_root", "time", "bits", "nonce")
    right = dict(zip(names, struct.unpack("<i32s32sIII", b80), strict=True))
    turned = dict(zip(names, struct.unpack(">i32s32sIII", b80), strict=True))
    got = parse_header(b80)
    assert isinstance(got, dict), "[not-a-dict] Return a dict with the six fields. Did you forget `return`?"
    assert set(names) <= set(got), (
        "[missing-field] A key is missing. The keys are version, prev, merkle_root, time, bits and nonce."
    )
    for name in ("prev", "merkle_root"):
        assert got[name] not in (right[name][::-1], right[name][::-1].hex()), (
            "[display-order] prev or merkle_root was turned around. Inside a header hashes are in internal order."
        )
        assert isinstance(got[name], bytes), (
            "[not-bytes] prev and merkle_root are 32 bytes, not text or numbers."
        )
        assert got[name] == right[name], (
            "[wrong-field] prev or merkle_root is not the 32 bytes that stand in the header."
        )
    for name in ("time", "bits", "nonce", "version"):
        assert isinstance(got[name], Integral), (
            "[not-a-number] version, time, bits and nonce are whole numbers."
        )
        assert got[name] == right[name] or got[name] not in (turned[name], turned[name] % 2**32), (
            "[big-endian] A number was read big-endian. The small end comes first."
        )
        assert name != "version" or got[name] != right[name] % 2**32 or right[name] >= 0, (
            "[unsigned-version] version is signed: four bytes ff mean -1, not a large number."
        )
        assert got[name] == right[name], (
            "[wrong-field] A number is not the one in the header. Are time, bits and nonce in their places?"
        )
for length in (0, 79, 81):
    assert check.refuses(parse_header, (b"\x01" + drawn + b"\x00")[:length]), (
        "[any-length] Bytes that are no header were accepted, or refused by another error. Raise ValueError unless there are exactly 80."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · From bits to a target

The *target* is a number below 2²⁵⁶. A header proves its work when its hash, read as a little-endian number, is not above the target.

The header has only four bytes for it, so `bits` works like a scientific number in base 256. The highest byte is the `size`; the other three bytes are the first digits:

target = digits × 256^(size − 3)

With a size below 3, digits fall away on the right. The bit `0x00800000` is a minus sign, not a digit; a negative target is invalid, but minus zero is just 0. A target of more than 256 bits is invalid too.

Predict first: how many zero bytes will stand behind `9234`?
"""

# %%
bits = 0x05009234
size, digits = bits >> 24, bits & 0x007FFFFF
print("size", size, "- digits", hex(digits), "- shift by", 8 * (size - 3), "bits")
print("target", hex(digits << 8 * (size - 3)))
print("digits fall away:", hex(0x123456 >> 16))


# %% nbgrader={"grade_id": "bits-to-target", "solution": true} hunar={"exercise": "bits-to-target", "title": "bits_to_target"}
def bits_to_target(bits: int) -> int:
    """The target that the compact form means.

    bits: 0 <= bits < 2**32, as parse_header gives it. Returns a whole number, 0 <= target < 2**256.
    Raises ValueError when the target is negative or has more than 256 bits.
    Example: bits_to_target(0x05009234) == 0x92340000.
    """
    ### BEGIN SOLUTION
    size, digits = bits >> 24, bits & 0x007FFFFF
    target = digits << 8 * (size - 3) if size >= 3 else digits >> 8 * (3 - size)
    if target and bits & 0x00800000:
        raise ValueError("a negative target")
    if target >= 2**256:
        raise ValueError("a target of more than 256 bits")
    return target
    ### END SOLUTION


# %% nbgrader={"grade_id": "bits-to-target-check", "grade": true, "points": 4} hunar={"exercise": "bits-to-target", "title": "bits_to_target: check"}
got = bits_to_target(0x05009234)
check.is_whole_number(got, name="bits_to_target(0x05009234)")
assert got != 0x9234 << 40, "[size-minus-3] Three of the size bytes are the digits: shift by 8 * (size - 3)."
assert got != 0x9234 << 2, "[shift-in-bits] The size counts bytes; a byte is 8 bits."
assert got == 0x92340000, "[wrong-target] size 5 and digits 0x9234 mean 0x92340000."
assert bits_to_target(0x1D00FFFF) == 0xFFFF << 208, (
    "[wrong-target] 1d00ffff is 0xffff followed by 26 zero bytes."
)
print("bits_to_target looks right here. What about small sizes, and a minus sign?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Cut bits into size, sign and digits. `<<` moves digits left; for a size below 3 move them right with `>>`. Judge the finished number, not the size alone.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`size = top byte; digits = bits & 0x007fffff; move digits by 8 * (size - 3) bits, right if that is negative; if sign bit and target > 0: ValueError; if target needs more than 256 bits: ValueError`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

سب سے اوپر کا بائٹ سائز ہے، باقی تین بائٹ ہندسے ہیں۔ سائز 3 سے کم ہو تو دائیں شفٹ کریں۔ منفی یا 256 بِٹ سے بڑا ہدف رد کریں۔
</details>
"""


# %% nbgrader={"grade_id": "bits-to-target-hidden", "grade": true, "points": 6} hunar={"exercise": "bits-to-target", "title": "bits_to_target: Bitcoin Core's cases"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral


def target_or_none(bits: int):
    try:
        return bits_to_target(bits)
    except Exception:
        return None


got = target_or_none(0x04123456)
assert got != 0x123456 << 32, (
    "[size-minus-3] The shift is 8 * size. Three of the size bytes are the digits themselves: use size - 3."
)
assert got != 0x123456 << 1, "[shift-in-bits] The size counts bytes. Shift by 8 bits for each."
assert isinstance(got, Integral), "[not-a-number] Return the target as a whole number."
for bits, target in ((0x01123456, 0x12), (0x02123456, 0x1234), (0x01003456, 0), (0x00123456, 0)):
    got = target_or_none(bits)
    assert isinstance(got, Integral) and got == target, (
        "[small-size] With a size below 3 digits fall away on the right: shift right, to a whole number."
    )
for bits in (0x04923456, 0x1DFFFFFF, 0x01FEDCBA):
    assert check.refuses(bits_to_target, bits), (
        "[minus-sign] A negative target was accepted, or refused by another error. The bit 0x00800000 is the sign: mask it out of the digits and raise ValueError."
    )
for bits in (0x04800000, 0x01803456, 0x02800056):
    got = target_or_none(bits)
    assert isinstance(got, int) and got == 0, (
        "[minus-zero] Minus zero is 0, no negative number. Look at the sign only when the finished target is above 0."
    )
for bits in (0xFF123456, 0x23000001, 0x22000100, 0x21010000):
    assert check.refuses(bits_to_target, bits), (
        "[overflow] A target of more than 256 bits was accepted, or refused by another error. Raise ValueError."
    )
for bits, target in ((0x22000001, 2**248), (0x2100FFFF, 0xFFFF << 240), (0xFF000000, 0)):
    got = target_or_none(bits)
    assert isinstance(got, Integral) and got == target, (
        "[size-refused] A large size is no error when the digits in front are zero. Measure the target itself."
    )
for bits, target in (
    (0x04123456, 0x12345600),
    (0x1B0404CB, 0x0404CB << 192),
    (0x1D00FFFF, 0xFFFF << 208),
    (0x207FFFFF, 0x7FFFFF << 232),
    (0x03123456, 0x123456),
    (0x00000000, 0),
):
    got = target_or_none(bits)
    assert isinstance(got, Integral) and got == target, (
        "[wrong-target] The target differs. Which bits are the size, which are the digits, and what do you add?"
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · And back again

To write a target in short form, count its bytes: that is the size. Keep the three highest bytes; the rest is *cut off*, never rounded up. So the way there and back may make a target a little smaller.

One trap: if the first digit byte is `80` or more, its top bit would be read as the minus sign. Then put a zero byte in front: the digits move right by one byte, and the size grows by one.

Predict first: which digits stand behind size 5 below?
"""

# %%
target = 0x92340000
print("bits needed:", target.bit_length(), "- bytes:", (target.bit_length() + 7) // 8)
print("without a zero byte:", f"{4 << 24 | 0x923400:08x}", "- its digits begin with 92: a minus sign")
print("with a zero byte   :", f"{5 << 24 | 0x009234:08x}")


# %% nbgrader={"grade_id": "target-to-bits", "solution": true} hunar={"exercise": "target-to-bits", "title": "target_to_bits"}
def target_to_bits(t: int) -> int:
    """The compact form of a target, cut off to three bytes of digits.

    t: whole number, 0 <= t < 2**256. Returns bits; 0 for t = 0.
    Example: target_to_bits(0x92340000) == 0x05009234.
    """
    ### BEGIN SOLUTION
    size = (t.bit_length() + 7) // 8
    digits = t << 8 * (3 - size) if size <= 3 else t >> 8 * (size - 3)
    if digits & 0x00800000:
        digits >>= 8
        size += 1
    return size << 24 | digits
    ### END SOLUTION


# %% nbgrader={"grade_id": "target-to-bits-check", "grade": true, "points": 4} hunar={"exercise": "target-to-bits", "title": "target_to_bits: check"}
got = target_to_bits(0x12345600)
check.is_whole_number(got, name="target_to_bits(0x12345600)")
assert got >> 24 == 4, "[wrong-size] 0x12345600 has 4 bytes, so the highest byte of bits is 4."
assert got == 0x04123456, "[wrong-digits] The three highest bytes are 12, 34 and 56."
assert target_to_bits(0xFFFF << 208) == 0x1D00FFFF, (
    "[minus-sign] ff as first digit byte would be a minus sign. A zero byte comes in front."
)
print("target_to_bits looks right here. Did you think of very small targets?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Undo part 2. A target of one or two bytes has too few digits: move them left, so that the first digit byte stands in front.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`size = bytes that t needs; digits = t moved so that 3 bytes remain; if digits & 0x00800000: digits >>= 8, size += 1; return size in the top byte, digits below`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہدف کے بائٹس گنیں، اوپر کے تین بائٹس رکھیں؛ ہدف ایک یا دو بائٹ کا ہو تو بائیں شفٹ کریں۔ اگر پہلا بائٹ 0x80 یا زیادہ ہو تو اس سے پہلے صفر بائٹ لگائیں اور سائز ایک بڑھائیں۔
</details>
"""

# %% nbgrader={"grade_id": "target-to-bits-hidden", "grade": true, "points": 6} hunar={"exercise": "target-to-bits", "title": "target_to_bits: edges"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral

for t, unsigned in ((0x80, 0x01800000), (0xFFFFFF << 232, 0x20FFFFFF), (0x8000, 0x02800000)):
    got = target_to_bits(t)
    assert isinstance(got, Integral), "[not-a-number] Return bits as a whole number."
    assert int(got) != unsigned, (
        "[minus-sign] The first digit byte is 80 or more, which is a minus sign. Put a zero byte in front and add 1 to the size."
    )
for t, bits in ((0x12, 0x01120000), (0x1234, 0x02123400), (1, 0x01010000)):
    got = target_to_bits(t)
    assert got != bits >> 24 << 24 | t and got != 3 << 24 | t, (
        "[small-target] The digits of a small target stand at the wrong place. The first of the three digit bytes is the highest byte of the target."
    )
for t, bits in ((0x1234567890, 0x05123456), (0x7FFFFFFF, 0x047FFFFF), (0x123456FF << 200, 0x1D123456)):
    got = target_to_bits(t)
    assert got != bits + 1 and got != (bits >> 24) + 1 << 24 | 0x8000, (
        "[rounded-up] Bytes that do not fit are cut off. Rounding up would allow a larger target."
    )
try:
    got = target_to_bits(0)
except Exception:
    got = None
assert got == 0, "[zero] The target 0 has no bytes: size 0 and digits 0, so bits 0."
for t, bits in (
    (1, 0x01010000),
    (0x12, 0x01120000),
    (0x80, 0x02008000),
    (0x1234, 0x02123400),
    (0x7FFFFFFF, 0x047FFFFF),
    (0x1234567890, 0x05123456),
    (0x00D86A << 208, 0x1D00D86A),
    (0x7FFFFF << 232, 0x207FFFFF),
    (2**256 - 1, 0x2100FFFF),
):
    got = target_to_bits(t)
    assert isinstance(got, Integral) and got >> 24 == bits >> 24, (
        "[wrong-size] The size does not fit. It counts bytes: 8 bits, two hexadecimal digits; a begun byte counts, and so does a zero byte in front."
    )
    assert got == bits, (
        "[wrong-digits] The three digit bytes differ. Keep the three highest bytes of the target."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · Difficulty

Targets are hard to compare by eye. *Difficulty* says how many times harder a target is than the easiest one on Bitcoin's main network, that of bits `1d00ffff`:

difficulty = target of `1d00ffff` ÷ target

A smaller target means a higher difficulty. Below 1 is possible too: the practice network *regtest* has an extremely easy target. The reference is 0xffff × 256²⁶. People often write 2²²⁴; that is a little more.

Predict first: what is the difficulty of half that target?
"""

# %%
reference = 0xFFFF << 208
print("half the target:", reference / (reference // 2))
print("2**224 is too large by", f"{2**224 / reference - 1:.7%}")


# %% nbgrader={"grade_id": "difficulty", "solution": true} hunar={"exercise": "difficulty", "title": "difficulty"}
def difficulty(bits: int) -> float:
    """How many times harder than bits 1d00ffff: a number above 0, without unit.

    bits: valid, with a target above 0.
    Example: difficulty(0x1b0404cb) is about 16307.42.
    """
    ### BEGIN SOLUTION
    return bits_to_target(0x1D00FFFF) / bits_to_target(bits)
    ### END SOLUTION


# %% nbgrader={"grade_id": "difficulty-check", "grade": true, "points": 2} hunar={"exercise": "difficulty", "title": "difficulty: check"}
got = difficulty(0x1B0404CB)
check.is_number(got, name="difficulty(0x1b0404cb)")
assert got > 1, "[upside-down] A smaller target is harder. Divide the reference by the target."
assert abs(got / 16307.42 - 1) < 1e-6, (
    "[wrong-difficulty] This should be about 16307.42. Is your reference exactly 0xffff << 208?"
)
print("difficulty looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

You have a function that makes targets. Use it twice.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`return (target of 1d00ffff) / (target of bits)`, with `/`, so that the result may be below 1
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

حوالے کے ہدف کو دیے گئے ہدف پر تقسیم کریں۔ چھوٹا ہدف زیادہ مشکل ہے۔
</details>
"""

# %% nbgrader={"grade_id": "difficulty-hidden", "grade": true, "points": 3} hunar={"exercise": "difficulty", "title": "difficulty: hard and easy"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
for bits, target in (
    (0x1D00FFFF, 0xFFFF << 208),
    (0x1C0168FD, 0x0168FD << 200),
    (0x1D00D86A, 0xD86A << 208),
    (0x1702349E, 0x02349E << 160),
    (0x207FFFFF, 0x7FFFFF << 232),
):
    right = (0xFFFF << 208) / target
    got = difficulty(bits)
    assert isinstance(got, (int, float)), "[not-a-number] Return a number."
    assert right == 1 or abs(got * right - 1) > 1e-4, (
        "[upside-down] A smaller target is harder. Divide the reference by the target."
    )
    assert abs(got / (2**224 / target) - 1) > 1e-6, (
        "[two-to-224] The reference is not 2**224. It is the target of bits 1d00ffff."
    )
    assert right == int(right) or got != int(right), (
        "[whole-number] The difficulty was cut to a whole number. It may have decimals, and be below 1."
    )
    assert abs(got / right - 1) < 1e-6, (
        "[wrong-difficulty] The quotient differs. Does bits_to_target pass its own check?"
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · Check a proof

For proof of work a node checks three things:

1. The hash, read *little-endian*, is at most the target. Equal is enough.
2. The target is at least 1.
3. The target is at most the network's `limit`, its easiest target. Without this rule everybody could write easy bits, as the firm in the story did.

Bits without a valid target prove nothing: the answer is `False`, not an error.

Predict first: which of the two numbers below is under the target?
"""

# %%
h = hash256(genesis)
print("as stored :", h.hex())
print("big-endian number   :", f"{int.from_bytes(h, 'big'):.2e}")
print("little-endian number:", f"{int.from_bytes(h, 'little'):.2e}", "- target", f"{0xFFFF << 208:.2e}")


# %% nbgrader={"grade_id": "check-pow", "solution": true} hunar={"exercise": "check-pow", "title": "meets and check_pow"}
def meets(h: bytes, target: int) -> bool:
    """True when the hash is small enough for the target.

    h: 32 bytes, internal order, read as a little-endian number.
    Example: meets(bytes([7]) + bytes(31), 7) is True.
    """
    ### BEGIN SOLUTION
    return int.from_bytes(h, "little") <= target
    ### END SOLUTION


def check_pow(header: bytes, limit: int) -> bool:
    """True when the header proves the work that its own bits ask for, and these bits are allowed.

    header: 80 bytes. limit: the largest target that the network allows, a whole number.
    False also when the bits are invalid or their target is 0. No error for those.
    Example: check_pow(genesis, 0xffff << 208) is True.
    """
    ### BEGIN SOLUTION
    try:
        target = bits_to_target(parse_header(header)["bits"])
    except ValueError:
        return False
    return 1 <= target <= limit and meets(hash256(header), target)
    ### END SOLUTION


# %% nbgrader={"grade_id": "check-pow-check", "grade": true, "points": 4} hunar={"exercise": "check-pow", "title": "meets and check_pow: check"}
got = meets(bytes([9]) + bytes(31), 1000)
assert isinstance(got, bool), "[not-a-bool] meets must return True or False. Did you forget `return`?"
assert got is True, (
    "[hash-big-endian] Byte 9 and 31 zero bytes are the number 9: read the hash little-endian."
)
assert meets(bytes([9]) + bytes(31), 8) is False, "[accepts-all] 9 is above 8: return False."
got = check_pow(genesis, 2**230)
assert isinstance(got, bool), "[not-a-bool] check_pow must return True or False. Did you forget `return`?"
assert got is True, (
    "[refuses-valid] Bitcoin's first block is valid, its target is below this limit. Hash all 80 bytes."
)
spoiled = genesis[:-1] + b"\x00"
assert check_pow(spoiled, 2**230) is False, "[accepts-all] With another nonce there is no proof."
print("meets and check_pow look right here. What would the firm's header say?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

The target is inside the header, but you may not trust it: compare it with the limit. `try` and `except ValueError` turn invalid bits into `False`.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`meets: number of h <= target`. `check_pow: try target = bits_to_target(bits of the header), on ValueError: False; return 1 <= target <= limit and meets(hash256(header), target)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہیڈر کا ہدف حد سے بڑا نہ ہو، پھر ہیش کا عدد ہدف سے موازنہ کریں۔ برابر ہونا بھی کافی ہے۔ غلط bits پر False دیں۔
</details>
"""


# %% nbgrader={"grade_id": "check-pow-hidden", "grade": true, "points": 6} hunar={"exercise": "check-pow", "title": "meets and check_pow: strict"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def number_of(header: bytes, order: str = "little") -> int:
    inner = hashlib.sha256(header).digest()
    return int.from_bytes(hashlib.sha256(inner).digest(), order)


def mined(start: bytes, bits: int, highest: int) -> bytes:
    """A header with these bits whose hash is at most `highest`."""
    for nonce in range(100_000):
        header = start[:72] + bits.to_bytes(4, "little") + nonce.to_bytes(4, "little")
        if number_of(header) <= highest:
            return header


def verdict(header: bytes, limit: int):
    try:
        return check_pow(header, limit)
    except Exception:
        return "an error"


number = 0x0102030405060708
stored = number.to_bytes(32, "little")
assert isinstance(meets(stored, number + 1), bool), "[not-a-bool] meets must return True or False."
assert meets(stored, number + 1) is True and meets(number.to_bytes(32, "big"), number + 1) is False, (
    "[hash-big-endian] meets read the hash big-endian. Its small end comes first."
)
assert meets(stored, number) is True, "[equal-refused] A hash that equals the target is small enough: use <=."
assert meets(stored, number - 1) is False, "[accepts-all] A hash above the target was accepted."
main_limit, easy_limit = 0xFFFF << 208, 0x7FFFFF << 232
block_100000 = bytes.fromhex(
    "0100000050120119172a610421a6c3011dd330d9df07b63616c2cc1f1cd00200000000006657a9252aacd5c0b2940996"
    "ecff952228c3067cc38d4885efb5a4ac4247e9f337221b4d4c86041b0f2b5710"
)
for header in (block_100000[:76] + b"\x00\x00\x00\x00", b"\x02" + genesis[1:]):
    assert verdict(header, main_limit) is not True, (
        "[accepts-all] A changed header was accepted: its hash is above the target."
    )
harder_bits, harder = 0x200FFFFF, 0x0FFFFF << 232
backwards = next(
    header
    for nonce in range(100_000)
    for header in [genesis[:72] + harder_bits.to_bytes(4, "little") + nonce.to_bytes(4, "little")]
    if number_of(header, "big") <= harder < number_of(header)
)
assert verdict(backwards, easy_limit) is not True, (
    "[hash-big-endian] check_pow read the hash big-endian. Its small end comes first; let meets do it."
)
assert verdict(block_100000, main_limit) is True, (
    "[refuses-valid] A real block was not accepted, although its target is below the limit. Which bytes do you hash?"
)
easy = mined(block_100000, 0x207FFFFF, easy_limit)
assert verdict(easy, 2**255 + 1) is True, (
    "[fixed-limit] A target below the limit was refused. The limit is an argument: each network has its own."
)
assert verdict(genesis, main_limit) is True and verdict(easy, easy_limit) is True, (
    "[limit-itself] A target that equals the limit is allowed: use <=."
)
assert verdict(easy, main_limit) is False, (
    "[no-limit] A header with a target easier than the limit was accepted. This is how the firm cheats."
)
for bits in (0x20FFFFFF, 0x04923456, 0xFF123456, 0x2101FFFF, 0x00000000, 0x01003456):
    answer = verdict(mined(genesis, bits, 2**252), 2**256 - 1)
    assert answer != "an error", (
        "[bits-raise] Invalid bits must give False. Catch the ValueError of bits_to_target."
    )
    assert answer is False, (
        "[bad-bits] A header whose bits have no valid target was accepted. Does bits_to_target refuse them?"
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · Mine

Nobody knows a way around trying: write a nonce into the last four bytes, hash, compare, go on. The miner keeps the first 76 bytes, here called `h76`, and tries one nonce after the other.

A nonce has four bytes, so 2³² − 1 is the last one. After it the miner must change something else in the header, such as the time or the merkle root. To count on from 0 would repeat old hashes.

Plain Python manages a few hundred thousand double hashes per second. So we use easy targets.

Predict first: does nonce 1 give a number near that of nonce 0?
"""

# %%
for nonce in range(3):
    tried = hash256(genesis[:76] + nonce.to_bytes(4, "little"))
    print("nonce", nonce, "gives", f"{int.from_bytes(tried, 'little'):.2e}")
print("the nonce of the first block:", f"{int.from_bytes(genesis[76:], 'little'):,}")


# %% nbgrader={"grade_id": "mine-header", "solution": true} hunar={"exercise": "mine-header", "title": "mine_header"}
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    """The first nonce from start on that makes the hash small enough.

    h76: the first 76 bytes of a header; the nonce follows as 4 bytes, little-endian.
    Tries start, start + 1, …: at most max_tries nonces, and never one above 2**32 - 1.
    Returns the nonce, or None when none of them is good enough.
    Example: mine_header(genesis[:76], 0xffff << 208, 2083236890, 10) == 2083236893.
    """
    ### BEGIN SOLUTION
    for nonce in range(start, min(start + max_tries, 2**32)):
        if meets(hash256(h76 + nonce.to_bytes(4, "little")), target):
            return nonce
    return None
    ### END SOLUTION


# %% nbgrader={"grade_id": "mine-header-check", "grade": true, "points": 6} hunar={"exercise": "mine-header", "title": "mine_header: check"}
got = mine_header(genesis[:76], 0xFFFF << 208, 2083236890, 10)
check.is_whole_number(
    got, name="mine_header(genesis[:76], 0xffff << 208, 2083236890, 10)", hint="Begin at start, not at 0."
)
assert got == 2083236893, (
    "[wrong-nonce] Begin at start, write each nonce little-endian, hash h76 + nonce twice."
)
assert mine_header(genesis[:76], 0, 0, 50) is None, (
    "[no-none] No hash here is 0. After max_tries give up: None."
)
print("mine_header looks right here. How many nonces does it try, exactly?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

`range(first, end)` stops before its end. Which is smaller: the end by max_tries, or the end of all nonces?
</details>

<details><summary>Hint 2: pseudo-code</summary>

`for nonce from start, max_tries of them, below 2**32: if meets(hash256(h76 + nonce in 4 bytes), target): return nonce`; after the loop `return None`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

start سے شروع کریں، max_tries سے زیادہ نہ آزمائیں، اور نانس 2³² سے کم رہے۔ نہ ملے تو None دیں۔
</details>
"""


# %% nbgrader={"grade_id": "mine-header-hidden", "grade": true, "points": 9} hunar={"exercise": "mine-header", "title": "mine_header: edges"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral

from labs import variant

tries = 600
easy_target = 2**256 // 40


def value(header: bytes, nonce: int, order: str = "little", read: str = "little") -> int:
    inner = hashlib.sha256(header + nonce.to_bytes(4, order)).digest()
    return int.from_bytes(hashlib.sha256(inner).digest(), read)


def good(values: list) -> int:
    return next((nonce for nonce, number in enumerate(values) if number <= easy_target), -1)


def mine_or_text(*arguments):
    try:
        return mine_header(*arguments)
    except Exception:
        return "an error"


rng = variant.rng("b2-proof-of-work")
while True:  # until a header tells all mistakes apart
    h76 = rng.bytes(76)
    values = [value(h76, nonce) for nonce in range(tries)]
    ends = [value(h76, 2**32 - back) for back in (3, 2, 1)]
    first, best = good(values), values.index(min(values))
    second = next((nonce for nonce in range(first + 1, tries) if values[nonce] <= easy_target), -1)
    nonce_turned = good([value(h76, nonce, order="big") for nonce in range(tries)])
    hash_turned = good([value(h76, nonce, read="big") for nonce in range(tries)])
    answers = {first, second, best, nonce_turned, hash_turned, -1}
    if len(answers) == 6 and 0 < first < best < tries - 1 and values[best] < min(ends):
        break

got = mine_or_text(h76, easy_target, 0, tries)
assert got != "an error", "[breaks] The search broke with an error. Is the nonce written as 4 bytes?"
assert not isinstance(got, bytes), (
    "[not-a-number] Return the nonce as a whole number, not the header or hash."
)
assert got != nonce_turned, "[nonce-big-endian] The nonce was written big-endian. The small end comes first."
assert got != hash_turned, (
    "[hash-big-endian] The hash was read big-endian. Compare it as a little-endian number."
)
assert got not in (best, second), (
    "[not-first] A later nonce came back, not the first that is good enough. Return at once when one is found."
)
assert isinstance(got, Integral) and got == first, (
    "[wrong-nonce] This is not the first good nonce. Which 80 bytes do you hash, and how often?"
)
assert mine_or_text(h76, values[best], 0, tries) == best, (
    "[equal-refused] A hash that equals the target is good enough: use <=."
)
assert mine_or_text(h76, values[best], 0, best + 1) == best, (
    "[one-too-few] The last of the max_tries nonces was not tried."
)
got = mine_or_text(h76, values[best], 0, best)
assert got != best, "[one-too-many] More than max_tries nonces were tried."
assert got is None, "[no-none] Without success the result must be None: no 0, no -1, no error."
assert mine_or_text(h76, easy_target, first + 1, tries) == second, (
    "[start-ignored] The search must begin at start and go on from there."
)
assert mine_or_text(h76, values[best], best - 1, 2) == best, (
    "[start-ignored] max_tries counts the nonces from start on, not from 0."
)
got = mine_or_text(h76, values[best], 2**32 - 3, tries)
assert got != "an error", (
    "[beyond-nonces] The search ran past the last nonce and broke. It must end at 2**32 - 1 and return None."
)
assert got is None, (
    "[wraps-around] The search went on from 0, or above 2**32 - 1. It must end at the last nonce and return None."
)
assert mine_or_text(h76, ends[2], 2**32 - 1, 5) == 2**32 - 1, (
    "[last-nonce] The nonce 2**32 - 1 fits into four bytes and must be tried."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 7 · How long does it take?

Each hash is like a lottery ticket. Of 2²⁵⁶ possible hashes, target + 1 are small enough (0 counts too):

p = (target + 1) / 2²⁵⁶

On average a search needs 1/p hashes, nearly difficulty × 2³². The probability of a success *within* n tries is 1 − (1 − p)ⁿ, the *geometric law*. The search has no memory: a million failures do not bring the success nearer.

Real targets make p about 10⁻²⁴, and then Python's `1 - p` is exactly 1. Two functions keep small numbers: `math.log1p(x)` is log(1 + x), `math.expm1(x)` is eˣ − 1.

Predict first: the true result below is 0.63. What will the plain formula give?
"""

# %%
p = 2.0**-80
print("plain formula       :", 1 - (1 - p) ** (2**80))
print("with log1p and expm1:", -math.expm1(2**80 * math.log1p(-p)))


# %% nbgrader={"grade_id": "luck", "solution": true} hunar={"exercise": "luck", "title": "expected_hashes and luck"}
def expected_hashes(bits: int) -> float:
    """Average number of hashes until a header with these bits is found: 2**256 / (target + 1).

    bits: valid. Example: expected_hashes(0x1d00ffff) is about 4.295e9.
    """
    ### BEGIN SOLUTION
    return 2**256 / (bits_to_target(bits) + 1)
    ### END SOLUTION


def luck(n: int, bits: int) -> float:
    """Probability, 0 to 1, that n hashes or fewer find a header with these bits.

    n: whole number, n >= 0. Must hold for real targets too, where p is about 1e-24.
    Example: luck(4_295_032_833, 0x1d00ffff) is about 0.632.
    """
    ### BEGIN SOLUTION
    p = 1 / expected_hashes(bits)
    return -math.expm1(n * math.log1p(-p))
    ### END SOLUTION


# %% nbgrader={"grade_id": "luck-check", "grade": true, "points": 4} hunar={"exercise": "luck", "title": "expected_hashes and luck: check"}
got = expected_hashes(0x1D00FFFF)
check.is_number(got, name="expected_hashes(0x1d00ffff)")
assert abs(got / 4.295e9 - 1) < 1e-3, "[wrong-average] Expected about 4.295e9 hashes: 2**256 / (target + 1)."
got = luck(4_295_032_833, 0x1D00FFFF)
check.is_number(got, name="luck(4_295_032_833, 0x1d00ffff)")
assert not got > 1.5, (
    "[expm1-sign] A probability is at most 1. expm1 has subtracted 1 already: -expm1(x) is the whole result."
)
assert got < 0.99, "[adds-chances] After the average number of hashes nothing is certain: 1 - (1 - p)**n."
assert abs(got - 0.632) < 1e-3, "[wrong-luck] Expected about 0.632: 1 - (1 - p)**n."
print("expected_hashes and luck look right here. Also for a real target?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

(1 − p)ⁿ is e to the power of n × log(1 − p). Then 1 − eˣ is −expm1(x), without losing small numbers.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`expected = 2**256 / (target + 1)`. `luck: p = 1 / expected; x = n * log1p(-p); return -expm1(x)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

p یعنی ایک کوشش میں کامیابی کا امکان۔ n کوششوں میں ناکامی کا امکان (1 − p)ⁿ ہے۔ چھوٹے اعداد کے لیے log1p اور expm1 استعمال کریں۔
</details>
"""


# %% nbgrader={"grade_id": "luck-hidden", "grade": true, "points": 6} hunar={"exercise": "luck", "title": "expected_hashes and luck: real targets"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def chance(n: int, target: int) -> float:
    return -math.expm1(n * math.log1p(-(target + 1) / 2**256))


for bits, target in (
    (0x1D00FFFF, 0xFFFF << 208),
    (0x1702349E, 0x02349E << 160),
    (0x207FFFFF, 0x7FFFFF << 232),
    (0x205FFFFF, 0x5FFFFF << 232),
):
    right = 2**256 / (target + 1)
    got = expected_hashes(bits)
    assert isinstance(got, (int, float)), "[not-a-number] expected_hashes must return a number."
    assert abs(got / (right * math.log(2)) - 1) > 1e-3, (
        "[median] This is the median: half of all searches are over by then. The average is 1/p."
    )
    assert abs(got * right - 1) > 1e-3, "[upside-down] This is p. The average number of hashes is 1/p."
    assert right > 3 or got != int(right), (
        "[whole-number] The average was cut to a whole number. For easy targets the decimals count: use /, not //."
    )
    assert abs(got / right - 1) < 1e-6, (
        "[wrong-average] The average differs. It is 2**256 / (target + 1); difficulty * 2**32 is only near it. Does bits_to_target pass its check?"
    )
for bits, target in ((0x201FFFFF, 0x1FFFFF << 232), (0x2003FFFF, 0x03FFFF << 232)):
    p = (target + 1) / 2**256
    for n in (2, 5):
        got = luck(n, bits)
        assert isinstance(got, (int, float)), "[not-a-number] luck must return a number."
        assert abs(got - (1 - p) ** n) > 1e-6, (
            "[failure] This is the probability that all tries fail. Take 1 minus it."
        )
        assert abs(got - 2 + (1 - p) ** n) > 1e-6, (
            "[expm1-sign] A probability is at most 1. expm1 has subtracted 1 already: -expm1(x) is the whole result."
        )
        assert abs(got - p * (1 - p) ** (n - 1)) > 1e-6, (
            "[exactly-n] This is the probability of a first success at try n exactly. Count earlier ones too."
        )
        assert abs(got - n * p) > 1e-6, (
            "[adds-chances] n * p counts a search with two good hashes twice; with many tries it would be above 1. Use 1 - (1 - p)**n."
        )
        assert abs(got + math.expm1(-n * p)) > 1e-6, (
            "[only-small-p] 1 - e**(-n * p) holds only for small p. The exact law is 1 - (1 - p)**n."
        )
        assert abs(got - chance(n, target)) < 1e-9, (
            "[wrong-luck] The probability of at least one success is 1 - (1 - p)**n."
        )
assert abs(luck(0, 0x1D00FFFF)) < 1e-12, "[wrong-luck] Without a try there is no success: luck(0, …) is 0."
hard = 0x02349E << 160
mean = 2**256 // (hard + 1)
for n in (mean, mean // 2, 10**15):
    try:
        got = luck(n, 0x1702349E)
    except Exception:
        got = None
    assert got is not None and got > 0, (
        "[lost-small-p] For a real target the result broke or became 0: 1 - p is 1 in floating point. Use log1p and expm1."
    )
    assert abs(got / chance(n, hard) - 1) < 1e-3, (
        "[lost-small-p] For a real target the result is too coarse. Use log1p and expm1."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

The next cell mines 600 toy headers with *your* functions. About 1 hash in 64 is good enough.

*In words:* on the left, bars count searches by their number of tries. The first bar is the highest and the bars fall steadily, close to the dots of the geometric law; a few searches need more than 250 tries. On the right, a curve of your `luck` rises steeply, then ever more slowly. At the mean of 64 tries it has reached about 64 %, not 100 %.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

toy_bits = 0x2003FFFF
toy_target = bits_to_target(toy_bits)
attempts = [
    mine_header(hash256(bytes([i % 256, i // 256])) * 2 + bytes(12), toy_target) + 1 for i in range(600)
]
edges = list(range(0, 401, 20))
law = [600 * (luck(end, toy_bits) - luck(end - 20, toy_bits)) for end in edges[1:]]

figure, (bars, curve) = plt.subplots(1, 2, figsize=(9, 3.6))
bars.hist(attempts, bins=[edge + 0.5 for edge in edges], color="#9cc3cc", label="your searches")
bars.plot([edge + 10 for edge in edges[:-1]], law, "o", color="#b34700", label="geometric law")
bars.set(title=f"600 searches, mean {sum(attempts) / 600:.1f} tries", xlabel="tries", ylabel="searches")
bars.legend()
curve.plot(range(0, 401, 5), [luck(n, toy_bits) for n in range(0, 401, 5)], color="#00576b")
curve.axvline(expected_hashes(toy_bits), color="#b34700", linestyle="--", label="mean")
curve.set(title="luck(n, bits)", xlabel="tries n", ylabel="probability of success", ylim=(0, 1.02))
curve.legend()
figure.tight_layout()

# %% [markdown]
r"""
## Where this model is wrong

- `check_pow` knows one header. A node also asks whether these are the *right* bits at this height (lab B4): with difficulty 1 the firm would pass our check, and one modern machine finds such a header at once. A node checks the time and all transactions too.
- A valid proof says that somebody did the work, on average. It does not say who, where, or with which electricity.
- Our targets are toys. At the difficulty of [144.4 trillion](#fact-difficulty-feb-2026) a block needs about 6 × 10²³ hashes on average; your notebook would need longer than the age of the universe.
- We treat SHA-256 as a perfect lottery. No way around trying is known (tricks such as AsicBoost only make a try a little cheaper); nobody has proved that there is none.
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. Measure your own hashes per second. How long would they need at difficulty 1?
2. SHA-256 works through 64 bytes at a time. Use `hashlib.sha256(h76[:64]).copy()` to hash the first 64 bytes only once per search.
3. A machine that does 100 TH/s (an example) tries all nonces of one header in how many microseconds? What must it change then?
4. Read `Block.check_proof_of_work` of the library bitcoinlib 0.7.10. It would believe the firm. Which two of the rules in part 5 does it lack?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">proof of work</span></td><td>کام کا ثبوت</td></tr>
<tr><td><span lang="en" dir="ltr">header</span> · ہیڈر</td><td>بلاک کے شروع کے 80 بائٹس</td></tr>
<tr><td><span lang="en" dir="ltr">target</span></td><td>ہدف: ہیش اس سے بڑا نہ ہو</td></tr>
<tr><td><span lang="en" dir="ltr">compact bits</span></td><td>ہدف کی مختصر شکل</td></tr>
<tr><td><span lang="en" dir="ltr">difficulty</span></td><td>مشکل: آسان ترین ہدف سے کتنے گنا زیادہ</td></tr>
<tr><td><span lang="en" dir="ltr">nonce</span> · نانس</td><td>تلاش میں بدلتا ہوا عدد</td></tr>
<tr><td><span lang="en" dir="ltr">geometric law</span></td><td>پہلی کامیابی تک کوششوں کا قانون</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- S. Nakamoto, *Bitcoin: A Peer-to-Peer Electronic Cash System*, 31 October 2008 (grade A)
- Bitcoin Core 29.0, `src/arith_uint256.cpp`, `src/pow.cpp` and `src/test/arith_uint256_tests.cpp`, April 2025 (A)
- Headers of Bitcoin's blocks 0 and 1, January 2009, and 100,000, December 2010 (A; their hashes are recomputed)
"""
