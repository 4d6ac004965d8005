"""Fixtures of labs.mining's tests:

rpc          a private node without wallet, 101 blocks high, for the tests of one file
running      starts a pool on that node in a thread of its own; all are stopped at the end of the test
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

import labs.node
from labs.mining.stratum.server import Pool, Settings

ADDRESS = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"


@pytest.fixture(scope="module")
def rpc() -> Iterator[labs.node.Client]:
    with labs.node.regtest("kernel", wallet=False) as client:
        client.generatetoaddress(101, ADDRESS)
        yield client


@dataclass
class Running:
    """A pool that listens on 127.0.0.1:port; told has its lines."""

    pool: Pool
    port: int
    told: list[str]


@pytest.fixture
def running(rpc: labs.node.Client) -> Iterator[Callable[..., Running]]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    pools: list[Pool] = []

    def start(
        settings: Settings | None = None, authorised: Callable[[str, str], bool] | None = None
    ) -> Running:
        told: list[str] = []
        pool = Pool(rpc, ADDRESS, settings, told.append, authorised or (lambda worker, password: True))
        port = asyncio.run_coroutine_threadsafe(pool.start(), loop).result(20)
        pools.append(pool)
        return Running(pool, port, told)

    yield start
    for pool in pools:
        asyncio.run_coroutine_threadsafe(pool.stop(), loop).result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()
