"""What the learner process may ask of things that a test has given to it: call, next item, public attributes.

Functions are called and iterators gone through; only doubles (objects of the test's own classes, mocks) may
be looked into, and nothing there may be changed that decides what the test sees.
"""

from __future__ import annotations

import builtins
import inspect
import io
import sys
import types
from typing import Any

from grader.inside import errors, standins

_END = object()
_builtin_input = builtins.input


def serve(callbacks: dict[int, Any], name: str, question: list[Any]) -> Any:
    """Do it. callbacks: what was given, by number. Raises AttributeError and what the test's own raises."""
    if name == "input":
        return _read_line(str(question[0]))
    if name == "stdin":
        return _read_stdin(question[0])
    value = callbacks[question[0]]
    if name == "call":
        _, arguments, named = question
        return value(*arguments, **named)
    if name == "next":
        return [item for item in [next(value, _END)] if item is not _END]
    if not is_double(value) or type(question[1]) is not str or question[1].startswith("_"):
        raise AttributeError("this cannot be asked of an argument")
    if _is_mocks_own(value, question[1]):
        raise AttributeError(question[1])
    if name == "attribute":
        found = getattr(value, question[1])
        if isinstance(found, (type, types.ModuleType)):
            raise AttributeError(question[1])
        return found
    if name == "set-attribute":
        if not _may_set(value, question[1], question[2]):
            raise AttributeError(question[1])
        return setattr(value, question[1], question[2])
    raise AttributeError(name)


def is_double(value: Any) -> bool:
    """An object of a class of the test's own, or a mock: its public attributes may be asked for."""
    module = type(value).__module__
    return module in ("__main__", "unittest.mock", "types") and not isinstance(
        value, (types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.ModuleType)
    )


def _is_mocks_own(double: Any, name: str) -> bool:
    """What a mock has seen, and how it is set up, is the test's alone."""
    return type(double).__module__ == "unittest.mock" and hasattr(type(double), name)


def _may_set(double: Any, name: str, value: Any) -> bool:
    """Nothing may stand before what a double's class does, or in the place of a part of a mock."""
    kind = type(double)
    if kind.__module__ == "unittest.mock":
        return standins.number_of(value) is None
    return isinstance(inspect.getattr_static(kind, name, None), property) or not errors.hides(kind, name)


def _read_line(prompt: str) -> str:
    """What the test's `input` or `sys.stdin` gives; EOFError where it replaced neither."""
    if isinstance(sys.stdin, io.TextIOWrapper) and builtins.input is _builtin_input:
        raise EOFError("input() has nobody to ask here")
    return str(builtins.input(prompt))


def _read_stdin(method: object) -> str:
    if method not in ("read", "readline") or isinstance(sys.stdin, io.TextIOWrapper):
        return ""
    return str(getattr(sys.stdin, str(method))())
