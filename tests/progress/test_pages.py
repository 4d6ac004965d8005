"""The pages: what each person sees and may do, in words; no page leaks, frames, or needs a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import cast, get_args

import httpx
import pytest

from grader.bundle import Bundle
from grader.course import CertificateRule
from grader.tracks import Track
from grader.verdict import ExerciseStatus, NamedCheck, SubmissionStatus, Verdict
from progress import accounts, checks, marks, releases, tracks
from progress.attempts import ManualScore
from progress.certify import certify
from progress.credentials import register
from progress.credentials.issue import issue_if_due
from progress.pages import words
from tests.progress.world import COURSE, PASSWORD, World, bundle, running_world, verdict

MAX_PAGE_BYTES = 40_000


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_world(tmp_path / "state") as made:
        yield made


class Outline(HTMLParser):
    """Heading levels, ids, labels and scripts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: set[str] = set()
        self.tags: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if given.get("id"):
            self.ids.append(cast(str, given["id"]))
        if tag == "label":
            self.labelled.add(given.get("for") or "")
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.fields.add(given.get("id") or "unlabelled")
        if (tag == "script" and "src" not in given) or "style" in given or any(n[:2] == "on" for n in given):
            self.inline.append(tag)


def text_of(answer: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).replace("&nbsp;", " ").split())


WAY = Track(
    name="first-steps",
    title="First steps",
    title_ur="پہلا قدم",
    assignments=[f"{COURSE}/a2-blocks", f"{COURSE}/a1-hashes", "energy/c1-surplus"],
    badge=CertificateRule(
        name="First steps",
        criteria="Half of all points.",
        minimum_percent=50,
        every_assignment_attempted=False,
    ),
)


def pages_of(world: World) -> list[httpx.Response]:
    """One answer of every kind of page."""
    accounts.sign_up(world.engine, "sana", PASSWORD, display_name="Sana Iqbal")
    tracks.publish(world.engine, [WAY])
    world.complete("bilal")
    issued = issue_if_due(world.engine, world.settings, "bilal", COURSE)
    learner, failed = world.learner("ayesha"), world.hand_in("ayesha")
    world.grade(verdict(2))
    queued = world.hand_in("ayesha", remark="again")
    staff = world.person("root", "admins", f"formgrade-{COURSE}")
    return [
        learner.get(""),
        learner.get(f"courses/{COURSE}"),
        learner.get(f"courses/{COURSE}/syllabus"),
        learner.get(f"submissions/{failed.id}"),
        learner.get(f"submissions/{queued.id}"),
        world.person("newcomer").get(""),
        staff.get(f"teach/{COURSE}"),
        staff.get("admit"),
        world.anybody().get("verify"),
        world.anybody().get(f"verify/{issued}"),
        learner.get("courses/nowhere"),
    ]


def test_every_page_is_light_safe_and_ordered(world: World) -> None:
    for answer in pages_of(world):
        page = Outline(answer.text)
        linked = re.findall(r'(?:href|src)="(/services/progress/static/[^"]+)"', answer.text)
        weight = len(answer.content) + sum(
            len(world.anybody().get(world.address + path).content) for path in linked
        )
        assert weight < MAX_PAGE_BYTES, answer.url
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert page.inline == [], answer.url
        assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text), "nothing comes from elsewhere"
        assert page.levels[0] == 1 and page.levels.count(1) == 1, answer.url
        assert all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:], strict=False)), answer.url
        assert len(page.ids) == len(set(page.ids)), answer.url
        assert page.fields <= page.labelled, answer.url
        assert {"main", "header", "footer"} <= set(page.tags)


def test_browser_without_a_session_is_sent_to_sign_in_and_back(world: World) -> None:
    answer = world.anybody().get(f"courses/{COURSE}")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(
        "/services/progress/login?next=%2Fservices%2Fprogress%2Fcourses"
    )


