"""RPC: outputs set aside, so that they are not spent.

Source: Bitcoin Core, src/wallet/rpc/coins.cpp.
"""

from labs.bitcoin.transactions import OutPoint, display
from labs.embedded.rpc.errors import PARAMETER, RpcError
from labs.embedded.rpc.registry import (
    ARR,
    BOOL,
    HEX,
    NUM,
    OBJ,
    Arg,
    Call,
    Json,
    method,
)
from labs.embedded.rpc.values import check_fields, hash_arg, integer, obj
from labs.embedded.wallet import Wallet


@method(
    "wallet",
    "lockunspent",
    "Sets outputs aside, so that they are not chosen for spending, or frees them again.",
    Arg("unlock", BOOL, "Whether to free (true) or to set aside (false)"),
    Arg(
        "transactions",
        ARR,
        "The outputs; when freeing, left out for all",
        default=None,
        fields=(
            Arg(
                "",
                OBJ,
                default=None,
                fields=(Arg("txid", HEX, "The transaction id"), Arg("vout", NUM, "The output number")),
            ),
        ),
    ),
    Arg("persistent", BOOL, "Remember it also after a restart", default=False),
    result="true|false    (boolean) Whether it was done",
    example='> bitcoin-cli lockunspent false "[{\\"txid\\":\\"id\\",\\"vout\\":1}]"',
)
def lockunspent(call: Call, unlock: bool, transactions: list[Json] | None, persistent: bool) -> Json:
    wallet = call.wallet()
    if transactions is None:
        for outpoint in list(wallet.locked_coins) if unlock else []:
            wallet.unlock_coin(outpoint)
        return True
    outpoints = [_checked_outpoint(wallet, obj(given), unlock, persistent) for given in transactions]
    for outpoint in outpoints:
        if unlock:
            wallet.unlock_coin(outpoint)
        else:
            wallet.lock_coin(outpoint, persistent)
    return True


def _checked_outpoint(wallet: Wallet, given: dict[str, Json], unlock: bool, persistent: bool) -> OutPoint:
    check_fields(given, {"txid": "string", "vout": "number"})
    txid, n = hash_arg(given["txid"], "txid"), integer(given["vout"], 32)
    if n < 0:
        raise RpcError(PARAMETER, "Invalid parameter, vout cannot be negative")
    wtx = wallet.ledger.txs.get(txid)
    if wtx is None:
        raise RpcError(PARAMETER, "Invalid parameter, unknown transaction")
    if n >= len(wtx.tx.outputs):
        raise RpcError(PARAMETER, "Invalid parameter, vout index out of bounds")
    if wallet.ledger.is_spent((txid, n)):
        raise RpcError(PARAMETER, "Invalid parameter, expected unspent output")
    locked = (txid, n) in wallet.locked_coins
    if unlock and not locked:
        raise RpcError(PARAMETER, "Invalid parameter, expected locked output")
    if not unlock and locked and not persistent:
        raise RpcError(PARAMETER, "Invalid parameter, output already locked")
    return txid, n


@method(
    "wallet",
    "listlockunspent",
    "Lists the outputs that are set aside.",
    result='[ { "txid" : "hex", "vout" : n }, ... ]',
    example="> bitcoin-cli listlockunspent ",
)
def listlockunspent(call: Call) -> Json:
    return [{"txid": display(txid), "vout": n} for txid, n in sorted(call.wallet().locked_coins)]
