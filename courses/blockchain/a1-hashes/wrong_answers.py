# %% [markdown]
# Typical wrong answers of A1. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="hash256" misconception="one-round"
def hash256(b: bytes) -> bytes:
    return hashlib.sha256(b).digest()


# %% exercise="hash256" misconception="hex-between"
def hash256(b: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(b).hexdigest().encode()).digest()


# %% exercise="hash256" misconception="returns-text"
def hash256(b: bytes) -> str:
    return hashlib.sha256(hashlib.sha256(b).digest()).hexdigest()


# %% exercise="hash256" misconception="wrong-hash"
def hash256(b: bytes) -> bytes:
    first = hashlib.sha256(b).digest()
    return hashlib.sha256(first + first).digest()


# %% exercise="to-display" misconception="reversed-digits"
def to_display(h: bytes) -> str:
    return h.hex()[::-1]


# %% exercise="to-display" misconception="not-reversed"
def to_display(h: bytes) -> str:
    return h.hex()


# %% exercise="to-display" misconception="lost-zeros"
def to_display(h: bytes) -> str:
    return f"{int.from_bytes(h, 'little'):x}"


# %% exercise="to-display" misconception="lost-zeros"
def to_display(h: bytes) -> str:
    return "".join(f"{byte:x}" for byte in reversed(h))


# %% exercise="to-display" misconception="with-0x"
def to_display(h: bytes) -> str:
    return "0x" + bytes(reversed(h)).hex()


# %% exercise="to-display" misconception="returns-bytes"
def to_display(h: bytes) -> bytes:
    return bytes(reversed(h))


# %% exercise="to-display" misconception="wrong-display"
def to_display(h: bytes) -> str:
    return h[::-1].hex()[2:] + "00"


# %% exercise="compact-size" misconception="big-endian"
def compact_size(n: int) -> bytes:
    if n < 253:
        return bytes([n])
    if n < 2**16:
        return b"\xfd" + n.to_bytes(2, "big")
    if n < 2**32:
        return b"\xfe" + n.to_bytes(4, "big")
    return b"\xff" + n.to_bytes(8, "big")


# %% exercise="compact-size" misconception="border-253"
def compact_size(n: int) -> bytes:
    if n < 256:
        return bytes([n])
    if n < 2**16:
        return b"\xfd" + n.to_bytes(2, "little")
    if n < 2**32:
        return b"\xfe" + n.to_bytes(4, "little")
    return b"\xff" + n.to_bytes(8, "little")


# %% exercise="compact-size" misconception="border-252"
def compact_size(n: int) -> bytes:
    if n < 252:
        return bytes([n])
    if n < 2**16:
        return b"\xfd" + n.to_bytes(2, "little")
    if n < 2**32:
        return b"\xfe" + n.to_bytes(4, "little")
    return b"\xff" + n.to_bytes(8, "little")


# %% exercise="compact-size" misconception="border-65535"
def compact_size(n: int) -> bytes:
    if n < 253:
        return bytes([n])
    if n < 65535:
        return b"\xfd" + n.to_bytes(2, "little")
    if n < 2**32:
        return b"\xfe" + n.to_bytes(4, "little")
    return b"\xff" + n.to_bytes(8, "little")


# %% exercise="compact-size" misconception="border-65536"
def compact_size(n: int) -> bytes:
    if n < 253:
        return bytes([n])
    if n < 2**16:
        return b"\xfd" + n.to_bytes(2, "little")
    return b"\xff" + n.to_bytes(8, "little")


# %% exercise="compact-size" misconception="border-32-bits"
def compact_size(n: int) -> bytes:
    if n < 253:
        return bytes([n])
    if n < 2**16:
        return b"\xfd" + n.to_bytes(2, "little")
    if n < 2**32 - 1:
        return b"\xfe" + n.to_bytes(4, "little")
    return b"\xff" + n.to_bytes(8, "little")


# %% exercise="compact-size" misconception="no-mark"
def compact_size(n: int) -> bytes:
    for width in (1, 2, 4, 8):
        if n < 256**width:
            return n.to_bytes(width, "little")


