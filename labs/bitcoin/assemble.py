"""Scripts written as words, for people: DUP HASH160 0x14 0x… EQUALVERIFY CHECKSIG.

Source: Bitcoin Core, src/core_io.cpp (ParseScript), the form of its published script tests.
"""

import re

from labs.bitcoin.opcodes import NAMES, OP_NOP, OP_RESERVED
from labs.bitcoin.script import number, push

_CODES = {name: code for code, name in NAMES.items() if code == OP_RESERVED or OP_NOP <= code < 0xFF}
_CODES |= {name.removeprefix("OP_"): code for name, code in _CODES.items()}
_NUMBER = re.compile(r"-?[0-9]+\Z", re.ASCII)
_RAW = re.compile(r"0x((?:[0-9a-fA-F]{2})+)\Z")


def assemble(text: str) -> bytes:
    """The script that words stand for. Raises ValueError.

    A word is an operation with or without OP_, a decimal number to push, 'text' to push, or 0x and hex: raw
    bytes put into the script as they are.
    """
    return b"".join(map(_word, text.split()))


def _word(word: str) -> bytes:
    if _NUMBER.match(word):
        if len(word) > 20 or abs(int(word)) > 0xFFFFFFFF:
            raise ValueError(
                "script parse error: decimal numeric value only allowed in the range -0xFFFFFFFF...0xFFFFFFFF"
            )
        return number(int(word))
    raw = _RAW.match(word)
    if raw:
        return bytes.fromhex(raw[1])
    if len(word) >= 2 and word[0] == word[-1] == "'":
        return push(word[1:-1].encode())
    if word not in _CODES:
        raise ValueError("script parse error: unknown opcode")
    return bytes([_CODES[word]])
