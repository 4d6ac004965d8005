"""Transactions: bytes to parts and back, ids, sizes, and refusal of every other form.

The segwit example is BIP 143's native P2WPKH transaction; the ids are those that the BIP and the chain know.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.bitcoin.decoding import decode_tx
from labs.bitcoin.transactions import NULL_OUTPOINT, Tx, TxIn, TxOut, display, from_display
from labs.bitcoin.wire import WireError

SIGNED = bytes.fromhex(
    "01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221008b9d1d"
    "c26ba6a9cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ede944"
    "ccf4ecbab4cc618ef3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ff"
    "ffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42"
    "dbee7e4dbe6a21b2d50ce2f0167faa815988ac000247304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366"
    "d7f01cc44a0220573a954c4518331561406f90300e8f3358f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e"
    "292e7acafcdb3566bb0ad253f62fc70f07aeee635711000000"
)
GENESIS_COINBASE = bytes.fromhex(
    "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d010445546865"
    "2054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c"
    "6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a6"
    "7962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000"
)

outpoints = st.tuples(st.binary(min_size=32, max_size=32), st.integers(0, 0xFFFFFFFF))
inputs = st.builds(
    TxIn,
    outpoints,
    st.binary(max_size=80),
    st.integers(0, 0xFFFFFFFF),
    st.lists(st.binary(max_size=80), max_size=3),
)
outputs = st.builds(TxOut, st.integers(-(2**63), 2**63 - 1), st.binary(max_size=300))
transactions = st.builds(
    Tx,
    st.integers(0, 0xFFFFFFFF),
    st.lists(inputs, min_size=1, max_size=4),
    st.lists(outputs, max_size=4),
    st.integers(0, 0xFFFFFFFF),
)


def test_a_segwit_transaction_has_its_published_parts_and_ids() -> None:
    tx = Tx.parse(SIGNED)
    assert display(tx.txid) == "e8151a2af31c368a35053ddd4bdb285a8595c769a3ad83e0fa02314a602d4609"
    assert display(tx.wtxid) == "c36c38370907df2324d9ce9d149d191192f338b37665a82e78e76a12c909b762"
    assert (tx.sizes, tx.weight, tx.vsize) == ((343, 233), 1042, 261)
    assert (tx.version, tx.locktime, len(tx.inputs), len(tx.outputs)) == (1, 17, 2, 2)
    assert tx.inputs[0].sequence == 0xFFFFFFEE
    assert [output.value for output in tx.outputs] == [112_340_000, 223_450_000]
    assert tx.inputs[0].witness == [] and len(tx.inputs[1].witness) == 2
    assert tx.has_witness and not tx.is_coinbase
    assert tx.serialize() == SIGNED


def test_the_first_coinbase_has_the_id_that_the_chain_knows() -> None:
    tx = Tx.parse(GENESIS_COINBASE)
    assert display(tx.txid) == "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
    assert tx.is_coinbase and tx.inputs[0].prevout == NULL_OUTPOINT
    assert tx.wtxid == tx.txid and not tx.has_witness
    assert (tx.size, tx.vsize, tx.weight) == (204, 204, 816)


@given(transactions)
def test_any_transaction_comes_back_with_the_same_ids_and_sizes(tx: Tx) -> None:
    data = tx.serialize()
    parsed = Tx.parse(data)
    assert parsed == tx and parsed.serialize() == data
    assert (parsed.txid, parsed.wtxid, parsed.sizes) == (tx.txid, tx.wtxid, tx.sizes)
    assert parsed.weight == 3 * len(tx.serialize(witness=False)) + len(data)
    assert parsed.copy() == tx


@given(st.binary(max_size=200))
def test_junk_is_refused_with_a_wire_error_only(data: bytes) -> None:
    for witness in (True, False):
        try:
            tx = Tx.parse(data, witness)
        except WireError:
            continue
        assert tx.serialize(witness) == data or not tx.inputs


@given(transactions, st.data())
def test_changed_or_cut_bytes_never_crash(tx: Tx, data: st.DataObject) -> None:
    raw = bytearray(tx.serialize())
    place = data.draw(st.integers(0, len(raw) - 1))
    with pytest.raises(WireError):
        Tx.parse(bytes(raw[:place]))
    raw[place] ^= data.draw(st.integers(1, 255))
    try:
        Tx.parse(bytes(raw))
    except WireError:
        pass


def test_one_byte_too_many_is_refused() -> None:
    with pytest.raises(WireError, match="1 bytes too many"):
        Tx.parse(SIGNED + b"\0")


def test_a_witness_marker_without_witness_is_refused() -> None:
    tx = Tx(2, [TxIn((bytes(32), 0))], [TxOut(1, b"")])
    plain = tx.serialize()
    body = plain[4:-4]
    with pytest.raises(WireError, match="Superfluous witness record"):
        Tx.parse(plain[:4] + b"\0\1" + body + b"\0" + plain[-4:])
    with pytest.raises(WireError, match="Unknown transaction optional data"):
        Tx.parse(plain[:4] + b"\0\2" + body + plain[-4:])


def test_huge_counts_are_refused_without_work() -> None:
    for hexed in ("02000000fe00000002", "02000000ffffffffffffffffff", "0200000000 01 fe00000002"):
        with pytest.raises(WireError):
            Tx.parse(bytes.fromhex(hexed))


def test_a_transaction_without_inputs_is_read_where_the_other_form_fails() -> None:
    tx = Tx(2, [], [TxOut(100_000_000, bytes.fromhex("51024e73"))], 0)
    hexed = tx.serialize().hex()
    with pytest.raises(WireError):
        Tx.parse(tx.serialize())
    assert decode_tx(hexed) == tx
    assert decode_tx(hexed, try_no_witness=False) is None
    assert decode_tx(SIGNED.hex(), try_witness=False) is None
    assert decode_tx(SIGNED.hex()) == Tx.parse(SIGNED)


def test_of_two_readings_the_one_with_sensible_scripts_is_taken() -> None:
    # After 0001 the bytes are an input, an output and a witness, and also an output with a 47-byte script.
    # Read the first way, the script of the output is b"Q", which makes sense, or b"\2", a broken push.
    for script, inputs in ((b"Q", 1), (b"\2", 0)):
        both = Tx(2, [TxIn((bytes(7) + b"/" + bytes(24), 0), b"", 0, [b"w"])], [TxOut(5, script)])
        raw = both.serialize()
        assert Tx.parse(raw, witness=False).outputs[0].value == 1
        found = decode_tx(raw.hex())
        assert found is not None and len(found.inputs) == inputs
        assert decode_tx(raw.hex(), try_no_witness=False) == both


@pytest.mark.parametrize("text", ["", "0", "zz", "00 00", "0x00", "٠٠"])
def test_what_is_no_hex_is_no_transaction(text: str) -> None:
    assert decode_tx(text) is None


def test_a_copy_is_free_to_change() -> None:
    tx = Tx.parse(SIGNED)
    before = tx.txid
    other = tx.copy()
    other.outputs[0].value += 1
    other.inputs[1].witness.clear()
    other.inputs[0].script_sig = b""
    assert other.txid != before and tx.serialize() == SIGNED


def test_display_turns_a_hash_round() -> None:
    shown = "00" * 31 + "ff"
    assert display(from_display(shown)) == shown and from_display(shown)[0] == 0xFF
    for bad in ("", "ff", "0" * 63, "g" * 64):
        with pytest.raises(ValueError):
            from_display(bad)
