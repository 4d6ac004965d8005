"""A small platform for the tests of pages and certificates: real database, real app, a stand-in for the hub.

The hub is another process, reached over the network: here a function answers for it. A token is the
person's name.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from grader.bundle import Bundle, GradedCell
from grader.course import Attempts, CertificateRule, Course, Limits
from grader.verdict import ExerciseResult, ExerciseStatus, Verdict
from progress import accounts, handins, queue, releases
from progress.app import create_app
from progress.database import connect, migrate
from progress.handins import Receipt
from progress.hubauth import COOKIE, Hub, open_session
from progress.settings import Settings
from progress.store import Store

COURSE = "blockchain"
NOW = datetime.now(UTC)
PASSWORD = "a long pass phrase"


@dataclass
class World:
    """One platform with one course of two assignments."""

    settings: Settings
    engine: Engine
    app: FastAPI
    store: Store
    groups: dict[str, list[str]]
    address: str = ""
    """Where the app listens, without a final slash."""
    browsers: list[httpx.Client] = field(default_factory=list)

    def person(self, name: str, *groups: str, display_name: str = "") -> httpx.Client:
        """A browser in which this person is signed in."""
        self.groups[name] = list(groups)
        if display_name and accounts.find(self.engine, name) is None:
            accounts.sign_up(self.engine, name, PASSWORD, display_name=display_name)
        browser = self.anybody()
        browser.cookies.set(COOKIE, open_session(self.engine, name, datetime.now(UTC), 1))
        return browser

    def learner(self, name: str, display_name: str = "") -> httpx.Client:
        return self.person(name, "learners", display_name=display_name)

    def anybody(self) -> httpx.Client:
        """A browser without a session."""
        headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
        browser = httpx.Client(base_url=f"{self.address}{self.settings.service_prefix}", headers=headers)
        self.browsers.append(browser)
        return browser

    def hand_in(self, learner: str, assignment: str = "a1-hashes", *, remark: str = "") -> Receipt:
        content = json.dumps({"cells": [], "metadata": {"remark": remark}}).encode()
        return handins.hand_in(
            self.engine, self.store, learner, COURSE, assignment, content, None, datetime.now(UTC)
        )

    def grade(self, verdict: Verdict) -> None:
        """Give the next job in the queue this verdict."""
        job = queue.claim(self.engine, "test", datetime.now(UTC))
        assert job is not None
        assert queue.finish(self.engine, job, verdict, datetime.now(UTC))

    def complete(self, learner: str) -> None:
        """Hand in both assignments and pass them."""
        for assignment in ("a1-hashes", "a2-blocks"):
            self.hand_in(learner, assignment)
            self.grade(verdict(10))


@contextmanager
def running_world(state: Path, public_url: str = "http://127.0.0.1:8000") -> Iterator[World]:
    """A platform in a folder, with the course released, listening on a free port."""
    made = _world(state, public_url)
    server = uvicorn.Server(uvicorn.Config(made.app, port=0, log_level="warning", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the app did not start"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        made.address = f"http://127.0.0.1:{port}"
        yield made
    finally:
        for browser in made.browsers:
            browser.close()
        server.should_exit = True
        thread.join(10)
        made.app.state.hub.client.close()
        made.engine.dispose()


def _world(state: Path, public_url: str) -> World:
    settings = Settings(state=state, public_url=public_url, user_cache_s=0)
    engine = connect(settings.database)
    migrate(engine)
    groups: dict[str, list[str]] = {}

    def hub(request: httpx.Request) -> httpx.Response:
        name = request.headers["authorization"].removeprefix("token ")
        if name not in groups:
            return httpx.Response(403, json={})
        return httpx.Response(
            200, json={"kind": "user", "name": name, "admin": False, "groups": groups[name]}
        )

    client = httpx.Client(transport=httpx.MockTransport(hub))
    app = create_app(settings, engine=engine, hub=Hub(client, "http://hub/hub/api", 0))
    releases.publish_course(engine, course())
    releases.publish(engine, bundle("a1-hashes", "Hashes: fingerprints of data"), "hunar")
    releases.publish(engine, bundle("a2-blocks", "Blocks and chains"), "hunar")
    return World(settings, engine, app, Store(state / "submissions"), groups)


def course() -> Course:
    return Course(
        format=1,
        title="Blockchain foundations",
        title_ur="بلاک چین کی بنیادیں",
        summary="From one hash to a chain of blocks that nobody can quietly change.",
        outcomes=["Explain what a hash function promises", "Verify a Merkle proof by hand"],
        attempts=Attempts(gradings_per_day=3),
        certificate=CertificateRule(
            name="Blockchain foundations", criteria="Attempt every assignment and reach 70 % on average."
        ),
        name=COURSE,
        folder=Path("courses/blockchain"),
        assignments=[],
    )


def bundle(assignment: str, title: str) -> Bundle:
    cells = [
        GradedCell(grade_id="hash256-check", exercise="hash256", title="hash256", points=2, kind="visible"),
        GradedCell(grade_id="hash256-hidden", exercise="hash256", title="hash256", points=3, kind="hidden"),
        GradedCell(grade_id="why", exercise="why", title="Why twice?", points=5, kind="manual"),
    ]
    empty = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    return Bundle(
        course=COURSE,
        assignment=assignment,
        title=title,
        minutes=60,
        max_score=10,
        limits=Limits(),
        cells=cells,
        source_ipynb=empty,
        release_ipynb=empty,
    )


def verdict(score: float, *, manual: bool = False) -> Verdict:
    """All right (10), or the hidden tests failed (2), or the reflection is to be read (`manual`)."""
    failed = score < 5
    hidden = ExerciseResult(
        grade_id="hash256-hidden",
        status="failed" if failed else "passed",
        score=0 if failed else 3,
        max_score=3,
        message="[one-round] SHA-256 was applied once; Bitcoin applies it twice." if failed else "",
        misconception="one-round" if failed else "",
        hidden=True,
    )
    visible = ExerciseResult(grade_id="hash256-check", status="passed", score=2, max_score=2)
    status: ExerciseStatus = "needs_manual" if manual else "passed"
    why = ExerciseResult(grade_id="why", status=status, score=0 if manual or failed else 5, max_score=5)
    return Verdict(
        submission="a.ipynb",
        status="graded",
        score=score,
        max_score=10,
        needs_manual=["why"] if manual else [],
        exercises=[visible, hidden, why],
    )
