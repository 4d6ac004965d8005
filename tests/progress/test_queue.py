"""The queue: every hand-in gets one verdict, whatever becomes of a worker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, event, func, insert, select, text

from progress import handins, queue, releases, tables, verdicts
from progress.database import reading, writing
from progress.store import Store
from tests.progress.toy import NOON, course, graded, hand_in, verdict


def test_a_job_is_claimed_by_one_of_many_workers(released: Engine, store: Store) -> None:
    wanted = {hand_in(released, store, f"learner{n}").id for n in range(12)}
    with ThreadPoolExecutor(6) as pool:
        jobs = list(pool.map(lambda n: queue.claim(released, f"w{n}", NOON), range(20)))
    claimed = [job.submission_id for job in jobs if job is not None]
    assert len(claimed) == len(set(claimed))
    while (job := queue.claim(released, "last", NOON)) is not None:
        claimed.append(job.submission_id)
    assert set(claimed) == wanted and len(claimed) == 12


def test_a_claimed_job_shows_as_running(released: Engine, store: Store) -> None:
    receipt = hand_in(released, store)
    assert queue.claim(released, "w", NOON) is not None
    running = handins.receipt(released, receipt.id)
    assert running is not None and running.state == "running"


def test_a_dead_worker_s_job_is_claimed_again_after_its_lease(released: Engine, store: Store) -> None:
    hand_in(released, store)
    first = queue.claim(released, "dead", NOON, lease_s=60)
    assert first is not None
    assert queue.claim(released, "w", NOON + timedelta(seconds=59)) is None
    second = queue.claim(released, "w", NOON + timedelta(seconds=60))
    assert second is not None and (second.id, second.tries) == (first.id, 2)


def test_a_worker_that_renews_keeps_its_job(released: Engine, store: Store) -> None:
    hand_in(released, store)
    job = queue.claim(released, "slow", NOON, lease_s=60)
    assert job is not None
    assert queue.renew(released, job, NOON + timedelta(seconds=50), lease_s=60)
    assert queue.claim(released, "w", NOON + timedelta(seconds=100)) is None


def test_a_submission_is_graded_exactly_once(released: Engine, store: Store) -> None:
    receipt = hand_in(released, store)
    slow = queue.claim(released, "slow", NOON, lease_s=1)
    fast = queue.claim(released, "fast", NOON + timedelta(seconds=2))
    assert slow is not None and fast is not None
    assert queue.finish(released, fast, verdict(score=10), NOON)
    assert not queue.finish(released, slow, verdict(score=0), NOON)
    with reading(released) as connection:
        assert connection.execute(select(func.count()).select_from(tables.verdicts)).scalar_one() == 1
    kept = verdicts.current(released, receipt.id)
    assert kept is not None and kept.score == 10
    assert queue.claim(released, "w", NOON + timedelta(days=1)) is None


def test_two_workers_that_finish_together_make_one_verdict(released: Engine, store: Store) -> None:
    hand_in(released, store)
    job = queue.claim(released, "w", NOON)
    assert job is not None
    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(lambda n: queue.finish(released, job, verdict(score=n), NOON), range(6)))
    assert won.count(True) == 1


def test_a_job_given_back_has_lost_no_try(released: Engine, store: Store) -> None:
    receipt = hand_in(released, store)
    job = queue.claim(released, "w", NOON)
    assert job is not None
    queue.give_back(released, job)
    state = handins.receipt(released, receipt.id)
    assert state is not None and state.state == "queued"
    again = queue.claim(released, "w2", NOON)
    assert again is not None and again.tries == 1


def test_a_job_that_kills_its_workers_is_given_up(released: Engine, store: Store) -> None:
    hand_in(released, store)
    hopeless = []
    for hour in range(4):
        job = queue.claim(released, "w", NOON + timedelta(hours=hour))
        assert job is not None
        hopeless.append(job.hopeless)
    assert hopeless == [False, False, False, True]


def test_who_hands_in_a_lot_does_not_hold_up_the_others(released: Engine, store: Store) -> None:
    for number in range(3):
        hand_in(released, store, "eager", text=f"x = {number}")
    patient = hand_in(released, store, "patient")
    order = []
    while (job := queue.claim(released, "w", NOON)) is not None:
        order.append(job.submission_id)
    assert order.index(patient.id) == 1


def test_what_a_dead_worker_held_is_put_back_and_nobody_else_s(released: Engine, store: Store) -> None:
    held, other = hand_in(released, store, "ali"), hand_in(released, store, "sana")
    assert (dead := queue.claim(released, "dead", NOON)) is not None
    assert (alive := queue.claim(released, "alive", NOON)) is not None
    assert queue.put_back_all(released, "dead") == [dead.id]
    assert queue.put_back_all(released, "dead") == []
    states = {r.id: r.state for r in handins.receipts(released, "toys")}
    assert (states[held.id], states[other.id]) == ("queued", "running")
    again = queue.claim(released, "dead", NOON)
    assert again is not None and (again.id, again.tries) == (dead.id, 2), "a killed try counts"
    assert not queue.renew(released, dead, NOON), "the claim of the dead one is void"
    assert queue.finish(released, alive, verdict(), NOON)
    assert queue.put_back_all(released, "alive") == []


def test_the_newest_verdict_of_a_worker_is_found(released: Engine, store: Store) -> None:
    assert queue.last_graded_by(released, "w") is None
    for learner, worker in (("ali", "w"), ("sana", "w"), ("omar", "other")):
        hand_in(released, store, learner)
        job = queue.claim(released, worker, NOON)
        assert job is not None and queue.finish(released, job, verdict(), NOON)
    found = queue.last_graded_by(released, "w")
    newest = handins.receipt(released, found or 0)
    assert newest is not None and newest.learner == "sana"


def test_fifty_hand_ins_of_one_learner_hold_nobody_else_up(released: Engine, store: Store) -> None:
    releases.publish_course(released, course(attempts={"gradings_per_day": 100}))
    for number in range(50):
        hand_in(released, store, "eager", text=f"x = {number}")
    patient = hand_in(released, store, "patient")
    order = []
    while (job := queue.claim(released, "w", NOON)) is not None:
        order.append(job.submission_id)
    assert len(order) == 51 and order.index(patient.id) == 1


def test_regrades_wait_until_nobody_else_does(released: Engine, store: Store) -> None:
    old = graded(released, store)
    regrade = {"course": "toys", "assignment": "t1-adding", "release_id": 1, "asked_by": "sara"}
    with writing(released) as connection:
        more = {"asked_at": NOON, "reason": "", "state": "proposed"}
        connection.execute(insert(tables.regrades).values(regrade | more))
        queue.ask_again(connection, 1, old.id, NOON)
    fresh = hand_in(released, store, "eager")
    first = queue.claim(released, "w", NOON)
    assert first is not None and (first.kind, first.submission_id) == ("grade", fresh.id)
    second = queue.claim(released, "w", NOON)
    assert second is not None and (second.kind, second.regrade_id) == ("regrade", 1)
    state = handins.receipt(released, old.id)
    assert state is not None and state.state == "graded", "a regrade leaves the result in sight"
    assert queue.finish_regrade(released, second, verdict(score=4), NOON)
    assert not queue.finish_regrade(released, second, verdict(score=5), NOON)
    kept = verdicts.current(released, old.id)
    assert kept is not None and kept.score == 10, "a proposal counts nothing"


def test_claiming_looks_at_open_jobs_only_however_many_are_finished(released: Engine, store: Store) -> None:
    finished = {"kind": "grade", "rank": 0, "created_at": NOON, "tries": 1, "finished_at": NOON}
    with writing(released) as connection:
        connection.execute(insert(tables.jobs), [finished] * 10_000)
        if released.dialect.name == "postgresql":
            connection.execute(text("ANALYZE jobs"))
    wanted = hand_in(released, store)
    plan = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[released.dialect.name]
    seen: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith(plan) and "FROM jobs" in statement:
            cursor.execute(plan + statement, parameters)
            seen.append("\n".join(str(row) for row in cursor.fetchall()))

    event.listen(released, "before_cursor_execute", explain)
    job = queue.claim(released, "w", NOON)
    event.remove(released, "before_cursor_execute", explain)
    assert job is not None and job.submission_id == wanted.id
    assert len(seen) == 2
    for shown in seen:
        assert "ix_jobs_open" in shown, shown
        assert "TEMP B-TREE" not in shown and "Seq Scan" not in shown, shown
