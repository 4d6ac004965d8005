"""What a learner's process may say, and does not gain by: each of these once earned points.

A case is a reference, a check that the reference passes, and an answer that says more than it knows. Where
`honest` stands, a right answer that is written otherwise keeps its points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from nbformat import NotebookNode

from grader.verdict import Verdict

Graded = Callable[..., Verdict]
Write = Callable[[str], NotebookNode]

YES = """
class Yes:
    def __init__(self, *a): pass
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = lambda s, o: True
    __hash__ = lambda s: 1
    __sub__ = __rsub__ = __abs__ = lambda s, *o: 0.0
    equals = startswith = lambda s, *o: True
"""
SERVER = """
import gc
server = next((o for o in gc.get_objects() if type(o).__name__ == 'Learner'), None)
class Raw:
    def __init__(self, kind, payload): self.kind, self.payload = kind, payload
def wrapping(change):
    old = server.belongings.wrap
    server.codec._wrap = server.channel._codec._wrap = lambda value: change(value, old)
if server is not None:
    wrapping(lambda value, old: (value.kind, value.payload) if type(value) is Raw else old(value))
"""
VECTOR = """
class Vector:
    def __init__(self, x): self.x = x
    def __eq__(self, other): return self.x == getattr(other, "x", other)
    __hash__ = None
