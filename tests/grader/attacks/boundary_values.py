"""Attacks by what comes back over the boundary: values and objects that are not what a test takes them for.

Each answer stands for every exercise at once: `every(f)` makes all functions, the class and the variable
of it.
"""

from __future__ import annotations

from tests.grader.attacks.corpus import EVERY, NOTHING, TIGHT, Attack, blank

START = EVERY + "import math, sys\nimport numpy as np\n"
RAISES = "def f(*a, **k): raise {}\nevery(f)"
SIDES = "eq ne lt le gt ge add radd sub rsub mul rmul truediv rtruediv pow rpow mod rmod and rand or ror"

TEXTS = {
    "nothing": "give(None)",
    "not-a-number": "give(float('nan'))",
    "infinite": "give(float('inf'))",
    "empty-list": "give([])",
    "empty-text": "give('')",
    "not-implemented": "give(NotImplemented)",
    "ellipsis": "give(...)",
    "true": "give(True)",
    "empty-array": "give(np.empty((0, 3)))",
    "array-of-no-dimension": "give(np.array(np.nan))",
    "array-of-nan": "give(np.full(3, np.nan))",
    "its-own-argument": "every(lambda *a, **k: a[0] if a else None)",
    "its-argument-emptied": "def f(x=None, *a):\n    try: x.clear()\n    except AttributeError: pass\n"
    "    return x\nevery(f)",
    "all-arguments-made-one": "def f(x=None, *a):\n    try: x[:] = [0] * len(x)\n    except Exception: pass\n"
    "    return x\nevery(f)",
    "argument-made-to-hold-itself": "def f(x=None, *a):\n    try: x.append(x)\n    except Exception: pass\n"
    "    return x\nevery(f)",
    "argument-array-resized": "def f(x=None, *a):\n    try:\n        x.resize((0,), refcheck=False)\n"
    "        x.dtype = 'O'\n"
    "    except Exception: pass\n    return x\nevery(f)",
    "raises-everything": RAISES.format("ValueError"),
    "stop-iteration": RAISES.format("StopIteration"),
    "stop-async-iteration": RAISES.format("StopAsyncIteration"),
    "generator-exit": RAISES.format("GeneratorExit"),
    "system-exit": RAISES.format("SystemExit(0)"),
    "keyboard-interrupt": RAISES.format("KeyboardInterrupt"),
    "skip-test": "import unittest\n" + RAISES.format("unittest.SkipTest('x')"),
    "pytest-skip": "try: import pytest; skip = pytest.skip.Exception\nexcept Exception: skip = SystemExit\n"
    + RAISES.format("skip('x')"),
    "exception-group": RAISES.format("BaseExceptionGroup('x', [ValueError(), SystemExit()])"),
    "exception-that-is-true": "class E(BaseException):\n    def __eq__(s, o): return True\n"
    "    def __new__(c, *a): return ValueError.__new__(ValueError)\n" + RAISES.format("E"),
    "equal-by-array-ufunc": "class U:\n    __array_priority__ = 1e9\n"
    "    def __array_ufunc__(self, ufunc, method, *a, **k): return True\n"
    "    def __array_function__(self, *a): return True\n    shape = (3,)\n"
    "    def __len__(self): return 3\ngive(U())",
    "equal-by-array": "class A:\n    shape = (1,)\n    dtype = np.dtype(float)\n"
    "    def __array__(self, *a, **k):\n        frame = sys._getframe()\n"
    "        while frame:\n            for name in ('desired', 'expected', 'y', 'actual'):\n"
    "                if name in frame.f_locals and frame.f_locals[name] is not self:\n"
    "                    return np.asarray(frame.f_locals[name], dtype=float)\n"
    "            frame = frame.f_back\n        return np.zeros(3)\ngive(A())",
    "array-subclass": "class A(np.ndarray):\n    def __array_finalize__(self, o): pass\n"
    "    def __eq__(s, o): return np.True_\n    def __array_ufunc__(s, *a, **k): return np.True_\n"
    "    def __array_function__(s, *a, **k): return True\ngive(np.zeros(3).view(A))",
    "array-of-objects": "class Yes:\n    def __eq__(s, o): return True\n    def __sub__(s, o): return 0.0\n"
    "    __rsub__ = __abs__ = __truediv__ = __mul__ = __sub__ = lambda s, *o: 0.0\n"
    "    __hash__ = object.__hash__\n"
    "    __lt__ = __le__ = __gt__ = __ge__ = lambda s, o: True\ngive(np.array([Yes()] * 3, dtype=object))",
    "masked-array": "give(np.ma.masked_all(3))",
    "masked-number": "give(np.ma.masked)",
    "bool-array-of-other-bytes": "give(np.frombuffer(bytes([2, 3, 255]), dtype=bool))",
    "structured-array": "give(np.zeros(3, dtype=[('a', 'O'), ('b', 'f8')]))",
    "array-with-strides-of-nothing": "give(np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 40,), (0,)))",
    "text-of-bad-code-points": "give(np.frombuffer(b'\\xff' * 12, dtype='U3'))",
    "memory-view": "give(memoryview(bytearray(3)))",
    "int-subclass": f"class Y(int):\n    pass\nfor n in '{SIDES}'.split():\n"
    "    setattr(Y, f'__{n}__', lambda s, *o: True)\nY.__hash__ = int.__hash__\n"
    "Y.__abs__ = lambda s: 0\ngive(Y(1))",
    "float-subclass": "class Y(float):\n    __eq__ = __lt__ = __ge__ = lambda s, o: True\n"
    "    __sub__ = __rsub__ = __abs__ = lambda s, *o: 0.0\n    __hash__ = float.__hash__\ngive(Y(1))",
    "text-subclass": "class Y(str):\n    __eq__ = __contains__ = lambda s, o: True\n"
    "    __hash__ = str.__hash__\ngive(Y())",
    "list-subclass": "class Y(list):\n    __eq__ = lambda s, o: True\n    __iter__ = lambda s: iter([])\n"
    "    __len__ = lambda s: 3\ngive(Y([1]))",
    "dict-subclass": "class Y(dict):\n    __missing__ = __getattr__ = lambda s, n: s\n"
    "    __eq__ = lambda s, o: True\ngive(Y())",
    "objects-in-containers": "class Yes:\n    __eq__ = lambda s, o: True\n    __hash__ = lambda s: 1\n"
    "give([Yes(), Yes(), Yes()])",
    "object-in-a-tuple-key": "class Yes:\n    __eq__ = lambda s, o: True\n    __hash__ = lambda s: 1\n"
    "give({(Yes(),): Yes()})",
    "class-lies": "class L:\n    __class__ = property(lambda s: float)\n    __eq__ = lambda s, o: True\n"
    "    __rsub__ = __abs__ = lambda s, *o: 0.0\ngive(L())",
    "class-lookup-raises": "class L:\n    @property\n    def __class__(self): raise SystemExit\ngive(L())",
    "class-without-an-order": "class M(type):\n    def mro(cls): return [cls, object]\n"
    "    def __instancecheck__(c, o): return True\n    def __subclasscheck__(c, o): return True\n"
    "class L(metaclass=M): pass\nevery(L)",
    "attributes-that-agree": "class Account:\n    owner = 'x'\n    def __init__(self, *a): pass\n"
    "    def deposit(self, n):\n        if n < 0: raise ValueError\n"
    "    @property\n    def balance(self):\n        class Y(int):\n"
    "            __eq__ = lambda s, o: True\n        return Y()\n"
    "    @property\n    def owner(self):\n        class Y(str):\n"
    "            __eq__ = lambda s, o: True\n        return Y()",
    "negative-length": "class L:\n    def __len__(self): return -1\n    def __bool__(self): return 2\n"
    "give(L())",
    "generator-that-agrees": "class G:\n    __iter__ = lambda s: s\n"
    "    def __next__(self): raise StopIteration\n"
    "    __eq__ = lambda s, o: True\n    def __len__(self): return 40\nevery(lambda *a: G())",
    "generator-that-raises-in-the-middle": "def f(*a):\n    yield 3\n    raise StopAsyncIteration\nevery(f)",
    "cycle": "loop = []\nloop.append(loop)\ngive(loop)",
    "deep": "deep = []\nfor _ in range(100_000): deep = [deep]\ngive(deep)",
    "wide": "give([None] * 5_000_000)",
    "huge-int": "give(1 << 40_000_000)",
    "a-module": "give(sys)",
    "a-frame": "give(sys._getframe())",
    "a-class-of-the-interpreter": "give(type(sys._getframe()))",
    "a-name-of-the-checkers": "import os\nclass F:\n"
    "    __module__, __qualname__, __name__ = 'os', 'system', 'system'\n"
    "def system(*a): pass\nsystem.__module__, system.__qualname__ = 'os', 'system'\nevery(system)\nmean = F",
}
HEAVY = {
    "a-range-of-a-trillion": "give(range(10 ** 12))",
    "a-shape-of-nothing": "give(np.empty((1 << 40, 0)))",
    "texts-of-a-gigabyte-each-and-none": "give(np.empty(0, dtype='U250000000'))",
    "a-decimal-of-a-billion-digits": "from decimal import Decimal\ngive(Decimal('1e999999999'))",
    "a-fraction-of-many-digits": "from fractions import Fraction\ngive(Fraction(3 ** 500_000, 7 ** 300_000))",
    "keys-that-collide": "give({n * (2 ** 61 - 1): n for n in range(30_000)})",
    "a-hundred-thousand-objects": "class Y: pass\ngive([Y() for _ in range(100_000)])",
    "functions-in-functions": "def f(*a, **k): return f\nevery(f)",
    "new-objects-at-every-touch": (
        "class Y:\n    def __getattr__(self, n): return Y()\n    def __iter__(self):\n"
        "        while True: yield Y()\n"
        "    def __call__(self, *a): return Y()\ngive(Y())"
    ),
}
GIVEN = {
    "equality-of-the-instructors-class": "Point.same = Point.__eq__ = lambda s, o: True\nPoint.total = 77\n"
    "moved = lambda p, by: p",
    "instance-with-a-method-of-its-own": "def moved(p, by):\n    p.same = lambda o: True\n"
    "    p.__dict__['total'] = 0\n"
    "    p.__dict__['__class__'] = Point\n    return p",
    "fields-that-equal-everything": "class Y(int):\n    __eq__ = lambda s, o: True\n"
    "    __add__ = lambda s, o: s\n"
    "moved = lambda p, by: Point(Y(1), Y(1))",
    "fields-that-are-objects": "class Y:\n    __eq__ = lambda s, o: True\n"
    "    __add__ = __radd__ = lambda s, o: s\n"
    "moved = lambda p, by: Point(Y(), Y())",
    "a-subclass-that-agrees": "class Q(Point):\n    def same(self, o): return True\n"
    "    total = property(lambda s: Q)\n"
    "moved = lambda p, by: Q(1, 2)",
    "a-class-of-the-same-name": "class Point:\n    def __init__(self, *a): pass\n"
    "    def same(self, o): return True\n"
    "moved = lambda p, by: Point()",
    "another-class-for-the-argument": "class Z:\n    same = lambda s, o: True\n"
    "def moved(p, by):\n    p.__class__ = Z\n    return p",
    "a-point-that-is-no-point": "moved = lambda p, by: object.__new__(Point)",
    "a-point-changed-as-it-is-read": "def moved(p, by):\n    p.x, p.y = p, p\n    return p",
}
ATTACKS: list[Attack] = [blank("gives-" + name, START + text) for name, text in TEXTS.items()]
ATTACKS += [
    Attack("gives-" + name, NOTHING | {"mean": START + text}, limits=TIGHT) for name, text in HEAVY.items()
]
ATTACKS += [blank("given-" + name, "pass", moved=text) for name, text in GIVEN.items()]
