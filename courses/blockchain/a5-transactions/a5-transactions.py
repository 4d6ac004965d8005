# %% [markdown]
r"""
# A5 · Transactions, Script and coin selection

**Minutes:** 90 · **Prerequisites:** A3 (signatures), A4 (wallets)

**After this you can:**

- *parse* a transaction, with and without witness
- *weigh* it and *compute* its two ids
- *evaluate* a small script on a stack
- *compute* the hash that a segwit signature signs
- *select* coins, and *find* a fee that is a mistake
"""

# %% [markdown]
r"""
## Story

This case is invented. After a flood in Dadu, volunteers abroad collect bitcoin for the families. Their script spends a coin of 0.9 bitcoin and sends 0.05 to a relief kitchen. Nobody told the script about *change*. A transaction has no field for its fee: whatever the inputs bring and the outputs do not take goes to the miner. Here that is 0.85 bitcoin, and no bank can call it back.

Mehwish reviews the script. She wants to read the raw bytes herself, and to know their size, their id and what a signature really protects. Then she will stop such a payment before anybody signs it. You build her tools.
"""

# %%
# Run this cell first.
import hashlib
from collections.abc import Callable
from itertools import combinations

from labs import check
from labs.bitcoin.hashes import hash160


def hash256(b: bytes) -> bytes:
    """SHA-256, applied twice: your tool from lab A1. 32 bytes, internal order."""
    return hashlib.sha256(hashlib.sha256(b).digest()).digest()


def compact_size(n: int) -> bytes:
    """The number in 1, 3, 5 or 9 bytes, as in A1."""
    if n < 253:
        return bytes([n])
    mark, width = (b"\xfd", 2) if n < 2**16 else (b"\xfe", 4) if n < 2**32 else (b"\xff", 8)
    return mark + n.to_bytes(width, "little")


def take(b: bytes, pos: int, n: int) -> tuple[bytes, int]:
    """The n bytes from b[pos] on, and the position after them. ValueError if bytes are missing."""
    if pos + n > len(b):
        raise ValueError("bytes are missing")
    return b[pos : pos + n], pos + n


def read_compact_size(b: bytes, pos: int) -> tuple[int, int]:
    """The number that starts at b[pos], and the position after it. Strict, as in A1."""
    first, pos = take(b, pos, 1)
    width = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(first[0], 0)
    if width == 0:
        return first[0], pos
    digits, pos = take(b, pos, width)
    number = int.from_bytes(digits, "little")
    if compact_size(number) != first + digits:
        raise ValueError("a shorter form exists")
    return number, pos


# %% [markdown]
r"""
## 1 · Old form or new form?

All numbers in a transaction are little-endian. The first four bytes are the version. In the old form, the number of inputs follows. Segwit (2017) puts two bytes between them: *marker* `00` and *flag* `01`. An old program reads the marker as "zero inputs".

Block 170 holds the first known payment between two people. The second transaction is an example of BIP 143.
"""

# %%
block_170 = bytes.fromhex(
    "0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd3704000000004847304402204e"
    "45e16932b8af514961a1d3a1a25fdf3f4f7732e9d624c6c61548ab5fb8cd410220181522ec8eca07de4860a4acdd1290"
    "9d831cc56cbbac4622082221a8768d1d0901ffffffff0200ca9a3b00000000434104ae1a62fe09c5f51b13905f07f06b"
    "99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b7303b8a0626f1baded5c72a704f7e6c"
    "d84cac00286bee0000000043410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2e0"
    "eaddfb84ccf9744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac00000000"
)
bip143 = bytes.fromhex(
    "01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f000000004948304502"
    "21008b9d1dc26ba6a9cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1"
    "c0a19c0489bc22ede944ccf4ecbab4cc618ef3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287"
    "d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac"
    "7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac000247304402203609"
    "e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f90300e8f33"
    "58f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07ae"
    "ee635711000000"
)
# Predict: at which byte do the two forms begin to differ?
print("old form:", block_170[:8].hex(" "))
print("segwit  :", bip143[:8].hex(" "))


# %% nbgrader={"grade_id": "is-segwit", "solution": true} hunar={"exercise": "is-segwit", "title": "is_segwit"}
def is_segwit(raw: bytes) -> bool:
    """True when the raw transaction has marker 00 and flag 01 after its 4-byte version.

    Example: is_segwit(bip143) is True.
    """
    ### BEGIN SOLUTION
    return raw[4:6] == b"\x00\x01"
    ### END SOLUTION


# %% nbgrader={"grade_id": "is-segwit-check", "grade": true, "points": 2} hunar={"exercise": "is-segwit", "title": "is_segwit: check"}
assert isinstance(is_segwit(bip143), bool), "[not-a-bool] Return True or False. Did you forget `return`?"
assert is_segwit(bip143) is True, "[not-found] After the 4 bytes of the version come 00 and 01: answer True."
assert is_segwit(block_170) is False, (
    "[always-true] The payment of block 170 is in the old form: answer False."
)
print("is_segwit looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Look at two bytes at one fixed place. Elsewhere they mean nothing.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`return whether raw[4:6] equals the two bytes 00 01`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ورژن کے چار بائٹس کے فوراً بعد کے دو بائٹس دیکھیں۔ کسی اور جگہ یہی بائٹس کوئی معنی نہیں رکھتے۔
</details>
"""


# %% nbgrader={"grade_id": "is-segwit-hidden", "grade": true, "points": 3} hunar={"exercise": "is-segwit", "title": "is_segwit: other transactions"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
import struct

from labs import variant


def serialized(tx: dict, witness: bool) -> bytes:
    """The reference writer: a parsed transaction as bytes, with or without the witness parts."""
    parts = [
        struct.pack("<I", tx["version"]),
        b"\x00\x01" if witness else b"",
        compact_size(len(tx["inputs"])),
    ]
    for one in tx["inputs"]:
        script = compact_size(len(one["script_sig"])) + one["script_sig"]
        parts.append(
            one["prev"] + struct.pack("<I", one["index"]) + script + struct.pack("<I", one["sequence"])
        )
    parts.append(compact_size(len(tx["outputs"])))
    for one in tx["outputs"]:
        script = compact_size(len(one["script_pubkey"])) + one["script_pubkey"]
        parts.append(struct.pack("<q", one["amount_sat"]) + script)
    for one in tx["inputs"] if witness else []:
        parts.append(compact_size(len(one["witness"])))
        parts += [compact_size(len(piece)) + piece for piece in one["witness"]]
    return b"".join([*parts, struct.pack("<I", tx["locktime"])])


def drawn_tx(source, inputs: int, outputs: int, stacks: list[list[int]]) -> dict:
    """A made-up transaction; stacks: for each input the sizes of its witness pieces, in bytes."""
    return {
        "version": 2,
        "inputs": [
            {
                "prev": source.bytes(32),
                "index": int(source.integers(1, 2**20)),
                "script_sig": source.bytes(int(source.integers(1, 40))) if not stacks[place] else b"",
                "sequence": int(source.integers(2**24, 2**32 - 1)),
                "witness": [source.bytes(size) for size in stacks[place]],
            }
            for place in range(inputs)
        ],
        "outputs": [
            {"amount_sat": int(source.integers(2**33, 2**40)), "script_pubkey": source.bytes(22)}
            for place in range(outputs)
        ],
        "locktime": int(source.integers(1, 900_000)),
    }


draw = variant.rng("a5-transactions")
old_like = drawn_tx(draw, 1, 1, [[]])
old_like["inputs"][0]["prev"] = b"\x01" + bytes(30) + b"\x01"
new_like = drawn_tx(draw, 2, 1, [[71, 33], []])
new_like["version"] = 1
for tx, witness in ((new_like, True), (drawn_tx(draw, 1, 2, [[64]]), True)):
    got = is_segwit(serialized(tx, witness))
    assert isinstance(got, bool), "[not-a-bool] Return True or False."
    assert got, (
        "[not-found] Marker 00 and flag 01 after the version were not found, or the version was asked for too."
    )
for tx in (old_like, new_like, drawn_tx(draw, 3, 2, [[], [], []])):
    assert is_segwit(serialized(tx, False)) is False, (
        "[wrong-place] A transaction in the old form was called segwit. Only bytes 4 and 5 count, both of them, and not the version."
    )
assert is_segwit(serialized(new_like, True)[:4] + b"\x00\x02" + bytes(60)) is False, (
    "[wrong-place] The flag is not 01 here. Look at both bytes."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · Every byte has a place

| part | bytes |
|---|---|
| version | 4 |
| marker, flag | 2, only segwit |
| number of inputs | compact size |
| each input: `prev`, `index`, `script_sig`, `sequence` | 32, 4, size + bytes, 4 |
| number of outputs | compact size |
| each output: `amount_sat`, `script_pubkey` | 8, size + bytes |
| for each input: its witness | count, then size + bytes for each piece |
| locktime | 4 |

Witnesses exist only with the marker. `base` is the transaction without marker, flag and witnesses: the old form. A strict reader refuses a byte too many as well as one too few.
"""

# %%
# Predict: how many satoshi are 10 bitcoin?
first_output = block_170.index(bytes.fromhex("00ca9a3b"))
amount, position = take(block_170, first_output, 8)
script_size, position = read_compact_size(block_170, position)
print("amount:", int.from_bytes(amount, "little"), "sat; its script has", script_size, "bytes")


# %% nbgrader={"grade_id": "parse-tx", "solution": true} hunar={"exercise": "parse-tx", "title": "parse_tx"}
def parse_tx(raw: bytes) -> dict:
    """All parts of a raw transaction, in old or segwit form.

    Keys: version, inputs, outputs, locktime, base (bytes).
    Each input is a dict: prev (32 bytes, internal order), index, script_sig (bytes), sequence,
    witness (list of bytes; [] in the old form). Each output: amount_sat, script_pubkey (bytes).
    Raises ValueError for missing bytes, bytes left over, no inputs, a flag other than 01,
    or a segwit form in which every witness is empty.
    Example: parse_tx(block_170)["outputs"][0]["amount_sat"] == 1_000_000_000.
    """
    ### BEGIN SOLUTION

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}
    ### END SOLUTION


