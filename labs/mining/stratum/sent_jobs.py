"""The jobs that one miner knows: by its own ids, with the target in force when each was sent."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from labs.mining.stratum.job import Job
from labs.mining.stratum.messages import DUPLICATE, OTHER, STALE, StratumError
from labs.mining.stratum.shares import Submission

KEPT_JOBS = 32
MAX_SHARES_PER_JOB = 20_000


@dataclass(slots=True)
class SentJob:
    """A job, its share target, and what came back so far."""

    job: Job
    target: int
    seen: set[Submission] = field(default_factory=set)

    def must_be_new(self, given: Submission) -> None:
        """Raises StratumError for what was handed in before."""
        if given in self.seen:
            raise StratumError(DUPLICATE, "Duplicate share")
        if len(self.seen) >= MAX_SHARES_PER_JOB:
            raise StratumError(OTHER, "Too many shares for one job")


class SentJobs:
    """The latest jobs; older ones are forgotten, and their shares are stale."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, SentJob] = OrderedDict()
        self._count = 0

    def add(self, job: Job, target: int, clean: bool) -> str:
        """Note a job; returns its id. clean: the ones before are worth nothing now."""
        if clean:
            self._jobs.clear()
        self._count += 1
        job_id = f"{self._count:x}"
        self._jobs[job_id] = SentJob(job, target)
        while len(self._jobs) > KEPT_JOBS:
            self._jobs.popitem(last=False)
        return job_id

    def find(self, job_id: str) -> SentJob:
        """The job of an id. Raises StratumError."""
        found = self._jobs.get(job_id)
        if found is None:
            raise StratumError(STALE, "Job not found (=stale)")
        return found
