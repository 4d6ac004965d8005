"""Miniscript against the fixed tests of Bitcoin Core's miniscript_tests.cpp.

A row of miniscript.json: expression, script in hex ("?" for any), tapscript in hex ("=" for the same), flags,
operations, witness elements, greatest height of the stack (-1 for not said). The flags: 1 valid, 2 not
malleable, 4 needs a signature, 8 mixes time locks, 16 not in P2WSH, 32 not in a tapscript.
"""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.bitcoin.assemble import assemble
from labs.bitcoin.descriptors import infer
from labs.bitcoin.hashes import hash160
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.miniscript import Node
from labs.bitcoin.miniscript_decode import decode_miniscript
from labs.bitcoin.miniscript_parse import MiniscriptError, parse_miniscript
from labs.bitcoin.script import push
from labs.bitcoin.standard import p2wsh_of

ROWS = json.loads((Path(__file__).parents[1] / "files" / "miniscript.json").read_text())
VALID, NONMALLEABLE, SIGNED, MIXED, NOT_IN_P2WSH, NOT_IN_TAPSCRIPT = 1, 2, 4, 8, 16, 32


class Keys:
    """Public keys by the number under which an expression knows them."""

    def __init__(self, tapscript: bool = False) -> None:
        self.tapscript = tapscript
        self.publics: list[bytes] = []

    def add(self, public: bytes) -> int:
        self.publics.append(public)
        return len(self.publics) - 1

    def parse(self, text: str) -> int:
        public = bytes.fromhex(text)
        if self.tapscript and len(public) == 32:
            return self.add(public)
        if len(public) != 33 or public[0] not in (2, 3):
            raise MiniscriptError("no key")
        return self.add(public[1:] if self.tapscript else public)

    def find(self, public: bytes) -> int | None:
        return self.add(public) if self.tapscript or public[0] in (2, 3) else None


def parsed(text: str, tapscript: bool = False) -> tuple[Node, list[bytes]] | None:
    keys = Keys(tapscript)
    try:
        node = parse_miniscript(text, keys.parse, tapscript)
    except MiniscriptError:
        return None
    return (node, keys.publics) if "B" in node.type else None


@pytest.mark.parametrize("tapscript", [False, True])
@pytest.mark.parametrize("row", ROWS)
def test_cores_fixed_tests(row: list[Any], tapscript: bool) -> None:
    text, hexed, tapscript_hex, flags, operations, elements, height = row
    if tapscript and tapscript_hex != "=":
        hexed = tapscript_hex
    found = parsed(text, tapscript)
    if not flags or flags & (NOT_IN_TAPSCRIPT if tapscript else NOT_IN_P2WSH):
        assert found is None
        return
    assert found is not None
    node, publics = found
    script = node.script(publics)
    if hexed != "?":
        assert script.hex() == hexed
    assert ("m" in node.type) == bool(flags & NONMALLEABLE)
    assert ("s" in node.type) == bool(flags & SIGNED)
    assert ("k" not in node.type) == bool(flags & MIXED)
    if operations != -1:
        assert node.operations + (node.run[0] or 0) == operations
    if elements != -1:
        assert node.witness_elements == elements
    if height != -1:
        assert node.stack[0] is not None and node.stack[0].most + 1 == height
    check_the_way_back(node, publics, script, tapscript)


def check_the_way_back(node: Node, publics: list[bytes], script: bytes, tapscript: bool) -> None:
    """From the script come not always the same words, but the same script and the same promises."""
    known = {hash160(public): public for public in publics}
    keys = Keys(tapscript)
    back = decode_miniscript(script, keys.find, lambda key_hash: keys.add(known[key_hash]), tapscript)
    assert back is not None
    assert back.script(keys.publics) == script
    assert back.is_sane(keys.publics) == node.is_sane(publics)
    again = parsed(back.text([public.hex() for public in keys.publics]), tapscript)
    assert again is not None and again[0].script(again[1]) == script


def test_the_rows_cover_valid_and_invalid_expressions() -> None:
    assert len(ROWS) == 97 and sum(not row[3] for row in ROWS) > 20


KEY, OTHER = (bytes([2]) + bytes([n]) * 32 for n in (0x11, 0x22))


def described(script: bytes, *publics: bytes) -> str:
    keystore = Keystore()
    keystore.add_script(script)
    for public in publics:
        keystore.add_public(public)
    return infer(p2wsh_of(script), keystore).partition("#")[0]


