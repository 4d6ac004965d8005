"""The house keeps its shape: each room lies in this repository, and import arrows point one way."""

from __future__ import annotations

import ast
import importlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("labs", "grader", "progress", "hub")

MAY_IMPORT = {
    "labs": {"labs"},
    "grader": {"grader"},
    "progress": {
        "progress",
        "grader.verdict",
        "grader.course",
        "grader.bundle",
        "grader.feedback",
        "grader.tracks",
        "grader.mainnet_keys",
    },
    "hub": {"hub", "labs", "grader", "progress"},
}
"""Modules of ours that a room may name. Cells in the sandbox may import `labs` too: they are data."""

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "courses",
    "grader",
    "hub",
    "labs",
    "progress",
    "pyproject.toml",
    "tests",
}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write the whole name of the module, not a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tracked() -> list[Path]:
    out = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [Path(name) for name in out.split("\0") if name]


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_is_a_regular_package_in_this_repository(room: str) -> None:
    module = importlib.import_module(room)
    assert module.__file__ is not None
    assert Path(module.__file__) == ROOT / room / "__init__.py"
    assert module.__doc__, f"{room}/__init__.py should say in its docstring what the room is for"


@pytest.mark.parametrize("room", ROOMS)
def test_import_arrows_point_one_way(room: str) -> None:
    allowed = MAY_IMPORT[room]
    for path in sorted((ROOT / room).rglob("*.py")):
        for name in imports(path):
            if name.split(".")[0] in ROOMS:
                permitted = any(name == one or name.startswith(f"{one}.") for one in allowed)
                assert permitted, f"{path.relative_to(ROOT)} imports {name}, which {room}/ may not"


def test_courses_are_data_not_a_package() -> None:
    assert not list((ROOT / "courses").rglob("__init__.py"))


def test_the_top_level_is_complete_and_holds_nothing_else() -> None:
    assert {path.parts[0] for path in tracked()} == TOP_LEVEL


def test_no_notebook_is_committed() -> None:
    notebooks = [path for path in tracked() if path.suffix == ".ipynb" and path.parts[0] != "tests"]
    assert not notebooks, "notebooks are built from py:percent by `hunar build`; commit the .py instead"


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_has_a_name_that_says_nothing(room: str) -> None:
    empty_words = {"utils", "helpers", "common", "misc", "manager"}
    assert not [path for path in (ROOT / room).rglob("*.py") if path.stem in empty_words]
