"""Right answers that carry hidden inputs out: by print, errors, names, files, checks that come later.

The learner's process does see the inputs that its functions are called with. Nothing it does with them may
show.
"""

from __future__ import annotations

from tests.grader.attacks.corpus import Attack, spy

NOTES = "notes = []\ndef mean(xs):\n    notes.append(list(xs))\n    {}\n    return sum(xs) / len(xs)"
RARE = "any(x > 1000 for x in xs)"
SHOWS: dict[str, dict[str, str]] = {
    "printed": {"mean": NOTES.format("print(xs, flush=True)")},
    "printed-on-stderr": {"mean": NOTES.format("import sys; print(xs, file=sys.stderr)")},
    "written-to-descriptors": {
        "mean": NOTES.format("import os; [os.write(fd, repr(xs).encode()) for fd in (1, 2)]")
    },
    "displayed": {"mean": NOTES.format("display(xs)")},
    "warned": {"mean": NOTES.format("import warnings; warnings.warn(str(xs), stacklevel=1)")},
    "in-an-error": {"mean": NOTES.format(f"if {RARE}: raise ValueError(str(xs))")},
    "in-an-assertion": {"mean": NOTES.format(f"if {RARE}: raise AssertionError('[x-' + str(xs) + '] x')")},
    "in-the-name-of-an-error": {
        "mean": NOTES.format(f"if {RARE}: raise type('E' + str(xs[0]), (Exception,), {{}})")
    },
    "in-the-cause-of-an-error": {
        "mean": NOTES.format(f"if {RARE}: raise ValueError() from KeyError(str(xs))")
    },
    "in-the-notes-of-an-error": {
        "mean": NOTES.format(f"e = ValueError(); e.add_note(str(xs))\n    if {RARE}: raise e")
    },
    "in-an-exit-code": {"mean": NOTES.format(f"if {RARE}: raise SystemExit(str(xs))")},
    "coded-backwards-in-an-error": {"mean": NOTES.format(f"if {RARE}: raise ValueError(str(xs)[::-1])")},
    "coded-in-hex-in-an-error": {
        "mean": NOTES.format(f"if {RARE}: raise ValueError(str(xs).encode().hex())")
    },
    "in-the-own-message-of-the-check": {
        "mean": NOTES.format(f"if {RARE}: raise AssertionError('[wrong-mean] The mean of ' + str(xs))")
    },
    "told-by-a-later-cell": {"mean": NOTES.format("pass"), "scaled": "raise ValueError(notes[1:])"},
    "told-by-the-last-visible-check": {
        "mean": NOTES.format("pass"),
        "power": "def power(base, exponent):\n    raise ValueError(notes)",
    },
    "told-by-a-wrong-value": {
        "mean": NOTES.format("pass"),
        "countdown": "class Shown(list):\n    def __repr__(self): return repr(notes)\n"
        "def countdown(n):\n    return Shown(notes)",
    },
    "told-by-a-visible-array-check": {
        "mean": NOTES.format("pass"),
        "scaled": "def scaled(a):\n    return np.array([float(n[0]) for n in notes[1:4]])",
    },
    "told-by-a-key-error": {
        "mean": NOTES.format("pass"),
        "energy": "energy = {}[str(notes[1:])]",
    },
    "kept-in-a-file": {
        "mean": NOTES.format("open('/tmp/work/hunar-stray.txt', 'a').write(str(xs))"),
        "power": "raise ValueError(open('/tmp/work/hunar-stray.txt').read())",
    },
    "kept-in-shared-memory": {
        "mean": NOTES.format("open('/dev/shm/hunar-stray', 'a').write(str(xs))"),
        "power": "raise ValueError(open('/dev/shm/hunar-stray').read())",
    },
    "kept-in-the-environment": {
        "mean": NOTES.format("import os; os.environ['N'] = os.environ.get('N', '') + str(xs)"),
        "power": "import os\nraise ValueError(os.environ['N'])",
    },
    "sent-to-the-host": {
        "mean": NOTES.format(
            "import socket\n"
            "    try: socket.create_connection(('127.0.0.1', {port}), 0.2).send(str(xs).encode())"
            "\n    except OSError: pass"
        )
    },
    "in-the-data-file": {
        "mean": NOTES.format("open('data.txt', 'a').write(str(xs))"),
        "power": "raise ValueError(open('data.txt').read())",
    },
    "in-the-representation-of-an-object": {
        "account": "class Account:\n    def __init__(self, owner): self.owner, self.balance = owner, self\n"
        "    def deposit(self, n): pass\n    def __repr__(self): raise ValueError(self.owner)\n"
        "    __str__ = __format__ = __eq__ = __repr__"
    },
    "in-the-error-of-a-named-part": {
        "moved": "def moved(p, by):\n    if p.x > 99: raise ValueError(str(p.x))\n"
            "    return Point(p.x + by, p.y + by)"
    },
    "in-the-name-of-an-error-of-a-named-part": {
        "moved": "def moved(p, by):\n    if p.x > 99: raise type('E' + str(p.x), (Exception,), {})()\n"
        "    return Point(p.x + by, p.y + by)"
    },
    "in-the-code-of-a-named-part": {
        "moved": "def moved(p, by):\n"
            "    if p.x > 99: raise AssertionError('[place-' + str(p.x) + '] Add to both.')\n"
        "    return Point(p.x + by, p.y + by)"
    },
    "expected-values-through-an-operator": {
        "mean": "class Nosy(float):\n    def __eq__(s, o): raise ValueError(str(o))\n"
            "    __rsub__ = __sub__ = __eq__\n"
        "def mean(xs): return Nosy(sum(xs) / len(xs))"
    },
    "after-death-through-another-pass": {
        "mean": "import os\nfor p in ('/tmp/n', '/dev/shm/n', '/tmp/work/n'):\n"
        "    if os.path.exists(p): raise ValueError(open(p).read())\n"
        "def mean(xs):\n    for p in ('/tmp/n', '/dev/shm/n', '/tmp/work/n'): open(p, 'w').write(str(xs))\n"
        f"    if {RARE}: os._exit(0)\n    return sum(xs) / len(xs)"
    },
    "by-a-thread-that-waits-for-a-visible-cell": {
        "mean": NOTES.format("pass") + "\nimport threading, time\ndef run():\n"
            "    while len(notes) < 3: time.sleep(0.001)\n"
        "    while True:\n        print(notes, flush=True)\n        globals()['energy'] = str(notes)\n"
        "        time.sleep(0.01)\nthreading.Thread(target=run, daemon=True).start()"
    },
}  # fmt: skip
ATTACKS: list[Attack] = [spy("reads-" + name, **cells) for name, cells in SHOWS.items()]
