"""Attacks that use something up: time, memory, processes, output, disk, descriptors."""

from __future__ import annotations

from grader.course import Limits
from tests.grader.attacks.corpus import Attack, burden
from tests.grader.attacks.subject import EACH, FULL, RIGHT

TEXTS = {
    "sys-exit": "import sys\nsys.exit()",
    "os-exit": "import os\nos._exit(0)",
    "exit-when-called": "import os\ndef mean(xs): os._exit(0)",
    "abort": "import os\nos.abort()",
    "crash-in-c": "import ctypes\nctypes.string_at(0)",
    "crash-when-called": "import ctypes\ndef mean(xs): return ctypes.string_at(0)",
    "input": "mean = lambda xs: input()",
    "stdin-read-for-ever": "import sys\nsys.stdin.read()",
    "endless-recursion": "def mean(xs): return mean(xs)",
    "recursion-without-a-limit": "import sys\nsys.setrecursionlimit(10**9)\ndef mean(xs): return mean(xs)",
    "keyboard-interrupt": "def mean(xs): raise KeyboardInterrupt",
    "generator-exit": "def mean(xs): raise GeneratorExit",
    "raised-while-handling-for-ever": (
        "def mean(xs):\n    error = ValueError()\n    error.__cause__ = error.__context__ = ValueError()\n"
        "    error.__context__.__context__ = error\n    raise error"
    ),
    "memory-at-once": "memory = bytearray(4 << 30)",
    "memory-in-the-result": "def mean(xs): return [0] * (1 << 29)",
    "huge-power": "def mean(xs): return 7 ** (10 ** 9)",
    "huge-text-of-a-number": "import sys\nsys.set_int_max_str_digits(0)\n"
    "def mean(xs): return str(3 ** 9_000_000)",
    "regular-expression": "import re\ndef mean(xs): return re.match('(a+)+$', 'a' * 40 + 'b')",
    "disk-full": (
        "import os\ntry:\n    for n in range(1000):\n"
        "        open(f'hunar-stray-{n}', 'wb').write(bytes(10 << 20))\n"
        "except OSError: pass\nraise SystemExit"
    ),
    "many-files": (
        "try:\n    for n in range(300_000): open(f'/tmp/hunar-stray-{n}', 'w').close()\n"
        "except OSError: pass\nraise SystemExit"
    ),
    "open-files": "kept = []\ntry:\n    while True: kept.append(open('/dev/null'))\nexcept OSError: pass",
    "one-big-line": "print('x' * 50_000_000, flush=True)\ndef mean(xs): return 0",
    "huge-error-text": "def mean(xs): raise ValueError('x' * 30_000_000)",
    "huge-name-of-a-class": "def mean(xs): raise type('X' * 5_000_000, (Exception,), {})('x')",
    "threads": (
        "import threading, time\ntry:\n    while True:\n"
        "        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "except RuntimeError: pass\nraise SystemExit"
    ),
}
HANGS = {
    "loop": "while True: pass",
    "loop-when-called": "def mean(xs):\n    while True: pass",
    "sleep-that-catches-everything": (
        "import time\nwhile True:\n    try: time.sleep(60)\n    except BaseException: pass"
    ),
    "lock-for-ever": "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    "loop-in-c": "sum(iter(int, 1))",
    "signals-blocked": (
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass"
    ),
    "memory-bit-by-bit": "kept = []\nwhile True: kept.append(bytearray(1 << 20))",
    "memory-in-children": (
        "import os\nfor _ in range(8):\n    if os.fork() == 0:\n"
        "        kept = [bytes([n]) * (1 << 20) for n in range(120)]\n        while True: pass\n"
        "while True: pass"
    ),
    "memory-shared": (
        "import mmap\nm = mmap.mmap(-1, 1 << 30)\nfor i in range(0, 1 << 30, 4096): m[i] = 1\n"
        "while True: pass"
    ),
    "fork-bomb": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "print-300-mb": "for _ in range(300): print('x' * 1_000_000)\nmean = lambda xs: 0",
    "print-for-ever": "while True: print('x' * 1000, flush=True)",
    "written-to-descriptors-for-ever": (
        "import os\nwhile True:\n    for fd in (1, 2):\n        try: os.write(fd, b'x' * 65536)\n"
        "        except OSError: pass"
    ),
    "endless-generator": "def mean(xs):\n    while True: yield 0",
    "endless-len": "class E:\n    def __len__(self):\n        while True: pass\nmean = lambda xs: E()",
    "warnings-for-ever": "import warnings\nwhile True:\n    warnings.warn('x' * 10_000, stacklevel=1)",
}
BUSY = """
try:
    for _ in range(300):
        if os.fork() == 0:
            while True: pass
except OSError: pass
while True: pass
"""
LINGERS = {"open-files", "threads", "memory-bit-by-bit", "disk-full", "many-files", "print-300-mb"}
"""What these use up stays used up for the learner's own later cells."""
ATTACKS: list[Attack] = [
    burden(name, text, keeps=0.0 if name in LINGERS else FULL - EACH)
    for name, text in (TEXTS | HANGS).items()
]
ATTACKS += [
    Attack(
        "every-exercise-hangs",
        {name: "while True: pass" for name in ("mean", "scaled", "account", "energy", "countdown")},
        limits=ATTACKS[0].limits,
    ),
    Attack(
        "busy-children-for-long",
        RIGHT | {"mean": f"import os\n{BUSY}"},
        most=FULL,
        limits=Limits(timeout_s=30, memory_mib=512, cell_timeout_s=10),
    ),
    Attack(
        "every-exercise-takes-almost-too-long",
        dict.fromkeys(RIGHT, "import time\ntime.sleep(1.3)\nraise ValueError('x')"),
        limits=Limits(timeout_s=9, memory_mib=256, cell_timeout_s=1.5),
    ),
    Attack(
        "every-exercise-ends-the-process",
        {name: "import os\nos._exit(0)" for name in ("mean", "scaled", "account", "energy", "countdown")},
        limits=ATTACKS[0].limits,
    ),
]
