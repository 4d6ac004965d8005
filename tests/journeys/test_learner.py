"""The learner: sign up, be admitted, solve, hand in, read the verdict, earn a certificate."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE, SLOW_MS, Visitor
from tests.journeys.solutions import reference, solved
from tests.running import Platform

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
P0 = "assignments/start/p0-check-in/p0-check-in.ipynb"


def test_a_learner_goes_from_sign_up_to_a_verified_certificate(
    platform: Platform, visit: Callable[..., Visitor]
) -> None:
    amina = visit("amina")
    amina.sign_up("Amina Bibi آمنہ")
    amina.sign_in()
    expect(amina.page.get_by_text("Your account is waiting for a person")).to_be_visible()
    amina.picture("waiting")

    admin = visit("admin")
    admin.choose_password(platform.admin_password)
    admin.go("/services/progress/admit")
    admin.picture("admit")
    admin.page.get_by_role("button", name="Admit amina").click()
    expect(admin.page.get_by_role("status")).to_contain_text("amina")

    solve_two_exercises_of_a1(amina)
    solve_p0(platform, amina)
    verify_certificate(amina, visit("anyone", PHONE))


def solve_two_exercises_of_a1(amina: Visitor) -> None:
    lab = amina.page.get_by_role("link", name="A1 · Hashes").first
    for _ in range(60):  # the hub looks up who was admitted every half minute
        amina.go("/services/progress/")
        if lab.is_visible():
            break
        amina.page.wait_for_timeout(1000)
    expect(lab).to_be_visible()
    amina.picture("landing")
    lab.click()
    amina.notebook("a1-hashes.ipynb")
    amina.picture("a1-opened")
    solutions = reference("blockchain", "a1-hashes")
    amina.write_cell("def hash256", solutions["hash256"])
    amina.write_cell("def to_display", solutions["to-display"])
    panel = amina.submit()
    expect(panel).to_contain_text(re.compile(r"[0-9a-f]{12}"), timeout=SLOW_MS)
    amina.picture("receipt")
    expect(panel).to_contain_text(re.compile(r"10\s*(/|of)\s*\d+"), timeout=SLOW_MS)
    expect(panel).not_to_contain_text("BEGIN HIDDEN TESTS")
    amina.picture("verdict")
    amina.go("/services/progress/courses/blockchain")
    expect(amina.page.locator("main")).to_contain_text("10")
    amina.picture("course-page")


def solve_p0(platform: Platform, amina: Visitor) -> None:
    """Fill in every answer through the server's own files, then hand in by the button."""
    at_home = platform.person("amina")
    at_home.sign_in()
    at_home.start_server()
    path = f"contents/{P0}"
    release = at_home.api("GET", path, params={"content": 1, "type": "file", "format": "text"}).json()[
        "content"
    ]
    notebook = solved(release, reference("start", "p0-check-in"))
    answer = at_home.api("PUT", path, json={"type": "notebook", "format": "json", "content": notebook})
    assert answer.status_code == 200, answer.text
    amina.open(P0)
    panel = amina.submit()
    expect(panel).to_contain_text("Passed", ignore_case=True, timeout=SLOW_MS)
    amina.picture("p0-verdict")


def verify_certificate(amina: Visitor, anyone: Visitor) -> None:
    link = amina.page.get_by_role("link", name="See and share your certificate")
    for _ in range(20):
        amina.go("/services/progress/")
        if link.count():
            break
        amina.page.wait_for_timeout(500)
    amina.picture("certificate-earned")
    link.click()
    expect(amina.page.get_by_text("Amina Bibi آمنہ").first).to_be_visible()
    amina.picture("certificate")

    address = amina.page.url
    anyone.page.goto(address)
    expect(anyone.page.get_by_text("Valid", exact=True)).to_be_visible()
    anyone.picture("certificate-on-a-phone")
    assert anyone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_every_page_of_a_learner_fits_a_phone(platform: Platform, visit: Callable[..., Visitor]) -> None:
    platform.add("bilal", "learner")
    bilal = visit("bilal", PHONE)
    bilal.sign_in()
    for step, path in {
        "home": "/services/progress/",
        "course": "/services/progress/courses/blockchain",
        "verify": "/services/progress/verify",
    }.items():
        bilal.go(path)
        bilal.page.wait_for_load_state("networkidle")
        bilal.picture(step)
        assert bilal.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert bilal.weight() < 300_000, f"{path} weighs {bilal.weight()} bytes"
