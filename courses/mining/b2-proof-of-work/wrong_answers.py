# %% [markdown]
# Typical wrong answers of B2. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="parse-header" misconception="display-order"
def parse_header(b80: bytes) -> dict:
    if len(b80) != 80:
        raise ValueError("a header has 80 bytes")
    return {
        "version": int.from_bytes(b80[0:4], "little", signed=True),
        "prev": b80[4:36][::-1],
        "merkle_root": b80[36:68][::-1],
        "time": int.from_bytes(b80[68:72], "little"),
        "bits": int.from_bytes(b80[72:76], "little"),
        "nonce": int.from_bytes(b80[76:80], "little"),
    }


# %% exercise="parse-header" misconception="display-order"
def parse_header(b80: bytes) -> dict:
    if len(b80) != 80:
        raise ValueError("a header has 80 bytes")
    return {
        "version": int.from_bytes(b80[0:4], "little", signed=True),
        "prev": b80[4:36][::-1],
        "merkle_root": b80[36:68],
        "time": int.from_bytes(b80[68:72], "little"),
        "bits": int.from_bytes(b80[72:76], "little"),
        "nonce": int.from_bytes(b80[76:80], "little"),
    }


# %% exercise="parse-header" misconception="big-endian"
def parse_header(b80: bytes) -> dict:
    if len(b80) != 80:
        raise ValueError("a header has 80 bytes")
    return {
        "version": int.from_bytes(b80[0:4], "big", signed=True),
        "prev": b80[4:36],
        "merkle_root": b80[36:68],
        "time": int.from_bytes(b80[68:72], "big"),
        "bits": int.from_bytes(b80[72:76], "big"),
        "nonce": int.from_bytes(b80[76:80], "big"),
    }


# %% exercise="parse-header" misconception="unsigned-version"
def parse_header(b80: bytes) -> dict:
    if len(b80) != 80:
        raise ValueError("a header has 80 bytes")
    return {
        "version": int.from_bytes(b80[0:4], "little"),
        "prev": b80[4:36],
        "merkle_root": b80[36:68],
        "time": int.from_bytes(b80[68:72], "little"),
        "bits": int.from_bytes(b80[72:76], "little"),
        "nonce": int.from_bytes(b80[76:80], "little"),
    }


# %% exercise="parse-header" misconception="any-length"
def parse_header(b80: bytes) -> dict:
    return {
        "version": int.from_bytes(b80[0:4], "little", signed=True),
        "prev": b80[4:36],
        "merkle_root": b80[36:68],
        "time": int.from_bytes(b80[68:72], "little"),
        "bits": int.from_bytes(b80[72:76], "little"),
        "nonce": int.from_bytes(b80[76:80], "little"),
    }


# %% exercise="parse-header" misconception="any-length"
def parse_header(b80: bytes) -> dict:
    import struct

    names = ("version", "prev", "merkle_root", "time", "bits", "nonce")
    return dict(zip(names, struct.unpack("<i32s32sIII", b80), strict=True))


# %% exercise="parse-header" misconception="wrong-field"
def parse_header(b80: bytes) -> dict:
    if len(b80) != 80:
        raise ValueError("a header has 80 bytes")
    return {
        "version": int.from_bytes(b80[0:4], "little", signed=True),
        "prev": b80[4:36],
        "merkle_root": b80[36:68],
        "time": int.from_bytes(b80[68:72], "little"),
        "nonce": int.from_bytes(b80[72:76], "little"),
        "bits": int.from_bytes(b80[76:80], "little"),
    }


# %% exercise="parse-header" misconception="wrong-field"
def parse_header(b80: bytes) -> dict:
    if len(b80) != 80:
        raise ValueError("a header has 80 bytes")
    return {
        "version": int.from_bytes(b80[0:3], "little", signed=True),
        "prev": b80[4:35],
        "merkle_root": b80[36:67],
        "time": int.from_bytes(b80[68:71], "little"),
        "bits": int.from_bytes(b80[72:75], "little"),
        "nonce": int.from_bytes(b80[76:79], "little"),
    }


