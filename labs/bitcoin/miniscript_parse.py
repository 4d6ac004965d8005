"""Miniscript from its text, wrappers and shorthand included.

Source: BIP 379; Bitcoin Core, src/script/miniscript.h (Parse).
"""

import re
from collections.abc import Callable

from labs.bitcoin.miniscript import MAX_DEPTH, WRAPPERS, Node

MAX_TEXT = 20_000
_TOKEN = re.compile(r"[^(),:]*")
_COUNT = re.compile(r"[1-9][0-9]{0,9}\Z")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+\Z")
_HASH_SIZES = {"sha256": 32, "hash256": 32, "ripemd160": 20, "hash160": 20}
_SUBS = {"and_v": 2, "and_b": 2, "or_b": 2, "or_c": 2, "or_d": 2, "or_i": 2, "andor": 3, "and_n": 2}


class MiniscriptError(ValueError):
    """A text that is no miniscript, or one whose pieces do not fit; then node is the first that does not."""

    def __init__(self, message: str, node: Node | None = None) -> None:
        super().__init__(message)
        self.node = node


def parse_miniscript(text: str, find_key: Callable[[str], int]) -> Node:
    """The expression, its pieces fitting together. Raises MiniscriptError.

    Only one of type B can stand alone as a script. find_key: the number of a key expression; it may raise
    errors of its own.
    """
    if len(text) > MAX_TEXT:
        raise MiniscriptError("too long")
    reader = _Reader(text, find_key)
    node = reader.expression(0)
    if reader.place != len(text):
        raise MiniscriptError(f"'{text[reader.place :]}' is too much")
    return node


class _Reader:
    def __init__(self, text: str, find_key: Callable[[str], int]) -> None:
        self.text = text
        self.find_key = find_key
        self.place = 0

    def expression(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise MiniscriptError("too deep")
        word = self._word()
        if self._take(":"):
            node = self.expression(depth + 1)
            for letter in reversed(word):
                node = _fitting(_wrapped(letter, node))
            return node
        return _fitting(self._piece(word, depth))

    def _piece(self, name: str, depth: int) -> Node:
        if name in ("0", "1"):
            return Node(name)
        self._need("(")
        if name in ("pk", "pkh", "pk_k", "pk_h"):
            node = Node("pk_h" if "h" in name else "pk_k", keys=(self._key(),))
            node = Node("c", (node,)) if name in ("pk", "pkh") else node
        elif name in _HASH_SIZES:
            node = Node(name, data=self._hash(_HASH_SIZES[name]))
        elif name in ("older", "after"):
            node = Node(name, k=self._count(0x7FFFFFFF))
        elif name == "multi":
            node = self._multi()
        elif name == "thresh":
            k = self._count(1000)
            subs = self._thresh_subs(depth)
            if k > len(subs):
                raise MiniscriptError("a threshold above the number of parts")
            node = Node("thresh", subs, k=k)
        elif name in _SUBS:
            subs = self._subs(_SUBS[name], depth)
            node = Node("andor", (*subs, Node("0"))) if name == "and_n" else Node(name, subs)
        else:
            raise MiniscriptError(f"'{name}' is no piece of miniscript")
        self._need(")")
        return node

    def _subs(self, count: int, depth: int) -> tuple[Node, ...]:
        """count parts with commas between them."""
        subs = [self.expression(depth + 1)]
        while len(subs) < count:
            self._need(",")
            subs.append(self.expression(depth + 1))
        return tuple(subs)

    def _thresh_subs(self, depth: int) -> tuple[Node, ...]:
        """Any number of parts, each with a comma before it."""
        subs = []
        while self._take(","):
            subs.append(self.expression(depth + 1))
        return tuple(subs)

    def _multi(self) -> Node:
        k = self._count(20)
        keys = []
        while self._take(","):
            keys.append(self._key())
        if not k <= len(keys) <= 20:
            raise MiniscriptError("multi has 1 to 20 keys, and no threshold above their number")
        return Node("multi", keys=tuple(keys), k=k)

    def _key(self) -> int:
        return self.find_key(self._word())

    def _hash(self, size: int) -> bytes:
        word = self._word()
        if not _HEX.match(word) or len(word) != 2 * size:
            raise MiniscriptError(f"a hash of {size} bytes is missing")
        return bytes.fromhex(word)

    def _count(self, limit: int) -> int:
        word = self._word()
        if not _COUNT.match(word) or int(word) > limit:
            raise MiniscriptError(f"'{word}' is no number from 1 to {limit}")
        return int(word)

    def _word(self) -> str:
        found = _TOKEN.match(self.text, self.place)
        assert found is not None
        self.place = found.end()
        return found.group()

    def _take(self, letter: str) -> bool:
        found = self.text.startswith(letter, self.place)
        self.place += found
        return found

    def _need(self, letter: str) -> None:
        if not self._take(letter):
            raise MiniscriptError(f"'{letter}' is missing")


def _fitting(node: Node) -> Node:
    if node.depth > MAX_DEPTH:
        raise MiniscriptError("too deep")
    if not node.type:
        raise MiniscriptError(f"the parts of {node.name} do not fit together", node)
    return node


def _wrapped(letter: str, node: Node) -> Node:
    if letter == "t":
        return Node("and_v", (node, Node("1")))
    if letter == "l":
        return Node("or_i", (Node("0"), node))
    if letter == "u":
        return Node("or_i", (node, Node("0")))
    if letter not in WRAPPERS:
        raise MiniscriptError(f"'{letter}' is no wrapper")
    return Node(letter, (node,))
