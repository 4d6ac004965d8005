"""The special methods that work through a reference: `len(x)`, `x + 1`, `x[0]`, `with x:` and their kin.

A stand-in has those of them that the learner's class has, so that `callable(x)` or `iter(x)` say the truth.
"""

from __future__ import annotations

COMPARISONS = frozenset(f"__{name}__" for name in "eq ne lt le gt ge".split())
ARITHMETIC = frozenset(
    f"__{side}{name}__"
    for name in "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or".split()
    for side in ("", "r", "i")
    if (side, name) != ("i", "divmod")
)
VERDICTS = COMPARISONS | ARITHMETIC | {"__bool__", "__contains__"}
"""With these an object could judge itself: they are used only where the instructor's version used them."""
TYPES: dict[str, tuple[type, ...]] = {
    "__bool__": (bool,),
    "__contains__": (bool,),
    "__len__": (int,),
    "__length_hint__": (int,),
    "__hash__": (int,),
    "__int__": (int,),
    "__index__": (int,),
    "__float__": (float,),
    "__complex__": (complex,),
    "__str__": (str,),
    "__repr__": (str,),
    "__format__": (str,),
    "__bytes__": (bytes,),
}
"""What comes back must be exactly of this type."""
OTHERS = frozenset(
    "__neg__ __pos__ __abs__ __invert__ __round__ __trunc__ __floor__ __ceil__ __iter__ __next__ __reversed__"
    " __enter__ __exit__ __call__ __getitem__ __setitem__ __delitem__".split()
)
FORWARDED = VERDICTS | frozenset(TYPES) | OTHERS
SEEN_ATTRIBUTES = frozenset(
    "__doc__ __dict__ __annotations__ __slots__ __dataclass_fields__ __dataclass_params__ __members__"
    " __match_args__ __wrapped__ __defaults__ __kwdefaults__ __abstractmethods__".split()
)
"""Names with double underscores that may be asked of a reference, beside those that stand-ins answer."""


def may_ask(name: str) -> bool:
    """True when an attribute of this name may be read, set or deleted through a reference."""
    is_special = name.startswith("__") and name.endswith("__")
    return not is_special or name in SEEN_ATTRIBUTES or name.startswith("__sklearn_")
