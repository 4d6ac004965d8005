"""Times through the API and the pages: who may set them, and what learners then see."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from grader.course import Late
from grader.verdict import Verdict
from progress import releases, tables, times, verdicts
from progress.database import writing
from progress.pages.lateness import duration, rule
from progress.store import Store
from tests.progress.service import Service
from tests.progress.test_pages_forms import form_token
from tests.progress.toy import bundle, course, graded
from tests.progress.world import COURSE, World, running_world
from tests.progress.world import bundle as world_bundle
from tests.progress.world import course as world_course
from tests.progress.world import verdict as world_verdict

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
LATE = {"periods": [{"until_h": 24, "scale": 0.9}]}
TIMES = "courses/toys/times"
SET = "courses/toys/assignments/t1-adding/times"
EXTEND = "courses/toys/assignments/t1-adding/extensions"
OUTAGES = "courses/toys/outages"


def iso(time: datetime) -> str:
    return time.isoformat()


@pytest.fixture
def late(service: Service) -> Service:
    """The toys were due five hours ago; ali handed in just now."""
    releases.publish_course(service.engine, course(late=LATE))
    releases.publish(service.engine, bundle(), "hunar", due=NOW - 5 * HOUR)
    graded(service.engine, Store(service.settings.state / "submissions"), score=10, now=NOW)
    return service


def test_a_learner_sees_raw_points_scaling_and_due_time(late: Service) -> None:
    ali = late.learner("ali")
    found = ali.get("submissions/1").json()
    assert (found["score"], found["raw_total"], found["scale"], found["total"]) == (10, 10, 0.9, 9)
    assert (found["late"], found["late_s"]) == (True, 5 * 3600)
    assert datetime.fromisoformat(found["due"]["at"]) == NOW - 5 * HOUR and found["due"]["moves"] == []
    one = ali.get("progress").json()[1]["assignments"][0]
    assert (one["best_score"], one["scale"], one["feedback_outdated"]) == (9, 0.9, False)


def test_an_instructor_extends_and_the_learner_sees_why(late: Service) -> None:
    asked = {"learner": "ali", "due": iso(NOW + HOUR), "reason": "was ill"}
    answer = late.teacher("sara").post(EXTEND, json=asked)
    assert answer.status_code == 200
    assert [(e["learner"], e["given_by"]) for e in answer.json()["extensions"]] == [("ali", "sara")]
    found = late.learner("ali").get("submissions/1").json()
    assert (found["total"], found["late"]) == (10, False)
    assert [(m["kind"], m["reason"]) for m in found["due"]["moves"]] == [("extension", "was ill")]
    mine, theirs = (
        next(c["assignments"] for c in person.get("courses").json() if c["course"] == "toys")
        for person in (late.learner("ali"), late.learner("omar"))
    )
    assert datetime.fromisoformat(mine[0]["due"]) == NOW + HOUR
    assert datetime.fromisoformat(theirs[0]["due"]) == NOW - 5 * HOUR


def test_an_extension_for_a_misspelt_name_is_refused(late: Service) -> None:
    asked = {"learner": "alii", "due": iso(NOW + HOUR), "reason": "was ill"}
    answer = late.teacher("sara").post(EXTEND, json=asked)
    assert answer.status_code == 422
    assert "Nobody here has the account name alii" in answer.json()["detail"]
    assert late.teacher("sara").get(TIMES).json()["extensions"] == []


def test_standings_are_the_teacher_s_and_follow_the_times(late: Service) -> None:
    sara, path = late.teacher("sara"), "courses/toys/gradebook/standings"
    assert late.learner("ali").get(path).status_code == 403
    before = sara.get(path).json()
    row = {"seq": 1, "learner": "ali", "assignment": "t1-adding", "submission_id": 1}
    assert before["rows"] == [row | {"scale": 0.9}]
    assert sara.get("courses/toys/gradebook?after=1&limit=1").json() == {
        "seq": 1,
        "times": before["times"],
        "rows": [],
    }
    sara.post(EXTEND, json={"learner": "ali", "due": iso(NOW + HOUR), "reason": "was ill"})
    after = sara.get(path).json()
    assert after["rows"] == [row | {"scale": 1.0}] and after["times"] != before["times"]


def test_an_outage_is_declared_and_taken_back(late: Service) -> None:
    sara = late.teacher("sara")
    asked = {"began": iso(NOW - 8 * HOUR), "ended": iso(NOW - 2 * HOUR), "reason": "no power"}
    declared = sara.post(OUTAGES, json=asked)
    assert declared.status_code == 201
    assert late.learner("ali").get("submissions/1").json()["total"] == 10
    number = declared.json()["outages"][0]["id"]
    assert sara.post(f"{OUTAGES}/{number}/withdrawal", json={"reason": "wrong day"}).json()["outages"] == []
    assert late.learner("ali").get("submissions/1").json()["total"] == 9


def test_an_outage_of_every_course_is_an_administrator_s(late: Service) -> None:
    asked = {"began": iso(NOW - 8 * HOUR), "ended": iso(NOW), "reason": "no power", "every_course": True}
    assert late.teacher("sara").post(OUTAGES, json=asked).status_code == 403
    root = late.person("root", "admins", admin=True)
    found = root.post(OUTAGES, json=asked).json()["outages"][0]
    assert found["every_course"]
    path = f"{OUTAGES}/{found['id']}/withdrawal"
    assert late.teacher("sara").post(path, json={"reason": "mine"}).status_code == 422
    assert root.post(path, json={"reason": "mistake"}).status_code == 200


@pytest.mark.parametrize("who", ["ali", "omar"])
def test_nobody_else_sets_times_or_sees_others_extensions(late: Service, who: str) -> None:
    person = late.learner("ali") if who == "ali" else late.teacher("omar", "other")
    reason = {"reason": "please"}
    span = {"began": iso(NOW - HOUR), "ended": iso(NOW)}
    assert person.get(TIMES).status_code == 403
    assert person.post(SET, json={"due": iso(NOW + HOUR)} | reason).status_code == 403
    assert person.post(EXTEND, json={"learner": who, "due": iso(NOW + HOUR)} | reason).status_code == 403
    assert person.post(OUTAGES, json=span | reason).status_code == 403
    assert late.learner("ali").get("submissions/1").json()["total"] == 9


@pytest.mark.parametrize(
    "body",
    [
        {"due": "2027-01-01T00:00:00", "reason": "no zone"},
        {"due": "0001-01-01T00:00:00+14:00", "reason": "before all years"},
        {"due": "9999-12-31T23:59:59-12:00", "reason": "after all years"},
        {"due": iso(NOW), "reason": ""},
        {"due": iso(NOW), "reason": "\x00"},
        {"due": iso(NOW)},
    ],
)
def test_a_time_that_makes_no_sense_is_refused(late: Service, body: dict[str, str]) -> None:
    assert late.teacher("sara").post(SET, json=body).status_code == 422


def test_an_assignment_is_out_of_sight_until_it_opens_and_an_instructor_can_move_that(
    service: Service,
) -> None:
    ali, sara = service.learner("ali"), service.teacher("sara")
    path = "courses/toys/assignments/t1-adding/"
    later = {"opens": iso(NOW + HOUR), "reason": "the class meets later"}
    assert sara.post(SET, json=later).status_code == 200

    def listed(person: object) -> list[str]:
        found = person.get("courses").json()  # type: ignore[attr-defined]
        return [a["assignment"] for c in found if c["course"] == "toys" for a in c["assignments"]]

    assert listed(ali) == [] and listed(sara) == ["t1-adding"]
    assert ali.get(f"{path}release").status_code == 403 and sara.get(f"{path}release").status_code == 200
    assert all(c["assignments"] == [] for c in ali.get("progress").json() if c["course"] == "toys")
    assert sara.post(SET, json={"opens": iso(NOW - HOUR), "reason": "now"}).status_code == 200
    assert listed(ali) == ["t1-adding"] and ali.get(f"{path}release").status_code == 200


def test_a_result_of_older_checks_says_so_and_a_regrade_says_what_changed(late: Service) -> None:
    releases.publish(late.engine, bundle(title="Adding, mended"), "sara", due=NOW - 5 * HOUR)
    ali = late.learner("ali")
    found = ali.get("submissions/1").json()
    assert found["feedback_outdated"] and len(found["revisions"]) == 1
    newest = releases.current(late.engine, "toys", "t1-adding")
    assert newest is not None
    better = Verdict.model_validate(found["verdict"] | {"score": 8.0})
    with writing(late.engine) as connection:
        regrade = {"course": "toys", "assignment": "t1-adding", "release_id": newest.id, "asked_by": "sara"}
        when = {"asked_at": NOW, "reason": "", "state": "applied"}
        connection.execute(insert(tables.regrades).values(regrade | when))
        verdicts.add(
            connection,
            1,
            better,
            release_id=newest.id,
            worker="w",
            graded_at=NOW,
            given_at=NOW,
            given_by="sara",
            reason="the hidden test was wrong",
            regrade_id=1,
        )
    found = ali.get("submissions/1").json()
    assert (found["score"], found["total"], found["feedback_outdated"]) == (8, 7.2, False)
    assert [(r["revision"], r["score"]) for r in found["revisions"]] == [(1, 10), (2, 8)]
    assert found["revisions"][1]["reason"] == "the hidden test was wrong"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Due five hours ago; sana's hand-in earned everything."""
    with running_world(tmp_path / "state") as made:
        releases.publish_course(made.engine, world_course().model_copy(update={"late": _late()}))
        title = "Hashes: fingerprints of data"
        due = datetime.now(UTC) - 5 * HOUR
        releases.publish(made.engine, world_bundle("a1-hashes", title), "hunar", due=due)
        made.hand_in("sana")
        made.grade(world_verdict(10))
        yield made


