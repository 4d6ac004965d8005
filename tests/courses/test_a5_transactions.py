"""A5's reference answers against Bitcoin Core's published vectors, its kernel, bitcoinlib and our node."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from labs.bitcoin import sighash, standard
from labs.bitcoin.hashes import hash160, sha256
from labs.bitcoin.keys import PrivateKey, verify_ecdsa
from labs.bitcoin.script import push
from labs.bitcoin.transactions import Tx, TxIn, TxOut, display
from labs.embedded.scripts import verify_input

NAME = "blockchain/a5-transactions"
VECTORS = Path(__file__).parents[1] / "labs" / "files" / "tx_valid.json"
VALID = sorted({row[1] for row in json.loads(VECTORS.read_text()) if len(row) > 1})
"""Bitcoin Core's src/test/data/tx_valid.json: every transaction, as hex."""
BLOCK_170_PAYMENT = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16"
BIP143_HASHES = {
    "nested": "64f3b0f4dd2bb3aa1ce8566d220cc74dda9df97d8490cc81d89d735c92e59fb6",
    "native": "c37af31116d1b27caf68aae9e3ac82f1477929014d5b917657d0eb49478cb670",
}
NATIVE_CODE = bytes.fromhex("76a9141d0f172a0ecb48aee1be1f2687d2963ae33f71a188ac")
SIGNED_NESTED = bytes.fromhex(
    "01000000000101db6b1b20aa0fd7b23880be2ecbd4a98130974cf4748fb66092ac4d3ceb1a5477010000001716001479"
    "091972186c449eb1ded22b78e40d009bdf0089feffffff02b8b4eb0b000000001976a914a457b684d7f0d539a46a45bb"
    "c043f35b59d0d96388ac0008af2f000000001976a914fd270b1ee6abcaea97fea7ad0402e8bd8ad6d77c88ac02473044"
    "022047ac8e878352d3ebbde1c94ce3a10d057c24175747116f8288e5d794d12d482f0220217f36a485cae903c713331d"
    "877c1f64677e3622ad4010726870540656fe9dcb012103ad1d8e89212f0b92c74d23bb710c00662ad1470198ac48c43f"
    "7d6f93a2a2687392040000"
)
"""BIP 143, P2SH-P2WPKH: the signed transaction."""
Lab = Callable[[str], SimpleNamespace]


@pytest.fixture(scope="module")
def a5(lab: Lab) -> SimpleNamespace:
    return lab(NAME)


def as_parsed(raw: bytes) -> dict[str, object]:
    """What our library, held to Core's vectors by its own tests, reads; in the form of the lab."""
    tx = Tx.parse(raw)
    return {
        "version": tx.version,
        "inputs": [
            {
                "prev": one.prevout[0],
                "index": one.prevout[1],
                "script_sig": one.script_sig,
                "sequence": one.sequence,
                "witness": one.witness,
            }
            for one in tx.inputs
        ],
        "outputs": [{"amount_sat": one.value, "script_pubkey": one.script} for one in tx.outputs],
        "locktime": tx.locktime,
        "base": tx.serialize(witness=False),
    }


def test_every_valid_transaction_of_bitcoin_core_is_read_as_our_library_reads_it(a5: SimpleNamespace) -> None:
    assert len(VALID) > 80
    for text in VALID:
        raw = bytes.fromhex(text)
        tx = Tx.parse(raw)
        assert a5.parse_tx(raw) == as_parsed(raw)
        assert (a5.txid(raw), a5.wtxid(raw)) == (display(tx.txid), display(tx.wtxid))
        assert a5.vsize(raw) == tx.vsize
        assert a5.is_segwit(raw) is tx.has_witness


def test_every_cut_and_every_added_byte_is_refused(a5: SimpleNamespace) -> None:
    for raw in (a5.block_170, a5.bip143, SIGNED_NESTED):
        for length in range(len(raw)):
            with pytest.raises(ValueError):
                a5.parse_tx(raw[:length])
        with pytest.raises(ValueError):
            a5.parse_tx(raw + b"\x00")


def test_the_payment_of_block_170_has_its_id_on_the_chain(a5: SimpleNamespace) -> None:
    assert a5.txid(a5.block_170) == a5.wtxid(a5.block_170) == BLOCK_170_PAYMENT


