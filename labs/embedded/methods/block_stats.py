"""RPC method with the statistics of one block: fees, sizes and what it did to the set of coins.

Amounts are satoshi, feerates satoshi per virtual byte. Source: Bitcoin Core, src/rpc/blockchain.cpp.
"""

from collections.abc import Sequence

from labs.bitcoin.blocks import Block
from labs.bitcoin.transactions import Tx, display
from labs.bitcoin.wire import compact_size
from labs.embedded.block_check import subsidy
from labs.embedded.coins import Undo, is_unspendable
from labs.embedded.entry import Entry
from labs.embedded.methods.block_json import block_at, block_bytes
from labs.embedded.rpc.errors import MISC, PARAMETER, RpcError
from labs.embedded.rpc.registry import ANY, ARR, STR, Arg, Call, Hint, Json, method
from labs.embedded.rpc.values import string

PER_COIN = 36 + 4
"""Bytes that Core counts for a coin besides its output: where it is, height and coinbase mark."""


@method(
    "blockchain",
    "getblockstats",
    "Statistics of one block, in satoshi.",
    Arg("hash_or_height", ANY, "The block's hash or height", type_text=("", "string or numeric")),
    Arg(
        "stats",
        ARR,
        "The values to show",
        Hint("all values"),
        fields=(Arg("stat", STR, "A value's name", None),),
        oneline="stats",
    ),
)
def getblockstats(call: Call, hash_or_height: Json, stats: list[Json] | None) -> Json:
    chain = call.node.chain
    entry = block_at(chain, hash_or_height)
    wanted = [string(name) for name in stats or []]
    block = Block.parse(block_bytes(chain, entry))
    try:
        undo = chain.undo(entry)
    except KeyError:
        raise RpcError(MISC, "Undo data not available") from None
    every = block_stats(entry, block, undo)
    for name in sorted(wanted):
        if name not in every:
            raise RpcError(PARAMETER, f"Invalid selected statistic '{name}'")
    return {name: every[name] for name in wanted} if wanted else every


def block_stats(entry: Entry, block: Block, undo: Undo) -> dict[str, Json]:
    """All values for one block. undo: what it spent."""
    txs = block.txs[1:]
    fees = [
        sum(coin.value for coin in spent) - sum(out.value for out in tx.outputs)
        for tx, spent in zip(txs, undo, strict=True)
    ]
    feerates = [fee * 4 // tx.weight for fee, tx in zip(fees, txs, strict=True)]
    sizes = [tx.size for tx in txs]
    weights = [tx.weight for tx in txs]
    with_witness = [tx for tx in txs if tx.has_witness]
    return {
        "avgfee": _average(sum(fees), len(txs)),
        "avgfeerate": _average(sum(fees) * 4, sum(weights)),
        "avgtxsize": _average(sum(sizes), len(txs)),
        "blockhash": display(entry.hash),
        "feerate_percentiles": percentiles(sorted(zip(feerates, weights, strict=True)), sum(weights)),
        "height": entry.height,
        "ins": sum(len(tx.inputs) for tx in txs),
        "maxfee": max(fees, default=0),
        "maxfeerate": max(feerates, default=0),
        "maxtxsize": max(sizes, default=0),
        "medianfee": median(fees),
        "mediantime": entry.median_time,
        "mediantxsize": median(sizes),
        "minfee": min(fees, default=0),
        "minfeerate": min(feerates, default=0),
        "mintxsize": min(sizes, default=0),
        "outs": sum(len(tx.outputs) for tx in block.txs),
        "subsidy": subsidy(entry.height),
        "swtotal_size": sum(tx.size for tx in with_witness),
        "swtotal_weight": sum(tx.weight for tx in with_witness),
        "swtxs": len(with_witness),
        "time": entry.time,
        "total_out": sum(out.value for tx in txs for out in tx.outputs),
        "total_size": sum(sizes),
        "total_weight": sum(weights),
        "totalfee": sum(fees),
        "txs": len(block.txs),
        **_coin_changes(entry, block.txs, undo),
    }


def _coin_changes(entry: Entry, txs: Sequence[Tx], undo: Undo) -> dict[str, Json]:
    """How many coins and bytes the block added; 'actual' leaves out what can never be spent."""
    inputs = [coin for spent in undo for coin in spent]
    outputs = [out for tx in txs for out in tx.outputs]
    kept = [out for out in outputs if entry.height and not is_unspendable(out.script)]
    taken = sum(_coin_size(coin.script) for coin in inputs)
    return {
        "utxo_increase": len(outputs) - len(inputs),
        "utxo_size_inc": sum(_coin_size(out.script) for out in outputs) - taken,
        "utxo_increase_actual": len(kept) - len(inputs),
        "utxo_size_inc_actual": sum(_coin_size(out.script) for out in kept) - taken,
    }


def _coin_size(script: bytes) -> int:
    return PER_COIN + 8 + len(compact_size(len(script))) + len(script)


def _average(total: int, count: int) -> int:
    return total // count if count else 0


def median(values: Sequence[int]) -> int:
    """The middle value; of two middle ones their mean, rounded down; 0 of none."""
    ordered, half = sorted(values), len(values) // 2
    if not ordered:
        return 0
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) // 2


def percentiles(scores: Sequence[tuple[int, int]], total_weight: int) -> list[int]:
    """The feerates below which 10, 25, 50, 75 and 90 % of the weight lie.

    scores: (feerate, weight), by rising feerate.
    """
    if not scores:
        return [0] * 5
    limits = [
        total_weight / 10,
        total_weight / 4,
        total_weight / 2,
        total_weight * 3 / 4,
        total_weight * 9 / 10,
    ]
    found: list[int] = []
    reached = 0
    for feerate, weight in scores:
        reached += weight
        while len(found) < len(limits) and reached >= limits[len(found)]:
            found.append(feerate)
    return found + [scores[-1][0]] * (5 - len(found))
