"""All wallets of a node: which are open, how they are created, loaded, unloaded, backed up and restored.

Source of behaviour and texts: Bitcoin Core, src/wallet/wallet.cpp and src/wallet/rpc/wallet.cpp.
"""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from labs.bitcoin.blocks import Block
from labs.bitcoin.transactions import Tx
from labs.embedded.rpc.errors import (
    NOT_FOUND_WALLET,
    PARAMETER,
    WALLET,
    WALLET_ALREADY_EXISTS,
    WALLET_ALREADY_LOADED,
    WALLET_NOT_SPECIFIED,
    RpcError,
)
from labs.embedded.settings import OptionError
from labs.embedded.wallet.file import WalletFile
from labs.embedded.wallet.names import FILE, folder_of, is_wallet_file, names_in
from labs.embedded.wallet.startup import set_startup
from labs.embedded.wallet.wallet import Surroundings, Wallet

if TYPE_CHECKING:
    from labs.embedded.chain import Chain
    from labs.embedded.clock import Clock
    from labs.embedded.entry import Entry
    from labs.embedded.mempool import Mempool
    from labs.embedded.options import Options

UNVERIFIED = "Wallet file verification failed. "
NOT_SAVED = (
    "Wallet load on startup setting could not be updated, so wallet may {} be loaded next node startup."
)


