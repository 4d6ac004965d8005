"""The named parts of a test cell (`labs.marks`), as they come from the sandbox: every field checked."""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST_PARTS = 200
LONGEST = {"name": 120, "error": 80, "text": 2000, "hint": 1000, "shown": 200}
"""Characters; what is longer is cut."""


@dataclass(frozen=True)
class Part:
    """What became of one named check."""

    name: str
    passed: bool
    error: str = ""
    """The exception's type; empty when the part passed or never ended."""
    builtin: bool = False
    text: str = ""
    line: int | None = None
    hint: str = ""
    """The author's words for a failure."""
    shown: str = ""
    """What the learner's code was asked and answered, where the author let it be shown."""

    def without_words(self) -> Part:
        """The same, without anything that the learner's code may have said."""
        return replace(self, error="", builtin=False, text="", shown="")


def read_parts(data: object) -> tuple[Part, ...]:
    """The parts of `labs.marks.Points.report()` as JSON brought them. Raises ValueError for anything else."""
    if not isinstance(data, list) or len(data) > MOST_PARTS:
        raise ValueError(f"not a list of at most {MOST_PARTS} parts")
    parts = tuple(_part(item) for item in data)
    if len({part.name for part in parts}) < len(parts):
        raise ValueError("two parts have one name")
    return parts


def _part(item: object) -> Part:
    if not isinstance(item, dict) or set(item) != set(Part.__dataclass_fields__):
        raise ValueError("not a part")
    texts = {}
    for field, longest in LONGEST.items():
        if not isinstance(item[field], str):
            raise ValueError(f"{field} of a part is no text")
        texts[field] = item[field][:longest]
    if type(item["passed"]) is not bool or type(item["builtin"]) is not bool:
        raise ValueError("a part neither passed nor failed")
    line = item["line"]
    if line is not None and type(line) is not int:
        raise ValueError("not a line")
    return Part(passed=item["passed"], builtin=item["builtin"], line=line, **texts)
