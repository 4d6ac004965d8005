"""The API over real sockets: rights, receipts, problems in words."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import httpx
import pytest

from progress import clients, queue
from progress.handins import MAX_BYTES
from progress.hubauth import COOKIE, open_session
from progress.signin import STATE_COOKIE
from tests.progress.service import Service
from tests.progress.toy import notebook, verdict

HAND_IN = "courses/toys/assignments/t1-adding/submissions"


def grade_next(service: Service, score: float = 10) -> None:
    now = datetime.now(UTC)
    job = queue.claim(service.engine, "w", now)
    assert job is not None and queue.finish(service.engine, job, verdict(score=score), now)


def problem(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])


def test_a_hand_in_comes_back_with_its_verdict(service: Service) -> None:
    ali = service.learner("ali")
    posted = ali.post(HAND_IN, content=notebook(), headers={"Idempotency-Key": "k1"})
    receipt = posted.json()
    assert posted.status_code == 201
    assert receipt["digest"] == hashlib.sha256(notebook()).hexdigest()
    assert receipt["page"] == f"/services/progress/submissions/{receipt['id']}"
    assert ali.post(HAND_IN, content=notebook(), headers={"Idempotency-Key": "k1"}).json() == receipt
    grade_next(service)
    found = ali.get(f"submissions/{receipt['id']}").json()
    assert (found["state"], found["score"], found["total"]) == ("graded", 10, 10)
    assert ali.get(f"submissions/{receipt['id']}/notebook").content == notebook()
    assert "Adding" in ali.get(f"submissions/{receipt['id']}/feedback").text
    mine = ali.get("courses").json()[1]["assignments"][0]["my"]
    assert (mine["best_score"], mine["attempts"], mine["needs_manual"]) == (10, 1, ["why"])


def test_the_source_never_leaves_in_a_release(service: Service) -> None:
    release = service.learner("ali").get("courses/toys/assignments/t1-adding/release")
    assert release.json()["files"] == {"data.csv": "a,b\n"}
    assert "secret" not in release.text


def test_nobody_else_s_record_is_found(service: Service) -> None:
    ali, omar = service.learner("ali"), service.learner("omar")
    foreign = service.teacher("fatima", "other")
    own = ali.post(HAND_IN, content=notebook()).json()["id"]
    grade_next(service)
    for who in (omar, foreign):
        for path in ("", "/notebook", "/feedback"):
            problem(who.get(f"submissions/{own}{path}"), 404)
        problem(who.get(HAND_IN, params={"learner": "ali"}), 404)
        problem(who.get(HAND_IN, params={"all": "true"}), 404)
        assert who.get(HAND_IN).json() == []
    sara = service.teacher("sara")
    assert sara.get(f"submissions/{own}").json()["learner"] == "ali"
    assert [r["id"] for r in sara.get(HAND_IN, params={"all": "true"}).json()] == [own]


@pytest.mark.parametrize("path", ["progress", "progress.csv", "gradebook"])
def test_class_records_are_for_the_course_s_instructors(service: Service, path: str) -> None:
    problem(service.learner("ali").get(f"courses/toys/{path}"), 403)
    problem(service.teacher("fatima", "other").get(f"courses/toys/{path}"), 403)
    assert service.teacher("sara").get(f"courses/toys/{path}").status_code == 200


def test_instructors_posts_are_refused_to_learners(service: Service) -> None:
    ali = service.learner("ali")
    problem(ali.post("courses/toys/releases", json={"files": {}}), 403)
    problem(ali.post("courses/toys/manual-grades", json=[]), 403)


def test_strangers_and_the_not_admitted_are_told_why(service: Service) -> None:
    problem(service.client().get("courses"), 401)
    problem(service.client(Authorization="token wrong").get("courses"), 401)
    waiting = service.person("new")
    assert waiting.get("me").json()["roles"] == {"learner": False, "admin": False, "instructor_of": []}
    assert "admitted" in problem(waiting.get("courses"), 403)
    problem(waiting.post(HAND_IN, content=notebook()), 403)


def test_errors_are_problems_in_words(service: Service) -> None:
    ali = service.learner("ali")
    assert "5 MB" in problem(ali.post(HAND_IN, content=b"x" * (MAX_BYTES + 1)), 413)
    assert "not a notebook" in problem(ali.post(HAND_IN, content=b"hello"), 422)
    problem(ali.post(HAND_IN.replace("t1", "t9"), content=notebook()), 404)
    problem(ali.get("nothing/here"), 404)
    problem(ali.delete("courses"), 405)
    problem(ali.get("submissions/zero"), 422)
    ali.post(HAND_IN, content=notebook(), headers={"Idempotency-Key": "k"})
    problem(ali.post(HAND_IN, content=notebook("y"), headers={"Idempotency-Key": "k"}), 409)


def test_marks_come_back_and_bear_the_name_of_the_token_s_owner(service: Service) -> None:
    ali, sara = service.learner("ali"), service.teacher("sara")
    own = ali.post(HAND_IN, content=notebook()).json()["id"]
    grade_next(service)
    row = sara.get("courses/toys/gradebook").json()["rows"][0]
    assert (row["learner"], row["submission_id"], row["notebook"]) == ("ali", own, notebook().decode())
    mark = {"learner": "ali", "assignment": "t1-adding", "grade_id": "why", "score": 9, "max_score": 10}
    answer = sara.post("courses/toys/manual-grades", json=[mark, mark | {"grade_id": "add-check"}]).json()
    assert answer["accepted"] == 1 and len(answer["refused"]) == 1
    found = ali.get(f"submissions/{own}").json()
    assert found["total"] == 19 and found["manual"][0]["score"] == 9


def test_the_spreadsheet_runs_no_formula(service: Service) -> None:
    evil = service.person("=cmd|x", "learners")
    evil.post(HAND_IN, content=notebook())
    text = service.teacher("sara").get("courses/toys/progress.csv").text
    assert "'=cmd|x," in text


def test_a_release_is_asked_for_and_waits_for_the_gate(service: Service) -> None:
    sara = service.teacher("sara")
    files = {"t1-adding.py": "# %%", "assignment.toml": "", "course.toml": "", "wrong_answers.py": ""}
    asked = sara.post("courses/toys/releases", json={"files": files})
    assert (asked.status_code, asked.json()["state"]) == (202, "checking")
    assert sara.get(f"releases/{asked.json()['id']}").json() == asked.json()
    problem(service.teacher("fatima", "other").get(f"releases/{asked.json()['id']}"), 404)
    problem(sara.post("courses/toys/releases", json={"files": files | {"../x.toml": ""}}), 422)


def test_a_university_reads_its_course_with_its_scope_only(service: Service) -> None:
    service.learner("ali").post(HAND_IN, content=notebook())
    grade_next(service)
    client_id, secret = clients.add(service.engine, "UET", ["results:read"], ["toys"], datetime.now(UTC))
    outside = service.client()
    form = {"grant_type": "client_credentials"}
    problem(outside.post("oauth/token", data=form, auth=(client_id, "wrong")), 401)
    token = outside.post("oauth/token", data=form, auth=(client_id, secret)).json()["access_token"]
    reader = service.client(Authorization=f"Bearer {token}")
    rows = reader.get("results").json()
    assert [(r["learner"], r["best_score"]) for r in rows["results"]] == [("ali", 10)]
    problem(reader.get("results", params={"course": "other"}), 404)
    problem(reader.get("results", params={"cursor": "nonsense"}), 422)
    problem(reader.get("credentials"), 403)
    problem(service.client(Authorization=f"Bearer {token}x").get("results"), 401)
    clients.revoke(service.engine, client_id, datetime.now(UTC))
    problem(reader.get("results"), 401)


def test_a_browser_signs_in_through_the_hub_with_pkce(service: Service) -> None:
    token = service.hub.token("ali", "learners")
    browser = service.client("")
    sent = browser.get("login", params={"next": "https://evil.example/"})
    asked = httpx.URL(sent.headers["location"]).params
    assert asked["code_challenge_method"] == "S256"
    service.hub.codes["code"] = (asked["code_challenge"], token)
    problem(browser.get("oauth_callback", params={"code": "code", "state": "forged"}), 400)
    back = browser.get("oauth_callback", params={"code": "code", "state": asked["state"]})
    assert back.headers["location"] == "/services/progress/"
    assert STATE_COOKIE not in browser.cookies
    assert token not in browser.cookies[COOKIE]
    assert browser.get("api/v1/me").json()["name"] == "ali"
    browser.get("logout")
    problem(browser.get("api/v1/me"), 401)


def test_another_site_cannot_hand_in_with_a_browser_s_session(service: Service) -> None:
    token = service.hub.token("ali", "learners")
    browser = service.client()
    browser.cookies.set(COOKIE, open_session(service.engine, token, datetime.now(UTC), 1))
    problem(browser.post(HAND_IN, content=notebook(), headers={"Sec-Fetch-Site": "cross-site"}), 403)
    problem(browser.post(HAND_IN, content=notebook(), headers={"Origin": "https://evil.example"}), 403)
    same = browser.post(HAND_IN, content=notebook(), headers={"Sec-Fetch-Site": "same-origin"})
    assert same.status_code == 201


def test_the_service_says_that_it_is_well(service: Service) -> None:
    assert service.client("").get("healthz").json() == {"status": "ok"}
    assert service.client().get("openapi.json").json()["info"]["title"] == "Hunar progress"
