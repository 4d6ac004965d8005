"""A small Stratum v1 miner: what the firmware of a mining machine does, at the speed of one CPU.

    python -m labs.mining.miner 127.0.0.1:3333 worker-name

In a lab: `with Miner("127.0.0.1", 3333, "amina") as miner: miner.run(seconds=30)`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import select
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from labs.bitcoin.hashes import sha256d
from labs.mining.merkle import root_from_branch
from labs.mining.proof import NONCES, search
from labs.mining.stratum.job import swap_words
from labs.mining.stratum.shares import target_of_difficulty

STEP = 20_000
"""Hashes between two looks at what the pool says."""


class PoolRefused(RuntimeError):
    """The pool answered a request with an error, or closed the connection."""


@dataclass
class Work:
    """A job as the pool notified it; everything is bytes in the header's own order."""

    job_id: str
    prev: bytes
    first_half: bytes
    second_half: bytes
    branch: list[bytes]
    version: bytes
    bits: bytes
    time: bytes

    @classmethod
    def of(cls, params: list[Any]) -> Work:
        """From mining.notify's parameters: numbers arrive big-endian, the header wants them turned round."""
        job_id, prev, first, second, branch, version, bits, ntime, _ = params
        return cls(
            job_id,
            swap_words(bytes.fromhex(prev)),
            bytes.fromhex(first),
            bytes.fromhex(second),
            [bytes.fromhex(one) for one in branch],
            bytes.fromhex(version)[::-1],
            bytes.fromhex(bits)[::-1],
            bytes.fromhex(ntime)[::-1],
        )

    def header(self, extranonce: bytes) -> bytes:
        """80 bytes with nonce 0."""
        root = root_from_branch(sha256d(self.first_half + extranonce + self.second_half), self.branch)
        return self.version + self.prev + root + self.time + self.bits + bytes(4)


@dataclass
class Tally:
    """What a miner has done. refused: the pool's error codes, in order."""

    hashes: int = 0
    accepted: int = 0
    refused: list[int] = field(default_factory=list)


class Miner:
    """A connection to a pool. Raises OSError or PoolRefused when there is no talking to it."""

    def __init__(self, host: str, port: int, worker: str, password: str = "x", timeout_s: float = 10) -> None:
        self.worker = worker
        self.tally = Tally()
        self.target = 0
        self.work: Work | None = None
        self._ids = itertools.count(1)
        self._pending: dict[int, str] = {}
        self._buffer = b""
        self._socket = socket.create_connection((host, port), timeout=timeout_s)
        try:
            _, extranonce1, self.extranonce2_size = self.ask("mining.subscribe", "labs-miner/1")
            self.extranonce1 = bytes.fromhex(extranonce1)
            self.ask("mining.authorize", worker, password)
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self) -> Miner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def run(self, seconds: float, tell: Callable[[str], None] = lambda line: None) -> Tally:
        """Mine for about `seconds`."""
        end = time.monotonic() + seconds
        for extranonce2 in itertools.count():
            while self.work is None:
                self.listen(0.1)
                if time.monotonic() > end:
                    return self.tally
            if not self._search(self.work, extranonce2, end, tell):
                break
        self.settle()
        return self.tally

    def _search(self, work: Work, number: int, end: float, tell: Callable[[str], None]) -> bool:
        """Go through a header's nonces until there is other work; False when the time is over."""
        extranonce2 = (number % (1 << 8 * self.extranonce2_size)).to_bytes(self.extranonce2_size, "big")
        header = work.header(self.extranonce1 + extranonce2)
        nonce = 0
        while nonce < NONCES:
            found = search(header, self.target, nonce, STEP)
            self.tally.hashes += STEP if found is None else found - nonce + 1
            nonce = nonce + STEP if found is None else found + 1
            if found is not None:
                self.submit(work, extranonce2, found)
                tell(f"share {self.tally.accepted + 1} after {self.tally.hashes:,} hashes")
            self.listen(0)
            if time.monotonic() > end:
                return False
            if work is not self.work:
                return True
        return True

    def submit(self, work: Work, extranonce2: bytes, nonce: int) -> None:
        """Send a share; the answer is counted when it comes."""
        ntime = work.time[::-1].hex()
        self._send("mining.submit", self.worker, work.job_id, extranonce2.hex(), ntime, f"{nonce:08x}")

    def settle(self, timeout_s: float = 5) -> None:
        """Wait until the pool has answered everything."""
        end = time.monotonic() + timeout_s
        while self._pending and time.monotonic() < end:
            self.listen(0.1)

    def ask(self, method: str, *params: Any) -> Any:
        """Send a request and wait for its answer, reading what else the pool says. Raises PoolRefused."""
        ident = self._send(method, *params)
        del self._pending[ident]
        answers: list[dict[str, Any]] = []
        while not answers:
            for message in self._messages(None):  # all of them: the first job may come with the answer
                if message.get("id") == ident and "method" not in message:
                    answers.append(message)
                else:
                    self._hear(message)
        if answers[0].get("error"):
            raise PoolRefused(f"{method}: {answers[0]['error'][1]}")
        return answers[0]["result"]

    def listen(self, timeout_s: float) -> None:
        """Take in what the pool has said, waiting at most `timeout_s` for something."""
        for message in self._messages(timeout_s):
            self._hear(message)

    def _hear(self, message: dict[str, Any]) -> None:
        params = message.get("params") or []
        if message.get("method") == "mining.set_difficulty":
            self.target = target_of_difficulty(params[0])
        elif message.get("method") == "mining.notify":
            self.work = Work.of(params)
        elif self._pending.pop(message.get("id", 0), None) == "mining.submit":
            if message.get("error"):
                self.tally.refused.append(message["error"][0])
            else:
                self.tally.accepted += 1

    def _messages(self, timeout_s: float | None) -> list[dict[str, Any]]:
        """The whole lines that have come; None waits for one."""
        if timeout_s is None or select.select([self._socket], [], [], timeout_s)[0]:
            data = self._socket.recv(65536)
            if not data:
                raise PoolRefused("the pool closed the connection")
            self._buffer += data
        *lines, self._buffer = self._buffer.split(b"\n")
        return [json.loads(line) for line in lines]

    def _send(self, method: str, *params: Any) -> int:
        ident = next(self._ids)
        self._pending[ident] = method
        message = {"id": ident, "method": method, "params": list(params)}
        self._socket.sendall(json.dumps(message).encode() + b"\n")
        return ident


def main(arguments: list[str] | None = None) -> int:
    """Mine until interrupted. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m labs.mining.miner", description=__doc__)
    parser.add_argument("pool", help="host:port")
    parser.add_argument("worker")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    given = parser.parse_args(arguments)
    host, _, port = given.pool.rpartition(":")
    try:
        with Miner(host, int(port), given.worker) as miner:
            tally = miner.run(given.seconds, lambda line: print(line, flush=True))
    except KeyboardInterrupt:
        return 0
    except (OSError, PoolRefused, ValueError) as error:
        print(f"miner: {error}", file=sys.stderr)
        return 1
    print(f"{tally.hashes:,} hashes, {tally.accepted} shares accepted, {len(tally.refused)} refused")
    return 0


if __name__ == "__main__":
    sys.exit(main())
