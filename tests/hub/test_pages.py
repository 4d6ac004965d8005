"""The hub's pages in a real browser: Hunar's look, light, at any width, with words and a way on."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hub.lab_browser import SLOW_MS, running_browser
from tests.running import PASSWORD, Platform, running

pytestmark = pytest.mark.slow
WEIGHT = 300_000
PHONE, DESK = 360, 1280
GREEN = "rgb(11, 107, 93)"


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    folder = Path(tempfile.mkdtemp(prefix="hu-"))
    with running(folder / "var", workers="0") as platform:
        for name in ("ali", "sana", "hina"):
            platform.add(name, "learner")
        yield platform
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A window; whatever error a page throws fails the test."""
    errors: list[str] = []
    context = browser.new_context(viewport={"width": request.param, "height": 740})
    page = context.new_page()
    page.set_default_timeout(SLOW_MS)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def sign_in(page: Page, platform: Platform, name: str) -> None:
    page.goto(f"{platform.url}/hub/login")
    page.fill("#username_input", name)
    page.fill("#password_input", PASSWORD)
    page.click("#login_submit")
    page.wait_for_url("**/services/progress/")


def loaded_bytes(page: Page) -> int:
    return int(
        page.evaluate(
            "['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))"
            ".reduce((sum, entry) => sum + entry.encodedBodySize, 0)"
        )
    )


def check_look(page: Page) -> None:
    """Hunar's brand leads home; nothing sticks out sideways; nothing is loaded from elsewhere."""
    expect(page.get_by_role("link", name="Hunar")).to_have_attribute("href", "/services/progress/")
    assert "JupyterHub" not in page.inner_text("body")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert all(name.startswith(page.evaluate("location.origin")) for name in loaded), loaded


@pytest.mark.parametrize("path", ["/hub/login", "/hub/signup", "/hub/nothing-here"])
def test_a_stranger_sees_a_light_page(platform: Platform, page: Page, path: str) -> None:
    page.goto(f"{platform.url}{path}")
    check_look(page)
    assert 1_000 < loaded_bytes(page) < WEIGHT


def test_pages_work_without_scripts(platform: Platform, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, platform, "ali")
    page.goto(f"{platform.url}/hub/spawn/ali")
    page.wait_for_url("**/user/ali/lab**", timeout=SLOW_MS)
    context.close()
    person = platform.person("ali")
    person.sign_in()
    person.http.get("/hub/home")
    person.stop_server()


def test_focus_is_seen_and_the_keyboard_is_enough(platform: Platform, page: Page) -> None:
    page.goto(f"{platform.url}/hub/login")
    expect(page.locator("#username_input")).to_be_focused()
    page.keyboard.type("sana")
    page.keyboard.press("Tab")
    expect(page.locator("#password_input")).to_be_focused()
    ring = page.evaluate(
        "(({outlineStyle, outlineWidth, outlineColor}) =>"
        " [outlineStyle, outlineWidth, outlineColor])(getComputedStyle(document.activeElement))"
    )
    assert ring == ["solid", "3px", GREEN]
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/services/progress/")


def test_a_wrong_password_is_told_above_the_form(platform: Platform, page: Page) -> None:
    page.goto(f"{platform.url}/hub/login")
    page.fill("#username_input", "nobody")
    page.fill("#password_input", "wrong")
    page.click("#login_submit")
    expect(page.get_by_role("alert")).to_contain_text("Invalid username or password")
    expect(page.locator("#username_input")).to_have_value("nobody")
    check_look(page)


def test_it_follows_the_dark_of_the_system(platform: Platform, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{platform.url}/hub/login")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 25, 24)"


def test_errors_are_words_with_a_way_on(platform: Platform, page: Page) -> None:
    sign_in(page, platform, "sana")
    for path, words in {
        "/hub/nothing-here": "There is nothing here",
        "/hub/admin": "You cannot open this",
        "/user/hina/lab": "There is nothing here|You cannot open this",
    }.items():
        page.goto(f"{platform.url}{path}")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(words))
        expect(page.locator("main").get_by_role("link", name="My courses")).to_be_visible()
        check_look(page)


def test_tokens_are_in_hunars_colours(platform: Platform, page: Page) -> None:
    sign_in(page, platform, "sana")
    page.goto(f"{platform.url}/hub/token")
    button = page.get_by_role("button", name="Request new API token")
    expect(button).to_have_css("background-color", GREEN)
    expect(page.locator("header .brand")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    button.click()
    expect(page.locator("#token-result")).to_have_text(re.compile(r"\w{20,}"))


def test_a_server_starts_is_stopped_and_the_pages_say_so(platform: Platform, page: Page) -> None:
    sign_in(page, platform, "ali")
    page.goto(f"{platform.url}/user/ali/lab")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your notebook server is not running")
    check_look(page)
    page.click("#start")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your notebook server is starting")
    check_look(page)
    page.wait_for_url("**/user/ali/lab**")
    page.goto(f"{platform.url}/hub/home")
    check_look(page)
    page.click("#stop")
    expect(page.get_by_text("It is not running")).to_be_visible()
    expect(page.locator("#stop")).to_have_count(0)


def test_a_server_that_cannot_start_says_what_to_do(platform: Platform, page: Page) -> None:
    home = platform.state / "homes" / "hina"
    shutil.rmtree(home, ignore_errors=True)
    home.write_text("a file where the home should be")
    sign_in(page, platform, "hina")
    page.goto(f"{platform.url}/hub/spawn/hina")
    expect(page.locator("main")).to_contain_text("tell your instructor")
    check_look(page)
    page.goto(f"{platform.url}/hub/spawn-pending/hina")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your notebook server did not start")
    check_look(page)
    home.unlink()
    page.get_by_role("link", name="Try again").click()
    page.wait_for_url("**/user/hina/lab**")
    page.goto(f"{platform.url}/hub/home")
    page.click("#stop")
    expect(page.get_by_text("It is not running")).to_be_visible()
