# %% [markdown]
r"""
# A1 · Hashes, bytes and commitments

**Minutes:** 60 · **Prerequisites:** P0 check-in (functions, bytes, lists)

**After this you can:**

- *apply* double SHA-256 and show a hash in display order
- *write* and *read* compact sizes, and *refuse* bad ones
- *measure* how one changed bit changes a hash
- *search* for a nonce
- *construct* a commitment that hides and binds
"""

# %% [markdown]
r"""
## Story

In May 2025 the government announced a first phase of [2,000 MW](#fact-first-phase-power) of electricity for Bitcoin mining and AI data centres. Who should get such power, and at what price?

This case is invented. A district office asks for sealed bids for 50 MW. Bilal owns a small data centre. He fears that somebody opens his envelope early and tells a rival. The officer fears that Bilal changes his number later. A *commitment* answers both fears. First, Bilal publishes a fingerprint of his bid. After the deadline he reveals the bid, and everybody can check it. You will build this tool. On the way you meet the hashes and the byte order of Bitcoin.
"""

# %%
# Run this cell first.
import hashlib

from labs import check

# %% [markdown]
r"""
## 1 · Hash twice

A *hash function* turns any bytes into a short fingerprint. SHA-256 always gives 32 bytes, which are 256 bits. The same input gives the same hash. Nobody knows a practical way back.

Bitcoin usually applies SHA-256 twice: the 32 *bytes* of the first round go into the second. Take care: `.digest()` gives bytes for machines, `.hexdigest()` gives text for people.

Predict first: how many bytes and how many letters will this cell show?
"""

# %%
sample = hashlib.sha256(b"Lahore")
print(len(sample.digest()), "bytes:", sample.digest())
print(len(sample.hexdigest()), "letters:", sample.hexdigest())


# %% nbgrader={"grade_id": "hash256", "solution": true} hunar={"exercise": "hash256", "title": "hash256"}
def hash256(b: bytes) -> bytes:
    """SHA-256, applied twice.

    b: any number of bytes. Returns 32 bytes.
    Example: hash256(b"").hex() begins with "5df6e0e2".
    """
    ### BEGIN SOLUTION
    return hashlib.sha256(hashlib.sha256(b).digest()).digest()
    ### END SOLUTION


