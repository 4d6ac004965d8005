"""Where handed-in notebooks lie: files named by the SHA-256 of their content, `ab/abcd…`. It only ever grows.

`put` returns once the bytes are on the disk: file and folder are both synced.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

DIGEST = re.compile(r"[0-9a-f]{64}")


class Store:
    """Content-addressed files under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep `content` for good; returns its digest (hex). Raises OSError, leaving nothing half-written."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if path.exists():  # whoever put it here synced the file before naming it; its name may still need it
            _sync(path.parent)
            return digest
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync(path.parent)
        _sync(self.folder)
        return digest

    def get(self, digest: str) -> bytes:
        """The content named `digest`. Raises FileNotFoundError, or ValueError when the disk changed it."""
        content = self.path(digest).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"{self.path(digest)} is damaged: restore it from a backup")
        return content

    def path(self, digest: str) -> Path:
        """Where `digest` lies or would lie."""
        if not DIGEST.fullmatch(digest):
            raise ValueError(f"not a SHA-256 digest: {digest!r}")
        return self.folder / digest[:2] / digest


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
