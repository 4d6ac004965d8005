"""Do solutions or hidden tests survive where learners can read them?

A line leaks when it stands in a solution or hidden-test region, says something, and nowhere else in the text
that learners are meant to read. Comparing whole lines finds a region that was not cut out; it cannot find a
solution told in other words.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator

from nbformat import NotebookNode

SHORTEST = 8
"""Letters, digits and signs; shorter lines such as `else:` say nothing."""
COMMON = {"return result", "return None", "return True", "return False", "continue", "raise ValueError"}
SECRET_REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")


def regions(text: str) -> tuple[list[str], list[str]]:
    """(lines inside secret regions, all other lines), stripped; the marker lines are in neither."""
    inside: list[str] = []
    outside: list[str] = []
    secret = False
    for line in map(str.strip, text.split("\n")):
        if any(f"{word} {region}" in line for word in ("BEGIN", "END") for region in SECRET_REGIONS):
            secret = "BEGIN" in line
        else:
            (inside if secret else outside).append(line)
    return inside, outside


def secret_lines(source: NotebookNode) -> dict[str, str]:
    """Every line that may not be shown, with the grade_id of its cell."""
    public = "\n".join(line for cell in source.cells for line in regions(cell.source)[1])
    secrets: dict[str, str] = {}
    for number, cell in enumerate(source.cells, start=1):
        name = cell.metadata.get("nbgrader", {}).get("grade_id") or str(number)
        for line in regions(cell.source)[0]:
            if _says_something(line) and line not in public:
                secrets.setdefault(line, name)
    return secrets


def leaks_in_notebook(notebook: NotebookNode, secrets: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(line, cell it belongs to) for each secret found in sources, metadata or outputs."""
    yield from leaks_in_texts(_strings(json.loads(json.dumps(notebook))), secrets)


def leaks_in_html(page: str, secrets: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The same for a page, as a browser would show it."""
    yield from leaks_in_texts([html.unescape(page)], secrets)


def leaks_in_texts(texts: Iterable[str], secrets: dict[str, str]) -> Iterator[tuple[str, str]]:
    everything = "\n".join(texts)
    for line, cell in secrets.items():
        if line in everything:
            yield line, cell


def _says_something(line: str) -> bool:
    return len(line) >= SHORTEST and line not in COMMON and any(letter.isalpha() for letter in line)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