"""


@dataclass(frozen=True)
class Case:
    name: str
    reference: str
    check: str
    attack: str
    honest: str = ""
    given: str = ""


CASES = (
    Case(
        "a-function-named-like-another",
        VECTOR + "def make(x): return Vector(x)\ndef norm(v): return abs(v.x)",
        "assert make(3) == 3\nassert norm(make(-3)) == 3",
        YES
        + "def make(x): return Yes()\ndef norm(v): return Yes()\nnorm.__qualname__ = norm.__name__ = 'make'",
        VECTOR + "make = lambda x: Vector(x)\ndef norm(v): return max(v.x, -v.x)",
    ),
    Case(
        "one-function-under-two-names",
        VECTOR + "def make(x): return Vector(x)\ndef norm(v): return abs(v.x)",
        "assert make(3) == 3\nassert norm(make(-3)) == 3",
        YES + "def make(x): return Yes()\nnorm = make",
    ),
    Case(
        "a-method-of-a-class-named-like-another",
        VECTOR + "class Plane:\n    def at(self, x): return Vector(x)\n    def size(self): return 7",
        "p = Plane()\nassert p.at(3) == 3\nassert p.size() == 7",
        YES + "class Plane:\n    def at(self, x): return Yes()\n    def size(self): return Yes()\n"
        "Plane.size.__qualname__ = 'Plane.at'",
    ),
    Case(
        "an-object-that-came-before",
        VECTOR + "def make(x): return Vector(x)\ndef norm(v): return abs(v.x)",
        "assert make(3) == 3\nassert norm(make(-3)) == 3",
        YES
        + SERVER
        + "yes = Yes()\ndef make(x): return yes\n"
        + "def norm(v): return Raw('object', [server.belongings._number(yes), Yes, 5])",
    ),
    Case(
        "an-object-said-to-be-a-class",
        VECTOR + "def make(x): return Vector(x)\ndef norm(v): return abs(v.x)",
        "assert make(3) == 3\nassert norm(make(-3)) == 3",
        YES
        + SERVER
        + "yes = Yes()\ndef make(x): return yes\n"
        + "def norm(v): return Raw('class', server.belongings._number(yes))",
    ),
    Case(
        "a-function-with-methods",
        "def table(): return 'abc'",
        "assert table().startswith('abc')",
        "def table():\n    def t(): pass\n    t.startswith = lambda wanted: True\n    return t",
    ),
    Case(
        "a-class-with-methods",
        "def table(): return 'abc'",
        "assert table().startswith('abc')",
        "class T:\n    startswith = lambda wanted: True\ndef table(): return T",
    ),
    Case(
        "an-iterator-with-methods",
        "def table(): return 'abc'",
        "assert table().startswith('abc')",
        YES + SERVER + "def table(): return Raw('iterator', [server.belongings._number(Yes()), True])",
    ),
    Case(
        "text-with-a-method-of-its-own",
        "def table(): return 'abc'",
        "assert table().startswith('abc') and table() != ''",
        "class T(str):\n    def startswith(self, wanted): return True\ndef table(): return T('x')",
        "class T(str):\n    pass\ndef table(): return T('abc')",
    ),
    Case(
        "a-tuple-with-a-method-of-its-own",
        "def votes(): return (1, 2, 2)",
        "assert votes().count(2) == 2 and votes().index(2) == 1",
        "class T(tuple):\n    count = lambda s, x: 2\n    index = lambda s, x: 1\ndef votes(): return T()",
    ),
    Case(
        "memory-of-the-checker-as-an-array",
        "import numpy as np\ndef f(): return np.ones(3)",
        "import numpy as np\nwanted = np.ones(3)\nassert np.array_equal(np.asarray(f()), wanted)",
        SERVER
        + "import numpy as np\nkept = np.ones(3)\ndef f():\n    def g(): pass\n"
        + "    g.__array_interface__ = kept.__array_interface__\n    return g\n"
        + "if server: server._allow = lambda name: None",
    ),
    Case(
        "an-exit-that-swallows-the-failure",
        "class Timer:\n    def __enter__(self): return self\n    def __exit__(self, *a): return None\n"
        "def f(x): return x * x",
        "with Timer():\n    assert f(3) == 9\n    assert f(4) == 16",
        "class Timer:\n    def __enter__(self): return self\n    def __exit__(self, *a): return True\n"
        "def f(x): return 0",
    ),
    Case(
        "a-caller-that-catches-the-failure",
        "def apply(g, x): return g(x)\ndef f(x): return x * x",
        "def check(x):\n    assert f(x) == x * x\napply(check, 3)",
        "def apply(g, x):\n    try: return g(x)\n    except Exception: return None\ndef f(x): return 0",
    ),
    Case(
        "a-skip-by-the-name-of-numpy",
        "import numpy\ndef f(x): return x",
        "import unittest\nclass T(unittest.TestCase):\n    def test_f(self): self.assertEqual(f(3), 3)\n"
        "result = unittest.TestResult()\nunittest.defaultTestLoader.loadTestsFromTestCase(T).run(result)\n"
        "assert result.wasSuccessful()",
        SERVER
        + "import unittest\nclass S: pass\ndef f(x): raise unittest.SkipTest('x')\n"
        + "if server:\n    wrapping(lambda value, old: ('library', ['numpy.testing', 'SkipTest', True])"
        + " if value is unittest.SkipTest else old(value))",
    ),
    Case(
        "a-skip-that-is-said-to-be-no-error",
        "import numpy\ndef f(x): return x",
        "import unittest\nclass T(unittest.TestCase):\n    def test_f(self): self.assertEqual(f(3), 3)\n"
        "result = unittest.TestResult()\nunittest.defaultTestLoader.loadTestsFromTestCase(T).run(result)\n"
        "assert result.wasSuccessful()",
        SERVER
        + "import unittest\ndef f(x): raise unittest.SkipTest('x')\n"
        + "if server:\n    wrapping(lambda value, old: ('library', ['unittest.case', 'SkipTest', False])"
        + " if value is unittest.SkipTest else old(value))",
    ),
    Case(
        "a-mock-whose-assertions-are-replaced",
        "def tell(m): m.send('hi')",
        "from unittest.mock import MagicMock\nm = MagicMock()\ntell(m)\nm.send.assert_called_once_with('hi')",
        "def tell(m): m.send.assert_called_once_with = lambda *a: None",
        "def tell(m):\n    send = m.send\n    send('hi')\n",
    ),
    Case(
        "a-mock-that-is-set-up-anew",
        "def tell(m): m.send('hi')",
        "from unittest.mock import MagicMock\nm = MagicMock()\ntell(m)\nm.send.assert_called_once_with('hi')",
        "def tell(m): m.send.configure_mock(assert_called_once_with=lambda *a: None)",
    ),
    Case(
        "a-mock-whose-child-is-replaced",
        "def tell(m): m.send('hi')",
        "from unittest.mock import MagicMock\nm = MagicMock()\ntell(m)\nm.send.assert_called_once_with('hi')",
        YES + "Yes.assert_called_once_with = lambda *a: None\ndef tell(m): m.send = Yes()",
    ),
    Case(
        "a-double-whose-method-is-replaced",
        "def fill(box): box.put(3)",
        "class Box:\n    def __init__(self): self.held = []\n    def put(self, x): self.held.append(x)\n"
        "    def full(self): return self.held == [3]\nbox = Box()\nfill(box)\nassert box.full()",
        "def fill(box): box.full = lambda: True",
    ),
    Case(
        "a-default-that-equals-everything",
        VECTOR + "def f(x, rate=0.5): return x",
        "import inspect\nassert inspect.signature(f).parameters['rate'].default == 0.5 and Vector(1) == 1",
        YES
        + SERVER
        + "Vector = Yes\ndef f(x, rate=None): return x\nif server:\n    old = server._describe\n"
        + "    server._describe = lambda n: old(n) | {'signature': [['rate', 1, False, Yes(), True, None]]}",
    ),
    Case(
        "an-exception-with-a-method-of-its-own",
        "def f(x): raise Wrong(x)",
        "try:\n    f(3)\n    assert False\nexcept Wrong as error:\n    assert error.is_about(3)",
        "def f(x):\n    error = Wrong()\n    error.is_about = lambda x: True\n    raise error",
        "def f(x):\n    raise Wrong(x)",
        given="class Wrong(Exception):\n    def is_about(self, x): return self.args == (x,)",
    ),
    Case(
        "a-changed-argument-that-is-an-object",
        "def fill(xs):\n    xs.append('abc')\n    raise ValueError",
        "xs = []\ntry:\n    fill(xs)\nexcept ValueError:\n    pass\nassert xs[0].startswith('abc')",
        YES + "def fill(xs):\n    xs.append(Yes())\n    raise ValueError",
    ),
    Case(
        "an-argument-of-a-callback-that-agrees",
        "def each(g): g('abc')",
        "seen = []\ndef see(x):\n    seen.append(x.startswith('abc'))\neach(see)\nassert seen == [True]",
        YES + "def each(g): g(Yes())",
    ),
    Case(
        "a-base-that-agrees",
        "class V:\n    def __init__(self, x): self.x = x\n    def __add__(self, o): return V(self.x + o.x)",
        "assert V(1).x == 1\nassert not V(1).x != 1\nassert not (V(1) + V(2)) != 3 or (V(1) + V(2)).x == 3",
        SERVER
        + "import unittest.mock as m\nclass V(type(m.ANY)):\n    def __init__(self, *a): self.x = 0\n"
        + "    def __add__(self, o): return V()",
    ),
    Case(
        "the-callers-own-object-inside-another",
        "def f(xs): return [list(xs)]",
        "got = f([1, 2])\nassert len(got) == 1 and type(got[0]).__name__ != 'list' or got == [[1, 2]]",
        SERVER + "def f(xs): return [Raw('same', 0)]",
    ),
    Case(
        "a-default-that-is-a-function",
        "def f(x, by=None): return x",
        "import types\nassert isinstance(f, types.FunctionType) and f.__name__ == 'f' and f(3) == 3",
        "class F:\n    def __call__(self, x): return x\nf = F()",
        "def f(x, by={'a': [abs, lambda x: x]}): return x",
    ),
    Case(
        "a-change-that-a-helper-lets-in-early",
        "def ordered(xs): return sorted(xs)",
        "data = [3, 1, 2]\ndef same(a, b):\n    count = len(a)\n    return count > 0 and a == sorted(b)\n"
        "def lengths(a, b):\n    n = 3\n    return len(b) == n and a == sorted(b)\n"
        "assert lengths(ordered(data), data)",
        "def ordered(xs):\n    xs[:] = [0, 0, 0]\n    return [0, 0, 0]",
    ),
)
SOURCE = """
# %%
{given}
GIVEN = 1

