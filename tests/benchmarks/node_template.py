"""How fast the embedded node generates and makes templates: `python -m tests.benchmarks.node_template`.

Wanted: 400 empty blocks a second in calls of 100; a template of 2,000 transactions in 150 ms.
"""

from __future__ import annotations

import hashlib
import time

import labs.node
from labs.bitcoin.transactions import Tx, TxIn, TxOut, from_display
from labs.mining.template import REQUEST

ANYONE = b"\x51"
SCRIPT = b"\x00\x20" + hashlib.sha256(ANYONE).digest()
ADDRESS = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"
TRANSACTIONS = 2_000
FANOUT = 500


def main() -> None:
    with labs.node.regtest("kernel", wallet=False) as rpc:
        generating(rpc)
        accepting(rpc)
        templates(rpc)


def generating(rpc: labs.node.Client) -> None:
    for _ in range(5):
        begun = time.perf_counter()
        rpc.generatetoaddress(100, ADDRESS)
        print(f"generatetoaddress 100: {100 / (time.perf_counter() - begun):,.0f} blocks/s")


def accepting(rpc: labs.node.Client) -> None:
    """Fill the mempool with independent transactions of different feerates."""
    coins = [coin for height in range(1, 1 + TRANSACTIONS // FANOUT) for coin in split(rpc, height)]
    rpc.generatetoaddress(1, ADDRESS)
    begun = time.perf_counter()
    for place, (outpoint, value) in enumerate(coins):
        tx = Tx(2, [TxIn(outpoint, b"", 0, [ANYONE])], [TxOut(value - 200 - place % 997, SCRIPT)], 0)
        rpc.sendrawtransaction(tx.serialize().hex())
    print(f"sendrawtransaction: {len(coins) / (time.perf_counter() - begun):,.0f} transactions/s")


def split(rpc: labs.node.Client, height: int) -> list[tuple[tuple[bytes, int], int]]:
    """The reward of the block at `height` as many coins, still to be mined."""
    coinbase = rpc.getblock(rpc.getblockhash(height), 2)["tx"][0]
    value = (int(coinbase["vout"][0]["value"] * 10**8) - 100_000) // FANOUT
    source = TxIn((from_display(coinbase["txid"]), 0), b"", 0, [ANYONE])
    tx = Tx(2, [source], [TxOut(value, SCRIPT)] * FANOUT, 0)
    rpc.sendrawtransaction(tx.serialize().hex(), 0)
    return [((tx.txid, place), value) for place in range(FANOUT)]


def templates(rpc: labs.node.Client) -> None:
    now = rpc.getblockchaininfo()["time"] + 1
    for turn in range(5):
        rpc.setmocktime(now + 10 * turn)
        (txid,) = list(rpc.getrawmempool())[:1]
        rpc.prioritisetransaction(txid, 0, 1)  # so that the shared template is made anew
        begun = time.perf_counter()
        found = rpc.getblocktemplate(REQUEST)
        took = time.perf_counter() - begun
        print(f"getblocktemplate, {len(found['transactions']):,} transactions: {took * 1000:.0f} ms")
    begun = time.perf_counter()
    rpc.generatetoaddress(1, ADDRESS)
    print(f"the block of them: {time.perf_counter() - begun:.2f} s")


if __name__ == "__main__":
    main()
