# %% [markdown]
# Typical wrong answers of B3. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="template-value" misconception="subsidy-only"
def template_value(tpl: dict) -> int:
    return subsidy(tpl["height"])


# %% exercise="template-value" misconception="fees-only"
def template_value(tpl: dict) -> int:
    return sum(tx["fee"] for tx in tpl["transactions"])


# %% exercise="template-value" misconception="ready-made"
def template_value(tpl: dict) -> int:
    return tpl["coinbasevalue"]


# %% exercise="template-value" misconception="no-halving"
def template_value(tpl: dict) -> int:
    return 50 * 100_000_000 + sum(tx["fee"] for tx in tpl["transactions"])


# %% exercise="template-value" misconception="in-coins"
def template_value(tpl: dict) -> int:
    return (subsidy(tpl["height"]) + sum(tx["fee"] for tx in tpl["transactions"])) / 100_000_000


# %% exercise="template-value" misconception="wrong-value"
def template_value(tpl: dict) -> int:
    return subsidy(tpl["height"]) + sum(tx["fee"] for tx in tpl["transactions"][:2])


# %% exercise="template-value" misconception="not-a-number"
def template_value(tpl: dict) -> int:
    return f"{subsidy(tpl['height']) + sum(tx['fee'] for tx in tpl['transactions']):,} sat"


# %% exercise="height-push" misconception="big-endian"
def height_push(h: int) -> bytes:
    if h == 0:
        return b"\x00"
    if h <= 16:
        return bytes([0x50 + h])
    size = h.bit_length() // 8 + 1
    return bytes([size]) + h.to_bytes(size, "big")


# %% exercise="height-push" misconception="missing-sign"
def height_push(h: int) -> bytes:
    if h == 0:
        return b"\x00"
    if h <= 16:
        return bytes([0x50 + h])
    size = (h.bit_length() + 7) // 8
    return bytes([size]) + h.to_bytes(size, "little")


# %% exercise="height-push" misconception="small-numbers"
def height_push(h: int) -> bytes:
    if h == 0:
        return b"\x00"
    size = h.bit_length() // 8 + 1
    return bytes([size]) + h.to_bytes(size, "little")


# %% exercise="height-push" misconception="small-numbers"
def height_push(h: int) -> bytes:
    if h == 0:
        return b"\x00"
    if h < 16:
        return bytes([0x50 + h])
    size = h.bit_length() // 8 + 1
    return bytes([size]) + h.to_bytes(size, "little")


# %% exercise="height-push" misconception="zero"
def height_push(h: int) -> bytes:
    if h <= 16:
        return bytes([0x50 + h])
    size = h.bit_length() // 8 + 1
    return bytes([size]) + h.to_bytes(size, "little")


# %% exercise="height-push" misconception="no-length"
def height_push(h: int) -> bytes:
    if h == 0:
        return b"\x00"
    if h <= 16:
        return bytes([0x50 + h])
    size = h.bit_length() // 8 + 1
    return h.to_bytes(size, "little")


# %% exercise="height-push" misconception="fixed-width"
def height_push(h: int) -> bytes:
    if h == 0:
        return b"\x00"
    if h <= 16:
        return bytes([0x50 + h])
    size = 4
    return bytes([size]) + h.to_bytes(size, "little")


# %% exercise="height-push" misconception="length-of-sign"
def height_push(h: int) -> bytes:
    if h == 0:
        return b"\x00"
    if h <= 16:
        return bytes([0x50 + h])
    size = (h.bit_length() + 7) // 8
    sign = b"\x00" if h >> 8 * size - 1 else b""
    return bytes([size]) + h.to_bytes(size, "little") + sign


# %% exercise="height-push" misconception="always-sign"
def height_push(h: int) -> bytes:
    if h == 0:
        return b"\x00"
    if h <= 16:
        return bytes([0x50 + h])
    size = (h.bit_length() + 7) // 8 + 1
    return bytes([size]) + h.to_bytes(size, "little")


