"""The learner process's side of the boundary: what stays here and goes over as a reference.

Wraps what has no plain form (functions, classes, objects) as a number, and unwraps what the checker sends:
its own references back, functions to call, instances of the instructor's classes. This runs beside hostile
code, so nothing that it says is trusted on the other side.
"""

from __future__ import annotations

import enum
import functools
import itertools
import random
import sys
import types
from collections.abc import Callable, Iterable
from typing import Any

from grader.inside import errors
from grader.inside.callbacks import CallbackIterator, Double, calling
from grader.inside.codec import CannotCross
from grader.inside.facts import class_facts, function_facts

FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.ClassMethodDescriptorType,
    functools.partial,
    type(functools.lru_cache(lambda: None)),
)
VIEWS = {type({}.keys()): "keys", type({}.values()): "values", type({}.items()): "items"}
EMPTY: tuple[Iterable[Any], ...] = ((), [], "", b"", {}, set(), range(0), {}.values(), {}.items())
ITERATORS = (
    types.GeneratorType,
    map,
    filter,
    zip,
    enumerate,
    reversed,
    *(type(iter(sample)) for sample in EMPTY),
    *(value for value in vars(itertools).values() if isinstance(value, type)),
)
IMMUTABLE_BASES: dict[type, Callable[[Any], Any]] = {
    int: lambda value: int.__add__(value, 0),
    float: lambda value: float.__add__(value, 0.0),
    complex: lambda value: complex.__add__(value, 0),
    str: lambda value: "".join(str.__iter__(value)),
    bytes: lambda value: bytes(bytes.__iter__(value)),
    tuple: lambda value: tuple(tuple.__iter__(value)),
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
}
"""The plain value of an object of a subclass, taken by the builtin's own methods."""


class Same:
    """Says that the result is one of the arguments: the caller gets its own object back."""

    def __init__(self, place: int) -> None:
        self.place = place


class Belongings:
    """What the learner process keeps for the checker, by number.

    names: the learner's namespace. ask: asks the checker (a callback). crosses: tells what can go over.
    """

    def __init__(
        self, names: dict[str, Any], ask: Callable[..., Any], crosses: Callable[[object], bool]
    ) -> None:
        self._names = names
        self._ask = ask
        self._crosses = crosses
        self._start = random.SystemRandom().randrange(1 << 32)
        self._kept: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._callbacks: dict[int, tuple[Any, int]] = {}
        self._given: dict[type, str] = {}

    def note_given(self, bound: set[str]) -> None:
        """Remember the instructor's classes: called right after a cell of theirs, with what it binds."""
        for name, value in list(self._names.items()):
            if name in bound and is_given_class(name, value):
                self._given.setdefault(value, name)

    def find(self, number: int) -> Any:
        """The object with this number. Raises LookupError."""
        return self._kept[number - self._start]

    def wrap(self, value: Any) -> tuple[str, Any]:
        """What stands for a value that has no plain form. Raises CannotCross."""
        kind = type(value)
        if kind is Same:
            return "same", value.place
        if id(value) in self._callbacks:
            return "yours", self._callbacks[id(value)][1]
        if issubclass(kind, type):
            return self._wrap_class(value)
        if kind in self._given:
            return self._wrap_given(value, self._given[kind])
        if issubclass(kind, BaseException):
            return "error", errors.describe(value, self._crosses)
        if kind is types.TracebackType:
            return "nothing", None
        if kind in VIEWS:
            return "view", [VIEWS[kind], list(value)]
        if kind in FUNCTIONS:
            name = getattr(value, "__qualname__", "") or getattr(value, "__name__", "") or "function"
            return "function", [self._number(value), str(name)]
        if kind in ITERATORS:
            return "iterator", [self._number(value), kind is types.GeneratorType]
        if kind is types.CoroutineType:
            return "coroutine", self._number(value)
        return "object", [self._number(value), kind, self._base(value)]

    def unwrap(self, kind: str, payload: Any) -> Any:
        """What the checker's word stands for here."""
        if kind == "yours":
            return self.find(payload)
        if kind == "callback":
            return self._callback(*payload)
        if kind == "given":
            return self._names[payload]
        if kind == "instance":
            return rebuilt(self._names[payload[0]], payload[1])
        if kind == "record":
            return self._names[payload[0]](*payload[1])
        if kind == "member":
            return self._names[payload[0]][payload[1]]
        if kind == "error":
            return errors.checked(payload)
        if kind == "nothing":
            return None
        if kind == "library":
            return functools.reduce(getattr, payload[1].split("."), sys.modules[payload[0]])
        raise CannotCross(f"{kind} is not known here")

    def describe(self, number: int) -> dict[str, Any]:
        """What the checker wants to know of a class or function before it makes a stand-in."""
        value = self.find(number)
        if isinstance(value, type):
            return class_facts(value)
        return function_facts(value)

    def describe_class_of(self, number: int) -> dict[str, Any]:
        """The same of the class of an object that is a library's."""
        return class_facts(type(self.find(number)))

    def _number(self, value: Any) -> int:
        if id(value) not in self._numbers:
            self._numbers[id(value)] = self._start + len(self._kept)
            self._kept.append(value)
        return self._numbers[id(value)]

    def _wrap_class(self, value: type) -> tuple[str, Any]:
        if value in self._given:
            return "given", self._given[value]
        module, name = value.__module__, value.__qualname__
        if module != "__main__":
            return "library", [str(module), str(name), issubclass(value, BaseException)]
        if issubclass(value, BaseException):
            parents = [kind for kind in value.__mro__[1:] if issubclass(kind, BaseException)]
            return "error-class", [self._number(value), str(name), parents]
        return "class", self._number(value)

    def _wrap_given(self, value: Any, name: str) -> tuple[str, Any]:
        if isinstance(value, enum.Enum):
            return "member", [name, value.name]
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return "record", [name, list(tuple.__iter__(value))]
        return "instance", [name, fields_of(value)]

    def _base(self, value: Any) -> Any:
        """The plain value below an object of an own class of numbers, text or tuples."""
        for kind in type(value).__mro__:
            if kind in IMMUTABLE_BASES:
                return IMMUTABLE_BASES[kind](value)
        return None

    def _callback(self, number: int, kind: str, name: str) -> Any:
        made: Any
        if kind == "iterator":
            made = CallbackIterator(self._ask, number)
        elif kind == "double":
            made = Double(self._ask, number)
        else:
            made = calling(self._ask, number, name)
        self._callbacks[id(made)] = (made, number)
        return made


def is_given_class(name: str, value: Any) -> bool:
    """True for a class that a cell has made under this name."""
    return isinstance(value, type) and value.__module__ == "__main__" and value.__qualname__ == name


def fields_of(value: Any) -> dict[str, Any]:
    """The fields of an instance, with or without `__slots__`."""
    fields = dict(getattr(value, "__dict__", {}))
    for kind in type(value).__mro__:
        slots = vars(kind).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if not name.startswith("__") and hasattr(value, name):
                fields[name] = getattr(value, name)
    return fields


def rebuilt(kind: type, fields: dict[str, Any]) -> Any:
    """An instance with these fields; `__init__` is not called."""
    made: Any = object.__new__(kind)
    for name, value in fields.items():
        object.__setattr__(made, name, value)
    return made
