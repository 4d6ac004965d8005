"""The learner process: runs the learner's cells and does what the checker asks of the names in them.

It knows nothing of tests, expected values or points. Everything in it, this module included, is within reach
of the learner's code; the checker believes none of it more than any other input.
"""

from __future__ import annotations

import asyncio
import builtins
import dataclasses
import hashlib
import os
import random
import stat
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

from grader.inside import cells, errors, printed
from grader.inside.changes import bring_back
from grader.inside.channel import Channel, ChannelEnded
from grader.inside.codec import Codec
from grader.inside.names import bound_names
from grader.inside.references import Belongings, Same
from grader.inside.specials import FORWARDED, may_ask

IMMUTABLE = (type(None), bool, int, float, complex, str, bytes, tuple, frozenset, types.FunctionType)
MAX_FILE_BYTES = 16 << 20
DATACLASS_FUNCTIONS = ("asdict", "astuple", "fields", "replace", "is_dataclass")


def serve(channels: list[int]) -> None:
    """Answer the checker until it ends. channels: [socket to the checker]."""
    here = os.getpid()
    learner = Learner(channels[0])
    try:
        learner.channel.listen()
    except ChannelEnded:
        pass
    finally:
        if os.getpid() != here:  # a process that a cell forked has come out of that cell
            os._exit(0)


