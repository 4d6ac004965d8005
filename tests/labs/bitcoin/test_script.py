"""Scripts: operations, numbers, the text forms, and that nothing raises on junk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.bitcoin import script
from labs.bitcoin.assemble import assemble
from labs.bitcoin.opcodes import NAMES, OP_0, OP_CHECKSIGADD, OP_PUSHDATA1, name_of
from labs.bitcoin.script import BROKEN, asm, number, number_bytes, number_of, operations, push, push_minimal

SIGNATURE = bytes.fromhex(
    "304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f90300e8f33"
    "58f51928d43c212a8caed02de67eebee"
)


def test_every_named_opcode_stands_at_its_published_number() -> None:
    known = {"OP_DUP": 0x76, "OP_EQUALVERIFY": 0x88, "OP_HASH160": 0xA9, "OP_CHECKSIG": 0xAC, "16": 0x60}
    known |= {"OP_CHECKLOCKTIMEVERIFY": 0xB1, "OP_NOP10": 0xB9, "OP_CHECKSIGADD": OP_CHECKSIGADD, "0": OP_0}
    for name, code in known.items():
        assert name_of(code) == name
    assert name_of(0xBB) == name_of(0xFE) == name_of(1) == "OP_UNKNOWN"
    assert len(NAMES) == len((0, 0x4C, 0x4D, 0x4E, 0xFF)) + (0xBA - 0x4F + 1)


@given(st.binary(max_size=400))
def test_junk_is_cut_into_operations_without_raising(junk: bytes) -> None:
    pieces = list(operations(junk))
    broken = [opcode for opcode, _, _ in pieces].count(BROKEN)
    assert broken <= 1 and all(opcode != BROKEN for opcode, _, _ in pieces[:-1])
    assert broken or (pieces[-1][2] if pieces else 0) == len(junk)
    assert asm(junk).endswith("[error]") == bool(broken)
    asm(junk, sighash_names=True)
    script.pushed_stack(junk), script.last_push(junk), script.witness_program(junk)
    script.has_valid_operations(junk), script.is_push_only(junk), script.is_der_signature(junk)


@given(st.binary(max_size=70_000))
def test_a_push_comes_back_in_the_shortest_form(data: bytes) -> None:
    ((opcode, pushed, end),) = operations(push(data))
    assert pushed == data and end == len(push(data))
    if len(data) > 1:
        assert script.is_minimal_push(opcode, data)
    assert script.pushed_stack(push_minimal(data)) == ([data] if len(data) <= 520 else None)


def test_longer_pushes_than_needed_are_noticed() -> None:
    assert not script.is_minimal_push(OP_PUSHDATA1, b"x" * 75)
    assert script.is_minimal_push(OP_PUSHDATA1, b"x" * 76)
    assert not script.is_minimal_push(1, b"\x10") and script.is_minimal_push(1, b"\x11")
    assert not script.is_minimal_push(1, b"\x81") and script.is_minimal_push(0, b"")


@given(st.integers(-(2**63), 2**63))
def test_numbers_come_back(value: int) -> None:
    assert number_of(number_bytes(value)) == value


@pytest.mark.parametrize(
    ("value", "hexed"),
    [
        (0, "00"),
        (-1, "4f"),
        (1, "51"),
        (16, "60"),
        (17, "0111"),
        (127, "017f"),
        (128, "028000"),
        (-127, "01ff"),
        (-128, "028080"),
        (255, "02ff00"),
        (150, "029600"),
        (500000, "0320a107"),
    ],
)
def test_numbers_are_pushed_as_core_pushes_them(value: int, hexed: str) -> None:
    assert number(value).hex() == hexed


@pytest.mark.parametrize(
    ("hexed", "text"),
    [
        ("", ""),
        ("00", "0"),
        ("4f5160", "-1 1 16"),
        ("0411223344", "1144201745"),
        ("04ffffffff", "-2147483647"),
        ("051122334455", "1122334455"),
        ("0180", "0"),
        ("6a0401020304", "OP_RETURN 67305985"),
        (
            "76a9140000000000000000000000000000000000000000" + "88ac",
            f"OP_DUP OP_HASH160 {'00' * 20} OP_EQUALVERIFY OP_CHECKSIG",
        ),
        ("ba50ffbb", "OP_CHECKSIGADD OP_RESERVED OP_INVALIDOPCODE OP_UNKNOWN"),
        ("51024e73", "1 29518"),
        ("5102", "1 [error]"),
        ("4c", "[error]"),
        ("4d01", "[error]"),
        ("4e02000000aa", "[error]"),
        ("4c0411111111", "286331153"),
    ],
)
def test_asm_reads_as_core_writes_it(hexed: str, text: str) -> None:
    assert asm(bytes.fromhex(hexed)) == text


def test_asm_names_the_hash_type_of_signatures_where_asked() -> None:
    spend = push(SIGNATURE + b"\x81") + push(b"\2" * 33)
    assert asm(spend, sighash_names=True) == f"{SIGNATURE.hex()}[ALL|ANYONECANPAY] {'02' * 33}"
    assert asm(spend) == f"{SIGNATURE.hex()}81 {'02' * 33}"
    odd = push(SIGNATURE + b"\x04")
    assert asm(odd, sighash_names=True) == SIGNATURE.hex() + "04"
    assert asm(b"\x6a" + spend, sighash_names=True).startswith(f"OP_RETURN {SIGNATURE.hex()}81")


def test_only_strict_der_is_a_signature() -> None:
    good = SIGNATURE + b"\1"
    assert script.is_der_signature(good)
    for place in (0, 1, 2, 3, 4 + 0x20, 5 + 0x20):
        assert not script.is_der_signature(good[:place] + bytes([good[place] ^ 0x40]) + good[place + 1 :])
    assert not script.is_der_signature(good[:-1]) and not script.is_der_signature(good + b"\0")
    assert not script.is_der_signature(good[:4] + b"\xb6" + good[5:])


def test_push_only_scripts_leave_their_stack() -> None:
    assert script.pushed_stack(bytes.fromhex("004f5160 02aabb")) == [
        b"",
        b"\x81",
        b"\1",
        b"\x10",
        b"\xaa\xbb",
    ]
    assert script.pushed_stack(b"\x50") is None and script.pushed_stack(b"\x61") is None
    assert (
        script.is_push_only(b"\x50") and not script.is_push_only(b"\x61") and not script.is_push_only(b"\2")
    )
    assert script.pushed_stack(b"\0" * 1001) is None and len(script.pushed_stack(b"\0" * 1000) or ()) == 1000
    assert script.last_push(b"\x02ab\x51") == b"" and script.last_push(b"\x02ab") == b"ab"
    assert script.last_push(b"\x02ab\x61") is None and script.last_push(b"\x02") is None


def test_witness_programs_have_2_to_40_bytes() -> None:
    for size in range(0, 45):
        program = b"\x51" + bytes([size]) + bytes(size)
        assert script.witness_program(program) == ((1, bytes(size)) if 2 <= size <= 40 else None)
    assert script.witness_program(b"\0\2ab") == (0, b"ab") and script.witness_program(b"\x60\2ab") == (
        16,
        b"ab",
    )
    assert script.witness_program(b"\x61\2ab") is None and script.witness_program(b"\x4f\2ab") is None


def test_words_make_a_script() -> None:
    assert (
        assemble("DUP OP_HASH160 0x14 0x" + "00" * 20 + " EQUALVERIFY CHECKSIG").hex()
        == "76a914" + "00" * 20 + "88ac"
    )
    assert assemble(" -1 0  16 17 'ab' 0x4c01\tRESERVED ").hex() == "4f006001110261624c0150"
    for bad in ("FOO", "4294967296", "0x0", "'", "OP_UNKNOWN", "PUSHDATA1", "--1"):
        with pytest.raises(ValueError, match="script parse error"):
            assemble(bad)
