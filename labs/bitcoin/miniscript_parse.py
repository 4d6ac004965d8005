"""Miniscript from its text, wrappers and shorthand included.

Source: BIP 379; Bitcoin Core, src/script/miniscript.h (Parse).
"""

import re
from collections.abc import Callable

from labs.bitcoin.miniscript import MAX_DEPTH, MAX_SIZE, MAX_TAPSCRIPT_SIZE, WRAPPERS, Node

MAX_TEXT = 600_000
MAX_PIECES = 500
"""As many as are recognised in a script."""
_TOKEN = re.compile(r"[^(),:]*")
_RUNS = re.compile(r"n+|[^n]")
_COUNT = re.compile(r"[1-9][0-9]{0,9}\Z")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+\Z")
_HASH_SIZES = {"sha256": 32, "hash256": 32, "ripemd160": 20, "hash160": 20}
_SUBS = {"and_v": 2, "and_b": 2, "or_b": 2, "or_c": 2, "or_d": 2, "or_i": 2, "andor": 3, "and_n": 2}


class MiniscriptError(ValueError):
    """A text that is no miniscript, or one whose pieces do not fit; then node is the first that does not."""

    def __init__(self, message: str, node: Node | None = None) -> None:
        super().__init__(message)
        self.node = node


def parse_miniscript(text: str, find_key: Callable[[str], int], tapscript: bool = False) -> Node:
    """The expression, its pieces fitting together. Raises MiniscriptError.

    Only one of type B can stand alone as a script. find_key: the number of a key expression; it may raise
    errors of its own.
    """
    if len(text) > MAX_TEXT:
        raise MiniscriptError("too long")
    reader = _Reader(text, find_key, tapscript)
    node = reader.expression(0)
    if reader.place != len(text):
        raise MiniscriptError(f"'{text[reader.place :]}' is too much")
    blanks = [bytes(32 if tapscript else 33)] * (1 + max(node.all_keys(), default=-1))
    if len(node.script(blanks)) > (MAX_TAPSCRIPT_SIZE if tapscript else MAX_SIZE):
        raise MiniscriptError("the script is too large")
    return node


class _Reader:
    def __init__(self, text: str, find_key: Callable[[str], int], tapscript: bool) -> None:
        self.text = text
        self.find_key = find_key
        self.tapscript = tapscript
        self.pieces_left = MAX_PIECES
        self.place = 0

    def expression(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise MiniscriptError("too deep")
        word = self._word()
        if self._take(":"):
            node = self.expression(depth + 1)
            for wrappers in reversed(_RUNS.findall(word)):
                node = _fitting(self._wrapped(wrappers, node))
            return node
        return _fitting(self._piece(word, depth))

    def _piece(self, name: str, depth: int) -> Node:
        if name in ("0", "1"):
            return self._node(name)
        self._need("(")
        if name in ("pk", "pkh", "pk_k", "pk_h"):
            node = self._node("pk_h" if "h" in name else "pk_k", keys=(self._key(),))
            node = self._node("c", (node,)) if name in ("pk", "pkh") else node
        elif name in _HASH_SIZES:
            node = self._node(name, data=self._hash(_HASH_SIZES[name]))
        elif name in ("older", "after"):
            node = self._node(name, k=self._count(0x7FFFFFFF))
        elif name in ("multi", "multi_a"):
            node = self._multi(name)
        elif name == "thresh":
            k = self._count(1000)
            subs = self._thresh_subs(depth)
            if k > len(subs):
                raise MiniscriptError("a threshold above the number of parts")
            node = self._node("thresh", subs, k=k)
        elif name in _SUBS:
            subs = self._subs(_SUBS[name], depth)
            if name == "and_n":
                name, subs = "andor", (*subs, self._node("0"))
            node = self._node(name, subs)
        else:
            raise MiniscriptError(f"'{name}' is no piece of miniscript")
        self._need(")")
        return node

    def _wrapped(self, wrapper: str, node: Node) -> Node:
        """wrapper: a letter, or any number of n."""
        if wrapper == "t":
            return self._node("and_v", (node, self._node("1")))
        if wrapper == "l":
            return self._node("or_i", (self._node("0"), node))
        if wrapper == "u":
            return self._node("or_i", (node, self._node("0")))
        if wrapper[0] not in WRAPPERS:
            raise MiniscriptError(f"'{wrapper[0]}' is no wrapper")
        return self._node(wrapper[0], (node,), k=len(wrapper) if wrapper[0] == "n" else 0)

    def _node(
        self,
        name: str,
        subs: tuple[Node, ...] = (),
        keys: tuple[int, ...] = (),
        k: int = 0,
        data: bytes = b"",
    ) -> Node:
        self.pieces_left -= 1
        if self.pieces_left < 0:
            raise MiniscriptError("too many pieces")
        return Node(name, subs, keys, k, data, self.tapscript)

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

    def _multi(self, name: str) -> Node:
        most = 999 if self.tapscript else 20
        if (name == "multi_a") != self.tapscript:
            raise MiniscriptError("multi stands in P2WSH, multi_a in tapscripts")
        k = self._count(most)
        keys = []
        while self._take(","):
            keys.append(self._key())
        if not k <= len(keys) <= most:
            raise MiniscriptError(f"{name} has 1 to {most} keys, and no threshold above their number")
        return self._node(name, keys=tuple(keys), k=k)

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
