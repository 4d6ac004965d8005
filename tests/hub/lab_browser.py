"""A person at JupyterLab in a real browser, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.hub.lab_server import TOKEN, Lab

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SLOW_MS = 60_000


@contextmanager
def running_browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, lab: Lab, path: str = "lab", width: int = 1280) -> Iterator[Page]:
    """A page of its own session. No error may go uncaught, but for requests that an outage fails."""
    errors: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        page.goto(f"{lab.url}{path}?token={TOKEN}&reset")
        yield page
        assert [error for error in errors if "Failed to fetch" not in error] == []
    finally:
        context.close()


def loaded(page: Page) -> None:
    """The notebook's cells are there and its kernel is ready."""
    page.locator(".jp-CodeCell .cm-content").first.wait_for(timeout=SLOW_MS)
    expect(page.locator("#jp-bottom-panel")).to_contain_text("Idle", timeout=SLOW_MS)


def button(page: Page) -> Locator:
    """Submit, or Release, in the toolbar of the notebook in front."""
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .hunar-submit")


def heading(page: Page, text: str, timeout_ms: float = 15_000) -> None:
    """Hunar's panel says this."""
    expect(page.locator(".hunar-panel h2")).to_have_text(text, timeout=timeout_ms)


def menu(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("menuitem", name=name, exact=True).click()
