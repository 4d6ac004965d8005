"""All descriptors of a wallet: finding the one behind a script, handing out addresses, sealing private keys.

Source of behaviour and texts: Bitcoin Core, src/wallet/scriptpubkeyman.cpp.
"""

import re
from collections.abc import Iterator

from labs.bitcoin.hashes import hash160
from labs.bitcoin.hd import ExtendedKey
from labs.bitcoin.keys import taproot_output
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.standard import p2pkh, p2sh_of, p2tr, p2wpkh
from labs.embedded.wallet.file import WalletFile
from labs.embedded.wallet.scripts import AHEAD, CannotDerive, WalletDescriptor
from labs.embedded.wallet.sealing import new_master, seal, seal_master, unseal, unseal_master

ADDRESS_TYPES = ("legacy", "p2sh-segwit", "bech32", "bech32m")
RAN_OUT = "Error: Keypool ran out, please call keypoolrefill first"

Place = tuple[WalletDescriptor, int]
"""A descriptor and the index in it that gives a script."""


_EXTENDED_KEY = re.compile(r"[tx]p(?:rv|ub)[1-9A-HJ-NP-Za-km-z]{107}")


def extended_keys(text: str) -> list[str]:
    """The extended keys in a descriptor's text."""
    return _EXTENDED_KEY.findall(text)


class NoAddress(Exception):
    """No address can be given; the text is Core's."""


