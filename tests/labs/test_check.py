"""The friendly checks say what was called, what was expected, what came back, and name the mistake."""

from __future__ import annotations

import re

import numpy as np
import pytest

from labs import check


def test_silence_means_all_is_well() -> None:
    check.is_bytes(b"ab", name="f()", length=2)
    check.is_text("ab", name="f()")
    check.is_whole_number(3, name="f()")
    check.is_whole_number(np.int64(3), name="f()")
    check.is_number(0.5, name="f()")
    check.is_number(np.float32(0.5), name="f()")
    check.has_shape(np.zeros((7, 24)), (7, 24), name="f()")


def test_a_forgotten_return_is_told_apart_from_a_wrong_type() -> None:
    with pytest.raises(AssertionError, match=r"^\[no-return\] f\(3\): expected bytes, got None\."):
        check.is_bytes(None, name="f(3)")
    with pytest.raises(AssertionError, match=r"^\[wrong-type\] f\(3\): expected bytes, got str: '5df6'\."):
        check.is_bytes("5df6", name="f(3)")


@pytest.mark.parametrize(
    ("value", "hint"), [("5df6", ".encode() give bytes"), ([1, 2], "bytes([7])"), (7, "bytes([7])")]
)
def test_the_usual_hint_fits_what_came_back(value: object, hint: str) -> None:
    with pytest.raises(AssertionError, match=re.escape(hint)):
        check.is_bytes(value, name="f()")


def test_the_authors_hint_ends_the_message() -> None:
    with pytest.raises(AssertionError, match=re.escape("Try .digest().") + "$"):
        check.is_bytes("5df6", name="f()", hint="Try .digest().")


def test_a_wrong_length_names_both_lengths() -> None:
    with pytest.raises(AssertionError, match=r"^\[wrong-length\] f\(\): expected 32 bytes, got 2 bytes\."):
        check.is_bytes(b"ab", name="f()", length=32)


@pytest.mark.parametrize("value", [True, 3.0, "3", np.bool_(True)])
def test_truth_values_floats_and_text_are_not_whole_numbers(value: object) -> None:
    with pytest.raises(AssertionError, match=r"^\[wrong-type\]"):
        check.is_whole_number(value, name="f()")


@pytest.mark.parametrize("value", [False, "0.6", [0.6]])
def test_truth_values_text_and_lists_are_not_numbers(value: object) -> None:
    with pytest.raises(AssertionError, match=r"^\[wrong-type\]"):
        check.is_number(value, name="f()")


def test_a_wrong_shape_names_both_shapes_and_speaks_of_axis() -> None:
    with pytest.raises(AssertionError, match=r"expected shape \(7,\), got shape \(24,\).*axis"):
        check.has_shape(np.zeros(24), (7,), name="f()")
    with pytest.raises(AssertionError, match=r"^\[wrong-type\] f\(\): expected a numpy array, got list"):
        check.has_shape([1, 2], (2,), name="f()")


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(AssertionError) as caught:
        check.is_bytes("x" * 5000, name="f()")
    assert "…" in str(caught.value) and len(str(caught.value)) < 300


def test_only_a_value_error_counts_as_refusing() -> None:
    def loses_its_way(n: int) -> int:
        raise IndexError(n)

    assert check.refuses(int, "not a number")
    assert not check.refuses(int, "12")
    assert not check.refuses(loses_its_way, 1)
