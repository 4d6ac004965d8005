"""One wallet: its keys, its history and what it may spend, kept in step with chain and mempool."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from labs.bitcoin.blocks import Block
from labs.bitcoin.transactions import Tx
from labs.embedded.wallet.file import WalletFile


@dataclass(frozen=True)
class Surroundings:
    """The parts of the node that a wallet speaks to."""

    chain: Any
    mempool: Any
    options: Any
    clock: Any
    log: Callable[[str], None]


class Wallet:
    """An open wallet."""

    def __init__(self, name: str, file: WalletFile, around: Surroundings) -> None:
        self.name, self.file, self.around = name, file, around

    @classmethod
    def create(
        cls,
        name: str,
        file: WalletFile,
        around: Surroundings,
        disable_private_keys: bool,
        blank: bool,
        passphrase: str,
        avoid_reuse: bool,
    ) -> "Wallet":
        return cls(name, file, around)

    @classmethod
    def load(cls, name: str, file: WalletFile, around: Surroundings) -> "Wallet":
        return cls(name, file, around)

    def close(self) -> None:
        self.file.close()

    def resubmit(self) -> None:
        """Offers the mempool what is not confirmed."""

    def block_connected(self, entry: Any, block: Block) -> None:
        """A block joined the active chain."""

    def block_disconnected(self, entry: Any, block: Block) -> None:
        """A block left the active chain."""

    def tx_added(self, tx: Tx) -> None:
        """The mempool took a transaction."""

    def tx_removed(self, tx: Tx, reason: str) -> None:
        """The mempool let go of a transaction."""