def _late() -> Late:
    return course(late=LATE).late


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_result_page_says_how_late_it_came_and_what_that_costs(world: World) -> None:
    shown = text_of(world.learner("sana").get("submissions/1").text)
    assert "9 of 10 points" in shown
    assert "10 of 10, × 0.9 for 5 h late." in shown
    assert "Due" in shown and "5 h late" in shown
    assert "× 0.9 up to 1 day late, nothing after that" in text_of(
        world.learner("sana").get(f"courses/{COURSE}").text
    )


def test_an_instructor_s_forms_set_times_and_the_learner_reads_the_reason(world: World) -> None:
    teacher = world.person("teacher", f"formgrade-{COURSE}")
    token = form_token(teacher.get(f"teach/{COURSE}/times"))
    soon = (datetime.now(UTC) + 9 * HOUR).strftime("%Y-%m-%dT%H:%M")
    common = {"_xsrf": token, "assignment": "a1-hashes"}
    forms = {
        "extensions": common | {"learner": "sana", "due": soon, "reason": "<b>ill</b>"},
        "times": common | {"opens": "", "due": "2026-01-31T10:00", "reason": "holiday"},
        "outages": {
            "_xsrf": token,
            "began": "2026-01-31T09:00",
            "ended": "2026-01-31T11:30",
            "reason": "rain",
        },
    }
    for name, data in forms.items():
        answer = teacher.post(f"teach/{COURSE}/{name}", data=data)
        assert answer.status_code == 303, answer.text
    page = teacher.get(f"teach/{COURSE}/times?done=true").text
    shown = text_of(page)
    assert "Saved." in shown and "due 31 Jan 2026, 12:30" in shown, "10:00 in Karachi and 2 h 30 min"
    assert "sana" in shown and "&lt;b&gt;ill&lt;/b&gt;" in page
    mine = text_of(world.learner("sana").get("submissions/1").text)
    assert "10 of 10 points" in mine and "given by teacher: &lt;b&gt;ill&lt;/b&gt;" in mine
    took = {"_xsrf": token, "reason": "wrong"}
    assert teacher.post(f"teach/{COURSE}/outages/1/withdrawal", data=took).status_code == 303
    assert "due 31 Jan 2026, 10:00" in text_of(teacher.get(f"teach/{COURSE}/times").text)


