# ruff: noqa
# %% [markdown]
# # mutable-global
# The learner's functions keep a global; the check reads it between calls.

# %% nbgrader={"grade_id": "ledger", "solution": true}
### BEGIN SOLUTION
ledger, total = [], 0


def record(amount):
    global total
    ledger.append(amount)
    total += amount


def reset():
    global total
    ledger.clear()
    total = 0


### END SOLUTION

# %% nbgrader={"grade_id": "ledger-check", "grade": true, "points": 2}
reset()
record(5)
assert ledger == [5] and total == 5
### BEGIN HIDDEN TESTS
record(-2)
assert ledger == [5, -2] and total == 3 and len(ledger) == 2
reset()
assert ledger == [] and total == 0
### END HIDDEN TESTS

# %% right="ledger"
ledger = []
total = 0


def record(amount):
    ledger.extend([amount])
    globals()["total"] = sum(ledger)


def reset():
    global ledger, total
    ledger, total = [], 0


# %% wrong="ledger"
ledger, total = [], 0


def record(amount):
    ledger.append(amount)
    total = sum(ledger)


def reset():
    ledger.clear()


# %% [markdown]
# # test-sets-a-global
# The check gives another value to a name that the learner's function reads.

# %%
RATE = 0.10

# %% nbgrader={"grade_id": "cost", "solution": true}
LIMIT = 100


def cost(energy_kwh):
    ### BEGIN SOLUTION
    return min(energy_kwh, LIMIT) * RATE
    ### END SOLUTION


# %% nbgrader={"grade_id": "cost-check", "grade": true, "points": 2}
assert cost(10) == 1.0 and cost(1000) == 10.0
RATE = 0.5
assert cost(10) == 5.0, "[constant] Use RATE, not its value."
LIMIT = 4
assert cost(10) == 2.0

# %% right="cost"
LIMIT = 100


def cost(energy_kwh):
    billed = LIMIT if energy_kwh > LIMIT else energy_kwh
    return billed * RATE


# %% wrong="cost"
LIMIT = 100


def cost(energy_kwh):
    return min(energy_kwh, 100) * 0.10


# %% [markdown]
# # test-deletes-and-restores
# The check takes a helper away to see that it is used (as in nbgrader's own example).


# %% nbgrader={"grade_id": "squares", "solution": true}
def squares(n):
    ### BEGIN SOLUTION
    return [i * i for i in range(1, n + 1)]
    ### END SOLUTION


# %% nbgrader={"grade_id": "total", "solution": true}
def sum_of_squares(n):
    ### BEGIN SOLUTION
    return sum(squares(n))
    ### END SOLUTION


# %% nbgrader={"grade_id": "total-check", "grade": true, "points": 2}
assert sum_of_squares(3) == 14
### BEGIN HIDDEN TESTS
original = squares
del squares
try:
    sum_of_squares(2)
except NameError:
    pass
else:
    raise AssertionError("sum_of_squares does not use squares")
finally:
    squares = original
assert sum_of_squares(2) == 5


def fake(n):
    return [100]


squares = fake
assert sum_of_squares(2) == 100
squares = original
### END HIDDEN TESTS


# %% right="total"
def sum_of_squares(n):
    total = 0
    for square in squares(n):
        total += square
    return total


# %% wrong="total"
def sum_of_squares(n):
    return sum(i * i for i in range(1, n + 1))


# %% [markdown]
# # names-by-exec
# Names that no parser sees.

# %% nbgrader={"grade_id": "units", "solution": true}
### BEGIN SOLUTION
for power, unit in enumerate(["one", "kilo", "mega"]):
    globals()[unit] = 1000**power
exec("def to_kilo(n):\n    return n / kilo")
### END SOLUTION

# %% nbgrader={"grade_id": "units-check", "grade": true, "points": 1}
assert kilo == 1000 and mega == 10**6 and one == 1
### BEGIN HIDDEN TESTS
assert to_kilo(500) == 0.5 and to_kilo(n=2000) == 2
### END HIDDEN TESTS

# %% right="units"
one, kilo, mega = (10**n for n in (0, 3, 6))


def to_kilo(n):
    return n / 1000


# %% wrong="units"
for power, unit in enumerate(["one", "kilo", "mega"]):
    globals()[unit] = 1000 * power


def to_kilo(n):
    return n / 1000


# %% [markdown]
# # star-import
# The solution cell imports; the check uses the names.

# %% nbgrader={"grade_id": "circle", "solution": true}
### BEGIN SOLUTION
from math import *
from statistics import mean


def area(radius):
    return pi * radius**2


### END SOLUTION

# %% nbgrader={"grade_id": "circle-check", "grade": true, "points": 1}
assert isclose(area(2), 4 * pi)
### BEGIN HIDDEN TESTS
assert isclose(mean([area(0), area(sqrt(2))]), pi) and floor(area(1)) == 3
### END HIDDEN TESTS

# %% right="circle"
from math import ceil, floor, isclose, pi, sqrt
import math
from statistics import mean

area = lambda radius: math.pi * math.pow(radius, 2)

# %% wrong="circle"
from math import *
from statistics import mean


def area(radius):
    return 2 * pi * radius