# %% exercise="height-push" misconception="wrong-push"
def height_push(h: int) -> bytes:
    if h == 0:
        return b"\x00"
    if h <= 16:
        return bytes([0x50 + h])
    size = h.bit_length() // 8 + 1
    return bytes([0x4C, size]) + h.to_bytes(size, "little")


# %% exercise="height-push" misconception="not-bytes"
def height_push(h: int) -> str:
    if h == 0:
        return "00"
    if h <= 16:
        return bytes([0x50 + h]).hex()
    size = h.bit_length() // 8 + 1
    return (bytes([size]) + h.to_bytes(size, "little")).hex()


# %% exercise="witness-commitment" misconception="own-wtxid"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root(wtxids)
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="coinbase-left-out"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root(wtxids[1:] or [bytes(32)])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="one-too-many"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="no-reserved"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + root


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="no-reserved"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="reserved-first"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + hash256(reserved + root)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="reserved-ignored"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + bytes(32))


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="one-round"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + hashlib.sha256(root + reserved).digest()


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="display-order"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *(wtxid[::-1] for wtxid in wtxids[1:])])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="no-head"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return hash256(root + reserved)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="not-bytes"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> str:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return (bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)).hex()


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="wrong-commitment"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)[::-1]


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="changes-list"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    wtxids[0] = bytes(32)
    root = merkle_root(wtxids)
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="first-counts"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)


def commitment_index(scripts: list[bytes]) -> int | None:
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            return i
    return None


# %% exercise="witness-commitment" misconception="exact-length"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) == 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="too-short"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="not-at-start"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and bytes.fromhex("6a24aa21a9ed") in script:
            found = i
    return found


# %% exercise="witness-commitment" misconception="no-none"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = -1
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i
    return found


# %% exercise="witness-commitment" misconception="wrong-index"
def witness_commitment(wtxids: list[bytes], reserved: bytes = bytes(32)) -> bytes:
    root = merkle_root([bytes(32), *wtxids[1:]])
    return bytes.fromhex("6a24aa21a9ed") + hash256(root + reserved)


def commitment_index(scripts: list[bytes]) -> int | None:
    found = None
    for i, script in enumerate(scripts):
        if len(script) >= 38 and script.startswith(bytes.fromhex("6a24aa21a9ed")):
            found = i + 1
    return found


