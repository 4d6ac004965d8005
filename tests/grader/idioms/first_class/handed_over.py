# ruff: noqa
# %% [markdown]
# # handed-to-libraries
# The check hands the learner's function to map, reduce, sorted, numpy and pandas-like callers.

# %%
import functools
import heapq

import numpy as np


# %% nbgrader={"grade_id": "digits", "solution": true}
def digits(n):
    ### BEGIN SOLUTION
    return sum(int(digit) for digit in str(n))
    ### END SOLUTION


def join(a, b):
    ### BEGIN SOLUTION
    return int(f"{a}{b}")
    ### END SOLUTION


# %% nbgrader={"grade_id": "digits-check", "grade": true, "points": 2}
assert list(map(digits, [10, 23])) == [1, 5] and list(filter(digits, [0, 7])) == [7]
### BEGIN HIDDEN TESTS
assert sorted([99, 100, 21], key=digits) == [100, 21, 99] and max([18, 90, 5], key=digits) == 18
assert functools.reduce(join, [1, 2, 3]) == 123 and heapq.nsmallest(1, [59, 30], key=digits) == [30]
assert np.vectorize(digits)(np.array([11, 22])).tolist() == [2, 4]
assert {n: digits(n) for n in range(9, 12)} == {9: 9, 10: 1, 11: 2}
### END HIDDEN TESTS


# %% right="digits"
def digits(n):
    total = 0
    while n:
        n, digit = divmod(n, 10)
        total += digit
    return total


join = lambda a, b: a * 10 ** len(str(b)) + b


# %% wrong="digits"
def digits(n):
    return n % 10


def join(a, b):
    return a + b


# %% [markdown]
# # frames-by-apply
# The check applies the learner's function to a frame, a series and groups.

# %%
import pandas as pd


# %% nbgrader={"grade_id": "band", "solution": true}
def band(price):
    ### BEGIN SOLUTION
    return "high" if price > 30 else "low"
    ### END SOLUTION


def spread(group):
    ### BEGIN SOLUTION
    return group.max() - group.min()
    ### END SOLUTION


# %% nbgrader={"grade_id": "band-check", "grade": true, "points": 2}
frame = pd.DataFrame({"zone": ["a", "a", "b"], "price": [10.0, 40.0, 25.0]})
assert frame["price"].apply(band).tolist() == ["low", "high", "low"]
### BEGIN HIDDEN TESTS
assert frame["price"].map(band).eq("high").sum() == 1
assert frame.groupby("zone")["price"].agg(spread).to_dict() == {"a": 30.0, "b": 0.0}
assert frame.apply(lambda row: band(row["price"]), axis=1).nunique() == 2
### END HIDDEN TESTS


# %% right="band"
def band(price):
    return ("low", "high")[int(price > 30)]


def spread(group):
    ordered = sorted(group)
    return ordered[-1] - ordered[0]


# %% wrong="band"
def band(price):
    return "high" if price >= 25 else "low"


def spread(group):
    return group.max()


# %% [markdown]
# # docstring-examples
# The check runs the examples in the learner's docstring.

# %%
import doctest


# %% nbgrader={"grade_id": "tri", "solution": true}
def triangle(n):
    ### BEGIN SOLUTION
    """The n-th triangular number.

    >>> triangle(4)
    10
    """
    return n * (n + 1) // 2
    ### END SOLUTION


# %% nbgrader={"grade_id": "tri-check", "grade": true, "points": 1}
examples = doctest.DocTestParser().get_doctest(triangle.__doc__, {"triangle": triangle}, "triangle", None, 0)
assert examples.examples, "[no-example] Write an example into the docstring."
assert doctest.DocTestRunner(verbose=False).run(examples).failed == 0
### BEGIN HIDDEN TESTS
assert triangle(100) == 5050
### END HIDDEN TESTS


# %% right="tri"
def triangle(n):
    """Sum of 1 to n:

    >>> triangle(1), triangle(3)
    (1, 6)
    """
    return sum(range(n + 1))


# %% wrong="tri"
def triangle(n):
    """Sum of 1 to n:

    >>> triangle(3)
    7
    """
    return sum(range(n))
