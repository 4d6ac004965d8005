"""A learner in a real browser: JupyterLab with Hunar's extension, before a small progress service."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.hub.lab_server import TOKEN, Lab, running_lab
from tests.hub.lab_service import ProgressService

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
CHROMIUM = Path("/usr/bin/chromium")
TOY = "assignments/toys/toy/toy.ipynb"
SLOW_MS = 60_000
RETRY_MS = 45_000
"""A retry comes every 30 s."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ProgressService]:
    service = ProgressService(tmp_path / "progress.sock")
    service.start()
    yield service
    service.stop()


@pytest.fixture
def lab(tmp_path: Path, service: ProgressService) -> Iterator[Lab]:
    with running_lab(tmp_path, service.socket) as lab:
        lab.wait_for(lab.home / TOY)
        yield lab


@contextmanager
def opened(browser: Browser, url: str, width: int = 1280) -> Iterator[Page]:
    """A page of its own session. No error may go uncaught, but for requests that an outage fails."""
    errors: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        page.goto(url)
        yield page
        assert [error for error in errors if "Failed to fetch" not in error] == []
    finally:
        context.close()


@pytest.fixture
def notebook(browser: Browser, lab: Lab) -> Iterator[Page]:
    with opened(browser, f"{lab.url}lab/tree/{TOY}?token={TOKEN}") as page:
        loaded(page)
        yield page


def submit_button(page: Page) -> Locator:
    return page.locator(".hunar-submit")


def loaded(page: Page) -> None:
    """The notebook's cells are there and its kernel is ready."""
    page.locator(".jp-CodeCell .cm-content").first.wait_for(timeout=SLOW_MS)
    expect(page.locator("#jp-bottom-panel")).to_contain_text("Idle", timeout=SLOW_MS)


def heading(page: Page, text: str, timeout_ms: float = 15_000) -> None:
    expect(page.locator(".hunar-panel h2")).to_have_text(text, timeout=timeout_ms)


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
    submit_button(notebook).click()
    heading(notebook, "Handed in")
    (key,) = service.received
    assert service.received[key] == (lab.home / TOY).read_bytes()
    assert "# typed" in service.received[key].decode()
    panel = notebook.locator(".hunar-panel")
    expect(panel).to_contain_text(service.receipt(key)["digest"][:12])
    service.grade = True
    heading(notebook, "Result")
    expect(panel).to_contain_text("2 of 15 points")
    expect(panel).to_contain_text("Not yet right")
    expect(panel).to_contain_text("<b>Zero</b> doubled is still zero.")
    expect(panel.get_by_role("link")).to_have_attribute("href", "/services/progress/submissions/s1")
    assert panel.locator("[aria-live=polite]").count() == 1


def test_hand_in_during_an_outage_of_the_service_arrives_once(
    notebook: Page, service: ProgressService
) -> None:
    service.stop()
    submit_button(notebook).click()
    heading(notebook, "Not handed in yet")
    submit_button(notebook).click()
    expect(submit_button(notebook)).to_have_attribute("aria-disabled", "false")
    service.start()
    heading(notebook, "Result", RETRY_MS)
    assert len(service.received) == 1


def test_hand_in_without_a_connection_keeps_what_was_typed(notebook: Page, service: ProgressService) -> None:
    notebook.context.set_offline(True)
    expect(notebook.locator(".hunar-banner")).to_contain_text("Connection lost")
    type_into_first_code_cell(notebook, "# typed offline\n")
    submit_button(notebook).click()
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
    submit_button(notebook).click()
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
    submit_button(notebook).click()
    heading(notebook, "Not handed in")
    expect(notebook.locator(".hunar-warning")).to_have_text("This assignment is closed.")
    assert notebook.evaluate(
        "Object.keys(localStorage).filter(k => k.startsWith('hunar')).map(k => localStorage[k])"
    ) == ["[]"]


def test_other_notebooks_say_why_they_cannot_be_handed_in(browser: Browser, lab: Lab) -> None:
    (lab.home / "scratch.ipynb").write_text((lab.home / TOY).read_text())
    with opened(browser, f"{lab.url}lab/tree/scratch.ipynb?token={TOKEN}") as page:
        button = submit_button(page)
        button.wait_for(timeout=SLOW_MS)
        expect(button).to_have_attribute("aria-disabled", "true")
        assert "assignments/" in (button.get_attribute("title") or "")


def test_ended_session_asks_to_sign_in_again_and_loses_nothing(
    browser: Browser, tmp_path: Path, service: ProgressService
) -> None:
    with running_lab(tmp_path, service.socket, password="open sesame") as lab:
        lab.wait_for(lab.home / TOY)
        with opened(browser, f"{lab.url}lab/tree/{TOY}") as page:
            sign_in(page)
            loaded(page)
            type_into_first_code_cell(page, "# typed while signed out\n")
            page.context.clear_cookies()
            submit_button(page).click()
            heading(page, "Not handed in yet")
            with page.context.expect_page() as second:
                page.locator(".hunar-banner a").click()
            sign_in(second.value)
            expect(second.value.locator("h1")).to_have_text("You are signed in again")
            heading(page, "Result", RETRY_MS)
            (content,) = service.received.values()
            assert "# typed while signed out" in content.decode()


def sign_in(page: Page) -> None:
    page.locator("#password_input").fill("open sesame")
    page.locator("#login_submit").click()


def test_narrow_screen_has_button_and_result_without_sideways_scrolling(browser: Browser, lab: Lab) -> None:
    with opened(browser, f"{lab.url}lab/tree/{TOY}?token={TOKEN}", width=360) as page:
        expect(submit_button(page)).to_be_visible(timeout=SLOW_MS)
        submit_button(page).click()
        heading(page, "Result")
        box = page.locator(".hunar-panel").bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360


def test_instructor_opens_text_as_notebook_and_sees_formgrader(
    browser: Browser, tmp_path: Path, service: ProgressService, write_lesson: Callable[[Path], None]
) -> None:
    course = tmp_path / "home" / "courses" / "toys"
    (course / "grading" / "source").mkdir(parents=True)
    write_lesson(course / "toy.py")
    with running_lab(tmp_path, service.socket, "instructor", ["toys"]) as lab:
        with opened(browser, f"{lab.url}lab/tree/courses/toys/toy.py?token={TOKEN}") as page:
            expect(page.locator(".jp-NotebookPanel .jp-MarkdownCell")).to_contain_text(
                "A lesson", timeout=SLOW_MS
            )
            page.get_by_role("menuitem", name="Nbgrader").click()
            page.get_by_role("menuitem", name="Formgrader", exact=True).click()
            frame = page.frame_locator("iframe")
            expect(frame.locator("body")).to_contain_text("Manage Assignments", timeout=SLOW_MS)


@pytest.fixture
def write_lesson() -> Callable[[Path], None]:
    def write(path: Path) -> None:
        marker = json.dumps({"grade_id": "double", "solution": True})
        path.write_text(
            f"# %% [markdown]\n# # A lesson\n\n# %% nbgrader={marker}\ndef double(n):\n    return 2 * n\n"
        )

    return write
