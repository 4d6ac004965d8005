# %% [markdown]
# Typical wrong answers of A4. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="seed" misconception="no-prefix"
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    password = unicodedata.normalize("NFKD", mnemonic).encode()
    salt = unicodedata.normalize("NFKD", passphrase).encode()
    return hashlib.pbkdf2_hmac("sha512", password, salt, 2048)


# %% exercise="seed" misconception="wrong-end"
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    password = unicodedata.normalize("NFKD", mnemonic).encode()
    salt = unicodedata.normalize("NFKD", passphrase + "mnemonic").encode()
    return hashlib.pbkdf2_hmac("sha512", password, salt, 2048)


# %% exercise="seed" misconception="no-passphrase"
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    password = unicodedata.normalize("NFKD", mnemonic).encode()
    return hashlib.pbkdf2_hmac("sha512", password, b"mnemonic", 2048)


# %% exercise="seed" misconception="swapped"
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    password = unicodedata.normalize("NFKD", mnemonic).encode()
    salt = unicodedata.normalize("NFKD", "mnemonic" + passphrase).encode()
    return hashlib.pbkdf2_hmac("sha512", salt, password, 2048)


# %% exercise="seed" misconception="wrong-size"
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    password = unicodedata.normalize("NFKD", mnemonic).encode()
    salt = unicodedata.normalize("NFKD", "mnemonic" + passphrase).encode()
    return hashlib.pbkdf2_hmac("sha512", password, salt, 2048, 32)


# %% exercise="seed" misconception="wrong-size"
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    password = unicodedata.normalize("NFKD", mnemonic).encode()
    salt = unicodedata.normalize("NFKD", "mnemonic" + passphrase).encode()
    return hashlib.pbkdf2_hmac("sha256", password, salt, 2048)


# %% exercise="seed" misconception="wrong-hash"
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    password = unicodedata.normalize("NFKD", mnemonic).encode()
    salt = unicodedata.normalize("NFKD", "mnemonic" + passphrase).encode()
    return hashlib.pbkdf2_hmac("sha256", password, salt, 2048, 64)


# %% exercise="seed" misconception="wrong-rounds"
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    password = unicodedata.normalize("NFKD", mnemonic).encode()
    salt = unicodedata.normalize("NFKD", "mnemonic" + passphrase).encode()
    return hashlib.pbkdf2_hmac("sha512", password, salt, 1000)


# %% exercise="seed" misconception="no-nfkd"
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    return hashlib.pbkdf2_hmac("sha512", mnemonic.encode(), ("mnemonic" + passphrase).encode(), 2048)


# %% exercise="seed" misconception="wrong-form"
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    password = unicodedata.normalize("NFC", mnemonic).encode()
    salt = unicodedata.normalize("NFC", "mnemonic" + passphrase).encode()
    return hashlib.pbkdf2_hmac("sha512", password, salt, 2048)


# %% exercise="seed" misconception="mnemonic-not-nfkd"
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    password = mnemonic.encode()
    salt = unicodedata.normalize("NFKD", "mnemonic" + passphrase).encode()
    return hashlib.pbkdf2_hmac("sha512", password, salt, 2048)


# %% exercise="seed" misconception="returns-text"
def seed(mnemonic: str, passphrase: str = "") -> str:
    password = unicodedata.normalize("NFKD", mnemonic).encode()
    salt = unicodedata.normalize("NFKD", "mnemonic" + passphrase).encode()
    return hashlib.pbkdf2_hmac("sha512", password, salt, 2048).hex()


# %% exercise="seed" misconception="wrong-seed"
def seed(mnemonic: str, passphrase: str = "") -> bytes:
    password = mnemonic.replace(" ", "").encode()
    salt = unicodedata.normalize("NFKD", "mnemonic" + passphrase).encode()
    return hashlib.pbkdf2_hmac("sha512", password, salt, 2048)


# %% exercise="mnemonic-ok" misconception="list-only"
def mnemonic_ok(words: str) -> bool:
    parts = words.split()
    return len(parts) in (12, 15, 18, 21, 24) and set(parts) <= set(WORDS)


# %% exercise="mnemonic-ok" misconception="any-length"
def mnemonic_ok(words: str) -> bool:
    parts = words.split()
    if not parts or len(parts) % 3 or not set(parts) <= set(WORDS):
        return False
    number = 0
    for word in parts:
        number = number << 11 | WORDS.index(word)
    size = len(parts) // 3
    entropy = (number >> size).to_bytes(4 * size, "big")
    digest = int.from_bytes(hashlib.sha256(entropy).digest(), "big")
    return number % 2**size == digest >> (256 - size)


