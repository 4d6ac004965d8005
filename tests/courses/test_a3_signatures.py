"""A3's reference answers agree with libsecp256k1, with the vectors of BIP340 and with those of RFC 6979."""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Callable
from itertools import product
from pathlib import Path
from types import FunctionType, SimpleNamespace

import pytest
from coincurve import PrivateKey, PublicKey, PublicKeyXOnly
from coincurve._libsecp256k1 import ffi, lib

VECTORS = Path(__file__).resolve().parents[1] / "labs/files/bip340_test_vectors.csv"
BIP340 = list(csv.DictReader(VECTORS.read_text().splitlines()))
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RFC6979_P256_KEY = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
RFC6979_P256 = {
    b"sample": 0xA6E3C57DD01ABE90086538398355DD4C3B17AA873382B0F24D6129493D8AAD60,
    b"test": 0xD16B6AE827F17175E040871A1C7EC3500192C4C92677336EC2537ACAEE0008E0,
}
"""RFC 6979, appendix A.2.5: P-256 with SHA-256, the only curve there whose order also has 256 bits."""


@pytest.fixture(scope="module")
def a3(lab: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return lab("blockchain/a3-signatures")


def numbers(count: int, below: int, seed: int) -> list[int]:
    draw = random.Random(seed)
    return [draw.randrange(1, below) for _ in range(count)]


def library_point(d: int) -> tuple[int, int]:
    return PrivateKey(d.to_bytes(32, "big")).public_key.point()


def library_nonce(d: int, z: int, counter: int) -> int:
    nonce = ffi.new("unsigned char[32]")
    arguments = z.to_bytes(32, "big"), d.to_bytes(32, "big"), ffi.NULL, ffi.NULL, counter
    assert lib.secp256k1_nonce_function_rfc6979(nonce, *arguments) == 1
    return int.from_bytes(bytes(nonce), "big")


def test_the_curve_is_secp256k1_and_its_points_are_on_it(a3: SimpleNamespace) -> None:
    assert a3.G == library_point(1)
    assert library_point(a3.n - 1) == (a3.G[0], a3.p - a3.G[1]), "n is the order"
    for d in numbers(5, a3.n, seed=1):
        x, y = library_point(d)
        assert a3.on_curve((x, y)) is True
        assert a3.on_curve((x, (y + 1) % a3.p)) is False
        assert a3.on_curve((x + a3.p, y)) is False
    assert a3.on_curve(None) is True


def test_the_example_in_each_docstring_is_true(a3: SimpleNamespace) -> None:
    assert a3.on_curve((2, 12), 43) is True and a3.on_curve((3, 12), 43) is False
    assert a3.point_add((2, 12), (7, 7), 43) == (35, 21)
    assert a3.pubkey(5).hex().startswith("022f8bde4d")
    assert hex(a3.rfc6979_k(1, a3.satoshi)).startswith("0x8f8a276c")
    assert a3.ecdsa_sign(1, a3.satoshi) == (
        0x934B1EA10A4B3C1757E2B0C017D0B6143CE3C9A7E6A4A49860D7A6AB210EE3D8,
        0x2442CE9D2B916064108014783E923EC36B49743E2FFA1C4496F01A512AAFD9E5,
    )
    with pytest.raises(ValueError):
        a3.recover_from_reuse(a3.r, 5, a3.s, 5, a3.s, a3.G)
    assert a3.der(1, 128).hex() == "300702010102020080"
    assert a3.schnorr_verify(bytes(32), b"", bytes(64)) is False


def test_addition_makes_a_group_of_prime_order_on_the_toy_curve(a3: SimpleNamespace) -> None:
    points = [None, *((x, y) for x, y in product(range(43), repeat=2) if a3.on_curve((x, y), 43))]
    assert len(points) == 31, "the 30 dots of the plot, and infinity"
    walk: list[tuple[int, int] | None] = [None]
    for _ in range(30):
        walk.append(a3.point_add(walk[-1], (2, 12), 43))
    assert set(walk) == set(points) and a3.point_add(walk[-1], (2, 12), 43) is None
    for i, j in product(range(31), repeat=2):
        assert a3.point_add(walk[i], walk[j], 43) == walk[(i + j) % 31]


def test_the_toy_signatures_of_the_text_are_signatures_of_the_toy_curve(a3: SimpleNamespace) -> None:
    point = None
    for _ in range(a3.toy_k):
        point = a3.point_add(point, (2, 12), 43)
    assert point == (20, 40) and point[0] % 31 == a3.toy_r, "r is the x of k·P"
    k = (a3.z1 - a3.z2) * pow(a3.s1 - a3.s2, -1, 31) % 31
    assert k == a3.toy_k and (a3.s1 * k - a3.z1) * pow(a3.toy_r, -1, 31) % 31 == a3.toy_d
    assert max(a3.s1, a3.s2) <= 15, "low, as a node passes them on"


def test_addition_and_multiplication_agree_with_libsecp256k1(a3: SimpleNamespace) -> None:
    for a, b in zip(numbers(6, a3.n, seed=2), numbers(6, a3.n, seed=3), strict=True):
        P, Q, total = library_point(a), library_point(b), library_point((a + b) % a3.n)
        assert a3.point_add(P, Q) == total
        assert a3.point_add(P, P) == library_point(2 * a % a3.n)
        assert a3.multiply(a, a3.G) == P
        both = PublicKey.from_point(*P).multiply(b.to_bytes(32, "big")).point()
        assert a3.multiply(b, P) == both
        assert a3.combine(a, a3.G, b, P) == library_point((a + a * b) % a3.n)


def test_the_fast_tools_know_the_special_cases(a3: SimpleNamespace) -> None:
    G, n = a3.G, a3.n
    assert a3.combine(1, G, 1, G) == a3.multiply(2, G) == library_point(2)
    assert a3.combine(n - 1, G, 1, G) is None and a3.multiply(0, G) is None
    assert a3.combine(5, None, 7, G) == a3.combine(7, G, 5, None) == library_point(7)
    assert a3.combine(3, library_point(2), n - 2, library_point(3)) is None
    for bad in (-1, n):
        with pytest.raises(ValueError):
            a3.multiply(bad, G)


def test_public_keys_are_those_of_libsecp256k1(a3: SimpleNamespace) -> None:
    for d in [1, 2, 5, 6, 11, 153, 246, a3.n - 1, *numbers(5, a3.n, seed=4)]:
        assert a3.pubkey(d) == PrivateKey(d.to_bytes(32, "big")).public_key.format()
    for d in (0, a3.n, -1):
        with pytest.raises(ValueError):
            a3.pubkey(d)


@pytest.mark.parametrize("message", RFC6979_P256, ids=lambda message: message.decode())
def test_the_nonce_is_that_of_rfc_6979_on_its_own_curve(a3: SimpleNamespace, message: bytes) -> None:
    scope = {**a3.rfc6979_k.__globals__, "n": P256_ORDER}
    on_p256 = FunctionType(a3.rfc6979_k.__code__, scope, argdefs=a3.rfc6979_k.__defaults__)
    z = int.from_bytes(hashlib.sha256(message).digest(), "big")
    assert on_p256(RFC6979_P256_KEY, z) == RFC6979_P256[message]


def test_every_candidate_is_that_of_libsecp256k1(a3: SimpleNamespace) -> None:
    keys = [1, a3.n - 1, *numbers(4, a3.n, seed=5)]
    hashes = [a3.satoshi, a3.n - 1, *numbers(4, 2**256, seed=6)]
    for (d, z), skip in product(zip(keys, hashes, strict=True), range(4)):
        assert a3.rfc6979_k(d, z, skip) == library_nonce(d, z, skip)
    for z in (a3.n, a3.n + 5, 2**256 - 1):
        assert a3.rfc6979_k(77, z) == library_nonce(77, z, 0), "z is reduced"


def test_the_published_vector_is_ours(a3: SimpleNamespace) -> None:
    k = a3.rfc6979_k(1, a3.satoshi)
    assert k == a3.published_k == 0x8F8A276C19F4149656B280621E358CCE24F5F52542772691EE69063B74F15D15
    assert a3.ecdsa_sign(1, a3.satoshi) == (a3.r, a3.s)


def test_signatures_are_byte_for_byte_those_of_libsecp256k1(a3: SimpleNamespace) -> None:
    for d, z in zip(numbers(20, a3.n, seed=7), numbers(20, 2**256, seed=8), strict=True):
        r, s = a3.ecdsa_sign(d, z)
        assert a3.der(r, s) == PrivateKey(d.to_bytes(32, "big")).sign(z.to_bytes(32, "big"), hasher=None)
        assert 1 <= s <= a3.n // 2
        assert a3.ecdsa_verify(library_point(d), z, r, s) and a3.ecdsa_verify(
            library_point(d), z, r, a3.n - s
        )
        assert not a3.ecdsa_verify(library_point(d), z + 1, r, s)
        assert len(a3.der(r, s)) in (69, 70, 71), "the text says: mostly 70 or 71 bytes"


def test_a_nonce_that_makes_s_zero_is_passed_over(a3: SimpleNamespace) -> None:
    d, first, second = numbers(3, a3.n, seed=9)
    z = -library_point(first)[0] * d % a3.n
    r, s = a3.ecdsa_sign(d, z, lambda d, z, skip: (first, second)[skip])
    assert r == library_point(second)[0] % a3.n
    public = PrivateKey(d.to_bytes(32, "big")).public_key
    assert public.verify(a3.der(r, s), z.to_bytes(32, "big"), hasher=None)


def test_a_repeated_nonce_gives_the_key_away_whatever_the_signs(a3: SimpleNamespace) -> None:
    d, k, z1, z2 = numbers(4, a3.n, seed=10)
    (r, s1), (_, s2) = (a3.ecdsa_sign(d, z, lambda d, z, skip: k) for z in (z1, z2))
    for one, two in product((s1, a3.n - s1), (s2, a3.n - s2)):
        assert a3.recover_from_reuse(r, z1, one, z2, two, library_point(d)) == d
    with pytest.raises(ValueError):
        a3.recover_from_reuse(r, z1, s1, z2, s2, library_point(d + 1))
    with pytest.raises(ValueError):
        a3.recover_from_reuse(r, z1, s1, z1, s1, library_point(d))


def test_two_signatures_with_equal_s_give_the_key_away_too(a3: SimpleNamespace) -> None:
    d, k, z1 = numbers(3, a3.n, seed=11)
    r = library_point(k)[0] % a3.n
    z2 = (-2 * r * d - z1) % a3.n
    (_, s1), (_, s2) = (a3.ecdsa_sign(d, z, lambda d, z, skip: k) for z in (z1, z2))
    assert s1 == s2, "low s makes them equal"
    assert a3.recover_from_reuse(r, z1, s1, z2, s2, library_point(d)) == d


def test_der_is_what_libsecp256k1_writes(a3: SimpleNamespace) -> None:
    edges = [1, 0x7F, 0x80, 0xFF, 0x8000, 2**247, 2**255, a3.n - 1, *numbers(4, a3.n, seed=12)]
    for r, s in product(edges, repeat=2):
        signature, written = ffi.new("secp256k1_ecdsa_signature *"), ffi.new("unsigned char[72]")
        size = ffi.new("size_t *", 72)
        context = PrivateKey().context.ctx
        compact = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        assert lib.secp256k1_ecdsa_signature_parse_compact(context, signature, compact)
        assert lib.secp256k1_ecdsa_signature_serialize_der(context, written, size, signature)
        assert a3.der(r, s) == bytes(ffi.buffer(written, size[0]))


@pytest.mark.parametrize("row", BIP340, ids=lambda row: row["index"])
def test_every_vector_of_bip340_is_judged_as_the_bip_says(a3: SimpleNamespace, row: dict[str, str]) -> None:
    arguments = (bytes.fromhex(row[name]) for name in ("public key", "message", "signature"))
    assert a3.schnorr_verify(*arguments) is (row["verification result"] == "TRUE")


def test_signatures_of_libsecp256k1_are_verified_and_changed_ones_refused(a3: SimpleNamespace) -> None:
    for d in numbers(4, a3.n, seed=13):
        key, message = PrivateKey(d.to_bytes(32, "big")), hashlib.sha256(d.to_bytes(32, "big")).digest()
        pk = PublicKeyXOnly.from_secret(key.secret).format()
        signature = key.sign_schnorr(message)
        assert a3.schnorr_verify(pk, message, signature) is True
        for place in (0, 40, 63):
            changed = bytearray(signature)
            changed[place] ^= 1
            assert a3.schnorr_verify(pk, message, bytes(changed)) is False


def test_the_forgery_for_a_key_off_the_curve_fools_only_a_careless_verifier(a3: SimpleNamespace) -> None:
    off = bytes.fromhex("25a7dfc85dc3d159f8eaead25755dd5147acdf1d5b789b1ef7e4383ee1e47529")
    x, message, forged = int.from_bytes(off, "big"), b"pay 50 coins to Kamran, no. 3", off + bytes(32)
    assert a3.schnorr_verify(off, message, forged) is False
    with pytest.raises(ValueError):
        PublicKeyXOnly(off)
    root = pow(x**3 + 7, (a3.p + 1) // 4, a3.p)
    P = (x, root if root % 2 == 0 else a3.p - root)
    assert a3.on_curve(P) is False and a3.multiply(7, P) is None, "a point of order 7 on another curve"
    e = int.from_bytes(a3.tagged_hash("BIP0340/challenge", off + off + message), "big") % a3.n
    R = a3.combine(0, a3.G, a3.n - e, P)
    assert R[1] % 2 == 0 and R[0] == x, "all that a careless verifier looks at"


def test_the_given_tagged_hash_is_that_of_bip340(a3: SimpleNamespace) -> None:
    tag = hashlib.sha256(b"BIP0340/nonce").digest()
    assert a3.tagged_hash("BIP0340/nonce", b"hunar") == hashlib.sha256(tag + tag + b"hunar").digest()


def test_the_walks_of_the_plot_stay_on_their_curves(a3: SimpleNamespace) -> None:
    assert len(a3.dots) == 30 and len(a3.walk) == len(set(a3.walk)) == 8 and set(a3.walk) <= set(a3.dots)
    assert len(a3.multiples) == 250 and a3.multiples[-1] == library_point(250)
    shares = sorted(x / a3.p for x, _ in a3.multiples)
    assert max(abs(share - (i + 0.5) / 250) for i, share in enumerate(shares)) < 0.1, "even, like noise"
