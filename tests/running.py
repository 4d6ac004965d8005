"""A whole platform for tests: `running(state)` is a real `hunar up`, `Person` somebody's browser.

Platform    address, state folder, administrator's one-time password, log of `hunar up`
Person      signs in, changes a password, starts a server, runs code in a kernel and lines in a terminal
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

REPOSITORY = Path(__file__).resolve().parent.parent
READY_S = 120
PASSWORD = "a boat on the ravi"


@dataclass
class Platform:
    """A running `hunar up`."""

    url: str
    state: Path
    admin_password: str
    process: subprocess.Popen[str]
    environment: dict[str, str]
    wrapper: Sequence[str] = ()
    people: list[Person] = field(default_factory=list)

    def person(self, name: str) -> Person:
        """A browser in which nobody is signed in yet."""
        self.people.append(Person(self.url, name))
        return self.people[-1]

    def hunar(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the `hunar` command on this platform's state."""
        command = [*self.wrapper, sys.executable, "-m", "hub.cli", *arguments]
        return subprocess.run(
            command, cwd=REPOSITORY, env=self.environment, capture_output=True, text=True, timeout=120
        )

    def add(self, name: str, role: str, course: str = "") -> Person:
        """Create an account by `hunar user add`, and give it an own password as a person would."""
        options = ["--course", course] if course else []
        done = self.hunar("user", "add", name, "--role", role, *options)
        assert done.returncode == 0, done.stderr
        person = self.person(name)
        person.choose_password(done.stdout.split()[-1])
        return person

    def log(self, name: str) -> str:
        """One of the platform's logs."""
        return (self.state / "logs" / f"{name}.log").read_text(errors="replace")


