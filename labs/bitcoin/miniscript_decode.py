"""From a witness script back to the miniscript it was made from.

The script is read from its end, as only the last operation of a piece tells which piece it is. A stack of
tasks stands for recursion, so that a hostile script cannot exhaust Python's.
Source: Bitcoin Core, src/script/miniscript.h (DecodeScript).
"""

from collections.abc import Callable

from labs.bitcoin.miniscript import MAX_DEPTH, MAX_SIZE, MAX_TAPSCRIPT_SIZE, Node
from labs.bitcoin.miniscript_words import Word, words_of
from labs.bitcoin.script import number_bytes, number_of

MAX_PIECES = 500
"""More than scripts that people use have; it bounds the work for a hostile tapscript."""

FindKey = Callable[[bytes], int | None]
"""The number of a public key, or None for bytes that are none."""

_HASHES = {"SHA256": 32, "HASH256": 32, "RIPEMD160": 20, "HASH160": 20}
_NOT_AN_END = ("IF", "ELSE", "NOTIF", "TOALTSTACK", "SWAP")
_WRAPS = {"CHECKSIG": "c", "VERIFY": "v"}
_PAIRS = {"BOOLAND": "and_b", "BOOLOR": "or_b"}


class _NoMiniscriptError(Exception):
    """The script is none."""


def decode_miniscript(
    script: bytes, find_key: FindKey, find_hash: FindKey, tapscript: bool = False
) -> Node | None:
    """The expression whose script this is, or None. It need not be sane.

    find_key: number of a public key given as bytes; find_hash: of one given by its hash160.
    """
    if len(script) > (MAX_TAPSCRIPT_SIZE if tapscript else MAX_SIZE):
        return None
    words = words_of(script)
    if words is None:
        return None
    try:
        return _Decoder(words, find_key, find_hash, tapscript).decode()
    except _NoMiniscriptError:
        return None


