"""Miniscript inside a descriptor's wsh().

Source: BIP 379; Bitcoin Core, src/script/descriptor.cpp (MiniscriptDescriptor).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from labs.bitcoin.addresses import Network
from labs.bitcoin.descriptor_keys import KeyExpression, Style
from labs.bitcoin.descriptor_parts import Part
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.miniscript import Node
from labs.bitcoin.miniscript_decode import decode_miniscript


@dataclass(frozen=True, slots=True)
class Miniscript(Part):
    """An expression over the keys of this part."""

    node: Node | None = None

    def text(self, style: Style, network: Network) -> str:
        return self._node.text([key.text(style, network) for key in self.keys])

    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        return [self._node.script(publics)]

    @property
    def _node(self) -> Node:
        assert self.node is not None
        return self.node


def infer_miniscript(
    script: bytes, keystore: Keystore, key_of: Callable[[bytes | None], KeyExpression | None]
) -> Miniscript | None:
    """The part for a witness script that is sane miniscript, else None. key_of: what to show for a key."""
    publics: list[bytes] = []
    keys: list[KeyExpression] = []

    def find(public: bytes | None) -> int | None:
        key = key_of(public)
        if key is None or public is None:
            return None
        publics.append(public)
        keys.append(key)
        return len(keys) - 1

    node = decode_miniscript(script, find, lambda key_hash: find(keystore.public_of(key_hash)))
    if node is None or not node.is_sane(publics):
        return None
    return Miniscript("miniscript", tuple(keys), node=node)
