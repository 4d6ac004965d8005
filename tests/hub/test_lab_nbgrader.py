"""Instructor and learner in a real browser, before the real progress service with a real worker.

The Release button, and nbgrader's own panels working through our exchange.
"""

from __future__ import annotations

import re
import shutil
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from progress import releases
from tests.grader import toy_course
from tests.grader.platform import TEACHER, Platform, running_platform
from tests.hub.lab_browser import SLOW_MS, button, heading, menu, opened, running_browser
from tests.hub.lab_server import Lab, running_lab

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
SOURCE = f"courses/toy/{toy_course.NAME}/{toy_course.NAME}.py"
HANDED_OUT = f"assignments/toy/{toy_course.NAME}/{toy_course.NAME}.ipynb"
GATE_MS = 120_000
SLOW_WRONG_ANSWER = "def double(n):\n    import time\n\n    time.sleep(0.5)\n    return n**2"
"""Long enough in checking for the clock to be seen."""
STOP_S = 10
"""The hub's spawner kills a server that has not stopped some seconds after it was told to."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with running_platform(tmp_path_factory.mktemp("platform")) as platform, platform.working():
        yield platform


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory, platform: Platform) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("teacher")
    toy_course.lay_out(folder / "home" / "courses")
    with running_lab(folder, platform.socket, "instructor", ["toy"], person=TEACHER) as lab:
        # Formgrader lists what the sync has built, and does not look again by itself.
        built = lab.home / "courses" / "toy" / "grading" / "source" / toy_course.NAME
        lab.wait_for(built / f"{toy_course.NAME}.ipynb", 60)
        yield lab


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory, platform: Platform) -> Iterator[Lab]:
    platform.groups["ali"] = ["learners"]
    with running_lab(tmp_path_factory.mktemp("ali"), platform.socket, person="ali") as lab:
        lab.wait_for(lab.home / HANDED_OUT)
        yield lab


def current_digest(platform: Platform) -> str:
    release = releases.current(platform.engine, "toy", toy_course.NAME)
    assert release is not None
    return str(release.digest)


def test_release_saves_has_it_checked_and_releases_it(
    browser: Browser, teacher: Lab, platform: Platform
) -> None:
    before = current_digest(platform)
    wrong_answers = teacher.home / "courses" / "toy" / toy_course.NAME / "wrong_answers.py"
    toy_course.change(wrong_answers, "def double(n):\n    return n**2", SLOW_WRONG_ANSWER)
    with opened(browser, teacher, f"lab/tree/{SOURCE}") as page:
        expect(button(page)).to_have_text("Release", timeout=SLOW_MS)
        append_to_first_text(page, "Typed just before the release.")
        button(page).click()
        heading(page, "Checking …")
        expect(page.locator(".hunar-clock")).to_have_text(re.compile(r"[2-9] s"))
        heading(page, "Released", GATE_MS)
        assert current_digest(platform) != before
        expect(page.locator(".hunar-facts")).to_contain_text(current_digest(platform)[:12])
        expect(button(page)).to_have_attribute("aria-disabled", "false")
    assert "Typed just before the release." in (teacher.home / SOURCE).read_text()


def test_refused_release_says_where_what_and_how_to_mend(
    browser: Browser, teacher: Lab, platform: Platform
) -> None:
    before = current_digest(platform)
    wrong_answers = teacher.home / "courses" / "toy" / toy_course.NAME / "wrong_answers.py"
    text = wrong_answers.read_text()
    wrong_answers.write_text("# %% [markdown]\n# None yet.\n")
    with opened(browser, teacher, f"lab/tree/{SOURCE}") as page:
        button(page).click(timeout=SLOW_MS)
        heading(page, "Not released", GATE_MS)
        fault = page.locator(".hunar-faults li").first
        expect(fault).to_contain_text("wrong_answers.py")
        expect(fault).to_contain_text("→")
    wrong_answers.write_text(text)
    assert current_digest(platform) == before


def test_only_the_assignments_own_notebook_can_be_released(browser: Browser, teacher: Lab) -> None:
    path = f"courses/toy/{toy_course.NAME}/wrong_answers.py"
    with opened(browser, teacher, f"lab/tree/{path}") as page:
        expect(button(page)).to_have_attribute("aria-disabled", "true", timeout=SLOW_MS)
        assert f"{toy_course.NAME}.py" in (button(page).get_attribute("title") or "")


def test_create_assignment_shows_the_points_of_a_cell(browser: Browser, teacher: Lab) -> None:
    with opened(browser, teacher, f"lab/tree/{SOURCE}") as page:
        button(page).wait_for(timeout=SLOW_MS)
        page.locator(".lm-TabBar-tab", has_text="Create Assignment").click()
        points = page.locator(".nbgrader-CellPoints:visible input").first
        expect(points).to_have_value("2", timeout=15000)
        expect(page.get_by_text("Outdated schema version")).to_have_count(0)


def test_formgrader_is_shown_inside_jupyterlab(browser: Browser, teacher: Lab) -> None:
    with opened(browser, teacher) as page:
        menu(page, "Nbgrader", "Formgrader")
        body = page.frame_locator("iframe").locator("body")
        expect(body).to_contain_text(toy_course.NAME, timeout=SLOW_MS)


def test_assignments_panel_fetches_submits_and_shows_it(
    browser: Browser, learner: Lab, platform: Platform
) -> None:
    shutil.rmtree((learner.home / HANDED_OUT).parent)
    with opened(browser, learner) as page:
        menu(page, "Nbgrader", "Assignment List")
        released, fetched = (
            page.locator("#released_assignments_list"),
            page.locator("#fetched_assignments_list"),
        )
        released.get_by_role("button", name="Fetch").click(timeout=SLOW_MS)
        expect(fetched).to_contain_text(toy_course.NAME, timeout=SLOW_MS)
        assert (learner.home / HANDED_OUT).is_file()
        fetched.get_by_role("button", name="Submit").click()
        submitted = page.locator("#submitted_assignments_list")
        expect(submitted).to_contain_text(toy_course.NAME, timeout=SLOW_MS)
    with platform.client("ali") as client:
        (receipt,) = client.submissions("toy", toy_course.NAME)
        assert client.notebook(receipt["id"]) == (learner.home / HANDED_OUT).read_bytes()


def test_an_instructors_server_with_open_work_stops_when_told(browser: Browser, teacher: Lab) -> None:
    with opened(browser, teacher, f"lab/tree/{SOURCE}") as page:
        expect(page.locator("#jp-bottom-panel")).to_contain_text("Idle", timeout=SLOW_MS)
        menu(page, "Nbgrader", "Formgrader")
        expect(page.frame_locator("iframe").locator("body")).to_contain_text(toy_course.NAME, timeout=SLOW_MS)
        teacher.process.send_signal(signal.SIGTERM)
        teacher.process.wait(timeout=STOP_S)


def append_to_first_text(page: Page, text: str) -> None:
    cell = page.locator(".jp-MarkdownCell").first
    cell.dblclick()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(f"\n\n{text}")