# %% exercise="parse-header" misconception="missing-field"
def parse_header(b80: bytes) -> dict:
    if len(b80) != 80:
        raise ValueError("a header has 80 bytes")
    return {
        "prev": b80[4:36],
        "merkle": b80[36:68],
        "time": int.from_bytes(b80[68:72], "little"),
        "bits": int.from_bytes(b80[72:76], "little"),
        "nonce": int.from_bytes(b80[76:80], "little"),
    }


# %% exercise="parse-header" misconception="not-a-dict"
def parse_header(b80: bytes) -> tuple:
    if len(b80) != 80:
        raise ValueError("a header has 80 bytes")
    numbers = [int.from_bytes(b80[i : i + 4], "little") for i in (68, 72, 76)]
    return (int.from_bytes(b80[0:4], "little", signed=True), b80[4:36], b80[36:68], *numbers)


# %% exercise="parse-header" misconception="not-a-number"
def parse_header(b80: bytes) -> dict:
    if len(b80) != 80:
        raise ValueError("a header has 80 bytes")
    return {
        "version": b80[0:4],
        "prev": b80[4:36],
        "merkle_root": b80[36:68],
        "time": b80[68:72],
        "bits": b80[72:76],
        "nonce": b80[76:80],
    }


# %% exercise="parse-header" misconception="not-bytes"
def parse_header(b80: bytes) -> dict:
    if len(b80) != 80:
        raise ValueError("a header has 80 bytes")
    return {
        "version": int.from_bytes(b80[0:4], "little", signed=True),
        "prev": b80[4:36].hex(),
        "merkle_root": b80[36:68].hex(),
        "time": int.from_bytes(b80[68:72], "little"),
        "bits": int.from_bytes(b80[72:76], "little"),
        "nonce": int.from_bytes(b80[76:80], "little"),
    }


# %% exercise="bits-to-target" misconception="size-minus-3"
def bits_to_target(bits: int) -> int:
    target = (bits & 0x007FFFFF) << 8 * (bits >> 24)
    if target and bits & 0x00800000:
        raise ValueError("negative")
    if target >= 2**256:
        raise ValueError("overflow")
    return target


# %% exercise="bits-to-target" misconception="shift-in-bits"
def bits_to_target(bits: int) -> int:
    size, digits = bits >> 24, bits & 0x007FFFFF
    target = digits << size - 3 if size >= 3 else digits >> 3 - size
    if target and bits & 0x00800000:
        raise ValueError("negative")
    if target >= 2**256:
        raise ValueError("overflow")
    return target


# %% exercise="bits-to-target" misconception="small-size"
def bits_to_target(bits: int) -> int:
    target = (bits & 0x007FFFFF) << 8 * abs((bits >> 24) - 3)
    if target and bits & 0x00800000:
        raise ValueError("negative")
    if target >= 2**256:
        raise ValueError("overflow")
    return target


# %% exercise="bits-to-target" misconception="small-size"
def bits_to_target(bits: int) -> int:
    target = (bits & 0x007FFFFF) << 8 * ((bits >> 24) - 3)
    if target and bits & 0x00800000:
        raise ValueError("negative")
    if target >= 2**256:
        raise ValueError("overflow")
    return target


# %% exercise="bits-to-target" misconception="small-size"
def bits_to_target(bits: int) -> int:
    target = (bits & 0x007FFFFF) * 256 ** ((bits >> 24) - 3)
    if target and bits & 0x00800000:
        raise ValueError("negative")
    if target >= 2**256:
        raise ValueError("overflow")
    return target


# %% exercise="bits-to-target" misconception="minus-sign"
def bits_to_target(bits: int) -> int:
    size, digits = bits >> 24, bits & 0x007FFFFF
    target = digits << 8 * (size - 3) if size >= 3 else digits >> 8 * (3 - size)
    if target >= 2**256:
        raise ValueError("overflow")
    return target


