"""The functions a descriptor is built of: pk(), wsh(), tr() and so on, as a small tree.

Source: BIP 380 to 387; Bitcoin Core, src/script/descriptor.cpp.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labs.bitcoin.addresses import Network, address_of
from labs.bitcoin.descriptor_keys import KeyExpression, Style
from labs.bitcoin.hashes import hash160, sha256
from labs.bitcoin.keys import is_xonly_key
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.script import number, push
from labs.bitcoin.standard import p2pkh, p2sh, p2tr, p2wpkh, p2wsh, solve
from labs.bitcoin.taproot import LEAF_TAPSCRIPT, TaprootTree

CHECKSIG, CHECKSIGADD, CHECKMULTISIG, NUMEQUAL = b"\xac", b"\xba", b"\xae", b"\x9c"

OUTPUT_TYPES = {
    "pubkeyhash": "legacy",
    "scripthash": "legacy",
    "witness_v0_keyhash": "bech32",
    "witness_v0_scripthash": "bech32",
    "witness_v1_taproot": "bech32m",
    "witness_unknown": "bech32m",
    "anchor": "bech32m",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One function with its keys and inner functions."""

    name: str
    keys: tuple[KeyExpression, ...] = ()
    inner: tuple[Part, ...] = ()

    @property
    def is_solvable(self) -> bool:
        return all(part.is_solvable for part in self.inner)

    @property
    def output_type(self) -> str | None:
        return {"pkh": "legacy", "wpkh": "bech32", "wsh": "bech32", "rawtr": "bech32m"}.get(self.name)

    def all_keys(self) -> list[KeyExpression]:
        return [*self.keys, *(key for part in self.inner for key in part.all_keys())]

    def warnings(self) -> list[str]:
        """What its author may not have meant, in Core's words."""
        return [text for part in self.inner for text in part.warnings()]

    def extra(self, network: Network) -> str:
        """Arguments that are neither keys nor functions."""
        return ""

    def text(self, style: Style, network: Network) -> str:
        extra = self.extra(network)
        arguments = [extra] if extra else []
        arguments += [key.text(style, network) for key in self.keys]
        inner = self.inner_text(style, network)
        arguments += [inner] if inner else []
        return f"{self.name}({','.join(arguments)})"

    def inner_text(self, style: Style, network: Network) -> str:
        return ",".join(part.text(style, network) for part in self.inner)

    def expand(self, position: int, out: Keystore) -> list[bytes]:
        """Output scripts at a position; what is needed to spend them goes into out. Raises CannotDerive."""
        publics = [key.public(position, out) for key in self.keys]
        scripts = [part.expand(position, out)[0] for part in self.inner]
        return self.scripts(publics, scripts, out)

    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        raise NotImplementedError


class Pk(Part):
    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        return [push(publics[0]) + CHECKSIG]


class LeafPk(Part):
    """pk() inside tr(): the key is x-only."""

    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        return [push(publics[0][1:33]) + CHECKSIG]


class Pkh(Part):
    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        return [p2pkh(hash160(publics[0]))]


class Wpkh(Part):
    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        return [p2wpkh(hash160(publics[0]))]


class Combo(Part):
    """Every usual script of one key: pk, pkh, and for a compressed key wpkh and sh(wpkh)."""

    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        public, key_hash = publics[0], hash160(publics[0])
        scripts = [push(public) + CHECKSIG, p2pkh(key_hash)]
        if len(public) == 33:
            witness = p2wpkh(key_hash)
            out.add_script(witness)
            scripts += [witness, p2sh(hash160(witness))]
        return scripts


@dataclass(frozen=True, slots=True)
class Multi(Part):
    """multi, sortedmulti, and inside tr() multi_a, sortedmulti_a."""

    threshold: int = 1

    def extra(self, network: Network) -> str:
        return str(self.threshold)

    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        if self.name.endswith("_a"):
            publics = [public[1:33] for public in publics]
        if self.name.startswith("sorted"):
            publics = sorted(publics)
        if self.name.endswith("_a"):
            checks = [push(key) + (CHECKSIGADD if place else CHECKSIG) for place, key in enumerate(publics)]
            return [b"".join(checks) + number(self.threshold) + NUMEQUAL]
        keys = b"".join(push(public) for public in publics)
        return [number(self.threshold) + keys + number(len(publics)) + CHECKMULTISIG]


class Sh(Part):
    @property
    def output_type(self) -> str | None:
        return "p2sh-segwit" if self.inner[0].output_type == "bech32" else "legacy"

    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        out.add_script(inner[0])
        return [p2sh(hash160(inner[0]))]


class Wsh(Part):
    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        out.add_script(inner[0])
        return [p2wsh(sha256(inner[0]))]


@dataclass(frozen=True, slots=True)
class Tr(Part):
    """An internal key and a tree of scripts: inner are the leaves from left to right, with their depths."""

    depths: tuple[int, ...] = ()

    @property
    def output_type(self) -> str | None:
        return "bech32m"

    def inner_text(self, style: Style, network: Network) -> str:
        text, open_rights = "", [False] * 0
        for number_of_leaf, (part, depth) in enumerate(zip(self.inner, self.depths, strict=True)):
            text += "," if number_of_leaf else ""
            while len(open_rights) < depth:
                text += "{"
                open_rights.append(False)
            text += part.text(style, network)
            while open_rights and open_rights[-1]:
                text += "}"
                open_rights.pop()
            if open_rights:
                open_rights[-1] = True
        return text

    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        leaves = [(depth, LEAF_TAPSCRIPT, script) for depth, script in zip(self.depths, inner, strict=True)]
        tree = TaprootTree(publics[0][1:33], leaves)
        out.add_tree(tree)
        return [p2tr(tree.output)]


class RawTr(Part):
    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        xonly = publics[0][1:33]
        return [p2tr(xonly)] if is_xonly_key(xonly) else []


@dataclass(frozen=True, slots=True)
class Script(Part):
    """addr() and raw(): a script and nothing known about it."""

    script: bytes = b""

    @property
    def is_solvable(self) -> bool:
        return False

    @property
    def output_type(self) -> str | None:
        return OUTPUT_TYPES.get(solve(self.script).kind)

    def extra(self, network: Network) -> str:
        if self.name == "raw":
            return self.script.hex()
        return address_of(self.script, network) or ""

    def scripts(self, publics: list[bytes], inner: list[bytes], out: Keystore) -> list[bytes]:
        return [self.script]


def single(name: str, key: KeyExpression) -> Part:
    """The part of a function that takes one key."""
    kinds = {"pk": Pk, "pkh": Pkh, "wpkh": Wpkh, "combo": Combo, "rawtr": RawTr}
    return kinds[name](name, (key,))


def wrap(name: str, inner: Part) -> Part:
    """sh() or wsh() around another function."""
    return (Sh if name == "sh" else Wsh)(name, (), (inner,))


def tree(key: KeyExpression, leaves: Sequence[Part], depths: Sequence[int]) -> Part:
    return Tr("tr", (key,), tuple(leaves), tuple(depths))
