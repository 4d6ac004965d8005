"""What instructors write, idiom by idiom: small py:percent notebooks with right and wrong answers.

A file holds several. Each begins with a markdown cell whose first line is `# # name`. A cell marked
`right="grade_id"` is another right answer to that solution cell, `wrong="grade_id"` one that must lose every
hidden check of the idiom (every check where none is hidden). All other cells are the instructor's notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jupytext
from nbformat import NotebookNode

from grader.source import mark, parse_source

FOLDER = Path(__file__).parent
BEGINNING = re.compile(r"^# %% \[markdown\]\n# # (?=[a-z0-9-]+\n)", re.MULTILINE)
CELL = re.compile(r"^(?=# %%)", re.MULTILINE)
ANSWER = re.compile(r'# %% (right|wrong)="([a-z0-9-]+)"\n')


@dataclass(frozen=True)
class Idiom:
    """One notebook in miniature. Answers are (grade_id, text)."""

    name: str
    text: str
    """The instructor's notebook as py:percent."""
    right: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str], ...]

    def source(self) -> NotebookNode:
        return parse_source(self.text, f"{self.name}.py", percent=True)

    def reference(self) -> dict[str, str]:
        """The author's own answers, by grade_id, without the markers."""
        cells = [cell for cell in self.source().cells if mark(cell, "solution")]
        return {mark(cell, "grade_id"): _without_markers(cell.source) for cell in cells}


def read(kind: str) -> list[Idiom]:
    """The idioms of a folder: `first_class` or `shared`."""
    return [idiom for path in sorted((FOLDER / kind).glob("*.py")) for idiom in _idioms(path)]


def _idioms(path: Path) -> Iterator[Idiom]:
    for part in BEGINNING.split(path.read_text(encoding="utf-8"))[1:]:
        name, _, _ = part.partition("\n")
        cells = CELL.split(f"# %% [markdown]\n# # {part}")[1:]
        answers = [(found[1], found[2], _cell_text(cell)) for cell in cells if (found := ANSWER.match(cell))]
        yield Idiom(
            name=name,
            text="".join(cell for cell in cells if not ANSWER.match(cell)),
            right=tuple((cell, text) for word, cell, text in answers if word == "right"),
            wrong=tuple((cell, text) for word, cell, text in answers if word == "wrong"),
        )


def _cell_text(cell: str) -> str:
    """The cell as it stands in a notebook: magics are comments in py:percent only."""
    return str(jupytext.reads(cell, fmt="py:percent").cells[0].source)


def _without_markers(text: str) -> str:
    return "\n".join(
        line for line in text.split("\n") if "BEGIN SOLUTION" not in line and "END SOLUTION" not in line
    )
