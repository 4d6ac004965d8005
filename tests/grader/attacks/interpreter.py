"""Attacks in the learner's own interpreter: objects, hooks and patches that would make a test agree."""

from __future__ import annotations

from tests.grader.attacks.corpus import EVERY, Attack, blank

AGREES = """
class Yes:
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __bool__(self): return True
    def __iter__(self): return iter([self])
    def __len__(self): return 1
    def __hash__(self): return 1
yes_methods = '''eq ne lt le gt ge add radd sub rsub mul rmul truediv rtruediv pow rpow mod rmod abs neg
round contains getitem and rand or ror xor rxor'''.split()
for name in yes_methods:
    setattr(Yes, f'__{name}__', lambda self, *a: True)
"""
LATER = """
import threading, time
def later(patch):
    def run():
        for _ in range(2000):
            try: patch()
            except Exception: pass
            time.sleep(0.001)
    threading.Thread(target=run, daemon=True).start()
"""
WALK = """
import gc, sys
def spaces():
    for frame in sys._current_frames().values():
        while frame is not None:
            yield frame.f_globals
            yield frame.f_locals
            frame = frame.f_back
    for module in list(sys.modules.values()):
        yield getattr(module, '__dict__', {})
    for thing in gc.get_objects():
        if type(thing) is dict:
            yield thing
"""

