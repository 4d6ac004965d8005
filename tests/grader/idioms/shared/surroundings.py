# ruff: noqa
# %% [markdown]
# # is-it-there
# The check looks whether the names exist before it uses them.

# %%
import types


# %% nbgrader={"grade_id": "area", "solution": true}
### BEGIN SOLUTION
def area(width, height=1):
    return width * height


unit = "m2"
### END SOLUTION

# %% nbgrader={"grade_id": "area-check", "grade": true, "points": 2}
assert "area" in globals() and "unit" in globals() and "volume" not in globals()
assert callable(area) and isinstance(area, types.FunctionType)
### BEGIN HIDDEN TESTS
assert globals()["area"](2, 3) == 6 and eval("area(4)") == 4
assert area.__name__ == "area" and area.__defaults__ == (1,) and area.__code__.co_argcount == 2
try:
    volume
except NameError:
    pass
assert unit == "m2"
### END HIDDEN TESTS

# %% right="area"
unit = "m" + str(2)


def area(width, height=1):
    total = 0
    for _ in range(height):
        total += width
    return total


# %% wrong="area"
area = 6
unit = "m2"


# %% [markdown]
# # logs-and-standard-error

# %%
import contextlib
import io
import logging
import sys


# %% nbgrader={"grade_id": "warn", "solution": true}
def complain(text):
    ### BEGIN SOLUTION
    print("error:", text, file=sys.stderr)
    ### END SOLUTION


# %% nbgrader={"grade_id": "warn-check", "grade": true, "points": 1}
out, err = io.StringIO(), io.StringIO()
with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
    complain("no power")
assert err.getvalue() == "error: no power\n" and out.getvalue() == ""


# %% right="warn"
def complain(text):
    sys.stderr.write(f"error: {text}\n")


# %% wrong="warn"
def complain(text):
    print("error:", text)


# %% [markdown]
# # threads-of-the-check

# %%
from concurrent.futures import ThreadPoolExecutor


# %% nbgrader={"grade_id": "cube", "solution": true}
def cube(n):
    ### BEGIN SOLUTION
    return n**3
    ### END SOLUTION


# %% nbgrader={"grade_id": "cube-check", "grade": true, "points": 1}
with ThreadPoolExecutor(max_workers=4) as pool:
    assert list(pool.map(cube, range(20))) == [n * n * n for n in range(20)]

# %% right="cube"
import threading


def cube(n):
    found = []
    worker = threading.Thread(target=lambda: found.append(n * n * n))
    worker.start()
    worker.join()
    return found[0]


# %% wrong="cube"
def cube(n):
    return n * 3


# %% [markdown]
# # copied-object

# %%
import copy


# %% nbgrader={"grade_id": "tree", "solution": true}
### BEGIN SOLUTION
class Tree:
    def __init__(self, *leaves):
        self.leaves = list(leaves)


### END SOLUTION

# %% nbgrader={"grade_id": "tree-check", "grade": true, "points": 1}
tree = Tree([1], 2)
shallow, deep = copy.copy(tree), copy.deepcopy(tree)
tree.leaves[0].append(9)
assert shallow.leaves[0] == [1, 9] and deep.leaves[0] == [1]
assert shallow is not tree and type(deep) is Tree

# %% right="tree"
from dataclasses import dataclass


@dataclass(init=False)
class Tree:
    leaves: list

    def __init__(self, *leaves):
        self.leaves = [*leaves]


# %% wrong="tree"
class Tree:
    def __init__(self, *leaves):
        self.leaves = list(leaves)

    def __deepcopy__(self, memo):
        return self
