"""Attacks on the learner's own side of the boundary: its codec and server replaced, forks, threads.

The learner's process is theirs: everything in it may be changed. What counts is what the other side believes.
"""

from __future__ import annotations

from tests.grader.attacks.corpus import NOTHING, TIGHT, Attack, blank
from tests.grader.attacks.subject import FULL, RIGHT

OURS = """
import gc, sys, types
def ours():
    for name, module in list(sys.modules.items()):
        if name.startswith(('grader', 'run_cells', 'msgpack')) and module is not None:
            yield module
def functions():
    for module in ours():
        for name, thing in list(vars(module).items()):
            if isinstance(thing, types.FunctionType): yield module, name
            elif isinstance(thing, type):
                for inner, method in list(vars(thing).items()):
                    if isinstance(method, types.FunctionType): yield thing, inner
def replace(words, make):
    for owner, name in list(functions()):
        if any(word in name.lower() for word in words):
            try: setattr(owner, name, make(getattr(owner, name)))
            except (AttributeError, TypeError): pass
"""
TEXTS = {
    "encoder-says-three": (
        "replace(['encode', 'pack', 'dump'],\n"
        "        lambda old: lambda *a, **k: old(*a[:-1], 3.0))"
    ),
    "encoder-gives-rubbish": "replace(['encode', 'pack', 'dump'], lambda old: lambda *a, **k: b'\\xc1' * 9)",
    "encoder-gives-a-value-for-an-object": "replace(['wrap'], lambda old: lambda *a, **k: ('function', 0))",
    "wrapper-names-every-kind": (
        "import itertools\n"
        "kinds = itertools.cycle(['ref', 'function', 'class', 'module', 'callback', 'instance',\n"
        "    'library', 'exception', 'generator', 'type', 'argument', 'own', 'name'])\n"
        "replace(['wrap'], lambda old: lambda *a, **k: (next(kinds), ['os', 'system']))\n"
        "mean = scaled = countdown = power = lambda *a: object()"
    ),
    "decoder-gives-nothing": (
        "replace(['decode', 'unpack', 'load', 'unwrap'],\n"
        "        lambda old: lambda *a, **k: None)"
    ),
    "server-says-done-to-everything": (
        "replace(['run', 'serve', 'answer', 'handle', 'call', 'execute', 'reply', 'perform'],\n"
        "        lambda old: lambda *a, **k: {'ok': True, 'value': None})"
    ),
    "server-raises-at-everything": (
        "def fail(*a, **k): raise SystemExit\nreplace([''], lambda old: fail)"
    ),
    "every-function-says-yes": "replace([''], lambda old: lambda *a, **k: True)",
    "code-of-every-function-replaced": (
        "yes = (lambda *a, **k: 3.0).__code__\n"
        "for owner, name in list(functions()):\n"
        "    try: getattr(owner, name).__code__ = yes\n    except (AttributeError, ValueError): pass"
    ),
    "modules-replaced": (
        "for name in list(sys.modules):\n    if name.startswith(('grader', 'msgpack', 'numpy.testing')):\n"
        "        sys.modules[name] = types.ModuleType(name)"
    ),
    "all-modules-forgotten": "sys.modules.clear()",
    "everything-collected-and-emptied": (
        "for thing in gc.get_objects():\n    try:\n        if type(thing) in (dict, list, set) and "
        "('ref' in str(thing)[:200] or 'id' in str(thing)[:200]): thing.clear()\n"
        "    except BaseException: pass"
    ),
    "numpy-serialiser-patched": (
        "import numpy as np\nclass A(np.ndarray):\n    tobytes = lambda s, *a: b''\n    shape = (1 << 60,)\n"
        "    dtype = property(lambda s: np.dtype('f8'))\nmean = scaled = lambda a: np.zeros(3).view(A)"
    ),
    "torch-in-disguise": (
        "import sys\nfake = types.ModuleType('torch')\nclass Tensor:\n    __eq__ = lambda s, o: True\n"
        "fake.Tensor = Tensor\nTensor.__module__ = 'torch'\nsys.modules['torch'] = fake\n"
        "mean = scaled = lambda *a: Tensor()"
    ),
    "child-answers-too": "import os\ndef mean(xs):\n    os.fork()\n    return 2.0",
    "child-answers-instead": (
        "import os, time\ndef mean(xs):\n    if os.fork():\n        time.sleep(9)\n    return 0"
    ),
    "child-of-the-cell-goes-on": "import os\nos.fork()\nmean = lambda xs: 0",
    "thread-calls-back": (
        "import threading\ncalls = []\ndef mean(xs):\n"
        "    for _ in range(50): threading.Thread(target=lambda: calls.append(mean([1]))).start()\n"
        "    return 0"
    ),
    "generator-enters-itself": (
        "def f(n=3):\n    yield next(me)\nme = f()\ncountdown = mean = lambda n: me"
    ),
    "method-changes-its-class": (
        "class Account:\n    def __init__(self, owner): self.owner = owner\n"
        "    balance = 5\n    def deposit(self, n):\n        class Other:\n"
        "            __eq__ = lambda s, o: True\n            owner = balance = property(lambda s: Other())\n"
        "        self.__class__ = Other"
    ),
    "attribute-that-answers-for-others": (
        "class Account:\n    def __init__(self, owner): pass\n    def __getattribute__(self, name):\n"
        "        if name == 'deposit': return lambda n: None\n        return Account(0)\n"
        "    __eq__ = lambda s, o: True"
    ),
    "names-bound-as-it-is-read": (
        "class Space(dict):\n    def __getitem__(self, n): return 77\n"
        "try: sys.modules['__main__'].__dict__['__builtins__'] = Space()\nexcept TypeError: pass\n"
        "sys.modules['__main__'] = Space()"
    ),
    "main-module-that-agrees": (
        "class M(types.ModuleType):\n    def __getattr__(self, n): return lambda *a: True\n"
        "    def __getattribute__(self, n): return lambda *a: True\n"
        "sys.modules['__main__'].__class__ = M\nfor n in ('mean', 'power'): globals().pop(n, None)"
    ),
    "seeds-and-clocks-replaced": (
        "import random, time, os\nrandom.seed = lambda *a: None\nrandom.random = lambda: 0.5\n"
        "time.monotonic = time.time = lambda: 0.0\nos.environ['HUNAR_SEED'] = '1'"
    ),
}  # fmt: skip
ATTACKS: list[Attack] = [blank("own-side-" + name, OURS + text) for name, text in TEXTS.items()]
ATTACKS += [
    Attack(
        f"own-side-tells-through-{word}",
        RIGHT
        | {
            "mean": OURS + "notes = []\ndef spy(old):\n    def inner(*a, **k):\n"
                "        notes.append(str(a)[:2000])\n"
            f"        return old(*a, **k)\n    return inner\nreplace([{word!r}], spy)\n" + RIGHT["mean"],
            "power": "raise ValueError([n for n in notes if 'assert' in n or '77170' in n])",
        },
        most=FULL,
    )
    for word in ("decode", "unpack", "serve", "run", "call")
]  # fmt: skip
ATTACKS += [
    Attack("own-side-" + name, NOTHING | {"mean": OURS + text}, limits=TIGHT)
    for name, text in {
        "interpreter-lock-held": "import ctypes\nctypes.PyDLL(None).sleep(600)",
        "switch-interval-of-a-year": (
            "import threading\nsys.setswitchinterval(3e7)\n"
            "def run():\n    while True: pass\nthreading.Thread(target=run, daemon=True).start()"
        ),
        "answers-for-ever-by-callbacks": "def mean(xs):\n    for x in iter(xs): mean(xs)\n"
        "    return mean(xs)",
    }.items()
]
