"""Miniscript: a part of Script whose meaning can be read off, piece by piece.

A node is a piece with what follows from it: its type, script operations and witness elements. Keys are
numbers into a list kept elsewhere. P2WSH only. Source: BIP 379; Bitcoin Core, src/script/miniscript.h.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from labs.bitcoin.assemble import assemble
from labs.bitcoin.hashes import hash160
from labs.bitcoin.miniscript_types import Type, type_of
from labs.bitcoin.script import number, push

MAX_OPERATIONS = 201
MAX_WITNESS_ELEMENTS = 100
MAX_SIZE = 3600
"""A larger witness script is not relayed."""
MAX_DEPTH = 200

WRAPPERS = ("a", "s", "c", "d", "v", "j", "n")
Cost = tuple[int | None, int | None]
"""To make a piece true, and to make it false; None where that cannot be done honestly."""

_HASHES = ("sha256", "ripemd160", "hash256", "hash160")
_FRAMES = {
    "a": ("TOALTSTACK", "FROMALTSTACK"),
    "s": ("SWAP", ""),
    "d": ("DUP IF", "ENDIF"),
    "j": ("SIZE 0NOTEQUAL IF", "ENDIF"),
    "n": ("", "0NOTEQUAL"),
    "and_v": ("", "", ""),
    "and_b": ("", "", "BOOLAND"),
    "or_b": ("", "", "BOOLOR"),
    "or_c": ("", "NOTIF", "ENDIF"),
    "or_d": ("", "IFDUP NOTIF", "ENDIF"),
    "or_i": ("IF", "ELSE", "ENDIF"),
}
_LOCKS = {"older": "CHECKSEQUENCEVERIFY", "after": "CHECKLOCKTIMEVERIFY"}
_OPERATIONS = {"pk_h": 3, "older": 1, "after": 1, "multi": 1, **dict.fromkeys(_HASHES, 4)}
_OPERATIONS |= {"s": 1, "c": 1, "n": 1, "a": 2, "d": 3, "j": 4}
_OPERATIONS |= {"and_b": 1, "or_b": 1, "or_c": 2, "or_d": 3, "or_i": 3, "andor": 3}
_OWN_RUN: dict[str, Cost] = {"pk_k": (0, 0), "pk_h": (0, 0), "0": (None, 0)}
_OWN_WITNESS: dict[str, Cost] = {
    "pk_k": (1, 1),
    "pk_h": (2, 2),
    "0": (None, 0),
    **dict.fromkeys(_HASHES, (1, None)),
}


def _and(*costs: int | None) -> int | None:
    total = 0
    for cost in costs:
        if cost is None:
            return None
        total += cost
    return total


def _or(*costs: int | None) -> int | None:
    return max((cost for cost in costs if cost is not None), default=None)


@dataclass(slots=True)
class Node:
    """A piece of miniscript. name: as written, wrappers by their letter; k: a threshold or a lock."""

    name: str
    subs: tuple["Node", ...] = ()
    keys: tuple[int, ...] = ()
    k: int = 0
    data: bytes = b""
    type: Type = field(init=False)
    depth: int = field(init=False)
    operations: int = field(init=False)
    run: Cost = field(init=False)
    """Operations that count only when they run: a multisig's keys."""
    witness: Cost = field(init=False)
    """Witness elements."""

    def __post_init__(self) -> None:
        self.type = type_of(self.name, [sub.type for sub in self.subs], self.k)
        self.depth = 1 + max((sub.depth for sub in self.subs), default=0)
        self.operations = self._own_operations() + sum(sub.operations for sub in self.subs)
        self.run = self._cost([sub.run for sub in self.subs], self._own_run(), choice=0)
        self.witness = self._cost([sub.witness for sub in self.subs], self._own_witness(), choice=1)

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
        running, elements = self.run[0], self.witness[0]
        if running is not None and self.operations + running > MAX_OPERATIONS:
            return "needs witnesses that may exceed resource limits"
        if elements is not None and elements > MAX_WITNESS_ELEMENTS:
            return "needs witnesses that may exceed resource limits"
        return None

    def first_fault(self, keys: Sequence[bytes]) -> "tuple[Node, str] | None":
        """The first piece with a fault whose own parts have none, and the fault."""
        for sub in self.subs:
            found = sub.first_fault(keys)
            if found:
                return found
        own = self.fault(keys)
        return (self, own) if own else None

    def all_keys(self) -> list[int]:
        return [*self.keys, *(key for sub in self.subs for key in sub.all_keys())]

    def text(self, keys: Sequence[str], wrapped: bool = False) -> str:
        """The expression as it is written, with its usual shorthand."""
        name, start = self.name, ":" if wrapped else ""
        if name == "c" and self.subs[0].name in ("pk_k", "pk_h"):
            return f"{start}{'pk' if self.subs[0].name == 'pk_k' else 'pkh'}({keys[self.subs[0].keys[0]]})"
        if name in WRAPPERS:
            return name + self.subs[0].text(keys, wrapped=True)
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
        if name in _HASHES:
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
        return self._combined(keys, verify)

    def _combined(self, keys: Sequence[bytes], verify: bool) -> bytes:
        name, last = self.name, "VERIFY" if verify else ""
        inherits = {"s": 0, "and_v": 1}.get(name)
        subs = [sub.script(keys, verify and place == inherits) for place, sub in enumerate(self.subs)]
        if name == "c":
            return subs[0] + assemble("CHECKSIG" + last)
        if name == "andor":
            return subs[0] + assemble("NOTIF") + subs[2] + assemble("ELSE") + subs[1] + assemble("ENDIF")
        if name == "thresh":
            others = b"".join(sub + assemble("ADD") for sub in subs[1:])
            return subs[0] + others + number(self.k) + assemble("EQUAL" + last)
        frame = [assemble(words) for words in _FRAMES[name]]
        return b"".join(before + sub for before, sub in zip(frame, subs, strict=False)) + frame[-1]

    def _own_operations(self) -> int:
        name = self.name
        if name == "v":
            return 1 if "x" in self.subs[0].type else 0
        if name == "thresh":
            return len(self.subs)
        return _OPERATIONS.get(name, 0)

    def _own_run(self) -> Cost:
        if self.name == "multi":
            return len(self.keys), len(self.keys)
        return _OWN_RUN.get(self.name, (0, None))

    def _own_witness(self) -> Cost:
        if self.name == "multi":
            return self.k + 1, self.k + 1
        return _OWN_WITNESS.get(self.name, (0, None))

    def _cost(self, subs: list[Cost], own: Cost, choice: int) -> Cost:
        """What it takes to make the piece true and false, from what its parts take.

        choice: what it takes to choose a branch.
        """
        if not subs:
            return own
        name, (x, not_x) = self.name, subs[0]
        if name == "d":
            return _and(x, choice), choice
        if name == "j":
            return x, choice
        if name == "v":
            return x, None
        if len(subs) == 1 and name != "thresh":
            return x, not_x
        if name == "thresh":
            return self._thresh_cost(subs)
        y, not_y = subs[1]
        if name == "andor":
            z, not_z = subs[2]
            return _or(_and(x, y), _and(not_x, z)), _and(not_x, not_z)
        if name == "or_i":
            return _and(_or(x, y), choice), _and(_or(not_x, not_y), choice)
        true = {
            "and_v": _and(x, y),
            "and_b": _and(x, y),
            "or_b": _or(_and(x, not_y), _and(not_x, y)),
            "or_c": _or(x, _and(not_x, y)),
            "or_d": _or(x, _and(not_x, y)),
        }[name]
        return true, None if name in ("and_v", "or_c") else _and(not_x, not_y)

    def _thresh_cost(self, subs: list[Cost]) -> Cost:
        costs: list[int | None] = [0]
        for true, false in subs:
            reached = [_and(costs[0], false)]
            for count in range(1, len(costs)):
                reached.append(_or(_and(costs[count], false), _and(costs[count - 1], true)))
            costs = [*reached, _and(costs[-1], true)]
        return costs[self.k], costs[0]
