"""What a change did to the active chain, and who hears of it once it is on disk."""

from collections.abc import Callable, Iterable
from typing import Protocol

from labs.bitcoin.blocks import Block
from labs.embedded.coins import Undo
from labs.embedded.entry import Entry


class Listener(Protocol):
    """What hears of changes; undo is what the block spent. Any of the three may do nothing."""

    def block_connected(self, entry: Entry, block: Block, undo: Undo) -> None: ...

    def block_disconnected(self, entry: Entry, block: Block, undo: Undo) -> None: ...

    def chain_settled(self) -> None: ...


class Events:
    """The blocks that one change disconnected and connected, in order."""

    def __init__(self, read: Callable[[Entry], Block]) -> None:
        """read: gives an entry's block."""
        self.parsed: dict[bytes, Block] = {}
        self._read = read
        self._list: list[tuple[bool, Entry, Undo]] = []

    def __bool__(self) -> bool:
        return bool(self._list)

    def block(self, entry: Entry) -> Block:
        """A block; the one that was submitted is not parsed again."""
        return self.parsed.get(entry.hash) or self._read(entry)

    def connected(self, entry: Entry, undo: Undo) -> None:
        self._list.append((True, entry, undo))

    def disconnected(self, entry: Entry, undo: Undo) -> None:
        self._list.append((False, entry, undo))

    def tell(self, listeners: Iterable[Listener]) -> None:
        """Tells every listener every block."""
        for connected, entry, undo in self._list:
            block = self.block(entry)
            for listener in listeners:
                if connected:
                    listener.block_connected(entry, block, undo)
                else:
                    listener.block_disconnected(entry, block, undo)
