"""One miner's conversation with the pool: what it asks and what it may be told. No sockets here.

A miner is a stranger. Whatever it sends is answered or refused; it never harms another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from labs.mining.stratum.job import EXTRANONCE2_SIZE, Job
from labs.mining.stratum.messages import (
    NOT_SUBSCRIBED,
    OTHER,
    UNAUTHORISED,
    Request,
    StratumError,
    answer,
    hex_at,
    notification,
    number_at,
    refusal,
    text_at,
)
from labs.mining.stratum.sent_jobs import SentJobs
from labs.mining.stratum.shares import (
    VERSION_MASK,
    Share,
    Submission,
    block_target,
    check,
    difficulty_of_target,
    target_of_difficulty,
    work_of_target,
)
from labs.mining.stratum.vardiff import VarDiff

MAX_WORKERS = 64
"""Workers that one connection may authorise."""


class PoolSide(Protocol):
    """What a session needs of the pool."""

    def authorise(self, worker: str, password: str) -> bool: ...

    def accepted(self, share: Share, job: Job, header: bytes, extranonce: bytes, value: int) -> None: ...

    def refused(self, worker: str, code: int) -> None: ...

    def now(self) -> float: ...

    def monotonic(self) -> float: ...


class Session:
    """The state of one connection. `send` puts bytes on the wire and never waits."""

    def __init__(
        self,
        pool: PoolSide,
        send: Callable[[bytes], None],
        extranonce1: bytes,
        vardiff: VarDiff,
        block: float,
    ) -> None:
        """block: the difficulty that the pool asks of blocks at least."""
        self.pool = pool
        self.send = send
        self.extranonce1 = extranonce1
        self.vardiff = vardiff
        self.block_difficulty = block
        self.subscribed = False
        self.workers: set[str] = set()
        self.version_mask = 0
        self._job: Job | None = None
        self._jobs = SentJobs()
        self._told_target: int | None = None

    @property
    def ready(self) -> bool:
        """Whether the miner can be given work."""
        return self.subscribed and bool(self.workers)

    def handle(self, request: Request) -> None:
        """Answer a request, whatever it is."""
        handler = _HANDLERS.get(request.method)
        try:
            if handler is None:
                raise StratumError(OTHER, "Unknown method")
            self.send(answer(request.id, handler(self, request.params)))
        except StratumError as error:
            if request.method == "mining.submit":
                self._note_refusal(request.params, error.code)
            self.send(refusal(request.id, error))
            return
        if request.method in ("mining.authorize", "mining.subscribe") and self.ready and self._job:
            self.give(self._job, clean=True)

    def _note_refusal(self, params: list[Any], code: int) -> None:
        name = params[0] if params else None
        if isinstance(name, str) and name in self.workers:
            self.pool.refused(name, code)

    def give(self, job: Job, clean: bool) -> None:
        """Hand out a job, and first the difficulty where it has changed.

        clean: older jobs are worth nothing.
        """
        self._job = job
        if not self.ready:
            return
        target = self._share_target(job)
        if target != self._told_target:
            self._told_target = target
            self.send(notification("mining.set_difficulty", [difficulty_of_target(target)]))
        job_id = self._jobs.add(job, target, clean)
        self.send(notification("mining.notify", job.params(job_id, clean)))

    def tick(self) -> None:
        """Make shares easier for a miner that finds none."""
        if self.ready and self.vardiff.quiet(self.pool.monotonic()) is not None:
            self._again()

    def _again(self) -> None:
        """The same work at another difficulty."""
        if self._job is not None:
            self.give(self._job, clean=False)

    def _share_target(self, job: Job) -> int:
        """Never harder than a block: what the network wants, the pool wants too."""
        return max(target_of_difficulty(self.vardiff.difficulty), block_target(job, self.block_difficulty))

    def _subscribe(self, params: list[Any]) -> Any:
        self.subscribed = True
        ident = self.extranonce1.hex()
        told = [["mining.set_difficulty", ident], ["mining.notify", ident]]
        return [told, ident, EXTRANONCE2_SIZE]

    def _authorise(self, params: list[Any]) -> bool:
        worker = text_at(params, 0, "worker")
        password = params[1] if len(params) > 1 and isinstance(params[1], str) else ""
        if not worker or not worker.isprintable():
            raise StratumError(OTHER, "worker must be a printable name")
        if worker not in self.workers and len(self.workers) >= MAX_WORKERS:
            raise StratumError(OTHER, "Too many workers on one connection")
        if not self.pool.authorise(worker, password):
            raise StratumError(UNAUTHORISED, "Unauthorized worker")
        self.workers.add(worker)
        return True

    def _submit(self, params: list[Any]) -> bool:
        if not self.subscribed:
            raise StratumError(NOT_SUBSCRIBED, "Not subscribed")
        worker = text_at(params, 0, "worker")
        if worker not in self.workers:
            raise StratumError(UNAUTHORISED, "Unauthorized worker")
        sent = self._jobs.find(text_at(params, 1, "job"))
        given = self._submission(params)
        sent.must_be_new(given)
        header, value = check(sent.job, given, sent.target, self.pool.now(), self.version_mask)
        sent.seen.add(given)
        share = Share(worker, work_of_target(sent.target), self.pool.now())
        self.pool.accepted(share, sent.job, header, given.extranonce, value)
        # A share on its way while the difficulty changed tells nothing about the new one.
        if sent.target == self._told_target and self.vardiff.share(self.pool.monotonic()) is not None:
            self._again()
        return True

    def _submission(self, params: list[Any]) -> Submission:
        bits = None
        if len(params) > 5:
            bits = int.from_bytes(hex_at(params, 5, "version bits", 4), "big")
            if bits & ~self.version_mask:
                raise StratumError(OTHER, "Version bits outside the mask that was agreed on")
        return Submission(
            self.extranonce1 + hex_at(params, 2, "extranonce2", EXTRANONCE2_SIZE),
            int.from_bytes(hex_at(params, 3, "time", 4), "big"),
            int.from_bytes(hex_at(params, 4, "nonce", 4), "big"),
            bits,
        )

    def _configure(self, params: list[Any]) -> dict[str, Any]:
        """Extensions that the miner would like. Source: BIP 310."""
        wanted = params[0] if params and isinstance(params[0], list) else []
        options = params[1] if len(params) > 1 and isinstance(params[1], dict) else {}
        agreed: dict[str, Any] = {}
        for name in wanted[:16]:
            if name == "version-rolling":
                agreed |= self._roll_versions(options.get("version-rolling.mask"))
            elif name == "minimum-difficulty":
                least = number_at([options.get("minimum-difficulty.value")], 0, "minimum-difficulty.value")
                self.vardiff.lowest = max(least, self.vardiff.lowest)
                agreed[name] = True
            elif name == "subscribe-extranonce":
                agreed[name] = True
            elif isinstance(name, str):
                agreed[name[:64]] = False
        return agreed

    def _roll_versions(self, asked: Any) -> dict[str, Any]:
        mask = VERSION_MASK
        if asked is not None:
            mask &= int.from_bytes(hex_at([asked], 0, "version-rolling.mask", 4), "big")
        self.version_mask = mask
        return {"version-rolling": True, "version-rolling.mask": f"{mask:08x}"}

    def _suggest(self, params: list[Any]) -> bool:
        self.vardiff.start_at(number_at(params, 0, "difficulty"), self.pool.monotonic())
        self._again()
        return True

    def _suggest_target(self, params: list[Any]) -> bool:
        target = int.from_bytes(hex_at(params, 0, "target", 32), "big")
        self.vardiff.start_at(difficulty_of_target(target), self.pool.monotonic())
        self._again()
        return True

    def _yes(self, params: list[Any]) -> bool:
        return True

    def _none(self, params: list[Any]) -> list[Any]:
        return []


_HANDLERS: dict[str, Callable[[Session, list[Any]], Any]] = {
    "mining.subscribe": Session._subscribe,
    "mining.authorize": Session._authorise,
    "mining.submit": Session._submit,
    "mining.configure": Session._configure,
    "mining.suggest_difficulty": Session._suggest,
    "mining.suggest_target": Session._suggest_target,
    "mining.extranonce.subscribe": Session._yes,
    "mining.multi_version": Session._yes,
    "mining.ping": Session._yes,
    "mining.get_transactions": Session._none,
}
