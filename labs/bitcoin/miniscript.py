"""Miniscript: a part of Script whose meaning can be read off, piece by piece.

A node is a piece with what follows from it: its type, script operations and stack heights. Keys are numbers
into a list kept elsewhere; a tapscript's keys have 32 bytes, those of P2WSH 33.
Source: BIP 379; Bitcoin Core, src/script/miniscript.h.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from labs.bitcoin.assemble import assemble
from labs.bitcoin.hashes import hash160
from labs.bitcoin.miniscript_costs import (
    HASHES,
    Counts,
    Ways,
    own_operations,
    run_counts,
    stack_ways,
)
from labs.bitcoin.miniscript_types import Type, type_of
from labs.bitcoin.script import number, push

MAX_OPERATIONS = 201
MAX_WITNESS_ELEMENTS = 100
MAX_STACK = 1000
MAX_SIZE = 3600
"""A larger witness script is not relayed."""
MAX_TAPSCRIPT_SIZE = 400_000 - ((8 + 1 + 41 + 1 + 43) * 4 + 2) - (3 + 66 * 1000 + 3 + 33 + 32 * 128) - 5
"""A larger leaf might not fit into a relayed transaction together with its greatest witness."""
MAX_DEPTH = 200
"""Pieces within pieces; wrappers n: in a row are one piece."""

TIME_LOCK = 1 << 22
"""Set in a relative lock that counts units of 512 seconds (BIP 68)."""

WRAPPERS = ("a", "s", "c", "d", "v", "j", "n")

_FRAMES = {
    "a": ("TOALTSTACK", "FROMALTSTACK"),
    "s": ("SWAP", ""),
    "d": ("DUP IF", "ENDIF"),
    "j": ("SIZE 0NOTEQUAL IF", "ENDIF"),
    "and_v": ("", "", ""),
    "and_b": ("", "", "BOOLAND"),
    "or_b": ("", "", "BOOLOR"),
    "or_c": ("", "NOTIF", "ENDIF"),
    "or_d": ("", "IFDUP NOTIF", "ENDIF"),
    "or_i": ("IF", "ELSE", "ENDIF"),
}
_LOCKS = {"older": "CHECKSEQUENCEVERIFY", "after": "CHECKLOCKTIMEVERIFY"}


@dataclass(slots=True)
class Node:
    """A piece of miniscript. name: as written, wrappers by their letter.

    k: a threshold, a lock, or how many wrappers n: stand in a row.
    """

    name: str
    subs: tuple["Node", ...] = ()
    keys: tuple[int, ...] = ()
    k: int = 0
    data: bytes = b""
    tapscript: bool = False
    type: Type = field(init=False)
    depth: int = field(init=False)
    operations: int = field(init=False)
    run: Counts = field(init=False)
    stack: Ways = field(init=False)

    def __post_init__(self) -> None:
        subs, keys = self.subs, len(self.keys)
        self.type = type_of(self.name, [sub.type for sub in subs], self.k, self.tapscript)
        self.depth = 1 + max((sub.depth for sub in subs), default=0)
        needs_verify = bool(subs) and "x" in subs[0].type
        own = own_operations(self.name, self.k, keys, len(subs), needs_verify)
        self.operations = own + sum(sub.operations for sub in subs)
        self.run = run_counts(self.name, self.k, keys, [sub.run for sub in subs])
        self.stack = stack_ways(self.name, self.k, keys, [sub.stack for sub in subs])

    @property
    def witness_elements(self) -> int | None:
        """The most elements below the script that a witness needs; None if there is no honest one."""
        return self.stack[0] and self.stack[0].start + bool(self.type & set("BKW"))

    def is_sane(self, keys: Sequence[bytes]) -> bool:
        """True when the whole script does what it says: signed, not malleable, within all limits.

        keys: the public key behind each number.
        """
        return set("Bs") <= self.type and self.fault(keys) is None

    def fault(self, keys: Sequence[bytes]) -> str | None:
        """What makes this piece say something else than it does, in Core's words; None for nothing."""
        if "m" not in self.type:
            return "malleable witnesses exist"
        if "k" not in self.type:
            return "contains mixes of timelocks expressed in blocks and seconds"
        used = [keys[place] for place in self.all_keys()]
        if len(set(used)) < len(used):
            return "contains duplicate public keys"
        return None if self._is_within_limits() else "needs witnesses that may exceed resource limits"

    def _is_within_limits(self) -> bool:
        way, result = self.stack[0], bool(self.type & set("BKW"))
        if self.tapscript:
            return way is None or way.most + result <= MAX_STACK
        running, elements = self.run[0], self.witness_elements
        return (running is None or self.operations + running <= MAX_OPERATIONS) and (
            elements is None or elements <= MAX_WITNESS_ELEMENTS
        )

    def first_fault(self, keys: Sequence[bytes]) -> "tuple[Node, str] | None":
        """The first piece with a fault whose own parts have none, and the fault."""
        for sub in self.subs:
            found = sub.first_fault(keys)
            if found:
                return found
        own = self.fault(keys)
        return (self, own) if own else None

    def warnings(self) -> Iterator[str]:
        """What an author may not have meant, in Core's words: locks whose upper bits have no effect."""
        if self.name == "older" and self.k & ~TIME_LOCK > 0xFFFF:
            if self.k & TIME_LOCK:
                yield f"time-based relative locktime: older({self.k}) > (65535 * 512) seconds is unsafe"
            else:
                yield f"height-based relative locktime: older({self.k}) > 65535 blocks is unsafe"
        for sub in self.subs:
            yield from sub.warnings()

    def all_keys(self) -> list[int]:
        return [*self.keys, *(key for sub in self.subs for key in sub.all_keys())]

    def text(self, keys: Sequence[str], wrapped: bool = False) -> str:
        """The expression as it is written, with its usual shorthand."""
        name, start = self.name, ":" if wrapped else ""
        if name == "c" and self.subs[0].name in ("pk_k", "pk_h"):
            return f"{start}{'pk' if self.subs[0].name == 'pk_k' else 'pkh'}({keys[self.subs[0].keys[0]]})"
        if name in WRAPPERS:
            return name * (self.k or 1) + self.subs[0].text(keys, wrapped=True)
        if name == "and_v" and self.subs[1].name == "1":
            return "t" + self.subs[0].text(keys, wrapped=True)
        if name == "or_i" and self.subs[0].name == "0":
            return "l" + self.subs[1].text(keys, wrapped=True)
        if name == "or_i" and self.subs[1].name == "0":
            return "u" + self.subs[0].text(keys, wrapped=True)
        if name in ("0", "1"):
            return start + name
        subs = self.subs
        if name == "andor" and subs[2].name == "0":
            name, subs = "and_n", subs[:2]
        arguments = [str(self.k)] if self.k else []
        arguments += [self.data.hex()] if self.data else []
        arguments += [keys[place] for place in self.keys]
        arguments += [sub.text(keys) for sub in subs]
        return f"{start}{name}({','.join(arguments)})"

    def script(self, keys: Sequence[bytes], verify: bool = False) -> bytes:
        """The script. verify: a VERIFY follows, which the last operation takes in where it can."""
        name = self.name
        last = "VERIFY" if verify else ""
        if name == "v":
            inner = self.subs[0]
            return inner.script(keys, True) + (assemble("VERIFY") if "x" in inner.type else b"")
        if name in HASHES:
            start = assemble(f"SIZE 32 EQUALVERIFY {name.upper()}")
            return start + push(self.data) + assemble("EQUAL" + last)
        if name == "pk_k":
            return push(keys[self.keys[0]])
        if name == "pk_h":
            return assemble("DUP HASH160") + push(hash160(keys[self.keys[0]])) + assemble("EQUALVERIFY")
        if name in _LOCKS:
            return number(self.k) + assemble(_LOCKS[name])
        if name in ("0", "1"):
            return number(int(name))
        if name == "multi":
            pushed = b"".join(push(keys[place]) for place in self.keys)
            return number(self.k) + pushed + number(len(self.keys)) + assemble("CHECKMULTISIG" + last)
        if name == "multi_a":
            first, *others = [push(keys[place]) for place in self.keys]
            checks = b"".join(pushed + assemble("CHECKSIGADD") for pushed in others)
            return first + assemble("CHECKSIG") + checks + number(self.k) + assemble("NUMEQUAL" + last)
        return self._combined(keys, verify)

    def _combined(self, keys: Sequence[bytes], verify: bool) -> bytes:
        name, last = self.name, "VERIFY" if verify else ""
        inherits = {"s": 0, "and_v": 1}.get(name)
        subs = [sub.script(keys, verify and place == inherits) for place, sub in enumerate(self.subs)]
        if name == "c":
            return subs[0] + assemble("CHECKSIG" + last)
        if name == "n":
            return subs[0] + assemble("0NOTEQUAL") * self.k
        if name == "andor":
            return subs[0] + assemble("NOTIF") + subs[2] + assemble("ELSE") + subs[1] + assemble("ENDIF")
        if name == "thresh":
            others = b"".join(sub + assemble("ADD") for sub in subs[1:])
            return subs[0] + others + number(self.k) + assemble("EQUAL" + last)
        frame = [assemble(words) for words in _FRAMES[name]]
        return b"".join(before + sub for before, sub in zip(frame, subs, strict=False)) + frame[-1]
