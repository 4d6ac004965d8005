"""What a block and a transaction hold, laid out for reading in a notebook and in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labs.node.client import Client


class View(Mapping[str, Any]):
    """The node's answer, unchanged, as a mapping; `repr` is for people."""

    def __init__(self, parts: dict[str, Any]) -> None:
        self._parts = parts

    def __getitem__(self, name: str) -> Any:
        return self._parts[name]

    def __iter__(self) -> Any:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


class BlockView(View):
    """A block as getblock gives it with its transactions."""


class TransactionView(View):
    """A transaction as getrawtransaction gives it."""

    def __init__(self, parts: dict[str, Any], spent: dict[tuple[str, int], dict[str, Any]]) -> None:
        super().__init__(parts)
        self._spent = spent


def spent_by(client: Client, parts: dict[str, Any]) -> dict[tuple[str, int], dict[str, Any]]:
    """The outputs that a transaction's inputs spend, as far as the node can still show them."""
    return {}
