"""Which form a type has, and which form an ext type of the wire.

The forms of a library's types are known once somebody else has imported the library: never because data ask.
"""

from __future__ import annotations

import importlib
import sys
from typing import Final

from grader.inside import plain_values
from grader.inside.forms import BadData, Form

WRAPPED: Final = 127
"""The ext type of what has no form."""
FAMILIES: Final = {"numpy": ("arrays", "generators"), "pandas": ("frames", "moments"), "torch": ("tensors",)}
"""Modules beside this one that know the types of a library."""

_by_type: dict[int, Form] = {}
"""By id: looking a class up by its hash would run its metaclass."""
_by_code: dict[int, Form] = {}
_loaded: set[str] = set()


def form_of(kind: type) -> Form | None:
    form = _by_type.get(id(kind))
    if form is None and load_families():
        form = _by_type.get(id(kind))
    return form


def form_for(code: int) -> Form | None:
    """The form of an ext type; None for a wrapped value. Raises BadData."""
    if code == WRAPPED:
        return None
    form = _by_code.get(code)
    if form is None and load_families():
        form = _by_code.get(code)
    if form is None:
        raise BadData(f"type {code} is not known, or its library is not in use here")
    return form


def load_families() -> bool:
    """Know the types of the libraries that have been imported meanwhile; True if there was one more."""
    fresh = [name for name in FAMILIES if name in sys.modules and name not in _loaded]
    for name in fresh:
        _loaded.add(name)
        try:
            for module in FAMILIES[name]:
                _register(importlib.import_module(f"grader.inside.{module}").FORMS)
        except Exception:  # somebody's own module of that name
            continue
    return bool(fresh)


def _register(forms: tuple[Form, ...]) -> None:
    for form in forms:
        assert form.code not in _by_code and 0 < form.code < WRAPPED, f"two forms with the code {form.code}"
        _by_code[form.code] = form
        _by_type.update((id(kind), form) for kind in form.types)


_register(plain_values.FORMS)
