"""One wallet: its keys, its history and what it may spend, kept in step with chain and mempool.

Source of behaviour: Bitcoin Core, src/wallet/wallet.cpp.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labs.bitcoin.addresses import address_of
from labs.bitcoin.blocks import Block
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.standard import solve
from labs.bitcoin.transactions import OutPoint, Tx, TxOut
from labs.embedded.wallet.file import VERSION, WalletFile
from labs.embedded.wallet.keyring import ADDRESS_TYPES, Keyring
from labs.embedded.wallet.labels import RECEIVE, Labels
from labs.embedded.wallet.ledger import Ledger, State, WalletTx
from labs.embedded.wallet.rescanning import catch_up
from labs.embedded.wallet.sealing import WrongKey
from labs.embedded.wallet.seeds import descriptor_for, new_master_key
from labs.embedded.wallet.sizes import InputSize, input_size

if TYPE_CHECKING:
    from labs.bitcoin.signing import SignResult
    from labs.embedded.chain import Chain
    from labs.embedded.clock import Clock
    from labs.embedded.entry import Entry
    from labs.embedded.mempool import Mempool
    from labs.embedded.options import Options

FLAGS = (
    "avoid_reuse",
    "key_origin_metadata",
    "last_hardened_xpub_cached",
    "disable_private_keys",
    "blank",
    "descriptor_wallet",
    "external_signer",
)
"""In the order of Core's bits."""
DEFAULT_KEYPOOL = 1000
CLIENT_VERSION = 319900
"""The Bitcoin Core whose behaviour this is."""
DEFAULT_ADDRESS_TYPE = "bech32"


@dataclass(frozen=True)
class Surroundings:
    """The parts of the node that a wallet speaks to."""

    chain: "Chain"
    mempool: "Mempool"
    options: "Options"
    clock: "Clock"
    log: Callable[[str], None]


