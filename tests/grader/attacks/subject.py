"""The assignment that is attacked: eight small exercises, one for each way in which a check meets an answer.

mean         a function that gives a number, called through a helper of the instructor's and through `map`
scaled       a numpy array, compared by numpy.testing
Account      a class with a method and an attribute
energy       a plain variable
countdown    a generator
doubled      changes its argument in place
power        recursion; its hidden check gives points by its last expression
moved        takes and gives an object of a class of the instructor's; its hidden check has named parts

Every hidden number and text is rare: where one is found outside, it has leaked.
"""

from __future__ import annotations

from nbformat import NotebookNode

from grader.source import parse_source

TEXT = '''
# %% [markdown]
# # Eight small things

# %%
import math
import numpy as np
from labs.marks import Marks
RATES = [3, 5, 8]
def same(got, wanted, tolerance=1e-9):
    """True when two numbers agree."""
    return abs(got - wanted) < tolerance
class Point:
    """A place; the instructor's own class."""
    def __init__(self, x, y):
        self.x, self.y = x, y
    def same(self, other):
        return self.x == other.x and self.y == other.y
    @property
    def total(self):
        return self.x + self.y

# %% nbgrader={"grade_id": "mean", "solution": true}
def mean(xs):
    ### BEGIN SOLUTION
    return sum(xs) / len(xs)
    ### END SOLUTION

# %% nbgrader={"grade_id": "mean-check", "grade": true, "points": 2}
assert same(mean([1, 2, 6]), 3.0), "[wrong-mean] The mean of 1, 2, 6 is 3."

# %% nbgrader={"grade_id": "mean-hidden", "grade": true, "points": 3}
### BEGIN HIDDEN TESTS
assert mean([77170231, 77170233]) == 77170232
assert all(got == wanted for got, wanted in zip(map(mean, [[77170229], [4, 8]]), [77170229, 6]))
assert 77170237 - mean([77170237]) == 0
assert same(mean([77170237, 1.5, 3]), 25723413.833333332)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scaled", "solution": true}
def scaled(a):
    ### BEGIN SOLUTION
    return a / a.max()
    ### END SOLUTION

# %% nbgrader={"grade_id": "scaled-check", "grade": true, "points": 2}
np.testing.assert_allclose(scaled(np.array([1.0, 2.0, 4.0])), [0.25, 0.5, 1.0])
assert scaled(np.array([2.0])).shape == (1,)

# %% nbgrader={"grade_id": "scaled-hidden", "grade": true, "points": 3}
### BEGIN HIDDEN TESTS
hidden = np.array([77170241.0, 38585120.5, 7717024.1])
assert scaled(hidden).shape == (3,)
np.testing.assert_allclose(scaled(hidden), [1.0, 0.5, 0.1])
assert np.array_equal(np.round(scaled(hidden), 6), np.array([1.0, 0.5, 0.1]))
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "account", "solution": true}
class Account:
    ### BEGIN SOLUTION
    def __init__(self, owner):
        self.owner, self.balance = owner, 0

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("deposit more than nothing")
        self.balance += amount
    ### END SOLUTION

# %% nbgrader={"grade_id": "account-check", "grade": true, "points": 2}
account = Account("Ada")
account.deposit(5)
assert account.balance == 5, "[wrong-balance] After a deposit of 5 the balance is 5."

# %% nbgrader={"grade_id": "account-hidden", "grade": true, "points": 3}
### BEGIN HIDDEN TESTS
account = Account("zarqa-77170247")
account.deposit(77170249)
account.deposit(1)
assert account.owner == "zarqa-77170247" and account.balance == 77170250
refused = False
try:
    account.deposit(-77170251)
except ValueError:
    refused = True
assert refused and account.balance == 77170250
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "energy", "solution": true}
### BEGIN SOLUTION
energy = sum(rate**9 for rate in RATES)
### END SOLUTION

# %% nbgrader={"grade_id": "energy-check", "grade": true, "points": 2}
assert type(energy) is int and energy % 1000 == 536, "[wrong-energy] The energy ends in 536."

# %% nbgrader={"grade_id": "energy-hidden", "grade": true, "points": 3}
### BEGIN HIDDEN TESTS
assert energy == 136190536
assert energy != 77170253 and not energy < 136190536
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "countdown", "solution": true}
def countdown(n):
    ### BEGIN SOLUTION
    while n > 0:
        yield n
        n -= 1
    ### END SOLUTION

# %% nbgrader={"grade_id": "countdown-check", "grade": true, "points": 2}
assert list(countdown(3)) == [3, 2, 1]

# %% nbgrader={"grade_id": "countdown-hidden", "grade": true, "points": 3}
### BEGIN HIDDEN TESTS
assert next(countdown(77170259)) == 77170259
assert len(list(countdown(40))) == 40 and sum(countdown(40)) == 820
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "doubled", "solution": true}
def double_all(xs):
    ### BEGIN SOLUTION
    for place, x in enumerate(xs):
        xs[place] = 2 * x
    ### END SOLUTION

# %% nbgrader={"grade_id": "doubled-check", "grade": true, "points": 2}
data = [1, 2]
double_all(data)
assert data == [2, 4], "[not-in-place] Change the list itself."

# %% nbgrader={"grade_id": "doubled-hidden", "grade": true, "points": 3}
### BEGIN HIDDEN TESTS
data = [77170261, 4]
double_all(data)
assert data == [154340522, 8]
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "power", "solution": true}
def power(base, exponent):
    ### BEGIN SOLUTION
    return 1 if exponent == 0 else base * power(base, exponent - 1)
    ### END SOLUTION

# %% nbgrader={"grade_id": "power-check", "grade": true, "points": 2}
assert power(2, 5) == 32

# %% nbgrader={"grade_id": "power-hidden", "grade": true, "points": 3}
### BEGIN HIDDEN TESTS
powers = [power(77170267, 2) == 5955250108851289, power(5, 3) == 125, power(7, 3) == 343]
float(sum(1 for right in powers if right is True))
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "moved", "solution": true}
def moved(point, by):
    ### BEGIN SOLUTION
    return Point(point.x + by, point.y + by)
    ### END SOLUTION

# %% nbgrader={"grade_id": "moved-check", "grade": true, "points": 2}
assert moved(Point(1, 2), 3).same(Point(4, 5)), "[wrong-move] From 1, 2 by 3 is 4, 5."

# %% nbgrader={"grade_id": "moved-hidden", "grade": true, "points": 3}
### BEGIN HIDDEN TESTS
marks = Marks()
start = Point(77170277, 1)
with marks.check("the new place", hint="[place] Add to both."):
    end = moved(start, 2)
    assert end.same(Point(77170279, 3)) and Point(77170279, 3).same(end) and not end.same(start)
    assert isinstance(end, Point) and end.total == 77170282
with marks.check("the old place stays", weight=2):
    assert moved(start, 5).total == 77170288 and start.total == 77170278
marks.points(3)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "why", "solution": true, "grade": true, "points": 5}
# Because.
'''
EACH, FULL = 5.0, 40.0
"""Points of one exercise and of all; the reflection is read by a person."""
HIDDEN = (
    "77170229 77170231 77170232 77170233 77170237 25723413 77170241 38585120 7717024.1 77170247 77170249"
    " 77170250 77170251 136190536 77170253 77170259 77170261 154340522 77170267 5955250108851289 77170277"
    " 77170279 77170282 77170288 77170278"
).split()
"""Hidden inputs and expected values; also the result `energy`, which no right answer prints."""
RIGHT = {
    "mean": "def mean(xs):\n    return sum(xs) / len(xs)",
    "scaled": "def scaled(a):\n    return a * (1 / np.max(a))",
    "account": (
        "class Account:\n"
        "    def __init__(self, owner):\n        self.owner = owner\n        self.balance = 0\n"
        "    def deposit(self, amount):\n"
        "        if amount <= 0:\n            raise ValueError('too little')\n"
        "        self.balance = self.balance + amount"
    ),
    "energy": "energy = 0\nfor rate in RATES:\n    energy += rate ** 9",
    "countdown": "def countdown(n):\n    yield from range(n, 0, -1)",
    "doubled": "def double_all(xs):\n    xs[:] = [x + x for x in xs]",
    "power": "def power(base, exponent):\n    return base ** exponent",
    "moved": "def moved(point, by):\n    return Point(by + point.x, by + point.y)",
}


def subject() -> NotebookNode:
    return parse_source(TEXT, "seven.py", percent=True)
