"""RPC methods about raw transactions and scripts: make, decode, find, combine.

Source: Bitcoin Core, src/rpc/rawtransaction.cpp.
"""

from typing import TYPE_CHECKING

from labs.bitcoin.addresses import address_of
from labs.bitcoin.blocks import Block
from labs.bitcoin.decoding import decode_tx
from labs.bitcoin.hashes import hash160
from labs.bitcoin.opcodes import OP_CHECKSIGADD
from labs.bitcoin.script import has_valid_operations, is_unspendable, operations
from labs.bitcoin.standard import Solved, p2sh_of, p2wpkh, p2wsh_of, solve
from labs.bitcoin.transactions import Tx, TxOut, display
from labs.embedded.methods.script_json import script_json
from labs.embedded.methods.tx_building import (
    INPUTS,
    LOCKTIME,
    OUTPUTS,
    REPLACEABLE,
    VERSION,
    build_transaction,
)
from labs.embedded.methods.tx_json import tx_json
from labs.embedded.rpc.arguments import ARR, BOOL, HEX, INT, Arg, Hint
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, DESERIALIZE, MISC, VERIFY, RpcError
from labs.embedded.rpc.registry import Call, method
from labs.embedded.rpc.values import Json, hash_arg, hex_arg, string

if TYPE_CHECKING:
    from labs.embedded.entry import Entry

GENESIS_COINBASE = bytes.fromhex("3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a")


@method(
    "rawtransactions",
    "createrawtransaction",
    "Creates a transaction that spends the given inputs and makes the given outputs.\n"
    "It is not signed, not kept in a wallet and not sent.",
    INPUTS,
    OUTPUTS,
    LOCKTIME,
    REPLACEABLE,
    VERSION,
    result='"transaction"    (string) The transaction in hex',
)
def createrawtransaction(
    call: Call, inputs: list[Json], outputs: Json, locktime: int, replaceable: bool | None, version: int
) -> str:
    return build_transaction(inputs, outputs, locktime, replaceable, version).serialize().hex()


@method(
    "rawtransactions",
    "decoderawtransaction",
    "Shows a transaction given in hex as JSON.",
    Arg("hexstring", HEX, "The transaction in hex"),
    Arg(
        "iswitness",
        BOOL,
        "Whether the hex is of the form with witnesses. Without it both forms are tried.",
        default=Hint("depends on heuristic tests"),
    ),
    result="{...}    (json object) The transaction",
)
def decoderawtransaction(call: Call, hexstring: str, iswitness: bool | None) -> Json:
    tx = decode_tx(hexstring, try_no_witness=iswitness is not True, try_witness=iswitness is not False)
    if tx is None:
        raise RpcError(DESERIALIZE, "TX decode failed")
    return tx_json(tx, include_hex=False)


@method(
    "rawtransactions",
    "decodescript",
    "Shows what a script in hex says, and the addresses of outputs that would wrap it.",
    Arg("hexstring", HEX, "The script in hex"),
    result="{...}    (json object) asm, desc, type, and address, p2sh and segwit where there are any",
)
def decodescript(call: Call, hexstring: str) -> Json:
    script = hex_arg(hexstring, "argument") if hexstring else b""
    shown = script_json(script, include_hex=False)
    solved = solve(script)
    if _wraps_in_p2sh(script, solved):
        shown["p2sh"] = address_of(p2sh_of(script))
        if _wraps_in_p2wsh(solved):
            shown["segwit"] = _segwit_json(script, solved)
    return shown


def _wraps_in_p2sh(script: bytes, solved: Solved) -> bool:
    if solved.kind in ("nulldata", "scripthash", "witness_unknown", "witness_v1_taproot", "anchor"):
        return False
    if is_unspendable(script) or not has_valid_operations(script):
        return False
    return not any(opcode == OP_CHECKSIGADD or _is_success(opcode) for opcode, _, _ in operations(script))


def _wraps_in_p2wsh(solved: Solved) -> bool:
    """Segwit scripts only use compressed keys and are not wrapped twice."""
    if solved.kind in ("multisig", "pubkey"):
        return all(len(part) in (1, 33) for part in solved.parts)
    return solved.kind in ("nonstandard", "pubkeyhash")


def _segwit_json(script: bytes, solved: Solved) -> Json:
    from labs.bitcoin.keystore import Keystore

    keystore = Keystore()
    if solved.kind == "pubkey":
        output = p2wpkh(hash160(solved.parts[0]))
    elif solved.kind == "pubkeyhash":
        output = p2wpkh(solved.parts[0])
    else:
        keystore.add_script(script)
        output = p2wsh_of(script)
    return {**script_json(output, keystore=keystore), "p2sh-segwit": address_of(p2sh_of(output))}