class Wallet:
    """An open wallet. Every call holds the node's lock."""

    def __init__(self, name: str, file: WalletFile, around: Surroundings) -> None:
        self.name, self.file, self.around = name, file, around
        self.options = around.options
        self.keyring = Keyring(file, self.options.number("keypool", DEFAULT_KEYPOOL))
        self.labels = Labels(file)
        self.ledger = Ledger(file, self.keyring.is_mine)
        self.flags: set[str] = set()
        self.locked_coins: dict[OutPoint, bool] = {}
        self.relock_at = 0.0
        self.unlocked_until = 0
        self.spend_zero_conf_change: bool = self.options.flag("spendzeroconfchange", True)
        self.signals_rbf: bool = self.options.flag("walletrbf", True)

    def log(self, text: str) -> None:
        self.around.log(f"[{self.name or 'default wallet'}] {text}")

    # Birth and death

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
        wallet = cls(name, file, around)
        wallet.flags = {"last_hardened_xpub_cached", "descriptor_wallet"}
        chosen = {"disable_private_keys": disable_private_keys, "blank": blank, "avoid_reuse": avoid_reuse}
        wallet.flags |= {flag for flag, wanted in chosen.items() if wanted}
        tip = around.chain.tip
        wallet.ledger.set_tip(tip.hash, tip.height)
        if passphrase:
            wallet.keyring.encrypt(passphrase)
        if not blank and not disable_private_keys:
            wallet.new_seed()
        if passphrase:
            wallet.keyring.lock()
        wallet.save_flags()
        file.commit()
        return wallet

    @classmethod
    def load(cls, name: str, file: WalletFile, around: Surroundings) -> "Wallet":
        wallet = cls(name, file, around)
        wallet.flags = set(file.fact("flags", []))
        wallet.keyring.load()
        wallet.labels.load()
        wallet.ledger.load()
        wallet.locked_coins = dict.fromkeys(file.locked(), True)
        wallet.log(f"Wallet format = {VERSION}, Last client version = {CLIENT_VERSION}")
        for wd in wallet.keyring.descriptors:
            wallet.keyring.top_up(wd)
        catch_up(wallet)
        file.commit()
        return wallet

    def new_seed(self) -> None:
        """Eight fresh active descriptors; those of an earlier seed stay watched and spendable."""
        master, now = new_master_key(), self.around.clock.now()
        for internal in (False, True):
            for kind in ADDRESS_TYPES:
                wd, private = descriptor_for(master, kind, internal, now)
                wd.range_end = self.keyring.size
                self.keyring.add(wd, private)
                self.keyring.set_active(wd, kind, internal)

    def save_flags(self) -> None:
        self.file.set_fact("flags", [flag for flag in FLAGS if flag in self.flags])

    def close(self) -> None:
        self.keyring.lock()
        self.file.close()

    @property
    def birth_time(self) -> int | None:
        """Unix time of the oldest key or transaction; None where there is neither."""
        times = [wd.created for wd in self.keyring.descriptors] + [w.time for w in self.ledger.txs.values()]
        return min(times, default=None)

    # Locking

    @property
    def has_private_keys(self) -> bool:
        return "disable_private_keys" not in self.flags

    @property
    def is_locked(self) -> bool:
        """Whether private keys are sealed."""
        self.lock_when_due()
        return self.keyring.locked

    def lock_when_due(self) -> None:
        """Locks an open wallet whose time is over."""
        is_open = self.keyring.encrypted and not self.keyring.locked
        if is_open and self.around.clock.monotonic() >= self.relock_at:
            self.lock()

    def unlock(self, passphrase: str, seconds: int) -> bool:
        """Opens the private keys for some seconds. False when the passphrase is wrong."""
        try:
            self.keyring.unlock(passphrase)
        except WrongKey:
            return False
        self.relock_at = self.around.clock.monotonic() + seconds
        self.unlocked_until = self.around.clock.now() + seconds
        for wd in list(self.keyring.active.values()):
            self.keyring.top_up(wd)
        self.file.commit()
        return True

    def lock(self) -> None:
        self.keyring.lock()
        self.relock_at, self.unlocked_until = 0.0, 0

    def encrypt(self, passphrase: str) -> None:
        """Seals the private keys and makes a new seed, which no copy in clear was ever made of."""
        self.keyring.encrypt(passphrase)
        if "blank" not in self.flags:
            self.new_seed()
        self.lock()
        self.file.commit()

    # Scripts and addresses

    def is_mine(self, script: bytes) -> bool:
        return script in self.keyring.places

    def new_address(self, kind: str, label: str) -> str:
        """A fresh receiving address. Raises NoAddress."""
        address = address_of(self.keyring.new_script(kind, internal=False))
        assert address is not None
        self.labels.set(address, label, RECEIVE)
        self.file.commit()
        return address

    def input_size(self, script: bytes) -> InputSize | None:
        """Size of an input that spends a script of the wallet; None where it does not know how to."""
        for wd, _ in self.keyring.places.get(script, ()):
            if len(script) not in wd.sizes:
                store = self.keyring.keystore(script, private=False)
                # A signer elsewhere may not take the trouble to make R small.
                wd.sizes[len(script)] = input_size(script, store, high_r=not self.has_private_keys)
            return wd.sizes[len(script)]
        return None

    def change_type(self, wished: str | None, paid: list[bytes]) -> str:
        """Address type for change: like what is paid, so that it does not stand out."""
        default = self.options.text("addresstype", DEFAULT_ADDRESS_TYPE)
        wished = wished or self.options.get("changetype")
        if wished or default == "legacy":
            return wished or default
        kinds = {solve(script).kind for script in paid}
        likes = (
            ("bech32m", "witness_v1_taproot"),
            ("bech32", "witness_v0_keyhash"),
            ("p2sh-segwit", "scripthash"),
            ("legacy", "pubkeyhash"),
        )
        for kind, script_kind in likes:
            if script_kind in kinds and (kind, True) in self.keyring.active:
                return kind
        return next((kind for kind in ("bech32m", "bech32") if (kind, True) in self.keyring.active), default)

    def sign(self, tx: Tx, spent: Mapping[OutPoint, TxOut], sighash: int | None = None) -> "SignResult":
        """tx with what this wallet's keys can sign. spent: the outputs it spends."""
        from labs.bitcoin.signing import sign_transaction

        store = Keystore()
        for output in spent.values():
            store.merge(self.keyring.keystore(output.script, private=True))
        return sign_transaction(tx, spent, store, sighash)

    def set_label(self, address: str, label: str, purpose: str) -> None:
        self.labels.set(address, label, purpose)
        self.file.commit()

    # Following chain and mempool

    def sync(self, tx: Tx, state: State, block_time: int | None = None, old: bool = False) -> bool:
        """Takes note of a transaction and where it is, if it is the wallet's. old: found by a rescan."""
        ledger, txid = self.ledger, tx.txid
        if state.block is not None and ledger.spends:
            for rival in list(ledger.spenders(tx)):
                ledger.mark_conflicted(rival, state.block, state.height)
        mine = [output.script for output in tx.outputs if output.script in self.keyring.places]
        if not mine and txid not in ledger.txs and not ledger.is_from_me(tx):
            return False
        for script in mine:
            self._note_payment(script)
        is_new = txid not in ledger.txs
        ledger.put(tx, state, self.around.clock.now(), block_time, old)
        if is_new:
            self._note_spending(tx)
        return True

    def _note_payment(self, script: bytes) -> None:
        for passed, internal in self.keyring.mark_used(script):
            address = address_of(passed)
            if internal is False and address is not None and self.labels.of(address) is None:
                self.labels.set(address, "", RECEIVE)

    def _note_spending(self, tx: Tx) -> None:
        for source in tx.inputs:
            self.unlock_coin(source.prevout)
            spent = self.ledger.outputs.get(source.prevout)
            if spent is not None and "avoid_reuse" in self.flags:
                self.labels.mark_used(spent.script)

    def block_connected(self, entry: "Entry", block: Block) -> None:
        self.ledger.set_tip(entry.hash, entry.height)
        for position, tx in enumerate(block.txs):
            self.sync(tx, State(entry.hash, entry.height, position), entry.time)

    def block_disconnected(self, entry: "Entry", block: Block) -> None:
        assert entry.prev is not None
        self.ledger.set_tip(entry.prev.hash, entry.height - 1)
        for position, tx in enumerate(block.txs):
            if tx.txid in self.ledger.txs:
                in_mempool = self.around.mempool.get(tx.txid) is not None
                self.sync(tx, State(in_mempool=in_mempool))
                if position == 0:
                    self.ledger.orphan(self.ledger.txs[tx.txid])
            for rival in list(self.ledger.spenders(tx)):
                self.ledger.unmark_conflicted(rival, entry.height)

    def tx_added(self, tx: Tx) -> None:
        if self.sync(tx, State(in_mempool=True)):
            self.file.commit()
        if self.ledger.spends:
            self.ledger.note_rival(tx, present=True)

    def tx_removed(self, tx: Tx, reason: str) -> None:
        wtx = self.ledger.txs.get(tx.txid)
        if wtx is not None:
            self.ledger.leave_mempool(wtx)
        if self.ledger.spends:
            self.ledger.note_rival(tx, present=False)

    # Sending

    def commit_transaction(self, tx: Tx, notes: dict[str, str]) -> WalletTx:
        """Keeps a transaction the wallet made, safely on disk, and offers it to the mempool."""
        self.sync(tx, State())
        wtx = self.ledger.txs[tx.txid]
        wtx.notes.update(notes)
        self.ledger.save(wtx)
        self.file.commit()
        self.broadcast(wtx)
        return wtx

    def broadcast(self, wtx: WalletTx) -> None:
        from labs.embedded.mempool import Rejected

        if not self.options.flag("walletbroadcast", True):
            return
        try:
            self.around.mempool.accept(wtx.tx)
            self.around.mempool.unbroadcast.add(wtx.tx.txid)
        except Rejected as error:
            self.log(f"CommitTransaction(): Transaction cannot be broadcast immediately, {error}")

    def resubmit(self) -> None:
        """Offers the mempool every transaction that is neither in it nor in a block nor given up."""
        for wtx in list(self.ledger.txs.values()):
            waits = self.ledger.depth(wtx) == 0 and not wtx.state.abandoned and not wtx.state.in_mempool
            if waits and not wtx.tx.is_coinbase:
                self.broadcast(wtx)

    # Coins set aside

    def lock_coin(self, outpoint: OutPoint, keep: bool = False) -> None:
        """Keeps coin selection away from an output; keep: also after a restart."""
        self.locked_coins[outpoint] = keep
        if keep:
            self.file.save_lock(outpoint)
            self.file.commit()

    def unlock_coin(self, outpoint: OutPoint) -> None:
        if self.locked_coins.pop(outpoint, False):
            self.file.drop_lock(outpoint)
            self.file.commit()
