"""What a sync remembers between rounds, and the lock that lets one server at a time work on a course."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.exchange.files import put

STATE = ".sync.json"
LOCK = ".sync.lock"


@contextmanager
def lock(grading: Path) -> Iterator[bool]:
    """True while this process alone works on the folder; the kernel frees the lock when a process dies."""
    descriptor = os.open(grading / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o660)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(descriptor)


def fingerprint(folder: Path) -> str:
    """Changes with the text from which an assignment is built."""
    hashed = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if (
            path.is_file()
            and not path.is_symlink()
            and path.suffix in (".py", ".toml", ".json", ".csv", ".txt")
        ):
            content = path.read_bytes()
            hashed.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return hashed.hexdigest()


def read_state(grading: Path) -> dict[str, Any]:
    """What is remembered; empty when lost or damaged.

    seq: last verdict asked for; owed: verdicts not written yet; built: fingerprints by assignment; pushed:
    what was said of each manual grade; submissions: id of the attempt in the gradebook; times: mark of the
    times that the gradebook was last compared with; scales: what late work counts, where that is not 1.
    """
    empty: dict[str, Any] = {"seq": 0, "built": {}, "pushed": {}, "owed": [], "submissions": {}}
    empty |= {"times": "", "scales": {}}
    try:
        state = json.loads((grading / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return empty
    kinds_agree = isinstance(state, dict) and all(type(state.get(key)) is type(empty[key]) for key in empty)
    return state if kinds_agree else empty


def place(row: dict[str, Any]) -> str:
    """Under which key a learner's assignment is remembered."""
    return f"{row['learner']}\n{row['assignment']}"


def write_state(grading: Path, state: dict[str, Any]) -> None:
    """Replace what is remembered, atomically."""
    put(grading / STATE, json.dumps(state, sort_keys=True).encode())
