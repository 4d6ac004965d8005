"""Private keys, their text form, and signatures. Vectors: BIP 340; Bitcoin Core, src/test/key_tests.cpp."""

import csv
from pathlib import Path

import pytest

from labs.bitcoin.addresses import MAINNET, REGTEST
from labs.bitcoin.hashes import sha256, sha256d
from labs.bitcoin.keys import (
    ORDER,
    KeyFormatError,
    PrivateKey,
    is_public_key,
    recover,
    taproot_output,
    verify_ecdsa,
    verify_schnorr,
)

FILES = Path(__file__).parents[1] / "files"
KEY = PrivateKey(bytes(31) + b"\x03")


def test_schnorr_signatures_and_verdicts_are_as_published() -> None:
    rows = list(csv.DictReader((FILES / "bip340_test_vectors.csv").read_text().splitlines()))
    signed = 0
    for row in rows:
        message, signature = bytes.fromhex(row["message"]), bytes.fromhex(row["signature"])
        if row["secret key"] and len(message) == 32:
            key = PrivateKey(bytes.fromhex(row["secret key"]))
            assert key.xonly.hex().upper() == row["public key"]
            assert key.sign_schnorr(message, aux=bytes.fromhex(row["aux_rand"])) == signature
            signed += 1
        if len(message) == 32:
            verdict = verify_schnorr(bytes.fromhex(row["public key"]), message, signature)
            assert verdict == (row["verification result"] == "TRUE"), row["comment"]
    assert signed == 4


def test_schnorr_refuses_what_is_no_key_or_signature() -> None:
    assert not verify_schnorr(bytes(32), bytes(32), bytes(64))
    assert not verify_schnorr(KEY.xonly, bytes(32), bytes(63))
    assert not verify_schnorr(b"", bytes(32), bytes(64))


def test_ecdsa_signatures_have_low_r_and_low_s_and_verify() -> None:
    for number in range(200):
        digest = sha256(number.to_bytes(4, "big"))
        signature = KEY.sign_ecdsa(digest)
        r_size, r_start = signature[3], 4
        s = int.from_bytes(signature[r_start + r_size + 2 :], "big")
        assert r_size <= 32 and s <= ORDER // 2 and len(signature) <= 70
        assert verify_ecdsa(KEY.public, digest, signature)
        assert not verify_ecdsa(KEY.public, sha256(digest), signature)


@pytest.mark.parametrize(
    ("wif", "expected"),
    [
        (
            "5HxWvvfubhXpYYpS3tJkw6fq9jE9j18THftkZjHHfmFiWtmAbrj",
            "304402205dbbddda71772d95ce91cd2d14b592cfbc1dd0aabd6a394b6c2d377bbe59d31d"
            "022014ddda21494a4e221f0824f0b8b924c43fa43c0ad57dccdaa11f81a6bd4582f6",
        ),
        (
            "5KC4ejrDjv152FGwP386VD1i2NYc5KkfSMyv1nGy1VGDxGHqVY3",
            "3044022052d8a32079c11e79db95af63bb9600c5b04f21a9ca33dc129c2bfa8ac9dc1cd5"
            "022061d8ae5e0f6c1a16bde3719c64c2fd70e404b6428ab9a69566962e8771b5944d",
        ),
    ],
)
def test_ecdsa_signatures_equal_cores(wif: str, expected: str) -> None:
    key = PrivateKey.from_wif(wif, MAINNET)
    assert key.sign_ecdsa(sha256d(b"Very deterministic message")).hex() == expected


def test_a_high_r_is_ground_away() -> None:
    """The published low-R signature of Core comes from a nonce with a counter, not from the first nonce."""
    digest = next(d for d in (sha256(bytes([n])) for n in range(99)) if KEY._sign(d, 0)[3] == 33)
    signature = KEY.sign_ecdsa(digest)
    assert signature[3] == 32 and signature in [KEY._sign(digest, counter) for counter in range(1, 30)]


def test_a_high_s_is_still_a_valid_signature() -> None:
    digest = sha256(b"high")
    signature = KEY.sign_ecdsa(digest)
    r_end = 4 + signature[3]
    s = ORDER - int.from_bytes(signature[r_end + 2 :], "big")
    high = signature[2:r_end] + b"\x02\x21\x00" + s.to_bytes(32, "big")
    assert verify_ecdsa(KEY.public, digest, bytes([0x30, len(high)]) + high)


@pytest.mark.parametrize("compressed", [True, False])
def test_wallet_import_format_round_trips(compressed: bool) -> None:
    key = PrivateKey(sha256(b"wif"), compressed)
    for network in (REGTEST, MAINNET):
        assert PrivateKey.from_wif(key.wif(network), network) == key
    with pytest.raises(KeyFormatError):
        PrivateKey.from_wif(key.wif(MAINNET), REGTEST)


@pytest.mark.parametrize(
    "text", ["", "123", "mpLQjfK79b7CCV4VMJWEWAj5Mpx8Up5zxB", "\x00", "cUeKHd5orzT3", "é" * 60]
)
def test_other_texts_are_no_private_keys(text: str) -> None:
    with pytest.raises(KeyFormatError):
        PrivateKey.from_wif(text)


@pytest.mark.parametrize("secret", [bytes(32), ORDER.to_bytes(32, "big"), b"\x01" * 31, b"\xff" * 32])
def test_secrets_outside_the_order_are_refused(secret: bytes) -> None:
    with pytest.raises(KeyFormatError):
        PrivateKey(secret)


def test_the_secret_is_not_shown() -> None:
    assert KEY.secret.hex() not in repr(KEY)
    assert KEY.wif() not in repr(KEY)


def test_recoverable_signatures_give_the_public_key_back() -> None:
    for compressed in (True, False):
        key = PrivateKey(sha256(b"recover"), compressed)
        signature = key.sign_recoverable(sha256(b"message"))
        assert recover(signature, sha256(b"message")) == key.public
        assert recover(signature, sha256(b"other")) != key.public


@pytest.mark.parametrize("signature", [b"", bytes(65), b"\x1b" + b"\xff" * 64, b"\x00" * 64, b"\xff" * 65])
def test_recovering_from_junk_gives_nothing(signature: bytes) -> None:
    assert recover(signature, bytes(32)) is None


def test_junk_is_no_public_key() -> None:
    for data in (b"", b"\x02", bytes(33), b"\x02" + b"\xff" * 32, b"\x05" + bytes(32), KEY.public + b"\0"):
        assert not is_public_key(data)
    assert is_public_key(KEY.public)


def test_a_tweaked_key_signs_for_its_taproot_output() -> None:
    for secret in (b"\x03", b"\x04", b"\x05", b"\x06"):  # keys with even and with odd y
        key = PrivateKey(secret.rjust(32, b"\0"))
        for root in (b"", sha256(b"tree")):
            output = taproot_output(key.xonly, root)
            assert output is not None
            assert verify_schnorr(output[0], bytes(32), key.sign_schnorr(bytes(32), tweak=root))