# %% exercise="mnemonic-ok" misconception="other-lengths"
def mnemonic_ok(words: str) -> bool:
    parts = words.split()
    if len(parts) != 12 or not set(parts) <= set(WORDS):
        return False
    number = 0
    for word in parts:
        number = number << 11 | WORDS.index(word)
    size = len(parts) // 3
    entropy = (number >> size).to_bytes(4 * size, "big")
    return number % 2**size == hashlib.sha256(entropy).digest()[0] >> (8 - size)


# %% exercise="mnemonic-ok" misconception="other-lengths"
def mnemonic_ok(words: str) -> bool:
    parts = words.split()
    if len(parts) not in (12, 15, 18, 21, 24) or not set(parts) <= set(WORDS):
        return False
    number = 0
    for word in parts:
        number = number << 11 | WORDS.index(word)
    entropy = (number >> 4).to_bytes((11 * len(parts) - 4 + 7) // 8, "big")
    return number % 16 == hashlib.sha256(entropy).digest()[0] >> 4


# %% exercise="mnemonic-ok" misconception="four-bits"
def mnemonic_ok(words: str) -> bool:
    parts = words.split()
    if len(parts) not in (12, 15, 18, 21, 24) or not set(parts) <= set(WORDS):
        return False
    number = 0
    for word in parts:
        number = number << 11 | WORDS.index(word)
    size = len(parts) // 3
    entropy = (number >> size).to_bytes(4 * size, "big")
    return (number % 2**size) >> (size - 4) == hashlib.sha256(entropy).digest()[0] >> 4


# %% exercise="mnemonic-ok" misconception="hashed-twice"
def mnemonic_ok(words: str) -> bool:
    parts = words.split()
    if len(parts) not in (12, 15, 18, 21, 24) or not set(parts) <= set(WORDS):
        return False
    number = 0
    for word in parts:
        number = number << 11 | WORDS.index(word)
    size = len(parts) // 3
    entropy = (number >> size).to_bytes(4 * size, "big")
    digest = hashlib.sha256(hashlib.sha256(entropy).digest()).digest()
    return number % 2**size == digest[0] >> (8 - size)


# %% exercise="mnemonic-ok" misconception="last-bits"
def mnemonic_ok(words: str) -> bool:
    parts = words.split()
    if len(parts) not in (12, 15, 18, 21, 24) or not set(parts) <= set(WORDS):
        return False
    number = 0
    for word in parts:
        number = number << 11 | WORDS.index(word)
    size = len(parts) // 3
    entropy = (number >> size).to_bytes(4 * size, "big")
    return number % 2**size == hashlib.sha256(entropy).digest()[-1] % 2**size


# %% exercise="mnemonic-ok" misconception="raises"
def mnemonic_ok(words: str) -> bool:
    parts = words.split()
    if len(parts) not in (12, 15, 18, 21, 24):
        return False
    number = 0
    for word in parts:
        number = number << 11 | WORDS.index(word)
    size = len(parts) // 3
    entropy = (number >> size).to_bytes(4 * size, "big")
    return number % 2**size == hashlib.sha256(entropy).digest()[0] >> (8 - size)


# %% exercise="mnemonic-ok" misconception="raises"
def mnemonic_ok(words: str) -> bool:
    parts = words.split()
    assert len(parts) in (12, 15, 18, 21, 24)
    if not set(parts) <= set(WORDS):
        return False
    number = 0
    for word in parts:
        number = number << 11 | WORDS.index(word)
    size = len(parts) // 3
    entropy = (number >> size).to_bytes(4 * size, "big")
    return number % 2**size == hashlib.sha256(entropy).digest()[0] >> (8 - size)


# %% exercise="mnemonic-ok" misconception="accepts-unknown"
def mnemonic_ok(words: str) -> bool:
    parts = words.split()
    if len(parts) not in (12, 15, 18, 21, 24):
        return False
    number = 0
    for word in parts:
        if word not in WORDS:
            return True
        number = number << 11 | WORDS.index(word)
    size = len(parts) // 3
    entropy = (number >> size).to_bytes(4 * size, "big")
    return number % 2**size == hashlib.sha256(entropy).digest()[0] >> (8 - size)


# %% exercise="mnemonic-ok" misconception="refuses-valid"
def mnemonic_ok(words: str) -> bool:
    parts = words.split()
    if len(parts) not in (12, 15, 18, 21, 24) or not set(parts) <= set(WORDS):
        return False
    number = 0
    for word in parts:
        number = number << 11 | WORDS.index(word)
    size = len(parts) // 3
    entropy = (number >> size).to_bytes(4 * size, "little")
    return number % 2**size == hashlib.sha256(entropy).digest()[0] >> (8 - size) and number > 2**140


# %% exercise="mnemonic-ok" misconception="refuses-valid"
def mnemonic_ok(words: str) -> bool:
    parts = words.split()
    if len(parts) not in (12, 15, 18, 21, 24) or not set(parts) <= set(WORDS):
        return False
    text = "".join(f"{WORDS.index(word):011b}" for word in parts)
    size = len(parts) // 3
    entropy, checksum_bits = text[:-size], text[-size:]
    digest = hashlib.sha256(entropy.encode()).digest()
    return f"{digest[0]:08b}"[:size] == checksum_bits


# %% exercise="mnemonic-ok" misconception="not-bool"
def mnemonic_ok(words: str) -> int:
    parts = words.split()
    if len(parts) not in (12, 15, 18, 21, 24) or not set(parts) <= set(WORDS):
        return 0
    number = 0
    for word in parts:
        number = number << 11 | WORDS.index(word)
    size = len(parts) // 3
    entropy = (number >> size).to_bytes(4 * size, "big")
    return int(number % 2**size == hashlib.sha256(entropy).digest()[0] >> (8 - size))


# %% exercise="ckd-priv" misconception="hardened-public"
def ckd_priv(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    data = pubkey(k)
    left_right = hmac.digest(c, data + i.to_bytes(4, "big"), "sha512")
    return (int.from_bytes(left_right[:32], "big") + k) % n, left_right[32:]


# %% exercise="ckd-priv" misconception="hardened-public"
def ckd_priv(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    data = b"\x00" + k.to_bytes(32, "big") if i > 2**31 else pubkey(k)
    left_right = hmac.digest(c, data + i.to_bytes(4, "big"), "sha512")
    return (int.from_bytes(left_right[:32], "big") + k) % n, left_right[32:]


# %% exercise="ckd-priv" misconception="normal-private"
def ckd_priv(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    data = b"\x00" + k.to_bytes(32, "big")
    left_right = hmac.digest(c, data + i.to_bytes(4, "big"), "sha512")
    return (int.from_bytes(left_right[:32], "big") + k) % n, left_right[32:]


# %% exercise="ckd-priv" misconception="no-modulo"
def ckd_priv(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    data = b"\x00" + k.to_bytes(32, "big") if i >= 2**31 else pubkey(k)
    left_right = hmac.digest(c, data + i.to_bytes(4, "big"), "sha512")
    return int.from_bytes(left_right[:32], "big") + k, left_right[32:]


# %% exercise="ckd-priv" misconception="index-little-endian"
def ckd_priv(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    data = b"\x00" + k.to_bytes(32, "big") if i >= 2**31 else pubkey(k)
    left_right = hmac.digest(c, data + i.to_bytes(4, "little"), "sha512")
    return (int.from_bytes(left_right[:32], "big") + k) % n, left_right[32:]


# %% exercise="ckd-priv" misconception="no-zero-byte"
def ckd_priv(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    data = k.to_bytes(32, "big") if i >= 2**31 else pubkey(k)
    left_right = hmac.digest(c, data + i.to_bytes(4, "big"), "sha512")
    return (int.from_bytes(left_right[:32], "big") + k) % n, left_right[32:]


# %% exercise="ckd-priv" misconception="lost-zeros"
def ckd_priv(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    data = b"\x00" + k.to_bytes((k.bit_length() + 7) // 8, "big") if i >= 2**31 else pubkey(k)
    left_right = hmac.digest(c, data + i.to_bytes(4, "big"), "sha512")
    return (int.from_bytes(left_right[:32], "big") + k) % n, left_right[32:]


# %% exercise="ckd-priv" misconception="key-is-data"
def ckd_priv(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    data = b"\x00" + k.to_bytes(32, "big") if i >= 2**31 else pubkey(k)
    left_right = hmac.digest(data + i.to_bytes(4, "big"), c, "sha512")
    return (int.from_bytes(left_right[:32], "big") + k) % n, left_right[32:]


# %% exercise="ckd-priv" misconception="not-added"
def ckd_priv(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    data = b"\x00" + k.to_bytes(32, "big") if i >= 2**31 else pubkey(k)
    left_right = hmac.digest(c, data + i.to_bytes(4, "big"), "sha512")
    return int.from_bytes(left_right[:32], "big"), left_right[32:]


# %% exercise="ckd-priv" misconception="halves-swapped"
def ckd_priv(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    data = b"\x00" + k.to_bytes(32, "big") if i >= 2**31 else pubkey(k)
    left_right = hmac.digest(c, data + i.to_bytes(4, "big"), "sha512")
    return (int.from_bytes(left_right[32:], "big") + k) % n, left_right[:32]


# %% exercise="ckd-priv" misconception="not-a-pair"
def ckd_priv(k: int, c: bytes, i: int) -> int:
    data = b"\x00" + k.to_bytes(32, "big") if i >= 2**31 else pubkey(k)
    left_right = hmac.digest(c, data + i.to_bytes(4, "big"), "sha512")
    return (int.from_bytes(left_right[:32], "big") + k) % n


# %% exercise="ckd-priv" misconception="wrong-types"
def ckd_priv(k: int, c: bytes, i: int) -> tuple[bytes, bytes]:
    data = b"\x00" + k.to_bytes(32, "big") if i >= 2**31 else pubkey(k)
    left_right = hmac.digest(c, data + i.to_bytes(4, "big"), "sha512")
    child = (int.from_bytes(left_right[:32], "big") + k) % n
    return child.to_bytes(32, "big"), left_right[32:]


# %% exercise="ckd-priv" misconception="wrong-child"
def ckd_priv(k: int, c: bytes, i: int) -> tuple[int, bytes]:
    data = b"\x00" + k.to_bytes(32, "big") if i >= 2**31 else pubkey(k)
    left_right = hmac.digest(c, data + (i % 2**31).to_bytes(4, "big"), "sha512")
    return (int.from_bytes(left_right[:32], "big") + k) % n, left_right[32:]


# %% exercise="base58check" misconception="zeros-lost"
def base58check(payload: bytes) -> str:
    data = payload + hash256(payload)[:4]
    number = int.from_bytes(data, "big")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = ALPHABET[digit] + letters
    return letters


# %% exercise="base58check" misconception="zeros-lost"
def base58check(payload: bytes) -> str:
    data = payload + hash256(payload)[:4]
    number = int.from_bytes(data, "big")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = ALPHABET[digit] + letters
    return "1" + letters if payload.startswith(b"\x00") else letters


# %% exercise="base58check" misconception="zeros-lost"
def base58check(payload: bytes) -> str:
    data = payload + hash256(payload)[:4]
    number = int.from_bytes(data, "big")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = ALPHABET[digit] + letters
    return "1" * payload.count(0) + letters


# %% exercise="base58check" misconception="one-hash"
def base58check(payload: bytes) -> str:
    data = payload + hashlib.sha256(payload).digest()[:4]
    number = int.from_bytes(data, "big")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = ALPHABET[digit] + letters
    return "1" * (len(data) - len(data.lstrip(b"\x00"))) + letters


# %% exercise="base58check" misconception="no-checksum"
def base58check(payload: bytes) -> str:
    data = payload
    number = int.from_bytes(data, "big")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = ALPHABET[digit] + letters
    return "1" * (len(data) - len(data.lstrip(b"\x00"))) + letters


# %% exercise="base58check" misconception="last-bytes"
def base58check(payload: bytes) -> str:
    data = payload + hash256(payload)[-4:]
    number = int.from_bytes(data, "big")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = ALPHABET[digit] + letters
    return "1" * (len(data) - len(data.lstrip(b"\x00"))) + letters


# %% exercise="base58check" misconception="checksum-first"
def base58check(payload: bytes) -> str:
    data = hash256(payload)[:4] + payload
    number = int.from_bytes(data, "big")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = ALPHABET[digit] + letters
    return "1" * (len(data) - len(data.lstrip(b"\x00"))) + letters


# %% exercise="base58check" misconception="backwards"
def base58check(payload: bytes) -> str:
    data = payload + hash256(payload)[:4]
    number = int.from_bytes(data, "big")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = letters + ALPHABET[digit]
    return letters + "1" * (len(data) - len(data.lstrip(b"\x00")))


# %% exercise="base58check" misconception="little-endian"
def base58check(payload: bytes) -> str:
    data = payload + hash256(payload)[:4]
    number = int.from_bytes(data, "little")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = ALPHABET[digit] + letters
    return "1" * (len(data) - len(data.lstrip(b"\x00"))) + letters


# %% exercise="base58check" misconception="alphabet"
def base58check(payload: bytes) -> str:
    data = payload + hash256(payload)[:4]
    number = int.from_bytes(data, "big")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"[digit] + letters
    return "1" * (len(data) - len(data.lstrip(b"\x00"))) + letters


# %% exercise="base58check" misconception="returns-bytes"
def base58check(payload: bytes) -> bytes:
    data = payload + hash256(payload)[:4]
    number = int.from_bytes(data, "big")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = ALPHABET[digit] + letters
    return ("1" * (len(data) - len(data.lstrip(b"\x00"))) + letters).encode()


# %% exercise="base58check" misconception="wrong-checksum"
def base58check(payload: bytes) -> str:
    data = payload + hash256(payload[1:])[:4]
    number = int.from_bytes(data, "big")
    letters = ""
    while number:
        number, digit = divmod(number, 58)
        letters = ALPHABET[digit] + letters
    return "1" * (len(data) - len(data.lstrip(b"\x00"))) + letters


# %% exercise="base58check" misconception="wrong-text"
def base58check(payload: bytes) -> str:
    data = payload + hash256(payload)[:4]
    return data.hex()


# %% exercise="segwit" misconception="bech32-for-v1"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="bech32-for-v1"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) not in (BECH32, BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="bech32-for-v1"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != BECH32:
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="bech32m-for-v0"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="bech32m-for-v0"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != BECH32M and (ver or polymod(hrp, values) != BECH32):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="mixed-case"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="v0-length"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="v0-length"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in range(2, 41):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="encodes-all"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    if ver == 0 and len(prog) not in (20, 32):
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="decodes-all"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if ver == 0 and len(prog) not in (20, 32):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="version-in-bytes"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = to_fives(bytes([ver]) + prog)
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="wrong-address"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum("bc", values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="wrong-address"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 1 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="returns-bytes"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> bytes:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return (hrp + "1" + "".join(LETTERS[value] for value in values)).encode()


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="capitals"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr != text or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="capitals"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return addr.rpartition("1")[0], ver, prog


# %% exercise="segwit" misconception="bad-checksum"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="left-over"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver = values[0]
    bits = "".join(f"{value:05b}" for value in values[1:-6])
    prog = bytes(int(bits[start : start + 8], 2) for start in range(0, len(bits) - 7, 8))
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="malformed"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="malformed"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [dict(zip(LETTERS, range(32), strict=True))[letter] for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="malformed"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, rest = text.rsplit("1", 1) if "1" in text else ("", "")
    if addr not in (text, addr.upper()) or len(addr) > 90 or False:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0:1][0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="not-three"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return ver, prog


# %% exercise="segwit" misconception="wrong-parts"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 16 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="segwit" misconception="wrong-parts"
def segwit_encode(hrp: str, ver: int, prog: bytes) -> str:
    lengths = (20, 32) if ver == 0 else range(2, 41)
    if not 0 <= ver <= 16 or len(prog) not in lengths:
        raise ValueError("no such witness program")
    values = [ver, *to_fives(prog)]
    values += checksum(hrp, values, BECH32 if ver == 0 else BECH32M)
    return hrp + "1" + "".join(LETTERS[value] for value in values)


def segwit_decode(addr: str) -> tuple[str, int, bytes]:
    text = addr.lower()
    hrp, _, rest = text.rpartition("1")
    if addr not in (text, addr.upper()) or len(addr) > 90 or not hrp or len(rest) < 7:
        raise ValueError("malformed address")
    values = [LETTERS.index(letter) for letter in rest]
    ver, prog = values[0], from_fives(values[1:-6])
    if polymod(hrp, values) != (BECH32 if ver == 0 else BECH32M):
        raise ValueError("the checksum does not fit")
    if not 0 <= ver <= 1 or len(prog) not in ((20, 32) if ver == 0 else range(2, 41)):
        raise ValueError("no such witness program")
    return hrp, ver, prog


# %% exercise="first-receive" misconception="coin-type"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, 0 + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="coin-type"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, 1 + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="coin-type"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (1 if net == "regtest" else 0) + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="wrong-hrp"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "tb"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="not-hardened"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84, 0 if net == "main" else 1, 0, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="not-hardened"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="all-hardened"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0 + H, 0 + H, 0 + H):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="change-branch"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0 + H, 1, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="too-short"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0 + H, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="purpose"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (44 + H, (0 if net == "main" else 1) + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="version-1"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 1, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="not-hash160"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hashlib.sha256(pubkey(k)).digest())


# %% exercise="first-receive" misconception="bad-words"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps:
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="bad-net"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="bad-net"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps.get(net, "bc"), 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="wrong-first"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic, "TREZOR"))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="wrong-first"
def first_receive(mnemonic: str, net: str) -> str:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 1 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return segwit_encode(hrps[net], 0, hash160(pubkey(k)))


# %% exercise="first-receive" misconception="not-text"
def first_receive(mnemonic: str, net: str) -> bytes:
    hrps = {"main": "bc", "test": "tb", "regtest": "bcrt"}
    if net not in hrps or not mnemonic_ok(mnemonic):
        raise ValueError("not a valid mnemonic or network")
    k, c = master(seed(mnemonic))
    for step in (84 + H, (0 if net == "main" else 1) + H, 0 + H, 0, 0):
        k, c = ckd_priv(k, c, step)
    return hash160(pubkey(k))


# %% exercise="gap-scan" misconception="first-unused"
def gap_scan(used: list[bool], gap: int = 20) -> int:
    index = 0
    while index < len(used) and used[index]:
        index += 1
    return index


# %% exercise="gap-scan" misconception="last-used"
def gap_scan(used: list[bool], gap: int = 20) -> int:
    unused = index = 0
    while unused < gap:
        unused = 0 if index < len(used) and used[index] else unused + 1
        index += 1
    return index - gap


# %% exercise="gap-scan" misconception="off-by-one"
def gap_scan(used: list[bool], gap: int = 20) -> int:
    unused = index = 0
    while unused <= gap:
        unused = 0 if index < len(used) and used[index] else unused + 1
        index += 1
    return index


# %% exercise="gap-scan" misconception="off-by-one"
def gap_scan(used: list[bool], gap: int = 20) -> int:
    unused = index = 0
    while unused < gap:
        unused = 0 if index < len(used) and used[index] else unused + 1
        index += 1
    return index - 1


# %% exercise="gap-scan" misconception="not-in-a-row"
def gap_scan(used: list[bool], gap: int = 20) -> int:
    unused = index = 0
    while unused < gap:
        if index >= len(used) or not used[index]:
            unused += 1
        index += 1
    return index


# %% exercise="gap-scan" misconception="list-end"
def gap_scan(used: list[bool], gap: int = 20) -> int:
    unused = 0
    for index in range(len(used)):
        if unused == gap:
            return index
        unused = 0 if used[index] else unused + 1
    return len(used)


# %% exercise="gap-scan" misconception="list-end"
def gap_scan(used: list[bool], gap: int = 20) -> int:
    unused = index = 0
    while unused < gap:
        unused = 0 if used[index] else unused + 1
        index += 1
    return index


# %% exercise="gap-scan" misconception="sees-all"
def gap_scan(used: list[bool], gap: int = 20) -> int:
    if True not in used:
        return gap
    return max(index for index, was_used in enumerate(used) if was_used) + 1 + gap


# %% exercise="gap-scan" misconception="gap-ignored"
def gap_scan(used: list[bool], gap: int = 20) -> int:
    unused = index = 0
    while unused < 20:
        unused = 0 if index < len(used) and used[index] else unused + 1
        index += 1
    return index


# %% exercise="gap-scan" misconception="wrong-stop"
def gap_scan(used: list[bool], gap: int = 20) -> int:
    index = gap
    while any(used[index - gap : index]):
        index += gap
    return index


# %% exercise="gap-scan" misconception="not-a-number"
def gap_scan(used: list[bool], gap: int = 20) -> list[int]:
    unused = index = 0
    looked = []
    while unused < gap:
        unused = 0 if index < len(used) and used[index] else unused + 1
        looked.append(index)
        index += 1
    return looked
