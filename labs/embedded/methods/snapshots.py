"""RPC method that writes the set of coins to a file, of the tip or of an earlier block.

Source: Bitcoin Core, src/rpc/blockchain.cpp (dumptxoutset).
"""

import os
from pathlib import Path

from labs.bitcoin.transactions import OutPoint, display
from labs.embedded.chain import Chain
from labs.embedded.coin_dump import dump
from labs.embedded.coin_stats import coin_stats
from labs.embedded.coins import Coin, disconnect
from labs.embedded.entry import Entry
from labs.embedded.methods.block_json import block_at
from labs.embedded.rpc.errors import PARAMETER, RpcError
from labs.embedded.rpc.registry import ANY, BOOL, OBJ_NAMED, STR, Arg, Call, Json, method

ASSUMED_HEIGHT = 299
"""The highest regtest block whose coins Bitcoin Core knows the hash of."""


@method(
    "blockchain",
    "dumptxoutset",
    "Writes all unspent outputs to a file, as they are after the tip or were after an earlier block.",
    Arg("path", STR, "The file; a relative path starts at the network's folder"),
    Arg("type", STR, "latest or rollback", ""),
    Arg(
        "options",
        OBJ_NAMED,
        "",
        None,
        fields=(
            Arg(
                "rollback",
                ANY,
                "The earlier block's height or hash",
                None,
                type_text=("", "string or numeric"),
            ),
            Arg("in_memory", BOOL, "Without meaning here", False),
        ),
    ),
)
def dumptxoutset(call: Call, path: str, kind: str, options: dict[str, Json] | None) -> Json:
    chain = call.node.chain
    target = _target(chain, kind, (options or {}).get("rollback"))
    place = Path(os.path.normpath(call.node.options.network_dir / path))
    if place.exists():
        raise RpcError(
            PARAMETER,
            f"{place} already exists. If you are sure this is what you want, move it out of the way first",
        )
    coins = coins_after(chain, target)
    partial = place.with_name(place.name + ".incomplete")
    try:
        with partial.open("wb") as file:
            dump(file, target.hash, coins, len(coins))
        partial.rename(place)
    except OSError:
        partial.unlink(missing_ok=True)
        raise RpcError(PARAMETER, f"Couldn't open file {partial} for writing.") from None
    return {
        "coins_written": len(coins),
        "base_hash": display(target.hash),
        "base_height": target.height,
        "path": str(place),
        "txoutset_hash": display(coin_stats(coins, "hash_serialized_3").hash),
        "nchaintx": target.total_txs,
    }


def _target(chain: Chain, kind: str, rollback: Json) -> Entry:
    if rollback is not None:
        if kind not in ("", "rollback"):
            raise RpcError(PARAMETER, f'Invalid snapshot type "{kind}" specified with rollback option')
        return block_at(chain, rollback)
    if kind == "rollback":
        return block_at(chain, ASSUMED_HEIGHT)
    if kind == "latest":
        return chain.tip
    raise RpcError(
        PARAMETER, f'Invalid snapshot type "{kind}" specified. Please specify "rollback" or "latest"'
    )


def coins_after(chain: Chain, target: Entry) -> list[tuple[OutPoint, Coin]]:
    """The coins as they were after an active block, by transaction id and number."""
    if target is chain.tip:
        return list(chain.coins())
    coins = dict(chain.coins())
    entry = chain.tip
    while entry.height > target.height:
        change = disconnect(chain.block(entry), chain.undo(entry))
        for point in change.spent:
            del coins[point]
        coins.update(change.created)
        assert entry.prev is not None
        entry = entry.prev
    return sorted(coins.items())