# %% exercise="coinbase" misconception="no-witness"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = False
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="always-witness"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = True
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="short-script"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="too-long"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="height-last"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = extra + height_push(height)
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="height-first"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height.to_bytes(4, "little") + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="wrong-script"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="wrong-script"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + compact_size(len(extra)) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="commitment-first"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = ([(0, commitment)] if commitment is not None else []) + [(value, spk)]
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="value-big-endian"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "big") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="not-null"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + bytes(4) + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="not-a-transaction"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="not-a-transaction"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += b"\x01"
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="breaks"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + bytes([len(target)]) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="wrong-outputs"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(value, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="wrong-outputs"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)]
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="wrong-payment"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += (amount // 2).to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="wrong-witness"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x00" if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="wrong-frame"
def coinbase(
    height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None
) -> bytes:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("01000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)


# %% exercise="coinbase" misconception="not-bytes"
def coinbase(height: int, value: int, spk: bytes, extra: bytes = b"", commitment: bytes | None = None) -> str:
    script = height_push(height) + extra
    if len(script) < 2:
        script += b"\x00"
    if len(script) > 100:
        raise ValueError("too long")
    witness = commitment is not None
    outputs = [(value, spk)] + ([(0, commitment)] if commitment is not None else [])
    tx = bytes.fromhex("02000000") + (b"\x00\x01" if witness else b"")
    tx += b"\x01" + bytes(32) + b"\xff" * 4 + compact_size(len(script)) + script + b"\xff" * 4
    tx += compact_size(len(outputs))
    for amount, target in outputs:
        tx += amount.to_bytes(8, "little") + compact_size(len(target)) + target
    return (tx + (b"\x01\x20" + bytes(32) if witness else b"") + bytes(4)).hex()


# %% exercise="header-start" misconception="prev-display-order"
def header_start(tpl: dict, root: bytes) -> bytes:
    return (
        tpl["version"].to_bytes(4, "little")
        + bytes.fromhex(tpl["previousblockhash"])
        + root
        + tpl["curtime"].to_bytes(4, "little")
        + bytes.fromhex(tpl["bits"])[::-1]
    )


# %% exercise="header-start" misconception="bits-order"
def header_start(tpl: dict, root: bytes) -> bytes:
    return (
        tpl["version"].to_bytes(4, "little")
        + bytes.fromhex(tpl["previousblockhash"])[::-1]
        + root
        + tpl["curtime"].to_bytes(4, "little")
        + bytes.fromhex(tpl["bits"])
    )


# %% exercise="header-start" misconception="root-turned"
def header_start(tpl: dict, root: bytes) -> bytes:
    return (
        tpl["version"].to_bytes(4, "little")
        + bytes.fromhex(tpl["previousblockhash"])[::-1]
        + root[::-1]
        + tpl["curtime"].to_bytes(4, "little")
        + bytes.fromhex(tpl["bits"])[::-1]
    )


# %% exercise="header-start" misconception="number-order"
def header_start(tpl: dict, root: bytes) -> bytes:
    return (
        tpl["version"].to_bytes(4, "big")
        + bytes.fromhex(tpl["previousblockhash"])[::-1]
        + root
        + tpl["curtime"].to_bytes(4, "little")
        + bytes.fromhex(tpl["bits"])[::-1]
    )


# %% exercise="header-start" misconception="number-order"
def header_start(tpl: dict, root: bytes) -> bytes:
    return (
        tpl["version"].to_bytes(4, "little")
        + bytes.fromhex(tpl["previousblockhash"])[::-1]
        + root
        + tpl["curtime"].to_bytes(4, "big")
        + bytes.fromhex(tpl["bits"])[::-1]
    )


# %% exercise="header-start" misconception="wrong-time"
def header_start(tpl: dict, root: bytes) -> bytes:
    return (
        tpl["version"].to_bytes(4, "little")
        + bytes.fromhex(tpl["previousblockhash"])[::-1]
        + root
        + tpl["mintime"].to_bytes(4, "little")
        + bytes.fromhex(tpl["bits"])[::-1]
    )


# %% exercise="header-start" misconception="fixed-version"
def header_start(tpl: dict, root: bytes) -> bytes:
    return (
        0x20000000.to_bytes(4, "little")
        + bytes.fromhex(tpl["previousblockhash"])[::-1]
        + root
        + tpl["curtime"].to_bytes(4, "little")
        + bytes.fromhex(tpl["bits"])[::-1]
    )


# %% exercise="header-start" misconception="wrong-length"
def header_start(tpl: dict, root: bytes) -> bytes:
    return (
        tpl["version"].to_bytes(4, "little")
        + bytes.fromhex(tpl["previousblockhash"])[::-1]
        + root
        + tpl["curtime"].to_bytes(4, "little")
        + bytes.fromhex(tpl["bits"])[::-1]
        + bytes(4)
    )


# %% exercise="header-start" misconception="wrong-header"
def header_start(tpl: dict, root: bytes) -> bytes:
    return (
        tpl["version"].to_bytes(4, "little")
        + root
        + bytes.fromhex(tpl["previousblockhash"])[::-1]
        + tpl["curtime"].to_bytes(4, "little")
        + bytes.fromhex(tpl["bits"])[::-1]
    )


# %% exercise="header-start" misconception="not-bytes"
def header_start(tpl: dict, root: bytes) -> str:
    start = (
        tpl["version"].to_bytes(4, "little")
        + bytes.fromhex(tpl["previousblockhash"])[::-1]
        + root
        + tpl["curtime"].to_bytes(4, "little")
        + bytes.fromhex(tpl["bits"])[::-1]
    )
    return start.hex()


# %% exercise="assemble" misconception="root-of-wtxids"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [hash256(first)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="root-of-wtxids"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [hash256(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="commits-to-txids"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="ready-made"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    first = coinbase(
        tpl["height"], template_value(tpl), spk, b"by hand", bytes.fromhex(tpl["default_witness_commitment"])
    )
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="wrong-value"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], tpl["coinbasevalue"], spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="subsidy-only"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], subsidy(tpl["height"]), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="no-commitment"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand")
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="wrong-count"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = (
        start + nonce.to_bytes(4, "little") + (1 + len(entries)).to_bytes(2, "little").rstrip(b"\x00") + first
    )
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="wrong-count"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + (1 + len(entries)).to_bytes(4, "little") + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="coinbase-not-counted"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="display-order"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"]) for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="display-order"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"]) for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="root-without-coinbase"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids[1:] or txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="no-work"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = next(n for n in range(99) if hash256(start + n.to_bytes(4, "little"))[31] > 0x7F)
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="transactions-missing"
def assemble(tpl: dict, spk: bytes) -> str:
    tpl = tpl | {"transactions": []}
    entries = []
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="transactions-missing"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in reversed(entries))


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="no-witness"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = (
        start
        + nonce.to_bytes(4, "little")
        + compact_size(1 + len(entries))
        + first[:4]
        + first[6:-38]
        + first[-4:]
    )
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="coinbase-broken"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = (
        start
        + nonce.to_bytes(4, "little")
        + compact_size(1 + len(entries))
        + compact_size(len(first))
        + first
    )
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="wrong-root"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    start = header_start(tpl, txid(first))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="wrong-root"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"later", witness_commitment(wtxids))
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="wrong-commitment"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="wrong-start"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = compact_size(80) + start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="not-a-block"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    return (start + nonce.to_bytes(4, "little")).hex()


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="not-text"
def assemble(tpl: dict, spk: bytes) -> bytes:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block + bytes.fromhex("".join(tx["data"] for tx in entries))


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="assemble" misconception="reason-lost"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return None if ask("submitblock", block_hex) is None else "high-hash"


