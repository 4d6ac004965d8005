# ruff: noqa
# %% [markdown]
# # numpy-values
# Shape, dtype, comparison with numpy's own functions.

# %%
import numpy as np


# %% nbgrader={"grade_id": "scale", "solution": true}
def standardise(data):
    ### BEGIN SOLUTION
    return (data - data.mean(axis=0)) / data.std(axis=0)
    ### END SOLUTION


def positive(data):
    ### BEGIN SOLUTION
    return data > 0
    ### END SOLUTION


# %% nbgrader={"grade_id": "scale-check", "grade": true, "points": 3}
data = np.array([[1.0, 10.0], [3.0, 30.0]])
found = standardise(data)
assert isinstance(found, np.ndarray) and found.shape == (2, 2) and found.dtype == np.float64
np.testing.assert_allclose(found, [[-1, -1], [1, 1]])
### BEGIN HIDDEN TESTS
assert np.allclose(found.mean(axis=0), 0) and np.allclose(found.std(axis=0), 1)
assert positive(np.array([-1, 2])).tolist() == [False, True] and positive(data).dtype == bool
np.testing.assert_array_equal(data, [[1, 10], [3, 30]])
assert positive(data).all() and found.ndim == 2
### END HIDDEN TESTS


# %% right="scale"
def standardise(data):
    columns = [(column - np.mean(column)) / np.sqrt(np.var(column)) for column in data.T]
    return np.stack(columns, axis=1)


def positive(data):
    return np.greater(data, 0)


# %% wrong="scale"
def standardise(data):
    data -= data.mean()
    data /= data.std()
    return data


def positive(data):
    return np.sign(data)


# %% [markdown]
# # numpy-in-place

# %%
import numpy as np


# %% nbgrader={"grade_id": "clip", "solution": true}
def clip_in_place(data, limit):
    ### BEGIN SOLUTION
    data[data > limit] = limit
    ### END SOLUTION


# %% nbgrader={"grade_id": "clip-check", "grade": true, "points": 1}
data = np.array([1, 9, 5])
assert clip_in_place(data, 5) is None
assert data.tolist() == [1, 5, 5]
### BEGIN HIDDEN TESTS
grid = np.arange(6).reshape(2, 3)
clip_in_place(grid, 2)
assert (grid == [[0, 1, 2], [2, 2, 2]]).all()
### END HIDDEN TESTS


# %% right="clip"
def clip_in_place(data, limit):
    np.minimum(data, limit, out=data)


# %% wrong="clip"
def clip_in_place(data, limit):
    data = np.minimum(data, limit)


# %% [markdown]
# # numpy-scalar-for-a-number
# numpy's numbers where Python's are expected, and the other way round.

# %%
import math

import numpy as np


# %% nbgrader={"grade_id": "rms", "solution": true}
def rms(values):
    ### BEGIN SOLUTION
    return np.sqrt(np.mean(np.square(values)))
    ### END SOLUTION


def best(values):
    ### BEGIN SOLUTION
    return np.argmax(values)
    ### END SOLUTION


# %% nbgrader={"grade_id": "rms-check", "grade": true, "points": 2}
assert abs(rms([3, 4]) - 12.5**0.5) < 1e-9 and isinstance(rms([1]), float)
### BEGIN HIDDEN TESTS
assert math.isclose(rms([2, 2]), 2) and round(rms([1, 2]), 3) == 1.581
assert best([1, 5, 2]) == 1 and ["a", "b", "c"][best([0, 0, 9])] == "c"
assert 10 - rms([4]) == 6 and rms([1]) < 2 < rms([3])
### END HIDDEN TESTS


# %% right="rms"
def rms(values):
    return math.sqrt(sum(value * value for value in values) / len(values))


def best(values):
    return list(values).index(max(values))


# %% wrong="rms"
def rms(values):
    return np.sqrt(np.square(values))


def best(values):
    return np.max(values)


# %% [markdown]
# # arrays-of-many-kinds
# Text, dates, complex numbers, whole numbers of 8 bits, empty and broadcast arrays.

# %%
import numpy as np

# %% nbgrader={"grade_id": "kinds", "solution": true}
### BEGIN SOLUTION
names = np.array(["sun", "wind"])
days = np.arange("2027-03-01", "2027-03-04", dtype="datetime64[D]")
turns = np.array([1j, 2])
bits = np.zeros((2, 0, 3), dtype=np.uint8)
table = np.broadcast_to(np.arange(3), (2, 3))
mixed = {"x": [np.float32(0.5), np.arange(2)], "y": np.eye(2)[::-1]}
### END SOLUTION

# %% nbgrader={"grade_id": "kinds-check", "grade": true, "points": 2}
assert names.tolist() == ["sun", "wind"] and len(days) == 3 and days[0] == np.datetime64("2027-03-01")
### BEGIN HIDDEN TESTS
assert turns.dtype == np.complex128 and turns[0] ** 2 == -1
assert bits.shape == (2, 0, 3) and bits.dtype == np.uint8 and table.sum() == 6
assert mixed["x"][0].dtype == np.float32 and np.array_equal(mixed["x"][1], [0, 1])
assert np.array_equal(mixed["y"], [[0, 1], [1, 0]])
### END HIDDEN TESTS

# %% right="kinds"
names = np.asarray(("sun", "wind"), dtype="U10")
days = np.array(["2027-03-01", "2027-03-02", "2027-03-03"], dtype="datetime64")
turns = np.array([complex(0, 1), 2])
bits = np.empty((2, 0, 3), "u1")
table = np.vstack([np.arange(3)] * 2)
mixed = dict(x=[np.float32(1) / np.float32(2), np.array([0, 1])], y=np.fliplr(np.identity(2)))

# %% wrong="kinds"
names = np.asarray(["sun", "wind"])
days = np.array(["2027-03-01", "2027-03-02", "2027-03-03"], dtype="datetime64")
turns = np.array([1, 2])
bits = np.zeros((2, 0, 3))
table = np.arange(3)
mixed = {"x": [0.5, [0, 1]], "y": np.eye(2)}
