"""What a piece of miniscript guarantees, as a set of letters worked out from its parts.

One of B (leaves true or false), V (leaves nothing), K (leaves a key), W (works one below the top) says where
a piece fits; the others are promises: z and o take no or one element, n's element is not zero, d can be made
false, u leaves exactly 1, e is falsified in one way, f never, s needs a signature, m has an honest form that
nobody can change, x needs an own VERIFY; g to j are kinds of time locks, k says they are not mixed.
Source: miniscript (BIP 379); Bitcoin Core, src/script/miniscript.cpp (ComputeType).
"""

from collections.abc import Sequence

Type = frozenset[str]
NOTHING: Type = frozenset()

_FIXED = {
    "pk_k": "Konudemsxk",
    "pk_h": "Knudemsxk",
    "sha256": "Bonudmk",
    "ripemd160": "Bonudmk",
    "hash256": "Bonudmk",
    "hash160": "Bonudmk",
    "1": "Bzufmxk",
    "0": "Bzudemsxk",
    "multi": "Bnudemsk",
    "multi_a": "Budemsk",
}
_LOCKS = frozenset("ghij")
_SEQUENCE_TIME = 1 << 22
_LOCKTIME_THRESHOLD = 500_000_000


def type_of(name: str, subs: Sequence[Type], k: int, tapscript: bool = False) -> Type:
    """The letters of a piece; empty if the parts do not fit together.

    Only in a tapscript is it consensus, not policy, that IF takes exactly 1 or nothing: there d promises u.
    """
    if name in _FIXED:
        found = set(_FIXED[name])
    elif name == "older":
        found = set("Bzfmxk") | ({"g"} if k & _SEQUENCE_TIME else {"h"})
    elif name == "after":
        found = set("Bzfmxk") | ({"i"} if k >= _LOCKTIME_THRESHOLD else {"j"})
    elif name == "thresh":
        found = _thresh(subs, k)
    elif len(subs) == 1:
        found = _wrapped(name, subs[0]) | (subs[0] & set("ghijk")) | _if(name == "d" and tapscript, "u")
    else:
        rules = {"and_v": _and_v, "and_b": _and_b, "or_b": _or_b, "or_c": _or_c, "or_d": _or_d, "or_i": _or_i}
        found = _andor(*subs) if name == "andor" else rules[name](*subs)
        found |= _locks(subs, mixed=name in ("and_v", "and_b", "andor") and _mixes(subs[0], subs[1]))
    return frozenset(found) if found & set("BVKW") else NOTHING


def _has(letters: Type | set[str], wanted: str) -> bool:
    return set(wanted) <= letters


def _if(condition: bool, letters: str) -> set[str]:
    return set(letters) if condition else set()


def _of(letters: Type | set[str], wanted: str) -> set[str]:
    return set(letters) & set(wanted)


def _mixes(x: Type | set[str], y: Type) -> bool:
    """True when one has a lock by time and the other one by height, of the same kind."""
    pairs = (("g", "h"), ("h", "g"), ("i", "j"), ("j", "i"))
    return any(one in x and other in y for one, other in pairs)


def _locks(subs: Sequence[Type], mixed: bool) -> set[str]:
    locks = {letter for sub in subs for letter in sub & _LOCKS}
    return locks | _if(all("k" in sub for sub in subs) and not mixed, "k")


def _wrapped(name: str, x: Type) -> set[str]:
    if name == "a":
        return _if("B" in x, "W") | _of(x, "udfems") | {"x"}
    if name == "s":
        return _if(_has(x, "Bo"), "W") | _of(x, "udfemsx")
    if name == "c":
        return _if("K" in x, "B") | _of(x, "ondfem") | set("us")
    if name == "d":
        return _if(_has(x, "Vz"), "B") | _if("z" in x, "o") | _if("f" in x, "e") | _of(x, "ms") | set("ndx")
    if name == "v":
        return _if("B" in x, "V") | _of(x, "zonms") | set("fx")
    if name == "j":
        return _if(_has(x, "Bn"), "B") | _if("f" in x, "e") | _of(x, "oums") | set("ndx")
    return _of(x, "Bzondfems") | set("ux")  # n


