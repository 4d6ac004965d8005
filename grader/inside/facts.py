"""What the learner process tells of a class or function, so that the checker can make a stand-in for it.

None of it is believed where points depend on it: fields to compare, for example, are the reference's.
"""

from __future__ import annotations

import dataclasses
import inspect
import types
from typing import Any

from grader.inside.specials import FORWARDED


def class_facts(kind: type) -> dict[str, Any]:
    """Name, bases, special methods and compared fields of a class."""
    specials = {
        name
        for parent in kind.__mro__
        if parent is not object
        for name, value in vars(parent).items()
        if name in FORWARDED and value is not None
    }
    own = vars(kind).get("__dataclass_params__")
    fields = [field.name for field in dataclasses.fields(kind) if field.compare] if own is not None else []
    return {
        "name": kind.__name__,
        "qualname": kind.__qualname__,
        "doc": kind.__doc__ if isinstance(kind.__doc__, str) else None,
        "bases": [base for base in kind.__bases__ if base is not object],
        "specials": sorted(specials),
        "compared": fields if own is not None and own.eq else None,
        "unhashable": getattr(kind, "__hash__", None) is None,
    }


def function_facts(value: Any) -> dict[str, Any]:
    """Name, text and signature of a function."""
    facts: dict[str, Any] = {
        name: text if isinstance(text := getattr(value, f"__{name}__", None), str) else None
        for name in ("name", "qualname", "doc", "module")
    }
    facts["function"] = type(value) is types.FunctionType
    facts["generator"] = inspect.isgeneratorfunction(value)
    facts["coroutine"] = inspect.iscoroutinefunction(value)
    try:
        facts["signature"] = [
            [
                p.name,
                int(p.kind),
                p.default is p.empty,
                _told(p.default),
                p.annotation is p.empty,
                _told(p.annotation),
            ]
            for p in inspect.signature(value).parameters.values()
        ]
        returns = inspect.signature(value).return_annotation
        facts["returns"] = [] if returns is inspect.Signature.empty else [_told(returns)]
    except (TypeError, ValueError, RecursionError):
        facts["signature"] = None
    return facts


def _told(value: Any) -> Any:
    """A default or annotation as a value where it is a simple one, else as its text."""
    return value if _is_simple(value) else repr(value)[:200]


def _is_simple(value: Any) -> bool:
    if type(value) in (tuple, list):
        return all(_is_simple(part) for part in value[:1000])
    if type(value) is dict:
        return all(_is_simple(part) for pair in value.items() for part in pair)
    is_builtin = isinstance(value, type) and value.__module__ == "builtins"
    return value is None or is_builtin or type(value) in (bool, int, float, str, bytes)
