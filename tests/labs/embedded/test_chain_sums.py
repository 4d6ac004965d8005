"""Hashes and short forms of the set of coins, against Bitcoin Core's own test values.

Source: Bitcoin Core, src/test/crypto_tests.cpp, compress_tests.cpp, serialize_tests.cpp.
"""

import hashlib

import pytest

from labs.bitcoin.standard import p2pkh, p2sh
from labs.embedded.coin_dump import compress_amount, compress_script, varint
from labs.embedded.coin_stats import MUHASH_MODULUS, coin_stats, muhash_element
from labs.embedded.coins import Coin

COIN = 100_000_000
GENERATOR_X = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
GENERATOR_Y = "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"


def test_a_muhash_of_products_and_a_quotient_is_cores() -> None:
    zero, one, two = (muhash_element(bytes([number]) + bytes(31)) for number in range(3))
    product = zero * one * pow(two, -1, MUHASH_MODULUS) % MUHASH_MODULUS
    digest = hashlib.sha256(product.to_bytes(384, "little")).digest()
    assert digest[::-1].hex() == "10d312b100cbd32ada024a6646e40d3482fcff103668d2625f10002a607d5863"


def test_a_muhash_does_not_care_for_the_order_of_coins() -> None:
    coins = [((bytes([number]) * 32, number), Coin(number, b"\x51", number, False)) for number in range(5)]
    there, back = coin_stats(coins, "muhash"), coin_stats(reversed(coins), "muhash")
    assert there.hash == back.hash
    assert coin_stats(coins, "hash_serialized_3").hash != coin_stats(coins[::-1], "hash_serialized_3").hash
    assert coin_stats(coins[1:], "muhash").hash != there.hash


@pytest.mark.parametrize(
    ("sat", "short"),
    [(0, 0), (1, 1), (1_000_000, 7), (COIN, 9), (50 * COIN, 50), (21_000_000 * COIN, 21_000_000)],
)
def test_amounts_are_shortened_as_by_core(sat: int, short: int) -> None:
    assert compress_amount(sat) == short


@pytest.mark.parametrize(
    ("number", "encoded"),
    [
        (0, "00"),
        (0x7F, "7f"),
        (0x80, "8000"),
        (0x1234, "a334"),
        (0xFFFF, "82fe7f"),
        (0x123456, "c7e756"),
        (0x80123456, "86ffc7e756"),
        (0xFFFFFFFF, "8efefefe7f"),
    ],
)
def test_numbers_are_written_as_by_core(number: int, encoded: str) -> None:
    assert varint(number).hex() == encoded


def test_common_scripts_are_shortened() -> None:
    x, y = bytes.fromhex(GENERATOR_X), bytes.fromhex(GENERATOR_Y)
    assert compress_script(p2pkh(b"\x11" * 20)) == b"\x00" + b"\x11" * 20
    assert compress_script(p2sh(b"\x22" * 20)) == b"\x01" + b"\x22" * 20
    assert compress_script(b"\x21\x02" + x + b"\xac") == b"\x02" + x
    assert compress_script(b"\x41\x04" + x + y + b"\xac") == b"\x04" + x
    off_curve = b"\x41\x04" + x + x + b"\xac"
    assert compress_script(off_curve) == bytes([67 + 6]) + off_curve
    assert compress_script(b"\x51") == b"\x07\x51"
