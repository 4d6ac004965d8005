# %% [markdown]
# Typical wrong answers of A3. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="on-curve" misconception="no-remainder"
def on_curve(P: Point, prime: int = p) -> bool:
    if P is None:
        return True
    x, y = P
    return 0 <= x < prime and 0 <= y < prime and y**2 == x**3 + 7


# %% exercise="on-curve" misconception="no-remainder"
def on_curve(P: Point, prime: int = p) -> bool:
    if P is None:
        return True
    x, y = P
    return 0 <= x < prime and 0 <= y < prime and y**2 % prime == x**3 % prime + 7


# %% exercise="on-curve" misconception="xor"
def on_curve(P: Point, prime: int = p) -> bool:
    if P is None:
        return True
    x, y = P
    return 0 <= x < prime and 0 <= y < prime and (y * y) % prime == ((x ^ 3) + 7) % prime


# %% exercise="on-curve" misconception="xor"
def on_curve(P: Point, prime: int = p) -> bool:
    if P is None:
        return True
    x, y = P
    return 0 <= x < prime and 0 <= y < prime and (y * y) % prime == (x ^ 3 + 7) % prime


# %% exercise="on-curve" misconception="refuses-g"
def on_curve(P: Point, prime: int = p) -> bool:
    if P is None:
        return True
    x, y = P
    if prime < 1000:
        return 0 <= x < prime and 0 <= y < prime and (y * y - x**3 - 7) % prime == 0
    return x == G[0] and y in (G[1], p - G[1])


# %% exercise="on-curve" misconception="accepts-all"
def on_curve(P: Point, prime: int = p) -> bool:
    if P is None:
        return True
    x, y = P
    return 0 <= x < prime and 0 <= y < prime


# %% exercise="on-curve" misconception="refuses-g"
def on_curve(P: Point, prime: int = p) -> bool:
    if P is None:
        return True
    x, y = P
    return 0 <= x < prime and 0 <= y < prime and (y * y - x**3 - 7) % 43 == 0


# %% exercise="on-curve" misconception="infinity"
def on_curve(P: Point, prime: int = p) -> bool:
    x, y = P
    return 0 <= x < prime and 0 <= y < prime and (y * y - x**3 - 7) % prime == 0


# %% exercise="on-curve" misconception="infinity"
def on_curve(P: Point, prime: int = p) -> bool:
    if P is None:
        return False
    x, y = P
    return 0 <= x < prime and 0 <= y < prime and (y * y - x**3 - 7) % prime == 0


# %% exercise="on-curve" misconception="out-of-range"
def on_curve(P: Point, prime: int = p) -> bool:
    if P is None:
        return True
    x, y = P
    return (y * y - x**3 - 7) % prime == 0


# %% exercise="on-curve" misconception="not-bool"
def on_curve(P: Point, prime: int = p) -> int:
    if P is None:
        return 0
    x, y = P
    return (y * y - x**3 - 7) % prime


# %% exercise="point-add" misconception="not-a-pair"
def point_add(P: Point, Q: Point, prime: int = p) -> list:
    if P is None:
        return Q
    if Q is None:
        return P
    if P[0] == Q[0] and (P[1] + Q[1]) % prime == 0:
        return None
    if P == Q:
        m = 3 * P[0] ** 2 * pow(2 * P[1], -1, prime)
    else:
        m = (Q[1] - P[1]) * pow(Q[0] - P[0], -1, prime)
    x3 = (m * m - P[0] - Q[0]) % prime
    return [x3, (m * (P[0] - x3) - P[1]) % prime]


# %% exercise="point-add" misconception="division"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and y1 != y2:
        return None
    m = 3 * x1**2 / (2 * y1) if P == Q else (y2 - y1) / (x2 - x1)
    x3 = (m * m - x1 - x2) % prime
    return x3, (m * (x1 - x3) - y1) % prime


# %% exercise="point-add" misconception="division"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and y1 != y2:
        return None
    m = 3 * x1**2 // (2 * y1) if P == Q else (y2 - y1) // (x2 - x1)
    x3 = (m * m - x1 - x2) % prime
    return x3, (m * (x1 - x3) - y1) % prime