class Wallets:
    """The open wallets by name, in the order they were opened. Listens to the chain and the mempool."""

    def __init__(
        self,
        chain: "Chain",
        mempool: "Mempool",
        options: "Options",
        clock: "Clock",
        log: Callable[[str], None],
    ) -> None:
        self.around = Surroundings(chain, mempool, options, clock, log)
        network_dir = Path(options.network_dir)
        self.folder = wallets_folder(options, network_dir)
        self.settings = network_dir / "settings.json"
        self.open: dict[str, Wallet] = {}
        self.implied: list[str] = []
        chain.listeners.append(self)
        mempool.listeners.append(self)

    @property
    def open_names(self) -> list[str]:
        return list(self.open)

    def load_on_start(self) -> None:
        """Loads what the command line or settings.json names, else an unnamed wallet if there is one."""
        names = list(self.around.options.wallets)
        if self.around.options.get("wallet") is None and is_wallet_file(self.folder / FILE):
            names = self.implied = [""]
        for name in dict.fromkeys(names):
            if (folder_of(self.folder, name) / FILE).exists():
                self.load(name)
            else:
                self.around.log(f"Warning: Skipping -wallet path that doesn't exist. {name}")

    def for_request(self, name: str | None) -> Wallet:
        """The wallet a request means. name: from /wallet/<name>; None when the request names none."""
        if name is not None:
            wallet = self.open.get(name)
            if wallet is None:
                raise RpcError(NOT_FOUND_WALLET, "Requested wallet does not exist or is not loaded")
            return wallet
        if len(self.open) == 1:
            return next(iter(self.open.values()))
        if not self.open:
            raise RpcError(
                NOT_FOUND_WALLET,
                "No wallet is loaded. Load a wallet using loadwallet or create a new one with createwallet. "
                "(Note: A default wallet is no longer automatically created)",
            )
        raise RpcError(
            WALLET_NOT_SPECIFIED,
            "Multiple wallets are loaded. Please select which wallet to use by requesting the RPC through "
            "the /wallet/<walletname> URI path.",
        )

    def create(
        self,
        name: str,
        disable_private_keys: bool = False,
        blank: bool = False,
        passphrase: str = "",
        avoid_reuse: bool = False,
        load_on_startup: bool | None = None,
    ) -> tuple[Wallet, list[str]]:
        """A new wallet, open, and warnings. Raises RpcError -4, -8 or -36."""
        if not name:
            raise RpcError(PARAMETER, "Wallet name cannot be empty")
        if passphrase and disable_private_keys:
            raise RpcError(
                WALLET,
                "Passphrase provided but private keys are disabled. A passphrase is only used to encrypt "
                "private keys, so cannot be used for wallets with private keys disabled.",
            )
        folder = folder_of(self.folder, name)
        if is_wallet_file(folder / FILE) or name in self.open:
            text = f"{UNVERIFIED}Failed to create database path '{folder}'. Database already exists."
            raise RpcError(WALLET, text)
        file = _opened(folder / FILE, create=True)
        wallet = Wallet.create(name, file, self.around, disable_private_keys, blank, passphrase, avoid_reuse)
        self.open[name] = wallet
        return wallet, self._remember(name, load_on_startup)

    def load(self, name: str, load_on_startup: bool | None = None) -> tuple[Wallet, list[str]]:
        """Opens an existing wallet and catches up with the chain. Raises RpcError -4, -18 or -35."""
        if name in self.open:
            raise RpcError(WALLET_ALREADY_LOADED, f'Wallet "{name}" is already loaded.')
        folder = folder_of(self.folder, name)
        if not folder.exists():
            text = f"{UNVERIFIED}Failed to load database path '{folder}'. Path does not exist."
            raise RpcError(NOT_FOUND_WALLET, text)
        if not is_wallet_file(folder / FILE):
            text = f"{UNVERIFIED}Failed to load database path '{folder}'. Data is not in recognized format."
            raise RpcError(NOT_FOUND_WALLET, text)
        if any(wallet.file.path.resolve() == (folder / FILE).resolve() for wallet in self.open.values()):
            raise RpcError(WALLET_ALREADY_LOADED, f'Wallet "{name}" is already loaded.')
        file = _opened(folder / FILE, create=False)
        try:
            wallet = Wallet.load(name, file, self.around)
        except (sqlite3.Error, ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
            file.abandon()
            self.around.log(f"{folder / FILE}: {type(error).__name__}: {error}")
            text = f"Wallet loading failed. Error loading {folder / FILE}: Wallet corrupted"
            raise RpcError(WALLET, text) from None
        self.open[name] = wallet
        wallet.resubmit()
        return wallet, self._remember(name, load_on_startup)

    def unload(self, name: str, load_on_startup: bool | None = None) -> list[str]:
        """Closes the wallet; returns warnings. Raises RpcError -18."""
        wallet = self.for_request(name)
        del self.open[name]
        wallet.close()
        return self._remember(name, load_on_startup)

    def restore(
        self, name: str, backup: str, load_on_startup: bool | None = None
    ) -> tuple[Wallet, list[str]]:
        """Opens a copy of a backup under a new name. Nothing stays behind where that fails."""
        if not name:
            raise RpcError(PARAMETER, "Wallet name cannot be empty")
        source = Path(backup)
        try:
            there = source.is_file()
        except OSError:  # a name that no file can have
            there = False
        if not there:
            raise RpcError(PARAMETER, "Backup file does not exist")
        folder = folder_of(self.folder, name)
        target = folder / FILE
        if target.exists():
            text = f"Failed to restore wallet. Database file exists in '{target}'."
            raise RpcError(WALLET_ALREADY_EXISTS, text)
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, target)
            return self.load(name, load_on_startup)
        except BaseException:
            target.unlink(missing_ok=True)
            if made:
                folder.rmdir()
            raise

    def names_on_disk(self) -> list[str]:
        return names_in(self.folder)

    def _remember(self, name: str, load_on_startup: bool | None) -> list[str]:
        if load_on_startup is None or set_startup(self.settings, name, load_on_startup, self.implied):
            return []
        return [NOT_SAVED.format("not" if load_on_startup else "still")]

    def close(self) -> None:
        """Writes and closes every wallet."""
        while self.open:
            self.open.popitem()[1].close()

    def block_connected(self, entry: "Entry", block: Block, undo: object) -> None:
        self._tell(lambda wallet: wallet.block_connected(entry, block))

    def block_disconnected(self, entry: "Entry", block: Block, undo: object) -> None:
        self._tell(lambda wallet: wallet.block_disconnected(entry, block))

    def chain_settled(self) -> None:
        """Nothing is due: what a block told can be read from the chain again, so it waits."""

    def tx_added(self, tx: Tx) -> None:
        self._tell(lambda wallet: wallet.tx_added(tx))

    def tx_removed(self, tx: Tx, reason: str) -> None:
        self._tell(lambda wallet: wallet.tx_removed(tx, reason))

    def _tell(self, news: Callable[[Wallet], None]) -> None:
        """Tells every wallet. One that cannot be written is closed: the chain goes on without it.

        When it is loaded again, it reads from the chain what it missed.
        """
        for name, wallet in list(self.open.items()):
            try:
                news(wallet)
            except sqlite3.Error as error:
                wallet.log(f"Error: the wallet cannot be written and is closed: {error}")
                del self.open[name]
                wallet.keyring.lock()
                wallet.file.abandon()


def wallets_folder(options: "Options", network_dir: Path) -> Path:
    """Where wallets are: -walletdir, else `wallets` beside the chain if that is there, else beside the chain.

    Raises OptionError when -walletdir is of no use.
    """
    given = options.get("walletdir")
    if given is None:
        usual = network_dir / "wallets"
        return usual if usual.is_dir() or not network_dir.exists() else network_dir
    folder = Path(given)
    problem = "does not exist" if not folder.exists() else "is not a directory" if not folder.is_dir() else ""
    if not problem and not folder.is_absolute():
        problem = "is a relative path"
    if problem:
        raise OptionError(f'Specified -walletdir "{given}" {problem}')
    return folder.resolve()


def _opened(path: Path, create: bool) -> WalletFile:
    try:
        return WalletFile(path, create)
    except (OSError, ValueError) as error:
        raise RpcError(WALLET, f"Wallet loading failed. Error loading {path}: {error}") from None