TEXTS = {
    "equals-everything": EVERY + AGREES + "give(Yes())",
    "equals-everything-as-type": EVERY
    + AGREES
    + "class Meta(type):\n    __eq__ = lambda s, o: True\n    __hash__ = type.__hash__\n"
    + "    __getattr__ = lambda s, n: s\n"
    + "class Both(Yes, metaclass=Meta): pass\ngive(Both)",
    "input-transformer": (
        "ip = get_ipython()\n"
        "ip.input_transformers_cleanup = [lambda lines: ['pass\\n']]\n"
        "ip.input_transformers_post = [lambda lines: ['3.0\\n']]"
    ),
    "ast-transformer": (
        "import ast\n"
        "class Drop(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\n"
        "get_ipython().ast_transformers = [Drop()]\n"
        "compile_, parse_ = compile, ast.parse\n"
        "def parse(*a, **k): return ast.fix_missing_locations(Drop().visit(parse_(*a, **k)))\n"
        "ast.parse = parse"
    ),
    "run-cell-replaced": (
        "ip = get_ipython()\nfor name in ('run_cell', 'run_code', 'run_ast_nodes', 'ex', 'push'):\n"
        "    setattr(type(ip), name, lambda *a, **k: None)"
    ),
    "compile-and-exec-replaced": (
        "import builtins\n"
        "old = compile\n"
        "builtins.compile = lambda s, *a, **k: old('pass' if 'assert' in str(s) else s, *a, **k)\n"
        "builtins.exec = builtins.eval = lambda *a, **k: None"
    ),
    "assertion-error-replaced": (
        "import builtins\nclass Quiet(BaseException): pass\nbuiltins.AssertionError = Quiet\n"
        "builtins.all = builtins.any = builtins.isinstance = lambda *a: True"
    ),
    "numpy-testing-patched": (
        "import numpy.testing as t\nfor name in dir(t):\n"
        "    if name.startswith('assert'): setattr(t, name, lambda *a, **k: None)\n"
        "def scaled(a): return a"
    ),
    "numpy-patched": (
        "import numpy as np\nnp.array_equal = np.allclose = lambda *a, **k: True\n"
        "np.round = np.array = lambda *a, **k: np.ones(3)\n"
        "np.ndarray_ = np.ndarray\ndef scaled(a): return a"
    ),
    "helper-of-the-instructor-replaced": "same = lambda *a, **k: True\nmean = lambda xs: 0\n"
    "abs = lambda x: 0",
    "builtins-shadowed": (
        EVERY + "give(0)\n"
        "for name in ('all', 'any', 'isinstance', 'abs', 'len', 'list', 'sum', 'next', 'zip', 'float'):\n"
        "    globals()[name] = lambda *a, **k: True"
    ),
    "builtins-shadowed-for-good": (
        "import builtins\nclass Always(dict):\n"
        "    def __getitem__(self, name): return (lambda *a, **k: True)\n"
        "    def get(self, *a): return (lambda *a, **k: True)\n"
        "for frame in []: pass\n__builtins__ = Always()"
    ),
    "names-forced-in-every-space": (
        WALK + "for space in spaces():\n    for name in ('same', 'powers', 'refused', 'hidden'):\n"
        "        try:\n            if name in space: space[name] = lambda *a, **k: True\n"
        "        except Exception: pass"
    ),
    "findings-forged-through-frames": (
        WALK + "for space in spaces():\n    for name in list(space):\n"
        "        if name in ('ok', 'value', 'score', 'credit', 'check', 'finding', 'answer', 'run',\n"
        "                    '_run', '_finding', '_credit', '_execute', 'report', 'tidy'):\n"
        "            try: space[name] = lambda *a, **k: {'ok': True, 'value': 3.0}\n"
        "            except Exception: pass"
    ),
    "runner-replaced-through-gc": (
        "import gc, types\nfor thing in gc.get_objects():\n"
        "    if type(thing) is types.FunctionType and thing.__name__ in ('_run', '_execute', '_credit'):\n"
        "        thing.__code__ = (lambda *a, **k: {'ok': True, 'value': None}).__code__"
    ),
    "settrace-skips-asserts": (
        "import sys, threading\n"
        "def trace(frame, event, arg):\n"
        "    frame.f_trace_opcodes = True\n"
        "    for name in ('got', 'wanted'):\n"
        "        if name in frame.f_locals: frame.f_locals[name] = 0\n"
        "    return trace\n"
        "sys.settrace(trace)\nthreading.settrace(trace)\nsys.setprofile(lambda *a: None)\n"
        "def mean(xs):\n    frame = sys._getframe()\n    while frame:\n        frame.f_trace = trace\n"
        "        frame = frame.f_back\n    return 0"
    ),
    "expected-values-from-the-callers-frame": (
        "import sys\nHALF = 38585116\ndef mean(xs):\n    frame = sys._getframe(1)\n    while frame:\n"
        "        for value in list(frame.f_locals.values()) + list(frame.f_code.co_consts):\n"
        "            if type(value) in (int, float) and abs(value - HALF * 2) < 1: return value\n"
        "        frame = frame.f_back\n    return 0"
    ),
    "thread-patches-later": (
        LATER + EVERY + AGREES + "import builtins\ndef patch():\n    give(Yes())\n"
        "    builtins.AssertionError = SystemError\nlater(patch)"
    ),
    "timer-signal-patches-later": (
        EVERY + AGREES + "import signal\n"
        "signal.signal(signal.SIGALRM, lambda *a: give(Yes()))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)"
    ),
    "import-hook": (
        "import sys\nclass Hook:\n    def find_spec(self, name, *a):\n"
        "        import numpy as np; np.testing.assert_allclose = lambda *a, **k: None\n"
        "sys.meta_path.insert(0, Hook())\n"
        "for name in list(sys.modules):\n    if name.startswith('numpy.testing'): del sys.modules[name]"
    ),
    "module-beside-the-notebook": (
        "import os, sys\nfor name in ('numpy', 'math', 'pytest', 'msgpack', 'json', 'sitecustomize'):\n"
        "    open(name + '.py', 'w').write('def __getattr__(name): return lambda *a, **k: True')\n"
        "sys.path.insert(0, os.getcwd())\n"
        "for name in ('math', 'json', 'msgpack'): sys.modules.pop(name, None)"
    ),
    "ends-well-at-exit": "import atexit, os\natexit.register(lambda: os._exit(0))\nraise SystemExit(0)",
    "end-of-an-object": (
        EVERY + AGREES + "class Last:\n    def __del__(self): give(Yes())\n"
        "def mean(xs):\n    Last()\n    return 0"
    ),
    "small-numbers-changed-in-memory": (
        "import ctypes\n"
        "for number in (2, 4, 5, 8, 32, 40):\n"
        "    ctypes.c_long.from_address(id(number) + 24).value = 0\n"
        "mean = lambda xs: 0"
    ),
    "bytecode-of-a-stand-in": (
        "import types, gc\nyes = (lambda *a, **k: True).__code__\n"
        "for thing in gc.get_objects():\n"
        "    if type(thing) is types.FunctionType and thing.__module__ == 'unittest.case':\n"
        "        thing.__code__ = yes"
    ),
}
ATTACKS: list[Attack] = [blank(name, text) for name, text in TEXTS.items()]
ATTACKS += [
    blank("credit-not-a-number", "def power(b, e): return float('nan')", power="power = power"),
    blank("credit-huge", "def power(b, e): return 10 ** 400", power="power = power"),
    blank(
        "sum-and-float-replaced",
        "import builtins\nsum = builtins.sum = lambda *a: 3.0\nfloat = lambda x: 3.0",
        power="sum = lambda *a: 3.0\nfloat = lambda *a: 3.0\npower = lambda b, e: 0",
    ),
]