# %% exercise="compact-size" misconception="not-bytes"
def compact_size(n: int) -> list[int]:
    if n < 253:
        return [n]
    if n < 2**16:
        return [0xFD, *n.to_bytes(2, "little")]
    if n < 2**32:
        return [0xFE, *n.to_bytes(4, "little")]
    return [0xFF, *n.to_bytes(8, "little")]


# %% exercise="compact-size" misconception="wrong-size"
def compact_size(n: int) -> bytes:
    if n < 253:
        return bytes([n])
    if n < 2**16:
        return b"\xfe" + n.to_bytes(2, "little")
    if n < 2**32:
        return b"\xff" + n.to_bytes(4, "little")
    return b"\xff" + n.to_bytes(8, "little")


# %% exercise="read-compact-size" misconception="big-endian"
def read_compact_size(b: bytes, pos: int) -> tuple[int, int]:
    width = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(b[pos], 0)
    if width == 0:
        return b[pos], pos + 1
    if len(b) < pos + 1 + width:
        raise ValueError("short")
    number = int.from_bytes(b[pos + 1 : pos + 1 + width], "big")
    if number < {2: 253, 4: 65536, 8: 2**32}[width]:
        raise ValueError("long form")
    return number, pos + 1 + width


# %% exercise="read-compact-size" misconception="non-minimal"
def read_compact_size(b: bytes, pos: int) -> tuple[int, int]:
    if pos >= len(b):
        raise ValueError("empty")
    width = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(b[pos], 0)
    if width == 0:
        return b[pos], pos + 1
    if len(b) < pos + 1 + width:
        raise ValueError("short")
    return int.from_bytes(b[pos + 1 : pos + 1 + width], "little"), pos + 1 + width


# %% exercise="read-compact-size" misconception="cut-short"
def read_compact_size(b: bytes, pos: int) -> tuple[int, int]:
    width = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(b[pos], 0)
    if width == 0:
        return b[pos], pos + 1
    number = int.from_bytes(b[pos + 1 : pos + 1 + width], "little")
    if number < {2: 253, 4: 65536, 8: 2**32}[width]:
        raise ValueError("long form")
    return number, pos + 1 + width


# %% exercise="read-compact-size" misconception="no-first-byte"
def read_compact_size(b: bytes, pos: int) -> tuple[int, int]:
    width = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(b[pos], 0)
    if width == 0:
        return b[pos], pos + 1
    if len(b) < pos + 1 + width:
        raise ValueError("short")
    number = int.from_bytes(b[pos + 1 : pos + 1 + width], "little")
    if number < {2: 253, 4: 65536, 8: 2**32}[width]:
        raise ValueError("long form")
    return number, pos + 1 + width


# %% exercise="read-compact-size" misconception="pos-ignored"
def read_compact_size(b: bytes, pos: int) -> tuple[int, int]:
    width = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(b[0], 0)
    if width == 0:
        return b[0], 1
    return int.from_bytes(b[1 : 1 + width], "little"), 1 + width


# %% exercise="read-compact-size" misconception="size-not-position"
def read_compact_size(b: bytes, pos: int) -> tuple[int, int]:
    width = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(b[pos], 0)
    if width == 0:
        return b[pos], 1
    return int.from_bytes(b[pos + 1 : pos + 1 + width], "little"), 1 + width


# %% exercise="read-compact-size" misconception="not-a-pair"
def read_compact_size(b: bytes, pos: int) -> int:
    width = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(b[pos], 0)
    if width == 0:
        return b[pos]
    return int.from_bytes(b[pos + 1 : pos + 1 + width], "little")


# %% exercise="read-compact-size" misconception="wrong-read"
def read_compact_size(b: bytes, pos: int) -> tuple[int, int]:
    if b[pos] < 0xFD:
        return b[pos], pos + 1
    return int.from_bytes(b[pos + 1 : pos + 3], "little"), pos + 3


