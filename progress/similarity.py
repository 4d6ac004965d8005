"""Likeness of answers within an assignment, for an instructor to look at. It finds; a person judges.

Compared is what learners wrote themselves: fragments that the release gave away, and those that many learners
share because the exercise calls for them, are left out; so are answers of which too little remains. Likeness
is the share of the smaller answer's own fingerprints that the other one has too.
Nothing follows from a likeness by itself, and it is written down nowhere.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from threading import Lock
from typing import Any

from sqlalchemy import Engine

from progress import handins, scores
from progress.fingerprints import Cell, K, Text, read, winnow
from progress.releases import Release
from progress.store import Store

LEAST_OWN = 12
"""Fingerprints of one's own below which an answer is too short to compare: about forty words of Python."""
COMMON_SHARE = 0.30
COMMON_LEAST = 4
"""A fragment is common when more than COMMON_SHARE of the learners have it, and no fewer than these."""
LEAST_LIKENESS = 0.25
MOST_PAIRS = 50
LONGEST_PASSAGE = 80
"""Lines of a passage that are shown."""
REPORTS_KEPT = 8
WAIT_S = 10.0


class Busy(Exception):
    """No report now; the text says when to come again."""


@dataclass(frozen=True)
class Passage:
    """Lines of two learners that say the same: cell, number of the first line, lines."""

    left_cell: str
    left_line: int
    left: list[str]
    right_cell: str
    right_line: int
    right: list[str]


@dataclass(frozen=True)
class Pair:
    """Two learners whose answers are alike."""

    left: str
    right: str
    likeness: float
    """0 to 1: of the smaller answer's own fingerprints, the share that the other one has."""
    passages: list[Passage]


@dataclass(frozen=True)
class Report:
    """The pairs, most alike first, and what was not looked at."""

    pairs: list[Pair]
    compared: int
    """Learners."""
    too_short: list[str]
    """Learners of whom too little of their own remains to be compared."""
    unreadable: list[str]
    cut: list[str]
    """Learners who handed in more than is compared."""


class Reports:
    """Reports on assignments, made one at a time: they cost seconds. The latest few are kept until somebody
    hands in again.
    """

    def __init__(self, engine: Engine, store: Store) -> None:
        self.engine = engine
        self.store = store
        self._made: dict[tuple[int, str], Report] = {}
        self._lock = Lock()

    def of(self, release: Release) -> Report:
        """The report on everybody's best attempt, or on the newest one of who has none graded.

        Raises Busy when others are being made for WAIT_S.
        """
        digests = _digests(self.engine, release)
        key = (release.id, sha256(repr(sorted(digests.items())).encode()).hexdigest())
        if not self._lock.acquire(timeout=WAIT_S):
            raise Busy("Other reports are being made. Please reload this page in half a minute.")
        try:
            if key not in self._made:
                while len(self._made) >= REPORTS_KEPT:
                    self._made.pop(next(iter(self._made)))
                self._made[key] = self._make(release, digests)
            return self._made[key]
        finally:
            self._lock.release()

    def _make(self, release: Release, digests: Mapping[str, str]) -> Report:
        given = release_cells(release.bundle.release_ipynb)
        answers: dict[str, list[Cell]] = {}
        unreadable = []
        for learner, digest in digests.items():
            try:
                answers[learner] = own_cells(self.store.get(digest), given)
            except (ValueError, RecursionError, OSError):
                unreadable.append(learner)
        return compare(answers, [cell for cell, _ in given.values()], unreadable)


def compare(answers: Mapping[str, list[Cell]], given: list[Cell], unreadable: list[str]) -> Report:
    """The report on learners' cells, by learner. given: the code cells of the release."""
    free = {mark for mark, _ in read(given).fragments}
    prints: dict[str, set[int]] = {}
    cut = []
    for learner, cells in answers.items():  # the texts of a class would fill the memory: they are read again
        text = read(cells)
        prints[learner] = winnow(text.fragments) - free
        cut += [learner] if text.cut else []
    counts = Counter(mark for marks in prints.values() for mark in marks)
    many = max(COMMON_LEAST, int(COMMON_SHARE * len(prints)) + 1)
    common = {mark for mark, count in counts.items() if count >= many}
    own = {learner: marks - common for learner, marks in prints.items()}
    long_enough = sorted(learner for learner, marks in own.items() if len(marks) >= LEAST_OWN)
    found = sorted(_alike(own, long_enough))[:MOST_PAIRS]
    texts = {name: read(answers[name]) for _, *pair in found for name in pair}
    pairs = [
        Pair(left, right, -less, passages(texts[left], texts[right], free | common))
        for less, left, right in found
    ]
    return Report(
        pairs=pairs,
        compared=len(long_enough),
        too_short=sorted(set(answers) - set(long_enough)),
        unreadable=sorted(unreadable),
        cut=sorted(cut),
    )


