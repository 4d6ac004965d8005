"""RPC methods that change how the mempool treats transactions, and keep it on disk.

Source: Bitcoin Core, src/rpc/mining.cpp, src/rpc/mempool.cpp.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from labs.bitcoin.transactions import display
from labs.embedded.mempool.persistence import restore
from labs.embedded.mempool.standardness import dust_outputs
from labs.embedded.rpc.arguments import BOOL, HEX, NUM, OBJ_NAMED, REAL, STR, Arg
from labs.embedded.rpc.errors import MISC, PARAMETER, RpcError
from labs.embedded.rpc.registry import Call, method
from labs.embedded.rpc.values import Json, check_fields, hash_arg


@method(
    "mining",
    "prioritisetransaction",
    "Treats a transaction as if it paid more, or less, when blocks are filled. The real fee stays.",
    Arg("txid", HEX, "The transaction's id"),
    Arg("dummy", REAL, "Must be zero or null; kept for old callers", default=None),
    Arg("fee_delta", NUM, "What to add to the fee, in satoshi; may be negative"),
    result="true    (boolean)",
)
def prioritisetransaction(call: Call, txid: str, dummy: int | Decimal | None, fee_delta: int) -> Json:
    pool = call.node.mempool
    wanted = hash_arg(txid, "txid")
    if dummy:
        raise RpcError(
            PARAMETER,
            "Priority is no longer supported, dummy argument to prioritisetransaction must be 0.",
        )
    entry = pool.get(wanted)
    if pool.policy.require_standard and entry and dust_outputs(entry.tx, pool.policy.dust_feerate):
        raise RpcError(PARAMETER, "Priority is not supported for transactions with dust outputs.")
    pool.prioritise(wanted, fee_delta)
    return True


@method("mining", "getprioritisedtransactions", "Shows every priority set, by transaction id.")
def getprioritisedtransactions(call: Call) -> Json:
    pool = call.node.mempool
    shown: dict[str, Json] = {}
    for txid, delta in sorted(pool.deltas.items()):
        entry = pool.get(txid)
        shown[display(txid)] = {"fee_delta": delta, "in_mempool": entry is not None}
        if entry is not None:
            shown[display(txid)]["modified_fee"] = entry.modified_fee
    return shown


@method("blockchain", "savemempool", "Writes the mempool to disk.", result='{ "filename": "path" }')
def savemempool(call: Call) -> Json:
    pool = call.node.mempool
    if not pool.loaded:
        raise RpcError(MISC, "The mempool was not loaded yet")
    try:
        path = pool.save()
    except OSError:
        raise RpcError(MISC, "Unable to dump mempool to disk") from None
    return {"filename": str(path)}


@method(
    "blockchain",
    "importmempool",
    "Reads a mempool.dat file and lets in what passes.",
    Arg("filepath", STR, "The file"),
    Arg(
        "options",
        OBJ_NAMED,
        default=None,
        oneline="options",
        fields=(
            Arg("use_current_time", BOOL, "Date the transactions from now", default=True),
            Arg("apply_fee_delta_priority", BOOL, "Take the file's priorities over", default=False),
            Arg("apply_unbroadcast_set", BOOL, "Take the file's unbroadcast set over", default=False),
        ),
    ),
)
def importmempool(call: Call, filepath: str, options: dict[str, Json] | None) -> Json:
    flags = options or {}
    check_fields(flags, dict.fromkeys(flags, "bool"), allow_null=True)
    done = restore(
        call.node.mempool,
        Path(filepath),
        use_current_time=flags.get("use_current_time") is not False,
        apply_deltas=bool(flags.get("apply_fee_delta_priority")),
        apply_unbroadcast=bool(flags.get("apply_unbroadcast_set")),
    )
    if not done:
        raise RpcError(MISC, "Unable to import mempool file, see debug log for details.")
    return {}