def test_a_sane_witness_script_is_shown_as_miniscript() -> None:
    locked = push(KEY) + assemble("CHECKSIGVERIFY 10 CHECKSEQUENCEVERIFY")
    assert described(locked) == f"wsh(and_v(v:pk({KEY.hex()}),older(10)))"
    either = assemble("IF") + push(KEY) + assemble("ELSE") + push(OTHER) + assemble("ENDIF CHECKSIG")
    assert described(either) == f"wsh(c:or_i(pk_k({KEY.hex()}),pk_k({OTHER.hex()})))"
    hidden = assemble("DUP HASH160") + push(hash160(KEY)) + assemble("EQUALVERIFY CHECKSIGVERIFY 1")
    assert described(hidden, KEY) == f"wsh(t:v:pkh({KEY.hex()}))".replace("t:v:", "tv:")


def test_what_is_not_sane_is_shown_as_an_address() -> None:
    twice = push(KEY) + assemble("CHECKSIGVERIFY") + push(KEY) + assemble("CHECKSIG")
    unsigned = assemble("10 CHECKSEQUENCEVERIFY")
    not_shortest = push(KEY) + assemble("CHECKSIG VERIFY 1")
    unknown = assemble("DUP HASH160") + push(hash160(KEY)) + assemble("EQUALVERIFY CHECKSIGVERIFY 1")
    for script in (twice, unsigned, not_shortest, unknown, b"", b"\x02", assemble("IF IF IF")):
        assert described(script).startswith("addr(")


def test_hostile_tapscripts_cost_little() -> None:
    keys = Keys(tapscript=True)
    check = push(KEY[1:]) + assemble("CHECKSIG")
    for script in (
        check + (assemble("SWAP") + check + assemble("ADD")) * 5000 + assemble("1 EQUAL"),
        check + assemble("0NOTEQUAL") * 320_000,
        assemble("ADD") * 329_000,
        assemble("1 VERIFY") * 160_000 + assemble("1"),
    ):
        start = time.perf_counter()
        decode_miniscript(script, keys.find, keys.find, tapscript=True)
        assert time.perf_counter() - start < 2


def test_wrappers_in_a_row_are_one_piece() -> None:
    keys = Keys()
    script = push(KEY) + assemble("CHECKSIG") + assemble("0NOTEQUAL") * 3500
    node = decode_miniscript(script, keys.find, keys.find)
    assert node is not None and node.depth == 3 and node.operations == 3501
    assert node.text(["K"]) == "n" * 3500 + ":pk(K)" and not node.is_sane([KEY])


WORDS = st.sampled_from(
    "0 1 2 16 CHECKSIG CHECKSIGVERIFY VERIFY EQUAL EQUALVERIFY IF NOTIF ELSE ENDIF IFDUP DUP SIZE 0NOTEQUAL "
    "BOOLAND BOOLOR ADD SWAP TOALTSTACK FROMALTSTACK CHECKMULTISIG CHECKSEQUENCEVERIFY HASH160 SHA256".split()
)


@given(st.lists(st.one_of(WORDS.map(assemble), st.just(push(KEY)), st.binary(max_size=3)), max_size=60))
def test_any_script_is_read_without_raising(pieces: list[bytes]) -> None:
    keys = Keys()
    script = b"".join(pieces)
    node = decode_miniscript(script, keys.find, lambda key_hash: None)
    assert node is None or node.script(keys.publics) == script


def test_deep_scripts_and_texts_are_refused_without_exhausting_the_stack() -> None:
    keys = Keys()
    for script in (
        assemble("IF 0 ELSE") * 900 + b"\x51" + assemble("ENDIF") * 900,
        assemble("1 VERIFY") * 1000 + b"\x51",
        b"\x51" + assemble("FROMALTSTACK ADD") * 1000 + assemble("1 EQUAL"),
    ):
        assert decode_miniscript(script, keys.find, lambda key_hash: None) is None
    for text in ("n" * 15_000 + ":1", "and_v(" * 3000, "t:" * 5000 + "1", "(" * 9000, "1" * 600_001):
        assert parsed(text) is None


@given(st.text(alphabet="01,():pkmultiandvorthesd_-é", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for candidate in (text, f"thresh({text})", f"multi(1,{text})", f"and_v(v:1,{text})"):
        try:
            parsed(candidate)
        except ValueError:
            continue