def passages(left: Text, right: Text, ignored: set[int]) -> list[Passage]:
    """The lines that two texts share, in the left one's order; a passage starts and ends with own words."""
    places: dict[int, list[int]] = {}
    for mark, place in right.fragments:
        if mark not in ignored:
            places.setdefault(mark, []).append(place)
    found = []
    taken: set[int] = set()  # first words of the right one's fragments that a passage has
    upto = 0
    for mark, start in left.fragments:
        free = [place for place in places.get(mark, [])[:K] if place not in taken]
        if start < upto or not free:
            continue
        length = _common_length(left, start, right, free[0])
        taken.update(range(free[0], free[0] + length))
        upto = start + length
        found.append(Passage(*_lines(left, start, length), *_lines(right, free[0], length)))
    return found


def release_cells(release_ipynb: str) -> dict[str, tuple[Cell, bool]]:
    """The code cells of a release by grade_id (by their text, where they have none), and whether a learner
    answers in it.
    """
    found: dict[str, tuple[Cell, bool]] = {}
    for cell_type, marks, text in _cells(json.loads(release_ipynb)):
        if cell_type == "code":
            name = str(marks.get("grade_id") or "")
            answered = marks.get("solution") is True
            found[name or text.strip()] = (Cell(name or "given", text), answered)
    return found


def own_cells(content: bytes, given: Mapping[str, tuple[Cell, bool]]) -> list[Cell]:
    """What a learner wrote: the answer cells first, then the cells that they added.

    Raises ValueError or RecursionError for what is no notebook.
    """
    answers, added = [], []
    for cell_type, marks, text in _cells(json.loads(content)):
        name = marks.get("grade_id")
        known = given.get(name) if isinstance(name, str) else None
        if cell_type != "code" or not text.strip():
            continue
        if known is not None:
            answers += [Cell(known[0].name, text)] if known[1] else []
        elif text.strip() not in given:
            added.append(Cell("added cell", text))
    return answers + added


def _digests(engine: Engine, release: Release) -> dict[str, str]:
    """Of each learner, the digest of the hand-in to look at."""
    receipts = handins.receipts(engine, release.course, release.assignment)
    by_id = {receipt.id: receipt for receipt in receipts}
    chosen = {receipt.learner: receipt for receipt in reversed(receipts) if receipt.state != "rejected"}
    for standing in scores.class_progress(engine, release.course):
        for item in standing.assignments:
            if item.assignment == release.assignment and item.best_submission in by_id:
                chosen[standing.learner] = by_id[item.best_submission]
    return {learner: receipt.digest for learner, receipt in chosen.items()}


def _alike(own: Mapping[str, set[int]], learners: list[str]) -> Iterator[tuple[float, str, str]]:
    """(minus the likeness, left, right) of each pair that is alike enough."""
    for left, right in combinations(learners, 2):
        smaller = min(len(own[left]), len(own[right]))
        shared = len(own[left] & own[right])
        if shared >= LEAST_LIKENESS * smaller:
            yield -shared / smaller, left, right


def _common_length(left: Text, left_first: int, right: Text, right_first: int) -> int:
    """How many words in a row are equal from there, within one cell of each."""
    cells = left.words[left_first].cell, right.words[right_first].cell
    length = 0
    for one, other in zip(left.words[left_first:], right.words[right_first:], strict=False):
        if one.text != other.text or (one.cell, other.cell) != cells:
            break
        length += 1
    return length


def _lines(text: Text, first: int, length: int) -> tuple[str, int, list[str]]:
    start, end = text.words[first], text.words[first + length - 1]
    cell = text.cells[start.cell]
    lines = cell.text.split("\n")[start.line - 1 : end.line]
    return cell.name, start.line, [_printable(line) for line in lines[:LONGEST_PASSAGE]]


def _printable(line: str) -> str:
    """Without characters that change how a page is read: controls, and those that turn its direction."""
    return "".join(c if c.isprintable() else " " if c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in line)


def _cells(notebook: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    """(type, nbgrader's marks, text) of each cell that is one. Raises ValueError for what is no notebook."""
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError("not a notebook")
    for cell in notebook["cells"]:
        text = cell.get("source") if isinstance(cell, dict) else None
        if isinstance(text, list) and all(isinstance(line, str) for line in text):
            text = "".join(text)
        if not isinstance(text, str):
            continue
        metadata = cell.get("metadata")
        marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        yield str(cell.get("cell_type")), marks if isinstance(marks, dict) else {}, text
