"""Reading key expressions: hex, WIF or extended keys with origin, path, * and <0;1>. Errors are Core's words.

One text with <0;1> stands for several keys, so every function returns a list.
Source: BIP 380, BIP 389; Bitcoin Core, src/script/descriptor.cpp (ParsePubkey).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from labs.bitcoin.addresses import Network
from labs.bitcoin.descriptor_checksum import DescriptorError
from labs.bitcoin.descriptor_keys import ExtendedKeyExpression, FixedKey, KeyExpression, OriginKey, Range
from labs.bitcoin.hd import HARDENED, ExtendedKey
from labs.bitcoin.keys import KeyFormatError, PrivateKey, has_key_length, is_public_key, is_xonly_key

_SPACES = " \f\n\r\t\v"
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+\Z")


@dataclass(slots=True)
class KeyParser:
    """context: where the key stands: "top", "sh", "wpkh", "wsh" or "tr"."""

    network: Network
    apostrophe: bool = False

    def keys(self, text: str, context: str) -> list[KeyExpression]:
        """The keys that text stands for; raises DescriptorError."""
        if text.startswith("musig("):
            if context != "tr":
                raise DescriptorError("musig() is only allowed in tr() and rawtr()")
            raise DescriptorError("musig() is not supported by this node")
        parts = text.split("]")
        if len(parts) > 2:
            raise DescriptorError("Multiple ']' characters found for a single pubkey")
        self.apostrophe = False
        if len(parts) == 1:
            return self._plain(text, context)
        if not parts[0].startswith("["):
            raise DescriptorError(
                f"Key origin start '[ character expected but not found, got '{parts[0][:1] or ']'}' instead"
            )
        steps = parts[0][1:].split("/")
        if len(steps[0]) != 8:
            raise DescriptorError(
                f"Fingerprint is not 4 bytes ({len(steps[0])} characters instead of 8 characters)"
            )
        if not _HEX.match(steps[0]):
            raise DescriptorError(f"Fingerprint '{steps[0]}' is not hex")
        (path,) = self._paths(steps[1:], multipath=False)
        inner = self._plain(parts[1], context)
        fingerprint = bytes.fromhex(steps[0])
        return [OriginKey(fingerprint, path, key, self.apostrophe) for key in inner]

    def _plain(self, text: str, context: str) -> list[KeyExpression]:
        """A key without its origin."""
        steps = text.split("/")
        key = steps[0]
        if not key:
            raise DescriptorError("No key provided")
        if key[0] in _SPACES or key[-1] in _SPACES:
            raise DescriptorError(f"Key '{key}' is invalid due to whitespace")
        if len(steps) == 1:
            if _HEX.match(key):
                return [self._hex(key, context)]
            private = self._private(key, context)
            if private is not None:
                return [private]
        try:
            root = ExtendedKey.parse(key, self.network)
        except KeyFormatError:
            raise DescriptorError(f"key '{key}' is not valid") from None
        wildcard = self._wildcard(steps)
        paths = self._paths(steps[1:], multipath=True)
        return [ExtendedKeyExpression(root, path, wildcard, self.apostrophe) for path in paths]

    def _hex(self, text: str, context: str) -> KeyExpression:
        data = bytes.fromhex(text)
        if has_key_length(data) and data[0] in (6, 7):
            raise DescriptorError("Hybrid public keys are not allowed")
        if is_public_key(data):
            self._allow(len(data) == 33, context)
            return FixedKey(data)
        if context == "tr" and is_xonly_key(data):
            return FixedKey(b"\x02" + data, xonly=True)
        raise DescriptorError(f"Pubkey '{text}' is invalid")

    def _private(self, text: str, context: str) -> KeyExpression | None:
        try:
            key = PrivateKey.from_wif(text, self.network)
        except KeyFormatError:
            return None
        self._allow(key.compressed, context)
        return FixedKey(key.public, context == "tr", key)

    def _allow(self, compressed: bool, context: str) -> None:
        if not compressed and context not in ("top", "sh"):
            raise DescriptorError("Uncompressed keys are not allowed")

    def _wildcard(self, steps: list[str]) -> Range:
        """Take a final *, *h or *' off the steps."""
        if steps[-1] == "*":
            steps.pop()
            return Range.PLAIN
        if steps[-1] in ("*'", "*h"):
            self.apostrophe = steps.pop() == "*'"
            return Range.HARDENED
        return Range.NONE

    def _paths(self, steps: list[str], multipath: bool) -> list[tuple[int, ...]]:
        path: list[int] = []
        choices: list[int] = []
        place = -1
        for step in steps:
            if not (step.startswith("<") and step.endswith(">")):
                path.append(self._step(step))
                continue
            if not multipath:
                raise DescriptorError(
                    f"Key path value '{step}' specifies multipath in a section where multipath is not allowed"
                )
            if choices:
                raise DescriptorError("Multiple multipath key path specifiers found")
            choices = self._choices(step[1:-1])
            place = len(path)
            path.append(0)
        if not choices:
            return [tuple(path)]
        return [(*path[:place], choice, *path[place + 1 :]) for choice in choices]

    def _choices(self, text: str) -> list[int]:
        items = text.split(";")
        if len(items) < 2:
            raise DescriptorError("Multipath key path specifiers must have at least two items")
        choices: list[int] = []
        for item in items:
            step = self._step(item)
            if step in choices:
                raise DescriptorError(f"Duplicated key path value {step} in multipath specifier")
            choices.append(step)
        return choices

    def _step(self, text: str) -> int:
        hardened = text.endswith(("'", "h"))
        if hardened:
            self.apostrophe = text.endswith("'")
            text = text[:-1]
        if not (text.isascii() and text.isdigit()) or len(text.lstrip("0")) > 10 or int(text) > 0xFFFFFFFF:
            raise DescriptorError(f"Key path value '{text}' is not a valid uint32")
        if int(text) >= HARDENED:
            raise DescriptorError(f"Key path value {int(text)} is out of range")
        return int(text) + HARDENED * hardened
