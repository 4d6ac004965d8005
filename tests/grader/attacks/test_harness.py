"""The harness itself: what an attack could win is noticed when it is won."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat import NotebookNode

from grader.verdict import Verdict
from tests.grader.attacks.boundary_frames import WIRE
from tests.grader.attacks.boundary_process import OURS
from tests.grader.attacks.boundary_protocol import SERVER
from tests.grader.attacks.corpus import TAKEN, TELL, Attack, blank
from tests.grader.attacks.handing_in import hand_in
from tests.grader.attacks.subject import FULL, HIDDEN, RIGHT, TEXT
from tests.grader.attacks.surroundings import STRAY, descendants, strays
from tests.grader.attacks.trial import Trial, _dangers, _points, leaked

SECRET = "key0123456789abcdef"


@pytest.mark.parametrize(
    "shown",
    [
        SECRET,
        f"<p>{SECRET}</p>",
        SECRET[::-1],
        " ".join(SECRET),
        SECRET.encode().hex(),
        *(base64.b64encode(b"x" * shift + SECRET.encode() + b"yz").decode() for shift in range(4)),
    ],
)
def test_a_secret_is_found_in_every_form(shown: str) -> None:
    assert leaked(f"before {shown} after", (SECRET,)) == [SECRET]
    assert leaked(f"before {shown[: len(shown) // 2]} after", (SECRET,)) == []


def test_points_that_are_not_fair_are_a_fault(trial: Trial) -> None:
    assert "gained 40 where 0 are fair" in " ".join(trial.attack(Attack("right", RIGHT)).faults)


def test_points_that_others_lose_are_a_fault(trial: Trial) -> None:
    answers = RIGHT | {"energy": "energy = 0"}
    faults = trial.attack(Attack("wrong", answers, most=FULL, least=FULL)).faults
    assert any("cost other exercises points" in fault for fault in faults)


def test_what_a_thief_tells_is_a_fault(trial: Trial) -> None:
    assert f"leaked {TAKEN}" in trial.attack(blank("thief", TELL + "tell('a secret')")).faults


def test_a_file_that_is_left_is_found() -> None:
    path = Path(f"/tmp/{STRAY}-of-the-harness")
    path.touch()
    try:
        assert str(path) in strays()
    finally:
        path.unlink()
    assert str(path) not in strays()


def test_a_process_that_is_left_is_found() -> None:
    code = f"open('/proc/self/comm', 'w').write({STRAY!r}); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert f"process {process.pid}" in strays()
        assert process.pid in descendants(os.getpid())
        process.kill()


def test_a_changed_file_of_the_platform_is_noticed(trial: Trial) -> None:
    before = trial.around.digest()
    path = trial.around.state / "submissions" / "3f"
    text = path.read_text()
    path.write_text("changed")
    assert trial.around.digest() != before
    path.write_text(text)
    assert trial.around.digest() == before


@pytest.mark.parametrize("page", ["<p><img src=x>", "<script>alert(1)</script>", "a\x1b[2J", "\u202eabc"])
def test_a_page_that_does_more_than_show_text_is_a_fault(page: str) -> None:
    assert _dangers(page, NotebookNode(cells=[])) != []
    assert _dangers("<p>text &lt;img src=x&gt;</p>", NotebookNode(cells=[])) == []


def test_an_output_of_the_learners_own_is_a_fault() -> None:
    cell = NotebookNode(outputs=[NotebookNode(output_type="display_data")])
    assert _dangers("", NotebookNode(cells=[cell])) == ["output display_data in the autograded notebook"]


@pytest.mark.parametrize(
    "tools",
    [
        SERVER + "assert callable(server._run) and callable(server._describe) and callable(server._digests)\n"
        "assert callable(server.channel._serve) and callable(server.channel.ask)\n"
        "assert server.codec.encode(Raw('same', 0)) != server.codec.encode(Raw('same', 1))",
        WIRE + "assert list(channels()), 'no channel'",
        OURS + "assert len(list(ours())) > 3 and len(list(functions())) > 50",
    ],
    ids=["the-server", "the-wire", "our-modules"],
)
def test_the_tools_of_attacks_find_what_they_attack(trial: Trial, tools: str) -> None:
    """Where the grader's insides are renamed, attacks on them would win nothing for want of a target."""
    content = hand_in(trial.source, RIGHT | {"mean": tools + "\nraise ValueError('found it')"})
    assert "ValueError: found it" in trial.grade(content).exercise("mean-check").message


def test_the_hidden_numbers_stand_only_in_hidden_tests() -> None:
    outside = ""
    for part in TEXT.split("### BEGIN HIDDEN TESTS"):
        outside += part.rpartition("### END HIDDEN TESTS")[2]
    assert leaked(outside, tuple(HIDDEN)) == []
    assert leaked(TEXT, tuple(HIDDEN)) == [name for name in HIDDEN if name in TEXT] == HIDDEN


def test_a_verdict_of_ours_is_not_taken_for_a_fair_end(trial: Trial) -> None:
    """An internal error would be graded again and again: for an attack it is no good end."""
    lost = Verdict(submission="a", status="internal_error", message="no sandbox")
    assert _points(lost, blank("any", "pass")) == ["no verdict: no sandbox"]
