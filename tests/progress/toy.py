"""Small courses as data, and verdicts on them: what the grader would say, without running it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from grader.bundle import Bundle, GradedCell
from grader.course import Attempts, CertificateRule, Course, Late, Limits
from grader.verdict import ExerciseResult, Verdict
from progress import handins, queue, releases
from progress.handins import Receipt
from progress.store import Store

NOON = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
"""Noon in Karachi."""


def notebook(text: str = "x = 1") -> bytes:
    """A notebook whose bytes depend on `text`."""
    cell: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {},
        "source": text,
        "outputs": [],
        "execution_count": None,
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def bundle(assignment: str = "t1-adding", course: str = "toys", title: str = "Adding") -> Bundle:
    cells = [
        GradedCell(grade_id="add-check", exercise="add", title="add", points=4, kind="visible"),
        GradedCell(grade_id="add-hidden", exercise="add", title="add", points=6, kind="hidden"),
        GradedCell(grade_id="why", exercise="why", title="Why?", points=10, kind="manual"),
    ]
    return Bundle(
        course=course,
        assignment=assignment,
        title=title,
        minutes=30,
        max_score=20,
        limits=Limits(),
        cells=cells,
        source_ipynb=notebook("secret = 42").decode(),
        release_ipynb=notebook("# your turn").decode(),
        files={"data.csv": "a,b\n"},
    )


def course(name: str = "toys", assignments: tuple[str, ...] = ("t1-adding",), **facts: Any) -> Course:
    rule = CertificateRule(name="Toys", criteria="Add things up.", minimum_percent=70)
    return Course.model_validate(
        {
            "format": 1,
            "title": name.title(),
            "attempts": Attempts(gradings_per_day=3),
            "certificate": rule,
            "late": Late(),
            "name": name,
            "folder": Path(name),
            "assignments": [],
            "order": list(assignments),
        }
        | facts
    )


def release_toys(engine: Engine) -> None:
    for name in ("toys", "other"):
        releases.publish_course(engine, course(name))
        releases.publish(engine, bundle(course=name), "hunar")


def verdict(submission: str = "s", score: float = 10, *, reflected: bool = True) -> Verdict:
    """A verdict on the toy assignment; `reflected`: the manual cell was answered."""
    exercises = [
        ExerciseResult(grade_id="add-check", status="passed", score=min(score, 4), max_score=4),
        ExerciseResult(
            grade_id="add-hidden", status="passed", score=max(0, score - 4), max_score=6, hidden=True
        ),
        ExerciseResult(grade_id="why", status="needs_manual" if reflected else "not_attempted", max_score=10),
    ]
    return Verdict(
        submission=submission,
        status="graded",
        score=score,
        max_score=20,
        needs_manual=["why"] if reflected else [],
        exercises=exercises,
    )


def hand_in(
    engine: Engine, store: Store, learner: str = "ali", text: str = "x = 1", now: datetime = NOON, **more: Any
) -> Receipt:
    key = more.pop("key", None)
    assignment = more.pop("assignment", "t1-adding")
    return handins.hand_in(engine, store, learner, "toys", assignment, notebook(text), key, now)


def graded(
    engine: Engine,
    store: Store,
    learner: str = "ali",
    score: float = 10,
    now: datetime = NOON,
    *,
    reflected: bool = True,
    **more: Any,
) -> Receipt:
    """Hand in and give the verdict, through the queue."""
    receipt = hand_in(engine, store, learner, text=f"x = {score}", now=now, **more)
    job = queue.claim(engine, "worker", now)
    assert job is not None and job.submission_id == receipt.id
    assert queue.finish(engine, job, verdict(str(receipt.id), score, reflected=reflected), now)
    return receipt
