"""Stand-ins for a learner's classes, and what their objects can do.

A learner's class becomes a real class here, with the special methods that the learner's has, below the same
instructor's and library classes: `isinstance`, `callable`, `iter` and `issubclass` then need no help. Every
attribute and special method is asked of the learner process through the `World`; nothing of the base
classes is run on a stand-in.
"""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from grader.inside.function_standins import Function, item
from grader.inside.specials import COMPARISONS, FORWARDED, TYPES, VERDICTS, may_ask

if TYPE_CHECKING:
    from grader.inside.world import World

LOCAL = frozenset("__class__ __init__ __new__ __getattribute__ __reduce__ __reduce_ex__ __sizeof__".split())
PLAIN = (int, float, complex, str, bytes, tuple, frozenset)
"""An object of a subclass of these comes with its plain value, and is judged by that."""
NUMPY_REFUSALS = {"__array_ufunc__": None, "__array_function__": None, "__array__": None}
numbers: dict[int, tuple[Any, int]] = {}
"""Of every stand-in object, by identity: the object, so that it lives, and its number over there."""


class LearnersClass(abc.ABCMeta):
    """The class of the classes that stand for a learner's classes."""

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        world, number = type.__getattribute__(cls, "_hunar_class")
        return world.call(number, arguments, named)

    def __getattribute__(cls, name: str) -> Any:
        if name.startswith("_hunar") or not may_ask(name):
            return type.__getattribute__(cls, name)
        if name in ("__doc__", "__dict__", "__abstractmethods__", "__slots__", "__annotations__"):
            return type.__getattribute__(cls, name)
        world, number = type.__getattribute__(cls, "_hunar_class")
        return world.attribute(number, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        if name.startswith(("_abc", "__abstract")):
            type.__setattr__(cls, name, value)
            return
        world, number = type.__getattribute__(cls, "_hunar_class")
        world.set_attribute(number, name, value)

    def __getitem__(cls, key: Any) -> Any:
        world, number = type.__getattribute__(cls, "_hunar_class")
        return world.special(number, "__getitem__", (key,))

    def __iter__(cls) -> Iterator[Any]:
        world, number = type.__getattribute__(cls, "_hunar_class")
        return iter(world.special(number, "__iter__", ()))

    def __len__(cls) -> int:
        world, number = type.__getattribute__(cls, "_hunar_class")
        return exactly("__len__", world.special(number, "__len__", ()))  # type: ignore[no-any-return]

    def __bool__(cls) -> bool:
        return True

    def __instancecheck__(cls, instance: Any) -> bool:
        return cls in type(instance).__mro__

    def __subclasscheck__(cls, subclass: type) -> bool:
        return cls in getattr(subclass, "__mro__", ())


def learners_class(world: World, number: int, facts: dict[str, Any]) -> type:
    """The class that stands for the learner's class of this number."""
    name = str(facts["name"])
    bases = tuple(base for base in facts["bases"] if isinstance(base, type))
    specials = [special for special in facts["specials"] if special in FORWARDED]
    based = next((base for base in bases if issubclass(base, PLAIN)), None)
    plain = None if based is None else next(kind for kind in based.__mro__ if kind in PLAIN)
    body: dict[str, Any] = _common(plain) | NUMPY_REFUSALS
    if plain is None:
        body |= {special: None for base in bases for special in VERDICTS & set(dir(base))}
        body |= {special: getattr(object, special) for special in COMPARISONS}
        body |= {special: _forwarding(special) for special in specials if special != "__bool__"}
        body["__bool__"] = _truth("__bool__" in specials, "__len__" in specials)
        if "__eq__" in specials and "__hash__" not in specials:
            body["__hash__"] = None
    else:
        body |= {special: getattr(plain, special) for special in FORWARDED if hasattr(plain, special)}
        body["__repr__"] = _forwarding("__repr__")
    body |= {
        "_hunar_class": (world, number),
        "__doc__": facts["doc"] if type(facts["doc"]) is str else None,
        "__module__": "__main__",
        "__qualname__": str(facts["qualname"]),
        "__slots__": (),
    }
    for parents in (bases, bases[:1], ()):
        try:
            made = abc.ABCMeta.__new__(LearnersClass, name, parents, dict(body))
            type.__setattr__(made, "__abstractmethods__", frozenset())  # the learner's class has them
            if plain is None:
                object.__new__(made)  # type: ignore[arg-type]
        except TypeError:  # these bases do not go together with a stand-in
            continue
        return made
    raise TypeError(f"{name} cannot be used in a check")


def exactly(special: str, value: Any) -> Any:
    """`value` if it is of the type that this special method must give. Raises TypeError."""
    allowed = TYPES.get(special)
    if allowed is not None and type(value) not in allowed:
        raise TypeError(f"{special} gave {type(value).__name__}, not {allowed[0].__name__}")
    return value


def _common(plain: type | None) -> dict[str, Any]:
    """What every stand-in object has, whatever its class. plain: the builtin class of its base value."""

    def getattribute(self: Any, name: str) -> Any:
        kind = type(self)
        if name in LOCAL or name.startswith("_hunar") or not may_ask(name):
            return object.__getattribute__(self, name)
        own = plain is not None and hasattr(plain, name)  # `text.startswith(wanted)` is no learner's to say
        if own and plain is not tuple:
            return object.__getattribute__(self, name)
        world, _ = type.__getattribute__(kind, "_hunar_class")
        found = world.attribute(numbers[id(self)][1], name)
        return object.__getattribute__(self, name) if own and type(found) is Function else found

    def setattribute(self: Any, name: str, value: Any) -> None:
        world, _ = type.__getattribute__(type(self), "_hunar_class")
        world.set_attribute(numbers[id(self)][1], name, value)

    def delattribute(self: Any, name: str) -> None:
        world, _ = type.__getattribute__(type(self), "_hunar_class")
        world.delete_attribute(numbers[id(self)][1], name)

    def directory(self: Any) -> list[str]:
        world, _ = type.__getattribute__(type(self), "_hunar_class")
        return list(world.directory(numbers[id(self)][1]))

    def reduce(self: Any, _protocol: int = 0) -> Any:
        raise TypeError("an object of the submission cannot be copied or pickled")

    def representation(self: Any) -> str:
        return f"<{type(self).__name__} object>"

    return {
        "__getattribute__": getattribute,
        "__setattr__": setattribute,
        "__delattr__": delattribute,
        "__dir__": directory,
        "__reduce_ex__": reduce,
        "__repr__": representation,
        "__str__": _forwarding("__str__"),
        "__eq__": object.__eq__,
        "__hash__": object.__hash__,
    }


def _forwarding(special: str) -> Callable[..., Any]:
    """The special method that asks the learner's."""

    def forward(self: Any, *arguments: Any, **named: Any) -> Any:
        world, _ = type.__getattribute__(type(self), "_hunar_class")
        number = numbers[id(self)][1]
        if special == "__call__":
            return world.call(number, arguments, named)
        if special in COMPARISONS:
            return world.judging.compare(self, special, arguments[0])
        if special in VERDICTS and not world.judging.may_judge(special, arguments):
            return _contained(self, *arguments) if special == "__contains__" else NotImplemented
        found = world.special(number, special, arguments)
        if special == "__exit__":
            return world.judging.swallows(found, arguments[0])
        return item(found) if special == "__next__" else exactly(special, found)

    forward.__name__ = special
    return forward


def _truth(has_bool: bool, has_len: bool) -> Callable[[Any], bool]:
    """`bool(x)`, which an object could answer as it likes: only where the reference was asked too."""

    def truth(self: Any) -> bool:
        world, _ = type.__getattribute__(type(self), "_hunar_class")
        if not world.judging.may_judge("__bool__", ()):
            raise world.refusal(type(self).__name__)
        special = "__bool__" if has_bool else "__len__"
        if not has_bool and not has_len:
            return True
        number = numbers[id(self)][1]
        return bool(exactly(special, world.special(number, special, ())))

    return truth


def _contained(self: Any, wanted: Any) -> bool:
    """`wanted in self`, item by item, without asking the learner's `__contains__`."""
    return any(wanted is item or wanted == item for item in iter(self))
