"""Output descriptors: text that says which scripts, and how to spend them.

    wpkh([d34db33f/84h/1h/0h]tpub.../0/*)#checksum

parse() reads one, expand() gives the scripts and keys at a position, infer() finds the text for a script.
Understood: all of Bitcoin Core's functions with miniscript in wsh() and tr(), but not musig().
Source: BIP 380 to 389; Bitcoin Core, doc/descriptors.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from labs.bitcoin.addresses import REGTEST, Network
from labs.bitcoin.descriptor_checksum import DescriptorError, add_checksum, check, checksum
from labs.bitcoin.descriptor_infer import infer_part
from labs.bitcoin.descriptor_keys import CannotDerive, KeyExpression, Style
from labs.bitcoin.descriptor_parser import DescriptorParser
from labs.bitcoin.descriptor_parts import Part
from labs.bitcoin.hashes import sha256
from labs.bitcoin.keystore import Keystore

__all__ = [
    "CannotDerive",
    "Descriptor",
    "DescriptorError",
    "Expansion",
    "checksum",
    "infer",
    "infer_descriptor",
    "parse",
]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The scripts at one position (several only for combo) and what is known to spend them."""

    scripts: list[bytes]
    keystore: Keystore


@dataclass(frozen=True, slots=True)
class Descriptor:
    part: Part
    network: Network = REGTEST

    @property
    def keys(self) -> list[KeyExpression]:
        return self.part.all_keys()

    @property
    def is_range(self) -> bool:
        return any(key.is_range for key in self.keys)

    @property
    def is_solvable(self) -> bool:
        return self.part.is_solvable

    @property
    def is_single_type(self) -> bool:
        return self.part.name != "combo"

    @property
    def has_private_keys(self) -> bool:
        """Whether at least one key is private."""
        return any(key.holds_private for key in self.keys)

    @property
    def has_all_private_keys(self) -> bool:
        keys = self.keys
        return bool(keys) and all(key.holds_private for key in keys)

    @property
    def warnings(self) -> list[str]:
        """What its author may not have meant, in Core's words."""
        return self.part.warnings()

    @property
    def output_type(self) -> str | None:
        """'legacy', 'p2sh-segwit', 'bech32' or 'bech32m'; None where it has none or several."""
        return self.part.output_type

    @property
    def id(self) -> bytes:
        """32 bytes that name this descriptor whatever mark its hardened steps were written with."""
        return sha256(add_checksum(self.part.text(Style.COMPAT, self.network)).encode())

    def to_string(self, private: bool = False) -> str:
        """The text with its checksum; private writes the private keys it holds."""
        return add_checksum(self.part.text(Style.PRIVATE if private else Style.PUBLIC, self.network))

    def normalized(self) -> str:
        """Public text whose extended keys start after the last hardened step; raises CannotDerive."""
        return add_checksum(self.part.text(Style.NORMALIZED, self.network))

    def expand(self, index: int = 0) -> Expansion:
        """Scripts and keys at a position (private keys too, where it holds them); raises CannotDerive."""
        keystore = Keystore()
        scripts = self.part.expand(index, keystore)
        return Expansion(scripts, keystore)


def parse(text: str, network: Network = REGTEST, require_checksum: bool = False) -> list[Descriptor]:
    """The descriptors a text stands for: one, or several where a key has <0;1>. Raises DescriptorError."""
    body = check(text, require_checksum)
    return [Descriptor(part, network) for part in DescriptorParser(network).parse(body)]


def infer_descriptor(script: bytes, keystore: Keystore, network: Network = REGTEST) -> Descriptor:
    """The most telling descriptor of an output script by what the keystore knows; else addr() or raw()."""
    return Descriptor(infer_part(script, keystore, network), network)


def infer(script: bytes, keystore: Keystore | None = None, network: Network = REGTEST) -> str:
    """Like infer_descriptor, as text with checksum."""
    return infer_descriptor(script, keystore or Keystore(), network).to_string()