# %% nbgrader={"grade_id": "parse-tx-check", "grade": true, "points": 6} hunar={"exercise": "parse-tx", "title": "parse_tx: check"}
got = parse_tx(block_170)
assert isinstance(got, dict) and {"version", "inputs", "outputs", "locktime", "base"} <= set(got), (
    "[missing-field] Return a dict with version, inputs, outputs, locktime and base."
)
for part, keys in (
    ("inputs", {"prev", "index", "script_sig", "sequence", "witness"}),
    ("outputs", {"amount_sat", "script_pubkey"}),
):
    assert isinstance(got[part], list) and all(
        isinstance(one, dict) and keys <= set(one) for one in got[part]
    ), "[missing-field] inputs and outputs are lists of dicts with the keys of the docstring."
assert len(got["inputs"]) == 1 and len(got["outputs"]) == 2, (
    "[wrong-field] Block 170: one input, two outputs."
)
assert got["outputs"][0]["amount_sat"] != 0x00CA9A3B << 32, "[big-endian] Amounts are little-endian."
assert [one["amount_sat"] for one in got["outputs"]] == [1_000_000_000, 4_000_000_000], (
    "[wrong-field] The outputs of block 170 hold 10 and 40 bitcoin. Print the position before each part."
)
assert not check.refuses(parse_tx, bip143), (
    "[zero-inputs] The BIP 143 example was refused. Was the marker 00 read as the number of inputs?"
)
assert isinstance(got["outputs"][0]["script_pubkey"], bytes) and isinstance(got["base"], bytes), (
    "[not-bytes] Scripts and base are bytes, not text: leave out .hex()."
)
got = parse_tx(bip143)
assert got["inputs"], "[zero-inputs] The marker 00 was read as the number of inputs. Skip marker and flag."
assert [len(one["witness"]) for one in got["inputs"]] == [0, 2], (
    "[wrong-witness] In the BIP 143 example the first input has no witness, the second has two pieces."
)
assert len(got["base"]) == 233, "[base-with-witness] base has 233 bytes here: no marker, no flag, no witness."
print("parse_tx looks right here. Is it also strict?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Walk from left to right with one position. Two inner helpers save work: read a number of n bytes; read a size and then so many bytes.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`start = 6 if segwit else 4; read inputs, read outputs; base = raw[:4] + raw[start:pos] + raw[-4:]; if segwit: read one witness per input; read locktime; if pos is not len(raw): ValueError`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ایک ہی مقام (pos) کے ساتھ بائیں سے دائیں پڑھیں۔ گواہ کا حصہ ہر ان پٹ کے لیے الگ ہوتا ہے۔ آخر میں دیکھیں کہ کوئی بائٹ باقی تو نہیں۔
</details>
"""

# %% nbgrader={"grade_id": "parse-tx-hidden", "grade": true, "points": 9} hunar={"exercise": "parse-tx", "title": "parse_tx: strict, and other transactions"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
draw = variant.rng("a5-transactions").spawn(1)[0]
mixed = drawn_tx(draw, 3, 2, [[71, 33], [], [0, 300, 1]])
wide = drawn_tx(draw, 1, 260, [[]])
reward = drawn_tx(draw, 1, 1, [[32]])
reward["inputs"][0] |= {"prev": bytes(32), "index": 2**32 - 1, "script_sig": b"\x03\x40\xd1\x0c"}
simple = drawn_tx(draw, 1, 1, [[64]])
assert not check.refuses(parse_tx, serialized(simple, True)), (
    "[zero-inputs] A segwit transaction was refused. Was the marker 00 read as the number of inputs?"
)
for tx, witness in ((simple, True), (mixed, True), (wide, False), (reward, True)):
    raw = serialized(tx, witness)
    assert not check.refuses(parse_tx, raw), (
        "[refuses-good] A good transaction was refused. Think of counts above 252, empty witness pieces and inputs without witness."
    )
    got = parse_tx(raw)
    assert isinstance(got, dict) and {"version", "inputs", "outputs", "locktime", "base"} <= set(got), (
        "[missing-field] Return a dict with version, inputs, outputs, locktime and base."
    )
    assert isinstance(got["inputs"], list) and isinstance(got["outputs"], list), (
        "[missing-field] inputs and outputs must be lists of dicts."
    )
    assert got["inputs"], "[zero-inputs] The marker 00 was read as the number of inputs."
    assert len(got["inputs"]) == len(tx["inputs"]) and len(got["outputs"]) == len(tx["outputs"]), (
        "[wrong-field] The number of inputs or outputs is wrong. A count is a compact size, not always one byte."
    )
    for mine, right in zip(got["inputs"], tx["inputs"], strict=True):
        assert isinstance(mine, dict) and set(right) <= set(mine), (
            "[missing-field] An input needs prev, index, script_sig, sequence and witness."
        )
        assert isinstance(mine["script_sig"], bytes), (
            "[not-bytes] Scripts and witness pieces are bytes, not text: leave out .hex()."
        )
        assert mine["prev"] not in (right["prev"][::-1], right["prev"][::-1].hex()) or not any(
            right["prev"]
        ), "[display-order] prev was turned around. Inside a transaction ids are in internal order."
        assert (
            mine["index"] != int.from_bytes(struct.pack("<I", right["index"]), "big")
            or right["index"] == 2**32 - 1
        ), "[big-endian] Numbers were read big-endian. The small end comes first."
        assert mine["witness"] == right["witness"], (
            "[wrong-witness] A witness is wrong: one stack per input, in the order of the inputs, each piece as bytes."
        )
        assert all(mine[key] == right[key] for key in ("prev", "index", "script_sig", "sequence")), (
            "[wrong-field] A part of an input is wrong."
        )
    for mine, right in zip(got["outputs"], tx["outputs"], strict=True):
        assert isinstance(mine, dict) and set(right) <= set(mine), (
            "[missing-field] An output needs amount_sat and script_pubkey."
        )
        assert (
            mine["amount_sat"] == right["amount_sat"] and mine["script_pubkey"] == right["script_pubkey"]
        ), "[wrong-field] A part of an output is wrong. Amounts have 8 bytes."
    assert got["base"] != raw or not witness, (
        "[base-with-witness] base still holds marker, flag or witnesses."
    )
    assert got["base"] == serialized(tx, False), (
        "[wrong-base] base must be exactly the old form: version, inputs, outputs, locktime."
    )
    assert got["version"] == tx["version"] and got["locktime"] == tx["locktime"], (
        "[wrong-field] version or locktime is wrong."
    )
good, old = serialized(mixed, True), serialized(mixed, False)
for longer in (good + b"\x00", old + bytes(4)):
    assert check.refuses(parse_tx, longer), (
        "[trailing-bytes] Bytes after the locktime were accepted. Raise ValueError."
    )
for cut in (good[:-1], old[:-1], old[:60], good[:-40], good[:5], old[:4]):
    assert check.refuses(parse_tx, cut), (
        "[cut-short] A transaction that ends too early was accepted, or broke with another error. Raise ValueError; take() does it."
    )
assert check.refuses(parse_tx, good[:5] + b"\x02" + good[6:]), (
    "[bad-flag] A flag other than 01 was accepted. Raise ValueError."
)
none = dict(mixed, inputs=[])
assert check.refuses(parse_tx, serialized(none, False)) and check.refuses(parse_tx, serialized(none, True)), (
    "[no-inputs] A transaction without inputs was accepted. Raise ValueError."
)
assert check.refuses(parse_tx, serialized(drawn_tx(draw, 2, 1, [[], []]), True)), (
    "[empty-witness] Marker and flag stand there, but every witness is empty. Raise ValueError: the old form exists for this."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · Two ids

The *txid* is the double hash of `base`. The *wtxid* is the double hash of all bytes. Segwit signatures sit in the witness, so changing them cannot change the txid. Ids are shown in display order: reverse the 32 bytes, then hexadecimal.
"""

# %%
# Predict: does a longer text with the same beginning give a similar hash?
both = hash256(b"the old form"), hash256(b"the old form, and a witness")
print("another byte, another hash:", both[0].hex()[:8], both[1].hex()[:8])


# %% nbgrader={"grade_id": "txid", "solution": true} hunar={"exercise": "txid", "title": "txid and wtxid"}
def txid(raw: bytes) -> str:
    """The id that outpoints and websites use: 64 hexadecimal digits, display order.

    Example: txid(block_170) begins with "f4184fc5".
    """
    ### BEGIN SOLUTION
    return hash256(parse_tx(raw)["base"])[::-1].hex()
    ### END SOLUTION


def wtxid(raw: bytes) -> str:
    """The id that also covers the witnesses: 64 hexadecimal digits, display order.

    Example: wtxid(block_170) == txid(block_170).
    """
    ### BEGIN SOLUTION
    return hash256(raw)[::-1].hex()
    ### END SOLUTION


# %% nbgrader={"grade_id": "txid-check", "grade": true, "points": 4} hunar={"exercise": "txid", "title": "txid and wtxid: check"}
got = txid(block_170)
check.is_text(got, name="txid(block_170)")
check.is_text(wtxid(block_170), name="wtxid(block_170)")
assert not got.lower().startswith("169e1e83"), (
    "[internal-order] This is internal order. Reverse the 32 bytes, then call .hex()."
)
assert got.lower().startswith("f4184fc5"), "[wrong-txid] Hash the base twice, reverse the bytes, make text."
assert txid(bip143) != wtxid(bip143), (
    "[witness-in-txid] With a witness the two ids differ: only the wtxid covers the witness."
)
assert wtxid(block_170) == txid(block_170), "[wrong-wtxid] Without a witness both ids are the same."
print("txid and wtxid look right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Your parser already gives `base`. Both ids are one line each.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`txid: hash256(base of raw), bytes reversed, hex`. `wtxid: hash256(raw), bytes reversed, hex`.
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

txid میں گواہ شامل نہیں ہوتا، wtxid میں ہوتا ہے۔ دکھانے کے لیے بائٹس الٹیں، ہندسے نہیں۔
</details>
"""

# %% nbgrader={"grade_id": "txid-hidden", "grade": true, "points": 6} hunar={"exercise": "txid", "title": "txid and wtxid: other transactions"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
draw = variant.rng("a5-transactions").spawn(2)[1]
genesis_reward = bytes.fromhex(
    "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d01"
    "04455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f662073"
    "65636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967"
    "f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c"
    "702b6bf11d5fac00000000"
)
pairs = [(genesis_reward, genesis_reward)]
for stacks in ([[71, 33], []], [[64]], [[0, 72, 71, 105], [72, 33]]):
    tx = drawn_tx(draw, len(stacks), 2, stacks)
    pairs += [(serialized(tx, True), serialized(tx, False)), (serialized(tx, False), serialized(tx, False))]
for raw, base in pairs:
    got, whole = txid(raw), wtxid(raw)
    inner, outer = hash256(base), hash256(raw)
    assert isinstance(got, str) and isinstance(whole, str), (
        "[not-text] An id is shown as text: .hex() at the end."
    )
    got, whole = got.lower(), whole.lower()
    assert got != inner.hex() and whole != outer.hex(), (
        "[internal-order] The id is in internal order. Reverse the 32 bytes, then call .hex()."
    )
    assert got != inner.hex()[::-1] and whole != outer.hex()[::-1], (
        "[reversed-digits] The digits were reversed. Reverse the bytes; each byte keeps its two digits."
    )
    assert raw == base or got != outer[::-1].hex(), (
        "[witness-in-txid] The txid covered marker, flag and witness. Hash only the base."
    )
    assert raw == base or whole != inner[::-1].hex(), (
        "[wrong-wtxid] The wtxid must cover all bytes, witnesses too."
    )
    assert got == inner[::-1].hex(), (
        "[wrong-txid] The txid is the double SHA-256 of the base, in display order."
    )
    assert whole == outer[::-1].hex(), (
        "[wrong-wtxid] The wtxid is the double SHA-256 of all bytes, in display order."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · Weigh it

Blocks are limited by *weight*. Each byte of the base weighs 4 units; each byte of marker, flag and witness weighs 1. So weight = 3 · base + total, both in bytes. A *virtual byte* (vB) is 4 units; sizes are rounded up. Fees are quoted in satoshi per vB.
"""

# %%
# Predict: how many virtual bytes are 401 units?
for units in (400, 401, 403):
    print(units, "units:", units / 4, "- floor:", units // 4, "- round:", round(units / 4))


# %% nbgrader={"grade_id": "vsize", "solution": true} hunar={"exercise": "vsize", "title": "vsize"}
def vsize(raw: bytes) -> int:
    """The virtual size of a raw transaction in vB, a whole number, rounded up.

    Example: vsize(block_170) == 275.
    """
    ### BEGIN SOLUTION
    return (3 * len(parse_tx(raw)["base"]) + len(raw) + 3) // 4
    ### END SOLUTION


# %% nbgrader={"grade_id": "vsize-check", "grade": true, "points": 2} hunar={"exercise": "vsize", "title": "vsize: check"}
check.is_whole_number(vsize(block_170), name="vsize(block_170)")
assert vsize(block_170) == 275, "[wrong-vsize] Without a witness, vB are plain bytes: 275 here."
assert vsize(bip143) != len(bip143), "[total-size] Witness bytes count a quarter. Weigh base and total."
assert vsize(bip143) == 261, "[wrong-vsize] weight = 3 * base + total; the BIP 143 example has 261 vB."
print("vsize looks right here. And when the weight is one unit above a multiple of 4?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Stay with whole numbers. To round up a division by 4, add 3 first.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`weight = 3 * size of base + size of raw; return (weight + 3) // 4`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

وزن نکالیں، پھر 4 پر تقسیم کر کے ہمیشہ اوپر کی طرف گول کریں۔
</details>
"""

# %% nbgrader={"grade_id": "vsize-hidden", "grade": true, "points": 3} hunar={"exercise": "vsize", "title": "vsize: every remainder"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral

draw = variant.rng("a5-transactions").spawn(3)[2]
cases = []
for extra in range(4):
    tx = drawn_tx(draw, 1, 1, [[64 + extra, 33]])
    raw = serialized(tx, True)
    cases.append((raw, 3 * len(serialized(tx, False)) + len(raw)))
cases.sort(key=lambda case: case[1] % 4)
assert [weight % 4 for _, weight in cases] == [0, 1, 2, 3], "[wrong-vsize] The virtual size is wrong."
got = [vsize(raw) for raw, _ in cases]
assert all(isinstance(size, Integral) for size in got), "[not-whole] Return a whole number of virtual bytes."
assert got != [weight // 4 for _, weight in cases], "[floor] A part of a virtual byte was dropped. Round up."
assert got != [round(weight / 4) for _, weight in cases], (
    "[rounds] The result was rounded to the nearest number. Always round up."
)
assert got != [len(raw) for raw, _ in cases], (
    "[total-size] These are plain bytes. Witness bytes count a quarter."
)
assert got != [weight for _, weight in cases], "[weight] This is the weight. Divide by 4 and round up."
assert got == [(weight + 3) // 4 for _, weight in cases], (
    "[wrong-vsize] The virtual size is wrong for other transactions."
)
old = serialized(drawn_tx(draw, 2, 2, [[], []]), False)
assert vsize(old) == len(old), "[wrong-vsize] In the old form, virtual bytes are plain bytes."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · A machine with a stack

A *script* is a list of steps that work on a *stack*: a list where you add and take only at the end, the *top*. `b""` and zero bytes are *false*; so is negative zero: zero bytes, then `80`. Everything else is true. A script succeeds when no step fails and the top is true at the end.

- `OP_DUP` copies the top.
- `OP_HASH160` replaces it by its hash.
- `OP_EQUALVERIFY` takes two items; if they differ, the script fails.
- `OP_CHECKSIG` takes the key, then the signature, and pushes `b"\x01"` or `b""`.
- `OP_CHECKMULTISIG` takes n, n keys, m, m signatures and, by an old mistake, one *dummy*, which must be `b""`. Signatures stand in the order of their keys.
"""

# %%
# Predict: how many items lie on the stack at the end?
stack = [b"signature", b"key"]
stack.append(stack[-1])  # OP_DUP
stack.append(hash160(stack.pop()))  # OP_HASH160
print([item if len(item) < 20 else "hash of the key" for item in stack])


# %% nbgrader={"grade_id": "run-script", "solution": true} hunar={"exercise": "run-script", "title": "run_script"}
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    """Whether the script succeeds.

    items: bytes are pushed; a str names one of the five operations; any other str fails.
    stack: what lies there before, top last. checksig(signature, key): is the signature good?
    n and m: one byte, or b"" for 0; the script fails unless 0 <= m <= n <= 20.
    A step that finds too few items fails: return False, raise nothing.
    Example: run_script([b"\\x80"], [], lambda signature, key: True) is False.
    """
    ### BEGIN SOLUTION
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")
    ### END SOLUTION


# %% nbgrader={"grade_id": "run-script-check", "grade": true, "points": 6} hunar={"exercise": "run-script", "title": "run_script: check"}
def good_if_named(signature: bytes, key: bytes) -> bool:
    """A stand-in for real signatures: b"sig A" is good for b"key A"."""
    return signature[:4] == b"sig " and signature[4:] == key[4:]


lock = ["OP_DUP", "OP_HASH160", hash160(b"key A"), "OP_EQUALVERIFY", "OP_CHECKSIG"]
got = run_script(lock, [b"sig A", b"key A"], good_if_named)
assert isinstance(got, bool), "[not-a-bool] Return True or False at the end of every path."
assert got is True, (
    "[refuses-good] The right key and signature must succeed. CHECKSIG takes the key first; call checksig(signature, key)."
)
assert run_script(lock, [b"sig B", b"key B"], good_if_named) is False, (
    "[verify-ignored] Another key has another hash: EQUALVERIFY must end the script with False."
)
assert run_script(lock, [b"sig B", b"key A"], good_if_named) is False, (
    "[top-ignored] The signature is bad, so the top is false at the end: return False."
)
print("run_script looks right here. What about negative zero and 2-of-3?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Copy the stack. Python's `pop()` raises IndexError on an empty list: catch it once, around the loop. For 2-of-3, try keys one after the other; a key that was tried never comes back.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`for item in items: bytes → push; else do the operation. CHECKMULTISIG: pop n, n keys, m, m signatures, dummy; keys_left = iter(keys); good = every signature finds a fitting key in keys_left. At the end: pop the top, is it true?`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

اسٹیک کی نقل پر کام کریں۔ CHECKMULTISIG ایک فالتو چیز بھی اٹھاتا ہے۔ آخر میں اوپر والی چیز سچ ہونی چاہیے؛ منفی صفر جھوٹ ہے۔
</details>
"""


# %% nbgrader={"grade_id": "run-script-hidden", "grade": true, "points": 9} hunar={"exercise": "run-script", "title": "run_script: zero, failure, multisig"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def fits(signature: bytes, key: bytes) -> bool:
    return signature[:4] == b"sig " and key[:4] == b"key " and signature[4:] == key[4:]


def ends_well(items: list, stack: list) -> object:
    """What run_script answers; None where it breaks."""
    try:
        return run_script(items, stack, fits)
    except Exception:
        return None


a, b, c = (b"key " + letter for letter in (b"A", b"B", b"C"))
sig_a, sig_b, sig_c = (b"sig " + letter for letter in (b"A", b"B", b"C"))
to_b = ["OP_DUP", "OP_HASH160", hash160(b), "OP_EQUALVERIFY", "OP_CHECKSIG"]
two_of_three = [b"\x02", a, b, c, b"\x03", "OP_CHECKMULTISIG"]
assert isinstance(ends_well(to_b, [sig_b, b]), bool), "[not-a-bool] Return True or False."
assert ends_well(to_b, [sig_b, b]) is True and ends_well([a, "OP_CHECKSIG"], [sig_a]) is True, (
    "[refuses-good] A good signature was refused. CHECKSIG takes the key first, then the signature."
)
assert ends_well([b"x", b"y", "OP_EQUALVERIFY", b"\x01"], []) is False, (
    "[verify-ignored] EQUALVERIFY found two different items, but the script went on. It must fail at once."
)
assert ends_well([a, "OP_CHECKSIG"], [b"\x01", sig_b]) is False and ends_well([], [b"\x01", b""]) is False, (
    "[top-ignored] The script ended with false on top, and was called a success. Look at the top."
)
for zero in (b"\x80", b"\x00\x80", b"\x00\x00\x80"):
    assert ends_well([zero], []) is False, (
        "[negative-zero] Negative zero, such as the byte 80, was called true. It is false."
    )
for zero in (b"", b"\x00", b"\x00\x00"):
    assert ends_well([zero], []) is False, (
        "[zero-is-true] Empty bytes and zero bytes are false, however many."
    )
for one in (b"\x01", b"\x00\x01", b"\x80\x00", b"\x81"):
    assert ends_well([one], []) is True, (
        "[true-is-zero] A true item was called false. Only the last byte may be 80, and all others must be zero."
    )
assert ends_well([], [b"", b"\x01"]) is True, (
    "[looks-below] Only the top item decides at the end; what lies below does not count."
)
short = ([], ["OP_DUP"], ["OP_HASH160"], [b"x", "OP_EQUALVERIFY"], [a, "OP_CHECKSIG"], ["OP_CHECKMULTISIG"])
for items in (*short, [b"\x01", a, b"\x03", "OP_CHECKMULTISIG"]):
    answer = ends_well(items, [])
    assert answer is not None, (
        "[raises] A step found too few items and Python's error came out. Return False."
    )
    assert answer is False, "[too-few] A script with too few items on the stack succeeded."
assert (
    ends_well(two_of_three, [b"", sig_a, sig_c]) is True
    and ends_well(two_of_three, [b"", sig_b, sig_c]) is True
), "[multisig] Two good signatures in the order of their keys must succeed in 2-of-3."
assert ends_well(two_of_three, [sig_a, sig_c]) is False, (
    "[no-dummy] CHECKMULTISIG was content without the dummy. It takes one item more than it needs."
)
assert (
    ends_well(
        [*two_of_three[:-1], "OP_CHECKMULTISIG", "OP_EQUALVERIFY", b"\x01"], [b"\x01", b"", sig_a, sig_b]
    )
    is True
), "[no-dummy] The dummy was left on the stack. CHECKMULTISIG takes it away."
assert ends_well(two_of_three, [b"\x01", sig_a, sig_c]) is False, (
    "[full-dummy] The dummy must be empty bytes; anything else fails (BIP 147)."
)
for signatures in ([sig_a, b"sig X"], [b"sig X", sig_a]):
    assert ends_well(two_of_three, [b"", *signatures]) is False, (
        "[multisig] One good signature was enough for 2-of-3."
    )
assert ends_well(two_of_three, [b"", sig_c, sig_a]) is False, (
    "[any-order] The signatures stand in another order than their keys. That must fail."
)
assert ends_well(two_of_three, [b"", sig_b, sig_b]) is False, (
    "[one-key-twice] One key was counted for two signatures."
)
assert ends_well([b"\x01", a, b"\x01", "OP_CHECKMULTISIG"], [b"", sig_b]) is False, (
    "[multisig] A bad signature was accepted in 1-of-1."
)
assert ends_well([b"\x02", a, b"\x01", "OP_CHECKMULTISIG"], [b"\x01", b"", sig_a, sig_a]) is False, (
    "[too-few] Two signatures for one key can never succeed: m is larger than n."
)
for items in ([b"", a, b"\x01", "OP_CHECKMULTISIG"], [b"", b"", "OP_CHECKMULTISIG"]):
    assert ends_well(items, [b""]) is True, (
        "[zero-of-n] With m = 0 no signature is needed: true. Beware of slices: stack[-0:] is the whole stack."
    )
assert (
    ends_well([b"\x01", *[a] * 20, b"\x14", "OP_CHECKMULTISIG"], [b"", sig_a]) is True
    and ends_well([b"\x01", *[a] * 21, b"\x15", "OP_CHECKMULTISIG"], [b"", sig_a]) is False
), "[over-20] CHECKMULTISIG takes at most 20 keys; with more, the script fails."
assert ends_well([b"\x01", "OP_MAGIC"], []) is False, "[unknown-op] An unknown operation must fail."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · What a signature signs

A segwit signature (version 0, SIGHASH_ALL) signs hash256 of these bytes, BIP 143:

| | part | bytes |
|---|---|---|
| 1 | version | 4 |
| 2 | hash256 of all outpoints (`prev` + `index`) | 32 |
| 3 | hash256 of all sequences | 32 |
| 4 | outpoint of *this* input | 36 |
| 5 | script code, with its compact size in front | – |
| 6 | amount of the coin | 8 |
| 7 | sequence of this input | 4 |
| 8 | hash256 of all outputs | 32 |
| 9 | locktime | 4 |
| 10 | SIGHASH_ALL = 1 | 4 |

Why the amount? Before, a hardware wallet could be told a wrong one, and sign away a large fee.
"""

# %%
nested = {  # a second example of BIP 143, before it was signed
    "version": 1,
    "inputs": [
        {
            "prev": bytes.fromhex("db6b1b20aa0fd7b23880be2ecbd4a98130974cf4748fb66092ac4d3ceb1a5477"),
            "index": 1,
            "script_sig": b"",
            "sequence": 0xFFFFFFFE,
            "witness": [],
        }
    ],
    "outputs": [
        {
            "amount_sat": 199_996_600,
            "script_pubkey": bytes.fromhex("76a914a457b684d7f0d539a46a45bbc043f35b59d0d96388ac"),
        },
        {
            "amount_sat": 800_000_000,
            "script_pubkey": bytes.fromhex("76a914fd270b1ee6abcaea97fea7ad0402e8bd8ad6d77c88ac"),
        },
    ],
    "locktime": 1170,
}
nested_code = bytes.fromhex("76a91479091972186c449eb1ded22b78e40d009bdf008988ac")
# Predict: how long is an outpoint?
outpoint = nested["inputs"][0]["prev"] + (1).to_bytes(4, "little")
print(len(outpoint), "bytes; part 2 here is", hash256(outpoint).hex()[:8], "…")


# %% nbgrader={"grade_id": "sighash-v0", "solution": true} hunar={"exercise": "sighash-v0", "title": "sighash_v0"}
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    """The 32 bytes that the signature of input i signs: BIP 143 with SIGHASH_ALL.

    tx: a dict as parse_tx returns it. script_code: the script that checks this signature, without its size.
    amount: of the spent coin, in sat.
    Example: sighash_v0(nested, 0, nested_code, 1_000_000_000).hex() begins with "64f3b0f4".
    """
    ### BEGIN SOLUTION

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hash256(b"".join(outpoints))
        + hash256(b"".join(sequences))
        + outpoints[i]
        + sized(script_code)
        + amount.to_bytes(8, "little")
        + sequences[i]
        + hash256(b"".join(outputs))
        + u32(tx["locktime"])
        + u32(1)
    )
    ### END SOLUTION


# %% nbgrader={"grade_id": "sighash-v0-check", "grade": true, "points": 6} hunar={"exercise": "sighash-v0", "title": "sighash_v0: check"}
got = sighash_v0(nested, 0, nested_code, 1_000_000_000)
check.is_bytes(got, length=32, name="sighash_v0(nested, 0, nested_code, 1_000_000_000)")
assert got != sighash_v0(nested, 0, nested_code, 999_999_999), (
    "[no-amount] Another amount gave the same hash. Part 6 is the amount, 8 bytes."
)
assert not got.hex().startswith("b69fe592"), (
    "[display-order] Return the hash as it is; signatures use internal order."
)
assert got.hex().startswith("64f3b0f4"), (
    "[wrong-sighash] Compare your parts with BIP 143: part 2 begins b0287b4a, part 3 18606b35, part 8 de984f44."
)
print("sighash_v0 looks right for one input. And for input 1 of two?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Make three lists of bytes first: outpoints, sequences, outputs. Parts 2, 3 and 8 hash a whole list; parts 4 and 7 take element i.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`output = amount in 8 bytes + compact size + script; all ten parts joined in the order of the table; return hash256(joined)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے تین فہرستیں بنائیں: آؤٹ پوائنٹ، سیکوئنس اور آؤٹ پٹ۔ پھر جدول کے دس حصے اسی ترتیب سے جوڑ کر دوہرا ہیش لیں۔
</details>
"""


# %% nbgrader={"grade_id": "sighash-v0-hidden", "grade": true, "points": 9} hunar={"exercise": "sighash-v0", "title": "sighash_v0: BIP 143 and other inputs"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def parts_to_sign(
    tx: dict, i: int, code: bytes, amount: int, order: str = "<", inner: Callable = hash256
) -> list:
    """The ten parts; the keyword arguments make usual mistakes."""
    outpoints = [one["prev"] + struct.pack(order + "I", one["index"]) for one in tx["inputs"]]
    sequences = [struct.pack("<I", one["sequence"]) for one in tx["inputs"]]
    outputs = [
        struct.pack("<q", one["amount_sat"]) + compact_size(len(one["script_pubkey"])) + one["script_pubkey"]
        for one in tx["outputs"]
    ]
    return [
        struct.pack("<I", tx["version"]),
        inner(b"".join(outpoints)),
        inner(b"".join(sequences)),
        outpoints[i],
        compact_size(len(code)) + code,
        struct.pack("<q", amount),
        sequences[i],
        inner(b"".join(outputs)),
        struct.pack("<I", tx["locktime"]),
        struct.pack("<I", 1),
    ]


def once(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def all_with(parts: list, place: int, part: bytes) -> bytes:
    return hash256(b"".join([*parts[:place], part, *parts[place + 1 :]]))


def breaks(*arguments: object) -> bool:
    try:
        sighash_v0(*arguments)
    except Exception:
        return True
    return False


draw = variant.rng("a5-transactions").spawn(4)[3]
published = {
    "version": 1,
    "inputs": [
        {
            "prev": bytes.fromhex("fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f"),
            "index": 0,
            "script_sig": b"",
            "sequence": 0xFFFFFFEE,
            "witness": [],
        },
        {
            "prev": bytes.fromhex("ef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a"),
            "index": 1,
            "script_sig": b"",
            "sequence": 0xFFFFFFFF,
            "witness": [],
        },
    ],
    "outputs": [
        {
            "amount_sat": 112_340_000,
            "script_pubkey": bytes.fromhex("76a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac"),
        },
        {
            "amount_sat": 223_450_000,
            "script_pubkey": bytes.fromhex("76a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac"),
        },
    ],
    "locktime": 17,
}
published_code = bytes.fromhex("76a9141d0f172a0ecb48aee1be1f2687d2963ae33f71a188ac")
drawn = drawn_tx(draw, 3, 2, [[71, 33], [64], [72]])
cases = (
    (published, 1, published_code, 600_000_000),
    (drawn, 2, draw.bytes(25), 123_456_789),
    (drawn, 0, draw.bytes(260), 2**40 + 7),
)
for tx, i, code, amount in cases:
    assert len(code) < 253 or not breaks(tx, i, code, amount), (
        "[short-size] A script of more than 252 bytes broke it. Write each size with compact_size."
    )
    got = sighash_v0(tx, i, code, amount)
    parts = parts_to_sign(tx, i, code, amount)
    joined = b"".join(parts)
    assert not isinstance(got, str), "[returns-text] sighash_v0 gave text. Return the 32 bytes of the hash."
    assert isinstance(got, bytes) and len(got) == 32, "[wrong-sighash] Return 32 bytes."
    assert got != hash256(joined)[::-1], "[display-order] Return the hash as it is, in internal order."
    assert got != once(joined), "[one-round] The last hash was applied once. Use hash256."
    assert got != all_with(parts, 5, b""), "[no-amount] The amount of the coin is missing: part 6, 8 bytes."
    big = parts_to_sign(tx, i, code, amount, order=">")
    assert got not in (hash256(b"".join(big)), all_with(parts, 3, big[3]), all_with(parts, 1, big[1])), (
        "[index-big-endian] The index of an outpoint was written big-endian. The small end comes first."
    )
    single = parts_to_sign(tx, i, code, amount, inner=once)
    assert got not in (
        hash256(b"".join(single)),
        *(all_with(parts, place, single[place]) for place in (1, 2, 7)),
    ), "[single-hashed] The outpoints, sequences or outputs were hashed once. Each list goes through hash256."
    assert got != all_with(parts, 4, code), "[no-length] The script code needs its compact size in front."
    assert got not in (all_with(parts, 9, b""), all_with(parts, 9, b"\x01")), (
        "[no-type] SIGHASH_ALL at the end has four bytes: 01 00 00 00."
    )
    own = [dict(tx, inputs=[tx["inputs"][i]]), 0, code, amount]
    assert got != hash256(b"".join(parts_to_sign(*own))), (
        "[own-input-only] Parts 2 and 3 cover the outpoints and sequences of all inputs, not only of this one."
    )
    first = parts_to_sign(tx, 0, code, amount)
    assert i == 0 or got not in (
        hash256(b"".join(first)),
        all_with(parts, 3, first[3]),
        all_with(parts, 6, first[6]),
    ), "[first-input] Parts 4 and 7 were taken from input 0. Use input i."
    assert got == hash256(joined), "[wrong-sighash] This is not the hash of BIP 143. Compare part by part."
assert sighash_v0(published, 1, published_code, 600_000_000).hex() == (
    "c37af31116d1b27caf68aae9e3ac82f1477929014d5b917657d0eb49478cb670"
), "[wrong-sighash] This is not the published hash of BIP 143."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 7 · What a coin is worth

A wallet holds *coins*: outputs not spent yet (UTXOs). Each coin that you spend adds an input, and you pay for its virtual bytes. What is left of the coin is its *effective value*. It can be negative.

Change is not free either: `change_cost` is the fee for one more output. And nodes do not relay *dust*: outputs too small to be worth spending, by default below 294 sat for a segwit output to one key.
"""

# %%
DUST_SAT = 294
# Predict: at which of these feerates does the coin cost more than it brings?
for feerate in (2, 20, 200):
    print("a coin of 10,000 sat at", feerate, "sat/vB: its input of 68 vB costs", 68 * feerate, "sat")


# %% nbgrader={"grade_id": "effective-value", "solution": true} hunar={"exercise": "effective-value", "title": "effective_value and change_sat"}
def effective_value(utxo: dict, feerate: int) -> int:
    """What the coin adds to a payment, in sat; may be negative.

    utxo: {"amount_sat": ..., "input_vsize": vB of the input that spends it}. feerate: sat/vB.
    Example: effective_value({"amount_sat": 10_000, "input_vsize": 68}, 20) == 8640.
    """
    ### BEGIN SOLUTION
    return utxo["amount_sat"] - feerate * utxo["input_vsize"]
    ### END SOLUTION


def change_sat(leftover: int, change_cost: int) -> int:
    """The amount of the change output, in sat: leftover - change_cost, or 0 if that would be dust.

    Change of exactly DUST_SAT is allowed.
    Example: change_sat(1000, 800) == 0, because 200 sat would be dust.
    """
    ### BEGIN SOLUTION
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0
    ### END SOLUTION


# %% nbgrader={"grade_id": "effective-value-check", "grade": true, "points": 4} hunar={"exercise": "effective-value", "title": "effective_value and change_sat: check"}
got = effective_value({"amount_sat": 10_000, "input_vsize": 68}, 20)
check.is_whole_number(got, name='effective_value({"amount_sat": 10_000, "input_vsize": 68}, 20)')
assert got != 10_000 - 20, (
    "[feerate-as-fee] A feerate is per vB. The fee of the input is feerate times its size."
)
assert got == 8640, "[wrong-value] 10,000 sat less 20 sat/vB times 68 vB is 8,640 sat."
check.is_whole_number(change_sat(5000, 800), name="change_sat(5000, 800)")
assert change_sat(5000, 800) == 4200, (
    "[change-too-big] The change output is paid from the leftover: 4,200 sat remain."
)
assert change_sat(1000, 800) == 0, "[dust] 200 sat are below DUST_SAT: no change output, so 0."
print("effective_value and change_sat look right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Subtract first, then compare. Do not hide negative values: the next exercise needs them.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`effective value = amount - feerate * input size`; `change = leftover - change_cost; if change < DUST_SAT: 0`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

سکے کی رقم سے اس کے اپنے ان پٹ کی فیس گھٹائیں۔ بہت چھوٹی بقایا رقم (dust) نہ بنائیں۔
</details>
"""

# %% nbgrader={"grade_id": "effective-value-hidden", "grade": true, "points": 6} hunar={"exercise": "effective-value", "title": "effective_value and change_sat: borders"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
for amount_sat, input_vsize, feerate in ((250_000, 148, 33), (9_999, 58, 7), (68_000, 68, 1000)):
    got = effective_value({"amount_sat": amount_sat, "input_vsize": input_vsize}, feerate)
    assert isinstance(got, Integral), "[not-whole] Return whole satoshi."
    assert got != amount_sat, "[own-fee] The fee for the coin's own input was not subtracted."
    assert got != amount_sat - feerate, (
        "[feerate-as-fee] The feerate was subtracted, not the fee: multiply by the size."
    )
    assert got != amount_sat - 68 * feerate or input_vsize == 68, (
        "[fixed-size] The size of the example was used. Each coin brings its own input_vsize."
    )
    assert got == amount_sat - feerate * input_vsize, (
        "[wrong-value] amount less feerate times input size, in sat."
    )
assert effective_value({"amount_sat": 500, "input_vsize": 68}, 50) == -2900, (
    "[hides-negative] A coin can cost more than it brings. Return the negative number."
)
assert isinstance(change_sat(10_000, 700), Integral), "[not-whole] Return whole satoshi."
assert change_sat(10_000, 700) != 10_000, "[change-too-big] The cost of change was not subtracted."
assert change_sat(10_000, 700) == 9_300, "[wrong-change] Change is leftover less change_cost."
assert change_sat(900, 700) == 0 and change_sat(700 + 293, 700) == 0, (
    "[dust] The change would be below 294 sat. Make no output: 0."
)
assert change_sat(700 + 294, 700) == 294, "[dust-border] Change of exactly 294 sat is allowed."
assert change_sat(500, 700) == 0 and change_sat(0, 700) == 0, "[negative-change] Change is never negative: 0."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 8 · Choose coins

`target` is what the effective values must reach: the payments, and the fee of everything but inputs and change. What they bring above it is the *leftover*.

1. Best is no change: 0 ≤ leftover ≤ change_cost. The miner gets it; change would cost as much or more.
2. If no choice does that, take enough for real change: leftover ≥ change_cost + DUST_SAT.
3. If that fails too, lose little: the smallest leftover ≥ 0.

Never take a coin of negative effective value.
"""

# %%
# Predict: how many choices of two are there among three coins?
for pair in combinations(["coin 0", "coin 1", "coin 2"], 2):
    print("a choice of two:", pair)


# %% nbgrader={"grade_id": "select-coins", "solution": true} hunar={"exercise": "select-coins", "title": "select_coins"}
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    """The positions in utxos of the coins to spend, by the three rules above; None if it cannot be paid.

    utxos: at most 12 dicts as in exercise 7. target > 0 and change_cost: sat. feerate: sat/vB.
    If several choices are equally good, any of them is right.
    Example: with amounts 5000, 7000 and 9000 sat, inputs of 68 vB and 10 sat/vB, the target 6300
    and change_cost 100 give [1].
    """
    ### BEGIN SOLUTION
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    useful = [place for place, value in enumerate(worth) if value > 0]
    choices = []
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            leftover = sum(worth[place] for place in chosen) - target
            if leftover >= 0:
                choices.append((leftover, chosen))
    if not choices:
        return None
    best = min(choices)
    if best[0] > change_cost:
        with_change = [choice for choice in choices if choice[0] >= change_cost + DUST_SAT]
        best = min(with_change or choices)
    return list(best[1])
    ### END SOLUTION


# %% nbgrader={"grade_id": "select-coins-check", "grade": true, "points": 6} hunar={"exercise": "select-coins", "title": "select_coins: check"}
purse = [{"amount_sat": amount_sat, "input_vsize": 68} for amount_sat in (5000, 7000, 9000)]
got = select_coins(purse, 6300, 10, 100)
assert isinstance(got, list) and all(place in range(3) for place in got), (
    "[not-positions] Return a list of positions in utxos, such as [0, 2]."
)
assert got == [1], (
    "[missed-match] Coin 1 alone is worth 6,320 sat: no change is needed. Try all choices for such a match."
)
assert select_coins(purse, 20_000, 10, 100) is None, (
    "[own-fee] 21,000 sat are there, but the three inputs cost 2,040 of them: return None."
)
print("select_coins looks right here. What about dust, and coins that cost more than they bring?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Keep the coins of positive effective value. 12 coins have only 4,095 choices: note the leftover of each, then apply the three rules.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`for each combination of useful coins: keep (leftover, choice) if leftover >= 0; nothing kept: None; best = min(kept); if its leftover > change_cost: min of those with leftover >= change_cost + DUST_SAT, if any`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے نقصان دینے والے سکے نکال دیں۔ باقی سکوں کے سب ممکنہ مجموعے بنائیں اور ہر ایک کی بچی ہوئی رقم لکھ لیں۔ پھر تینوں اصول اسی ترتیب سے لگائیں۔
</details>
"""


# %% nbgrader={"grade_id": "select-coins-hidden", "grade": true, "points": 9} hunar={"exercise": "select-coins", "title": "select_coins: properties"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def coins(amounts: list, size: int = 68) -> list:
    return [{"amount_sat": int(amount_sat), "input_vsize": size} for amount_sat in amounts]


def leftovers(utxos: list, target: int, feerate: int) -> list:
    """What each choice of useful coins brings above the target."""
    worth = [one["amount_sat"] - feerate * one["input_vsize"] for one in utxos]
    sums = [0]
    for value in worth:
        sums += [value + before for before in sums] if value > 0 else []
    return [value - target for value in sums[1:]]


draw = variant.rng("a5-transactions").spawn(5)[4]
planted = coins(draw.integers(20_000, 90_000, size=11))
picked = draw.choice(11, size=4, replace=False)
match = sum(planted[int(place)]["amount_sat"] - 68 * 5 for place in picked)
cases = [
    (coins([10_000, 10_000, 10_000]), 19_000, 50, 400),
    (coins([10_680, 180]), 9_400, 10, 150),
    (coins([400, 30_000, 300, 21_000]), 46_000, 10, 150),
    (coins([10_068, 2_068]), 9_500, 1, 300),
    (coins([10_068]), 9_500, 1, 300),
    (coins([10_068, 118]), 9_500, 1, 300),
    (coins([3_100, 2_080, 5_500], size=58), 10_680 - 3 * 58, 1, 0),
    (coins([500, 600, 700]), 1_000, 30, 100),
    (coins([2_000, 3_000]), 4_865, 1, 0),
    (planted, match, 5, 0),
    (planted, match - 30, 5, 31),
    *(
        (coins(draw.integers(300, 60_000, size=8)), int(draw.integers(500, 90_000)), 12, 700)
        for _ in range(8)
    ),
    ([*coins([50_000]), {"amount_sat": 12_000, "input_vsize": 400}, *coins([9_000])], 48_000, 25, 500),
]
for utxos, target, feerate, change_cost in cases:
    got = select_coins([dict(one) for one in utxos], target, feerate, change_cost)
    possible = [value for value in leftovers(utxos, target, feerate) if value >= 0]
    if not possible:
        assert got != [], "[empty-list] When it cannot be paid, return None, not an empty list."
        assert got is None, (
            "[own-fee] Each input pays its own fee. After that the coins are not enough: return None."
        )
        continue
    assert got is not None, (
        "[gave-up] Enough coins are there, but the answer was None. A leftover of 0 is fine too."
    )
    assert isinstance(got, list) and all(
        isinstance(place, Integral) and 0 <= place < len(utxos) for place in got
    ), "[not-positions] Return a list of positions in utxos, not the coins themselves."
    assert len(set(got)) == len(got), "[one-coin-twice] A coin was chosen twice."
    worth = [utxos[place]["amount_sat"] - feerate * utxos[place]["input_vsize"] for place in got]
    assert sum(utxos[place]["amount_sat"] for place in got) >= target, (
        "[too-little] The coins do not reach the target."
    )
    assert min(worth) >= 0, (
        "[negative-coin] A coin of negative effective value was chosen. It costs more than it brings."
    )
    leftover = sum(worth) - target
    assert leftover >= 0, (
        "[own-fee] The amounts reach the target, the effective values do not: each input pays its own fee."
    )
    if min(possible) <= change_cost:
        assert leftover <= change_cost, (
            "[missed-match] A choice without change exists, but another one was taken. Try all choices, and allow leftover 0."
        )
    elif max(possible) >= change_cost + DUST_SAT:
        assert leftover >= change_cost + DUST_SAT, (
            "[dust-change] The leftover is too big to give away and too small for change. Take another choice."
        )
    else:
        assert leftover == min(possible), (
            "[wasteful] No choice is good here, but one loses less. Take the smallest leftover (rule 3)."
        )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 9 · Stop the mistake

The fee is what inputs bring above outputs. A *linter* reads a transaction before it is signed and warns:

- `"below minimum"`: the fee is less than `market["minimum"]` sat per vB. Nodes would not relay it.
- `"absurd"`: the fee is more than ten times `market["feerate"]` sat per vB (a rule of this lab).
- `"change missing"`: no output is ours, and the fee exceeds the usual fee by `market["smallest_change"]` sat or more.
"""

# %%
# Predict: how many satoshi does the volunteers' transaction pay as fee?
flood_inputs = [{"amount_sat": 90_000_000}]
flood_outputs = [{"amount_sat": 5_000_000, "ours": False}]
market = {"feerate": 12, "minimum": 1, "smallest_change": 2_000}
print("usual fee of 110 vB:", 110 * market["feerate"], "sat; smallest fee that is relayed:", 110 * 1, "sat")


# %% nbgrader={"grade_id": "lint-fee", "solution": true} hunar={"exercise": "lint-fee", "title": "lint_fee"}
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    """Warnings about the fee: any of "below minimum", "absurd", "change missing"; [] if all is well.

    inputs: dicts with amount_sat. outputs: dicts with amount_sat and ours (True: it returns to our wallet).
    vsize: vB. market: feerate and minimum in sat/vB, smallest_change in sat. The order is free.
    Raises ValueError if the outputs take more than the inputs bring.
    Example: lint_fee(flood_inputs, flood_outputs, 110, market) gives "absurd" and "change missing".
    """
    ### BEGIN SOLUTION
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings
    ### END SOLUTION


# %% nbgrader={"grade_id": "lint-fee-check", "grade": true, "points": 4} hunar={"exercise": "lint-fee", "title": "lint_fee: check"}
got = lint_fee(flood_inputs, flood_outputs, 110, market)
assert isinstance(got, list), "[not-a-list] Return a list of warnings, also when there is none or only one."
assert "change missing" in got, (
    "[change-normal] 0.85 bitcoin go to the miner and no output is ours: change is missing."
)
assert "absurd" in got, "[not-absurd] The fee is 85,000,000 sat, the usual one 1,320 sat: absurd."
back = [*flood_outputs, {"amount_sat": 84_998_308, "ours": True}]
assert lint_fee(flood_inputs, back, 141, market) == [], (
    "[false-alarm] With the change output the fee is 1,692 sat for 141 vB, 12 sat/vB: no warning."
)
print("lint_fee looks right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Compute the fee and the usual fee, both in sat. The three questions are independent: three `if`, no `elif`.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`fee = sum in - sum out; if negative: ValueError; usual = feerate * vsize; if fee < minimum * vsize …; if fee > 10 * usual …; if no output is ours and fee - usual >= smallest_change …`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

فیس نکالیں: ان پٹ کا مجموعہ منفی آؤٹ پٹ کا مجموعہ۔ تینوں جانچیں الگ الگ کریں، کوئی جانچ دوسری کو نہ روکے۔
</details>
"""


# %% nbgrader={"grade_id": "lint-fee-hidden", "grade": true, "points": 6} hunar={"exercise": "lint-fee", "title": "lint_fee: borders"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def warned(fee: int, ours: bool, size: int = 200) -> object:
    """The warnings for a transaction with this fee; other market than in the example."""
    outputs = [{"amount_sat": 700_000, "ours": False}, {"amount_sat": 250_000, "ours": ours}]
    inputs = [{"amount_sat": 500_000}, {"amount_sat": 450_000 + fee}]
    got = lint_fee(inputs, outputs, size, {"feerate": 30, "minimum": 3, "smallest_change": 4_000})
    return sorted(got) if isinstance(got, list) and all(isinstance(one, str) for one in got) else None


assert warned(6_000, True) is not None and warned(100, True) is not None, (
    "[not-a-list] Return a list of texts, also when there is none or only one."
)
assert warned(6_000, True) == [], "[false-alarm] A usual fee with change got a warning."
assert warned(599, True) == ["below minimum"], (
    "[minimum] Compare the fee with minimum times vsize; the minimum comes from market."
)
assert warned(600, True) == [], "[minimum-border] Exactly the minimum is enough."
assert warned(9_999, False) == [], (
    "[false-alarm] Nothing is ours, but the fee is near the usual one: nothing to send back."
)
assert warned(10_000, False) == ["change missing"], (
    "[change-normal] No output is ours and the leftover was worth a change output: warn, also below an absurd fee."
)
assert warned(10_000, True) == [], "[change-there] One output is ours: its change is not missing."
assert warned(60_000, True) == [], (
    "[absurd-border] Exactly ten times the usual fee is not yet absurd: more than ten times."
)
assert warned(60_001, True) == ["absurd"], (
    "[not-absurd] More than ten times the usual fee is absurd, also with change."
)
assert warned(60_001, False) == ["absurd", "change missing"], (
    "[only-one-warning] Two warnings apply. Ask each question on its own."
)
assert warned(10_000, False, size=400) == [], (
    "[per-transaction] The usual fee grows with the size: multiply by vsize."
)
assert check.refuses(
    lint_fee,
    [{"amount_sat": 1_000}],
    [{"amount_sat": 1_001, "ours": True}],
    110,
    {"feerate": 30, "minimum": 3, "smallest_change": 4_000},
), "[negative-fee] The outputs take more than the inputs bring. Raise ValueError."
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

*In words:* on the left, two bars show the weight of both transactions by part; the second has some witness on top. On the right, the stack of a payment to a key hash after each step. Below stands what `run_script` says if the script ended there, for the right and for a wrong key.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

weights = {"other": [], "inputs": [], "outputs": [], "witness": []}
for raw in (block_170, bip143):
    parsed = parse_tx(raw)
    weights["inputs"].append(4 * sum(41 + len(one["script_sig"]) for one in parsed["inputs"]))
    weights["outputs"].append(4 * sum(9 + len(one["script_pubkey"]) for one in parsed["outputs"]))
    weights["other"].append(4 * 10)
    weights["witness"].append(len(raw) - len(parsed["base"]))

figure, (bars, frames) = plt.subplots(1, 2, figsize=(9, 3.8), width_ratios=(2, 3))
left = [0, 0]
colours = {"other": "#4d4d4d", "inputs": "#00576b", "outputs": "#e0a030", "witness": "#b34700"}
for part, heights in weights.items():
    bars.bar(["block 170", "BIP 143"], heights, bottom=left, label=part, color=colours[part], width=0.6)
    left = [low + height for low, height in zip(left, heights, strict=True)]
for place, raw in enumerate((block_170, bip143)):
    bars.text(place, left[place] + 15, f"{vsize(raw)} vB", ha="center")
bars.set(ylabel="weight (units)", title="Weight by part", ylim=(0, 1500))
bars.legend(fontsize=8, ncols=2, loc="upper left")

steps = ["start", "DUP", "HASH160", "push", "EQUAL-\nVERIFY", "CHECK-\nSIG"]
stacks = [["sig", "key"], ["sig", "key", "key"], ["sig", "key", "hash"], ["sig", "key", "hash", "hash"]]
stacks += [["sig", "key"], ["true"]]
shades = {"sig": "#cfe8ef", "key": "#f5deb3", "hash": "#e6e6e6", "true": "#b7d7a8"}
for column, held in enumerate(stacks):
    for row, name in enumerate(held):
        frames.bar(column, 0.9, bottom=row, width=0.85, color=shades[name], edgecolor="black")
        frames.text(column, row + 0.45, name, ha="center", va="center", fontsize=9)
    for row, key in ((-0.7, b"key A"), (-1.5, b"key B")):
        answer = run_script(lock[:column], [b"sig" + key[3:], key], good_if_named)
        frames.text(column, row, "true" if answer else "FALSE", ha="center", fontsize=8)
frames.text(-0.6, -0.7, "right key", ha="right", fontsize=8)
frames.text(-0.6, -1.5, "wrong key", ha="right", fontsize=8)
frames.set(xticks=range(6), xticklabels=steps, yticks=[], ylim=(-1.9, 4.3), xlim=(-2.2, 5.6))
frames.set_title("The stack after each step")
frames.tick_params(axis="x", labelsize=8)
figure.tight_layout()

# %% [markdown]
r"""
## Where this model is wrong

- Our machine knows five operations. Real scripts have limits; a witness script must leave exactly one item.
- BIP 143 protects only the amount of its own input. A wallet with several inputs can still be deceived about the others; Taproot (BIP 341) signs all amounts.
- `parse_tx` accepts amounts that no coin can hold.
- Real wallets use fractions of a sat/vB, count the later spending of change, and think of privacy: spending coins together links them.
- The market and "ten times" are invented; relay limits are the policy of each node.
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. Search 12 coins with *branch and bound*. How many sums do you save?
2. Write `sighash_v0` for SIGHASH_SINGLE. Which parts change?
3. Why does the output script of block 170 need no `OP_HASH160`?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">input</span> · ان پٹ</td><td>پہلے سے موجود سکے کو خرچ کرنے کا حوالہ</td></tr>
<tr><td><span lang="en" dir="ltr">output</span> · آؤٹ پٹ</td><td>رقم اور اسے کھولنے کی شرط</td></tr>
<tr><td><span lang="en" dir="ltr">UTXO</span></td><td>وہ سکہ جو ابھی خرچ نہیں ہوا</td></tr>
<tr><td><span lang="en" dir="ltr">witness</span> · گواہ</td><td>دستخط اور چابیاں، جو txid میں شامل نہیں</td></tr>
<tr><td><span lang="en" dir="ltr">virtual byte</span></td><td>وزن کی چار اکائیاں</td></tr>
<tr><td><span lang="en" dir="ltr">script</span> · اسکرپٹ</td><td>خرچ کرنے کی شرط کا چھوٹا پروگرام</td></tr>
<tr><td><span lang="en" dir="ltr">change</span> · بقایا</td><td>وہ رقم جو بھیجنے والے کو واپس ملے</td></tr>
<tr><td><span lang="en" dir="ltr">dust</span></td><td>اتنی چھوٹی رقم کہ خرچ کرنا مہنگا پڑے</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- BIP 141 (weight), December 2015; BIP 143 (signature hash) and BIP 144 (form on the wire), January 2016; BIP 147 (dummy), September 2016; BIP 341 (Taproot), January 2020 (grade A)
- Bitcoin, block 170, 12 January 2009 (A)
- Bitcoin Core 29.0, `script/interpreter.cpp`, `policy/policy.cpp` (dust), `wallet/coinselection.cpp`, April 2025 (A)
- M. Erhardt, *An Evaluation of Coin Selection Strategies*, thesis, 2016 (B)
"""
