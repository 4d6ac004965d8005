"""A certificate is issued once, when it is due; it can be fetched, verified and revoked by its address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from progress import accounts, marks
from progress.attempts import ManualScore
from progress.credentials import register
from progress.credentials.cli import certificate
from progress.credentials.issue import issue_if_due
from progress.credentials.keys import issuer, trusted_keys
from progress.credentials.proof import verify_proof
from progress.credentials.status import is_set
from progress.credentials.verify import verify
from tests.progress.world import COURSE, PASSWORD, World, running_world, verdict

NOW = datetime.now(UTC)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_world(tmp_path / "state") as made:
        yield made


def issued(world: World, learner: str = "ayesha") -> register.Credential:
    world.complete(learner)
    issue_if_due(world.engine, world.settings, learner, COURSE)
    found = register.find(world.engine, register.of_learner(world.engine, learner)[COURSE])
    assert found is not None
    return found


def test_completed_course_earns_one_certificate_and_never_a_second(world: World) -> None:
    first = issued(world)
    assert issue_if_due(world.engine, world.settings, "ayesha", COURSE) is None
    assert [item.id for item in register.of_course(world.engine, COURSE)] == [first.id]


def test_unfinished_course_earns_no_certificate(world: World) -> None:
    world.hand_in("ayesha", "a1-hashes")
    world.grade(verdict(10))
    assert issue_if_due(world.engine, world.settings, "ayesha", COURSE) is None


def test_score_below_the_mark_earns_no_certificate(world: World) -> None:
    for assignment in ("a1-hashes", "a2-blocks"):
        world.hand_in("ayesha", assignment)
        world.grade(verdict(2))
    assert issue_if_due(world.engine, world.settings, "ayesha", COURSE) is None


def test_certificate_waits_until_the_reflections_are_read(world: World) -> None:
    for assignment in ("a1-hashes", "a2-blocks"):
        world.hand_in("ayesha", assignment)
        world.grade(verdict(5, manual=True))
    assert issue_if_due(world.engine, world.settings, "ayesha", COURSE) is None
    given = [ManualScore("ayesha", name, "why", 4, 5) for name in ("a1-hashes", "a2-blocks")]
    marks.add(world.engine, COURSE, given, "teacher", NOW)
    assert issue_if_due(world.engine, world.settings, "ayesha", COURSE) is not None


def test_certificate_carries_the_name_the_score_and_the_notebooks_digests(world: World) -> None:
    accounts.sign_up(world.engine, "ayesha", PASSWORD, display_name="Ayesha  Khan")
    receipt = world.hand_in("ayesha", "a1-hashes")
    world.grade(verdict(10))
    world.hand_in("ayesha", "a2-blocks")
    world.grade(verdict(5))
    issue_if_due(world.engine, world.settings, "ayesha", COURSE)
    (found,) = register.of_course(world.engine, COURSE)
    stated = verify(found.document, trusted_keys(world.settings), datetime.now(UTC)).stated
    assert stated is not None
    assert (stated.learner, stated.percent) == ("Ayesha Khan", "75")
    assert receipt.digest in stated.evidence[0][1]


def test_certificate_file_is_public_and_is_what_was_signed(world: World) -> None:
    found = issued(world)
    answer = world.anybody().get(f"credentials/{found.id}.json")
    assert answer.content == found.document
    assert json.loads(answer.content)["id"].endswith(f"/services/progress/credentials/{found.id}.json")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_revocation_shows_on_the_page_and_in_the_signed_list(world: World) -> None:
    found, browser = issued(world), world.anybody()
    other = issued(world, "bilal")
    before = browser.get("status/1.json").headers["etag"]
    register.revoke(world.engine, found.id, "root", "Issued in error", datetime.now(UTC))
    assert "Issued in error" in browser.get(f"verify/{found.id}").text
    answer = browser.get("status/1.json", headers={"If-None-Match": before})
    assert answer.status_code == 200
    document = answer.json()
    verify_proof(document, issuer(world.settings).key.public_key())
    encoded = document["credentialSubject"]["encodedList"]
    places = [json.loads(item.document)["credentialStatus"]["statusListIndex"] for item in (found, other)]
    assert [is_set(encoded, int(place)) for place in places] == [True, False]
    assert browser.get("status/1.json", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_did_document_is_not_there_without_https(world: World) -> None:
    answer = world.anybody().get("did.json", headers={"Accept": "application/json"})
    assert (answer.status_code, "no https" in answer.json()["detail"]) == (404, True)


def test_achievement_address_in_a_certificate_answers(world: World) -> None:
    issued_id = json.loads(issued(world).document)["credentialSubject"]["achievement"]["id"]
    answer = world.anybody().get(f"achievements/{COURSE}").json()
    assert (answer["id"], answer["name"]) == (issued_id, "Blockchain foundations")


def test_register_gives_each_certificate_its_own_place(engine: Engine) -> None:
    for number in range(20):
        assert register.add(engine, f"id-{number}", f"l{number}", COURSE, NOW, lambda i: str(i).encode())
    places = {item.document for item in register.of_course(engine, COURSE)}
    assert len(places) == 20


def test_register_keeps_nothing_when_signing_fails(engine: Engine) -> None:
    def broken(index: int) -> bytes:
        raise RuntimeError("no key")

    with pytest.raises(RuntimeError):
        register.add(engine, "id-1", "ayesha", COURSE, NOW, broken)
    assert register.of_course(engine, COURSE) == []


def test_second_revocation_keeps_the_first_reason(engine: Engine) -> None:
    register.add(engine, "id-1", "ayesha", COURSE, NOW, lambda i: b"{}")
    register.revoke(engine, "id-1", "root", "first", NOW)
    register.revoke(engine, "id-1", "root", "second", NOW)
    assert register.revocation(engine, "https://example.org/credentials/id-1.json") == "first"
    assert register.of_learner(engine, "ayesha") == {}


def test_command_line_tells_genuine_changed_and_revoked_apart(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUNAR_STATE", str(world.settings.state))
    found, file = issued(world), tmp_path / "certificate.json"
    file.write_bytes(found.document)
    good = CliRunner().invoke(certificate, ["verify", str(file)])
    assert (good.exit_code, "genuine" in good.output) == (0, True)
    file.write_bytes(found.document.replace(b'"100"', b'"101"', 1))
    assert CliRunner().invoke(certificate, ["verify", str(file)]).exit_code == 1
    file.write_bytes(found.document)
    revoked = CliRunner().invoke(certificate, ["revoke", found.id, "--reason", "Issued in error"])
    assert revoked.exit_code == 0
    bad = CliRunner().invoke(certificate, ["verify", str(file)])
    assert (bad.exit_code, "Issued in error" in bad.output) == (1, True)


def test_command_line_without_the_platform_names_the_signer_and_believes_it_only_when_told(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "certificate.json"
    file.write_bytes(issued(world).document)
    monkeypatch.setenv("HUNAR_STATE", str(tmp_path / "elsewhere"))
    did = issuer(world.settings).did
    unknown = CliRunner().invoke(certificate, ["verify", str(file)])
    assert (unknown.exit_code, f"--issuer {did}" in unknown.output) == (1, True)
    told = CliRunner().invoke(certificate, ["verify", str(file), "--issuer", did])
    assert (told.exit_code, "Revocation is not known" in told.output) == (0, True)
