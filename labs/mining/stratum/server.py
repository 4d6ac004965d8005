"""The pool: work from a node to its miners, shares back, found blocks to the node.

One asyncio loop serves all miners; calls of the node run in one other thread, so that a slow node delays
nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from labs.bitcoin.hashes import sha256d
from labs.bitcoin.transactions import display
from labs.mining.solo import NETWORKS, Rpc
from labs.mining.stratum.job import EXTRANONCE1_SIZE, Job
from labs.mining.stratum.ledger import FoundBlock, Ledger
from labs.mining.stratum.limits import Allowance
from labs.mining.stratum.messages import MAX_LINE, StratumError, parse, refusal
from labs.mining.stratum.session import Session
from labs.mining.stratum.settings import Settings
from labs.mining.stratum.shares import Share, block_target
from labs.mining.stratum.vardiff import VarDiff
from labs.mining.template import REQUEST, BlockTemplate


class Pool:
    """A Stratum v1 pool on one node. `start`, use, `stop`; ledger has what happened."""

    def __init__(
        self,
        rpc: Rpc,
        address: str,
        settings: Settings | None = None,
        tell: Callable[[str], None] = lambda line: None,
        authorised: Callable[[str, str], bool] = lambda worker, password: True,
    ) -> None:
        """rpc: a client of the node. address: gets the blocks' rewards. tell: hears one line per event.

        authorised: says whether a worker's name and password are good.
        """
        self.rpc = rpc
        self.address = address
        self.settings = settings or Settings()
        self.tell = tell
        self.authorised = authorised
        self.ledger = Ledger()
        self.job: Job | None = None
        self._script = b""
        self._sessions: dict[Session, asyncio.StreamWriter] = {}
        self._extranonces = itertools.count(int(time.time()) & 0xFFFF)
        self._node = ThreadPoolExecutor(1, thread_name_prefix="pool-node")
        self._work_now = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Begin to listen; returns the port. Raises what the node raises, or OSError."""
        from labs.bitcoin.addresses import script_of

        chain = (await self._call("getblockchaininfo"))["chain"]
        self._script = script_of(self.address, NETWORKS[chain])
        await self._renew()
        self._server = await asyncio.start_server(self._serve, host, port, limit=MAX_LINE)
        self._spawn(self._follow())
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Close every connection and let go of the port and the node."""
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in list(self._sessions.values()):
            writer.transport.abort()
        if self._server is not None:
            await self._server.wait_closed()
        await asyncio.to_thread(self._node.shutdown, True)

    # What sessions need

    def authorise(self, worker: str, password: str) -> bool:
        return self.authorised(worker, password)

    def refused(self, worker: str, code: int) -> None:
        self.ledger.reject(worker, code)

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    def accepted(self, share: Share, job: Job, header: bytes, extranonce: bytes, value: int) -> None:
        """Credit a share, and hand it in when it is a block."""
        self.ledger.accept(share)
        if value <= block_target(job, self.settings.block_difficulty):
            self._spawn(self._hand_in(share.worker, job, header, extranonce))

    # The node

    async def _call(self, method: str, *params: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._node, self._ask, method, params)

    def _ask(self, method: str, params: tuple[Any, ...]) -> Any:
        return self.rpc.call(method, *params)

    async def _hand_in(self, worker: str, job: Job, header: bytes, extranonce: bytes) -> None:
        block_hash = display(sha256d(header))
        try:
            verdict = await self._call("submitblock", job.block(header, extranonce).hex())
        except Exception as error:  # the node is away: the block is lost, the pool goes on
            verdict = str(error) or type(error).__name__
        template = job.template
        self.ledger.found(
            FoundBlock(
                template.height,
                block_hash,
                worker,
                template.coinbase_value,
                time.time(),
                verdict,
                dict(self.ledger.round_work),
            )
        )
        self.tell(f"block {template.height} {block_hash} by {worker}: {verdict or 'accepted'}")
        self._work_now.set()

    async def _follow(self) -> None:
        """Watch the node: a new tip makes new jobs at once, new transactions do so now and then."""
        renewed = time.monotonic()
        away = False
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.settings.look_every_s):
                    await self._work_now.wait()
            self._work_now.clear()
            try:
                tip = await self._call("getbestblockhash")
                old = self.job is None or tip != display(self.job.template.prev)
                if old or time.monotonic() - renewed > self.settings.renew_s:
                    await self._renew()
                    renewed = time.monotonic()
            except Exception as error:  # whatever the client raises while the node is away
                if not away:
                    self.tell(f"the node does not answer: {str(error).partition(chr(10))[0]}")
                away = True
                await asyncio.sleep(1)
            else:
                if away:
                    self.tell("the node answers again")
                away = False
            for session in list(self._sessions):
                session.tick()

    async def _renew(self) -> None:
        """New work for everybody."""
        answer = await self._call("getblocktemplate", REQUEST)
        template = BlockTemplate.from_json(answer)
        clean = self.job is None or self.job.template.prev != template.prev
        self.job = Job(template, self._script)
        for session in list(self._sessions):
            session.give(self.job, clean)

    # The miners

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        session = self._session(writer)
        try:
            if len(self._sessions) < self.settings.max_connections:
                self._sessions[session] = writer
                if self.job is not None:
                    session.give(self.job, clean=True)
                await self._converse(session, reader)
        except (ConnectionError, TimeoutError, asyncio.CancelledError):
            pass
        finally:
            self._sessions.pop(session, None)
            if writer.transport.get_write_buffer_size():
                writer.transport.abort()  # it does not read; closing would wait for it
            writer.close()

    async def _converse(self, session: Session, reader: asyncio.StreamReader) -> None:
        """Read lines until the miner leaves, says nothing for too long, or breaks the rules."""
        settings = self.settings
        allowance = Allowance(settings.messages_per_s, settings.message_burst, time.monotonic())
        while True:
            patience = settings.silence_s if session.ready else settings.first_word_s
            try:
                async with asyncio.timeout(patience):
                    line = await reader.readuntil(b"\n")
            except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                return
            if not allowance.take(time.monotonic()):
                self.tell("a miner sent too many messages")
                return
            try:
                request = parse(line)
            except StratumError as error:
                session.send(refusal(None, error))
                return
            if request is not None:
                session.handle(request)

    def _session(self, writer: asyncio.StreamWriter) -> Session:
        def send(data: bytes) -> None:
            if writer.transport.get_write_buffer_size() > self.settings.unread_bytes:
                writer.transport.abort()  # it does not read what it is told
            elif not writer.is_closing():
                writer.write(data)

        # The kernel's own buffer would hide for megabytes that nobody reads.
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
        extranonce1 = (next(self._extranonces) & 0xFFFFFFFF).to_bytes(EXTRANONCE1_SIZE, "big")
        settings = self.settings
        vardiff = VarDiff(
            settings.start_difficulty, settings.share_every_s, time.monotonic(), settings.lowest_difficulty
        )
        return Session(self, send, extranonce1, vardiff, settings.block_difficulty)

    def _spawn(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
