"""RPC method signrawtransactionwithkey, and what it shares with the wallet's signing methods.

Source: Bitcoin Core, src/rpc/rawtransaction.cpp, src/rpc/rawtransaction_util.cpp.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from labs.bitcoin.decoding import decode_tx
from labs.bitcoin.keys import KeyFormatError, PrivateKey
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.script import asm
from labs.bitcoin.signing import MISSING_AMOUNT, SignResult, sign_transaction
from labs.bitcoin.standard import p2sh_of, p2wsh_of, solve
from labs.bitcoin.transactions import COIN, MAX_MONEY, OutPoint, Tx, TxIn, TxOut, display
from labs.embedded.rpc.arguments import AMOUNT, ARR, HEX, NUM, OBJ, STR, Arg, Hint
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, DESERIALIZE, PARAMETER, TYPE, RpcError
from labs.embedded.rpc.registry import Call, method
from labs.embedded.rpc.values import Json, amount, check_fields, hash_arg, hex_arg, integer, string

if TYPE_CHECKING:
    from labs.embedded.node import Node

SIGHASH_TYPES = {
    "DEFAULT": 0,
    "ALL": 1,
    "ALL|ANYONECANPAY": 0x81,
    "NONE": 2,
    "NONE|ANYONECANPAY": 0x82,
    "SINGLE": 3,
    "SINGLE|ANYONECANPAY": 0x83,
}

SIGHASHTYPE = Arg(
    "sighashtype",
    STR,
    "What the signatures cover: " + ", ".join(f'"{name}"' for name in SIGHASH_TYPES),
    default=Hint('"DEFAULT for Taproot, ALL otherwise"'),
)
PREVTXS = Arg(
    "prevtxs",
    ARR,
    "Outputs that the transaction spends and that need not be in the chain yet",
    default=None,
    fields=(
        Arg(
            "",
            OBJ,
            default=None,
            fields=(
                Arg("txid", HEX, "The transaction id"),
                Arg("vout", NUM, "The output number"),
                Arg("scriptPubKey", HEX, "The output's script"),
                Arg("redeemScript", HEX, "For P2SH: the redeem script", default=None),
                Arg("witnessScript", HEX, "For P2WSH and P2SH-P2WSH: the witness script", default=None),
                Arg("amount", AMOUNT, "For segwit: the amount", default=None),
            ),
        ),
    ),
)


@method(
    "rawtransactions",
    "signrawtransactionwithkey",
    "Signs the inputs of a transaction with the given private keys and no others.",
    Arg("hexstring", STR, "The transaction in hex"),
    Arg("privkeys", ARR, "The private keys", fields=(Arg("privatekey", HEX, "In base58", default=None),)),
    PREVTXS,
    SIGHASHTYPE,
    result='{\n  "hex" : "hex",              (string) The transaction with what could be signed\n'
    '  "complete" : true|false,    (boolean) Whether every input is signed\n'
    '  "errors" : [{...}]          (json array, optional) Inputs that are not, and why\n}',
    example='bitcoin-cli signrawtransactionwithkey "hex" "[\\"key\\"]"',
)
def signrawtransactionwithkey(
    call: Call, hexstring: str, privkeys: list[Json], prevtxs: list[Json] | None, sighashtype: str | None
) -> Json:
    tx = decode_tx(hexstring)
    if tx is None:
        raise RpcError(DESERIALIZE, "TX decode failed. Make sure the tx has at least one input.")
    keystore = Keystore()
    for text in privkeys:
        try:
            key = PrivateKey.from_wif(string(text))
        except KeyFormatError:
            raise RpcError(ADDRESS_OR_KEY, "Invalid private key") from None
        keystore.keys[key.public] = key
        keystore.add_public(key.public)
    coins = find_coins(call.node, tx.inputs)
    read_prevouts(prevtxs, coins, keystore)
    result = sign_transaction(tx, coins, keystore, sighash_type(sighashtype))
    return sign_result_json(result, coins)


def find_coins(node: "Node", inputs: Iterable[TxIn]) -> dict[OutPoint, TxOut]:
    """The outputs that inputs spend, from the chain and the mempool; those not found are left out."""
    coins = {}
    for source in inputs:
        coin = node.mempool.coin(source.prevout)
        if coin is not None:
            coins[source.prevout] = TxOut(coin.value, coin.script)
    return coins


def sighash_type(text: str | None) -> int | None:
    """The number of a hash type's name; None for none. Raises RpcError -8."""
    if text is None:
        return None
    if text not in SIGHASH_TYPES:
        raise RpcError(PARAMETER, f"'{text}' is not a valid sighash parameter.")
    return SIGHASH_TYPES[text]


