"""Exceptions across the boundary: their class by name, their arguments as values, their text.

From the learner's side an exception's class is taken only if it is a builtin one, one of the instructor's, or
one of a library that is loaded here; the learner's own classes become local ones below the nearest of these.
"""

from __future__ import annotations

import builtins
import inspect
import sys
import types
from collections.abc import Callable
from typing import Any

LIBRARIES = frozenset(
    "json decimal dataclasses binascii struct zlib csv configparser statistics socket subprocess urllib http"
    " enum ipaddress tomllib zoneinfo numpy pandas sklearn torch scipy matplotlib labs requests".split()
)
"""Whose exception classes may be named by the learner process."""
TURNED = (StopIteration, StopAsyncIteration, GeneratorExit, KeyboardInterrupt)
"""Would end the caller's own loop or process: they arrive as RuntimeError."""
TEXT_LETTERS = 10_000


def builtin_error(name: object) -> type[BaseException] | None:
    """The builtin exception class of this name."""
    found = getattr(builtins, name, None) if type(name) is str else None
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def library_error(module: object, name: object) -> type[BaseException] | None:
    """An exception class of a library that is loaded here; None for anything else. Imports nothing."""
    if type(module) is not str or type(name) is not str or module.partition(".")[0] not in LIBRARIES:
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = vars(found).get(part) if hasattr(found, "__dict__") else None
    if not isinstance(found, type) or not issubclass(found, Exception):
        return None
    return found if found.__module__.partition(".")[0] in LIBRARIES else None  # numpy.testing.SkipTest is not


def hides(kind: type, name: str) -> bool:
    """True when a field of this name would stand before a method or property of the class."""
    found = inspect.getattr_static(kind, name, None)
    is_slot = isinstance(found, types.MemberDescriptorType)
    return not is_slot and (callable(found) or hasattr(type(found), "__get__"))


def describe(error: BaseException, crossing: Callable[[object], bool]) -> list[Any]:
    """An exception as [class, arguments, fields, text], for the way to the checker."""
    given = list(error.args)[:20]
    if issubclass(type(error), OSError) and len(given) == 2:
        given += [name for name in [error.filename] if name is not None]  # type: ignore[attr-defined]
    arguments = [value if crossing(value) else safe_text(value) for value in given]
    try:
        fields = {str(name): value for name, value in vars(error).items() if crossing(value)}
    except Exception:
        fields = {}
    return [type(error), arguments, fields, safe_text(error)]


def build(kind: type[BaseException], arguments: object, fields: object, text: object) -> BaseException:
    """The exception again. Raises ValueError for a description that is none."""
    if type(arguments) is not list or type(fields) is not dict or type(text) is not str:
        raise ValueError("not an exception")
    if issubclass(kind, TURNED):
        return RuntimeError(f"{kind.__name__}: {text}" if text else kind.__name__)
    error = _instance(kind, arguments)
    for name, value in fields.items():
        if type(name) is str and not name.startswith("__") and not hides(kind, name):
            vars(error)[name] = value
    if hasattr(kind, "hunar_text"):
        vars(error)["hunar_text"] = text
    return error


def checked(said: object) -> BaseException:
    """The exception that [class, arguments, fields, text] describes. Raises ValueError for anything else."""
    if type(said) is not list or len(said) != 4:
        raise ValueError("not an exception")
    kind, *rest = said
    if not (isinstance(kind, type) and issubclass(kind, BaseException)) or _is_outcome(kind):
        raise ValueError("not an exception class")
    return build(kind, *rest)


def local_class(name: str, parent: type[BaseException], fields: dict[str, Any]) -> type[BaseException]:
    """A class for exceptions of the learner's own: below `parent`, which is an Exception or SystemExit."""
    if not issubclass(parent, (Exception, SystemExit)) or issubclass(parent, TURNED):
        parent = Exception

    def text(self: BaseException) -> str:
        return str(getattr(self, "hunar_text", "")) or parent.__str__(self)

    own = {key: value for key, value in fields.items() if not key.startswith("__")}
    return type(name, (parent,), own | {"__str__": text, "__module__": "__main__", "hunar_text": ""})


def safe_text(value: object) -> str:
    """`str(value)`, cut; empty where that fails."""
    try:
        return str(value)[:TEXT_LETTERS]
    except BaseException:
        return ""


def _is_outcome(kind: type) -> bool:
    """A test framework's own word for "skipped" or "passed"."""
    return any(parent.__module__.partition(".")[0] in ("unittest", "_pytest") for parent in kind.__mro__)


def _instance(kind: type[BaseException], arguments: list[Any]) -> BaseException:
    if kind.__module__ == "builtins":
        try:
            return kind(*arguments)
        except Exception:
            pass
    try:
        error = kind.__new__(kind)
    except TypeError:
        error = Exception.__new__(Exception)
    error.args = tuple(arguments)
    return error
