"""A worker's place on this machine: a lock file that the kernel lets go of when its process ends.

Whoever holds a slot carries its name, so whatever is still claimed under that name belongs to a process
that is gone.
"""

from __future__ import annotations

import fcntl
import os
import re
import socket
import uuid
from pathlib import Path

IDENTITY = re.compile(r"[0-9a-f]{32}")


class Slot:
    """The lowest free slot of a folder, held until `close` or the end of the process.

    The folder is private (0700): who can lock these files can keep workers from their slots.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = 1
        while (held := _held(folder / f"worker-{number}.slot")) is None:
            number += 1
        self._descriptor = held
        self.number = number
        self.name = f"{socket.gethostname()[:40]}:{number}:{_identity(held)}"
        """Stable from one holder to the next, and no other machine's or state folder's."""

    def close(self) -> None:
        """Leave the slot to the next process."""
        os.close(self._descriptor)


def _held(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _identity(descriptor: int) -> str:
    """What the slot's first holder wrote into it; a damaged one is written anew."""
    text = os.pread(descriptor, 64, 0).decode("ascii", "replace")
    if not IDENTITY.fullmatch(text):
        text = uuid.uuid4().hex
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)
    return text
