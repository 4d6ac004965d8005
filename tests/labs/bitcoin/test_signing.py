"""Signing transactions; every result is judged by the kernel, which is Bitcoin Core's own interpreter."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from labs.bitcoin import sighash, signing
from labs.bitcoin.descriptors import parse
from labs.bitcoin.hashes import sha256
from labs.bitcoin.keys import PrivateKey
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.signing import sign_transaction
from labs.bitcoin.transactions import MAX_MONEY, OutPoint, Tx, TxIn, TxOut
from labs.embedded.scripts import verify_input

FILES = Path(__file__).parents[1] / "files"
KEYS = [PrivateKey(sha256(bytes([n]))) for n in range(4)]
UNCOMPRESSED = PrivateKey(sha256(b"u"), compressed=False)
WIFS = [key.wif() for key in KEYS]
HEX = [key.public.hex() for key in KEYS]
X = [text[2:] for text in HEX]

KINDS = {
    "p2pk": f"pk({WIFS[0]})",
    "p2pkh": f"pkh({WIFS[0]})",
    "p2pkh, uncompressed": f"pkh({UNCOMPRESSED.wif()})",
    "p2wpkh": f"wpkh({WIFS[0]})",
    "p2sh-p2wpkh": f"sh(wpkh({WIFS[0]}))",
    "bare multisig": f"multi(2,{WIFS[0]},{HEX[1]},{WIFS[2]})",
    "p2sh multisig": f"sh(multi(2,{WIFS[0]},{HEX[1]},{WIFS[2]}))",
    "p2wsh multisig": f"wsh(multi(2,{HEX[0]},{WIFS[1]},{WIFS[2]}))",
    "p2sh-p2wsh multisig": f"sh(wsh(sortedmulti(2,{WIFS[0]},{WIFS[1]},{HEX[2]})))",
    "p2wsh p2pkh": f"wsh(pkh({WIFS[0]}))",
    "p2wsh p2pk": f"wsh(pk({WIFS[0]}))",
    "p2tr key path": f"tr({WIFS[0]})",
    "p2tr key path beside scripts": f"tr({WIFS[0]},{{pk({HEX[1]}),pk({HEX[2]})}})",
    "p2tr pk leaf": f"tr({X[0]},{{pk({WIFS[1]}),multi_a(2,{HEX[2]},{HEX[3]})}})",
    "p2tr multi_a leaf": f"tr({X[0]},{{pk({HEX[1]}),multi_a(2,{WIFS[2]},{HEX[0]},{WIFS[3]})}})",
    "rawtr": f"rawtr({WIFS[0]})",
}
SIGHASHES = {"ALL": 1, "NONE": 2, "SINGLE": 3, "ALL|ACP": 0x81, "NONE|ACP": 0x82, "SINGLE|ACP": 0x83}


@dataclass
class Coins:
    """A transaction that spends outputs of the given descriptors, and what is known of them."""

    tx: Tx
    spent: dict[OutPoint, TxOut]
    keystore: Keystore

    @property
    def outputs(self) -> list[TxOut]:
        return [self.spent[source.prevout] for source in self.tx.inputs]


def coins(*texts: str) -> Coins:
    spent: dict[OutPoint, TxOut] = {}
    keystore = Keystore()
    for number, text in enumerate(texts):
        expansion = parse(text)[0].expand()
        spent[sha256(bytes([number])), number] = TxOut(10_000 + number, expansion.scripts[-1])
        keystore.merge(expansion.keystore)
    inputs = [TxIn(prevout, b"", 0xFFFFFFFD, []) for prevout in spent]
    outputs = [TxOut(1000 + number, b"\x51") for number in range(len(texts))]
    return Coins(Tx(2, inputs, outputs, 0), spent, keystore)


def test_taproot_signatures_are_as_published() -> None:
    """BIP 341's wallet vectors: a transaction with nine inputs, most of them key path spends."""
    signed = 0
    for case in json.loads((FILES / "bip341_wallet_vectors.json").read_text())["keyPathSpending"]:
        tx = Tx.parse(bytes.fromhex(case["given"]["rawUnsignedTx"]))
        outputs = [
            TxOut(c["amountSats"], bytes.fromhex(c["scriptPubKey"])) for c in case["given"]["utxosSpent"]
        ]
        for spending in case["inputSpending"]:
            given = spending["given"]
            key = PrivateKey(bytes.fromhex(given["internalPrivkey"]))
            index, root = given["txinIndex"], bytes.fromhex(given["merkleRoot"] or "")
            digest = sighash.taproot(tx, index, outputs, given["hashType"])
            mark = bytes([given["hashType"]]) if given["hashType"] else b""
            signature = key.sign_schnorr(digest, tweak=root) + mark
            assert [signature.hex()] == spending["expected"]["witness"]
            signed += 1
    assert signed == 7


