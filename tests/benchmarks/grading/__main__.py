"""How fast grading is, beside stock nbgrader in the same run: `python -m tests.benchmarks.grading`.

Prints one line per figure with its bound, and exits with 1 if a bound is missed. Close other programs first.
"""

from __future__ import annotations

import argparse
import sys

from tests.benchmarks.grading import class_size, ours, stock


class Table:
    """The figures, one line each."""

    def __init__(self) -> None:
        self.missed = 0

    def line(
        self, what: str, figure: float, unit: str, *, most: float | None = None, least: float | None = None
    ) -> None:
        kept = (most is None or figure <= most) and (least is None or figure >= least)
        self.missed += not kept
        bound = (
            f"at most {most:g}" if most is not None else f"at least {least:g}" if least is not None else ""
        )
        print(f"{what:62} {figure:9.1f} {unit:6} {bound:14} {'' if kept else 'MISSED'}", flush=True)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--submissions", type=int, default=40, help="graded by us, per assignment")
    options.add_argument("--stock", type=int, default=10, help="graded by nbgrader, per assignment")
    options.add_argument(
        "--large", type=int, default=10_000, help="submissions in the store of a large class"
    )
    wanted = options.parse_args()
    table = Table()
    for kind, most_ms in (("numpy", 60), ("torch", 120)):
        took = ours.latencies_s(kind, wanted.submissions)
        p50, p95 = (1000 * took[int(share * (len(took) - 1))] for share in (0.5, 0.95))
        table.line(f"{kind}: hand-in to verdict, p50", p50, "ms", most=most_ms)
        table.line(f"{kind}: hand-in to verdict, p95", p95, "ms")
        rate = ours.throughput_per_s(kind, wanted.submissions)
        table.line(
            f"{kind}: submissions per second, two at a time",
            rate,
            "1/s",
            least=20 if kind == "numpy" else None,
        )
        table.line(f"{kind}: private memory of a running submission", ours.private_mib(kind), "MiB", most=60)
        single, batch = stock.batch_s(kind, 1), stock.batch_s(kind, wanted.stock)
        each = batch / wanted.stock
        table.line(f"{kind}: nbgrader, one submission by itself", 1000 * single, "ms")
        table.line(f"{kind}: nbgrader, each of a batch of {wanted.stock}", 1000 * each, "ms")
        table.line(f"{kind}: times nbgrader's batch rate, two at a time", rate * each, "x", least=25)
        table.line(f"{kind}: times nbgrader's batch rate, one at a time", 1000 * each / p50, "x")
        table.line(f"{kind}: times faster than nbgrader on one submission", 1000 * single / p50, "x")
    table.line("the grader grows while 300 MB are printed by", ours.growth_mib(), "MiB", most=20)
    few, many = class_size.step_s(10, wanted.large)
    table.line("worker, per submission, 10 in the store, p50", 1000 * few, "ms")
    table.line(
        f"worker, per submission, {wanted.large:,} in the store, p50", 1000 * many, "ms", most=1250 * few
    )
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
