"""The set of coins as a file, in Bitcoin Core's snapshot format.

Source: Bitcoin Core, src/node/utxo_snapshot.h, src/compressor.cpp, src/serialize.h (VARINT).
"""

import struct
from collections.abc import Iterable
from itertools import groupby
from typing import IO

from labs.bitcoin.opcodes import OP_CHECKSIG
from labs.bitcoin.standard import p2pkh, p2sh
from labs.bitcoin.transactions import OutPoint
from labs.bitcoin.wire import compact_size
from labs.embedded.coins import Coin

MAGIC, VERSION = b"utxo\xff", 2
REGTEST_MAGIC = bytes.fromhex("fabfb5da")
SPECIAL_SCRIPTS = 6
"""Script lengths below this stand for the common scripts in short form."""


def dump(file: IO[bytes], block_hash: bytes, coins: Iterable[tuple[OutPoint, Coin]], count: int) -> None:
    """Writes coins, which come by transaction id and number, as they are after the block block_hash."""
    file.write(MAGIC + struct.pack("<H", VERSION) + REGTEST_MAGIC + block_hash + struct.pack("<Q", count))
    for txid, group in groupby(coins, key=lambda item: item[0][0]):
        members = list(group)
        file.write(txid + compact_size(len(members)))
        for (_, n), coin in members:
            file.write(compact_size(n) + compressed(coin))


def compressed(coin: Coin) -> bytes:
    """A coin in short form: height and coinbase mark, amount, script."""
    code = coin.height << 1 | coin.coinbase
    return varint(code) + varint(compress_amount(coin.value)) + compress_script(coin.script)


def varint(number: int) -> bytes:
    """A number in base 128, highest digit first, each digit but the last less one."""
    digits = [number & 0x7F]
    while number > 0x7F:
        number = (number >> 7) - 1
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))


def compress_amount(value: int) -> int:
    """Satoshi as a number that is small when the amount ends in zeros."""
    if value == 0:
        return 0
    zeros = 0
    while value % 10 == 0 and zeros < 9:
        value //= 10
        zeros += 1
    if zeros == 9:
        return 1 + (value - 1) * 10 + 9
    value, digit = divmod(value, 10)
    return 1 + (value * 9 + digit - 1) * 10 + zeros


def compress_script(script: bytes) -> bytes:
    """The common scripts in 21 or 33 bytes, others with their length."""
    if len(script) == 25 and script == p2pkh(script[3:23]):
        return b"\x00" + script[3:23]
    if len(script) == 23 and script == p2sh(script[2:22]):
        return b"\x01" + script[2:22]
    if len(script) == 35 and script[0] == 33 and script[34] == OP_CHECKSIG and script[1] in (2, 3):
        return script[1:34]
    if len(script) == 67 and script[0] == 65 and script[66] == OP_CHECKSIG and _is_key(script[1:66]):
        return bytes([4 | script[65] & 1]) + script[2:34]
    return varint(len(script) + SPECIAL_SCRIPTS) + script


def _is_key(data: bytes) -> bool:
    from coincurve import PublicKey

    if data[0] != 4:
        return False
    try:
        PublicKey(data)
    except ValueError:
        return False
    return True
