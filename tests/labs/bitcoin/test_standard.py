"""Kinds of output, dust and signature checks, against the figures Bitcoin Core documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.bitcoin import standard
from labs.bitcoin.assemble import assemble
from labs.bitcoin.script import push
from labs.bitcoin.sigops import legacy_sigops, sigop_cost, sigops_in
from labs.bitcoin.standard import dust_threshold, solve
from labs.bitcoin.transactions import Tx, TxIn, TxOut

KEY, LONG_KEY = b"\2" + b"k" * 32, b"\4" + b"k" * 64
H20, H32 = b"h" * 20, b"h" * 32


@pytest.mark.parametrize(
    ("script", "kind", "parts"),
    [
        (standard.p2pk(KEY), "pubkey", [KEY]),
        (standard.p2pk(LONG_KEY), "pubkey", [LONG_KEY]),
        (standard.p2pkh(H20), "pubkeyhash", [H20]),
        (standard.p2sh(H20), "scripthash", [H20]),
        (standard.p2wpkh(H20), "witness_v0_keyhash", [H20]),
        (standard.p2wsh(H32), "witness_v0_scripthash", [H32]),
        (standard.p2tr(H32), "witness_v1_taproot", [H32]),
        (standard.ANCHOR, "anchor", []),
        (b"\x52\x20" + H32, "witness_unknown", [b"\2", H32]),
        (b"\x51\x14" + H20, "witness_unknown", [b"\1", H20]),
        (b"\0\x15" + H20 + b"x", "nonstandard", []),
        (standard.multisig(1, [KEY, LONG_KEY]), "multisig", [b"\1", KEY, LONG_KEY, b"\2"]),
        (standard.multisig(17, [KEY] * 20), "multisig", [b"\x11", *[KEY] * 20, b"\x14"]),
        (standard.nulldata(b"data"), "nulldata", []),
        (b"\x6a", "nulldata", []),
        (b"\x6a\x61", "nonstandard", []),
        (b"\x6a\x02a", "nonstandard", []),
        (b"", "nonstandard", []),
        (push(b"\5" + b"k" * 32) + b"\xac", "nonstandard", []),
        (standard.multisig(3, [KEY, KEY]), "nonstandard", []),
        (standard.multisig(0, [KEY]), "nonstandard", []),
        (standard.multisig(1, [KEY] * 21), "nonstandard", []),
        (assemble("1 0x0101") + push(KEY) + assemble("1 CHECKMULTISIG"), "nonstandard", []),
        (b"\x01\x01" + push(KEY) + assemble("1 CHECKMULTISIG"), "nonstandard", []),
        (assemble("CHECKMULTISIG"), "nonstandard", []),
        (assemble("1 1 CHECKMULTISIG"), "nonstandard", []),
    ],
)
def test_outputs_are_told_apart_as_core_does(script: bytes, kind: str, parts: list[bytes]) -> None:
    assert solve(script) == (kind, parts)


@given(st.binary(max_size=120))
def test_any_bytes_have_a_kind(script: bytes) -> None:
    assert solve(script).kind
    assert dust_threshold(script) >= 0 and sigops_in(script, True) <= sigops_in(script, False)


def test_bare_multisig_is_relayed_up_to_three_keys() -> None:
    assert standard.is_standard_script(standard.multisig(1, [KEY] * 3))
    assert not standard.is_standard_script(standard.multisig(1, [KEY] * 4))
    assert standard.is_standard_script(standard.p2tr(H32)) and not standard.is_standard_script(b"\x51")


@pytest.mark.parametrize(
    ("script", "limit"),
    [
        (standard.p2pkh(H20), 546),
        (standard.p2sh(H20), 540),
        (standard.p2wpkh(H20), 294),
        (standard.p2wsh(H32), 330),
        (standard.p2tr(H32), 330),
        (standard.ANCHOR, 240),
        (standard.nulldata(b"x"), 0),
        (b"\x51" * 10_001, 0),
    ],
)
def test_dust_begins_at_the_published_amounts(script: bytes, limit: int) -> None:
    assert dust_threshold(script) == limit
    assert not standard.is_dust(TxOut(limit, script)) and (
        limit == 0 or standard.is_dust(TxOut(limit - 1, script))
    )


def test_dust_is_rounded_up_and_grows_with_the_feerate() -> None:
    assert dust_threshold(standard.p2wpkh(H20), 1) == 1 and dust_threshold(standard.p2wpkh(H20), 0) == 0
    assert dust_threshold(standard.p2wpkh(H20), 3333) == 327


def test_signature_checks_are_counted_by_place() -> None:
    two_of_three = standard.multisig(2, [KEY] * 3)
    assert (sigops_in(two_of_three, False), sigops_in(two_of_three, True)) == (20, 3)
    assert sigops_in(assemble("CHECKSIG CHECKSIGVERIFY 0x4c"), False) == 2
    wrapped = standard.p2wsh_of(two_of_three)
    spends = [
        (b"", [b"", b"", b"", two_of_three], wrapped, 3),
        (push(wrapped), [b"", two_of_three], standard.p2sh_of(wrapped), 3),
        (push(two_of_three), [], standard.p2sh_of(two_of_three), 12),
        (b"", [b"s", KEY], standard.p2wpkh(H20), 1),
        (b"", [b"s"], standard.p2tr(H32), 0),
        (b"", [], two_of_three, 0),
        (b"\x61" + push(two_of_three), [], standard.p2sh_of(two_of_three), 0),
    ]
    for script_sig, witness, script, cost in spends:
        tx = Tx(2, [TxIn((H32, 0), script_sig, 0, witness)], [TxOut(1, standard.p2pkh(H20))])
        assert legacy_sigops(tx) == 1
        assert sigop_cost(tx, [script]) == cost + 4
    coinbase = Tx(2, [TxIn((bytes(32), 0xFFFFFFFF), two_of_three)], [TxOut(1, b"\xac")])
    assert sigop_cost(coinbase, []) == 84
