"""The sync between an instructor's tree and the service: verdicts come, manual grades go, nothing twice."""

from __future__ import annotations

import csv
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.plugins.export import CsvExportPlugin

from grader.gradebook import open_gradebook
from grader.sync import OWED_PER_ROUND, run_forever, sync_once
from grader.sync_state import STATE, lock, read_state, write_state
from progress import scores, times
from tests.grader.platform import TEACHER, Platform, running_platform
from tests.grader.toy_course import NAME, RIGHT, SAME, change

pytestmark = pytest.mark.slow  # each test runs the real service


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with running_platform(tmp_path) as made:
        yield made


def give(platform: Platform, learner: str, score: float, comment: str = "") -> None:
    """Grade the reflection by hand, as formgrader does."""
    with open_gradebook(platform.course / "grading", "toy") as gradebook:
        grade = gradebook.find_grade("reflect", NAME, NAME, learner)
        grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.find_comment("reflect", NAME, NAME, learner).manual_comment = comment
        gradebook.db.commit()


def score(platform: Platform, learner: str) -> float:
    with open_gradebook(platform.course / "grading", "toy") as gradebook:
        return float(gradebook.find_submission(NAME, learner).score)


def test_first_round_builds_and_pulls_and_the_second_does_nothing(platform: Platform) -> None:
    platform.hand_in("amina", {"double": RIGHT})
    with platform.client(TEACHER) as client:
        first = sync_once(client, platform.course)
        second = sync_once(client, platform.course)
    assert (first.built, first.verdicts, first.problems) == ([NAME], 1, [])
    assert (second.built, second.verdicts, second.manual_grades) == ([], 0, 0)
    for step in ("source", "release"):
        assert (platform.course / "grading" / step / NAME / f"{NAME}.ipynb").is_file()
    assert score(platform, "amina") == 5.0


