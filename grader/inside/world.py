"""The checker's side of the boundary: asks the learner process, and believes no more than the rules allow.

The rules: plain values are decoded into exact types; objects of the learner's classes stay over there and
come as stand-ins, and only where the instructor's version gave objects too (`Policy`); a value is never
compared by a learner's method unless the reference did so in the same cell; what was changed in place comes
back; a broken message ends the learner process.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from typing import Any

from grader.inside import changes, errors, printed, standins
from grader.inside.arrivals import Arrivals, Paths
from grader.inside.channel import Channel
from grader.inside.codec import CannotCross, Codec
from grader.inside.crossing import Crossing
from grader.inside.judging import Judging
from grader.inside.policy import Policy
from grader.inside.references import Same

LENT = 100
"""So many containers that were read through a reference are watched for changes that a test makes to them."""
Given = tuple[tuple[Any, ...], dict[str, Any]]
"""Arguments of a call, by place and by name."""
NOTHING_GIVEN: Given = ((), {})
CONTAINERS = (list, dict, set, bytearray)


class World:
    """What the test can do with the learner's names.

    names: the checker's namespace, for the instructor's classes; policy: what the reference did.
    """

    def __init__(self, descriptor: int, names: dict[str, Any], policy: Policy) -> None:
        self.policy = policy
        self.crossing = Crossing(self, names)
        self._codec = Codec(self.crossing.wrap, self.crossing.unwrap)
        self.channel = Channel(descriptor, self._codec, self._serve)
        self._facts: dict[int, dict[str, Any]] = {}
        self._arrivals = Arrivals(policy)
        self.judging = Judging(self, policy)
        self._pending: list[tuple[Any, Any, types.FrameType | None]] = []
        self._caught: AssertionError | None = None
        self._lent: list[tuple[Any, bytes, tuple[Any, ...]]] = []

    @property
    def cell(self) -> str:
        """The name of the cell that runs."""
        return self._arrivals.cell

    @cell.setter
    def cell(self, name: str) -> None:
        self._arrivals.cell = name

    def plain(self, *question: Any) -> Any:
        """The answer to a question that runs no code of a test's: run, start, describe."""
        kept = len(self.crossing.came)
        status, said = self.channel.ask(*question)
        came = self.crossing.came[kept:]
        del self.crossing.came[kept:]
        if any(type(value) is not standins.LearnersClass for value in came):
            raise TypeError("objects are no answer to this")
        if status != "ok":
            raise TypeError(str(said)[:500])
        return said

    def get(self, name: str) -> Any:
        """The value of a learner's name now. Raises NameError."""
        return self._lend(self._ask({name}, "get", name), ("change", name))

    def set(self, name: str, value: Any) -> None:
        self._ask({name}, "set", name, value)

    def delete(self, name: str) -> None:
        self._ask({name}, "delete", name)

    def call(self, number: int, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        given: Given = (arguments, named)
        return self._ask(self._arrivals.calling(number), "call", number, list(arguments), named, given=given)

    def special(self, number: int, name: str, arguments: tuple[Any, ...]) -> Any:
        given: Given = (arguments, {})
        return self._ask({f".{name}"}, "special", number, name, list(arguments), {}, given=given)

    def attribute(self, number: int, name: str) -> Any:
        value = self._ask({f".{name}"}, "attribute", number, name)
        return self._lend(value, ("change_attribute", number, name))

    def set_attribute(self, number: int, name: str, value: Any) -> None:
        self._ask({f".{name}"}, "set_attribute", number, name, value)

    def delete_attribute(self, number: int, name: str) -> None:
        self._ask({f".{name}"}, "delete_attribute", number, name)

    def directory(self, number: int) -> list[str]:
        found = self._ask({"dir()"}, "names", number)
        return [name for name in found if type(name) is str] if type(found) is list else []

    def wait(self, number: int) -> Any:
        """Run a coroutine of the learner's to its end."""
        return self._ask({"await"}, "await", number)

    def dataclass(self, function: str, value: Any, named: dict[str, Any]) -> Any:
        return self._ask({f"{function}()"}, "dataclass", function, standins.number_of(value), named)

    def seed(self, library: str, value: Any) -> None:
        self._ask({"seed()"}, "seed", library, value)

    def facts(self, number: int) -> dict[str, Any]:
        """What the learner process says of one of its functions or classes; asked once."""
        if number not in self._facts:
            found = self.plain("describe", number)
            if type(found) is not dict:
                raise TypeError("no description of a function")
            self._facts[number] = found
        return self._facts[number]

    def file(self, name: str) -> bytes | None:
        """A file that learner code wrote in its working folder; None where there is none such."""
        found = self.plain("file", name)
        return found if type(found) is bytes else None

    def signature(self, number: int) -> Any:
        try:
            return standins.signature(self.facts(number))
        except (TypeError, ValueError) as error:
            raise AttributeError("__signature__") from error

    def refusal(self, label: str) -> TypeError:
        return TypeError(f"{label}: an object of your own class came back where a plain value is expected")

    def settle(self) -> None:
        """Apply the changes in place that wait for the end of the statement."""
        if not self._pending:
            return
        unfinished = list(_frames(sys._getframe(1).f_back))
        waiting, self._pending = self._pending, []
        for target, value, frame in waiting:
            if frame in unfinished:  # a helper's statement ends here, not the one that made the call
                self._pending.append((target, value, frame))
            else:
                changes.bring_back(target, value)

    def forget(self) -> None:
        """At the end of a test cell: what waited or was watched concerns nobody any more."""
        self._pending.clear()
        self._lent.clear()
        self._arrivals.next_cell()

    def _ask(self, paths: Paths, kind: str, *rest: Any, given: Given = NOTHING_GIVEN) -> Any:
        label = " or ".join(sorted(paths))
        self._write_back()
        self.crossing.came.clear()
        try:
            answer = self.channel.ask(kind, *rest)
        except CannotCross as error:
            raise CannotCross(f"{label}: {error}") from None
        if type(answer) is not list or not answer or answer[0] not in ("ok", "raised", "refused"):
            raise self.channel.end("no answer")
        if answer[0] == "refused":
            raise TypeError(f"{label}: {str(answer[-1])[:500]}")
        if len(answer) != 5:
            raise self.channel.end("half an answer")
        status, said, changed, text, warned = answer
        came = list(self.crossing.came)
        if type(said) is Same:
            came = [value for value in came if value is not said]
        elif status == "raised":  # what an exception holds is judged where it is read
            paths = {f"{path} raises" for path in paths}
        may_come = self._arrivals.admit(paths, came)
        if not may_come and status == "ok":
            raise self.refusal(label)
        self._take_changes(paths, changed, given)
        printed.replay(text, warned)
        raised = self._error(said, may_come) if status == "raised" else None
        self._tell_caught(raised)
        if raised is not None:
            raise raised
        if type(said) is Same:
            if type(said.place) is not int or not 0 <= said.place < len(given[0]):
                raise self.channel.end("an argument that was not given")
            return given[0][said.place]
        return said

    def _tell_caught(self, error: BaseException | None) -> None:
        """Raise a test's own failure that the learner's code caught where the reference did not."""
        caught, self._caught = self._caught, None
        if caught is None or isinstance(error, AssertionError):
            return
        if not self.policy.allows("swallows", self.cell, "AssertionError"):
            raise caught

    def _error(self, said: Any, may_come: bool) -> BaseException:
        if not may_come and type(said) is list and len(said) == 4:
            said = [said[0], [said[3]], {}, said[3]]  # objects are left out
        try:
            return errors.checked(said)
        except (TypeError, ValueError) as error:
            raise self.channel.end(f"an exception that is none: {error}") from None

    def _take_changes(self, paths: Paths, changed: Any, given: Given) -> None:
        if type(changed) is not list:
            raise self.channel.end("changes that are none")
        for entry in changed:
            if type(entry) is not list or len(entry) != 2:
                raise self.channel.end("a change that is none")
            place, value = entry
            places: Any = given[1] if type(place) is str else dict(enumerate(given[0]))
            try:
                target = places[place]
                if standins.number_of(target) is not None:
                    raise changes.NotTheSame("a thing of its own")
                changes.check(target, value)
            except (KeyError, TypeError, changes.NotTheSame) as error:
                raise self.channel.end(f"a change of something else: {error}") from None
            if all([self.policy.allows("changes", self.cell, path) for path in sorted(paths)]):
                changes.bring_back(target, value)
            else:
                here = (frame for frame in _frames(sys._getframe()) if _is_of_cell(frame))
                self._pending.append((target, value, next(here, None)))

    def _lend(self, value: Any, place: tuple[Any, ...]) -> Any:
        """Watch a container that was read through a reference: a test may change it."""
        if type(value) in CONTAINERS:
            self._lent = [*self._lent[1 - LENT :], (value, self._codec.encode(value), place)]
        return value

    def _write_back(self) -> None:
        for number, (value, form, place) in enumerate(self._lent):
            now = self._codec.encode(value)
            if now != form:
                self._lent[number] = (value, now, place)
                self.channel.ask(*place, value)
        self._lent = [entry for entry in self._lent if sys.getrefcount(entry[0]) > 2]

    def _serve(self, question: list[Any]) -> list[Any]:
        """Answer a question of the learner process, asked while it answers one: a callback."""
        try:
            if not question or type(question[0]) is not str:
                raise TypeError("no question")
            if not self._arrivals.admit({"argument"}, list(self.crossing.came)):
                raise self.refusal("argument")
            return ["ok", self.crossing.serve(question[0], question[1:])]
        except Exception as error:
            if isinstance(error, AssertionError):
                self._caught = error
            return ["raised", errors.describe(error, self.crosses)]
        finally:
            self.crossing.came.clear()

    def crosses(self, value: object) -> bool:
        """True for a value that can go over, and is not large."""
        try:
            return len(self._codec.encode(value)) <= errors.TEXT_LETTERS
        except Exception:
            return False


def _frames(frame: types.FrameType | None) -> Iterator[types.FrameType]:
    """This frame and those that wait for it."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def _is_of_cell(frame: types.FrameType) -> bool:
    return frame.f_code.co_filename.startswith("<cell ")