# %% exercise="avalanche" misconception="hex-digits"
def avalanche(msg: bytes, bit: int) -> int:
    flipped = bytearray(msg)
    flipped[bit // 8] ^= 1 << (bit % 8)
    return sum(x != y for x, y in zip(hash256(msg).hex(), hash256(bytes(flipped)).hex(), strict=True))


# %% exercise="avalanche" misconception="counted-bytes"
def avalanche(msg: bytes, bit: int) -> int:
    flipped = bytearray(msg)
    flipped[bit // 8] ^= 1 << (bit % 8)
    return sum(x != y for x, y in zip(hash256(msg), hash256(bytes(flipped)), strict=True))


# %% exercise="avalanche" misconception="no-change"
def avalanche(msg: bytes, bit: int) -> int:
    changed = bytearray(msg)
    changed[bit // 8] |= 1 << (bit % 8)
    return sum((x ^ y).bit_count() for x, y in zip(hash256(msg), hash256(bytes(changed)), strict=True))


# %% exercise="avalanche" misconception="not-a-count"
def avalanche(msg: bytes, bit: int) -> float:
    flipped = bytearray(msg)
    flipped[bit // 8] ^= 1 << (bit % 8)
    pairs = zip(hash256(msg), hash256(bytes(flipped)), strict=True)
    return sum((x ^ y).bit_count() for x, y in pairs) / 256


# %% exercise="avalanche" misconception="one-round"
def avalanche(msg: bytes, bit: int) -> int:
    flipped = bytearray(msg)
    flipped[bit // 8] ^= 1 << (bit % 8)
    pairs = zip(hashlib.sha256(msg).digest(), hashlib.sha256(bytes(flipped)).digest(), strict=True)
    return sum((x ^ y).bit_count() for x, y in pairs)


# %% exercise="avalanche" misconception="bit-order"
def avalanche(msg: bytes, bit: int) -> int:
    flipped = bytearray(msg)
    flipped[bit // 8] ^= 0x80 >> (bit % 8)
    return sum((x ^ y).bit_count() for x, y in zip(hash256(msg), hash256(bytes(flipped)), strict=True))


# %% exercise="avalanche" misconception="byte-order"
def avalanche(msg: bytes, bit: int) -> int:
    flipped = int.from_bytes(msg, "big") ^ (1 << bit)
    changed = flipped.to_bytes(len(msg), "big")
    return sum((x ^ y).bit_count() for x, y in zip(hash256(msg), hash256(changed), strict=True))


# %% exercise="avalanche" misconception="wrong-distance"
def avalanche(msg: bytes, bit: int) -> int:
    return 126


# %% exercise="find-nonce" misconception="hex-zeros"
def find_nonce(prefix: bytes, zero_bits: int) -> int:
    nonce = 0
    while not to_display(hash256(prefix + nonce.to_bytes(4, "little"))).startswith("0" * (zero_bits // 4)):
        nonce += 1
    return nonce


# %% exercise="find-nonce" misconception="hex-zeros"
def find_nonce(prefix: bytes, zero_bits: int) -> int:
    nonce = 0
    while not to_display(hash256(prefix + nonce.to_bytes(4, "little"))).startswith("0" * -(-zero_bits // 4)):
        nonce += 1
    return nonce


# %% exercise="find-nonce" misconception="internal-order"
def find_nonce(prefix: bytes, zero_bits: int) -> int:
    nonce = 0
    while int.from_bytes(hash256(prefix + nonce.to_bytes(4, "little")), "big") >= 2 ** (256 - zero_bits):
        nonce += 1
    return nonce


# %% exercise="find-nonce" misconception="nonce-big-endian"
def find_nonce(prefix: bytes, zero_bits: int) -> int:
    nonce = 0
    while int.from_bytes(hash256(prefix + nonce.to_bytes(4, "big")), "little") >= 2 ** (256 - zero_bits):
        nonce += 1
    return nonce


# %% exercise="find-nonce" misconception="not-first"
def find_nonce(prefix: bytes, zero_bits: int) -> int:
    nonce = 0
    while (
        int.from_bytes(hash256(prefix + nonce.to_bytes(4, "little")), "little").bit_length()
        != 256 - zero_bits
    ):
        nonce += 1
    return nonce


# %% exercise="find-nonce" misconception="wrong-nonce"
def find_nonce(prefix: bytes, zero_bits: int) -> int:
    nonce = 0
    while int.from_bytes(hash256(prefix + str(nonce).encode()), "little") >= 2 ** (256 - zero_bits):
        nonce += 1
    return nonce


# %% exercise="find-nonce" misconception="not-a-number"
def find_nonce(prefix: bytes, zero_bits: int) -> bytes:
    nonce = 0
    while int.from_bytes(hash256(prefix + nonce.to_bytes(4, "little")), "little") >= 2 ** (256 - zero_bits):
        nonce += 1
    return nonce.to_bytes(4, "little")


# %% exercise="find-nonce" misconception="not-enough-zeros"
def find_nonce(prefix: bytes, zero_bits: int) -> int:
    nonce = 0
    while int.from_bytes(hashlib.sha256(prefix + nonce.to_bytes(4, "little")).digest(), "little") >= 2 ** (
        256 - zero_bits
    ):
        nonce += 1
    return nonce


# %% exercise="commit" misconception="ambiguous"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return hash256((str(bid) + salt.hex()).encode())


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return len(salt) == 32 and commit(bid, salt) == c


# %% exercise="commit" misconception="ambiguous"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return hash256(str(bid).encode() + salt)


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return len(salt) == 32 and commit(bid, salt) == c


# %% exercise="commit" misconception="short-salt"
def commit(bid: int, salt: bytes) -> bytes:
    return hash256(bid.to_bytes(8, "little") + salt)


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return commit(bid, salt) == c


# %% exercise="commit" misconception="short-salt"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return hash256(bid.to_bytes(8, "little") + salt)


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return hash256(bid.to_bytes(8, "little") + salt) == c


# %% exercise="commit" misconception="open-raises"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return hash256(bid.to_bytes(8, "little") + salt)


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return commit(bid, salt) == c


# %% exercise="commit" misconception="no-salt"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return hash256(bid.to_bytes(8, "little"))


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return len(salt) == 32 and commit(bid, salt) == c


# %% exercise="commit" misconception="big-endian"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return hash256(bid.to_bytes(8, "big") + salt)


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return len(salt) == 32 and commit(bid, salt) == c


# %% exercise="commit" misconception="salt-first"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return hash256(salt + bid.to_bytes(8, "little"))


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return len(salt) == 32 and commit(bid, salt) == c


# %% exercise="commit" misconception="one-round"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return hashlib.sha256(bid.to_bytes(8, "little") + salt).digest()


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return len(salt) == 32 and commit(bid, salt) == c


# %% exercise="commit" misconception="not-hidden"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return bid.to_bytes(8, "little") + salt


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return len(salt) == 32 and commit(bid, salt) == c


# %% exercise="commit" misconception="returns-text"
def commit(bid: int, salt: bytes) -> str:
    if len(salt) != 32:
        raise ValueError("salt")
    return hash256(bid.to_bytes(8, "little") + salt).hex()


def open_ok(c: str, bid: int, salt: bytes) -> bool:
    return len(salt) == 32 and commit(bid, salt) == c


# %% exercise="commit" misconception="wrong-layout"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return hash256(bid.to_bytes(16, "little") + salt)


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return len(salt) == 32 and commit(bid, salt) == c


# %% exercise="commit" misconception="not-repeatable"
def commit(bid: int, salt: bytes) -> bytes:
    import secrets

    if len(salt) != 32:
        raise ValueError("salt")
    return hash256(bid.to_bytes(8, "little") + salt + secrets.token_bytes(32))


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return len(salt) == 32 and commit(bid, salt) == c


# %% exercise="commit" misconception="narrow-bid"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return hash256((bid % 2**32).to_bytes(8, "little") + salt)


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return len(salt) == 32 and commit(bid, salt) == c


# %% exercise="commit" misconception="opens-anything"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return hash256(bid.to_bytes(8, "little") + salt)


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return len(c) == 32 and len(salt) == 32


# %% exercise="commit" misconception="cannot-open"
def commit(bid: int, salt: bytes) -> bytes:
    if len(salt) != 32:
        raise ValueError("salt")
    return hash256(bid.to_bytes(8, "little") + salt)


def open_ok(c: bytes, bid: int, salt: bytes) -> bool:
    return len(salt) == 32 and commit(bid, salt) == c.hex()
