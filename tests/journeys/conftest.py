"""Fixtures of the journeys.

chromium    Debian's Chromium, headless, for the whole run
courses     the shipped courses, where the check-in course also gives a certificate
platform    a running Hunar on those courses
visit       opens a browser window for a person; closed, and checked for page errors, at the end
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import Visitor
from tests.running import REPOSITORY, Platform, running

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CERTIFICATE = """
[certificate]
name = "Python and notebook check-in"
criteria = "At least 70 % of all points of the check-in."
minimum_percent = 70
"""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("journeys") / "courses"
    shutil.copytree(REPOSITORY / "courses", folder)
    with open(folder / "start" / "course.toml", "a", encoding="utf-8") as file:
        file.write(CERTIFICATE)
    return folder


@pytest.fixture(scope="session")
def platform(courses: Path) -> Iterator[Platform]:
    with running(courses.parent / "var", courses=str(courses)) as platform:
        yield platform


@pytest.fixture
def visit(chromium: Browser, platform: Platform) -> Iterator[Callable[..., Visitor]]:
    visitors: list[Visitor] = []

    def open_window(name: str, size: dict[str, int] | None = None) -> Visitor:
        visitors.append(Visitor(chromium, platform.url, name, size))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.close()
