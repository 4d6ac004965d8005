"""RPC: signing with the wallet's keys, and trying out what transactions would do to its balance.

Source: Bitcoin Core, src/wallet/rpc/spend.cpp, signmessage.cpp and wallet.cpp (simulaterawtransaction).
"""

from labs.bitcoin.decoding import decode_tx
from labs.bitcoin.messages import sign_message
from labs.bitcoin.standard import solve
from labs.bitcoin.transactions import OutPoint
from labs.embedded.methods.signing import (
    PREVTXS,
    SIGHASHTYPE,
    find_coins,
    read_prevouts,
    sighash_type,
    sign_result_json,
)
from labs.embedded.methods.wallet_checks import ensure_unlocked, script_or_none
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, DESERIALIZE, PARAMETER, TYPE, RpcError
from labs.embedded.rpc.registry import ARR, BOOL, OBJ_NAMED, STR, Arg, Call, Json, method
from labs.embedded.rpc.values import btc, string


@method(
    "wallet",
    "signrawtransactionwithwallet",
    "Signs the inputs of a transaction with the wallet's keys.",
    Arg("hexstring", STR, "The transaction in hex"),
    PREVTXS,
    SIGHASHTYPE,
    result='{\n  "hex" : "hex",\n  "complete" : true|false,\n  "errors" : [...]    (optional)\n}',
    example='> bitcoin-cli signrawtransactionwithwallet "hex"',
)
def signrawtransactionwithwallet(
    call: Call, hexstring: str, prevtxs: list[Json] | None, sighashtype: str | None
) -> Json:
    wallet = call.wallet()
    tx = decode_tx(hexstring)
    if tx is None:
        raise RpcError(DESERIALIZE, "TX decode failed. Make sure the tx has at least one input.")
    ensure_unlocked(wallet)
    coins = find_coins(call.node, tx.inputs)
    read_prevouts(prevtxs, coins, None)
    result = wallet.sign(tx, coins, sighash_type(sighashtype))
    return sign_result_json(result, coins)


@method(
    "wallet",
    "signmessage",
    "Signs a message with the private key of an address.",
    Arg("address", STR, "The address; one that is the hash of a single key"),
    Arg("message", STR, "The message"),
    result='"str"    (string) The signature in base64',
    example='> bitcoin-cli signmessage "address" "my message"',
)
def signmessage(call: Call, address: str, message: str) -> Json:
    wallet = call.wallet()
    ensure_unlocked(wallet)
    script = script_or_none(address)
    if script is None:
        raise RpcError(ADDRESS_OR_KEY, "Invalid address")
    kind, parts = solve(script)
    if kind != "pubkeyhash":
        raise RpcError(TYPE, "Address does not refer to key")
    store = wallet.keyring.keystore(script, private=True)
    key = store.keys.get(store.public_of(parts[0]) or b"")
    if key is None:
        raise RpcError(ADDRESS_OR_KEY, "Private key not available")
    return sign_message(key, message)


@method(
    "wallet",
    "simulaterawtransaction",
    "Tells how the balance would change if transactions were signed and sent.",
    Arg("rawtxs", ARR, "Transactions in hex", default=None, fields=(Arg("rawtx", STR, "", None),)),
    Arg(
        "options",
        OBJ_NAMED,
        "",
        default=None,
        fields=(Arg("include_watchonly", BOOL, "No longer used", default=False),),
    ),
    result='{\n  "balance_change" : n    (numeric) in BTC\n}',
    example='> bitcoin-cli simulaterawtransaction "[\\"myhex\\"]"',
)
def simulaterawtransaction(call: Call, rawtxs: list[Json] | None, options: dict[str, Json] | None) -> Json:
    wallet, mempool = call.wallet(), call.node.mempool
    change = 0
    fresh: dict[OutPoint, int] = {}
    spent: set[OutPoint] = set()
    for text in rawtxs or []:
        tx = decode_tx(string(text))
        if tx is None:
            raise RpcError(DESERIALIZE, "Transaction hex string decoding failure.")
        for source in tx.inputs:
            outpoint = source.prevout
            if outpoint in spent:
                text = "Transaction(s) are spending the same output more than once"
                raise RpcError(PARAMETER, text)
            if outpoint in fresh:
                change -= fresh.pop(outpoint)
            else:
                if mempool.coin(outpoint) is None or mempool.spender(outpoint) is not None:
                    text = "One or more transaction inputs are missing or have been spent already"
                    raise RpcError(PARAMETER, text)
                own = wallet.ledger.outputs.get(outpoint)
                change -= own.value if own is not None else 0
            spent.add(outpoint)
        for n, output in enumerate(tx.outputs):
            fresh[tx.txid, n] = output.value if wallet.is_mine(output.script) else 0
            change += fresh[tx.txid, n]
    return {"balance_change": btc(change)}
