"""Cells as plain Python: IPython's magics taken out, run in a namespace, and what became of it as plain data.

Both processes of a grading use it: the learner process for the learner's cells, the checker for the rest.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import linecache
import re
import sys
import types
from collections.abc import Callable
from typing import Any

TEXT_CHARACTERS = 2000
MAGIC_LINE = re.compile(r"^(\s*)([%!])(?!%)(.*)$")
FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
COROUTINE = 0x80
Outcome = dict[str, Any]
"""{"ok": True, "value": ...} or {"ok": False, "error": ..., "builtin": ..., "text": ..., "line": ...}."""


class Shell:
    """What `get_ipython()` gives here: enough for notebooks that mention it; magics only run their body."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.user_ns = names

    def run_line_magic(self, name: str, line: str, _depth: int = 1) -> None:
        if name in ("time", "timeit"):
            exec(line, self.user_ns)

    magic = run_line_magic

    def run_cell_magic(self, name: str, line: str, body: str) -> None:
        if name in ("time", "timeit", "capture"):
            exec(body, self.user_ns)

    def system(self, command: str) -> None:
        """Nothing is started."""

    def getoutput(self, command: str) -> list[str]:
        return []


def furnish(names: dict[str, Any]) -> None:
    """Give a namespace what a notebook's has from the start."""
    shell = Shell(names)
    names |= {"__name__": "__main__", "__builtins__": builtins}
    names |= {"get_ipython": lambda: shell, "display": _display}
    for name in ("exit", "quit"):
        setattr(builtins, name, sys.exit)


def run(
    cell: str,
    text: str,
    names: dict[str, Any],
    *,
    credit: bool = False,
    rewrite: Callable[[ast.Module], ast.Module] | None = None,
    traceable: bool = True,
) -> Outcome:
    """Run one cell to its end, whatever that is.

    credit: the last expression may give points. rewrite: changes the tree before it is run. traceable:
    `inspect.getsource` works on what the cell defines.
    """
    file = f"<cell {cell}>"
    if traceable:
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    try:
        body = parse(text, file)
        last = body.body[-1] if credit and body.body and not text.rstrip().endswith(";") else None
        if isinstance(last, ast.Expr):
            body.body.pop()
        if rewrite is not None:
            body = rewrite(body)
        _execute(compile(body, file, "exec", FLAGS, dont_inherit=True), names)
        if not isinstance(last, ast.Expr):
            return {"ok": True, "value": None}
        code = compile(ast.Expression(last.value), file, "eval", FLAGS, dont_inherit=True)
        return {"ok": True} | _credit(_execute(code, names), last.value)
    except BaseException as error:
        return failure(error, file)


def failure(error: BaseException, file: str = "") -> Outcome:
    """An exception as an outcome."""
    kind = type(error)
    name = str(kind.__name__)[:80]
    return {
        "ok": False,
        "error": name,
        "builtin": getattr(builtins, name, None) is kind,
        "text": _text(error),
        "line": _line(error, file),
    }


def parse(text: str, file: str) -> ast.Module:
    """The cell's tree. Raises SyntaxError."""
    try:
        return ast.parse(text, file)
    except SyntaxError as error:
        if not re.search(r"[%!?]", text):
            raise
        try:
            return ast.parse(_without_magics(text), file)
        except SyntaxError:
            raise error from None


def _display(*objects: Any, **_options: Any) -> None:
    for thing in objects:
        print(repr(thing))


def _without_magics(text: str) -> str:
    """IPython's %magic, %%magic, !command and name? as plain Python, line for line."""
    head, _, body = text.lstrip("\n").partition("\n")
    if head.startswith("%%"):
        name, _, rest = head[2:].partition(" ")
        return f"get_ipython().run_cell_magic({name!r}, {rest!r}, {body!r})"
    return "\n".join(_without_magic(line) for line in text.split("\n"))


def _without_magic(line: str) -> str:
    if found := MAGIC_LINE.match(line):
        indent, kind, text = found.groups()
        name, _, rest = text.strip().partition(" ")
        call = f"run_line_magic({name!r}, {rest!r})" if kind == "%" else f"system({text!r})"
        return f"{indent}get_ipython().{call}"
    return "" if line.rstrip().endswith("?") else line


def _execute(code: types.CodeType, names: dict[str, Any]) -> Any:
    value = eval(code, names, names)
    return asyncio.run(value) if code.co_flags & COROUTINE else value


def _credit(value: Any, expression: ast.expr) -> Outcome:
    """The points that the last expression of a check gives: a number, None for none meant, "unreadable"."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return {"value": None}  # a remark
    if value is None and isinstance(expression, (ast.Call, ast.Await)):
        return {"value": None}  # print("done"), assert_equal(...)
    marks = sys.modules.get("labs.marks")
    if marks is not None and type(value) is marks.Points:
        return {"value": float(value), "parts": value.report()}
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.generic):
        value = value.item()
    if type(value) not in (int, float):
        return {"value": "unreadable"}
    try:
        return {"value": float(value)}
    except OverflowError:
        return {"value": "unreadable"}


def _text(error: BaseException) -> str:
    try:
        return str(error)[:TEXT_CHARACTERS]
    except BaseException:
        return ""


def _line(error: BaseException, file: str) -> int | None:
    """The last line of this cell that the error passed through."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