# %% exercise="point-add" misconception="not-mirrored"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and y1 != y2:
        return None
    m = 3 * x1**2 * pow(2 * y1, -1, prime) if P == Q else (y2 - y1) * pow(x2 - x1, -1, prime)
    x3 = (m * m - x1 - x2) % prime
    return x3, (m * (x3 - x1) + y1) % prime


# %% exercise="point-add" misconception="no-doubling"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and (y1 + y2) % prime == 0:
        return None
    m = (y2 - y1) * pow(x2 - x1, -1, prime)
    x3 = (m * m - x1 - x2) % prime
    return x3, (m * (x1 - x3) - y1) % prime


# %% exercise="point-add" misconception="no-doubling"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2:
        return None
    m = (y2 - y1) * pow(x2 - x1, -1, prime)
    x3 = (m * m - x1 - x2) % prime
    return x3, (m * (x1 - x3) - y1) % prime


# %% exercise="point-add" misconception="wrong-slope"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and (y1 + y2) % prime == 0:
        return None
    m = (3 * x1**2 + 7) * pow(2 * y1, -1, prime) if P == Q else (y2 - y1) * pow(x2 - x1, -1, prime)
    x3 = (m * m - x1 - x2) % prime
    return x3, (m * (x1 - x3) - y1) % prime


# %% exercise="point-add" misconception="wrong-slope"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and (y1 + y2) % prime == 0:
        return None
    m = 3 * x1**2 * pow(y1, -1, prime) if P == Q else (y2 - y1) * pow(x2 - x1, -1, prime)
    x3 = (m * m - x1 - x2) % prime
    return x3, (m * (x1 - x3) - y1) % prime


# %% exercise="point-add" misconception="no-infinity"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2) = P, Q
    m = 3 * x1**2 * pow(2 * y1, -1, prime) if P == Q else (y2 - y1) * pow(x2 - x1, -1, prime)
    x3 = (m * m - x1 - x2) % prime
    return x3, (m * (x1 - x3) - y1) % prime


# %% exercise="point-add" misconception="no-infinity"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and y1 == -y2:
        return None
    m = 3 * x1**2 * pow(2 * y1, -1, prime) if x1 == x2 else (y2 - y1) * pow(x2 - x1, -1, prime)
    x3 = (m * m - x1 - x2) % prime
    return x3, (m * (x1 - x3) - y1) % prime


# %% exercise="point-add" misconception="infinity-is-zero"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None or Q is None:
        return None
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and (y1 + y2) % prime == 0:
        return None
    m = 3 * x1**2 * pow(2 * y1, -1, prime) if P == Q else (y2 - y1) * pow(x2 - x1, -1, prime)
    x3 = (m * m - x1 - x2) % prime
    return x3, (m * (x1 - x3) - y1) % prime


# %% exercise="point-add" misconception="infinity-is-zero"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and (y1 + y2) % prime == 0:
        return None
    m = 3 * x1**2 * pow(2 * y1, -1, prime) if P == Q else (y2 - y1) * pow(x2 - x1, -1, prime)
    x3 = (m * m - x1 - x2) % prime
    return x3, (m * (x1 - x3) - y1) % prime


# %% exercise="point-add" misconception="not-reduced"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and (y1 + y2) % prime == 0:
        return None
    m = 3 * x1**2 * pow(2 * y1, -1, prime) if P == Q else (y2 - y1) * pow(x2 - x1, -1, prime)
    x3 = m * m - x1 - x2
    return x3, m * (x1 - x3) - y1


# %% exercise="point-add" misconception="fixed-prime"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and (y1 + y2) % p == 0:
        return None
    m = 3 * x1**2 * pow(2 * y1, -1, p) if P == Q else (y2 - y1) * pow(x2 - x1, -1, p)
    x3 = (m * m - x1 - x2) % p
    return x3, (m * (x1 - x3) - y1) % p