# %% exercise="assemble" misconception="reason-lost"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex) or "accepted"


# %% exercise="assemble" misconception="not-submitted"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return None


# %% exercise="assemble" misconception="refused"
def assemble(tpl: dict, spk: bytes) -> str:
    entries = tpl["transactions"]
    wtxids = [bytes(32)] + [bytes.fromhex(tx["hash"])[::-1] for tx in entries]
    first = coinbase(tpl["height"], template_value(tpl), spk, b"by hand", witness_commitment(wtxids))
    txids = [txid(first)] + [bytes.fromhex(tx["txid"])[::-1] for tx in entries]
    start = header_start(tpl | {"curtime": 1_231_006_505}, merkle_root(txids))
    nonce = mine_header(start, int(tpl["target"], 16))
    block = start + nonce.to_bytes(4, "little") + compact_size(1 + len(entries)) + first
    return block.hex() + "".join(tx["data"] for tx in entries)


def submit(ask, block_hex: str) -> str | None:
    return ask("submitblock", block_hex)


# %% exercise="diagnose" misconception="details"
def diagnose(reason: str) -> str:
    repairs = {
        "high-hash": "nonce",
        "time-too-old": "time",
        "time-too-new": "time",
        "bad-diffbits": "template",
        "bad-version": "template",
        "prev-blk-not-found": "template",
        "inconclusive": "template",
        "bad-txnmrklroot": "root",
        "bad-cb-height": "script",
        "bad-cb-length": "script",
        "bad-cb-amount": "value",
        "bad-witness-merkle-match": "commitment",
        "bad-witness-nonce-size": "commitment",
        "unexpected-witness": "commitment",
    }
    name = reason
    return repairs.get(name, "unknown")


