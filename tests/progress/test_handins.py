"""Handing in: nothing is lost, nothing is counted twice."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import base58
import pytest
from sqlalchemy import Engine, event, func, select

from grader.verdict import Verdict
from progress import allowance, attempts, handins, queue, releases, scores, tables
from progress.database import connect, reading
from progress.handins import MAX_BYTES, Refused
from progress.store import Store
from tests.progress.toy import NOON, bundle, course, graded, hand_in, notebook, release_toys, verdict

MIDNIGHT = datetime(2027, 3, 1, 19, 0, tzinfo=UTC)
"""The midnight in Karachi after NOON."""


def count(engine: Engine) -> tuple[int, int]:
    with reading(engine) as connection:
        submissions, jobs = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (tables.submissions, tables.jobs)
        )
    return submissions, jobs


def test_a_receipt_names_what_is_on_the_disk(released: Engine, store: Store) -> None:
    receipt = hand_in(released, store)
    content = notebook()
    assert receipt.digest == hashlib.sha256(content).hexdigest()
    assert store.get(receipt.digest) == content
    assert (receipt.attempt, receipt.state, receipt.late, receipt.size_bytes) == (
        1,
        "queued",
        False,
        len(content),
    )
    assert handins.receipt(released, receipt.id) == receipt
    assert count(released) == (1, 1)


def test_a_private_key_of_the_main_network_is_refused_with_a_kind_warning(
    released: Engine, store: Store
) -> None:
    key = base58.b58encode_check(b"\x80" + hashlib.sha256(b"nobody's").digest() + b"\x01").decode()
    with pytest.raises(Refused) as refused:
        hand_in(released, store, text=f"wallet.import('{key}')")
    assert refused.value.reason == "mainnet_key"
    assert key not in str(refused.value) and "move its coins" in str(refused.value)
    assert count(released) == (0, 0) and not any(path.is_file() for path in store.folder.rglob("*"))


def test_the_same_key_gives_the_same_receipt_and_no_new_row(released: Engine, store: Store) -> None:
    first = hand_in(released, store, key="k1")
    assert hand_in(released, store, key="k1") == first
    assert count(released) == (1, 1)


def test_the_same_key_with_other_content_is_refused(released: Engine, store: Store) -> None:
    hand_in(released, store, key="k1")
    with pytest.raises(Refused) as refused:
        hand_in(released, store, text="x = 2", key="k1")
    assert refused.value.reason == "other_body"
    assert count(released) == (1, 1)


def test_keys_of_two_learners_do_not_meet(released: Engine, store: Store) -> None:
    ali, sara = (hand_in(released, store, name, key="k1") for name in ("ali", "sara"))
    assert (ali.learner, sara.learner) == ("ali", "sara")
    assert ali.id != sara.id


def test_hand_ins_at_the_same_instant_become_successive_attempts(released: Engine, store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda n: hand_in(released, store, text=f"x = {n}"), range(8)))
    assert sorted(r.attempt for r in receipts) == list(range(1, 9))
    assert sorted(r.state for r in receipts) == ["queued"] * 3 + ["waiting"] * 5
    assert count(released) == (8, 8)


def test_one_key_at_the_same_instant_is_one_hand_in(released: Engine, store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: hand_in(released, store, key="k1"), range(8)))
    assert len({r.id for r in receipts}) == 1
    assert count(released) == (1, 1)


def test_what_exceeds_the_daily_limit_is_kept_and_graded_on_the_next_days(
    released: Engine, store: Store
) -> None:
    receipts = [hand_in(released, store, text=f"x = {n}") for n in range(7)]
    assert [r.not_before for r in receipts] == [None] * 3 + [MIDNIGHT] * 3 + [MIDNIGHT + timedelta(days=1)]
    assert [r.state for r in receipts] == ["queued"] * 3 + ["waiting"] * 4
    assert allowance.left_today(released, "ali", "toys", "t1-adding", NOON) == 0
    assert allowance.left_today(released, "sara", "toys", "t1-adding", NOON) == 3
    for _ in range(3):
        job = queue.claim(released, "w", NOON)
        assert job is not None and queue.finish(released, job, verdict(), NOON)
    assert queue.claim(released, "w", MIDNIGHT - timedelta(seconds=1)) is None
    tomorrow = queue.claim(released, "w", MIDNIGHT)
    assert tomorrow is not None and tomorrow.submission_id == receipts[3].id


def test_the_day_begins_at_midnight_of_the_course_s_zone(released: Engine, store: Store) -> None:
    for number in range(3):
        hand_in(released, store, text=f"x = {number}", now=MIDNIGHT - timedelta(seconds=1))
    assert hand_in(released, store, text="after", now=MIDNIGHT).state == "queued"


@pytest.mark.parametrize("status", ["internal_error", "rejected"])
def test_our_own_error_costs_no_attempt_and_the_oldest_waiting_one_takes_its_place(
    released: Engine, store: Store, status: str
) -> None:
    receipts = [hand_in(released, store, text=f"x = {n}") for n in range(5)]
    job = queue.claim(released, "w", NOON)
    assert job is not None
    queue.finish(released, job, Verdict.model_validate({"submission": "s", "status": status}), NOON)
    states = [handins.receipt(released, r.id) for r in receipts]
    assert [r.state for r in states if r] == [status, "queued", "queued", "queued", "waiting"]


def test_work_after_the_due_time_is_kept_and_marked_late(released: Engine, store: Store) -> None:
    releases.publish(released, bundle(), "hunar", due=NOON)
    assert not hand_in(released, store, now=NOON).late
    assert hand_in(released, store, text="later", now=NOON + timedelta(seconds=1)).late


def test_an_assignment_that_is_not_open_yet_says_when(released: Engine, store: Store) -> None:
    releases.publish(released, bundle(), "hunar", opens=NOON)
    with pytest.raises(Refused, match="opens on 01 March 2027 at 07:00 UTC") as refused:
        hand_in(released, store, now=NOON - timedelta(seconds=1))
    assert refused.value.reason == "closed"


def test_an_unknown_assignment_is_refused(released: Engine, store: Store) -> None:
    with pytest.raises(Refused) as refused:
        hand_in(released, store, assignment="t9")
    assert refused.value.reason == "unknown"


@pytest.mark.parametrize("content", [b"", b"hello", b"[]", b"{}", b"\xff\xfe\x00", b'"cells"'])
def test_what_is_no_notebook_is_not_stored(released: Engine, store: Store, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        handins.hand_in(released, store, "ali", "toys", "t1-adding", content, None, NOON)
    assert refused.value.reason == "not_a_notebook"
    assert count(released) == (0, 0)
    assert not store.folder.exists()


def test_a_hostile_notebook_is_kept_for_the_grader_to_judge(released: Engine, store: Store) -> None:
    content = b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    receipt = handins.hand_in(released, store, "ali", "toys", "t1-adding", content, None, NOON)
    assert store.get(receipt.digest) == content


def test_more_than_five_megabytes_is_refused(released: Engine, store: Store) -> None:
    content = json.dumps({"cells": [], "padding": "x" * MAX_BYTES}).encode()
    with pytest.raises(Refused, match="larger than 5 MB") as refused:
        handins.hand_in(released, store, "ali", "toys", "t1-adding", content, None, NOON)
    assert refused.value.reason == "too_large"


def test_a_full_disk_is_told_and_leaves_no_half_row(
    released: Engine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="still in your notebook") as refused:
        hand_in(released, store)
    monkeypatch.undo()
    assert refused.value.reason == "no_room"
    assert count(released) == (0, 0)
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_a_full_database_is_told_and_leaves_no_half_row(migrated_sqlite: Path, tmp_path: Path) -> None:
    path = tmp_path / "hunar.sqlite"
    shutil.copy(migrated_sqlite, path)
    engine = connect(f"sqlite:///{path}")
    release_toys(engine)
    with reading(engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    engine.dispose()

    def bound(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "connect", bound)
    with pytest.raises(Refused, match="disk is full"):
        for number in range(500):
            hand_in(engine, Store(tmp_path / "submissions"), f"learner{number}")
    submissions, jobs = count(engine)
    engine.dispose()
    assert submissions == jobs


def test_a_crash_before_the_commit_leaves_the_database_as_it_was(
    released: Engine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(handins, "_receipt", crash)  # the last thing before the commit
    with pytest.raises(KeyboardInterrupt):
        hand_in(released, store, key="k1")
    monkeypatch.undo()
    assert count(released) == (0, 0)
    assert hand_in(released, store, key="k1").attempt == 1


def test_the_store_tells_when_the_disk_changed_a_file(store: Store) -> None:
    digest = store.put(b"content")
    store.path(digest).write_bytes(b"c0ntent")
    with pytest.raises(ValueError, match="damaged"):
        store.get(digest)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_the_store_opens_nothing_but_digests(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        Store(tmp_path).path(digest)


def test_a_hand_in_is_graded_against_the_release_of_its_time(released: Engine, store: Store) -> None:
    before = hand_in(released, store)
    releases.publish(released, bundle(title="Adding, second edition"), "sara")
    after = hand_in(released, store, text="x = 2")
    assert releases.bundle_of(released, before.release_id).title == "Adding"
    assert releases.bundle_of(released, after.release_id).title == "Adding, second edition"


def test_a_course_that_takes_no_late_work_does_not_count_it(released: Engine, store: Store) -> None:
    releases.publish_course(released, course(late={"accept": False}))
    releases.publish(released, bundle(), "hunar", due=NOON)
    graded(released, store, score=4, now=NOON)
    late = graded(released, store, score=10, now=NOON + timedelta(hours=1))
    standing = scores.progress(released, "ali", "toys")
    assert standing is not None
    assert standing.assignments[0].best_score == 4
    kept = attempts.graded(released, late.id)
    assert kept is not None and kept.verdict.score == 10 and not kept.counts


def test_nobody_can_fill_the_disk_by_handing_in(
    released: Engine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handins, "HAND_INS_PER_HOUR", 2)
    for number in range(2):
        hand_in(released, store, text=f"x = {number}", key=f"k{number}")
    with pytest.raises(Refused, match="still in your notebook") as refused:
        hand_in(released, store, text="x = 9")
    assert refused.value.reason == "too_often"
    assert count(released) == (2, 2)
    assert hand_in(released, store, text="x = 1", key="k1").attempt == 2, "a repeated request is no new one"
    assert hand_in(released, store, "sara").attempt == 1
    assert hand_in(released, store, text="x = 9", now=NOON + timedelta(minutes=61)).attempt == 3