def test_the_node_decodes_the_three_real_transactions_as_the_lab_does(a5: SimpleNamespace) -> None:
    import labs.node

    with labs.node.regtest() as rpc:
        for raw in (a5.block_170, a5.bip143, SIGNED_NESTED):
            said = rpc.decoderawtransaction(raw.hex())
            mine = a5.parse_tx(raw)
            assert (said["txid"], said["hash"]) == (a5.txid(raw), a5.wtxid(raw))
            assert said["vsize"] == a5.vsize(raw)
            assert said["weight"] == 3 * len(mine["base"]) + len(raw)
            assert [labs.node.sat(one["value"]) for one in said["vout"]] == [
                one["amount_sat"] for one in mine["outputs"]
            ]
            assert [one.get("txinwitness", []) for one in said["vin"]] == [
                [piece.hex() for piece in one["witness"]] for one in mine["inputs"]
            ]


def test_bitcoinlib_reads_the_same_ids_and_sizes(a5: SimpleNamespace) -> None:
    pytest.importorskip("bitcoinlib", reason="bitcoinlib is in the test extra: pip install -e '.[test]'")
    from bitcoinlib.transactions import Transaction

    for raw in (a5.block_170, SIGNED_NESTED):
        theirs = Transaction.parse(raw, network="bitcoin")
        mine = a5.parse_tx(raw)
        assert theirs.txid == a5.txid(raw)
        assert theirs.locktime == mine["locktime"]
        assert [one.value for one in theirs.outputs] == [one["amount_sat"] for one in mine["outputs"]]
        assert [one.prev_txid for one in theirs.inputs] == [one["prev"][::-1] for one in mine["inputs"]]


def test_sighash_gives_the_published_hashes_of_bip_143(a5: SimpleNamespace) -> None:
    assert a5.sighash_v0(a5.nested, 0, a5.nested_code, 10**9).hex() == BIP143_HASHES["nested"]
    parsed = a5.parse_tx(a5.bip143)
    assert a5.sighash_v0(parsed, 1, NATIVE_CODE, 600_000_000).hex() == BIP143_HASHES["native"]


def test_the_published_signatures_are_good_for_the_sighash(a5: SimpleNamespace) -> None:
    for raw, i, code, amount in (
        (a5.bip143, 1, NATIVE_CODE, 600_000_000),
        (SIGNED_NESTED, 0, a5.nested_code, 10**9),
    ):
        parsed = a5.parse_tx(raw)
        signature, key = parsed["inputs"][i]["witness"]
        assert verify_ecdsa(key, a5.sighash_v0(parsed, i, code, amount), signature[:-1])


def test_the_nested_example_is_the_signed_one_without_its_signature(a5: SimpleNamespace) -> None:
    parsed = a5.parse_tx(SIGNED_NESTED)
    unsigned = [one | {"script_sig": b"", "witness": []} for one in parsed["inputs"]]
    assert {**parsed, "inputs": unsigned, "base": None} == {**a5.nested, "base": None}


def test_the_parts_that_the_message_names_are_those_of_bip_143(a5: SimpleNamespace) -> None:
    shared = sighash.SharedHashes(Tx.parse(SIGNED_NESTED))
    parts = (shared.prevouts, shared.sequences, shared.outputs)
    text = (Path(__file__).parents[2] / "courses" / NAME / "a5-transactions.py").read_text(encoding="utf-8")
    for number, part in zip((2, 3, 8), parts, strict=True):
        begins = "begins " if number == 2 else ""
        assert f"part {number} {begins}{sha256(part).hex()[:8]}" in text


def test_sighash_agrees_with_our_library_on_other_transactions(a5: SimpleNamespace) -> None:
    source = random.Random(143)
    for text in VALID[:40]:
        raw = bytes.fromhex(text)
        tx = Tx.parse(raw)
        if any(output.value < 0 for output in tx.outputs):
            continue
        code, amount = source.randbytes(source.randrange(1, 400)), source.randrange(2**50)
        for i in range(len(tx.inputs)):
            right = sighash.segwit_v0(tx, i, code, amount, sighash.ALL)
            assert a5.sighash_v0(as_parsed(raw), i, code, amount) == right


