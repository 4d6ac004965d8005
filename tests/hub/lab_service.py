"""A small progress service on a unix socket, for tests of the JupyterLab half.

It stands for the outside world of `hub/lab`: the same HTTP, to be stopped and started, and it remembers.
"""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from typing import Any, cast

PREFIX = "/services/progress/api/v1"
UNTOUCHED = "The cell sum is as it was handed out. Write your answer there."
TITLES = {
    "sum-check": "Adding up",
    "sum-hidden": "Adding up",
    "double-check": "Doubling",
    "double-hidden": "Doubling",
    "story": "Your story",
}
EXERCISES = {
    "sum-check": "sum",
    "sum-hidden": "sum",
    "double-check": "double",
    "double-hidden": "double",
    "story": "story",
}
VERDICT = {
    "submission": "toy.ipynb",
    "status": "graded",
    "score": 2.0,
    "max_score": 20.0,
    "needs_manual": ["story"],
    "exercises": [
        {
            "grade_id": "sum-check",
            "status": "not_attempted",
            "score": 0.0,
            "max_score": 2.0,
            "message": UNTOUCHED,
        },
        {
            "grade_id": "sum-hidden",
            "status": "not_attempted",
            "score": 0.0,
            "max_score": 3.0,
            "message": UNTOUCHED,
        },
        {"grade_id": "double-check", "status": "passed", "score": 2.0, "max_score": 2.0, "message": ""},
        {
            "grade_id": "double-hidden",
            "status": "failed",
            "score": 0.0,
            "max_score": 3.0,
            "message": "<b>Zero</b> doubled is still zero.",
        },
        {"grade_id": "story", "status": "needs_manual", "score": 0.0, "max_score": 10.0, "message": ""},
    ],
}
HOSTILE = "<img src=x onerror=alert(1)>"
PARTS = [
    {"name": "zero", "passed": True, "message": "", "misconception": "", "shown": ""},
    {
        "name": HOSTILE,
        "passed": False,
        "message": "منفی عدد بھی دگنا ہوتا ہے۔",
        "misconception": "sign",
        "shown": f"double(-1) gave {HOSTILE!r}",
    },
]


def in_parts() -> dict[str, Any]:
    """The verdict with the hidden test of `double` in named parts, one of which failed."""
    row = {"checks": PARTS, "score": 1.5, "message": "1 of 2 parts hold."}
    rows = [
        item | row if item["grade_id"] == "double-hidden" else item
        for item in cast(list[dict[str, Any]], VERDICT["exercises"])
    ]
    return VERDICT | {"exercises": rows, "score": 3.5}


def toy_notebook() -> str:
    """A released notebook with one code cell and one Markdown cell."""
    cells = [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# A toy"},
        {
            "cell_type": "code",
            "id": "double",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": "def double(n):\n    return 2 * n",
        },
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    )


@dataclass
class ProgressService:
    """Start and stop it as often as you like: what was handed in stays in `received`, by idempotency key."""

    socket: Path
    received: dict[str, bytes] = field(default_factory=dict)
    posts: int = 0
    refuse_with: tuple[int, str] | None = None
    grade: bool = True
    verdict: dict[str, Any] = field(default_factory=lambda: VERDICT)
    _server: ThreadingUnixStreamServer | None = None

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        self._server = ThreadingUnixStreamServer(str(self.socket), _handler(self))
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        self.socket.unlink(missing_ok=True)

    def forget(self) -> None:
        """Be as new: nothing received, nothing refused, grading at once."""
        self.received.clear()
        self.posts, self.refuse_with, self.grade, self.verdict = 0, None, True, VERDICT

    def receipt(self, key: str) -> dict[str, Any]:
        content, attempt = self.received[key], list(self.received).index(key) + 1
        return {
            "id": f"s{attempt}",
            "course": "toys",
            "assignment": "toy",
            "attempt": attempt,
            "received_at": "2026-10-15T09:30:00+00:00",
            "digest": hashlib.sha256(content).hexdigest(),
            "size_bytes": len(content),
            "state": "queued",
            "not_before": None,
            "late": False,
            "page": f"/services/progress/submissions/s{attempt}",
        }

    def answer(self, method: str, path: str, body: bytes, key: str) -> tuple[int, Any]:
        if method == "POST" and path == f"{PREFIX}/courses/toys/assignments/toy/submissions":
            self.posts += 1
            if self.refuse_with is not None:
                return self.refuse_with[0], {"detail": self.refuse_with[1]}
            self.received.setdefault(key, body)
            return 201, self.receipt(key)
        if path == f"{PREFIX}/courses":
            row = {"assignment": "toy", "title": "A toy", "release_digest": "d" * 64}
            return 200, [{"course": "toys", "title": "Toys", "assignments": [row]}]
        if path == f"{PREFIX}/courses/toys/assignments/toy/release":
            return 200, {"release_digest": "d" * 64, "notebook": toy_notebook(), "files": {}}
        if path.startswith(f"{PREFIX}/submissions/s"):
            key = list(self.received)[int(path.rpartition("/s")[2]) - 1]
            state = "graded" if self.grade else "queued"
            verdict = self.verdict if self.grade else None
            return 200, self.receipt(key) | {
                "state": state,
                "verdict": verdict,
                "score": self.verdict["score"],
                "max_score": 20.0,
                "titles": TITLES,
                "exercises": EXERCISES,
            }
        return 404, {"detail": "There is no such thing here."}


def _handler(service: ProgressService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body, key = self.rfile.read(length), self.headers.get("Idempotency-Key", "")
            status, data = service.answer(self.command, self.path.split("?")[0], body, key)
            content = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def address_string(self) -> str:
            return "socket"

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    return Handler
