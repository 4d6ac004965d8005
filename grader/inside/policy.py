"""What the instructor's own version does across the boundary: recorded once, then the measure for everybody.

An event says: in this cell, this happens. What the reference never did is refused to a submission where it
could carry a verdict of its own: an object where a plain value is expected, an operator of a learner's class.
"""

from __future__ import annotations

from collections.abc import Iterable

Event = tuple[str, ...]


class Policy:
    """Recording, everything is allowed and remembered; afterwards only what was remembered is.

    events: of the reference; None to record.
    """

    def __init__(self, events: Iterable[Iterable[str]] | None = None) -> None:
        self.recording = events is None
        self._events: set[Event] = {tuple(event) for event in events or ()}

    def allows(self, *event: str) -> bool:
        """True when the reference did this, or is being recorded."""
        if self.recording:
            self._events.add(event)
        return event in self._events

    def known(self, *start: str) -> list[Event]:
        """The events that begin like this, without the beginning."""
        return sorted(event[len(start) :] for event in self._events if event[: len(start)] == start)

    def events(self) -> list[list[str]]:
        """Everything that was remembered, in a fixed order."""
        return [list(event) for event in sorted(self._events)]