def judged(tx: Tx, spent: list[TxOut]) -> list[bool]:
    return [verify_input(tx, index, spent) for index in range(len(tx.inputs))]


def random_descriptor(rng: random.Random) -> str:
    """Any descriptor with enough private keys to spend it, its public keys mixed in anywhere."""
    everyone = [WIFS[rng.randrange(3)] if rng.random() < 0.5 else HEX[rng.randrange(3)] for _ in range(5)]
    signers = rng.randint(1, 3)

    def several(name: str, most: int) -> str:
        keys = [*WIFS[:signers], *everyone[: rng.randint(0, most - signers)]]
        rng.shuffle(keys)
        return f"{name}({signers},{','.join(keys)})"

    def leaf() -> str:
        others = (f"pk({HEX[3]})", f"multi_a(1,{HEX[3]})", several("multi_a", 5), f"pk({WIFS[0]})")
        return rng.choice(others)

    def tree(depth: int) -> str:
        return f"{{{tree(depth - 1)},{tree(depth - 1)}}}" if depth and rng.random() < 0.8 else leaf()

    multi = rng.choice(["multi", "sortedmulti"])
    return rng.choice(
        [
            several(multi, 3),
            f"sh({several(multi, 5)})",
            f"wsh({several(multi, 5)})",
            f"sh(wsh({several(multi, 5)}))",
            f"tr({HEX[3]},{{{tree(3)},pk({WIFS[1]})}})",
            f"tr({WIFS[2]},{tree(3)})",
        ]
    )


def test_whatever_can_be_described_with_its_keys_can_be_spent() -> None:
    rng = random.Random(7)
    for _ in range(80):
        text = random_descriptor(rng)
        (descriptor,) = parse(text)
        (again,) = parse(descriptor.to_string(private=True))
        assert again.expand().scripts == descriptor.expand().scripts, text
        assert parse(descriptor.to_string())[0].expand().scripts == descriptor.expand().scripts, text
        given = coins(text)
        result = sign_transaction(given.tx, given.spent, given.keystore)
        assert judged(result.tx, given.outputs) == [True], text


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_output_is_signed(kind: str) -> None:
    given = coins(KINDS[kind])
    result = sign_transaction(given.tx, given.spent, given.keystore)
    assert (result.complete, result.errors) == (True, {})
    assert judged(result.tx, given.outputs) == [True]
    assert judged(given.tx, given.outputs) == [False]


@pytest.mark.parametrize("name", SIGHASHES)
@pytest.mark.parametrize("kind", ["p2pkh", "p2wpkh", "p2sh multisig", "p2tr key path", "p2tr pk leaf"])
def test_every_hash_type_is_signed(kind: str, name: str) -> None:
    given = coins(KINDS[kind], KINDS["p2wpkh"])
    result = sign_transaction(given.tx, given.spent, given.keystore, SIGHASHES[name])
    assert result.complete, result.errors
    assert judged(result.tx, given.outputs) == [True, True]


def test_hash_types_cover_what_they_say() -> None:
    given = coins(KINDS["p2wpkh"], KINDS["p2tr key path"])
    for name, hash_type in SIGHASHES.items():
        tx = sign_transaction(given.tx, given.spent, given.keystore, hash_type).tx.copy()
        tx.outputs[1].value += 1  # the second output: free under NONE, and for the first input under SINGLE
        kind = hash_type & 3
        assert judged(tx, given.outputs) == [kind != 1, kind == 2], name


def test_many_inputs_of_all_kinds_are_signed_together() -> None:
    given = coins(*KINDS.values())
    result = sign_transaction(given.tx, given.spent, given.keystore)
    assert result.complete
    assert all(judged(result.tx, given.outputs))


