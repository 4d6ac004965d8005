"""Operators between a learner's object and something else: who says whether they are equal.

A learner's own method says it only where the reference's did, with the same kind of other side; objects of
the reference's dataclasses are compared here, field by field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.inside import standins
from grader.inside.policy import Policy

if TYPE_CHECKING:
    from grader.inside.world import World


class Judging:
    """What a learner's objects may say about themselves."""

    def __init__(self, world: World, policy: Policy) -> None:
        self._world = world
        self._policy = policy

    def compare(self, mine: Any, special: str, other: Any) -> Any:
        """`mine == other` and its kin, `mine` being a stand-in object."""
        theirs = standins.number_of(other)
        if special in ("__eq__", "__ne__") and mine is other:
            return special == "__eq__"
        if theirs is not None and special in ("__eq__", "__ne__"):
            fields = self._compared_fields(mine)
            if fields is not None:
                same = type(mine) is type(other) and all(
                    getattr(mine, name) == getattr(other, name) for name in fields
                )
                return same == (special == "__eq__")
        if not self.may_judge(special, (other,)):
            return NotImplemented
        number = standins.number_of(mine)
        assert number is not None
        answer = self._world.special(number, special, (other,))
        if type(answer) is not bool and answer is not NotImplemented:
            if special in ("__eq__", "__ne__") or not self._policy.allows(
                "compared-to", self._world.cell, special, type(answer).__name__
            ):
                raise TypeError(f"{special} gave {type(answer).__name__}, not bool")
        return answer

    def may_judge(self, special: str, arguments: tuple[Any, ...]) -> bool:
        """True when the reference used this operator here with the same kind of other side."""
        sides = "".join("r" if standins.number_of(other) is not None else "v" for other in arguments)
        return self._policy.allows("judges", self._world.cell, special, sides)

    def swallows(self, said: Any, kind: Any) -> bool:
        """What a learner's `__exit__` may say of an exception: no test's failure ends there unnoticed."""
        if kind is None or standins.number_of(said) is not None or not said:
            return False
        return self._policy.allows("swallows", self._world.cell, kind.__name__)

    def _compared_fields(self, mine: Any) -> list[str] | None:
        """The fields by which the reference's dataclass of this name is compared; None for another class."""
        name = type(mine).__name__
        if self._policy.recording:
            world_number = type.__getattribute__(type(mine), "_hunar_class")[1]
            fields = self._world.facts(world_number).get("compared")
            if fields is not None:
                self._policy.allows("dataclass", name, ",".join(fields))
            return fields
        known = self._policy.known("dataclass", name)
        return [field for field in known[0][0].split(",") if field] if known else None