OPCODES = {
    "OP_DUP": 0x76,
    "OP_HASH160": 0xA9,
    "OP_EQUALVERIFY": 0x88,
    "OP_CHECKSIG": 0xAC,
    "OP_CHECKMULTISIG": 0xAE,
}
KEYS = [PrivateKey(bytes([number]) * 32) for number in (1, 2, 3)]
PUBLIC = [key.public for key in KEYS]
TWO_OF_THREE = [b"\x02", *PUBLIC, b"\x03", "OP_CHECKMULTISIG"]


def kernel_says(items: Sequence[object], stack: Sequence[bytes], spend: Tx) -> bool:
    """Bitcoin Core's kernel on the same script; the stack comes from a scriptSig of pushes."""
    tx = spend.copy()
    tx.inputs[0].script_sig = b"".join(push(item) for item in stack)
    return verify_input(tx, 0, [TxOut(1_000, script_of(items))])


def script_of(items: Sequence[object]) -> bytes:
    return b"".join(bytes([OPCODES[item]]) if isinstance(item, str) else push(item) for item in items)  # type: ignore[arg-type]


def signed(key: PrivateKey, items: Sequence[object], spend: Tx) -> bytes:
    return key.sign_ecdsa(sighash.legacy(spend, 0, script_of(items), sighash.ALL)) + b"\x01"


def test_scripts_end_as_bitcoin_cores_kernel_ends_them(a5: SimpleNamespace) -> None:
    spend = Tx(2, [TxIn((b"\x07" * 32, 1))], [TxOut(900, standard.p2wpkh(bytes(20)))])
    lock = ["OP_DUP", "OP_HASH160", hash160(PUBLIC[0]), "OP_EQUALVERIFY", "OP_CHECKSIG"]
    cases: list[tuple[Sequence[object], list[bytes]]] = [
        (list(lock), [signed(KEYS[0], lock, spend), PUBLIC[0]]),
        (list(lock), [signed(KEYS[1], lock, spend), PUBLIC[0]]),
        (list(lock), [signed(KEYS[1], lock, spend), PUBLIC[1]]),
        (list(lock), [b"", PUBLIC[0]]),
        (list(lock), [PUBLIC[0]]),
        ([b"\x00", b"\x02", b"\x05", "OP_CHECKMULTISIG"], []),
        ([b"", b"", "OP_CHECKMULTISIG"], [b""]),
        ([b"", b"", "OP_CHECKMULTISIG"], [b"\x01"]),
        ([b"", b"", "OP_CHECKMULTISIG"], []),
        ([b"", *PUBLIC[:1], b"\x01", "OP_CHECKMULTISIG"], [b""]),
        ([b"\x02", *PUBLIC[:1], b"\x01", "OP_CHECKMULTISIG"], [b"", b"", b""]),
        ([b"", *PUBLIC[:1] * 20, b"\x14", "OP_CHECKMULTISIG"], [b""]),
        ([b"", *PUBLIC[:1] * 21, b"\x15", "OP_CHECKMULTISIG"], [b""]),
        (["OP_EQUALVERIFY", b"\x01"], [b"\x05", b"\x05"]),
        (["OP_EQUALVERIFY", b"\x01"], [b"\x05", b"\x06"]),
        (["OP_EQUALVERIFY"], [b"\x01", b"\x05", b"\x05"]),
        (["OP_DUP"], []),
        (["OP_HASH160"], []),
        (["OP_DUP"], [b"\x01", b""]),
    ]
    for item in (b"", b"\x00", b"\x80", b"\x00\x80", b"\x00\x00", b"\x01", b"\x81", b"\x80\x00", b"\x00\x01"):
        cases += [([item], []), (["OP_DUP"], [item])]
    signatures = [signed(key, TWO_OF_THREE, spend) for key in KEYS]
    for pair in itertools.product(signatures, repeat=2):
        cases += [(TWO_OF_THREE, [dummy, *pair]) for dummy in (b"", b"\x01")]
        cases.append((TWO_OF_THREE, list(pair)))
    verdicts = set()
    for items, stack in cases:
        digest = sighash.legacy(spend, 0, script_of(items), sighash.ALL)

        def good(signature: bytes, key: bytes, digest: bytes = digest) -> bool:
            return bool(signature) and verify_ecdsa(key, digest, signature[:-1])

        expected = kernel_says(items, stack, spend)
        assert a5.run_script(items, stack, good) is expected, (items, stack)
        verdicts.add(expected)
    assert verdicts == {True, False}