def test_newcomer_reads_that_somebody_must_admit_him_and_sees_no_course(world: World) -> None:
    answer = world.person("newcomer").get("")
    assert "waiting for a person" in text_of(answer)
    assert "Blockchain" not in answer.text


def test_home_page_starts_then_continues_what_was_touched_last(world: World) -> None:
    browser = world.learner("ayesha", "Ayesha Khan")
    assert "Start here Hashes" in text_of(browser.get(""))
    assert (
        "/hub/user-redirect/lab/tree/assignments/blockchain/a1-hashes/a1-hashes.ipynb" in browser.get("").text
    )
    world.hand_in("ayesha", "a2-blocks")
    world.grade(verdict(2))
    assert "Continue where you were Blocks and chains" in text_of(browser.get(""))


def test_home_page_says_each_assignments_state(world: World) -> None:
    browser = world.learner("ayesha")
    assert text_of(browser.get("")).count("Not started") == 2
    world.hand_in("ayesha")
    assert "In the queue" in text_of(browser.get(""))
    world.grade(verdict(2))
    assert "Graded 2 of 10" in text_of(browser.get(""))
    assert "Your score in this course 10 %" in text_of(browser.get(""))


def needing(assignment: str, title: str, *prerequisites: str) -> Bundle:
    return bundle(assignment, title).model_copy(update={"prerequisites": list(prerequisites)})


def test_home_page_says_what_is_open_to_me_and_what_comes_first(world: World) -> None:
    later = needing("a2-blocks", "Blocks and chains", f"{COURSE}/a1-hashes", "energy/c1-surplus")
    releases.publish(world.engine, later, "hunar")
    browser = world.learner("ayesha")
    shown = text_of(browser.get(""))
    assert "2 labs · about 2 hours · 0 handed in · 1 open to you now" in shown
    assert "First: Hashes: fingerprints of data Not started" in shown, "what is not offered is not asked for"
    world.hand_in("ayesha")
    shown = text_of(browser.get(""))
    assert "1 handed in · 1 open to you now" in shown and "First:" not in shown
    assert "First:" not in text_of(browser.get(f"courses/{COURSE}"))


def test_what_can_be_begun_comes_before_what_needs_something_first(world: World) -> None:
    first = needing("a1-hashes", "Hashes: fingerprints of data", f"{COURSE}/a2-blocks")
    releases.publish(world.engine, first, "hunar")
    assert "Start here Blocks and chains" in text_of(world.learner("ayesha").get(""))


def test_home_page_leads_along_the_track(world: World) -> None:
    tracks.publish(world.engine, [WAY])
    browser = world.learner("ayesha")
    shown = text_of(browser.get(""))
    assert "Start here Blocks and chains" in shown, "the track's order goes before the course's"
    assert "First steps Track" in shown and "3 labs · about 2 hours · 0 handed in" in shown
    assert "1 more lab will be released." in shown and "Badge: Half of all points." in shown
    world.complete("ayesha")
    certify(world.engine, world.settings, "ayesha", COURSE)
    assert "Your score on this track 66 %" in text_of(browser.get(""))
    badge = register.of_learner(world.engine, "ayesha")["tracks/first-steps"]
    assert f"/services/progress/verify/{badge}" in browser.get("").text


def test_syllabus_is_made_of_what_is_released(world: World) -> None:
    tracks.publish(world.engine, [WAY])
    item = needing("a2-blocks", "Blocks and chains", f"{COURSE}/a1-hashes")
    item = item.model_copy(update={"after_this_you_can": ["verify a block"], "minutes": 90})
    releases.publish(world.engine, item, "hunar")
    shown = text_of(world.learner("ayesha").get(f"courses/{COURSE}/syllabus"))
    assert "2 labs, about 2.5 hours, 20 points" in shown
    assert "about 90 minutes · 10 points, 5 of them for a reflection that the instructor reads" in shown
    assert "before it: Hashes: fingerprints of data verify a block" in shown
    assert "Explain what a hash function promises" in shown and "First steps (track)" in shown
    assert "40 % come from checks that learners see" in shown
    assert world.learner("ayesha").get("courses/nowhere/syllabus").status_code == 404
    assert world.person("newcomer").get(f"courses/{COURSE}/syllabus").status_code == 403


