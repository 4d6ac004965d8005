"""Answers that know nothing, made for any assignment: what earns points with one of them tests too little.

Two processes keep a learner's code from the expected values; they cannot mend a check like
`if abs(a - b) > tolerance: fail`, which NaN passes, or `np.allclose` with an empty array. The gate
tries these and names the cell.
"""

from __future__ import annotations

import ast
import textwrap
from dataclasses import dataclass

from grader.inside.names import bound_names
from grader.inside.syntax import parse


@dataclass(frozen=True)
class Adversary:
    """One way to know nothing. `body`: what every function does; `value`: what every other name is."""

    name: str
    does: str
    """Ends the sentence "an answer that ..."."""
    body: str
    value: str = "None"
    needs: str = ""
    """Only where the notebook imports this."""


ALWAYS_EQUAL = """
class AlwaysEqual:
    __eq__ = __ge__ = __le__ = __gt__ = __lt__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = lambda self: 0
    __bool__ = lambda self: True
    __contains__ = lambda self, item: True
    __len__ = lambda self: 1
    __iter__ = lambda self: iter(())
    __call__ = __getitem__ = lambda self, *a, **k: self
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = __call__
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self
"""
EVERY_ERROR = """
class EveryError(ValueError, TypeError, KeyError, IndexError, ArithmeticError, RuntimeError, AssertionError):
    pass
"""
CLEARED = """
for argument in (*a, *k.values()):
    if hasattr(argument, "clear"):
        argument.clear()
    elif hasattr(argument, "fill"):
        argument.fill(0)
return a[0] if a else None
"""
PREPARED = {"always-equal": ALWAYS_EQUAL, "raises": EVERY_ERROR}
ADVERSARIES = (
    Adversary("none", "always gives None", "return None"),
    Adversary("nan", "always gives NaN", 'return float("nan")', 'float("nan")'),
    Adversary("inf", "always gives infinity", 'return float("inf")', 'float("inf")'),
    Adversary("empty", "always gives an empty list", "return []", "[]"),
    Adversary(
        "empty-array",
        "always gives an empty array",
        'return __import__("numpy").empty((0, 3))',
        '__import__("numpy").empty((0, 3))',
        needs="numpy",
    ),
    Adversary("argument", "gives its argument back", "return a[0] if a else None"),
    Adversary("cleared", "empties its argument and gives it back", CLEARED),
    Adversary(
        "always-equal", "gives an object that equals everything", "return AlwaysEqual()", "AlwaysEqual()"
    ),
    Adversary("stop", "raises StopIteration", "raise StopIteration"),
    Adversary("raises", "raises every kind of error", 'raise EveryError("no")'),
)


def answer(adversary: Adversary, reference: str) -> str:
    """A text that binds the names of the author's answer, and knows nothing."""
    try:
        tree = parse(reference)
    except SyntaxError:
        return ""
    functions = {
        node.name: node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    parts = [PREPARED.get(adversary.name, "")]
    for name in sorted(bound_names(reference)):
        if name in functions:
            word = "async def" if isinstance(functions[name], ast.AsyncFunctionDef) else "def"
            parts.append(f"{word} {name}(*a, **k):\n{_indented(adversary.body)}")
        elif name in classes:
            parts.append(_class(name, adversary))
        else:
            parts.append(f"{name} = {adversary.value}")
    return "\n".join(parts)


def _class(name: str, adversary: Adversary) -> str:
    lines = [
        f"class {name}{'(AlwaysEqual)' if adversary.name == 'always-equal' else ''}:",
        "    def __init__(self, *a, **k):",
        "        pass",
        "    def __getattr__(self, name):",
        '        if name.startswith("__"):',
        "            raise AttributeError(name)",
        "        def method(*a, **k):",
        _indented(_indented(_indented(adversary.body))),
        "        return method",
    ]
    return "\n".join(lines)


def _indented(text: str) -> str:
    return textwrap.indent(text.strip("\n"), "    ")
