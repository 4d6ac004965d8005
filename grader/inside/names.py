"""The checker's namespace: what the learner binds is asked of the learner process, all else is here.

Python reads and writes a cell's names through the methods of the mapping that `exec` is given, in functions
too; so a test cell needs no change to see the learner's `f` where it says `f`.
"""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING, Any

from grader.inside.syntax import parse

if TYPE_CHECKING:
    from grader.inside.world import World

_MISSING = object()


class Names(dict[str, Any]):
    """A namespace for `exec`. `owned`: the learner's names; `mirrored`: ours that the learner reads."""

    def __init__(self) -> None:
        super().__init__()
        self.world: World
        self.owned: set[str] = set()
        self.mirrored: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        if name in self.owned:
            return self.world.get(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        """`"f" in globals()`: for a name of the learner's, whether it is bound over there."""
        return self.get(name, _MISSING) is not _MISSING

    def get(self, name: Any, default: Any = None) -> Any:
        try:
            return self[name]
        except (KeyError, NameError):
            return default

    def own(self, names: set[str]) -> None:
        """From now on these are the learner's; what they were here is forgotten."""
        self.owned |= names
        self.mirrored -= names
        for name in names:
            self.pop(name, None)

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self.owned:
            self.world.set(name, value)
            return
        super().__setitem__(name, value)
        if name in self.mirrored:
            self.world.set(name, value)

    def __delitem__(self, name: str) -> None:
        if name in self.owned:
            self.world.delete(name)
        else:
            super().__delitem__(name)


class Builtins(dict[str, Any]):
    """The builtins of a cell, with the learner's names: the body of a class passes `Names` by and looks here.

    Reads and sets attributes as the module does, for tests that say `__builtins__.input = ...`.
    """

    def __init__(self, names: Names) -> None:
        super().__init__(vars(builtins))
        vars(self)["_hunar_names"] = names

    def __getitem__(self, name: str) -> Any:
        names: Names = vars(self)["_hunar_names"]
        return names[name] if name in names.owned else vars(builtins)[name]

    def __getattr__(self, name: str) -> Any:
        return getattr(builtins, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(builtins, name, value)


def bound_names(text: str) -> set[str]:
    """The names that a cell of the instructor's binds, imports left out."""
    try:
        tree = parse(text)
    except SyntaxError:
        return set()
    found: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
            found |= {
                name for inner in ast.walk(node) if isinstance(inner, ast.Global) for name in inner.names
            }
            waiting += node.decorator_list
        elif isinstance(node, (ast.Lambda, ast.Import, ast.ImportFrom)):
            pass
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            found |= {inner.target.id for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr)}
        else:
            found |= _targets(node)
            waiting += ast.iter_child_nodes(node)
    return found - {name for name in found if name.startswith("__")}


def _targets(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
        return {node.id}
    if isinstance(node, ast.ExceptHandler) and node.name:
        return {node.name}
    if isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
        return {node.name}
    if isinstance(node, ast.MatchMapping) and node.rest:
        return {node.rest}
    return set()


def read_names(text: str) -> set[str]:
    """The names that a cell reads, builtins left out."""
    try:
        tree = parse(text)
    except SyntaxError:
        return set()
    read = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    return read - set(vars(builtins))


def imports_only(text: str) -> str:
    """The import statements of a cell, as a cell of their own: the checker imports for itself."""
    try:
        tree = parse(text)
    except SyntaxError:
        return ""
    nodes = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return "\n".join(ast.unparse(node) for node in nodes)


class Settling(ast.NodeTransformer):
    """Adds, behind every statement of a test, a call that applies what was changed in place."""

    NAME = "__hunar_settle__"

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                setattr(node, field, [new for old in body for new in self._settled(old)])
        return node

    def _settled(self, statement: ast.stmt) -> list[ast.stmt]:
        if not isinstance(statement, (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Assert)):
            return [statement]
        call = ast.Expr(ast.Call(ast.Name(self.NAME, ast.Load()), [], []))
        return [statement, ast.fix_missing_locations(ast.copy_location(call, statement))]


def settling(tree: ast.Module) -> ast.Module:
    """The tree of a test cell with `Settling` applied."""
    found = Settling().visit(tree)
    assert isinstance(found, ast.Module)
    return found
