"""A learner in a real browser: JupyterLab with Hunar's extension, before a small progress service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hub.lab_browser import SLOW_MS, button, heading, loaded, opened, running_browser
from tests.hub.lab_server import TOKEN, Lab, running_lab
from tests.hub.lab_service import HOSTILE, PARTS, UNTOUCHED, ProgressService, in_parts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
PASSWORD = "open sesame"
TOY = "assignments/toys/toy/toy.ipynb"
RETRY_MS = 45_000
"""A retry comes every 30 s."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def progress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProgressService]:
    service = ProgressService(tmp_path_factory.mktemp("progress") / "progress.sock")
    service.start()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, progress: ProgressService) -> Iterator[Lab]:
    """One server for the module; every test has a browser session of its own."""
    with running_lab(tmp_path_factory.mktemp("lab"), progress.socket) as lab:
        lab.wait_for(lab.home / TOY)
        yield lab


@pytest.fixture
def service(progress: ProgressService) -> ProgressService:
    progress.forget()
    return progress


@pytest.fixture
def notebook(browser: Browser, lab: Lab, service: ProgressService) -> Iterator[Page]:
    with opened(browser, lab, f"lab/tree/{TOY}") as page:
        loaded(page)
        yield page


def type_into_first_code_cell(page: Page, text: str) -> None:
    cell = page.locator(".jp-CodeCell .cm-content").first
    cell.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(text)


def test_submit_saves_hands_in_and_shows_receipt_and_result(
    notebook: Page, lab: Lab, service: ProgressService
) -> None:
    service.grade = False
    type_into_first_code_cell(notebook, "# typed\n")
    button(notebook).click()
    heading(notebook, "Handed in")
    (key,) = service.received
    assert service.received[key] == (lab.home / TOY).read_bytes()
    assert "# typed" in service.received[key].decode()
    panel = notebook.locator(".hunar-panel")
    expect(panel).to_contain_text(service.receipt(key)["digest"][:12])
    service.grade = True
    heading(notebook, "Result")
    expect(panel).to_contain_text("2 of 20 points")
    expect(panel.get_by_role("link")).to_have_attribute("href", "/services/progress/submissions/s1")
    assert panel.locator("[aria-live=polite]").count() == 1


def test_result_has_one_line_per_exercise_by_its_title(notebook: Page) -> None:
    button(notebook).click()
    heading(notebook, "Result")
    lines = notebook.locator(".hunar-exercises li")
    expect(lines).to_have_text(
        [
            f"Adding upNot attempted · 0 of 5 points{UNTOUCHED}",
            "DoublingNot yet right · 2 of 5 points<b>Zero</b> doubled is still zero.",
            "Your storyAwaits your instructor · 0 of 10 points",
        ]
    )


def test_result_tells_each_named_part_of_a_check_as_text(notebook: Page, service: ProgressService) -> None:
    service.verdict = in_parts()
    button(notebook).click()
    heading(notebook, "Result")
    doubling = notebook.locator(".hunar-exercises > li", has_text="Doubling")
    expect(doubling).to_contain_text("3.5 of 5 points")
    expect(doubling).not_to_contain_text("1 of 2 parts hold")
    parts = doubling.locator(".hunar-parts > li")
    expect(parts).to_have_text(
        [
            "Passed · zero",
            f"Not passed yet · {HOSTILE}{PARTS[1]['message']}Your code: {PARTS[1]['shown']}"
            "Typical mistake: sign",
        ]
    )
    expect(parts.nth(1).locator("p").first).to_have_css("direction", "rtl")
    expect(parts.locator("bdi")).to_have_text(["zero", HOSTILE])
    assert notebook.locator(".hunar-panel img").count() == 0


def test_hand_in_during_an_outage_of_the_service_arrives_once(
    notebook: Page, service: ProgressService
) -> None:
    service.stop()
    button(notebook).click()
    heading(notebook, "Not handed in yet")
    button(notebook).click()
    expect(button(notebook)).to_have_attribute("aria-disabled", "false")
    service.start()
    heading(notebook, "Result", RETRY_MS)
    assert len(service.received) == 1


