# ruff: noqa
# %% [markdown]
# # exception-and-message
# try, except and the words of the error.

# %% nbgrader={"grade_id": "root", "solution": true}
def root(n):
    ### BEGIN SOLUTION
    if n < 0:
        raise ValueError(f"n must not be negative: {n}")
    return n**0.5
    ### END SOLUTION


# %% nbgrader={"grade_id": "root-check", "grade": true, "points": 2}
assert root(9) == 3
try:
    root(-4)
except ValueError as error:
    assert "negative" in str(error)
else:
    raise AssertionError("root(-4) raised nothing")
### BEGIN HIDDEN TESTS
try:
    root("4")
except TypeError:
    pass
### END HIDDEN TESTS

# %% right="root"
import math


def root(n):
    try:
        return math.sqrt(n)
    except ValueError:
        raise ValueError("negative numbers have no real root") from None


# %% wrong="root"
def root(n):
    if n < 0:
        return "n must not be negative"
    return n**0.5


# %% [markdown]
# # pytest-raises

# %%
import pytest


# %% nbgrader={"grade_id": "send", "solution": true}
def send(balance_sat, amount_sat):
    ### BEGIN SOLUTION
    if amount_sat <= 0:
        raise ValueError("amount_sat must be positive")
    if amount_sat > balance_sat:
        raise LookupError("not enough: %d < %d" % (balance_sat, amount_sat))
    return balance_sat - amount_sat
    ### END SOLUTION


# %% nbgrader={"grade_id": "send-check", "grade": true, "points": 2}
assert send(5, 2) == 3
with pytest.raises(ValueError, match="positive"):
    send(5, 0)
### BEGIN HIDDEN TESTS
with pytest.raises(LookupError) as caught:
    send(1, 2)
assert "1 < 2" in str(caught.value) and caught.type is LookupError
with pytest.raises((ValueError, LookupError)):
    send(1, -2)
assert send(2, 2) == 0
### END HIDDEN TESTS


# %% right="send"
def send(balance_sat, amount_sat):
    if not amount_sat > 0:
        raise ValueError(f"{amount_sat} is not positive")
    left = balance_sat - amount_sat
    if left < 0:
        raise LookupError(f"not enough: {balance_sat} < {amount_sat}")
    return left


# %% wrong="send"
def send(balance_sat, amount_sat):
    if amount_sat <= 0:
        raise ValueError("amount_sat must be positive")
    if amount_sat >= balance_sat:
        raise LookupError(f"not enough: {balance_sat} < {amount_sat}")
    return balance_sat - amount_sat


# %% [markdown]
# # error-from-a-library

# %%
import json


# %% nbgrader={"grade_id": "load", "solution": true}
def load(text):
    ### BEGIN SOLUTION
    found = json.loads(text)
    if "height" not in found:
        raise KeyError("height")
    return found["height"]
    ### END SOLUTION


# %% nbgrader={"grade_id": "load-check", "grade": true, "points": 2}
assert load('{"height": 7}') == 7
try:
    load("{")
except json.JSONDecodeError:
    pass
else:
    raise AssertionError("half a text is no JSON")
### BEGIN HIDDEN TESTS
try:
    load("{}")
except KeyError as error:
    assert error.args[0] == "height"
else:
    raise AssertionError("the height is missing")
### END HIDDEN TESTS

# %% right="load"
from json import loads


def load(text):
    return loads(text)["height"]


# %% wrong="load"
def load(text):
    try:
        return json.loads(text).get("height")
    except ValueError:
        raise


# %% [markdown]
# # warnings

# %%
import warnings


# %% nbgrader={"grade_id": "old", "solution": true}
def old(n):
    ### BEGIN SOLUTION
    warnings.warn("old() goes away, use new()", DeprecationWarning)
    return n + 1
    ### END SOLUTION


# %% nbgrader={"grade_id": "old-check", "grade": true, "points": 2}
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert old(1) == 2
assert len(caught) == 1 and issubclass(caught[0].category, DeprecationWarning)
### BEGIN HIDDEN TESTS
import pytest

with pytest.warns(DeprecationWarning, match="use new"):
    old(2)
### END HIDDEN TESTS

# %% right="old"
from warnings import warn


def old(n):
    try:
        return n + 1
    finally:
        warn(DeprecationWarning("use new() instead"), stacklevel=2)


# %% wrong="old"
def old(n):
    print("old() goes away, use new()")
    return n + 1
