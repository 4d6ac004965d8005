"""A server that is told to stop, stops: also one whose handlers wait for somebody."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.hub.lab_server import ROOT

STUCK = """
import signal, threading, time
from concurrent.futures import ThreadPoolExecutor
from hub.lab.stopping import end_in_time
signal.signal(signal.SIGTERM, lambda *_: print("asked", flush=True))
end_in_time(0.5)
ThreadPoolExecutor().submit(time.sleep, 60)
print("ready", flush=True)
time.sleep(60)
"""
PROMPT = """
import signal, sys
from hub.lab.stopping import end_in_time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
end_in_time(30)
print("ready", flush=True)
signal.pause()
"""


def told_to_stop(program: str) -> tuple[int, float, str]:
    """Exit status, seconds until then, and what it said after SIGTERM."""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        said = process.stdout.read()
        return process.wait(timeout=20), time.monotonic() - begun, said


def test_a_server_that_hangs_ends_at_its_deadline_after_asking_nicely() -> None:
    status, seconds, said = told_to_stop(STUCK)
    assert (status, said) == (1, "asked\n")
    assert 0.4 < seconds < 10


@pytest.mark.timeout(20)
def test_a_server_that_stops_by_itself_is_not_held_up() -> None:
    status, seconds, _ = told_to_stop(PROMPT)
    assert status == 0 and seconds < 10