def test_changed_text_is_built_again(platform: Platform) -> None:
    with platform.client(TEACHER) as client:
        sync_once(client, platform.course)
        change(platform.course / NAME / f"{NAME}.py", "Euclid, Elements", "Euclid, The Elements")
        assert sync_once(client, platform.course).built == [NAME]
    text = (platform.course / "grading" / "source" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "The Elements" in text


def test_manual_grade_reaches_the_learner_once(platform: Platform) -> None:
    submission = platform.hand_in("amina", {"double": RIGHT, "reflect": "When I plan."})
    with platform.client(TEACHER) as client:
        sync_once(client, platform.course)
        give(platform, "amina", 4.0, "Clear.")
        assert sync_once(client, platform.course).manual_grades == 1
        assert sync_once(client, platform.course).manual_grades == 0
    with platform.client("amina") as client:
        told = client.submission(submission)
    assert told["total"] == 9.0
    assert [(mark["grade_id"], mark["score"], mark["comment"]) for mark in told["manual"]] == [
        ("reflect", 4.0, "Clear.")
    ]


def test_grade_that_awaits_review_is_not_sent_again(platform: Platform) -> None:
    platform.hand_in("amina", {"double": SAME, "reflect": "First."})
    with platform.client(TEACHER) as client:
        sync_once(client, platform.course)
        give(platform, "amina", 2.0)
        sync_once(client, platform.course)
        platform.hand_in("amina", {"double": RIGHT, "reflect": "Second."})
        round_three = sync_once(client, platform.course)
        assert (round_three.verdicts, round_three.manual_grades) == (1, 0)
        give(platform, "amina", 2.0)
        assert sync_once(client, platform.course).manual_grades == 1, "confirmed for the new attempt"


def test_lost_memory_does_everything_again_with_the_same_result(platform: Platform) -> None:
    platform.hand_in("amina", {"double": RIGHT, "reflect": "Yes."})
    with platform.client(TEACHER) as client:
        sync_once(client, platform.course)
        give(platform, "amina", 3.0)
        sync_once(client, platform.course)
        (platform.course / "grading" / STATE).write_text('{"seq": "x"}', encoding="utf-8")
        assert sync_once(client, platform.course).verdicts == 1
    assert score(platform, "amina") == 8.0


def test_one_bad_row_holds_nobody_else_up_and_is_owed(platform: Platform) -> None:
    platform.hand_in("amina", {"double": RIGHT})
    platform.hand_in("bilal", {"double": RIGHT})
    with platform.client(TEACHER) as client:
        trap = platform.course / "grading" / "submitted" / "amina"
        trap.parent.mkdir(parents=True)
        trap.symlink_to(platform.course)
        first = sync_once(client, platform.course)
        assert first.verdicts == 1 and "amina" in first.problems[0]
        assert score(platform, "bilal") == 5.0
        trap.unlink()
        second = sync_once(client, platform.course)
        assert (second.verdicts, second.problems) == (1, [])
    assert score(platform, "amina") == 5.0


def late_by(platform: Platform, hours: float, *, policy: str = "after = 0.5") -> None:
    """Make the toy due this long ago, and late work count half unless `policy` says otherwise."""
    text = platform.course / "course.toml"
    if "[late]" not in text.read_text(encoding="utf-8"):
        text.write_text(f"{text.read_text(encoding='utf-8')}\n[late]\n{policy}\n", encoding="utf-8")
        platform.publish()
    now = datetime.now(UTC)
    due, why = now - timedelta(hours=hours), {"reason": "flood", "by": TEACHER}
    times.set_times(platform.engine, "toy", NAME, opens=None, due=due, **why, now=now)


def exported(platform: Platform) -> dict[str, float]:
    """Each learner's score as `nbgrader export` writes it."""
    grading = platform.course / "grading"
    with open_gradebook(grading, "toy") as gradebook:
        CsvExportPlugin(to=str(grading / "grades.csv")).export(gradebook)
    with (grading / "grades.csv").open(encoding="utf-8") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def effective(platform: Platform, learner: str) -> float | None:
    standing = scores.progress(platform.engine, learner, "toy")
    assert standing is not None
    return standing.assignments[0].best_score


def test_late_work_counts_in_nbgraders_export_what_it_counts_here(platform: Platform) -> None:
    late_by(platform, 5)
    platform.hand_in("amina", {"double": RIGHT, "reflect": "When I plan."})
    with platform.client(TEACHER) as client:
        sync_once(client, platform.course)
        assert exported(platform) == {"amina": 2.5} == {"amina": effective(platform, "amina")}
        give(platform, "amina", 4.0)
        assert sync_once(client, platform.course).manual_grades == 1
        assert exported(platform) == {"amina": 4.5} == {"amina": effective(platform, "amina")}
    assert score(platform, "amina") == 9.0, "the points themselves stay"


def test_moved_deadline_reaches_the_gradebook_without_a_new_hand_in(platform: Platform) -> None:
    late_by(platform, 5)
    for learner in ("amina", "bilal"):
        platform.hand_in(learner, {"double": RIGHT, "reflect": "Yes."})
    now, who = datetime.now(UTC), {"reason": "was ill", "by": TEACHER}
    with platform.client(TEACHER) as client:
        sync_once(client, platform.course)
        give(platform, "amina", 3.0)
        sync_once(client, platform.course)
        times.extend(platform.engine, "toy", NAME, "bilal", now + timedelta(hours=9), **who, now=now)
        moved = sync_once(client, platform.course)
        assert (moved.verdicts, moved.manual_grades) == (0, 0), "nothing is written or sent again"
        assert exported(platform) == {"amina": 4.0, "bilal": 5.0}
        late_by(platform, -5)
        sync_once(client, platform.course)
        assert exported(platform) == {"amina": 8.0, "bilal": 5.0}
        late_by(platform, 2)
        sync_once(client, platform.course)
        assert exported(platform) == {"amina": 4.0, "bilal": 5.0}
        asked = sync_once(client, platform.course)
    assert (asked.verdicts, asked.problems) == (0, [])


def test_moved_deadline_that_makes_another_attempt_the_best_brings_that_one(platform: Platform) -> None:
    late_by(platform, -1, policy="accept = false")
    platform.hand_in("amina", {"double": SAME})
    late_by(platform, 0)
    second = platform.hand_in("amina", {"double": RIGHT})
    platform.hand_in("bilal", {"double": RIGHT})
    with platform.client(TEACHER) as client:
        sync_once(client, platform.course)
        assert exported(platform) == {"amina": 0.0, "bilal": 0.0}
        assert score(platform, "bilal") == 5.0, "what came too late can still be read"
        late_by(platform, -1)
        sync_once(client, platform.course)
        assert sync_once(client, platform.course).verdicts == 1
        assert exported(platform) == {"amina": 5.0, "bilal": 5.0}
        assert sync_once(client, platform.course).verdicts == 0
    state = read_state(platform.course / "grading")
    assert state["submissions"][f"amina\n{NAME}"] == second and state["owed"] == []


def test_rows_that_fail_do_not_keep_others_that_are_owed_waiting(platform: Platform) -> None:
    platform.hand_in("amina", {"double": RIGHT})
    platform.hand_in("bilal", {"double": RIGHT})
    grading = platform.course / "grading"
    with platform.client(TEACHER) as client:
        (grading / "submitted").mkdir(parents=True)
        for learner in ("amina", "bilal"):
            (grading / "submitted" / learner).symlink_to(platform.course)
        assert len(sync_once(client, platform.course).problems) == 2
        state = read_state(grading)
        write_state(grading, state | {"owed": [1] * OWED_PER_ROUND + [2]})
        (grading / "submitted" / "bilal").unlink()
        sync_once(client, platform.course)
        assert sync_once(client, platform.course).verdicts == 1
    assert score(platform, "bilal") == 5.0


def test_only_one_server_works_on_a_course(platform: Platform) -> None:
    grading = platform.course / "grading"
    grading.mkdir()
    with lock(grading) as held, platform.client(TEACHER) as client:
        assert held
        assert sync_once(client, platform.course).busy
    with platform.client(TEACHER) as client:
        assert not sync_once(client, platform.course).busy


def test_broken_text_is_a_problem_and_the_rest_goes_on(platform: Platform) -> None:
    platform.hand_in("amina", {"double": RIGHT})
    with platform.client(TEACHER) as client:
        sync_once(client, platform.course)
        change(platform.course / NAME / f"{NAME}.py", "### END HIDDEN TESTS", "")
        broken = sync_once(client, platform.course)
    assert "never closed" in broken.problems[0]
    assert score(platform, "amina") == 5.0


def test_loop_outlives_a_missing_service_and_stops_when_told(
    platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    platform.hand_in("amina", {"double": RIGHT})
    stop = threading.Event()
    calls: list[None] = []

    def connect() -> object:
        calls.append(None)
        if len(calls) == 1:
            raise OSError("the service is away")
        return platform.client(TEACHER)

    thread = threading.Thread(
        target=run_forever, args=(connect, [platform.course], stop), kwargs={"interval_s": 0.05}
    )
    thread.start()
    arrived = platform.course / "grading" / "autograded" / "amina" / NAME / "timestamp.txt"
    deadline = time.monotonic() + 30
    while not arrived.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    stop.set()
    thread.join(10)
    assert arrived.exists() and not thread.is_alive()
    assert caplog.text.count("the service is away") == 1
