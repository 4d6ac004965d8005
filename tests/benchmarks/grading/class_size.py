"""Whether a submission costs more in a large class: the real worker on a real database and store."""

from __future__ import annotations

import hashlib
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from grader.build import bundle
from grader.course import read_assignment
from hub.worker import Worker
from progress import handins, queue, releases, tables, verdicts
from progress.database import connect, migrate, writing
from progress.settings import Settings
from progress.store import Store
from tests.benchmarks.grading.papers import NUMPY, handed_in
from tests.progress import toy

ASSIGNMENT = "t9-paper"
FACTS = 'format = 1\ntitle = "Paper"\nminutes = 5\n'


class School:
    """A platform's database and store with one released assignment."""

    def __init__(self, state: Path) -> None:
        folder = state / "toys" / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / f"{ASSIGNMENT}.py").write_text(NUMPY)
        (folder / "assignment.toml").write_text(FACTS)
        self.settings = Settings(state=state)
        self.engine = connect(self.settings.database)
        migrate(self.engine)
        self.store = Store(state / "submissions")
        releases.publish_course(self.engine, toy.course(assignments=(ASSIGNMENT,)))
        releases.publish(self.engine, bundle(read_assignment(folder)), "benchmark")
        self.handed_in = 0

    def hand_in(self) -> None:
        self.handed_in += 1
        content = handed_in("numpy", self.handed_in)
        who, now = f"learner{self.handed_in}", datetime.now(UTC)
        handins.hand_in(self.engine, self.store, who, "toys", ASSIGNMENT, content, None, now)

    def fill(self, count: int) -> None:
        """Bring the class to so many submissions, all with a verdict: in one transaction, without grading."""
        self.hand_in()
        job = queue.claim(self.engine, "benchmark", datetime.now(UTC))
        assert job is not None and queue.finish(self.engine, job, toy.verdict("first"), datetime.now(UTC))
        with writing(self.engine) as connection:
            first = connection.execute(select(tables.submissions)).mappings().one()
            done = connection.execute(select(tables.jobs).where(tables.jobs.c.id == job.id)).mappings().one()
            while self.handed_in < count:
                self.handed_in += 1
                self._add(connection, dict(first), dict(done))

    def _add(self, connection: Connection, first: dict[str, Any], done: dict[str, Any]) -> None:
        content = handed_in("numpy", self.handed_in)
        digest = hashlib.sha256(content).hexdigest()
        path = self.store.path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        first |= {"learner": f"learner{self.handed_in}", "digest": digest, "id": first["id"] + self.handed_in}
        connection.execute(insert(tables.submissions).values(first))
        done |= {"id": done["id"] + self.handed_in, "submission_id": first["id"]}
        connection.execute(insert(tables.jobs).values(done))
        verdicts.add(
            connection,
            first["id"],
            toy.verdict(str(first["id"])),
            release_id=first["release_id"],
            worker="benchmark",
            graded_at=first["received_at"],
            given_at=first["received_at"],
        )

    def step_s(self) -> float:
        """Seconds of the worker for one more hand-in: claim, grade, record, sign the certificate it earns."""
        self.hand_in()
        started = time.perf_counter()
        assert Worker(self.settings, self.engine).step()
        return time.perf_counter() - started


@contextmanager
def school_of(count: int) -> Iterator[School]:
    with tempfile.TemporaryDirectory() as folder:
        school = School(Path(folder))
        try:
            school.fill(count)
            yield school
        finally:
            school.engine.dispose()


def step_s(small: int, large: int, rounds: int = 30) -> tuple[float, float]:
    """Median seconds per submission with so few, and so many, submissions in the store.

    Taken in turns, so that both meet the same load of the machine.
    """
    with school_of(small) as few, school_of(large) as many:
        took = [(few.step_s(), many.step_s()) for _ in range(rounds + 2)][2:]
    return statistics.median(one for one, _ in took), statistics.median(other for _, other in took)