# %% exercise="bits-to-target" misconception="minus-sign"
def bits_to_target(bits: int) -> int:
    size, digits = bits >> 24, bits & 0x00FFFFFF
    target = digits << 8 * (size - 3) if size >= 3 else digits >> 8 * (3 - size)
    if target >= 2**256:
        raise ValueError("overflow")
    return target


# %% exercise="bits-to-target" misconception="minus-zero"
def bits_to_target(bits: int) -> int:
    size, digits = bits >> 24, bits & 0x007FFFFF
    if bits & 0x00800000:
        raise ValueError("negative")
    target = digits << 8 * (size - 3) if size >= 3 else digits >> 8 * (3 - size)
    if target >= 2**256:
        raise ValueError("overflow")
    return target


# %% exercise="bits-to-target" misconception="overflow"
def bits_to_target(bits: int) -> int:
    size, digits = bits >> 24, bits & 0x007FFFFF
    target = digits << 8 * (size - 3) if size >= 3 else digits >> 8 * (3 - size)
    if target and bits & 0x00800000:
        raise ValueError("negative")
    return target


# %% exercise="bits-to-target" misconception="overflow"
def bits_to_target(bits: int) -> int:
    size, digits = bits >> 24, bits & 0x007FFFFF
    target = digits << 8 * (size - 3) if size >= 3 else digits >> 8 * (3 - size)
    if target and bits & 0x00800000:
        raise ValueError("negative")
    return target % 2**256


# %% exercise="bits-to-target" misconception="size-refused"
def bits_to_target(bits: int) -> int:
    size, digits = bits >> 24, bits & 0x007FFFFF
    if size > 32:
        raise ValueError("overflow")
    target = digits << 8 * (size - 3) if size >= 3 else digits >> 8 * (3 - size)
    if target and bits & 0x00800000:
        raise ValueError("negative")
    return target


# %% exercise="bits-to-target" misconception="wrong-target"
def bits_to_target(bits: int) -> int:
    size, digits = bits >> 24, bits & 0x0000FFFF
    target = digits << 8 * (size - 3) if size >= 3 else (bits & 0x007FFFFF) >> 8 * (3 - size)
    if (bits & 0x007FFFFF) << 8 * max(0, size - 3) >= 2**256:
        raise ValueError("overflow")
    if target and bits & 0x00800000:
        raise ValueError("negative")
    return target


# %% exercise="bits-to-target" misconception="not-a-number"
def bits_to_target(bits: int) -> bytes:
    size, digits = bits >> 24, bits & 0x007FFFFF
    target = digits << 8 * (size - 3) if size >= 3 else digits >> 8 * (3 - size)
    if (target and bits & 0x00800000) or target >= 2**256:
        raise ValueError("invalid")
    return target.to_bytes(32, "big")


# %% exercise="target-to-bits" misconception="minus-sign"
def target_to_bits(t: int) -> int:
    size = (t.bit_length() + 7) // 8
    digits = t << 8 * (3 - size) if size <= 3 else t >> 8 * (size - 3)
    return size << 24 | digits


# %% exercise="target-to-bits" misconception="small-target"
def target_to_bits(t: int) -> int:
    size = (t.bit_length() + 7) // 8
    digits = t if size <= 3 else t >> 8 * (size - 3)
    if digits & 0x00800000:
        digits >>= 8
        size += 1
    return size << 24 | digits


