"""A person at a browser: what they type and click, and a picture of what they see."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.running import PASSWORD

PICTURES = Path(__file__).resolve().parents[2] / "var" / "journeys"
"""Screenshots of every step; CI keeps them."""
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
NOT_OURS = {"MathJax is not defined"}
"""formgrader fetches MathJax from the internet; without it, formulas in answers show as they were typed."""
SLOW_MS = 60_000
"""Starting a notebook server takes seconds, on a busy machine many."""


class Visitor:
    """One browser window of one person. Any uncaught error in a page fails the test at `close`."""

    def __init__(self, browser: Browser, url: str, name: str, size: dict[str, int] | None = None) -> None:
        self.url = url
        self.name = name
        self.context: BrowserContext = browser.new_context(
            viewport=size or DESKTOP,  # type: ignore[arg-type]
            locale="en-GB",
            timezone_id="Asia/Karachi",
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(SLOW_MS)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self._trouble(str(error)))
        self._pictures = 0

    def close(self) -> None:
        """Shut the window. Raises AssertionError if a page threw an error."""
        self.context.close()
        assert not self.errors, f"errors in {self.name}'s pages: {self.errors}"

    def _trouble(self, error: str) -> None:
        if error not in NOT_OURS:
            self.errors.append(error)

    def go(self, path: str) -> None:
        """Open an address of the platform."""
        self.page.goto(f"{self.url}{path}")

    def picture(self, step: str) -> None:
        """Keep what is seen now as var/journeys/<name>-<number>-<step>.png."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self._pictures += 1
        self.page.screenshot(path=PICTURES / f"{self.name}-{self._pictures:02}-{step}.png")

    def weight(self) -> int:
        """Bytes of this page and all it loaded, as sent, cached or not."""
        return int(
            self.page.evaluate(
                "['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))"
                ".reduce((sum, entry) => sum + entry.encodedBodySize, 0)"
            )
        )

    def sign_up(self, display_name: str) -> None:
        """Fill in the sign-up form, as it is linked from the sign-in page."""
        self.go("/")
        self.page.get_by_role("link", name="Sign up").click()
        self.page.fill("#username_input", self.name)
        self.page.fill("#display_name_input", display_name)
        self.page.fill("#password_input", PASSWORD)
        self.page.fill("#again_input", PASSWORD)
        self.picture("sign-up")
        self.page.click("#signup_submit")
        expect(self.page.get_by_role("heading", name="Thank you")).to_be_visible()

    def sign_in(self, password: str = PASSWORD) -> None:
        """Fill in the sign-in form."""
        self.go("/")
        self.page.fill("#username_input", self.name)
        self.page.fill("#password_input", password)
        self.page.click("#login_submit")

    def choose_password(self, one_time: str) -> None:
        """First sign-in with a one-time password."""
        self.sign_in(one_time)
        self.page.fill("#password_input", PASSWORD)
        self.page.fill("#again_input", PASSWORD)
        self.picture("choose-password")
        self.page.click("#password_submit")

    def open(self, path: str) -> Locator:
        """Open a notebook of the own home in JupyterLab; returns it once it is in front."""
        self.go(f"/hub/user-redirect/lab/tree/{path}")
        return self.notebook(path.rsplit("/")[-1])

    def notebook(self, name: str = "") -> Locator:
        """The notebook in front, once JupyterLab shows it; `name` says which one to wait for."""
        if name:
            tab = self.page.locator("#jp-main-dock-panel .lm-TabBar-tab.lm-mod-current", has_text=name)
            expect(tab).to_be_visible(timeout=SLOW_MS)
        notebook = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook")
        expect(notebook).to_be_visible(timeout=SLOW_MS)
        return notebook

    def write_cell(self, first_line: str, source: str) -> None:
        """Replace the text of the code cell that contains `first_line`, by keyboard."""
        cell = self.notebook().locator(".jp-CodeCell", has_text=first_line).first
        cell.scroll_into_view_if_needed()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)

    def submit(self) -> Locator:
        """Press Submit in the notebook's toolbar; returns the panel with receipt and result."""
        self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .hunar-submit").click()
        panel = self.page.locator("#hunar-panel")
        expect(panel).to_be_visible()
        return panel
