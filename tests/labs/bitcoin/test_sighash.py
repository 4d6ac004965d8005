"""What signatures sign, against published hashes.

Vectors: every fourth row of Bitcoin Core's sighash.json; BIP 341's wallet vectors; BIP 143's examples.
"""

import json
from pathlib import Path

import pytest

from labs.bitcoin import sighash
from labs.bitcoin.sighash import SharedHashes
from labs.bitcoin.standard import p2pkh
from labs.bitcoin.transactions import Tx, TxOut, display

FILES = Path(__file__).parents[1] / "files"


def test_legacy_hashes_are_as_published() -> None:
    for raw, script, index, hashtype, expected in json.loads((FILES / "sighash.json").read_text()):
        tx = Tx.parse(bytes.fromhex(raw))
        assert display(sighash.legacy(tx, index, bytes.fromhex(script), hashtype)) == expected


def test_single_without_its_output_signs_the_number_one() -> None:
    tx = Tx.parse(bytes.fromhex(json.loads((FILES / "sighash.json").read_text())[0][0])).copy()
    tx.outputs = []
    assert sighash.legacy(tx, 0, b"", sighash.SINGLE) == bytes([1]) + bytes(31)


def test_taproot_hashes_are_as_published() -> None:
    seen = set()
    for case in json.loads((FILES / "bip341_wallet_vectors.json").read_text())["keyPathSpending"]:
        tx = Tx.parse(bytes.fromhex(case["given"]["rawUnsignedTx"]))
        spent = [
            TxOut(coin["amountSats"], bytes.fromhex(coin["scriptPubKey"]))
            for coin in case["given"]["utxosSpent"]
        ]
        shared = SharedHashes(tx, spent)
        assert shared.prevouts.hex() == case["intermediary"]["hashPrevouts"]
        assert shared.amounts.hex() == case["intermediary"]["hashAmounts"]
        assert shared.scripts.hex() == case["intermediary"]["hashScriptPubkeys"]
        for one in case["inputSpending"]:
            index, hashtype = one["given"]["txinIndex"], one["given"]["hashType"]
            expected = one["intermediary"]["sigHash"]
            assert sighash.taproot(tx, index, spent, hashtype).hex() == expected
            assert sighash.taproot(tx, index, spent, hashtype, shared=shared).hex() == expected
            seen.add(hashtype)
    assert seen == {0, 1, 2, 3, 0x81, 0x82, 0x83}


def test_taproot_refuses_hash_types_it_does_not_know() -> None:
    tx = Tx.parse(P2WPKH_TX)
    spent = [TxOut(1, b"")] * 2
    for hashtype in (4, 0x80, 0x84, 0xFF, -1):
        with pytest.raises(ValueError):
            sighash.taproot(tx, 0, spent, hashtype)
    lonely = tx.copy()
    lonely.outputs.pop()
    with pytest.raises(ValueError):
        sighash.taproot(lonely, 1, spent, sighash.SINGLE)


P2WPKH_TX = bytes.fromhex(
    "0100000002fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f0000000000eeffffffef51e1b804cc89d1"
    "82d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99"
    "f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac11000000"
)
MULTISIG_TX = bytes.fromhex(
    "010000000136641869ca081e70f394c6948e8af409e18b619df2ed74aa106c1ca29787b96e0100000000ffffffff0200e9a435000000"
    "001976a914389ffce9cd9ae88dcc0631e88a821ffdbe9bfe2688acc0832f05000000001976a9147480a33f950689af511e6e84c138db"
    "bd3c3ee41588ac00000000"
)
MULTISIG_SCRIPT = bytes.fromhex(
    "56210307b8ae49ac90a048e9b53357a2354b3334e9c8bee813ecb98e99a7e07e8c3ba32103b28f0c28bfab54554ae8c658ac5c3e0ce6"
    "e79ad336331f78c428dd43eea8449b21034b8113d703413d57761b8b9781957b8c0ac1dfe69f492580ca4195f50376ba4a21033400f6"
    "afecb833092a9a21cfdf1ed1376e58c5d1f47de74683123987e967a8f42103a6d48b1131e94ba04d9737d61acdaa1322008af9602b3b"
    "14862c07a1789aac162102d8b661b0b3302ee2f162b09e07a55ad5dfbe673a9f01d9f0c19617681024306b56ae"
)


def test_segwit_hashes_are_those_of_bip_143() -> None:
    code = p2pkh(bytes.fromhex("1d0f172a0ecb48aee1be1f2687d2963ae33f71a1"))
    found = sighash.segwit_v0(Tx.parse(P2WPKH_TX), 1, code, 600_000_000, sighash.ALL)
    assert found.hex() == "c37af31116d1b27caf68aae9e3ac82f1477929014d5b917657d0eb49478cb670"


@pytest.mark.parametrize(
    ("hashtype", "expected"),
    [
        (0x01, "185c0be5263dce5b4bb50a047973c1b6272bfbd0103a89444597dc40b248ee7c"),
        (0x02, "e9733bc60ea13c95c6527066bb975a2ff29a925e80aa14c213f686cbae5d2f36"),
        (0x03, "1e1f1c303dc025bd664acb72e583e933fae4cff9148bf78c157d1e8f78530aea"),
        (0x81, "2a67f03e63a6a422125878b40b82da593be8d4efaafe88ee528af6e5a9955c6e"),
        (0x82, "781ba15f3779d5542ce8ecb5c18716733a5ee42a6f51488ec96154934e2c890a"),
        (0x83, "511e8e52ed574121fc1b654970395502128263f62662e076dc6baf05c2e6a99b"),
    ],
)
def test_segwit_hash_types_are_those_of_bip_143(hashtype: int, expected: str) -> None:
    tx = Tx.parse(MULTISIG_TX)
    for shared in (None, SharedHashes(tx)):
        assert sighash.segwit_v0(tx, 0, MULTISIG_SCRIPT, 987_654_321, hashtype, shared).hex() == expected
