"""getdescriptoractivity: what a script received and spent, block by block and in the mempool."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labs.bitcoin.addresses import address_of
from labs.bitcoin.standard import p2wsh_of
from labs.bitcoin.transactions import Tx, display
from labs.embedded import methods, options
from labs.embedded.node import Node
from labs.embedded.rpc.errors import RpcError
from labs.embedded.rpc.registry import Call, Json, find

TRUE_SCRIPT = b"\x51"
ANYONE = address_of(p2wsh_of(TRUE_SCRIPT))
WATCHED = address_of(p2wsh_of(b"\x52"))


@pytest.fixture
def rpc(tmp_path: Path) -> Iterator[Callable[..., Json]]:
    methods.load()
    chosen = options.read([f"-datadir={tmp_path}", "-disablewallet"])
    chosen.network_dir.mkdir()
    node = Node.open(chosen)

    def call(name: str, *params: Json) -> Json:
        with node.lock:
            return find(name).call(Call(node), list(params))

    try:
        yield call
    finally:
        node.close()


def test_receipts_and_spends_are_listed_in_the_chains_order(rpc: Callable[..., Json]) -> None:
    first = rpc("generatetoaddress", 1, WATCHED)[0]
    rpc("generatetoaddress", 100, ANYONE)
    coinbase = rpc("getblock", first)["tx"][0]
    raw = rpc("createrawtransaction", [{"txid": coinbase, "vout": 0}], [{ANYONE: 49}])
    tx = Tx.parse(bytes.fromhex(raw)).copy()
    tx.inputs[0].witness = [b"\x52"]
    rpc("sendrawtransaction", tx.serialize().hex(), 0)
    watched = [f"addr({WATCHED})"]
    received, spent = rpc("getdescriptoractivity", [first], watched)["activity"]
    assert (received["type"], received["height"], received["amount"]) == ("receive", 1, 50)
    assert received["txid"] == coinbase and received["output_spk"]["address"] == WATCHED
    assert spent["type"] == "spend" and spent["spend_txid"] == display(tx.txid)
    assert "blockhash" not in spent and spent["prevout_txid"] == coinbase
    assert rpc("getdescriptoractivity", [first], watched, False)["activity"] == [received]
    second = rpc("generatetoaddress", 1, ANYONE)[0]
    confirmed = rpc("getdescriptoractivity", [second, first, first], watched)["activity"]
    assert confirmed[0] == received and confirmed[1]["blockhash"] == second and len(confirmed) == 2
    assert rpc("getdescriptoractivity", [], watched)["activity"] == []


def test_blocks_must_be_known_and_active(rpc: Callable[..., Json]) -> None:
    block = rpc("generatetoaddress", 1, ANYONE)[0]
    with pytest.raises(RpcError, match="Block not found"):
        rpc("getdescriptoractivity", ["00" * 32], [])
    rpc("invalidateblock", block)
    with pytest.raises(RpcError, match="Block is not in main chain"):
        rpc("getdescriptoractivity", [block], [])
