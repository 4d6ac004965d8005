"""PSBTs. Vectors: rpc_psbt.json of Bitcoin Core's functional tests, with those of BIP 174, 371 and 373."""

import base64
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.bitcoin.descriptors import parse
from labs.bitcoin.hashes import sha256
from labs.bitcoin.hd import ExtendedKey
from labs.bitcoin.keys import PrivateKey
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.psbt import Psbt, PsbtError
from labs.bitcoin.psbt_analysis import analyze
from labs.bitcoin.psbt_data import update_output
from labs.bitcoin.psbt_roles import combine, drop_previous_transactions, extract, finalize, join
from labs.bitcoin.psbt_signing import Outcome, sign_input
from labs.bitcoin.transactions import Tx, TxIn, TxOut
from labs.embedded.scripts import verify_input

FILES = Path(__file__).parents[1] / "files"
VECTORS = json.loads((FILES / "rpc_psbt.json").read_text())
KEYS = [PrivateKey(sha256(bytes([n]))) for n in range(4)]
WIFS = [key.wif() for key in KEYS]
HEX = [key.public.hex() for key in KEYS]
TPRV = ExtendedKey.from_seed(bytes(16)).to_string()


def spending(*texts: str) -> tuple[Psbt, Keystore]:
    """A PSBT over a transaction whose inputs spend outputs of these descriptors, with the coins filled in."""
    keystore = Keystore()
    inputs, previous = [], []
    for number, text in enumerate(texts):
        expansion = parse(text)[0].expand()
        keystore.merge(expansion.keystore)
        funding = Tx(2, [TxIn((bytes(32), number), b"", 0, [])], [TxOut(100_000, expansion.scripts[-1])], 0)
        previous.append(funding)
        inputs.append(TxIn((funding.txid, 0), b"", 0xFFFFFFFD, []))
    psbt = Psbt.of(Tx(2, inputs, [TxOut(90_000, parse(texts[0])[0].expand().scripts[-1])], 0))
    for found, funding in zip(psbt.inputs, previous, strict=True):
        found.non_witness_utxo = funding
    return psbt, keystore


@pytest.mark.parametrize("text", VECTORS["invalid"])
def test_malformed_psbts_are_refused(text: str) -> None:
    with pytest.raises(PsbtError):
        Psbt.from_base64(text)


@pytest.mark.parametrize(("text", "message"), VECTORS["invalid_with_msg"])
def test_malformed_psbts_are_refused_in_cores_words(text: str, message: str) -> None:
    with pytest.raises(PsbtError) as error:
        Psbt.from_base64(text)
    assert message in str(error.value)


@pytest.mark.parametrize("text", VECTORS["valid"])
def test_psbts_are_read_and_written(text: str) -> None:
    psbt = Psbt.from_base64(text)
    written = psbt.to_base64()
    again = Psbt.from_base64(written)
    assert again.to_base64() == written
    # Witnesses of previous transactions, and what a final input no longer needs, are not written.
    if not any(found.is_signed or found.non_witness_utxo for found in psbt.inputs) and psbt.version is None:
        assert written == text


@pytest.mark.parametrize("case", VECTORS["signer"])
def test_the_signer_signs_as_published(case: dict[str, str]) -> None:
    psbt, keystore = Psbt.from_base64(case["psbt"]), Keystore()
    for wif in case["privkeys"]:
        keystore.add_key(PrivateKey.from_wif(wif))
    for index in range(len(psbt.inputs)):
        sign_input(psbt, index, keystore, finalize=False)
    assert psbt.to_base64() == case["result"]


@pytest.mark.parametrize("case", VECTORS["combiner"])
def test_the_combiner_combines_as_published(case: dict[str, list[str]]) -> None:
    assert combine([Psbt.from_base64(text) for text in case["combine"]]).to_base64() == case["result"]