def test_the_forms_are_for_instructors_of_the_course_with_a_token_of_theirs(world: World) -> None:
    teacher, sana = world.person("teacher", f"formgrade-{COURSE}"), world.learner("sana")
    token = form_token(teacher.get(f"teach/{COURSE}/times"))
    data = {"assignment": "a1-hashes", "due": "2030-01-01T00:00", "reason": "mine", "learner": "sana"}
    assert sana.get(f"teach/{COURSE}/times").status_code == 403
    for name in ("times", "extensions"):
        assert sana.post(f"teach/{COURSE}/{name}", data=data | {"_xsrf": token}).status_code == 403
        assert teacher.post(f"teach/{COURSE}/{name}", data=data).status_code == 403
        wrong = data | {"_xsrf": token, "due": "tomorrow"}
        assert teacher.post(f"teach/{COURSE}/{name}", data=wrong).status_code == 422
    assert times.extensions(world.engine, COURSE) == []


def test_an_extension_that_completes_a_course_brings_the_certificate(world: World) -> None:
    releases.publish_course(
        world.engine, world_course().model_copy(update={"late": course(late={"accept": False}).late})
    )
    world.hand_in("sana", "a2-blocks")
    world.grade(world_verdict(10))
    sana, teacher = world.learner("sana"), world.person("teacher", f"formgrade-{COURSE}")
    assert "Certificate earned" not in sana.get("").text
    token = form_token(teacher.get(f"teach/{COURSE}/times"))
    soon = (datetime.now(UTC) + 9 * HOUR).strftime("%Y-%m-%dT%H:%M")
    data = {"_xsrf": token, "assignment": "a1-hashes", "learner": "sana", "due": soon, "reason": "ill"}
    assert teacher.post(f"teach/{COURSE}/extensions", data=data).status_code == 303
    deadline = time.monotonic() + 10
    while "Certificate earned" not in sana.get("").text:  # issued right after the answer was sent
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_an_outdated_result_is_marked_for_learner_and_instructor(world: World) -> None:
    releases.publish(world.engine, world_bundle("a1-hashes", "Hashes, mended"), "teacher")
    shown = text_of(world.learner("sana").get("submissions/1").text)
    assert "The checks were corrected on" in shown and "Your instructor can regrade it" in shown
    teacher = world.person("teacher", f"formgrade-{COURSE}")
    assert "older checks" in text_of(teacher.get(f"teach/{COURSE}").text)


def test_durations_and_rules_read_like_sentences() -> None:
    assert [duration(timedelta(minutes=m)) for m in (0.1, 20, 60, 90, 26 * 60, 2 * 24 * 60)] == [
        "1 min",
        "20 min",
        "1 h",
        "1 h 30 min",
        "1 day 2 h",
        "2 days",
    ]
    assert rule(course(late={"accept": False}).late) == "Later work is kept and graded, but counts no points."
    assert rule(course().late) == "Later work is marked late and counts in full."
