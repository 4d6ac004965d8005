"""What the similarity report finds, what it leaves alone, and that no notebook breaks it."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from progress import handins, similarity
from progress.fingerprints import Cell, read
from progress.similarity import Report, compare, own_cells, release_cells
from tests.progress.world import COURSE, World, running_world

ALI = '''
def merkle(ids):
    """The root."""
    level = list(ids)
    while len(level) > 1:
        if len(level) % 2 == 1:
            level.append(level[-1])
        level = [join(level[i] + level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]

def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
'''
RENAMED = '''
# I wrote this alone
def middle_of(xs):
    s = sorted(xs)   # sort first
    m = len(s) // 2
    if len(s) % 2:
        return s[m]
    return (s[m - 1] + s[m]) / 2

def root_of(transactions):
    """A docstring of my own, in my own words."""
    row = list(transactions)
    while len(row) > 1:
        if len(row) % 2 == 1:

            row.append(row[-1])
        row = [join(row[k] + row[k + 1])
               for k in range(0, len(row), 2)]
    return row[0]
'''
SANA = """
from functools import reduce

def merkle(ids):
    if len(ids) == 1:
        return ids[0]
    if len(ids) & 1:
        return merkle([*ids, ids[-1]])
    pairs = zip(ids[::2], ids[1::2])
    return merkle([join(b"".join(pair)) for pair in pairs])

def median(values):
    half, odd = divmod(len(values), 2)
    ranked = sorted(values)
    return ranked[half] if odd else sum(ranked[half - 1 : half + 1]) * 0.5
"""


def report(answers: dict[str, str], given: str = "") -> Report:
    cells = {learner: [Cell("task", text)] for learner, text in answers.items()}
    return compare(cells, [Cell("task", given)], [])


def unlike(number: int, lines_count: int = 30) -> str:
    """A program that shares no thought with another number's."""
    draw = random.Random(number)
    lines = [f"def task_{number}(a, b):"]
    for _ in range(lines_count):
        left, right = (draw.choice(["a", "b", "7", "a[0]", "len(b)", "b.x", "f(a)", "'t'"]) for _ in "12")
        sign = draw.choice(["+", "-", "*", "//", "%", "<", "==", "and", "or", "in", "**", ">>"])
        kind = draw.choice(["x = {}", "return {}", "assert {}", "x.append({})", "print({}, x)", "del x[{}]"])
        lines.append("    " + kind.format(f"{left} {sign} {right}"))
    return "\n".join(lines)


def test_renamed_reordered_and_commented_work_is_found() -> None:
    found = report({"ali": ALI, "omar": RENAMED, "sana": SANA})
    assert [(pair.left, pair.right) for pair in found.pairs] == [("ali", "omar")]
    assert found.pairs[0].likeness > 0.85
    assert found.compared == 3


def test_passages_stand_side_by_side_with_their_line_numbers() -> None:
    (pair,) = report({"ali": ALI, "omar": RENAMED}).pairs
    shown = {passage.left_line: passage for passage in pair.passages}
    assert any("while len(level) > 1:" in line for passage in shown.values() for line in passage.left)
    for passage in pair.passages:
        assert passage.left == ALI.split("\n")[passage.left_line - 1 :][: len(passage.left)]
        assert passage.right == RENAMED.split("\n")[passage.right_line - 1 :][: len(passage.right)]


def test_what_the_release_gave_is_nobodys_own() -> None:
    found = report({"ali": ALI + unlike(1), "omar": ALI + unlike(2)}, given=ALI)
    assert (found.pairs, found.compared) == ([], 2)


def test_what_many_learners_share_is_nobodys_own() -> None:
    few = {f"learner{n}": unlike(n) for n in range(7)}
    copied = few | {f"learner{n}": unlike(n) + ALI for n in range(2)}
    assert [(pair.left, pair.right) for pair in report(copied).pairs] == [("learner0", "learner1")]
    common = few | {f"learner{n}": unlike(n) + ALI for n in range(4)}
    assert report(common).pairs == []


def test_short_answers_are_left_out_and_named() -> None:
    one = "def squares(n):\n    return [k * k for k in range(1, n + 1)]"
    found = report({"ali": one, "omar": one, "sana": SANA})
    assert (found.pairs, found.too_short, found.compared) == ([], ["ali", "omar"], 1)


BROKEN = [
    "def f(:\n" + ALI,
    "'''never closed\n" + ALI,
    "(" * 900 + "\n" + ALI,
    "%matplotlib inline\n!ls\n$$$ \0 \ud800\n\t \n" + ALI,
    "    indented\n  less\n" + ALI,
    '"\\' * 490 + "\n" + ALI,
]


@pytest.mark.parametrize("text", BROKEN)
def test_broken_python_is_compared_as_far_as_it_can_be_read(text: str) -> None:
    (pair,) = report({"ali": ALI, "omar": text}).pairs
    assert pair.likeness > 0.8
    json.dumps(pair.passages[0].right, ensure_ascii=False).encode()


def test_endless_lines_and_texts_are_cut_and_the_learner_is_named() -> None:
    padded = '"\\' * 200_000 + "\n" + ALI
    found = report({"ali": ALI, "omar": padded, "sana": unlike(3) * 200})
    assert found.cut == ["omar", "sana"]


