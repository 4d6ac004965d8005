"""The address book: labels of addresses, and which addresses the wallet has spent from.

An address of the wallet without a label is change. Source: Bitcoin Core, src/wallet/wallet.h.
"""

from dataclasses import dataclass

from labs.bitcoin.addresses import address_of
from labs.embedded.wallet.file import WalletFile

RECEIVE, SEND = "receive", "send"


@dataclass(slots=True)
class Label:
    """text None: only known as spent from. purpose: receive or send."""

    text: str | None
    purpose: str | None
    used: bool = False


class Labels:
    """Labels by address."""

    def __init__(self, file: WalletFile) -> None:
        self.file = file
        self.book: dict[str, Label] = {}

    def load(self) -> None:
        for address, text, purpose, used in self.file.labels():
            self.book[address] = Label(text, purpose, bool(used))

    def of(self, address: str | None) -> Label | None:
        """The entry, unless the address is only known as change."""
        entry = self.book.get(address) if address is not None else None
        return entry if entry is not None and entry.text is not None else None

    def of_script(self, script: bytes) -> Label | None:
        return self.of(address_of(script))

    def entries(self) -> list[tuple[str, Label]]:
        """Every labelled address."""
        return [(address, entry) for address, entry in self.book.items() if entry.text is not None]

    def set(self, address: str, text: str, purpose: str) -> None:
        entry = self.book.setdefault(address, Label(None, None))
        entry.text, entry.purpose = text, purpose
        self.file.save_label(address, text, purpose, entry.used)

    def mark_used(self, script: bytes) -> None:
        """Notes that the wallet spent from the address of this script."""
        address = address_of(script)
        if address is None:
            return
        entry = self.book.setdefault(address, Label(None, None))
        if not entry.used:
            entry.used = True
            self.file.save_label(address, entry.text, entry.purpose, True)

    def is_used(self, script: bytes) -> bool:
        address = address_of(script)
        return address is not None and address in self.book and self.book[address].used
