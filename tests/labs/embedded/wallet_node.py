"""A node inside the test's own process, called without HTTP: what wallet tests stand on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from labs.embedded import methods
from labs.embedded.node import Node
from labs.embedded.options import read
from labs.embedded.rpc.errors import RpcError
from labs.embedded.rpc.registry import Call, find
from labs.embedded.wallet import Wallet

NOBODY = "bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202"
"""An address without an owner."""


class WalletNode:
    """A node that can be closed and opened again. `rpc("method", …)` asks it, `w=` names the wallet."""

    def __init__(self, datadir: Path, *arguments: str) -> None:
        (datadir / "regtest" / "wallets").mkdir(parents=True, exist_ok=True)
        self.arguments = [f"-datadir={datadir}", "-keypool=10", "-fallbackfee=0.0001", *arguments]
        methods.load()
        self.open()

    def open(self) -> None:
        self.node = Node.open(read(self.arguments))

    def close(self) -> None:
        self.node.close()

    def reopen(self) -> None:
        self.close()
        self.open()

    def rpc(self, method: str, *params: Any, w: str | None = None, **named: Any) -> Any:
        with self.node.lock:
            return find(method).call(Call(self.node, w), named or list(params))

    def refusal(self, method: str, *params: Any, w: str | None = None, **named: Any) -> tuple[int, str]:
        """Code and text of the error that the call must end in."""
        with pytest.raises(RpcError) as caught:
            self.rpc(method, *params, w=w, **named)
        return caught.value.code, caught.value.message

    def wallet(self, name: str | None = None) -> Wallet:
        assert self.node.wallets is not None
        return self.node.wallets.for_request(name)

    def mine(self, blocks: int = 1, address: str = NOBODY) -> list[str]:
        """Hashes of new blocks."""
        hashes: list[str] = self.rpc("generatetoaddress", blocks, address)
        return hashes

    def fund(self, blocks: int = 1, w: str | None = None) -> str:
        """Gives the wallet that many mature coins of 50 bitcoin on one address; returns the address."""
        address: str = self.rpc("getnewaddress", w=w)
        self.mine(blocks, address)
        self.mine(100)
        return address


@contextmanager
def wallet_node(datadir: Path, *arguments: str) -> Iterator[WalletNode]:
    node = WalletNode(datadir, *arguments)
    try:
        yield node
    finally:
        node.close()
