"""Why scripts fail: our words against Bitcoin Core's published script tests, and against the kernel.

Vectors: script_tests.json and script_tests_policy.json (the other rows, whose rules are policy) are parts of
Bitcoin Core's src/test/data/script_tests.json.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from labs.bitcoin.assemble import assemble
from labs.bitcoin.hashes import hash160, sha256
from labs.bitcoin.keys import ORDER, PrivateKey, taproot_output
from labs.bitcoin.script import push
from labs.bitcoin.sighash import ALL, segwit_v0
from labs.bitcoin.standard import p2pkh, p2sh_of, p2tr, p2wpkh, p2wsh_of
from labs.bitcoin.taproot import leaf_hash
from labs.bitcoin.transactions import NULL_OUTPOINT, Tx, TxIn, TxOut
from labs.embedded.interpreter import CONSENSUS_FLAGS, ScriptError, verify_script
from labs.embedded.interpreter.signatures import Signer, lax_der
from labs.embedded.scripts import failing_input, reason_of_failure, verify_input

FILES = Path(__file__).parents[1] / "files"
KEY = PrivateKey(b"\x11" * 32)


def rows() -> Iterator[tuple[Tx, TxOut, frozenset[str], str]]:
    """Spending transaction, spent output, rules and the published result of every row."""
    for name in ("script_tests.json", "script_tests_policy.json"):
        for row in json.loads((FILES / name).read_text()):
            if len(row) < 4:
                continue
            witness: list[bytes] = []
            amount = 0
            if isinstance(row[0], list):
                *items, coins = row.pop(0)
                witness, amount = [bytes.fromhex(item) for item in items], round(coins * 100_000_000)
            script_sig, script, flags, result = row[:4]
            credit = Tx(1, [TxIn(NULL_OUTPOINT, b"\0\0")], [TxOut(amount, assemble(script))])
            source = TxIn((credit.txid, 0), assemble(script_sig), 0xFFFFFFFF, witness)
            yield Tx(1, [source], [TxOut(amount, b"")]), credit.outputs[0], _rules(flags), result


def _rules(text: str) -> frozenset[str]:
    rules = set(text.split(",")) - {"", "NONE"}
    if "CLEANSTACK" in rules:
        rules |= {"P2SH", "WITNESS"}
    return frozenset(rules | {"P2SH"} if "WITNESS" in rules else rules)


def outcome(tx: Tx, spent: list[TxOut], rules: frozenset[str]) -> str:
    try:
        verify_script(Signer(tx, 0, spent), rules)
    except ScriptError as failure:
        return failure.name
    return "OK"


def test_every_published_script_fails_with_the_published_name() -> None:
    count = 0
    for tx, spent, rules, expected in rows():
        assert outcome(tx, [spent], rules) == expected, (tx, spent, rules)
        count += 1
    assert count > 1_200


def _payment(script: bytes) -> tuple[Tx, list[TxOut]]:
    """A transaction that spends an output with this script, not signed yet."""
    return Tx(2, [TxIn((bytes(31) + b"\x01", 0))], [TxOut(900, p2wpkh(bytes(20)))], 0), [TxOut(1_000, script)]


def _signed() -> tuple[Tx, list[TxOut]]:
    tx, spent = _payment(p2wpkh(hash160(KEY.public)))
    digest = segwit_v0(tx, 0, p2pkh(hash160(KEY.public)), 1_000, ALL)
    tx.inputs[0].witness = [KEY.sign_ecdsa(digest) + b"\x01", KEY.public]
    return tx, spent


def test_a_signed_input_passes_both_ways() -> None:
    tx, spent = _signed()
    assert verify_input(tx, 0, spent)
    assert failing_input(tx, spent) is None
    assert failing_input(tx, spent, policy=True) is None


def test_a_changed_amount_breaks_the_signature() -> None:
    tx, spent = _signed()
    tx = tx.copy()
    tx.outputs[0].value += 1
    failure = failing_input(tx, spent, policy=True)
    assert failure and failure.text == "Signature must be zero for failed CHECK(MULTI)SIG operation"
    failure = failing_input(tx, spent)
    assert failure and failure.text.startswith("Script evaluated without error but finished with a false")
    assert not verify_input(tx, 0, spent)


def test_a_high_s_is_valid_and_not_passed_on() -> None:
    tx, spent = _signed()
    signature = tx.inputs[0].witness[0][:-1]
    s_size = signature[5 + signature[3]]
    high = ORDER - int.from_bytes(signature[-s_size:], "big")
    r = signature[2 : 4 + signature[3]]
    s = b"\x02\x21\x00" + high.to_bytes(32, "big")
    tx = tx.copy()
    tx.inputs[0].witness[0] = bytes([0x30, len(r + s)]) + r + s + b"\x01"
    assert failing_input(tx, spent) is None
    failure = failing_input(tx, spent, policy=True)
    assert failure and failure.text == "Non-canonical signature: S value is unnecessarily high"


def test_reserved_operations_are_valid_and_not_passed_on() -> None:
    redeem = b"\xb9\x51"
    tx, spent = _payment(p2sh_of(redeem))
    tx.inputs[0].script_sig = push(redeem)
    assert failing_input(tx, spent) is None
    assert reason_of_failure(tx, 0, spent) == "NOPx reserved for soft-fork upgrades"


def test_which_input_fails_is_told() -> None:
    tx, spent = _payment(b"\x51")
    tx.inputs.append(TxIn((bytes(32), 5), b"\x51"))
    failure = failing_input(tx, [spent[0], TxOut(5, b"\x88")])
    assert failure and failure.number == 1
    assert failure.text == "Operation not valid with the current stack size"


def test_hashing_without_end_is_left_to_the_kernel() -> None:
    many = b"\xac" * 190
    tx, _ = _payment(b"")
    tx.inputs = [TxIn((sha256(bytes([n % 251, n // 251])), n)) for n in range(1_300)]
    spent = [TxOut(1, many)] * len(tx.inputs)
    failure = failing_input(tx, spent, policy=True)
    assert failure and failure.number == 0


def test_loose_signatures_of_old_blocks_are_read_or_refused_without_a_crash() -> None:
    strict = KEY.sign_ecdsa(bytes(32))
    assert lax_der(strict) == strict
    padded = b"\x30\x45\x02\x21\x00" + strict[4 : 4 + strict[3]] + strict[4 + strict[3] :]
    assert lax_der(padded) == strict if strict[3] == 32 else True
    for size in range(len(strict)):
        lax_der(strict[:size])
    assert lax_der(b"") is None


def test_interpreter_and_kernel_agree_on_what_is_valid() -> None:
    disagreements: list[Any] = []
    for tx, spent, _, _ in rows():
        ours = outcome(tx, [spent], CONSENSUS_FLAGS) == "OK"
        if ours != verify_input(tx, 0, [spent]):
            disagreements.append((tx, spent))
    assert not disagreements


PIECES = [bytes([n]) for n in range(256)] + [push(b"\x01" * n) for n in (1, 2, 33, 64)]
PIECES += [push(KEY.public), push(KEY.xonly), b"\x51", b"\x52", b"\x00", b"\x63", b"\x68"] * 8


def _random_script(rng: random.Random) -> bytes:
    return b"".join(rng.choice(PIECES) for _ in range(rng.randint(0, 12)))


def _random_spend(rng: random.Random) -> tuple[Tx, list[TxOut]]:
    """An input of a random kind with random scripts, some of which pass."""
    script = b"\x51" * rng.randint(0, 3) + _random_script(rng)
    arguments = [rng.choice([b"", b"\x01", b"\x00", KEY.public, bytes(64)]) for _ in range(rng.randint(0, 4))]
    kind = rng.randrange(4)
    if kind == 0:
        tx, spent = _payment(script)
        tx.inputs[0].script_sig = b"".join(map(push, arguments))
    elif kind == 1:
        tx, spent = _payment(p2sh_of(script))
        tx.inputs[0].script_sig = b"".join(map(push, [*arguments, script]))
    elif kind == 2:
        tx, spent = _payment(p2wsh_of(script))
        tx.inputs[0].witness = [*arguments, script]
    else:
        output = taproot_output(KEY.xonly, leaf_hash(script))
        assert output is not None
        tx, spent = _payment(p2tr(output[0]))
        tx.inputs[0].witness = [*arguments, script, bytes([0xC0 | output[1]]) + KEY.xonly]
    tx.inputs[0].sequence = rng.choice([0, 1, 0xFFFFFFFF])
    tx.locktime = rng.choice([0, 1, 17])
    return tx, spent


def test_random_scripts_are_judged_as_the_kernel_judges_them() -> None:
    rng = random.Random(20_261_124)
    verdicts = {True: 0, False: 0}
    for _ in range(6_000):
        tx, spent = _random_spend(rng)
        ours = outcome(tx, spent, CONSENSUS_FLAGS) == "OK"
        assert ours == verify_input(tx, 0, spent), (tx, spent)
        verdicts[ours] += 1
    assert min(verdicts.values()) > 500


def test_a_thousand_nested_conditions_take_no_time() -> None:
    script = b"\x51\x63" * 9_000 + b"\x68" * 9_000 + b"\x51"
    output = taproot_output(KEY.xonly, leaf_hash(script))
    assert output is not None
    tx, spent = _payment(p2tr(output[0]))
    tx.inputs[0].witness = [script, bytes([0xC0 | output[1]]) + KEY.xonly]
    begin = time.monotonic()
    assert outcome(tx, spent, CONSENSUS_FLAGS) == "OK"
    assert time.monotonic() - begin < 2
