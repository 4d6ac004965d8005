"""A node process for tests, spoken to over plain HTTP, so that what goes over the wire can be looked at."""

import base64
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
READY_S = 30.0


@dataclass
class Answer:
    """What came back for one HTTP request."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, numbers as Decimal where they are not whole."""
        return json.loads(self.body, parse_float=Decimal)


@dataclass
class RunningNode:
    """`python -m labs.embedded` on a folder of its own."""

    datadir: Path
    arguments: list[str] = field(default_factory=list)
    port: int = 0
    login: bytes = b""
    process: "subprocess.Popen[str] | None" = None

    def start(self, *more: str) -> "RunningNode":
        """Starts it and waits until it has done loading."""
        self.datadir.mkdir(exist_ok=True)
        self.port = self.port or free_port()
        command = [sys.executable, "-m", "labs.embedded", f"-datadir={self.datadir}", f"-rpcport={self.port}"]
        self.process = subprocess.Popen(
            [*command, *self.arguments, *more],
            cwd=self.datadir,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        end = time.monotonic() + READY_S
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(self.process.communicate()[1])
            try:
                answer = self.post(b'{"method":"getblockcount"}')
                if answer.status == 200:
                    return self
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.02)
        raise TimeoutError(self.log())

    @property
    def network_dir(self) -> Path:
        """Where the chain's files are."""
        return self.datadir / "regtest"

    def authorization(self) -> str:
        """The header's value for the login that was set, else for the cookie."""
        login = self.login or (self.network_dir / ".cookie").read_bytes()
        return "Basic " + base64.b64encode(login).decode()

    def post(self, body: bytes, path: str = "/", **headers: str) -> Answer:
        """One request on a connection of its own."""
        return self.request("POST", path, body, {"Authorization": self.authorization(), **headers})

    def request(
        self, verb: str, path: str, body: bytes, headers: dict[str, str], timeout_s: float = 30
    ) -> Answer:
        """One request with just these headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
        try:
            connection.request(verb, path, body, headers)
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def call(self, method: str, *params: Any, wallet: str | None = None, **named: Any) -> Any:
        """The result. Raises AssertionError with the error's text where there is one."""
        answer = self.answer(method, list(params) or named, wallet)
        assert answer.get("error") is None, f"{method}: {answer['error']}"
        return answer["result"]

    def error(self, method: str, *params: Any, wallet: str | None = None) -> tuple[int, str]:
        """Code and message of a call that must fail."""
        answer = self.answer(method, list(params), wallet)
        assert answer.get("error") is not None, f"{method} did not fail: {answer['result']}"
        return answer["error"]["code"], answer["error"]["message"]

    def answer(self, method: str, params: Any, wallet: str | None = None) -> Any:
        """The whole JSON answer."""
        body = json.dumps({"method": method, "params": params, "id": 1}, default=str).encode()
        return self.post(body, "/" if wallet is None else f"/wallet/{wallet}").json

    def socket(self) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def log(self) -> str:
        """debug.log so far."""
        path = self.network_dir / "debug.log"
        return path.read_text() if path.exists() else ""

    def stop(self) -> int:
        """Asks it to end; its exit code. Its stderr must have stayed empty."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.terminate()
        try:
            _, said = self.process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        code = self.process.returncode
        self.process = None
        assert said == "", said
        return code

    def remove(self) -> None:
        """Its folder."""
        shutil.rmtree(self.datadir)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
