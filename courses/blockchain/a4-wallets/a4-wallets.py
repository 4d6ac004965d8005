# %% [markdown]
r"""
# A4 · Addresses, seeds and HD wallets

**Minutes:** 75 · **Prerequisites:** A3 (keys and signatures)

**After this you can:**

- *turn* words into a seed, and *check* the words
- *derive* child keys, hardened and normal
- *encode* addresses, and *refuse* malformed ones
- *find* the first address of a wallet
- *explain* why a restored wallet may miss coins
"""

# %% [markdown]
r"""
## Story

This case is invented. Hina's grandfather has died in Multan. In his tin box lies a paper with twelve English words and one line in Urdu. The family knows that he held some coins. Hina types the words into a wallet on her phone. It answers: balance 0.

Are the words wrong? Does the Urdu line belong to them, and does her phone write it like his? Does the app follow another path, or another network? Did it stop searching too early? Each doubt is an exercise here. In the end you know how twelve words become all addresses of a wallet.

All words here are practice words. **Never type words that guard real money into a notebook.**
"""

# %%
# Run this cell first.
import hashlib
import hmac
import unicodedata

from labs import check

practice = "abandon " * 11 + "about"  # published in many standards: never use it for real coins

# %% [markdown]
r"""
## 1 · Words become a seed

A wallet shows its secret as 12 to 24 words, the *mnemonic*. BIP39 stretches them to a *seed* of 64 bytes with PBKDF2: 2,048 rounds of HMAC-SHA512, so that every guess costs time. The *password* is the mnemonic. The *salt* is the text `mnemonic` with the passphrase right after it. The passphrase may be empty. A mistyped one gives no error: it opens another, empty wallet.

The same letter can have two byte forms. *NFKD* makes one of both, so apply it to both texts first. Then `.encode()`.

Predict: are these two آ equal?
"""

# %%
one, two = "\u0622", "\u0627\u0653"
print(one, two, "equal:", one == two, "-", one.encode().hex(), two.encode().hex())
print("after NFKD:", unicodedata.normalize("NFKD", one) == unicodedata.normalize("NFKD", two))
print(hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 1000).hex()[:16], "(another hash, fewer rounds)")


# %% nbgrader={"grade_id": "seed", "solution": true} hunar={"exercise": "seed", "title": "seed"}
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    """The seed of BIP39: PBKDF2 with HMAC-SHA512 and 2048 rounds, 64 bytes.

    mnemonic: words with one space between them. passphrase: any text. Both in NFKD, then UTF-8.
    Example: seed(practice, "TREZOR").hex() begins with "c55257c3".
    """
    ### BEGIN SOLUTION
    password = unicodedata.normalize("NFKD", mnemonic).encode()
    salt = unicodedata.normalize("NFKD", "mnemonic" + passphrase).encode()
    return hashlib.pbkdf2_hmac("sha512", password, salt, 2048)
    ### END SOLUTION


