"""Facts of the world: how a course keeps them, how a lab cites them, what the gate refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.citations import TABLE_HEADING, citation_faults, cite
from grader.course import CourseError
from grader.facts import Fact, read_facts
from grader.source import SourceError

POWER = Fact(
    id="power",
    claim="Power for mining",
    value=2000,
    unit="MW",
    source="A paper",
    date="2025-05-25",
    grade="B",
)
USERS = Fact(
    id="users",
    claim="People who trade",
    low=15,
    high=20,
    unit="million",
    source="A site",
    date="2025",
    grade="C",
)
PAID = Fact(
    id="paid",
    claim="Capacity payments",
    value=1806.18,
    unit="Rs bn",
    source="A report",
    date="2026-02",
    grade="A",
)
LAW = Fact(id="law", claim="The ordinance was promulgated", source="A law", date="2025-07-10", grade="B")
FACTS = {fact.id: fact for fact in (POWER, USERS, PAID, LAW)}


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (POWER, "2,000 MW"),
        (POWER, "2000 MW in 2025"),
        (USERS, "15 to 20 million"),
        (PAID, "Rs 1,806 bn"),
        (PAID, "Rs 1806.2 bn"),
        (PAID, "about Rs 1,800 bn"),
        (LAW, "an ordinance"),
    ],
)
def test_a_text_shows_a_fact(fact: Fact, text: str) -> None:
    assert fact.is_shown_by(text)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (POWER, "2,100 MW"),
        (POWER, "2,000 GW"),
        (POWER, "2,000"),
        (POWER, "2,000 MW or 3,000 MW"),
        (USERS, "20 million"),
        (PAID, "Rs 1,800 bn"),
        (PAID, "about Rs 2,800 bn"),
    ],
)
def test_a_text_does_not_show_a_fact(fact: Fact, text: str) -> None:
    assert not fact.is_shown_by(text)


def notebook(*cells: NotebookNode) -> NotebookNode:
    return new_notebook(cells=list(cells))


def lab(text: str) -> NotebookNode:
    return notebook(new_markdown_cell(text), new_markdown_cell("## Sources\n\n- A standard, 2020"))


def test_learners_read_marks_and_a_table_of_the_facts_in_order() -> None:
    source = lab(
        "First [15 to 20 million](#fact-users), then [2,000 MW](#fact-power), [20 to 15](#fact-users)."
    )
    cited = cite(source, FACTS)
    assert cited.cells[0].source == (
        "First 15 to 20 million<sup>F1</sup>, then 2,000 MW<sup>F2</sup>, 20 to 15<sup>F1</sup>."
    )
    table = cited.cells[1].source.partition(TABLE_HEADING)[2]
    assert "| F1 | People who trade | 15 to 20 million | A site | 2025 | C |" in table
    assert "| F2 | Power for mining | 2,000 MW | A paper | 25 May 2025 | B |" in table
    assert table.index("F1") < table.index("F2")
    assert source.cells[0].source.count("#fact-") == 3, "the source is left as it was"


def test_a_fact_in_code_is_in_the_table_too() -> None:
    source = lab("No link here.")
    source.cells.insert(1, new_code_cell("power_mw = 2_000  # fact: power"))
    assert "| F1 | Power for mining |" in cite(source, FACTS).cells[-1].source


def test_a_notebook_without_facts_stays_as_it_is() -> None:
    source = lab("Nothing from the world.")
    assert cite(source, FACTS) == source


def test_an_unknown_fact_cannot_be_built() -> None:
    with pytest.raises(SourceError, match=r"facts\.toml does not hold"):
        cite(lab("[5 MW](#fact-nobody-knows)"), FACTS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[3,000 MW](#fact-power)", "does not show"),
        ("[3,000 MW](#fact-nobody-knows)", "not in facts.toml"),
        ("The grid had 15,669 MW at six.", "cites no fact"),
        ("It cost Rs 22.98 that year.", "cites no fact"),
        ("There were 30 million users.", "cites no fact"),
    ],
)
def test_the_gate_names_what_is_wrong_with_a_number_of_the_world(text: str, said: str) -> None:
    faults = list(citation_faults(lab(text), FACTS, "a.py"))
    assert len(faults) == 1 and said in faults[0].what and faults[0].where == "a.py, cell 1"


@pytest.mark.parametrize(
    "text",
    [
        "[2,000 MW](#fact-power) were named.",
        "An invented office asks for 50 MW.",
        "`power = 50 MW`",
        "A hash has 256 bits; 100 blocks later it is mature.",
    ],
)
def test_the_gate_lets_cited_and_invented_numbers_pass(text: str) -> None:
    assert list(citation_faults(lab(text), FACTS, "a.py")) == []


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("power_mw = 2000  # fact: power", 0),
        ("power_mw = 2001  # fact: power", 1),
        ("power_mw = 2000  # fact: powre", 1),
    ],
)
def test_a_line_of_code_holds_the_value_of_its_fact(line: str, faults: int) -> None:
    assert len(list(citation_faults(notebook(new_code_cell(line)), FACTS, "a.py"))) == faults


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('grade = "D"', "grade"),
        ('date = "May 2025"', "date"),
        ("low = 3", "both low and high"),
        ("value = 1\nlow = 1\nhigh = 2", "not both"),
        ('colour = "red"', "colour"),
    ],
)
def test_a_fact_that_lacks_something_is_refused_in_words(tmp_path: Path, change: str, said: str) -> None:
    whole = {"id": '"x"', "claim": '"A long claim"', "source": '"S.P."', "date": '"2025"', "grade": '"A"'}
    key = change.partition(" ")[0]
    lines = [f"{name} = {value}" for name, value in whole.items() if name != key]
    (tmp_path / "facts.toml").write_text("[[fact]]\n" + "\n".join([*lines, change]))
    with pytest.raises(CourseError, match=said):
        read_facts(tmp_path)


def test_a_fact_stands_once_in_its_course(tmp_path: Path) -> None:
    one = '[[fact]]\nid = "x"\nclaim = "A long claim"\nsource = "S.P."\ndate = "2025"\ngrade = "A"\n'
    (tmp_path / "facts.toml").write_text(one + one)
    with pytest.raises(CourseError, match="twice"):
        read_facts(tmp_path)


def test_a_course_without_facts_has_none(tmp_path: Path) -> None:
    assert read_facts(tmp_path) == {}
