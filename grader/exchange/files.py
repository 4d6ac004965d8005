"""Writing into a learner's folder: whole or not at all, never through a link, never over somebody's work."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path, PurePosixPath


class UnsafePath(Exception):
    """A path that leaves the folder, or runs through a link. The text names it."""


def below(root: Path, relative: str) -> Path:
    """`root / relative` when that is a plain path below root and no existing part of it is a link.

    Raises UnsafePath. The check and the later write are two steps: it guards against mistakes and planted
    links, not against the owner of the folder racing themself.
    """
    parts = PurePosixPath(relative)
    if (
        parts.is_absolute()
        or not parts.parts
        or any(part in ("..", ".") or "\0" in part for part in parts.parts)
    ):
        raise UnsafePath(f"{relative!r} is not a plain name inside {root}")
    path = root
    for part in parts.parts:
        path = path / part
        if path.is_symlink():
            raise UnsafePath(f"{path} is a link; remove it and try again")
    return path


def make_folder(root: Path, relative: str) -> Path:
    """Create a folder below root (and its parents). Raises UnsafePath if something else stands there."""
    folder = below(root, relative)
    folder.mkdir(parents=True, exist_ok=True)
    if not folder.is_dir():
        raise UnsafePath(f"{folder} is not a folder")
    return folder


def read_plain(path: Path, limit: int) -> bytes | None:
    """The bytes of a regular file of at most `limit` bytes that is not a link; None for anything else."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > limit:
            return None
        content = file.read(limit + 1)
    return content if len(content) <= limit else None


def put(path: Path, content: bytes) -> None:
    """Replace the file at path by content, atomically and durably."""
    temporary = _written_beside(path, content)
    try:
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def put_new(path: Path, content: bytes) -> bool:
    """Create path with content unless anything is there already; True if it was created."""
    temporary = _written_beside(path, content)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return True


def _written_beside(path: Path, content: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), 0o644)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
