"""How fast the embedded node's chain takes blocks, what it keeps in memory, and how soon it is open again.

    python -m tests.benchmarks.node_chain [blocks]

Prints blocks per second, the time for a block of four million weight units, and the times to close and open.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from labs.bitcoin.blocks import Block
from labs.bitcoin.transactions import OutPoint, Tx, TxIn, TxOut
from labs.embedded.chain import Chain
from tests.labs.embedded.mined import ANYONE, Clock, mine, spend


def main() -> None:
    """Runs the measurements on a chain in a temporary folder."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as folder:
        chain = Chain(Path(folder), Clock())
        begin = time.perf_counter()
        for height in range(1, count + 1):
            assert chain.submit(mine(chain.tip)) is None
            if height % 1000 == 0:
                speed = 1000 / (time.perf_counter() - begin)
                print(f"{height:6} blocks  {speed:8.0f} blocks/s  {rss_mib():.0f} MiB")
                begin = time.perf_counter()
        full_block(chain)
        print(f"close    {timed(chain.close):8.3f} s")
        begin = time.perf_counter()
        chain = Chain(Path(folder), Clock())
        print(f"open     {time.perf_counter() - begin:8.3f} s")
        below = chain.tip.ancestor(chain.height - 10)
        print(f"invalidate ten blocks        {timed(lambda: chain.invalidate(below.hash)):8.3f} s")
        print(
            f"the next block after it      {timed(lambda: chain.submit(mine(chain.tip, mark=b'x'))):8.3f} s"
        )
        chain.close()


def full_block(chain: Chain) -> None:
    """Fans one coin out to thousands, then spends all of them in one block."""
    coin = (chain.block(chain.tip.ancestor(1)).txs[0].txid, 0)
    fan = Tx(2, [TxIn(coin)], [TxOut(100_000, ANYONE) for _ in range(16_300)])
    took = timed(lambda: chain.submit(mine(chain.tip, [fan])))
    print(f"a block with one transaction of 16,300 outputs      {took:8.3f} s")
    points: list[OutPoint] = [(fan.txid, n) for n in range(16_300)]
    raw = mine(chain.tip, [spend(point, 90_000) for point in points])
    took = timed(lambda: chain.submit(raw))
    block = Block.parse(raw)
    print(f"a block with {len(block.txs)} transactions, weight {block.weight}  {took:8.3f} s")
    assert chain.tip.hash == block.hash


def timed(action: object) -> float:
    """Seconds that a call takes."""
    assert callable(action)
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def rss_mib() -> float:
    """The highest resident memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
