"""Does a lab follow the lab template? Rules on the prose that learners read, in the released notebook.

Title; minutes, prerequisites and what one can do afterwards; a story of 80 to 150 words; for each exercise
two collapsed hints; a plot; where the model is wrong; sources with dates; 900 to 1,600 words in all. A
check-in (`template = "check-in"`) needs no story and may be shorter. Urdu and the table of facts are not
counted: words are counted in Latin script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from grader.citations import TABLE_HEADING
from grader.course import Assignment
from grader.fault import Fault
from grader.source import mark

STORY_WORDS = (80, 150)
LAB_WORDS = (900, 1_600)
CHECK_IN_WORDS = (500, 1_600)
HINTS_PER_EXERCISE = 2
HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$", re.MULTILINE)
HINT = re.compile(r"<details(?![^>]*\blang=[\"']ur)[^>]*>", re.IGNORECASE)
URDU_BLOCK = re.compile(r"<(\w+)[^>]*\blang=[\"']ur[\"'][^>]*>.*?</\1>", re.IGNORECASE | re.DOTALL)
MARKUP = re.compile(r"<[^>]+>|\]\([^)]*\)|https?://\S+")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’.,/%-]*")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
PLOT = re.compile(r"\b(?:plt|ax|axes|fig)\b\s*(?:\[[^\]]*\])?\s*\.\w+")


@dataclass(frozen=True)
class Section:
    """A heading and the text down to the next heading of any level."""

    heading: str
    level: int
    text: str


def prose_faults(release: NotebookNode, assignment: Assignment) -> Iterator[Fault]:
    """What the released notebook lacks."""
    where = assignment.source_path.name
    pages = "\n\n".join(cell.source for cell in release.cells if cell.cell_type == "markdown")
    sections = _sections(pages)
    yield from _head_faults(release, sections, where, assignment.minutes)
    if assignment.template == "lab":
        yield from _story_faults(sections, where)
    yield from _hint_faults(release, where)
    if not any(cell.cell_type == "code" and PLOT.search(cell.source) for cell in release.cells):
        yield Fault(where, "no cell draws a plot", "Add one plot that the learner's own functions feed")
    yield from _closing_faults(sections, where)
    low, high = LAB_WORDS if assignment.template == "lab" else CHECK_IN_WORDS
    words = count_words(pages.partition(TABLE_HEADING)[0])
    if not low <= words <= high:
        yield Fault(where, f"the text has {words} words", f"Bring it to {low} to {high}, Urdu not counted")


def count_words(text: str) -> int:
    """Words in Latin script; tags, addresses and Urdu blocks are not counted."""
    return len(WORD.findall(MARKUP.sub(" ", URDU_BLOCK.sub(" ", text))))


def _sections(pages: str) -> list[Section]:
    found = list(HEADING.finditer(pages))
    ends = [match.start() for match in found[1:]] + [len(pages)]
    return [
        Section(match[2], len(match[1]), pages[match.end() : end])
        for match, end in zip(found, ends, strict=True)
    ]


def _named(sections: list[Section], words: str) -> Section | None:
    return next((section for section in sections if words in section.heading.lower()), None)


def _head_faults(release: NotebookNode, sections: list[Section], where: str, minutes: int) -> Iterator[Fault]:
    first = release.cells[0] if release.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.lstrip().startswith("# "):
        yield Fault(
            f"{where}, cell 1", "the title is missing", 'Begin the first cell with "# " and the title'
        )
    titles = [section for section in sections if section.level == 1]
    if len(titles) > 1:
        yield Fault(where, f"{len(titles)} titles", 'Keep one "# " heading and make the others "## "')
    head = titles[0].text.lower() if titles else ""
    for words in ("minutes", "prerequisites", "after this you can"):
        if words not in head:
            yield Fault(
                f"{where}, title", f'nothing says "{words}"', "Say it below the title, before the story"
            )
    if "minutes" in head and not re.search(rf"\b{minutes}\b", head):
        yield Fault(
            f"{where}, title", "the minutes differ from assignment.toml", f"Write {minutes} in both places"
        )


def _story_faults(sections: list[Section], where: str) -> Iterator[Fault]:
    story = _named(sections, "story")
    if story is None:
        yield Fault(
            where, 'no section is called "Story"', 'Add "## Story": a situation from Pakistan, 80-150 words'
        )
        return
    words = count_words(story.text)
    if not STORY_WORDS[0] <= words <= STORY_WORDS[1]:
        yield Fault(f"{where}, {story.heading}", f"the story has {words} words", "Bring it to 80 to 150")


def _hint_faults(release: NotebookNode, where: str) -> Iterator[Fault]:
    """Hints of an exercise stand between the solution cells before and after it."""
    places = [
        index
        for index, cell in enumerate(release.cells)
        if mark(cell, "solution") and cell.cell_type == "code"
    ]
    borders = [-1, *places, len(release.cells)]
    for number, place in enumerate(places, start=1):
        around = release.cells[borders[number - 1] + 1 : borders[number + 1]]
        text = "\n".join(cell.source for cell in around if cell.cell_type == "markdown")
        hints = len(HINT.findall(text))
        if hints < HINTS_PER_EXERCISE:
            name = mark(release.cells[place], "grade_id")
            yield Fault(
                f"{where}, cell {name}",
                f"{hints} of {HINTS_PER_EXERCISE} hints",
                "Add <details><summary>Hint 1: the idea</summary> and Hint 2 with pseudo-code near it",
            )


def _closing_faults(sections: list[Section], where: str) -> Iterator[Fault]:
    if _named(sections, "where this model is wrong") is None:
        yield Fault(
            where, 'no section says "Where this model is wrong"', "Add it: every model leaves something out"
        )
    sources = _named(sections, "sources")
    if sources is None:
        yield Fault(where, 'no section is called "Sources"', "Add it, each source with its date")
    elif not YEAR.search(sources.text):
        yield Fault(f"{where}, Sources", "no source has a date", "Write the date of each page or paper")
