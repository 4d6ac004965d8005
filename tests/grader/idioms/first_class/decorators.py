# ruff: noqa
# %% [markdown]
# # decorators
# The learner writes a decorator; the check decorates its own function with it.

# %% nbgrader={"grade_id": "logged", "solution": true}
### BEGIN SOLUTION
import functools

calls = []


def logged(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        calls.append(function.__name__)
        return function(*args, **kwargs)

    return inner


### END SOLUTION


# %% nbgrader={"grade_id": "logged-check", "grade": true, "points": 2}
@logged
def add(a, b=1):
    return a + b


assert add(2) == 3 and add(2, b=5) == 7
assert calls == ["add", "add"]
### BEGIN HIDDEN TESTS
assert add.__name__ == "add", "[no-wraps] Keep the name of the function."
### END HIDDEN TESTS

# %% right="logged"
calls = []


def logged(function):
    def inner(*args, **kwargs):
        calls.append(function.__name__)
        return function(*args, **kwargs)

    inner.__name__ = function.__name__
    return inner


# %% wrong="logged"
calls = []


def logged(function):
    def inner(*args, **kwargs):
        calls.append(function.__name__)
        return function(*args, **kwargs)

    return inner


# %% [markdown]
# # decorator-with-arguments


# %% nbgrader={"grade_id": "repeat", "solution": true}
### BEGIN SOLUTION
def repeat(times):
    def wrap(function):
        def inner(*args):
            return [function(*args) for _ in range(times)]

        return inner

    return wrap


### END SOLUTION


# %% nbgrader={"grade_id": "repeat-check", "grade": true, "points": 1}
@repeat(times=3)
def hello(name):
    return f"Salaam {name}"


assert hello("Amina") == ["Salaam Amina"] * 3
### BEGIN HIDDEN TESTS
assert repeat(0)(len)("abc") == [] and repeat(2)(len)("abc") == [3, 3]
### END HIDDEN TESTS


# %% right="repeat"
class repeat:
    def __init__(self, times):
        self.times = times

    def __call__(self, function):
        return lambda *args: [function(*args) for _ in range(self.times)]


# %% wrong="repeat"
def repeat(times):
    def wrap(function):
        return lambda *args: [function(*args)] * max(times, 1)

    return wrap