# %% exercise="target-to-bits" misconception="small-target"
def target_to_bits(t: int) -> int:
    if t == 0:
        return 0
    size = max(3, (t.bit_length() + 7) // 8)
    digits = t >> 8 * (size - 3)
    if digits & 0x00800000:
        digits >>= 8
        size += 1
    return size << 24 | digits


# %% exercise="target-to-bits" misconception="rounded-up"
def target_to_bits(t: int) -> int:
    size = (t.bit_length() + 7) // 8
    digits = t << 8 * (3 - size) if size <= 3 else -(-t >> 8 * (size - 3))
    if digits & 0x00800000:
        digits >>= 8
        size += 1
    return size << 24 | digits


# %% exercise="target-to-bits" misconception="rounded-up"
def target_to_bits(t: int) -> int:
    size = (t.bit_length() + 7) // 8
    digits = t << 8 * (3 - size) if size <= 3 else (t + (1 << 8 * (size - 3) - 1)) >> 8 * (size - 3)
    if digits & 0x00800000:
        digits >>= 8
        size += 1
    return size << 24 | digits


# %% exercise="target-to-bits" misconception="wrong-size"
def target_to_bits(t: int) -> int:
    size = t.bit_length() // 8
    digits = t << 8 * (3 - size) if size <= 3 else t >> 8 * (size - 3)
    if digits & 0x00800000:
        digits >>= 8
        size += 1
    return size << 24 | digits & 0x00FFFFFF


# %% exercise="target-to-bits" misconception="wrong-size"
def target_to_bits(t: int) -> int:
    size = (t.bit_length() + 7) // 8
    digits = t << 8 * (3 - size) if size <= 3 else t >> 8 * (size - 3)
    if digits & 0x00800000:
        digits >>= 8
    return size << 24 | digits


# %% exercise="target-to-bits" misconception="zero"
def target_to_bits(t: int) -> int:
    size = max(1, (t.bit_length() + 7) // 8)
    digits = t << 8 * (3 - size) if size <= 3 else t >> 8 * (size - 3)
    if digits & 0x00800000:
        digits >>= 8
        size += 1
    return size << 24 | digits


# %% exercise="target-to-bits" misconception="wrong-digits"
def target_to_bits(t: int) -> int:
    size = (t.bit_length() + 7) // 8
    digits = t << 8 * (3 - size) if size <= 3 else t & 0x00FFFFFF
    if (t >> 8 * max(0, size - 1)) & 0x80:
        digits >>= 8
        size += 1
    return size << 24 | digits


# %% exercise="target-to-bits" misconception="not-a-number"
def target_to_bits(t: int) -> bytes:
    size = (t.bit_length() + 7) // 8
    digits = t << 8 * (3 - size) if size <= 3 else t >> 8 * (size - 3)
    if digits & 0x00800000:
        digits >>= 8
        size += 1
    return (size << 24 | digits).to_bytes(4, "big")


# %% exercise="difficulty" misconception="two-to-224"
def difficulty(bits: int) -> float:
    return 2**224 / bits_to_target(bits)


# %% exercise="difficulty" misconception="upside-down"
def difficulty(bits: int) -> float:
    return bits_to_target(bits) / bits_to_target(0x1D00FFFF)


# %% exercise="difficulty" misconception="whole-number"
def difficulty(bits: int) -> int:
    return bits_to_target(0x1D00FFFF) // bits_to_target(bits)


# %% exercise="difficulty" misconception="wrong-difficulty"
def difficulty(bits: int) -> float:
    return 2**256 / (bits_to_target(bits) + 1)


# %% exercise="difficulty" misconception="wrong-difficulty"
def difficulty(bits: int) -> float:
    return round(bits_to_target(0x1D00FFFF) / bits_to_target(bits), 2)


# %% exercise="difficulty" misconception="not-a-number"
def difficulty(bits: int) -> str:
    return f"{bits_to_target(0x1D00FFFF) / bits_to_target(bits):.2f}"


# %% exercise="check-pow" misconception="equal-refused"
def meets(h: bytes, target: int) -> bool:
    return int.from_bytes(h, "little") < target


def check_pow(header: bytes, limit: int) -> bool:
    try:
        target = bits_to_target(parse_header(header)["bits"])
    except ValueError:
        return False
    return 1 <= target <= limit and meets(hash256(header), target)


# %% exercise="check-pow" misconception="hash-big-endian"
def meets(h: bytes, target: int) -> bool:
    return int.from_bytes(h, "big") <= target


def check_pow(header: bytes, limit: int) -> bool:
    try:
        target = bits_to_target(parse_header(header)["bits"])
    except ValueError:
        return False
    return 1 <= target <= limit and meets(hash256(header), target)


# %% exercise="check-pow" misconception="hash-big-endian"
def meets(h: bytes, target: int) -> bool:
    return int.from_bytes(h, "little") <= target


def check_pow(header: bytes, limit: int) -> bool:
    try:
        target = bits_to_target(parse_header(header)["bits"])
    except ValueError:
        return False
    return 1 <= target <= limit and int(hash256(header).hex(), 16) <= target


# %% exercise="check-pow" misconception="no-limit"
def meets(h: bytes, target: int) -> bool:
    return int.from_bytes(h, "little") <= target


def check_pow(header: bytes, limit: int) -> bool:
    try:
        target = bits_to_target(parse_header(header)["bits"])
    except ValueError:
        return False
    return target >= 1 and meets(hash256(header), target)


# %% exercise="check-pow" misconception="limit-itself"
def meets(h: bytes, target: int) -> bool:
    return int.from_bytes(h, "little") <= target


def check_pow(header: bytes, limit: int) -> bool:
    try:
        target = bits_to_target(parse_header(header)["bits"])
    except ValueError:
        return False
    return 1 <= target < limit and meets(hash256(header), target)


# %% exercise="check-pow" misconception="fixed-limit"
def meets(h: bytes, target: int) -> bool:
    return int.from_bytes(h, "little") <= target


def check_pow(header: bytes, limit: int) -> bool:
    try:
        target = bits_to_target(parse_header(header)["bits"])
    except ValueError:
        return False
    return 1 <= target <= 0xFFFF << 208 and meets(hash256(header), target)


# %% exercise="check-pow" misconception="refuses-valid"
def meets(h: bytes, target: int) -> bool:
    return int.from_bytes(h, "little") <= target


def check_pow(header: bytes, limit: int) -> bool:
    try:
        target = bits_to_target(parse_header(header)["bits"])
    except ValueError:
        return False
    return 1 <= target <= limit and meets(hash256(header[:76]), target)


# %% exercise="check-pow" misconception="refuses-valid"
def meets(h: bytes, target: int) -> bool:
    return int.from_bytes(h, "little") <= target


def check_pow(header: bytes, limit: int) -> bool:
    try:
        target = bits_to_target(parse_header(header)["bits"])
    except ValueError:
        return False
    return target == limit and meets(hash256(header), target)


# %% exercise="check-pow" misconception="accepts-all"
def meets(h: bytes, target: int) -> bool:
    return int.from_bytes(h, "little") <= target


def check_pow(header: bytes, limit: int) -> bool:
    try:
        target = bits_to_target(parse_header(header)["bits"])
    except ValueError:
        return False
    return 1 <= target <= limit


# %% exercise="check-pow" misconception="accepts-all"
def meets(h: bytes, target: int) -> bool:
    return True


def check_pow(header: bytes, limit: int) -> bool:
    try:
        target = bits_to_target(parse_header(header)["bits"])
    except ValueError:
        return False
    return 1 <= target <= limit and int.from_bytes(hash256(header), "little") <= target


# %% exercise="check-pow" misconception="bits-raise"
def meets(h: bytes, target: int) -> bool:
    return int.from_bytes(h, "little") <= target


def check_pow(header: bytes, limit: int) -> bool:
    target = bits_to_target(parse_header(header)["bits"])
    return 1 <= target <= limit and meets(hash256(header), target)


# %% exercise="check-pow" misconception="bad-bits"
def meets(h: bytes, target: int) -> bool:
    return int.from_bytes(h, "little") <= target


def check_pow(header: bytes, limit: int) -> bool:
    bits = parse_header(header)["bits"]
    target = (bits & 0x00FFFFFF) << 8 * max(0, (bits >> 24) - 3)
    return target <= limit and meets(hash256(header), target)


# %% exercise="check-pow" misconception="not-a-bool"
def meets(h: bytes, target: int) -> int:
    return target - int.from_bytes(h, "little")


def check_pow(header: bytes, limit: int) -> int:
    try:
        target = bits_to_target(parse_header(header)["bits"])
    except ValueError:
        return 0
    return int(1 <= target <= limit and meets(hash256(header), target) >= 0)


# %% exercise="mine-header" misconception="nonce-big-endian"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(start, min(start + max_tries, 2**32)):
        if meets(hash256(h76 + nonce.to_bytes(4, "big")), target):
            return nonce
    return None


# %% exercise="mine-header" misconception="hash-big-endian"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(start, min(start + max_tries, 2**32)):
        if int.from_bytes(hash256(h76 + nonce.to_bytes(4, "little")), "big") <= target:
            return nonce
    return None


# %% exercise="mine-header" misconception="wraps-around"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for tried in range(max_tries):
        nonce = (start + tried) % 2**32
        if meets(hash256(h76 + nonce.to_bytes(4, "little")), target):
            return nonce
    return None


# %% exercise="mine-header" misconception="beyond-nonces"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(start, start + max_tries):
        if meets(hash256(h76 + nonce.to_bytes(4, "little")), target):
            return nonce
    return None


# %% exercise="mine-header" misconception="last-nonce"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(start, min(start + max_tries, 2**32 - 1)):
        if meets(hash256(h76 + nonce.to_bytes(4, "little")), target):
            return nonce
    return None


# %% exercise="mine-header" misconception="start-ignored"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(max_tries):
        if meets(hash256(h76 + nonce.to_bytes(4, "little")), target):
            return nonce
    return None


# %% exercise="mine-header" misconception="start-ignored"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(start, min(max_tries, 2**32)):
        if meets(hash256(h76 + nonce.to_bytes(4, "little")), target):
            return nonce
    return None


# %% exercise="mine-header" misconception="one-too-few"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(start, min(start + max_tries - 1, 2**32)):
        if meets(hash256(h76 + nonce.to_bytes(4, "little")), target):
            return nonce
    return None


# %% exercise="mine-header" misconception="one-too-many"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(start, min(start + max_tries + 1, 2**32)):
        if meets(hash256(h76 + nonce.to_bytes(4, "little")), target):
            return nonce
    return None


# %% exercise="mine-header" misconception="no-none"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(start, min(start + max_tries, 2**32)):
        if meets(hash256(h76 + nonce.to_bytes(4, "little")), target):
            return nonce
    return -1


# %% exercise="mine-header" misconception="not-first"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    best, lowest = None, target + 1
    for nonce in range(start, min(start + max_tries, 2**32)):
        number = int.from_bytes(hash256(h76 + nonce.to_bytes(4, "little")), "little")
        if number < lowest:
            best, lowest = nonce, number
    return best


# %% exercise="mine-header" misconception="equal-refused"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(start, min(start + max_tries, 2**32)):
        if int.from_bytes(hash256(h76 + nonce.to_bytes(4, "little")), "little") < target:
            return nonce
    return None


# %% exercise="mine-header" misconception="wrong-nonce"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(start, min(start + max_tries, 2**32)):
        if meets(hashlib.sha256(h76 + nonce.to_bytes(4, "little")).digest(), target):
            return nonce
    return None


# %% exercise="mine-header" misconception="breaks"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(start, min(start + max_tries, 2**32)):
        if meets(hash256(h76 + str(nonce)), target):
            return nonce
    return None


# %% exercise="mine-header" misconception="wrong-nonce"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> int | None:
    for nonce in range(start, min(start + max_tries, 2**32)):
        if meets(hash256(h76 + bytes([nonce])), target):
            return nonce
    return None


# %% exercise="mine-header" misconception="not-a-number"
def mine_header(h76: bytes, target: int, start: int = 0, max_tries: int = 100_000) -> bytes | None:
    for nonce in range(start, min(start + max_tries, 2**32)):
        if meets(hash256(h76 + nonce.to_bytes(4, "little")), target):
            return h76 + nonce.to_bytes(4, "little")
    return None


# %% exercise="luck" misconception="median"
def expected_hashes(bits: int) -> float:
    return math.log(2) * 2**256 / (bits_to_target(bits) + 1)


def luck(n: int, bits: int) -> float:
    return -math.expm1(n * math.log1p(-(bits_to_target(bits) + 1) / 2**256))


# %% exercise="luck" misconception="upside-down"
def expected_hashes(bits: int) -> float:
    return (bits_to_target(bits) + 1) / 2**256


def luck(n: int, bits: int) -> float:
    return -math.expm1(n * math.log1p(-expected_hashes(bits)))


# %% exercise="luck" misconception="wrong-average"
def expected_hashes(bits: int) -> float:
    return difficulty(bits)


def luck(n: int, bits: int) -> float:
    return -math.expm1(n * math.log1p(-(bits_to_target(bits) + 1) / 2**256))


# %% exercise="luck" misconception="wrong-average"
def expected_hashes(bits: int) -> float:
    return difficulty(bits) * 2**32


def luck(n: int, bits: int) -> float:
    return -math.expm1(n * math.log1p(-(bits_to_target(bits) + 1) / 2**256))


# %% exercise="luck" misconception="whole-number"
def expected_hashes(bits: int) -> int:
    return 2**256 // (bits_to_target(bits) + 1)


def luck(n: int, bits: int) -> float:
    return -math.expm1(n * math.log1p(-(bits_to_target(bits) + 1) / 2**256))


# %% exercise="luck" misconception="expm1-sign"
def expected_hashes(bits: int) -> float:
    return 2**256 / (bits_to_target(bits) + 1)


def luck(n: int, bits: int) -> float:
    return 1 - math.expm1(n * math.log1p(-1 / expected_hashes(bits)))


# %% exercise="luck" misconception="failure"
def expected_hashes(bits: int) -> float:
    return 2**256 / (bits_to_target(bits) + 1)


def luck(n: int, bits: int) -> float:
    return math.exp(n * math.log1p(-1 / expected_hashes(bits)))


# %% exercise="luck" misconception="exactly-n"
def expected_hashes(bits: int) -> float:
    return 2**256 / (bits_to_target(bits) + 1)


def luck(n: int, bits: int) -> float:
    p = 1 / expected_hashes(bits)
    return p * math.exp((n - 1) * math.log1p(-p))


# %% exercise="luck" misconception="adds-chances"
def expected_hashes(bits: int) -> float:
    return 2**256 / (bits_to_target(bits) + 1)


def luck(n: int, bits: int) -> float:
    return min(1.0, n / expected_hashes(bits))


# %% exercise="luck" misconception="only-small-p"
def expected_hashes(bits: int) -> float:
    return 2**256 / (bits_to_target(bits) + 1)


def luck(n: int, bits: int) -> float:
    return -math.expm1(-n / expected_hashes(bits))


# %% exercise="luck" misconception="lost-small-p"
def expected_hashes(bits: int) -> float:
    return 2**256 / (bits_to_target(bits) + 1)


def luck(n: int, bits: int) -> float:
    return 1 - (1 - 1 / expected_hashes(bits)) ** n


# %% exercise="luck" misconception="wrong-luck"
def expected_hashes(bits: int) -> float:
    return 2**256 / (bits_to_target(bits) + 1)


def luck(n: int, bits: int) -> float:
    return -math.expm1((n + 1) * math.log1p(-1 / expected_hashes(bits)))


# %% exercise="luck" misconception="not-a-number"
def expected_hashes(bits: int) -> str:
    return f"{2**256 / (bits_to_target(bits) + 1):.3e}"


def luck(n: int, bits: int) -> str:
    return f"{-math.expm1(n * math.log1p(-(bits_to_target(bits) + 1) / 2**256)):.1%}"