def _is_success(opcode: int) -> bool:
    """Opcodes that make a tapscript valid at once. Source: BIP 342."""
    return (
        opcode in (80, 98)
        or 126 <= opcode <= 129
        or 131 <= opcode <= 134
        or 137 <= opcode <= 138
        or 141 <= opcode <= 142
        or 149 <= opcode <= 153
        or 187 <= opcode <= 254
    )


@method(
    "rawtransactions",
    "getrawtransaction",
    "Returns a transaction from the mempool, from a block given by its hash, or with -txindex from any.\n"
    "For a wallet's own transactions see gettransaction.",
    Arg("txid", HEX, "The transaction id"),
    Arg("verbosity|verbose", (INT, BOOL), "0 for hex, 1 for JSON, 2 for JSON with fee and coins", default=0),
    Arg("blockhash", HEX, "The block to look in", default=None),
    result="The transaction in hex, or as a json object",
)
def getrawtransaction(call: Call, txid: str, verbosity: int, blockhash: str | None) -> Json:
    wanted = hash_arg(txid, "parameter 1")
    if wanted == GENESIS_COINBASE:
        raise RpcError(
            ADDRESS_OR_KEY,
            "The genesis block coinbase is not considered an ordinary transaction and cannot be retrieved",
        )
    chain = call.node.chain
    if blockhash is None:
        tx, entry = _find(call, wanted)
    else:
        entry = chain.entry(hash_arg(blockhash, "parameter 3"))
        tx = _find_in(call, entry, wanted)
    if verbosity <= 0:
        return tx.serialize().hex()
    shown: dict[str, Json] = {}
    if blockhash is not None and entry is not None:
        shown["in_active_chain"] = chain.is_active(entry)
    spent = None
    if verbosity >= 2 and entry is not None and not tx.is_coinbase:
        txids = [each.txid for each in Block.parse(chain.block_bytes(entry)).txs]
        spent = chain.undo(entry)[txids.index(wanted) - 1]
    shown |= tx_json(tx, spent=spent, prevouts=True)
    if entry is not None:
        shown["blockhash"] = display(entry.hash)
        if chain.is_active(entry):
            shown["confirmations"] = 1 + chain.height - entry.height
            shown["time"] = shown["blocktime"] = entry.time
        else:
            shown["confirmations"] = 0
    return shown


def _find(call: Call, txid: bytes) -> "tuple[Tx, Entry | None]":
    """The transaction from the mempool or, with -txindex, the chain; and its block. Raises RpcError -5."""
    pooled = call.node.mempool.get(txid)
    if pooled is not None:
        return pooled.tx, None
    text = (
        "No such mempool transaction. "
        "Use -txindex or provide a block hash to enable blockchain transaction queries"
    )
    if call.node.options.txindex:
        found = call.node.chain.find_tx(txid)
        if found is not None:
            return Block.parse(call.node.chain.block_bytes(found[0])).txs[found[1]], found[0]
        text = "No such mempool or blockchain transaction"
    raise RpcError(ADDRESS_OR_KEY, f"{text}. Use gettransaction for wallet transactions.")


def _find_in(call: Call, entry: "Entry | None", txid: bytes) -> Tx:
    """The transaction from a block. Raises RpcError -1 or -5."""
    if entry is None:
        raise RpcError(ADDRESS_OR_KEY, "Block hash not found")
    if not entry.has_data:
        raise RpcError(MISC, "Block not available")
    for tx in Block.parse(call.node.chain.block_bytes(entry)).txs:
        if tx.txid == txid:
            return tx
    raise RpcError(
        ADDRESS_OR_KEY,
        "No such transaction found in the provided block. Use gettransaction for wallet transactions.",
    )


@method(
    "rawtransactions",
    "combinerawtransaction",
    "Puts the signatures of several copies of one transaction together.\n"
    "The result may be fully signed, or still wait for more.",
    Arg("txs", ARR, "The copies", fields=(Arg("hexstring", HEX, "A transaction in hex", default=None),)),
    result='""    (string) The transaction in hex, with all signatures',
)
def combinerawtransaction(call: Call, txs: list[Json]) -> str:
    from labs.bitcoin.combining import combine_signatures

    copies = []
    for place, text in enumerate(txs):
        tx = decode_tx(string(text))
        if tx is None:
            raise RpcError(
                DESERIALIZE,
                f"TX decode failed for tx {place}. Make sure the tx has at least one input.",
            )
        copies.append(tx)
    if not copies:
        raise RpcError(DESERIALIZE, "Missing transactions")
    spent = []
    for source in copies[0].inputs:
        coin = call.node.mempool.coin(source.prevout)
        if coin is None:
            raise RpcError(VERIFY, "Input not found or already spent")
        spent.append(TxOut(coin.value, coin.script))
    return combine_signatures(copies, spent).serialize().hex()
