"""What a signer knows: private keys, public keys, scripts behind hashes, taproot trees, where keys come from.

Everything can be missing; with a part one can still recognise, derive or half sign. Source: Bitcoin Core,
src/script/signingprovider.h.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from labs.bitcoin.hashes import hash160, ripemd160
from labs.bitcoin.keys import PrivateKey
from labs.bitcoin.taproot import TaprootTree

KeyOrigin = tuple[bytes, tuple[int, ...]]
"""Fingerprint of the master key (4 bytes) and the path from it."""


@dataclass(slots=True)
class Keystore:
    """keys: by public key. publics: by hash160. scripts: by hash160. origins: by public key.

    trees: by x-only output key.
    """

    keys: dict[bytes, PrivateKey] = field(default_factory=dict)
    publics: dict[bytes, bytes] = field(default_factory=dict)
    scripts: dict[bytes, bytes] = field(default_factory=dict)
    origins: dict[bytes, KeyOrigin] = field(default_factory=dict)
    trees: dict[bytes, TaprootTree] = field(default_factory=dict)

    def add_key(self, key: PrivateKey) -> None:
        """A private key with its public key and, when compressed, the script that P2SH-P2WPKH needs."""
        self.keys[key.public] = key
        self.add_public(key.public)
        if key.compressed:
            self.add_script(b"\x00\x14" + hash160(key.public))

    def add_public(self, public: bytes, origin: KeyOrigin | None = None) -> None:
        self.publics[hash160(public)] = public
        if origin is not None:
            self.origins[public] = origin

    def add_script(self, script: bytes) -> None:
        """A redeem script or witness script."""
        self.scripts[hash160(script)] = script

    def add_tree(self, tree: TaprootTree) -> None:
        self.trees[tree.output] = tree

    def merge(self, other: Keystore) -> Keystore:
        """Take in what the other knows; returns self."""
        self.keys.update(other.keys)
        self.publics.update(other.publics)
        self.scripts.update(other.scripts)
        self.origins.update(other.origins)
        self.trees.update(other.trees)
        return self

    def without_keys(self) -> Keystore:
        """The same knowledge without private keys: updates and recognises, signs nothing."""
        return Keystore({}, self.publics, self.scripts, self.origins, self.trees)

    def public_of(self, key_hash: bytes) -> bytes | None:
        return self.publics.get(key_hash)

    def script_of_hash160(self, script_hash: bytes) -> bytes | None:
        return self.scripts.get(script_hash)

    def script_of_sha256(self, program: bytes) -> bytes | None:
        """The witness script behind a 32-byte witness program."""
        return self.scripts.get(ripemd160(program))

    def key_of_xonly(self, xonly: bytes) -> PrivateKey | None:
        return self.keys.get(b"\x02" + xonly) or self.keys.get(b"\x03" + xonly)

    def public_of_xonly(self, xonly: bytes) -> bytes | None:
        both = (b"\x02" + xonly, b"\x03" + xonly)
        return next((p for p in both if p in self.keys or hash160(p) in self.publics), None)

    def origin_of_xonly(self, xonly: bytes) -> KeyOrigin | None:
        return self.origins.get(b"\x02" + xonly) or self.origins.get(b"\x03" + xonly)
