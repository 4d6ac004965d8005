"""RPC methods that fill PSBTs from the chain, the mempool and descriptors, and sign with the latter.

Source: Bitcoin Core, src/rpc/rawtransaction.cpp (ProcessPSBT).
"""

from typing import TYPE_CHECKING

from labs.bitcoin.keystore import Keystore
from labs.bitcoin.psbt import Psbt
from labs.bitcoin.psbt_data import update_output
from labs.bitcoin.psbt_roles import drop_previous_transactions, finalize
from labs.bitcoin.psbt_signing import Outcome, sign_inputs, spent_is_segwit
from labs.bitcoin.transactions import Tx, TxOut
from labs.embedded.methods.psbt import PSBT, decode_psbt, final_hex
from labs.embedded.methods.scan_objects import SCAN_FIELDS, scan_keystore
from labs.embedded.methods.signing import SIGHASHTYPE, sighash_type
from labs.embedded.rpc.arguments import ARR, BOOL, Arg
from labs.embedded.rpc.errors import DESERIALIZE, RpcError
from labs.embedded.rpc.registry import Call, method
from labs.embedded.rpc.values import Json

if TYPE_CHECKING:
    from labs.embedded.entry import Entry
    from labs.embedded.node import Node

SIGHASH_MISMATCH = "Specified sighash value does not match value stored in PSBT"


@method(
    "rawtransactions",
    "utxoupdatepsbt",
    "Fills a PSBT with what the chain, the mempool and descriptors tell of its inputs and outputs.",
    PSBT,
    Arg("descriptors", ARR, "Descriptors, or objects with desc and range", default=None, fields=SCAN_FIELDS),
    result='"psbt"    (string) The PSBT in base64',
)
def utxoupdatepsbt(call: Call, psbt: str, descriptors: list[Json] | None) -> str:
    keystore = scan_keystore(descriptors or [])
    found = decode_psbt(psbt)
    process(call.node, found, keystore.without_keys(), None, finish=False)
    return found.to_base64()


@method(
    "rawtransactions",
    "descriptorprocesspsbt",
    "Fills a PSBT like utxoupdatepsbt, then signs with the private keys of the descriptors.",
    PSBT,
    Arg("descriptors", ARR, "Descriptors, or objects with desc and range", fields=SCAN_FIELDS),
    SIGHASHTYPE,
    Arg("bip32derivs", BOOL, "Whether to tell where the keys come from", default=True),
    Arg("finalize", BOOL, "Whether inputs with enough signatures become final", default=True),
    result='{\n  "psbt" : "str",             (string) The PSBT in base64\n'
    '  "complete" : true|false,    (boolean) Whether every input is signed\n'
    '  "hex" : "hex"               (string, optional) The transaction, when complete\n}',
)
def descriptorprocesspsbt(
    call: Call,
    psbt: str,
    descriptors: list[Json],
    sighashtype: str | None,
    bip32derivs: bool,
    finish: bool,
) -> Json:
    keystore = scan_keystore(descriptors)
    if not bip32derivs:
        keystore.origins = {}
    chosen = sighash_type(sighashtype)
    found = decode_psbt(psbt)
    process(call.node, found, keystore, chosen, finish)
    complete = all(each.is_signed for each in found.inputs)
    answer: dict[str, Json] = {"psbt": found.to_base64(), "complete": complete}
    if complete:
        finalize(found)
        answer["hex"] = final_hex(found)
    return answer


def process(node: "Node", psbt: Psbt, keystore: Keystore, sighash: int | None, finish: bool) -> None:
    """Find the coins, then update and sign in place. Raises RpcError -22 for another hash type."""
    unknown = [
        (found, source)
        for found, source in zip(psbt.inputs, psbt.tx.inputs, strict=True)
        if found.non_witness_utxo is None
    ]
    previous = previous_txs(node, {source.prevout[0] for _, source in unknown})
    for found, source in unknown:
        found.non_witness_utxo = previous.get(source.prevout[0])
        coin = None if found.non_witness_utxo is not None else node.mempool.coin(source.prevout)
        if coin is not None:
            output = TxOut(coin.value, coin.script)
            if spent_is_segwit(keystore, output):
                found.witness_utxo = output
    unsigned = {index: keystore for index, found in enumerate(psbt.inputs) if not found.is_signed}
    tried = sign_inputs(psbt, unsigned, sighash, finish)
    if any(each.outcome is Outcome.SIGHASH_MISMATCH for each in tried.values()):
        raise RpcError(DESERIALIZE, SIGHASH_MISMATCH)
    for index in range(len(psbt.outputs)):
        update_output(psbt, index, keystore)
    drop_previous_transactions(psbt)


def previous_txs(node: "Node", txids: set[bytes]) -> dict[bytes, Tx]:
    """Whole transactions by their ids, from the transaction index (where it is on) and the mempool.

    Each block is read once, however many of its transactions are wanted.
    """
    wanted: dict[bytes, tuple[Entry, list[int]]] = {}
    for txid in txids if node.options.txindex else ():
        place = node.chain.find_tx(txid)
        if place is not None:
            wanted.setdefault(place[0].hash, (place[0], []))[1].append(place[1])
    found: dict[bytes, Tx] = {}
    for entry, numbers in wanted.values():
        txs = node.chain.block(entry).txs
        found |= {txs[number].txid: txs[number] for number in numbers}
    for txid in txids - set(found):
        pooled = node.mempool.get(txid)
        if pooled is not None:
            found[txid] = pooled.tx
    return found
