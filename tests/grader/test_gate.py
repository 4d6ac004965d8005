"""The authoring gate refuses what must not be released, in words, and lets a sound assignment pass."""

from __future__ import annotations

from pathlib import Path

import base58
import pytest
from click.testing import CliRunner

from grader.fault import Fault
from grader.gate import check, faults_of_text
from grader.gate_cli import check as check_command
from grader.leaks import leaks_in_notebook, secret_lines
from grader.prose import count_words
from grader.source import read_source
from grader.wrong_answers import read_wrong_answers
from tests.grader.toy_course import NAME, assignment, change, lay_out


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return lay_out(tmp_path)


def faults(course: Path) -> list[Fault]:
    return check(assignment(course))


def said(course: Path) -> str:
    """The whole gate's words."""
    return "\n".join(map(str, faults(course)))


def said_of_text(course: Path) -> str:
    """The words of what reading alone finds."""
    return "\n".join(map(str, faults_of_text(assignment(course))))


def test_sound_assignment_passes(course: Path) -> None:
    assert faults(course) == []


def test_broken_reference_is_named_with_its_cell(course: Path) -> None:
    change(course / NAME / f"{NAME}.py", "secret_factor_two = 2", "secret_factor_two = 3")
    text = said(course)
    assert "cell double-check" in text and "the reference failed" in text


def test_stub_that_earns_points_is_a_fault(course: Path) -> None:
    source = course / NAME / f"{NAME}.py"
    change(source, "    ### BEGIN SOLUTION", "    return n + n\n    ### BEGIN SOLUTION")
    text = said(course)
    assert "cell double-check: the release without an answer earns 2 points" in text
    assert "cell double-hidden: the release without an answer earns 3 points" in text


def test_wrong_answer_that_keeps_its_points_is_a_fault(course: Path) -> None:
    change(course / NAME / "wrong_answers.py", "return n**2", "return 2 * n")
    text = said(course)
    assert "it loses 0 points, 3 are at stake" in text and "names no misconception" in text


def test_wrong_answer_with_another_code_than_the_verdict_is_a_fault(course: Path) -> None:
    change(course / NAME / "wrong_answers.py", 'misconception="squared"', 'misconception="cubed"')
    assert "(double, cubed): the verdict names same, squared" in said(course)


def test_exercise_without_wrong_answer_is_a_fault(course: Path) -> None:
    (course / NAME / "wrong_answers.py").unlink()
    assert "exercise double: no wrong answer" in said_of_text(course)


def test_wrong_answers_are_text_and_never_run(course: Path, tmp_path: Path) -> None:
    path, trace = course / NAME / "wrong_answers.py", tmp_path / "trace"
    path.write_text(
        path.read_text(encoding="utf-8")
        + f'\n\n# %% exercise="double" misconception="same"\nopen({str(trace)!r}, "w")\ndouble = abs\n',
        encoding="utf-8",
    )
    assert len(read_wrong_answers(path)) == 3
    faults(course)
    assert not trace.exists()


def test_hidden_assert_without_literal_message_is_a_fault(course: Path) -> None:
    source = course / NAME / f"{NAME}.py"
    change(source, '"[squared] double gave the square."', 'f"[squared] {hidden_case}"')
    text = said_of_text(course)
    assert "cell double-hidden" in text and "no literal message" in text


def test_solution_line_repeated_in_metadata_is_a_leak(course: Path) -> None:
    source = read_source(course / NAME / f"{NAME}.py")
    release = read_source(course / NAME / f"{NAME}.py")
    leaks = dict(leaks_in_notebook(release, secret_lines(source)))
    assert leaks["secret_factor_two = 2"] == "double"
    assert any("hidden_case" in line for line in leaks)


def test_line_that_learners_read_anyway_is_no_secret(course: Path) -> None:
    change(course / NAME / f"{NAME}.py", "return n times 2", "return n * secret_factor_two")
    assert "return n * secret_factor_two" not in secret_lines(read_source(course / NAME / f"{NAME}.py"))


def test_work_that_differs_between_two_runs_is_a_fault(course: Path) -> None:
    source = course / NAME / f"{NAME}.py"
    change(source, "for hidden_case", "import random\nassert random.random() < 0.0, str(1)\nfor hidden_case")
    change(source, "random.random() < 0.0, str(1)", '(spin := random.random()) < 2, "never"\nspin')
    change(source, 'wrong for some numbers."\n', 'wrong for some numbers."\nspin * 3\n')
    assert "two gradings of the same work differ" in said(course)


