"""Fixtures of labs.node's tests:

answering    starts an HTTP server that gives prepared answers in order, and keeps what it was asked
rpc          a private node with a wallet, for the tests of one file; 101 blocks are mined
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import labs.node
from labs.node import Client


@dataclass
class Answer:
    """What a node sends: status and body. hang_up: close the connection afterwards without saying so."""

    status: int
    body: str
    hang_up: bool = False
    wait_s: float = 0


@dataclass
class Asked:
    """What a client sent."""

    path: str
    authorisation: str
    body: str
    connection: int


@dataclass
class Answering:
    """A running server."""

    url: str
    asked: list[Asked] = field(default_factory=list)


class Server(ThreadingHTTPServer):
    """HTTP/1.1 with kept connections, as a node's."""

    daemon_threads = True

    def __init__(self, answers: list[Answer]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = answers
        self.known = Answering(f"http://127.0.0.1:{self.server_port}")
        self.woken = threading.Event()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def do_POST(self) -> None:
        assert isinstance(self.server, Server)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        secret = self.headers.get("Authorization", "")
        self.server.known.asked.append(Asked(self.path, secret, body, self.client_address[1]))
        answer = self.server.answers.pop(0)
        self.server.woken.wait(answer.wait_s)
        data = answer.body.encode()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # who does not wait hangs up
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        self.close_connection = answer.hang_up

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def answering() -> Iterator[Callable[..., Answering]]:
    servers: list[tuple[Server, threading.Thread]] = []

    def start(*answers: Answer) -> Answering:
        server = Server(list(answers))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        servers.append((server, thread))
        return server.known

    yield start
    for server, thread in servers:
        server.woken.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def rpc() -> Iterator[Client]:
    with labs.node.regtest() as client:
        client.mine(101)
        yield client
