"""Which files may be handed in."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hub.lab.notebook_file import MAX_BYTES, AssignmentFile, Refused, locate, read
from tests.hub.lab_service import toy_notebook

TOY = AssignmentFile("toys", "toy", "toy.ipynb")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / "assignments" / "toys" / "toy"
    folder.mkdir(parents=True)
    (folder / "toy.ipynb").write_text(toy_notebook())
    return tmp_path / "home"


@pytest.mark.parametrize("name", ["toy.ipynb", "toy-new-release-0123abcd.ipynb"])
def test_an_assignments_notebook_is_found(name: str) -> None:
    assert locate(f"assignments/toys/toy/{name}") == AssignmentFile("toys", "toy", name)


@pytest.mark.parametrize(
    "path",
    [
        "toy.ipynb",
        "assignments/toys/toy.ipynb",
        "assignments/toys/toy/deeper/toy.ipynb",
        "assignments/../toy/toy.ipynb",
        "assignments/toys/../toy.ipynb",
        "assignments/Toys/toy/toy.ipynb",
        "assignments/toys/toy/other.ipynb",
        "assignments/toys/toy/toy.py",
        "assignments/toys/toy/toy",
        "assignments/toys/toy/toy-new-release-../x.ipynb",
        "assignments/toys/toy/toy-new-release-xyz.ipynb",
        "courses/toys/toy/toy.ipynb",
        "",
    ],
)
def test_every_other_path_is_refused(path: str) -> None:
    with pytest.raises(Refused):
        locate(path)


def test_the_notebook_is_read_as_it_is(home: Path) -> None:
    assert read(home, TOY) == toy_notebook()


def test_a_link_in_place_of_the_notebook_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.ipynb").write_text(toy_notebook())
    notebook = home / "assignments" / "toys" / "toy" / "toy.ipynb"
    notebook.unlink()
    notebook.symlink_to(tmp_path / "secret.ipynb")
    with pytest.raises(Refused, match="link"):
        read(home, TOY)


def test_a_linked_folder_is_refused(home: Path) -> None:
    (home / "assignments" / "toys").rename(home / "elsewhere")
    (home / "assignments" / "toys").symlink_to(home / "elsewhere")
    with pytest.raises(Refused, match="link"):
        read(home, TOY)


def test_a_pipe_in_place_of_the_notebook_is_refused_at_once(home: Path) -> None:
    notebook = home / "assignments" / "toys" / "toy" / "toy.ipynb"
    notebook.unlink()
    os.mkfifo(notebook)
    with pytest.raises(Refused, match="plain file"):
        read(home, TOY)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b" " * (MAX_BYTES + 1), "larger than 5 MB"),
        (b"\xff\xfe", "readable"),
        (b"{", "readable"),
        (b"[" * 100_000, "readable"),
        (b"[]", "no cells"),
        (json.dumps({"cells": {}}).encode(), "no cells"),
    ],
)
def test_what_is_not_a_notebook_is_refused_in_words(home: Path, content: bytes, words: str) -> None:
    (home / "assignments" / "toys" / "toy" / "toy.ipynb").write_bytes(content)
    with pytest.raises(Refused, match=words):
        read(home, TOY)


def test_a_missing_notebook_is_refused_in_words(home: Path) -> None:
    (home / "assignments" / "toys" / "toy" / "toy.ipynb").unlink()
    with pytest.raises(Refused, match="not there"):
        read(home, TOY)
