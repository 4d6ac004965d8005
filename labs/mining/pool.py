"""A mining pool for the class: `python -m labs.mining.pool --rpc URL --address ADDRESS [--listen HOST:PORT]`.

Miners connect by Stratum v1 and may be anything from labs.mining.miner to real hardware. The pool mines on
the node at URL; the rewards go to ADDRESS, and the ledger tells who earned which part of them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys

from labs.mining.stratum.server import Pool
from labs.mining.stratum.settings import Settings
from labs.node.client import Client
from labs.node.errors import NodeError

DEFAULT_LISTEN = "127.0.0.1:3333"


def main(arguments: list[str] | None = None) -> int:
    """Run a pool until it is interrupted. Returns the exit code."""
    given = _parser().parse_args(arguments)
    host, _, port = given.listen.rpartition(":")
    settings = Settings(
        block_difficulty=given.block_difficulty,
        start_difficulty=given.difficulty,
        share_every_s=given.share_every,
    )
    try:
        pool = Pool(Client(given.rpc), given.address, settings, _tell)
        asyncio.run(_run(pool, host.strip("[]") or "127.0.0.1", int(port)))
    except (OSError, ValueError, NodeError) as error:
        print(f"pool: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m labs.mining.pool", description=__doc__)
    parser.add_argument("--rpc", required=True, help="the node, such as http://name:password@127.0.0.1:18443")
    parser.add_argument("--address", required=True, help="who gets the blocks' rewards")
    parser.add_argument("--listen", default=DEFAULT_LISTEN, help=f"for miners (default: {DEFAULT_LISTEN})")
    parser.add_argument("--difficulty", type=float, default=1e-4, help="a miner's first (default: 0.0001)")
    parser.add_argument(
        "--share-every", type=float, default=5.0, help="seconds between a miner's shares (default: 5)"
    )
    parser.add_argument(
        "--block-difficulty",
        type=float,
        default=2e-3,
        help="least difficulty of a block, where the network's is lower (default: 0.002)",
    )
    return parser


async def _run(pool: Pool, host: str, port: int) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers in asyncio
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    chosen = await pool.start(host, port)
    _tell(f"listening on stratum+tcp://{host}:{chosen}")
    try:
        await stop.wait()
    finally:
        await pool.stop()


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