def test_committed_notebook_is_a_fault(course: Path) -> None:
    (course / NAME / f"{NAME}.ipynb").write_text("{}", encoding="utf-8")
    assert f"{NAME}.ipynb: a notebook lies in the course" in said_of_text(course)


def test_unknown_and_circular_prerequisites_are_faults(course: Path) -> None:
    table = course / NAME / "assignment.toml"
    change(table, "minutes = 10", f'minutes = 10\nprerequisites = ["toy/t0-none", "toy/{NAME}"]')
    text = said_of_text(course)
    assert "toy/t0-none cannot be read" in text and f"a circle: toy/{NAME} needs toy/{NAME}" in text


def test_limits_beyond_one_gib_need_torch(course: Path) -> None:
    change(course / NAME / "assignment.toml", "memory_mib = 512", "memory_mib = 1536")
    assert "limits.memory_mib: more than 1024" in said_of_text(course)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("# # T1", "# ## T1", "the title is missing"),
        ("**Minutes:** 10", "**Minutes:** 12", "the minutes differ"),
        ("**Prerequisites:**", "**Before:**", 'nothing says "prerequisites"'),
        ("<details><summary>Hint 2", "<details lang='ur'><summary>Hint 2", "1 of 2 hints"),
        ("plt.plot(", "print(", "no cell draws a plot"),
        ("## Where this model is wrong", "## Limits", "Where this model is wrong"),
        ("of 1908", "of old", "no source has a date"),
        ("word " * 300, "", "words"),
    ],
)
def test_prose_that_leaves_the_template_is_a_fault(course: Path, old: str, new: str, complaint: str) -> None:
    change(course / NAME / f"{NAME}.py", old, new)
    assert complaint in said_of_text(course)


def test_lab_without_story_is_a_fault(course: Path) -> None:
    change(course / NAME / "assignment.toml", 'template = "check-in"', 'template = "lab"')
    assert 'no section is called "Story"' in said_of_text(course)


def test_urdu_is_not_counted_as_words() -> None:
    assert count_words('two words <div lang="ur" dir="rtl">SHA-256 کا نتیجہ</div>') == 2


def test_unreadable_source_is_one_fault_with_its_mend(course: Path) -> None:
    change(course / NAME / f"{NAME}.py", "### END HIDDEN TESTS", "")
    (fault,) = faults(course)
    assert "never closed" in fault.what and "double-hidden" in fault.what


def test_command_says_ok_with_seconds(course: Path) -> None:
    result = CliRunner().invoke(
        check_command, [f"toy/{NAME}", "--courses", str(course.parent), "--jobs", "2"]
    )
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"OK    toy/{NAME} (")


def test_command_fails_with_one_line_per_fault(course: Path) -> None:
    change(course / NAME / f"{NAME}.py", "of 1908", "of old")
    result = CliRunner().invoke(check_command, ["toy", "--courses", str(course.parent)])
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if line.startswith("FAULT")] == [
        f"FAULT toy/{NAME}: {NAME}.py, Sources: no source has a date. Write the date of each page or paper"
    ]


def test_command_refuses_an_assignment_that_the_course_does_not_list(course: Path) -> None:
    change(course / "course.toml", f'["{NAME}"]', "[]")
    result = CliRunner().invoke(check_command, ["toy", "--courses", str(course.parent)])
    assert result.exit_code == 1 and "course.toml does not list it" in result.output


@pytest.mark.parametrize("file", [f"{NAME}.py", "wrong_answers.py"])
def test_a_private_key_of_the_main_network_is_a_fault(course: Path, file: str) -> None:
    key = base58.b58encode_check(b"\x80" + bytes(range(32)) + b"\x01").decode()
    path = course / NAME / file
    path.write_text(path.read_text(encoding="utf-8") + f"\n# %%\n'{key}'\n", encoding="utf-8")
    if file == "wrong_answers.py":
        change(path, f"\n# %%\n'{key}'", f"\n    '{key}'")
    assert "a private key of Bitcoin's main network stands here" in said_of_text(course)
