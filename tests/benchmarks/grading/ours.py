"""Measuring the engine: latency, throughput, memory of a running submission, and of the grader itself."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psutil

from grader.course import Limits
from grader.engine import grade
from grader.verdict import Verdict
from tests.benchmarks.grading.papers import FULL_MARKS, handed_in, source_of

LIMITS = Limits(timeout_s=60, memory_mib=1536, cell_timeout_s=20)
NAP_S = 2.0
NAPS = {
    "numpy": ("mean", f"import time\ntime.sleep({NAP_S})\ndef mean(x):\n    return float(x.mean())"),
    "torch": ("relu", f"import time\ntime.sleep({NAP_S})\ndef relu(x):\n    return x * (x > 0)"),
}
FLOOD = "def mean(x):\n    for _ in range(300):\n        print('x' * 1_000_000)\n    return float(x.mean())"
SOURCES = {kind: source_of(kind) for kind in NAPS}


def _graded(kind: str, content: bytes) -> Verdict:
    verdict = grade(content, SOURCES[kind], LIMITS, name="paper")
    if verdict.score != FULL_MARKS:
        raise SystemExit(f"a right {kind} submission got {verdict}: the figures would mean nothing")
    return verdict


def latencies_s(kind: str, count: int) -> list[float]:
    """Seconds from hand-in to verdict, one submission after the other, warm."""
    _graded(kind, handed_in(kind, -1))  # the reference run and the zygote are paid once per assignment
    took = []
    for number in range(count):
        content = handed_in(kind, number)
        started = time.perf_counter()
        _graded(kind, content)
        took.append(time.perf_counter() - started)
    return sorted(took)


def throughput_per_s(kind: str, count: int, jobs: int = 2) -> float:
    contents = [handed_in(kind, number) for number in range(count)]
    started = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda content: _graded(kind, content), contents))
    return count / (time.perf_counter() - started)


def private_mib(kind: str) -> float:
    """Memory that one running submission has to itself, both processes, while its learner's code sleeps."""
    here = psutil.Process()
    known = {one.pid for one in here.children(recursive=True)}
    grade_id, nap = NAPS[kind]
    content = handed_in(kind, 0, **{grade_id: nap})
    thread = threading.Thread(target=_graded, args=(kind, content))
    thread.start()
    time.sleep(NAP_S / 2)
    fresh = [one for one in here.children(recursive=True) if one.pid not in known]
    private = float(sum(one.memory_full_info().uss for one in fresh)) / 2**20
    thread.join()
    if len(fresh) < 2:
        raise SystemExit("the processes of the submission were not found")
    return private


def growth_mib() -> float:
    """How much the grader itself grows, at the most, while a submission prints 300 MB."""
    here = psutil.Process()
    before = most = here.memory_info().rss
    with ThreadPoolExecutor(1) as pool:
        content = handed_in("numpy", 0, mean=FLOOD)
        flood = pool.submit(grade, content, SOURCES["numpy"], LIMITS, name="flood")
        while not flood.done():
            most = max(most, here.memory_info().rss)
            time.sleep(0.01)
    if flood.result().status != "graded":
        raise SystemExit(f"the flood was not graded: {flood.result()}")
    return float(most - before) / 2**20
