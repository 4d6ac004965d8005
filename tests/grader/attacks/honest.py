"""Honest hand-ins in every shape: each must keep its points."""

from __future__ import annotations

from tests.grader.attacks.corpus import Control, honest
from tests.grader.attacks.subject import EACH, FULL, RIGHT

CONTROLS = [
    honest("right-answers"),
    honest(
        "warnings-on-stderr",
        mean="import sys, warnings\ndef mean(xs):\n    warnings.warn('slow')\n"
        "    print('careful', file=sys.stderr)\n    return sum(xs) / len(xs)",
    ),
    honest(
        "much-printing",
        mean="def mean(xs):\n    for x in xs: print('x' * 1000, x)\n    return sum(xs) / len(xs)\n"
        "for n in range(20_000): print(n)",
    ),
    honest(
        "slow-but-right",
        mean="import time\ntime.sleep(0.5)\ndef mean(xs):\n    time.sleep(0.1)\n    return sum(xs) / len(xs)",
    ),
    honest("one-question-left-out", score=FULL - EACH, scaled="def scaled(a):\n    ..."),
    honest("one-question-wrong", score=FULL - EACH, mean="def mean(xs):\n    return xs[0]"),
    honest("one-question-with-an-error", score=FULL - EACH, mean="def mean(xs)\n    return 3"),
    honest("error-after-the-answer", energy=RIGHT["energy"] + "\nprint(enrgy)"),
    Control(
        "helper-cells-added",
        RIGHT | {"mean": "def mean(xs):\n    return total(xs) / count(xs)"},
        added={"": "def total(xs):\n    return sum(xs)", "unmarked": "def count(xs):\n    return len(xs)"},
    ),
    Control(
        "imports-in-other-cells",
        RIGHT | {"mean": "def mean(xs):\n    return statistics.fmean(xs)"},
        added={"": "import statistics, collections\nfrom functools import *"},
    ),
    Control(
        "imports-only-after",
        RIGHT | {"countdown": "def countdown(n):\n"
        "    yield from itertools.islice(itertools.count(n, -1), n)"},
        added={"energy": "import itertools"},
    ),
    honest("numpy-scalars-for-numbers", mean="def mean(xs):\n    return np.mean(xs)",
           power="def power(base, exponent):\n    return int(np.prod([base] * exponent))"),
    honest("array-of-one-for-a-number", mean="def mean(xs):\n    return np.asarray(sum(xs) / len(xs))"),
    honest("other-kind-of-array", scaled="def scaled(a):\n    return np.array([x / max(a) for x in a])"),
    honest("float-for-an-int", countdown="def countdown(n):\n    for i in range(n):\n        yield n - i"),
    honest("lambdas", mean="mean = lambda xs: sum(xs) / len(xs)", power="power = lambda b, e: b ** e"),
    honest("partial", power="from functools import partial\n"
           "def raised(m, base, exponent): return base ** exponent\npower = partial(raised, None)"),
    honest("callable-class", mean="class Mean:\n    def __call__(self, xs):\n"
    "        return sum(xs) / len(xs)\n"
           "mean = Mean()"),
    honest("decorated", mean="import functools\ndef noted(f):\n    @functools.wraps(f)\n"
           "    def inner(*a, **k):\n        return f(*a, **k)\n    return inner\n"
           "@noted\ndef mean(xs):\n    return sum(xs) / len(xs)"),
    honest("cached", power="import functools\n@functools.lru_cache\ndef power(base, exponent):\n"
           "    return 1 if exponent == 0 else base * power(base, exponent - 1)"),
    honest("bound-method", mean="class Tools:\n    def mean(self, xs):\n        return sum(xs) / len(xs)\n"
           "mean = Tools().mean"),
    honest("recursion", mean="def total(xs):\n    return xs[0] + total(xs[1:]) if xs else 0\n"
           "def mean(xs):\n    return total(xs) / len(xs)"),
    honest("helper-classes", account="class Ledger:\n    def __init__(self): self.sum = 0\n"
           "    def add(self, n): self.sum += n\n"
           "class Account:\n    def __init__(self, owner):\n"
           "        self.owner, self.ledger = owner, Ledger()\n"
           "    @property\n    def balance(self): return self.ledger.sum\n"
           "    def deposit(self, amount):\n        if amount <= 0: raise ValueError\n"
           "        self.ledger.add(amount)"),
    honest("dataclass", account="from dataclasses import dataclass\n@dataclass\nclass Account:\n"
           "    owner: str\n    balance: int = 0\n    def deposit(self, amount: int) -> None:\n"
           "        if amount <= 0:\n            raise ValueError(amount)\n        self.balance += amount"),
    honest("own-kind-of-error", account=RIGHT["account"].replace("ValueError(", "TooLittle(").replace(
        "class Account", "class TooLittle(ValueError): pass\nclass Account")),
    honest("slots-and-inheritance", account="class Base:\n    __slots__ = ('owner', 'balance')\n"
           "    def __init__(self, owner): self.owner, self.balance = owner, 0\n"
           + RIGHT["account"].replace("class Account:", "class Account(Base):").replace(
               "        self.owner = owner\n        self.balance = 0\n"
               "", "        super().__init__(owner)\n")),
    honest("global-state", mean="calls = 0\ndef mean(xs):\n    global calls\n    calls += 1\n"
           "    return sum(xs) / len(xs)"),
    honest("list-for-a-generator", countdown="def countdown(n):\n"
           "    return iter(range(n, 0, -1))"),
    honest("iterator-class", countdown="class countdown:\n    def __init__(self, n): self.n = n\n"
           "    def __iter__(self): return self\n    def __next__(self):\n"
           "        if self.n <= 0: raise StopIteration\n        self.n -= 1\n        return self.n + 1"),
    honest("generator-expression", countdown="def countdown(n):\n    return (n - i for i in range(n))"),
    honest("type-hints", mean="from __future__ import annotations\nfrom collections.abc import Sequence\n"
           "def mean(xs: Sequence[float]) -> float:\n    return sum(xs) / len(xs)"),
    honest("unicode", mean="مجموعہ = sum\nprint('ہنر — ✓')\ndef mean(xs):\n    return مجموعہ(xs) / len(xs)"),
    honest("get-ipython", mean="get_ipython().run_line_magic('matplotlib', 'inline')\n%time 1\n"
    "" + RIGHT["mean"]),
    honest("cell-magic", mean="%%time\n" + RIGHT["mean"]),
    honest("shell-line", mean="!pip install nothing\n" + RIGHT["mean"]),
    honest("main-guard", mean=RIGHT["mean"] + "\nif __name__ == '__main__':\n    print(mean([1, 2]))"),
    honest("async-cell", energy="import asyncio\nasync def slow(rate):\n    await asyncio.sleep(0)\n"
           "    return rate ** 9\nenergy = sum(await asyncio.gather(*map(slow, RATES)))"),
    honest("plot", energy=RIGHT["energy"] + "\nfrom matplotlib import pyplot as plt\nplt.plot(RATES)\n"
    "plt.show()"),
    honest("reads-the-data-file", energy="numbers = open('data.txt').read().split()\n" + RIGHT["energy"]),
    honest("thread-pool", energy="from concurrent.futures import ThreadPoolExecutor\n"
           "with ThreadPoolExecutor(2) as pool:\n    energy = sum(pool.map(lambda r: r ** 9, RATES))"),
    honest("names-of-the-instructor-used-again", mean="def same(a): return a\n"
    "data = hidden = got = wanted = 0\n"
           + RIGHT["mean"]),
    honest("walrus-and-match", power="def power(base, exponent):\n    match exponent:\n"
           "        case 0: return 1\n        case n if (half := n // 2) or n:\n"
           "            return power(base, half) ** 2 * (base if n % 2 else 1)"),
]  # fmt: skip
