"""RPC methods about the set of coins: one of them, all of them in numbers, those of given descriptors.

Source: Bitcoin Core, src/rpc/blockchain.cpp.
"""

from typing import TYPE_CHECKING

from labs.bitcoin.transactions import OutPoint, display
from labs.embedded.coin_stats import coin_stats
from labs.embedded.coins import Coin
from labs.embedded.methods.script_json import script_json
from labs.embedded.node import Node
from labs.embedded.rpc.errors import MISC, PARAMETER, RpcError
from labs.embedded.rpc.registry import ANY, ARR, BOOL, HEX, NUM, STR, Arg, Call, Hint, Json, method
from labs.embedded.rpc.values import btc, hash_arg

if TYPE_CHECKING:
    from labs.bitcoin.keystore import Keystore

HASH_TYPES = ("hash_serialized_3", "muhash", "none")
MEMPOOL_HEIGHT = 0x7FFFFFFF


@method(
    "blockchain",
    "gettxout",
    "Shows an output that is not spent yet; null if it is, or was never there.",
    Arg("txid", HEX, "The transaction id"),
    Arg("n", NUM, "The number of its output"),
    Arg("include_mempool", BOOL, "Whether what waits in the mempool counts: its outputs, its spends", True),
)
def gettxout(call: Call, txid: str, n: int, include_mempool: bool) -> Json:
    outpoint = (hash_arg(txid, "txid"), n)
    if not 0 <= n <= 0xFFFFFFFF:
        raise RpcError(MISC, "JSON integer out of range")
    coin = _coin(call.node, outpoint, include_mempool)
    if coin is None:
        return None
    tip = call.node.chain.tip
    waits = coin.height == MEMPOOL_HEIGHT
    return {
        "bestblock": display(tip.hash),
        "confirmations": 0 if waits else tip.height - coin.height + 1,
        "value": btc(coin.value),
        "scriptPubKey": script_json(coin.script),
        "coinbase": coin.coinbase,
    }


def _coin(node: Node, outpoint: OutPoint, include_mempool: bool) -> Coin | None:
    if not include_mempool:
        return node.chain.coin(outpoint)
    return None if node.mempool.spender(outpoint) else node.mempool.coin(outpoint)


@method(
    "blockchain",
    "gettxoutsetinfo",
    "Statistics of all unspent outputs.",
    Arg("hash_type", STR, "hash_serialized_3, muhash or none", "hash_serialized_3"),
    Arg(
        "hash_or_height",
        ANY,
        "Another block than the tip; needs an index that this node does not keep",
        Hint("the current best block"),
        type_text=("", "string or numeric"),
    ),
    Arg("use_index", BOOL, "Without meaning here", True),
)
def gettxoutsetinfo(call: Call, hash_type: str, hash_or_height: Json, use_index: bool) -> Json:
    if hash_type not in HASH_TYPES:
        raise RpcError(PARAMETER, f"'{hash_type}' is not a valid hash_type")
    if hash_or_height is not None:
        raise RpcError(PARAMETER, "Querying specific block heights requires coinstatsindex")
    chain = call.node.chain
    stats = coin_stats(chain.coins(), hash_type)
    shown: dict[str, Json] = {
        "height": chain.height,
        "bestblock": display(chain.tip.hash),
        "txouts": stats.coins,
        "bogosize": stats.bogosize,
    }
    if stats.hash:
        shown[hash_type] = display(stats.hash)
    shown["total_amount"] = btc(stats.total)
    shown["transactions"] = stats.transactions
    shown["disk_size"] = chain.coin_bytes
    return shown


@method(
    "blockchain",
    "scantxoutset",
    "Finds the unspent outputs of descriptors. The scan is over before another call can see it.",
    Arg("action", STR, "start, status or abort"),
    Arg(
        "scanobjects",
        ARR,
        "Descriptors, or objects with a descriptor and a range; for start",
        None,
        fields=(Arg("descriptor", ANY, "An output descriptor", None),),
        oneline="[scanobjects,...]",
    ),
)
def scantxoutset(call: Call, action: str, scanobjects: list[Json] | None) -> Json:
    if action == "status":
        return None
    if action == "abort":
        return False
    if action != "start":
        raise RpcError(PARAMETER, f"Invalid action '{action}'")
    if scanobjects is None:
        raise RpcError(MISC, "scanobjects argument is required for the start action")
    from labs.embedded.methods.scan_objects import scan_targets

    return _scan(call.node, scan_targets(scanobjects))


def _scan(node: Node, targets: "dict[bytes, Keystore]") -> Json:
    from labs.bitcoin.descriptors import infer

    chain, tip = node.chain, node.chain.tip
    unspents: list[Json] = []
    count = total = 0
    for (txid, n), coin in chain.coins():
        count += 1
        if coin.script not in targets:
            continue
        block = chain.at(coin.height)
        assert block is not None
        total += coin.value
        unspents.append(
            {
                "txid": display(txid),
                "vout": n,
                "scriptPubKey": coin.script.hex(),
                "desc": infer(coin.script, targets[coin.script]),
                "amount": btc(coin.value),
                "coinbase": coin.coinbase,
                "height": coin.height,
                "blockhash": display(block.hash),
                "confirmations": tip.height - coin.height + 1,
            }
        )
    return {
        "success": True,
        "txouts": count,
        "height": tip.height,
        "bestblock": display(tip.hash),
        "unspents": unspents,
        "total_amount": btc(total),
    }
