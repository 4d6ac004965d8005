"""Hand-ins on their way: kept on the learner's disk until the progress service has given a receipt.

A press on Submit is one entry with one idempotency key. It holds the notebook as it was at that moment, so a
retry sends the same bytes, however the learner works on meanwhile. Entries end in a receipt or in a refusal.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from grader.exchange.client import Client, ExchangeUnreachable, ServiceError

KEY = re.compile(r"[A-Za-z0-9-]{16,64}")
KEEP_S = 30 * 24 * 3600
"""Ended entries answer repeated requests this long, then go."""
TRY_LATER = (0, 401, 408, 425, 429)
"""Refusals by the service that say nothing about the notebook; 0 is no answer at all."""
REPLACED = "A later hand-in of this notebook took the place of this one."


class Entry(BaseModel):
    """One hand-in."""

    model_config = ConfigDict(extra="forbid")

    key: str
    course: str
    assignment: str
    pressed_at: float
    """Seconds since 1970, UTC."""
    notebook: str
    """Emptied once the entry has ended: the service then has it."""
    receipt: dict[str, Any] | None = None
    refused: str = ""
    trouble: str = ""
    """Why the last try did not reach the service."""

    @property
    def waiting(self) -> bool:
        return self.receipt is None and not self.refused


class Outbox:
    """The folder of entries. Safe to use from several threads of one server."""

    def __init__(
        self, folder: Path, connect: Callable[[], Client], clock: Callable[[], float] = time.time
    ) -> None:
        self._folder = folder
        self._connect = connect
        self._clock = clock
        self._lock = threading.Lock()

    @staticmethod
    def checked_key(key: str) -> str:
        """`key`, which becomes a file name. Raises ValueError if it could be anything but one."""
        if not KEY.fullmatch(key):
            raise ValueError(f"not an idempotency key: {key!r}")
        return key

    def hand_in(self, key: str, course: str, assignment: str, read: Callable[[], str]) -> Entry:
        """Keep the notebook that `read` returns, then try to deliver it. A known key is never read again.

        Raises ValueError if `key` cannot be a key, and whatever `read` raises.
        """
        self.checked_key(key)
        with self._lock:
            entry = self._load(self._path(key))
            if entry is None:
                entry = Entry(
                    key=key, course=course, assignment=assignment, pressed_at=self._clock(), notebook=read()
                )
                with suppress(OSError):  # a full disk must not forbid handing in while the service answers
                    self._replace_waiting(course, assignment)
                    self._save(entry)
            return self._deliver(entry)

    def deliver_waiting(self) -> list[Entry]:
        """Try every waiting entry once, oldest first, stopping when the service cannot be reached."""
        tried = []
        for entry in sorted(self._entries(), key=lambda entry: entry.pressed_at):
            if not entry.waiting:
                if self._clock() - entry.pressed_at > KEEP_S:
                    self._path(entry.key).unlink(missing_ok=True)
                continue
            with self._lock:
                current = self._load(self._path(entry.key))
                if current is None:
                    continue
                tried.append(self._deliver(current))
            if tried[-1].waiting:
                break
        return tried

    def _deliver(self, entry: Entry) -> Entry:
        if not entry.waiting:
            return entry
        try:
            content = entry.notebook.encode("utf-8")
            with self._connect() as client:
                receipt = client.hand_in(entry.course, entry.assignment, content, entry.key)
            ended = entry.model_copy(update={"receipt": receipt, "notebook": "", "trouble": ""})
        except ExchangeUnreachable as error:
            return entry.model_copy(update={"trouble": str(error)})
        except ServiceError as error:
            if error.status >= 500 or error.status in TRY_LATER:
                return entry.model_copy(update={"trouble": error.detail})
            ended = entry.model_copy(update={"refused": error.detail, "notebook": "", "trouble": ""})
        with suppress(OSError):
            self._save(ended)
        return ended

    def _replace_waiting(self, course: str, assignment: str) -> None:
        """Presses while the service is away are one hand-in, the last: each would cost a grading."""
        for entry in self._entries():
            if entry.waiting and (entry.course, entry.assignment) == (course, assignment):
                self._save(entry.model_copy(update={"refused": REPLACED, "notebook": ""}))

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _entries(self) -> list[Entry]:
        loaded = [self._load(path) for path in self._folder.glob("*.json")]
        return [entry for entry in loaded if entry is not None]

    def _load(self, path: Path) -> Entry | None:
        try:
            return Entry.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            return None

    def _save(self, entry: Entry) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(entry.key)
        temporary = path.with_suffix(".tmp")
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(entry.model_dump_json())
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
