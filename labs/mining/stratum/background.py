"""A pool beside a notebook: it serves miners in a thread of its own while the cells go on.

with serving(Pool(rpc, address)) as port, Miner("127.0.0.1", port, "ali") as miner:
    miner.run(seconds=10)
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from labs.mining.stratum.server import Pool

PATIENCE_S = 90
"""For starting and stopping: a call of the node may be under way."""


@contextmanager
def serving(pool: Pool, host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Start the pool, give its port, and stop it at the end. Raises what Pool.start raises."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="pool", daemon=True)
    thread.start()
    try:
        started = asyncio.run_coroutine_threadsafe(pool.start(host, port), loop)
        try:
            yield started.result(PATIENCE_S)
        finally:
            asyncio.run_coroutine_threadsafe(pool.stop(), loop).result(PATIENCE_S)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