class Learner:
    """The learner's namespace, and the questions that it answers. See `Learner.answer`."""

    def __init__(self, descriptor: int) -> None:
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self.names = module.__dict__
        cells.furnish(self.names)
        self.belongings = Belongings(self.names, self._callback, self._crosses)
        self.codec = Codec(self.belongings.wrap, self.belongings.unwrap)
        self.channel = Channel(descriptor, self.codec, self.answer)
        self.printed = printed.install(self._stdin)
        self._process = os.getpid()
        self._kept_builtins = dict(builtins.__dict__) | {"input": self._input}
        builtins.__dict__["input"] = self._input

    def answer(self, question: list[Any]) -> list[Any]:
        """["ok", value, changes, printed, warned], or ["raised", error, ...].

        For what has no form the channel says ["refused", why].
        """
        name, *rest = question
        handler: Callable[..., Any] = getattr(self, f"_{name}")
        if name in ("run", "describe", "describe_class_of", "digests", "file"):
            return ["ok", handler(*rest)]
        arguments, named = (rest[-2], rest[-1]) if name in ("call", "special") else ([], {})
        before = self._mutable(arguments, named)
        try:
            value = handler(*rest)
            status, said = "ok", self._same(value, arguments)
        except ChannelEnded:
            raise
        except BaseException as error:
            status, said = "raised", errors.describe(error, self._crosses)
        finally:
            if os.getpid() != self._process:
                os._exit(0)
        changes = [[place, value] for place, value, form in before if self._form(value) != form]
        text, warned = self.printed.take()
        return [status, said, changes, text, warned]

    def _run(self, cell: str, text: str, given: bool, credit: bool) -> cells.Outcome:
        """Run a cell. given: the instructor's; credit: a test cell in shared mode, with points."""
        try:
            return cells.run(cell, text, self.names, credit=credit)
        finally:
            if os.getpid() != self._process:
                os._exit(0)
            self._tidy()
            self.printed.take()
            if given:
                self.belongings.note_given(bound_names(text))

    def _start(self, files: dict[str, str], variables: dict[str, str]) -> None:
        for name, text in files.items():
            with open(os.path.basename(name), "w", encoding="utf-8") as file:
                file.write(text)
        os.environ.update(variables)

    def _file(self, name: str) -> bytes | None:
        """What learner code wrote to a file beside the notebook, if that is a plain file of bearable size."""
        try:
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return None
        with open(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            return file.read(MAX_FILE_BYTES) if stat.S_ISREG(found.st_mode) else None

    def _get(self, name: str) -> Any:
        if name not in self.names:
            raise NameError(f"name {name!r} is not defined")
        return self.names[name]

    def _set(self, name: str, value: Any) -> None:
        self.names[name] = value

    def _delete(self, name: str) -> None:
        if name not in self.names:
            raise NameError(f"name {name!r} is not defined")
        del self.names[name]

    def _change(self, name: str, value: Any) -> None:
        """The test changed what this name holds, in place."""
        bring_back(self.names[name], value)

    def _change_attribute(self, number: int, name: str, value: Any) -> None:
        bring_back(getattr(self.belongings.find(number), name), value)

    def _call(self, number: int, arguments: list[Any], named: dict[str, Any]) -> Any:
        return self.belongings.find(number)(*arguments, **named)

    def _special(self, number: int, name: str, arguments: list[Any], _named: dict[str, Any]) -> Any:
        """`name` is a special method of the object's class. The end of an iterator comes as []."""
        value = self.belongings.find(number)
        if name not in FORWARDED:
            raise AttributeError(name)
        if name != "__next__":
            return getattr(type(value), name)(value, *arguments)
        try:
            return [next(value)]
        except StopIteration:
            return []

    def _attribute(self, number: int, name: str) -> Any:
        self._allow(name)
        value = getattr(self.belongings.find(number), name)
        return dict(value) if type(value) is types.MappingProxyType else value

    def _set_attribute(self, number: int, name: str, value: Any) -> None:
        self._allow(name)
        setattr(self.belongings.find(number), name, value)

    def _delete_attribute(self, number: int, name: str) -> None:
        self._allow(name)
        delattr(self.belongings.find(number), name)

    def _names(self, number: int) -> list[str]:
        return [str(name) for name in dir(self.belongings.find(number))]

    def _await(self, number: int) -> Any:
        return asyncio.run(self.belongings.find(number))

    def _dataclass(self, function: str, number: int, named: dict[str, Any]) -> Any:
        if function not in DATACLASS_FUNCTIONS:
            raise AttributeError(function)
        return getattr(dataclasses, function)(self.belongings.find(number), **named)

    def _seed(self, library: str, value: Any) -> None:
        """Seed one generator, as the test has just done on its side."""
        if library == "random":
            random.seed(value)
        elif library in ("numpy", "torch") and library in sys.modules:
            module: Any = sys.modules[library]
            module.random.seed(value) if library == "numpy" else module.manual_seed(value)

    def _describe(self, number: int) -> dict[str, Any]:
        return self.belongings.describe(number)

    def _describe_class_of(self, number: int) -> dict[str, Any]:
        return self.belongings.describe_class_of(number)

    def _digests(self) -> dict[str, bytes]:
        """A fingerprint of each name's value: of its form, or of which object it is."""
        return {
            name: hashlib.sha256(self._form(value) or str(id(value)).encode()).digest()
            for name, value in list(self.names.items())
            if type(name) is str and not name.startswith("__")
        }

    def _callback(self, *question: Any) -> Any:
        """Ask the checker for something of the test's. Raises what the test's function raised."""
        if threading.current_thread() is not threading.main_thread() or os.getpid() != self._process:
            raise RuntimeError("a function that was passed in can be called from the main thread only")
        status, said, *_ = self.channel.ask(*question)
        if status == "ok":
            return said
        if status == "raised":
            raise errors.build(*said)
        raise TypeError(said)

    def _input(self, prompt: object = "") -> Any:
        return self._callback("input", str(prompt))

    def _stdin(self, method: str) -> str:
        return str(self._callback("stdin", method))

    def _same(self, value: Any, arguments: list[Any]) -> Any:
        for place, argument in enumerate(arguments):
            if value is argument and type(value) not in IMMUTABLE:
                return Same(place)
        return value

    def _mutable(self, arguments: list[Any], named: dict[str, Any]) -> list[tuple[Any, Any, bytes]]:
        """[(place, value, its form now)] of the arguments that a call could change."""
        places = [*enumerate(arguments), *named.items()]
        found = [(place, value, self._form(value)) for place, value in places if type(value) not in IMMUTABLE]
        return [(place, value, form) for place, value, form in found if form]

    def _form(self, value: Any) -> bytes:
        """The value as bytes, to see whether it changes; empty for what has no plain form."""
        try:
            return self.codec.encode(value)
        except Exception:
            return b""

    def _crosses(self, value: object) -> bool:
        form = self._form(value)
        return bool(form) and len(form) <= errors.TEXT_LETTERS

    def _allow(self, name: str) -> None:
        if not may_ask(name):
            raise AttributeError(name)

    def _tidy(self) -> None:
        """Put back, after each cell, what it may have left changed by accident."""
        sys.settrace(None)
        sys.setprofile(None)
        builtins.__dict__.clear()
        builtins.__dict__.update(self._kept_builtins)
        sys.stdout = self.printed
