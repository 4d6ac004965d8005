"""Hierarchical keys: one seed, a tree of keys, each step a number.

A step of 2**31 and more is *hardened*: it needs the private key. An extended key is written in base58
(xprv/xpub, or tprv/tpub on test networks). Sources: BIP 32 and, for words, BIP 39.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from labs.bitcoin.addresses import REGTEST, Network
from labs.bitcoin.base58 import base58check_decode, base58check_encode
from labs.bitcoin.hashes import hash160
from labs.bitcoin.keys import ORDER, KeyFormatError, PrivateKey, add_to_public, is_public_key

HARDENED = 0x80000000


class DerivationError(ValueError):
    """A child that cannot be derived: hardened from a public key, too deep, or (once in 2**127) no key."""


@dataclass(frozen=True, slots=True)
class ExtendedKey:
    """A key with its chain code. secret is None for the public half.

    parent: first four bytes of the parent's hash160, zero for a master key. number: which child it is.
    """

    public: bytes
    chain_code: bytes
    secret: bytes | None = field(default=None, repr=False)
    depth: int = 0
    parent: bytes = bytes(4)
    number: int = 0

    @classmethod
    def from_seed(cls, seed: bytes) -> ExtendedKey:
        """Master key of a seed of 16 to 64 bytes."""
        digest = hmac.digest(b"Bitcoin seed", seed, "sha512")
        return cls(PrivateKey(digest[:32]).public, digest[32:], digest[:32])

    @classmethod
    def parse(cls, text: str, network: Network = REGTEST) -> ExtendedKey:
        """Read base58 text of either half; raises KeyFormatError."""
        try:
            data = base58check_decode(text, 78)
        except ValueError:
            data = b""
        if len(data) != 78:
            raise KeyFormatError(f"key '{text}' is not valid")
        version, depth, parent = data[:4], data[4], data[5:9]
        number, chain_code, key = int.from_bytes(data[9:13], "big"), data[13:45], data[45:]
        if depth == 0 and (number != 0 or parent != bytes(4)):
            raise KeyFormatError(f"key '{text}' is not valid")
        if version == network.xprv and key[0] == 0:
            secret = PrivateKey(key[1:])
            return cls(secret.public, chain_code, secret.secret, depth, parent, number)
        if version == network.xpub and key[0] in (2, 3) and is_public_key(key):
            return cls(key, chain_code, None, depth, parent, number)
        raise KeyFormatError(f"key '{text}' is not valid")

    def to_string(self, network: Network = REGTEST) -> str:
        """Base58 text: of the private half when it is there, else of the public one."""
        version = network.xpub if self.secret is None else network.xprv
        key = self.public if self.secret is None else b"\x00" + self.secret
        place = bytes([self.depth]) + self.parent + self.number.to_bytes(4, "big")
        return base58check_encode(version + place + self.chain_code + key)

    @property
    def fingerprint(self) -> bytes:
        return hash160(self.public)[:4]

    @property
    def private_key(self) -> PrivateKey:
        if self.secret is None:
            raise DerivationError("This extended key has no private half")
        return PrivateKey(self.secret)

    def neuter(self) -> ExtendedKey:
        """The public half: derives every address that is not behind a hardened step, signs nothing."""
        return replace(self, secret=None)

    def child(self, number: int) -> ExtendedKey:
        """The child with this number (add HARDENED for a hardened one); raises DerivationError."""
        if self.depth == 255:
            raise DerivationError("An extended key is at most 255 steps deep")
        if number >= HARDENED:
            if self.secret is None:
                raise DerivationError("A hardened step needs the private key")
            data = b"\x00" + self.secret + number.to_bytes(4, "big")
        else:
            data = self.public + number.to_bytes(4, "big")
        digest = hmac.digest(self.chain_code, data, "sha512")
        secret, public = None, None
        if self.secret is not None:
            left = int.from_bytes(digest[:32], "big")
            total = (left + int.from_bytes(self.secret, "big")) % ORDER
            if left < ORDER and total:
                secret = total.to_bytes(32, "big")
                public = PrivateKey(secret).public
        else:
            public = add_to_public(self.public, digest[:32])
        if public is None:
            raise DerivationError("This number gives no key; take the next one")
        return ExtendedKey(public, digest[32:], secret, self.depth + 1, self.fingerprint, number)

    def derive(self, path: str | Iterable[int]) -> ExtendedKey:
        """Follow a path such as "m/84h/1h/0h/0/5" or [0, 5]; both h and ' mark a hardened step."""
        key = self
        for number in parse_path(path) if isinstance(path, str) else path:
            key = key.child(number)
        return key


def parse_path(text: str) -> list[int]:
    """Numbers of "m/44h/0'/1"; a leading m is optional. Raises DerivationError."""
    parts = text.split("/")
    if parts[0] in ("m", ""):
        parts = parts[1:]
    numbers = []
    for part in parts:
        hardened = part.endswith(("h", "'"))
        digits = part[:-1] if hardened else part
        if not (digits.isascii() and digits.isdigit()) or int(digits) >= HARDENED:
            raise DerivationError(f"'{part}' is no step of a path")
        numbers.append(int(digits) + HARDENED * hardened)
    return numbers


def format_path(path: Iterable[int], mark: str = "h") -> str:
    """The numbers as "/44h/0h/1", without the leading m."""
    return "".join(f"/{n & 0x7FFFFFFF}{mark if n >= HARDENED else ''}" for n in path)


def seed_of_words(words: str, passphrase: str = "") -> bytes:
    """64-byte seed of a BIP 39 sentence; raises ValueError when a word or the checksum is wrong.

    The standard wants both texts in Unicode's form NFKD, which embit leaves to its caller: a passphrase in
    Urdu may be typed in two ways and must give one seed.
    """
    from embit import bip39

    plain = (unicodedata.normalize("NFKD", text) for text in (words, passphrase))
    return bytes(bip39.mnemonic_to_seed(*plain))


def words_of(entropy: bytes) -> str:
    """BIP 39 sentence of 16 to 32 bytes of entropy (English words)."""
    from embit import bip39

    return str(bip39.mnemonic_from_bytes(entropy))
