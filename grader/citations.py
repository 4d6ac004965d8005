"""Facts as an author cites them and as a learner reads them.

An author links a number to the course's table of facts: `[2,000 MW](#fact-first-phase-power)`. The build
makes that `2,000 MW` with a small mark, F1, and puts the table of the facts that the lab uses below its
sources. In code, a line that holds a fact ends with `# fact: first-phase-power`. What looks like a number of
the world but cites no fact must be called what it is: invented, an example, a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date

from nbformat import NotebookNode

from grader.facts import FILE, GRADES, NUMBER, Fact
from grader.fault import Fault
from grader.source import SourceError, mark

LINK = re.compile(r"\[([^\]\n]+)\]\(#fact-([a-z0-9-]+)\)")
IN_CODE = re.compile(r"^(.*?)#\s*fact:\s*([a-z0-9-]+)\s*$", re.MULTILINE)
TABLE_HEADING = "### Facts in this lab"
SOURCES = re.compile(r"^##\s+.*sources", re.IGNORECASE | re.MULTILINE)

WORLD = re.compile(
    r"(?:\b(?:Rs|PKR|USD)\.?|[$€])\s?\d"
    r"|\d[\d,.]*\s?(?:[MGT]Wh?|EH/s|PH/s|J/TH|Mbps|rupees|dollars)\b"
    r"|\d[\d,.]*\s(?:million|billion|trillion)\b"
)
"""Numbers with a unit that only the world can give. A protocol's own numbers carry none of these."""
NOT_OF_THE_WORLD = re.compile(
    r"\b(?:invent\w*|example\w*|suppos\w*|imagin\w*|say|toy|synthetic|regtest|rules?|your (?:own )?\w+|"
    r"exercise|model\w*|simulat\w*)\b",
    re.IGNORECASE,
)
NO_PROSE = re.compile(r"```.*?```|`[^`\n]*`|\$[^$\n]+\$|<!--.*?-->|https?://\S+", re.DOTALL)


def cite(source: NotebookNode, facts: dict[str, Fact]) -> NotebookNode:
    """The source as learners read it: marks for links, and the table of facts below the sources.

    source: as `grader.source.read_source` returns it; it is left as it was. Raises SourceError for a fact
    that the course does not have.
    """
    notebook = deepcopy(source)
    cited: dict[str, int] = {}

    def marked(match: re.Match[str]) -> str:
        text, name = match.groups()
        if name not in facts:
            raise SourceError(f"the text cites the fact {name}, which the course's {FILE} does not hold")
        number = cited.setdefault(name, len(cited) + 1)
        return f"{text}<sup>F{number}</sup>"

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            answer = mark(cell, "solution")
            cell.source = LINK.sub(r"\1" if answer else marked, cell.source)
        elif not mark(cell, "solution"):
            for _, name in IN_CODE.findall(cell.source):
                if name in facts:
                    cited.setdefault(name, len(cited) + 1)
    if cited:
        home = [
            cell for cell in notebook.cells if cell.cell_type == "markdown" and SOURCES.search(cell.source)
        ]
        if home:
            home[-1].source = home[-1].source.rstrip() + "\n\n" + _table([facts[name] for name in cited])
    return notebook


def citation_faults(source: NotebookNode, facts: dict[str, Fact], where: str) -> Iterator[Fault]:
    """Links and comments that do not hold, and numbers of the world that cite nothing."""
    for number, cell in enumerate(source.cells, start=1):
        place = f"{where}, cell {mark(cell, 'grade_id') or number}"
        if cell.cell_type == "markdown":
            yield from _link_faults(cell.source, facts, place)
            if not mark(cell, "solution") and not SOURCES.search(cell.source):
                yield from _uncited_faults(cell.source, place)
        else:
            yield from _code_faults(cell.source, facts, place)
    texts = [cell.source for cell in source.cells if cell.cell_type == "markdown"]
    if any(LINK.search(text) for text in texts) and not any(SOURCES.search(text) for text in texts):
        yield Fault(where, "facts are cited, but nothing is called Sources", 'Add "## Sources" at the end')


def _link_faults(text: str, facts: dict[str, Fact], place: str) -> Iterator[Fault]:
    for shown, name in LINK.findall(text):
        if name not in facts:
            yield Fault(place, f"the fact {name} is not in {FILE}", "Add it there with its source and date")
        elif not facts[name].is_shown_by(shown):
            yield Fault(
                place,
                f"{shown!r} does not show what {FILE} says of {name}: {facts[name].stated}",
                "Write the figure with its unit inside the brackets, and no other number",
            )


def _code_faults(text: str, facts: dict[str, Fact], place: str) -> Iterator[Fault]:
    for line, name in IN_CODE.findall(text):
        if name not in facts:
            yield Fault(place, f"the fact {name} is not in {FILE}", "Add it there with its source and date")
            continue
        numbers = [float(n.replace(",", "")) for n in NUMBER.findall(line.replace("_", ""))]
        if not all(figure in numbers for figure in facts[name].figures):
            yield Fault(
                place,
                f"the line of the fact {name} does not hold its value, {facts[name].stated}",
                f"Write what {FILE} says, or mend the fact there",
            )


def _uncited_faults(text: str, place: str) -> Iterator[Fault]:
    for paragraph in re.split(r"\n\s*\n|<details", text):
        plain = NO_PROSE.sub(" ", LINK.sub(" ", paragraph))
        found = WORLD.search(plain)
        if found and not NOT_OF_THE_WORLD.search(plain):
            yield Fault(
                place,
                f"{' '.join(plain[found.start() :].split())[:40]!r} cites no fact",
                f"Link it, [2,000 MW](#fact-id), with the fact in {FILE}; or say that it is invented",
            )


def _table(used: list[Fact]) -> str:
    rows = [
        f"| F{number} | {fact.claim} | {fact.stated} | {fact.source} | {_day(fact.date)} | {fact.grade} |"
        for number, fact in enumerate(used, start=1)
    ]
    grades = "; ".join(
        f"{grade}: {words}" for grade, words in GRADES.items() if any(fact.grade == grade for fact in used)
    )
    head = ["| | what | value | source | date | grade |", "|---|---|---|---|---|---|"]
    return "\n".join([TABLE_HEADING, "", *head, *rows, "", f"Grade {grades}."])


def _day(text: str) -> str:
    """2025-05-25 as `25 May 2025`; a month or a year as far as it is known."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return text
    month = date(parts[0], parts[1], 1).strftime("%B %Y")
    return month if len(parts) == 2 else f"{parts[2]} {month}"
