"""What the answer binds is the learner's wherever a test says it; all other names are the checker's own."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest
from nbformat import NotebookNode

from grader.inside.names import bound_names, imports_only, read_names, settling
from grader.inside.policy import Policy
from grader.verdict import Verdict

Graded = Callable[..., Verdict]
Write = Callable[[str], NotebookNode]
SOURCE = """
# %%
RATE = 2
class Point:
    def __init__(self, x): self.x = x

# %% nbgrader={{"grade_id": "a", "solution": true}}
### BEGIN SOLUTION
def f(x):
    return x * RATE
def g(xs):
    xs.append(0)
    return len(xs)
def late():
    return f(10)
class Box:
    pass
n = 5
def put(value):
    global kept
    kept = value
### END SOLUTION

# %%
class Later:
    pass

# %% nbgrader={{"grade_id": "a-check", "grade": true, "points": 1}}
{check}
"""
ANSWER = """
def f(x): return RATE * x
def g(xs):
    xs += [0]
    return len(xs)
def late(): return f(10)
class Box:
    def __init__(self): self.mine = True
n = 5
def put(value):
    global kept
    kept = value
"""
CHECKS = {
    "in a function": "def test():\n    return f(3) + n\nassert test() == 11",
    "in a function in a function": "def a():\n    def b():\n        return [f(x) for x in (1, 2)]\n"
    "    return b()\nassert a() == [2, 4]",
    "in a lambda and a generator": "assert list(map(lambda x: f(x), (y for y in [n]))) == [10]",
    "in a method of a class": "class T:\n    def test(self): return f(n)\nassert T().test() == 10",
    "as the base of a class": "class T(Box): pass\nassert issubclass(T, Box)",
    "in the body of a class": "class T:\n    x = f(n)\n    y = [f(1)]\nassert (T.x, T.y) == (10, [2])",
    "beside a given class": "class T(Later): pass\nassert isinstance(T(), Later)",
    "set and read by the answer": "kept = f\nf = lambda x: 1\nassert late() == 1\n"
    "f = kept\nassert late() == 20",
    "deleted and restored": "kept = f\ndel f\ntry:\n    late()\nexcept NameError as error:\n"
    "    assert 'f' in str(error)\nelse:\n    raise RuntimeError\nf = kept\nassert late() == 20",
    "unbound": "put(3)\nassert kept == 3\ndel kept\ntry:\n    kept\n"
    "    raise RuntimeError\nexcept NameError:\n    pass",
    "a visible name that the answer reads": "RATE = 5\nassert f(3) == 15\nRATE = 2",
    "a visible name is not set by a test's function": "def test(RATE): return f(3)\nassert test(9) == 6",
    "asked by name": "assert 'f' in globals() and 'nothing' not in globals() and callable(globals()['f'])",
    "of main": "import __main__\nassert __main__.f(2) == 4 and not hasattr(__main__, 'nothing')",
    "a name of the test's own": "mine = 3\ndef test():\n    global mine\n    mine += 1\n"
    "test()\nassert mine == 4",
    "an object of a class of the answer, made before a given cell": "assert Box().__class__ is Box",
    "an object of a class of the test": "class Own:\n    x = 3\nassert f(Own().x) == 6",
    "changed at once where the reference changes": "xs = [1]\nassert g(xs) == len(xs)",
    "changed after the statement": "xs = [1]\ng(xs)\nassert xs == [1, 0]",
    "changed in a loop": "xs = []\nfor _ in range(3):\n    g(xs)\nassert xs == [0, 0, 0]",
    "changed in a helper": "def twice(xs):\n    g(xs)\n    return g(xs)\n"
    "xs = []\nassert twice(xs) == 2 and xs == [0, 0]",
}


@pytest.mark.parametrize("name", CHECKS)
def test_names_are_the_learners(name: str, write_source: Write, graded: Graded) -> None:
    verdict = graded(write_source(SOURCE.format(check=CHECKS[name])), {"a": ANSWER})
    assert (verdict.score, verdict.flags) == (1, []), verdict.exercises


def test_a_test_in_which_the_reference_leaves_its_argument_sees_a_change_only_afterwards(
    write_source: Write, graded: Graded
) -> None:
    source = write_source(KIND.format(check="data = [3, 1]\nassert order(data) == sorted(data)"))
    assert graded(source, {"a": "def order(xs):\n    xs[:] = []\n    return []"}).score == 0
    source = write_source(KIND.format(check="data = [3, 1]\norder(data)\nassert data == [3, 1]"))
    assert graded(source, {"a": "def order(xs):\n    xs.sort()\n    return xs"}).score == 0


KIND = """
# %% nbgrader={{"grade_id": "a", "solution": true}}
### BEGIN SOLUTION
def order(xs):
    return sorted(xs)
