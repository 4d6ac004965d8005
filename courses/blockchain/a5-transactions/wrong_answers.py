# %% [markdown]
# Typical wrong answers of A5. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="is-segwit" misconception="always-true"
def is_segwit(raw: bytes) -> bool:
    return True


# %% exercise="is-segwit" misconception="not-a-bool"
def is_segwit(raw: bytes) -> bytes:
    return raw[4:6]


# %% exercise="is-segwit" misconception="not-found"
def is_segwit(raw: bytes) -> bool:
    return raw[:6] == b"\x01\x00\x00\x00\x00\x01"


# %% exercise="is-segwit" misconception="wrong-place"
def is_segwit(raw: bytes) -> bool:
    return b"\x00\x01" in raw


# %% exercise="is-segwit" misconception="wrong-place"
def is_segwit(raw: bytes) -> bool:
    return raw[4] == 0


# %% exercise="parse-tx" misconception="zero-inputs"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = False
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="trailing-bytes"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="cut-short"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        pos += n
        return raw[pos - n : pos]

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos < len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="cut-short"
import struct


def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        nonlocal pos
        pos += n
        return struct.unpack_from({4: "<I", 8: "<Q"}[n], raw, pos - n)[0]

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="big-endian"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "big")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="display-order"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32)[::-1],
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="missing-field"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime}