def test_dust_begins_where_bitcoin_core_lets_it_begin(a5: SimpleNamespace) -> None:
    assert standard.dust_threshold(standard.p2wpkh(bytes(20))) == a5.DUST_SAT == 294
    assert a5.change_sat(1_000 + 294, 1_000) == 294
    assert a5.change_sat(1_000 + 293, 1_000) == 0


def test_chosen_coins_keep_the_three_rules_in_a_thousand_random_purses(a5: SimpleNamespace) -> None:
    source = random.Random(2016)
    kinds = {"none": 0, "match": 0, "change": 0, "all": 0}
    for _ in range(1_000):
        feerate, change_cost = source.randrange(1, 40), source.randrange(0, 900)
        utxos = [
            {"amount_sat": source.randrange(200, 9_000), "input_vsize": source.choice((58, 68, 91, 148))}
            for _ in range(source.randrange(1, 8))
        ]
        target = source.randrange(1, 20_000)
        worth = [one["amount_sat"] - feerate * one["input_vsize"] for one in utxos]
        sums = [
            sum(choice)
            for size in range(1, len(worth) + 1)
            for choice in itertools.combinations([value for value in worth if value > 0], size)
        ]
        chosen = a5.select_coins(utxos, target, feerate, change_cost)
        if max(sums, default=0) < target:
            assert chosen is None
            kinds["none"] += 1
            continue
        assert len(set(chosen)) == len(chosen)
        assert all(worth[place] >= 0 for place in chosen)
        leftover = sum(worth[place] for place in chosen) - target
        if any(0 <= total - target <= change_cost for total in sums):
            assert 0 <= leftover <= change_cost
            kinds["match"] += 1
        elif max(sums) - target >= change_cost + 294:
            assert leftover >= change_cost + 294
            assert a5.change_sat(leftover, change_cost) == leftover - change_cost
            kinds["change"] += 1
        else:
            assert leftover == min(total - target for total in sums if total >= target)
            assert a5.change_sat(leftover, change_cost) == 0
            kinds["all"] += 1
    assert all(kinds.values()), kinds


def test_the_example_in_each_docstring_is_true(a5: SimpleNamespace) -> None:
    assert a5.is_segwit(a5.bip143) is True
    assert a5.parse_tx(a5.block_170)["outputs"][0]["amount_sat"] == 1_000_000_000
    assert a5.txid(a5.block_170).startswith("f4184fc5")
    assert a5.wtxid(a5.block_170) == a5.txid(a5.block_170)
    assert a5.vsize(a5.block_170) == 275
    assert a5.run_script([b"\x80"], [], lambda signature, key: True) is False
    assert a5.sighash_v0(a5.nested, 0, a5.nested_code, 1_000_000_000).hex().startswith("64f3b0f4")
    assert a5.effective_value({"amount_sat": 10_000, "input_vsize": 68}, 20) == 8640
    assert a5.change_sat(1000, 800) == 0
    purse = [{"amount_sat": amount_sat, "input_vsize": 68} for amount_sat in (5000, 7000, 9000)]
    assert a5.select_coins(purse, 6300, 10, 100) == [1]
    assert a5.lint_fee(a5.flood_inputs, a5.flood_outputs, 110, a5.market) == ["absurd", "change missing"]


def test_the_story_adds_up(a5: SimpleNamespace) -> None:
    sent = a5.flood_outputs[0]["amount_sat"]
    assert (a5.flood_inputs[0]["amount_sat"], sent) == (90_000_000, 5_000_000), "0.9 and 0.05 bitcoin"
    assert a5.flood_inputs[0]["amount_sat"] - sent == 85_000_000, "0.85 bitcoin to the miner"


def test_the_bars_of_the_plot_are_the_weights(a5: SimpleNamespace) -> None:
    for place, raw in enumerate((a5.block_170, a5.bip143)):
        assert sum(heights[place] for heights in a5.weights.values()) == Tx.parse(raw).weight
