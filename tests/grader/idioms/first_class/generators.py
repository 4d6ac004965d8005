# ruff: noqa
# %% [markdown]
# # generators
# Finite and endless ones, read with next, list, islice and a loop.

# %%
from itertools import islice


# %% nbgrader={"grade_id": "evens", "solution": true}
def evens(stop):
    ### BEGIN SOLUTION
    for n in range(0, stop, 2):
        yield n
    ### END SOLUTION


def halvings(reward):
    ### BEGIN SOLUTION
    while True:
        yield reward
        reward //= 2
    ### END SOLUTION


# %% nbgrader={"grade_id": "evens-check", "grade": true, "points": 2}
assert list(evens(5)) == [0, 2, 4] and sum(evens(7)) == 12
stream = halvings(50)
assert next(stream) == 50 and next(stream) == 25
### BEGIN HIDDEN TESTS
assert list(islice(halvings(8), 5)) == [8, 4, 2, 1, 0] and next(stream) == 12
assert iter(evens(3)) is not None and not isinstance(evens(3), (list, tuple)), "[list] Use yield."
once = evens(3)
assert list(once) == [0, 2] and list(once) == []
for height, reward in zip(range(3), halvings(4)):
    assert reward == 4 >> height
### END HIDDEN TESTS

# %% right="evens"
import itertools


def evens(stop):
    return (n for n in range(stop) if n % 2 == 0)


def halvings(reward):
    return (reward >> step for step in itertools.count())


# %% wrong="evens"
def evens(stop):
    return [n for n in range(0, stop, 2)]


def halvings(reward):
    while reward:
        yield reward
        reward //= 2


# %% [markdown]
# # generator-function
# The check asks inspect whether it is one.

# %%
import inspect


# %% nbgrader={"grade_id": "pairs", "solution": true}
### BEGIN SOLUTION
def pairs(items):
    before = None
    for place, item in enumerate(items):
        if place:
            yield before, item
        before = item


### END SOLUTION

# %% nbgrader={"grade_id": "pairs-check", "grade": true, "points": 2}
assert inspect.isgeneratorfunction(pairs)
assert list(pairs("abc")) == [("a", "b"), ("b", "c")]
### BEGIN HIDDEN TESTS
assert list(pairs([])) == [] == list(pairs([1]))
assert list(pairs(iter([1, 2, 3]))) == [(1, 2), (2, 3)]
### END HIDDEN TESTS


# %% right="pairs"
def pairs(items):
    items = list(items)
    yield from zip(items, items[1:])


# %% wrong="pairs"
def pairs(items):
    items = list(items)
    return zip(items, items[1:])


# %% [markdown]
# # iterator-as-argument
# The learner's function reads only as much as it needs of the check's generator.


# %% nbgrader={"grade_id": "take", "solution": true}
def take_until(items, limit):
    ### BEGIN SOLUTION
    taken = []
    for item in items:
        if item > limit:
            break
        taken.append(item)
    return taken
    ### END SOLUTION


# %% nbgrader={"grade_id": "take-check", "grade": true, "points": 2}
assert take_until([1, 2, 9, 3], 5) == [1, 2]


### BEGIN HIDDEN TESTS
def squares():
    n = 0
    while True:
        n += 1
        yield n * n


source = squares()
assert take_until(source, 20) == [1, 4, 9, 16] and next(source) == 36
### END HIDDEN TESTS

# %% right="take"
from itertools import takewhile


def take_until(items, limit):
    return list(takewhile(lambda item: item <= limit, items))


# %% wrong="take"
def take_until(items, limit):
    return [item for item in items if item <= limit]


# %% [markdown]
# # lazy-views
# map, filter, zip, reversed and views of a dict as results.


# %% nbgrader={"grade_id": "names", "solution": true}
def names(table):
    ### BEGIN SOLUTION
    return table.keys()
    ### END SOLUTION


def powers(units):
    ### BEGIN SOLUTION
    return map(float, units)
    ### END SOLUTION


# %% nbgrader={"grade_id": "names-check", "grade": true, "points": 2}
assert sorted(names({"b": 1, "a": 2})) == ["a", "b"]
assert list(powers(["1", "2.5"])) == [1.0, 2.5]
### BEGIN HIDDEN TESTS
assert set(names({"b": 1})) == {"b"} and max(powers("19")) == 9.0 and tuple(powers([])) == ()
### END HIDDEN TESTS


# %% right="names"
def names(table):
    return [*table]


def powers(units):
    return (float(unit) for unit in units)


# %% wrong="names"
def names(table):
    return table.values()


def powers(units):
    return filter(float, units)


# %% [markdown]
# # generator-protocol
# send, close and the types module.

# %%
import types


# %% nbgrader={"grade_id": "running", "solution": true}
def running_mean():
    ### BEGIN SOLUTION
    total, count, mean = 0, 0, None
    while True:
        total += yield mean
        count += 1
        mean = total / count
    ### END SOLUTION


# %% nbgrader={"grade_id": "running-check", "grade": true, "points": 2}
means = running_mean()
assert next(means) is None and means.send(10) == 10
### BEGIN HIDDEN TESTS
assert means.send(20) == 15 and isinstance(means, types.GeneratorType)
means.close()
try:
    next(means)
except StopIteration:
    pass
else:
    raise AssertionError("a closed generator is at its end")
### END HIDDEN TESTS


# %% right="running"
def running_mean():
    seen = []
    value = yield
    while True:
        seen.append(value)
        value = yield sum(seen) / len(seen)


# %% wrong="running"
def running_mean():
    mean = None
    while True:
        mean = yield mean
