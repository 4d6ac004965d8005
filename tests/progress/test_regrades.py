"""Grading again: proposals that count nothing, differences, and a decision that counts all at once.

Everything is graded by the real worker step in the real sandbox.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, func, select

from grader.build import bundle
from grader.course import read_assignment
from hub.regrade import regrade as command
from hub.worker import Worker
from progress import backlog, differences, feed, handins, queue, regrades, releases, scores, tables, verdicts
from progress.api.regrades import apply_and_certify
from progress.certify import certify_recent
from progress.credentials import register
from progress.database import reading
from progress.differences import Findings
from progress.handins import Receipt
from progress.hubauth import COOKIE, open_session
from progress.regrades import Regrade, RegradeError
from progress.settings import Settings
from progress.store import Store
from tests.progress import toy
from tests.progress.service import Service

ASSIGNMENT = "t3-adding"
SOURCE = """
# %% nbgrader={"grade_id": "adding", "solution": true}
def adding(a, b):
    ### BEGIN SOLUTION
    return a + b
    ### END SOLUTION

# %% nbgrader={"grade_id": "adding-small", "grade": true, "points": 4}
assert adding(1, 1) == 2, "[small] Add one and one."

# %% nbgrader={"grade_id": "adding-large", "grade": true, "points": 6}
### BEGIN HIDDEN TESTS
assert CHECK, "[large] Add other numbers too."
### END HIDDEN TESTS
"""
ANSWERS = {
    "ali": "def adding(a, b):\n    return round(a + b, 9)",
    "omar": "def adding(a, b):\n    return 2 if a == b else 0.1 + 0.2",
    "sana": "def adding(a, b):\n    return 0",
}
TOO_STRICT = "adding(0.1, 0.2) == 0.1 + 0.2"
MENDED = "adding(20, 22) == 42"
NOW = datetime.now(UTC)


class Classroom:
    """`toys/t3-adding`, with a hidden check that is too strict, and three learners graded by it."""

    def __init__(self, settings: Settings, engine: Engine, store: Store, folder: Path) -> None:
        self.settings, self.engine, self.store, self.folder = settings, engine, store, folder
        self.worker = Worker(settings, engine, name="here")
        folder.mkdir(parents=True)
        (folder / "assignment.toml").write_text('format = 1\ntitle = "Adding"\nminutes = 5\n')
        releases.publish_course(engine, toy.course(assignments=(ASSIGNMENT,)))
        self.release(TOO_STRICT)
        for learner, answer in ANSWERS.items():
            self.hand_in(learner, answer)
        self.work()

    def release(self, check: str) -> None:
        """Offer the assignment with this hidden check."""
        (self.folder / f"{ASSIGNMENT}.py").write_text(SOURCE.replace("CHECK", check))
        releases.publish(self.engine, bundle(read_assignment(self.folder)), "teacher")

    def hand_in(self, learner: str, answer: str) -> Receipt:
        cell = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "adding"}}, "source": answer}
        content = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
        now = datetime.now(UTC)
        return handins.hand_in(self.engine, self.store, learner, "toys", ASSIGNMENT, content, None, now)

    def work(self, steps: int | None = None) -> int:
        """Let the worker do this many jobs, or all."""
        done = 0
        while (steps is None or done < steps) and self.worker.step():
            done += 1
        return done

    def start(self, **more: object) -> Regrade:
        return regrades.start(self.engine, "toys", ASSIGNMENT, "teacher", datetime.now(UTC), **more)  # type: ignore[arg-type]

    def apply(self, regrade: Regrade) -> list[str]:
        return regrades.apply(self.engine, regrade.id, "teacher", datetime.now(UTC))

    def found(self, regrade: Regrade) -> Findings:
        return differences.of_regrade(self.engine, regrade)

    def best(self) -> dict[str, float | None]:
        everybody = scores.class_progress(self.engine, "toys")
        return {
            one.learner: item.best_score
            for one in everybody
            for item in one.assignments
            if item.assignment == ASSIGNMENT
        }


@pytest.fixture
def toys(settings: Settings, engine: Engine, store: Store, tmp_path: Path) -> Classroom:
    return Classroom(settings, engine, store, tmp_path / "toys" / ASSIGNMENT)


BEFORE = {"ali": 4, "omar": 10, "sana": 0}
AFTER = {"ali": 10, "omar": 4, "sana": 0}


def test_a_regrade_counts_nothing_until_it_is_applied_and_then_all_at_once(toys: Classroom) -> None:
    assert toys.best() == BEFORE
    toys.release(MENDED)
    asked = toys.start(reason="The check was too strict.")
    assert toys.work() == 3
    assert toys.best() == BEFORE
    found = toys.found(asked)
    assert [(d.learner, d.old_score, d.new_score, d.lower) for d in found.differences] == [
        ("omar", 10, 4, True),
        ("ali", 4, 10, False),
    ]
    assert [(c.grade_id, c.old_status, c.new_status) for c in found.differences[0].checks] == [
        ("adding-large", "passed", "failed")
    ]
    assert (found.same, found.failed) == (1, [])
    assert toys.apply(asked) == ["ali", "omar", "sana"]
    assert toys.best() == AFTER
    assert toys.found(asked) == found, "what it changed is told afterwards too"


def test_every_verdict_says_who_changed_it_when_and_why(toys: Classroom) -> None:
    toys.release(MENDED)
    asked = toys.start(reason="The check was too strict.")
    toys.work()
    toys.apply(asked)
    first, second = verdicts.history(toys.engine, 1)
    assert (first.score, first.given_by, first.reason) == (4, "hunar", "")
    assert (second.score, second.given_by, second.reason) == (10, "teacher", "The check was too strict.")
    assert second.release_id > first.release_id and second.given_at > first.given_at


def test_an_unchanged_release_makes_no_differences_and_no_new_verdicts(toys: Classroom) -> None:
    asked = toys.start()
    assert toys.work() == 3
    assert toys.found(asked) == Findings([], 3, [])
    assert toys.apply(asked) == []
    assert toys.best() == BEFORE
    assert len(verdicts.history(toys.engine, 1)) == 1


def test_the_gradebook_s_feed_follows_what_was_applied_and_nothing_before(toys: Classroom) -> None:
    seq, _ = feed.changes(toys.engine, "toys", 0)
    toys.release(MENDED)
    asked = toys.start()
    toys.work()
    assert feed.changes(toys.engine, "toys", seq) == (seq, [])
    toys.apply(asked)
    _, entries = feed.changes(toys.engine, "toys", seq)
    assert {entry.learner: entry.verdict.score for entry in entries} == AFTER


def test_a_certificate_that_is_due_by_a_regrade_is_issued(toys: Classroom) -> None:
    toys.release(MENDED)
    asked = toys.start()
    toys.work()
    assert register.of_learner(toys.engine, "ali") == {}
    apply_and_certify(toys.engine, toys.settings, asked, "teacher")
    assert "toys" in register.of_learner(toys.engine, "ali")


def test_a_service_killed_between_applying_and_certificate_issues_it_when_it_starts(toys: Classroom) -> None:
    toys.release(MENDED)
    asked = toys.start()
    toys.work()
    toys.apply(asked)
    assert register.of_learner(toys.engine, "ali") == {}
    certify_recent(toys.engine, toys.settings)
    assert "toys" in register.of_learner(toys.engine, "ali")


def test_only_best_attempts_are_graded_again_unless_all_are_asked_for(toys: Classroom) -> None:
    toys.hand_in("omar", ANSWERS["sana"])
    assert toys.work() == 1
    asked = toys.start()
    assert toys.work() == 3
    regrades.drop(toys.engine, asked.id, "teacher", NOW)
    toys.start(every=True)
    assert toys.work() == 4


def test_fresh_hand_ins_go_before_a_regrade(toys: Classroom) -> None:
    asked = toys.start()
    fresh = toys.hand_in("ali", ANSWERS["ali"])
    assert toys.work(steps=1) == 1
    receipt = handins.receipt(toys.engine, fresh.id)
    assert receipt is not None and receipt.state == "graded"
    assert backlog.of_regrade(toys.engine, asked.id, ASSIGNMENT, NOW).done == 0


def test_a_second_regrade_of_the_assignment_is_refused_in_words(toys: Classroom) -> None:
    first = toys.start()
    with pytest.raises(RegradeError, match="waits for a decision already"):
        toys.start()
    regrades.drop(toys.engine, first.id, "teacher", NOW)
    assert toys.start().id != first.id


def test_nothing_is_decided_twice(toys: Classroom) -> None:
    asked = toys.start()
    toys.work()
    toys.apply(asked)
    for again in (regrades.apply, regrades.drop):
        with pytest.raises(RegradeError, match="was applied by teacher"):
            again(toys.engine, asked.id, "other", NOW)
    with pytest.raises(RegradeError, match="no regrade 99"):
        regrades.drop(toys.engine, 99, "other", NOW)


def test_a_regrade_that_is_not_finished_cannot_be_applied_but_dropped(toys: Classroom) -> None:
    toys.release(MENDED)
    asked = toys.start()
    toys.work(steps=2)
    with pytest.raises(RegradeError, match="not finished"):
        toys.apply(asked)
    assert toys.best() == BEFORE and regrades.proposed(toys.engine, "toys", ASSIGNMENT) == asked
    regrades.drop(toys.engine, asked.id, "teacher", NOW)
    assert toys.work() == 0, "what was dropped is not graded any more"
    assert toys.best() == BEFORE


def test_a_release_that_came_meanwhile_makes_the_regrade_out_of_date(toys: Classroom) -> None:
    asked = toys.start()
    toys.work()
    toys.release(MENDED)
    with pytest.raises(RegradeError, match="Another release has been offered"):
        toys.apply(asked)
    assert toys.best() == BEFORE


def test_what_could_not_be_graded_again_keeps_its_verdict(toys: Classroom) -> None:
    toys.release(MENDED)
    asked = toys.start()
    for _ in range(3):
        job = queue.claim(toys.engine, "here", datetime.now(UTC))
        assert job is not None and job.submission_id is not None
        if job.submission_id == 1:
            broken = queue.gave_up("1")
            assert queue.finish_regrade(toys.engine, job, broken, NOW)
        else:
            queue.give_back(toys.engine, job)
            toys.work(steps=1)
    assert toys.found(asked).failed == ["ali"]
    assert backlog.of_regrade(toys.engine, asked.id, ASSIGNMENT, NOW).failed == 1
    assert toys.apply(asked) == ["omar", "sana"]
    assert toys.best() == AFTER | {"ali": 4}


def test_a_worker_killed_in_a_regrade_leaves_the_job_to_its_successor(toys: Classroom) -> None:
    asked = toys.start()
    lost = queue.claim(toys.engine, "here", datetime.now(UTC))  # and then the process is gone
    assert lost is not None and lost.kind == "regrade"
    assert all(r.state == "graded" for r in handins.receipts(toys.engine, "toys")), "a regrade is not shown"
    Worker(toys.settings, toys.engine, name="here").recover()
    assert toys.work() == 3
    work = backlog.of_regrade(toys.engine, asked.id, ASSIGNMENT, NOW)
    assert (work.done, work.total) == (3, 3)
    with reading(toys.engine) as connection:
        assert connection.execute(select(func.count()).select_from(tables.proposals)).scalar_one() == 3


def test_work_that_we_failed_to_grade_is_graded_by_a_regrade(toys: Classroom) -> None:
    receipt = toys.hand_in("zia", ANSWERS["omar"])
    job = queue.claim(toys.engine, "here", datetime.now(UTC))
    assert job is not None and queue.finish(toys.engine, job, queue.gave_up(str(receipt.id)), NOW)
    assert toys.best()["zia"] is None
    asked = toys.start()
    toys.work()
    toys.apply(asked)
    assert toys.best() == BEFORE | {"zia": 10}
    after = handins.receipt(toys.engine, receipt.id)
    assert after is not None and after.state == "graded"


def test_what_still_waits_for_the_old_checks_is_regraded_too(toys: Classroom) -> None:
    toys.hand_in("noor", ANSWERS["ali"])
    toys.release(MENDED)
    toys.hand_in("zia", ANSWERS["ali"])
    asked = toys.start()
    assert toys.work() == 2 + 3 + 1
    toys.apply(asked)
    assert toys.best() == AFTER | {"noor": 10, "zia": 10}


def test_hand_ins_that_wait_are_counted_from_when_the_oldest_one_came(toys: Classroom) -> None:
    assert backlog.hand_ins(toys.engine, "toys") == []
    for learner in ("noor", "zia", "asma"):
        toys.hand_in(learner, ANSWERS["ali"])
    (before,) = backlog.hand_ins(toys.engine, "toys")
    assert (before.assignment, before.done, before.total, before.left_s(NOW)) == (ASSIGNMENT, 0, 3, None)
    toys.work(steps=1)
    (work,) = backlog.hand_ins(toys.engine, "toys")
    assert (work.done, work.total) == (1, 3)
    assert work.left_s(work.since + timedelta(seconds=10)) == 20


def test_an_instructor_regrades_by_the_api(toys: Classroom, service_of: Callable[[], Service]) -> None:
    service = service_of()
    teacher, where = service.teacher("tina"), f"courses/toys/assignments/{ASSIGNMENT}/regrades"
    toys.release(MENDED)
    made = teacher.post(where, json={"reason": "The check was too strict."})
    assert made.status_code == 201 and (made.json()["done"], made.json()["total"]) == (0, 3)
    refused = teacher.post(where, json={})
    assert refused.status_code == 409 and "waits for a decision" in refused.json()["detail"]
    one = f"regrades/{made.json()['id']}"
    assert teacher.post(f"{one}/apply").status_code == 409
    toys.work()
    shown = teacher.get(one).json()
    assert [(d["learner"], d["lower"]) for d in shown["differences"]] == [("omar", True), ("ali", False)]
    assert teacher.post(f"{one}/apply").json()["state"] == "applied"
    assert toys.best() == AFTER
    assert [item["state"] for item in teacher.get(where).json()] == ["applied"]
    assert teacher.post(f"{one}/drop").status_code == 409


def test_only_instructors_of_the_course_regrade(toys: Classroom, service_of: Callable[[], Service]) -> None:
    service, asked = service_of(), toys.start()
    for person in (service.learner("ali"), service.teacher("otto", "other")):
        where = f"courses/toys/assignments/{ASSIGNMENT}/regrades"
        assert (person.get(where).status_code, person.post(where, json={}).status_code) == (403, 403)
        for way in (f"regrades/{asked.id}/apply", f"regrades/{asked.id}/drop"):
            assert person.post(way).status_code == 404
        assert person.get(f"regrades/{asked.id}").status_code == 404
    assert regrades.proposed(toys.engine, "toys", ASSIGNMENT) == asked


def browser(service: Service, name: str, *groups: str) -> httpx.Client:
    """A browser in which this person is signed in."""
    session = open_session(service.engine, service.hub.token(name, *groups), datetime.now(UTC), 1)
    made = service.client("", Accept="text/html", **{"Sec-Fetch-Site": "same-origin"})
    made.cookies.set(COOKIE, session)
    return made


def form_token(answer: httpx.Response) -> str:
    found = re.search(r'name="_xsrf" value="([^"]+)"', answer.text)
    assert found is not None, answer.text
    return found[1]


GRADING = f"teach/toys/{ASSIGNMENT}/grading"
RELOADS = '<meta http-equiv="refresh"'


def test_an_instructor_regrades_on_the_page(toys: Classroom, service_of: Callable[[], Service]) -> None:
    service = service_of()
    teacher = browser(service, "tina", "learners", "formgrade-toys")
    toys.release(MENDED)
    page = teacher.get(GRADING)
    assert "Everything that was handed in is graded" in page.text and RELOADS not in page.text
    wish = {"_xsrf": form_token(page), "reason": "<b>Too strict.</b>", "which": "best"}
    assert teacher.post(f"teach/toys/{ASSIGNMENT}/regrade", data=wish).status_code == 303
    toys.work(steps=1)
    page = teacher.get(GRADING)
    assert "Graded again 1 of 3" in page.text and RELOADS in page.text and "Apply:" not in page.text
    toys.work()
    page = teacher.get(GRADING)
    assert RELOADS not in page.text and "1 score gets lower." in page.text
    assert page.text.index("omar") < page.text.index("ali"), "who loses points comes first"
    assert "&lt;b&gt;Too strict.&lt;/b&gt;" in page.text and "<b>" not in page.text
    asked = regrades.proposed(toys.engine, "toys", ASSIGNMENT)
    assert asked is not None
    choice = {"_xsrf": form_token(page), "regrade_id": str(asked.id), "decision": "apply"}
    assert teacher.post(f"teach/toys/{ASSIGNMENT}/decide", data=choice).status_code == 303
    assert toys.best() == AFTER
    again = teacher.post(f"teach/toys/{ASSIGNMENT}/decide", data=choice)
    assert again.status_code == 409 and "was applied by tina" in again.text
    learner = browser(service, "ali", "learners").get("submissions/1").text
    assert "Too strict." in learner and "tina" in learner


def test_the_page_counts_hand_ins_that_wait(toys: Classroom, service_of: Callable[[], Service]) -> None:
    service = service_of()
    teacher = browser(service, "tina", "learners", "formgrade-toys")
    for learner in ("noor", "zia"):
        toys.hand_in(learner, ANSWERS["ali"])
    toys.work(steps=1)
    page = teacher.get(GRADING)
    assert "Graded 1 of 2" in page.text and RELOADS in page.text
    assert RELOADS not in teacher.get(GRADING, params={"ask": "true"}).text, "nobody's words are wiped away"
    waiting = service.teacher("tina").get("courses/toys/grading").json()
    assert [(item["assignment"], item["done"], item["total"]) for item in waiting] == [(ASSIGNMENT, 1, 2)]


def test_the_course_page_leads_there_and_counts_what_waits(
    toys: Classroom, service_of: Callable[[], Service]
) -> None:
    teacher = browser(service_of(), "tina", "learners", "formgrade-toys")
    page = teacher.get("teach/toys").text
    assert GRADING in page and f"teach/toys/{ASSIGNMENT}/similar" in page and "graded.js" not in page
    toys.hand_in("noor", ANSWERS["ali"])
    page = teacher.get("teach/toys").text
    assert "Graded 0 of 1</span>" in page
    script = re.search(r'src="([^"]*graded\.js[^"]*)" data-ask="([^"]+)"', page)
    assert script is not None
    origin = str(teacher.base_url).partition("/services")[0]
    assert teacher.get(origin + script[1]).status_code == 200
    assert teacher.get(origin + script[2]).json()[0]["total"] == 1


def test_the_page_is_for_instructors_and_their_own_forms(
    toys: Classroom, service_of: Callable[[], Service]
) -> None:
    service = service_of()
    for person in (browser(service, "ali", "learners"), browser(service, "otto", "formgrade-other")):
        assert person.get(GRADING).status_code == 403
    teacher = browser(service, "tina", "learners", "formgrade-toys")
    wish = {"_xsrf": "forged", "reason": "", "which": "all"}
    assert teacher.post(f"teach/toys/{ASSIGNMENT}/regrade", data=wish).status_code == 403
    assert regrades.of_assignment(toys.engine, "toys", ASSIGNMENT) == []


@pytest.fixture
def service_of(request: pytest.FixtureRequest) -> Callable[[], Service]:
    """The running service on the class's database, once the class is there."""
    return lambda: request.getfixturevalue("service")


