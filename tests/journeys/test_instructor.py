"""The instructor: opens the course as a notebook, edits, releases, grades a reflection in formgrader."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import SLOW_MS, Visitor
from tests.journeys.solutions import reference, solved
from tests.running import Person, Platform

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
API = "/services/progress/api/v1"
SOURCE = "courses/blockchain/a1-hashes/a1-hashes.py"
RELEASE_S = 180
FORMGRADER_S = 20


def hand_in_a1(platform: Platform, name: str) -> tuple[Person, int]:
    """A learner hands in all of A1, the reflection included; returns the submission's number."""
    learner = platform.add(name, "learner")
    learner.start_server()
    at = f"{API}/courses/blockchain/assignments/a1-hashes"
    token = learner.http.post(
        f"/hub/api/users/{name}/tokens", headers=learner._headers("/hub/"), json={"note": "journey"}
    ).json()["token"]
    headers = {"Authorization": f"token {token}", "Content-Type": "application/x-ipynb+json"}
    release = learner.http.get(f"{at}/release", headers=headers).json()["notebook"]
    notebook = solved(release, reference("blockchain", "a1-hashes"))
    receipt = learner.http.post(f"{at}/submissions", headers=headers, json=notebook)
    assert receipt.status_code == 201, receipt.text
    learner.http.headers["Authorization"] = f"token {token}"
    return learner, int(receipt.json()["id"])


def wait_for(what: str, seconds: float, done: Callable[[], bool]) -> float:
    """Seconds until `done`; fails after `seconds`."""
    begun = time.monotonic()
    while not done():
        assert time.monotonic() - begun < seconds, f"{what}: not within {seconds} s"
        time.sleep(0.2)
    return time.monotonic() - begun


def test_an_instructor_edits_releases_and_grades(platform: Platform, visit: Callable[..., Visitor]) -> None:
    learner, submission = hand_in_a1(platform, "daud")
    sana = visit("sana")
    added = platform.hunar("user", "add", "sana", "--role", "instructor", "--course", "blockchain")
    sana.choose_password(added.stdout.split()[-1])
    sana.go("/services/progress/teach/blockchain")
    expect(sana.page.locator("main")).to_contain_text("daud", timeout=SLOW_MS)
    sana.picture("class")

    edit_the_source(platform, sana)
    release_by_the_button(sana)
    look_at_the_formgrader(sana)
    grade_the_reflection(sana)

    def graded() -> bool:
        total = learner.http.get(f"{API}/submissions/{submission}").json()["manual"]
        return bool(total) and total[0]["score"] == 8

    seconds = wait_for("the manual grade on the learner's page", 5, graded)
    print(f"a manual grade reached the learner after {seconds:.1f} s")
    sana.go("/services/progress/teach/blockchain")
    sana.picture("class-graded")


def edit_the_source(platform: Platform, sana: Visitor) -> None:
    notebook = sana.open(SOURCE)
    expect(notebook.locator(".jp-Cell").first).to_be_visible()
    sana.picture("source-as-notebook")
    story = notebook.locator(".jp-MarkdownCell", has_text="In May 2025 the government").first
    story.dblclick()
    story.locator(".cm-content").click()
    sana.page.keyboard.press("Control+End")
    sana.page.keyboard.insert_text("\n\nAll names here are invented.")
    sana.page.keyboard.press("Control+s")
    path = platform.state / SOURCE
    wait_for("the edited text on disk", 20, lambda: "All names here are invented." in path.read_text())
    text = path.read_text()
    assert '"grade_id": "hash256-check", "grade": true, "points": 2' in text, (
        "the metadata survives the round trip"
    )


def release_by_the_button(sana: Visitor) -> None:
    """The platform runs the gate, then offers the new text to learners."""
    panel = sana.submit()
    expect(panel).to_contain_text("checking", ignore_case=True)
    sana.picture("release-checking")
    expect(panel).to_contain_text("Released", timeout=RELEASE_S * 1000)
    sana.picture("released")
    sana.go("/services/progress/teach/blockchain")
    expect(sana.page.locator("main")).to_contain_text("by sana")
    sana.picture("releases")


def look_at_the_formgrader(sana: Visitor) -> None:
    """Inside JupyterLab's own frame."""
    sana.go("/hub/user-redirect/lab")
    sana.page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    sana.page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    row = sana.page.frame_locator("iframe[src*=formgrader]").locator("tr", has_text="a1-hashes").first
    expect(row).to_be_visible(timeout=SLOW_MS)
    sana.picture("formgrader")


def grade_the_reflection(sana: Visitor) -> None:
    deadline = time.monotonic() + FORMGRADER_S
    row = sana.page.get_by_role("link", name="daud").or_(sana.page.locator("a", has_text="Submission #1"))
    while time.monotonic() < deadline:
        sana.go("/user/sana/formgrader/gradebook/a1-hashes/a1-hashes")
        sana.page.wait_for_load_state("networkidle")
        if row.count():
            break
    row.first.click()
    points = sana.page.locator("input.score").last
    expect(points).to_be_visible()
    sana.page.wait_for_load_state("networkidle")  # the page fetches the scores after it is drawn
    points.scroll_into_view_if_needed()
    points.fill("8")
    points.press("Tab")
    sana.page.wait_for_load_state("networkidle")
    expect(points).to_have_value("8")
    sana.picture("reflection-graded")
