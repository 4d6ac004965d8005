"""debug.log of a node: one line per event, in Core's form, never on the terminal unless asked.

Source: Bitcoin Core, src/logging.cpp.
"""

import threading
import time
from pathlib import Path
from typing import IO

from labs.embedded.clock import Clock

SHRINK_AT = 11_000_000
KEEP = 10_000_000

CATEGORIES = (
    "addrman bench blockstorage cmpctblock coindb estimatefee http i2p ipc kernel leveldb libevent mempool "
    "mempoolrej net privatebroadcast proxy prune qt rand reindex rpc scan selectcoins tor txpackages "
    "txreconciliation validation walletdb zmq"
).split()
ALL_OR_NONE = ("all", "1", "", "0", "none")
"""Words that stand for every category, or for none."""


class DebugLog:
    """Appends lines to a file; safe from any thread. A line never holds a line break of its caller's."""

    def __init__(self, path: Path | None, clock: Clock, categories: set[str] | None = None) -> None:
        self.path = path
        self.clock = clock
        self.categories = categories or set()
        self.thread_names = False
        self.to_console = False
        self._lock = threading.Lock()
        self._file: IO[str] | None = None
        if path is not None:
            _shrink(path)
            self._file = path.open("a", encoding="utf-8", errors="replace", buffering=1)

    def __call__(self, text: str) -> None:
        """Writes one line."""
        self._write("", text)

    def debug(self, category: str, text: str) -> None:
        """Writes one line if that category is switched on."""
        if category in self.categories:
            self._write(f"[{category}] ", text)

    def switch(self, category: str, on: bool) -> None:
        """Switches a category, or all of them ("all", "1", "0", "none" as in Core)."""
        names = CATEGORIES if category in ALL_OR_NONE else [category]
        if category in ("0", "none"):
            on = not on
        if on:
            self.categories.update(names)
        else:
            self.categories.difference_update(names)

    def close(self) -> None:
        """Ends the file; later lines are dropped."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _write(self, category: str, text: str) -> None:
        now = time.time()
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1e6):06d}Z"
        if self.clock.mocked:
            stamp += time.strftime(" (mocktime: %Y-%m-%dT%H:%M:%SZ)", time.gmtime(self.clock.mocked))
        if self.thread_names:
            stamp += f" [{threading.current_thread().name}]"
        line = f"{stamp} {category}{text.rstrip()}".replace("\r", "\\r").replace("\n", "\\n")
        with self._lock:
            if self._file is not None:
                try:
                    self._file.write(line + "\n")
                except OSError:  # a full disk must not stop the node here
                    return
            if self.to_console:
                print(line, flush=True)


def _shrink(path: Path) -> None:
    """Keeps the last part of a log that has grown long."""
    if not path.exists() or path.stat().st_size <= SHRINK_AT:
        return
    with path.open("rb") as old:
        old.seek(-KEEP, 2)
        rest = old.read()
    path.write_bytes(rest[rest.find(b"\n") + 1 :])