def read_prevouts(prevtxs: Json, coins: dict[OutPoint, TxOut], keystore: Keystore | None) -> None:
    """Add outputs that the caller tells of to coins, and their scripts to keystore. Raises RpcError."""
    for given in prevtxs or []:
        if not isinstance(given, dict):
            raise RpcError(DESERIALIZE, 'expected object with {"txid\'","vout","scriptPubKey"}')
        check_fields(given, {"txid": "string", "vout": "number", "scriptPubKey": "string"})
        txid = hash_arg(given["txid"], "txid")
        place = integer(given["vout"], 32)
        if place < 0:
            raise RpcError(DESERIALIZE, "vout cannot be negative")
        script = hex_arg(given["scriptPubKey"], "scriptPubKey")
        known = coins.get((txid, place))
        if known is not None and known.script != script:
            raise RpcError(
                DESERIALIZE,
                f"Previous output scriptPubKey mismatch:\n{asm(known.script)}\nvs:\n{asm(script)}",
            )
        value = amount(given["amount"]) if "amount" in given else MAX_MONEY
        coins[txid, place] = TxOut(value, script)
        if keystore is not None and solve(script).kind in ("scripthash", "witness_v0_scripthash"):
            _learn_script(given, script, keystore)


def _learn_script(given: dict[str, Json], script: bytes, keystore: Keystore) -> None:
    check_fields(given, {"redeemScript": "string", "witnessScript": "string"}, allow_null=True)
    redeem, witness = given.get("redeemScript"), given.get("witnessScript")
    if redeem is None and witness is None:
        raise RpcError(PARAMETER, "Missing redeemScript/witnessScript")
    if witness is not None:
        inner = hex_arg(witness, "witnessScript")
    else:
        inner = hex_arg(redeem, "redeemScript")
    wrapped = p2wsh_of(inner)
    keystore.add_script(inner)
    keystore.add_script(wrapped)
    if witness is not None and redeem is not None and witness != redeem:
        if hex_arg(redeem, "redeemScript") != wrapped:
            raise RpcError(PARAMETER, "redeemScript does not correspond to witnessScript")
    if script not in (p2sh_of(inner), p2sh_of(wrapped), wrapped):
        raise RpcError(PARAMETER, "redeemScript/witnessScript does not match scriptPubKey")


def sign_result_json(result: SignResult, coins: dict[OutPoint, TxOut]) -> dict[str, Json]:
    """The answer of the signing methods; raises RpcError -3 where an amount is missing."""
    errors = []
    for index, text in sorted(result.errors.items()):
        source = result.tx.inputs[index]
        if text == MISSING_AMOUNT:
            output = coins[source.prevout]
            value = f"{output.value // COIN}.{output.value % COIN:08d}"
            shown = f"CTxOut(nValue={value}, scriptPubKey={output.script.hex()[:30]})"
            raise RpcError(TYPE, f"Missing amount for {shown}")
        errors.append(_error_json(source, text))
    answer: dict[str, Json] = {"hex": _hex(result.tx), "complete": result.complete}
    if errors:
        answer["errors"] = errors
    return answer


def _hex(tx: Tx) -> str:
    return tx.serialize().hex()


def _error_json(source: TxIn, text: str) -> dict[str, Json]:
    return {
        "txid": display(source.prevout[0]),
        "vout": source.prevout[1],
        "witness": [item.hex() for item in source.witness],
        "scriptSig": source.script_sig.hex(),
        "sequence": source.sequence,
        "error": text,
    }
