"""Signing transactions and PSBTs by RPC on a real node: what is signed is accepted by its mempool."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

import labs.node
from labs.bitcoin.descriptors import checksum, parse
from labs.bitcoin.hashes import sha256
from labs.bitcoin.hd import ExtendedKey
from labs.bitcoin.keys import PrivateKey
from labs.node import RpcError

KEYS = [PrivateKey(sha256(bytes([n]))) for n in range(3)]
WIFS = [key.wif() for key in KEYS]
HEX = [key.public.hex() for key in KEYS]
MASTER = ExtendedKey.from_seed(bytes(32)).to_string()
KINDS = {
    "wpkh": f"wpkh({WIFS[0]})",
    "pkh": f"pkh({WIFS[0]})",
    "wrapped": f"sh(wpkh({WIFS[1]}))",
    "multisig": f"wsh(multi(2,{WIFS[0]},{WIFS[1]},{HEX[2]}))",
    "taproot": f"tr({WIFS[2]})",
    "leaf": f"tr({HEX[0]},pk({WIFS[1]}))",
    "derived": f"wpkh({MASTER}/84h/1h/0h/0/*)",
}
Coin = dict[str, Any]


def with_checksum(text: str) -> str:
    return f"{text}#{checksum(text)}"


@pytest.fixture(scope="module")
def rpc() -> Iterator[labs.node.Client]:
    """A node with one mature coin for each kind of output, and more for the kind "wpkh"."""
    with labs.node.regtest("kernel", wallet=False) as client:
        for text in [*KINDS.values(), *[KINDS["wpkh"]] * 6]:
            public = parse(text)[0]
            if public.is_range:
                text = text.replace("*", "0")
            client.generatetoaddress(1, address_of(client, text))
        client.generatetodescriptor(101, "raw(51)#8lvh9jxk")
        yield client


def address_of(rpc: labs.node.Client, text: str) -> str:
    address: str = rpc.deriveaddresses(with_checksum(text))[0]
    return address


def coin_of(rpc: labs.node.Client, kind: str) -> Coin:
    """A coin of this kind that nobody spent yet."""
    scan = rpc.scantxoutset("start", [{"desc": KINDS[kind], "range": 1}])
    pooled = {
        (source["txid"], source["vout"])
        for txid in rpc.getrawmempool()
        for source in rpc.getrawtransaction(txid, True)["vin"]
    }
    coin: Coin = next(c for c in scan["unspents"] if (c["txid"], c["vout"]) not in pooled)
    return coin


def payment(rpc: labs.node.Client, *coins: Coin) -> tuple[list[Coin], dict[str, Decimal]]:
    total = sum((coin["amount"] for coin in coins), Decimal(0))
    inputs = [{"txid": coin["txid"], "vout": coin["vout"]} for coin in coins]
    return inputs, {address_of(rpc, KINDS["wpkh"]): total - Decimal("0.0001")}


def refusal(call: Any, *params: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as caught:
        call(*params)
    return caught.value.code, caught.value.message


def test_a_signed_transaction_enters_the_mempool(rpc: labs.node.Client) -> None:
    raw = rpc.createrawtransaction(*payment(rpc, coin_of(rpc, "wpkh")))
    half = rpc.signrawtransactionwithkey(raw, [WIFS[1]])
    assert half["complete"] is False and half["hex"] == raw
    (error,) = half["errors"]
    assert error["error"] == "Witness program hash mismatch"
    assert (error["witness"], error["scriptSig"], error["sequence"]) == ([], "", 0xFFFFFFFD)
    signed = rpc.signrawtransactionwithkey(raw, [WIFS[0]])
    assert signed["complete"] is True and "errors" not in signed
    assert rpc.sendrawtransaction(signed["hex"]) in rpc.getrawmempool()


def test_outputs_that_are_not_in_the_chain_are_taken_from_the_caller(rpc: labs.node.Client) -> None:
    script = rpc.validateaddress(address_of(rpc, KINDS["wpkh"]))["scriptPubKey"]
    raw = rpc.createrawtransaction([{"txid": "11" * 32, "vout": 0}], [{"data": "00"}])
    missing = rpc.signrawtransactionwithkey(raw, [WIFS[0]])
    assert missing["errors"][0]["error"] == "Input not found or already spent"
    coin = {"txid": "11" * 32, "vout": 0, "scriptPubKey": script}
    code, message = refusal(rpc.signrawtransactionwithkey, raw, [WIFS[0]], [coin])
    assert (code, message) == (
        -3,
        f"Missing amount for CTxOut(nValue=21000000.00000000, scriptPubKey={script[:30]})",
    )
    assert rpc.signrawtransactionwithkey(raw, [WIFS[0]], [coin | {"amount": 1}])["complete"]


def test_the_callers_mistakes_are_told(rpc: labs.node.Client) -> None:
    raw = rpc.createrawtransaction([{"txid": "11" * 32, "vout": 0}], [{"data": "00"}])
    sign = rpc.signrawtransactionwithkey
    base = {"txid": "11" * 32, "vout": 0, "scriptPubKey": "00"}
    assert refusal(sign, raw + "00", []) == (
        -22,
        "TX decode failed. Make sure the tx has at least one input.",
    )
    assert refusal(sign, raw, ["123"]) == (-5, "Invalid private key")
    assert refusal(sign, raw, [], [base | {"vout": -1}]) == (-22, "vout cannot be negative")
    assert refusal(sign, raw, [], [{"txid": "11" * 32, "vout": 0}]) == (-3, "Missing scriptPubKey")
    assert refusal(sign, raw, [], [base | {"scriptPubKey": "a914" + "00" * 20 + "87"}]) == (
        -8,
        "Missing redeemScript/witnessScript",
    )
    assert refusal(sign, raw, [], [base], "all") == (-8, "'all' is not a valid sighash parameter.")
    known = coin_of(rpc, "wpkh")
    raw = rpc.createrawtransaction(*payment(rpc, known))
    lie = {"txid": known["txid"], "vout": known["vout"], "scriptPubKey": "51"}
    code, message = refusal(sign, raw, [], [lie])
    assert code == -22 and message.startswith("Previous output scriptPubKey mismatch:\n0 ")


@pytest.mark.parametrize("kind", KINDS)
def test_a_psbt_goes_from_creation_to_the_mempool(rpc: labs.node.Client, kind: str) -> None:
    psbt = rpc.createpsbt(*payment(rpc, coin_of(rpc, kind)))
    assert rpc.analyzepsbt(psbt)["next"] == "updater"
    assert "fee" not in rpc.decodepsbt(psbt)
    assert rpc.decodepsbt(rpc.utxoupdatepsbt(psbt))["fee"] == Decimal("0.0001")
    half = rpc.descriptorprocesspsbt(psbt, [KINDS[kind]], "DEFAULT", True, False)
    assert half["complete"] is False
    assert rpc.analyzepsbt(half["psbt"])["next"] == "finalizer"
    final = rpc.finalizepsbt(half["psbt"])
    assert final["complete"] is True
    done = rpc.descriptorprocesspsbt(psbt, [KINDS[kind]])
    assert (done["complete"], done["hex"]) == (True, final["hex"])
    assert rpc.testmempoolaccept([final["hex"]])[0]["allowed"] is True
    rpc.sendrawtransaction(final["hex"])


def test_an_update_tells_where_keys_come_from(rpc: labs.node.Client) -> None:
    coin = coin_of(rpc, "wpkh")
    descriptor = f"wpkh([d34db33f/84h]{HEX[0]})"
    decoded = rpc.decodepsbt(rpc.utxoupdatepsbt(rpc.createpsbt(*payment(rpc, coin)), [descriptor]))
    origin = {"pubkey": HEX[0], "master_fingerprint": "d34db33f", "path": "m/84h"}
    assert decoded["inputs"][0]["bip32_derivs"] == [origin]
    assert decoded["outputs"][0]["bip32_derivs"] == [origin]
    assert decoded["inputs"][0]["witness_utxo"]["amount"] == coin["amount"]
    assert decoded["fee"] == Decimal("0.0001")


def test_signers_combine(rpc: labs.node.Client) -> None:
    psbt = rpc.createpsbt(*payment(rpc, coin_of(rpc, "wpkh")))
    first = rpc.utxoupdatepsbt(psbt)
    second = rpc.descriptorprocesspsbt(psbt, [KINDS["wpkh"]], "ALL", True, False)["psbt"]
    combined = rpc.combinepsbt([first, second])
    assert rpc.finalizepsbt(combined)["complete"] is True
    assert rpc.finalizepsbt(combined, False)["psbt"] != combined
    other = rpc.createpsbt([], [{"data": "00"}])
    assert refusal(rpc.combinepsbt, [first, other]) == (
        -8,
        "PSBTs not compatible (different transactions)",
    )
    assert refusal(rpc.combinepsbt, []) == (-8, "Parameter 'txs' cannot be empty")
    assert refusal(rpc.joinpsbts, [first]) == (-8, "At least two PSBTs are required to join PSBTs.")
    joined = rpc.decodepsbt(rpc.joinpsbts([first, other]))
    assert (len(joined["inputs"]), len(joined["outputs"])) == (1, 2)


def test_conversion_refuses_to_lose_signatures(rpc: labs.node.Client) -> None:
    raw = rpc.createrawtransaction(*payment(rpc, coin_of(rpc, "wpkh")))
    signed = rpc.signrawtransactionwithkey(raw, [WIFS[0]])["hex"]
    assert refusal(rpc.converttopsbt, signed) == (
        -22,
        "Inputs must not have scriptSigs and scriptWitnesses",
    )
    assert rpc.converttopsbt(signed, True) == rpc.converttopsbt(raw)
    assert refusal(rpc.converttopsbt, "00") == (-22, "TX decode failed")


def test_junk_is_no_psbt(rpc: labs.node.Client) -> None:
    assert refusal(rpc.decodepsbt, "not base64") == (-22, "TX decode failed invalid base64")
    assert refusal(rpc.decodepsbt, "") == (
        -22,
        "TX decode failed SpanReader::read(): end of data: iostream error",
    )


def test_another_hash_type_is_refused(rpc: labs.node.Client) -> None:
    psbt = rpc.createpsbt(*payment(rpc, coin_of(rpc, "wpkh")))
    single = rpc.descriptorprocesspsbt(psbt, [KINDS["wpkh"]], "SINGLE", True, False)["psbt"]
    assert rpc.decodepsbt(single)["inputs"][0]["sighash"] == "SINGLE"
    assert refusal(rpc.descriptorprocesspsbt, single, [KINDS["wpkh"]], "ALL") == (
        -22,
        "Specified sighash value does not match value stored in PSBT",
    )