def test_characters_that_turn_a_page_around_are_not_shown() -> None:
    text = ALI.replace("ordered = sorted", "ordered\u202e = sorted")
    (pair,) = report({"ali": ALI, "omar": text.replace("\u202e", "")}).pairs
    assert pair.passages
    cells = read([Cell("task", text)])
    assert "\u202e" not in str(similarity.passages(cells, cells, set()))


def cell(text: Any, grade_id: str = "", **marks: Any) -> dict[str, Any]:
    metadata = {"nbgrader": {"grade_id": grade_id} | marks} if grade_id else {}
    return {"cell_type": "code", "metadata": metadata, "source": text, "outputs": []}


def notebook(*cells: Any) -> bytes:
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


RELEASE = notebook(
    cell("import hashlib"),
    cell("def task(): ...", "task", solution=True),
    cell("assert task()", "task-check", grade=True, solution=False),
).decode()


def test_only_answers_and_added_cells_are_a_learners_own() -> None:
    content = notebook(
        cell("added = 1"),
        cell("import hashlib\n"),
        cell(["def task():\n", "    return 1"], "task", solution=True),
        cell("assert True", "task-check", grade=True),
    )
    own = own_cells(content, release_cells(RELEASE))
    assert own == [Cell("task", "def task():\n    return 1"), Cell("added cell", "added = 1")]


ODD = [
    notebook(cell([1, 2], "task"), cell(None), 7, {"cell_type": "code"}, {"source": "x", "metadata": []}),
    notebook({"cell_type": ["code"], "source": "x = 1", "metadata": {"nbgrader": {"grade_id": ["task"]}}}),
    notebook(cell("x", "task", solution=True, schema_version=[]) | {"cell_type": "markdown"}),
]


@pytest.mark.parametrize("content", ODD)
def test_odd_cells_are_passed_over(content: bytes) -> None:
    assert own_cells(content, release_cells(RELEASE)) == []


@pytest.mark.slow
def test_500_learners_with_ten_cells_are_compared_in_20_seconds_of_one_core() -> None:
    answers = {
        f"learner{n}": [Cell(f"task{part}", unlike(n * 10 + part, 12) + ALI) for part in range(10)]
        for n in range(500)
    }
    answers["learner7"] = answers["learner3"]
    started = time.thread_time()
    found = compare(answers, [], [])
    assert time.thread_time() - started < 20
    assert [(pair.left, pair.right, pair.likeness) for pair in found.pairs] == [("learner3", "learner7", 1.0)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Five hand-ins of `a1-hashes`: two alike, one other, one too short, one that is no notebook's shape."""
    texts = {"ali": ALI, "omar": RENAMED + "# <script>alert(1)</script>\n", "sana": SANA, "zia": "x = 1"}
    with running_world(tmp_path / "state") as made:
        for learner, text in texts.items():
            hand_in(made, learner, notebook(cell(text)))
        hand_in(made, "noor", b'{"cells": 3}')
        yield made


def hand_in(world: World, learner: str, content: bytes) -> None:
    now = datetime.now(UTC)
    handins.hand_in(world.engine, world.store, learner, COURSE, "a1-hashes", content, None, now)


PAGE = f"teach/{COURSE}/a1-hashes/similar"
API = f"api/v1/courses/{COURSE}/assignments/a1-hashes/similarity"


def test_the_page_shows_the_lines_and_says_what_they_do_not_prove(world: World) -> None:
    answer = world.person("teacher", f"formgrade-{COURSE}").get(PAGE)
    assert answer.status_code == 200
    assert "proves nothing by itself" in answer.text
    assert "while len(row) &gt; 1:" in answer.text and "while len(level) &gt; 1:" in answer.text
    assert "<script>alert" not in answer.text
    assert "because the answer is short or like many others': zia." in answer.text
    assert "could not be read: noor" in answer.text
    assert "sana" not in answer.text


def test_the_api_tells_the_same(world: World) -> None:
    answer = world.person("teacher", f"formgrade-{COURSE}").get(API).json()
    assert [(pair["left"], pair["right"]) for pair in answer["pairs"]] == [("ali", "omar")]
    assert (answer["compared"], answer["too_short"], answer["unreadable"]) == (3, ["zia"], ["noor"])


def test_a_new_hand_in_makes_a_new_report(world: World) -> None:
    teacher = world.person("teacher", f"formgrade-{COURSE}")
    assert len(teacher.get(API).json()["pairs"]) == 1
    hand_in(world, "omar", notebook(cell(unlike(1))))
    assert teacher.get(API).json()["pairs"] == []


def test_who_comes_while_another_report_is_made_is_asked_to_come_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similarity, "WAIT_S", 0.1)
    teacher = world.person("teacher", f"formgrade-{COURSE}")
    with world.app.state.reports._lock:
        answer = teacher.get(PAGE)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "reload this page" in answer.text
    assert teacher.get(PAGE).status_code == 200


@pytest.mark.parametrize("address", [PAGE, API])
def test_only_instructors_of_the_course_see_likeness(world: World, address: str) -> None:
    for person in (world.learner("ali"), world.person("other", "formgrade-other", "learners")):
        assert person.get(address).status_code == 403
    answer = world.anybody().get(address, follow_redirects=False)
    assert answer.status_code in (302, 401)