# %% exercise="point-add" misconception="wrong-sum"
def point_add(P: Point, Q: Point, prime: int = p) -> Point:
    if P is None:
        return Q
    if Q is None:
        return P
    (x1, y1), (x2, y2) = P, Q
    if x1 == x2 and (y1 + y2) % prime == 0:
        return None
    m = 3 * x1**2 * pow(2 * y1, -1, prime) if P == Q else (y2 - y1) * pow(x2 - x1, -1, prime)
    x3 = (m * m - x1 - x2) % prime
    return x3, (m * (x2 - x3) - y1) % prime


# %% exercise="pubkey" misconception="x-parity"
def pubkey(d: int) -> bytes:
    if not 1 <= d < n:
        raise ValueError("no key")
    x, _ = multiply(d, G)
    return bytes([2 + x % 2]) + x.to_bytes(32, "big")


# %% exercise="pubkey" misconception="swapped-prefix"
def pubkey(d: int) -> bytes:
    if not 1 <= d < n:
        raise ValueError("no key")
    x, y = multiply(d, G)
    return (b"\x02" if y % 2 else b"\x03") + x.to_bytes(32, "big")


# %% exercise="pubkey" misconception="no-range"
def pubkey(d: int) -> bytes:
    x, y = multiply(d, G)
    return bytes([2 + y % 2]) + x.to_bytes(32, "big")