# %% nbgrader={"grade_id": "hash256-check", "grade": true, "points": 2} hunar={"exercise": "hash256", "title": "hash256: check"}
got = hash256(b"hunar")
assert not isinstance(got, str), (
    "[returns-text] hash256 gave text. Return bytes: use .digest(), not .hexdigest()."
)
check.is_bytes(got, length=32, name='hash256(b"hunar")')
first_round = hashlib.sha256(b"hunar")
assert got != first_round.digest(), "[one-round] SHA-256 was applied once; Bitcoin applies it twice."
assert got.hex().startswith("7ac84b15"), (
    "[wrong-hash] These are 32 bytes, but not the double SHA-256 of the input."
)
print("hash256 looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Call SHA-256 on the input. Then call it again on the 32 bytes that came out.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`first = bytes of SHA-256(b)`, then `return bytes of SHA-256(first)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے SHA-256 کا نتیجہ بائٹس کی صورت میں لیں۔ پھر انہی 32 بائٹس پر دوبارہ SHA-256 لگائیں۔
</details>
"""

# %% nbgrader={"grade_id": "hash256-hidden", "grade": true, "points": 3} hunar={"exercise": "hash256", "title": "hash256: more inputs"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

drawn = variant.rng("a1-hashes").bytes(100)
genesis_header = bytes.fromhex(
    "01000000"
    + "00" * 32
    + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
)
for data in (genesis_header, b"", drawn, bytes(range(256)) * 5):
    got = hash256(data)
    inner = hashlib.sha256(data)
    assert not isinstance(got, str), (
        "[returns-text] hash256 gave text. Return bytes: use .digest(), not .hexdigest()."
    )
    assert got != inner.digest(), "[one-round] SHA-256 was applied once; Bitcoin applies it twice."
    assert got != hashlib.sha256(inner.hexdigest().encode()).digest(), (
        "[hex-between] The second round got the hexadecimal text of the first. Give it the 32 bytes."
    )
    assert isinstance(got, bytes) and got == hashlib.sha256(inner.digest()).digest(), (
        "[wrong-hash] The result is not the double SHA-256 for every input. Try empty and long inputs."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · The order that people see

A block stores the 32 bytes of a hash in *internal order*. Websites show the same bytes in the opposite order, as 64 hexadecimal digits. This is *display order*.

One byte is always two digits: byte 10 is `0a`, never `a`. So reversing *bytes* is not the same as reversing *digits*. `[::-1]` turns text, lists and bytes around.

Predict first: what is `0abc00` with its digits reversed, and with its bytes reversed?
"""

# %%
three = bytes([0x0A, 0xBC, 0x00])
print("internal order :", three.hex())
print("digits reversed:", three.hex()[::-1], "(wrong)")
print("bytes reversed :", bytes([0x00, 0xBC, 0x0A]).hex())


# %% nbgrader={"grade_id": "to-display", "solution": true} hunar={"exercise": "to-display", "title": "to_display"}
def to_display(h: bytes) -> str:
    """A hash as people see it: bytes reversed, lower-case hexadecimal.

    h: 32 bytes, internal order. Returns 64 letters without "0x".
    Example: 31 zero bytes and then byte 0x0a give "0a" and 62 zeros.
    """
    ### BEGIN SOLUTION
    return h[::-1].hex()
    ### END SOLUTION


# %% nbgrader={"grade_id": "to-display-check", "grade": true, "points": 2} hunar={"exercise": "to-display", "title": "to_display: check"}
counting = bytes(range(0x21, 0x41))
got = to_display(counting)
check.is_text(got, name="to_display(h)")
got = got.lower()
assert got != counting.hex(), (
    "[not-reversed] These are the bytes in internal order. Display order begins with the last byte."
)
assert not got.startswith("0x"), "[with-0x] Display order has no 0x in front: only 64 digits."
assert len(got) == 64, "[lost-zeros] 32 bytes are always 64 digits. Where did some go, or come from?"
assert got.startswith("403f3e"), (
    "[reversed-digits] Each byte keeps its two digits in order: 40, then 3f, then 3e."
)
print("to_display looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

First turn the order of the bytes around. Only then make text.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`backwards = all bytes of h, last one first`, then `return backwards as hex text`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے بائٹس کی ترتیب الٹیں، پھر متن بنائیں۔ ہر بائٹ کے ہمیشہ دو ہندسے ہوتے ہیں۔
</details>
"""

# %% nbgrader={"grade_id": "to-display-hidden", "grade": true, "points": 3} hunar={"exercise": "to-display", "title": "to_display: real blocks"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

block_ids = (
    "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
    "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048",
    "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00",
    "00" * 3 + "0a" + variant.rng("a1-hashes").bytes(28).hex(),
)
for block_id in block_ids:
    internal = bytes(reversed(bytes.fromhex(block_id)))
    got = to_display(internal)
    assert isinstance(got, str), "[returns-bytes] to_display must return text, not bytes. Use .hex()."
    got = got.lower()
    assert got != internal.hex(), (
        "[not-reversed] These are the bytes in internal order. Display order begins with the last byte."
    )
    assert got != "".join(reversed(internal.hex())), (
        "[reversed-digits] The digits were reversed. Reverse the bytes; each byte keeps its two digits in order."
    )
    assert not got.startswith("0x"), "[with-0x] Display order has no 0x in front: only 64 digits."
    assert len(got) == 64, (
        "[lost-zeros] Zeros are missing. 32 bytes are always 64 digits, also when the first byte is small."
    )
    assert got == block_id, "[wrong-display] This is not the hash in display order."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · Write a number in few bytes

Bitcoin writes "how many follow" in 1, 3, 5 or 9 bytes:

| number | bytes |
|---|---|
| 0 to 252 | the number itself |
| 253 to 65,535 | `fd`, then 2 bytes |
| 65,536 to 4,294,967,295 | `fe`, then 4 bytes |
| up to 2⁶⁴ − 1 | `ff`, then 8 bytes |

The bytes after the mark are *little-endian*: the small end comes first.

1000 is 3 × 256 + 232, and 232 is `e8`. Predict first: what will the first two lines show?
"""

# %%
print("little-endian:", (1000).to_bytes(2, "little").hex())
print("big-endian   :", (1000).to_bytes(2, "big").hex())
print("one byte      :", bytes([7]).hex(), "- joined:", (b"\xfd" + bytes([7])).hex())


# %% nbgrader={"grade_id": "compact-size", "solution": true} hunar={"exercise": "compact-size", "title": "compact_size"}
def compact_size(n: int) -> bytes:
    """The number as a Bitcoin compact size, in the shortest form.

    n: 0 <= n < 2**64. Returns 1, 3, 5 or 9 bytes.
    Example: compact_size(1000).hex() == "fde803".
    """
    ### BEGIN SOLUTION
    if n < 253:
        return bytes([n])
    for mark, width in ((b"\xfd", 2), (b"\xfe", 4)):
        if n < 256**width:
            return mark + n.to_bytes(width, "little")
    return b"\xff" + n.to_bytes(8, "little")
    ### END SOLUTION


# %% nbgrader={"grade_id": "compact-size-check", "grade": true, "points": 4} hunar={"exercise": "compact-size", "title": "compact_size: check"}
check.is_bytes(compact_size(7), length=1, name="compact_size(7)")
check.is_bytes(
    compact_size(1000), length=3, name="compact_size(1000)", hint="From 253 on, a mark byte comes first."
)
assert compact_size(1000).hex() != "fd03e8", "[big-endian] The small end comes first: e8, then 03."
assert compact_size(1000).hex() == "fde803", "[wrong-size] 1000 is the mark fd and then e8 03."
print("compact_size looks right here. Did you think of the borders between the rows?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Find the row of the table. Test the borders 252, 253, 65,535 and 65,536 yourself.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if n < 253: one byte; else if n < 2**16: fd and 2 bytes; else if n < 2**32: fe and 4 bytes; else: ff and 8 bytes`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے دیکھیں عدد جدول کی کس سطر میں ہے۔ نشان والا بائٹ لکھیں، پھر عدد، چھوٹا سرا پہلے۔
</details>
"""

# %% nbgrader={"grade_id": "compact-size-hidden", "grade": true, "points": 6} hunar={"exercise": "compact-size", "title": "compact_size: borders"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

assert isinstance(compact_size(300), bytes), (
    "[not-bytes] compact_size must return bytes: bytes([n]) or n.to_bytes(...)."
)
assert compact_size(300) != b"\xfd\x01\x2c", (
    "[big-endian] The bytes after the mark are big-endian. The small end comes first."
)
assert compact_size(300) != b"\x2c\x01", (
    "[no-mark] The mark byte fd, fe or ff is missing in front of the number."
)
assert compact_size(0) == b"\x00" and compact_size(252) == b"\xfc", (
    "[border-252] Numbers up to 252 are one byte."
)
assert compact_size(253) == b"\xfd\xfd\x00", (
    "[border-253] 253 does not fit the one-byte form: fd, fe and ff are marks."
)
assert compact_size(255) == b"\xfd\xff\x00", (
    "[border-253] Numbers from 253 to 255 do not fit the one-byte form: fd, fe and ff are marks."
)
assert compact_size(65535) == b"\xfd\xff\xff", (
    "[border-65535] 65,535 is the last number with two bytes after the mark."
)
assert compact_size(65536) == b"\xfe\x00\x00\x01\x00", (
    "[border-65536] 65,536 needs the mark fe and four bytes."
)
assert compact_size(2**32 - 1) == b"\xfe\xff\xff\xff\xff", (
    "[border-32-bits] 2**32 - 1 is the last number with four bytes after the mark."
)
assert compact_size(2**32) == b"\xff\x00\x00\x00\x00\x01\x00\x00\x00", (
    "[border-32-bits] From 2**32 on, the mark is ff and eight bytes follow."
)
assert compact_size(0x0102030405060708) == b"\xff\x08\x07\x06\x05\x04\x03\x02\x01", (
    "[big-endian] Eight bytes follow ff, the small end first."
)
draw = variant.rng("a1-hashes")
for mark, width, low in (("", 1, 0), ("fd", 2, 253), ("fe", 4, 2**16), ("ff", 8, 2**32)):
    high = 2 ** (8 * width) - 1 if mark else 252
    for number in (int(some) for some in draw.integers(low, high, size=8, dtype="uint64")):
        got = compact_size(number)
        assert got == bytes.fromhex(mark) + number.to_bytes(width, "little"), (
            "[wrong-size] A number inside a row of the table went wrong. Write the row's mark, then the number with the row's width."
        )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · Read it back, strictly

A reader gets many bytes and a position. It returns the number and the position *after* it, so the next reader can go on.

A good reader is strict. The bytes `fd 05 00` could also mean 5, but 5 has a shorter form. If both were allowed, the same data would have two different hashes. So a form that is too long is an error: `raise ValueError("a reason")` stops the function. Missing bytes are an error too.

A slice does not warn you. Predict first: how many bytes will `data[2:8]` give, out of four?
"""

# %%
data = bytes.fromhex("aabbccdd")
print("bytes 1 and 2   :", data[1:3].hex(), "=", int.from_bytes(data[1:3], "little"))
print("6 bytes wanted  :", data[2:8].hex(), "- only", len(data[2:8]), "came, without an error")


def third_byte(b: bytes) -> int:
    if len(b) < 3:
        raise ValueError("there is no third byte")
    return b[2]


print("the third byte  :", third_byte(data))


# %% nbgrader={"grade_id": "read-compact-size", "solution": true} hunar={"exercise": "read-compact-size", "title": "read_compact_size"}
def read_compact_size(b: bytes, pos: int) -> tuple[int, int]:
    """Read one compact size that starts at b[pos].

    Returns the tuple (number, position after it).
    Raises ValueError if bytes are missing, also the first one, or if a shorter form exists.
    Example: read_compact_size(bytes.fromhex("00fde803"), 1) == (1000, 4).
    """
    ### BEGIN SOLUTION
    widths = {0xFD: 2, 0xFE: 4, 0xFF: 8}
    if not 0 <= pos < len(b):
        raise ValueError("no byte at this position")
    width = widths.get(b[pos], 0)
    if width == 0:
        return b[pos], pos + 1
    end = pos + 1 + width
    if end > len(b):
        raise ValueError("bytes are missing")
    number = int.from_bytes(b[pos + 1 : end], "little")
    if number < {2: 253, 4: 2**16, 8: 2**32}[width]:
        raise ValueError("a shorter form exists")
    return number, end
    ### END SOLUTION


# %% nbgrader={"grade_id": "read-compact-size-check", "grade": true, "points": 4} hunar={"exercise": "read-compact-size", "title": "read_compact_size: check"}
got = read_compact_size(bytes.fromhex("fde803"), 0)
assert isinstance(got, tuple) and len(got) == 2, (
    "[not-a-pair] Return two things in round brackets: (the number, the next position)."
)
assert got[0] != 59395, "[big-endian] The bytes were read in big-endian order. The small end comes first."
assert got == (1000, 3), "[wrong-read] fd e8 03 is 1000, and the next position is 3."
assert read_compact_size(b"\x07\x08", 0) == (7, 1), (
    "[wrong-read] A first byte below fd is the number itself; the next position is 1."
)
print("read_compact_size looks right here. Is it also strict?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

The first byte tells how many bytes follow. Check two things: are they all there, and was the long form needed?
</details>

<details><summary>Hint 2: pseudo-code</summary>

`width = 0, 2, 4 or 8 by b[pos]; end = pos + 1 + width; if end > len(b): ValueError; number = little-endian; if number fits a shorter row: ValueError; return number, end`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلا بائٹ بتاتا ہے کہ آگے کتنے بائٹس ہیں۔ اگر بائٹس کم ہوں یا چھوٹی شکل ممکن ہو تو ValueError دیں۔
</details>
"""

# %% nbgrader={"grade_id": "read-compact-size-hidden", "grade": true, "points": 6} hunar={"exercise": "read-compact-size", "title": "read_compact_size: strictness"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
got = read_compact_size(b"\xfd\x2c\x01", 0)
assert isinstance(got, tuple) and len(got) == 2, (
    "[not-a-pair] Return two things in round brackets: (the number, the next position)."
)
assert got[0] != 0x2C01, "[big-endian] The bytes were read in big-endian order. The small end comes first."
stream = b"\x01\xfc\xfd\xfd\x00\xfe\x00\x00\x01\x00\xff\x00\x00\x00\x00\x01\x00\x00\x00\x09"
assert read_compact_size(stream, 1)[0] == 252, (
    "[pos-ignored] The reader must begin at pos, not at the start of the bytes."
)
assert read_compact_size(stream, 2)[0] == 253, "[wrong-read] A number with the mark fd was read wrongly."
assert read_compact_size(stream, 2)[1] != 3, (
    "[size-not-position] The second value must be a position in b, not a number of bytes."
)
expected = ((1, 1), (252, 2), (253, 5), (65536, 10), (2**32, 19), (9, 20))
pos = 0
for number, after in expected:
    assert read_compact_size(stream, pos) == (number, after), (
        "[wrong-read] Reading one number after the other went wrong. Test fd, fe and ff, and the next position."
    )
    pos = after
from labs import variant

draw = variant.rng("a1-hashes")
junk = draw.bytes(int(draw.integers(3, 30)))
for mark, width, low in (("", 1, 0), ("fd", 2, 253), ("fe", 4, 2**16), ("ff", 8, 2**32)):
    high = 2 ** (8 * width) - 1 if mark else 252
    for number in (int(some) for some in draw.integers(low, high, size=4, dtype="uint64")):
        written = bytes.fromhex(mark) + number.to_bytes(width, "little")
        got = read_compact_size(junk + written + junk, len(junk))
        assert got == (number, len(junk) + len(written)), (
            "[wrong-read] A number between other bytes went wrong. Read only its own bytes, little-endian, and give the position after them."
        )
for too_long in (
    b"\xfd\x05\x00",
    b"\xfd\xfc\x00",
    b"\xfe\xff\xff\x00\x00",
    b"\xff\xff\xff\xff\xff\x00\x00\x00\x00",
):
    assert check.refuses(read_compact_size, too_long, 0), (
        "[non-minimal] A form that is longer than needed was accepted. Raise ValueError."
    )
for cut in (b"\xfd\xfd", b"\xfe\x00\x00\x01", b"\xff\x00\x00\x00\x00\x01\x00\x00", b"\xfd"):
    assert check.refuses(read_compact_size, cut, 0), (
        "[cut-short] Bytes are missing at the end. Raise ValueError instead of reading what is left."
    )
for empty, at in ((b"", 0), (b"\x01\x02", 2), (b"\x01\x02", 7)):
    assert check.refuses(read_compact_size, empty, at), (
        "[no-first-byte] At pos there was no byte at all. b[pos] raises IndexError there; test the length first and raise ValueError."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · The avalanche

Change one bit of a message, and about half of the 256 hash bits change. This is the *avalanche effect*. The number of bits that differ is the *Hamming distance*. The operator `^` (XOR) has a 1 exactly where two bits differ.

We number bits like this: bit `k` of a message is in byte `k // 8`, and there it is the bit with the value `1 << (k % 8)`. `bytes` cannot be changed; a `bytearray` is a copy that can.

Predict first: what does the letter `A`, 01000001, become when its bit 1 is flipped?
"""

# %%
left, right = 0b1100, 0b1010
print("XOR:", bin(left ^ right), "- bits that differ:", (left ^ right).bit_count())
letter = bytearray(b"A")
letter[0] ^= 1 << 1
print("bit 1 flipped:", bytes(letter), "- as a whole number:", int.from_bytes(letter, "big"))


# %% nbgrader={"grade_id": "avalanche", "solution": true} hunar={"exercise": "avalanche", "title": "avalanche"}
def avalanche(msg: bytes, bit: int) -> int:
    """How many bits of hash256 change when one bit of msg is flipped.

    bit: 0 <= bit < 8 * len(msg); bit k has the value 1 << (k % 8) in byte k // 8.
    Returns the Hamming distance, in bits, between the two hashes: 0 to 256.
    Example: avalanche(b"Indus", 3) == 126.
    """
    ### BEGIN SOLUTION
    flipped = bytearray(msg)
    flipped[bit // 8] ^= 1 << (bit % 8)
    before = int.from_bytes(hash256(msg), "big")
    after = int.from_bytes(hash256(bytes(flipped)), "big")
    return (before ^ after).bit_count()
    ### END SOLUTION


# %% nbgrader={"grade_id": "avalanche-check", "grade": true, "points": 4} hunar={"exercise": "avalanche", "title": "avalanche: check"}
got = avalanche(b"Indus", 3)
check.is_whole_number(got, name='avalanche(b"Indus", 3)')
assert got != 0, "[no-change] Nothing changed. Flip the bit with ^=, in a changeable copy: bytearray(msg)."
assert got > 64, "[hex-digits] Too few for bits. Count differing bits, not hexadecimal digits or bytes."
assert got == 126, "[wrong-distance] Hash both messages with hash256, then count the bits that differ."
print("avalanche looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Copy the message, flip one bit of the copy, and hash both. Python can compare two big whole numbers at once.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`copy = bytearray(msg); flip the bit in copy[bit // 8] with ^=; a, b = both hashes as int; return number of 1 bits in a ^ b`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پیغام کی نقل میں XOR سے ایک بِٹ پلٹیں۔ پھر دونوں ہیش لیں اور مختلف بِٹ گنیں۔
</details>
"""


# %% nbgrader={"grade_id": "avalanche-hidden", "grade": true, "points": 6} hunar={"exercise": "avalanche", "title": "avalanche: other messages"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def flipped(message: bytes, place: int, value: int) -> bytes:
    changed = bytearray(message)
    changed[place] ^= value
    return bytes(changed)


def distances(message: bytes, bit: int) -> dict[str, int]:
    """The right distance, and what the usual mistakes make of it."""

    def twice(data: bytes) -> bytes:
        return hashlib.sha256(hashlib.sha256(data).digest()).digest()

    def bits(left: bytes, right: bytes) -> int:
        return sum((x ^ y).bit_count() for x, y in zip(left, right, strict=True))

    place, value = bit // 8, 1 << (bit % 8)
    changed = flipped(message, place, value)
    old, new = twice(message), twice(changed)
    return {
        "right": bits(old, new),
        "digits": sum(x != y for x, y in zip(old.hex(), new.hex(), strict=True)),
        "bytes": sum(x != y for x, y in zip(old, new, strict=True)),
        "single": bits(hashlib.sha256(message).digest(), hashlib.sha256(changed).digest()),
        "mirrored": bits(old, twice(flipped(message, place, 0x80 >> (bit % 8)))),
        "backwards": bits(old, twice(flipped(message, -1 - place, value))),
    }


from numbers import Integral

from labs import variant

draw = variant.rng("a1-hashes")
cases = [(b"Chenab and Jhelum", 9), (b"Ravi", 31), (b"\xff\x00\xff", 5), (b"\x80", 7)]
cases += [(draw.bytes(size), int(draw.integers(8 * size))) for size in (1, 6, 40, 90)]
of_cases = [distances(message, bit) for message, bit in cases]
usual = {name: [one[name] for one in of_cases] for name in of_cases[0]}
got = [avalanche(message, bit) for message, bit in cases]
assert all(isinstance(count, Integral) and not isinstance(count, bool) for count in got), (
    "[not-a-count] Return how many bits differ, as a whole number; not a share or a text."
)
got = [int(count) for count in got]
assert 0 not in got, (
    "[no-change] The message did not change. A bit that is 1 already must become 0: use ^=, not |=."
)
assert got != usual["digits"], (
    "[hex-digits] Hexadecimal digits were counted. Count single bits: one digit holds four."
)
assert got != usual["bytes"], "[counted-bytes] Bytes were counted. Count single bits."
assert got != usual["single"], "[one-round] SHA-256 was applied once. Compare two results of hash256."
assert got != usual["mirrored"], (
    "[bit-order] Another bit was flipped. Bit k has the value 1 << (k % 8) in byte k // 8."
)
assert got != usual["backwards"], (
    "[byte-order] The bit was flipped in a byte counted from the end. Bit k is in byte k // 8, counted from the start."
)
assert got == usual["right"], (
    "[wrong-distance] This is not the number of bits that differ between the two hashes."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

The next cell draws two pictures with *your* functions.

*In words:* on the left, 16 × 16 squares stand for the 256 bits of one hash; dark squares changed after one flipped bit, and they show no pattern. On the right, 800 distances form a bell around a dashed line at 128.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

one_bit = int.from_bytes(hash256(b"bid 0"), "big") ^ int.from_bytes(hash256(b"bid 1"), "big")
grid = [[one_bit >> (255 - 16 * row - column) & 1 for column in range(16)] for row in range(16)]
distance_bits = [avalanche(f"bid {number}".encode(), number % 40) for number in range(800)]

figure, (squares, bell) = plt.subplots(1, 2, figsize=(9, 3.6))
squares.imshow(grid, cmap="cividis_r", vmin=0, vmax=1)
squares.set(title=f"{one_bit.bit_count()} of 256 bits changed", xticks=[], yticks=[])
bell.hist(distance_bits, bins=range(96, 161, 2), color="#00576b")
bell.axvline(128, color="#b34700", linestyle="--", label="half of 256 bits")
bell.set(title="800 messages, one bit flipped in each", xlabel="bits that changed", ylabel="messages")
bell.legend()
figure.tight_layout()

# %% [markdown]
r"""
## 6 · Search for a nonce

Mining is a search. The miner adds a counter, the *nonce*, to some bytes and hashes them, again and again, until the hash begins with enough zero bits in display order. Each further zero bit doubles the expected work. One hexadecimal digit is *four* bits, so 5 zero bits are not 5 zero digits.

Here the nonce is 4 bytes, little-endian. `bit_length()` says how many bits a number needs: 4 for 9, which is 1001 in bits.

Predict first: how many zero *bits* are in front of the digits `07`?
"""

# %%
shown = "07" + "f" * 62
value = int(shown, 16)
print("zero bits in front:", 256 - value.bit_length(), "- zero digits in front: 1")


# %% nbgrader={"grade_id": "find-nonce", "solution": true} hunar={"exercise": "find-nonce", "title": "find_nonce"}
def find_nonce(prefix: bytes, zero_bits: int) -> int:
    """The smallest nonce that makes the hash begin with enough zero bits.

    Hashes prefix + nonce with hash256; the nonce is 4 bytes, little-endian.
    zero_bits: at least so many leading zero bits, in display order; 0 to 14 here.
    Example: find_nonce(b"Lahore 2026", 8) == 659.
    """
    ### BEGIN SOLUTION
    nonce = 0
    while True:
        number = int.from_bytes(hash256(prefix + nonce.to_bytes(4, "little")), "little")
        if number < 2 ** (256 - zero_bits):
            return nonce
        nonce += 1
    ### END SOLUTION


# %% nbgrader={"grade_id": "find-nonce-check", "grade": true, "points": 6} hunar={"exercise": "find-nonce", "title": "find_nonce: check"}
got = find_nonce(b"Lahore 2026", 8)
check.is_whole_number(got, name='find_nonce(b"Lahore 2026", 8)')
tried = hashlib.sha256(hashlib.sha256(b"Lahore 2026" + got.to_bytes(4, "little")).digest()).digest()
assert tried[31] == 0, (
    "[not-enough-zeros] Hash prefix + 4-byte little-endian nonce: display order begins with the LAST byte."
)
assert got == 659, "[not-first] Such a nonce works, but a smaller one does too. Begin at 0 and try each one."
print("find_nonce looks right for 8 bits. And for 5 or 9 bits?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Display order reversed is little-endian: read the hash as one little-endian number. Many zeros in front mean a small number.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`for nonce = 0, 1, 2, …: number = hash as little-endian int; if number < 2 ** (256 - zero_bits): return nonce`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

صفر سے شروع کر کے ہر نانس آزمائیں۔ ہیش کو ایک little-endian عدد سمجھیں؛ شروع میں زیادہ صفر کا مطلب چھوٹا عدد ہے۔
</details>
"""


# %% nbgrader={"grade_id": "find-nonce-hidden", "grade": true, "points": 9} hunar={"exercise": "find-nonce", "title": "find_nonce: 5, 9 and 14 bits"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def first_nonce(
    prefix: bytes,
    bits: int,
    order: str = "little",
    nonce_order: str = "little",
    zero_digits: int | None = None,
) -> int:
    """The right nonce; the keyword arguments make the usual mistakes."""
    nonce = 0
    while True:
        inner = hashlib.sha256(prefix + nonce.to_bytes(4, nonce_order)).digest()
        number = int.from_bytes(hashlib.sha256(inner).digest(), order)
        if number.bit_length() <= 256 - (bits if zero_digits is None else 4 * zero_digits):
            return nonce
        nonce += 1


from numbers import Integral

from labs import variant

draw = variant.rng("a1-hashes")
tasks = [(b"Quetta", 5), (b"Sukkur barrage", 9), (b"tender 7", 14), (b"Gwadar", 0)]
tasks += [(draw.bytes(12), bits) for bits in (1, 6, 7, 10, 11)]
right = [first_nonce(prefix, bits) for prefix, bits in tasks]
got = [find_nonce(prefix, bits) for prefix, bits in tasks]
assert all(isinstance(nonce, Integral) for nonce in got), (
    "[not-a-number] Return the nonce as a whole number, not its bytes or the hash."
)
got = [int(nonce) for nonce in got]
if got != right:
    assert got != [first_nonce(prefix, bits, order="big") for prefix, bits in tasks], (
        "[internal-order] The zeros are at the wrong end. Display order begins with the last byte."
    )
    assert got != [first_nonce(prefix, bits, nonce_order="big") for prefix, bits in tasks], (
        "[nonce-big-endian] The nonce was written big-endian. The small end comes first."
    )
    assert got != [first_nonce(prefix, bits, zero_digits=bits // 4) for prefix, bits in tasks], (
        "[hex-zeros] Zero digits were counted. One digit is four bits; count bits."
    )
    assert got != [first_nonce(prefix, bits, zero_digits=-(-bits // 4)) for prefix, bits in tasks], (
        "[hex-zeros] Zero digits were counted. One digit is four bits; count bits."
    )
    for (prefix, bits), nonce, first in zip(tasks, got, right, strict=True):
        assert 0 <= nonce < 2**32, "[wrong-nonce] A nonce is a number from 0 that fits 4 bytes."
        inner = hashlib.sha256(prefix + nonce.to_bytes(4, "little")).digest()
        length = int.from_bytes(hashlib.sha256(inner).digest(), "little").bit_length()
        assert length <= 256 - bits, (
            "[wrong-nonce] With this nonce the hash does not begin with enough zero bits."
        )
        assert nonce == first, (
            "[not-first] There are enough zeros, but a smaller nonce gives enough too. Begin at 0; more zeros than asked are fine."
        )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 7 · Seal a bid

A commitment must *hide* the bid and *bind* its author. A plain hash does not hide: there are few likely bids, and a rival tries them all, as below. A secret random *salt* of 32 bytes stops that.

To bind, the layout must be clear. Joined as text, bid 12 with salt `3…` looks like bid 1 with the longer salt `23…`: one commitment would open to two bids. So use fixed widths: 8 bytes for the bid, little-endian, then exactly 32 bytes of salt.

Predict first: how long does a rival need for 10,000 bids?
"""

# %%
import time

published = hashlib.sha256(b"7450").hexdigest()
started = time.perf_counter()
for guess in range(10_000):
    if hashlib.sha256(str(guess).encode()).hexdigest() == published:
        print("Without salt, the rival finds the bid:", guess)
print("All 10,000 guesses took", round(time.perf_counter() - started, 3), "seconds.")


# %% nbgrader={"grade_id": "commit", "solution": true} hunar={"exercise": "commit", "title": "commit and open_ok"}
def commit(bid: int, salt: bytes) -> bytes:
    """The commitment to a bid: hash256 of bid (8 bytes, little-endian) and then salt.

    bid: whole rupees, 0 <= bid < 2**64. salt: exactly 32 bytes. Returns 32 bytes.
    Raises ValueError if salt is not 32 bytes long.
    Example: commit(7450, bytes(32)).hex() begins with "5d4dc7fd".
    """
    ### BEGIN SOLUTION
    if len(salt) != 32:
        raise ValueError("the salt must be 32 bytes")
    return hash256(bid.to_bytes(8, "little") + salt)
    ### END SOLUTION


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    """True when bid and salt open the commitment c.

    False otherwise, also when salt is not 32 bytes long.
    Example: open_ok(commit(5, bytes(32)), 6, bytes(32)) is False.
    """
    ### BEGIN SOLUTION
    return len(salt) == 32 and commit(bid, salt) == c
    ### END SOLUTION


# %% nbgrader={"grade_id": "commit-check", "grade": true, "points": 6} hunar={"exercise": "commit", "title": "commit and open_ok: check"}
got = commit(7450, bytes(32))
check.is_bytes(got, length=32, name="commit(7450, bytes(32))")
assert got != commit(7450, b"\x01" * 32), (
    "[no-salt] Another salt gave the same commitment. Hash the salt together with the bid."
)
assert got.hex().startswith("5d4dc7fd"), (
    "[wrong-layout] Hash these 40 bytes: 8 of the bid, little-endian, then the 32 of the salt."
)
assert open_ok(got, 7450, bytes(32)) is True, (
    "[cannot-open] The right bid and salt must open the commitment: return True."
)
assert open_ok(got, 7451, bytes(32)) is False, (
    "[opens-anything] Another bid opened the commitment. Compute it again and compare."
)
print("commit and open_ok look right. What about a short salt?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

To open means: compute the commitment again and compare. Check the length of the salt before anything else.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`commit: if len(salt) is not 32: ValueError; return hash256(bid in 8 bytes, then salt)`. `open_ok: if len(salt) is not 32: False; else: is commit(bid, salt) equal to c?`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

رقم ہمیشہ 8 بائٹس میں لکھیں، پھر 32 بائٹس کا سالٹ جوڑ کر ہیش لیں۔ سب سے پہلے سالٹ کی لمبائی جانچیں۔
</details>
"""


# %% nbgrader={"grade_id": "commit-hidden", "grade": true, "points": 9} hunar={"exercise": "commit", "title": "commit and open_ok: hiding and binding"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def twice(data: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


from labs import variant

draw = variant.rng("a1-hashes")
salt = draw.bytes(32)
bid = int(draw.integers(1000, 10_000))
got = commit(bid, salt)
right = twice(bid.to_bytes(8, "little") + salt)
assert not isinstance(got, str), "[returns-text] commit gave text. Return the 32 bytes of the hash."
assert isinstance(got, bytes) and len(got) == 32, (
    "[not-hidden] The commitment must be a 32-byte hash, so that it shows nothing of the bid."
)
assert got != hashlib.sha256(bid.to_bytes(8, "little") + salt).digest(), (
    "[one-round] SHA-256 was applied once. Use hash256."
)
assert got != twice(bid.to_bytes(8, "big") + salt), (
    "[big-endian] The bid was written big-endian. The small end comes first."
)
assert got != twice(salt + bid.to_bytes(8, "little")), "[salt-first] The bid comes first, then the salt."
assert commit(bid, salt) == got, (
    "[not-repeatable] The same bid and salt gave two commitments. Nobody could check it later; do not add random bytes of your own."
)
for guess in range(10_000):
    for form in (guess.to_bytes(8, "little"), guess.to_bytes(8, "big"), str(guess).encode()):
        assert twice(form) != got, (
            "[no-salt] A rival found the bid by trying all bids. Hash the salt together with the bid."
        )
        assert hashlib.sha256(form).digest() != got, (
            "[no-salt] A rival found the bid by trying all bids. Hash the salt together with the bid."
        )
digits = b"3" * 32
for text in (f"{bid}{digits}", f"{bid}{digits.hex()}", f"{bid}{digits.decode()}"):
    assert commit(bid, digits) not in (twice(text.encode()), hashlib.sha256(text.encode()).digest()), (
        "[ambiguous] Bid and salt were joined as text. Without fixed widths 12 and 3… look like 1 and 23…. Use 8 bytes for the bid."
    )
assert commit(bid, digits) != twice(str(bid).encode() + digits), (
    "[ambiguous] The bid was joined as text, so its width changes. Use 8 bytes for every bid."
)
for wrong in (b"", bytes(8), bytes(31), bytes(33)):
    assert check.refuses(commit, bid, wrong), (
        "[short-salt] A salt that is not 32 bytes long was accepted. Raise ValueError."
    )
assert got == right, "[wrong-layout] Hash 40 bytes: 8 of the bid, little-endian, then 32 of the salt."
for large in (2**40 + 3, 2**64 - 1, int(draw.integers(2**33, 2**62)), 0):
    assert commit(large, salt) == twice(large.to_bytes(8, "little") + salt), (
        "[narrow-bid] A very large or a zero bid went wrong. Every bid has 8 bytes."
    )
assert open_ok(right, bid, salt) is True, (
    "[cannot-open] The right bid and salt must open the commitment: return True."
)
assert open_ok(right, bid + 1, salt) is False, "[opens-anything] Another bid opened the commitment."
assert open_ok(right, bid, bytes(32)) is False, "[opens-anything] Another salt opened the commitment."
assert open_ok(right[:31] + bytes([right[31] ^ 1]), bid, salt) is False, (
    "[opens-anything] A changed commitment was opened. Compare all 32 bytes."
)
for wrong in (b"", salt[:31], salt + b"\x00"):
    try:
        answer = open_ok(twice(bid.to_bytes(8, "little") + wrong), bid, wrong)
    except Exception:
        answer = None
    assert answer is not None, (
        "[open-raises] open_ok must answer False for a salt of the wrong length, not raise."
    )
    assert answer is False, "[short-salt] open_ok accepted a salt that is not 32 bytes long."
### END HIDDEN TESTS

# %% [markdown]
r"""
## Where this model is wrong

- Pictures do not prove security. A bad hash function can look just as random.
- 14 zero bits are a toy. At the difficulty of 20 February 2026, [144.4 trillion](#fact-difficulty-feb-2026), a block needs about 2⁷⁹ hashes on average. Real mining compares the hash with a *target* number, not with a count of zeros.
- A commitment proves that a number was fixed early. It does not prove that the number is honest, or who the bidder is. A salt that can be guessed hides nothing.
"""

# %% [markdown]
r"""
## Reflection ★

A district puts all commitments of a tender on a public ledger. What does this **not** prevent? Think of bidders who agree in secret, and of a bidder who never opens. Write 120–200 words in English, Urdu or Roman Urdu.

| An instructor looks for | points |
|---|---|
| **Claim:** one clear sentence about what is not prevented | 2 |
| **Evidence:** a fact or a test of yours, with its date | 3 |
| **Limits of the model:** where this notebook differs from a real tender | 3 |
| **Consequence:** who gains, who loses, one remedy | 2 |
"""

# %% [markdown] nbgrader={"grade_id": "reflection", "solution": true, "grade": true, "points": 10} hunar={"exercise": "reflection", "title": "Reflection"}
r"""
Sealed commitments on a ledger do not stop bidders who agree on their prices beforehand. (2)

My test of 14 March 2026 shows why. I sealed the bid 7,450 twice, with the salts 00…00 and 01…01. The commitments begin with 5d4dc7fd and 859c9d82: nobody can see before the opening that the two bids agree. After it, equal prices alone prove nothing. (3)

The notebook leaves out time and identity. In a real tender one owner can send five bids under five names, wait, and open only the bid that suits him after he has seen the others. Our `open_ok` says nothing about a bid that is never opened. (3)

The honest small bidder and the electricity customers lose; the group that agreed gains. A deposit that is lost when a bid is not opened before a fixed hour makes withdrawal expensive. Against collusion only people help: registered owners, an audit of patterns over many tenders, and a competition authority. (2)
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. Measure how many hashes per second your computer does. How long would 40 zero bits take?
2. The library bitcoinlib 0.7.10 writes 65,535 as `feffff0000`. What does your reader say, and why does Bitcoin Core refuse it too?
3. Add a deadline and a deposit to the tender. Who keeps the deposit of a bid that is never opened?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">hash</span> · ہیش</td><td>بائٹس کا مختصر ڈیجیٹل نشان</td></tr>
<tr><td><span lang="en" dir="ltr">byte order</span></td><td>بائٹس کی ترتیب</td></tr>
<tr><td><span lang="en" dir="ltr">little-endian</span></td><td>چھوٹا سرا پہلے</td></tr>
<tr><td><span lang="en" dir="ltr">nonce</span> · نانس</td><td>تلاش میں بدلتا ہوا عدد</td></tr>
<tr><td><span lang="en" dir="ltr">commitment</span></td><td>سربمہر وعدہ</td></tr>
<tr><td><span lang="en" dir="ltr">salt</span> · سالٹ</td><td>خفیہ بے ترتیب بائٹس</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- NIST, FIPS 180-4, *Secure Hash Standard*, August 2015 (grade A)
- S. Nakamoto, *Bitcoin: A Peer-to-Peer Electronic Cash System*, 31 October 2008 (A)
- Bitcoin Core, `src/serialize.h`, version 29.0, April 2025 (A)
- First Bitcoin block, 3 January 2009, and the block after it (A; the tests recompute them)
"""