def test_the_finalizer_and_the_extractor_work_as_published() -> None:
    (case,) = VECTORS["finalizer"]
    psbt = Psbt.from_base64(case["finalize"])
    assert finalize(psbt)
    assert psbt.to_base64() == case["result"]
    (case,) = VECTORS["extractor"]
    psbt = Psbt.from_base64(case["extract"])
    assert finalize(psbt)
    assert extract(psbt).serialize().hex() == case["result"]


def test_psbts_of_different_transactions_are_not_combined() -> None:
    first, second = spending(f"wpkh({WIFS[0]})")[0], spending(f"wpkh({WIFS[1]})")[0]
    with pytest.raises(PsbtError, match=r"PSBTs not compatible \(different transactions\)"):
        combine([first, second])


KINDS = {
    "legacy": f"pkh({WIFS[0]})",
    "p2sh": f"sh(multi(2,{WIFS[0]},{WIFS[1]}))",
    "wrapped": f"sh(wpkh({WIFS[0]}))",
    "wsh": f"wsh(multi(2,{WIFS[0]},{WIFS[1]},{HEX[2]}))",
    "wrapped wsh": f"sh(wsh(multi(1,{WIFS[0]},{HEX[2]})))",
    "taproot": f"tr({WIFS[0]})",
    "taproot leaf": f"tr({HEX[0]},{{pk({WIFS[1]}),multi_a(2,{WIFS[2]},{WIFS[3]})}})",
    "derived": f"wpkh({TPRV}/84h/1h/0h/0/0)",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_psbt_goes_from_hand_to_hand(kind: str) -> None:
    """Updater, signer, finalizer, extractor, each reading what the one before wrote."""
    psbt, keystore = spending(KINDS[kind])
    spent = psbt.spent_outputs()
    assert spent is not None
    assert analyze(Psbt.parse(psbt.serialize())).next == "updater"
    assert sign_input(psbt, 0, keystore.without_keys(), finalize=False) is Outcome.INCOMPLETE
    psbt = Psbt.parse(psbt.serialize())
    if kind not in ("taproot", "taproot leaf"):
        assert analyze(Psbt.parse(psbt.serialize())).next == "signer"
    only_keys = Keystore(keys=keystore.keys)
    assert sign_input(psbt, 0, only_keys, finalize=False) is Outcome.OK
    assert not psbt.inputs[0].is_signed
    psbt = Psbt.parse(psbt.serialize())
    assert analyze(Psbt.parse(psbt.serialize())).next == "finalizer"
    assert finalize(psbt)
    psbt = Psbt.parse(psbt.serialize())
    analysis = analyze(psbt)
    assert (analysis.next, analysis.fee) == ("extractor", 10_000)
    tx = extract(psbt)
    assert verify_input(tx, 0, spent)
    assert analysis.vsize == tx.vsize


def test_two_signers_of_a_multisig_meet_in_the_combiner() -> None:
    text = "wsh(multi(2,{},{},{}))"
    alice, alices = spending(text.format(WIFS[0], HEX[1], HEX[2]))
    bob, bobs = spending(text.format(HEX[0], HEX[1], WIFS[2]))
    assert sign_input(alice, 0, alices) is Outcome.INCOMPLETE
    assert sign_input(bob, 0, bobs) is Outcome.INCOMPLETE
    both = combine([alice, bob])
    assert not finalize(Psbt.parse(alice.serialize()))
    assert finalize(both)


def test_outputs_that_anyone_may_spend_are_complete_as_they_are() -> None:
    psbt, keystore = spending("raw(51)")
    assert sign_input(psbt, 0, keystore) is Outcome.OK
    assert finalize(psbt)
    assert analyze(psbt).next == "extractor"
    psbt, keystore = spending("raw(00)")
    assert not finalize(psbt)


def test_a_forged_signature_is_not_finalized() -> None:
    psbt, keystore = spending(f"wpkh({WIFS[0]})")
    other, _ = spending(f"wpkh({WIFS[0]})")
    other.tx.outputs[0].value -= 1
    assert sign_input(other, 0, keystore, finalize=False) is Outcome.OK
    psbt.inputs[0].partial_sigs = other.inputs[0].partial_sigs
    assert not finalize(psbt)


def test_a_coin_without_its_transaction_signs_only_segwit() -> None:
    for kind, outcome in (("legacy", Outcome.INCOMPLETE), ("derived", Outcome.OK)):
        psbt, keystore = spending(KINDS[kind])
        psbt.inputs[0].witness_utxo = psbt.spent_output(0)
        psbt.inputs[0].non_witness_utxo = None
        assert sign_input(psbt, 0, keystore) is outcome


def test_another_hash_type_than_the_psbts_is_refused() -> None:
    psbt, keystore = spending(KINDS["derived"])
    psbt.inputs[0].sighash = 3
    assert sign_input(psbt, 0, keystore) is Outcome.SIGHASH_MISMATCH
    assert sign_input(psbt, 0, keystore, sighash=3) is Outcome.OK


def test_unknown_coins_are_told() -> None:
    psbt, keystore = spending(KINDS["derived"])
    psbt.inputs[0].non_witness_utxo = None
    assert sign_input(psbt, 0, keystore) is Outcome.MISSING_INPUTS
    assert [found.has_utxo for found in analyze(psbt).inputs] == [False]


def test_change_outputs_learn_their_origin() -> None:
    psbt, keystore = spending(f"wpkh({TPRV}/84h/1h/0h/0/0)")
    update_output(psbt, 0, keystore)
    ((origin),) = psbt.outputs[0].origins.values()
    assert origin[1] == (84 + 2**31, 1 + 2**31, 2**31, 0, 0)
    psbt, keystore = spending(KINDS["taproot leaf"])
    update_output(psbt, 0, keystore)
    assert [depth for depth, _, _ in psbt.outputs[0].tap_tree] == [1, 1]
    assert Psbt.parse(psbt.serialize()).outputs == psbt.outputs


def test_previous_transactions_are_dropped_only_for_taproot() -> None:
    for kinds, kept in ((["taproot"], False), (["taproot", "derived"], True)):
        psbt, keystore = spending(*(KINDS[kind] for kind in kinds))
        for index in range(len(kinds)):
            sign_input(psbt, index, keystore)
        drop_previous_transactions(psbt)
        assert (psbt.inputs[0].non_witness_utxo is not None) == kept


def test_joining_keeps_inputs_and_outputs_and_drops_signatures() -> None:
    first, keystore = spending(f"wpkh({WIFS[0]})")
    second, _ = spending(f"wpkh({WIFS[1]})")
    sign_input(first, 0, keystore)
    joined = join([first, second], random.Random(1))
    assert {source.prevout for source in joined.tx.inputs} == {
        first.tx.inputs[0].prevout,
        second.tx.inputs[0].prevout,
    }
    assert len(joined.tx.outputs) == 2
    assert not any(found.is_signed or found.partial_sigs for found in joined.inputs)
    assert first.inputs[0].is_signed
    with pytest.raises(PsbtError, match="exists in multiple PSBTs"):
        join([first, first])


def test_fields_nobody_knows_are_kept() -> None:
    psbt, _ = spending(KINDS["derived"])
    for part in (psbt, psbt.inputs[0], psbt.outputs[0]):
        part.unknown[b"\xf0key"] = b"value"
        part.proprietary[b"\xfc\x03abc\x07key"] = b"value"
    again = Psbt.parse(psbt.serialize())
    assert again.serialize() == psbt.serialize()
    assert again.outputs[0].proprietary == {b"\xfc\x03abc\x07key": b"value"}


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_psbts_are_refused_without_a_crash(data: st.DataObject) -> None:
    raw = bytearray(base64.b64decode(data.draw(st.sampled_from(VECTORS["valid"]))))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        psbt = Psbt.parse(bytes(raw[: data.draw(st.integers(1, len(raw)))]))
    except PsbtError:
        return
    analyze(psbt)
    finalize(psbt)
    Psbt.parse(psbt.serialize())
