"""What the checker holds in the place of a learner's function, class or object.

A learner's class becomes a real class here, with the special methods that the learner's has, below the same
instructor's and library classes: `isinstance`, `callable`, `iter` and `issubclass` then need no help. Every
attribute and special method is asked of the learner process through the `World`; nothing of the base
classes is run on a stand-in.
"""

from __future__ import annotations

import abc
import inspect
import operator
import types
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from grader.inside.specials import COMPARISONS, FORWARDED, TYPES, VERDICTS, may_ask

if TYPE_CHECKING:
    from grader.inside.world import World

LOCAL = frozenset("__class__ __init__ __new__ __getattribute__ __reduce__ __reduce_ex__ __sizeof__".split())
PLAIN = (int, float, complex, str, bytes, tuple, frozenset)
"""An object of a subclass of these comes with its plain value, and is judged by that."""
ITERATORS_OWN = frozenset("send throw close gi_running gi_suspended gi_frame gi_yieldfrom".split())
NUMPY_REFUSALS = {"__array_ufunc__": None, "__array_function__": None, "__array__": None}


class Function:
    """A learner's function, method or callable of a library: it can be called and looked at."""

    def __init__(self, world: World, number: int, name: str) -> None:
        object.__setattr__(self, "_hunar", (world, number, name))

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        world, number, _ = object.__getattribute__(self, "_hunar")
        return world.call(number, arguments, named)

    def __getattr__(self, name: str) -> Any:
        world, number, _ = object.__getattribute__(self, "_hunar")
        if name == "__signature__":
            return world.signature(number)
        if name in ("__name__", "__qualname__", "__doc__", "__module__"):
            found = world.facts(number).get(name.strip("_"))
            return found if type(found) is str else None
        if not may_ask(name):  # an `__array_interface__` would be an address in this process
            raise AttributeError(name)
        return world.attribute(number, name)

    def __setattr__(self, name: str, value: Any) -> None:
        world, number, _ = object.__getattribute__(self, "_hunar")
        world.set_attribute(number, name, value)

    def __dir__(self) -> list[str]:
        world, number, _ = object.__getattribute__(self, "_hunar")
        return list(world.directory(number))

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        world, number, _ = object.__getattribute__(self, "_hunar")
        return types.FunctionType if world.facts(number).get("function") is True else Function

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        world, number, _ = object.__getattribute__(self, "_hunar")
        found = world.facts(number).get("doc")
        return found if type(found) is str else None

    def __reduce__(self) -> Any:
        raise TypeError("a function of the submission cannot be copied or pickled")


class Iteration:
    """A learner's generator or iterator. Each item is asked for when it is wanted."""

    def __init__(self, world: World, number: int, generator: bool) -> None:
        self._hunar = (world, number, generator)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        world, number, _ = self._hunar
        return item(world.special(number, "__next__", ()))

    def __getattr__(self, name: str) -> Any:
        if name not in ITERATORS_OWN:
            raise AttributeError(name)
        world, number, _ = self._hunar
        return world.attribute(number, name)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return types.GeneratorType if self._hunar[2] else Iteration

    def __reduce__(self) -> Any:
        raise TypeError("an iterator of the submission cannot be copied or pickled")


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


def instance(kind: type, number: int, base: Any) -> Any:
    """The stand-in for an object of a learner's class. base: its plain value, if it is a number or text."""
    if base is None:
        made: Any = object.__new__(kind)
    else:
        parent = next((parent for parent in kind.__mro__ if parent is type(base)), None)
        if parent is None:
            raise ValueError("a base value that is not of the base class")
        made = parent.__new__(kind, base)
    numbers[id(made)] = (made, number)
    return made


numbers: dict[int, tuple[Any, int]] = {}
"""Of every stand-in object, by identity: the object, so that it lives, and its number over there."""


def number_of(value: Any) -> int | None:
    """The learner process's number of a stand-in of any kind; None for anything else."""
    kind = type(value)
    if kind in (Function, Iteration):
        return int(object.__getattribute__(value, "_hunar")[1])
    if kind is LearnersClass:
        return int(type.__getattribute__(value, "_hunar_class")[1])
    found = numbers.get(id(value))
    return None if found is None else found[1]


def exactly(special: str, value: Any) -> Any:
    """`value` if it is of the type that this special method must give. Raises TypeError."""
    allowed = TYPES.get(special)
    if allowed is not None and type(value) not in allowed:
        raise TypeError(f"{special} gave {type(value).__name__}, not {allowed[0].__name__}")
    return value


def item(found: Any) -> Any:
    """What `next` gives, from [item] or [] for the end. Raises StopIteration or TypeError."""
    if type(found) is not list or len(found) > 1:
        raise TypeError("the iterator gave no item")
    if not found:
        raise StopIteration
    return found[0]


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
            return world.compare(self, special, arguments[0])
        if special in VERDICTS and not world.may_judge(special, arguments):
            return _contained(self, *arguments) if special == "__contains__" else NotImplemented
        found = world.special(number, special, arguments)
        if special == "__exit__":
            return world.swallows(found, arguments[0])
        return item(found) if special == "__next__" else exactly(special, found)

    forward.__name__ = special
    return forward


def _truth(has_bool: bool, has_len: bool) -> Callable[[Any], bool]:
    """`bool(x)`, which an object could answer as it likes: only where the reference was asked too."""

    def truth(self: Any) -> bool:
        world, _ = type.__getattribute__(type(self), "_hunar_class")
        if not world.may_judge("__bool__", ()):
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


def signature(facts: dict[str, Any]) -> inspect.Signature:
    """The signature that the learner process told. Raises ValueError."""
    told = facts.get("signature")
    if type(told) is not list or len(told) > 255:
        raise ValueError("no signature is known")
    empty = inspect.Parameter.empty
    parameters = [
        inspect.Parameter(
            str(name),
            inspect._ParameterKind(operator.index(kind)),
            default=empty if bare else default,
            annotation=empty if unannotated else annotation,
        )
        for name, kind, bare, default, unannotated, annotation in told
    ]
    returns = facts.get("returns")
    given = returns[0] if type(returns) is list and returns else inspect.Signature.empty
    return inspect.Signature(parameters, return_annotation=given)
