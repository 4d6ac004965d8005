"""Hierarchical keys. Vectors: BIP 32 (as in Bitcoin Core, src/test/bip32_tests.cpp), BIP 39 (Trezor's English
list, passphrase TREZOR), BIP 84, BIP 86."""

import hashlib
import json
from pathlib import Path

import pytest

from labs.bitcoin.addresses import MAINNET, REGTEST, address_of
from labs.bitcoin.descriptors import parse
from labs.bitcoin.hd import DerivationError, ExtendedKey, format_path, parse_path, seed_of_words, words_of
from labs.bitcoin.keys import KeyFormatError

FILES = Path(__file__).parents[1] / "files"
BIP32 = json.loads((FILES / "bip32.json").read_text())
WORDS = "abandon " * 11 + "about"


@pytest.mark.parametrize("chain", BIP32["chains"], ids=lambda chain: chain["seed"][:8])
def test_chains_of_keys_are_as_published(chain: dict[str, list[tuple[str, str, int]]]) -> None:
    key = ExtendedKey.from_seed(bytes.fromhex(str(chain["seed"])))
    for xpub, xprv, number in chain["steps"]:
        assert key.to_string(MAINNET) == xprv
        assert key.neuter().to_string(MAINNET) == xpub
        assert ExtendedKey.parse(xprv, MAINNET) == key
        assert ExtendedKey.parse(xpub, MAINNET) == key.neuter()
        if number < 1 << 31:
            assert key.neuter().child(number) == key.child(number).neuter()
        key = key.child(number)


@pytest.mark.parametrize("text", BIP32["invalid"])
def test_malformed_extended_keys_are_refused(text: str) -> None:
    with pytest.raises(KeyFormatError):
        ExtendedKey.parse(text, MAINNET)


def test_keys_of_another_network_are_refused() -> None:
    xpub = BIP32["chains"][0]["steps"][0][0]
    with pytest.raises(KeyFormatError):
        ExtendedKey.parse(xpub, REGTEST)


def test_hardened_steps_need_the_private_key() -> None:
    key = ExtendedKey.from_seed(bytes(16))
    with pytest.raises(DerivationError):
        key.neuter().derive("m/0/1h")


def test_no_key_is_deeper_than_255_steps() -> None:
    key = ExtendedKey.from_seed(bytes(16)).derive([0] * 255)
    with pytest.raises(DerivationError):
        key.child(0)


def test_both_marks_of_hardened_steps_are_read() -> None:
    assert parse_path("m/84h/1'/0") == [84 + 2**31, 1 + 2**31, 0]
    assert format_path(parse_path("84'/0h/7")) == "/84h/0h/7"


@pytest.mark.parametrize("path", ["m/x", "m/-1", "m/2147483648", "m//1", "m/1hh", "m/²"])
def test_malformed_paths_are_refused(path: str) -> None:
    with pytest.raises(DerivationError):
        parse_path(path)


def test_words_and_seeds_are_as_published() -> None:
    for entropy, words, seed, xprv in json.loads((FILES / "bip39_english.json").read_text()):
        assert words_of(bytes.fromhex(entropy)) == words
        assert seed_of_words(words, "TREZOR").hex() == seed
        assert ExtendedKey.from_seed(bytes.fromhex(seed)).to_string(MAINNET) == xprv


def test_a_passphrase_typed_in_two_ways_is_one_passphrase() -> None:
    one, two = "\u0622", "\u0627\u0653"  # the same Urdu letter, as one character and as two
    assert seed_of_words(WORDS, one) == seed_of_words(WORDS, two)
    by_hand = hashlib.pbkdf2_hmac("sha512", WORDS.encode(), f"mnemonic{two}".encode(), 2048)
    assert seed_of_words(WORDS, one) == by_hand


@pytest.mark.parametrize("words", [WORDS.replace("about", "abandon"), "abandon", "", "zzz " * 12])
def test_wrong_words_are_refused(words: str) -> None:
    with pytest.raises(ValueError):
        seed_of_words(words)


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        (
            "wpkh({}/84h/0h/0h/{}/*)",
            {
                (0, 0): "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu",
                (0, 1): "bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g",
                (1, 0): "bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el",
            },
        ),
        (
            "tr({}/86h/0h/0h/{}/*)",
            {
                (0, 0): "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr",
                (0, 1): "bc1p4qhjn9zdvkux4e44uhx8tc55attvtyu358kutcqkudyccelu0was9fqzwh",
                (1, 0): "bc1p3qkhfews2uk44qtvauqyr2ttdsw7svhkl9nkm9s9c3x4ax5h60wqwruhk7",
            },
        ),
    ],
    ids=["BIP 84", "BIP 86"],
)
def test_addresses_of_twelve_words_are_as_published(text: str, addresses: dict[tuple[int, int], str]) -> None:
    root = ExtendedKey.from_seed(seed_of_words(WORDS)).to_string(MAINNET)
    for (change, index), address in addresses.items():
        descriptor = parse(text.format(root, change), MAINNET)[0]
        assert address_of(descriptor.expand(index).scripts[0], MAINNET) == address
