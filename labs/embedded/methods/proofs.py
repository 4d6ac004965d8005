"""RPC methods about proofs that a transaction is in a block.

Source: Bitcoin Core, src/rpc/txoutproof.cpp.
"""

from typing import TYPE_CHECKING

from labs.bitcoin.blocks import Block
from labs.bitcoin.merkle_proofs import MerkleProof
from labs.bitcoin.transactions import display
from labs.bitcoin.wire import WireError
from labs.embedded.methods.block_json import block_bytes
from labs.embedded.rpc.arguments import ARR, HEX, Arg
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, MISC, PARAMETER, RpcError
from labs.embedded.rpc.registry import Call, method
from labs.embedded.rpc.values import Json, hash_arg, hex_arg

if TYPE_CHECKING:
    from labs.embedded.entry import Entry
    from labs.embedded.node import Node


@method(
    "blockchain",
    "gettxoutproof",
    "Returns a proof in hex that transactions are in a block.\n"
    "Without a block hash the block is found by an unspent output of one of them, or by -txindex.",
    Arg("txids", ARR, "The transactions", fields=(Arg("txid", HEX, "A transaction id", default=None),)),
    Arg("blockhash", HEX, "The block to look in", default=None),
    result='"data"    (string) The proof in hex',
)
def gettxoutproof(call: Call, txids: list[Json], blockhash: str | None) -> str:
    if not txids:
        raise RpcError(PARAMETER, "Parameter 'txids' cannot be empty")
    wanted: set[bytes] = set()
    for text in txids:
        txid = hash_arg(text, "txid")
        if txid in wanted:
            raise RpcError(PARAMETER, f"Invalid parameter, duplicated txid: {text}")
        wanted.add(txid)
    if blockhash is not None:
        entry = call.node.chain.entry(hash_arg(blockhash, "blockhash"))
        if entry is None:
            raise RpcError(ADDRESS_OR_KEY, "Block not found")
    else:
        entry = _block_with(call.node, wanted)
    block = Block.parse(block_bytes(call.node.chain, entry))
    in_block = [tx.txid for tx in block.txs]
    if sum(txid in wanted for txid in in_block) != len(wanted):
        raise RpcError(ADDRESS_OR_KEY, "Not all transactions found in specified or retrieved block")
    return MerkleProof.build(block.header, in_block, wanted).serialize().hex()


def _block_with(node: "Node", wanted: set[bytes]) -> "Entry":
    """The block of one of the transactions. Raises RpcError -5."""
    chain = node.chain
    for txid in sorted(wanted):
        found = chain.find_tx(txid)
        if found is not None and _has_coin(node, found[0], found[1], txid):
            return found[0]
    found = chain.find_tx(min(wanted)) if node.options.txindex else None
    if found is None:
        raise RpcError(ADDRESS_OR_KEY, "Transaction not yet in block")
    return found[0]


def _has_coin(node: "Node", entry: "Entry", place: int, txid: bytes) -> bool:
    """Whether the transaction at a place in a block has an output left to spend."""
    tx = Block.parse(node.chain.block_bytes(entry)).txs[place]
    return any(node.chain.coin((txid, n)) is not None for n in range(len(tx.outputs)))


@method(
    "blockchain",
    "verifytxoutproof",
    "Checks a proof and returns the transactions it shows to be in a block.\n"
    "It is an error if the block is not in the best chain.",
    Arg("proof", HEX, "The proof in hex, as gettxoutproof makes it"),
    result="[           (json array)\n"
    '  "txid",   (string) A transaction id; the array is empty if the proof shows nothing\n'
    "  ...\n"
    "]",
)
def verifytxoutproof(call: Call, proof: str) -> list[str]:
    try:
        given = MerkleProof.parse(hex_arg(proof, "proof"))
    except WireError as error:
        text = str(error)
        if text == "end of data":
            text = "SpanReader::read(): end of data"
        raise RpcError(MISC, f"{text}: unspecified iostream_category error") from None
    matched = given.matched()
    if matched is None:
        return []
    chain = call.node.chain
    entry = chain.entry(given.header.hash)
    if entry is None or not chain.is_active(entry) or entry.tx_count == 0:
        raise RpcError(ADDRESS_OR_KEY, "Block not found in chain")
    return [display(txid) for txid in matched] if entry.tx_count == given.count else []
