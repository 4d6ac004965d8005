"""One descriptor of a wallet: the range it watches, which index is next, and the scripts derived so far.

Bitcoin Core derives a thousand scripts ahead at once. Here the range has the same bounds, but scripts are
derived when they may matter: some ahead of the next index, all before a scan for coins from elsewhere.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from labs.bitcoin.keystore import Keystore

if TYPE_CHECKING:
    from labs.bitcoin.descriptors import Descriptor
    from labs.embedded.wallet.sizes import InputSize

AHEAD = 50
"""Scripts derived beyond the next index while nothing calls for the whole range."""

_HARDENED_BEHIND_KEY = re.compile(r"[tx]p(?:ub|rv)[1-9A-HJ-NP-Za-km-z]{107}[^,)]*[h']")


class CannotDerive(Exception):
    """A hardened step needs the private key, which is locked away or not here."""


@dataclass(slots=True)
class WalletDescriptor:
    """plain and normal: its texts with checksum; secret: its private text as kept in the file (maybe sealed).

    created: unix time before which no output can exist. The range is range_start to range_end, end excluded.
    active: the address type it is active for; internal: whether it makes change addresses, None when unknown.
    """

    plain: str
    normal: str
    secret: bytes | None
    created: int
    range_start: int
    range_end: int
    next_index: int
    active: str | None = None
    internal: bool | None = None
    number: int | None = None
    derived_to: int = 0
    """Scripts with an index below this one are known."""
    private_text: str | None = field(default=None, repr=False)
    """Set while the wallet is unlocked."""
    sizes: dict[int, "InputSize | None"] = field(default_factory=dict, repr=False)
    """Sizes of inputs that spend its scripts, by the script's length."""
    known: dict[int, tuple[list[bytes], Keystore]] = field(default_factory=dict, repr=False)
    """Scripts and public parts by index, where they cannot be derived without private keys."""
    _public: "Descriptor | None" = field(default=None, repr=False)
    _private: "Descriptor | None" = field(default=None, repr=False)

    def row(self) -> tuple[Any, ...]:
        """The values of its row in the file, the number left out."""
        internal = None if self.internal is None else int(self.internal)
        span = (self.created, self.range_start, self.range_end, self.next_index)
        return (self.plain, self.normal, self.secret, *span, self.active, internal)

    @classmethod
    def from_row(cls, row: tuple[Any, ...]) -> "WalletDescriptor":
        number, plain, normal, secret, created, start, end, following, active, internal = row
        internal = None if internal is None else bool(internal)
        return cls(plain, normal, secret, created, start, end, following, active, internal, number)

    def check(self) -> None:
        """Raises DescriptorError, a ValueError, when the text is none."""
        assert self.public.is_range == self.is_range and self.range_start <= self.range_end

    @property
    def public(self) -> "Descriptor":
        if self._public is None:
            from labs.bitcoin.descriptors import parse

            self._public = parse(self.normal)[0]
        return self._public

    @property
    def private(self) -> "Descriptor | None":
        """The descriptor with its private keys; None while they are locked away or where there are none."""
        if self._private is None and self.private_text is not None:
            from labs.bitcoin.descriptors import parse

            self._private = parse(self.private_text)[0]
        return self._private

    def unlock(self, text: str) -> None:
        self.private_text = text

    def lock(self) -> None:
        self.private_text = self._private = None

    @property
    def is_range(self) -> bool:
        return "*" in self.normal

    @property
    def can_self_expand(self) -> bool:
        """Whether scripts can be derived without private keys."""
        return _HARDENED_BEHIND_KEY.search(self.normal.partition("#")[0]) is None

    def scripts_at(self, index: int) -> list[bytes]:
        """Raises CannotDerive."""
        if self.can_self_expand:
            return self.public.expand(index).scripts
        if index not in self.known:
            if self.private is None:
                raise CannotDerive
            expansion = self.private.expand(index)
            self.known[index] = expansion.scripts, expansion.keystore.without_keys()
        return self.known[index][0]

    def keystore_at(self, index: int, private: bool) -> Keystore:
        """What is needed to recognise and, with private keys, to sign for the scripts at index."""
        if private and self.private is not None:
            return self.private.expand(index).keystore
        if self.can_self_expand:
            return self.public.expand(index).keystore
        try:
            self.scripts_at(index)
        except CannotDerive:
            return Keystore()
        return Keystore().merge(self.known[index][1])