def test_assignment_that_opens_later_is_not_offered_as_next(world: World) -> None:
    later = datetime.now(UTC) + timedelta(days=3)
    releases.publish(world.engine, bundle("a1-hashes", "Hashes: fingerprints of data"), "hunar", opens=later)
    shown = text_of(world.learner("ayesha").get(""))
    assert "Hashes" not in shown and "The next assignment opens" in shown
    assert "Start here Blocks and chains" in shown


def test_earned_certificate_is_linked_from_the_home_page(world: World) -> None:
    world.complete("ayesha")
    issued = issue_if_due(world.engine, world.settings, "ayesha", COURSE)
    assert f"/services/progress/verify/{issued}" in world.learner("ayesha").get("").text


def test_urdu_title_is_marked_as_urdu_and_runs_right_to_left(world: World) -> None:
    assert '<span lang="ur" dir="rtl">بلاک چین' in world.learner("ayesha").get("").text


def test_result_names_the_misconception_and_explains_it(world: World) -> None:
    receipt = world.hand_in("ayesha")
    world.grade(verdict(2))
    shown = text_of(world.learner("ayesha").get(f"submissions/{receipt.id}"))
    assert "SHA-256 was applied once; Bitcoin applies it twice. Typical mistake: one-round" in shown
    assert "Not yet right" in shown
    assert receipt.digest in shown


def in_parts() -> Verdict:
    """The hidden tests in two named parts, of which one failed."""
    found = verdict(2)
    found.exercises[1].message = "1 of 2 parts hold. Look first at genesis: it differs."
    found.exercises[1].checks = [
        NamedCheck(name="empty input", passed=True),
        NamedCheck(
            name="<b>genesis</b>",
            passed=False,
            message="دو بار ہیش کریں۔",
            misconception="one-round",
            shown="hash256(b'<i>') gave b'\\x00'",
        ),
    ]
    return found


def test_result_tells_each_named_part_of_a_check_and_the_api_carries_it(world: World) -> None:
    receipt = world.hand_in("ayesha")
    world.grade(in_parts())
    answer = world.learner("ayesha").get(f"submissions/{receipt.id}")
    shown = text_of(answer)
    assert "Passed empty input" in shown
    assert "Not passed yet &lt;b&gt;genesis&lt;/b&gt; دو بار ہیش کریں۔ Your code: hash256(b&#39;" in shown
    assert "1 of 2 parts hold" not in shown, "the parts say it, each for itself"
    assert shown.count("Typical mistake: one-round") == 1
    assert "<bdi>empty input</bdi>" in answer.text and '<p dir="auto">دو بار' in answer.text
    assert '<code dir="auto">hash256(b&#39;&lt;i&gt;&#39;)' in answer.text
    told = world.learner("ayesha").get(f"api/v1/submissions/{receipt.id}").json()["verdict"]["exercises"]
    assert [NamedCheck.model_validate(check) for check in told[1]["checks"]] == in_parts().exercises[1].checks


def test_message_about_the_whole_cell_stays_where_its_parts_do_not_say_it(world: World) -> None:
    receipt = world.hand_in("ayesha")
    late = in_parts()
    late.exercises[1].status, late.exercises[1].message = "timed_out", "The time limit was reached."
    world.grade(late)
    assert "The time limit was reached." in text_of(world.learner("ayesha").get(f"submissions/{receipt.id}"))


