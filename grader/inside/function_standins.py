"""Stand-ins for a learner's functions and iterators: called, gone through and looked at over there."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from grader.inside.specials import may_ask

if TYPE_CHECKING:
    from grader.inside.world import World

ITERATORS_OWN = frozenset("send throw close gi_running gi_suspended gi_frame gi_yieldfrom".split())


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


def item(found: Any) -> Any:
    """What `next` gives, from [item] or [] for the end. Raises StopIteration or TypeError."""
    if type(found) is not list or len(found) > 1:
        raise TypeError("the iterator gave no item")
    if not found:
        raise StopIteration
    return found[0]
