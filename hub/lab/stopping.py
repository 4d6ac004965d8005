"""A server that is told to stop does stop, in seconds, whatever it waits for.

nbgrader's handlers ask the progress service on the server's own loop, a service that hangs holds such a call
for ten seconds, and a kernel that is just starting takes as long: Jupyter waits for all of them, one by one.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from types import FrameType

DEADLINE_S = 7.0
"""Jupyter gives kernels five seconds to end; the spawner kills the sandbox after eight."""

log = logging.getLogger("hunar.lab")


def end_in_time(deadline_s: float = DEADLINE_S) -> None:
    """From now on the process ends at the latest `deadline_s` after SIGTERM. Call it in the main thread.

    Nothing is lost: notebooks are on the disk when the browser has been told so, hand-ins when there is an
    answer, and what the server started ends with it.
    """
    jupyters = signal.getsignal(signal.SIGTERM)
    if not callable(jupyters):
        return

    def stop(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=_end_after, args=(deadline_s,), daemon=True).start()
        jupyters(number, frame)

    signal.signal(signal.SIGTERM, stop)


def _end_after(seconds: float) -> None:
    time.sleep(seconds)
    log.warning("This server did not stop within %.0f s of being told to; it ends now", seconds)
    logging.shutdown()
    os._exit(1)
