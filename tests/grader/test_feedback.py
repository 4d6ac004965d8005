"""The learner's page: words for every status, nothing hidden, nothing that a browser would run."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import get_args

import pytest

from grader.bundle import Bundle, GradedCell
from grader.course import Limits
from grader.feedback import STATUS_WORDS, feedback_html, feedback_page, points
from grader.verdict import ExerciseResult, ExerciseStatus, NamedCheck, Verdict

SECRET = "secret_line = 42"


@pytest.fixture
def bundle() -> Bundle:
    return Bundle(
        course="toy",
        assignment="t1-sums",
        title="T1 <sums>",
        minutes=10,
        max_score=5,
        limits=Limits(),
        cells=[GradedCell(grade_id="q-check", exercise="q", title="double", points=5, kind="hidden")],
        source_ipynb=SECRET,
        release_ipynb="{}",
    )


def verdict(message: str = "", status: ExerciseStatus = "failed") -> Verdict:
    result = ExerciseResult(grade_id="q-check", status=status, max_score=5, message=message, hidden=True)
    return Verdict(submission="a", status="graded", max_score=5, exercises=[result])


class Tags(HTMLParser):
    """Collects what a browser would see as elements."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def elements(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(page)
    return parser.tags


@pytest.mark.parametrize("status", get_args(ExerciseStatus))
def test_every_status_is_said_in_words(bundle: Bundle, status: ExerciseStatus) -> None:
    assert STATUS_WORDS[status] in feedback_html(verdict(status=status), bundle)


@pytest.mark.parametrize(
    "message",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '"><svg onload=alert(1)>',
        "</td></table><a href='javascript:alert(1)'>x</a>",
        "a\n<iframe src=//evil>\nb",
    ],
)
def test_message_is_text_and_never_markup(bundle: Bundle, message: str) -> None:
    plain = elements(feedback_html(verdict("a\nb\nc" if "\n" in message else "m"), bundle))
    assert elements(feedback_html(verdict(message), bundle)) == plain


def test_title_is_escaped_in_fragment_and_page(bundle: Bundle) -> None:
    assert "T1 &lt;sums&gt;" in feedback_html(verdict(), bundle)
    assert "<title>T1 &lt;sums&gt;: feedback</title>" in feedback_page(verdict(), bundle)


def test_source_is_not_in_the_page(bundle: Bundle) -> None:
    assert SECRET not in feedback_page(verdict("Look at zero."), bundle)


def test_table_can_be_read_by_a_screen_reader(bundle: Bundle) -> None:
    found = elements(feedback_html(verdict(), bundle))
    names = [name for name, _ in found]
    assert names.count("table") == names.count("caption") == 1
    assert all("scope" in attributes for name, attributes in found if name == "th")
    assert ("section", {"lang": "en", "class": "hunar-feedback", "aria-label": "Feedback"}) in found
    assert elements(feedback_page(verdict(), bundle))[0] == ("html", {"lang": "en"})


def test_rejected_hand_in_says_why_and_shows_no_points(bundle: Bundle) -> None:
    page = feedback_html(Verdict(submission="a", status="rejected", message="It is no notebook."), bundle)
    assert "was not graded" in page and "It is no notebook." in page and "points" not in page


def test_error_of_ours_says_that_it_costs_nothing(bundle: Bundle) -> None:
    assert "costs you no attempt" in feedback_html(Verdict(submission="a", status="internal_error"), bundle)


def test_work_that_awaits_a_person_says_so(bundle: Bundle) -> None:
    waiting = verdict(status="needs_manual").model_copy(update={"needs_manual": ["q-check"]})
    page = feedback_html(waiting, bundle)
    assert "so far" in page and "Waits for your instructor" in page


@pytest.mark.parametrize(
    ("value", "text"), [(7, "7"), (7.5, "7.5"), (20 / 3, "6.67"), (0, "0"), (100, "100")]
)
def test_points_have_no_needless_digits(value: float, text: str) -> None:
    assert points(value) == text


def parted(*checks: NamedCheck, status: ExerciseStatus = "failed", message: str = "told in short") -> Verdict:
    result = ExerciseResult(
        grade_id="q-check", status=status, score=2, max_score=5, message=message, checks=list(checks)
    )
    return Verdict(submission="a", status="graded", score=2, max_score=5, exercises=[result])


def test_each_named_check_is_told_in_words_with_its_message_and_mistake(bundle: Bundle) -> None:
    page = feedback_html(
        parted(
            NamedCheck(name="empty input", passed=True),
            NamedCheck(
                name="order", passed=False, message="Add all.", misconception="order", shown="f(1) gave 2"
            ),
        ),
        bundle,
    )
    text = read(page)
    assert "✓ Passed: empty input" in text
    assert "✗ Not passed yet: orderAdd all.Your code: f(1) gave 2Typical mistake: order" in text
    assert "told in short" not in text, "the checks say it"
    assert "<code>order</code>" in page


def test_a_fault_in_the_check_is_told_beside_its_parts(bundle: Bundle) -> None:
    page = feedback_html(parted(NamedCheck(name="a", passed=True), message="No readable number."), bundle)
    assert "No readable number." in page and "Passed: " in page


@pytest.mark.parametrize("field", ["name", "message", "misconception", "shown"])
def test_named_checks_are_text_and_never_markup(bundle: Bundle, field: str) -> None:
    facts = {"name": "n", "message": "m", "misconception": "c", "shown": "s"}
    attack = (
        "</li></td></table><script>alert(1)</script><img src=x onerror='alert(1)'>\"><svg onload=alert(1)>"
    )
    plain = feedback_html(parted(NamedCheck(passed=False, **facts)), bundle)
    page = feedback_html(parted(NamedCheck(passed=False, **(facts | {field: attack}))), bundle)
    assert elements(page) == elements(plain)
    assert attack in read(page)


def test_every_mark_is_said_in_words_too(bundle: Bundle) -> None:
    page = feedback_page(
        parted(NamedCheck(name="a", passed=True), NamedCheck(name="b", passed=False, message="m")), bundle
    )
    hidden = [attributes for name, attributes in elements(page) if attributes.get("aria-hidden") == "true"]
    assert len(hidden) == 3 == page.count("✓") + page.count("✗")


def test_text_from_the_right_stands_in_a_place_of_its_own_direction(bundle: Bundle) -> None:
    urdu = "ترتیب"
    page = feedback_html(
        parted(NamedCheck(name=urdu, passed=False, message=urdu, shown=f"f({urdu!r}) gave 1")), bundle
    )
    assert f"<bdi>{urdu}</bdi>" in page and f'<p dir="auto">{urdu}</p>' in page
    assert f'<code dir="auto">f({urdu!r}) gave 1</code>' in page
    assert f'<p dir="auto">{urdu}</p>' in feedback_html(verdict(urdu), bundle)


def read(page: str) -> str:
    """What a person reads."""
    parser = Words()
    parser.feed(page)
    return "".join(parser.words)


class Words(HTMLParser):
    """Collects the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)