def typed(toys: Classroom, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.setenv("HUNAR_STATE", str(toys.settings.state))
    monkeypatch.setenv("HUNAR_DATABASE_URL", toys.settings.database_url or "")
    return CliRunner().invoke(command, [f"toys/{ASSIGNMENT}", *arguments])


def test_the_command_shows_lower_scores_first_and_applies_when_told(
    toys: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    toys.release(MENDED)
    toys.start(reason="The check was too strict.")
    toys.work()
    shown = typed(toys, monkeypatch)
    assert shown.exit_code == 0 and toys.best() == BEFORE
    lines = shown.stdout.splitlines()
    assert lines[1:3] == [
        "LOWER SCORES: 1. Look at them before you apply.",
        "LOWER omar, attempt 1: 10 -> 4 of 10",
    ]
    assert f"hunar regrade toys/{ASSIGNMENT} --apply" in shown.stdout
    again = typed(toys, monkeypatch, "--reason", "another")
    assert again.exit_code == 1 and "waits for a decision already" in again.stderr
    assert typed(toys, monkeypatch, "--apply").exit_code == 0
    assert toys.best() == AFTER


def test_the_command_drops_what_waits(toys: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    none = typed(toys, monkeypatch, "--drop")
    assert none.exit_code == 1 and "No regrade" in none.stderr
    toys.start()
    assert "every score stays" in typed(toys, monkeypatch, "--drop").stdout
    assert regrades.proposed(toys.engine, "toys", ASSIGNMENT) is None


def test_the_command_names_what_it_does_not_know(toys: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUNAR_STATE", str(toys.settings.state))
    monkeypatch.setenv("HUNAR_DATABASE_URL", toys.settings.database_url or "")
    answer = CliRunner().invoke(command, ["toys/nowhere"])
    assert answer.exit_code == 1 and "There is no assignment toys/nowhere" in answer.stderr
