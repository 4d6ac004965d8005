"""A real JupyterLab with Hunar's settings, as a sandbox would start it, for tests."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from jupyter_server.auth import passwd

from hub.lab import config

ROOT = Path(__file__).parents[2]
TOKEN = "lab-test-token"
NO_FRAMES = "frame-ancestors 'none'"


@dataclass
class Lab:
    """A running server."""

    url: str
    home: Path
    log: Path
    process: subprocess.Popen[bytes]
    token: str = TOKEN

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        return self._ask(urllib.request.Request(self.url + path))

    def post(self, path: str, body: object) -> tuple[int, dict[str, str], bytes]:
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        return self._ask(request)

    def _ask(self, request: urllib.request.Request) -> tuple[int, dict[str, str], bytes]:
        request.add_header("Authorization", f"token {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, dict(response.headers), response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read()

    def wait_for(self, path: Path, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not path.exists():
            assert time.monotonic() < deadline, f"{path} did not appear\n{self.log.read_text()[-3000:]}"
            time.sleep(0.1)


@contextmanager
def running_lab(
    folder: Path,
    progress: Path,
    role: config.Role = "learner",
    courses: list[str] | None = None,
    person: str = "learner-token",
    password: str = "",
) -> Iterator[Lab]:
    """JupyterLab in `folder`/home with its progress service on the socket `progress`.

    With a password, people sign in by cookie alone, as they do at the hub; else by `TOKEN`. The service
    knows this server by the token `person`.
    """
    home, settings = folder / "home", folder / "etc"
    home.mkdir(exist_ok=True)
    config.write(settings, role, courses or [])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = _environment(folder, role, courses or [], progress, person)
    process = _start(folder, port, _sign_in(password), environment)
    lab = Lab(f"http://127.0.0.1:{port}/", home, folder / "lab.log", process)
    try:
        _await_answer(lab)
        yield lab
    finally:
        lab.process.terminate()
        try:
            lab.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            lab.process.kill()
            lab.process.wait()
            raise


def _environment(folder: Path, role: str, courses: list[str], progress: Path, person: str) -> dict[str, str]:
    return {
        "HOME": str(folder / "home"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "JUPYTER_CONFIG_PATH": str(folder / "etc"),
        "JUPYTER_RUNTIME_DIR": str(folder / "run"),
        "JUPYTERHUB_API_TOKEN": person,
        "HUNAR_PROGRESS_SOCKET": str(progress),
        "HUNAR_ROLE": role,
        "HUNAR_COURSES_TAUGHT": ",".join(courses),
    }


def _sign_in(password: str) -> list[str]:
    if not password:
        return [f"--IdentityProvider.token={TOKEN}"]
    return ["--IdentityProvider.token=", f"--PasswordIdentityProvider.hashed_password={passwd(password)}"]


def _start(
    folder: Path, port: int, sign_in: list[str], environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "jupyter", "lab", "--allow-root", "--no-browser", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", *sign_in]
    # As the hub's single-user server has it: no page may be framed.
    command += [f"--ServerApp.tornado_settings={{'headers': {{'Content-Security-Policy': \"{NO_FRAMES}\"}}}}"]
    with (folder / "lab.log").open("wb") as log:
        return subprocess.Popen(command, cwd=folder / "home", env=environment, stdout=log, stderr=log)


def _await_answer(lab: Lab) -> None:
    deadline = time.monotonic() + 60
    while True:
        assert lab.process.poll() is None and time.monotonic() < deadline, lab.log.read_text()[-3000:]
        with suppress(OSError):
            if lab.get("hunar/ping")[0] in (200, 403):
                return
        time.sleep(0.2)
