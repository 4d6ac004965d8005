"""How RPC shows a transaction.

Source: Bitcoin Core, src/core_io.cpp (TxToUniv).
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from labs.bitcoin.script import asm
from labs.bitcoin.transactions import Tx, TxIn, TxOut, display
from labs.embedded.methods.script_json import script_json
from labs.embedded.rpc.values import Json, btc

if TYPE_CHECKING:
    from labs.embedded.coins import Coin


def tx_json(
    tx: Tx,
    *,
    include_hex: bool = True,
    spent: "Sequence[Coin] | None" = None,
    prevouts: bool = False,
    block_hash: bytes | None = None,
    is_change: Callable[[TxOut], bool] | None = None,
) -> dict[str, Json]:
    """A transaction with its inputs and outputs.

    spent: the coins its inputs take, in order; with them the fee is shown, and with prevouts also the coins.
    Leave it out for a coinbase.
    """
    total, _ = tx.sizes
    shown: dict[str, Json] = {
        "txid": display(tx.txid),
        "hash": display(tx.wtxid),
        "version": tx.version,
        "size": total,
        "vsize": tx.vsize,
        "weight": tx.weight,
        "locktime": tx.locktime,
    }
    coinbase = tx.is_coinbase
    shown["vin"] = [
        _input_json(source, coinbase, spent[place] if spent is not None and prevouts else None)
        for place, source in enumerate(tx.inputs)
    ]
    shown["vout"] = [_output_json(output, n, is_change) for n, output in enumerate(tx.outputs)]
    if spent is not None:
        shown["fee"] = btc(sum(coin.value for coin in spent) - sum(output.value for output in tx.outputs))
    if block_hash is not None:
        shown["blockhash"] = display(block_hash)
    if include_hex:
        shown["hex"] = tx.serialize().hex()
    return shown


def _input_json(source: TxIn, coinbase: bool, coin: "Coin | None") -> dict[str, Json]:
    shown: dict[str, Json] = {}
    if coinbase:
        shown["coinbase"] = source.script_sig.hex()
    else:
        shown["txid"] = display(source.prevout[0])
        shown["vout"] = source.prevout[1]
        shown["scriptSig"] = {
            "asm": asm(source.script_sig, sighash_names=True),
            "hex": source.script_sig.hex(),
        }
    if source.witness:
        shown["txinwitness"] = [item.hex() for item in source.witness]
    if coin is not None:
        shown["prevout"] = {
            "generated": coin.coinbase,
            "height": coin.height,
            "value": btc(coin.value),
            "scriptPubKey": script_json(coin.script),
        }
    shown["sequence"] = source.sequence
    return shown


def _output_json(output: TxOut, n: int, is_change: Callable[[TxOut], bool] | None) -> dict[str, Json]:
    shown: dict[str, Json] = {"value": btc(output.value), "n": n, "scriptPubKey": script_json(output.script)}
    if is_change is not None and is_change(output):
        shown["ischange"] = True
    return shown
