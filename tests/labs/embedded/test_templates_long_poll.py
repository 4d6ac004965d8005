"""Waiting for other work, with shorter patience than the real minute."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labs.bitcoin.transactions import COIN, Tx, TxIn, TxOut
from labs.embedded import methods, options
from labs.embedded.methods import block_template
from labs.embedded.node import Node
from labs.embedded.rpc.errors import RpcError
from labs.embedded.rpc.registry import METHODS, Call

ADDRESS = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    monkeypatch.setattr(block_template, "FIRST_LOOK_S", 0.4)
    monkeypatch.setattr(block_template, "NEXT_LOOKS_S", 0.2)
    methods.load()
    chosen = options.read([f"-datadir={tmp_path}", "-disablewallet"])
    chosen.network_dir.mkdir()
    opened = Node.open(chosen)
    ask(opened, "generatetoaddress", 101, ADDRESS)
    yield opened
    opened.clock.set_mock(0)
    opened.close()


def ask(node: Node, method: str, *params: Any) -> Any:
    with node.lock:
        return METHODS[method].call(Call(node), list(params))


class Waiting(threading.Thread):
    """A miner's long poll; got is its answer."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node
        self.poll = ask(node, "getblocktemplate", {"rules": ["segwit"]})["longpollid"]
        self.got: Any = None
        self.start()

    def run(self) -> None:
        try:
            self.got = ask(self.node, "getblocktemplate", {"rules": ["segwit"], "longpollid": self.poll})
        except RpcError as error:
            self.got = error


def test_new_transactions_end_the_wait_at_the_next_look(node: Node) -> None:
    waiting = Waiting(node)
    waiting.join(1.0)
    assert waiting.is_alive()  # two looks, and nothing was new
    entry = node.chain.at(1)
    assert entry is not None
    coinbase = node.chain.block(entry).txs[0]
    spend = Tx(2, [TxIn((coinbase.txid, 0), b"", 0, [b"\x51"])], [TxOut(49 * COIN, b"\0\x14" + bytes(20))])
    node.clock.set_mock(node.clock.now() + 10)  # a shared template is kept for five seconds
    ask(node, "sendrawtransaction", spend.serialize().hex(), 0)
    waiting.join(5)
    assert waiting.got["longpollid"] != waiting.poll
    assert len(waiting.got["transactions"]) == 1


def test_a_new_tip_ends_the_wait_at_once(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_template, "FIRST_LOOK_S", 60)
    waiting = Waiting(node)
    time.sleep(0.1)
    (block_hash,) = ask(node, "generatetoaddress", 1, ADDRESS)
    waiting.join(5)
    assert waiting.got["previousblockhash"] == block_hash


def test_a_node_that_stops_lets_nobody_wait(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_template, "FIRST_LOOK_S", 60)
    waiting = Waiting(node)
    time.sleep(0.1)
    node.request_stop()
    waiting.join(5)
    assert (waiting.got.code, waiting.got.message) == (-9, "Shutting down")
