"""A data directory belongs to one process, and a node stops writing before the disk is full."""

import fcntl
import os
from pathlib import Path
from typing import IO

MIN_FREE_BYTES = 50 * 1024 * 1024
"""No block is accepted with less than this free. Source: Bitcoin Core, MIN_DISK_SPACE_FOR_BLOCK_FILES."""


class DatadirError(RuntimeError):
    """The directory cannot be used; the text is Bitcoin Core's."""


_reserved: dict[Path, IO[bytes]] = {}


def reserve(directory: Path) -> None:
    """Takes the lock early, for the chain that this process opens later. Raises DatadirError."""
    _reserved[directory] = lock(directory)


def lock(directory: Path) -> IO[bytes]:
    """The lock on a directory, held until the file is closed or the process ends.

    Raises DatadirError when another process holds it or the directory cannot be written.
    """
    if directory in _reserved:
        return _reserved.pop(directory)
    try:
        file = open(directory / ".lock", "ab")
    except OSError as error:
        raise DatadirError(f"Cannot write to directory '{directory}'; check permissions. ({error})") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise DatadirError(
            f"Cannot obtain a lock on directory {directory}. Bitcoin Core is probably already running."
        ) from None
    return file


def has_space(directory: Path, extra_bytes: int = 0) -> bool:
    """Whether extra_bytes fit and `MIN_FREE_BYTES` stay free."""
    disk = os.statvfs(directory)
    return disk.f_bavail * disk.f_frsize >= MIN_FREE_BYTES + extra_bytes
