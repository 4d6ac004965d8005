"""What the checker holds in the place of a learner's function, class or object, and how to know it."""

from __future__ import annotations

import inspect
import operator
from typing import Any

from grader.inside.class_standins import PLAIN as PLAIN
from grader.inside.class_standins import LearnersClass as LearnersClass
from grader.inside.class_standins import learners_class as learners_class
from grader.inside.class_standins import numbers
from grader.inside.function_standins import Function as Function
from grader.inside.function_standins import Iteration as Iteration


def instance(kind: type, number: int, base: Any) -> Any:
    """The stand-in for an object of a learner's class. base: its plain value, if it is a number or text."""
    if base is None:
        made: Any = object.__new__(kind)
    else:
        parent = next((parent for parent in kind.__mro__ if parent is type(base)), None)
        if parent is None:
            raise ValueError("a base value that is not of the base class")
        made = parent.__new__(kind, base)
    numbers[id(made)] = (made, number)
    return made


def number_of(value: Any) -> int | None:
    """The learner process's number of a stand-in of any kind; None for anything else."""
    kind = type(value)
    if kind in (Function, Iteration):
        return int(object.__getattribute__(value, "_hunar")[1])
    if kind is LearnersClass:
        return int(type.__getattribute__(value, "_hunar_class")[1])
    found = numbers.get(id(value))
    return None if found is None else found[1]


def signature(facts: dict[str, Any]) -> inspect.Signature:
    """The signature that the learner process told. Raises ValueError."""
    told = facts.get("signature")
    if type(told) is not list or len(told) > 255:
        raise ValueError("no signature is known")
    empty = inspect.Parameter.empty
    parameters = [
        inspect.Parameter(
            str(name),
            inspect._ParameterKind(operator.index(kind)),
            default=empty if bare else default,
            annotation=empty if unannotated else annotation,
        )
        for name, kind, bare, default, unannotated, annotation in told
    ]
    returns = facts.get("returns")
    given = returns[0] if type(returns) is list and returns else inspect.Signature.empty
    return inspect.Signature(parameters, return_annotation=given)
