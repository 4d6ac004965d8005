# ruff: noqa
# %% [markdown]
# # must-change-in-place

# %% nbgrader={"grade_id": "tidy", "solution": true}
def tidy(rows, seen, table):
    ### BEGIN SOLUTION
    rows.sort()
    seen.update(rows)
    table["count"] = len(rows)
    ### END SOLUTION


# %% nbgrader={"grade_id": "tidy-check", "grade": true, "points": 2}
rows, seen, table = [3, 1, 2], {9}, {"count": 0, "name": "x"}
assert tidy(rows, seen, table) is None
assert rows == [1, 2, 3]
### BEGIN HIDDEN TESTS
assert seen == {1, 2, 3, 9} and table == {"count": 3, "name": "x"}
nested = [[2, 1]]
tidy(nested[0], set(), {})
assert nested == [[1, 2]]
### END HIDDEN TESTS


# %% right="tidy"
def tidy(rows, seen, table):
    rows[:] = sorted(rows)
    for row in rows:
        seen.add(row)
    table |= {"count": len(seen & set(rows))}


# %% wrong="tidy"
def tidy(rows, seen, table):
    rows = sorted(rows)
    seen = seen | set(rows)
    table = {**table, "count": len(rows)}


# %% [markdown]
# # must-not-change-the-argument


# %% nbgrader={"grade_id": "without", "solution": true}
def without(items, unwanted):
    ### BEGIN SOLUTION
    return [item for item in items if item != unwanted]
    ### END SOLUTION


# %% nbgrader={"grade_id": "without-check", "grade": true, "points": 2}
before = [1, 2, 1]
assert without(before, 1) == [2]
assert before == [1, 2, 1], "[mutation] The list that was given must stay as it was."


# %% right="without"
def without(items, unwanted):
    items = items.copy()
    while unwanted in items:
        items.remove(unwanted)
    return items


# %% wrong="without"
def without(items, unwanted):
    while unwanted in items:
        items.remove(unwanted)
    return items


# %% [markdown]
# # changed-visible-list
# The solution cell changes what a given cell made.

# %%
readings = [5, -1, 7]
settings = {"unit": "MW"}

# %% nbgrader={"grade_id": "clean", "solution": true}
### BEGIN SOLUTION
readings.remove(-1)
readings.append(9)
settings["unit"] = "GW"
### END SOLUTION

# %% nbgrader={"grade_id": "clean-check", "grade": true, "points": 1}
assert readings == [5, 7, 9]
### BEGIN HIDDEN TESTS
assert settings == {"unit": "GW"} and sum(readings) == 21
### END HIDDEN TESTS

# %% right="clean"
readings = [reading for reading in readings if reading >= 0] + [9]
settings.update(unit="GW")

# %% wrong="clean"
readings.append(9)
settings["unit"] = "GW"


# %% [markdown]
# # containers-inside-objects
# The check changes a list that belongs to a learner's object.


# %% nbgrader={"grade_id": "queue", "solution": true}
### BEGIN SOLUTION
class Queue:
    def __init__(self):
        self.items = []

    def size(self):
        return len(self.items)


queue = Queue()
waiting = []


def first():
    return waiting[0] if waiting else None


### END SOLUTION

# %% nbgrader={"grade_id": "queue-check", "grade": true, "points": 2}
queue.items.append("a")
assert queue.size() == 1 and queue.items == ["a"]
### BEGIN HIDDEN TESTS
queue.items += ["b", "c"]
del queue.items[0]
assert queue.size() == 2
waiting.append(7)
assert first() == 7
assert Queue().size() == 0, "[shared] Each queue has items of its own."
### END HIDDEN TESTS


# %% right="queue"
class Queue:
    def __init__(self):
        self.items = list()

    def size(self):
        return sum(1 for _ in self.items)


queue, waiting = Queue(), []


def first():
    return next(iter(waiting), None)


# %% wrong="queue"
class Queue:
    items = []

    def size(self):
        return len(self.items)


queue = Queue()
waiting = []


def first():
    return waiting[0] if waiting else None