class _Decoder:
    """The words still to read, the pieces made so far, and what to do next (the last task first)."""

    def __init__(self, words: list[Word], find_key: FindKey, find_hash: FindKey, tapscript: bool) -> None:
        self.words = words
        self.place = 0
        self.find_key = find_key
        self.find_hash = find_hash
        self.tapscript = tapscript
        self.pieces_left = MAX_PIECES
        self.made: list[Node] = []
        self.tasks: list[tuple[str, int, int]] = [("pieces", 0, 0)]

    def decode(self) -> Node:
        while self.tasks:
            if self.made and (not self.made[-1].type or self.made[-1].depth > MAX_DEPTH):
                raise _NoMiniscriptError
            task, count, k = self.tasks.pop()
            self._do(task, count, k)
        if len(self.made) != 1 or self.place != len(self.words) or "B" not in self.made[0].type:
            raise _NoMiniscriptError
        return self.made[0]

    def _do(self, task: str, count: int, k: int) -> None:
        if task == "piece":
            self._piece()
        elif task == "pieces":
            self._then("piece", "perhaps and_v")
        elif task == "perhaps and_v":
            if self.place < len(self.words) and self._name() not in _NOT_AN_END:
                self._then("pieces", "and_v")
        elif task == "below":
            self._then("pieces", "a" if self._take("FROMALTSTACK") else "s")
        elif task in ("a", "s"):
            self._need("TOALTSTACK" if task == "a" else "SWAP")
            self._build(task, 1)
        elif task == "thresh":
            self._thresh(count, k)
        elif task == "thresh end":
            if not 1 <= k <= count:
                raise _NoMiniscriptError
            self._build("thresh", count, k)
        elif task == "endif":
            self._endif()
        elif task == "notif":
            self._then("piece", "or_d" if self._take("IFDUP") else "or_c")
        elif task == "else":
            self._else()
        elif task == "andor":
            self._build("andor", 3)
            x, z, y = self.made[-1].subs
            self.made[-1] = self._node("andor", (x, y, z))
        else:
            self._build(task, 1 if len(task) == 1 else 2, k)

    def _then(self, *tasks: str) -> None:
        """Puts tasks to be done in this order."""
        self.tasks += [(task, 0, 0) for task in reversed(tasks)]

    def _build(self, name: str, count: int, k: int = 0) -> None:
        """Makes one piece of the last count pieces; the last made stands first in the script."""
        if len(self.made) < count:
            raise _NoMiniscriptError
        subs = tuple(self.made[: -count - 1 : -1])
        del self.made[-count:]
        self.made.append(self._node(name, subs, k=k))

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
            raise _NoMiniscriptError
        return Node(name, subs, keys, k, data, self.tapscript)

    def _word(self, ahead: int = 0) -> Word:
        if self.place + ahead >= len(self.words):
            raise _NoMiniscriptError
        return self.words[self.place + ahead]

    def _name(self, ahead: int = 0) -> str:
        return self._word(ahead)[0]

    def _data(self, ahead: int) -> bytes:
        return self._word(ahead)[1] or b""

    def _take(self, name: str) -> bool:
        if self._name() != name:
            return False
        self.place += 1
        return True

    def _need(self, name: str) -> None:
        if not self._take(name):
            raise _NoMiniscriptError

    def _follows(self, *names: str) -> bool:
        """Whether the next words have these names; "" stands for a push."""
        rest = self.words[self.place : self.place + len(names)]
        return [name for name, _ in rest] == list(names)

    def _number(self, ahead: int) -> int | None:
        """The number pushed by a word, in its shortest form of at most four bytes."""
        data = self._word(ahead)[1]
        if data is None or len(data) > 4 or number_bytes(number_of(data)) != data:
            return None
        return number_of(data)

    def _piece(self) -> None:
        """Reads the end of one piece, and the whole piece where it has no parts."""
        name, data = self._word()
        if data is not None:
            self._pushed(data)
        elif self._follows("VERIFY", "EQUAL", "", "HASH160", "DUP") and len(self._data(2)) == 20:
            self._key("pk_h", self.find_hash(self._data(2)), 5)
        elif name in ("CHECKSEQUENCEVERIFY", "CHECKLOCKTIMEVERIFY"):
            self._lock("older" if name == "CHECKSEQUENCEVERIFY" else "after")
        elif name == "EQUAL":
            self._hash_or_thresh()
        elif name == "CHECKMULTISIG" and not self.tapscript:
            self._multi()
        elif name == "NUMEQUAL" and self.tapscript:
            self._multi_a()
        elif name == "0NOTEQUAL":
            count = self._run_length(name)
            self.place += count
            self.tasks.append(("n", 0, count))
            self._then("piece")
        elif name in _WRAPS:
            self.place += 1
            self._then("piece", _WRAPS[name])
        elif name == "ENDIF":
            self.place += 1
            self._then("pieces", "endif")
        elif name in _PAIRS:
            self.place += 1
            self._then("below", "piece", _PAIRS[name])
        else:
            raise _NoMiniscriptError

    def _pushed(self, data: bytes) -> None:
        if data in (b"", b"\1"):
            self.place += 1
            self.made.append(self._node("1" if data else "0"))
            return
        size = 32 if self.tapscript else 33
        self._key("pk_k", self.find_key(data) if len(data) == size else None, 1)

    def _key(self, name: str, key: int | None, size: int) -> None:
        if key is None:
            raise _NoMiniscriptError
        self.place += size
        self.made.append(self._node(name, keys=(key,)))

    def _lock(self, name: str) -> None:
        value = self._lock_value()
        if not 1 <= value <= 0x7FFFFFFF:
            raise _NoMiniscriptError
        self.place += 2
        self.made.append(self._node(name, k=value))

    def _lock_value(self) -> int:
        value = self._number(1)
        if value is None:
            raise _NoMiniscriptError
        return value

    def _hash_or_thresh(self) -> None:
        hashed = self._name(2) if self.place + 2 < len(self.words) else ""
        if hashed in _HASHES and self._follows("EQUAL", "", hashed, "VERIFY", "EQUAL", "", "SIZE"):
            if self._number(5) == 32 and len(self._data(1)) == _HASHES[hashed]:
                self.made.append(self._node(hashed.lower(), data=self._data(1)))
                self.place += 7
                return
        k = self._number(1)
        if k is None or k < 1:
            raise _NoMiniscriptError
        self.place += 2
        self.tasks.append(("thresh", 0, k))

    def _multi(self) -> None:
        count = self._number(1)
        if count is None or not 1 <= count <= 20:
            raise _NoMiniscriptError
        keys = [self.find_key(self._data(2 + place)) for place in range(count)]
        known = tuple(key for key in reversed(keys) if key is not None)
        k = self._number(2 + count)
        if len(known) != count or k is None or not 1 <= k <= count:
            raise _NoMiniscriptError
        self.place += 3 + count
        self.made.append(self._node("multi", keys=known, k=k))

    def _multi_a(self) -> None:
        """Read backwards: the threshold, then a check and a key in turn; the first key has CHECKSIG."""
        k = self._number(1)
        keys: list[int] = []
        check = ""
        while check != "CHECKSIG":
            ahead = 2 + 2 * len(keys)
            check, data = self._name(ahead), self._data(ahead + 1)
            key = self.find_key(data) if len(data) == 32 and check in ("CHECKSIG", "CHECKSIGADD") else None
            if key is None or len(keys) == 999:
                raise _NoMiniscriptError
            keys.append(key)
        if k is None or not 1 <= k <= len(keys):
            raise _NoMiniscriptError
        self.place += 2 + 2 * len(keys)
        self.made.append(self._node("multi_a", keys=tuple(reversed(keys)), k=k))

    def _run_length(self, name: str) -> int:
        """How often an operation stands here in a row."""
        end = self.place
        while end < len(self.words) and self.words[end][0] == name:
            end += 1
        return end - self.place

    def _thresh(self, count: int, k: int) -> None:
        if self._take("ADD"):
            self.tasks.append(("thresh", count + 1, k))
            self._then("below")
        else:
            self.tasks.append(("thresh end", count + 1, k))
            self._then("piece")

    def _endif(self) -> None:
        if self._take("ELSE"):
            self._then("pieces", "else")
        elif self._take("NOTIF"):
            self._then("notif")
        elif self._follows("IF", "DUP"):
            self.place += 2
            self._then("d")
        elif self._follows("IF", "0NOTEQUAL", "SIZE"):
            self.place += 3
            self._then("j")
        else:
            raise _NoMiniscriptError

    def _else(self) -> None:
        if self._take("IF"):
            self._build("or_i", 2)
        else:
            self._need("NOTIF")
            self._then("piece", "andor")
