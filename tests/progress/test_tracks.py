"""Tracks: where a learner stands on a way through several courses, and the badge at its end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from grader.course import CertificateRule
from grader.tracks import Track
from progress import tracks
from progress.certify import certify
from progress.credentials import register
from progress.credentials.keys import trusted_keys
from progress.credentials.verify import verify
from tests.progress.world import COURSE, NOW, World, running_world, verdict

RULE = CertificateRule(name="First steps", criteria="Half of all points.", minimum_percent=50)
WAY = Track(
    name="first-steps",
    title="First steps",
    summary="Two labs.",
    assignments=[f"{COURSE}/a2-blocks", f"{COURSE}/a1-hashes"],
    badge=RULE,
)
KEY = "tracks/first-steps"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_world(tmp_path / "state") as made:
        tracks.publish(made.engine, [WAY])
        yield made


def pass_both(world: World, learner: str = "ayesha", score: float = 10) -> None:
    for assignment in ("a1-hashes", "a2-blocks"):
        world.hand_in(learner, assignment)
        world.grade(verdict(score))


def test_publishing_replaces_the_earlier_tracks_and_keeps_their_order(engine: Engine) -> None:
    others = [WAY.model_copy(update={"name": name}) for name in ("c", "a", "b")]
    tracks.publish(engine, [WAY])
    for _ in range(2):
        tracks.publish(engine, others)
        assert tracks.every(engine) == others
    assert tracks.find(engine, "first-steps") is None
    assert [track.name for track in tracks.through(engine, COURSE)] == ["c", "a", "b"]
    assert tracks.through(engine, "block") == []
    tracks.publish(engine, [])
    assert tracks.every(engine) == []


def test_a_track_stands_in_its_own_order_and_counts_what_is_not_released(world: World) -> None:
    longer = WAY.model_copy(update={"assignments": [*WAY.assignments, "energy/c1-surplus"]})
    world.hand_in("ayesha", "a1-hashes")
    world.grade(verdict(10))
    standing = tracks.progress(world.engine, "ayesha", longer)
    assert [item.assignment for item in standing.assignments] == ["a2-blocks", "a1-hashes"]
    assert standing.unreleased == ["energy/c1-surplus"]
    assert standing.percent == pytest.approx(100 / 3)
    assert not standing.completed


def test_the_badge_is_earned_once_beside_the_courses_certificate(world: World) -> None:
    pass_both(world)
    for _ in range(2):
        certify(world.engine, world.settings, "ayesha", COURSE)
    assert set(register.of_learner(world.engine, "ayesha")) == {COURSE, KEY}
    assert len(register.of_course(world.engine, KEY)) == 1


def test_a_badge_has_its_own_rule(world: World) -> None:
    pass_both(world, score=6)  # 60 %: enough for the track, not for the course
    certify(world.engine, world.settings, "ayesha", COURSE)
    assert set(register.of_learner(world.engine, "ayesha")) == {KEY}


def test_half_a_track_earns_no_badge(world: World) -> None:
    world.hand_in("ayesha", "a1-hashes")
    world.grade(verdict(10))
    certify(world.engine, world.settings, "ayesha", COURSE)
    assert register.of_learner(world.engine, "ayesha") == {}


def test_anyone_verifies_a_badge_and_reads_what_it_stands_for(world: World) -> None:
    pass_both(world)
    certify(world.engine, world.settings, "ayesha", COURSE)
    (found,) = register.of_course(world.engine, KEY)
    told = verify(found.document, trusted_keys(world.settings), NOW)
    assert told.stated is not None and told.stated.name == "First steps"
    achievement = json.loads(found.document)["credentialSubject"]["achievement"]
    assert achievement["achievementType"] == "Badge"
    assert achievement["id"].endswith(f"/achievements/{KEY}")
    page = world.anybody().get(f"achievements/{KEY}").json()
    assert page["id"] == achievement["id"]
    assert page["criteria"] == {"narrative": RULE.criteria}
    assert world.anybody().get("achievements/tracks/nowhere").status_code == 404
    assert "First steps" in world.anybody().get(f"verify/{found.id}").text


def test_a_track_that_is_gone_leaves_the_badges_that_were_earned(world: World) -> None:
    pass_both(world)
    certify(world.engine, world.settings, "ayesha", COURSE)
    tracks.publish(world.engine, [])
    certify(world.engine, world.settings, "ayesha", COURSE)
    assert KEY in register.of_learner(world.engine, "ayesha")


def test_the_api_tells_tracks_with_my_standing(world: World) -> None:
    world.hand_in("ayesha", "a1-hashes")
    world.grade(verdict(10))
    (told,) = world.learner("ayesha").get("api/v1/tracks").json()
    assert (told["track"], told["title"], told["percent"], told["completed"]) == (
        "first-steps",
        "First steps",
        50,
        False,
    )
    assert told["assignments"] == WAY.assignments and told["unreleased"] == []
    assert world.anybody().get("api/v1/tracks").status_code == 401
