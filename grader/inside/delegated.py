"""Library functions that look inside what they are given, made to know stand-ins.

`dataclasses.asdict` and its kin are done by the learner process; `inspect.getsource` answers from the text
that was handed in; generators of random numbers are seeded on both sides. All else stays as it is.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
import functools
import inspect
import io
import os
import random
import sys
from collections.abc import Callable
from typing import Any

from grader.inside.standins import Function, LearnersClass, number_of
from grader.inside.world import World


def install(world: World, texts: list[str]) -> None:
    """Patch this process, which ends with the submission. texts: the learner's cells, added to later."""
    for name in ("asdict", "astuple", "fields", "replace", "is_dataclass"):
        setattr(dataclasses, name, _by_learner(world, name, getattr(dataclasses, name)))
    for name, fact in (
        ("isgeneratorfunction", "generator"),
        ("iscoroutinefunction", "coroutine"),
        ("isfunction", "function"),
    ):
        setattr(inspect, name, _by_fact(world, fact, getattr(inspect, name)))
    builtins.open = _reading_theirs(world, builtins.open)
    setattr(inspect, "getsource", _from_text(texts, inspect.getsource))  # noqa: B010 (of another type)
    random.seed = _on_both_sides(world, "random", random.seed)
    if "numpy" in sys.modules:
        module: Any = sys.modules["numpy"]
        module.random.seed = _on_both_sides(world, "numpy", module.random.seed)
    if "torch" in sys.modules:
        torch: Any = sys.modules["torch"]
        torch.manual_seed = _on_both_sides(world, "torch", torch.manual_seed)


def _reading_theirs(world: World, original: Callable[..., Any]) -> Callable[..., Any]:
    """`open` for reading, with the files that learner code wrote beside the notebook."""

    @functools.wraps(original)
    def opening(file: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        name = os.fspath(file) if isinstance(file, (str, os.PathLike)) else None
        if (
            mode in ("r", "rt", "rb")
            and isinstance(name, str)
            and _is_beside(name)
            and not os.path.exists(name)
        ):
            content = world.file(name)
            if content is not None:
                raw = io.BytesIO(content)
                encoding = named.get("encoding") or "utf-8"
                return raw if mode == "rb" else io.TextIOWrapper(raw, encoding, newline=named.get("newline"))
        return original(file, mode, *arguments, **named)

    return opening


def _is_beside(name: str) -> bool:
    return bool(name) and not name.startswith(("/", ".")) and ".." not in name


def _by_learner(world: World, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def function(value: Any, *arguments: Any, **named: Any) -> Any:
        if number_of(value) is None:
            return original(value, *arguments, **named)
        found = world.dataclass(name, value, named)
        return found is True if name == "is_dataclass" else found

    return function


def _by_fact(world: World, fact: str, original: Callable[[Any], bool]) -> Callable[[Any], bool]:
    @functools.wraps(original)
    def function(value: Any) -> bool:
        if type(value) is Function:
            number = number_of(value)
            assert number is not None
            return world.facts(number).get(fact) is True
        return original(value)

    return function


def _from_text(texts: list[str], original: Callable[[Any], str]) -> Callable[[Any], str]:
    @functools.wraps(original)
    def getsource(value: Any) -> str:
        if type(value) is Function:
            wanted = str(object.__getattribute__(value, "_hunar")[2])
        elif type(value) is LearnersClass:
            wanted = value.__qualname__
        else:
            return original(value)
        for text in reversed(texts):
            found = _definition(text, wanted.split("."))
            if found:
                return found
        raise OSError("could not get source code")

    return getsource


def _definition(text: str, path: list[str]) -> str:
    """The text of a def or class by its qualified name; empty where the cell does not hold it."""
    try:
        body: list[ast.stmt] = ast.parse(text).body
    except SyntaxError:
        return ""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found: Any = None
    for name in path:
        if name == "<locals>":
            continue
        found = next((node for node in reversed(body) if isinstance(node, kinds) and node.name == name), None)
        if found is None:
            return ""
        body = found.body
    first = min([found.lineno, *(node.lineno for node in found.decorator_list)])
    return "\n".join(text.split("\n")[first - 1 : found.end_lineno]) + "\n"


def _on_both_sides(world: World, library: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def seed(*arguments: Any, **named: Any) -> Any:
        found = original(*arguments, **named)
        if arguments and isinstance(arguments[0], int) and not world.channel.ended:
            world.seed(library, arguments[0])
        return found

    return seed
