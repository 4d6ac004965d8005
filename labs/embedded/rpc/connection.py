"""One client's connection: its socket, its HTTP state, and reading a request from it within limits.

Source of the limits: Bitcoin Core, src/httpserver.cpp.
"""

import re
import socket
import time
from dataclasses import dataclass, field

import h11

MAX_BODY = 0x02000000
MAX_HEADERS = 8192
SLOWEST_BYTES_PER_S = 100_000
"""A body that arrives at least this fast may take longer than the time limit."""
_HEAD_END = re.compile(rb"\n\r?\n")
_HOST = re.compile(rb"\nhost[ \t]*:", re.IGNORECASE)


def _fresh() -> h11.Connection:
    return h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEADERS)


@dataclass(eq=False)
class Connection:
    """One client's socket and where its HTTP exchange stands.

    head: the start of a request's head. One without Host, which h11 refuses in HTTP/1.1, gets an empty one:
    Core takes it.
    """

    sock: socket.socket
    address: str
    http: h11.Connection = field(default_factory=_fresh)
    head: bytes = b""
    busy: bool = False
    active_at: float = 0.0
    deadline: float = 0.0

    def receive(self, data: bytes) -> None:
        """Takes what has arrived; b"" means that the client sends no more."""
        if self.http.their_state is not h11.IDLE:
            return self.http.receive_data(data)
        self.head += data
        end = _HEAD_END.search(self.head)
        if data and not end and self.head[0] > 0x20 and len(self.head) <= MAX_HEADERS:
            return None
        head, self.head = self.head, b""
        if end and not _HOST.search(head, 0, end.end()):
            line, feed, rest = head.partition(b"\n")
            head = line + feed + b"Host:\r\n" + rest
        if head:
            self.http.receive_data(head)
        if not data:
            self.http.receive_data(b"")

    def next_cycle(self) -> None:
        """Makes ready for the next request, of which some may have arrived. Raises LocalProtocolError."""
        self.http.start_next_cycle()
        arrived, ended = self.http.trailing_data
        if arrived:
            self.http = _fresh()
            self.receive(arrived)
            if ended:
                self.receive(b"")


class TooLarge(Exception):
    """The body is longer than MAX_BODY."""


def next_event(connection: Connection) -> object:
    """The next part of a request, waiting for it no longer than the connection's time limit."""
    http = connection.http
    while True:
        event = http.next_event()
        if event is not h11.NEED_DATA:
            return event
        if http.they_are_waiting_for_100_continue:
            go_on = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
            connection.sock.sendall(http.send(go_on) or b"")
        left = connection.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.sock.settimeout(left)
        data = connection.sock.recv(65536)
        connection.deadline += len(data) / SLOWEST_BYTES_PER_S
        connection.receive(data)


def read_body(connection: Connection, keep: bool) -> bytes:
    """The rest of a request. One that is refused anyway is read but not kept, and only a little of it."""
    limit = MAX_BODY if keep else 1 << 20
    body = bytearray()
    seen = 0
    while True:
        event = next_event(connection)
        if isinstance(event, h11.Data):
            seen += len(event.data)
            if seen > limit:
                raise TooLarge
            if keep:
                body += event.data
        elif isinstance(event, h11.EndOfMessage):
            return bytes(body)
        else:
            raise h11.RemoteProtocolError("the connection ended within a request")


def header(request: h11.Request, name: bytes) -> bytes | None:
    for key, value in request.headers:
        if key == name:
            return bytes(value)
    return None
