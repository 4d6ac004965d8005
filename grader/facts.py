"""Facts of the world that a course prints: `courses/<course>/facts.toml`, each with its source and date.

[[fact]]
id = "first-phase-power"
claim = "Electricity named for a first phase of mining and AI data centres in Pakistan"
value = 2000              # or low = 17 and high = 22; neither for a claim in words
unit = "MW"
source = "Arabian Business; We News"
date = "2025-05-25"       # of the source: a day, a month or a year
grade = "B"               # A regulator, statute, standard; B reputable press; C trade blog, single source
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from grader.course import CourseError, read_table, validated

FILE = "facts.toml"
GRADES = {
    "A": "a regulator, a statute, a standard, or a direct report of one",
    "B": "reputable press",
    "C": "trade press or a single source",
}
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
YEAR = re.compile(r"(?:19|20)\d\d")
ABOUT = re.compile(r"\b(?:about|nearly|almost|over|more than|less than|under|roughly)\b|[≈~]", re.IGNORECASE)
ABOUT_SHARE = 0.05
"""How far "about 33,000" may be from the figure itself."""

Day = Annotated[str, Field(pattern=r"^(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]


class Fact(BaseModel):
    """One number, range or statement, and where it comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
    claim: Annotated[str, Field(min_length=10)]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    source: Annotated[str, Field(min_length=3)]
    date: Day
    """Of the source, as exact as it is known."""
    grade: Literal["A", "B", "C"]

    @model_validator(mode="after")
    def _one_kind_of_value(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("a range needs both low and high")
        if self.value is not None and self.low is not None:
            raise ValueError("give value, or low and high, not both")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("low must be less than high")
        return self

    @property
    def figures(self) -> tuple[float, ...]:
        """The numbers that it states: none, one, or the two ends of a range."""
        return tuple(number for number in (self.value, self.low, self.high) if number is not None)

    @property
    def stated(self) -> str:
        """The value as a table shows it: `2,000 MW`, `17 to 22 GW`; a dash for a claim in words."""
        numbers = " to ".join(f"{figure:,.10g}" for figure in self.figures)
        return f"{numbers} {self.unit}".strip() if numbers else "–"

    def is_shown_by(self, text: str) -> bool:
        """Does the text show every figure, and the unit, and no other number but years?"""
        if not self.figures:
            return True
        about = ABOUT.search(text) is not None
        numbers = NUMBER.findall(text)
        shown = {figure for figure in self.figures if any(_shows(n, figure, about) for n in numbers)}
        foreign = [n for n in numbers if not any(_shows(n, f, about) for f in self.figures)]
        units = re.findall(r"[^\W\d_]+|%", self.unit)
        return (
            len(shown) == len(set(self.figures))
            and all(YEAR.fullmatch(number) for number in foreign)
            and all(unit.lower() in text.lower() for unit in units)
        )


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid")
    fact: list[Fact] = []

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        ids = [fact.id for fact in self.fact]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"{', '.join(twice)} stands here twice")
        return self


def read_facts(course: Path) -> dict[str, Fact]:
    """The facts of the course in this folder, by id; none without `facts.toml`. Raises CourseError."""
    path = course / FILE
    if not path.exists():
        return {}
    try:
        found = validated(_Facts, read_table(path), path)
    except CourseError as error:
        raise CourseError(f"{error}. See the head of grader/facts.py for the form") from None
    return {fact.id: fact for fact in found.fact}


def _shows(number: str, figure: float, about: bool) -> bool:
    """Is `number` the figure, rounded to as many decimals as it shows?"""
    decimals = len(number.partition(".")[2])
    shown = float(number.replace(",", ""))
    return round(abs(figure), decimals) == shown or (
        about and abs(shown - abs(figure)) <= ABOUT_SHARE * abs(figure)
    )
