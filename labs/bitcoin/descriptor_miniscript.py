"""Miniscript inside a descriptor's wsh(), and as a leaf of tr().

Source: BIP 379; Bitcoin Core, src/script/descriptor.cpp (MiniscriptDescriptor).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from labs.bitcoin.addresses import REGTEST, Network
from labs.bitcoin.descriptor_checksum import DescriptorError
from labs.bitcoin.descriptor_keys import KeyExpression, Style
from labs.bitcoin.descriptor_parts import Part
from labs.bitcoin.hashes import hash160
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.miniscript import Node
from labs.bitcoin.miniscript_decode import decode_miniscript
from labs.bitcoin.miniscript_parse import MiniscriptError, parse_miniscript


@dataclass(frozen=True, slots=True)
class Miniscript(Part):
    """An expression over the keys of this part."""

    node: Node | None = None

    def text(self, style: Style, network: Network) -> str:
        return self._node.text([key.text(style, network) for key in self.keys])

    def warnings(self) -> list[str]:
        return list(self._node.warnings())

    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        if self._node.tapscript:
            publics = [public[1:33] for public in publics]
            # A hashed key is found by the hash of what the script pushes, which is x-only here.
            for xonly in publics:
                out.publics[hash160(xonly)] = b"\x02" + xonly
        return [self._node.script(publics)]

    @property
    def _node(self) -> Node:
        assert self.node is not None
        return self.node


def infer_miniscript(
    script: bytes,
    keystore: Keystore,
    key_of: Callable[[bytes | None], KeyExpression | None],
    tapscript: bool = False,
) -> Miniscript | None:
    """The part for a script that is sane miniscript, else None. key_of: what to show for a key."""
    publics: list[bytes] = []
    keys: list[KeyExpression] = []

    def find(public: bytes | None) -> int | None:
        key = key_of(public)
        if key is None or public is None:
            return None
        publics.append(public)
        keys.append(key)
        return len(keys) - 1

    def find_hash(key_hash: bytes) -> int | None:
        public = keystore.public_of(key_hash)
        return find(public[1:33] if public and tapscript else public)

    node = decode_miniscript(script, find, find_hash, tapscript)
    if node is None or not node.is_sane(publics):
        return None
    return Miniscript("miniscript", tuple(keys), node=node)


def parse_miniscript_parts(
    text: str, context: str, keys_of: Callable[[str], list[KeyExpression]]
) -> list[Miniscript] | None:
    """The parts that an expression stands for, several where its keys have <0;1>; None if it is none.

    context: where it stands; miniscript belongs into "wsh" and "tr". keys_of: the alternatives of a key.
    Raises DescriptorError in Core's words.
    """
    keys: list[list[KeyExpression]] = []

    def find_key(key: str) -> int:
        keys.append(keys_of(key))
        return len(keys) - 1

    try:
        node = parse_miniscript(text, find_key, tapscript=context != "wsh")
    except MiniscriptError as error:
        if error.node is None or context not in ("wsh", "tr"):
            return None
        raise DescriptorError(f"{error.node.text(_shown(keys))} is invalid") from None
    if context not in ("wsh", "tr"):
        raise DescriptorError("Miniscript expressions can only be used in wsh or tr.")
    _check(node, keys)
    count = max(len(ways) for ways in keys)
    if any(len(ways) not in (1, count) for ways in keys):
        raise DescriptorError("Miniscript: Multipath derivation paths have mismatched lengths")
    return [
        Miniscript("miniscript", tuple(ways[way % len(ways)] for ways in keys), node=node)
        for way in range(count)
    ]


def _shown(keys: list[list[KeyExpression]]) -> list[str]:
    return [ways[0].text(Style.PUBLIC, REGTEST) for ways in keys]


def _check(node: Node, keys: list[list[KeyExpression]]) -> None:
    """Raises DescriptorError unless the expression is safe as a script of its own."""
    shown = _shown(keys)
    publics = [key.encode() for key in shown]
    found = node.first_fault(publics)
    if found:
        raise DescriptorError(f"{found[0].text(shown)} is not sane: {found[1]}")
    if "s" not in node.type:
        raise DescriptorError(f"{node.text(shown)} is not sane: witnesses without signature exist")
    if "B" not in node.type:
        raise DescriptorError(f"{node.text(shown)} is not sane")
    if node.witness_elements is None:
        raise DescriptorError(f"{node.text(shown)} is not satisfiable")
