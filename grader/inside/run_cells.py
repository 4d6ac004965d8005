"""Runs the cells of a notebook one by one, as they come down a pipe, and answers each with what became of it.

One JSON line in, one JSON line out. A line in carries a fresh nonce; the answer repeats it, so nothing
printed and no answer prepared before the question is taken for one. The learner's code and the tests share
this process: code that digs in its own interpreter can still change what a test sees or forge an answer.
That is the limit of this engine.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import json
import linecache
import os
import re
import signal
import sys
import types
from collections.abc import Callable
from typing import Any

TEXT_CHARACTERS = 2000
MAGIC_LINE = re.compile(r"^(\s*)([%!])(?!%)(.*)$")
FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
COROUTINE = 0x80


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


def serve() -> None:
    """Answer until the pipe ends. The pipes move away from 0 and 1, which get /dev/null and stderr."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", buffering=65536, closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)
    names = _main_module()
    kept_builtins = dict(builtins.__dict__)
    tidy = _tidier(kept_builtins)
    loads, dumps, write, run, prepare = json.loads, json.dumps, os.write, _run, _prepare
    getpid, leave, here = os.getpid, os._exit, os.getpid()
    for line in questions:
        question = loads(line)
        nonce = question.pop("nonce")
        if "cell" in question:
            answer = run(names, kept_builtins, tidy, **question)
        else:
            answer = prepare(**question)
        if getpid() != here:  # a process that a cell forked has come out of that cell: it does not answer
            leave(0)
        text = dumps(answer | {"nonce": nonce}).encode() + b"\n"
        while text:
            text = text[write(answers, text) :]


def _main_module() -> dict[str, Any]:
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    names = module.__dict__
    shell = Shell(names)
    names |= {"__builtins__": builtins, "get_ipython": lambda: shell, "display": _display}
    for name in ("exit", "quit"):
        setattr(builtins, name, sys.exit)
    return names


def _display(*objects: Any, **_options: Any) -> None:
    for thing in objects:
        print(repr(thing))


def _prepare(files: dict[str, str], packages: list[str]) -> dict[str, Any]:
    sys.path.extend(packages)
    for name, text in files.items():
        with open(os.path.basename(name), "w", encoding="utf-8") as file:
            file.write(text)
    return {"ready": True}


def _tidier(kept_builtins: dict[str, Any]) -> Callable[[], None]:
    """What puts back, after each cell, what it may have left changed by accident or by intent."""
    streams, settrace, setprofile, setitimer = (
        (sys.stdout, sys.stderr),
        sys.settrace,
        sys.setprofile,
        signal.setitimer,
    )

    def tidy() -> None:
        settrace(None)
        setprofile(None)
        setitimer(signal.ITIMER_REAL, 0)
        builtins.__dict__.clear()
        builtins.__dict__.update(kept_builtins)
        sys.stdout, sys.stderr = streams

    return tidy


def _run(
    names: dict[str, Any],
    kept_builtins: dict[str, Any],
    tidy: Callable[[], None],
    cell: str,
    source: str,
    check: bool,
    hidden: bool,
) -> dict[str, Any]:
    """What became of one cell: {"ok": true, "value": ...} or {"ok": false, "error": ..., ...}."""
    file = f"<cell {cell}>"
    if not hidden:  # inspect.getsource works on what learners and visible cells define
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    try:
        body = _parse(source, file)
        last = body.body[-1] if check and body.body and not source.rstrip().endswith(";") else None
        if isinstance(last, ast.Expr):
            body.body.pop()
        _execute(compile(body, file, "exec", FLAGS, dont_inherit=True), names, tidy)
        if isinstance(last, ast.Expr):
            code = compile(ast.Expression(last.value), file, "eval", FLAGS, dont_inherit=True)
            return {"ok": True, "value": _credit(_execute(code, names, tidy), last.value)}
        return {"ok": True, "value": None}
    except BaseException as error:
        kind = type(error)
        name = str(kind.__name__)[:80]
        return {
            "ok": False,
            "error": name,
            "builtin": kept_builtins.get(name) is kind,
            "text": _text(error),
            "line": _line(error, file),
        }


def _parse(source: str, file: str) -> ast.Module:
    try:
        return ast.parse(source, file)
    except SyntaxError as error:
        if not re.search(r"[%!?]", source):
            raise
        try:
            return ast.parse(_without_magics(source), file)
        except SyntaxError:
            raise error from None


def _without_magics(source: str) -> str:
    """IPython's %magic, %%magic, !command and name? as plain Python, line for line."""
    head, _, body = source.lstrip("\n").partition("\n")
    if head.startswith("%%"):
        name, _, rest = head[2:].partition(" ")
        return f"get_ipython().run_cell_magic({name!r}, {rest!r}, {body!r})"
    return "\n".join(_without_magic(line) for line in source.split("\n"))


def _without_magic(line: str) -> str:
    if found := MAGIC_LINE.match(line):
        indent, kind, text = found.groups()
        name, _, rest = text.strip().partition(" ")
        call = f"run_line_magic({name!r}, {rest!r})" if kind == "%" else f"system({text!r})"
        return f"{indent}get_ipython().{call}"
    return "" if line.rstrip().endswith("?") else line


def _execute(code: types.CodeType, names: dict[str, Any], tidy: Callable[[], None]) -> Any:
    try:
        value = eval(code, names)
        return asyncio.run(value) if code.co_flags & COROUTINE else value
    finally:
        tidy()


def _credit(value: Any, expression: ast.expr) -> Any:
    """The points that the last expression of a check gives: a number, None for none meant, "unreadable"."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return None  # a remark
    if value is None and isinstance(expression, (ast.Call, ast.Await)):
        return None  # print("done"), assert_equal(...)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.generic):
        value = value.item()
    if type(value) not in (int, float):
        return "unreadable"
    try:
        return float(value)
    except OverflowError:
        return "unreadable"


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
