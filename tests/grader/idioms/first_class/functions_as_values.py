# ruff: noqa
# %% [markdown]
# # lambdas-and-closures
# Functions stored in a table, functions that return functions.

# %% nbgrader={"grade_id": "makers", "solution": true}
### BEGIN SOLUTION
operations = {"add": lambda a, b: a + b, "twice": lambda a: 2 * a}


def counter(start=0):
    def step():
        nonlocal start
        start += 1
        return start

    return step


### END SOLUTION

# %% nbgrader={"grade_id": "makers-check", "grade": true, "points": 2}
assert operations["add"](2, 3) == 5 and operations["twice"](4) == 8
assert sorted(operations) == ["add", "twice"] and callable(operations["add"])
### BEGIN HIDDEN TESTS
one, two = counter(), counter(10)
assert [one(), one(), two(), one()] == [1, 2, 11, 3]
### END HIDDEN TESTS

# %% right="makers"
import itertools
import operator

operations = dict(add=operator.add, twice=lambda n: n + n)


def counter(start=0):
    numbers = itertools.count(start + 1)
    return lambda: next(numbers)


# %% wrong="makers"
operations = {"add": lambda a, b: a + b, "twice": lambda a: 2 * a}
total = 0


def counter(start=0):
    def step():
        global total
        total += 1
        return start + total

    return step


# %% [markdown]
# # partial-and-cache

# %% nbgrader={"grade_id": "cached", "solution": true}
### BEGIN SOLUTION
from functools import lru_cache, partial


@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


to_binary = lambda n: format(n, "b")
hexed = partial(int, base=16)
### END SOLUTION

# %% nbgrader={"grade_id": "cached-check", "grade": true, "points": 2}
assert fib(10) == 55 and hexed("ff") == 255 and to_binary(5) == "101"
### BEGIN HIDDEN TESTS
assert fib(90) == 2880067194370816120
assert fib.cache_info().currsize >= 91, "[no-cache] Keep what was computed."
assert hexed.func is int and hexed.keywords == {"base": 16}
### END HIDDEN TESTS

# %% right="cached"
import functools


@functools.cache
def fib(n):
    if n in (0, 1):
        return n
    return fib(n - 2) + fib(n - 1)


def to_binary(n):
    return f"{n:b}"


hexed = functools.partial(int, base=16)

# %% wrong="cached"
import functools


def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def to_binary(n):
    return f"{n:b}"


hexed = functools.partial(int, base=16)


# %% [markdown]
# # callbacks
# Functions of the check and of libraries as arguments; order and number of calls count.

# %%
import math


# %% nbgrader={"grade_id": "apply", "solution": true}
def apply(function, values):
    ### BEGIN SOLUTION
    return [function(value) for value in values]
    ### END SOLUTION


def bisect(function, low, high):
    ### BEGIN SOLUTION
    while high - low > 1e-9:
        middle = (low + high) / 2
        if function(low) * function(middle) <= 0:
            high = middle
        else:
            low = middle
    return low
    ### END SOLUTION


# %% nbgrader={"grade_id": "apply-check", "grade": true, "points": 3}
assert apply(math.sqrt, [4, 9]) == [2, 3] and apply(len, ["a", "bb"]) == [1, 2]
assert apply(lambda n: n + 1, range(3)) == [1, 2, 3]
### BEGIN HIDDEN TESTS
seen = []


def note(value):
    seen.append(value)
    return -value


assert apply(note, (3, 1)) == [-3, -1] and seen == [3, 1], (
    "[calls] Call the function once per value, in order."
)
assert abs(bisect(lambda x: x * x - 2, 0, 2) - math.sqrt(2)) < 1e-6
assert abs(bisect(math.cos, 0, 3) - math.pi / 2) < 1e-6
### END HIDDEN TESTS


# %% right="apply"
def apply(function, values):
    return list(map(function, values))


def bisect(function, low, high):
    for _ in range(60):
        middle = low + (high - low) / 2
        low, high = (low, middle) if (function(low) > 0) != (function(middle) > 0) else (middle, high)
    return (low + high) / 2


# %% wrong="apply"
def apply(function, values):
    return [function(value) for value in values if function(value) is not None]


def bisect(function, low, high):
    return (low + high) / 2


# %% [markdown]
# # callback-that-raises


# %% nbgrader={"grade_id": "attempt", "solution": true}
def attempt(function, default):
    ### BEGIN SOLUTION
    try:
        return function()
    except ValueError:
        return default
    ### END SOLUTION


# %% nbgrader={"grade_id": "attempt-check", "grade": true, "points": 1}
def bad():
    raise ValueError("no")


assert attempt(lambda: 5, 0) == 5 and attempt(bad, 7) == 7
### BEGIN HIDDEN TESTS
try:
    attempt(lambda: {}["x"], 1)
except KeyError as error:
    assert error.args == ("x",)
else:
    raise AssertionError("only ValueError is caught")
### END HIDDEN TESTS

# %% right="attempt"
from contextlib import suppress


def attempt(function, default):
    with suppress(ValueError):
        return function()
    return default


# %% wrong="attempt"
def attempt(function, default):
    try:
        return function()
    except Exception:
        return default
