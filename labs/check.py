"""Friendly checks that a learner may call while working.

Every function is silent when all is well. Otherwise it raises AssertionError with what was called, what was
expected, what came back and one hint. The text begins with a code in brackets, such as `[no-return]`, which
names the mistake.
"""

from __future__ import annotations

from collections.abc import Callable
from numbers import Integral, Real
from typing import NoReturn

SHOWN_LETTERS = 60
"""A longer value is cut here, so that the message stays readable on a small screen."""
JOINERS = "\u200c\u200d"


def is_bytes(value: object, *, name: str, length: int | None = None, hint: str = "") -> None:
    """Check that `value` is bytes, of exactly `length` bytes where given.

    name: the call as the learner would type it, for example 'hash256(b"")'.
    """
    if not isinstance(value, bytes):
        of_text = "Text is for people, bytes are for machines: .digest() and .encode() give bytes."
        usual = (
            of_text
            if isinstance(value, str)
            else "bytes([7]) and n.to_bytes(2, ...) make bytes from numbers."
        )
        _wrong_type("bytes", value, name, hint or usual)
    elif length is not None and len(value) != length:
        raise AssertionError(
            f"[wrong-length] {name}: expected {length} bytes, got {len(value)} bytes. "
            + (hint or "Count what each part of your result adds.")
        )


def is_text(value: object, *, name: str, hint: str = "") -> None:
    """Check that `value` is a str."""
    if not isinstance(value, str):
        _wrong_type("str", value, name, hint or "Bytes become text for people by .hex() or .decode().")


def is_whole_number(value: object, *, name: str, hint: str = "") -> None:
    """Check that `value` is a whole number: int or a numpy integer, but not True, False or 3.0."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        of_float = "Division by / gives a float; // gives a whole number."
        usual = of_float if isinstance(value, float) else "Return the number itself, not text or bytes."
        _wrong_type("a whole number (int)", value, name, hint or usual)


def is_number(value: object, *, name: str, hint: str = "") -> None:
    """Check that `value` is a number, whole or not, of Python or numpy; True and False are none."""
    if isinstance(value, bool) or not isinstance(value, Real):
        _wrong_type("a number", value, name, hint or 'A text such as "3" is not the number 3.')


def has_shape(value: object, shape: tuple[int, ...], *, name: str, hint: str = "") -> None:
    """Check that `value` is a numpy array of this shape, for example (7,) for a week of days."""
    found = getattr(value, "shape", None)
    if found is None:
        _wrong_type("a numpy array", value, name, hint or "Let numpy do the work on the whole array.")
    if found != shape:
        raise AssertionError(
            f"[wrong-shape] {name}: expected shape {shape}, got shape {found}. "
            + (hint or "Look at axis=: axis 0 runs down the rows, axis 1 along each row.")
        )


def refuses(call: Callable[..., object], *arguments: object) -> bool:
    """True when `call(*arguments)` raises ValueError, the promised way to refuse a bad input.

    False when it returns something, and also when it breaks in another way.
    """
    try:
        call(*arguments)
    except ValueError:
        return True
    except Exception:
        return False
    return False


def shown(value: object) -> str:
    """The value as a learner may read it: its repr on one line of SHOWN_LETTERS at most. Never raises
    Exception.
    """
    try:
        return one_line(repr(value))
    except Exception:
        return f"a {type(value).__name__} that cannot be shown"


def one_line(text: str, letters: int = SHOWN_LETTERS) -> str:
    """The text on one line, cut at `letters`, without what cannot be printed. The joiners of Urdu stay."""
    line = " ".join(text[: 8 * letters].split())
    plain = "".join(letter for letter in line if letter.isprintable() or letter in JOINERS)
    whole = len(plain) <= letters and len(text) <= 8 * letters
    return plain if whole else plain[: letters - 1] + "…"


def _wrong_type(expected: str, value: object, name: str, hint: str) -> NoReturn:
    """Raise, and tell a forgotten `return` apart from every other wrong type: it is the most frequent one."""
    if value is None:
        raise AssertionError(
            f"[no-return] {name}: expected {expected}, got None. "
            "A function without `return` gives None; print() only shows a value."
        )
    raise AssertionError(
        f"[wrong-type] {name}: expected {expected}, got {type(value).__name__}: {shown(value)}. {hint}"
    )
