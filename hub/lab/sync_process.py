"""The instructor's sync (`python -m grader.sync`) as a child process that ends with the server.

A process of its own, because building notebooks takes seconds of CPU that the server itself needs.
"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 60.0
HEALTHY_AFTER_S = 60.0

log = logging.getLogger("hunar.lab")


def course_folders(home: Path) -> list[Path]:
    """The working copies of the courses taught here, as HUNAR_COURSES_TAUGHT names them."""
    names = [name for name in os.environ.get("HUNAR_COURSES_TAUGHT", "").split(",") if name]
    return [home / "courses" / name for name in names]


async def keep_running(command: list[str]) -> None:
    """Run `command` for as long as this task lives; when it ends, start it again, more and more slowly."""
    pause = FIRST_PAUSE_S
    loop = asyncio.get_running_loop()
    while True:
        started = loop.time()
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.DEVNULL, preexec_fn=_die_with_the_server
            )
            try:
                code = await process.wait()
            finally:
                if process.returncode is None:
                    process.terminate()
            log.warning("The course sync ended with code %s; starting it again in %.0f s", code, pause)
        except OSError as error:
            log.warning("The course sync could not start (%s); trying again in %.0f s", error, pause)
        if loop.time() - started > HEALTHY_AFTER_S:
            pause = FIRST_PAUSE_S
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_S)


def command(folders: list[Path]) -> list[str]:
    return [sys.executable, "-m", "grader.sync", *map(str, folders)]


def _die_with_the_server() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
