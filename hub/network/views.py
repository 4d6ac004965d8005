"""What the explorer shows, as plain data, asked of the node by JSON-RPC."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from hub.network.rpc import NodeError, NodeRpc

BLOCKS = 12
WAITING = 25
TRANSACTIONS = 40
COINS = 100
MANY = 3_000
"""With more transactions waiting, the mempool is only counted."""
HASH = re.compile(r"[0-9a-fA-F]{64}")
HEIGHT = re.compile(r"[0-9]{1,9}")
NOT_FOUND = -5
FEERATES = (1, 2, 5, 10, 20, 50, 100)
"""Lower ends of the mempool's groups, sat per vB; below the first: less than 1."""

Facts = dict[str, Any]


def chain(rpc: NodeRpc, before: int | None) -> Facts:
    """The tip and a page of blocks, the newest first."""
    height = int(rpc.call("getblockcount"))
    top = height if before is None else min(height, before - 1)
    shown = [_line(rpc, number) for number in range(top, max(-1, top - BLOCKS), -1)]
    older = shown[-1]["height"] if shown and shown[-1]["height"] > 0 else None
    return {"height": height, "blocks": shown, "older": older, "newest": top >= height}


def mempool(rpc: NodeRpc) -> Facts:
    """What waits, grouped by feerate, and the best paying."""
    info = rpc.call("getmempoolinfo")
    if info["size"] > MANY:
        return {"size": info["size"], "vsize": info["bytes"], "groups": [], "best": []}
    entries = []
    for txid, entry in rpc.call("getrawmempool", True).items():
        fee_sat = int(entry["fees"]["modified"] * 100_000_000)
        rate = Decimal(fee_sat) / entry["vsize"]
        entries.append({"txid": txid, "rate": rate, "fee_sat": fee_sat, "vsize": entry["vsize"]})
    entries.sort(key=lambda entry: (-entry["rate"], entry["txid"]))
    return {
        "size": info["size"],
        "vsize": info["bytes"],
        "groups": _groups(entries),
        "best": entries[:WAITING],
    }


def block(rpc: NodeRpc, name: str, start: int) -> Facts:
    """A block by hash or height, with a page of its transactions. Raises NodeError."""
    found: Facts = rpc.call(
        "getblock", rpc.call("getblockhash", int(name)) if HEIGHT.fullmatch(name) else name, 1
    )
    stats = rpc.call("getblockstats", found["hash"], ["subsidy", "totalfee"]) if found["height"] else {}
    page = found["tx"][start : start + TRANSACTIONS]
    more = start + TRANSACTIONS if start + TRANSACTIONS < len(found["tx"]) else None
    return found | {"page": page, "more": more, "stats": stats}


def transaction(rpc: NodeRpc, txid: str) -> Facts:
    """A transaction with where each input's coins come from. Raises NodeError."""
    found: Facts = rpc.call("getrawtransaction", txid, 2)
    coinbase = "coinbase" in found["vin"][0]
    inputs = [] if coinbase else [_spent(rpc, coin) for coin in found["vin"]]
    total_out = sum((output["value"] for output in found["vout"]), Decimal(0))
    known = not coinbase and all(coin["value"] is not None for coin in inputs)
    fee = sum((coin["value"] for coin in inputs), Decimal(0)) - total_out if known else None
    height = None
    if found.get("blockhash"):
        height = rpc.call("getblockheader", found["blockhash"])["height"]
    rate = None if fee is None else fee * 100_000_000 / found["vsize"]
    return found | {
        "is_coinbase": coinbase,
        "inputs": inputs,
        "total_out": total_out,
        "fee": fee,
        "rate": rate,
        "height": height,
    }


def address(rpc: NodeRpc, text: str) -> Facts:
    """The unspent confirmed coins of an address. Raises NodeError if it is none of this network."""
    checked = rpc.call("validateaddress", text)
    if not checked["isvalid"]:
        raise NodeError(NOT_FOUND, "not an address of this network")
    found = rpc.call("scantxoutset", "start", [f"addr({text})"])
    coins = sorted(found["unspents"], key=lambda coin: -coin["height"])
    return {
        "text": checked["address"],
        "total": found["total_amount"],
        "count": len(coins),
        "coins": coins[:COINS],
        "script": checked["scriptPubKey"],
    }


def place_of(rpc: NodeRpc, text: str) -> str | None:
    """The page of what `text` names, below the course's; None for nothing."""
    if HEIGHT.fullmatch(text):
        return f"block/{int(text)}" if int(text) <= int(rpc.call("getblockcount")) else None
    if HASH.fullmatch(text):
        for kind, method in (("block", "getblockheader"), ("tx", "getrawtransaction")):
            try:
                rpc.call(method, text.lower())
            except NodeError:
                continue
            return f"{kind}/{text.lower()}"
        return None
    if text.isascii() and text.isalnum() and rpc.call("validateaddress", text)["isvalid"]:
        return f"address/{text}"
    return None


def _line(rpc: NodeRpc, height: int) -> Facts:
    header = rpc.call("getblock", rpc.call("getblockhash", height), 1)
    return {name: header[name] for name in ("height", "hash", "time", "nTx", "size", "weight")}


def _spent(rpc: NodeRpc, coin: Facts) -> Facts:
    """Where an input's value comes from: the node tells of confirmed ones, else we look."""
    if (before := coin.get("prevout")) is None:
        try:
            before = rpc.call("getrawtransaction", coin["txid"], 1)["vout"][coin["vout"]]
        except NodeError:
            before = {"value": None, "scriptPubKey": {}}
    script = before["scriptPubKey"]
    return {
        "txid": coin["txid"],
        "vout": coin["vout"],
        "value": before["value"],
        "address": script.get("address"),
    }


def _groups(entries: list[Facts]) -> list[Facts]:
    """How many virtual bytes wait at which feerate, the dearest first; `part` is of the fullest group."""
    ends = [0, *FEERATES]
    sums = dict.fromkeys(ends, 0)
    for entry in entries:
        sums[max(end for end in ends if end <= entry["rate"])] += entry["vsize"]
    most = max(sums.values(), default=0)
    label = {end: f"{end}–{after}" for end, after in zip(ends, FEERATES, strict=False)} | {
        0: "under 1",
        FEERATES[-1]: f"{FEERATES[-1]} and more",
    }
    found = [{"label": label[end], "vsize": size, "most": most} for end, size in sums.items() if size]
    return found[::-1]
