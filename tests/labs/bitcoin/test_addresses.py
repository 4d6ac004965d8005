"""Addresses of every kind and network, and what Core says of texts that are none.

Vectors: Bitcoin Core's key_io_valid.json, key_io_invalid.json, base58_encode_decode.json and
rpc_invalid_address_message.py; BIP 173 and BIP 350.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.bitcoin import bech32
from labs.bitcoin.addresses import (
    MAINNET,
    REGTEST,
    SIGNET,
    TESTNET,
    AddressError,
    address_of,
    script_of,
)
from labs.bitcoin.base58 import base58_decode, base58_encode, base58check_decode, base58check_encode
from labs.bitcoin.standard import multisig, nulldata, p2pk

FILES = Path(__file__).parents[1] / "files"
NETWORKS = {"main": MAINNET, "test": TESTNET, "testnet4": TESTNET, "signet": SIGNET, "regtest": REGTEST}


def vectors(name: str) -> list[list[str]]:
    rows: list[list[str]] = json.loads((FILES / name).read_text())
    return rows


def test_published_addresses_and_scripts_are_each_others_form() -> None:
    seen = 0
    for address, hexed, about in json.loads((FILES / "key_io_valid.json").read_text()):
        if about["isPrivkey"]:
            continue
        network = NETWORKS[about["chain"]]
        assert script_of(address, network).hex() == hexed
        assert address_of(bytes.fromhex(hexed), network) == address
        if about.get("tryCaseFlip"):
            assert script_of(address.swapcase(), network).hex() == hexed
        seen += 1
    assert seen > 50


def test_published_bad_addresses_are_refused_on_every_network() -> None:
    for (text,) in vectors("key_io_invalid.json"):
        for network in NETWORKS.values():
            with pytest.raises(AddressError):
                script_of(text, network)


def test_base58_is_as_published() -> None:
    for hexed, text in vectors("base58_encode_decode.json"):
        assert base58_encode(bytes.fromhex(hexed)) == text
        assert base58_decode(text) == bytes.fromhex(hexed)
    for bad in ("0", "bad0IOl", "a b", "1" * 1001, "z" * 3000, "\0"):
        with pytest.raises(ValueError):
            base58_decode(bad)
    assert base58_decode(" \t3 \n") == b"\2"


@given(st.binary(max_size=90))
def test_base58check_comes_back_and_notices_a_change(data: bytes) -> None:
    text = base58check_encode(data)
    assert base58check_decode(text) == data
    changed = (
        ("2" if text[-1] == "1" else "1") + text[:-1] if len(text) < 2 else text[:-2] + text[-1] + text[-2]
    )
    if changed != text:
        with pytest.raises(ValueError):
            base58check_decode(changed)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("A12UEL5L", bech32.BECH32),
        ("a12uel5l", bech32.BECH32),
        (
            "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
            bech32.BECH32,
        ),
        ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", bech32.BECH32),
        ("?1ezyfcl", bech32.BECH32),
        ("A1LQFN3A", bech32.BECH32M),
        ("abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx", bech32.BECH32M),
        ("?1v759aa", bech32.BECH32M),
    ],
)
def test_published_bech32_texts_are_read_and_written(text: str, encoding: int) -> None:
    found, prefix, values = bech32.decode(text)
    assert found == encoding
    assert bech32.encode(encoding, prefix, values) == text.lower()


@pytest.mark.parametrize(
    "text",
    [
        " 1nwldj5",
        "\x7f1axkwrx",
        "\x801eym55h",
        "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
        "pzry9x0s0muk",
        "1pzry9x0s0muk",
        "x1b4n0q5v",
        "li1dgmt3",
        "de1lg7wt\xff",
        "A1G7SGD8",
        "10a06t8",
        "1qzzfhee",
        "y1b0jsk6g",
        "in1muywd",
        "M1VUXWEZ",
        "",
    ],
)
def test_published_bad_bech32_texts_are_refused(text: str) -> None:
    with pytest.raises(bech32.Bech32Error):
        bech32.decode(text)


@pytest.mark.parametrize(
    ("address", "message", "places"),
    [
        ("bcrt1p424qxxyd0r", "", []),
        ("BCRT1QPLMTZKC2XHARPPZDLNPAQL78RSHJ68U33RAH7R", "", []),
        ("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "", []),
        ("bcrt1q049edschfnwystcqnsvyfpj23mpsg3jcedq9xv", "Invalid Bech32 checksum", [9]),
        ("bcrt1qax9suht3qv95sw33xavx8crpxduefdrsvgsklu", "Invalid Bech32 checksum", [22, 43]),
        ("BCRT1QPLMTZKC2XHARPPZDLNPAQL78RSHJ68U32RAH7R", "Invalid Bech32 checksum", [38]),
        (
            "bcrt1qdg3myrgvzw7ml8q0ejxhlkyxn7vl9r56yzkfgvzclrf4hkpx9yfqhpsuks",
            "Invalid Bech32 checksum",
            [19, 30],
        ),
        ("bcrt1ptmp74ayg7p24uslctssvjm06q5phz4yrxucgnv", "Invalid Bech32 checksum", [5]),
        ("bcrt1sw50qgdz25j", "Invalid checksum", []),
        ("bcrtq049ldschfnwystcqnsvyfpj23mpsg3jcedq9xv", "Missing separator", []),
        ("bcrt1q04oldschfnwystcqnsvyfpj23mpsg3jcedq9xv", "Invalid Base 32 character", [8]),
        (
            "bcrt1s0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav25430mtr",
            "Invalid Bech32 address program size (41 bytes)",
            [],
        ),
        (
            "bcrt1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqdmchcc",
            "Version 1+ witness address must use Bech32m checksum",
            [],
        ),
        (
            "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7k35mrzd",
            "Version 0 witness address must use Bech32 checksum",
            [],
        ),
        (
            "bcrt130xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqynjegk",
            "Invalid Bech32 address witness version",
            [],
        ),
        (
            "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kqqq5k3my",
            "Invalid Bech32 v0 address program size (21 bytes), per BIP141",
            [],
        ),
        (
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "Invalid or unsupported Segwit (Bech32) or Base58 encoding.",
            [],
        ),
        (
            "17VZNX1SN5NtKa8UQFxwQbFeFc3iqRYhem",
            "Invalid or unsupported Base58-encoded address.",
            [],
        ),
        (
            "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJJfn",
            "Invalid checksum or length of Base58 address (P2PKH or P2SH)",
            [],
        ),
        (
            "2VKf7XKMrp4bVNVmuRbyCewkP8FhGLP2E54LHDPakr9Sq5mtU2",
            "Invalid checksum or length of Base58 address (P2PKH or P2SH)",
            [],
        ),
        ("asfah14i8fajz0123f", "Invalid or unsupported Segwit (Bech32) or Base58 encoding.", []),
        ("bcrt", "Missing separator", []),
        ("bcrtqqqqqqqqqqqqqq", "Missing separator", []),
        ("bcrt1", "Invalid separator position", [4]),
        ("bcrt1q049ldschfnwystcqnsvyfpj23mpsg3jcedq9xv" * 3, "Bech32 string too long", list(range(90, 132))),
        ("bcrt1q09vm5lfy0j5reeulh4x5752q25uqqvz34hufdL", "Invalid character or mixed case", [43]),
        ("bcrt1\tqqqqqqqqqq", "Invalid character or mixed case", [5]),
        ("bcrt1b09vm5lfy0j5reeulh4x5752q25uqqvz34hufdl", "Invalid Base 32 character", [5]),
    ],
)
def test_bad_addresses_are_explained_in_cores_words(address: str, message: str, places: list[int]) -> None:
    try:
        script_of(address)
    except AddressError as error:
        assert (str(error), error.error_locations) == (message, places)
    else:
        assert message == ""


@given(st.binary(min_size=20, max_size=32).filter(lambda b: len(b) in (20, 32)), st.data())
def test_one_or_two_typing_errors_are_located(program: bytes, data: st.DataObject) -> None:
    script = b"\0" + bytes([len(program)]) + program
    address = address_of(script)
    assert address is not None
    letters = list(address)
    places = data.draw(st.lists(st.integers(5, len(letters) - 1), min_size=1, max_size=2, unique=True))
    for place in places:
        letters[place] = data.draw(st.sampled_from([c for c in bech32.CHARSET if c != letters[place]]))
    with pytest.raises(AddressError) as caught:
        script_of("".join(letters))
    assert caught.value.error_locations == sorted(places)
    assert str(caught.value) == "Invalid Bech32 checksum"


@given(st.text(max_size=120))
def test_any_text_is_an_address_or_explained(text: str) -> None:
    for candidate in (text, "bcrt1" + text, "\ud800" + text):
        try:
            script_of(candidate)
        except AddressError as error:
            assert str(error)


def test_kinds_without_address_have_none() -> None:
    key = b"\2" * 33
    for script in (p2pk(key), multisig(1, [key]), nulldata(b"x"), b"", b"\x51"):
        assert address_of(script) is None
