"""Blocks on demand: generatetoaddress and its kin, which only a test chain has."""

from __future__ import annotations

from typing import Any

from labs.bitcoin.addresses import AddressError, script_of
from labs.bitcoin.blocks import Block, target_of
from labs.bitcoin.transactions import Tx, display, from_display
from labs.bitcoin.wire import WireError
from labs.embedded.methods.mining import from_hex, hand_over
from labs.embedded.node import Node
from labs.embedded.rpc.errors import (
    ADDRESS_OR_KEY,
    DESERIALIZE,
    INTERNAL,
    METHOD_NOT_FOUND,
    MISC,
    PARAMETER,
    VERIFY,
    RpcError,
)
from labs.embedded.rpc.registry import ARR, BOOL, HEX, INT, NUM, STR, Arg, Call, Json, method
from labs.embedded.rpc.values import string
from labs.mining.proof import NONCES, search

MAX_TRIES = 1_000_000
BLOCKS_AT_ONCE, BREATH_S = 50, 0.001
"""So many blocks are made before other calls get their turn."""
GENERATE_GONE = (
    "generate\n\nhas been replaced by the -generate cli option. Refer to -help for more information.\n"
)

_TRIES = "How many nonces to try at most, over all the blocks."


@method(
    "hidden",
    "generatetoaddress",
    "Mines blocks at once to an address and returns their hashes.",
    Arg("nblocks", INT, "How many blocks."),
    Arg("address", STR, "The address that gets the rewards."),
    Arg("maxtries", INT, _TRIES, MAX_TRIES),
)
def generatetoaddress(call: Call, nblocks: int, address: str, maxtries: int) -> Json:
    return _generate(call.node, _script_of_address(address, "Error: Invalid address"), nblocks, maxtries)


@method(
    "hidden",
    "generatetodescriptor",
    "Mines blocks at once to a descriptor and returns their hashes.",
    Arg("num_blocks", INT, "How many blocks."),
    Arg("descriptor", STR, "The descriptor that gets the rewards."),
    Arg("maxtries", NUM, _TRIES, MAX_TRIES),
)
def generatetodescriptor(call: Call, num_blocks: int, descriptor: str, maxtries: int) -> Json:
    from labs.bitcoin.descriptors import DescriptorError

    try:
        script = _script_of_descriptor(descriptor)
    except DescriptorError as error:
        raise RpcError(ADDRESS_OR_KEY, str(error)) from None
    return _generate(call.node, script, num_blocks, maxtries)


@method(
    "hidden",
    "generateblock",
    "Mines a block of exactly these transactions, in this order. Their fees are not collected.",
    Arg("output", STR, "The address or descriptor that gets the reward."),
    Arg(
        "transactions",
        ARR,
        "Transaction ids from the mempool, or whole transactions, as hex.",
        fields=(Arg("rawtx/txid", HEX, "", None),),
    ),
    Arg("submit", BOOL, "Whether to submit the block, or only to return it as hex.", True),
)
def generateblock(call: Call, output: str, transactions: list[Any], submit: bool) -> Json:
    node = call.node
    script = _script_of_output(output)
    txs = [_chosen(node, string(text)) for text in transactions]
    block = node.templates.block(node.templates.create(txs), script)
    verdict = node.chain.check(block.serialize(), check_pow=False)
    if verdict is not None:
        debug = node.chain.last_debug
        reason = f"{verdict}, {debug}" if debug else verdict
        raise RpcError(VERIFY, f"TestBlockValidity failed: {reason}")
    if _solve(block, MAX_TRIES) is None:
        raise RpcError(MISC, "Failed to make block.")
    raw = block.serialize()
    if not submit:
        return {"hash": display(block.hash), "hex": raw.hex()}
    _submit(node, raw)
    return {"hash": display(block.hash)}


@method(
    "hidden",
    "generate",
    "has been replaced by the -generate cli option. Refer to -help for more information.",
)
def generate(call: Call) -> Json:
    raise RpcError(METHOD_NOT_FOUND, GENERATE_GONE)


def _generate(node: Node, script: bytes, count: int, max_tries: int) -> list[str]:
    hashes: list[str] = []
    while len(hashes) < count and not node.stop_requested.is_set():
        block = node.templates.block(node.templates.create(), script)
        used = _solve(block, max_tries)
        if used is None:
            break
        max_tries -= used
        _submit(node, block.serialize())
        hashes.append(display(block.hash))
        if len(hashes) % BLOCKS_AT_ONCE == 0:
            node.changed.wait(BREATH_S)
    return hashes


def _solve(block: Block, max_tries: int) -> int | None:
    """Set the block's nonce; the number of failed tries before it, or None when `max_tries` are used up."""
    header = block.header
    nonce = search(header.serialize(), target_of(header.bits), tries=min(max_tries, NONCES))
    if nonce is not None:
        header.nonce = nonce
    return nonce


def _submit(node: Node, raw: bytes) -> None:
    if hand_over(node.chain, raw) is not None:
        raise RpcError(INTERNAL, "ProcessNewBlock, block not accepted")


def _chosen(node: Node, text: str) -> Tx:
    """The transaction that an argument of generateblock names or is."""
    try:
        txid = from_display(text)
    except ValueError:
        pass
    else:
        entry = node.mempool.get(txid)
        if entry is None:
            raise RpcError(ADDRESS_OR_KEY, f"Transaction {text} not in mempool.")
        return entry.tx
    try:
        return Tx.parse(from_hex(text))
    except (WireError, ValueError):
        raise RpcError(
            DESERIALIZE,
            f"Transaction decode failed for {text}. Make sure the tx has at least one input.",
        ) from None


def _script_of_output(output: str) -> bytes:
    from labs.bitcoin.descriptors import DescriptorError

    try:
        return _script_of_descriptor(output)
    except DescriptorError:
        return _script_of_address(output, "Error: Invalid address or descriptor")


def _script_of_address(address: str, message: str) -> bytes:
    try:
        return script_of(address)
    except AddressError:
        raise RpcError(ADDRESS_OR_KEY, message) from None


def _script_of_descriptor(text: str) -> bytes:
    """The script that a descriptor pays: for combo() its P2WPKH, or P2PKH where the key is uncompressed."""
    from labs.bitcoin.descriptor_keys import CannotDerive
    from labs.bitcoin.descriptors import parse

    descriptors = parse(text)
    if len(descriptors) > 1:
        raise RpcError(PARAMETER, "Multipath descriptor not accepted")
    if descriptors[0].is_range:
        raise RpcError(PARAMETER, "Ranged descriptor not accepted. Maybe pass through deriveaddresses first?")
    try:
        scripts = descriptors[0].expand(0).scripts
    except CannotDerive:
        raise RpcError(ADDRESS_OR_KEY, "Cannot derive script without private keys") from None
    return {1: scripts[0], 4: scripts[2 % len(scripts)]}.get(len(scripts), scripts[1 % len(scripts)])
