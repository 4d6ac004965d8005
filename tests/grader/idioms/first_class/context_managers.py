# ruff: noqa
# %% [markdown]
# # context-managers
# A class and a function with contextlib.

# %% nbgrader={"grade_id": "switch", "solution": true}
### BEGIN SOLUTION
from contextlib import contextmanager

log = []


class Switch:
    def __init__(self, name):
        self.name, self.on = name, False

    def __enter__(self):
        self.on = True
        log.append(f"{self.name} on")
        return self

    def __exit__(self, kind, error, trace):
        self.on = False
        log.append(f"{self.name} off")
        return kind is ZeroDivisionError


@contextmanager
def quiet(name):
    log.append(f"quiet {name}")
    try:
        yield name.upper()
    finally:
        log.append("loud")


### END SOLUTION

# %% nbgrader={"grade_id": "switch-check", "grade": true, "points": 3}
with Switch("fan") as fan:
    assert fan.on and fan.name == "fan"
assert not fan.on and log == ["fan on", "fan off"]
### BEGIN HIDDEN TESTS
with Switch("a"):
    1 / 0
try:
    with Switch("b"):
        raise KeyError("x")
except KeyError:
    pass
else:
    raise AssertionError("only a division by zero is swallowed")
assert log[-1] == "b off"
with quiet("hub") as name:
    assert name == "HUB" and log[-1] == "quiet hub"
assert log[-1] == "loud"
### END HIDDEN TESTS

# %% right="switch"
import contextlib

log = []


class Switch(contextlib.AbstractContextManager):
    def __init__(self, name):
        self.name = name
        self.on = False

    def __enter__(self):
        self.flip(True)
        return self

    def flip(self, on):
        self.on = on
        log.append(self.name + (" on" if on else " off"))

    def __exit__(self, *error):
        self.flip(False)
        return isinstance(error[1], ZeroDivisionError)


@contextlib.contextmanager
def quiet(name):
    log.append("quiet " + name)
    yield name.upper()
    log.append("loud")


# %% wrong="switch"
from contextlib import contextmanager

log = []


class Switch:
    def __init__(self, name):
        self.name, self.on = name, False

    def __enter__(self):
        self.on = True
        log.append(f"{self.name} on")
        return self

    def __exit__(self, *error):
        self.on = False
        log.append(f"{self.name} off")
        return True


@contextmanager
def quiet(name):
    log.append(f"quiet {name}")
    yield name.upper()