# %% exercise="diagnose" misconception="details"
def diagnose(reason: str) -> str:
    repairs = {
        "high-hash": "nonce",
        "time-too-old": "time",
        "time-too-new": "time",
        "bad-diffbits": "template",
        "bad-version": "template",
        "prev-blk-not-found": "template",
        "inconclusive": "template",
        "bad-txnmrklroot": "root",
        "bad-cb-height": "script",
        "bad-cb-length": "script",
        "bad-cb-amount": "value",
        "bad-witness-merkle-match": "commitment",
        "bad-witness-nonce-size": "commitment",
        "unexpected-witness": "commitment",
    }
    name = reason.split("(")[0].strip()
    return repairs.get(name, "unknown")


# %% exercise="diagnose" misconception="two-trees"
def diagnose(reason: str) -> str:
    repairs = {
        "high-hash": "nonce",
        "time-too-old": "time",
        "time-too-new": "time",
        "bad-diffbits": "template",
        "bad-version": "template",
        "prev-blk-not-found": "template",
        "inconclusive": "template",
        "bad-txnmrklroot": "root",
        "bad-cb-height": "script",
        "bad-cb-length": "script",
        "bad-cb-amount": "value",
        "bad-witness-merkle-match": "root",
        "bad-witness-nonce-size": "commitment",
        "unexpected-witness": "commitment",
    }
    name = reason.split("(")[0].split(",")[0].strip()
    return repairs.get(name, "unknown")


# %% exercise="diagnose" misconception="witness-reasons"
def diagnose(reason: str) -> str:
    repairs = {
        "high-hash": "nonce",
        "time-too-old": "time",
        "time-too-new": "time",
        "bad-diffbits": "template",
        "bad-version": "template",
        "prev-blk-not-found": "template",
        "inconclusive": "template",
        "bad-txnmrklroot": "root",
        "bad-cb-height": "script",
        "bad-cb-length": "script",
        "bad-cb-amount": "value",
        "bad-witness-merkle-match": "commitment",
        "bad-witness-nonce-size": "nonce",
        "unexpected-witness": "commitment",
    }
    name = reason.split("(")[0].split(",")[0].strip()
    return repairs.get(name, "unknown")


# %% exercise="diagnose" misconception="time-reasons"
def diagnose(reason: str) -> str:
    repairs = {
        "high-hash": "nonce",
        "time-too-old": "time",
        "time-too-new": "template",
        "bad-diffbits": "template",
        "bad-version": "template",
        "prev-blk-not-found": "template",
        "inconclusive": "template",
        "bad-txnmrklroot": "root",
        "bad-cb-height": "script",
        "bad-cb-length": "script",
        "bad-cb-amount": "value",
        "bad-witness-merkle-match": "commitment",
        "bad-witness-nonce-size": "commitment",
        "unexpected-witness": "commitment",
    }
    name = reason.split("(")[0].split(",")[0].strip()
    return repairs.get(name, "unknown")


# %% exercise="diagnose" misconception="coinbase-reasons"
def diagnose(reason: str) -> str:
    repairs = {
        "high-hash": "nonce",
        "time-too-old": "time",
        "time-too-new": "time",
        "bad-diffbits": "template",
        "bad-version": "template",
        "prev-blk-not-found": "template",
        "inconclusive": "template",
        "bad-txnmrklroot": "root",
        "bad-cb-height": "script",
        "bad-cb-length": "script",
        "bad-cb-amount": "script",
        "bad-witness-merkle-match": "commitment",
        "bad-witness-nonce-size": "commitment",
        "unexpected-witness": "commitment",
    }
    name = reason.split("(")[0].split(",")[0].strip()
    return repairs.get(name, "unknown")


# %% exercise="diagnose" misconception="stale-template"
def diagnose(reason: str) -> str:
    repairs = {
        "high-hash": "nonce",
        "time-too-old": "time",
        "time-too-new": "time",
        "bad-diffbits": "template",
        "bad-version": "template",
        "prev-blk-not-found": "template",
        "inconclusive": "unknown",
        "bad-txnmrklroot": "root",
        "bad-cb-height": "script",
        "bad-cb-length": "script",
        "bad-cb-amount": "value",
        "bad-witness-merkle-match": "commitment",
        "bad-witness-nonce-size": "commitment",
        "unexpected-witness": "commitment",
    }
    name = reason.split("(")[0].split(",")[0].strip()
    return repairs.get(name, "unknown")


