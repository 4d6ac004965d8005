"""The two assignments that are graded for the benchmark, four questions each, and right answers to them."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

from grader.release import release
from grader.source import read_source

NUMPY = """
# %%
import numpy as np
DATA = np.linspace(0.0, 10.0, 1001)

# %% nbgrader={"grade_id": "mean", "solution": true}
def mean(x):
    ### BEGIN SOLUTION
    return float(np.mean(x))
    ### END SOLUTION

# %% nbgrader={"grade_id": "mean-check", "grade": true, "points": 1}
assert abs(mean(DATA) - 5.0) < 1e-9

# %% nbgrader={"grade_id": "mean-hidden", "grade": true, "points": 2}
### BEGIN HIDDEN TESTS
assert abs(mean(np.array([1.0, 2.0, 6.0])) - 3.0) < 1e-9
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "normalise", "solution": true}
def normalise(x):
    ### BEGIN SOLUTION
    return (x - x.mean()) / x.std()
    ### END SOLUTION

# %% nbgrader={"grade_id": "normalise-hidden", "grade": true, "points": 3}
### BEGIN HIDDEN TESTS
z = normalise(DATA)
assert z.shape == DATA.shape
np.testing.assert_allclose([z.mean(), z.std()], [0, 1], atol=1e-9)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "window", "solution": true}
def moving_average(x, n):
    ### BEGIN SOLUTION
    return np.convolve(x, np.ones(n) / n, mode="valid")
    ### END SOLUTION

# %% nbgrader={"grade_id": "window-hidden", "grade": true, "points": 2}
### BEGIN HIDDEN TESTS
np.testing.assert_allclose(moving_average(np.arange(5.0), 2), [0.5, 1.5, 2.5, 3.5])
assert len(moving_average(DATA, 7)) == 995
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "best", "solution": true}
def best(table):
    ### BEGIN SOLUTION
    return max(table, key=table.get)
    ### END SOLUTION

# %% nbgrader={"grade_id": "best-hidden", "grade": true, "points": 2}
### BEGIN HIDDEN TESTS
assert best({"a": 1, "b": 3, "c": 2}) == "b"
### END HIDDEN TESTS
"""

TORCH = """
# %%
import torch
X = torch.linspace(-1.0, 1.0, 200).reshape(-1, 1)

# %% nbgrader={"grade_id": "relu", "solution": true}
def relu(x):
    ### BEGIN SOLUTION
    return torch.clamp(x, min=0)
    ### END SOLUTION

# %% nbgrader={"grade_id": "relu-hidden", "grade": true, "points": 2}
### BEGIN HIDDEN TESTS
torch.testing.assert_close(relu(X), torch.relu(X))
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "loss", "solution": true}
def loss(y, target):
    ### BEGIN SOLUTION
    return ((y - target) ** 2).mean()
    ### END SOLUTION

# %% nbgrader={"grade_id": "loss-hidden", "grade": true, "points": 2}
### BEGIN HIDDEN TESTS
assert abs(loss(X, X + 2).item() - 4) < 1e-5
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "one-hot", "solution": true}
def one_hot(labels, count):
    ### BEGIN SOLUTION
    return torch.eye(count)[labels]
    ### END SOLUTION

# %% nbgrader={"grade_id": "one-hot-hidden", "grade": true, "points": 3}
### BEGIN HIDDEN TESTS
assert one_hot(torch.tensor([0, 2]), 3).tolist() == [[1, 0, 0], [0, 0, 1]]
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "accuracy", "solution": true}
def accuracy(scores, labels):
    ### BEGIN SOLUTION
    return (scores.argmax(1) == labels).float().mean().item()
    ### END SOLUTION

# %% nbgrader={"grade_id": "accuracy-hidden", "grade": true, "points": 3}
### BEGIN HIDDEN TESTS
assert accuracy(torch.eye(4), torch.tensor([0, 1, 2, 0])) == 0.75
### END HIDDEN TESTS
"""

ANSWERS = {
    "numpy": {
        "mean": "def mean(x):\n    return float(np.sum(x) / len(x))",
        "normalise": "def normalise(x):\n    return (x - np.mean(x)) / np.std(x)",
        "window": """
def moving_average(x, n):
    return np.array([x[i : i + n].mean() for i in range(len(x) - n + 1)])
""",
        "best": "def best(table):\n    return sorted(table, key=table.get)[-1]",
    },
    "torch": {
        "relu": "def relu(x):\n    return x * (x > 0)",
        "loss": "def loss(y, target):\n    return torch.mean((y - target) ** 2)",
        "one-hot": "def one_hot(labels, n):\n    return torch.nn.functional.one_hot(labels, n).float()",
        "accuracy": """
def accuracy(scores, labels):
    return float((scores.argmax(1) == labels).float().mean())
""",
    },
}
TEXTS = {"numpy": NUMPY, "torch": TORCH}
FULL_MARKS = 10.0


@cache
def source_of(kind: str) -> NotebookNode:
    """The instructor's version, as `hunar grade` reads it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "source.py"
        path.write_text(TEXTS[kind], encoding="utf-8")
        return read_source(path)


@cache
def _released(kind: str) -> str:
    return json.dumps(release(source_of(kind), "paper"))


def handed_in(kind: str, learner: int, **changed: str) -> bytes:
    """A right submission, different in its bytes for each learner. changed: other answers by grade_id."""
    notebook = json.loads(_released(kind))
    answers = ANSWERS[kind] | changed
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in answers:
            cell["source"] = f"{answers[grade_id]}\n# by learner {learner}"
    return json.dumps(notebook).encode()
