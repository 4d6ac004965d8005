# ruff: noqa
# %% [markdown]
# # given-cell-between
# A given cell calls the learner's function; the check reads what it kept.

# %%
hourly_mw = [0, 3, 9, 4]


# %% nbgrader={"grade_id": "peak", "solution": true}
def peak(values):
    ### BEGIN SOLUTION
    return max(range(len(values)), key=values.__getitem__)
    ### END SOLUTION


# %%
peak_hour = peak(hourly_mw)
print("The peak is at", peak_hour)

# %% nbgrader={"grade_id": "peak-check", "grade": true, "points": 1}
assert peak_hour == 2
### BEGIN HIDDEN TESTS
assert hourly_mw[peak_hour] == 9 and peak([7]) == 0
### END HIDDEN TESTS


# %% right="peak"
def peak(values):
    best = 0
    for place, value in enumerate(values):
        best = place if value > values[best] else best
    return best


# %% wrong="peak"
def peak(values):
    return max(values)


# %% [markdown]
# # second-version
# A later solution cell binds the name anew; each check sees the version of its place.


# %% nbgrader={"grade_id": "first", "solution": true}
def tax(income):
    ### BEGIN SOLUTION
    return income * 0.1
    ### END SOLUTION


# %% nbgrader={"grade_id": "first-check", "grade": true, "points": 1}
assert tax(100) == 10

# %% nbgrader={"grade_id": "second", "solution": true}
### BEGIN SOLUTION
flat_tax = tax


def tax(income):
    return 0 if income < 50 else flat_tax(income)


### END SOLUTION

# %% nbgrader={"grade_id": "second-check", "grade": true, "points": 2}
### BEGIN HIDDEN TESTS
assert tax(100) == 10 and tax(40) == 0 and flat_tax(40) == 4
### END HIDDEN TESTS

# %% right="second"
flat_tax = tax
tax = lambda income: (income >= 50) * flat_tax(income)

# %% wrong="second"
flat_tax = tax


def tax(income):
    return flat_tax(income)


# %% [markdown]
# # data-file
# A given cell lays a file down; the learner's code and the check read it.

# %%
from pathlib import Path

Path("power.csv").write_text("hour,mw\n1,5\n2,7\n")

# %% nbgrader={"grade_id": "read", "solution": true}
### BEGIN SOLUTION
import csv

with open("power.csv") as file:
    rows = [(int(row["hour"]), float(row["mw"])) for row in csv.DictReader(file)]


def total(path):
    return sum(float(line.split(",")[1]) for line in Path(path).read_text().splitlines()[1:])


### END SOLUTION

# %% nbgrader={"grade_id": "read-check", "grade": true, "points": 2}
assert rows == [(1, 5.0), (2, 7.0)]
### BEGIN HIDDEN TESTS
assert total("power.csv") == 12 and isinstance(rows[0][0], int)
### END HIDDEN TESTS

# %% right="read"
lines = [line.split(",") for line in Path("power.csv").read_text().split()][1:]
rows = [(int(hour), float(mw)) for hour, mw in lines]


def total(path):
    with open(path) as file:
        next(file)
        return sum(float(line.partition(",")[2]) for line in file)


# %% wrong="read"
rows = [tuple(line.split(",")) for line in Path("power.csv").read_text().split()][1:]


def total(path):
    return 12


# %% [markdown]
# # names-bound-by-statements
# for, with, import as, the walrus, unpacking and augmented assignment bind names too.

# %% nbgrader={"grade_id": "bind", "solution": true}
### BEGIN SOLUTION
import io as streams

total = 0
for step in range(1, 5):
    total += step
with streams.StringIO("a,b") as source:
    head, *tail = source.read().split(",")
if (size := len(tail)) > 0:
    found = True
match {"unit": "MW"}:
    case {"unit": unit}:
        pass
### END SOLUTION

# %% nbgrader={"grade_id": "bind-check", "grade": true, "points": 1}
assert (total, step, head, tail) == (10, 4, "a", ["b"])
### BEGIN HIDDEN TESTS
assert size == 1 and found is True and unit == "MW"
### END HIDDEN TESTS

# %% right="bind"
step = 4
total = sum(range(step + 1))
head, tail = "a", ["b"]
size, found, unit = len(tail), True, "MW"

# %% wrong="bind"
total = sum(range(5))
for step in range(5):
    head, *tail = "ab"
size, found, unit = len("ab"), True, "GW"


# %% [markdown]
# # shell-lines
# Magics and display in a solution cell do no harm.

# %% nbgrader={"grade_id": "shell", "solution": true}
### BEGIN SOLUTION
get_ipython().run_line_magic("matplotlib", "inline")
table = [n**2 for n in range(4)]
display(table)
### END SOLUTION

# %% nbgrader={"grade_id": "shell-check", "grade": true, "points": 1}
assert table == [0, 1, 4, 9]

# %% right="shell"
# %matplotlib inline
# !ls
table = []
for n in range(4):
    table.append(n * n)
table

# %% wrong="shell"
table = [n**2 for n in range(1, 5)]
display(table)
