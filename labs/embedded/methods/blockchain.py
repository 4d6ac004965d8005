"""RPC methods about the chain and its blocks.

Source: Bitcoin Core, src/rpc/blockchain.cpp.
"""

from labs.bitcoin.blocks import Block, difficulty_of
from labs.bitcoin.transactions import display
from labs.embedded.entry import Entry, fork_point
from labs.embedded.methods.block_json import (
    WARNINGS,
    block_bytes,
    block_json,
    find_block,
    hardness,
    header_json,
)
from labs.embedded.node import Node
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, MISC, PARAMETER, RpcError
from labs.embedded.rpc.registry import ANY, BOOL, HEX, INT, NUM, OBJ_NAMED, STR, Arg, Call, Hint, Json, method
from labs.embedded.rpc.values import hash_arg, integer, real

BLOCKS_A_MONTH = 30 * 24 * 6
PRUNE_AFTER = 1000
SPACING_S = 600
TX_RATE = 0.001
"""Transactions a second that the estimate of progress assumes on regtest."""
COINS_DB_CACHE, COINS_TIP_CACHE = 8_388_608, 929_038_336
"""Bytes; the sizes of Bitcoin Core's two caches with its default settings."""

HASH = Arg("blockhash", HEX, "The block's hash")


@method("blockchain", "getblockcount", "The height of the active chain; the genesis block has height 0.")
def getblockcount(call: Call) -> int:
    return call.node.chain.height


@method("blockchain", "getbestblockhash", "The hash of the active chain's last block.")
def getbestblockhash(call: Call) -> str:
    return display(call.node.chain.tip.hash)


@method(
    "blockchain",
    "getblockhash",
    "Returns hash of block in best-block-chain at height provided.",
    Arg("height", INT, "The height index"),
    result='"hex"    (string) The block hash',
    example="> bitcoin-cli getblockhash 1000\n"
    '> curl --user myusername --data-binary \'{"jsonrpc": "2.0", "id": "curltest", "method": "getblockhash", '
    "\"params\": [1000]}' -H 'content-type: application/json' http://127.0.0.1:8332/",
)
def getblockhash(call: Call, height: int) -> str:
    entry = call.node.chain.at(height)
    if entry is None:
        raise RpcError(PARAMETER, "Block height out of range")
    return display(entry.hash)


@method(
    "blockchain",
    "getblockheader",
    "Shows a block's header, also one outside the active chain.",
    HASH,
    Arg("verbose", BOOL, "true: as an object; false: its 80 bytes in hex", True),
)
def getblockheader(call: Call, blockhash: str, verbose: bool) -> Json:
    entry = find_block(call.node.chain, blockhash, "hash")
    return header_json(call.node.chain, entry) if verbose else entry.header.hex()


@method(
    "blockchain",
    "getblock",
    "Shows a block: 0 as hex, 1 with the ids of its transactions, 2 with the transactions themselves,\n"
    "3 also with the outputs they spend.",
    HASH,
    Arg(
        "verbosity|verbose", ANY, "0, 1, 2 or 3; or false for 0 and true for 1", 1, type_text=("", "numeric")
    ),
)
def getblock(call: Call, blockhash: str, verbosity: Json) -> Json:
    chain = call.node.chain
    level = int(verbosity) if isinstance(verbosity, bool) else integer(verbosity, 32)
    entry = find_block(chain, blockhash)
    raw = block_bytes(chain, entry)
    return raw.hex() if level <= 0 else block_json(chain, entry, Block.parse(raw), level)


@method("blockchain", "getdifficulty", "How much harder the tip was to find than the easiest main-net block.")
def getdifficulty(call: Call) -> Json:
    return real(difficulty_of(call.node.chain.tip.bits))


