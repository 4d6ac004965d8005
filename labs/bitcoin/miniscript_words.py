"""A script as the words that miniscript is told by, from the last to the first.

Source: Bitcoin Core, src/script/miniscript.cpp (DecomposeScript).
"""

from labs.bitcoin.opcodes import NAMES, OP_0, OP_1, OP_16, OP_PUSHDATA4
from labs.bitcoin.script import BROKEN, is_minimal_push, number_bytes, operations

Word = tuple[str, bytes | None]
"""An operation's name ("" for a push) and what it pushes; a number's bytes for OP_1 to OP_16."""

_SPLIT = {"CHECKSIGVERIFY": "CHECKSIG", "CHECKMULTISIGVERIFY": "CHECKMULTISIG"}
_SPLIT |= {"EQUALVERIFY": "EQUAL", "NUMEQUALVERIFY": "NUMEQUAL"}


def words_of(script: bytes) -> list[Word] | None:
    """The operations from last to first, …VERIFY split in two; None where a shorter script says the same."""
    words: list[Word] = []
    for opcode, data, _ in operations(script):
        if opcode == BROKEN:
            return None
        if OP_1 <= opcode <= OP_16:
            words.append(("", number_bytes(opcode - OP_1 + 1)))
        elif OP_0 <= opcode <= OP_PUSHDATA4:
            if not is_minimal_push(opcode, data):
                return None
            words.append(("", data))
        else:
            name = NAMES.get(opcode, "").removeprefix("OP_")
            if name == "VERIFY" and words and words[-1][0] in _SPLIT.values():
                return None
            if name in _SPLIT:
                words.append((_SPLIT[name], None))
                name = "VERIFY"
            words.append((name, None))
    return words[::-1]