# %% exercise="diagnose" misconception="guessed"
def diagnose(reason: str) -> str:
    repairs = {
        "high-hash": "nonce",
        "time-too-old": "time",
        "time-too-new": "time",
        "bad-diffbits": "template",
        "bad-version": "template",
        "prev-blk-not-found": "template",
        "inconclusive": "template",
        "bad-txnmrklroot": "root",
        "bad-cb-height": "script",
        "bad-cb-length": "script",
        "bad-cb-amount": "value",
        "bad-witness-merkle-match": "commitment",
        "bad-witness-nonce-size": "commitment",
        "unexpected-witness": "commitment",
    }
    name = reason.split("(")[0].split(",")[0].strip()
    return repairs.get(name, "template")


# %% exercise="diagnose" misconception="guessed"
def diagnose(reason: str) -> str:
    repairs = {
        "high-hash": "nonce",
        "time-too-old": "time",
        "time-too-new": "time",
        "bad-diffbits": "template",
        "bad-version": "template",
        "prev-blk-not-found": "template",
        "inconclusive": "template",
        "bad-txnmrklroot": "root",
        "bad-cb-height": "script",
        "bad-cb-length": "script",
        "bad-cb-amount": "value",
        "bad-witness-merkle-match": "commitment",
        "bad-witness-nonce-size": "commitment",
        "unexpected-witness": "commitment",
    }
    name = reason.split("(")[0].split(",")[0].strip()
    return repairs[name]


# %% exercise="diagnose" misconception="not-a-key"
def diagnose(reason: str) -> str:
    repairs = {
        "high-hash": "nonce",
        "time-too-old": "time",
        "time-too-new": "time",
        "bad-diffbits": "template",
        "bad-version": "template",
        "prev-blk-not-found": "template",
        "inconclusive": "template",
        "bad-txnmrklroot": "root",
        "bad-cb-height": "script",
        "bad-cb-length": "script",
        "bad-cb-amount": "value",
        "bad-witness-merkle-match": "commitment",
        "bad-witness-nonce-size": "commitment",
        "unexpected-witness": "commitment",
    }
    name = reason.split("(")[0].split(",")[0].strip()
    return REPAIRS[repairs.get(name, "unknown")]


# %% exercise="diagnose" misconception="not-text"
def diagnose(reason: str) -> list:
    repairs = {
        "high-hash": "nonce",
        "time-too-old": "time",
        "time-too-new": "time",
        "bad-diffbits": "template",
        "bad-version": "template",
        "prev-blk-not-found": "template",
        "inconclusive": "template",
        "bad-txnmrklroot": "root",
        "bad-cb-height": "script",
        "bad-cb-length": "script",
        "bad-cb-amount": "value",
        "bad-witness-merkle-match": "commitment",
        "bad-witness-nonce-size": "commitment",
        "unexpected-witness": "commitment",
    }
    name = reason.split("(")[0].split(",")[0].strip()
    return [repairs.get(name, "unknown")]


# %% exercise="diagnose" misconception="wrong-repair"
def diagnose(reason: str) -> str:
    repairs = {
        "high-hash": "template",
        "time-too-old": "time",
        "time-too-new": "time",
        "bad-diffbits": "template",
        "bad-version": "template",
        "prev-blk-not-found": "template",
        "inconclusive": "template",
        "bad-txnmrklroot": "root",
        "bad-cb-height": "script",
        "bad-cb-length": "script",
        "bad-cb-amount": "value",
        "bad-witness-merkle-match": "commitment",
        "bad-witness-nonce-size": "commitment",
        "unexpected-witness": "commitment",
    }
    name = reason.split("(")[0].split(",")[0].strip()
    return repairs.get(name, "unknown")
