"""Raw transactions, scripts and proofs by RPC, on a real node in this process."""

import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from labs.bitcoin.addresses import address_of
from labs.bitcoin.blocks import Block
from labs.bitcoin.keys import PrivateKey
from labs.bitcoin.merkle_proofs import MerkleProof
from labs.bitcoin.script import push
from labs.bitcoin.standard import multisig, p2sh_of, p2wpkh, p2wsh_of
from labs.bitcoin.transactions import COIN, Tx, display, from_display
from labs.embedded import methods, options
from labs.embedded.node import Node
from labs.embedded.rpc.errors import RpcError
from labs.embedded.rpc.registry import Call, Json, find

Rpc = Callable[..., Json]
TRUE_SCRIPT = b"\x51"
ANYONE = address_of(p2wsh_of(TRUE_SCRIPT))
TXID = "1d1d4e24ed99057e84c3f80fd8fbec79ed9e1acee37da269356ecea000000000"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    methods.load()
    chosen = options.read([f"-datadir={tmp_path}", "-txindex", "-disablewallet", "-minrelaytxfee=0"])
    chosen.network_dir.mkdir()
    opened = Node.open(chosen)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def rpc(node: Node) -> Rpc:
    def call(name: str, *params: Json) -> Json:
        with node.lock:
            return find(name).call(Call(node), list(params))

    return call


def fails(code: int, text: str, rpc: Rpc, name: str, *params: Json) -> None:
    with pytest.raises(RpcError) as caught:
        rpc(name, *params)
    assert caught.value.code == code and text in caught.value.message


def funded(rpc: Rpc, script: bytes) -> tuple[Tx, str]:
    """A transaction in a block that pays 1 BTC to the script, and the block's hash."""
    rpc("generatetoaddress", 1, ANYONE)
    mined = rpc("getblock", rpc("getbestblockhash"), 1)["tx"][0]
    rpc("generatetoaddress", 100, ANYONE)
    coinbase = Tx.parse(bytes.fromhex(rpc("getrawtransaction", mined)))
    change = Decimal(coinbase.outputs[0].value - COIN - 1000) / COIN
    outputs = {address_of(script): Decimal(1), ANYONE: change}
    tx = Tx.parse(bytes.fromhex(rpc("createrawtransaction", [{"txid": mined, "vout": 0}], outputs)))
    tx = tx.copy()
    tx.inputs[0].witness = [TRUE_SCRIPT]
    (block_hash,) = rpc("generateblock", ANYONE, [tx.serialize().hex()]).values()
    return tx, block_hash


def test_a_transaction_is_found_in_mempool_chain_and_block(rpc: Rpc) -> None:
    tx, block_hash = funded(rpc, p2wpkh(b"k" * 20))
    txid = display(tx.txid)
    assert rpc("getrawtransaction", txid) == rpc("getrawtransaction", txid, False) == tx.serialize().hex()
    shown = rpc("getrawtransaction", txid, 2)
    assert shown["blockhash"] == block_hash and shown["confirmations"] == 1
    assert shown["fee"] == Decimal("0.00001000") and "in_active_chain" not in shown
    prevout = shown["vin"][0]["prevout"]
    assert prevout["generated"] is True and prevout["height"] == 1 and prevout["value"] == 50
    assert prevout["scriptPubKey"]["address"] == ANYONE
    assert list(shown)[-5:] == ["hex", "blockhash", "confirmations", "time", "blocktime"]
    assert "fee" not in rpc("getrawtransaction", txid, 1)
    assert rpc("getrawtransaction", txid, 1, block_hash)["in_active_chain"] is True
    rpc("invalidateblock", block_hash)
    stale = rpc("getrawtransaction", txid, 1, block_hash)
    assert stale["in_active_chain"] is False and stale["confirmations"] == 0
    waiting = rpc("getrawtransaction", txid, 2)
    assert "blockhash" not in waiting and "fee" not in waiting


def test_what_is_not_there_is_explained(rpc: Rpc, node: Node) -> None:
    fails(-5, "No such mempool or blockchain transaction.", rpc, "getrawtransaction", TXID)
    node.options.txindex = False
    fails(-5, "Use -txindex or provide a block hash", rpc, "getrawtransaction", TXID)
    genesis = rpc("getblock", rpc("getblockhash", 0))
    fails(-5, "genesis block coinbase", rpc, "getrawtransaction", genesis["merkleroot"])
    fails(-5, "found in the provided block", rpc, "getrawtransaction", TXID, 0, genesis["hash"])
    fails(-5, "Block hash not found", rpc, "getrawtransaction", TXID, 0, TXID)
    fails(-8, "parameter 1 must be of length 64", rpc, "getrawtransaction", "00")
    fails(-3, "not of expected type number", rpc, "getrawtransaction", TXID, "1")