### END SOLUTION

# %% nbgrader={{"grade_id": "a-check", "grade": true, "points": 1}}
{check}
"""


def test_a_class_of_a_test_before_a_given_cell_is_still_a_double(write_source: Write, graded: Graded) -> None:
    text = KIND.format(check="class Own:\n    def __init__(self): self.held = 3\nassert True")
    text = text.replace("return sorted(xs)", "return xs.held if hasattr(xs, 'held') else sorted(xs)")
    text += '\n# %%\nGIVEN = 1\n\n# %% nbgrader={"grade_id": "b-check", "grade": true, "points": 2}\n'
    text += "assert order(Own()) == 3\n"
    verdict = graded(write_source(text), {"a": "def order(xs):\n    return xs.held"})
    assert (verdict.exercise("b-check").score, verdict.flags) == (2, [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a = b, *c = 1, 2", "a b c"),
        ("a.x = b[0] = 1", ""),
        ("for a, b in []: pass\nwith x as c: pass", "a b c"),
        ("a += 1\nb: int = 2\nc: int", "a b c"),
        ("if (a := 1): pass\n[b := c for c in []]", "a b"),
        ("def a(b):\n    c = 1\n    global d", "a d"),
        ("class A:\n    b = 1\n    def c(self): pass", "A"),
        ("async def a(): pass\nb = lambda c: c", "a b"),
        ("try: pass\nexcept E as a: pass", "a"),
        (
            "match x:\n    case [a, *b]: pass\n    case {'k': c, **d}: pass\n    case int() as e: pass",
            "a b c d e",
        ),
        ("import a\nfrom b import c as d", ""),
        ("del a", "a"),
        ("__version__ = 1", ""),
        ("def (", ""),
    ],
)
def test_the_names_that_a_cell_binds(text: str, names: str) -> None:
    assert bound_names(text) == set(names.split())


def test_the_names_that_a_cell_reads() -> None:
    assert read_names("def f(x): return x * RATE + len(y)") == {"x", "y", "RATE"}
    assert read_names("def (") == set()


def test_imports_are_the_checkers_own() -> None:
    text = "import numpy as np\nx = 1\nfrom math import *\ndef f():\n    import os"
    assert imports_only(text) == "import numpy as np\nfrom math import *"


def test_what_waits_is_settled_behind_each_statement_that_can_call() -> None:
    text = "x = f(y)\nx += 1\nassert x\nif x:\n    f(x)\nfor _ in x:\n    pass\nreturn_ = 1"
    lines = ast.unparse(settling(ast.parse(text))).split("\n")
    settle = "__hunar_settle__()"
    assert [lines[index - 1] for index, line in enumerate(lines) if line.strip() == settle] == [
        "x = f(y)", "x += 1", "assert x", "    f(x)", "return_ = 1",
    ]  # fmt: skip


def test_a_policy_allows_what_was_recorded_and_nothing_else() -> None:
    recorded = Policy()
    assert recorded.allows("object", "a-check", "f()") and recorded.allows("judges", "a-check", "__eq__", "v")
    policy = Policy(recorded.events())
    assert policy.allows("object", "a-check", "f()")
    assert not policy.allows("object", "b-check", "f()")
    assert not policy.allows("judges", "a-check", "__eq__", "r")
    assert not policy.allows("object", "a-check")
    assert policy.known("judges", "a-check") == [("__eq__", "v")]
    assert policy.events() == recorded.events()
