"""Python text as fingerprints: what stays when names, comments, layout and the order of functions change.

Words are Python's own tokens, with every name of the author's replaced by one word, every text by another,
and comments, docstrings and layout left out. K words in a row are a fragment, named by a hash; of W fragments
in a row the one with the least hash is a fingerprint, so two texts that share K + W - 1 words in a row share
one. Source: Schleimer, Wilkerson, Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", 2003.
"""

from __future__ import annotations

import builtins
import io
import keyword
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

K = 12
"""Words in a fragment: fewer would find what everybody writes."""
W = 4
LONGEST_LINE = 1000
"""Characters. A longer line is no program that a person wrote, and takes long to read."""
LONGEST_TEXT = 60_000
"""Characters of one learner: more is not compared."""
OWN_WORDS = frozenset(keyword.kwlist) | frozenset(dir(builtins))
LAYOUT = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
LEFT_OUT = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER} | LAYOUT
BROKEN = (tokenize.TokenError, SyntaxError, ValueError, RecursionError)


@dataclass(frozen=True)
class Cell:
    """One code cell: what it is called, and its text."""

    name: str
    text: str


class Word(NamedTuple):
    text: str
    cell: int
    """Index of its cell."""
    line: int
    """In the cell, from 1."""


Fragment = tuple[int, int]
"""K words in a row, of one cell: their hash, and the index of the first."""


@dataclass(frozen=True)
class Text:
    """The cells of one learner, read."""

    cells: list[Cell]
    words: list[Word]
    fragments: list[Fragment]
    """All of them, in order."""
    cut: bool
    """More was handed in than is compared."""


def read(cells: list[Cell]) -> Text:
    """Words and fragments of some cells. Never raises, whatever the text: what is no Python is left out."""
    kept, cut = _bounded(cells)
    words: list[Word] = []
    fragments: list[Fragment] = []
    for index, cell in enumerate(kept):
        own = [Word(text, index, line) for text, line in _lexed(cell.text)]
        numbers = tuple(crc32(word.text.encode()) for word in own)  # numbers hash alike in every process
        fragments += [
            (hash(numbers[start : start + K]), len(words) + start) for start in range(len(own) - K + 1)
        ]
        words += own
    return Text(kept, words, fragments, cut)


def winnow(fragments: list[Fragment]) -> set[int]:
    """The fingerprints: of each W fragments in a row, the least."""
    hashes = [mark for mark, _ in fragments]
    if len(hashes) < W:
        return set(hashes)
    return {min(hashes[start : start + W]) for start in range(len(hashes) - W + 1)}


def _bounded(cells: list[Cell]) -> tuple[list[Cell], bool]:
    """The cells up to the limits, without what no page could show; and whether something was left out."""
    kept, room, cut = [], LONGEST_TEXT, False
    for cell in cells:
        text = cell.text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
        lines = [line if len(line) <= LONGEST_LINE else "" for line in text[:room].split("\n")]
        bounded = "\n".join(lines)
        cut = cut or bounded != text
        room -= len(text[:room])
        kept.append(Cell(cell.name, bounded))
    return kept, cut


def _lexed(text: str) -> list[tuple[str, int]]:
    """(word, line) of a cell; of a cell that is no whole Python, the lines that can be read alone."""
    try:
        return list(_words(text, 1))
    except BROKEN:
        found: list[tuple[str, int]] = []
        for number, line in enumerate(text.split("\n"), start=1):
            try:
                for word in _words(line.strip(), number):
                    found.append(word)
            except BROKEN:
                continue
        return found


def _words(text: str, first_line: int) -> Iterator[tuple[str, int]]:
    """(word, line). Raises one of BROKEN at what Python cannot read, after the words before it."""
    at_start = True
    waiting: tuple[str, int] | None = None  # a text that may turn out to be a docstring
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        line = token.start[0] + first_line - 1
        if waiting is not None and token.type not in (tokenize.COMMENT, tokenize.NL):
            if token.type not in (tokenize.NEWLINE, tokenize.ENDMARKER):
                yield waiting
            waiting = None
        if token.type in LEFT_OUT:
            at_start = at_start or token.type in LAYOUT
            continue
        if token.type == tokenize.STRING and at_start:
            waiting = ("text", line)
        elif token.type == tokenize.NAME:
            yield (token.string if token.string in OWN_WORDS else "name"), line
        else:
            yield ("text" if token.type == tokenize.STRING else token.string), line
        at_start = False
