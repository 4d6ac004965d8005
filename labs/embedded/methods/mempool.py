"""RPC methods that look into the mempool: what waits, what depends on what.

Source: Bitcoin Core, src/rpc/mempool.cpp.
"""

from __future__ import annotations

from decimal import Decimal

from labs.bitcoin.transactions import display
from labs.embedded.mempool import PoolEntry
from labs.embedded.methods.mempool_json import cluster_json, entries_json, entry_json
from labs.embedded.rpc.arguments import ARR, BOOL, HEX, NUM, OBJ, OBJ_NAMED, REAL, Arg, Hint
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, MISC, PARAMETER, RpcError
from labs.embedded.rpc.registry import Call, method
from labs.embedded.rpc.values import Json, btc, check_fields, hash_arg, integer, obj

_TXID = Arg("txid", HEX, "The id of a transaction in the mempool")
_VERBOSE = Arg("verbose", BOOL, "True for an object about each, false for ids only", default=False)


@method(
    "blockchain",
    "getmempoolinfo",
    "Tells how full the mempool is and by which limits it goes.",
    result='{ "size": n, "bytes": n, … }    (json object)',
)
def getmempoolinfo(call: Call) -> Json:
    pool = call.node.mempool
    policy, graph = pool.policy, pool.graph
    shown: dict[str, Json] = {
        "loaded": pool.loaded,
        "size": len(pool),
        "bytes": graph.vsize,
        "usage": graph.usage,
        "total_fee": btc(graph.fee),
        "maxmempool": policy.max_size,
        "mempoolminfee": btc(max(pool.min_feerate(), policy.min_relay_feerate)),
        "minrelaytxfee": btc(policy.min_relay_feerate),
        "incrementalrelayfee": btc(policy.incremental_feerate),
        "unbroadcastcount": len(pool.unbroadcast),
        "permitbaremultisig": policy.bare_multisig,
        "maxdatacarriersize": policy.max_data or 0,
        "limitclustercount": policy.cluster_count,
        "limitclustersize": policy.cluster_size,
        "optimal": True,
    }
    if "fullrbf" in call.node.options.get_all("deprecatedrpc"):
        shown["fullrbf"] = True
    return shown


@method(
    "blockchain",
    "getrawmempool",
    "Lists the transactions in the mempool, those first that would be mined first.",
    _VERBOSE,
    Arg(
        "mempool_sequence",
        BOOL,
        "With verbose=false: an object with the ids and the mempool's sequence number",
        default=False,
    ),
    result='["txid", …]    (json array)',
)
def getrawmempool(call: Call, verbose: bool, mempool_sequence: bool) -> Json:
    pool = call.node.mempool
    if verbose and mempool_sequence:
        raise RpcError(PARAMETER, "Verbose results cannot contain mempool sequence values.")
    entries = [entry for chunk in pool.ranked() for entry in chunk.entries]
    shown = entries_json(pool, entries, verbose, _bip125(call))
    return {"txids": shown, "mempool_sequence": pool.sequence} if mempool_sequence else shown


@method("blockchain", "getmempoolentry", "Shows one transaction of the mempool.", _TXID)
def getmempoolentry(call: Call, txid: str) -> Json:
    return entry_json(call.node.mempool, _entry(call, txid), _bip125(call))


@method(
    "blockchain",
    "getmempoolancestors",
    "Lists the unconfirmed transactions that a transaction in the mempool needs.",
    _TXID,
    _VERBOSE,
)
def getmempoolancestors(call: Call, txid: str, verbose: bool) -> Json:
    pool = call.node.mempool
    found = pool.graph.ancestors(_entry(call, txid))
    return entries_json(pool, _by_id(found), verbose, _bip125(call))


@method(
    "blockchain",
    "getmempooldescendants",
    "Lists the transactions in the mempool that need a transaction of it.",
    _TXID,
    _VERBOSE,
)
def getmempooldescendants(call: Call, txid: str, verbose: bool) -> Json:
    pool = call.node.mempool
    found = pool.graph.descendants(_entry(call, txid))
    return entries_json(pool, _by_id(found), verbose, _bip125(call))