# %% nbgrader={"grade_id": "seed-check", "grade": true, "points": 2} hunar={"exercise": "seed", "title": "seed: check"}
got = seed(practice, "TREZOR")
check.is_bytes(got, length=64, name='seed(practice, "TREZOR")', hint="SHA-512 gives 64 bytes.")
assert got != hashlib.pbkdf2_hmac("sha512", practice.encode(), b"TREZOR", 2048), (
    "[no-prefix] The salt is not the passphrase alone: the text mnemonic stands in front of it."
)
assert got.hex().startswith("c55257c3"), (
    "[wrong-seed] Which text is the password, and which the salt? 2048 rounds, sha512."
)
print("seed looks right here. And with the Urdu line?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

The last line of the cell above, with another hash, password, salt and number of rounds.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`password = NFKD of mnemonic, as bytes; salt = NFKD of "mnemonic" + passphrase, as bytes; return pbkdf2_hmac("sha512", password, salt, 2048)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

الفاظ پاس ورڈ ہیں۔ سالٹ میں پہلے لفظ mnemonic، پھر خفیہ جملہ۔ دونوں متن پہلے NFKD شکل میں لائیں۔
</details>
"""


# %% nbgrader={"grade_id": "seed-hidden", "grade": true, "points": 3} hunar={"exercise": "seed", "title": "seed: other words and languages"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant
from labs.bitcoin import hd


def stretched(
    password: str, salt: str, hash_name: str = "sha512", rounds: int = 2048, form: str = "NFKD"
) -> bytes:
    plain = [unicodedata.normalize(form, text).encode() for text in (password, salt)]
    return hashlib.pbkdf2_hmac(hash_name, *plain, rounds, 64)


drawn_words = hd.words_of(variant.rng("a4-wallets").bytes(16))
for words, phrase in (
    (drawn_words, "Chenab 7"),
    ("legal winner thank year wave sausage worth useful legal winner thank yellow", ""),
):
    got = seed(words, phrase)
    assert not isinstance(got, str), "[returns-text] seed gave text. Return the 64 bytes."
    assert isinstance(got, bytes) and len(got) == 64, (
        "[wrong-size] The seed is 64 bytes: use sha512, and cut nothing off."
    )
    assert got != stretched(words, phrase), (
        "[no-prefix] The text mnemonic is missing in front of the passphrase."
    )
    assert phrase == "" or got != stretched(words, phrase + "mnemonic"), (
        "[wrong-end] The text mnemonic comes first in the salt, then the passphrase."
    )
    assert phrase == "" or got != stretched(words, "mnemonic"), (
        "[no-passphrase] The passphrase changed nothing. Join it to the salt."
    )
    assert got != stretched("mnemonic" + phrase, words), (
        "[swapped] The mnemonic is the password, the other text the salt."
    )
    assert got != stretched(words, "mnemonic" + phrase, "sha256"), (
        "[wrong-hash] The hash is SHA-512, not SHA-256."
    )
    for rounds in (1, 1000, 1024, 2000, 2047, 4096):
        assert got != stretched(words, "mnemonic" + phrase, rounds=rounds), (
            "[wrong-rounds] It is 2048 rounds, exactly."
        )
    assert got == stretched(words, "mnemonic" + phrase), "[wrong-seed] This is not the seed of BIP39."
urdu = "\u0622\u0645 \u06a9\u0627 \u0628\u0627\u063a"
got = seed(practice, urdu)
assert got == seed(practice, unicodedata.normalize("NFD", urdu)), (
    "[no-nfkd] The same Urdu line gave two seeds, because two phones can write it with different bytes. Apply NFKD."
)
assert got != stretched(practice, "mnemonic" + urdu, form="NFC"), (
    "[wrong-form] The texts were brought to another form. BIP39 asks for NFKD."
)
assert got == stretched(practice, "mnemonic" + urdu), "[wrong-seed] With an Urdu passphrase the seed differs."
assert seed(unicodedata.normalize("NFC", "a\u0301baco"), "") == stretched("a\u0301baco", "mnemonic"), (
    "[mnemonic-not-nfkd] Apply NFKD to the mnemonic too: lists in other languages have accents."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · A check inside the words

The list of BIP39 has 2,048 words, so each word is a number of 11 bits. Twelve words are 132 bits: 128 random bits, the *entropy*, then 4 *checksum* bits. These are the first bits of the SHA-256 of the 16 entropy bytes.

| words | 12 | 15 | 18 | 21 | 24 |
|---|---|---|---|---|---|
| entropy bits | 128 | 160 | 192 | 224 | 256 |
| checksum bits | 4 | 5 | 6 | 7 | 8 |

So a wrong word or a wrong order is often noticed. Predict: which word has number 3?
"""

# %%
from labs.bitcoin import hd

# The list in its order: a sentence whose first 11 bits are number i begins with word i.
WORDS = [hd.words_of((i << 117).to_bytes(16, "big")).split()[0] for i in range(2048)]
print(len(WORDS), "words; number 3 is", WORDS[3], "- about is number", WORDS.index("about"))
bits = WORDS.index("about") << 11 | WORDS.index("zoo")
print("about zoo is", f"{bits:022b}", "- the last 4 bits are", bits & 0b1111)


# %% nbgrader={"grade_id": "mnemonic-ok", "solution": true} hunar={"exercise": "mnemonic-ok", "title": "mnemonic_ok"}
def mnemonic_ok(words: str) -> bool:
    """True when the sentence has 12, 15, 18, 21 or 24 words of the list and its checksum is right.

    words: English words with spaces between them. Anything else gives False, never an error.
    Example: mnemonic_ok(practice) is True; mnemonic_ok("abandon " * 12) is False.
    """
    ### BEGIN SOLUTION
    parts = words.split()
    if len(parts) not in (12, 15, 18, 21, 24) or not set(parts) <= set(WORDS):
        return False
    number = 0
    for word in parts:
        number = number << 11 | WORDS.index(word)
    size = len(parts) // 3
    entropy = (number >> size).to_bytes(4 * size, "big")
    return number % 2**size == hashlib.sha256(entropy).digest()[0] >> (8 - size)
    ### END SOLUTION


# %% nbgrader={"grade_id": "mnemonic-ok-check", "grade": true, "points": 4} hunar={"exercise": "mnemonic-ok", "title": "mnemonic_ok: check"}
got = mnemonic_ok(practice)
assert isinstance(got, bool), "[not-bool] Return True or False."
assert got, (
    "[refuses-valid] The practice words are valid: 128 bits 0, and SHA-256 of 16 zero bytes begins with bits 0011."
)
assert mnemonic_ok(" ".join(["abandon"] * 12)) is False, (
    "[list-only] All twelve words are in the list, but the checksum is wrong: compare the last bits."
)
assert mnemonic_ok("abandon " * 11 + "hunar") is False, "[accepts-unknown] hunar is not in the list."
print("mnemonic_ok looks right here. And for 24 words?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Make one big number of all words. The lowest bits are the checksum: one bit for every 3 words. The rest is the entropy.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`wrong count or unknown word: False; number = number << 11 | index, for each word; size = count // 3; entropy = number >> size, in 4 * size bytes; compare number % 2**size with the first size bits of SHA-256(entropy)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر لفظ کے 11 بِٹ جوڑ کر ایک بڑا عدد بنائیں۔ ہر تین الفاظ پر ایک بِٹ جانچ کا ہے، باقی اصل بِٹ ہیں۔
</details>
"""


# %% nbgrader={"grade_id": "mnemonic-ok-hidden", "grade": true, "points": 6} hunar={"exercise": "mnemonic-ok", "title": "mnemonic_ok: other sentences"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def sentence(entropy: bytes, checksum: int | None = None, size: int | None = None) -> str:
    """Words of the entropy, with the right checksum of its usual size or the one given."""
    size = len(entropy) // 4 if size is None else size
    if checksum is None:
        checksum = int.from_bytes(hashlib.sha256(entropy).digest(), "big") >> (256 - size)
    number = int.from_bytes(entropy, "big") << size | checksum
    count = (8 * len(entropy) + size) // 11
    return " ".join(WORDS[number >> 11 * place & 2047] for place in reversed(range(count)))


def judged(text: str):
    try:
        return mnemonic_ok(text)
    except Exception:
        return "an error"


numbers = variant.rng("a4-wallets").spawn(1)[0]
entropies = {size: numbers.bytes(size) for size in (16, 20, 24, 28, 32)}
assert isinstance(judged(sentence(entropies[16])), bool), "[not-bool] Return True or False."
right = {size: hashlib.sha256(entropy).digest() for size, entropy in entropies.items()}
first = {size: right[size][0] >> (8 - size // 4) for size in entropies}
wrong = {size: [first[size] ^ 1 << flip for flip in range(size // 4)] for size in entropies}
assert not all(judged(sentence(entropies[16], bits)) is True for bits in wrong[16]), (
    "[list-only] Sentences with a wrong checksum were accepted. Words of the list are not enough."
)
for size in (20, 24, 28, 32):
    assert not all(
        judged(sentence(entropies[size], bits)) is True for bits in wrong[size][: size // 4 - 4]
    ), (
        "[four-bits] A longer sentence with one wrong checksum bit was accepted. There is one bit for every 3 words."
    )
double = {size: hashlib.sha256(right[size]).digest()[0] >> (8 - size // 4) for size in entropies}
assert not all(judged(sentence(entropies[size], double[size])) is True for size in entropies), (
    "[hashed-twice] The checksum comes from one round of SHA-256, not two."
)
last = {size: right[size][-1] % 2 ** (size // 4) for size in entropies}
assert not all(judged(sentence(entropies[size], last[size])) is True for size in entropies), (
    "[last-bits] The checksum is the first bits of the hash, not the last."
)
assert judged(sentence(entropies[16])) is True, "[refuses-valid] A valid sentence of 12 words was refused."
for size in (20, 24, 28, 32):
    assert judged(sentence(entropies[size])) is True, (
        "[other-lengths] A valid sentence of 15, 18, 21 or 24 words was refused. How many checksum bits has it?"
    )
for size in entropies:
    for bits in wrong[size]:
        assert judged(sentence(entropies[size], bits)) is False, (
            "[list-only] A sentence with a wrong checksum was accepted. Compare every checksum bit."
        )
for size in (4, 8, 12, 36, 40):
    text = sentence(numbers.bytes(size))
    assert judged(text) is not True, (
        "[any-length] Only 12, 15, 18, 21 and 24 words are allowed, even if the checksum fits."
    )
    assert judged(text) is False, (
        "[raises] A sentence with too few or too many words must give False, not an error."
    )
good = sentence(entropies[16]).split()
for bad in ([*good[:11], "hunar"], ["Multan", *good[1:]]):
    assert judged(" ".join(bad)) is not True, "[accepts-unknown] A word that is not in the list was accepted."
for bad in (good[:11], [*good[:11], "hunar"], [*good, good[0]], ["Multan", *good[1:]], []):
    assert judged(" ".join(bad)) is False, (
        "[raises] A sentence with an unknown word, or with too few or too many, must give False, not an error."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · A tree of keys

From one seed BIP32 grows a tree. Each node is a private key k and a *chain code* c of 32 bytes. Child number i:

| i | data |
|---|---|
| below 2³¹: *normal* | public key (33 bytes) + i |
| from 2³¹ on: *hardened* | byte `00` + k (32 bytes) + i |

i has 4 bytes, big-endian. I = HMAC-SHA512 with the key c. Its left half as a number, plus k, modulo n, is the child's k. The right half is its c.

People write 5' for the number 5 + 2³¹. Predict: how long is the data in both cases?
"""

# %%
from labs.bitcoin.keys import PrivateKey

n = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
H = 2**31


def pubkey(d: int) -> bytes:
    """The public key in 33 bytes: your tool from lab A3."""
    return PrivateKey(d.to_bytes(32, "big")).public


def master(seed_bytes: bytes) -> tuple[int, bytes]:
    """The root of the tree, m: private key and chain code."""
    left_right = hmac.digest(b"Bitcoin seed", seed_bytes, "sha512")
    return int.from_bytes(left_right[:32], "big"), left_right[32:]


k, c = master(bytes(range(16)))
print("m: k =", hex(k)[:12], "… c =", c.hex()[:10], "…")
print(
    "normal:",
    len(pubkey(k)) + 4,
    "bytes; hardened:",
    1 + 32 + 4,
    "bytes; 5' =",
    (5 + H).to_bytes(4, "big").hex(),
)


# %% nbgrader={"grade_id": "ckd-priv", "solution": true} hunar={"exercise": "ckd-priv", "title": "ckd_priv"}
def ckd_priv(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    """Child number i of the node (k, c), by BIP32: its private key and chain code.

    k: 1 <= k < n. c: 32 bytes. i: 0 <= i < 2**32, hardened from 2**31 on.
    Raises ValueError if the left half is n or more, or the child's k is 0: nobody has ever seen it.
    Example: hex(ckd_priv(*master(bytes(range(16))), H)[0]) begins with "0xedb2e14f".
    """
    ### BEGIN SOLUTION
    data = b"\x00" + k.to_bytes(32, "big") if i >= 2**31 else pubkey(k)
    left_right = hmac.digest(c, data + i.to_bytes(4, "big"), "sha512")
    left = int.from_bytes(left_right[:32], "big")
    child = (left + k) % n
    if left >= n or child == 0:
        raise ValueError("this number gives no key; take the next one")
    return child, left_right[32:]
    ### END SOLUTION


# %% nbgrader={"grade_id": "ckd-priv-check", "grade": true, "points": 6} hunar={"exercise": "ckd-priv", "title": "ckd_priv: check"}
got = ckd_priv(k, c, H)
assert isinstance(got, tuple) and len(got) == 2, "[not-a-pair] Return two things: the child's k and its c."
check.is_whole_number(
    got[0], name="ckd_priv(k, c, H)[0]", hint="int.from_bytes(left, 'big') makes the number."
)
check.is_bytes(got[1], length=32, name="ckd_priv(k, c, H)[1]")
assert hex(got[0]).startswith("0xedb2e14f"), (
    "[wrong-child] Hardened: one byte b'\\x00', k in 32 bytes, i in 4. HMAC key is c. Then add k to the left half, modulo n."
)
print("ckd_priv looks right here. And for a normal child?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Only the first 33 bytes of the data differ. All numbers are big-endian with a fixed width.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`data = 00 and k, if i >= H, else pubkey(k); I = hmac.digest(c, data + i in 4 bytes, "sha512"); return (left half + k) % n, right half`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

i اگر 2³¹ یا زیادہ ہو تو 00 اور نجی کلید، ورنہ عوامی کلید۔ بایاں آدھا k میں جمع کریں، پھر n پر تقسیم کر کے باقی لیں۔
</details>
"""


# %% nbgrader={"grade_id": "ckd-priv-hidden", "grade": true, "points": 9} hunar={"exercise": "ckd-priv", "title": "ckd_priv: BIP32's vectors and other keys"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def halves(key: bytes, data: bytes, hash_name: str = "sha512") -> tuple[int, bytes]:
    digest = hmac.digest(key, data, hash_name)
    return int.from_bytes(digest[:32], "big"), digest[32:]


def child_of(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    front = b"\x00" + k.to_bytes(32, "big") if i >= 2**31 else PrivateKey(k.to_bytes(32, "big")).public
    left, right = halves(c, front + i.to_bytes(4, "big"))
    return (left + k) % n, right


def derived(k: int, c: bytes, i: int):
    try:
        return ckd_priv(k, c, i)
    except Exception:
        return "an error"


numbers = variant.rng("a4-wallets").spawn(2)[1]
drawn = int.from_bytes(numbers.bytes(32), "big") % (n - 1) + 1, numbers.bytes(32)
zeros = (
    0x00DDB80B067E0D4993197FE10F2657A844A384589847602D56F0C629C81AAE32,
    bytes.fromhex("01d28a3e53cffa419ec122c968b3259e16b65076495494d97cae10bbfec3c36f"),
)
vector_1 = (
    0xE8F32E723DECF4051AEFAC8E2C93C9C5B214313817CDB01A1494B917C8436B35,
    bytes.fromhex("873dff81c02f525623fd1fe5167eac3a55a049de3d314bb42ee227ffed37d508"),
)
for (k0, c0), i in (
    (drawn, 44 + H),
    (drawn, 3),
    (vector_1, H),
    (vector_1, 1),
    (drawn, 2**32 - 2),
    (drawn, 2**31 - 1),
):
    got = derived(k0, c0, i)
    secret, public = k0.to_bytes(32, "big"), PrivateKey(k0.to_bytes(32, "big")).public
    index = i.to_bytes(4, "big")
    right = child_of(k0, c0, i)
    assert got == "an error" or (isinstance(got, tuple) and len(got) == 2), (
        "[not-a-pair] Return two things: the child's k and its c."
    )
    assert got == "an error" or (isinstance(got[0], int) and isinstance(got[1], bytes)), (
        "[wrong-types] k is a whole number and c is 32 bytes."
    )
    front = b"\x00" + secret if i >= H else public
    other = public if i >= H else b"\x00" + secret
    left, chain = halves(c0, other + index)
    assert got != ((left + k0) % n, chain) or i < H, (
        "[hardened-public] A hardened child was made from the public key. Use byte 00 and the private key, from i = 2**31 on."
    )
    assert got != ((left + k0) % n, chain), (
        "[normal-private] A normal child was made from the private key. Use the public key, 33 bytes."
    )
    left, chain = halves(c0, front + i.to_bytes(4, "little"))
    assert got != ((left + k0) % n, chain), (
        "[index-little-endian] i is 4 bytes big-endian: the large end comes first."
    )
    left, chain = halves(c0, secret + index)
    assert i < H or got != ((left + k0) % n, chain), (
        "[no-zero-byte] The byte 00 is missing in front of the private key."
    )
    left, chain = halves(front + index, c0)
    assert got != ((left + k0) % n, chain), "[key-is-data] The key of the HMAC is c; the rest is its data."
    left, chain = halves(c0, front + index)
    assert got != (left, chain), (
        "[not-added] The left half is not yet the child's key: add the parent's k, modulo n."
    )
    assert got != (left + k0, chain) or left + k0 < n, "[no-modulo] The sum is n or more. Take it modulo n."
    assert got != ((int.from_bytes(chain, "big") + k0) % n, left.to_bytes(32, "big")), (
        "[halves-swapped] The left half makes the key, the right half is the chain code."
    )
    assert got == right, "[wrong-child] This is not the child of BIP32."
found = 0
for i in range(40):
    left, chain = halves(drawn[1], PrivateKey(drawn[0].to_bytes(32, "big")).public + i.to_bytes(4, "big"))
    if left + drawn[0] >= n and found < 4:
        found += 1
        got = derived(*drawn, i)
        assert got != (left + drawn[0], chain), "[no-modulo] The sum is n or more. Take it modulo n."
        assert got == child_of(*drawn, i), "[wrong-child] A child is wrong where the sum is n or more."
big = n - 1
left, chain = halves(drawn[1], PrivateKey(big.to_bytes(32, "big")).public + bytes(4))
assert derived(big, drawn[1], 0) != (left + big, chain), "[no-modulo] The sum is n or more. Take it modulo n."
for (k0, c0), i in ((zeros, H), ((5, c), H + 84), ((7, bytes(32)), H)):
    got = derived(k0, c0, i)
    short = k0.to_bytes((k0.bit_length() + 7) // 8, "big")
    left, chain = halves(c0, b"\x00" + short + i.to_bytes(4, "big"))
    assert got != ((left + k0) % n, chain), (
        "[lost-zeros] The private key is always 32 bytes in the data, also when it begins with zeros."
    )
    assert got == child_of(k0, c0, i), (
        "[lost-zeros] A key that begins with zeros has a wrong child. It is always 32 bytes."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · Base58Check

The oldest addresses use 58 letters: all digits and letters without 0, O, I and l, which look alike.

1. Add a checksum to the payload: the first 4 bytes of hash256(payload).
2. Read all bytes as one big-endian number and write it with 58 digits.
3. A number has no leading zeros. So each zero *byte* at the front of the payload becomes one letter `1`.

On regtest, an address of a key hash begins with the byte `6f`. Predict: what becomes of the three zero bytes below?
"""

# %%
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def hash256(b: bytes) -> bytes:
    """SHA-256, applied twice: your tool from lab A1."""
    return hashlib.sha256(hashlib.sha256(b).digest()).digest()


data = bytes.fromhex("0000003a")
number = int.from_bytes(data, "big")
print("number:", number, "- in base 58:", divmod(number, 58), "- digits:", ALPHABET[1] + ALPHABET[0])
print("zero bytes at the front:", len(data) - len(data.lstrip(bytes(1))))


# %% nbgrader={"grade_id": "base58check", "solution": true} hunar={"exercise": "base58check", "title": "base58check"}
def base58check(payload: bytes) -> str:
    """The payload and its 4 bytes of checksum, in base 58.

    payload: any number of bytes, with the prefix of the network already in front.
    Example: base58check(b"").startswith("3QJ").
    """
    ### BEGIN SOLUTION
    data = payload + hash256(payload)[:4]
    number = int.from_bytes(data, "big")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = ALPHABET[digit] + letters
    zeros = len(data) - len(data.lstrip(b"\x00"))
    return ALPHABET[0] * zeros + letters
    ### END SOLUTION


# %% nbgrader={"grade_id": "base58check-check", "grade": true, "points": 4} hunar={"exercise": "base58check", "title": "base58check: check"}
got = base58check(b"\x6f" + bytes(20))
check.is_text(got, name='base58check(b"\\x6f" + bytes(20))')
assert got != "mfWxJ45yp2SFn7UciZyNpvDKrzbhwgnB7j", (
    "[one-hash] The checksum comes from one round of SHA-256. Use hash256, two rounds."
)
assert got.startswith("mfWxJ45"), (
    "[wrong-text] Read payload and checksum as one number; the last digit is number % 58."
)
assert got == "mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8", (
    "[wrong-checksum] The first 4 bytes of hash256(payload) come after it."
)
print("base58check looks right here. And when the payload begins with zero bytes?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Divide by 58 again and again. The remainders are the digits, the last one first.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`data = payload + first 4 bytes of hash256(payload); number = data as int; while number > 0: number, digit = divmod(number, 58); put ALPHABET[digit] in front; then "1" for each zero byte at the front of data`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

جانچ کے 4 بائٹس جوڑیں، پھر 58 سے بار بار تقسیم کریں۔ شروع کے ہر صفر بائٹ کے لیے متن کے شروع میں 1 لکھیں۔
</details>
"""


# %% nbgrader={"grade_id": "base58check-hidden", "grade": true, "points": 6} hunar={"exercise": "base58check", "title": "base58check: other payloads"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def base58(data: bytes, letters: str = ALPHABET, keep: bool = True, order: str = "big") -> str:
    number, text = int.from_bytes(data, order), ""
    while number:
        number, digit = divmod(number, 58)
        text = letters[digit] + text
    return letters[0] * (len(data) - len(data.lstrip(b"\x00")) if keep else 0) + text


drawn = variant.rng("a4-wallets").bytes(19)
begins_with_58 = 58**30 + 58**29 // 2
for payload in (
    b"\x6f\x11" + drawn,
    b"\xc4\x00" + drawn,
    b"\x00\x05" + drawn,
    b"\x00\x00\x00" + drawn,
    (begins_with_58 >> 32).to_bytes(18, "big"),
    bytes(21),
    b"",
    b"\x00",
):
    got = base58check(payload)
    twice = hashlib.sha256(hashlib.sha256(payload).digest()).digest()
    full = payload + twice[:4]
    assert not isinstance(got, bytes), "[returns-bytes] base58check gave bytes. Return text."
    assert got != base58(payload) and got != base58(payload, keep=False), (
        "[no-checksum] The 4 bytes of checksum are missing after the payload."
    )
    assert got != base58(payload + hashlib.sha256(payload).digest()[:4]), (
        "[one-hash] The checksum comes from one round of SHA-256. Use hash256, two rounds."
    )
    assert got != base58(payload + twice[-4:]), (
        "[last-bytes] The checksum is the first 4 bytes of hash256, not the last."
    )
    assert payload == b"" or got != base58(twice[:4] + payload), (
        "[checksum-first] The checksum comes after the payload."
    )
    assert got != base58(full)[::-1], (
        "[backwards] The digits are in the wrong order: the first remainder is the last digit."
    )
    assert got != base58(full, order="little"), "[little-endian] Read the bytes as a big-endian number."
    mixed = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
    assert got != base58(full, mixed), "[alphabet] Bitcoin's order is digits, capital letters, small letters."
    assert got == base58(full) or got != base58(full, keep=False), (
        "[zeros-lost] The payload begins with zero bytes, and they are gone. Each becomes one letter 1 at the front."
    )
    assert got == base58(full) or got.lstrip("1") != base58(full).lstrip("1"), (
        "[zeros-lost] The number of letters 1 at the front is wrong: one for each zero byte at the front, not more."
    )
    assert got == base58(full), "[wrong-text] This is not the payload and its checksum in base 58."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · Segwit addresses

Newer addresses use 32 letters, 5 bits each: first a name, the `hrp`, then `1`, the version, the *program* (bytes that say who may spend) and 6 letters of checksum. Two kinds of checksum exist, because the first one misses some mistakes:

| version | program | checksum constant |
|---|---|---|
| 0 | 20 or 32 bytes | 1: *bech32* |
| 1 to 16 | 2 to 40 bytes | 2bc830a3: *bech32m* |

A decoder refuses every other address. It also refuses mixed case, more than 90 letters, foreign letters and bits left over. All-capital addresses are fine.

The cell has tools. Predict: how many letters do 20 bytes need?
"""

# %%
LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BECH32, BECH32M = 1, 0x2BC830A3


def to_fives(data: bytes) -> list[int]:
    """The bits of data in groups of five, filled up with zero bits."""
    number, count = int.from_bytes(data, "big"), -(-8 * len(data) // 5)
    number <<= 5 * count - 8 * len(data)
    return [number >> 5 * place & 31 for place in reversed(range(count))]


def from_fives(values: list[int]) -> bytes:
    """The bytes back. Raises ValueError if five bits or more are left over, or one that is not zero."""
    number, left_over = 0, 5 * len(values) % 8
    for value in values:
        number = number << 5 | value
    if left_over >= 5 or number % 2**left_over:
        raise ValueError("bits are left over")
    return (number >> left_over).to_bytes(5 * len(values) // 8, "big")


def polymod(hrp: str, values: list[int]) -> int:
    """The checksum number of hrp and values: of a whole, valid address it is the constant."""
    check_value = 1
    for value in [ord(x) >> 5 for x in hrp] + [0] + [ord(x) & 31 for x in hrp] + values:
        top = check_value >> 25
        check_value = (check_value & 0x1FFFFFF) << 5 ^ value
        for bit, pattern in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check_value ^= pattern * (top >> bit & 1)
    return check_value


def checksum(hrp: str, values: list[int], constant: int) -> list[int]:
    """The six values that make polymod of hrp, values and them the constant."""
    number = polymod(hrp, values + [0] * 6) ^ constant
    return [number >> 5 * place & 31 for place in reversed(range(6))]


print("20 bytes:", len(to_fives(bytes(20))), "letters; ff becomes", to_fives(b"\xff"))
print("back:", from_fives([31, 28]).hex(), "- text:", "".join(LETTERS[value] for value in [31, 28]))


# %% nbgrader={"grade_id": "segwit", "solution": true} hunar={"exercise": "segwit", "title": "segwit_encode and segwit_decode"}
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    """The address of a witness program, in small letters.

    hrp: "bc", "tb" or "bcrt". Raises ValueError when version and program break the rules of the table.
    Example: segwit_encode("tb", 1, bytes(32)) ends with "kgkkf5".
    """
    ### BEGIN SOLUTION
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)
    ### END SOLUTION


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    """What an address says: hrp in small letters, version and program.

    addr: text. The last "1" in it ends the hrp. Raises ValueError for every malformed address.
    Example: segwit_decode("BC1SW50QGDZ25J") == ("bc", 16, bytes.fromhex("751e")).
    """
    ### BEGIN SOLUTION
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    if not all("!" <= letter <= "~" for letter in addr):
        raise ValueError("a foreign letter")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if segwit_encode(hrp, ver, prog) != text:
        raise ValueError("no such witness program")
    return hrp, ver, prog
    ### END SOLUTION


# %% nbgrader={"grade_id": "segwit-check", "grade": true, "points": 6} hunar={"exercise": "segwit", "title": "segwit_encode and segwit_decode: check"}
key_hash = bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")
got = segwit_encode("tb", 0, key_hash)
check.is_text(got, name='segwit_encode("tb", 0, key_hash)')
assert got == "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", (
    "[wrong-address] Letters after tb1: version, to_fives(prog), then checksum with the constant of the version."
)
got = segwit_decode("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx")
assert isinstance(got, tuple) and len(got) == 3, "[not-three] Return three things: hrp, version, program."
assert got == ("tb", 0, key_hash), (
    "[wrong-parts] Without hrp, 1 and 6 letters of checksum: version, then program."
)
assert check.refuses(segwit_decode, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsz"), (
    "[bad-checksum] The last letter was changed. Compare polymod with the constant, and raise ValueError."
)
print("Both look right here. And for version 1, capitals and forgeries?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Write the table once, in the encoder. The decoder can encode its result again and compare.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`encode: bad version or length: ValueError; values = ver, to_fives(prog); add checksum; hrp + "1" + letters`. `decode: mixed case, too long: ValueError; split at the last 1; values by LETTERS.index; prog = from_fives(values[1:-6]); compare polymod; check the table`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ورژن 0 کے لیے bech32، باقی کے لیے bech32m۔ کھولتے وقت بڑے اور چھوٹے حروف کا ملاپ، لمبائی اور جانچ سب پرکھیں۔
</details>
"""


# %% nbgrader={"grade_id": "segwit-hidden", "grade": true, "points": 9} hunar={"exercise": "segwit", "title": "segwit: BIP173's and BIP350's cases"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def written(hrp: str, values: list[int], constant: int) -> str:
    return hrp + "1" + "".join(LETTERS[value] for value in values + checksum(hrp, values, constant))


def encoded(*arguments):
    try:
        return segwit_encode(*arguments)
    except Exception:
        return "an error"


def decoded(text: str):
    try:
        return segwit_decode(text)
    except Exception:
        return "an error"


drawn = variant.rng("a4-wallets").bytes(32)
zero_20, one_32 = (
    written("bcrt", [0, *to_fives(drawn[:20])], 1),
    written("bcrt", [1, *to_fives(drawn)], BECH32M),
)
got = encoded("bcrt", 0, drawn[:20]), encoded("bcrt", 1, drawn)
assert not isinstance(got[0], bytes), "[returns-bytes] segwit_encode gave bytes. Return text."
assert got[1] != written("bcrt", [1, *to_fives(drawn)], 1), (
    "[bech32-for-v1] A version 1 address got the old checksum. From version 1 on, the constant is 2bc830a3."
)
assert got[0] != written("bcrt", [0, *to_fives(drawn[:20])], BECH32M), (
    "[bech32m-for-v0] A version 0 address got the new checksum. Version 0 keeps the constant 1."
)
assert got[0] != written("bcrt", to_fives(b"\x00" + drawn[:20]), 1), (
    "[version-in-bytes] The version is one value of 5 bits of its own, in front of to_fives(prog)."
)
assert got == (zero_20, one_32), (
    "[wrong-address] An encoded address is wrong. Also for other hrp and versions?"
)
assert encoded("bc", 16, b"\x75\x1e") == "bc1sw50qgdz25j", (
    "[wrong-address] Version 16 is allowed too, and gets bech32m."
)
assert encoded("tb", 0, drawn) == written("tb", [0, *to_fives(drawn)], 1), (
    "[wrong-address] A version 0 program may have 32 bytes too."
)
for ver, size in ((0, 16), (0, 21), (0, 31), (0, 40)):
    assert check.refuses(segwit_encode, "bcrt", ver, bytes(size)), (
        "[v0-length] A version 0 program with neither 20 nor 32 bytes was encoded. Coins sent there are lost: raise ValueError."
    )
for ver, size in ((1, 1), (1, 41), (16, 0), (17, 32), (-1, 20), (31, 32)):
    assert check.refuses(segwit_encode, "bcrt", ver, bytes(size)), (
        "[encodes-all] A version above 16, or a program outside 2 to 40 bytes, was encoded. Raise ValueError."
    )
hexed = bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")
for text, parts in (
    (zero_20, ("bcrt", 0, drawn[:20])),
    (one_32, ("bcrt", 1, drawn)),
    ("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", ("bc", 2, hexed[:16])),
    ("bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", ("bc", 1, hexed * 2)),
    ("bc1sw50qgdz25j", ("bc", 16, hexed[:2])),
):
    got = decoded(text)
    assert got == "an error" or (isinstance(got, tuple) and len(got) == 3), (
        "[not-three] segwit_decode must return three things: hrp, version, program."
    )
    assert got == parts, "[wrong-parts] A valid address was refused or read wrongly."
for text, parts in (
    ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", ("bc", 0, hexed)),
    ("BC1SW50QGDZ25J", ("bc", 16, hexed[:2])),
):
    assert decoded(text) == parts, (
        "[capitals] An address in capitals is valid. Read it as small letters, also its hrp."
    )
for text in (
    zero_20[:8] + ("q" if zero_20[8] != "q" else "p") + zero_20[9:],
    one_32.replace("bcrt", "tb"),
    "tb" + zero_20[4:],
):
    assert check.refuses(segwit_decode, text), (
        "[bad-checksum] A changed letter was accepted, or the hrp is not part of the checksum."
    )
for text in (
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
    zero_20[:-1] + zero_20[-1].upper() if zero_20[-1].isalpha() else "B" + zero_20[1:],
    one_32[:4].upper() + one_32[4:],
):
    assert check.refuses(segwit_decode, text), (
        "[mixed-case] Small and capital letters were mixed in one address, and it was accepted."
    )
for text in (
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
    "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    written("bcrt", [1, *to_fives(drawn)], 1),
):
    assert check.refuses(segwit_decode, text), (
        "[bech32-for-v1] An address of version 1 or more with the old checksum was accepted. It must be bech32m."
    )
for text in (
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
    "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
):
    assert check.refuses(segwit_decode, text), (
        "[bech32m-for-v0] An address of version 0 with the new checksum was accepted. It must be bech32."
    )
for text in ("BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", written("bcrt", [0, *to_fives(drawn[:31])], 1)):
    assert check.refuses(segwit_decode, text), (
        "[v0-length] An address of version 0 with neither 20 nor 32 bytes was accepted. Coins sent there are lost."
    )
for text in (
    "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
    "bc1pw5dgrnzv",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
):
    assert check.refuses(segwit_decode, text), (
        "[decodes-all] A version above 16, or a program outside 2 to 40 bytes, was accepted."
    )
for text in (
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
):
    assert check.refuses(segwit_decode, text), (
        "[left-over] Bits were left over after the last byte: five or more, or not all zero. That is malformed."
    )
long_hrp = "a" * 50
for text in (
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    "bc1gmk9yu",
    zero_20[5:],
    "",
    "1" + zero_20[5:],
    written(long_hrp, [1, *to_fives(drawn)], BECH32M),
):
    assert check.refuses(segwit_decode, text), (
        "[malformed] A foreign letter, a missing part or more than 90 letters: this must raise ValueError, and no other error."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · The first address

Standards fix where a wallet keeps its keys. BIP84 says:

m / 84' / coin' / account' / branch / index

The coin is 0 on Bitcoin's main network and 1 on *every* test network. The first account is 0. Branch 0 receives, branch 1 takes change. So the first address is m/84'/0'/0'/0/0, or m/84'/1'/0'/0/0.

Its program is hash160 of the public key: 20 bytes, version 0. The hrp is `bc` on `main`, `tb` on `test` and `bcrt` on `regtest`.

Predict: how many of the five steps are hardened?
"""

# %%
from labs.bitcoin.hashes import hash160

print("hash160 is RIPEMD-160 of SHA-256:", hash160(b"Multan").hex())
path = (84 + H, 1 + H, 0 + H, 0, 0)
print("five steps:", [f"{step - H}'" if step >= H else str(step) for step in path])


# %% nbgrader={"grade_id": "first-receive", "solution": true} hunar={"exercise": "first-receive", "title": "first_receive"}
def first_receive(mnemonic: str, net: str) -> str:
    """The first receiving address of BIP84, without a passphrase.

    net: "main", "test" or "regtest". Raises ValueError if the mnemonic is not valid, or net is another text.
    Example: first_receive(practice, "test") ends with "9pqcpvkl".
    """
    ### BEGIN SOLUTION
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))
    ### END SOLUTION


# %% nbgrader={"grade_id": "first-receive-check", "grade": true, "points": 4} hunar={"exercise": "first-receive", "title": "first_receive: check"}
got = first_receive(practice, "regtest")
check.is_text(got, name='first_receive(practice, "regtest")')
assert got.startswith("bcrt1q"), "[wrong-hrp] On regtest the hrp is bcrt, and version 0 shows as q."
assert got != "bcrt1qcr8te4kr609gcawutmrza0j4xv80jy8zeqchgx", (
    "[coin-type] This is the key of the main network. On every test network the coin type is 1."
)
assert got == "bcrt1q6rz28mcfaxtmd6v789l9rrlrusdprr9pz3cppk", (
    "[wrong-first] Three hardened steps, then 0 and 0. Do seed, ckd_priv and segwit_encode pass their checks?"
)
print("first_receive looks right here. And with a word that is mistyped?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

All tools exist: mnemonic_ok, seed, master, ckd_priv five times, pubkey, hash160, segwit_encode.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`invalid words or net: ValueError; k, c = master(seed(mnemonic)); for each step of the path: k, c = ckd_priv(k, c, step); return segwit_encode(hrp, 0, hash160(pubkey(k)))`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے الفاظ جانچیں۔ پھر seed سے m، اور m سے پانچ قدم۔ آزمائشی نیٹ ورک پر سکے کا نمبر 1 ہے۔
</details>
"""


# %% nbgrader={"grade_id": "first-receive-hidden", "grade": true, "points": 6} hunar={"exercise": "first-receive", "title": "first_receive: other words and networks"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

numbers = variant.rng("a4-wallets").spawn(3)[2]


def at(root, path: str, hrp: str, version: int = 0, of_key=hash160) -> str:
    values = [version, *to_fives(of_key(root.derive(path).public))]
    return (
        hrp
        + "1"
        + "".join(LETTERS[value] for value in values + checksum(hrp, values, BECH32M if version else 1))
    )


def right_seed(mnemonic: str, passphrase: str = "") -> bytes:
    return hashlib.pbkdf2_hmac("sha512", mnemonic.encode(), b"mnemonic" + passphrase.encode(), 2048)


def right_ok(words: str) -> bool:
    try:
        return len(hd.seed_of_words(words)) == 64
    except ValueError:
        return False


def right_child(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    node = hd.ExtendedKey(pubkey(k), c, k.to_bytes(32, "big")).child(i)
    return int.from_bytes(node.secret, "big"), node.chain_code


def right_address(hrp: str, ver: int, prog: bytes) -> str:
    values = [ver, *to_fives(prog)]
    return (
        hrp + "1" + "".join(LETTERS[value] for value in values + checksum(hrp, values, BECH32M if ver else 1))
    )


# Here first_receive works with right tools, so that a mistake in another exercise costs nothing.
own_tools = seed, mnemonic_ok, ckd_priv, segwit_encode
seed, mnemonic_ok, ckd_priv, segwit_encode = right_seed, right_ok, right_child, right_address


def first_or_text(*arguments):
    try:
        return first_receive(*arguments)
    except Exception:
        return "an error"


for words, net, hrp, coin in (
    (hd.words_of(numbers.bytes(16)), "regtest", "bcrt", 1),
    (hd.words_of(numbers.bytes(32)), "test", "tb", 1),
    (hd.words_of(numbers.bytes(20)), "main", "bc", 0),
    ("legal winner thank year wave sausage worth useful legal winner thank yellow", "main", "bc", 0),
):
    root = hd.ExtendedKey.from_seed(hd.seed_of_words(words))
    got = first_or_text(words, net)
    assert not isinstance(got, (bytes, tuple)), "[not-text] Return the address as text."
    assert got not in [
        at(root, f"m/84h/{coin}h/0h/0/0", other) for other in ("bc", "tb", "bcrt") if other != hrp
    ], "[wrong-hrp] The address is written for another network: bc on main, tb on test, bcrt on regtest."
    assert got != at(root, f"m/84h/{1 - coin}h/0h/0/0", hrp), (
        "[coin-type] The coin type is 0 on main and 1 on every test network."
    )
    assert got not in (at(root, f"m/84/{coin}/0/0/0", hrp), at(root, f"m/84h/{coin}h/0/0/0", hrp)), (
        "[not-hardened] The first three steps are hardened: add 2**31."
    )
    assert got != at(root, f"m/84h/{coin}h/0h/0h/0h", hrp), (
        "[all-hardened] Only the first three steps are hardened, not branch and index."
    )
    assert got != at(root, f"m/84h/{coin}h/0h/1/0", hrp), (
        "[change-branch] Branch 1 is for change. Receiving is branch 0."
    )
    assert got not in (at(root, f"m/84h/{coin}h/0h/0", hrp), at(root, f"m/84h/{coin}h/0h", hrp)), (
        "[too-short] The path has five steps: purpose, coin, account, branch, index."
    )
    assert got not in [at(root, f"m/{purpose}h/{coin}h/0h/0/0", hrp) for purpose in (44, 49, 86)], (
        "[purpose] The first step of BIP84 is 84'."
    )
    assert got != at(root, f"m/84h/{coin}h/0h/0/0", hrp, 1), (
        "[version-1] An address of a key hash has version 0."
    )
    sha = at(root, f"m/84h/{coin}h/0h/0/0", hrp, 0, lambda key: hashlib.sha256(key).digest())
    assert got != sha, "[not-hash160] The program is hash160 of the public key, 20 bytes."
    assert got == at(root, f"m/84h/{coin}h/0h/0/0", hrp), (
        "[wrong-first] This is not the first address of BIP84. Do seed, ckd_priv and segwit_encode pass their checks?"
    )
for words, net in (
    ("abandon " * 12, "regtest"),
    (practice.replace("about", "hunar"), "main"),
    ("abandon about", "test"),
):
    assert check.refuses(first_receive, words, net), (
        "[bad-words] A mnemonic with a wrong word gave an address: an empty wallet without a warning. Ask mnemonic_ok first, and raise ValueError."
    )
for net in ("signal", "", "mainnet"):
    assert check.refuses(first_receive, practice, net), (
        "[bad-net] An unknown network must raise ValueError, and no other error."
    )
seed, mnemonic_ok, ckd_priv, segwit_encode = own_tools
### END HIDDEN TESTS

# %% hunar={"grading": "skip"}
# A library of the field should agree. Its first import takes a moment, writes a settings folder, and warns.
import os
import warnings

os.environ.setdefault("BCL_DATA_DIR", os.path.expanduser("~/.hunar/bitcoinlib"))
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from bitcoinlib.keys import HDKey

library = HDKey.from_seed(seed(practice), network="regtest", witness_type="segwit")
print("bitcoinlib:", library.key_for_path("m/84'/1'/0'/0/0").address())
print("yours     :", first_receive(practice, "regtest"))

# %% [markdown]
r"""
## 7 · The gap

A restored wallet does not know which of its addresses were used. It derives 0, 1, 2, … and looks each up on the chain. After `gap` unused addresses *in a row* it stops; the usual gap is 20. Coins beyond it exist, but the wallet does not show them. Grandfather may have given out many addresses that nobody paid.

Predict: with a gap of 2, is the last payment below found?
"""

# %%
used = [True, False, False, True]
print("gap 2: looks at 0, 1, 2; numbers 1 and 2 are unused:", used[1:3], "- it stops before 3")
print("gap 3: looks at 3 too, finds it, and goes on to 4, 5, 6")


# %% nbgrader={"grade_id": "gap-scan", "solution": true} hunar={"exercise": "gap-scan", "title": "gap_scan"}
def gap_scan(used: list[bool], gap: int = 20) -> int:
    """The number of the first address that a scan does not look at any more.

    used[i] tells whether address i was ever used; all addresses after the list are unused.
    gap: the scan stops after so many unused addresses in a row, gap >= 1.
    Example: gap_scan([True, False, False, True], 2) == 3.
    """
    ### BEGIN SOLUTION
    unused = index = 0
    while unused < gap:
        unused = 0 if index < len(used) and used[index] else unused + 1
        index += 1
    return index
    ### END SOLUTION


# %% nbgrader={"grade_id": "gap-scan-check", "grade": true, "points": 4} hunar={"exercise": "gap-scan", "title": "gap_scan: check"}
got = gap_scan([True, False, True])
check.is_whole_number(got, name="gap_scan([True, False, True])")
assert got not in (1, 2), (
    "[first-unused] The scan stopped at the first unused address. It goes on until gap of them in a row."
)
assert got not in (22, 24), (
    "[off-by-one] After the used address 2 the scan looks at 3 to 22, which are 20. It stops before 23."
)
assert got == 23, (
    "[wrong-stop] After the used address 2 there are 20 unused ones, 3 to 22. The scan stops before 23."
)
print("gap_scan looks right here. And with 20 unused addresses in the middle?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Count unused addresses in a row. A used one sets the count back to 0.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`unused = 0; index = 0; while unused < gap: if index is in the list and used: unused = 0, else unused += 1; index += 1; return index`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

لگاتار خالی پتے گنیں۔ استعمال شدہ پتہ ملے تو گنتی صفر کریں۔ فہرست کے بعد سب پتے خالی ہیں۔
</details>
"""


# %% nbgrader={"grade_id": "gap-scan-hidden", "grade": true, "points": 6} hunar={"exercise": "gap-scan", "title": "gap_scan: other histories"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral

from labs import variant


def stop(used: list[bool], gap: int) -> int:
    end = gap
    while any(used[:end]) and end < max(i for i, u in enumerate(used[:end]) if u) + 1 + gap:
        end = max(i for i, u in enumerate(used[:end]) if u) + 1 + gap
    return end


def scanned(*arguments):
    try:
        return gap_scan(*arguments)
    except Exception:
        return "an error"


def history(length: int, *places: int) -> list[bool]:
    return [place in places for place in range(length)]


numbers = variant.rng("a4-wallets").spawn(4)[3]
drawn = [bool(value) for value in numbers.random(400) < 0.12]
got = scanned(history(10, 0, 2, 5, 9), 3)
assert got == "an error" or (isinstance(got, Integral) and not isinstance(got, bool)), (
    "[not-a-number] Return the number of an address, a whole number."
)
for used, gap in ((history(9, 2, 4), 4), (history(40, 1, 12), 10), (history(50, 30), 35)):
    assert scanned(used, gap) == stop(used, gap) or scanned(used, gap) != stop(used, 20), (
        "[gap-ignored] The scan used a gap of 20. Use the argument gap."
    )
for used, gap in ((history(30, 0, 1, 4), 20), (history(60, 0, 15, 30), 20), (history(9, 2, 4), 4)):
    got, right = scanned(used, gap), stop(used, gap)
    assert got != used.index(False), (
        "[first-unused] The scan stopped at the first unused address. It needs gap of them in a row."
    )
    assert got != right - gap, (
        "[last-used] This is the place after the last used address. The scan looks at gap more."
    )
    assert got not in (right - 1, right + 1), "[off-by-one] The scan stops one address too early or too late."
for used, gap in ((history(12, 0, 2, 4, 6, 8, 10), 4), (history(50, *range(0, 50, 3)), 5), (drawn, 20)):
    got = scanned(used, gap)
    counted = [i for i in range(len(used)) if not used[i]][gap - 1 : gap]
    assert got == stop(used, gap) or not counted or got not in (counted[0], counted[0] + 1), (
        "[not-in-a-row] Unused addresses were counted in all. A used one sets the count back to 0."
    )
for used in ([], [True], history(5, 4)):
    assert scanned(used, 20) != "an error" and scanned(used, 20) != len(used), (
        "[list-end] The scan ended with the list, or broke there. All addresses after the list are unused, and the scan looks at them."
    )
assert scanned([], 20) == 20, "[list-end] A new wallet has no used address, and the scan still looks at 20."
for used, gap in (
    (history(60, 0, 21), 20),
    (history(60, 0, 41), 20),
    (history(40, 1, 12), 10),
    (history(25, 20), 20),
):
    got = scanned(used, gap)
    assert got != max(i for i, u in enumerate(used) if u) + 1 + gap, (
        "[sees-all] A payment behind a gap was found. After gap unused addresses the scan has stopped, and it does not see the rest."
    )
    assert got == stop(used, gap), (
        "[wrong-stop] The scan stops at another address. Where does the first gap end?"
    )
assert scanned(history(60, 0, 20), 20) == 41, (
    "[off-by-one] Between the used addresses 0 and 20 only 19 are unused. The scan goes on."
)
for gap in (1, 2, 5, 7, 20, 35):
    assert scanned(drawn, gap) == stop(drawn, gap), (
        "[gap-ignored] With another gap the stop differs. Use the argument gap."
    )
assert scanned(history(30, 3, 9)) == 30, "[gap-ignored] Without a second argument the gap is 20."
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

The next cell draws the beginning of the practice wallet's tree with *your* functions.

*In words:* from the root m on the left, three thick steps, 84', 1' and 0', lead to the account. There two thin branches part: 0, receive, above, and 1, change, below. Each ends in four addresses, shown by their last letters.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

node = master(seed(practice))
figure, axes = plt.subplots(figsize=(9, 4))
for depth, step in enumerate((84, 1, 0)):
    axes.plot(
        [depth, depth + 1],
        [3.5, 3.5],
        color="#b34700",
        linewidth=4,
        zorder=1,
        label="hardened" if depth == 0 else None,
    )
    node = ckd_priv(*node, step + H)
for depth, name in enumerate(("m", "84'", "1'", "0'")):
    axes.text(depth, 3.5, name, ha="center", va="center", bbox={"boxstyle": "round", "facecolor": "white"})
for branch, (name, middle) in enumerate((("0 receive", 5.5), ("1 change", 1.5))):
    axes.plot(
        [3, 4], [3.5, middle], color="#00576b", linewidth=1, zorder=1, label="normal" if branch == 0 else None
    )
    for index in range(4):
        leaf = ckd_priv(*ckd_priv(*node, branch), index)
        address = segwit_encode("bcrt", 0, hash160(pubkey(leaf[0])))
        height = middle + 1.5 - index
        axes.plot([4, 5], [middle, height], color="#00576b", linewidth=1, zorder=1)
        axes.text(5.05, height, f"{index}: bcrt1q…{address[-8:]}", va="center", family="monospace")
    axes.text(4, middle, name, ha="center", va="center", bbox={"boxstyle": "round", "facecolor": "white"})
axes.set(title="m/84'/1'/0': the first account on regtest", xlim=(-0.3, 6.6), ylim=(-0.7, 7.7))
axes.axis("off")
axes.legend(loc="upper left")
figure.tight_layout()

# %% [markdown]
r"""
## Where this model is wrong

- Twelve wrong words of the list still pass the checksum once in 16 times; 24 words once in 256.
- The words alone may not be enough. Other wallets use other paths (BIP44, 49, 86), a passphrase, or several keys. Write down which.
- 2,048 rounds are little today. A short passphrase can be guessed by a machine.
- One normal child's private key, with the parent's public key and chain code, reveals the parent's private key. Therefore the first three steps are hardened.
- A notebook is no safe place: a real secret stays in a signing device, offline.
"""

# %% [markdown]
r"""
## Reflection ★

Design an inheritance plan for the seed phrase of a family. Who holds what, and who can act alone? Name two failure modes, for example loss, theft, death or quarrel. Write 120–200 words in English, Urdu or Roman Urdu.

| An instructor looks for | points |
|---|---|
| **Claim:** one clear sentence that says what the plan protects against | 2 |
| **Evidence:** a fact or a test of yours, with its date | 3 |
| **Limits of the model:** two failure modes that remain | 3 |
| **Consequence:** who gains, who loses, one remedy | 2 |
"""

# %% [markdown] nbgrader={"grade_id": "reflection", "solution": true, "grade": true, "points": 10} hunar={"exercise": "reflection", "title": "Reflection"}
r"""
My plan protects a family against the loss of one paper and against one dishonest member; it does not protect against two who act together. (2)

The mother keeps the twelve words in a bank locker, the eldest daughter keeps a long passphrase at her home, and a letter with the lawyer names the wallet, the path m/84' and the gap limit. My test of 3 November 2026 shows why all three are needed: the practice words with another passphrase gave another seed without any error, and `gap_scan` with a gap of 20 did not see a payment behind 20 unused addresses. (3)

Two failure modes remain. A flood can destroy the locker, and then the passphrase is worth nothing. And the daughter may forget one letter, or use a wallet that leaves out NFKD and reads her Urdu line as other bytes. The notebook has no courts, no locks and no quarrels. (3)

The heirs gain access without trusting one person, and a thief of one part gains nothing; all lose speed, because no payment works with one person. Remedy: a second copy in another city, and a rehearsal with a small amount every year. (2)
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. Derive a normal child's *public* key from the parent's public key alone, with `point_add` of A3.
2. Show the leak: from a normal child's k, and the parent's public key and c, calculate the parent's k.
3. The library bitcoinlib 0.7.10 leaves out NFKD. What would have happened to the Urdu line?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">mnemonic</span></td><td>بحالی کے الفاظ</td></tr>
<tr><td><span lang="en" dir="ltr">passphrase</span></td><td>الفاظ کے ساتھ ایک خفیہ جملہ</td></tr>
<tr><td><span lang="en" dir="ltr">seed</span></td><td>بیج: 64 بائٹس، جن سے سب کلیدیں نکلتی ہیں</td></tr>
<tr><td><span lang="en" dir="ltr">entropy</span></td><td>اصل بے ترتیب بِٹ</td></tr>
<tr><td><span lang="en" dir="ltr">hardened</span></td><td>وہ قدم جس میں نجی کلید چاہیے</td></tr>
<tr><td><span lang="en" dir="ltr">derivation path</span></td><td>درخت میں کلید تک کا راستہ</td></tr>
<tr><td><span lang="en" dir="ltr">address</span></td><td>پتہ: جہاں سکے بھیجے جاتے ہیں</td></tr>
<tr><td><span lang="en" dir="ltr">gap limit</span></td><td>لگاتار خالی پتوں کی حد</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- BIP 32, February 2012; BIP 39, September 2013; BIP 44 (gap), April 2014; BIP 84, December 2017 (grade A)
- BIP 173, March 2017, and BIP 350, December 2020, with test vectors (A)
- RFC 8018 (PBKDF2), January 2017; Unicode 14.0, Annex 15 (NFKD), 2021 (A)
- SatoshiLabs, SLIP-44 (coin types), July 2014 (A)
"""
