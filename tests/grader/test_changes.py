"""What a learner's function changes in place is changed for the test too, and nothing else is."""

from __future__ import annotations

import io
import random
from collections import Counter, OrderedDict, deque
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from grader.inside.changes import NotTheSame, bring_back, check


class Account:
    """Stands for an instructor's class, which lives in `__main__`."""

    def __init__(self, **fields: Any) -> None:
        vars(self).update(fields)


Account.__module__ = "__main__"

CHANGES: list[tuple[Any, Any]] = [
    ([3, 1], [1, 3, 5]),
    ({"a": 1, "b": 2}, {"b": 3}),
    ({1, 2}, set()),
    (bytearray(b"ab"), bytearray(b"x")),
    (OrderedDict(a=1, b=2), OrderedDict(b=2, a=1)),
    (Counter("aab"), Counter("b")),
    (deque([1, 2]), deque([2])),
]


def brought_back(target: Any, value: Any) -> Any:
    check(target, value)
    bring_back(target, value)
    return target


@pytest.mark.parametrize(("target", "value"), CHANGES, ids=lambda value: type(value).__name__)
def test_a_container_becomes_equal_and_stays_the_same_object(target: Any, value: Any) -> None:
    found = brought_back(target, value)
    assert found == value and found is not value and list(found) == list(value)


def test_an_array_keeps_its_memory() -> None:
    target = np.arange(4.0)
    seen = target[1:3]
    brought_back(target, np.array([9.0, 8, 7, 6]))
    assert seen.tolist() == [8, 7]


def test_a_tensor_keeps_its_memory_and_gets_its_gradient() -> None:
    target, value = torch.zeros(2, requires_grad=True), torch.ones(2, requires_grad=True)
    value.grad = torch.full((2,), 3.0)
    seen = target.detach()
    found = brought_back(target, value)
    assert seen.tolist() == [1, 1] and found.grad.tolist() == [3, 3]


def test_a_frame_gets_its_new_columns_and_rows() -> None:
    target, value = pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1.5], "b": ["x"]}, index=[7])
    found = brought_back(target, value)
    assert found is target
    pd.testing.assert_frame_equal(found, value)


def test_a_series_gets_its_new_values() -> None:
    target, value = pd.Series([1, 2], name="a"), pd.Series([3.0], index=["x"], name="b")
    pd.testing.assert_series_equal(brought_back(target, value), value)


def test_generators_of_random_numbers_go_on_where_the_other_was() -> None:
    ours, theirs = random.Random(1), random.Random(1)
    theirs.random()
    wanted = theirs.getstate()
    assert brought_back(ours, theirs).getstate() == wanted
    mine, yours = np.random.default_rng(1), np.random.default_rng(1)
    yours.random(5)
    assert brought_back(mine, yours).random() == yours.random()


def test_a_text_stream_has_the_text_and_the_place() -> None:
    target, value = io.StringIO("old and long"), io.StringIO("new")
    value.seek(2)
    found = brought_back(target, value)
    assert (found.getvalue(), found.tell()) == ("new", 2)


def test_an_instance_gets_the_new_fields_and_loses_the_old() -> None:
    found = brought_back(Account(owner="a", old=1), Account(owner="b", new=[2]))
    assert vars(found) == {"owner": "b", "new": [2]}


@pytest.mark.parametrize(
    ("target", "value"),
    [
        ([1], (1,)),
        ({}, OrderedDict()),
        (OrderedDict(), {}),
        ([1], bytearray(b"1")),
        (np.zeros(2), np.zeros(3)),
        (np.zeros(2), np.zeros((1, 2))),
        (np.zeros(2), np.zeros(2, dtype=int)),
        (torch.zeros(2), torch.zeros(3)),
        (torch.zeros(2), torch.zeros(2, dtype=torch.int64)),
        (pd.DataFrame(), pd.Series(dtype=float)),
        (5, 6),
        ("a", "b"),
        ((1,), (2,)),
        (None, None),
        (print, print),
        (ValueError("a"), ValueError("b")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_the_same_object_later_is_refused(target: Any, value: Any) -> None:
    with pytest.raises(NotTheSame):
        check(target, value)