@method(
    "blockchain",
    "getmempoolcluster",
    "Shows the cluster of a transaction: all that hangs together with it, in chunks as they would be mined.",
    _TXID,
)
def getmempoolcluster(call: Call, txid: str) -> Json:
    cluster = _entry(call, txid).cluster
    assert cluster is not None
    return cluster_json(cluster)


@method(
    "hidden",
    "getmempoolfeeratediagram",
    "Shows how much fee the mempool offers for how much weight, best chunks first.",
)
def getmempoolfeeratediagram(call: Call) -> Json:
    weight = fee = 0
    corners: list[Json] = [{"weight": 0, "fee": btc(0)}]
    for chunk in call.node.mempool.ranked():
        weight += chunk.weight
        fee += chunk.fee
        corners.append({"weight": weight, "fee": btc(fee)})
    return corners


@method(
    "hidden",
    "getorphantxs",
    "Lists transactions whose parents are unknown. This node has no peers, so there are none.",
    Arg("verbosity", REAL, "0 for ids, 1 for details, 2 for details and hex", default=0),
)
def getorphantxs(call: Call, verbosity: int | Decimal) -> Json:
    if integer(verbosity) not in (0, 1, 2):
        raise RpcError(PARAMETER, f"Invalid verbosity value {verbosity}")
    return []


@method(
    "blockchain",
    "gettxspendingprevout",
    "Finds the transactions in the mempool that spend given outputs.",
    Arg(
        "outputs",
        ARR,
        "The outputs to look for",
        fields=(
            Arg(
                "",
                OBJ,
                fields=(Arg("txid", HEX, "The transaction's id"), Arg("vout", NUM, "The output's number")),
            ),
        ),
    ),
    Arg(
        "options",
        OBJ_NAMED,
        default=None,
        fields=(
            Arg(
                "mempool_only",
                BOOL,
                "Look in the mempool only",
                default=Hint("true if txospenderindex unavailable, otherwise false"),
            ),
            Arg("return_spending_tx", BOOL, "Show the spending transaction too", default=Hint("false")),
        ),
    ),
)
def gettxspendingprevout(call: Call, outputs: list[Json], options: dict[str, Json] | None) -> Json:
    if not outputs:
        raise RpcError(PARAMETER, "Invalid parameter, outputs are missing")
    options = options or {}
    check_fields(
        options, {"mempool_only": "bool", "return_spending_tx": "bool"}, allow_null=True, strict=True
    )
    wanted = [_outpoint(output) for output in outputs]
    spenders = [call.node.mempool.graph.spenders.get(outpoint) for outpoint in wanted]
    if options.get("mempool_only") is False and None in spenders:
        raise RpcError(MISC, "Mempool lacks a relevant spend, and txospenderindex is unavailable.")
    shown = []
    for output, spender in zip(outputs, spenders, strict=True):
        found = dict(output)
        if spender is not None:
            found["spendingtxid"] = display(spender.tx.txid)
            if options.get("return_spending_tx"):
                found["spendingtx"] = spender.tx.serialize().hex()
        shown.append(found)
    return shown


def _entry(call: Call, txid: str) -> PoolEntry:
    entry = call.node.mempool.get(hash_arg(txid, "txid"))
    if entry is None:
        raise RpcError(ADDRESS_OR_KEY, "Transaction not in mempool")
    return entry


def _outpoint(output: Json) -> tuple[bytes, int]:
    check_fields(obj(output), {"txid": "string", "vout": "number"}, strict=True)
    txid = hash_arg(output["txid"], "txid")
    number = integer(output["vout"], 32)
    if number < 0:
        raise RpcError(PARAMETER, "Invalid parameter, vout cannot be negative")
    return txid, number


def _by_id(found: dict[bytes, PoolEntry]) -> list[PoolEntry]:
    return [found[txid] for txid in sorted(found, key=lambda txid: txid[::-1])]


def _bip125(call: Call) -> bool:
    return "bip125" in call.node.options.get_all("deprecatedrpc")
