"""What can be asked of a chain: its blocks, its branches, its coins. Nothing here changes anything."""

from collections.abc import Iterator
from pathlib import Path

from labs.bitcoin.blocks import Block, merkle_root
from labs.bitcoin.transactions import OutPoint
from labs.embedded import coins
from labs.embedded.coins import Coin, Undo
from labs.embedded.entry import Entry
from labs.embedded.store import Store
from labs.embedded.tree import Tree


class ChainView:
    """The block tree and the coins of one data directory, to be read."""

    network_dir: Path
    _store: Store
    _tree: Tree
    _size: tuple[Entry | None, int] = (None, 0)

    @property
    def tip(self) -> Entry:
        return self._tree.active[-1]

    @property
    def height(self) -> int:
        return len(self._tree.active) - 1

    @property
    def genesis(self) -> Entry:
        return self._tree.active[0]

    @property
    def best_header(self) -> Entry:
        return self._tree.best_header or self.tip

    @property
    def next_bits(self) -> int:
        """The target of the next block in compact form: on regtest it never changes."""
        return self.tip.bits

    def at(self, height: int) -> Entry | None:
        """The active block at a height, None outside the chain."""
        return self._tree.active[height] if 0 <= height <= self.height else None

    def entry(self, block_hash: bytes) -> Entry | None:
        return self._tree.entries.get(block_hash)

    def entries(self) -> Iterator[Entry]:
        """Every block known, parents before children."""
        return iter(list(self._tree.entries.values()))

    def is_active(self, entry: Entry) -> bool:
        return self._tree.is_active(entry)

    def next(self, entry: Entry) -> Entry | None:
        """The active block after an active one."""
        return self.at(entry.height + 1) if self.is_active(entry) else None

    def tips(self) -> list[Entry]:
        """The ends of all branches, the highest first."""
        return self._tree.tips()

    def tip_status(self, tip: Entry) -> str:
        """The status of an end as getchaintips names it."""
        return self._tree.status(tip)

    def block_bytes(self, entry: Entry) -> bytes:
        """The block as it was received. Raises KeyError if only its header is known."""
        return self._store.body(entry)

    def block(self, entry: Entry) -> Block:
        """The block, parsed. Raises KeyError if only its header is known."""
        return Block.parse(self._store.body(entry))

    def undo(self, entry: Entry) -> Undo:
        """The coins that a block spent, for each transaction but the coinbase. Raises KeyError if unknown."""
        return self._store.undo(entry) if entry.height else []

    def coin(self, outpoint: OutPoint) -> Coin | None:
        """The unspent output of the active chain, or None."""
        return self._store.coin(outpoint)

    def coins(self) -> Iterator[tuple[OutPoint, Coin]]:
        """All unspent outputs, by transaction id (internal order) and number."""
        return self._store.coins()

    def coin_count(self) -> int:
        return self._store.count("coins")

    def find_tx(self, txid: bytes) -> tuple[Entry, int] | None:
        """The block that a transaction was last connected in, and its position there."""
        found = self._store.find(txid)
        entry = self._by_number(found[0]) if found else None
        return (entry, found[1]) if found and entry else None

    def _by_number(self, number: int) -> Entry | None:
        block_hash = self._store.hash_of(number)
        return self._tree.entries.get(block_hash) if block_hash else None

    def has_kernel_file(self, name: str) -> bool:
        """Whether one of the kernel's first files is in its place; Core tells when they are gone."""
        return (self.network_dir / "blocks" / name).exists()

    def is_intact(self, entry: Entry, level: int = 4) -> bool:
        """Whether a block can be read (1: and is what its hash names; 2: and its undo data fit)."""
        try:
            block = self.block(entry)
            if level >= 1 and block.hash != entry.hash:
                return False
            if level >= 1 and merkle_root([tx.txid for tx in block.txs]) != entry.merkle_root:
                return False
            if level >= 2:
                coins.disconnect(block, self.undo(entry))
        except (KeyError, ValueError):
            return False
        return True

    def size_on_disk(self) -> int:
        """Bytes of all block and undo data, counted anew when the tip has changed."""
        if self._size[0] is not self.tip:
            self._size = (self.tip, self._store.body_bytes())
        return self._size[1]