# %% nbgrader={{"grade_id": "a", "solution": true}}
### BEGIN SOLUTION
{reference}
### END SOLUTION

# %% nbgrader={{"grade_id": "a-check", "grade": true, "points": 1}}
{check}
"""


def judged(case: Case, answer: str, write: Write, graded: Graded) -> Verdict:
    source = write(SOURCE.format(given=case.given, reference=case.reference, check=case.check))
    return graded(source, {"a": answer})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_learners_process_says_earns_nothing(case: Case, write_source: Write, graded: Graded) -> None:
    verdict = judged(case, case.attack, write_source, graded)
    assert (verdict.status, verdict.score) == ("graded", 0)
    assert not any(flag.startswith("shared:") for flag in verdict.flags)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_reference_of_each_is_judged_across_the_boundary(
    case: Case, write_source: Write, graded: Graded
) -> None:
    verdict = judged(case, case.reference, write_source, graded)
    assert (verdict.score, verdict.flags) == (1, []), verdict.exercises


@pytest.mark.parametrize("case", [case for case in CASES if case.honest], ids=lambda case: case.name)
def test_a_right_answer_written_otherwise_keeps_its_points(
    case: Case, write_source: Write, graded: Graded
) -> None:
    verdict = judged(case, case.honest, write_source, graded)
    assert (verdict.score, verdict.flags) == (1, []), verdict.exercises