def test_hand_in_without_a_connection_keeps_what_was_typed(notebook: Page, service: ProgressService) -> None:
    notebook.context.set_offline(True)
    expect(notebook.locator(".hunar-banner")).to_contain_text("Connection lost")
    type_into_first_code_cell(notebook, "# typed offline\n")
    button(notebook).click()
    heading(notebook, "Not handed in yet")
    assert notebook.locator("dialog").count() == 0
    notebook.context.set_offline(False)
    heading(notebook, "Result", RETRY_MS)
    expect(notebook.locator(".hunar-banner")).to_be_hidden()
    (content,) = service.received.values()
    assert "# typed offline" in content.decode()


def test_hand_in_survives_a_closed_tab(
    browser: Browser, lab: Lab, service: ProgressService, notebook: Page
) -> None:
    """The press is in the browser's storage; another tab of the same browser hands it in."""
    notebook.context.set_offline(True)
    expect(notebook.locator(".hunar-banner")).to_be_visible()
    type_into_first_code_cell(notebook, "# typed before the power cut\n")
    button(notebook).click()
    heading(notebook, "Not handed in yet")
    context = notebook.context
    notebook.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{lab.url}lab?token={TOKEN}")
    heading(page, "Result", SLOW_MS)
    (content,) = service.received.values()
    assert "# typed before the power cut" in content.decode()


def test_refusal_by_the_service_is_told_in_its_words(notebook: Page, service: ProgressService) -> None:
    service.refuse_with = (403, "This assignment is closed.")
    button(notebook).click()
    heading(notebook, "Not handed in")
    expect(notebook.locator(".hunar-warning")).to_have_text("This assignment is closed.")
    assert notebook.evaluate(
        "Object.keys(localStorage).filter(k => k.startsWith('hunar')).map(k => localStorage[k])"
    ) == ["[]"]


def test_other_notebooks_say_why_they_cannot_be_handed_in(browser: Browser, lab: Lab) -> None:
    (lab.home / "scratch.ipynb").write_text((lab.home / TOY).read_text())
    with opened(browser, lab, "lab/tree/scratch.ipynb") as page:
        expect(button(page)).to_have_attribute("aria-disabled", "true", timeout=SLOW_MS)
        assert "assignments/" in (button(page).get_attribute("title") or "")


def test_a_learners_own_course_folder_offers_no_release(browser: Browser, lab: Lab) -> None:
    mine = lab.home / "courses" / "toys" / "toy" / "toy.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text((lab.home / TOY).read_text())
    with opened(browser, lab, "lab/tree/courses/toys/toy/toy.ipynb") as page:
        expect(button(page)).to_have_text("Submit", timeout=SLOW_MS)
        expect(button(page)).to_have_attribute("aria-disabled", "true")
    assert lab.post("hunar/release", {"path": "courses/toys/toy/toy.py"})[0] == 400


def test_ended_session_asks_to_sign_in_again_and_loses_nothing(
    browser: Browser, tmp_path: Path, service: ProgressService
) -> None:
    with running_lab(tmp_path, service.socket, password=PASSWORD) as lab:
        lab.wait_for(lab.home / TOY)
        with opened(browser, lab, f"lab/tree/{TOY}") as page:
            sign_in(page)
            loaded(page)
            type_into_first_code_cell(page, "# typed while signed out\n")
            page.context.clear_cookies()
            button(page).click()
            heading(page, "Not handed in yet")
            with page.context.expect_page() as second:
                page.locator(".hunar-banner a").click()
            sign_in(second.value)
            expect(second.value.locator("h1")).to_have_text("You are signed in again")
            heading(page, "Result", RETRY_MS)
    (content,) = service.received.values()
    assert "# typed while signed out" in content.decode()


def sign_in(page: Page) -> None:
    page.locator("#password_input").fill(PASSWORD)
    page.locator("#login_submit").click()


def test_narrow_screen_has_button_and_result_without_sideways_scrolling(
    browser: Browser, lab: Lab, service: ProgressService
) -> None:
    service.verdict = in_parts()
    with opened(browser, lab, f"lab/tree/{TOY}", width=360) as page:
        expect(button(page)).to_be_visible(timeout=SLOW_MS)
        button(page).click()
        heading(page, "Result")
        panel = page.locator(".hunar-panel")
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
        box = panel.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360
