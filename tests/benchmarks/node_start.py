"""How long a private node takes to start, and what thirty of them hold: -m tests.benchmarks.node_start.

    --engine kernel|bitcoind|auto    --nodes 30    --blocks 101 (mined on each node)

Memory is PSS: pages that several nodes share (the library, Python) count for each by its share.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import labs.node
from labs.node import Regtest

STARTS = 10


def started(engine: str, wallet: bool) -> float:
    """Seconds from regtest() to the first answer."""
    begun = time.perf_counter()
    with labs.node.regtest(engine=engine, wallet=wallet):
        return time.perf_counter() - begun


def memory_mib(pid: int, kind: str) -> float:
    """Pss or Rss of a process and its children."""
    total = 0.0
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for each in [pid, *map(int, children)]:
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith(f"{kind}:"):
                total += int(line.split()[1]) / 1024
    return total


def report(label: str, values: list[float], unit: str) -> None:
    middle, worst = statistics.median(values), max(values)
    print(f"{label:<44} median {middle:8.2f} {unit}   worst {worst:8.2f} {unit}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--nodes", type=int, default=30)
    parser.add_argument("--blocks", type=int, default=101)
    asked = parser.parse_args()
    for wallet in (False, True):
        times = [started(asked.engine, wallet) for _ in range(STARTS)]
        report(f"start, one at a time, {'with' if wallet else 'without'} a wallet", times, "s")
    nodes: list[Regtest] = []
    try:
        begun = time.perf_counter()
        for _ in range(asked.nodes):
            nodes.append(labs.node.regtest(engine=asked.engine))
            nodes[-1].start()
        print(f"{asked.nodes} nodes started one after the other in {time.perf_counter() - begun:.1f} s")
        pids = [node.pid or 0 for node in nodes]
        report("memory of a fresh node, PSS", [memory_mib(pid, "Pss") for pid in pids], "MiB")
        begun = time.perf_counter()
        for node in nodes:
            node.rpc.mine(asked.blocks)
        print(f"{asked.blocks} blocks mined on each in {time.perf_counter() - begun:.1f} s")
        held = [memory_mib(pid, "Pss") for pid in pids]
        report(f"memory after {asked.blocks} blocks, PSS", held, "MiB")
        report(f"memory after {asked.blocks} blocks, RSS", [memory_mib(pid, "Rss") for pid in pids], "MiB")
        print(f"all {asked.nodes} together: {sum(held):.0f} MiB")
        times = []
        for node in nodes:
            begun = time.perf_counter()
            node.rpc.getblockcount()
            times.append(1000 * (time.perf_counter() - begun))
        report("getblockcount while all run", times, "ms")
    finally:
        begun = time.perf_counter()
        for node in nodes:
            node.stop()
        print(f"stopped in {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
