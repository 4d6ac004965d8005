"""`hunar up`: starts every process, restarts what crashes, and leaves none behind.

    hunar up
    ├── jupyterhub ── proxy, progress service, learners' sandboxes
    ├── grading workers
    └── the watch on memory and disk

Each hangs on its parent by a leash (PR_SET_PDEATHSIG), and orphans come to us (PR_SET_CHILD_SUBREAPER):
neither SIGKILL of `hunar up` nor of the hub leaves a process.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

import psutil

from grader.course import CourseError, read_courses
from hub import proxy, warden
from hub.leash import adopt_orphans, leashed
from hub.ports import PortTaken, answers, check_port, free_ports, listens
from hub.presence import AlreadyRunning, take
from hub.settings import REPOSITORY, Settings
from hub.state import State, StateError, write_private

READY_S = 120
STOP_S = 25
"""How long the hub may take to stop learners' servers in an orderly way."""
BACKOFF_S = (1, 2, 5, 10, 30)
CALM_S = 120
"""A process that ran this long is not in a crash loop."""
LOG_MIB = 16
LOGS_EVERY_S = 60

Say = Callable[[str], None]


class CannotStart(Exception):
    """`hunar up` refuses. The text says why, and what to type next."""


@dataclass
class Child:
    """A process that should always run."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    crashes: int = 0
    next_start: float = 0


@dataclass
class Supervisor:
    """Holds the lock on one state folder while its processes run."""

    settings: Settings
    say: Say
    children: list[Child] = field(default_factory=list)
    stopping: bool = False
    next_logs: float = 0

    def __post_init__(self) -> None:
        self.state = State(self.settings.state)

    def run(self) -> None:
        """Start, watch, stop. Returns when asked to stop; raises CannotStart."""
        try:
            self.state.prepare()
        except (StateError, OSError) as error:
            raise CannotStart(str(error)) from error
        with open(self.state.lock, "a") as lock:
            self._take(lock)
            self._catch_signals()
            adopt_orphans()
            try:
                self._prepare()
                self._start_all()
                self._wait_ready()
                while not self.stopping:
                    self._tend()
                    time.sleep(0.2)
            finally:
                self._stop_all()
                self.state.running.unlink(missing_ok=True)

    def _take(self, lock: IO[str]) -> None:
        try:
            take(lock, self.state)
        except AlreadyRunning as error:
            raise CannotStart(str(error)) from error

    def _prepare(self) -> None:
        try:
            check_port(self.settings.bind, self.settings.port)
            warden.check()
            if not proxy.is_installed():
                self.say("Installing the proxy ...")
                proxy.install()
        except (PortTaken, warden.SandboxUnavailable, proxy.ProxyError) as error:
            raise CannotStart(str(error)) from error
        self.settings.progress_port, self.settings.proxy_api_port, network_port = free_ports(3)
        self.settings.network_port = network_port if self._has_network() else 0
        done = subprocess.run(
            leashed([sys.executable, "-m", "hub.prepare"]), env=self._environment(), stdin=subprocess.DEVNULL
        )
        if self.stopping:
            return
        if done.returncode != 0:
            raise CannotStart("The state could not be prepared; the lines above say why.")

    def _has_network(self) -> bool:
        try:
            return any(course.network is not None for course in read_courses(self.settings.courses))
        except CourseError:
            return False  # hub.prepare, which comes next, says what is wrong with the course

    def _start_all(self) -> None:
        config = Path(__file__).with_name("jupyterhub_config.py")
        self.children = [
            Child("hub", [sys.executable, "-m", "jupyterhub", "--config", str(config)]),
            Child("limits", [sys.executable, "-m", "hub.limits"]),
        ]
        for number in range(1, self.settings.workers + 1):
            address = {"HUNAR_PUBLIC_URL": self.settings.address}  # certificates carry it
            self.children.append(Child(f"worker-{number}", [sys.executable, "-m", "hub.worker"], address))
        for child in self.children:
            self._start(child)
        facts = {"pid": os.getpid(), "address": self.settings.address, "local": self.settings.local_address}
        write_private(self.state.running, json.dumps(facts))

    def _start(self, child: Child) -> None:
        if child.name == "hub":
            self._clear_remains()
        with open(self.state.logs / f"{child.name}.log", "ab") as log:
            child.process = subprocess.Popen(
                leashed(child.command),
                env=self._environment() | child.environment,
                cwd=self.state.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
            )
        child.started = time.monotonic()

    def _clear_remains(self) -> None:
        """What a killed hub left: its pid files name processes that are gone or, worse, somebody else's."""
        for name in ("jupyterhub.pid", "proxy.pid"):
            (self.state.folder / name).unlink(missing_ok=True)
        self.state.hub_socket.unlink(missing_ok=True)
        shutil.rmtree(self.state.servers, ignore_errors=True)
        self.state.servers.mkdir(mode=0o700, exist_ok=True)

    def _environment(self) -> dict[str, str]:
        path = [str(Path(sys.prefix) / "bin"), str(proxy.NODE_BIN), os.environ.get("PATH", "/usr/bin:/bin")]
        ours = {"PATH": os.pathsep.join(path), "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}
        return os.environ | self.settings.environment() | ours

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + READY_S
        while not self.stopping:
            if self._is_ready():
                self.say(f"Hunar is ready: {self.settings.address}")
                hunar = (
                    "hunar" if shutil.which("hunar") else os.path.relpath(Path(sys.prefix, "bin", "hunar"))
                )
                self.say(f"Stop it with Ctrl-C, or with: {hunar} down")
                return
            if time.monotonic() > deadline or self.children[0].crashes >= 3:
                log = self.state.logs / "hub.log"
                raise CannotStart(f"The hub does not come up. The end of {log}:\n{_tail(log)}")
            self._tend()
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        """Asked inside out: the proxy logs an error for each request to what is not there yet."""
        local = self.settings.local_address
        inside = f"http://127.0.0.1:{self.settings.progress_port}/services/progress/healthz"
        return (
            listens(self.state.hub_socket)
            and answers(inside)
            and answers(f"{local}/hub/health")
            and answers(f"{local}/services/progress/healthz")
        )

    def _tend(self) -> None:
        """Restart what has ended, later each time; take in orphans."""
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                if now - child.started > CALM_S:
                    child.crashes = 0
                wait_s = BACKOFF_S[min(child.crashes, len(BACKOFF_S) - 1)]
                ending = _ending(child.process.returncode)
                self.say(f"{child.name} ended ({ending}); starting it again in {wait_s} s")
                child.crashes += 1
                child.process, child.next_start = None, now + wait_s
            elif child.process is None and now >= child.next_start:
                self._start(child)
        self._reap()
        if now >= self.next_logs:
            self.next_logs = now + LOGS_EVERY_S
            for path in self.state.logs.glob("*.log"):
                turn(path)

    def _reap(self) -> None:
        """Collect orphans that ended; our own children are left to their Popen objects."""
        own = {child.process.pid for child in self.children if child.process is not None}
        for process in psutil.Process().children():
            if process.pid not in own and process.status() == psutil.STATUS_ZOMBIE:
                try:
                    os.waitpid(process.pid, os.WNOHANG)
                except ChildProcessError:
                    pass

    def _stop_all(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        if running:
            self.say("Stopping ...")
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_S
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        self._kill_descendants()
        if running:
            self.say("Hunar has stopped.")

    def _kill_descendants(self) -> None:
        """Until there is none: a killed parent may leave us children we had not seen."""
        deadline = time.monotonic() + STOP_S
        while time.monotonic() < deadline:
            left = psutil.Process().children(recursive=True)
            if not left:
                return
            for process in left:
                try:
                    process.kill()
                except psutil.NoSuchProcess:
                    pass
            psutil.wait_procs(left, timeout=0.5)

    def _catch_signals(self) -> None:
        def stop(number: int, frame: FrameType | None) -> None:
            self.stopping = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)


def turn(path: Path) -> None:
    """Move a long log aside; its writers append, so they go on at the start of the emptied file."""
    try:
        if path.stat().st_size > LOG_MIB * 1024 * 1024:
            shutil.copyfile(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)
    except FileNotFoundError:
        pass


def _tail(path: Path) -> str:
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-20:])
    except FileNotFoundError:
        return "(no log)"


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