@method("blockchain", "getblockchaininfo", "The state of the chain.")
def getblockchaininfo(call: Call) -> Json:
    node, chain = call.node, call.node.chain
    tip = chain.tip
    return {
        "chain": "regtest",
        "blocks": tip.height,
        "headers": chain.best_header.height,
        "bestblockhash": display(tip.hash),
        **hardness(tip),
        "time": tip.time,
        "mediantime": tip.median_time,
        "verificationprogress": _progress(node, tip),
        "initialblockdownload": chain.initial_download,
        "chainwork": f"{tip.chainwork:064x}",
        "size_on_disk": chain.size_on_disk(),
        **_pruning(node.options.number("prune", 0)),
        "warnings": WARNINGS,
    }


def _pruning(target_mib: int) -> dict[str, Json]:
    """What a node with -prune says, though this one keeps every block. 1 means: only on demand."""
    if not target_mib:
        return {"pruned": False}
    shown: dict[str, Json] = {"pruned": True, "pruneheight": 0, "automatic_pruning": target_mib > 1}
    return {**shown, "prune_target_size": target_mib << 20} if target_mib > 1 else shown


def _progress(node: Node, tip: Entry) -> Json:
    """A guess of how much of all transactions there are the chain has, at most 1."""
    now = node.clock.now()
    expected = now * TX_RATE
    if tip.total_txs > 0:
        recent = abs(now - tip.time) <= 7200
        behind = node.chain.best_header.height - tip.height
        until = now - behind * SPACING_S if recent else tip.time
        expected = tip.total_txs + (now - until) * TX_RATE
    share = min(tip.total_txs / expected, 1.0) if expected else 1.0
    return 1 if share == 1.0 else real(share)


@method("blockchain", "getchainstates", "The state of the chain as the caches see it; always one here.")
def getchainstates(call: Call) -> Json:
    chain, tip = call.node.chain, call.node.chain.tip
    return {
        "headers": chain.best_header.height,
        "chainstates": [
            {
                "blocks": tip.height,
                "bestblockhash": display(tip.hash),
                **hardness(tip),
                "verificationprogress": _progress(call.node, tip),
                "coins_db_cache_bytes": COINS_DB_CACHE,
                "coins_tip_cache_bytes": COINS_TIP_CACHE,
                "validated": True,
            }
        ],
    }


@method("blockchain", "getchaintips", "The ends of all known branches, the active chain's among them.")
def getchaintips(call: Call) -> Json:
    chain = call.node.chain
    return [
        {
            "height": tip.height,
            "hash": display(tip.hash),
            "branchlen": tip.height - fork_point(tip, chain.tip).height,
            "status": chain.tip_status(tip),
        }
        for tip in chain.tips()
    ]


@method(
    "blockchain",
    "getchaintxstats",
    "Counts the transactions of the chain, and of the last blocks up to one.",
    Arg("nblocks", INT, "The number of blocks to look at", Hint("one month")),
    Arg("blockhash", HEX, "The last of them", Hint("chain tip")),
)
def getchaintxstats(call: Call, nblocks: int | None, blockhash: str | None) -> Json:
    chain = call.node.chain
    last = chain.tip if blockhash is None else find_block(chain, blockhash)
    if not chain.is_active(last):
        raise RpcError(PARAMETER, "Block is not in main chain")
    if nblocks is None:
        nblocks = max(0, min(BLOCKS_A_MONTH, last.height - 1))
    elif nblocks < 0 or (nblocks > 0 and nblocks >= last.height):
        raise RpcError(PARAMETER, "Invalid block count: should be between 0 and the block's height - 1")
    first = chain.at(last.height - nblocks) or last
    interval = last.median_time - first.median_time
    shown: dict[str, Json] = {
        "time": last.time,
        "txcount": last.total_txs,
        "window_final_block_hash": display(last.hash),
        "window_final_block_height": last.height,
        "window_block_count": nblocks,
    }
    if nblocks:
        count = last.total_txs - first.total_txs
        shown["window_interval"] = interval
        shown["window_tx_count"] = count
        if interval > 0:
            shown["txrate"] = real(count / interval)
    return shown