@pytest.mark.parametrize(
    ("params", "code", "text"),
    [
        ([["x"], {}], -3, "JSON value of type string is not of expected type object"),
        ([[{}], {}], -3, "JSON value of type null is not of expected type string"),
        ([[{"txid": "foo"}], {}], -8, "txid must be of length 64 (not 3, for 'foo')"),
        ([[{"txid": TXID}], {}], -8, "Invalid parameter, missing vout key"),
        ([[{"txid": TXID, "vout": "0"}], {}], -8, "Invalid parameter, missing vout key"),
        ([[{"txid": TXID, "vout": -1}], {}], -8, "Invalid parameter, vout cannot be negative"),
        ([[{"txid": TXID, "vout": 1 << 31}], {}], -1, "JSON integer out of range"),
        ([[{"txid": TXID, "vout": 0, "sequence": 1 << 32}], {}], -8, "sequence number is out of range"),
        ([[], None], -8, "output argument must be non-null"),
        ([[], "x"], -3, "JSON value of type string is not of expected type array"),
        ([[], [1]], -8, "key-value pair not an object as expected"),
        ([[], [{"a": 1, "b": 2}]], -8, "key-value pair must contain exactly one key"),
        ([[], [{"data": "aa"}, {"data": "bb"}]], -8, "Invalid parameter, duplicate key: data"),
        ([[], {"data": "x"}], -8, "Data must be hexadecimal string (not 'x')"),
        ([[], {"data": ""}], -8, "Data must be hexadecimal string (not '')"),
        ([[], {"foo": 0}], -5, "Invalid Bitcoin address: foo"),
        ([[], {ANYONE: "x"}], -3, "Invalid amount"),
        ([[], {ANYONE: True}], -3, "Amount is not a number or string"),
        ([[], {ANYONE: Decimal("-0.1")}], -3, "Amount out of range"),
        ([[], [{ANYONE: 1}, {ANYONE: 1}]], -8, "Invalid parameter, duplicated address: "),
        ([[], {}, -1], -8, "Invalid parameter, locktime out of range"),
        ([[], {}, 1 << 32], -8, "Invalid parameter, locktime out of range"),
        ([[{"txid": TXID, "vout": 0, "sequence": 0xFFFFFFFE}], {}, 0, True], -8, "contradict replaceable"),
        ([[], {}, 0, True, 0], -8, "Invalid parameter, version out of range(1~3)"),
        ([[], {}, 0, True, 4], -8, "Invalid parameter, version out of range(1~3)"),
        ([[]], -1, "createrawtransaction"),
    ],
)
def test_createrawtransaction_refuses_in_cores_words(
    rpc: Rpc, params: list[Json], code: int, text: str
) -> None:
    fails(code, text, rpc, "createrawtransaction", *params)


@pytest.mark.parametrize(
    ("locktime", "replaceable", "sequence"),
    [(0, None, 0xFFFFFFFD), (0, True, 0xFFFFFFFD), (0, False, 0xFFFFFFFF), (5, False, 0xFFFFFFFE)],
)
def test_the_sequence_follows_locktime_and_replaceable(
    rpc: Rpc, locktime: int, replaceable: bool | None, sequence: int
) -> None:
    raw = rpc("createrawtransaction", [{"txid": TXID, "vout": 1}], {ANYONE: 1}, locktime, replaceable)
    tx = Tx.parse(bytes.fromhex(raw))
    assert (tx.inputs[0].sequence, tx.locktime, tx.version) == (sequence, locktime, 2)
    assert tx.inputs[0].prevout == (from_display(TXID), 1)


def test_outputs_of_every_form_are_built_in_order(rpc: Rpc) -> None:
    pairs = {ANYONE: "0.00000001", "data": "00010203", address_of(p2wpkh(b"k" * 20)): 2}
    raw = rpc("createrawtransaction", [], pairs)
    assert rpc("createrawtransaction", [], [{name: value} for name, value in pairs.items()]) == raw
    shown = rpc("decoderawtransaction", raw)
    assert [output["value"] for output in shown["vout"]] == [Decimal("1E-8"), 0, 2]
    assert shown["vout"][1]["scriptPubKey"]["asm"] == "OP_RETURN 50462976" and "hex" not in shown
    fails(-22, "TX decode failed", rpc, "decoderawtransaction", raw, True)
    fails(-22, "TX decode failed", rpc, "decoderawtransaction", "00")
    fails(-22, "TX decode failed", rpc, "decoderawtransaction", "")


