"""`python -m hub.worker`: claims jobs, grades hand-ins, checks releases. Start as many as there are cores.

One process does one job at a time and renews its claim meanwhile. Killed at any moment, it loses
nothing: the claim runs out and another worker takes the job. SIGTERM and SIGINT let go of the present
job at once.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import FrameType

import nbformat
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from grader.engine import grade
from grader.verdict import Verdict
from hub.releasing import check_release
from progress import handins, queue, releases
from progress.certify import certify
from progress.database import connect, migrate
from progress.queue import Job
from progress.settings import Settings
from progress.store import Store

log = logging.getLogger("hunar.worker")
RETRY_AFTER = timedelta(seconds=5)
"""Between tries after an error of ours."""


class Stopped(BaseException):
    """SIGTERM or SIGINT came. Not an Exception, so that no grading code takes it for a learner's error."""


def main() -> None:
    """Work until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    settings = Settings()
    engine = connect(settings.database)
    migrate(engine)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        Worker(settings, engine).run()
    except Stopped:
        log.info("stopped")
    finally:
        engine.dispose()


class Worker:
    """One worker. `step` does one job; `run` does them for ever."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.settings = settings
        self.engine = engine
        self.store = Store(settings.state / "submissions")
        self.name = f"{socket.gethostname()}:{os.getpid()}"

    def run(self) -> None:
        """Do jobs as they come. A database that is away for a while only makes it wait."""
        idle = threading.Event()
        while True:
            try:
                worked = self.step()
            except SQLAlchemyError:
                log.exception("the database does not answer; trying again")
                worked = False
            if not worked:
                idle.wait(self.settings.poll_s)

    def step(self) -> bool:
        """Claim one job and do it; False when there is none."""
        job = queue.claim(self.engine, self.name, datetime.now(UTC), lease_s=self.settings.lease_s)
        if job is None:
            return False
        try:
            with self._renewing(job):
                self._do(job)
        except Stopped:
            queue.give_back(self.engine, job)
            raise
        return True

    def _do(self, job: Job) -> None:
        if job.kind == "release":
            assert job.check_id is not None
            check_release(self.engine, self.settings, job.check_id, hopeless=job.hopeless)
            queue.finish_release(self.engine, job, datetime.now(UTC))
            return
        verdict = queue.gave_up(str(job.submission_id)) if job.hopeless else self._grade(job)
        if verdict.status == "internal_error" and job.tries < queue.MAX_TRIES:
            log.warning("submission %s: try %s failed: %s", job.submission_id, job.tries, verdict.message)
            queue.try_again(self.engine, job, datetime.now(UTC) + RETRY_AFTER)
            return
        if queue.finish(self.engine, job, verdict, datetime.now(UTC)):
            self._after(job)

    def _grade(self, job: Job) -> Verdict:
        assert job.submission_id is not None
        name = str(job.submission_id)
        try:
            receipt = handins.receipt(self.engine, job.submission_id)
            assert receipt is not None
            bundle = releases.bundle_of(self.engine, receipt.release_id)
            source = nbformat.reads(bundle.source_ipynb, as_version=nbformat.NO_CONVERT)
            content = self.store.get(receipt.digest)
            return grade(content, source, bundle.limits, name=name, files=bundle.files)
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("submission %s could not be graded", name)
            return queue.gave_up(name)

    def _after(self, job: Job) -> None:
        assert job.submission_id is not None
        receipt = handins.receipt(self.engine, job.submission_id)
        if receipt is not None:
            log.info("submission %s: %s", receipt.id, receipt.state)
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


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    main()