# %% exercise="pubkey" misconception="lost-zeros"
def pubkey(d: int) -> bytes:
    if not 1 <= d < n:
        raise ValueError("no key")
    x, y = multiply(d, G)
    return bytes([2 + y % 2]) + x.to_bytes((x.bit_length() + 7) // 8, "big")


# %% exercise="pubkey" misconception="wrong-size"
def pubkey(d: int) -> bytes:
    if not 1 <= d < n:
        raise ValueError("no key")
    x, y = multiply(d, G)
    return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")


# %% exercise="pubkey" misconception="ascii-prefix"
def pubkey(d: int) -> bytes:
    if not 1 <= d < n:
        raise ValueError("a private key is from 1 to n - 1")
    x, y = multiply(d, G)
    return (b"02" if y % 2 == 0 else b"03") + x.to_bytes(32, "big")


# %% exercise="pubkey" misconception="no-prefix"
def pubkey(d: int) -> bytes:
    if not 1 <= d < n:
        raise ValueError("no key")
    return multiply(d, G)[0].to_bytes(32, "big")


# %% exercise="pubkey" misconception="little-endian"
def pubkey(d: int) -> bytes:
    if not 1 <= d < n:
        raise ValueError("no key")
    x, y = multiply(d, G)
    return bytes([2 + y % 2]) + x.to_bytes(32, "little")


# %% exercise="pubkey" misconception="returns-text"
def pubkey(d: int) -> str:
    if not 1 <= d < n:
        raise ValueError("no key")
    x, y = multiply(d, G)
    return f"0{2 + y % 2}{x:064x}"


# %% exercise="pubkey" misconception="wrong-key"
def pubkey(d: int) -> bytes:
    if not 1 <= d < n:
        raise ValueError("no key")
    x, y = multiply(d, G)
    return bytes([2 + y % 2]) + hashlib.sha256(x.to_bytes(32, "big")).digest()


# %% exercise="rfc6979-k" misconception="hashed-again"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    h = int.from_bytes(hashlib.sha256(z.to_bytes(32, "big")).digest(), "big") % n
    body = d.to_bytes(32, "big") + h.to_bytes(32, "big")
    V, K = b"\x01" * 32, bytes(32)
    for mark in (b"\x00", b"\x01"):
        K = hmac_sha256(K, V + mark + body)
        V = hmac_sha256(K, V)
    while True:
        V = hmac_sha256(K, V)
        k = int.from_bytes(V, "big")
        if 1 <= k < n:
            if skip == 0:
                return k
            skip -= 1
        K = hmac_sha256(K, V + b"\x00")
        V = hmac_sha256(K, V)


# %% exercise="rfc6979-k" misconception="one-round"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    body = d.to_bytes(32, "big") + (z % n).to_bytes(32, "big")
    V, K = b"\x01" * 32, bytes(32)
    K = hmac_sha256(K, V + b"\x00" + body)
    V = hmac_sha256(K, V)
    while True:
        V = hmac_sha256(K, V)
        k = int.from_bytes(V, "big")
        if 1 <= k < n:
            if skip == 0:
                return k
            skip -= 1
        K = hmac_sha256(K, V + b"\x00")
        V = hmac_sha256(K, V)


# %% exercise="rfc6979-k" misconception="step-4-missing"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    body = d.to_bytes(32, "big") + (z % n).to_bytes(32, "big")
    V, K = b"\x01" * 32, bytes(32)
    for mark in (b"\x00", b"\x01"):
        K = hmac_sha256(K, V + mark + body)
        V = hmac_sha256(K, V)
    while True:
        k = int.from_bytes(V, "big")
        if 1 <= k < n:
            if skip == 0:
                return k
            skip -= 1
        K = hmac_sha256(K, V + b"\x00")
        V = hmac_sha256(K, V)


# %% exercise="rfc6979-k" misconception="not-reduced"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    body = d.to_bytes(32, "big") + z.to_bytes(32, "big")
    V, K = b"\x01" * 32, bytes(32)
    for mark in (b"\x00", b"\x01"):
        K = hmac_sha256(K, V + mark + body)
        V = hmac_sha256(K, V)
    while True:
        V = hmac_sha256(K, V)
        k = int.from_bytes(V, "big")
        if 1 <= k < n:
            if skip == 0:
                return k
            skip -= 1
        K = hmac_sha256(K, V + b"\x00")
        V = hmac_sha256(K, V)


# %% exercise="rfc6979-k" misconception="lost-zeros"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    body = d.to_bytes((d.bit_length() + 7) // 8, "big") + (z % n).to_bytes(32, "big")
    V, K = b"\x01" * 32, bytes(32)
    for mark in (b"\x00", b"\x01"):
        K = hmac_sha256(K, V + mark + body)
        V = hmac_sha256(K, V)
    while True:
        V = hmac_sha256(K, V)
        k = int.from_bytes(V, "big")
        if 1 <= k < n:
            if skip == 0:
                return k
            skip -= 1
        K = hmac_sha256(K, V + b"\x00")
        V = hmac_sha256(K, V)


# %% exercise="rfc6979-k" misconception="little-endian"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    body = d.to_bytes(32, "little") + (z % n).to_bytes(32, "little")
    V, K = b"\x01" * 32, bytes(32)
    for mark in (b"\x00", b"\x01"):
        K = hmac_sha256(K, V + mark + body)
        V = hmac_sha256(K, V)
    while True:
        V = hmac_sha256(K, V)
        k = int.from_bytes(V, "little")
        if 1 <= k < n:
            if skip == 0:
                return k
            skip -= 1
        K = hmac_sha256(K, V + b"\x00")
        V = hmac_sha256(K, V)


# %% exercise="rfc6979-k" misconception="swapped-start"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    body = d.to_bytes(32, "big") + (z % n).to_bytes(32, "big")
    K, V = b"\x01" * 32, bytes(32)
    for mark in (b"\x00", b"\x01"):
        K = hmac_sha256(K, V + mark + body)
        V = hmac_sha256(K, V)
    while True:
        V = hmac_sha256(K, V)
        k = int.from_bytes(V, "big")
        if 1 <= k < n:
            if skip == 0:
                return k
            skip -= 1
        K = hmac_sha256(K, V + b"\x00")
        V = hmac_sha256(K, V)


# %% exercise="rfc6979-k" misconception="key-is-data"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    body = d.to_bytes(32, "big") + (z % n).to_bytes(32, "big")
    V, K = b"\x01" * 32, bytes(32)
    for mark in (b"\x00", b"\x01"):
        K = hmac_sha256(V + mark + body, K)
        V = hmac_sha256(V, K)
    while True:
        V = hmac_sha256(V, K)
        k = int.from_bytes(V, "big")
        if 1 <= k < n:
            if skip == 0:
                return k
            skip -= 1
        K = hmac_sha256(V + b"\x00", K)
        V = hmac_sha256(V, K)


# %% exercise="rfc6979-k" misconception="skip-ignored"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    body = d.to_bytes(32, "big") + (z % n).to_bytes(32, "big")
    V, K = b"\x01" * 32, bytes(32)
    for mark in (b"\x00", b"\x01"):
        K = hmac_sha256(K, V + mark + body)
        V = hmac_sha256(K, V)
    V = hmac_sha256(K, V)
    return int.from_bytes(V, "big")


# %% exercise="rfc6979-k" misconception="old-key"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    body = d.to_bytes(32, "big") + (z % n).to_bytes(32, "big")
    V, K = b"\x01" * 32, bytes(32)
    for mark in (b"\x00", b"\x01"):
        K = hmac_sha256(K, V + mark + body)
        V = hmac_sha256(K, V)
    for _ in range(skip + 1):
        V = hmac_sha256(K, V)
    return int.from_bytes(V, "big")


# %% exercise="rfc6979-k" misconception="wrong-candidate"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    body = d.to_bytes(32, "big") + (z % n).to_bytes(32, "big")
    V, K = b"\x01" * 32, bytes(32)
    for mark in (b"\x00", b"\x01"):
        K = hmac_sha256(K, V + mark + body)
        V = hmac_sha256(K, V)
    V = hmac_sha256(K, V)
    for _ in range(skip):
        K = hmac_sha256(K, V + b"\x00")
        V = hmac_sha256(K, V)
    return int.from_bytes(V, "big")


# %% exercise="rfc6979-k" misconception="wrong-nonce"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    body = d.to_bytes(32, "big") + (z % n).to_bytes(32, "big")
    V, K = b"\x01" * 32, bytes(32)
    for mark in (b"0", b"1"):
        K = hmac_sha256(K, V + mark + body)
        V = hmac_sha256(K, V)
    while True:
        V = hmac_sha256(K, V)
        k = int.from_bytes(V, "big")
        if 1 <= k < n:
            if skip == 0:
                return k
            skip -= 1
        K = hmac_sha256(K, V + b"\x00")
        V = hmac_sha256(K, V)


# %% exercise="rfc6979-k" misconception="not-a-number"
def rfc6979_k(d: int, z: int, skip: int = 0) -> bytes:
    body = d.to_bytes(32, "big") + (z % n).to_bytes(32, "big")
    V, K = b"\x01" * 32, bytes(32)
    for mark in (b"\x00", b"\x01"):
        K = hmac_sha256(K, V + mark + body)
        V = hmac_sha256(K, V)
    return hmac_sha256(K, V)


# %% exercise="rfc6979-k" misconception="not-repeatable"
def rfc6979_k(d: int, z: int, skip: int = 0) -> int:
    import secrets

    return secrets.randbelow(n - 1) + 1


# %% exercise="ecdsa-sign" misconception="high-s"
def ecdsa_sign(d: int, z: int, nonce=rfc6979_k) -> tuple[int, int]:
    skip = 0
    while True:
        k = nonce(d, z, skip)
        r = multiply(k, G)[0] % n
        s = pow(k, -1, n) * (z + r * d) % n
        if r and s:
            return r, s
        skip += 1


# %% exercise="ecdsa-sign" misconception="high-s"
def ecdsa_sign(d: int, z: int, nonce=rfc6979_k) -> tuple[int, int]:
    skip = 0
    while True:
        k = nonce(d, z, skip)
        r = multiply(k, G)[0] % n
        s = pow(k, -1, n) * (z + r * d) % n
        if r and s:
            return r, n - s
        skip += 1


# %% exercise="ecdsa-sign" misconception="no-retry"
def ecdsa_sign(d: int, z: int, nonce=rfc6979_k) -> tuple[int, int]:
    k = nonce(d, z, 0)
    r = multiply(k, G)[0] % n
    s = pow(k, -1, n) * (z + r * d) % n
    return r, min(s, n - s)


# %% exercise="ecdsa-sign" misconception="modulo-p"
def ecdsa_sign(d: int, z: int, nonce=rfc6979_k) -> tuple[int, int]:
    skip = 0
    while True:
        k = nonce(d, z, skip)
        r = multiply(k, G)[0] % n
        s = pow(k, -1, p) * (z + r * d) % n
        if r and s:
            return r, min(s, n - s)
        skip += 1


# %% exercise="ecdsa-sign" misconception="division"
def ecdsa_sign(d: int, z: int, nonce=rfc6979_k) -> tuple[int, int]:
    skip = 0
    while True:
        k = nonce(d, z, skip)
        r = multiply(k, G)[0] % n
        s = (z + r * d) / k % n
        if r and s:
            return r, min(s, n - s)
        skip += 1


# %% exercise="ecdsa-sign" misconception="no-inverse"
def ecdsa_sign(d: int, z: int, nonce=rfc6979_k) -> tuple[int, int]:
    skip = 0
    while True:
        k = nonce(d, z, skip)
        r = multiply(k, G)[0] % n
        s = k * (z + r * d) % n
        if r and s:
            return r, min(s, n - s)
        skip += 1


# %% exercise="ecdsa-sign" misconception="swapped"
def ecdsa_sign(d: int, z: int, nonce=rfc6979_k) -> tuple[int, int]:
    skip = 0
    while True:
        k = nonce(d, z, skip)
        r = multiply(k, G)[0] % n
        s = pow(k, -1, n) * (z + r * d) % n
        if r and s:
            return min(s, n - s), r
        skip += 1


# %% exercise="ecdsa-sign" misconception="wrong-r"
def ecdsa_sign(d: int, z: int, nonce=rfc6979_k) -> tuple[int, int]:
    skip = 0
    while True:
        k = nonce(d, z, skip)
        r = multiply(k, G)[1] % n
        s = pow(k, -1, n) * (z + r * d) % n
        if r and s:
            return r, min(s, n - s)
        skip += 1


# %% exercise="ecdsa-sign" misconception="wrong-r"
def ecdsa_sign(d: int, z: int, nonce=rfc6979_k) -> tuple[int, int]:
    skip = 0
    while True:
        k = rfc6979_k(d, z, skip)
        r = multiply(k, G)[0] % n
        s = pow(k, -1, n) * (z + r * d) % n
        if r and s:
            return r, min(s, n - s)
        skip += 1


# %% exercise="ecdsa-sign" misconception="wrong-s"
def ecdsa_sign(d: int, z: int, nonce=rfc6979_k) -> tuple[int, int]:
    z = int.from_bytes(hashlib.sha256(z.to_bytes(32, "big")).digest(), "big")
    skip = 0
    while True:
        k = nonce(d, z, skip)
        r = multiply(k, G)[0] % n
        s = pow(k, -1, n) * (z + r * d) % n
        if r and s:
            return r, min(s, n - s)
        skip += 1


# %% exercise="ecdsa-sign" misconception="not-a-pair"
def ecdsa_sign(d: int, z: int, nonce=rfc6979_k) -> bytes:
    k = nonce(d, z, 0)
    r = multiply(k, G)[0] % n
    s = pow(k, -1, n) * (z + r * d) % n
    return r.to_bytes(32, "big") + min(s, n - s).to_bytes(32, "big")


# %% exercise="recover-from-reuse" misconception="one-sign"
def recover_from_reuse(r: int, z1: int, s1: int, z2: int, s2: int, pub: Point) -> int:
    k = (z1 - z2) * pow(s1 - s2, -1, n) % n
    d = (s1 * k - z1) * pow(r, -1, n) % n
    if multiply(d, G) != pub:
        raise ValueError("no key fits")
    return d


# %% exercise="recover-from-reuse" misconception="one-sign"
def recover_from_reuse(r: int, z1: int, s1: int, z2: int, s2: int, pub: Point) -> int:
    k = (z1 - z2) * pow(s1 + s2, -1, n) % n
    d = (s1 * k - z1) * pow(r, -1, n) % n
    if multiply(d, G) != pub:
        raise ValueError("no key fits")
    return d


# %% exercise="recover-from-reuse" misconception="nonce-returned"
def recover_from_reuse(r: int, z1: int, s1: int, z2: int, s2: int, pub: Point) -> int:
    for other in (s2, n - s2):
        k = (z1 - z2) * pow(s1 - other, -1, n) % n
        if multiply((s1 * k - z1) * pow(r, -1, n) % n, G) == pub:
            return k
    raise ValueError("no key fits")


# %% exercise="recover-from-reuse" misconception="not-refused"
def recover_from_reuse(r: int, z1: int, s1: int, z2: int, s2: int, pub: Point) -> int:
    for other in (s2, n - s2):
        k = (z1 - z2) * pow(s1 - other, -1, n) % n
        d = (s1 * k - z1) * pow(r, -1, n) % n
        if multiply(d, G) == pub:
            return d
    return None


# %% exercise="recover-from-reuse" misconception="not-refused"
def recover_from_reuse(r: int, z1: int, s1: int, z2: int, s2: int, pub: Point) -> int:
    k = (z1 - z2) * pow(s1 - s2, -1, n) % n
    d = (s1 * k - z1) * pow(r, -1, n) % n
    if multiply(d, G) == pub:
        return d
    k = (z1 - z2) * pow(s1 + s2, -1, n) % n
    return (s1 * k - z1) * pow(r, -1, n) % n


# %% exercise="recover-from-reuse" misconception="modulo-p"
def recover_from_reuse(r: int, z1: int, s1: int, z2: int, s2: int, pub: Point) -> int:
    k = (z1 - z2) * pow(s1 - s2, -1, p) % p
    return (s1 * k - z1) * pow(r, -1, p) % p


# %% exercise="recover-from-reuse" misconception="wrong-sign"
def recover_from_reuse(r: int, z1: int, s1: int, z2: int, s2: int, pub: Point) -> int:
    for other in (s2, n - s2):
        k = (z1 - z2) * pow(s1 - other, -1, n) % n
        d = (z1 - s1 * k) * pow(r, -1, n) % n
        if multiply(d, G)[0] == pub[0]:
            return d
    raise ValueError("no key fits")


# %% exercise="recover-from-reuse" misconception="wrong-key"
def recover_from_reuse(r: int, z1: int, s1: int, z2: int, s2: int, pub: Point) -> int:
    for other in (s2, n - s2):
        k = (z1 - z2) // (s1 - other) % n
        d = (s1 * k - z1) // r % n
        if multiply(d, G) == pub:
            return d
    raise ValueError("no key fits")


# %% exercise="recover-from-reuse" misconception="wrong-key"
def recover_from_reuse(r: int, z1: int, s1: int, z2: int, s2: int, pub: Point) -> int:
    for d in range(1, 300):
        if multiply(d, G) == pub:
            return d
    raise ValueError("no key fits")


# %% exercise="recover-from-reuse" misconception="not-a-number"
def recover_from_reuse(r: int, z1: int, s1: int, z2: int, s2: int, pub: Point) -> str:
    for other in (s2, n - s2):
        k = (z1 - z2) * pow(s1 - other, -1, n) % n
        d = (s1 * k - z1) * pow(r, -1, n) % n
        if multiply(d, G) == pub:
            return hex(d)
    raise ValueError("no key fits")


# %% exercise="der" misconception="no-zero-byte"
def der(r: int, s: int) -> bytes:
    body = b""
    for number in (r, s):
        data = number.to_bytes((number.bit_length() + 7) // 8, "big")
        body += bytes([2, len(data)]) + data
    return bytes([0x30, len(body)]) + body


# %% exercise="der" misconception="fixed-width"
def der(r: int, s: int) -> bytes:
    body = b""
    for number in (r, s):
        data = number.to_bytes(32, "big")
        body += bytes([2, len(data)]) + data
    return bytes([0x30, len(body)]) + body


# %% exercise="der" misconception="decimal"
def der(r: int, s: int) -> bytes:
    body = b""
    for number in (r, s):
        data = number.to_bytes(number.bit_length() // 8 + 1, "big")
        body += bytes([2, len(data)]) + data
    return bytes([30, len(body)]) + body


# %% exercise="der" misconception="decimal"
def der(r: int, s: int) -> bytes:
    body = b""
    for number in (r, s):
        data = number.to_bytes((number.bit_length() + 7) // 8, "big")
        if data[0] >= 80:
            data = b"\x00" + data
        body += bytes([2, len(data)]) + data
    return bytes([0x30, len(body)]) + body


# %% exercise="der" misconception="always-zero"
def der(r: int, s: int) -> bytes:
    body = b""
    for number in (r, s):
        data = b"\x00" + number.to_bytes((number.bit_length() + 7) // 8, "big")
        body += bytes([2, len(data)]) + data
    return bytes([0x30, len(body)]) + body


# %% exercise="der" misconception="little-endian"
def der(r: int, s: int) -> bytes:
    body = b""
    for number in (r, s):
        data = number.to_bytes(number.bit_length() // 8 + 1, "little")
        body += bytes([2, len(data)]) + data
    return bytes([0x30, len(body)]) + body


# %% exercise="der" misconception="no-frame"
def der(r: int, s: int) -> bytes:
    body = b""
    for number in (r, s):
        data = number.to_bytes(number.bit_length() // 8 + 1, "big")
        body += bytes([2, len(data)]) + data
    return body


# %% exercise="der" misconception="frame-length"
def der(r: int, s: int) -> bytes:
    body = b""
    for number in (r, s):
        data = number.to_bytes(number.bit_length() // 8 + 1, "big")
        body += bytes([2, len(data)]) + data
    return bytes([0x30, len(body) + 2]) + body


# %% exercise="der" misconception="returns-text"
def der(r: int, s: int) -> str:
    body = b""
    for number in (r, s):
        data = number.to_bytes(number.bit_length() // 8 + 1, "big")
        body += bytes([2, len(data)]) + data
    return (bytes([0x30, len(body)]) + body).hex()


# %% exercise="der" misconception="not-bytes"
def der(r: int, s: int) -> list[int]:
    body = []
    for number in (r, s):
        data = number.to_bytes(number.bit_length() // 8 + 1, "big")
        body += [2, len(data), *data]
    return [0x30, len(body), *body]


# %% exercise="der" misconception="wrong-der"
def der(r: int, s: int) -> bytes:
    body = b""
    for number in (r, s):
        data = number.to_bytes(number.bit_length() // 8 + 1, "big")
        body += bytes([2, len(data)]) + data
    return bytes([0x30, len(body)]) + body + b"\x01"


# %% exercise="schnorr-verify" misconception="odd-y"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[0] == r


# %% exercise="schnorr-verify" misconception="untagged"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(hashlib.sha256(sig64[:32] + pk32 + msg).digest(), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="untagged"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(hashlib.sha256(b"BIP0340/challenge" + sig64[:32] + pk32 + msg).digest(), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="compressed-key"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + b"\x02" + pk32 + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="hash-order"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(tagged_hash("BIP0340/challenge", pk32 + sig64[:32] + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="key-not-hashed"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="message-hashed"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    hashed = hashlib.sha256(msg).digest()
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + hashed), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="odd-key"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="odd-key"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + msg), "big") % n
    R = combine(s, G, e, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="r-ignored"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and (R[0] == r or sig64[:32] == pk32)


# %% exercise="schnorr-verify" misconception="accepts-all"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    return len(pk32) == 32 and len(sig64) == 64


# %% exercise="schnorr-verify" misconception="refuses-valid"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + msg), "little") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="infinity"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="raises"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        raise ValueError("bad key or signature")
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="s-too-large"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="off-curve"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    if x >= p or r >= p or s >= n:
        return False
    y = pow(x**3 + 7, (p + 1) // 4, p)
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="any-length"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:64]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="message-length"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> bool:
    if len(pk32) != 32 or len(sig64) != 64 or len(msg) != 32:
        return False
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return False
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return R is not None and R[1] % 2 == 0 and R[0] == r


# %% exercise="schnorr-verify" misconception="not-bool"
def schnorr_verify(pk32: bytes, msg: bytes, sig64: bytes) -> int:
    if len(pk32) != 32 or len(sig64) != 64:
        return 0
    x, r, s = (int.from_bytes(part, "big") for part in (pk32, sig64[:32], sig64[32:]))
    y = pow(x**3 + 7, (p + 1) // 4, p)
    if x >= p or r >= p or s >= n or (y * y - x**3 - 7) % p:
        return 0
    e = int.from_bytes(tagged_hash("BIP0340/challenge", sig64[:32] + pk32 + msg), "big") % n
    R = combine(s, G, -e % n, (x, y if y % 2 == 0 else p - y))
    return int(R is not None and R[1] % 2 == 0 and R[0] == r)
