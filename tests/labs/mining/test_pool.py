"""A pool on a real node, with miners on real sockets: honest ones, clumsy ones and hostile ones."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import labs.node
from labs.bitcoin.blocks import Block
from labs.bitcoin.hashes import sha256d
from labs.bitcoin.transactions import display
from labs.mining.miner import Miner, PoolRefused, Work
from labs.mining.proof import search, set_nonce
from labs.mining.stratum.background import serving
from labs.mining.stratum.messages import MAX_LINE
from labs.mining.stratum.payouts import divide, pplns
from labs.mining.stratum.server import Pool
from labs.mining.stratum.settings import Settings
from labs.mining.stratum.shares import target_of_difficulty

pytestmark = pytest.mark.slow

ADDRESS = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"
EASY = Settings(block_difficulty=2e-5, start_difficulty=2e-6, lowest_difficulty=2e-6, look_every_s=0.1)
"""At first about 9,000 hashes a share, and always 90,000 a block."""
NEVER = Settings(block_difficulty=1e6, start_difficulty=1e-7, lowest_difficulty=1e-7)
"""Shares, of 430 hashes at first, and no block in this life."""
Starter = Callable[..., Any]


class Flaky:
    """A client whose node goes away when told to."""

    def __init__(self, rpc: labs.node.Client) -> None:
        self.rpc = rpc
        self.away = False

    def call(self, method: str, /, *params: Any) -> Any:
        if self.away:
            raise labs.node.NodeNotRunning("gone fishing\nand more")
        return self.rpc.call(method, *params)


class Line:
    """A Stratum connection by hand."""

    def __init__(self, port: int, **options: int) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(20)
        for name, value in options.items():
            self.socket.setsockopt(socket.SOL_SOCKET, getattr(socket, name), value)
        self.socket.connect(("127.0.0.1", port))
        self.reader = self.socket.makefile("rb")
        self.heard: list[dict[str, Any]] = []

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def ask(self, method: str, *params: Any, ident: Any = 1) -> dict[str, Any]:
        """The answer; what the pool says in between is kept."""
        self.send(json.dumps({"id": ident, "method": method, "params": params}).encode() + b"\n")
        while True:
            message = self.read()
            if "method" not in message:
                return message
            self.heard.append(message)

    def read(self) -> dict[str, Any]:
        line = self.reader.readline()
        if not line:
            raise EOFError
        message: dict[str, Any] = json.loads(line)
        return message

    def until(self, method: str) -> list[Any]:
        """The parameters of the next notification of this kind, also one heard before."""
        while True:
            message = self.heard.pop(0) if self.heard else self.read()
            if message.get("method") == method:
                params: list[Any] = message["params"]
                return params

    def join(self, worker: str = "ali") -> bytes:
        """Subscribe and authorise; returns extranonce 1."""
        extranonce1 = self.ask("mining.subscribe", "by hand")["result"][1]
        assert self.ask("mining.authorize", worker, "x")["result"] is True
        return bytes.fromhex(extranonce1)

    def close(self) -> None:
        self.reader.close()
        self.socket.close()


@contextmanager
def line(port: int, **options: int) -> Iterator[Line]:
    found = Line(port, **options)
    try:
        yield found
    finally:
        found.close()


def solve(work: Work, extranonce: bytes, target: int, first: int = 0) -> int:
    nonce = search(work.header(extranonce), target, first)
    assert nonce is not None
    return nonce


def submission(work: Work, extranonce2: bytes, nonce: int, worker: str = "ali") -> list[str]:
    return [worker, work.job_id, extranonce2.hex(), work.time[::-1].hex(), f"{nonce:08x}"]


def refusal(answer: dict[str, Any]) -> int:
    assert answer["result"] is None
    code: int = answer["error"][0]
    return code


def test_a_miner_earns_shares_and_its_blocks_reach_the_node(rpc: labs.node.Client, running: Starter) -> None:
    before = rpc.getblockcount()
    pool = running(EASY)
    with Miner("127.0.0.1", pool.port, "amina") as miner:
        end = time.monotonic() + 30
        while not pool.pool.ledger.blocks and time.monotonic() < end:
            tally = miner.run(0.3)
    ledger = pool.pool.ledger
    assert ledger.blocks[0].verdict is None
    assert rpc.getblockcount() > before
    assert rpc.getblock(ledger.blocks[0].hash)["height"] == before + 1
    assert ledger.workers["amina"].shares == tally.accepted > 0
    assert sum(divide(ledger.blocks[0].round_work, ledger.blocks[0].reward_sat).values()) == (
        ledger.blocks[0].reward_sat
    )
    each = ledger.workers["amina"].work / tally.accepted
    expected = each * (tally.accepted + len(tally.refused))  # some came too late for the old tip
    assert 0.1 * expected < tally.hashes < 10 * expected
    assert ledger.hashrate("amina", time.time()) > 0
    coinbase = Block.parse(bytes.fromhex(rpc.getblock(ledger.blocks[0].hash, 0))).txs[0]
    assert b"/hunar/" in coinbase.inputs[0].script_sig


def test_two_miners_search_different_headers_and_are_paid_by_their_work(running: Starter) -> None:
    pool = running(NEVER)
    with Miner("127.0.0.1", pool.port, "ali") as ali, Miner("127.0.0.1", pool.port, "sara") as sara:
        assert ali.extranonce1 != sara.extranonce1
        threads = [threading.Thread(target=miner.run, args=(1.0,)) for miner in (ali, sara)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    ledger = pool.pool.ledger
    paid = pplns(list(ledger.shares), 50 * 10**8, sum(share.work for share in ledger.shares))
    assert sum(paid.values()) == 50 * 10**8
    for name, tally in (("ali", ali.tally), ("sara", sara.tally)):
        assert tally.accepted > 0
        assert tally.refused == []
        assert paid[name] * sum(w.work for w in ledger.workers.values()) == pytest.approx(
            50 * 10**8 * ledger.workers[name].work
        )


def test_every_bad_share_gets_its_code(rpc: labs.node.Client, running: Starter) -> None:
    pool = running(NEVER)
    with line(pool.port) as miner:
        assert refusal(miner.ask("mining.submit", "ali", "1", "00000000", "00000000", "00000000")) == 25
        extranonce1 = miner.join()
        target = target_of_difficulty(miner.until("mining.set_difficulty")[0])
        work = Work.of(miner.until("mining.notify"))
        extranonce2 = b"\0\0\0\1"
        nonce = solve(work, extranonce1 + extranonce2, target)
        good = submission(work, extranonce2, nonce)
        assert miner.ask("mining.submit", *good)["result"] is True
        assert refusal(miner.ask("mining.submit", *good)) == 22
        assert refusal(miner.ask("mining.submit", "nobody", *good[1:])) == 24
        assert refusal(miner.ask("mining.submit", "ali", "ff", *good[2:])) == 21
        missed = next(
            n
            for n in range(nonce + 1, nonce + 99)
            if not search(work.header(extranonce1 + extranonce2), target, n, 1)
        )
        assert refusal(miner.ask("mining.submit", *good[:4], f"{missed:08x}")) == 23
        for place, wrong in [(2, "00"), (2, "zz" * 4), (3, "ffffffff"), (3, "00000001"), (3, ""), (4, "0")]:
            assert refusal(miner.ask("mining.submit", *good[:place], wrong, *good[place + 1 :])) == 20
        assert refusal(miner.ask("mining.submit", *good, "00002000")) == 20  # versions were not agreed on
        assert refusal(miner.ask("mining.submit", *good[:3])) == 20
        rpc.generatetoaddress(1, ADDRESS)
        fresh = miner.until("mining.notify")
        assert fresh[8] is True
        assert refusal(miner.ask("mining.submit", *good)) == 21
    worker = pool.pool.ledger.workers["ali"]
    assert worker.shares == 1
    assert dict(worker.rejected) == {20: 8, 21: 2, 22: 1, 23: 1}


def test_versions_may_be_rolled_within_the_mask_agreed_on(rpc: labs.node.Client, running: Starter) -> None:
    pool = running(Settings(block_difficulty=4e-9, start_difficulty=4e-9, lowest_difficulty=4e-9))
    with line(pool.port) as miner:
        agreed = miner.ask(
            "mining.configure",
            ["version-rolling", "unknown"],
            {"version-rolling.mask": "00ffe000", "version-rolling.min-bit-count": 2},
        )["result"]
        assert agreed == {
            "version-rolling": True,
            "version-rolling.mask": "00ffe000",
            "unknown": False,
        }
        extranonce1 = miner.join()
        target = target_of_difficulty(miner.until("mining.set_difficulty")[0])
        work = Work.of(miner.until("mining.notify"))
        work.version = (0x20000000 | 0x00ABC000 & 0x00FFE000).to_bytes(4, "little")
        nonce = solve(work, extranonce1 + bytes(4), target)
        good = submission(work, bytes(4), nonce)
        assert refusal(miner.ask("mining.submit", *good, "10000000")) == 20
        assert miner.ask("mining.submit", *good, "00abc000")["result"] is True
        block_hash = display(sha256d(set_nonce(work.header(extranonce1 + bytes(4)), nonce)))
        end = time.monotonic() + 5
        while not pool.pool.ledger.blocks and time.monotonic() < end:
            time.sleep(0.05)
        assert pool.pool.ledger.blocks[0].hash == block_hash == rpc.getbestblockhash()
        assert rpc.getblockheader(block_hash)["versionHex"] == "20abc000"


def test_a_fast_miner_gets_harder_shares_and_may_ask_for_them(running: Starter) -> None:
    pool = running(Settings(block_difficulty=1e6, start_difficulty=2e-8, lowest_difficulty=2e-8))
    with Miner("127.0.0.1", pool.port, "ali") as miner:
        miner.listen(5)
        first = miner.target
        end = time.monotonic() + 10
        while miner.target > first / 8 and time.monotonic() < end:
            miner.run(0.2)
        assert 0 < miner.target <= first / 8
        assert not miner.tally.refused
        assert miner.ask("mining.suggest_difficulty", 0.5) is True
        miner.listen(1)
        assert miner.target == target_of_difficulty(0.5)
        with pytest.raises(PoolRefused, match="above zero"):
            miner.ask("mining.suggest_difficulty", -1)


def test_a_worker_without_permission_gets_no_work(running: Starter) -> None:
    pool = running(NEVER, lambda worker, password: password == "secret")
    with pytest.raises(PoolRefused, match="Unauthorized"):
        Miner("127.0.0.1", pool.port, "ali", "guess")
    with Miner("127.0.0.1", pool.port, "ali", "secret") as miner:
        miner.run(0.2)
    assert set(pool.pool.ledger.workers) == {"ali"}


HOSTILE = [
    b"x" * (MAX_LINE * 4) + b"\n",
    b"[" * 3_000 + b"\n",
    b'{"id":1,"method":"mining.submit","params":' + b"[" * 1_500 + b"]" * 1_500 + b"}\n",
    b"\xff\xfe\x00\n",
    b"null\n",
    b"[]\n",
    b"GET / HTTP/1.1\r\nHost: pool\r\n\r\n",
    b'{"id":1,"method":["mining.subscribe"],"params":[]}\n',
    b'{"id":{"a":1},"method":"mining.subscribe","params":{}}\n',
    b'{"id":1,"method":"mining.suggest_difficulty","params":[' + b"9" * 4_000 + b"]}\n",
    b'{"id":1,"method":"mining.suggest_difficulty","params":[1e999]}\n',
    b'{"id":1,"method":"mining.suggest_difficulty","params":[NaN]}\n',
    b'{"id":1,"method":"mining.configure","params":[["version-rolling"],{"version-rolling.mask":7}]}\n',
    b'{"id":1,"method":"mining.configure","params":[[[],{},null],5]}\n',
    b'{"id":1,"method":"mining.authorize","params":["\\u0000\\n"]}\n',
    b'{"id":1,"method":"mining.authorize","params":[[]]}\n',
    b'{"id":1,"method":"mining.submit","params":[{}]}\n',
    b'{"id":1,"method":"' + b"m" * 4_000 + b'"}\n',
]


def test_whatever_strangers_send_the_others_mine_on(running: Starter) -> None:
    pool = running(NEVER)
    with Miner("127.0.0.1", pool.port, "ali") as honest:
        for bytes_sent in HOSTILE:
            with line(pool.port) as stranger:
                stranger.send(bytes_sent)
                stranger.socket.shutdown(socket.SHUT_WR)
                said = stranger.reader.read()
                assert b"Traceback" not in said
                for answer in said.splitlines():
                    assert set(json.loads(answer)) >= {"id"}
        before = honest.tally.accepted
        honest.run(0.3)
        assert honest.tally.accepted > before
        assert honest.tally.refused == []


def test_a_flood_of_messages_ends_that_connection_only(running: Starter) -> None:
    pool = running(NEVER)
    with Miner("127.0.0.1", pool.port, "ali") as honest, line(pool.port) as flood:
        with pytest.raises(ConnectionError):
            for _ in range(10_000):
                flood.send(b'{"id":1,"method":"mining.extranonce.subscribe","params":[]}\n')
                time.sleep(0.0001)
        honest.run(0.2)
        assert honest.tally.accepted > 0
    assert "a miner sent too many messages" in pool.told


def test_who_never_reads_is_dropped(running: Starter) -> None:
    settings = Settings(messages_per_s=1e9, message_burst=1e9, unread_bytes=1 << 16)
    pool = running(settings)
    with line(pool.port, SO_RCVBUF=4096) as deaf, pytest.raises(ConnectionError):
        while True:
            deaf.send(b'{"id":1,"method":"mining.extranonce.subscribe","params":[]}\n' * 100)


def test_who_says_nothing_and_who_is_one_too_many_is_shown_out(running: Starter) -> None:
    pool = running(Settings(first_word_s=0.3, max_connections=1))
    with line(pool.port) as silent:
        with line(pool.port) as second:
            assert second.reader.read() == b""
        start = time.monotonic()
        assert silent.reader.read() == b""
        assert time.monotonic() - start < 5
    with line(pool.port) as third:
        third.join()


def test_a_node_that_goes_away_and_comes_back_costs_no_miner_its_connection() -> None:
    told: list[str] = []
    with labs.node.regtest("kernel", wallet=False) as rpc:
        rpc.generatetoaddress(1, ADDRESS)
        flaky = Flaky(rpc)
        pool = Pool(flaky, ADDRESS, EASY, told.append)
        with serving(pool) as port, Miner("127.0.0.1", port, "ali") as miner:
            flaky.away = True
            miner.run(1.5)
            flaky.away = False
            end = time.monotonic() + 20
            while rpc.getblockcount() < 3 and time.monotonic() < end:
                miner.run(0.3)
        assert rpc.getblockcount() >= 3
    assert told.count("the node does not answer: gone fishing") == 1
    assert told.count("the node answers again") == 1


def test_new_work_follows_a_new_tip_at_once(rpc: labs.node.Client, running: Starter) -> None:
    pool = running(EASY)
    with line(pool.port) as miner:
        miner.join()
        miner.until("mining.notify")
        (block_hash,) = rpc.generatetoaddress(1, ADDRESS)
        start = time.monotonic()
        work = Work.of(miner.until("mining.notify"))
        assert display(work.prev) == block_hash
        assert time.monotonic() - start < 3
