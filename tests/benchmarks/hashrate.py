"""Hash rates of this machine beside the published ladder: `python -m tests.benchmarks.hashrate [seconds]`."""

from __future__ import annotations

import sys

from labs.mining.engines import available
from labs.mining.hashrate import measure
from labs.mining.ladder import ladder, table


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    print(table(ladder([measure(engine, seconds) for engine in available()])))


if __name__ == "__main__":
    main()
