"""What gets into the mempool, and in Core's words what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labs.bitcoin.script import push
from labs.bitcoin.standard import ANCHOR, p2pkh, p2sh_of, p2tr
from labs.bitcoin.transactions import COIN, MAX_MONEY, NULL_OUTPOINT, Tx, TxIn, TxOut
from labs.embedded.mempool import Rejected
from tests.labs.embedded.pooled import ANYONE, COIN_VALUE, SCRIPT, PoolLab, chain_of, child, spend


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PoolLab]:
    """One lab for tests that leave the mempool empty."""
    with PoolLab(tmp_path_factory.mktemp("admission")) as lab:
        yield lab


@pytest.fixture
def lab(shared: PoolLab) -> Iterator[PoolLab]:
    yield shared
    shared.pool.remove(list(shared.pool.entries.values()), "expiry")
    shared.pool.deltas.clear()


def changed(tx: Tx, change: Callable[[Tx], object]) -> Tx:
    copy = tx.copy()
    change(copy)
    return copy


def _outputs(*outputs: TxOut) -> Callable[[Tx], object]:
    def change(tx: Tx) -> None:
        tx.outputs = list(outputs)

    return change


def _input(**fields: object) -> Callable[[Tx], object]:
    def change(tx: Tx) -> None:
        for name, value in fields.items():
            setattr(tx.inputs[0], name, value)

    return change


def _tx(**fields: object) -> Callable[[Tx], object]:
    def change(tx: Tx) -> None:
        for name, value in fields.items():
            setattr(tx, name, value)

    return change


REFUSALS: dict[str, tuple[Callable[[Tx], object], str]] = {
    "no input": (_tx(inputs=[]), "bad-txns-vin-empty"),
    "no output": (_tx(outputs=[]), "bad-txns-vout-empty"),
    "negative amount": (_outputs(TxOut(-1, SCRIPT)), "bad-txns-vout-negative"),
    "more than all money": (_outputs(TxOut(MAX_MONEY + 1, SCRIPT)), "bad-txns-vout-toolarge"),
    "a sum above all money": (
        _outputs(TxOut(MAX_MONEY, SCRIPT), TxOut(MAX_MONEY, SCRIPT)),
        "bad-txns-txouttotal-toolarge",
    ),
    "the same coin twice": (lambda tx: tx.inputs.append(tx.inputs[0]), "bad-txns-inputs-duplicate"),
    "no previous output": (
        lambda tx: tx.inputs.append(TxIn(NULL_OUTPOINT, b"")),
        "bad-txns-prevout-null",
    ),
    "a coinbase": (
        _tx(inputs=[TxIn(NULL_OUTPOINT, b"\x01\x02")]),
        "coinbase",
    ),
    "version 0": (_tx(version=0), "version"),
    "version 4": (_tx(version=4), "version"),
    "too heavy": (lambda tx: tx.outputs.extend(tx.outputs * 3_000), "tx-size"),
    "a long script_sig": (_input(script_sig=b"\x00" * 1_651), "scriptsig-size"),
    "a script_sig that does something": (_input(script_sig=b"\x61"), "scriptsig-not-pushonly"),
    "an unknown kind of output": (_outputs(TxOut(COIN, ANYONE)), "scriptpubkey"),
    "four keys in the open": (
        _outputs(TxOut(COIN, b"\x51" + push(b"\x02" + bytes(32)) * 4 + b"\x54\xae")),
        "scriptpubkey",
    ),
    "two outputs of dust": (
        _outputs(TxOut(1, SCRIPT), TxOut(1, SCRIPT)),
        "dust",
    ),
    "one output of dust with a fee": (_outputs(TxOut(COIN // 2, SCRIPT), TxOut(1, SCRIPT)), "dust"),
    "too small": (_outputs(TxOut(COIN_VALUE // 2, b"\x6a")), "tx-size-small"),
    "a locktime ahead": (_tx(locktime=5_000), "non-final"),
    "a coin that does not exist": (_input(prevout=(bytes(32), 0)), "bad-txns-inputs-missingorspent"),
    "more out than in": (_outputs(TxOut(COIN_VALUE + 1, SCRIPT)), "bad-txns-in-belowout"),
    "no fee": (_outputs(TxOut(COIN_VALUE, SCRIPT)), "min relay fee not met"),
    "a witness item too long": (_input(witness=[bytes(81), ANYONE]), "bad-witness-nonstandard"),
    "a relative lock": (_input(sequence=50), "non-BIP68-final"),
    "the wrong witness": (
        _input(witness=[b"\x52"]),
        "mempool-script-verify-flag-failed (Witness program hash mismatch)",
    ),
    "no witness": (
        _input(witness=[]),
        "mempool-script-verify-flag-failed (Witness program was passed an empty witness)",
    ),
    "more than one item left": (
        _input(witness=[b"\x01", ANYONE]),
        "mempool-script-verify-flag-failed (Stack size must be exactly one after execution)",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_breaks_a_rule_is_refused_in_core_s_words(lab: PoolLab, name: str) -> None:
    change, reason = REFUSALS[name]
    assert lab.refusal(changed(spend(lab.coins[0]), change)).reason == reason


def test_missing_inputs_and_refusals_have_different_error_codes(lab: PoolLab) -> None:
    assert lab.refusal(spend((bytes(32), 1))).code == -25
    assert lab.refusal(spend(lab.coins[0], fee=0)).code == -26


def test_details_say_how_much_was_asked_for(lab: PoolLab) -> None:
    tx = spend(lab.coins[0], fee=0)
    assert str(lab.refusal(tx)) == f"min relay fee not met, 0 < {-(-tx.vsize * 100 // 1000)}"
    immature = lab.chain.block(lab.chain.tip).txs[0]
    assert str(lab.refusal(spend((immature.txid, 0), value=50 * COIN))) == (
        "bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth 1"
    )


def test_script_refusals_name_the_input_and_the_coin(lab: PoolLab) -> None:
    tx = changed(spend(lab.coins[0]), _input(witness=[b"\x52"]))
    coin = f"{lab.coins[0][0][::-1].hex()}:{lab.coins[0][1]}"
    name = f"input 0 of {tx.txid[::-1].hex()} (wtxid {tx.wtxid[::-1].hex()}), spending {coin}"
    assert lab.refusal(tx).debug == name


def test_the_same_transaction_is_refused_as_known(lab: PoolLab) -> None:
    tx = spend(lab.coins[0])
    lab.accept(tx)
    assert lab.refusal(tx).reason == "txn-already-in-mempool"
    assert lab.refusal(changed(tx, _input(witness=[b"\x52"]))).reason == "txn-same-nonwitness-data-in-mempool"


def test_an_accepted_transaction_tells_fee_and_size(lab: PoolLab) -> None:
    tx = spend(lab.coins[0], fee=1_234)
    answer = lab.pool.accept(tx, test_only=True)
    assert not lab.ids
    assert (answer.fee, answer.vsize, answer.effective_includes) == (1_234, tx.vsize, [tx.wtxid])
    assert answer.effective_feerate == 1_234_000 // tx.vsize
    assert lab.pool.accept(tx) == answer
    assert lab.ids == {tx.txid}


def test_priority_counts_for_the_minimum_fee(lab: PoolLab) -> None:
    tx = spend(lab.coins[0], fee=0)
    lab.pool.prioritise(tx.txid, 1_000)
    assert lab.pool.accept(tx).fee == 0
    entry = lab.pool.get(tx.txid)
    assert entry is not None and entry.modified_fee == 1_000
    lab.pool.prioritise(tx.txid, -1_000)
    assert entry.modified_fee == 0 and not lab.pool.deltas


def test_anchors_need_no_witness_and_refuse_one(lab: PoolLab) -> None:
    anchored = spend(lab.coins[0], outputs=1)
    anchored.outputs.append(TxOut(1_000, ANCHOR))
    anchored.outputs[0].value -= 1_000
    lab.accept(anchored)
    bump = Tx(2, [TxIn((anchored.txid, 1)), TxIn(lab.coins[1], witness=[ANYONE])], [TxOut(COIN, SCRIPT)], 0)
    bump.outputs[0].value -= 500
    stuffed = changed(bump, _input(witness=[b"\x01"]))
    assert lab.refusal(stuffed).reason == "bad-witness-nonstandard"
    lab.accept(bump)


def test_a_script_hash_with_too_many_checks_is_refused(lab: PoolLab) -> None:
    heavy = b"\xac" * 16
    fund = spend(lab.coins[0])
    fund.outputs[0].script = p2sh_of(heavy)
    lab.accept(fund)
    taken = Tx(2, [TxIn((fund.txid, 0), push(heavy))], [TxOut(COIN // 2, SCRIPT)], 0)
    assert str(lab.refusal(taken)) == (
        "bad-txns-nonstandard-inputs, p2sh redeemscript sigops exceed limit (input 0: 16 > 15)"
    )


def test_policy_beyond_consensus_is_kept(lab: PoolLab) -> None:
    unknown = bytes([0x52, 0x20]) + bytes(range(32))
    fund = spend(lab.coins[0], outputs=2)
    fund.outputs[1].script = unknown
    lab.accept(fund)
    taken = Tx(2, [TxIn((fund.txid, 1))], [TxOut(COIN // 4, SCRIPT)], 0)
    assert lab.refusal(taken).debug == "input 0 witness program is undefined"


@pytest.mark.parametrize("length", [64, 65])
def test_a_cluster_has_at_most_64_transactions(lab: PoolLab, length: int) -> None:
    txs = chain_of(lab.coins[0], length)
    lab.accept(*txs[:64])
    if length == 65:
        assert lab.refusal(txs[64]).reason == "too-large-cluster"
        lab.accept(spend(lab.coins[1]))


def test_a_cluster_has_at_most_101_thousand_virtual_bytes(lab: PoolLab) -> None:
    parent = spend(lab.coins[0], outputs=3, fee=20_000)
    lab.accept(parent, child(parent, 20_000, 0, data=50_000))
    assert lab.refusal(child(parent, 20_000, 1, data=51_000)).reason == "too-large-cluster"
    lab.accept(child(parent, 20_000, 1, data=50_000))


def test_nodes_that_pass_on_anything_valid_do(tmp_path: Path) -> None:
    with PoolLab(tmp_path, "-acceptnonstdtxn=1") as lab:
        bare = spend(lab.coins[0])
        bare.outputs[0].script = b"\x61" * 8 + ANYONE
        lab.accept(bare)
        free = Tx(2, [TxIn((bare.txid, 0))], [TxOut(1, ANYONE)] * 2 + [TxOut(COIN // 2, p2tr(bytes(32)))], 0)
        lab.accept(free)
        small = Tx(2, [TxIn((free.txid, 0))], [TxOut(0, b"\x6a")], 0)
        assert lab.refusal(small).reason == "tx-size-small"


def test_options_narrow_what_is_passed_on(tmp_path: Path) -> None:
    with PoolLab(tmp_path, "-datacarriersize=50", "-permitbaremultisig=0", "-minrelaytxfee=0.0001") as lab:
        data = spend(lab.coins[0], data=100, fee=10_000)
        assert lab.refusal(data).reason == "datacarrier"
        bare = spend(lab.coins[0], fee=10_000)
        bare.outputs[0].script = b"\x51" + push(b"\x02" + bytes(32)) + b"\x51\xae"
        assert lab.refusal(bare).reason == "bare-multisig"
        cheap = spend(lab.coins[0], fee=500)
        assert str(lab.refusal(cheap)) == f"min relay fee not met, 500 < {cheap.vsize * 10}"


def test_a_relative_lock_opens_with_the_chain(tmp_path: Path) -> None:
    with PoolLab(tmp_path) as lab:
        waiting = spend(lab.coins[0], sequence=3)
        assert lab.refusal(waiting).reason == "non-BIP68-final"
        lab.mine()
        lab.mine()
        lab.accept(waiting)
        unconfirmed = spend((waiting.txid, 0), value=waiting.outputs[0].value, sequence=1)
        assert lab.refusal(unconfirmed).reason == "non-BIP68-final"


def test_a_key_hash_without_signature_says_what_is_missing(lab: PoolLab) -> None:
    fund = spend(lab.coins[0])
    fund.outputs[0].script = p2pkh(bytes(20))
    lab.accept(fund)
    taken = Tx(
        2,
        [TxIn((fund.txid, 0), push(b"\x01" * 9) + push(b"\x02" + bytes(32)))],
        [TxOut(COIN // 2, SCRIPT)],
        0,
    )
    with pytest.raises(Rejected, match="OP_EQUALVERIFY"):
        lab.pool.accept(taken)
