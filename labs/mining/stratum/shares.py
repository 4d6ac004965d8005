"""What a share is, and when a pool believes one."""

from __future__ import annotations

from dataclasses import dataclass

from labs.bitcoin.blocks import target_of
from labs.bitcoin.hashes import sha256d
from labs.mining.stratum.job import Job
from labs.mining.stratum.messages import LOW_DIFFICULTY, OTHER, StratumError

DIFFICULTY_1 = 0xFFFF << 208
"""The target of difficulty 1."""
LARGEST = (1 << 256) - 1
VERSION_MASK = 0x1FFFE000
"""The version bits that a miner may change: 16, as BIP 320 sets aside."""
FUTURE_S = 7200
"""How far a block's time may lie ahead of the clock."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a miner sends: how it filled a job's gaps. version_bits: None without version rolling."""

    extranonce: bytes
    time: int
    nonce: int
    version_bits: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A proof of work that the pool believes.

    work: how many hashes a share of its difficulty takes on average. time: when it came, Unix seconds.
    """

    worker: str
    work: int
    time: float


def target_of_difficulty(difficulty: float) -> int:
    """The target of a share difficulty; the difficulty may be far below 1, as CPUs need."""
    numerator, denominator = float(difficulty).as_integer_ratio()
    return min(DIFFICULTY_1 * denominator // numerator, LARGEST)


def difficulty_of_target(target: int) -> float:
    return DIFFICULTY_1 / max(target, 1)


def work_of_target(target: int) -> int:
    """How many hashes it takes on average to get below a target."""
    return (1 << 256) // (target + 1)


def block_target(job: Job, difficulty: float) -> int:
    """The target of a block: the network's, or the harder one that a lab's pool asks for.

    On regtest every second hash is a block; then nobody could see the difference between shares and blocks.
    """
    return min(target_of(job.template.bits), target_of_difficulty(difficulty))


def check(job: Job, given: Submission, target: int, now: float, mask: int = 0) -> tuple[bytes, int]:
    """The header of a submission and its hash as a number. Raises StratumError unless it is good work.

    mask: the version bits that the miner may set. now: Unix seconds.
    """
    # A node with a clock of its own (setmocktime) may be ahead of ours.
    latest = max(now, job.template.cur_time) + FUTURE_S
    if not job.template.min_time <= given.time <= latest:
        raise StratumError(OTHER, "Time out of range")
    version = job.template.version & 0xFFFFFFFF
    if given.version_bits is not None:
        version = version & ~mask | given.version_bits & mask
    header = job.header(given.extranonce, given.time, given.nonce, version)
    value = int.from_bytes(sha256d(header), "little")
    if value > target:
        raise StratumError(LOW_DIFFICULTY, "Low difficulty share")
    return header, value