@contextmanager
def running(state: Path, wrapper: Sequence[str] = (), **settings: str) -> Iterator[Platform]:
    """`hunar up` on this state folder until the block ends.

    wrapper: a command that runs another in its own place, to be put before each `hunar`.
    settings: HUNAR_* variables, no prefix.
    """
    port = free_port()
    environment = os.environ | {f"HUNAR_{name.upper()}": value for name, value in settings.items()}
    environment |= {"HUNAR_STATE": str(state), "HUNAR_PORT": str(port), "PYTHONPATH": str(REPOSITORY)}
    environment["PYTHONUNBUFFERED"] = "1"
    output = state.with_name(f"{state.name}-up.log")
    with open(output, "w") as log:
        process = subprocess.Popen(
            [*wrapper, sys.executable, "-m", "hub.cli", "up"],
            cwd=REPOSITORY,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
    try:
        text = _wait_ready(process, output, state)
        found = re.search(r"one-time password: (\S+)", text)
        password = found.group(1) if found else ""
        platform = Platform(f"http://127.0.0.1:{port}", state, password, process, environment, wrapper)
        try:
            yield platform
        finally:
            for person in platform.people:
                person.http.close()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(90)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A TCP port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Person:
    """Somebody's browser, signed in or not."""

    def __init__(self, url: str, name: str) -> None:
        self.url = url
        self.name = name
        headers = {"Accept": "text/html,*/*"}
        self.http = httpx.Client(base_url=url, follow_redirects=True, timeout=60, headers=headers)
        self.server = f"/user/{name}"

    def form(self, path: str, **fields: str) -> httpx.Response:
        """Open a page of the hub and send its form."""
        page = self.http.get(path)
        token = re.search(r'name="_xsrf" value="([^"]+)"', page.text)
        assert token is not None, f"{path} shows no form: {page.status_code} {page.url}"
        return self.http.post(path, data={"_xsrf": token.group(1), **fields})

    def sign_in(self, password: str = PASSWORD) -> httpx.Response:
        """Send the login form; the answer is the page one lands on."""
        return self.form("/hub/login", username=self.name, password=password)

    def choose_password(self, one_time: str, password: str = PASSWORD) -> httpx.Response:
        """Sign in with a one-time password and choose an own one, which signs in."""
        asked = self.sign_in(one_time)
        assert asked.url.path == "/hub/password", f"{asked.status_code} {asked.url}"
        return self.form("/hub/password", password=password, again=password)

    def start_server(self, timeout_s: float = 60) -> float:
        """Start the own server; returns the seconds until it answers."""
        begun = time.monotonic()
        answer = self.http.get(f"/hub/spawn/{self.name}")
        while time.monotonic() - begun < timeout_s:
            answer = self.http.get(f"{self.server}/lab")  # signs in there, and brings the xsrf cookie
            if answer.status_code == 200 and answer.url.path == f"{self.server}/lab":
                return time.monotonic() - begun
            time.sleep(0.2)
        raise AssertionError(f"the server of {self.name} does not answer: {answer.status_code} {answer.url}")

    def stop_server(self) -> None:
        """Stop the own server."""
        answer = self.http.delete(f"/hub/api/users/{self.name}/server", headers=self._headers("/hub/"))
        assert answer.status_code in (202, 204), answer.text

    def api(self, method: str, path: str, **options: object) -> httpx.Response:
        """A request to the own server's API."""
        path = f"{self.server}/api/{path}"
        return self.http.request(method, path, headers=self._headers(f"{self.server}/"), **options)  # type: ignore[arg-type]

    def run(self, code: str, timeout_s: float = 60) -> str:
        """Run code in a fresh kernel; returns what it printed, with errors and the kernel's death as text."""
        kernel = self.api("POST", "kernels", json={"name": "python3"})
        assert kernel.status_code == 201, f"{kernel.status_code} {kernel.text}"
        identity = kernel.json()["id"]
        try:
            return asyncio.run(self._run(identity, code, timeout_s))
        finally:
            self.api("DELETE", f"kernels/{identity}")

    def type(self, line: str, until: str, timeout_s: float = 60) -> str:
        """Type a line into a fresh terminal; returns all that it shows until `until` appears."""
        name = self.api("POST", "terminals").json()["name"]
        try:
            return asyncio.run(self._type(name, line, until, timeout_s))
        finally:
            self.api("DELETE", f"terminals/{name}")

    async def _run(self, kernel: str, code: str, timeout_s: float) -> str:
        async with self._connected(f"{self.server}/api/kernels/{kernel}/channels") as socket:
            return await self._execute(socket, code, timeout_s)

    async def _execute(self, socket: WebSocketClientConnection, code: str, timeout_s: float) -> str:
        identity = uuid.uuid4().hex
        header = {
            "msg_id": identity,
            "msg_type": "execute_request",
            "session": identity,
            "username": "",
            "version": "5.3",
        }
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        await socket.write_message(
            json.dumps(
                {
                    "header": header,
                    "parent_header": {},
                    "metadata": {},
                    "content": content,
                    "channel": "shell",
                }
            )
        )
        shown: list[str] = []
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                text = await asyncio.wait_for(socket.read_message(), max(0.1, deadline - time.monotonic()))
            except TimeoutError:
                return "".join(shown) + "\n[no answer in time]"
            if text is None:
                return "".join(shown) + "\n[connection closed]"
            message = json.loads(text)
            kind, body = message["msg_type"], message["content"]
            if kind == "status" and body["execution_state"] in ("restarting", "dead"):
                return "".join(shown) + "\n[kernel died]"
            if message["parent_header"].get("msg_id") != identity:
                continue
            if kind == "stream":
                shown.append(body["text"])
            elif kind == "error":
                shown.append(f"\n[{body['ename']}] {body['evalue']}")
            elif kind == "status" and body["execution_state"] == "idle":
                return "".join(shown)

    async def _type(self, terminal: str, line: str, until: str, timeout_s: float) -> str:
        async with self._connected(f"{self.server}/terminals/websocket/{terminal}") as socket:
            return await self._typed(socket, line, until, timeout_s)

    async def _typed(self, socket: WebSocketClientConnection, line: str, until: str, timeout_s: float) -> str:
        await socket.write_message(json.dumps(["stdin", f"{line}\r"]))
        shown = ""
        deadline = time.monotonic() + timeout_s
        while until not in shown:
            try:
                text = await asyncio.wait_for(socket.read_message(), max(0.1, deadline - time.monotonic()))
            except TimeoutError:
                return shown + "\n[no answer in time]"
            if text is None:
                return shown + "\n[connection closed]"
            kind, *rest = json.loads(text)
            if kind == "stdout":
                shown += rest[0]
        return shown

    @asynccontextmanager
    async def _connected(self, path: str) -> AsyncIterator[WebSocketClientConnection]:
        cookies = "; ".join(
            f"{cookie.name}={cookie.value}"
            for cookie in self.http.cookies.jar
            if path.startswith(cookie.path)
        )
        address = self.url.replace("http", "ws", 1) + path
        token = self._headers(f"{self.server}/")["X-XSRFToken"]
        headers = {"Cookie": cookies, "Origin": self.url}
        socket = await websocket_connect(
            HTTPRequest(f"{address}?_xsrf={token}", headers=headers, connect_timeout=60, request_timeout=60)
        )
        try:
            yield socket
        finally:
            socket.close()
            try:
                while await asyncio.wait_for(socket.read_message(), 5) is not None:
                    pass
            except TimeoutError:
                pass

    def _headers(self, path: str) -> dict[str, str]:
        tokens = {cookie.path: cookie.value for cookie in self.http.cookies.jar if cookie.name == "_xsrf"}
        return {"X-XSRFToken": tokens.get(path) or ""}


def _wait_ready(process: subprocess.Popen[str], output: Path, state: Path) -> str:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        text = output.read_text()
        if "Hunar is ready" in text:
            return text
        if process.poll() is not None:
            raise AssertionError(f"hunar up ended with {process.returncode}:\n{text}")
        time.sleep(0.1)
    hub = state / "logs" / "hub.log"
    tail = hub.read_text(errors="replace")[-4000:] if hub.exists() else "(no hub.log)"
    raise AssertionError(f"hunar up is not ready after {READY_S} s:\n{output.read_text()}\n{tail}")
