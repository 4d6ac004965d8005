# ruff: noqa
# %% [markdown]
# # collections
# Counter, OrderedDict, defaultdict and deque come back as what they are.

# %%
from collections import Counter, OrderedDict, defaultdict, deque


# %% nbgrader={"grade_id": "tally", "solution": true}
def tally(words):
    ### BEGIN SOLUTION
    return Counter(words)
    ### END SOLUTION


def ranked(words):
    ### BEGIN SOLUTION
    return OrderedDict(tally(words).most_common())
    ### END SOLUTION


def by_length(words):
    ### BEGIN SOLUTION
    groups = defaultdict(list)
    for word in words:
        groups[len(word)].append(word)
    return groups
    ### END SOLUTION


def last(words, n):
    ### BEGIN SOLUTION
    return deque(words, maxlen=n)
    ### END SOLUTION


# %% nbgrader={"grade_id": "tally-check", "grade": true, "points": 3}
WORDS = ["sun", "grid", "sun"]
assert tally(WORDS) == {"sun": 2, "grid": 1}
assert tally(WORDS).most_common(1) == [("sun", 2)] and isinstance(tally(WORDS), Counter)
assert by_length(WORDS) == {3: ["sun", "sun"], 4: ["grid"]}
### BEGIN HIDDEN TESTS
assert ranked(["b", "a", "a"]) == OrderedDict([("a", 2), ("b", 1)])
assert list(last(WORDS, 2)) == ["grid", "sun"] and last([1, 2, 3], 2) == deque([2, 3])
assert tally("aab") - tally("ab") == Counter("a")
### END HIDDEN TESTS


# %% right="tally"
def tally(words):
    found = Counter()
    for word in words:
        found[word] += 1
    return found


def ranked(words):
    pairs = sorted(tally(words).items(), key=lambda pair: -pair[1])
    return OrderedDict(pairs)


def by_length(words):
    groups = {}
    for word in words:
        groups.setdefault(len(word), []).append(word)
    return groups


def last(words, n):
    return deque(list(words)[-n:])


# %% wrong="tally"
def tally(words):
    return Counter(set(words))


def ranked(words):
    return OrderedDict(tally(words))


def by_length(words):
    return {len(word): [word] for word in words}


def last(words, n):
    return deque(words[:n])


# %% [markdown]
# # named-tuple

# %% nbgrader={"grade_id": "point", "solution": true}
### BEGIN SOLUTION
from collections import namedtuple

Point = namedtuple("Point", "x y")


def mirrored(point):
    return Point(point.y, point.x)


### END SOLUTION

# %% nbgrader={"grade_id": "point-check", "grade": true, "points": 2}
p = Point(1, 2)
assert p.x == 1 and p[1] == 2 and p == (1, 2)
### BEGIN HIDDEN TESTS
x, y = mirrored(p)
assert (x, y) == (2, 1) and mirrored(p) == Point(y=1, x=2)
assert Point._fields == ("x", "y") and p._replace(x=5) == (5, 2) and isinstance(p, tuple)
assert len(p) == 2 and sorted([Point(2, 0), Point(1, 9)])[0] == (1, 9)
### END HIDDEN TESTS

# %% right="point"
from typing import NamedTuple


class Point(NamedTuple):
    x: int
    y: int


def mirrored(point):
    return Point(*reversed(point))


# %% wrong="point"
from collections import namedtuple

Point = namedtuple("Point", "x y")


def mirrored(point):
    return point


# %% [markdown]
# # enum-of-the-learner

# %% nbgrader={"grade_id": "fuel", "solution": true}
### BEGIN SOLUTION
from enum import Enum


class Fuel(Enum):
    SUN = 1
    WIND = 2
    COAL = 3


def clean(fuel):
    return fuel is not Fuel.COAL


### END SOLUTION

# %% nbgrader={"grade_id": "fuel-check", "grade": true, "points": 2}
assert Fuel.SUN.value == 1 and Fuel["WIND"].name == "WIND"
assert Fuel(3) is Fuel.COAL
### BEGIN HIDDEN TESTS
assert [one.name for one in Fuel] == ["SUN", "WIND", "COAL"] and len(Fuel) == 3
assert clean(Fuel.SUN) is True and clean(Fuel.COAL) is False
assert Fuel.SUN != Fuel.WIND and Fuel.SUN == Fuel.SUN
### END HIDDEN TESTS

# %% right="fuel"
import enum


@enum.unique
class Fuel(enum.Enum):
    SUN = enum.auto()
    WIND = enum.auto()
    COAL = enum.auto()


def clean(fuel):
    return fuel in {Fuel.SUN, Fuel.WIND}


# %% wrong="fuel"
from enum import Enum


class Fuel(Enum):
    SUN = 1
    WIND = 2
    COAL = 3


def clean(fuel):
    return fuel.value == 3


# %% [markdown]
# # enum-of-the-instructor

# %%
from enum import Enum


class Side(Enum):
    BUY = "b"
    SELL = "s"


# %% nbgrader={"grade_id": "other", "solution": true}
def other(side):
    ### BEGIN SOLUTION
    return Side.SELL if side is Side.BUY else Side.BUY
    ### END SOLUTION


# %% nbgrader={"grade_id": "other-check", "grade": true, "points": 1}
assert other(Side.BUY) is Side.SELL
### BEGIN HIDDEN TESTS
assert other(Side.SELL) is Side.BUY and other(other(Side.BUY)) == Side.BUY
### END HIDDEN TESTS


# %% right="other"
def other(side):
    return next(one for one in Side if one != side)


# %% wrong="other"
def other(side):
    return "s" if side == Side.BUY else "b"
