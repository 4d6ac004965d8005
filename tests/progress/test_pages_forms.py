"""Pages with forms: letting people in, verifying a certificate, and errors in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from progress import accounts
from progress.credentials import register
from progress.credentials.issue import issue_if_due
from tests.progress.world import COURSE, PASSWORD, World, running_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_world(tmp_path / "state") as made:
        yield made


def form_token(answer: httpx.Response) -> str:
    found = re.search(r'name="_xsrf" value="([^"]+)"', answer.text)
    assert found is not None
    return found[1]


def test_administrator_admits_and_refuses(world: World) -> None:
    for name in ("sana", "omar"):
        accounts.sign_up(world.engine, name, PASSWORD, display_name=name.title())
    admin = world.person("root", "admins")
    token = form_token(admin.get("admit"))
    for name, decision in [("sana", "admit"), ("omar", "refuse")]:
        answer = admin.post("admit", data={"_xsrf": token, "name": name, "decision": decision})
        assert answer.status_code == 303
    assert "omar has been refused." in admin.get(world.address + answer.headers["location"]).text
    assert accounts.groups(world.engine, "sana") == ["learners"]
    assert accounts.groups(world.engine, "omar") == []
    assert accounts.pending(world.engine) == []


def test_administrator_gives_a_role_and_instructor_may_not(world: World) -> None:
    accounts.sign_up(world.engine, "sana", PASSWORD)
    wish = {"name": "sana", "role": f"instructor:{COURSE}"}
    teacher, admin = world.person("teacher", f"formgrade-{COURSE}"), world.person("root", "admins")
    refused = teacher.post("admit/roles", data=wish | {"_xsrf": form_token(teacher.get("admit"))})
    assert refused.status_code == 403
    assert admin.post("admit/roles", data=wish | {"_xsrf": form_token(admin.get("admit"))}).status_code == 303
    assert accounts.groups(world.engine, "sana") == ["formgrade-blockchain", "learners"]


def test_form_without_this_sessions_token_changes_nothing(world: World) -> None:
    accounts.sign_up(world.engine, "sana", PASSWORD)
    admin, other = world.person("root", "admins"), world.person("root2", "admins")
    for token in ("", form_token(other.get("admit"))):
        answer = admin.post("admit", data={"_xsrf": token, "name": "sana", "decision": "admit"})
        assert answer.status_code == 403
    assert [person.name for person in accounts.pending(world.engine)] == ["sana"]


def test_form_posted_by_another_site_changes_nothing(world: World) -> None:
    accounts.sign_up(world.engine, "sana", PASSWORD)
    admin = world.person("root", "admins")
    form = {"_xsrf": form_token(admin.get("admit")), "name": "sana", "decision": "admit"}
    assert admin.post("admit", data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert len(accounts.pending(world.engine)) == 1


def test_learner_sees_no_waiting_list(world: World) -> None:
    assert world.learner("ayesha").get("admit").status_code == 403


@pytest.fixture
def certificate(world: World) -> bytes:
    world.complete("ayesha")
    issued = issue_if_due(world.engine, world.settings, "ayesha", COURSE)
    found = register.find(world.engine, issued or "")
    assert found is not None
    return found.document


def test_anybody_verifies_an_uploaded_file_or_a_pasted_text(world: World, certificate: bytes) -> None:
    browser = world.anybody()
    for answer in (
        browser.post("verify", files={"file": ("c.json", certificate)}),
        browser.post("verify", data={"text": certificate.decode() + "\r\n"}),
    ):
        assert "genuine, unchanged and in force" in answer.text


def test_changed_file_is_called_not_genuine_and_shows_none_of_its_claims(
    world: World, certificate: bytes
) -> None:
    forged = certificate.replace(b"ayesha", b"BADNAME")
    answer = world.anybody().post("verify", files={"file": ("c.json", forged)})
    assert "Not genuine" in answer.text
    assert "BADNAME" not in answer.text


@pytest.mark.parametrize(("size", "status"), [(300_000, 200), (500_000, 413)])
def test_too_large_a_file_is_refused_in_words(world: World, size: int, status: int) -> None:
    answer = world.anybody().post("verify", files={"file": ("c.json", b" " * size)})
    assert answer.status_code == status
    assert "larger than 200 kB" in answer.text


def test_empty_verification_asks_for_a_file(world: World) -> None:
    answer = world.anybody().post("verify", data={"text": " "})
    assert (answer.status_code, "Choose a certificate file" in answer.text) == (422, True)


def test_unknown_certificate_is_not_found_in_words(world: World) -> None:
    answer = world.anybody().get("verify/00000000-0000-4000-8000-000000000000")
    assert (answer.status_code, "no certificate with this number" in answer.text) == (404, True)


def test_error_is_a_page_for_browsers_and_a_problem_for_programs(world: World) -> None:
    page = world.learner("ayesha").get("courses/nowhere")
    assert (page.status_code, "<h1>Not found</h1>" in page.text) == (404, True)
    problem = world.learner("ayesha").get("courses/nowhere", headers={"Accept": "application/json"})
    assert problem.headers["content-type"] == "application/problem+json"
    assert json.loads(problem.content)["detail"] == "There is no course nowhere."


def test_static_files_may_be_kept_because_their_address_tells_their_content(world: World) -> None:
    html = world.anybody().get("verify").text
    address = re.search(r'href="(/services/progress/static/hunar\.css\?[0-9a-f]{12})"', html)
    assert address is not None
    assert "immutable" in world.anybody().get(world.address + address[1]).headers["cache-control"]
    assert world.anybody().get("static/../render.py").status_code == 404