@method(
    "blockchain",
    "verifychain",
    "Checks that the last blocks and their undo data can be read and fit together.",
    Arg("checklevel", INT, "How thorough: 0 to 4", Hint("3, range=0-4")),
    Arg("nblocks", INT, "The number of blocks; 0 is all", Hint("6, 0=all")),
)
def verifychain(call: Call, checklevel: int | None, nblocks: int | None) -> bool:
    chain = call.node.chain
    count = 6 if nblocks is None else nblocks
    lowest = chain.height - count if 0 < count < chain.height else 0
    level = 3 if checklevel is None else min(max(checklevel, 0), 4)
    for height in range(chain.height, lowest, -1):
        entry = chain.at(height)
        assert entry is not None
        if not chain.is_intact(entry, level):
            return False
    return True


@method(
    "blockchain",
    "pruneblockchain",
    "Removes old blocks, and tells the height of the last one removed. This node keeps all of them.",
    Arg("height", INT, "The last height to remove"),
)
def pruneblockchain(call: Call, height: int) -> Json:
    if not call.node.options.number("prune", 0):
        raise RpcError(MISC, "Cannot prune blocks because node is not in prune mode.")
    if height < 0:
        raise RpcError(PARAMETER, "Negative block height.")
    if call.node.chain.height < PRUNE_AFTER:
        raise RpcError(MISC, "Blockchain is too short for pruning.")
    if height > call.node.chain.height:
        raise RpcError(PARAMETER, "Blockchain is shorter than the attempted prune height.")
    return -1


@method(
    "blockchain",
    "getblockfrompeer",
    "Asks a peer for a block of which only the header is known. This node has no peers.",
    HASH,
    Arg("peer_id", NUM, "The peer"),
)
def getblockfrompeer(call: Call, blockhash: str, peer_id: int) -> Json:
    entry = call.node.chain.entry(hash_arg(blockhash, "blockhash"))
    if entry is None:
        raise RpcError(MISC, "Block header missing")
    if entry.has_data:
        raise RpcError(MISC, "Block already downloaded")
    raise RpcError(MISC, "Peer does not exist")


@method(
    "blockchain",
    "getblockfilter",
    "Shows a block's BIP 157 filter. This node keeps no filters.",
    HASH,
    Arg("filtertype", STR, "The type name of the filter", "basic"),
)
def getblockfilter(call: Call, blockhash: str, filtertype: str) -> Json:
    hash_arg(blockhash, "blockhash")
    raise _no_filters(filtertype)


@method(
    "blockchain",
    "scanblocks",
    "Finds blocks by their filters. This node keeps no filters.",
    Arg("action", STR, "start, status or abort"),
    Arg("scanobjects", ANY, "The descriptors to look for", None, type_text=("", "json array")),
    Arg("start_height", INT, "The first height", 0),
    Arg("stop_height", INT, "The last height", Hint("chain tip")),
    Arg("filtertype", STR, "The type name of the filter", "basic"),
    Arg("options", OBJ_NAMED, "", None, fields=(Arg("filter_false_positives", BOOL, "", False),)),
)
def scanblocks(
    call: Call, action: str, objects: Json, start: int, stop: int | None, filtertype: str, options: Json
) -> Json:
    if action == "status":
        return None
    if action == "abort":
        return False
    if action != "start":
        raise RpcError(PARAMETER, f"Invalid action '{action}'")
    raise _no_filters(filtertype)


def _no_filters(filtertype: str) -> RpcError:
    if filtertype != "basic":
        return RpcError(ADDRESS_OR_KEY, "Unknown filtertype")
    return RpcError(MISC, f"Index is not enabled for filtertype {filtertype}")


@method(
    "util",
    "getindexinfo",
    "The state of the indices that the node keeps.",
    Arg("index_name", STR, "Only this one", None),
)
def getindexinfo(call: Call, index_name: str | None) -> Json:
    if not call.node.options.txindex or index_name not in (None, "", "txindex"):
        return {}
    return {"txindex": {"synced": True, "best_block_height": call.node.chain.height}}
