"""`python -m hub.worker`: claims jobs, grades hand-ins, checks releases. Start as many as there are cores.

One process does one job at a time and renews its claim meanwhile. Killed at any moment, it loses
nothing: the process that takes its slot puts the job back at once, and where none does, the claim runs out
and another worker takes the job. SIGTERM and SIGINT let go of the present job at once.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import FrameType

import nbformat
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from grader.engine import grade
from grader.variants import Seeds, seeds
from grader.verdict import Verdict
from hub.releasing import check_release
from hub.slot import Slot
from hub.state import State
from progress import handins, queue, regrades, releases
from progress.certify import certify
from progress.database import connect, migrate
from progress.handins import Receipt
from progress.queue import Job
from progress.settings import Settings
from progress.store import Store

log = logging.getLogger("hunar.worker")
USES_VARIANTS = "variant"
"""Stands in every source that imports `labs.variant`."""
RETRY_AFTER = timedelta(seconds=5)
"""Between tries after an error of ours."""


class Stopped(BaseException):
    """SIGTERM or SIGINT came. Not an Exception, so that no grading code takes it for a learner's error."""


class Stops:
    """What SIGTERM and SIGINT do: break off grading, and let what is short end in order.

    Between a claim and its end, only the block under `heeded` may be broken off: a stop that comes elsewhere
    is remembered until then, and a second one adds nothing.
    """

    def __init__(self) -> None:
        self.asked = False
        self._open = False

    def catch(self) -> None:
        """Handle both signals from now on."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.ask)

    def ignore(self) -> None:
        """Ignore both from now on: the process is about to end by itself."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)

    def ask(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Stop. Raises Stopped into the block under `heeded`."""
        first, self.asked = not self.asked, True
        if first and self._open:
            raise Stopped

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """A block that a stop breaks off, also one asked for before it. Raises Stopped."""
        self._open = True
        try:
            if self.asked:
                raise Stopped
            yield
        finally:
            self._open = False


def main() -> None:
    """Work until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    stops = Stops()
    stops.catch()
    settings = Settings()
    engine = connect(settings.database)
    slot = Slot(settings.state / "workers")
    try:
        migrate(engine)
        Worker(settings, engine, name=slot.name, stops=stops).run()
        log.info("stopped")
    finally:
        stops.ignore()
        slot.close()
        engine.dispose()


class Worker:
    """One worker. `step` does one job; `run` does them until it is stopped.

    name: nobody else's at the same time; jobs claimed under it before `run` are taken for a dead worker's.
    """

    def __init__(
        self, settings: Settings, engine: Engine, *, name: str = "", stops: Stops | None = None
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.store = Store(settings.state / "submissions")
        self.name = name or f"worker:{uuid.uuid4().hex}"
        self.stops = stops or Stops()

    def run(self) -> None:
        """Do jobs as they come. A database that is away for a while only makes it wait."""
        recovered = False
        while not self.stops.asked:
            try:
                if not recovered:
                    self.recover()
                    recovered = True
                worked = self.step()
            except SQLAlchemyError:
                log.exception("the database does not answer; trying again")
                worked = False
            if not worked and not self.stops.asked:
                time.sleep(self.settings.poll_s)

    def step(self) -> bool:
        """Claim one job and do it; False when there is none, or when a stop broke it off."""
        job = queue.claim(self.engine, self.name, datetime.now(UTC), lease_s=self.settings.lease_s)
        if job is None:
            return False
        try:
            with self._renewing(job):
                self._do(job)
        except Stopped:
            queue.give_back(self.engine, job)
            return False
        return True

    def recover(self) -> None:
        """Put right what the slot's former holder left when it was killed: a job that nobody does, or a
        verdict whose certificate was not looked at.
        """
        for job_id in queue.put_back_all(self.engine, self.name):
            log.warning("job %s was left by a worker that was killed; it is queued again", job_id)
        last = queue.last_graded_by(self.engine, self.name)
        if last is not None:
            self._certify(last)

    def _do(self, job: Job) -> None:
        if job.kind == "release":
            assert job.check_id is not None
            with self.stops.heeded():
                check_release(self.engine, self.settings, job.check_id, hopeless=job.hopeless)
            queue.finish_release(self.engine, job, datetime.now(UTC))
            return
        assert job.submission_id is not None
        with self.stops.heeded():
            verdict = queue.gave_up(str(job.submission_id)) if job.hopeless else self._grade(job)
        if verdict.status == "internal_error" and job.tries < queue.MAX_TRIES:
            log.warning("submission %s: try %s failed: %s", job.submission_id, job.tries, verdict.message)
            queue.try_again(self.engine, job, datetime.now(UTC) + RETRY_AFTER)
        elif job.kind == "regrade":
            queue.finish_regrade(self.engine, job, verdict, datetime.now(UTC))
            log.info("submission %s, graded again: %s", job.submission_id, verdict.status)
        elif queue.finish(self.engine, job, verdict, datetime.now(UTC)):
            log.info("submission %s: %s", job.submission_id, verdict.status)
            self._certify(job.submission_id)

    def _grade(self, job: Job) -> Verdict:
        assert job.submission_id is not None
        name = str(job.submission_id)
        try:
            receipt = handins.receipt(self.engine, job.submission_id)
            assert receipt is not None
            bundle = releases.bundle_of(self.engine, self._release_id(job, receipt))
            source = nbformat.reads(bundle.source_ipynb, as_version=nbformat.NO_CONVERT)
            content = self.store.get(receipt.digest)
            seeds = self._seeds(receipt) if USES_VARIANTS in bundle.source_ipynb else None
            return grade(content, source, bundle.limits, name=name, files=bundle.files, seeds=seeds)
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("submission %s could not be graded", name)
            return queue.gave_up(name)

    def _seeds(self, receipt: Receipt) -> Seeds:
        """Of the learner's own data, the same at every grading. Raises StateError without the secret."""
        secret = State(self.settings.state.absolute()).variant_secret()
        return seeds(secret, receipt.learner, receipt.course, receipt.assignment)

    def _release_id(self, job: Job, receipt: Receipt) -> int:
        """Whose checks to run: those offered when the hand-in came, or when the regrade began."""
        if job.regrade_id is None:
            return receipt.release_id
        regrade = regrades.find(self.engine, job.regrade_id)
        assert regrade is not None
        return regrade.release_id

    def _certify(self, submission_id: int) -> None:
        receipt = handins.receipt(self.engine, submission_id)
        if receipt is not None:
            certify(self.engine, self.settings, receipt.learner, receipt.course)

    @contextmanager
    def _renewing(self, job: Job) -> Iterator[None]:
        """Renew the claim in the background while the job is being done."""
        done = threading.Event()

        def renew() -> None:
            while not done.wait(self.settings.lease_s / 4):
                try:
                    queue.renew(self.engine, job, datetime.now(UTC), lease_s=self.settings.lease_s)
                except SQLAlchemyError:
                    log.exception("the claim on job %s could not be renewed", job.id)

        thread = threading.Thread(target=renew, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


if __name__ == "__main__":
    main()