# %% exercise="parse-tx" misconception="not-bytes"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()).hex(),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count()).hex()} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="refuses-good"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not all(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="refuses-good"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        pos += 1
        return raw[pos - 1]

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="wrong-witness"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in reversed(inputs) if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="wrong-field"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [
        {"amount_sat": number(4) + 0 * number(4), "script_pubkey": read(count())} for _ in range(count())
    ]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="base-with-witness"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="wrong-base"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="bad-flag"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:5] == b"\x00"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="no-inputs"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    if segwit and inputs and not any(one["witness"] for one in inputs):
        raise ValueError("segwit form without a witness")
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="empty-witness"
def parse_tx(raw: bytes) -> dict:
    pos = 0

    def read(n: int) -> bytes:
        nonlocal pos
        piece, pos = take(raw, pos, n)
        return piece

    def number(n: int) -> int:
        return int.from_bytes(read(n), "little")

    def count() -> int:
        nonlocal pos
        n, pos = read_compact_size(raw, pos)
        return n

    version = number(4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    inputs = [
        {
            "prev": read(32),
            "index": number(4),
            "script_sig": read(count()),
            "sequence": number(4),
            "witness": [],
        }
        for _ in range(count())
    ]
    if not inputs:
        raise ValueError("no inputs, or a flag that is not 01")
    outputs = [{"amount_sat": number(8), "script_pubkey": read(count())} for _ in range(count())]
    base = raw[:4] + raw[start:pos] + raw[-4:]
    for one in inputs if segwit else []:
        one["witness"] = [read(count()) for _ in range(count())]
    locktime = number(4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="txid" misconception="internal-order"
def txid(raw: bytes) -> str:
    return hash256(parse_tx(raw)["base"]).hex()


def wtxid(raw: bytes) -> str:
    return hash256(raw).hex()


# %% exercise="txid" misconception="reversed-digits"
def txid(raw: bytes) -> str:
    return hash256(parse_tx(raw)["base"]).hex()[::-1]


def wtxid(raw: bytes) -> str:
    return hash256(raw).hex()[::-1]


# %% exercise="txid" misconception="witness-in-txid"
def txid(raw: bytes) -> str:
    return hash256(raw)[::-1].hex()


def wtxid(raw: bytes) -> str:
    return hash256(raw)[::-1].hex()


# %% exercise="txid" misconception="wrong-wtxid"
def txid(raw: bytes) -> str:
    return hash256(parse_tx(raw)["base"])[::-1].hex()


def wtxid(raw: bytes) -> str:
    return hash256(parse_tx(raw)["base"])[::-1].hex()


# %% exercise="txid" misconception="wrong-txid"
def txid(raw: bytes) -> str:
    return hashlib.sha256(parse_tx(raw)["base"]).digest()[::-1].hex()


def wtxid(raw: bytes) -> str:
    return hash256(raw)[::-1].hex()


# %% exercise="txid" misconception="not-text"
def txid(raw: bytes) -> str:
    return hash256(parse_tx(raw)["base"])[::-1]


def wtxid(raw: bytes) -> str:
    return hash256(raw)[::-1]


# %% exercise="vsize" misconception="floor"
def vsize(raw: bytes) -> int:
    weight = 3 * len(parse_tx(raw)["base"]) + len(raw)
    return weight // 4


# %% exercise="vsize" misconception="rounds"
def vsize(raw: bytes) -> int:
    weight = 3 * len(parse_tx(raw)["base"]) + len(raw)
    return round(weight / 4)


# %% exercise="vsize" misconception="not-whole"
def vsize(raw: bytes) -> float:
    weight = 3 * len(parse_tx(raw)["base"]) + len(raw)
    return weight / 4


# %% exercise="vsize" misconception="total-size"
def vsize(raw: bytes) -> int:
    return len(raw)


# %% exercise="vsize" misconception="weight"
def vsize(raw: bytes) -> int:
    weight = 3 * len(parse_tx(raw)["base"]) + len(raw)
    return weight


# %% exercise="vsize" misconception="wrong-vsize"
def vsize(raw: bytes) -> int:
    return (len(parse_tx(raw)["base"]) + 3 * len(raw) + 3) // 4


# %% exercise="run-script" misconception="not-a-bool"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return top


# %% exercise="run-script" misconception="refuses-good"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                stack.append(b"\x01" if checksig(key, signature) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
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


# %% exercise="run-script" misconception="verify-ignored"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                stack.append(b"\x01" if stack.pop() == stack.pop() else b"")
                stack.pop()
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
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


# %% exercise="run-script" misconception="top-ignored"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
    except IndexError:
        return False
    return True


# %% exercise="run-script" misconception="negative-zero"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top)


# %% exercise="run-script" misconception="zero-is-true"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return top not in (b"", b"\x80") and (any(top[:-1]) or top[-1] != 0x80)


# %% exercise="run-script" misconception="true-is-zero"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return top.replace(b"\x80", b"").strip(b"\x00") != b""


# %% exercise="run-script" misconception="looks-below"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        if not stack:
            return False
    except IndexError:
        return False
    return all(any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80") for top in stack)


# %% exercise="run-script" misconception="no-dummy"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) <= 20:
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


# %% exercise="run-script" misconception="full-dummy"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) <= 20:
                    return False
                stack.pop()
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="any-order"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
                    return False
                good = all(any(checksig(signature, key) for key in keys) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="one-key-twice"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
                    return False
                place = 0
                for signature in signatures:
                    while place < len(keys) and not checksig(signature, keys[place]):
                        place += 1
                good = place < len(keys)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="multisig"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = any(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="multisig"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                signatures = pop_many()
                keys = pop_many()
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
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


# %% exercise="run-script" misconception="raises"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        return [stack.pop() for _ in range(count)]

    if True:
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
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="too-few"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if len(stack) > 1 and stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
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


# %% exercise="run-script" misconception="zero-of-n"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if len(stack) < count:
            raise IndexError("too few")
        found = stack[-count:]
        del stack[-count:]
        return found

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
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
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


# %% exercise="run-script" misconception="over-20"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) or stack.pop() != b"":
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


# %% exercise="run-script" misconception="unknown-op"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
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
                if not len(signatures) <= len(keys) <= 20 or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="sighash-v0" misconception="no-amount"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    parts = [u32(tx["version"]), hash256(b"".join(outpoints)), hash256(b"".join(sequences))]
    parts += [outpoints[i], sized(script_code), sequences[i]]
    parts += [hash256(b"".join(outputs)), u32(tx["locktime"]), u32(1)]
    return hash256(b"".join(parts))


# %% exercise="sighash-v0" misconception="index-big-endian"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + one["index"].to_bytes(4, "big") for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    parts = [u32(tx["version"]), hash256(b"".join(outpoints)), hash256(b"".join(sequences))]
    parts += [outpoints[i], sized(script_code), amount.to_bytes(8, "little"), sequences[i]]
    parts += [hash256(b"".join(outputs)), u32(tx["locktime"]), u32(1)]
    return hash256(b"".join(parts))


# %% exercise="sighash-v0" misconception="single-hashed"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    parts = [u32(tx["version"]), hash256(b"".join(outpoints)), hash256(b"".join(sequences))]
    parts += [outpoints[i], sized(script_code), amount.to_bytes(8, "little"), sequences[i]]
    parts += [hashlib.sha256(b"".join(outputs)).digest(), u32(tx["locktime"]), u32(1)]
    return hash256(b"".join(parts))


# %% exercise="sighash-v0" misconception="no-length"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    parts = [u32(tx["version"]), hash256(b"".join(outpoints)), hash256(b"".join(sequences))]
    parts += [outpoints[i], script_code, amount.to_bytes(8, "little"), sequences[i]]
    parts += [hash256(b"".join(outputs)), u32(tx["locktime"]), u32(1)]
    return hash256(b"".join(parts))


# %% exercise="sighash-v0" misconception="short-size"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return bytes([len(script)]) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    parts = [u32(tx["version"]), hash256(b"".join(outpoints)), hash256(b"".join(sequences))]
    parts += [outpoints[i], sized(script_code), amount.to_bytes(8, "little"), sequences[i]]
    parts += [hash256(b"".join(outputs)), u32(tx["locktime"]), u32(1)]
    return hash256(b"".join(parts))


# %% exercise="sighash-v0" misconception="no-type"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    parts = [u32(tx["version"]), hash256(b"".join(outpoints)), hash256(b"".join(sequences))]
    parts += [outpoints[i], sized(script_code), amount.to_bytes(8, "little"), sequences[i]]
    parts += [hash256(b"".join(outputs)), u32(tx["locktime"]), b"\x01"]
    return hash256(b"".join(parts))


# %% exercise="sighash-v0" misconception="own-input-only"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    parts = [u32(tx["version"]), hash256(outpoints[i]), hash256(sequences[i])]
    parts += [outpoints[i], sized(script_code), amount.to_bytes(8, "little"), sequences[i]]
    parts += [hash256(b"".join(outputs)), u32(tx["locktime"]), u32(1)]
    return hash256(b"".join(parts))


# %% exercise="sighash-v0" misconception="first-input"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    parts = [u32(tx["version"]), hash256(b"".join(outpoints)), hash256(b"".join(sequences))]
    parts += [outpoints[0], sized(script_code), amount.to_bytes(8, "little"), sequences[0]]
    parts += [hash256(b"".join(outputs)), u32(tx["locktime"]), u32(1)]
    return hash256(b"".join(parts))


# %% exercise="sighash-v0" misconception="one-round"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    parts = [u32(tx["version"]), hash256(b"".join(outpoints)), hash256(b"".join(sequences))]
    parts += [outpoints[i], sized(script_code), amount.to_bytes(8, "little"), sequences[i]]
    parts += [hash256(b"".join(outputs)), u32(tx["locktime"]), u32(1)]
    return hashlib.sha256(b"".join(parts)).digest()


# %% exercise="sighash-v0" misconception="display-order"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    parts = [u32(tx["version"]), hash256(b"".join(outpoints)), hash256(b"".join(sequences))]
    parts += [outpoints[i], sized(script_code), amount.to_bytes(8, "little"), sequences[i]]
    parts += [hash256(b"".join(outputs)), u32(tx["locktime"]), u32(1)]
    return hash256(b"".join(parts))[::-1]


# %% exercise="sighash-v0" misconception="returns-text"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    parts = [u32(tx["version"]), hash256(b"".join(outpoints)), hash256(b"".join(sequences))]
    parts += [outpoints[i], sized(script_code), amount.to_bytes(8, "little"), sequences[i]]
    parts += [hash256(b"".join(outputs)), u32(tx["locktime"]), u32(1)]
    return hash256(b"".join(parts)).hex()


# %% exercise="sighash-v0" misconception="wrong-sighash"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:
    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    parts = [u32(tx["version"]), hash256(b"".join(outpoints)), hash256(b"".join(sequences))]
    parts += [outpoints[i], sized(script_code), amount.to_bytes(8, "little"), sequences[i]]
    parts += [hash256(b"".join(outputs)), u32(0), u32(1)]
    return hash256(b"".join(parts))


# %% exercise="effective-value" misconception="own-fee"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="feerate-as-fee"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="fixed-size"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * 68


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="wrong-value"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] + feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="hides-negative"
def effective_value(utxo: dict, feerate: int) -> int:
    return max(0, utxo["amount_sat"] - feerate * utxo["input_vsize"])


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="not-whole"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"] / 1


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="change-too-big"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="wrong-change"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost - DUST_SAT
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="dust"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return max(change, 0)


# %% exercise="effective-value" misconception="dust-border"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change > DUST_SAT else 0


# %% exercise="effective-value" misconception="negative-change"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT or change < 0 else 0


# %% exercise="select-coins" misconception="own-fee"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] for utxo in utxos]
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


# %% exercise="select-coins" misconception="missed-match"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    chosen, total = [], 0
    for place in sorted(range(len(utxos)), key=lambda place: -worth[place]):
        if total < target + change_cost + DUST_SAT and worth[place] > 0:
            chosen.append(place)
            total += worth[place]
    return chosen if total >= target else None


# %% exercise="select-coins" misconception="gave-up"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    useful = [place for place, value in enumerate(worth) if value > 0]
    choices = []
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            leftover = sum(worth[place] for place in chosen) - target
            if leftover > 0:
                choices.append((leftover, chosen))
    if not choices:
        return None
    best = min(choices)
    if best[0] > change_cost:
        with_change = [choice for choice in choices if choice[0] >= change_cost + DUST_SAT]
        best = min(with_change or choices)
    return list(best[1])


# %% exercise="select-coins" misconception="missed-match"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
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
    if best[0] > 0:
        with_change = [choice for choice in choices if choice[0] >= change_cost + DUST_SAT]
        best = min(with_change or choices)
    return list(best[1])


# %% exercise="select-coins" misconception="negative-coin"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    useful = range(len(utxos))
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


# %% exercise="select-coins" misconception="dust-change"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
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
    return list(best[1])


# %% exercise="select-coins" misconception="dust-change"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
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
        with_change = [choice for choice in choices if choice[0] >= change_cost]
        best = min(with_change or choices)
    return list(best[1])


# %% exercise="select-coins" misconception="wasteful"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
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
        best = min(with_change) if with_change else max(choices)
    return list(best[1])


# %% exercise="select-coins" misconception="gave-up"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
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
        if not with_change:
            return None
        best = min(with_change)
    return list(best[1])


# %% exercise="select-coins" misconception="empty-list"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    useful = [place for place, value in enumerate(worth) if value > 0]
    choices = []
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            leftover = sum(worth[place] for place in chosen) - target
            if leftover >= 0:
                choices.append((leftover, chosen))
    if not choices:
        return []
    best = min(choices)
    if best[0] > change_cost:
        with_change = [choice for choice in choices if choice[0] >= change_cost + DUST_SAT]
        best = min(with_change or choices)
    return list(best[1])


# %% exercise="select-coins" misconception="not-positions"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[dict] | None:
    chosen, total = [], 0
    for utxo in utxos:
        value = utxo["amount_sat"] - feerate * utxo["input_vsize"]
        if value > 0 and total < target:
            chosen.append(utxo)
            total += value
    return chosen if total >= target else None


# %% exercise="select-coins" misconception="one-coin-twice"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    if sum(value for value in worth if value > 0) < target:
        return None
    best = worth.index(max(worth))
    return [best] * -(-target // worth[best])


# %% exercise="select-coins" misconception="too-little"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    return [worth.index(max(worth))]


# %% exercise="lint-fee" misconception="change-normal"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    return warnings


# %% exercise="lint-fee" misconception="change-normal"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee > 10 * usual and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="false-alarm"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="change-there"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"]:
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="minimum"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < 1 * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="minimum"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"]:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="minimum-border"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee <= market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="absurd-border"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee >= 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="not-absurd"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="only-one-warning"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    elif fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="per-transaction"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - market["feerate"] * 200 >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="negative-fee"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="not-a-list"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
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
    return ", ".join(warnings)
