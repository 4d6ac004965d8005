"""How RPC shows blocks and headers, and how it finds the block that a call names.

Source: Bitcoin Core, src/rpc/blockchain.cpp (blockheaderToJSON, blockToJSON, ParseHashOrHeight).
"""

from labs.bitcoin.blocks import Block, difficulty_of, target_of
from labs.bitcoin.transactions import Tx, display
from labs.embedded.chain import Chain
from labs.embedded.coins import Undo
from labs.embedded.entry import CONNECTED, Entry
from labs.embedded.methods.tx_json import tx_json
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, INTERNAL, MISC, PARAMETER, RpcError
from labs.embedded.rpc.values import Json, hash_arg, integer, real

WARNINGS = [
    "This is a pre-release test build - use at your own risk - do not use for mining or merchant applications"
]
"""What Bitcoin Core of the version whose answers these are says of itself."""


def find_block(chain: Chain, value: Json, name: str = "blockhash") -> Entry:
    """The block with a hash in hex. Raises RpcError; `name` is for its text."""
    entry = chain.entry(hash_arg(value, name))
    if entry is None:
        raise RpcError(ADDRESS_OR_KEY, "Block not found")
    return entry


def block_at(chain: Chain, value: Json) -> Entry:
    """The block that a hash or a height names. Raises RpcError."""
    if isinstance(value, str):
        return find_block(chain, value, "hash_or_height")
    height = integer(value, 32)
    if height < 0:
        raise RpcError(PARAMETER, f"Target block height {height} is negative")
    entry = chain.at(height)
    if entry is None:
        raise RpcError(PARAMETER, f"Target block height {height} after current tip {chain.height}")
    return entry


def block_bytes(chain: Chain, entry: Entry) -> bytes:
    """The whole block. Raises RpcError when only its header is known."""
    if not entry.has_data:
        raise RpcError(MISC, "Block not available (not fully downloaded)")
    if not chain.has_kernel_file("blk00000.dat"):
        raise RpcError(MISC, "Block not found on disk")
    return chain.block_bytes(entry)


def hardness(entry: Entry) -> dict[str, Json]:
    """The three ways to say how hard a block was to find."""
    return {
        "bits": f"{entry.bits:08x}",
        "target": f"{target_of(entry.bits):064x}",
        "difficulty": real(difficulty_of(entry.bits)),
    }


def header_json(chain: Chain, entry: Entry) -> dict[str, Json]:
    """A header with its place in the chain."""
    following = chain.next(entry)
    shown: dict[str, Json] = {
        "hash": display(entry.hash),
        "confirmations": chain.height - entry.height + 1 if chain.is_active(entry) else -1,
        "height": entry.height,
        "version": entry.version,
        "versionHex": f"{entry.version & 0xFFFFFFFF:08x}",
        "merkleroot": display(entry.merkle_root),
        "time": entry.time,
        "mediantime": entry.median_time,
        "nonce": entry.nonce,
        **hardness(entry),
        "chainwork": f"{entry.chainwork:064x}",
        "nTx": entry.tx_count,
    }
    if entry.prev is not None:
        shown["previousblockhash"] = display(entry.prev.hash)
    if following is not None:
        shown["nextblockhash"] = display(following.hash)
    return shown


def block_json(chain: Chain, entry: Entry, block: Block, verbosity: int) -> dict[str, Json]:
    """A block: 1 shows the ids of its transactions, 2 all of them, 3 also the coins they spend."""
    shown = header_json(chain, entry)
    shown["strippedsize"] = block.stripped_size
    shown["size"] = block.size
    shown["weight"] = block.weight
    shown["coinbase_tx"] = _coinbase_json(block.txs[0])
    if verbosity == 1:
        shown["tx"] = [display(tx.txid) for tx in block.txs]
        return shown
    undo = None
    if entry.status & CONNECTED and entry.height:
        undo = _undo(chain, entry)
    shown["tx"] = [
        tx_json(tx, spent=undo[n - 1] if undo and n else None, prevouts=verbosity > 2)
        for n, tx in enumerate(block.txs)
    ]
    return shown


def _undo(chain: Chain, entry: Entry) -> Undo:
    if chain.height and not chain.has_kernel_file("rev00000.dat"):
        raise RpcError(
            INTERNAL,
            "Undo data expected but can't be read. This could be due to disk corruption or a conflict with a "
            "pruning event.",
        )
    return chain.undo(entry)


def _coinbase_json(coinbase: Tx) -> dict[str, Json]:
    source = coinbase.inputs[0]
    shown: dict[str, Json] = {
        "version": coinbase.version,
        "locktime": coinbase.locktime,
        "sequence": source.sequence,
        "coinbase": source.script_sig.hex(),
    }
    if source.witness:
        shown["witness"] = source.witness[0].hex()
    return shown
