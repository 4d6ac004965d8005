# ruff: noqa
# %% [markdown]
# # argument-kinds
# Positional only, defaults, *args, keyword only, **kwargs.

# %% nbgrader={"grade_id": "order", "solution": true}
def order(item, /, count=1, *extras, urgent=False, **notes):
    ### BEGIN SOLUTION
    return (item, count, extras, urgent, notes)
    ### END SOLUTION


# %% nbgrader={"grade_id": "order-check", "grade": true, "points": 2}
assert order("asic") == ("asic", 1, (), False, {})
assert order("asic", 2, "fan", "rack", urgent=True, to="Lahore") == (
    "asic",
    2,
    ("fan", "rack"),
    True,
    {"to": "Lahore"},
)
### BEGIN HIDDEN TESTS
rest, more = [3, "a"], {"urgent": 1, "item": "twice"}
assert order("x", *rest, **more) == ("x", 3, ("a",), 1, {"item": "twice"})
try:
    order()
except TypeError:
    pass
else:
    raise AssertionError("order() needs an item")
### END HIDDEN TESTS


# %% right="order"
def order(item, /, *rest, **notes):
    count, *extras = rest or [1]
    urgent = notes.pop("urgent", False)
    return item, count, tuple(extras), urgent, notes


# %% wrong="order"
def order(item, count=1, *extras, urgent=False, **notes):
    return (item, count, extras, urgent, notes)


# %% [markdown]
# # recursion


# %% nbgrader={"grade_id": "flat", "solution": true}
def flat(items):
    ### BEGIN SOLUTION
    if not isinstance(items, list):
        return [items]
    return [one for item in items for one in flat(item)]
    ### END SOLUTION


# %% nbgrader={"grade_id": "flat-check", "grade": true, "points": 1}
assert flat([1, [2, [3, []]]]) == [1, 2, 3]
### BEGIN HIDDEN TESTS
deep = [0]
for n in range(60):
    deep = [deep]
assert flat(deep) == [0]
### END HIDDEN TESTS


# %% right="flat"
def flat(items):
    waiting, found = [items], []
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        else:
            found.append(item)
    return found


# %% wrong="flat"
def flat(items):
    found = []
    for item in items:
        found += item if isinstance(item, list) else [item]
    return found


# %% [markdown]
# # signature-and-docstring

# %%
import inspect


# %% nbgrader={"grade_id": "fee", "solution": true}
### BEGIN SOLUTION
def fee(size_vb: int, rate: float = 1.0, *, rounded: bool = True) -> float:
    """The fee of a transaction, in satoshi."""
    return round(size_vb * rate) if rounded else size_vb * rate


### END SOLUTION

# %% nbgrader={"grade_id": "fee-check", "grade": true, "points": 2}
assert fee(100, 2.0) == 200
assert list(inspect.signature(fee).parameters) == ["size_vb", "rate", "rounded"]
### BEGIN HIDDEN TESTS
parameters = inspect.signature(fee).parameters
assert parameters["rate"].default == 1.0 and parameters["rounded"].kind is inspect.Parameter.KEYWORD_ONLY
assert parameters["size_vb"].default is inspect.Parameter.empty
assert "satoshi" in fee.__doc__ and fee.__name__ == "fee"
assert fee.__annotations__["return"] in (float, int)
### END HIDDEN TESTS


# %% right="fee"
def fee(size_vb: int, rate: float = 1.0, *, rounded=True) -> int:
    """Fee in satoshi:
    size times rate.
    """
    found = size_vb * rate
    if rounded:
        found = int(found + 0.5)
    return found


# %% wrong="fee"
def fee(size_vb, rate, rounded=True):
    """The fee of a transaction, in satoshi."""
    return round(size_vb * rate) if rounded else size_vb * rate


# %% [markdown]
# # source-check
# The check reads what the learner wrote.

# %%
import ast
import inspect


# %% nbgrader={"grade_id": "largest", "solution": true}
def largest(numbers):
    ### BEGIN SOLUTION
    best = numbers[0]
    for number in numbers:
        if number > best:
            best = number
    return best
    ### END SOLUTION


# %% nbgrader={"grade_id": "largest-check", "grade": true, "points": 2}
assert largest([3, 9, 2]) == 9
### BEGIN HIDDEN TESTS
tree = ast.parse(inspect.getsource(largest))
called = {
    node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
}
assert not called & {"max", "sorted"}, "[library] Write the loop yourself."
assert any(isinstance(node, (ast.For, ast.While)) for node in ast.walk(tree))
### END HIDDEN TESTS


# %% right="largest"
def largest(numbers):
    best, place = numbers[0], 0
    while place < len(numbers):
        best = numbers[place] if numbers[place] > best else best
        place += 1
    return best


# %% wrong="largest"
def largest(numbers):
    for _ in range(1):
        pass
    return max(numbers)