def _one_element(x: Type | set[str], y: Type | set[str]) -> set[str]:
    """o when one side takes one element and the other none."""
    return _of(x | y, "o") if "z" in x | y else set()


def _and_v(x: Type, y: Type) -> set[str]:
    found = _of(y, "KVB") if "V" in x else set()
    found |= _of(x, "n") | (_of(y, "n") if "z" in x else set())
    found |= _one_element(x, y) | _of(x & y, "mz") | _of(x | y, "s") | _of(y, "ux")
    return found | _if("f" in y or "s" in x, "f")


def _and_b(x: Type, y: Type) -> set[str]:
    found = _of(x, "B") if "W" in y else set()
    found |= _of(x, "n") | (_of(y, "n") if "z" in x else set())
    found |= _one_element(x, y) | (_of(x & y, "e") if "s" in x & y else set())
    found |= _of(x & y, "dzm") | _of(x | y, "s") | set("ux")
    return found | _if("f" in x & y or _has(x, "sf") or _has(y, "sf"), "f")


def _or_b(x: Type, y: Type) -> set[str]:
    found = _if(_has(x, "Bd") and _has(y, "Wd"), "B") | _one_element(x, y)
    found |= _of(x & y, "m") if "s" in x | y and "e" in x & y else set()
    return found | _of(x & y, "zse") | set("dux")


def _or_c(x: Type, y: Type) -> set[str]:
    found = _of(y, "V") if _has(x, "Bdu") else set()
    return found | _or_else(x, y) | set("fx")


def _or_d(x: Type, y: Type) -> set[str]:
    found = _of(y, "B") if _has(x, "Bdu") else set()
    return found | _or_else(x, y) | _of(y, "ufde") | {"x"}


def _or_else(x: Type, y: Type) -> set[str]:
    found = _of(x, "o") if "z" in y else set()
    found |= _of(x & y, "m") if "e" in x and "s" in x | y else set()
    return found | _of(x & y, "zs")


def _or_i(x: Type, y: Type) -> set[str]:
    found = _of(x & y, "VBKufs") | _if("z" in x & y, "o")
    found |= _of(x | y, "e") if "f" in x | y else set()
    found |= _of(x & y, "m") if "s" in x | y else set()
    return found | _of(x | y, "d") | {"x"}


def _andor(x: Type, y: Type, z: Type) -> set[str]:
    found = _of(y & z, "BKV") if _has(x, "Bdu") else set()
    found |= _of(x & y & z, "z") | _one_element(x, y & z) | _of(y & z, "u")
    found |= _of(z, "fe") if "s" in x or "f" in y else set()
    found |= _of(z, "d") | (_of(x & y & z, "m") if "e" in x and "s" in x | y | z else set())
    return found | _of(z & (x | y), "s") | {"x"}


def _thresh(subs: Sequence[Type], k: int) -> set[str]:
    """k of the parts: a B and then Ws, each of which can be made false."""
    elements, signed = 0, 0
    locks: set[str] = {"k"}
    for place, sub in enumerate(subs):
        if not _has(sub, "Wdu" if place else "Bdu"):
            return set()
        signed += "s" in sub
        elements += 0 if "z" in sub else 1 if "o" in sub else 2
        pure = "k" in locks & sub and not (k > 1 and _mixes(locks, sub))
        locks = {letter for letter in locks | sub if letter in _LOCKS} | _if(pure, "k")
    all_e = all("e" in sub for sub in subs)
    all_m = all("m" in sub for sub in subs)
    found = set("Bdu") | _if(elements == 0, "z") | _if(elements == 1, "o") | locks
    found |= _if(all_e and signed == len(subs), "e") | _if(signed >= len(subs) - k + 1, "s")
    return found | _if(all_e and all_m and signed >= len(subs) - k, "m")
