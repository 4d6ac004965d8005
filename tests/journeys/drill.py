"""Killing a platform's processes, and clients that do not give up.

Drill      finds the process that has a part now and kills it; starts `hunar up` again if that was it
Client     hands in until it has a receipt, always with the same Idempotency-Key
"""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.running import REPOSITORY, Person, Platform

API = "/services/progress/api/v1"
PATIENCE_S = 150
STARTS_S = 90


@dataclass
class Drill:
    """SIGKILL for a platform's processes."""

    platform: Platform
    folder: Path
    supervisor: subprocess.Popen[str]
    output: Path
    """Where the present `hunar up` writes."""
    killed: list[str] = field(default_factory=list)
    gave_up: int = 0

    def kill(self, name: str, later_s: float = 0) -> None:
        """SIGKILL for `hub`, `proxy`, `progress`, `worker-1`, `worker-2` or `supervisor`, `later_s` after it
        is seen running.
        """
        if name == "supervisor":
            time.sleep(later_s)
            self.supervisor.kill()
            self.supervisor.wait()
            self.start()
        else:
            self._wait(lambda: self.find(name) is not None, f"{name} does not run")
            time.sleep(later_s)
            self._wait(lambda: killed(self.find(name)), f"{name} does not run")
        self.killed.append(name)

    def wait_until_ready(self) -> None:
        """Until the present `hunar up` says that it is ready."""
        self._wait(lambda: "Hunar is ready" in self.output.read_text(), "not ready")

    def _wait(self, true: Callable[[], bool], otherwise: str) -> None:
        """Until it is true. A `hunar up` that gave up because of our kills is started again, as by hand."""
        deadline = time.monotonic() + STARTS_S
        while not true():
            if self.supervisor.poll() is not None:
                self.gave_up += 1
                self.start()
            log = self.platform.log("hub")[-3000:]
            assert time.monotonic() < deadline, f"{otherwise}\n{self.output.read_text()}\n{log}"
            time.sleep(0.1)

    def find(self, name: str) -> psutil.Process | None:
        """The process that has this part now."""
        marks = {"hub": "jupyterhub", "proxy": "configurable-http-proxy", "progress": "progress"}
        try:
            below = psutil.Process(self.supervisor.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return None
        workers = []
        for process in below:
            try:
                words = process.cmdline()
            except psutil.Error:
                continue
            if name.startswith("worker") and words[-1:] == ["hub.worker"] and "-S" not in words:
                workers.append(process)
            elif name in marks and any(word.endswith(marks[name]) for word in words):
                return process
        number = int(name.rpartition("-")[2]) if name.startswith("worker") else 0
        return workers[number - 1] if 0 < number <= len(workers) else None

    def start(self) -> None:
        """`hunar up` again, on the same state and port; does not wait."""
        self.output = self.folder / f"up-{len(self.killed)}-{self.gave_up}.log"
        with open(self.output, "w") as log:
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "hub.cli", "up"],
                cwd=REPOSITORY,
                env=self.platform.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def stop(self) -> None:
        """SIGTERM, and wait for the end."""
        if self.supervisor.poll() is None:
            self.supervisor.terminate()
        self.supervisor.wait(90)


def killed(process: psutil.Process | None) -> bool:
    """SIGKILL; False when it was gone already."""
    if process is None:
        return False
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return False
    return True


def token(person: Person) -> str:
    """A token of a signed-in person's, for programs."""
    headers = person._headers("/hub/")
    answer = person.http.post(f"/hub/api/users/{person.name}/tokens", headers=headers, json={"note": "test"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


@dataclass
class Client:
    """Somebody's program that hands in, whatever happens to the platform."""

    url: str
    token: str
    refusals: list[str] = field(default_factory=list)
    """What came instead of a receipt."""

    def hand_in(self, path: str, content: bytes) -> dict[str, Any]:
        """The receipt. One key for all tries: the work may have been taken although no answer came."""
        headers = {"Authorization": f"token {self.token}", "Idempotency-Key": uuid.uuid4().hex}
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                answer = httpx.post(f"{self.url}{API}/{path}", content=content, headers=headers, timeout=15)
            except httpx.TransportError as error:
                self.refusals.append(type(error).__name__)
            else:
                if answer.status_code == 201:
                    receipt: dict[str, Any] = answer.json()
                    return receipt
                self.refusals.append(str(answer.status_code))
            time.sleep(0.25)
        raise AssertionError(f"no receipt in {PATIENCE_S} s: {self.refusals[-20:]}")
