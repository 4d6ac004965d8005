"""Key expressions of descriptors: a fixed key, or an extended key with a path and perhaps a final *.

Each can be written four ways: PUBLIC, PRIVATE (with the secrets it holds), NORMALIZED (public, from the last
hardened step on) and COMPAT (always ', for identifiers that must never change).
Source: BIP 380; Bitcoin Core, src/script/descriptor.cpp (PubkeyProvider).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from labs.bitcoin.addresses import Network
from labs.bitcoin.hashes import hash160
from labs.bitcoin.hd import HARDENED, DerivationError, ExtendedKey, format_path
from labs.bitcoin.keys import PrivateKey
from labs.bitcoin.keystore import Keystore

Style = Enum("Style", "PUBLIC PRIVATE NORMALIZED COMPAT")
Range = Enum("Range", "NONE PLAIN HARDENED")


class CannotDerive(ValueError):
    """The keys of this position need a private key that the descriptor does not hold."""


class KeyExpression(Protocol):
    @property
    def is_range(self) -> bool: ...

    @property
    def size(self) -> int:
        """Bytes of the public key: 33 or 65."""
        ...

    @property
    def holds_private(self) -> bool: ...

    @property
    def extended(self) -> ExtendedKey | None:
        """The root extended key, when there is one."""
        ...

    def public(self, position: int, out: Keystore) -> bytes:
        """The public key at a position; out learns it, its origin and its secret. Raises CannotDerive."""
        ...

    def text(self, style: Style, network: Network) -> str: ...


@dataclass(frozen=True, slots=True)
class FixedKey:
    """One key, given in hex or as a private key. xonly: written without its first byte."""

    key: bytes
    xonly: bool = False
    private: PrivateKey | None = None

    is_range = False
    extended = None

    @property
    def size(self) -> int:
        return len(self.key)

    @property
    def holds_private(self) -> bool:
        return self.private is not None

    def public(self, position: int, out: Keystore) -> bytes:
        out.add_public(self.key, (hash160(self.key)[:4], ()))
        if self.private is not None:
            out.keys[self.key] = self.private
        return self.key

    def text(self, style: Style, network: Network) -> str:
        if style is Style.PRIVATE and self.private is not None:
            return self.private.wif(network)
        return self.key[1:].hex() if self.xonly else self.key.hex()


@dataclass(slots=True)
class ExtendedKeyExpression:
    """xpub/path/*: keys along a path below an extended key."""

    root: ExtendedKey
    path: tuple[int, ...]
    range: Range
    apostrophe: bool
    size = 33
    _parent: ExtendedKey | None = field(default=None, init=False, repr=False)
    _fingerprint: bytes = field(default=b"", init=False, repr=False)

    @property
    def is_range(self) -> bool:
        return self.range is not Range.NONE

    @property
    def holds_private(self) -> bool:
        return self.root.secret is not None

    @property
    def extended(self) -> ExtendedKey:
        return self.root

    def public(self, position: int, out: Keystore) -> bytes:
        steps: tuple[int, ...] = ()
        if self.range is not Range.NONE:
            steps = (position + HARDENED if self.range is Range.HARDENED else position,)
        try:
            if self._parent is None:
                self._parent = self.root.derive(self.path)
                self._fingerprint = self.root.fingerprint
            key = self._parent.derive(steps)
        except DerivationError as error:
            raise CannotDerive(str(error)) from None
        out.add_public(key.public, (self._fingerprint, self.path + steps))
        if key.secret is not None:
            out.keys[key.public] = key.private_key
        return key.public

    def text(self, style: Style, network: Network) -> str:
        if style is Style.NORMALIZED and self.range is not Range.HARDENED:
            return self._normalized(network)
        apostrophe = style is Style.COMPAT or (self.apostrophe and style is not Style.NORMALIZED)
        key = self.root if style is Style.PRIVATE else self.root.neuter()
        return key.to_string(network) + self._path_text(self.path, "'" if apostrophe else "h")

    def _path_text(self, path: tuple[int, ...], mark: str) -> str:
        end = {Range.NONE: "", Range.PLAIN: "/*", Range.HARDENED: f"/*{mark}"}[self.range]
        return format_path(path, mark) + end

    def _normalized(self, network: Network) -> str:
        hardened = [number for number, step in enumerate(self.path) if step >= HARDENED]
        if not hardened:
            return self.text(Style.PUBLIC, network)
        before, after = self.path[: hardened[-1] + 1], self.path[hardened[-1] + 1 :]
        try:
            key = self.root.derive(before).neuter()
        except DerivationError as error:
            raise CannotDerive(str(error)) from None
        origin = f"[{self.root.fingerprint.hex()}{format_path(before)}]"
        return origin + key.to_string(network) + self._path_text(after, "h")


@dataclass(frozen=True, slots=True)
class OriginKey:
    """[fingerprint/path]key: the same key, with word of where it comes from."""

    fingerprint: bytes
    path: tuple[int, ...]
    inner: KeyExpression
    apostrophe: bool

    @property
    def is_range(self) -> bool:
        return self.inner.is_range

    @property
    def size(self) -> int:
        return self.inner.size

    @property
    def holds_private(self) -> bool:
        return self.inner.holds_private

    @property
    def extended(self) -> ExtendedKey | None:
        return self.inner.extended

    def public(self, position: int, out: Keystore) -> bytes:
        public = self.inner.public(position, out)
        out.origins[public] = (self.fingerprint, self.path + out.origins[public][1])
        return public

    def text(self, style: Style, network: Network) -> str:
        apostrophe = style is Style.COMPAT or (self.apostrophe and style is not Style.NORMALIZED)
        origin = self.fingerprint.hex() + format_path(self.path, "'" if apostrophe else "h")
        inner = self.inner.text(style, network)
        if style is Style.NORMALIZED and inner.startswith("["):
            return f"[{origin}{inner[9:]}"  # the inner origin continues the outer path
        return f"[{origin}]{inner}"
