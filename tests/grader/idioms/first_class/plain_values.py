# ruff: noqa
# %% [markdown]
# # plain-variables
# A cell that binds names; the check reads values of every plain type.

# %% nbgrader={"grade_id": "bind", "solution": true}
### BEGIN SOLUTION
count, share, ready, nothing, turn = 3, 0.5, True, None, 1 + 2j
word, raw, buffer = "کام", b"\x00\xff", bytearray(b"ab")
row, pair, group, fixed = [1, [2]], (1, "a"), {1, 2}, frozenset({3})
table, steps, dots = {"a": 1, 2: [None]}, range(2, 9, 3), ...
### END SOLUTION

# %% nbgrader={"grade_id": "bind-check", "grade": true, "points": 3}
assert count == 3 and share == 0.5 and ready is True and nothing is None and turn == 1 + 2j
assert word == "کام" and raw == b"\x00\xff" and buffer == bytearray(b"ab")
assert row == [1, [2]] and pair == (1, "a") and group == {1, 2} and fixed == frozenset({3})
### BEGIN HIDDEN TESTS
assert table == {"a": 1, 2: [None]} and list(table) == ["a", 2]
assert list(steps) == [2, 5, 8] and dots is ...
### END HIDDEN TESTS

# %% right="bind"
count = len("abc")
share = 1 / 2
ready = not False
nothing = print()
turn = complex(1, 2)
word, raw, buffer = "ک" + "ام", bytes([0, 255]), bytearray([97, 98])
row = list((1, [2]))
pair = tuple([1, "a"])
group, fixed = {2, 1}, frozenset([3, 3])
table = dict(a=1)
table[2] = [None]
steps = range(2, 10, 3)
dots = Ellipsis

# %% wrong="bind"
count, share, ready, nothing, turn = 3, 0.5, True, None, 1 + 2j
word, raw, buffer = "کام", b"\x00\xff", bytearray(b"ab")
row, pair, group, fixed = [1, [2]], (1, "a"), {1, 2}, frozenset({3})
table, steps, dots = {"a": 1, 2: [0]}, range(2, 9, 3), ...


# %% [markdown]
# # exact-types
# The check asks for the type, not only for the value.


# %% nbgrader={"grade_id": "halve", "solution": true}
def halve(n):
    ### BEGIN SOLUTION
    return n // 2
    ### END SOLUTION


# %% nbgrader={"grade_id": "halve-check", "grade": true, "points": 2}
assert halve(7) == 3
assert type(halve(8)) is int, "[float-division] Half of a whole number here is a whole number."
assert isinstance(halve(2), int) and not isinstance(halve(2), bool)


# %% right="halve"
def halve(n):
    return int(n / 2)


# %% wrong="halve"
def halve(n):
    return float(n // 2)


# %% [markdown]
# # special-floats
# NaN, infinity and the zero below zero keep their bits.

# %%
import math


# %% nbgrader={"grade_id": "ratio", "solution": true}
def ratio(a, b):
    ### BEGIN SOLUTION
    if b == 0:
        return math.nan if a == 0 else math.copysign(math.inf, a)
    return a / b
    ### END SOLUTION


# %% nbgrader={"grade_id": "ratio-check", "grade": true, "points": 2}
assert math.isnan(ratio(0, 0)) and ratio(1, 0) == float("inf") and ratio(-1, 0) == -math.inf
### BEGIN HIDDEN TESTS
assert ratio(0, 0) != ratio(0, 0)
assert math.copysign(1, ratio(-0.0, 5)) == -1.0 and repr(ratio(-0.0, 1)) == "-0.0"
assert ratio(1, 3) == 1 / 3 and abs(ratio(2, 3) - 0.6667) < 1e-4 and math.isclose(ratio(1, 10), 0.1)
### END HIDDEN TESTS


# %% right="ratio"
def ratio(a, b):
    try:
        return float(a) / b
    except ZeroDivisionError:
        return {0: float("nan"), 1: float("inf"), -1: float("-inf")}[(a > 0) - (a < 0)]


# %% wrong="ratio"
def ratio(a, b):
    return abs(a) / b if b else math.nan


# %% [markdown]
# # nested-containers
# Deep mixtures, big whole numbers, tuples as keys.


# %% nbgrader={"grade_id": "index", "solution": true}
def index(rows):
    ### BEGIN SOLUTION
    return {
        (row["name"], row["year"]): {"tags": set(row["tags"]), "weight": 2 ** row["bits"]} for row in rows
    }
    ### END SOLUTION


# %% nbgrader={"grade_id": "index-check", "grade": true, "points": 2}
rows = [
    {"name": "a", "year": 1, "tags": ["x", "x"], "bits": 300},
    {"name": "b", "year": 2, "tags": [], "bits": 0},
]
found = index(rows)
assert found["a", 1]["weight"] == 2**300
### BEGIN HIDDEN TESTS
assert found == {("a", 1): {"tags": {"x"}, "weight": 1 << 300}, ("b", 2): {"tags": set(), "weight": 1}}
assert index([]) == {}
### END HIDDEN TESTS


# %% right="index"
def index(rows):
    found = {}
    for row in rows:
        found[row["name"], row["year"]] = dict(tags={*row["tags"]}, weight=1 << row["bits"])
    return found


# %% wrong="index"
def index(rows):
    return {(row["name"], row["year"]): {"tags": row["tags"], "weight": 2 ** row["bits"]} for row in rows}
