# ruff: noqa
# %% [markdown]
# # own-exception-class
# A class of the learner, its parent, its attributes.

# %%
import pytest


# %% nbgrader={"grade_id": "funds", "solution": true}
### BEGIN SOLUTION
class NotEnough(ValueError):
    def __init__(self, missing_sat):
        super().__init__(f"{missing_sat} sat are missing")
        self.missing_sat = missing_sat


def pay(balance_sat, amount_sat):
    if amount_sat > balance_sat:
        raise NotEnough(amount_sat - balance_sat)
    return balance_sat - amount_sat


### END SOLUTION

# %% nbgrader={"grade_id": "funds-check", "grade": true, "points": 3}
with pytest.raises(NotEnough):
    pay(1, 5)
### BEGIN HIDDEN TESTS
with pytest.raises(NotEnough, match="4 sat") as caught:
    pay(1, 5)
assert caught.value.missing_sat == 4
with pytest.raises(ValueError):
    pay(0, 1)
assert issubclass(NotEnough, ValueError)
try:
    pay(2, 9)
except NotEnough as error:
    assert error.missing_sat == 7 and isinstance(error, ValueError)
### END HIDDEN TESTS


# %% right="funds"
class NotEnough(ValueError):
    missing_sat = 0

    def __str__(self):
        return f"{self.missing_sat} sat are missing"


def pay(balance_sat, amount_sat):
    left = balance_sat - amount_sat
    if left < 0:
        error = NotEnough()
        error.missing_sat = -left
        raise error
    return left


# %% wrong="funds"
class NotEnough(Exception):
    def __init__(self, missing_sat):
        super().__init__(f"{missing_sat} sat are missing")
        self.missing_sat = missing_sat


def pay(balance_sat, amount_sat):
    if amount_sat > balance_sat:
        raise NotEnough(amount_sat - balance_sat)
    return balance_sat - amount_sat


# %% [markdown]
# # exception-of-the-instructor


# %%
class RuleBroken(Exception):
    def __init__(self, rule, line):
        super().__init__(rule, line)
        self.rule, self.line = rule, line


# %% nbgrader={"grade_id": "lint", "solution": true}
def lint(text):
    ### BEGIN SOLUTION
    for number, line in enumerate(text.splitlines(), start=1):
        if "\t" in line:
            raise RuleBroken("tab", number)
    return True
    ### END SOLUTION


# %% nbgrader={"grade_id": "lint-check", "grade": true, "points": 2}
assert lint("a\nb") is True
try:
    lint("a\n\tb")
except RuleBroken as error:
    assert error.rule == "tab" and error.line == 2 and error.args == ("tab", 2)
else:
    raise AssertionError("a tab was not found")


# %% right="lint"
def lint(text):
    lines = text.split("\n")
    bad = [number for number in range(len(lines)) if lines[number].count("\t")]
    if bad:
        raise RuleBroken(line=bad[0] + 1, rule="tab")
    return True


# %% wrong="lint"
def lint(text):
    for number, line in enumerate(text.splitlines()):
        if "\t" in line:
            raise RuleBroken("tab", number)
    return True