class Keyring:
    """Descriptors in the order they came. `size` is how many addresses are to lie ahead (-keypool)."""

    def __init__(self, file: WalletFile, size: int) -> None:
        self.file, self.size = file, max(1, size)
        self.descriptors: list[WalletDescriptor] = []
        self.active: dict[tuple[str, bool], WalletDescriptor] = {}
        self.places: dict[bytes, tuple[Place, ...]] = {}
        self.held: set[str] = set()
        """Extended public keys whose private halves are here."""
        self.sealed_master: dict[str, str] | None = None
        self._master: bytes | None = None

    def load(self) -> None:
        self.sealed_master = self.file.fact("sealed_master")
        self.held = set(self.file.fact("held", []))
        for row in self.file.descriptors():
            wd = WalletDescriptor.from_row(row)
            wd.check()
            self.descriptors.append(wd)
            if wd.active is not None:
                self.active[wd.active, bool(wd.internal)] = wd
            assert wd.number is not None
            for index, script in self.file.scripts(wd.number):
                self._place(script, wd, index)
                wd.derived_to = index + 1
            wd.derived_to = max(wd.derived_to, wd.range_start)
            if self.sealed_master is None and wd.secret is not None:
                wd.unlock(wd.secret.decode())

    # Scripts

    def _place(self, script: bytes, wd: WalletDescriptor, index: int) -> None:
        known = self.places.get(script, ())
        if all(other is not wd for other, _ in known):
            self.places[script] = (*known, (wd, index))

    def is_mine(self, script: bytes) -> bool:
        return script in self.places

    def derive(self, wd: WalletDescriptor, end: int) -> None:
        """Makes every script below `end` known. Raises CannotDerive."""
        fresh = []
        for index in range(wd.derived_to, end):
            for script in wd.scripts_at(index):
                self._place(script, wd, index)
                fresh.append((index, script))
            wd.derived_to = index + 1
        if fresh and wd.number is not None:
            self.file.add_scripts(wd.number, fresh)

    def top_up(self, wd: WalletDescriptor, size: int = 0) -> bool:
        """Widens the range to `size` beyond the next index. False when keys are missing for that."""
        if wd.is_range:
            wd.range_end = max(wd.range_end, wd.next_index + (size or self.size))
        else:
            wd.range_start, wd.range_end = 0, 1
        try:
            # What needs private keys is derived at once: they may be locked away when it is wanted.
            ahead = wd.next_index + AHEAD if wd.can_self_expand else wd.range_end
            self.derive(wd, min(wd.range_end, ahead))
        except CannotDerive:
            wd.range_end = max(wd.derived_to, wd.range_start)
            return False
        finally:
            self.save(wd)
        return True

    def derive_all(self) -> None:
        """Makes every script within the ranges known, as a search for coins from elsewhere needs."""
        for wd in self.descriptors:
            try:
                self.derive(wd, wd.range_end)
            except CannotDerive:
                continue

    def mark_used(self, script: bytes) -> Iterator[tuple[bytes, bool | None]]:
        """Moves the next index behind a script that was paid.

        Yields each script passed over with whether it is change.
        """
        for wd, index in self.places.get(script, ()):
            if index < wd.next_index:
                continue
            first, wd.next_index = wd.next_index, index + 1
            self.top_up(wd)
            internal = wd.internal if wd.active is not None else None
            for passed in range(first, index + 1):
                for each in wd.scripts_at(passed):
                    yield each, internal

    # Addresses

    def can_give(self, internal: bool) -> bool:
        """Whether getnewaddress (or, internal, getrawchangeaddress) has a descriptor to ask."""
        given = (self.active.get((kind, internal)) for kind in ADDRESS_TYPES)
        return any(wd is not None and wd.is_range and self._may_extend(wd) for wd in given)

    def _may_extend(self, wd: WalletDescriptor) -> bool:
        return wd.can_self_expand or wd.secret is not None or wd.next_index < wd.range_end

    def new_script(self, kind: str, internal: bool) -> bytes:
        """The script of the next address of that type. Raises NoAddress."""
        wd = self.active.get((kind, internal))
        if wd is None:
            raise NoAddress(f"Error: No {kind} addresses available.")
        self.top_up(wd)
        try:
            self.derive(wd, wd.next_index + 1)
        except CannotDerive:
            raise NoAddress(RAN_OUT) from None
        script = wd.scripts_at(wd.next_index)[0]
        wd.next_index += 1
        self.save(wd)
        return script

    def give_back(self, kind: str, internal: bool, script: bytes) -> None:
        """Takes back the address that was handed out last, where it was not used after all."""
        wd = self.active.get((kind, internal))
        if wd is not None and (wd, wd.next_index - 1) in self.places.get(script, ()):
            wd.next_index -= 1
            self.save(wd)

    # Descriptors

    def find(self, plain: str) -> WalletDescriptor | None:
        return next((wd for wd in self.descriptors if wd.plain == plain), None)

    def add(self, wd: WalletDescriptor, private_text: str | None) -> None:
        """Takes in a descriptor, with its private text where there is one."""
        if private_text is not None:
            self._keep_secret(wd, private_text)
        self.descriptors.append(wd)
        wd.derived_to = wd.range_start
        self.save(wd)
        self.top_up(wd)

    def _keep_secret(self, wd: WalletDescriptor, private_text: str) -> None:
        wd.unlock(private_text)
        wd.secret = self._sealed(private_text)
        private = (ExtendedKey.parse(key) for key in extended_keys(private_text) if key[1:4] == "prv")
        self.held.update(key.neuter().to_string() for key in private)
        self.file.set_fact("held", sorted(self.held))

    def replace(self, old: WalletDescriptor, new: WalletDescriptor, private_text: str | None) -> None:
        """Gives a descriptor that is known another range, birth or private keys."""
        old.created, old.next_index = new.created, new.next_index
        old.range_start, old.range_end = new.range_start, new.range_end
        if private_text is not None:
            self._keep_secret(old, private_text)
        if old.number is not None:
            self.file.forget_scripts(old.number)
        old.derived_to = old.range_start
        self.top_up(old)

    def set_active(self, wd: WalletDescriptor, kind: str, internal: bool) -> None:
        before = self.active.get((kind, internal))
        if before is not None and before is not wd:
            before.active = before.internal = None
            self.save(before)
        other = self.active.get((kind, not internal))
        if other is wd:
            del self.active[kind, not internal]
        wd.active, wd.internal = kind, internal
        self.active[kind, internal] = wd
        self.save(wd)

    def deactivate(self, wd: WalletDescriptor, kind: str, internal: bool) -> None:
        if self.active.get((kind, internal)) is wd:
            del self.active[kind, internal]
            wd.active = wd.internal = None
            self.save(wd)

    def save(self, wd: WalletDescriptor) -> None:
        wd.number = self.file.save_descriptor(wd.number, wd.row())

    # Keys

    def keystore(self, script: bytes, private: bool) -> Keystore:
        """What the wallet knows about a script; empty when it is not the wallet's."""
        store = Keystore()
        for wd, index in self.places.get(script, ()):
            store.merge(wd.keystore_at(index, private))
        return store

    def keystore_of_key(self, public: bytes, private: bool) -> Keystore:
        """What the wallet knows of a single public key of its own."""
        key_hash = hash160(public)
        segwit = p2wpkh(key_hash)
        scripts = [p2pkh(key_hash), segwit, p2sh_of(segwit)]
        if tweaked := taproot_output(public[-32:]):
            scripts.append(p2tr(tweaked[0]))
        store = Keystore()
        for script in scripts:
            store.merge(self.keystore(script, private))
        return store

    @property
    def encrypted(self) -> bool:
        return self.sealed_master is not None

    @property
    def locked(self) -> bool:
        return self.encrypted and self._master is None

    def _sealed(self, text: str) -> bytes:
        if not self.encrypted:
            return text.encode()
        assert self._master is not None
        return seal(self._master, text.encode())

    def encrypt(self, passphrase: str) -> None:
        """Seals every private key; afterwards the wallet is unlocked."""
        self._master = new_master()
        self.sealed_master = seal_master(passphrase, self._master)
        self.file.set_fact("sealed_master", self.sealed_master)
        for wd in self.descriptors:
            if wd.secret is not None:
                wd.secret = seal(self._master, wd.secret)
                self.save(wd)
        self.file.rewrite()

    def unlock(self, passphrase: str) -> None:
        """Raises WrongKey, and stays locked then."""
        assert self.sealed_master is not None
        master = unseal_master(passphrase, self.sealed_master)
        texts = [(wd, unseal(master, wd.secret).decode()) for wd in self.descriptors if wd.secret]
        for wd, text in texts:
            wd.unlock(text)
        self._master = master

    def lock(self) -> None:
        self._master = None
        for wd in self.descriptors:
            wd.lock()

    def change_passphrase(self, old: str, new: str) -> None:
        """Raises WrongKey."""
        assert self.sealed_master is not None
        self.sealed_master = seal_master(new, unseal_master(old, self.sealed_master))
        self.file.set_fact("sealed_master", self.sealed_master)
        self.file.commit()
