"""RPC method that lists what descriptors received and spent in some blocks and in the mempool.

Source: Bitcoin Core, src/rpc/blockchain.cpp (getdescriptoractivity).
"""

from labs.bitcoin.blocks import Block
from labs.bitcoin.transactions import Tx, TxOut, display
from labs.embedded.entry import Entry
from labs.embedded.methods.block_json import block_bytes
from labs.embedded.methods.scan_objects import SCAN_FIELDS, scan_targets
from labs.embedded.methods.script_json import script_json
from labs.embedded.rpc.arguments import ARR, BOOL, HEX, Arg
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, PARAMETER, RpcError
from labs.embedded.rpc.registry import Call, method
from labs.embedded.rpc.values import Json, btc, hash_arg


@method(
    "blockchain",
    "getdescriptoractivity",
    "Lists what a set of descriptors received and spent in a set of blocks.",
    Arg(
        "blockhashes",
        ARR,
        "The blocks to look through, in any order; all in the main chain",
        fields=(Arg("blockhash", HEX, "A block hash", default=None),),
    ),
    Arg("scanobjects", ARR, "The descriptors", oneline="[scanobjects,...]", fields=SCAN_FIELDS),
    Arg("include_mempool", BOOL, "Whether to include what is not confirmed", default=True),
    result='{ "activity": [ {...}, ... ] }    (json object) Events of type spend or receive',
)
def getdescriptoractivity(
    call: Call, blockhashes: list[Json], scanobjects: list[Json], include_mempool: bool
) -> Json:
    chain = call.node.chain
    entries = {_active_entry(call, value) for value in blockhashes}
    watched = set(scan_targets(scanobjects))
    activity: list[Json] = []
    for entry in sorted(entries, key=lambda entry: entry.height):
        block = Block.parse(block_bytes(chain, entry))
        undo = chain.undo(entry)
        for place, tx in enumerate(block.txs):
            coins = [TxOut(coin.value, coin.script) for coin in undo[place - 1]] if place else []
            activity += _events(tx, coins, watched, entry)
    for pooled in call.node.mempool.entries.values() if include_mempool else ():
        found = [call.node.mempool.coin(source.prevout) for source in pooled.tx.inputs]
        coins = [TxOut(coin.value, coin.script) for coin in found if coin is not None]
        activity += _events(pooled.tx, coins, watched, None)
    return {"activity": activity}


def _active_entry(call: Call, value: Json) -> Entry:
    """The block of a hash. Raises RpcError -5 or -8."""
    entry = call.node.chain.entry(hash_arg(value, "blockhash"))
    if entry is None:
        raise RpcError(ADDRESS_OR_KEY, "Block not found")
    if not call.node.chain.is_active(entry):
        raise RpcError(PARAMETER, "Block is not in main chain")
    return entry


def _events(tx: Tx, coins: list[TxOut], watched: set[bytes], entry: Entry | None) -> list[Json]:
    """What a transaction takes from and gives to the watched scripts. coins: what it spends, in order."""
    where = {} if entry is None else {"blockhash": display(entry.hash), "height": entry.height}
    events: list[Json] = []
    for place, (source, coin) in enumerate(zip(tx.inputs, coins, strict=False)):
        if coin.script in watched:
            events.append(
                {
                    "type": "spend",
                    "amount": btc(coin.value),
                    **where,
                    "spend_txid": display(tx.txid),
                    "spend_vin": place,
                    "prevout_txid": display(source.prevout[0]),
                    "prevout_vout": source.prevout[1],
                    "prevout_spk": script_json(coin.script),
                }
            )
    for place, output in enumerate(tx.outputs):
        if output.script in watched:
            events.append(
                {
                    "type": "receive",
                    "amount": btc(output.value),
                    **where,
                    "txid": display(tx.txid),
                    "vout": place,
                    "output_spk": script_json(output.script),
                }
            )
    return events