def test_signatures_of_two_signers_are_combined(rpc: Rpc) -> None:
    keys = [PrivateKey(bytes([n]) * 32) for n in (1, 2, 3)]
    script = multisig(2, [key.public for key in keys])
    for output, extra in (
        (p2sh_of(script), {"redeemScript": script.hex()}),
        (p2wsh_of(script), {"witnessScript": script.hex()}),
    ):
        tx, _ = funded(rpc, output)
        spend = {"txid": display(tx.txid), "vout": 0}
        raw = rpc("createrawtransaction", [spend], {ANYONE: Decimal("0.9999")})
        about = [{**spend, "scriptPubKey": output.hex(), "amount": 1, **extra}]
        halves = [rpc("signrawtransactionwithkey", raw, [key.wif()], about) for key in (keys[2], keys[0])]
        assert not any(half["complete"] for half in halves)
        combined = rpc("combinerawtransaction", [raw, *(half["hex"] for half in halves)])
        assert rpc("testmempoolaccept", [combined])[0]["allowed"] is True
        assert rpc("combinerawtransaction", [combined, raw]) == combined
        assert rpc("testmempoolaccept", [halves[0]["hex"]])[0]["allowed"] is False


def test_combining_refuses_in_cores_words(rpc: Rpc) -> None:
    raw = rpc("createrawtransaction", [{"txid": TXID, "vout": 0}], {ANYONE: 1})
    fails(-25, "Input not found or already spent", rpc, "combinerawtransaction", [raw])
    fails(-22, "Missing transactions", rpc, "combinerawtransaction", [])
    fails(-22, "TX decode failed for tx 1. Make sure", rpc, "combinerawtransaction", [raw, raw + "00"])


def test_scripts_are_decoded_with_what_wraps_them(rpc: Rpc) -> None:
    key = PrivateKey(b"\1" * 32).public
    shown = rpc("decodescript", (push(key) + b"\xac").hex())
    assert shown["type"] == "pubkey" and "address" not in shown and shown["asm"].endswith("OP_CHECKSIG")
    assert shown["segwit"]["type"] == "witness_v0_keyhash" and list(shown)[-2:] == ["p2sh", "segwit"]
    assert rpc("decodescript", multisig(1, [key]).hex())["segwit"]["desc"].startswith("wsh(multi(1,")
    empty = rpc("decodescript", "")
    assert (empty["asm"], empty["type"]) == ("", "nonstandard")
    assert empty["segwit"]["type"] == "witness_v0_scripthash"
    for unwrapped in ("6a00", p2sh_of(b"").hex(), "51024e73", "50", "7e", "02ff"):
        assert "p2sh" not in rpc("decodescript", unwrapped)
    fails(-8, "argument must be hexadecimal string (not 'x')", rpc, "decodescript", "x")


def test_proofs_lead_from_a_transaction_to_the_best_chain(rpc: Rpc, node: Node) -> None:
    tx, block_hash = funded(rpc, p2wpkh(b"k" * 20))
    txid = display(tx.txid)
    coinbase = rpc("getblock", block_hash)["tx"][0]
    for params in ([[txid]], [[txid], block_hash]):
        assert rpc("verifytxoutproof", rpc("gettxoutproof", *params)) == [txid]
    assert rpc("verifytxoutproof", rpc("gettxoutproof", [txid, coinbase])) == [coinbase, txid]
    spent = rpc("getblock", rpc("getblockhash", 1))["tx"][0]
    assert rpc("verifytxoutproof", rpc("gettxoutproof", [spent])) == [spent]
    node.options.txindex = False
    fails(-5, "Transaction not yet in block", rpc, "gettxoutproof", [spent])
    assert rpc("verifytxoutproof", rpc("gettxoutproof", [txid])) == [txid]
    fails(-5, "Not all transactions found in specified or retrieved", rpc, "gettxoutproof", [txid, spent])
    fails(-5, "Block not found", rpc, "gettxoutproof", [txid], TXID)
    fails(-8, "Parameter 'txids' cannot be empty", rpc, "gettxoutproof", [])
    fails(-8, f"Invalid parameter, duplicated txid: {txid}", rpc, "gettxoutproof", [txid, txid])
    fails(-8, "txid must be of length 64", rpc, "gettxoutproof", ["00"])
    proof = rpc("gettxoutproof", [txid])
    rpc("invalidateblock", block_hash)
    fails(-5, "Block not found in chain", rpc, "verifytxoutproof", proof)


def test_a_forged_proof_shows_nothing(rpc: Rpc, node: Node) -> None:
    tx, block_hash = funded(rpc, p2wpkh(b"k" * 20))
    entry = node.chain.entry(from_display(block_hash))
    assert entry is not None
    block = Block.parse(node.chain.block_bytes(entry))
    root = block.header.merkle_root
    assert rpc("verifytxoutproof", MerkleProof(block.header, 1, [root], [True]).serialize().hex()) == []
    fails(-8, "proof must be hexadecimal string", rpc, "verifytxoutproof", "x")
    fails(-1, "end of data", rpc, "verifytxoutproof", "00")
    good = bytes.fromhex(rpc("gettxoutproof", [display(tx.txid)]))
    draw = random.Random(3)
    for _ in range(200):
        bad = bytearray(good)
        bad[draw.randrange(80, len(bad))] ^= 1 << draw.randrange(8)
        try:
            assert set(rpc("verifytxoutproof", bad.hex())) <= {display(each.txid) for each in block.txs}
        except RpcError as error:
            assert error.code == -1
