# ruff: noqa
# %% [markdown]
# # hashed-answer
# The check knows only a hash of the right answer.

# %%
import hashlib

# %% nbgrader={"grade_id": "sum", "solution": true}
### BEGIN SOLUTION
answer = sum(n for n in range(1000) if n % 3 == 0 or n % 5 == 0)
### END SOLUTION

# %% nbgrader={"grade_id": "sum-check", "grade": true, "points": 1}
assert type(answer) is int, "The answer is a whole number."
assert hashlib.sha256(str(answer).encode()).hexdigest().startswith("c0b20f4665d0388d564f0b6ecf3ed")

# %% right="sum"
answer = 0
for n in range(1, 1000):
    if not n % 3 * (n % 5):
        answer = answer + n

# %% wrong="sum"
answer = sum(range(0, 1000, 3)) + sum(range(0, 1000, 5))


# %% [markdown]
# # helpers-of-the-check
# A given cell defines the assertion that the checks use.


# %%
def assert_close(got, expected, name, tolerance=1e-6):
    """Compare two numbers and say what differs."""
    assert isinstance(got, (int, float)), f"{name}: {type(got).__name__} is no number"
    assert abs(got - expected) <= tolerance, f"{name}: {got} is not {expected}"


# %% nbgrader={"grade_id": "mean", "solution": true}
def mean(numbers):
    ### BEGIN SOLUTION
    return sum(numbers) / len(numbers)
    ### END SOLUTION


def spread(numbers):
    ### BEGIN SOLUTION
    middle = mean(numbers)
    return (sum((n - middle) ** 2 for n in numbers) / len(numbers)) ** 0.5
    ### END SOLUTION


# %% nbgrader={"grade_id": "mean-check", "grade": true, "points": 2}
assert_close(mean([1, 2, 6]), 3, "mean")
### BEGIN HIDDEN TESTS
assert_close(spread([2, 4, 4, 4, 5, 5, 7, 9]), 2, "spread")
### END HIDDEN TESTS

# %% right="mean"
import statistics


def mean(numbers):
    return statistics.fmean(numbers)


spread = statistics.pstdev


# %% wrong="mean"
def mean(numbers):
    return sum(numbers) / len(numbers)


def spread(numbers):
    middle = mean(numbers)
    return (sum((n - middle) ** 2 for n in numbers) / (len(numbers) - 1)) ** 0.5
