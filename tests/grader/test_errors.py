"""Exceptions over the boundary: what a class may be, what it brings, and which end nobody's loop."""

from __future__ import annotations

import json
import unittest
from typing import Any

import numpy.testing
import pytest

from grader.inside import errors


class Wrong(Exception):
    """As an instructor may define it."""

    def is_about(self, value: object) -> bool:
        return self.args == (value,)


def crossed(error: BaseException) -> BaseException:
    return errors.checked(errors.describe(error, lambda value: True))


@pytest.mark.parametrize(
    "error",
    [
        ValueError("n must be positive"),
        KeyError("a"),
        KeyError(3),
        IndexError(),
        ZeroDivisionError("division by zero"),
        TypeError("a", 2),
        SystemExit(3),
        json.JSONDecodeError("no", "{", 1),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"),
    ],
    ids=repr,
)
def test_an_exception_keeps_its_class_text_and_arguments(error: BaseException) -> None:
    found = crossed(error)
    assert type(found) is type(error) and found.args == error.args and str(found) == str(error)


def test_the_text_of_a_key_error_has_its_quotes() -> None:
    assert str(crossed(KeyError("name"))) == "'name'"


def test_an_operating_system_error_keeps_its_number_and_kind() -> None:
    found = crossed(FileNotFoundError(2, "No such file", "a.txt"))
    assert isinstance(found, FileNotFoundError)
    assert (found.errno, found.filename) == (2, "a.txt")


@pytest.mark.parametrize("kind", errors.TURNED, ids=lambda kind: kind.__name__)
def test_what_would_end_a_loop_or_the_process_arrives_as_a_runtime_error(kind: type[BaseException]) -> None:
    found = crossed(kind("x"))
    assert type(found) is RuntimeError and kind.__name__ in str(found)


def test_attributes_come_along() -> None:
    error = Wrong("too much")
    vars(error)["amount"] = 7
    found: Any = crossed(error)
    assert (type(found), found.amount, found.args) == (Wrong, 7, ("too much",))


@pytest.mark.parametrize("name", ["is_about", "__class__", "__traceback__", "with_traceback", "args"])
def test_an_attribute_does_not_hide_what_the_class_does(name: str) -> None:
    found: Any = errors.checked([Wrong, ["a"], {name: "forged"}, "a"])
    assert type(found) is Wrong and found.is_about("a") and not found.is_about("b")
    assert getattr(found, name) != "forged"


def test_an_own_class_becomes_one_below_its_parent() -> None:
    kind = errors.local_class("TooLow", ValueError, {})
    found = errors.checked([kind, [3], {"amount": 3}, "3 is too low"])
    assert isinstance(found, ValueError) and type(found).__name__ == "TooLow"
    assert (str(found), vars(found)["amount"]) == ("3 is too low", 3)


@pytest.mark.parametrize("parent", [BaseException, GeneratorExit, KeyboardInterrupt, StopIteration])
def test_an_own_class_is_an_exception_whatever_it_says_of_its_parent(parent: type[BaseException]) -> None:
    kind = errors.local_class("Odd", parent, {})
    assert issubclass(kind, Exception) and not issubclass(kind, StopIteration)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("unittest.case", "SkipTest"),
        ("numpy.testing", "SkipTest"),
        ("_pytest.outcomes", "Skipped"),
        ("os", "system"),
        ("json", "loads"),
        ("json", "JSONDecodeError.mro"),
        ("antigravity", "x"),
        (5, "x"),
        ("json", None),
    ],
)
def test_a_class_of_elsewhere_is_not_taken(module: object, name: object) -> None:
    assert errors.library_error(module, name) is None


def test_a_class_of_a_library_is_taken() -> None:
    assert errors.library_error("json", "JSONDecodeError") is json.JSONDecodeError
    assert errors.library_error("numpy.linalg", "LinAlgError") is numpy.linalg.LinAlgError


@pytest.mark.parametrize(
    "said",
    [
        None,
        5,
        [],
        [ValueError],
        [int, [], {}, ""],
        ["ValueError", [], {}, ""],
        [ValueError, (), {}, ""],
        [ValueError, [], [], ""],
        [ValueError, [], {}, None],
        [unittest.SkipTest, [], {}, ""],
        [type("Mine", (unittest.SkipTest,), {}), [], {}, ""],
        [pytest.skip.Exception, [], {}, ""],
    ],
)
def test_what_describes_no_exception_is_refused(said: object) -> None:
    with pytest.raises(ValueError, match="not an exception"):
        errors.checked(said)


def test_an_argument_without_a_form_comes_as_its_text_cut() -> None:
    error = ValueError("x" * 20_000, object)
    kind, arguments, fields, text = errors.describe(error, lambda value: False)
    assert (kind, fields, len(text)) == (ValueError, {}, errors.TEXT_LETTERS)
    assert arguments == ["x" * errors.TEXT_LETTERS, str(object)]


def test_an_exception_whose_text_raises_has_none() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise SystemExit

    assert errors.describe(Mute("x"), lambda value: True)[3] == ""
