"""Signed messages. The signatures are Bitcoin Core's: one that it gave, and those of its own tests."""

import pytest

from labs.bitcoin.addresses import MAINNET, AddressError, address_of
from labs.bitcoin.hashes import hash160, sha256d
from labs.bitcoin.keys import PrivateKey
from labs.bitcoin.messages import MalformedSignature, NoKeyAddress, sign_message, verify_message
from labs.bitcoin.standard import p2pkh

WIF = "cUeKHd5orzT3mz8P9pxyREHfsWtVfgsfDjiZZBcjUBAaGk1BTj7N"
ADDRESS = "mpLQjfK79b7CCV4VMJWEWAj5Mpx8Up5zxB"
SIGNATURE = "INbVnW4e6PeRmsv2Qgu8NuopvrVjkcxob+sX8OcZG0SALhWybUjzMLPdAsXI46YZGb0KQTRii+wWIQzRpG/U+S0="


def test_signatures_equal_cores() -> None:
    greeting = sign_message(PrivateKey.from_wif("cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA"), "hi")
    assert (
        greeting == "IPEebjK/rCtGVDGulVssAI6HBis8qc3rRvKzoMCFhOhzRKp/1DZA4GNshk4yvPC2HZuO9rTecZ7OZtvPJa0icUk="
    )
    assert sign_message(PrivateKey.from_wif(WIF), "This is just a test message") == SIGNATURE


def test_the_signer_is_recognised() -> None:
    assert verify_message(ADDRESS, SIGNATURE, "This is just a test message")
    assert not verify_message(ADDRESS, SIGNATURE, "This is another message")
    other = address_of(p2pkh(hash160(b"other")))
    assert other is not None
    assert not verify_message(other, SIGNATURE, "This is just a test message")


@pytest.mark.parametrize(
    ("wif", "expected"),
    [
        (
            "5HxWvvfubhXpYYpS3tJkw6fq9jE9j18THftkZjHHfmFiWtmAbrj",
            "1c5dbbddda71772d95ce91cd2d14b592cfbc1dd0aabd6a394b6c2d377bbe59d31d"
            "14ddda21494a4e221f0824f0b8b924c43fa43c0ad57dccdaa11f81a6bd4582f6",
        ),
        (
            "5KC4ejrDjv152FGwP386VD1i2NYc5KkfSMyv1nGy1VGDxGHqVY3",
            "1c52d8a32079c11e79db95af63bb9600c5b04f21a9ca33dc129c2bfa8ac9dc1cd5"
            "61d8ae5e0f6c1a16bde3719c64c2fd70e404b6428ab9a69566962e8771b5944d",
        ),
    ],
)
def test_recoverable_signatures_equal_cores(wif: str, expected: str) -> None:
    key = PrivateKey.from_wif(wif, MAINNET)
    assert key.sign_recoverable(sha256d(b"Very deterministic message")).hex() == expected


def test_what_cannot_be_checked_is_refused() -> None:
    with pytest.raises(AddressError):
        verify_message("invalid_addr", SIGNATURE, "text")
    with pytest.raises(NoKeyAddress):
        verify_message("2N5GpVq89v2GRMDWQMfTwifUZCtqaczC6Y7", SIGNATURE, "text")
    for text in (
        "invalid_sig",
        SIGNATURE + "\n",
        SIGNATURE[:-1],
        "INbV nW4e",
        "é",
        SIGNATURE.rstrip("=") + "====",
    ):
        with pytest.raises(MalformedSignature):
            verify_message(ADDRESS, text, "text")
    assert not verify_message(ADDRESS, "", "text")
