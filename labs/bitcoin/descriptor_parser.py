"""Reading descriptors: nested functions, with Core's rules where each may stand and Core's error texts.

<0;1> makes one text into several descriptors, so every function returns a list of equal alternatives.
Source: Bitcoin Core, src/script/descriptor.cpp (ParseScript), src/script/parsing.cpp.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from labs.bitcoin.addresses import AddressError, Network, script_of
from labs.bitcoin.descriptor_checksum import DescriptorError
from labs.bitcoin.descriptor_key_parser import _HEX, KeyParser
from labs.bitcoin.descriptor_keys import KeyExpression
from labs.bitcoin.descriptor_miniscript import parse_miniscript_parts
from labs.bitcoin.descriptor_parts import LeafPk, Multi, Part, Script, single, tree, wrap
from labs.bitcoin.script import MAX_SCRIPT_ELEMENT_SIZE
from labs.bitcoin.taproot import MAX_DEPTH

T = TypeVar("T")
_SCRIPT_CONTEXTS = ("top", "sh", "wsh")
_MULTI = ("multi", "sortedmulti", "multi_a", "sortedmulti_a")
_MISPLACED = {
    "combo": "Can only have combo() at top level",
    "multi": "Can only have multi/sortedmulti at top level, in sh(), or in wsh()",
    "sortedmulti": "Can only have multi/sortedmulti at top level, in sh(), or in wsh()",
    "multi_a": "Can only have multi_a/sortedmulti_a inside tr()",
    "sortedmulti_a": "Can only have multi_a/sortedmulti_a inside tr()",
    "wpkh": "Can only have wpkh() at top level or inside sh()",
    "sh": "Can only have sh() at top level",
    "wsh": "Can only have wsh() at top level or inside sh()",
    "addr": "Can only have addr() at top level",
    "tr": "Can only have tr at top level",
    "rawtr": "Can only have rawtr at top level",
    "raw": "Can only have raw() at top level",
}
_ALLOWED = {
    "pk": ("top", "sh", "wsh", "tr"),
    "pkh": _SCRIPT_CONTEXTS,
    "multi": _SCRIPT_CONTEXTS,
    "sortedmulti": _SCRIPT_CONTEXTS,
    "multi_a": ("tr",),
    "sortedmulti_a": ("tr",),
    "wpkh": ("top", "sh"),
    "wsh": ("top", "sh"),
}


def split_expression(text: str) -> tuple[str, str]:
    """The first expression of text, up to a comma or closing bracket of its own level, and the rest."""
    level = 0
    for place, letter in enumerate(text):
        if letter in "({":
            level += 1
        elif level and letter in ")}":
            level -= 1
        elif level == 0 and letter in "),}":
            return text[:place], text[place:]
    return text, ""


@dataclass(slots=True)
class DescriptorParser:
    network: Network

    def parse(self, text: str) -> list[Part]:
        """The alternatives a whole descriptor (without checksum) stands for; raises DescriptorError."""
        parts, rest = self.script(text, "top")
        if rest:
            raise DescriptorError("")  # Core says nothing of what follows a complete descriptor
        return parts

    def script(self, text: str, context: str) -> tuple[list[Part], str]:
        """One function in its context, and what follows it."""
        expression, rest = split_expression(text)
        name, bracket, inside = expression.partition("(")
        known = name in _ALLOWED or name in _MISPLACED
        if not (bracket and inside.endswith(")") and known) or (name, context) == ("pkh", "tr"):
            return self._miniscript(expression, context), rest
        inside = inside[:-1]
        if context not in _ALLOWED.get(name, ("top",)):
            raise DescriptorError(_MISPLACED.get(name) or _unknown(expression, context))
        if name in _MULTI:
            return self._multi(name, inside, context), rest
        if name in ("sh", "wsh"):
            inner, more = self.script(inside, name)
            if more:
                raise DescriptorError("")
            return [wrap(name, part) for part in inner], rest
        if name == "tr":
            return self._tree(inside), rest
        if name in ("addr", "raw"):
            return [self._script(name, inside)], rest
        return self._single(name, inside, context), rest

    def _miniscript(self, expression: str, context: str) -> list[Part]:
        parser, place = KeyParser(self.network), "wsh" if context == "wsh" else "tr"
        parts = parse_miniscript_parts(expression, context, lambda key: parser.keys(key, place))
        if parts is None:
            raise DescriptorError(_unknown(expression, context))
        return list(parts)

    def _single(self, name: str, inside: str, context: str) -> list[Part]:
        if name == "rawtr":
            inside, more = split_expression(inside)
            if more:
                raise DescriptorError("rawtr(): only one key expected.")
        place = {"wpkh": "wpkh", "rawtr": "tr"}.get(name, context)
        keys = self._keys(inside, place, f"{name}(): ")
        if context == "tr" and name == "pk":
            return [LeafPk(name, (key,)) for key in keys]
        return [single(name, key) for key in keys]

    def _keys(self, text: str, context: str, prefix: str) -> list[KeyExpression]:
        try:
            return KeyParser(self.network).keys(text, context)
        except DescriptorError as error:
            raise DescriptorError(f"{prefix}{error}") from None

    def _script(self, name: str, inside: str) -> Part:
        if name == "raw":
            if not _HEX.match(inside):
                raise DescriptorError("Raw script is not hex")
            return Script(name, script=bytes.fromhex(inside))
        try:
            return Script(name, script=script_of(inside, self.network))
        except AddressError:
            raise DescriptorError("Address is not valid") from None

    def _multi(self, name: str, inside: str, context: str) -> list[Part]:
        threshold_text, rest = split_expression(inside)
        if not (threshold_text.isascii() and threshold_text.isdigit()) or int(threshold_text) > 0xFFFFFFFF:
            raise DescriptorError(f"Multi threshold '{threshold_text}' is not valid")
        keys: list[list[KeyExpression]] = []
        while rest:
            if rest[0] != ",":
                raise DescriptorError(f"Multi: expected ',', got '{rest[0]}'")
            argument, rest = split_expression(rest[1:])
            keys.append(self._keys(argument, context, "Multi: "))
        threshold = int(threshold_text)
        _check_multi(name, threshold, keys, context)
        ways = _equal_lengths(keys, "multi(): Multipath derivation paths have mismatched lengths")
        return [Multi(name, tuple(way), (), threshold) for way in ways]

    def _tree(self, inside: str) -> list[Part]:
        key_text, rest = split_expression(inside)
        internal = self._keys(key_text, "tr", "tr(): ")
        leaves: list[list[Part]] = []
        depths: list[int] = []
        if rest:
            if rest[0] != ",":
                raise DescriptorError(f"tr: expected ',', got '{rest[0]}'")
            self._leaves(rest[1:], leaves, depths)
        longest = max([len(internal), *map(len, leaves)])
        if len(internal) not in (1, longest):
            raise DescriptorError("tr(): Multipath internal key mismatches multipath subscripts lengths")
        ways = _equal_lengths(leaves, "tr(): Multipath subscripts have mismatched lengths", longest)
        keys = internal * longest if len(internal) == 1 else internal
        return [tree(key, way, depths) for key, way in zip(keys, ways, strict=True)]

    def _leaves(self, text: str, leaves: list[list[Part]], depths: list[int]) -> None:
        """Read {a,{b,c}}: one bool per open brace tells whether its right side was reached."""
        rights: list[bool] = []
        while True:
            while text.startswith("{"):
                text = text[1:]
                rights.append(False)
                if len(rights) > MAX_DEPTH:
                    raise DescriptorError(f"tr() supports at most {MAX_DEPTH} nesting levels")
            expression, text = split_expression(text)
            parts, _ = self.script(expression, "tr")
            leaves.append(parts)
            depths.append(len(rights))
            while rights and rights[-1]:
                if not text.startswith("}"):
                    raise DescriptorError("tr(): expected '}' after script expression")
                text = text[1:]
                rights.pop()
            if rights:
                if not text.startswith(","):
                    raise DescriptorError("tr(): expected ',' after script expression")
                text = text[1:]
                rights[-1] = True
            if not rights:
                break
        if text:
            raise DescriptorError("tr(): expected ')' after script expression")


def _unknown(expression: str, context: str) -> str:
    if context in ("sh", "wsh"):
        return f"A function is needed within P2{context.upper()}"
    return f"'{expression}' is not a valid descriptor function"


def _check_multi(name: str, threshold: int, keys: list[list[KeyExpression]], context: str) -> None:
    count, most = len(keys), 999 if name.endswith("_a") else 20
    if not 1 <= count <= most:
        what = "multi_a" if name.endswith("_a") else "multisig"
        raise DescriptorError(
            f"Cannot have {count} keys in {what}; must have between 1 and {most} keys, inclusive"
        )
    if threshold < 1:
        raise DescriptorError(f"Multisig threshold cannot be {threshold}, must be at least 1")
    if threshold > count:
        raise DescriptorError(
            "Multisig threshold cannot be larger than the number of keys; "
            f"threshold is {threshold} but only {count} keys specified"
        )
    if context == "top" and count > 3:
        raise DescriptorError(f"Cannot have {count} pubkeys in bare multisig; only at most 3 pubkeys")
    size = sum(alternatives[0].size + 1 for alternatives in keys) + 3
    if context == "sh" and size > MAX_SCRIPT_ELEMENT_SIZE:
        raise DescriptorError(
            f"P2SH script is too large, {size} bytes is larger than {MAX_SCRIPT_ELEMENT_SIZE} bytes"
        )


def _equal_lengths(lists: Sequence[list[T]], message: str, longest: int = 0) -> list[list[T]]:
    """Turn alternatives per argument into arguments per alternative; a single one serves all."""
    longest = max([longest, *map(len, lists)])
    if any(len(items) not in (1, longest) for items in lists):
        raise DescriptorError(message)
    return [[items[0] if len(items) == 1 else items[way] for items in lists] for way in range(longest)]
