"""Which zygote a submission needs, by what its cells import. Too much costs memory, too little costs time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from grader.inside.syntax import parse

Kind = Literal["plain", "numpy", "torch"]
ORDER: tuple[Kind, ...] = ("plain", "numpy", "torch")
PACKAGES: dict[str, Kind] = {
    "torch": "torch",
    **dict.fromkeys(("numpy", "pandas", "scipy", "sklearn", "matplotlib"), "numpy"),
}
IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+(.+)$", re.MULTILINE)
LABS = Path(__file__).parents[1] / "labs"


def kind_for(texts: Iterable[str]) -> Kind:
    """The warmest kind that any of these pieces of Python asks for. Never raises on what learners write."""
    return warmest(*(_kind_of(module) for text in texts for module in _modules(text)))


def labs_for(kind: Kind) -> list[str]:
    """The modules of `labs` that a zygote of this kind has at hand: those that need nothing warmer."""
    names = sorted(path.stem for path in LABS.glob("*") if path.suffix == ".py" or path.is_dir())
    modules = [f"labs.{name}" for name in names if name.isidentifier() and not name.startswith("_")]
    return [name for name in modules if ORDER.index(_kind_of(name)) <= ORDER.index(kind)]


def warmest(*kinds: Kind) -> Kind:
    """The kind that has imported the most."""
    return max(kinds, key=ORDER.index, default="plain")


def _modules(text: str) -> Iterator[str]:
    try:
        nodes = list(ast.walk(parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a magic line, or a slip
        for rest in IMPORT.findall(text):
            yield from re.findall(r"[A-Za-z_][\w.]*", rest)
        return
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _kind_of(module: str) -> Kind:
    """What importing this module needs, through all the modules of `labs` that it imports."""
    seen, ahead = {module}, [module]
    found: list[Kind] = []
    while ahead:
        name = ahead.pop()
        if name.split(".")[0] != "labs":
            found.append(PACKAGES.get(name.split(".")[0], "plain"))
            continue
        new = [other for other in _lab_imports(name) if other not in seen]
        seen.update(new)
        ahead += new
    return warmest(*found)


@cache
def _lab_imports(module: str) -> tuple[str, ...]:
    place = LABS.joinpath(*module.split(".")[1:])
    for path in (place.with_suffix(".py"), place / "__init__.py"):
        if path.is_file():
            return tuple(_modules(path.read_text(encoding="utf-8")))
    return ()