def test_signing_again_changes_nothing() -> None:
    given = coins(*KINDS.values())
    first = sign_transaction(given.tx, given.spent, given.keystore).tx
    assert sign_transaction(first, given.spent, Keystore()).complete
    assert sign_transaction(first, given.spent, given.keystore).tx.serialize() == first.serialize()


@pytest.mark.parametrize("wrapped", ["{}", "sh({})", "wsh({})", "sh(wsh({}))"])
def test_signers_of_a_multisig_add_to_each_others_signatures(wrapped: str) -> None:
    texts = [
        wrapped.format(f"multi(2,{','.join(WIFS[n] if n == who else HEX[n] for n in range(3))})")
        for who in range(3)
    ]
    given = [coins(text) for text in texts]
    first = sign_transaction(given[2].tx, given[2].spent, given[2].keystore)
    assert first.errors == {0: signing.NEEDS_SIGNATURES}
    second = sign_transaction(first.tx, given[0].spent, given[0].keystore)
    assert second.complete
    assert judged(second.tx, given[0].outputs) == [True]
    assert (second.tx.wtxid, second.tx.sizes) == (second.tx.copy().wtxid, second.tx.copy().sizes)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("p2pk", signing.STACK_TOO_SMALL),
        ("p2pkh", signing.STACK_TOO_SMALL),
        ("p2wpkh", "Witness program hash mismatch"),
        ("p2tr key path", "Witness program was passed an empty witness"),
    ],
)
def test_without_the_key_the_reason_is_told(kind: str, message: str) -> None:
    given = coins(KINDS[kind])
    result = sign_transaction(given.tx, given.spent, Keystore())
    assert not result.complete
    assert result.errors == {0: message}


def test_unknown_outputs_and_amounts_are_told() -> None:
    given = coins(KINDS["p2wpkh"], KINDS["p2pkh"])
    first, second = given.tx.inputs
    assert sign_transaction(
        given.tx, {second.prevout: given.spent[second.prevout]}, given.keystore
    ).errors == {0: signing.UNKNOWN_OUTPUT}
    given.spent[first.prevout] = TxOut(MAX_MONEY, given.spent[first.prevout].script)
    assert sign_transaction(given.tx, given.spent, given.keystore).errors == {0: signing.MISSING_AMOUNT}


def test_single_without_its_output_is_not_signed() -> None:
    given = coins(KINDS["p2wpkh"], KINDS["p2tr key path"], KINDS["p2pkh"])
    given.tx.outputs = given.tx.outputs[:1]
    result = sign_transaction(given.tx, given.spent, given.keystore, SIGHASHES["SINGLE"])
    assert sorted(result.errors) == [1, 2]
    assert judged(result.tx, given.outputs)[0]


def test_pay_to_anchor_needs_no_signature() -> None:
    given = coins("raw(51024e73)")
    result = sign_transaction(given.tx, given.spent, Keystore())
    assert result.complete
    assert result.tx.serialize() == given.tx.serialize()


def test_outputs_of_future_versions_are_not_spent_by_accident() -> None:
    given = coins(f"raw(5220{'11' * 32})")
    result = sign_transaction(given.tx, given.spent, Keystore())
    assert result.errors == {0: "Witness version reserved for soft-fork upgrades"}
    assert judged(result.tx, given.outputs) == [True]


def test_uncompressed_keys_sign_nothing_in_segwit() -> None:
    given = coins(f"wpkh({HEX[0]})")
    script = b"\x41" + UNCOMPRESSED.public + b"\xac"
    output = TxOut(1000, b"\0\x20" + sha256(script))
    keystore = Keystore()
    keystore.add_key(UNCOMPRESSED)
    keystore.add_script(script)
    prevout = given.tx.inputs[0].prevout
    assert not sign_transaction(given.tx, {prevout: output}, keystore).complete


@pytest.mark.parametrize("script_sig", [b"\x51" * 300, b"\x4e\xff\xff\xff\xff", b"\x00" * 500, b"\x09junk"])
def test_junk_in_the_inputs_does_no_harm(script_sig: bytes) -> None:
    for text in KINDS.values():
        given = coins(text)
        given.tx.inputs[0].script_sig = script_sig
        given.tx.inputs[0].witness = [script_sig, b"", b"\x30" * 72]
        assert not sign_transaction(given.tx, given.spent, Keystore()).complete
        assert sign_transaction(given.tx, given.spent, given.keystore).complete
