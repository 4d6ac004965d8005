"""What the checker sends and what it makes of what comes: stand-ins, its own classes, callbacks.

Towards the learner process go plain values, references back to its own things, library functions by name, the
instructor's classes by name, and everything else that can be called or gone through as a callback. From there
come numbers of things that stay there; no name from there is looked up outside fixed places.
"""

from __future__ import annotations

import builtins
import enum
import sys
import types
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from grader.inside import errors, serving, standins
from grader.inside.codec import BadData, CannotCross
from grader.inside.references import Same, fields_of, is_given_class, rebuilt
from grader.inside.serving import is_double

if TYPE_CHECKING:
    from grader.inside.world import World

LIBRARY_BASES = frozenset(
    "sklearn torch matplotlib collections abc typing enum numbers contextlib threading unittest string json"
    " html logging argparse random fractions decimal datetime pathlib".split()
)
"""Modules whose classes may stand above a learner's class here, or come as the type of an object."""
VIEWS: dict[str, Callable[[list[Any]], dict[Any, Any]]] = {
    "keys": dict.fromkeys,
    "values": lambda items: dict(enumerate(items)),
    "items": dict,
}


class Crossing:
    """Wraps and unwraps for the checker. `came`: the learner's objects, functions and iterators that came."""

    def __init__(self, world: World, names: dict[str, Any]) -> None:
        self._world = world
        self._names = names
        self._standins: dict[int, Any] = {}
        self._callbacks: dict[int, Any] = {}
        self._callback_numbers: dict[int, int] = {}
        self._given: dict[type, str] = {}
        self.came: list[Any] = []

    def note_given(self, bound: set[str]) -> None:
        """Remember the instructor's classes of a given cell: called right after it, with what it binds."""
        for name, value in list(dict.items(self._names)):
            if name in bound and is_given_class(name, value):
                self._given[value] = name

    def wrap(self, value: Any) -> tuple[str, Any]:
        """What stands for a value that has no plain form. Raises CannotCross."""
        number = standins.number_of(value)
        if number is not None:
            return "yours", number
        kind = type(value)
        if isinstance(value, type):
            return self._wrap_class(value)
        if kind in self._given:
            return self._wrap_given(value, self._given[kind])
        if isinstance(value, types.ModuleType):
            raise CannotCross("a module cannot be given to a function of the submission")
        if library := _library_name(value):
            return "library", library
        if isinstance(value, BaseException):
            return "error", errors.describe(value, self._world.crosses)
        if kind is types.TracebackType:
            return "nothing", None
        if isinstance(value, Iterator) and kind.__module__ != "unittest.mock":
            return "callback", [self._callback(value), "iterator", "iterator"]
        if isinstance(value, (types.FunctionType, types.MethodType, types.BuiltinFunctionType)) or (
            callable(value) and not is_double(value)
        ):
            name = getattr(value, "__name__", None)
            return "callback", [
                self._callback(value),
                "function",
                name if type(name) is str else kind.__name__,
            ]
        if is_double(value):
            return "callback", [self._callback(value), "double", kind.__name__]
        raise CannotCross(f"an argument of type {kind.__name__} cannot be given to the submission")

    def unwrap(self, kind: str, payload: Any) -> Any:
        """What a word of the learner process stands for. Raises BadData."""
        try:
            return self._unwrap(kind, payload)
        except BadData:
            raise
        except Exception as error:
            raise BadData(f"{kind}: {type(error).__name__} {error}") from None

    def _unwrap(self, kind: str, payload: Any) -> Any:
        if kind in ("function", "iterator", "coroutine", "class", "object", "error-class"):
            return self._standin(kind, payload)
        if kind == "error":
            return errors.checked(payload)
        if kind == "nothing":
            return None
        if kind == "same":
            self.came.append(Same(payload))
            return self.came[-1]
        if kind == "yours":
            return self._callbacks[payload]
        if kind == "view":
            name, items = payload
            view = VIEWS[name](items)
            return {"keys": view.keys, "values": view.values, "items": view.items}[name]()
        if kind == "library":
            return self._library_class(*payload)
        if kind in ("given", "instance", "record", "member"):
            return self._given_value(kind, payload)
        raise BadData("an unknown kind of value")

    def serve(self, name: str, question: list[Any]) -> Any:
        """Do what the learner process asks of something that was given to it."""
        return serving.serve(self._callbacks, name, question)

    def _standin(self, kind: str, payload: Any) -> Any:
        number = payload if type(payload) is int else payload[0]
        if type(number) is not int:
            raise BadData("a reference without a number")
        if kind == "coroutine":
            return _awaiting(self._world, number)
        if number not in self._standins:
            self._standins[number] = self._make(kind, number, payload)
        made = self._standins[number]
        if kind == "object" and self.came and self.came[-1] is payload[1]:
            self.came.pop()  # its class, which only describes it
        if type(made) is not type and not issubclass(type(made), standins.PLAIN):
            self.came.append(made)  # by what it is, not by what is said of it now
        return made

    def _make(self, kind: str, number: int, payload: Any) -> Any:
        if kind == "function":
            return standins.Function(self._world, number, str(payload[1]))
        if kind == "iterator":
            return standins.Iteration(self._world, number, payload[1] is True)
        if kind == "class":
            return standins.learners_class(self._world, number, self._world.facts(number))
        if kind == "error-class":
            parents = [parent for parent in payload[2] if isinstance(parent, type)]
            parent = next((kind for kind in parents if issubclass(kind, BaseException)), Exception)
            return errors.local_class(str(payload[1]), parent, {})
        owner = payload[1]
        if type(owner) is not standins.LearnersClass:
            owner = self._object_class(number, owner, payload[2])
        return standins.instance(owner, number, payload[2])

    def _object_class(self, number: int, owner: Any, base: Any) -> type:
        """The stand-in's class for an object whose class is no learner's: of a library, or unknown here."""
        facts = self._world.plain("describe_class_of", number)
        bases = [owner] if isinstance(owner, type) else []
        parents = bases if base is None else [type(base)]
        return standins.learners_class(self._world, number, dict(facts) | {"bases": parents})

    def _library_class(self, module: Any, name: Any, is_error: Any) -> Any:
        if module == "builtins" and (found := errors.builtin_error(name)):
            return found
        if is_error:
            return errors.library_error(module, name) or Exception
        if type(module) is not str or type(name) is not str:
            raise BadData("a class without a name")
        found_class: Any = None
        if module == "builtins":
            found_class = vars(builtins).get(name)
        elif module.partition(".")[0] in LIBRARY_BASES:
            found_class = vars(sys.modules.get(module, object)).get(name)
        if isinstance(found_class, type) and issubclass(found_class, BaseException):
            return errors.library_error(module, name) or Exception
        return found_class if isinstance(found_class, type) else UnknownClass

    def _given_value(self, kind: str, payload: Any) -> Any:
        name = payload if kind == "given" else payload[0]
        own = dict.get(self._names, name) if type(name) is str else None
        if own not in self._given:
            raise BadData("a class that is not the instructor's")
        if kind == "given":
            return own
        if kind == "member" and issubclass(own, enum.Enum):
            return own[payload[1]]
        if kind == "record" and issubclass(own, tuple):
            return own._make(payload[1])
        if kind != "instance" or issubclass(own, (enum.Enum, tuple)):
            raise BadData("a value that is not of its class")
        return rebuilt(own, _checked_fields(own, payload[1]))

    def _wrap_class(self, value: type) -> tuple[str, Any]:
        if value in self._given:
            return "given", self._given[value]
        if library := _library_name(value):
            return "library", library
        return "callback", [self._callback(value), "function", value.__name__]

    def _wrap_given(self, value: Any, name: str) -> tuple[str, Any]:
        if isinstance(value, enum.Enum):
            return "member", [name, value.name]
        if isinstance(value, tuple):
            return "record", [name, list(tuple.__iter__(value))]
        return "instance", [name, fields_of(value)]

    def _callback(self, value: Any) -> int:
        if id(value) not in self._callback_numbers:
            self._callback_numbers[id(value)] = len(self._callbacks)
            self._callbacks[len(self._callbacks)] = value
        return self._callback_numbers[id(value)]


class UnknownClass:
    """Stands for a class of a library that is not known here."""


def _checked_fields(kind: type, fields: Any) -> dict[str, Any]:
    """Fields that an instance may have: none that would hide a method or property of the class."""
    if type(fields) is not dict:
        raise BadData("fields that are none")
    for name in fields:
        if type(name) is not str or (name.startswith("__") and name.endswith("__")):
            raise BadData("a field without a name")
        if errors.hides(kind, name):
            raise BadData(f"a field that hides {name}")
    return dict(fields)


def _library_name(value: Any) -> list[str] | None:
    """[module, name] of a library's function or class that the other side can find by the same name."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if module is None and type(value) is types.BuiltinFunctionType:
        module = "builtins"
    if type(module) is not str or type(name) is not str or module == "__main__" or "<" in name:
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return [module, name] if found is value else None


def _awaiting(world: World, number: int) -> Any:
    async def coroutine() -> Any:
        return world.wait(number)

    return coroutine()
