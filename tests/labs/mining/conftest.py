"""Fixtures of labs.mining's tests:

rpc          a private node without wallet, 101 blocks high, for the tests of one file
running      starts a pool on that node in a thread of its own; all are stopped at the end of the test
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

import labs.node
from labs.mining.stratum.background import serving
from labs.mining.stratum.server import Pool
from labs.mining.stratum.settings import Settings

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
    with ExitStack() as stack:

        def start(
            settings: Settings | None = None, authorised: Callable[[str, str], bool] = lambda *_: True
        ) -> Running:
            told: list[str] = []
            pool = Pool(rpc, ADDRESS, settings, told.append, authorised)
            return Running(pool, stack.enter_context(serving(pool)), told)

        yield start
