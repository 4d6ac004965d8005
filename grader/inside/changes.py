"""Changes in place, brought back: a list that the learner's function sorted is sorted for the test too."""

from __future__ import annotations

import collections
import io
import random
import sys
from typing import Any

from grader.inside.references import fields_of

PLAIN = (
    list,
    bytearray,
    dict,
    set,
    collections.OrderedDict,
    collections.Counter,
    collections.deque,
    random.Random,
    io.StringIO,
)


class NotTheSame(Exception):
    """What should be the same object later has another type or shape."""


def check(target: Any, value: Any) -> None:
    """Raise NotTheSame unless `value` can be `target` at a later time: same exact type, same array shape."""
    if type(target) is not type(value):
        raise NotTheSame(f"{type(target).__name__} became {type(value).__name__}")
    if not _is_changeable(target):
        raise NotTheSame(f"a {type(target).__name__} cannot be changed in place across the boundary")
    for trait in ("shape", "dtype") if _is_array(target) or _is_tensor(target) else ():
        if getattr(target, trait) != getattr(value, trait):
            raise NotTheSame(f"an array's {trait} changed")


def bring_back(target: Any, value: Any) -> None:
    """Make `target` equal to `value`, which `check` has passed. Raises NotTheSame for unknown types."""
    kind = type(target)
    numpy: Any = sys.modules.get("numpy")
    if kind in (list, bytearray):
        target[:] = value
    elif kind in (dict, set, collections.OrderedDict, collections.Counter, collections.deque):
        target.clear()
        target.extend(value) if kind is collections.deque else target.update(value)
    elif _is_array(target):
        target[...] = value
    elif _is_tensor(target):
        target.data.copy_(value.data)
        target.grad = value.grad
    elif _is_frame(target):
        kind.__init__(target, value)
    elif kind is random.Random:
        target.setstate(value.getstate())
    elif kind is io.StringIO:
        place = value.tell()
        target.seek(0)
        target.truncate()
        target.write(value.getvalue())
        target.seek(place)
    elif numpy is not None and kind is numpy.random.Generator:
        target.bit_generator.state = value.bit_generator.state
    elif kind.__module__ == "__main__":
        for name in [*getattr(target, "__dict__", ())]:
            object.__delattr__(target, name)
        for name, field in fields_of(value).items():
            object.__setattr__(target, name, field)
    else:
        raise NotTheSame(f"a {kind.__name__} cannot be changed in place across the boundary")


def _is_changeable(value: Any) -> bool:
    numpy: Any = sys.modules.get("numpy")
    kind = type(value)
    return (
        kind in PLAIN
        or _is_array(value)
        or _is_tensor(value)
        or _is_frame(value)
        or (numpy is not None and kind is numpy.random.Generator)
        or kind.__module__ == "__main__"
    )


def _is_array(value: Any) -> bool:
    numpy: Any = sys.modules.get("numpy")
    return numpy is not None and type(value) is numpy.ndarray


def _is_tensor(value: Any) -> bool:
    torch: Any = sys.modules.get("torch")
    return torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter)


def _is_frame(value: Any) -> bool:
    pandas: Any = sys.modules.get("pandas")
    return pandas is not None and type(value) in (pandas.DataFrame, pandas.Series)