def test_words_of_a_verdict_are_text_never_markup(world: World) -> None:
    receipt = world.hand_in("ayesha")
    spoiled = verdict(2)
    spoiled.exercises[1].message = "<script>alert(1)</script>"
    world.grade(spoiled)
    answer = world.learner("ayesha").get(f"submissions/{receipt.id}")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_queued_page_asks_for_news_with_and_without_scripts(world: World) -> None:
    receipt, browser = world.hand_in("ayesha"), world.learner("ayesha")
    page = browser.get(f"submissions/{receipt.id}").text
    assert f'data-wait="/services/progress/api/v1/submissions/{receipt.id}"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    world.grade(verdict(10))
    assert "data-wait" not in browser.get(f"submissions/{receipt.id}").text


def test_hand_in_beyond_the_daily_limit_says_when_it_is_graded(world: World) -> None:
    receipts = [world.hand_in("ayesha", remark=str(number)) for number in range(4)]
    shown = text_of(world.learner("ayesha").get(f"submissions/{receipts[-1].id}"))
    assert "Today's gradings of this assignment are used up".replace("'", "&#39;") in shown
    assert "0 more can be graded today" in shown


def test_instructors_mark_and_comment_reach_the_learner(world: World) -> None:
    receipt, browser = world.hand_in("ayesha"), world.learner("ayesha")
    world.grade(verdict(5, manual=True))
    assert "still has to read" in text_of(browser.get(f"submissions/{receipt.id}"))
    marks.add(
        world.engine,
        COURSE,
        [ManualScore("ayesha", "a1-hashes", "why", 4, 5, "Clear.")],
        "t",
        datetime.now(UTC),
    )
    shown = text_of(browser.get(f"submissions/{receipt.id}"))
    assert "9 of 10 points" in shown
    assert "Your instructor writes: Clear." in shown


def test_rejected_and_broken_gradings_say_what_to_do(world: World) -> None:
    browser = world.learner("ayesha")
    said: dict[SubmissionStatus, str] = {
        "rejected": "Save the notebook again.",
        "internal_error": "Our fault.",
    }
    for status, message in said.items():
        receipt = world.hand_in("ayesha", remark=status)
        world.grade(Verdict(submission="a.ipynb", status=status, message=message))
        shown = text_of(browser.get(f"submissions/{receipt.id}"))
        assert message in shown
        assert words.SUBMISSION[status][0] in shown


@pytest.mark.parametrize("who", ["bilal", "teacher-of-another-course"])
def test_another_learners_result_is_not_found(world: World, who: str) -> None:
    receipt = world.hand_in("ayesha")
    browser = world.person(who, "learners", "formgrade-elsewhere")
    assert browser.get(f"submissions/{receipt.id}").status_code == 404


def test_every_status_has_its_words() -> None:
    assert set(words.EXERCISE) == set(get_args(ExerciseStatus))
    assert set(words.SUBMISSION) >= set(get_args(SubmissionStatus)) | {"queued", "running", "waiting"}


def test_teacher_sees_the_class_and_its_releases(world: World) -> None:
    world.learner("ayesha", "Ayesha Khan")
    receipt = world.hand_in("ayesha")
    world.grade(verdict(2))
    check = checks.ask(world.engine, COURSE, "a2-blocks", {"a2-blocks.py": ""}, "teacher", datetime.now(UTC))
    fault = {"where": "a2-blocks", "what": "the stub earns points", "mend": "Assert more."}
    checks.conclude(world.engine, check, datetime.now(UTC), faults=[fault])
    answer = world.person("teacher", f"formgrade-{COURSE}").get(f"teach/{COURSE}")
    assert f'href="/services/progress/submissions/{receipt.id}">2</a>' in answer.text
    assert "Ayesha Khan" in answer.text
    assert "a2-blocks: the stub earns points. Assert more." in text_of(answer)
    assert "progress.csv" in answer.text


def test_learner_may_not_see_the_class(world: World) -> None:
    answer = world.learner("ayesha").get(f"teach/{COURSE}")
    assert (answer.status_code, "Only instructors" in answer.text) == (403, True)
